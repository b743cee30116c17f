//! What the phrases inside strings say.

use crate::source::Name;

/// A start phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// `at the beginning`
    Beginning,
    /// `at any time [after T [cond]] [, once]`
    AnyTime {
        /// From when on; from the beginning if absent.
        after: Option<(Trigger, Option<Expression>)>,
        /// Only once.
        once: bool,
    },
    /// `after T [, if …]`; `unless X` is stored as `not X`.
    After(Trigger, Option<Expression>),
    /// `while C [, once]`
    While {
        /// The condition.
        condition: Expression,
        /// Only once.
        once: bool,
    },
    /// `every D covering T`
    Every(Duration, Trigger),
}

/// How several events make one trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Combine {
    /// One event, or `first of`: the first time.
    First,
    /// `each X`, `each of`: every time.
    Each,
    /// `all of`, `latest of`: when all have happened.
    All,
}

/// A trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// How the events combine.
    pub combine: Combine,
    /// The events; never empty.
    pub events: Vec<Event>,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A step is taken (with one of the outcomes, if any is named), a term becomes true, or a deadline `is missed`.
    Happens {
        /// Step, term or deadline.
        name: Name,
        /// Outcomes, or the word `missed` alone.
        outcomes: Vec<Name>,
    },
    /// A span begins.
    Begins(Name),
    /// A span ends.
    Ends(Name),
}

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// `not X`
    Not(Box<Expression>),
    /// `X and Y`
    And(Vec<Expression>),
    /// `X or Y`
    Or(Vec<Expression>),
    /// A term, or a fact with the values `no` and `yes`.
    Named(Name),
    /// `NAME is [not] VALUE or VALUE`. The value `under way` is one value.
    Is {
        /// Fact, step, deadline or span.
        name: Name,
        /// `is not`: none of the values.
        negated: bool,
        /// The values; never empty.
        values: Vec<Name>,
    },
    /// `at least N of (X, Y)`
    AtLeast {
        /// How many.
        count: u8,
        /// Of these.
        of: Vec<Expression>,
    },
    /// `at least N of the votes on STEP are OUTCOME`
    VotesAtLeast {
        /// How many.
        count: u8,
        /// The voting step.
        step: Name,
        /// The outcome.
        outcome: Name,
    },
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Monday to Friday without holidays.
    WorkingDay,
    /// Every day.
    CalendarDay,
    /// Seven calendar days.
    Week,
    /// A calendar month, by the corresponding date rule.
    Month,
    /// Twelve months.
    Year,
}

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

/// `1 to 4 working days, usually 2`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Takes {
    /// At least, in `unit`.
    pub least: u32,
    /// At most, in `unit`.
    pub most: u32,
    /// Usually, in `unit`.
    pub usual: Option<u32>,
    /// The unit of all three.
    pub unit: Unit,
}

/// How a deadline relates to its anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// `within D of`
    Within(Duration),
    /// `not before D after`
    NotBefore(Duration),
    /// `at least D before`
    Before(Duration),
    /// `same day as`
    SameDay,
}

/// A deadline phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The limit.
    pub limit: Limit,
    /// What it counts from.
    pub anchor: Trigger,
}

/// The pattern of an invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// `after T [cond], E always follows [within D] [unless X]`
    Response {
        /// What triggers it.
        trigger: Trigger,
        /// Read after the triggering step.
        condition: Option<Expression>,
        /// What must follow.
        response: Vec<Event>,
        /// In what time; decided by the time check.
        within: Option<Duration>,
        /// What releases from it.
        unless: Option<Expression>,
    },
    /// `A never before B [since C]`
    Precedence {
        /// The later event.
        event: Vec<Event>,
        /// What must come first.
        before: Vec<Event>,
        /// What makes it necessary again.
        since: Vec<Event>,
    },
    /// `A never within D of B`
    NeverWithin {
        /// The later event.
        event: Vec<Event>,
        /// The least distance.
        duration: Duration,
        /// The earlier event.
        of: Vec<Event>,
    },
    /// `when E, X`
    When(Vec<Event>, Expression),
    /// `always X`
    Always(Expression),
    /// `never X`
    Never(Expression),
    /// `not both X and Y`
    NotBoth(Expression, Expression),
    /// `once X, always Y`
    OnceAlways(Expression, Expression),
    /// `E at most once [since C]`
    AtMostOnce {
        /// The event.
        event: Vec<Event>,
        /// What allows it again.
        since: Vec<Event>,
    },
    /// `possible E`
    PossibleEvent(Vec<Event>),
    /// `possible X`. A lone `NAME` or `NAME is VALUE` stands here too; if NAME is a step, it is the event.
    PossibleState(Expression),
    /// `NAME never depends on FACT`
    NeverDepends(Name, Name),
}

impl Expression {
    /// Calls `visit` for the expression and every part of it.
    pub fn each(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        match self {
            Self::Not(inner) => inner.each(visit),
            Self::And(parts) | Self::Or(parts) | Self::AtLeast { of: parts, .. } => {
                for part in parts {
                    part.each(visit);
                }
            }
            Self::Named(_) | Self::Is { .. } | Self::VotesAtLeast { .. } => {}
        }
    }
}

impl Start {
    /// Its trigger, if it has one.
    pub fn trigger(&self) -> Option<&Trigger> {
        match self {
            Self::AnyTime { after: Some((trigger, _)), .. } | Self::After(trigger, _) | Self::Every(_, trigger) => {
                Some(trigger)
            }
            Self::Beginning | Self::AnyTime { after: None, .. } | Self::While { .. } => None,
        }
    }
}
