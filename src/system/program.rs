//! Conditions as branching programs over packed words: a row of tests, each with a place to go on to if it holds and another if not.
//!
//! No recursion, no allocation, no name at run time. A condition of n tests becomes n tests (`at least k of n` becomes k rows);
//! [`Condition::tests`] counts them beforehand, and whoever compiles a system refuses conditions of many thousands.

use super::{Condition, VariableId};

/// Where a variable stands in a packed state. A field never crosses words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Field {
    pub(super) word: u8,
    pub(super) shift: u8,
    pub(super) mask: u8,
}

/// Where a program stops with true or with false.
const ACCEPT: u32 = u32::MAX;
const REJECT: u32 = u32::MAX - 1;

/// One test: a field of a word of one of the three states.
#[derive(Debug, Clone, Copy)]
struct Test {
    side: u8,
    word: u8,
    shift: u8,
    mask: u8,
    values: u64,
    then: u32,
    otherwise: u32,
}

/// A compiled condition.
#[derive(Debug, Clone)]
pub(super) struct Program {
    start: u32,
    tests: Box<[Test]>,
}

impl Program {
    /// Compiles a condition. Every variable that it reads must have a field.
    pub(super) fn new(condition: &Condition, fields: &[Option<Field>]) -> Self {
        let mut builder = Builder { tests: Vec::new(), fields };
        let start = builder.build(condition, ACCEPT, REJECT);
        Self { start, tests: builder.tests.into_boxed_slice() }
    }

    /// Its value in the states before, at the moment and after.
    #[inline]
    pub(super) fn holds<const W: usize>(&self, states: [&[u64; W]; 3]) -> bool {
        let mut next = self.start;
        while let Some(test) = self.tests.get(next as usize) {
            let value = (states[usize::from(test.side)][usize::from(test.word)] >> test.shift) & u64::from(test.mask);
            next = if test.values >> value & 1 == 1 { test.then } else { test.otherwise };
        }
        next == ACCEPT
    }
}

struct Builder<'a> {
    tests: Vec<Test>,
    fields: &'a [Option<Field>],
}

impl Builder<'_> {
    /// Adds the tests of a condition so that it goes on to `then` or `otherwise`; gives the place to start at.
    /// Built back to front: what follows exists before what leads to it.
    fn build(&mut self, condition: &Condition, then: u32, otherwise: u32) -> u32 {
        match condition {
            Condition::Constant(true) => then,
            Condition::Constant(false) => otherwise,
            Condition::Not(inner) => self.build(inner, otherwise, then),
            Condition::All(parts) => parts.iter().rev().fold(then, |then, part| self.build(part, then, otherwise)),
            Condition::Any(parts) => {
                parts.iter().rev().fold(otherwise, |otherwise, part| self.build(part, then, otherwise))
            }
            Condition::AtLeast(count, parts) => self.at_least(*count, parts, then, otherwise),
            Condition::Test { variable, values, side } => {
                let field = self.field(*variable);
                let test = Test {
                    side: *side as u8,
                    word: field.word,
                    shift: field.shift,
                    mask: field.mask,
                    values: values.0,
                    then,
                    otherwise,
                };
                self.tests.push(test);
                u32::try_from(self.tests.len() - 1).unwrap_or(REJECT)
            }
        }
    }

    /// Row `needed` at part `i` knows that so many more are needed of the parts from `i` on.
    fn at_least(&mut self, count: u8, parts: &[Condition], then: u32, otherwise: u32) -> u32 {
        let count = usize::from(count);
        let mut next: Vec<u32> = (0..=count).map(|needed| if needed == 0 { then } else { otherwise }).collect();
        for part in parts.iter().rev() {
            let mut row = vec![then];
            for needed in 1..=count {
                row.push(self.build(part, next[needed - 1], next[needed]));
            }
            next = row;
        }
        next[count]
    }

    fn field(&self, variable: VariableId) -> Field {
        let field = self.fields.get(usize::from(variable.0)).copied().flatten();
        debug_assert!(field.is_some(), "a condition reads variable {variable:?}, which is not in the slice");
        field.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Field, Program};
    use crate::system::{Condition, VariableId};

    /// More tests than 16 bits can number.
    const MANY: usize = 70_000;

    #[test]
    fn very_long_conditions_keep_their_value() {
        let fields = [Some(Field { word: 0, shift: 0, mask: 1 })];
        let one = || Condition::is(VariableId(0), 1);
        let either = || Condition::Any(vec![one(), Condition::is(VariableId(0), 0)]);
        let cases = [
            (Condition::All((0..MANY).map(|_| one()).collect()), [false, true]),
            (Condition::Any((0..MANY).map(|_| one()).collect()), [false, true]),
            (Condition::All((0..MANY / 2).map(|_| either()).collect()), [true, true]),
            (Condition::AtLeast(2, (0..MANY / 2).map(|_| one()).collect()), [false, true]),
        ];
        for (condition, wanted) in cases {
            let program = Program::new(&condition, &fields);
            assert_eq!(program.tests.len() as u64, condition.tests());
            for (value, wanted) in (0_u64..).zip(wanted) {
                assert_eq!(program.holds([&[value]; 3]), wanted, "{} tests at {value}", condition.tests());
            }
        }
    }
}
