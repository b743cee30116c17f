//! The transition system: what can happen in a case, and what has to be true of it. The one meaning that the checker, the
//! simulator and the auditor share.
//!
//! A [`TransitionSystem`] is symbolic: variables, transitions, properties, and the names that people read. A [`Machine`] is the
//! same (or the part of it that matters for some properties) packed into a few machine words, with `enabled` and `apply`.
//! This module does not parse, search or print, and knows no procedure.

mod alike;
mod clock;
mod clock_cone;
mod condition;
mod cone;
mod facts;
mod information;
mod liveness;
mod machine;
mod packed;
mod part;
mod possible;
mod program;
mod property;
mod sieve;
mod state;
mod transition;

pub use alike::{Alike, alike_statuses};
pub use clock::{Anchoring, Clock, ClockChange, ClockOwner, ClockTable, Signal, Stroke, Strokes};
pub use clock_cone::{cone_of_clock, cone_of_clock_by_writes, cone_of_clock_within};
pub use condition::{Condition, Side, ValueSet};
pub use cone::{Cones, Within, cone_of};
pub use facts::{FactClass, FactComponent, FactLink, FactTable, FactValues};
pub use information::{
    ActorInformation, DeadlineInformation, DeadlineLimit, FactInformation, InvariantInformation, SpanInformation,
    StepDuration, StepInformation, StepKind, TimeUnit,
};
pub use liveness::Liveness;
pub use machine::{Machine, Predicate, Selection, WORDS_MAX};
pub use part::Part;
pub use possible::Space;
pub use property::{Activation, Pattern, Property, PropertyKind};
pub use state::{Moment, State};
pub use transition::{Effect, Fairness, Label, Transition};

/// Index of a variable in [`TransitionSystem::variables`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VariableId(pub u16);

/// Index of a step (or a vote, which is a step) in [`TransitionSystem::steps`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepId(pub u16);

/// Index of a deadline in [`TransitionSystem::deadlines`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeadlineId(pub u16);

/// Index of an actor in [`TransitionSystem::actors`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorId(pub u16);

/// Index of a span in [`TransitionSystem::spans`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpanId(pub u16);

/// Index of a transition in [`TransitionSystem::transitions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransitionId(pub u16);

/// What a variable stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A fact-only condition, by its index in [`FactTable::predicates`]; constant in a case.
    FactPredicate(u16),
    /// A fact, or one value of a fact of which several can be true; only there when facts are not put into classes.
    Fact(u16, u16),
    /// The step may be taken.
    Allowed(StepId),
    /// The step has to be taken.
    Owed(StepId),
    /// The step has been taken.
    Done(StepId),
    /// Its latest outcome: 0 for none, else the index of the outcome plus 1.
    Latest(StepId),
    /// The step has begun and is not finished.
    UnderWay(StepId),
    /// The span runs.
    Running(SpanId),
    /// The span may begin.
    SpanAllowed(SpanId),
    /// The span has begun at some time.
    SpanBegun(SpanId),
    /// The status of a deadline, a [`DeadlineStatus`].
    Deadline(DeadlineId),
    /// The case is closed.
    Closed,
    /// The memory of an invariant, by its index.
    Monitor(u16),
}

/// A variable with finitely many values, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// What it stands for.
    pub role: Role,
    /// How many values it has; at most 64.
    pub values: u8,
}

/// The status of a deadline, as the value of its variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum DeadlineStatus {
    /// Its anchor has not happened.
    Idle = 0,
    /// The clock runs.
    Running = 1,
    /// Discharged in time.
    Met = 2,
    /// The day has passed.
    Missed = 3,
    /// It no longer applies.
    Void = 4,
}

impl DeadlineStatus {
    /// The status that a value of a variable stands for; idle if there is none.
    pub fn from_value(value: u8) -> Self {
        match value {
            1 => Self::Running,
            2 => Self::Met,
            3 => Self::Missed,
            4 => Self::Void,
            _ => Self::Idle,
        }
    }
}

/// A compiled procedure.
#[derive(Debug, Clone, Default)]
pub struct TransitionSystem {
    /// All variables.
    pub variables: Vec<Variable>,
    /// All transitions, votes and the missing of deadlines included.
    pub transitions: Vec<Transition>,
    /// What the beginning of a case sets and triggers.
    pub beginning: Option<Transition>,
    /// The facts of incidents and their classes.
    pub facts: FactTable,
    /// What has to be true, one for each invariant, in their order.
    pub properties: Vec<Property>,
    /// For each step, when it is owed: a variable, or the condition of a `while` duty.
    pub owed: Vec<Condition>,
    /// The parts of "the case is complete".
    pub complete: Vec<Condition>,
    /// Steps and votes.
    pub steps: Vec<StepInformation>,
    /// Deadlines.
    pub deadlines: Vec<DeadlineInformation>,
    /// Clocks of deadlines, then those of timed rules.
    pub clocks: Vec<Clock>,
    /// Spans.
    pub spans: Vec<SpanInformation>,
    /// Actors.
    pub actors: Vec<ActorInformation>,
    /// Invariants.
    pub invariants: Vec<InvariantInformation>,
}

impl TransitionSystem {
    /// The variable with this role, if the system has it.
    pub fn variable(&self, role: Role) -> Option<VariableId> {
        let index = self.variables.iter().position(|variable| variable.role == role)?;
        u16::try_from(index).ok().map(VariableId)
    }

    /// A transition.
    ///
    /// # Panics
    /// Never for an id of this system.
    pub fn transition(&self, id: TransitionId) -> &Transition {
        &self.transitions[usize::from(id.0)]
    }

    /// A step.
    ///
    /// # Panics
    /// Never for an id of this system.
    pub fn step(&self, id: StepId) -> &StepInformation {
        &self.steps[usize::from(id.0)]
    }

    /// A deadline.
    ///
    /// # Panics
    /// Never for an id of this system.
    pub fn deadline(&self, id: DeadlineId) -> &DeadlineInformation {
        &self.deadlines[usize::from(id.0)]
    }

    /// All transition ids.
    pub fn transition_ids(&self) -> impl Iterator<Item = TransitionId> + use<> {
        (0..u16::try_from(self.transitions.len()).unwrap_or(u16::MAX)).map(TransitionId)
    }

    /// A transition as one word for machines: `spoc_meeting:met`, `deadline is missed`.
    pub fn label_text(&self, label: Label) -> String {
        match label {
            Label::Step { step, outcome: Some(outcome) } => {
                let step = self.step(step);
                let outcome = step.outcomes.get(usize::from(outcome)).map_or("?", |(id, _)| id.as_str());
                format!("{}:{outcome}", step.id)
            }
            Label::Step { step, outcome: None } => self.step(step).id.clone(),
            Label::Begin(step) => format!("{} begins", self.step(step).id),
            Label::SpanBegins(span) => format!("{} begins", self.spans[usize::from(span.0)].id),
            Label::SpanEnds(span) => format!("{} ends", self.spans[usize::from(span.0)].id),
            Label::Missed(deadline) => format!("{} is missed", self.deadline(deadline).id),
        }
    }

    /// The transition that a word of [`Self::label_text`] names.
    pub fn transition_named(&self, text: &str) -> Option<TransitionId> {
        self.transition_ids().find(|id| self.label_text(self.transition(*id).label) == text)
    }
}
