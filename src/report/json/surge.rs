//! Several cases at once in the JSON document. A number that is only a lower bound, because a limit was reached, is null.

use serde::Serialize;

use crate::check::time::{
    Proved, SurgeDeadline, SurgeExample, SurgeHappening, SurgeOutcome, SurgeStep, SurgeTime, SurgeWait, WorkOrder,
};

/// Several cases at once.
#[derive(Debug, Clone, Serialize)]
pub struct SurgeEntry {
    /// Most cases that were looked at.
    pub cases: u8,
    /// For so many cases each deadline can be met by all, at best; null if it is not known.
    pub feasible: Option<u8>,
    /// For so many cases each deadline is met by all, whatever happens.
    pub guaranteed: GuaranteedEntry,
    /// Whether every search came to its end.
    pub complete: bool,
    /// Joint states of all searches.
    pub states: usize,
    /// The shared actors, with the cases that each works on at a time.
    pub places: Vec<PlacesEntry>,
    /// Each deadline.
    pub deadlines: Vec<SurgeDeadlineEntry>,
}

/// The greatest number of cases by the order in which work is taken up; null if it is not known.
#[derive(Debug, Clone, Serialize)]
pub struct GuaranteedEntry {
    /// As it was asked for.
    pub fifo: Option<u8>,
    /// What falls due first.
    pub earliest_due: Option<u8>,
}

/// A shared actor.
#[derive(Debug, Clone, Serialize)]
pub struct PlacesEntry {
    /// The name.
    pub actor: String,
    /// Cases at a time.
    pub cases_at_once: u32,
}

/// One deadline.
#[derive(Debug, Clone, Serialize)]
pub struct SurgeDeadlineEntry {
    /// Its id.
    pub id: String,
    /// Whom cases may have to wait for, on the way to it or beside it.
    pub shared: Vec<String>,
    /// All can be in time, at best.
    pub feasible: Option<u8>,
    /// All are in time, whatever happens.
    pub guaranteed: GuaranteedEntry,
    /// The longest times that complete searches found.
    pub longest: Vec<SurgeTimeEntry>,
    /// The shortest times, where something must not come too early; absent for others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shortest: Vec<SurgeTimeEntry>,
    /// Why it was not looked at; absent if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
    /// A case that others make late, or too early; absent if none was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<SurgeExampleEntry>,
    /// Joint states.
    pub states: usize,
}

/// A longest or shortest time.
#[derive(Debug, Clone, Serialize)]
pub struct SurgeTimeEntry {
    /// How many cases.
    pub cases: u8,
    /// `fifo` or `earliest_due`.
    pub order: &'static str,
    /// Working days; null if there is no bound, or if it never ends.
    pub days: Option<u32>,
}

/// An example.
#[derive(Debug, Clone, Serialize)]
pub struct SurgeExampleEntry {
    /// How many cases.
    pub cases: u8,
    /// `fifo` or `earliest_due`.
    pub order: &'static str,
    /// Working days from anchor to end.
    pub days: u32,
    /// The working day of the anchor of the first case.
    pub anchor_day: u32,
    /// What happens.
    pub steps: Vec<SurgeStepEntry>,
}

/// What happens in an example.
#[derive(Debug, Clone, Serialize)]
pub struct SurgeStepEntry {
    /// The working day.
    pub day: u32,
    /// The case, from 1; the first is late, or too early.
    pub case: u8,
    /// The step with its outcome; null where the case comes.
    pub step: Option<String>,
    /// Who: of several, the one who took it up.
    pub actor: Option<String>,
    /// Working days that it had waited for somebody to be free.
    pub waited_days: u32,
    /// The cases that those who could have taken it up were at work on meanwhile.
    pub busy_with: Vec<u8>,
}

impl SurgeEntry {
    /// Of an outcome.
    pub fn new(surge: &SurgeOutcome) -> Self {
        Self {
            cases: surge.cases_max,
            feasible: known(surge.least(|one| one.feasible)),
            guaranteed: GuaranteedEntry {
                fifo: known(surge.least(|one| one.first_come)),
                earliest_due: known(surge.least(|one| one.earliest_due)),
            },
            complete: surge.complete(),
            states: surge.deadlines.iter().map(|one| one.states).sum(),
            places: surge
                .places
                .iter()
                .map(|(actor, cases_at_once)| PlacesEntry { actor: actor.clone(), cases_at_once: *cases_at_once })
                .collect(),
            deadlines: surge.deadlines.iter().map(deadline).collect(),
        }
    }
}

fn known(proved: Proved) -> Option<u8> {
    proved.complete.then_some(proved.cases)
}

fn order(order: WorkOrder) -> &'static str {
    match order {
        WorkOrder::FirstCome => "fifo",
        WorkOrder::EarliestDue => "earliest_due",
    }
}

fn deadline(one: &SurgeDeadline) -> SurgeDeadlineEntry {
    let time = |time: &SurgeTime| SurgeTimeEntry { cases: time.cases, order: order(time.order), days: time.days };
    SurgeDeadlineEntry {
        id: one.id.clone(),
        shared: one.shared.clone(),
        feasible: known(one.feasible),
        guaranteed: GuaranteedEntry { fifo: known(one.first_come), earliest_due: known(one.earliest_due) },
        longest: one.longest.iter().map(time).collect(),
        shortest: one.shortest.iter().map(time).collect(),
        left_out: one.left_out.clone(),
        example: one.example.as_ref().map(example),
        states: one.states,
    }
}

fn example(one: &SurgeExample) -> SurgeExampleEntry {
    SurgeExampleEntry {
        cases: one.cases,
        order: order(one.order),
        days: one.days,
        anchor_day: one.anchor_day,
        steps: one.steps.iter().map(step).collect(),
    }
}

fn step(one: &SurgeStep) -> SurgeStepEntry {
    let (day, case) = (one.day, one.case);
    match &one.happening {
        SurgeHappening::Comes => {
            SurgeStepEntry { day, case, step: None, actor: None, waited_days: 0, busy_with: Vec::new() }
        }
        SurgeHappening::Happens { what, actor, wait } => SurgeStepEntry {
            day,
            case,
            step: Some(what.clone()),
            actor: Some(actor.clone()),
            waited_days: wait.as_ref().map_or(0, SurgeWait::days),
            busy_with: wait.as_ref().map(|wait| wait.busy_with.clone()).unwrap_or_default(),
        },
    }
}
