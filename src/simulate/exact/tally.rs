//! What comes of a deadline, added up. Nothing here moves a case.

use std::collections::BTreeMap;

/// How often a deadline was kept and missed, and after how many days what was due was done, each with its chance.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) kept: f64,
    pub(super) missed: f64,
    pub(super) days: BTreeMap<u32, f64>,
    /// Chance of what was not followed to its end.
    pub(super) left_out: f64,
}

impl Tally {
    /// Adds what came of a part of all cases.
    pub(super) fn add(&mut self, other: &Self, chance: f64) {
        self.kept += chance * other.kept;
        self.missed += chance * other.missed;
        self.left_out += chance * other.left_out;
        for (days, own) in &other.days {
            *self.days.entry(*days).or_default() += chance * own;
        }
    }
}
