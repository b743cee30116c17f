//! What has to be true.

use super::{Condition, TransitionId, VariableId};

/// The pattern of an invariant, by its name in the literature (Dwyer, Avrunin and Corbett 1999; DECLARE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pattern {
    /// After this, that follows.
    Response,
    /// This never before that.
    Precedence,
    /// At an event, a condition holds.
    InvariantAtEvent,
    /// Always.
    Universality,
    /// Never.
    Absence,
    /// Not both.
    MutualExclusion,
    /// From some state on, always.
    UniversalityAfter,
    /// At most once.
    AbsenceOfSecond,
    /// Some run has it.
    Existence,
    /// Something does not depend on a fact.
    Independence,
    /// After this, that follows in time.
    BoundedResponse,
    /// At least so long after.
    MinimalDistance,
}

impl Pattern {
    /// The name in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Precedence => "precedence",
            Self::InvariantAtEvent => "invariant_at_event",
            Self::Universality => "universality",
            Self::Absence => "absence",
            Self::MutualExclusion => "mutual_exclusion",
            Self::UniversalityAfter => "universality_after",
            Self::AbsenceOfSecond => "absence_of_second",
            Self::Existence => "existence",
            Self::Independence => "independence",
            Self::BoundedResponse => "bounded_response",
            Self::MinimalDistance => "minimal_distance",
        }
    }
}

/// How a property is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PropertyKind {
    /// The condition holds in no reachable state.
    Never(Condition),
    /// The variable does not stay 1 for ever on a fair run. The transitions are those that discharge it.
    Response {
        /// 1 while a response is pending.
        pending: VariableId,
        /// What discharges it, perhaps only in some states.
        responses: Vec<TransitionId>,
        /// What discharges it in every state.
        discharging: Vec<TransitionId>,
    },
    /// One of the transitions happens in some run.
    PossibleEvent(Vec<TransitionId>),
    /// The condition holds in some reachable state.
    PossibleState(Condition),
    /// A fact-only condition is the same for every value of a fact.
    TermIndependent {
        /// Index of the condition in [`super::FactTable::predicates`].
        predicate: usize,
        /// Index of the fact.
        fact: usize,
    },
    /// The transitions that can happen are the same for every value of a fact.
    StepIndependent {
        /// The transitions of the step.
        transitions: Vec<TransitionId>,
        /// Index of the fact.
        fact: usize,
    },
    /// Only the time check can decide it.
    Timed,
}

/// Something that has to be reachable for a property to say anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Activation {
    /// One of the transitions happens at a moment at which its condition holds, or a beginning is the event.
    Event {
        /// Transitions and conditions.
        moments: Vec<(TransitionId, Condition)>,
        /// In which beginnings the event happens.
        beginning: Condition,
    },
    /// The condition holds in some reachable state.
    State(Condition),
}

/// A property, one for each invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Its pattern.
    pub pattern: Pattern,
    /// How it is decided.
    pub kind: PropertyKind,
    /// All of these have to be reachable, or the property is vacuous.
    pub activations: Vec<Activation>,
}
