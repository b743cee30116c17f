//! Many conditions at once: which of a list hold is looked up by the values of the fields that they test, for 64 conditions in one go.
//!
//! Most conditions are conjunctions of tests, and each test reads one field. So for every value of a field it is known beforehand which of the
//! conditions it rules out, and a state is sieved with one table after the other. What is more than a conjunction (a disjunction of
//! different fields, `at least k of n`) is sieved by the tests that it needs, and what is left of it is asked one by one.

use std::collections::BTreeMap;

use super::Condition;
use super::program::{Field, Program};

/// How many conditions one word of a table tells of.
const BLOCK: usize = 64;

/// Neighbouring fields of together so many bits share a table: fewer look-ups, and tables of at most half a kibibyte.
const TABLE_BITS: u32 = 6;

/// A look-up: where in which state the bits stand that it reads, and where its table begins.
#[derive(Debug, Clone, Copy)]
struct Lookup {
    side: u8,
    word: u8,
    shift: u8,
    mask: u8,
    table: u32,
}

/// What is known of up to 64 conditions, one bit each.
#[derive(Debug, Clone)]
struct Block {
    /// The conditions that there are.
    all: u64,
    /// Those that the look-ups do not decide.
    undecided: u64,
    lookups: Box<[Lookup]>,
}

/// A list of conditions on one machine.
#[derive(Debug, Clone)]
pub(super) struct Sieve {
    programs: Box<[Program]>,
    blocks: Box<[Block]>,
    /// For each look-up and each value of its bits: the conditions that it does not rule out.
    tables: Vec<u64>,
}

impl Sieve {
    /// Prepares conditions. Every variable that they read must have a field.
    pub(super) fn new(conditions: &[&Condition], fields: &[Option<Field>]) -> Self {
        let mut tables = Vec::new();
        let blocks = conditions.chunks(BLOCK).map(|conditions| block(conditions, fields, &mut tables)).collect();
        Self { programs: conditions.iter().map(|condition| Program::new(condition, fields)).collect(), blocks, tables }
    }

    /// The value of one condition in the states before, at the moment and after.
    #[inline]
    pub(super) fn holds<const W: usize>(&self, index: usize, states: [&[u64; W]; 3]) -> bool {
        self.programs[index].holds(states)
    }

    /// Calls `visit` with the number of each condition that holds, in order.
    #[inline]
    pub(super) fn each<const W: usize>(&self, states: [&[u64; W]; 3], mut visit: impl FnMut(usize)) {
        for (number, block) in self.blocks.iter().enumerate() {
            let mut holding = block.all;
            for lookup in &block.lookups {
                let word = states[usize::from(lookup.side)][usize::from(lookup.word)];
                let bits = (word >> lookup.shift) & u64::from(lookup.mask);
                holding &= self.tables[lookup.table as usize + usize::try_from(bits).unwrap_or(0)];
                if holding == 0 {
                    break;
                }
            }
            while holding != 0 {
                let bit = holding.trailing_zeros();
                holding &= holding - 1;
                let index = number * BLOCK + bit as usize;
                if block.undecided >> bit & 1 == 0 || self.holds(index, states) {
                    visit(index);
                }
            }
        }
    }
}

/// Where a field stands: state, word, shift.
type Place = (u8, u8, u8);

/// Prepares up to 64 conditions.
fn block(conditions: &[&Condition], fields: &[Option<Field>], tables: &mut Vec<u64>) -> Block {
    // For each field, by its value, the conditions that it does not rule out.
    let mut allowed: BTreeMap<Place, Vec<u64>> = BTreeMap::new();
    let (mut all, mut undecided) = (0, 0);
    for (bit, condition) in conditions.iter().enumerate() {
        all |= 1 << bit;
        undecided |= u64::from(!is_conjunction(condition)) << bit;
        for (variable, values, side) in condition.conjuncts() {
            let Some(field) = fields[usize::from(variable.0)] else {
                undecided |= 1 << bit;
                continue;
            };
            let by_value = allowed
                .entry((side as u8, field.word, field.shift))
                .or_insert_with(|| vec![u64::MAX; usize::from(field.mask) + 1]);
            for (value, allowed) in (0..=field.mask).zip(by_value) {
                *allowed &= !(u64::from(!values.contains(value)) << bit);
            }
        }
    }
    Block { all, undecided, lookups: lookups(allowed, all, tables) }
}

/// Puts neighbouring fields together into look-ups and makes their tables.
fn lookups(allowed: BTreeMap<Place, Vec<u64>>, all: u64, tables: &mut Vec<u64>) -> Box<[Lookup]> {
    let mut lookups = Vec::new();
    let mut rest: Vec<(Place, Vec<u64>)> = allowed.into_iter().collect();
    while let Some(&((side, word, shift), _)) = rest.first() {
        // How many bits a table has if it reaches to the end of this field.
        let bits = |((its_side, its_word, start), by_value): &(Place, Vec<u64>)| {
            let bits = || u32::from(start - shift) + by_value.len().trailing_zeros();
            ((*its_side, *its_word) == (side, word)).then(bits).filter(|bits| *bits <= TABLE_BITS)
        };
        let bits: Vec<u32> = rest.iter().map_while(bits).collect();
        let mask = bits.last().map_or(0, |bits| (1_u8 << bits) - 1);
        let together: Vec<_> = rest.drain(..bits.len()).collect();
        lookups.push(Lookup { side, word, shift, mask, table: u32::try_from(tables.len()).unwrap_or(u32::MAX) });
        tables.extend((0..=mask).map(|value| {
            together.iter().fold(all, |holding, ((_, _, start), by_value)| {
                holding & by_value[usize::from(value >> (start - shift)) & (by_value.len() - 1)]
            })
        }));
    }
    lookups.into_boxed_slice()
}

/// Whether the tests that a condition needs are all that it says.
fn is_conjunction(condition: &Condition) -> bool {
    match condition {
        Condition::Constant(value) => *value,
        Condition::Test { .. } => true,
        Condition::All(parts) => parts.iter().all(is_conjunction),
        Condition::Not(_) | Condition::Any(_) | Condition::AtLeast(..) => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::program::Field;
    use super::super::{Condition, Side, ValueSet, VariableId};
    use super::Sieve;

    /// Fields of one to six bits, in two words, with and without gaps.
    const FIELDS: [Option<Field>; 7] = [
        Some(Field { word: 0, shift: 0, mask: 0b1 }),
        Some(Field { word: 0, shift: 1, mask: 0b111 }),
        Some(Field { word: 0, shift: 4, mask: 0b11 }),
        Some(Field { word: 0, shift: 6, mask: 0b1 }),
        Some(Field { word: 0, shift: 58, mask: 0b11_1111 }),
        Some(Field { word: 1, shift: 0, mask: 0b1 }),
        Some(Field { word: 1, shift: 3, mask: 0b1111 }),
    ];

    fn conditions() -> impl Strategy<Value = Condition> {
        let side = prop_oneof![Just(Side::Before), Just(Side::Moment), Just(Side::After)];
        let test = (0..7_u16, any::<u64>(), side).prop_map(|(variable, values, side)| Condition::Test {
            variable: VariableId(variable),
            values: ValueSet(values),
            side,
        });
        let leaf = prop_oneof![8 => test, 1 => any::<bool>().prop_map(Condition::Constant)];
        leaf.prop_recursive(3, 12, 3, |inner| {
            let parts = prop::collection::vec(inner.clone(), 0..4);
            prop_oneof![
                4 => parts.clone().prop_map(Condition::All),
                2 => parts.clone().prop_map(Condition::Any),
                1 => (0..4_u8, parts).prop_map(|(count, parts)| Condition::AtLeast(count, parts)),
                1 => inner.prop_map(|part| Condition::Not(Box::new(part))),
            ]
        })
    }

    proptest! {
        /// More than one block, any form of condition, all three states: the sieve finds what each condition says of itself.
        #[test]
        fn the_sieve_finds_the_conditions_that_hold(
            conditions in prop::collection::vec(conditions(), 0..150),
            states in any::<[[u64; 2]; 3]>(),
        ) {
            let [before, moment, after] = &states;
            let value = |variable: VariableId, side: Side| {
                let field = FIELDS[usize::from(variable.0)].unwrap_or_default();
                let word = states[side as usize][usize::from(field.word)] >> field.shift;
                word.to_le_bytes()[0] & field.mask
            };
            let sieve = Sieve::new(&conditions.iter().collect::<Vec<_>>(), &FIELDS);
            let mut found = Vec::new();
            sieve.each([before, moment, after], |index| found.push(index));
            let wanted: Vec<usize> =
                (0..conditions.len()).filter(|index| conditions[*index].evaluate(&value)).collect();
            prop_assert_eq!(&found, &wanted);
            for index in 0..conditions.len() {
                prop_assert_eq!(sieve.holds(index, [before, moment, after]), wanted.contains(&index));
            }
        }
    }
}
