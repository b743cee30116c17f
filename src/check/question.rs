//! What is asked of a system, and the slices in which it is asked.

use std::collections::BTreeMap;

use crate::system::{
    Activation, Condition, Cones, Label, Property, PropertyKind, Role, Selection, StepId, TransitionId,
    TransitionSystem, VariableId,
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

/// The step whose outcome a question asks for.
fn outcome_of(system: &TransitionSystem, question: Question) -> Option<StepId> {
    match question {
        Question::Happens(transition) => system.transition(transition).label.step(),
        _ => None,
    }
}

fn is_memory(system: &TransitionSystem, variable: VariableId) -> bool {
    matches!(system.variables[usize::from(variable.0)].role, Role::Monitor(_))
}

/// Cuts the questions into slices: a question whose cone lies inside another's is asked there. Nothing if it was interrupted.
pub(super) fn slices(
    system: &TransitionSystem,
    questions: &[Question],
    sliced: bool,
    interrupted: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<Slice>> {
    if !sliced {
        let whole = Selection::whole(system);
        return Some(vec![Slice { base: whole.clone(), selection: whole, questions: questions.to_vec() }]);
    }
    let all = Cones::new(system);
    let mut cones: Vec<(Selection, Selection, Question)> = Vec::with_capacity(questions.len());
    for question in questions {
        if interrupted() {
            return None;
        }
        // All outcomes of a step have one cone.
        let step = outcome_of(system, *question);
        if let (Some(step), Some((base, cone, last))) = (step, cones.last())
            && outcome_of(system, *last) == Some(step)
        {
            cones.push((base.clone(), cone.clone(), *question));
            continue;
        }
        let (variables, transitions) = seeds(system, *question);
        let cone = all.of(variables, transitions);
        let mut base = cone.clone();
        base.variables.retain(|variable| !is_memory(system, *variable));
        cones.push((base, cone, *question));
    }
    // Invariants first, the larger the earlier; a memory in a slice that needs it for nothing else would only multiply its states, so
    // they share a slice only if they need the same. All other questions go to the smallest slice that can answer them.
    let with_memory = |cone: &Selection| cone.variables.iter().any(|variable| is_memory(system, *variable));
    cones.sort_by_key(|(base, cone, question)| {
        (!with_memory(cone), std::cmp::Reverse(base.variables.len() + base.transitions.len()), *question)
    });
    let mut slices: Vec<Slice> = Vec::new();
    // In which slice the outcomes of a step are asked for: a slice made later is smaller, so the answer stays.
    let mut of_step: BTreeMap<StepId, usize> = BTreeMap::new();
    for (base, cone, question) in cones {
        if interrupted() {
            return None;
        }
        let step = outcome_of(system, question);
        if let Some(slice) = step.and_then(|step| of_step.get(&step)).and_then(|at: &usize| slices.get_mut(*at)) {
            slice.questions.push(question);
            continue;
        }
        let memory = with_memory(&cone);
        let fits = |slice: &Slice| if memory { slice.base == base } else { slice.base.contains(&base) };
        let fitting = slices.iter().enumerate().filter(|(_, slice)| fits(slice));
        let smallest = fitting.min_by_key(|(_, slice)| slice.base.variables.len()).map(|(at, _)| at);
        if let Some(step) = step {
            of_step.insert(step, smallest.unwrap_or(slices.len()));
        }
        match smallest.and_then(|at| slices.get_mut(at)) {
            Some(slice) => {
                // What is new can only be memories: most questions bring nothing.
                let known = &slice.selection.variables;
                let new: Vec<VariableId> =
                    cone.variables.into_iter().filter(|variable| known.binary_search(variable).is_err()).collect();
                if !new.is_empty() {
                    slice.selection.variables.extend(new);
                    slice.selection.variables.sort_unstable();
                }
                slice.questions.push(question);
            }
            None => slices.push(Slice { selection: cone, base, questions: vec![question] }),
        }
    }
    Some(slices)
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
