//! The syntax tree of a procedure: what the file says, name by name, nothing resolved.
//!
//! Every name keeps its place in the file. Whether a name exists, and whether it is a step, a term or a deadline, is not
//! known here: that is for [`crate::compile`].

mod phrase;

pub use phrase::{Check, Combine, Due, Duration, Event, Expression, Limit, Start, Takes, Trigger, Unit};

use crate::calendar::Calendar;
use crate::source::{Name, Span, Spanned};

/// A whole procedure, changes already laid over it. Lists keep the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Procedure {
    /// Id: the file name without its ending.
    pub id: String,
    /// Title, source, dates.
    pub header: Header,
    /// `[clauses.*]`
    pub clauses: Vec<Clause>,
    /// `[assumptions.*]`
    pub assumptions: Vec<Assumption>,
    /// `[actors.*]`
    pub actors: Vec<Actor>,
    /// `[facts.*]`
    pub facts: Vec<Fact>,
    /// `[terms]`
    pub terms: Vec<Term>,
    /// `[steps.*]`
    pub steps: Vec<Step>,
    /// `[spans.*]`
    pub spans: Vec<SpanOfTime>,
    /// `[deadlines.*]`, and one for each `due` of a step.
    pub deadlines: Vec<Deadline>,
    /// `[case]`
    pub case: Case,
    /// `[invariants.*]`
    pub invariants: Vec<Invariant>,
}

/// The keys above the first table.
#[derive(Debug, Clone, Default)]
pub struct Header {
    /// What the procedure is called.
    pub title: String,
    /// Where its text comes from.
    pub source: Option<String>,
    /// The day from which it applies, as written.
    pub in_force: Option<String>,
    /// Which days are working days.
    pub calendar: CalendarName,
}

/// The calendars that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CalendarName {
    /// Monday to Friday without the bank holidays of England and Wales.
    #[default]
    EnglandAndWales,
    /// Monday to Friday.
    WorkingWeek,
}

impl CalendarName {
    /// The calendar of that name.
    pub fn calendar(self) -> Calendar {
        match self {
            Self::EnglandAndWales => Calendar::england_and_wales(),
            Self::WorkingWeek => Calendar::working_week(),
        }
    }
}

/// A clause of the source text.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Its id, such as `N4`.
    pub id: Name,
    /// The heading under which it stands.
    pub heading: Option<String>,
    /// Its paragraph under that heading, from 1.
    pub paragraph: Option<i64>,
    /// What it says, in our own words.
    pub says: String,
}

/// A choice where the source is ambiguous.
#[derive(Debug, Clone)]
pub struct Assumption {
    /// Its id.
    pub id: Name,
    /// What the source leaves open.
    pub says: String,
    /// The reading that is in force.
    pub chosen: Name,
    /// All readings.
    pub readings: Vec<Reading>,
    /// Clauses that it interprets.
    pub clauses: Vec<Name>,
}

/// One reading of an ambiguous text.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Its id.
    pub id: Name,
    /// What it takes the text to mean.
    pub says: String,
    /// Whether it brings a change of the file; otherwise the file encodes it already, or it cannot be run.
    pub changes: bool,
}

/// Somebody who acts.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Its id.
    pub id: Name,
    /// The name that people read.
    pub name: String,
    /// Not bound by the procedure.
    pub outside: bool,
    /// Members, if it is a group.
    pub members: Vec<Name>,
    /// On how many cases it can work at a time.
    pub cases_at_once: Option<u32>,
}

/// A fact of the incident.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its id.
    pub id: Name,
    /// What it is.
    pub says: Option<String>,
    /// Its values, the plainest first.
    pub values: Vec<Name>,
    /// Several values can be true at once.
    pub many: bool,
    /// Clauses that it encodes.
    pub clauses: Vec<Name>,
}

/// A named condition.
#[derive(Debug, Clone)]
pub struct Term {
    /// Its id.
    pub id: Name,
    /// What it means.
    pub means: Expression,
    /// The same for people.
    pub says: Option<String>,
    /// Clauses that it encodes.
    pub clauses: Vec<Name>,
}

/// What binds whom to a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Once owed, done in the end.
    #[default]
    Duty,
    /// Nobody has to.
    Optional,
    /// Of the outside world.
    Event,
}

/// A step.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its id.
    pub id: Name,
    /// What is done, as the end of a sentence.
    pub says: Option<String>,
    /// Duty, optional or event.
    pub kind: Kind,
    /// An event that is expected to come.
    pub awaited: bool,
    /// Who performs it; one of these does.
    pub by: Vec<Name>,
    /// Who is accountable (`for`).
    pub accountable: Vec<Name>,
    /// Who receives it.
    pub to: Vec<Name>,
    /// Who takes part.
    pub with: Vec<Name>,
    /// What makes it owed or allowed.
    pub starts: Vec<Spanned<Start>>,
    /// What makes an optional step owed.
    pub must: Vec<Spanned<Start>>,
    /// What has to hold when it is taken.
    pub needs: Option<Expression>,
    /// Steps that it has regard to; done when it is taken.
    pub considers: Vec<Name>,
    /// Steps whose result it takes along; done when it is taken.
    pub carries: Vec<Name>,
    /// What ends it undone.
    pub lapses: Vec<Spanned<Start>>,
    /// How long it takes.
    pub takes: Option<Spanned<Takes>>,
    /// Its outcomes; empty if it has none to choose.
    pub decide: Vec<Outcome>,
    /// Votes needed, and of how many.
    pub votes: Option<Spanned<Votes>>,
    /// It closes the case.
    pub closes: bool,
    /// Folded in examples.
    pub routine: bool,
    /// Clauses that it encodes.
    pub clauses: Vec<Name>,
    /// It never happens: where the change removed it.
    pub removed: Option<Span>,
    /// Places in a change file that touch it.
    pub changed: Vec<Span>,
}

/// An outcome of a decision.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Its id.
    pub id: Name,
    /// What is decided, for people.
    pub says: Option<String>,
    /// When it can be chosen.
    pub condition: Option<Expression>,
}

/// `2 of 3`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Votes {
    /// Votes needed.
    pub needed: u8,
    /// Votes there are.
    pub of: u8,
}

/// Something outside that begins and ends (`[spans.*]`).
#[derive(Debug, Clone)]
pub struct SpanOfTime {
    /// Its id.
    pub id: Name,
    /// What it is.
    pub says: Option<String>,
    /// Who is behind it.
    pub by: Vec<Name>,
    /// When it can begin.
    pub begins: Spanned<Start>,
    /// Clauses that it encodes.
    pub clauses: Vec<Name>,
    /// It never happens: where the change removed it.
    pub removed: Option<Span>,
    /// Places in a change file that touch it.
    pub changed: Vec<Span>,
}

/// A deadline, of its own table or of a step.
#[derive(Debug, Clone)]
pub struct Deadline {
    /// Its id: its own, the step's, or `STEP.2`.
    pub id: Name,
    /// The step whose `due` it is.
    pub of_step: Option<String>,
    /// The limit.
    pub due: Spanned<Due>,
    /// What discharges it.
    pub met_by: Vec<Event>,
    /// What makes it void.
    pub void: Vec<Spanned<Start>>,
    /// What extends it.
    pub extended: Vec<Spanned<Start>>,
    /// While this holds, the clock stands still.
    pub suspended: Option<Expression>,
    /// It binds nobody.
    pub expected: bool,
    /// What it is, for people.
    pub says: Option<String>,
    /// Clauses that it encodes.
    pub clauses: Vec<Name>,
    /// It never runs: where the change removed it.
    pub removed: Option<Span>,
    /// Places in a change file that touch it.
    pub changed: Vec<Span>,
}

/// `[case]`
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// When a case is complete; empty for the default.
    pub complete: Vec<Expression>,
    /// Steps that may be taken after the case is closed.
    pub may_still: Vec<Name>,
    /// Clauses that it encodes.
    pub clauses: Vec<Name>,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Invariant {
    /// Its id.
    pub id: Name,
    /// The sentence that a lead reads.
    pub says: String,
    /// The pattern.
    pub check: Spanned<Check>,
    /// Clauses that it encodes.
    pub clauses: Vec<Name>,
}
