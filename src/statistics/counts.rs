//! How often each whole number came: exact, and merged by adding.

use std::collections::BTreeMap;

/// Numbers below this have a place of their own.
const DENSE: usize = 4096;

/// A histogram of whole numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    dense: Vec<u64>,
    sparse: BTreeMap<u32, u64>,
}

impl Counts {
    /// Adds one number.
    #[inline]
    pub fn add(&mut self, number: u32) {
        let index = number as usize;
        if let Some(count) = self.dense.get_mut(index) {
            *count += 1;
        } else {
            self.add_many(number, 1);
        }
    }

    /// Adds a number so many times.
    pub fn add_many(&mut self, number: u32, times: u64) {
        let index = number as usize;
        if index >= DENSE {
            *self.sparse.entry(number).or_default() += times;
            return;
        }
        if index >= self.dense.len() {
            self.dense.resize(index + 1, 0);
        }
        self.dense[index] += times;
    }

    /// Adds all numbers of another histogram.
    pub fn merge(&mut self, other: &Self) {
        for (number, times) in other.each() {
            self.add_many(number, times);
        }
    }

    /// Each number that came and how often, smallest first.
    pub fn each(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        let dense = (0..).zip(&self.dense).filter(|(_, times)| **times > 0).map(|(number, times)| (number, *times));
        dense.chain(self.sparse.iter().map(|(number, times)| (*number, *times)))
    }

    /// How many numbers there are.
    pub fn total(&self) -> u64 {
        self.each().map(|(_, times)| times).sum()
    }

    /// The largest number; absent if there is none.
    pub fn max(&self) -> Option<u32> {
        self.each().last().map(|(number, _)| number)
    }

    /// Their mean; absent if there is none.
    #[expect(clippy::cast_precision_loss, reason = "a mean, for reading")]
    pub fn mean(&self) -> Option<f64> {
        let total = self.total();
        let sum: u128 = self.each().map(|(number, times)| u128::from(number) * u128::from(times)).sum();
        (total > 0).then(|| sum as f64 / total as f64)
    }

    /// The least number that at least so many per thousand do not exceed; absent if there is none.
    pub fn quantile(&self, per_thousand: u32) -> Option<u32> {
        let needed = (u128::from(self.total()) * u128::from(per_thousand)).div_ceil(1000).max(1);
        let mut reached = 0;
        self.each()
            .find(|(_, times)| {
                reached += u128::from(*times);
                reached >= needed
            })
            .map(|(number, _)| number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_whole_numbers() {
        let mut counts = Counts::default();
        assert_eq!((counts.quantile(500), counts.max(), counts.mean()), (None, None, None));
        for number in [1, 2, 3, 10_000] {
            counts.add(number);
        }
        let mut twice = counts.clone();
        twice.merge(&counts);
        for counts in [counts, twice] {
            assert_eq!(
                [0, 250, 251, 500, 750, 751, 1000].map(|at| counts.quantile(at)),
                [1, 1, 2, 2, 3, 10_000, 10_000].map(Some)
            );
            assert_eq!(counts.mean(), Some(2501.5));
            assert_eq!(counts.max(), Some(10_000));
        }
    }
}
