//! What a timed state can forget: variables that nothing will read, and parts of the system that can matter no more.

use super::phase::Phase;
use super::timed::Timed;
use crate::system::{Machine, Space, State, TransitionId, TransitionSystem, VariableId};

/// A value that a transition may write, where the packed state has it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Write {
    word: usize,
    mask: u64,
    bits: u64,
}

/// What a transition may write in a machine, unless nothing is looked at after it.
pub(super) fn lasting_writes<const W: usize>(
    system: &TransitionSystem,
    machine: &Machine<W>,
    id: TransitionId,
    last: &[TransitionId],
) -> Vec<Write> {
    if last.contains(&id) {
        return Vec::new();
    }
    let transition = system.transition(id);
    let consequences = transition.consequences.iter().map(|effect| (effect.variable, effect.value));
    let write = |(variable, value): (VariableId, u8)| {
        let bits = machine.bits(variable);
        let word = bits.iter().position(|bits| *bits != 0)?;
        Some(Write { word, mask: bits[word], bits: u64::from(value) << bits[word].trailing_zeros() })
    };
    transition.own.iter().copied().chain(consequences).filter_map(write).collect()
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

    /// Which transitions may still set which variables, from the state whose live transitions were asked for last.
    pub(super) fn live_writes(&self, space: &Space) -> Vec<(VariableId, TransitionId)> {
        self.liveness.live_writes(space)
    }

    /// The bits of a phase whose variables may yet get another value than they have.
    pub(super) fn changing(&self, phase: &Phase<W>, state: &State<W>, live: &[usize]) -> [u64; W] {
        let mut changing = [0; W];
        for write in live.iter().flat_map(|transition| &self.writes[*transition]) {
            if state.0[write.word] & write.mask != write.bits {
                changing[write.word] |= write.mask;
            }
        }
        phase.within(changing)
    }

    /// The variables of a phase, in order, that keep the value that they have as long as anything is looked at.
    pub(super) fn constant(&self, phase: &Phase<W>, changing: &[u64; W]) -> Vec<VariableId> {
        let changes = |variable: &VariableId| {
            self.machine.bits(*variable).iter().zip(changing).any(|(bits, changing)| bits & changing != 0)
        };
        phase.selection.variables.iter().copied().filter(|variable| !changes(variable)).collect()
    }
}
