//! Dead variables: what no transition that can still happen will ever read is set to zero, so that states that differ in their past
//! alone become one.
//!
//! From a state, a transition is *live* unless one of the single tests that its guard needs fails there and no live act can ever make it
//! hold; an act is what a transition sets, and is live if the transition is and the tests that its condition needs can hold. That is a
//! superset of what can still happen. A variable that no live transition reads (in its guard or in a condition
//! of an effect) and that no property reads is dead. Setting it to zero must not wake a transition that is not live: where it would, the variable stays.
//! So a state and its reduced state have the same future.

use super::part::{Part, Reads, has, merge, union};
use super::{
    Condition, Machine, Selection, Side, State, Transition, TransitionId, TransitionSystem, ValueSet, VariableId,
};

/// A test that a guard or the condition of an act needs, and the acts that may come to make it hold.
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

/// What a transition sets, and the tests that its condition needs, all of them about the state before.
#[derive(Debug, Clone)]
struct Act {
    transition: u16,
    variable: VariableId,
    value: u8,
    needs: Vec<(VariableId, ValueSet)>,
}

/// The tests that the condition of an effect needs. A test of what the step itself sets is decided; absent if it fails.
fn act_needs(transition: &Transition, condition: &Condition) -> Option<Vec<(VariableId, ValueSet)>> {
    let mut needs = Vec::new();
    for (variable, values, side) in condition.conjuncts() {
        let own = transition.own.iter().rev().find(|(written, _)| *written == variable);
        match (side, own) {
            (Side::Before, _) | (Side::Moment, None) => needs.push((variable, values)),
            (Side::Moment, Some((_, value))) if !values.contains(*value) => return None,
            // What stands after the consequences is not looked into.
            (Side::Moment, Some(_)) | (Side::After, _) => {}
        }
    }
    Some(needs)
}

/// What the transitions of a selection set in it; those in `last` set nothing that is looked at.
fn acts(system: &TransitionSystem, selection: &Selection, last: &[TransitionId]) -> Vec<Act> {
    let inside = |variable: VariableId| selection.variables.binary_search(&variable).is_ok();
    let mut acts = Vec::new();
    for (number, id) in (0_u16..).zip(&selection.transitions) {
        if last.contains(id) {
            continue;
        }
        let transition = system.transition(*id);
        for (variable, value) in transition.own.iter().filter(|(variable, _)| inside(*variable)) {
            acts.push(Act { transition: number, variable: *variable, value: *value, needs: Vec::new() });
        }
        let effects = transition.consequences.iter().chain(&transition.monitors);
        for effect in effects.filter(|effect| inside(effect.variable)) {
            if let Some(needs) = act_needs(transition, &effect.condition) {
                acts.push(Act { transition: number, variable: effect.variable, value: effect.value, needs });
            }
        }
    }
    acts
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
    reads: Reads<W>,
    /// The whole machine.
    whole: Part<W>,
    /// For each transition, the bits of all that it needs.
    needed: Vec<[u64; W]>,
    /// What transitions need, then what acts need.
    needs: Vec<Vec<Need<W>>>,
    /// For each act, the transition that it belongs to; transitions themselves come first.
    owner: Vec<u16>,
    /// For each transition or act, those that wait for it: its acts, or those that have a need which it may make hold.
    wakes: Vec<Vec<u16>>,
    transitions: usize,
    words: usize,
}

impl<const W: usize> Liveness<W> {
    /// Prepares the reduction of a machine. `kept` are the variables that properties read; `latches` are memories that
    /// matter to a property only when they have the value given, and otherwise only to the transitions that read them. After the
    /// transitions in `last` nothing is looked at any more, so what they set makes nothing possible.
    /// `watched` are conditions that are read when a transition happens, to see what a property speaks of.
    pub fn new(
        system: &TransitionSystem,
        selection: &Selection,
        machine: &Machine<W>,
        kept: impl IntoIterator<Item = VariableId>,
        latches: impl IntoIterator<Item = (VariableId, u8)>,
        last: &[TransitionId],
        watched: &[(TransitionId, Condition)],
    ) -> Self {
        let acts = acts(system, selection, last);
        let transitions = selection.transitions.len();
        let words = (transitions + acts.len()).div_ceil(64).max(1);
        let mut makers_by: Vec<Vec<usize>> = vec![Vec::new(); system.variables.len()];
        for (index, act) in acts.iter().enumerate() {
            makers_by[usize::from(act.variable.0)].push(index);
        }
        let guards = selection.transitions.iter().map(|id| system.transition(*id).guard.conjunct_tests());
        let tests = guards.chain(acts.iter().map(|act| act.needs.clone()));
        let needs: Vec<Vec<Need<W>>> = tests
            .map(|tests| {
                let need = |(variable, values): &(VariableId, ValueSet)| {
                    let makers = makers_by[usize::from(variable.0)].iter().copied();
                    let makers = makers.filter(|act| values.contains(acts[*act].value)).map(|act| transitions + act);
                    need(machine, *variable, *values, makers, words)
                };
                let mut needs: Vec<Need<W>> = tests.iter().map(need).collect();
                exclude_spoilers(system, selection, &acts, &tests, &mut needs);
                needs
            })
            .collect();
        let own: Vec<u16> = (0..transitions).filter_map(|index| u16::try_from(index).ok()).collect();
        let owner: Vec<u16> = own.into_iter().chain(acts.iter().map(|act| act.transition)).collect();
        let mut wakes = wakes(owner.len(), &needs);
        for (act, of) in owner.iter().enumerate().skip(transitions) {
            wakes[usize::from(*of)].push(u16::try_from(act).unwrap_or(u16::MAX));
        }
        let kept = union(kept.into_iter().map(|variable| machine.bits(variable)));
        let latches = latches
            .into_iter()
            .map(|(variable, value)| {
                let bits = machine.bits(variable);
                let failed = bits.map(|word| if word == 0 { 0 } else { u64::from(value) << word.trailing_zeros() });
                Latch { bits, failed }
            })
            .collect();
        let needed = needs.iter().take(transitions).map(|needs| union(needs.iter().map(|need| need.bits))).collect();
        let reads = Reads::new(system, selection, machine, watched);
        let whole = reads.part(0..transitions, |_| true);
        Self { kept, latches, reads, whole, needed, needs, owner, wakes, transitions, words }
    }

    /// The part with these transitions, by their numbers, and these variables. Nothing of it may read a variable outside it.
    pub fn part(&self, transitions: impl IntoIterator<Item = usize>, holds: impl Fn(VariableId) -> bool) -> Part<W> {
        self.reads.part(transitions, holds)
    }

    /// The transitions of a part that may still happen, a superset, by their numbers.
    pub fn live_within(&self, part: &Part<W>, state: &State<W>) -> Vec<usize> {
        let mut live = Vec::new();
        self.find_live(part, state, &mut live);
        (0..self.transitions).filter(|index| has(&live, *index)).collect()
    }

    /// The reduced state. `live` is working space; its contents do not matter.
    pub fn reduce(&self, state: State<W>, live: &mut Vec<u64>) -> State<W> {
        self.reduce_within(&self.whole, state, live)
    }

    /// The same where only a part of the machine is looked at, and everything outside it is zero.
    pub fn reduce_within(&self, part: &Part<W>, state: State<W>, live: &mut Vec<u64>) -> State<W> {
        self.find_live(part, &state, live);
        let mut alive = self.kept;
        for latch in &self.latches {
            if (0..W).all(|word| state.0[word] & latch.bits[word] == latch.failed[word]) {
                merge(&mut alive, latch.bits);
            }
        }
        for (index, reads) in part.reads.iter().enumerate() {
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
        // What is kept to block one transition can wake another that its absence blocked, so this goes on until nothing wakes.
        loop {
            let before = alive;
            for (index, needs) in self.needs.iter().take(self.transitions).enumerate() {
                let untouched = (0..W).all(|word| (state.0[word] ^ reduced.0[word]) & self.needed[index][word] == 0);
                if untouched || has(live, index) || has(&part.barred, index) {
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
            if alive == before {
                return reduced;
            }
        }
    }

    /// The least set of transitions and acts that is closed under "every need holds or has a live maker": first the transitions whose needs
    /// all hold, then, for each that is live, those that wait for it.
    fn find_live(&self, part: &Part<W>, state: &State<W>, live: &mut Vec<u64>) {
        live.clear();
        live.resize(self.words, 0);
        let mut fresh: Vec<u16> = Vec::with_capacity(self.needs.len());
        for (index, needs) in self.needs.iter().take(self.transitions).enumerate() {
            if !has(&part.barred, index) && needs.iter().all(|need| need.holds(state)) {
                live[index / 64] |= 1 << (index % 64);
                fresh.push(u16::try_from(index).unwrap_or(u16::MAX));
            }
        }
        while let Some(maker) = fresh.pop() {
            for woken in &self.wakes[usize::from(maker)] {
                let index = usize::from(*woken);
                let excluded = if index < self.transitions {
                    has(&part.barred, index)
                } else {
                    !has(live, usize::from(self.owner[index]))
                };
                if excluded || has(live, index) {
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

/// A transition that makes one test hold and another of the same condition fail, for ever since nothing makes that one hold again, is no
/// maker of the first: "not owed and not done" does not come true by doing it.
fn exclude_spoilers<const W: usize>(
    system: &TransitionSystem,
    selection: &Selection,
    acts: &[Act],
    tests: &[(VariableId, ValueSet)],
    needs: &mut [Need<W>],
) {
    let lasting: Vec<&(VariableId, ValueSet)> = tests
        .iter()
        .zip(&*needs)
        .filter(|(_, need)| need.makers.iter().all(|word| *word == 0))
        .map(|(test, _)| test)
        .collect();
    for (index, act) in acts.iter().enumerate() {
        let own = &system.transition(selection.transitions[usize::from(act.transition)]).own;
        let spoils = own.iter().any(|(variable, value)| {
            lasting.iter().any(|(tested, values)| tested == variable && !values.contains(*value))
        });
        if spoils {
            let place = selection.transitions.len() + index;
            for need in needs.iter_mut() {
                need.makers[place / 64] &= !(1 << (place % 64));
            }
        }
    }
}

/// For each transition or act, those that have a need which it may make hold, in order.
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

fn meets(one: &[u64], other: &[u64]) -> bool {
    one.iter().zip(other).any(|(a, b)| a & b != 0)
}

fn need<const W: usize>(
    machine: &Machine<W>,
    variable: VariableId,
    values: ValueSet,
    makers_of_it: impl Iterator<Item = usize>,
    words: usize,
) -> Need<W> {
    let bits = machine.bits(variable);
    let word = bits.iter().position(|bits| *bits != 0).unwrap_or(0);
    let shift = if bits[word] == 0 { 0 } else { bits[word].trailing_zeros() };
    let mut makers = vec![0; words];
    for index in makers_of_it {
        makers[index / 64] |= 1 << (index % 64);
    }
    Need { word, shift, mask: bits[word] >> shift, values, bits, makers }
}
