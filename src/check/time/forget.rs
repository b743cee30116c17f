//! What a timed state can forget: variables that nothing will read, and parts of the system that can matter no more.

use super::phase::Phase;
use super::timed::Timed;
use crate::system::{Space, State, TransitionId, TransitionSystem, VariableId};

/// What a transition may write, unless nothing is looked at after it.
pub(super) fn lasting_writes(
    system: &TransitionSystem,
    id: TransitionId,
    last: &[TransitionId],
) -> Vec<(VariableId, u8)> {
    if last.contains(&id) {
        return Vec::new();
    }
    let transition = system.transition(id);
    let consequences = transition.consequences.iter().map(|effect| (effect.variable, effect.value));
    transition.own.iter().copied().chain(consequences).collect()
}

impl<const W: usize> Timed<'_, W> {
    /// A state of the machine alone, without ages and clocks.
    pub(super) fn own_words(&self, state: &State<W>) -> State<W> {
        let mut own = *state;
        own.0[self.machine_words..].fill(0);
        own
    }

    /// The state with other words of the machine; ages and clocks stay as they are.
    pub(super) fn with_own_words(&self, state: &State<W>, mut own: State<W>) -> State<W> {
        own.0[self.machine_words..].copy_from_slice(&state.0[self.machine_words..]);
        own
    }

    /// Whether two states differ in nothing but ages and clocks.
    pub(super) fn same_but_for_time(&self, one: &State<W>, other: &State<W>) -> bool {
        one.0[..self.machine_words] == other.0[..self.machine_words] && self.status(one) == self.status(other)
    }

    /// A state of the machine alone, without the variables that nothing will read.
    pub(super) fn reduce(&self, phase: &Phase<W>, own: State<W>, space: &mut Space) -> State<W> {
        self.liveness.reduce_within(&phase.part, own, space)
    }

    /// The transitions that may still happen from a state, by their numbers.
    pub(super) fn live(&self, phase: &Phase<W>, state: &State<W>, space: &mut Space) -> Vec<usize> {
        self.liveness.live_within(&phase.part, state, space)
    }

    /// The variables, in order, that keep the value that they have as long as anything is looked at.
    pub(super) fn constant(&self, phase: &Phase<W>, state: &State<W>, live: &[usize]) -> Vec<VariableId> {
        let mut changing: Vec<VariableId> = Vec::new();
        for (variable, value) in live.iter().flat_map(|transition| &self.writes[*transition]) {
            let chosen = phase.selection.variables.binary_search(variable).is_ok();
            if chosen && self.machine.value(state, *variable) != *value {
                changing.push(*variable);
            }
        }
        changing.sort_unstable();
        let variables = phase.selection.variables.iter().copied();
        variables.filter(|variable| changing.binary_search(variable).is_err()).collect()
    }
}
