//! Dead variables: what no transition that can still happen will ever read is set to zero, so that states that differ in their past
//! alone become one.
//!
//! From a state, a transition is *live* unless one of the single tests that its guard needs fails there and no live act can ever make it
//! hold; an act is what a transition sets, and is live if the transition is and the tests that its condition needs can hold. That is a
//! superset of what can still happen. A variable that no live transition reads (in its guard or in a condition
//! of an effect) and that no property reads is dead. Setting it to zero must not wake a transition that is not live: where it would, the variable stays.
//! So a state and its reduced state have the same future.

use super::part::{Part, Reads, has, merge, union};
use super::possible::{Item, Possible, Space, Tested};
use super::{Condition, Machine, Selection, Side, State, Transition, TransitionId, TransitionSystem, VariableId};

/// What a transition sets, and the tests that its condition needs, all of them about the state before.
#[derive(Debug, Clone)]
struct Act {
    transition: u16,
    variable: VariableId,
    value: u8,
    needs: Vec<Tested>,
}

/// The tests that the condition of an effect needs. A test of what the step itself sets is decided; absent if it fails.
fn act_needs(transition: &Transition, condition: &Condition) -> Option<Vec<Tested>> {
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
    possible: Possible<W>,
    transitions: usize,
    /// What transitions set, in the order of variables and transitions: the number of the transition or act that has to be live for it, the
    /// transition, and the variable.
    writes: Vec<(u16, TransitionId, VariableId)>,
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
        let transitions = selection.transitions.len();
        let acts = acts(system, selection, last);
        let items = items(system, selection, &acts);
        let numbered = acts.iter().zip(act_items(selection, &acts));
        let writes =
            numbered.map(|(act, item)| (item, selection.transitions[usize::from(act.transition)], act.variable));
        let mut writes: Vec<_> = writes.collect();
        writes.sort_unstable_by_key(|(_, transition, variable)| (*variable, *transition));
        let possible = Possible::new(machine, transitions, &items);
        let kept = union(kept.into_iter().map(|variable| machine.bits(variable)));
        let latches = latches
            .into_iter()
            .map(|(variable, value)| {
                let bits = machine.bits(variable);
                let failed = bits.map(|word| if word == 0 { 0 } else { u64::from(value) << word.trailing_zeros() });
                Latch { bits, failed }
            })
            .collect();
        let reads = Reads::new(system, selection, machine, watched);
        let whole = reads.part(0..transitions, |_| true);
        Self { kept, latches, reads, whole, needed: possible.bits_needed(), possible, transitions, writes }
    }

    /// The part with these transitions, by their numbers, and these variables. Nothing of it may read a variable outside it.
    pub fn part(&self, transitions: impl IntoIterator<Item = usize>, holds: impl Fn(VariableId) -> bool) -> Part<W> {
        self.reads.part(transitions, holds)
    }

    /// The transitions that may still happen, a superset, by their numbers.
    pub fn live(&self, state: &State<W>, space: &mut Space) -> Vec<usize> {
        self.live_within(&self.whole, state, space)
    }

    /// The same of a part, where everything outside it is zero.
    pub fn live_within(&self, part: &Part<W>, state: &State<W>, space: &mut Space) -> Vec<usize> {
        self.possible.find(&part.barred, state, space);
        (0..self.transitions).filter(|index| has(&space.live, *index)).collect()
    }

    /// The variables that may still be set from the state that was looked at last, each with the transition that may set it, in order.
    pub fn live_writes(&self, space: &Space) -> Vec<(VariableId, TransitionId)> {
        let live = self.writes.iter().filter(|(item, ..)| has(&space.live, usize::from(*item)));
        let mut writes: Vec<(VariableId, TransitionId)> =
            live.map(|(_, transition, variable)| (*variable, *transition)).collect();
        writes.dedup();
        writes
    }

    /// The reduced state.
    pub fn reduce(&self, state: State<W>, space: &mut Space) -> State<W> {
        self.reduce_within(&self.whole, state, space)
    }

    /// The same where only a part of the machine is looked at, and everything outside it is zero.
    pub fn reduce_within(&self, part: &Part<W>, state: State<W>, space: &mut Space) -> State<W> {
        self.possible.find(&part.barred, &state, space);
        let mut alive = self.kept;
        for latch in &self.latches {
            if (0..W).all(|word| state.0[word] & latch.bits[word] == latch.failed[word]) {
                merge(&mut alive, latch.bits);
            }
        }
        for (reads, live) in part.reads.chunks(64).zip(&space.live) {
            let mut live = *live;
            while live != 0 {
                if let Some(reads) = reads.get(live.trailing_zeros() as usize) {
                    merge(&mut alive, *reads);
                }
                live &= live - 1;
            }
        }
        let zeroed = |alive: &[u64; W]| State(std::array::from_fn(|word| state.0[word] & alive[word]));
        let mut reduced = zeroed(&alive);
        if reduced == state {
            return reduced;
        }
        // What is kept to block one transition can wake another that its absence blocked, so this goes on until nothing wakes.
        loop {
            let before = alive;
            for (place, (live, barred)) in space.live.iter().zip(&part.barred).enumerate() {
                let mut others = !live & !barred;
                while others != 0 {
                    let index = place * 64 + others.trailing_zeros() as usize;
                    others &= others - 1;
                    if let Some(bits) = self.bits_that_block(index, &state, &reduced, space) {
                        merge(&mut alive, bits);
                        reduced = zeroed(&alive);
                    }
                }
            }
            if alive == before {
                return reduced;
            }
        }
    }

    /// What has to be kept so that a transition that is not live in a state is not woken by zeroing.
    #[inline]
    fn bits_that_block(&self, index: usize, state: &State<W>, reduced: &State<W>, space: &Space) -> Option<[u64; W]> {
        let needed = &self.needed[index];
        let touched = (0..W).fold(0, |bits, word| bits | (state.0[word] ^ reduced.0[word]) & needed[word]);
        if touched == 0 || self.possible.blocking(index, reduced, space).next().is_some() {
            return None;
        }
        self.possible.blocking(index, state, space).next().map(|need| need.bits)
    }
}

/// The number of each act among transitions and acts: an act without needs is live when its transition is.
fn act_items(selection: &Selection, acts: &[Act]) -> Vec<u16> {
    let mut number = u16::try_from(selection.transitions.len()).unwrap_or(u16::MAX);
    let mut item = |act: &Act| {
        if act.needs.is_empty() {
            return act.transition;
        }
        number = number.saturating_add(1);
        number - 1
    };
    acts.iter().map(&mut item).collect()
}

/// The transitions of a selection and their acts, each with what it needs and what may make that hold. What an act without needs makes hold, its
/// transition does.
fn items(system: &TransitionSystem, selection: &Selection, acts: &[Act]) -> Vec<Item> {
    let mut makers_by: Vec<Vec<(u8, u16, u16)>> = vec![Vec::new(); system.variables.len()];
    let guards = selection.transitions.iter().map(|id| system.transition(*id).guard.conjunct_tests());
    let own: Vec<(u16, Vec<Tested>)> = (0_u16..).zip(guards).collect();
    let with_needs = acts.iter().filter(|act| !act.needs.is_empty()).map(|act| (act.transition, act.needs.clone()));
    let all: Vec<(u16, Vec<Tested>)> = own.into_iter().chain(with_needs).collect();
    for (act, item) in acts.iter().zip(act_items(selection, acts)) {
        makers_by[usize::from(act.variable.0)].push((act.value, item, act.transition));
    }
    let item = |(transition, tests): (u16, Vec<Tested>)| {
        let makers_of = |(variable, values): &Tested| -> Vec<(u16, u16)> {
            let makers = makers_by[usize::from(variable.0)].iter().filter(|(value, ..)| values.contains(*value));
            makers.map(|(_, item, transition)| (*item, *transition)).collect()
        };
        let makers: Vec<Vec<(u16, u16)>> = tests.iter().map(makers_of).collect();
        let needs = without_spoilers(system, selection, &tests, makers);
        Item { transition, needs: tests.into_iter().zip(needs).collect() }
    };
    all.into_iter().map(item).collect()
}

/// A transition that makes one test hold and another of the same condition fail, for ever since nothing makes that one hold again, is no
/// maker of the first: "not owed and not done" does not come true by doing it. Makers are items with their transitions.
fn without_spoilers(
    system: &TransitionSystem,
    selection: &Selection,
    tests: &[Tested],
    makers: Vec<Vec<(u16, u16)>>,
) -> Vec<Vec<u16>> {
    let lasting: Vec<&Tested> =
        tests.iter().zip(&makers).filter(|(_, makers)| makers.is_empty()).map(|(test, _)| test).collect();
    let spoils = |transition: u16| {
        let own = &system.transition(selection.transitions[usize::from(transition)]).own;
        own.iter().any(|(variable, value)| {
            lasting.iter().any(|(tested, values)| tested == variable && !values.contains(*value))
        })
    };
    let keep = |makers: Vec<(u16, u16)>| {
        let kept = makers.into_iter().filter(|(_, transition)| !spoils(*transition));
        let mut items: Vec<u16> = kept.map(|(item, _)| item).collect();
        items.sort_unstable();
        items.dedup();
        items
    };
    makers.into_iter().map(keep).collect()
}
