//! A part of a machine that is looked at alone, and what its transitions read.

use super::{Condition, Fairness, Machine, Selection, Transition, TransitionId, TransitionSystem, VariableId};

/// A part of a machine that is looked at alone.
#[derive(Debug, Clone)]
pub struct Part<const W: usize> {
    /// The transitions outside it, which do not happen.
    pub(super) barred: Vec<u64>,
    /// For each transition, the bits that it reads to change what belongs to the part.
    pub(super) reads: Vec<[u64; W]>,
}

/// What the transitions of a machine read.
#[derive(Debug, Clone)]
pub(super) struct Reads<const W: usize> {
    /// For each transition, the bits that it reads to happen.
    called_by: Vec<[u64; W]>,
    /// For each transition, the variables that it may write by an effect, each with the bits that the effect's condition reads.
    decided_by: Vec<Vec<(VariableId, [u64; W])>>,
}

impl<const W: usize> Reads<W> {
    /// `watched` are conditions that are read when a transition happens.
    pub(super) fn new(
        system: &TransitionSystem,
        selection: &Selection,
        machine: &Machine<W>,
        watched: &[(TransitionId, Condition)],
    ) -> Self {
        let bits_of = |variables: Vec<VariableId>| union(variables.into_iter().map(|variable| machine.bits(variable)));
        let (mut called_by, mut decided_by) = (Vec::new(), Vec::new());
        for id in &selection.transitions {
            let transition = system.transition(*id);
            called_by.push(bits_of(looked_at(transition, watched.iter().filter(|(at, _)| at == id))));
            let effects = transition.consequences.iter().chain(&transition.monitors);
            let inside = effects.filter(|effect| selection.variables.binary_search(&effect.variable).is_ok());
            decided_by.push(
                inside.map(|effect| (effect.variable, bits_of(effect.condition.variables()))).collect::<Vec<_>>(),
            );
        }
        Self { called_by, decided_by }
    }

    /// The part with these transitions, by their numbers, and these variables.
    pub(super) fn part(
        &self,
        transitions: impl IntoIterator<Item = usize>,
        holds: impl Fn(VariableId) -> bool,
    ) -> Part<W> {
        let mut barred = vec![u64::MAX; self.called_by.len().div_ceil(64)];
        let mut reads = vec![[0; W]; self.called_by.len()];
        for index in transitions {
            barred[index / 64] &= !(1 << (index % 64));
            reads[index] = self.called_by[index];
            for (_, bits) in self.decided_by[index].iter().filter(|(variable, _)| holds(*variable)) {
                merge(&mut reads[index], *bits);
            }
        }
        Part { barred, reads }
    }
}

/// What is read where a transition may happen: its guard, what makes it a duty, and what is watched there.
fn looked_at<'a>(
    transition: &Transition,
    watched: impl Iterator<Item = &'a (TransitionId, Condition)>,
) -> Vec<VariableId> {
    let mut variables = transition.guard.variables();
    if let Fairness::DutyWhileOwed(owed) = transition.fairness {
        variables.push(owed);
    }
    variables.extend(watched.flat_map(|(_, condition)| condition.variables()));
    variables
}

#[inline]
pub(super) fn has(set: &[u64], index: usize) -> bool {
    set[index / 64] >> (index % 64) & 1 == 1
}

#[inline]
pub(super) fn put(set: &mut [u64], index: usize) {
    set[index / 64] |= 1 << (index % 64);
}

#[inline]
pub(super) fn merge<const W: usize>(into: &mut [u64; W], bits: [u64; W]) {
    for (word, bits) in into.iter_mut().zip(bits) {
        *word |= bits;
    }
}

/// All bits of several sets.
pub(super) fn union<const W: usize>(sets: impl IntoIterator<Item = [u64; W]>) -> [u64; W] {
    let mut all = [0; W];
    for set in sets {
        merge(&mut all, set);
    }
    all
}
