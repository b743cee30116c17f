//! What may still happen from a state: the least set of transitions and acts that is closed under "every test that it needs holds, or something
//! in the set makes it hold". An act is what a transition sets; it needs its transition too.
//!
//! The set is found by counting (Dowling and Gallier, Linear-time algorithms for testing the satisfiability of propositional Horn
//! formulae, 1984): each transition or act knows how many of its needs are still open, and every need is closed once. This module decides
//! nothing about variables.

use super::part::{has, put, union};
use super::{Machine, State, ValueSet, VariableId};

/// A test of one variable.
pub(super) type Tested = (VariableId, ValueSet);

/// A test, and where the packed state has its variable.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need<const W: usize> {
    word: usize,
    shift: u32,
    mask: u64,
    values: ValueSet,
    /// The bits of its variable.
    pub(super) bits: [u64; W],
}

impl<const W: usize> Need<W> {
    fn new(machine: &Machine<W>, (variable, values): Tested) -> Self {
        let bits = machine.bits(variable);
        let word = bits.iter().position(|bits| *bits != 0).unwrap_or(0);
        let shift = if bits[word] == 0 { 0 } else { bits[word].trailing_zeros() };
        Self { word, shift, mask: bits[word] >> shift, values, bits }
    }

    #[inline]
    fn holds(&self, state: &State<W>) -> bool {
        let value = (state.0[self.word] >> self.shift) & self.mask;
        self.values.0 >> value & 1 == 1
    }
}

/// Lists of small numbers, one after the other.
#[derive(Debug, Clone)]
struct Lists {
    /// Where each begins, and where the last one ends.
    begins: Vec<u32>,
    items: Vec<u16>,
}

impl Lists {
    fn new(lists: Vec<Vec<u16>>) -> Self {
        let mut all = Self { begins: vec![0], items: Vec::new() };
        for list in lists {
            all.items.extend(list);
            all.begins.push(u32::try_from(all.items.len()).unwrap_or(u32::MAX));
        }
        all
    }

    #[inline]
    fn of(&self, index: usize) -> &[u16] {
        &self.items[self.begins[index] as usize..self.begins[index + 1] as usize]
    }
}

/// What a transition or an act is, before it is numbered.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// The number of the transition that it belongs to; a transition belongs to itself.
    pub(super) transition: u16,
    /// The tests that it needs, each with the items that may make it hold.
    pub(super) needs: Vec<(Tested, Vec<u16>)>,
}

/// Working space; its contents do not matter.
#[derive(Debug, Clone, Default)]
pub struct Space {
    /// The transitions and acts that may happen, as bits.
    pub(super) live: Vec<u64>,
    /// The needs that something live may make hold, as bits.
    made: Vec<u64>,
    /// The needs that hold or may come to hold, as bits.
    closed: Vec<u64>,
    /// For each transition and act, how many needs are open.
    open: Vec<u16>,
    fresh: Vec<u16>,
}

/// A variable that some need tests.
#[derive(Debug, Clone, Copy)]
struct Field {
    word: usize,
    shift: u32,
    mask: u64,
    /// The place of its value 0 among all values of all fields.
    first: usize,
}

/// What is needed to find out what may still happen.
#[derive(Debug, Clone)]
pub(super) struct Possible<const W: usize> {
    /// How many items are transitions; they come first.
    transitions: usize,
    /// Every different need.
    needs: Vec<Need<W>>,
    /// The variables that needs test.
    fields: Vec<Field>,
    /// For each value of each field, the needs that hold.
    holding: Lists,
    /// For each value of each field, the items that wait for these needs, once for each.
    freed: Lists,
    /// For each transition, its needs.
    needed: Lists,
    /// For each need, the items that it holds up.
    waiting: Lists,
    /// For each item, the needs that it may make hold.
    makes: Lists,
    /// For each transition, its acts.
    acts: Lists,
    /// For each item, how many needs it has; for an act, its transition is one.
    counts: Vec<u16>,
}

impl<const W: usize> Possible<W> {
    /// Of so many transitions, which come first, and their acts.
    pub(super) fn new(machine: &Machine<W>, transitions: usize, items: &[Item]) -> Self {
        let mut different: Vec<&(Tested, Vec<u16>)> = items.iter().flat_map(|item| &item.needs).collect();
        different.sort();
        different.dedup();
        let mut needed = vec![Vec::new(); transitions];
        let mut waiting = vec![Vec::new(); different.len()];
        let mut acts = vec![Vec::new(); transitions];
        let mut counts = Vec::new();
        for (number, item) in (0_u16..).zip(items) {
            let index = usize::from(number);
            let mut own: Vec<usize> =
                item.needs.iter().filter_map(|need| different.binary_search(&need).ok()).collect();
            own.sort_unstable();
            own.dedup();
            let is_act = index >= transitions;
            counts.push(narrow(own.len() + usize::from(is_act)));
            for need in &own {
                waiting[*need].push(number);
            }
            if is_act {
                acts[usize::from(item.transition)].push(number);
            } else {
                needed[index] = own.into_iter().map(narrow).collect();
            }
        }
        let mut makes = vec![Vec::new(); items.len()];
        for (need, (_, makers)) in (0_u16..).zip(&different) {
            for maker in makers {
                makes[usize::from(*maker)].push(need);
            }
        }
        let needs: Vec<Need<W>> = different.iter().map(|(tested, _)| Need::new(machine, *tested)).collect();
        let (fields, holding) = by_value(&needs);
        let items_of = |needs: &Vec<u16>| needs.iter().flat_map(|need| waiting[usize::from(*need)].clone()).collect();
        Self {
            transitions,
            fields,
            freed: Lists::new(holding.iter().map(items_of).collect()),
            holding: Lists::new(holding),
            needs,
            needed: Lists::new(needed),
            waiting: Lists::new(waiting),
            makes: Lists::new(makes),
            acts: Lists::new(acts),
            counts,
        }
    }

    /// Finds what may happen from a state, apart from the transitions that are barred.
    pub(super) fn find(&self, barred: &[u64], state: &State<W>, space: &mut Space) {
        let Space { live, made, closed, open, fresh } = space;
        clear(live, self.counts.len());
        clear(made, self.needs.len());
        clear(closed, self.needs.len());
        open.clear();
        open.extend_from_slice(&self.counts);
        for field in &self.fields {
            let value = (state.0[field.word] >> field.shift) & field.mask;
            // A field has at most six bits.
            let place = field.first + usize::try_from(value).unwrap_or(0);
            for need in self.holding.of(place) {
                put(closed, usize::from(*need));
            }
            for item in self.freed.of(place) {
                open[usize::from(*item)] -= 1;
            }
        }
        fresh.clear();
        for (item, open) in (0_u16..).zip(&open[..self.transitions]) {
            if *open == 0 && !has(barred, usize::from(item)) {
                put(live, usize::from(item));
                fresh.push(item);
            }
        }
        while let Some(item) = fresh.pop() {
            let mut close = |waiting: &[u16]| {
                for woken in waiting {
                    let index = usize::from(*woken);
                    open[index] -= 1;
                    let is_barred = index < self.transitions && has(barred, index);
                    if open[index] == 0 && !is_barred {
                        put(live, index);
                        fresh.push(*woken);
                    }
                }
            };
            let index = usize::from(item);
            if index < self.transitions {
                close(self.acts.of(index));
            }
            for need in self.makes.of(index) {
                let need = usize::from(*need);
                put(made, need);
                if !has(closed, need) {
                    put(closed, need);
                    close(self.waiting.of(need));
                }
            }
        }
    }

    /// The needs of a transition that fail in a state and that nothing live makes hold.
    pub(super) fn blocking<'a>(
        &'a self,
        transition: usize,
        state: &'a State<W>,
        space: &'a Space,
    ) -> impl Iterator<Item = &'a Need<W>> {
        let own = self.needed.of(transition).iter().map(|need| usize::from(*need));
        own.filter(|need| !self.needs[*need].holds(state) && !has(&space.made, *need)).map(|need| &self.needs[need])
    }

    /// For each transition, the bits of all that it needs.
    pub(super) fn bits_needed(&self) -> Vec<[u64; W]> {
        let bits = |index| union(self.needed.of(index).iter().map(|need| self.needs[usize::from(*need)].bits));
        (0..self.transitions).map(bits).collect()
    }
}

/// The variables that needs test, and for each value of each of them the needs that hold.
fn by_value<const W: usize>(needs: &[Need<W>]) -> (Vec<Field>, Vec<Vec<u16>>) {
    let mut fields: Vec<Field> = Vec::new();
    let mut holding: Vec<Vec<u16>> = Vec::new();
    for (number, need) in (0_u16..).zip(needs) {
        let place = (need.word, need.shift, need.mask);
        let known = fields.iter().find(|field| (field.word, field.shift, field.mask) == place).copied();
        let field = known.unwrap_or_else(|| {
            let field = Field { word: need.word, shift: need.shift, mask: need.mask, first: holding.len() };
            holding.extend((0..=need.mask).map(|_| Vec::new()));
            fields.push(field);
            field
        });
        for value in (0..=need.mask).filter(|value| need.values.0 >> value & 1 == 1) {
            holding[field.first + usize::try_from(value).unwrap_or(0)].push(number);
        }
    }
    (fields, holding)
}

/// Makes an empty set for so many.
fn clear(set: &mut Vec<u64>, count: usize) {
    set.clear();
    set.resize(count.div_ceil(64).max(1), 0);
}

fn narrow(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}
