//! Dead variables: what no transition that can still happen will ever read is set to zero, so that states that differ in their past
//! alone become one.
//!
//! From a state, a transition is *live* unless one of the single tests that its guard needs fails there and no live transition can ever make it
//! hold. That is a superset of what can still happen. A variable that no live transition reads (in its guard or in a condition
//! of an effect) and that no property reads is dead. Setting it to zero must not wake a transition that is not live: where it would, the variable stays.
//! So a state and its reduced state have the same future.

use super::{Machine, Selection, State, TransitionSystem, ValueSet, VariableId};

/// A test that a guard needs, and the transitions that may come to make it hold.
#[derive(Debug, Clone)]
struct Need<const W: usize> {
    word: usize,
    shift: u32,
    mask: u64,
    values: ValueSet,
    bits: [u64; W],
    makers: Vec<u64>,
}

impl<const W: usize> Need<W> {
    fn holds(&self, state: &State<W>) -> bool {
        let value = (state.0[self.word] >> self.shift) & self.mask;
        self.values.0 >> value & 1 == 1
    }
}

/// A memory of a property that, once it has this value, is never forgotten.
#[derive(Debug, Clone)]
struct Latch<const W: usize> {
    bits: [u64; W],
    failed: [u64; W],
}

/// What the reduction needs to know of a machine.
#[derive(Debug, Clone)]
pub struct Liveness<const W: usize> {
    /// Bits that some property or story reads.
    kept: [u64; W],
    latches: Vec<Latch<W>>,
    /// For each transition, the bits that it reads.
    reads: Vec<[u64; W]>,
    needs: Vec<Vec<Need<W>>>,
    /// For each transition, those that have a need which it may make hold.
    wakes: Vec<Vec<u16>>,
    words: usize,
}

fn has(set: &[u64], index: usize) -> bool {
    set[index / 64] >> (index % 64) & 1 == 1
}

impl<const W: usize> Liveness<W> {
    /// Prepares the reduction of a machine. `kept` are the variables that properties read; `latches` are memories that
    /// matter to a property only when they have the value given, and otherwise only to the transitions that read them.
    pub fn new(
        system: &TransitionSystem,
        selection: &Selection,
        machine: &Machine<W>,
        kept: impl IntoIterator<Item = VariableId>,
        latches: impl IntoIterator<Item = (VariableId, u8)>,
    ) -> Self {
        let words = selection.transitions.len().div_ceil(64).max(1);
        let inside = |variable: &VariableId| selection.variables.binary_search(variable).is_ok();
        let mut makers_of: Vec<Vec<(VariableId, ValueSet)>> = Vec::new();
        let mut reads = Vec::new();
        for id in &selection.transitions {
            let transition = system.transition(*id);
            let mut bits = [0; W];
            let mut add = |variable: VariableId| merge(&mut bits, machine.bits(variable));
            transition.guard.each_test(&mut |variable, _, _| add(variable));
            let mut writes: Vec<(VariableId, ValueSet)> = transition
                .own
                .iter()
                .filter(|(variable, _)| inside(variable))
                .map(|(v, value)| (*v, ValueSet::one(*value)))
                .collect();
            for effect in
                transition.consequences.iter().chain(&transition.monitors).filter(|effect| inside(&effect.variable))
            {
                effect.condition.each_test(&mut |variable, _, _| add(variable));
                writes.push((effect.variable, ValueSet::one(effect.value)));
            }
            reads.push(bits);
            makers_of.push(writes);
        }
        let mut makers_by: Vec<Vec<(usize, ValueSet)>> = vec![Vec::new(); system.variables.len()];
        for (index, writes) in makers_of.iter().enumerate() {
            for (variable, values) in writes {
                makers_by[usize::from(variable.0)].push((index, *values));
            }
        }
        let needs: Vec<Vec<Need<W>>> = selection
            .transitions
            .iter()
            .map(|id| {
                let tests = system.transition(*id).guard.conjunct_tests();
                tests.into_iter().map(|(variable, values)| need(machine, variable, values, &makers_by, words)).collect()
            })
            .collect();
        let wakes = wakes(selection.transitions.len(), &needs);
        let mut all_kept = [0; W];
        for variable in kept {
            merge(&mut all_kept, machine.bits(variable));
        }
        let latches = latches
            .into_iter()
            .map(|(variable, value)| {
                let bits = machine.bits(variable);
                let failed = bits.map(|word| if word == 0 { 0 } else { u64::from(value) << word.trailing_zeros() });
                Latch { bits, failed }
            })
            .collect();
        Self { kept: all_kept, latches, reads, needs, wakes, words }
    }

    /// The reduced state. `live` is working space; its contents do not matter.
    pub fn reduce(&self, state: State<W>, live: &mut Vec<u64>) -> State<W> {
        self.find_live(&state, live);
        let mut alive = self.kept;
        for latch in &self.latches {
            if (0..W).all(|word| state.0[word] & latch.bits[word] == latch.failed[word]) {
                merge(&mut alive, latch.bits);
            }
        }
        for (index, reads) in self.reads.iter().enumerate() {
            if has(live, index) {
                merge(&mut alive, *reads);
            }
        }
        let zeroed = |alive: &[u64; W]| {
            let mut reduced = state;
            for (word, alive) in reduced.0.iter_mut().zip(alive) {
                *word &= alive;
            }
            reduced
        };
        let mut reduced = zeroed(&alive);
        for (index, needs) in self.needs.iter().enumerate() {
            if has(live, index) {
                continue;
            }
            let blocks = |need: &&Need<W>, state: &State<W>| !need.holds(state) && !meets(&need.makers, live);
            if !needs.iter().any(|need| blocks(&need, &reduced))
                && let Some(need) = needs.iter().find(|need| blocks(need, &state))
            {
                merge(&mut alive, need.bits);
                reduced = zeroed(&alive);
            }
        }
        reduced
    }

    /// The least set of transitions that is closed under "every need holds or has a live maker": first those whose needs all hold,
    /// then, for each that is live, those that it may wake.
    fn find_live(&self, state: &State<W>, live: &mut Vec<u64>) {
        live.clear();
        live.resize(self.words, 0);
        let mut fresh: Vec<u16> = Vec::with_capacity(self.needs.len());
        for (index, needs) in self.needs.iter().enumerate() {
            if needs.iter().all(|need| need.holds(state)) {
                live[index / 64] |= 1 << (index % 64);
                fresh.push(u16::try_from(index).unwrap_or(u16::MAX));
            }
        }
        while let Some(maker) = fresh.pop() {
            for woken in &self.wakes[usize::from(maker)] {
                let index = usize::from(*woken);
                if has(live, index) {
                    continue;
                }
                if self.needs[index].iter().all(|need| need.holds(state) || meets(&need.makers, live)) {
                    live[index / 64] |= 1 << (index % 64);
                    fresh.push(*woken);
                }
            }
        }
    }
}

/// For each transition, those that have a need which it may make hold, in order.
fn wakes<const W: usize>(count: usize, needs: &[Vec<Need<W>>]) -> Vec<Vec<u16>> {
    let mut wakes: Vec<Vec<u16>> = vec![Vec::new(); count];
    for (index, needs) in needs.iter().enumerate() {
        let Ok(woken) = u16::try_from(index) else { continue };
        for need in needs {
            for (word, bits) in need.makers.iter().enumerate() {
                let mut bits = *bits;
                while bits != 0 {
                    let of_maker = &mut wakes[word * 64 + bits.trailing_zeros() as usize];
                    if of_maker.last() != Some(&woken) {
                        of_maker.push(woken);
                    }
                    bits &= bits - 1;
                }
            }
        }
    }
    wakes
}

fn merge<const W: usize>(into: &mut [u64; W], bits: [u64; W]) {
    for (word, bits) in into.iter_mut().zip(bits) {
        *word |= bits;
    }
}

fn meets(one: &[u64], other: &[u64]) -> bool {
    one.iter().zip(other).any(|(a, b)| a & b != 0)
}

fn need<const W: usize>(
    machine: &Machine<W>,
    variable: VariableId,
    values: ValueSet,
    makers_by: &[Vec<(usize, ValueSet)>],
    words: usize,
) -> Need<W> {
    let bits = machine.bits(variable);
    let word = bits.iter().position(|bits| *bits != 0).unwrap_or(0);
    let shift = if bits[word] == 0 { 0 } else { bits[word].trailing_zeros() };
    let mut makers = vec![0; words];
    for (index, set) in &makers_by[usize::from(variable.0)] {
        if set.0 & values.0 != 0 {
            makers[index / 64] |= 1 << (index % 64);
        }
    }
    Need { word, shift, mask: bits[word] >> shift, values, bits, makers }
}
