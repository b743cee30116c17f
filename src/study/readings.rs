//! What the other readings of the assumptions come to: which of them are looked at, and each of them checked and compared.
//!
//! Every combination, or each reading alone where there are too many. A reading is run as a change that chooses it; nothing is
//! concluded without running it. Who calls this may run them on several threads: they know nothing of each other.

mod findings;

use crate::check::time::{TimeOptions, check_time};
use crate::check::{CheckOptions, check};
use crate::compile::{CompileOptions, compile, examine};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceMap;
use crate::study::removed_rules;
use crate::syntax::Loaded;
use crate::syntax::tree::{Assumption, Procedure};
pub use findings::{ClockDifference, DeadlineDifference, Differences, Figures, Findings, RuleDifference};

/// Most combinations that are all run; where there are more, each reading is run alone.
pub const COMBINATIONS_MAX: u64 = 64;

/// A reading that is not the one in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The assumption.
    pub assumption: String,
    /// The reading.
    pub reading: String,
    /// What it takes the text to mean.
    pub says: String,
}

/// Which readings are run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadingsPlan {
    /// What is chosen in each run, the readings in force apart; those that differ least from them first.
    pub selections: Vec<Vec<Choice>>,
    /// How many assumptions have another reading that can be run.
    pub assumptions: usize,
    /// How many other readings they have.
    pub alternatives: usize,
    /// How many combinations there are, the readings in force included.
    pub combinations: u64,
    /// Whether all combinations are run; otherwise each reading alone.
    pub combined: bool,
    /// Readings that are described only, so that they cannot be run.
    pub described_only: Vec<Choice>,
}

/// The readings to be run: of all assumptions, or of those named in `only`.
pub fn plan_readings(procedure: &Procedure, only: &[String]) -> ReadingsPlan {
    let wanted = |one: &&Assumption| only.is_empty() || only.contains(&one.id.value);
    let mut plan = ReadingsPlan { combinations: 1, ..ReadingsPlan::default() };
    let mut alternatives: Vec<Vec<Choice>> = Vec::new();
    for assumption in procedure.assumptions.iter().filter(wanted) {
        let mut own = Vec::new();
        for (index, reading) in assumption.readings.iter().enumerate() {
            if reading.id.value == assumption.chosen.value {
                continue;
            }
            let choice = Choice {
                assumption: assumption.id.value.clone(),
                reading: reading.id.value.clone(),
                says: reading.says.clone(),
            };
            // The first one may be what the file itself says.
            if reading.changes || index == 0 { own.push(choice) } else { plan.described_only.push(choice) }
        }
        if !own.is_empty() {
            plan.combinations = plan.combinations.saturating_mul(own.len() as u64 + 1);
            plan.alternatives += own.len();
            alternatives.push(own);
        }
    }
    plan.assumptions = alternatives.len();
    plan.combined = plan.combinations <= COMBINATIONS_MAX;
    plan.selections = if plan.combined {
        combinations(&alternatives)
    } else {
        alternatives.into_iter().flatten().map(|one| vec![one]).collect()
    };
    plan
}

/// All combinations but the one in force; those of few other readings first.
fn combinations(alternatives: &[Vec<Choice>]) -> Vec<Vec<Choice>> {
    let mut all: Vec<Vec<Choice>> = vec![Vec::new()];
    for own in alternatives {
        let mut more = all.clone();
        for one in own {
            more.extend(all.iter().map(|before| before.iter().chain([one]).cloned().collect::<Vec<Choice>>()));
        }
        all = more;
    }
    all.retain(|one| !one.is_empty());
    all.sort_by_key(Vec::len);
    all
}

/// How to check each reading.
#[derive(Debug, Clone, Copy)]
pub struct ReadingOptions {
    /// The order check. Where it is a comparison only, one engine is enough.
    pub check: CheckOptions,
    /// The time check.
    pub time: TimeOptions,
    /// How to compile.
    pub compile: CompileOptions,
}

/// What came of one run.
#[derive(Debug, Clone)]
pub struct ReadingOutcome {
    /// The readings that it chose.
    pub choices: Vec<Choice>,
    /// What came of it.
    pub result: ReadingResult,
}

/// What came of one run, compared with the readings in force.
#[derive(Debug, Clone)]
pub enum ReadingResult {
    /// It was checked.
    Checked(Differences),
    /// It cannot be applied to this procedure: each mistake, with its place.
    NotApplicable(Vec<String>),
}

/// What all runs came to.
#[derive(Debug, Clone)]
pub struct ReadingsOutcome {
    /// Which were run.
    pub plan: ReadingsPlan,
    /// Each run, in the order of the plan.
    pub readings: Vec<ReadingOutcome>,
}

impl ReadingsOutcome {
    /// Every run that was checked, with what differs.
    pub fn checked(&self) -> impl Iterator<Item = (&ReadingOutcome, &Differences)> {
        self.readings.iter().filter_map(|one| match &one.result {
            ReadingResult::Checked(differences) => Some((one, differences)),
            ReadingResult::NotApplicable(_) => None,
        })
    }

    /// Whether every run came to its end.
    pub fn complete(&self) -> bool {
        self.checked().all(|(_, differences)| differences.complete())
    }

    /// Whether a run breaks a rule, or leaves a duty open, that the readings in force do not.
    pub fn breaks_something(&self) -> bool {
        self.checked().any(|(_, differences)| differences.breaks_something())
    }
}

/// Checks the procedure under these readings and compares it with what was found under those in force.
pub fn under_reading(
    loaded: &Loaded,
    choices: &[Choice],
    chosen: &Findings,
    options: ReadingOptions,
    interrupted: &(dyn Fn() -> bool + Sync),
) -> ReadingOutcome {
    let names: Vec<(&str, &str)> = choices.iter().map(|one| (one.assumption.as_str(), one.reading.as_str())).collect();
    let under = loaded.under(&names);
    let result = match findings(&under, options, interrupted) {
        Ok(found) => ReadingResult::Checked(Differences::between(chosen, &found)),
        Err(mistakes) => ReadingResult::NotApplicable(mistakes),
    };
    ReadingOutcome { choices: choices.to_vec(), result }
}

fn findings(
    loaded: &Loaded,
    options: ReadingOptions,
    interrupted: &(dyn Fn() -> bool + Sync),
) -> Result<Findings, Vec<String>> {
    let mut diagnostics = loaded.diagnostics.clone();
    diagnostics.extend(examine(loaded));
    let told = |all: &[Diagnostic]| all.iter().map(|one| told(one, &loaded.sources)).collect::<Vec<_>>();
    diagnostics.retain(|one| one.code.severity() == Severity::Error);
    let Some(procedure) = loaded.procedure.as_ref().filter(|_| diagnostics.is_empty()) else {
        return Err(told(&diagnostics));
    };
    let (system, mut found) = compile(procedure, options.compile);
    let Some(system) = system else {
        found.retain(|one| one.code.severity() == Severity::Error);
        loaded.attribute(&mut found);
        return Err(told(&found));
    };
    let mut outcome = check(&system, options.check, interrupted).map_err(|error| vec![error.to_string()])?;
    let time = check_time(&system, &procedure.header.calendar.calendar(), options.time, interrupted);
    crate::check::time::decide(&mut outcome, &time);
    let removed = loaded.base.as_ref().map(|base| removed_rules(base, procedure)).unwrap_or_default();
    let mut findings = Findings::of(procedure, &outcome, &time);
    for rule in removed {
        findings.remove(&rule.id, &rule.says);
    }
    Ok(findings)
}

/// A mistake and its place on one line.
fn told(one: &Diagnostic, sources: &SourceMap) -> String {
    let place = sources.position(one.span);
    let path = &sources.file(one.span.file).path;
    format!("{path}:{}:{}: {}", place.line, place.column, one.message)
}

#[cfg(test)]
mod tests {
    use super::{Choice, combinations};

    fn choice(assumption: &str, reading: &str) -> Choice {
        Choice { assumption: assumption.to_owned(), reading: reading.to_owned(), says: String::new() }
    }

    #[test]
    fn every_combination_comes_once_and_the_smaller_come_first() {
        let all = combinations(&[vec![choice("a", "x"), choice("a", "y")], vec![choice("b", "z")]]);
        let told: Vec<String> = all
            .iter()
            .map(|one| one.iter().map(|choice| choice.reading.as_str()).collect::<Vec<_>>().join("+"))
            .collect();
        assert_eq!(told, ["x", "y", "z", "x+z", "y+z"]);
        assert!(combinations(&[]).is_empty());
    }
}
