//! What is asked of a system, and the slices in which it is asked.

use crate::system::{
    Activation, Condition, Label, Property, PropertyKind, Role, Selection, StepId, TransitionId, TransitionSystem,
    VariableId, cone_of,
};

/// One thing to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Question {
    /// An invariant, by its index.
    Invariant(usize),
    /// Whether a duty can stay owed for ever.
    Duty(StepId),
    /// Whether a part of completion may never come, by its index.
    Complete(usize),
    /// Whether a transition ever happens.
    Happens(TransitionId),
}

/// A slice and what is asked in it.
#[derive(Debug, Clone)]
pub(super) struct Slice {
    pub(super) selection: Selection,
    /// The selection without the memories of invariants: what its size is judged by.
    base: Selection,
    pub(super) questions: Vec<Question>,
}

/// When a duty is owed.
pub(super) fn owed(system: &TransitionSystem, step: StepId) -> Condition {
    system.owed.get(usize::from(step.0)).cloned().unwrap_or(Condition::FALSE)
}

/// All questions, in a fixed order.
pub(super) fn all(system: &TransitionSystem) -> Vec<Question> {
    let decidable =
        |property: &Property| !matches!(property.kind, PropertyKind::Timed | PropertyKind::TermIndependent { .. });
    let invariants = system.properties.iter().enumerate().filter(|(_, property)| decidable(property));
    let mut questions: Vec<Question> = invariants.map(|(index, _)| Question::Invariant(index)).collect();
    for index in 0..system.steps.len() {
        let step = StepId(u16::try_from(index).unwrap_or(u16::MAX));
        if owed(system, step) != Condition::FALSE && system.step(step).removed.is_none() {
            questions.push(Question::Duty(step));
        }
    }
    questions.extend((0..system.complete.len()).map(Question::Complete));
    questions.extend(system.transition_ids().map(Question::Happens));
    questions
}

/// The transitions that take a step, whatever its outcome. A `while` duty writes nothing that says so; it has to be seen itself.
pub(super) fn transitions_of(system: &TransitionSystem, step: StepId) -> Vec<TransitionId> {
    let takes =
        |id: &TransitionId| matches!(system.transition(*id).label, Label::Step { step: taken, .. } if taken == step);
    system.transition_ids().filter(takes).collect()
}

/// The variables that must be seen to answer a question, and its transitions.
pub(super) fn seeds(system: &TransitionSystem, question: Question) -> (Vec<VariableId>, Vec<TransitionId>) {
    match question {
        Question::Invariant(index) => property_seeds(&system.properties[index]),
        Question::Duty(step) => (owed(system, step).variables(), transitions_of(system, step)),
        Question::Complete(index) => (system.complete[index].variables(), Vec::new()),
        Question::Happens(transition) => (Vec::new(), vec![transition]),
    }
}

fn property_seeds(property: &Property) -> (Vec<VariableId>, Vec<TransitionId>) {
    let (mut variables, mut transitions) = match &property.kind {
        PropertyKind::Never(bad) => (bad.variables(), Vec::new()),
        PropertyKind::Response { pending, responses, .. } => (vec![*pending], responses.clone()),
        PropertyKind::PossibleEvent(events) => (Vec::new(), events.clone()),
        PropertyKind::PossibleState(state) => (state.variables(), Vec::new()),
        PropertyKind::StepIndependent { transitions, .. } => (Vec::new(), transitions.clone()),
        PropertyKind::TermIndependent { .. } | PropertyKind::Timed => (Vec::new(), Vec::new()),
    };
    for activation in &property.activations {
        match activation {
            Activation::State(state) => variables.extend(state.variables()),
            Activation::Event { moments, beginning } => {
                variables.extend(beginning.variables());
                for (transition, condition) in moments {
                    transitions.push(*transition);
                    variables.extend(condition.variables());
                }
            }
        }
    }
    (variables, transitions)
}

fn is_memory(system: &TransitionSystem, variable: VariableId) -> bool {
    matches!(system.variables[usize::from(variable.0)].role, Role::Monitor(_))
}

/// Cuts the questions into slices: a question whose cone lies inside another's is asked there.
pub(super) fn slices(system: &TransitionSystem, questions: &[Question], sliced: bool) -> Vec<Slice> {
    if !sliced {
        let whole = Selection::whole(system);
        return vec![Slice { base: whole.clone(), selection: whole, questions: questions.to_vec() }];
    }
    let mut cones: Vec<(Selection, Selection, Question)> = questions
        .iter()
        .map(|question| {
            let (variables, transitions) = seeds(system, *question);
            let cone = cone_of(system, variables, transitions);
            let mut base = cone.clone();
            base.variables.retain(|variable| !is_memory(system, *variable));
            (base, cone, *question)
        })
        .collect();
    // Invariants first, the larger the earlier; a memory in a slice that needs it for nothing else would only multiply its states, so
    // they share a slice only if they need the same. All other questions go to the smallest slice that can answer them.
    let with_memory = |cone: &Selection| cone.variables.iter().any(|variable| is_memory(system, *variable));
    cones.sort_by_key(|(base, cone, question)| {
        (!with_memory(cone), std::cmp::Reverse(base.variables.len() + base.transitions.len()), *question)
    });
    let mut slices: Vec<Slice> = Vec::new();
    for (base, cone, question) in cones {
        let memory = with_memory(&cone);
        let fits = |slice: &Slice| if memory { slice.base == base } else { slice.base.contains(&base) };
        let smallest = slices.iter_mut().filter(|slice| fits(slice)).min_by_key(|slice| slice.base.variables.len());
        match smallest {
            Some(slice) => {
                slice.selection.variables.extend(cone.variables);
                slice.selection.variables.sort_unstable();
                slice.selection.variables.dedup();
                slice.questions.push(question);
            }
            None => slices.push(Slice { selection: cone, base, questions: vec![question] }),
        }
    }
    slices
}

/// What a question is called in messages.
pub(super) fn describe(system: &TransitionSystem, question: Question) -> String {
    match question {
        Question::Invariant(index) => system.invariants[index].id.clone(),
        Question::Duty(step) => format!("{} is done in the end", system.step(step).id),
        Question::Complete(index) => format!("part {} of completion", index + 1),
        Question::Happens(transition) => {
            format!("{} can happen", system.label_text(system.transition(transition).label))
        }
    }
}
