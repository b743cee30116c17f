//! The states that a search knows: a table from a state to its index in the list of states, which stays with the search.

use hashbrown::HashTable;

use crate::system::State;

/// States for which there is room at the beginning.
const ROOM: usize = 1 << 8;

/// The golden ratio as a fraction of 2^64: an odd number without a pattern.
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// A hash of which both ends, by which the table goes, depend on all bits of the state. Cheaper than what is made for any type, which counts
/// more here than fewer collisions: states are compared anyway.
#[inline]
fn hash<const W: usize>(state: &State<W>) -> u64 {
    state.0.iter().fold(0, |hash, word| {
        let product = (hash ^ word).wrapping_mul(FACTOR);
        product ^ product >> u32::BITS
    })
}

/// The indices of the known states.
#[derive(Debug)]
pub(super) struct Known {
    table: HashTable<u32>,
}

impl Known {
    pub(super) fn new() -> Self {
        Self { table: HashTable::with_capacity(ROOM) }
    }

    /// The index of a state, and whether it is new; then the index is the number of `states`, to which the caller adds it. Out of
    /// line, so that the loop that asks for many states stays short.
    #[inline(never)]
    pub(super) fn intern<const W: usize>(&mut self, states: &[State<W>], state: &State<W>) -> (u32, bool) {
        let hash_of = hash(state);
        if let Some(index) = self.table.find(hash_of, |index| states[*index as usize] == *state) {
            return (*index, false);
        }
        if self.table.len() == self.table.capacity() {
            self.grow(states);
        }
        let index = u32::try_from(states.len()).unwrap_or(u32::MAX);
        self.table.insert_unique(hash_of, index, |known| hash(&states[*known as usize]));
        (index, true)
    }

    /// Doubles the table, in the order of the states. If it grew by itself it would read them in its own order, all over memory.
    #[cold]
    fn grow<const W: usize>(&mut self, states: &[State<W>]) {
        let hash_of = |index: &u32| hash(&states[*index as usize]);
        self.table = HashTable::with_capacity(self.table.len() * 2);
        for index in (0..).take(states.len()) {
            self.table.insert_unique(hash_of(&index), index, hash_of);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::Known;
    use crate::system::State;

    proptest! {
        /// States come again, many share bits of their hash, and the table grows several times.
        #[test]
        fn every_state_has_one_index(words in prop::collection::vec((0..40_u64, 0..40_u64), 1..3000)) {
            let (mut known, mut states) = (Known::new(), Vec::new());
            let mut wanted = BTreeMap::new();
            for (one, other) in words {
                let state: State<2> = State([one, other << 40]);
                let next = u32::try_from(wanted.len()).unwrap_or(u32::MAX);
                let index = *wanted.entry(state.0).or_insert(next);
                prop_assert_eq!(known.intern(&states, &state), (index, index == next));
                if index == next {
                    states.push(state);
                }
            }
        }
    }
}
