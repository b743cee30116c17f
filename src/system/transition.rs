//! Transitions: guard, effects, fairness.

use super::{Condition, DeadlineId, SpanId, StepId, VariableId};

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// A step is taken, with an outcome if it has any.
    Step {
        /// The step, or the vote.
        step: StepId,
        /// The index of its outcome.
        outcome: Option<u8>,
    },
    /// A step of two moments begins.
    Begin(StepId),
    /// A span begins.
    SpanBegins(SpanId),
    /// A span ends.
    SpanEnds(SpanId),
    /// A deadline passes.
    Missed(DeadlineId),
}

impl Label {
    /// The step, if it is one (or its beginning).
    pub fn step(self) -> Option<StepId> {
        match self {
            Self::Step { step, .. } | Self::Begin(step) => Some(step),
            Self::SpanBegins(_) | Self::SpanEnds(_) | Self::Missed(_) => None,
        }
    }
}

/// What promises that a transition happens in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fairness {
    /// A duty: strongly fair.
    Duty,
    /// Nothing, except that soundness waits for it.
    Awaited,
    /// An optional step that has become a duty: strongly fair while it is owed.
    DutyWhileOwed(VariableId),
    /// Nothing.
    None,
}

/// One consequence of a transition: if the condition holds, the variable is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// When it applies; tests read the states of [`super::Side`].
    pub condition: Condition,
    /// What is set.
    pub variable: VariableId,
    /// To what.
    pub value: u8,
}

/// A transition. Its three lists of effects happen one after the other at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// What happens.
    pub label: Label,
    /// When it can happen.
    pub guard: Condition,
    /// The step itself: set without condition.
    pub own: Vec<(VariableId, u8)>,
    /// Its consequences. Conditions read the states before and at the moment; later effects win.
    pub consequences: Vec<Effect>,
    /// The memories of the invariants. Conditions may read the state after.
    pub monitors: Vec<Effect>,
    /// What promises that it happens.
    pub fairness: Fairness,
}

impl Transition {
    /// The variables that it may write, each once.
    pub fn writes(&self) -> Vec<VariableId> {
        let mut variables: Vec<VariableId> = self.own.iter().map(|(variable, _)| *variable).collect();
        variables.extend(self.consequences.iter().chain(&self.monitors).map(|effect| effect.variable));
        variables.sort_unstable();
        variables.dedup();
        variables
    }
}
