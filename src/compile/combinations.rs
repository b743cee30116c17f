//! All combinations of the values of some facts, numbered, and where among them a condition holds: one bit for each combination.
//!
//! A condition is computed for 64 combinations at a time, since there can be millions. Nothing here knows what a condition is for.

use super::fact_condition::FactCondition;
use crate::syntax::tree::Fact;
use crate::system::FactValues;

/// How many values a fact can take, sets counted.
pub(super) fn size(fact: &Fact) -> u64 {
    let count = fact.values.len();
    if fact.many {
        1_u64.checked_shl(u32::try_from(count).unwrap_or(u32::MAX)).unwrap_or(u64::MAX)
    } else {
        count as u64
    }
}

/// One bit for each combination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Truth(Vec<u64>);

impl Truth {
    /// Whether the condition holds in a combination.
    pub(super) fn at(&self, combination: usize) -> bool {
        self.0[combination / 64] >> (combination % 64) & 1 == 1
    }
}

/// The combinations of the values of some facts, counted up with the last fact fastest. All other facts are at their first value.
#[derive(Debug, Clone)]
pub(super) struct Combinations<'a> {
    facts: &'a [Fact],
    /// Each fact that changes, how many values it has, and how far apart two combinations are that differ by one value of it.
    which: Vec<(usize, usize, usize)>,
    count: usize,
}

impl<'a> Combinations<'a> {
    /// Of these facts. Their number must have been found to be small enough before.
    pub(super) fn new(facts: &'a [Fact], which: &[usize]) -> Self {
        let mut all = Vec::new();
        let mut count = 1;
        for fact in which.iter().rev() {
            let size = usize::try_from(size(&facts[*fact])).unwrap_or(usize::MAX);
            all.push((*fact, size, count));
            count *= size;
        }
        all.reverse();
        Self { facts, which: all, count }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The values of the facts that change, in their order.
    pub(super) fn values(&self, combination: usize) -> FactValues {
        self.which.iter().map(|(_, size, apart)| (combination / apart % size) as u64).collect()
    }

    /// The values of all facts.
    pub(super) fn incident(&self, combination: usize) -> FactValues {
        let mut all = vec![0; self.facts.len()];
        for ((fact, ..), value) in self.which.iter().zip(self.values(combination)) {
            all[*fact] = value;
        }
        all
    }

    /// The combinations in which a fact has its first value, each with those that differ from it in this fact alone.
    pub(super) fn neighbours(&self, fact: usize) -> impl Iterator<Item = (usize, usize)> {
        let place = self.which.iter().find(|(known, ..)| *known == fact).copied();
        let (_, size, apart) = place.unwrap_or((fact, 1, 1));
        let firsts = (0..self.count).filter(move |combination| combination / apart % size == 0);
        firsts.flat_map(move |first| (1..size).map(move |value| (first, first + value * apart)))
    }

    /// How far a combination is from the plainest: one for each fact not at its first value, or each member of a set.
    pub(super) fn distance(&self, combination: usize) -> u32 {
        let of = |(fact, size, apart): &(usize, usize, usize)| {
            let value = combination / apart % size;
            if self.facts[*fact].many { value.count_ones() } else { u32::from(value != 0) }
        };
        self.which.iter().map(of).sum()
    }

    /// Where a condition holds.
    pub(super) fn truth(&self, condition: &FactCondition) -> Truth {
        let mut truth = self.words(condition);
        let beyond = self.count % 64;
        if let Some(last) = truth.last_mut().filter(|_| beyond > 0) {
            *last &= (1 << beyond) - 1;
        }
        Truth(truth)
    }

    fn words(&self, condition: &FactCondition) -> Vec<u64> {
        let length = self.count.div_ceil(64);
        let joined = |parts: &[FactCondition], first: u64, join: fn(u64, u64) -> u64| {
            parts.iter().fold(vec![first; length], |mut all, part| {
                all.iter_mut().zip(self.words(part)).for_each(|(word, other)| *word = join(*word, other));
                all
            })
        };
        match condition {
            FactCondition::Is { fact, values } => self.values_among(*fact, *values),
            FactCondition::Not(inner) => self.words(inner).into_iter().map(|word| !word).collect(),
            FactCondition::All(parts) => joined(parts, u64::MAX, |one, other| one & other),
            FactCondition::Any(parts) => joined(parts, 0, |one, other| one | other),
            FactCondition::AtLeast(count, parts) => self.at_least(usize::from(*count), parts),
        }
    }

    /// Where a fact has one of some values, or a member among them.
    fn values_among(&self, fact: usize, values: u64) -> Vec<u64> {
        let mut words = vec![0; self.count.div_ceil(64)];
        let place = self.which.iter().find(|(known, ..)| *known == fact).copied();
        // A fact that does not change is at its first value.
        let (_, size, apart) = place.unwrap_or((fact, 1, 1));
        let holds = |value: usize| {
            let bits = if self.facts[fact].many { value as u64 } else { 1 << value };
            bits & values != 0
        };
        let holds: Vec<bool> = (0..size).map(holds).collect();
        // Values follow one another in runs of equal length.
        let (mut combination, mut value) = (0, 0);
        while combination < self.count {
            let end = (combination + apart).min(self.count);
            if holds[value] {
                put_range(&mut words, combination, end);
            }
            (combination, value) = (end, if value + 1 == size { 0 } else { value + 1 });
        }
        words
    }

    /// Where at least so many of some conditions hold: after each of them, where 1, 2, 3 … of those so far do.
    fn at_least(&self, count: usize, parts: &[FactCondition]) -> Vec<u64> {
        let length = self.count.div_ceil(64);
        let mut reached = vec![vec![0; length]; count + 1];
        reached[0] = vec![u64::MAX; length];
        for part in parts {
            let holds = self.words(part);
            for needed in (1..=count).rev() {
                for word in 0..length {
                    reached[needed][word] |= reached[needed - 1][word] & holds[word];
                }
            }
        }
        reached.swap_remove(count)
    }
}

/// Sets the bits from `begin` to before `end`.
fn put_range(words: &mut [u64], begin: usize, end: usize) {
    let mut at = begin;
    while at < end {
        let count = (64 - at % 64).min(end - at);
        let bits = if count == 64 { u64::MAX } else { ((1 << count) - 1) << (at % 64) };
        words[at / 64] |= bits;
        at += count;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Combinations, FactCondition, size};
    use crate::source::{FileId, Name, Span};
    use crate::syntax::tree::Fact;
    use crate::system::FactValues;

    /// A fact of so many values.
    fn fact(index: usize, values: usize, many: bool) -> Fact {
        let name = |text: String| Name { value: text, span: Span::new(FileId(0), 0, 0) };
        let values = (0..values).map(|value| name(format!("v{value}"))).collect();
        Fact { id: name(format!("f{index}")), says: None, values, many, clauses: Vec::new() }
    }

    /// What the words of a condition say about one incident.
    fn holds(condition: &FactCondition, facts: &[Fact], values: &FactValues) -> bool {
        match condition {
            FactCondition::Is { fact, values: set } => {
                let bits = if facts[*fact].many { values[*fact] } else { 1 << values[*fact] };
                bits & set != 0
            }
            FactCondition::Not(inner) => !holds(inner, facts, values),
            FactCondition::All(parts) => parts.iter().all(|part| holds(part, facts, values)),
            FactCondition::Any(parts) => parts.iter().any(|part| holds(part, facts, values)),
            FactCondition::AtLeast(count, parts) => {
                parts.iter().filter(|part| holds(part, facts, values)).count() >= usize::from(*count)
            }
        }
    }

    fn condition() -> impl Strategy<Value = FactCondition> {
        let is = (0..4_usize, any::<u64>()).prop_map(|(fact, values)| FactCondition::Is { fact, values });
        is.prop_recursive(3, 16, 4, |inner| {
            let parts = prop::collection::vec(inner.clone(), 0..4);
            prop_oneof![
                inner.prop_map(|inner| FactCondition::Not(Box::new(inner))),
                parts.clone().prop_map(FactCondition::All),
                parts.clone().prop_map(FactCondition::Any),
                (0..4_u8, parts).prop_map(|(count, parts)| FactCondition::AtLeast(count, parts)),
            ]
        })
    }

    proptest! {
        /// Would catch a bit too few at the end of a word of 64, a run that crosses one, and a count that is off by one.
        #[test]
        fn a_condition_holds_where_its_words_say(
            sizes in prop::collection::vec((1..6_usize, any::<bool>()), 4),
            chosen in prop::collection::vec(any::<bool>(), 4),
            condition in condition(),
        ) {
            let facts: Vec<Fact> =
                sizes.iter().enumerate().map(|(index, (values, many))| fact(index, *values, *many)).collect();
            let which: Vec<usize> = (0..4).filter(|fact| chosen[*fact]).collect();
            let combinations = Combinations::new(&facts, &which);
            let product: u64 = which.iter().map(|index| size(&facts[*index])).product();
            prop_assert_eq!(combinations.count() as u64, product);
            let truth = combinations.truth(&condition);
            for combination in 0..combinations.count() {
                let incident = combinations.incident(combination);
                prop_assert_eq!(truth.at(combination), holds(&condition, &facts, &incident), "at {:?}", incident);
            }
        }
    }
}
