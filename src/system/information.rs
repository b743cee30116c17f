//! What people read about the parts of a system: names, sentences, clauses, places. Nothing here has a meaning for the checker.

use crate::source::Span;

use super::{ActorId, StepId};

/// What binds whom to a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKind {
    /// Once owed, done in the end.
    Duty,
    /// Nobody has to.
    Optional,
    /// Of the outside world.
    Event,
}

/// A length of time and its bounds, in one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepDuration {
    /// At least.
    pub least: u32,
    /// Usually.
    pub usual: u32,
    /// At most.
    pub most: u32,
    /// The unit.
    pub unit: TimeUnit,
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// Working days.
    WorkingDay,
    /// Calendar days.
    CalendarDay,
    /// Calendar months.
    Month,
}

/// A step or a vote.
#[derive(Debug, Clone)]
pub struct StepInformation {
    /// Its id.
    pub id: String,
    /// What is done, as the end of a sentence.
    pub says: String,
    /// Duty, optional, event.
    pub kind: StepKind,
    /// An event that is expected to come.
    pub awaited: bool,
    /// Who performs it, joined for reading.
    pub actor: String,
    /// Who can perform it; one of them does.
    pub performers: Vec<ActorId>,
    /// Who is accountable, where that is another body.
    pub accountable: Option<String>,
    /// Ids and sentences of its outcomes.
    pub outcomes: Vec<(String, String)>,
    /// Clauses that it cites.
    pub clauses: Vec<String>,
    /// Folded in examples.
    pub routine: bool,
    /// The step whose vote it is.
    pub vote_of: Option<StepId>,
    /// How long it takes. A step that is decided by votes takes no time of its own: its votes do.
    pub takes: Option<StepDuration>,
    /// How often it comes up, if it covers all that happened since the last time.
    pub every: Option<(u32, TimeUnit)>,
    /// What makes it start, as written.
    pub starts: Vec<String>,
    /// The steps that it starts after.
    pub starts_after: Vec<StepId>,
    /// It starts only when all of them have happened; otherwise one of them is enough.
    pub starts_after_all: bool,
    /// What it needs when it is taken, as written.
    pub needs: Vec<String>,
    /// Where it is defined.
    pub span: Span,
    /// Where a change removed it.
    pub removed: Option<Span>,
    /// Places in change files that touch it.
    pub changed: Vec<Span>,
}

/// How a deadline counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeadlineLimit {
    /// So much time after the anchor at the latest.
    Within(u32, TimeUnit),
    /// So much time after the anchor at the earliest.
    NotBefore(u32, TimeUnit),
    /// So much time before the anchor at the latest.
    Before(u32, TimeUnit),
}

/// A deadline.
#[derive(Debug, Clone)]
pub struct DeadlineInformation {
    /// Its id.
    pub id: String,
    /// What it is, for people.
    pub says: String,
    /// The phrase.
    pub due: String,
    /// How it counts.
    pub limit: DeadlineLimit,
    /// It binds nobody.
    pub expected: bool,
    /// It never runs: where a change removed it.
    pub removed: Option<Span>,
    /// Clauses that it cites.
    pub clauses: Vec<String>,
    /// Where it is defined.
    pub span: Span,
}

/// A span.
#[derive(Debug, Clone)]
pub struct SpanInformation {
    /// Its id.
    pub id: String,
    /// What it is.
    pub says: String,
    /// Who is behind it.
    pub actor: String,
    /// Clauses that it cites.
    pub clauses: Vec<String>,
    /// Where it is defined.
    pub span: Span,
}

/// An actor.
#[derive(Debug, Clone)]
pub struct ActorInformation {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Not bound by the procedure.
    pub outside: bool,
    /// On how many cases it can work at a time; absent if that is not stated.
    pub cases_at_once: Option<u32>,
}

/// A fact.
#[derive(Debug, Clone)]
pub struct FactInformation {
    /// Its id.
    pub id: String,
    /// What it is.
    pub says: String,
    /// Its values.
    pub values: Vec<String>,
    /// Several can be true at once.
    pub many: bool,
}

/// An invariant.
#[derive(Debug, Clone)]
pub struct InvariantInformation {
    /// Its id.
    pub id: String,
    /// The sentence that a lead reads.
    pub says: String,
    /// The pattern, as written.
    pub check: String,
    /// Clauses that it cites.
    pub clauses: Vec<String>,
    /// The steps that it demands or asks to be possible, removed ones too.
    pub demands: Vec<StepId>,
    /// It demands a single term, so these steps belong together.
    pub demands_together: bool,
    /// Where it is defined.
    pub span: Span,
}
