//! Conditions as branching programs over packed words: a row of tests, each with a place to go on to if it holds and another if not.
//!
//! No recursion, no allocation, no name at run time. A condition of n tests becomes n tests (`at least k of n` becomes k rows).

use super::machine::Field;
use super::{Condition, VariableId};

/// Where a program stops with true or with false.
const ACCEPT: u16 = u16::MAX;
const REJECT: u16 = u16::MAX - 1;

/// One test: a field of a word of one of the three states.
#[derive(Debug, Clone, Copy)]
struct Test {
    side: u8,
    word: u8,
    shift: u8,
    mask: u8,
    values: u64,
    then: u16,
    otherwise: u16,
}

/// A compiled condition.
#[derive(Debug, Clone)]
pub(super) struct Program {
    start: u16,
    tests: Box<[Test]>,
}

impl Program {
    /// Compiles a condition. Every variable that it reads must have a field.
    pub(super) fn new(condition: &Condition, fields: &[Option<Field>]) -> Self {
        let mut builder = Builder { tests: Vec::new(), fields };
        let start = builder.build(condition, ACCEPT, REJECT);
        Self { start, tests: builder.tests.into_boxed_slice() }
    }

    /// Whether it holds in every state.
    pub(super) fn is_true(&self) -> bool {
        self.start == ACCEPT
    }

    /// Its value in the states before, at the moment and after.
    #[inline]
    pub(super) fn holds<const W: usize>(&self, states: [&[u64; W]; 3]) -> bool {
        let mut next = self.start;
        while let Some(test) = self.tests.get(usize::from(next)) {
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
    fn build(&mut self, condition: &Condition, then: u16, otherwise: u16) -> u16 {
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
                u16::try_from(self.tests.len() - 1).unwrap_or(REJECT)
            }
        }
    }

    /// Row `needed` at part `i` knows that so many more are needed of the parts from `i` on.
    fn at_least(&mut self, count: u8, parts: &[Condition], then: u16, otherwise: u16) -> u16 {
        let count = usize::from(count);
        let mut next: Vec<u16> = (0..=count).map(|needed| if needed == 0 { then } else { otherwise }).collect();
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
