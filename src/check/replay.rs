//! Replays a run on the whole system, unreduced: what an example shows has to be a run of the procedure itself.

use crate::system::{Machine, Selection, TransitionId, TransitionSystem, WORDS_MAX};

/// A run on the whole system: the value of every variable in every state, the beginning first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// Values by variable, one list for each state.
    pub states: Vec<Vec<u8>>,
}

/// Replays transitions from the beginning in which the fact predicates have these values.
///
/// # Errors
/// The number of the first step, from 1, that cannot happen; 0 if there is no such beginning.
pub fn replay(system: &TransitionSystem, predicates: &[bool], steps: &[TransitionId]) -> Result<Replay, usize> {
    let selection = Selection::whole(system);
    // One beginning only: a system with many independent facts has more than can be listed.
    let machine: Machine<WORDS_MAX> = Machine::of_incident(system, &selection, predicates).ok_or(0_usize)?;
    let mut state = *machine.initial().first().ok_or(0_usize)?;
    let values = |state: &crate::system::State<WORDS_MAX>| {
        selection.variables.iter().map(|variable| machine.value(state, *variable)).collect::<Vec<u8>>()
    };
    let mut states = vec![values(&state)];
    for (number, step) in steps.iter().enumerate() {
        let index = machine.index_of(*step).ok_or(number + 1)?;
        if !machine.enabled(&state, index) {
            return Err(number + 1);
        }
        state = machine.apply(state, index);
        states.push(values(&state));
    }
    Ok(Replay { states })
}

/// Replays labels, as a saved example has them.
///
/// # Errors
/// A sentence that says which step cannot happen.
pub fn replay_labels(system: &TransitionSystem, predicates: &[bool], labels: &[String]) -> Result<Replay, String> {
    if predicates.len() != system.facts.predicates.len() {
        return Err("the incident of this example does not fit the facts of this procedure".to_owned());
    }
    let mut steps = Vec::new();
    for (number, label) in labels.iter().enumerate() {
        let step = system.transition_named(label);
        steps.push(step.ok_or_else(|| format!("step {}: this procedure has no `{label}`", number + 1))?);
    }
    match replay(system, predicates, &steps) {
        Ok(replay) => Ok(replay),
        Err(0) => Err("no case of this procedure begins with such an incident".to_owned()),
        Err(number) => Err(format!("step {number}: `{}` cannot happen then", labels[number - 1])),
    }
}
