//! Situations with their chances, each once, in the order in which they came: so sums of chances have the same bits everywhere.

use super::situation::Situation;
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// Some situations, numbered from 0, and the chance of each.
pub(super) struct Chances<const W: usize> {
    all: Vec<(Situation<W>, f64)>,
    places: HashTable<usize>,
}

impl<const W: usize> Default for Chances<W> {
    fn default() -> Self {
        Self { all: Vec::new(), places: HashTable::new() }
    }
}

impl<const W: usize> Chances<W> {
    /// Adds to the chance of a situation, which may be new; gives its number.
    pub(super) fn add(&mut self, situation: Situation<W>, chance: f64) -> usize {
        let hash = hash(&situation);
        let all = &mut self.all;
        if let Some(place) = self.places.find(hash, |place| all[*place].0 == situation) {
            all[*place].1 += chance;
            return *place;
        }
        all.push((situation, chance));
        self.places.insert_unique(hash, all.len() - 1, |place| self::hash(&all[*place].0));
        all.len() - 1
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// All of them.
    pub(super) fn as_slice(&self) -> &[(Situation<W>, f64)] {
        &self.all
    }

    /// All of them, to be taken away.
    pub(super) fn into_vec(self) -> Vec<(Situation<W>, f64)> {
        self.all
    }
}

fn hash<const W: usize>(situation: &Situation<W>) -> u64 {
    let mut hasher = FxHasher::default();
    situation.hash(&mut hasher);
    hasher.finish()
}
