//! The state of a case, what happens in one moment, and the moves from one state to the next.

use std::collections::{BTreeMap, BTreeSet};

/// "for each deadline, *idle, running, met, missed* or *void*"
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// The clock has not started.
    Idle,
    /// The clock runs.
    Running,
    /// Discharged in time.
    Met,
    /// Not discharged in time.
    Missed,
    /// "neither running, met nor missed"
    Void,
}

/// "Its state is, for each step, whether it is *allowed*, *owed*, *done* and its *latest* outcome; for each span, whether
/// it runs; for each deadline, *idle, running, met, missed* or *void*; and whether the case is closed."
///
/// A single vote is a step named `STEP.VOTER`. What a `while` phrase gives is not stored: it follows from the state.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Case {
    /// "one value for each fact (a set of values if `many`)": here always a set.
    pub facts: BTreeMap<String, BTreeSet<String>>,
    /// Steps that are allowed.
    pub allowed: BTreeSet<String>,
    /// Steps and votes that are owed.
    pub owed: BTreeSet<String>,
    /// Steps that have begun and are not yet taken.
    pub under_way: BTreeSet<String>,
    /// Steps and votes that have happened at least once.
    pub done: BTreeSet<String>,
    /// The latest outcome of steps and votes.
    pub latest: BTreeMap<String, String>,
    /// Spans that run.
    pub running: BTreeSet<String>,
    /// Spans that their `begins` phrase lets begin.
    pub may_begin: BTreeSet<String>,
    /// Spans that have begun and may do so `once` only.
    pub begun_once: BTreeSet<String>,
    /// Deadlines that have a status in the order check.
    pub deadlines: BTreeMap<String, Status>,
    /// A step that `closes` was taken.
    pub closed: bool,
}

/// Something that triggers and rules can wait for. Several can happen in one moment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Happening {
    /// A step or a vote is taken.
    Taken {
        /// The step, or `STEP.VOTER`.
        step: String,
        /// Its outcome, if it has outcomes.
        outcome: Option<String>,
    },
    /// A term becomes true.
    BecameTrue(String),
    /// A deadline is missed.
    Missed(String),
    /// A span begins.
    SpanBegan(String),
    /// A span ends.
    SpanEnded(String),
}

/// One move of a case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Move {
    /// A step or a vote is taken.
    Take {
        /// The step, or `STEP.VOTER`.
        step: String,
        /// Its outcome, if it has outcomes.
        outcome: Option<String>,
    },
    /// A step of two moments begins.
    Begin(String),
    /// A span begins.
    SpanBegins(String),
    /// A span ends.
    SpanEnds(String),
    /// A deadline is missed.
    Miss(String),
}

impl Move {
    /// The move as people read it: `step`, `step:outcome`, `step.voter:outcome`, `step begins`, `span begins`,
    /// `span ends`, `deadline is missed`.
    pub fn label(&self) -> String {
        match self {
            Self::Take { step, outcome: None } => step.clone(),
            Self::Take { step, outcome: Some(outcome) } => format!("{step}:{outcome}"),
            Self::Begin(name) | Self::SpanBegins(name) => format!("{name} begins"),
            Self::SpanEnds(name) => format!("{name} ends"),
            Self::Miss(name) => format!("{name} is missed"),
        }
    }

    /// The step or vote that is begun or taken.
    pub fn step(&self) -> Option<&str> {
        match self {
            Self::Take { step, .. } | Self::Begin(step) => Some(step),
            _ => None,
        }
    }
}

/// What promises that a move is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Promise {
    /// The step is owed: "once owed, it will be done in the end".
    Duty,
    /// "an event that is expected to come; it counts for soundness only": an awaited event, or the end of a span.
    Awaited,
    /// "Events, spans, optional steps and the missing of deadlines promise nothing."
    Nothing,
}

/// One move and all that comes of it "at one moment".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The move.
    pub made: Move,
    /// What promises it.
    pub promise: Promise,
    /// All that happens in this moment.
    pub happened: BTreeSet<Happening>,
    /// The state after part 1, in which the conditions of part 2 are read.
    pub middle: Case,
    /// The state after it.
    pub after: Case,
}
