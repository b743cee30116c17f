//! The smaller parts of the JSON document.

use serde::Serialize;

use crate::check::{CheckOutcome, Example, ExampleStep};
use crate::report::Report;
use crate::report::clauses::Citations;
use crate::syntax::tree::Assumption;

/// What was checked.
#[derive(Debug, Clone, Serialize)]
pub struct ProcedureEntry {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its path, or `built in`.
    pub path: String,
    /// The hash of all files that were read.
    pub hash: String,
}

impl ProcedureEntry {
    /// The procedure of a report.
    pub fn new(report: &Report) -> Self {
        Self {
            id: report.procedure.id.clone(),
            title: report.procedure.header.title.clone(),
            path: report.path.clone(),
            hash: report.hash.clone(),
        }
    }
}

/// Sizes of the searches.
#[derive(Debug, Clone, Serialize)]
pub struct OrderEntry {
    /// Parts that were explored on their own.
    pub slices: usize,
    /// States that stateright visited.
    pub states: usize,
    /// Steps between states.
    pub transitions: usize,
    /// Whether every search was complete.
    pub complete: bool,
    /// States that the reference search visited.
    pub reference_states: usize,
    /// Whether stateright explored every slice as well.
    pub second_engine: bool,
}

impl OrderEntry {
    /// The sizes of an outcome.
    pub fn new(outcome: &CheckOutcome) -> Self {
        let counts = outcome.counts;
        Self {
            slices: counts.slices,
            states: counts.states,
            transitions: counts.transitions,
            complete: counts.complete,
            reference_states: counts.reference_states,
            second_engine: counts.second_engine,
        }
    }
}

/// An example case.
#[derive(Debug, Clone, Serialize)]
pub struct ExampleEntry {
    /// The day on which it begins.
    pub start: String,
    /// The facts of the invented incident.
    pub facts: Vec<FactEntry>,
    /// What happens.
    pub steps: Vec<StepEntry>,
    /// What never happens and should.
    pub missing: Option<String>,
    /// Who owed it.
    pub missing_actor: Option<String>,
    /// Why.
    pub why: String,
    /// Labels of the steps that can go round for ever.
    pub r#loop: Option<Vec<String>>,
}

/// A fact of the incident.
#[derive(Debug, Clone, Serialize)]
pub struct FactEntry {
    /// What.
    pub fact: String,
    /// Its value.
    pub value: String,
}

/// A step of an example.
#[derive(Debug, Clone, Serialize)]
pub struct StepEntry {
    /// The day.
    pub date: String,
    /// Working days since the beginning.
    pub working_day: u32,
    /// Who acts.
    pub actor: String,
    /// The step's id.
    pub step: String,
    /// The outcome's id.
    pub outcome: Option<String>,
    /// What happens, for reading.
    pub says: String,
    /// When it was due.
    pub due: Option<String>,
    /// Whether it was on time.
    pub on_time: Option<bool>,
    /// Clauses that it rests on.
    pub clauses: Vec<String>,
    /// Where a change touches it, as `path:line`.
    pub changed: Option<String>,
}

impl ExampleEntry {
    /// An example as data.
    pub fn new(example: &Example) -> Self {
        let fact = |(fact, value): &(String, String)| FactEntry { fact: fact.clone(), value: value.clone() };
        Self {
            start: example.start.clone(),
            facts: example.facts.iter().map(fact).collect(),
            steps: example.steps.iter().map(StepEntry::new).collect(),
            missing: example.missing.clone(),
            missing_actor: example.missing_actor.clone(),
            why: example.why.clone(),
            r#loop: example.r#loop.clone(),
        }
    }
}

impl StepEntry {
    fn new(step: &ExampleStep) -> Self {
        Self {
            date: step.date.clone(),
            working_day: step.working_day,
            actor: step.actor.clone(),
            step: step.step.clone(),
            outcome: step.outcome.clone(),
            says: step.says.clone(),
            due: step.due.clone(),
            on_time: step.on_time,
            clauses: step.clauses.clone(),
            changed: step.changed.clone(),
        }
    }
}

/// Clauses of the source.
#[derive(Debug, Clone, Serialize)]
pub struct ClausesEntry {
    /// How many there are.
    pub total: usize,
    /// How many are cited.
    pub cited: usize,
    /// Ids of those that nothing cites.
    pub uncited: Vec<String>,
}

impl ClausesEntry {
    /// The clauses of a procedure.
    pub fn new(citations: &Citations<'_>) -> Self {
        let uncited: Vec<String> = citations.uncited().map(|clause| clause.id.value.clone()).collect();
        Self { total: citations.total(), cited: citations.total() - uncited.len(), uncited }
    }
}

/// A choice where the source is ambiguous.
#[derive(Debug, Clone, Serialize)]
pub struct AssumptionEntry {
    /// Its id.
    pub id: String,
    /// What the source leaves open.
    pub says: String,
    /// The id of the chosen reading.
    pub chosen: String,
    /// What the chosen reading takes the text to mean.
    pub chosen_says: String,
    /// The other readings.
    pub alternatives: Vec<Alternative>,
}

/// A reading that was not chosen.
#[derive(Debug, Clone, Serialize)]
pub struct Alternative {
    /// Its id.
    pub id: String,
    /// What it takes the text to mean.
    pub says: String,
}

impl AssumptionEntry {
    /// An assumption as data.
    pub fn new(assumption: &Assumption) -> Self {
        let chosen = &assumption.chosen.value;
        let (of_choice, others): (Vec<_>, Vec<_>) =
            assumption.readings.iter().partition(|reading| reading.id.value == *chosen);
        let other = |id: &str, says: &str| Alternative { id: id.to_owned(), says: says.to_owned() };
        Self {
            id: assumption.id.value.clone(),
            says: assumption.says.clone(),
            chosen: chosen.clone(),
            chosen_says: of_choice.first().map_or_else(String::new, |reading| reading.says.clone()),
            alternatives: others.iter().map(|reading| other(&reading.id.value, &reading.says)).collect(),
        }
    }
}
