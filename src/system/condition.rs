//! Conditions over variables.

use super::VariableId;

/// A set of values of one variable, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueSet(pub u64);

impl ValueSet {
    /// One value.
    pub fn one(value: u8) -> Self {
        Self(1 << value)
    }

    /// Whether a value is in the set.
    pub fn contains(self, value: u8) -> bool {
        self.0 >> value & 1 == 1
    }
}

/// Which state a test reads, for conditions at the moment of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The state before the step.
    Before = 0,
    /// The state with the step itself done, before its consequences.
    Moment = 1,
    /// The state after its consequences.
    After = 2,
}

/// A condition. Of a single state, all its tests read [`Side::Before`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// Always or never.
    Constant(bool),
    /// The variable has one of these values.
    Test {
        /// Which variable.
        variable: VariableId,
        /// Which values.
        values: ValueSet,
        /// In which state.
        side: Side,
    },
    /// Negation.
    Not(Box<Condition>),
    /// Conjunction.
    All(Vec<Condition>),
    /// Disjunction.
    Any(Vec<Condition>),
    /// At least so many of these.
    AtLeast(u8, Vec<Condition>),
}

impl Condition {
    /// Always true.
    pub const TRUE: Self = Self::Constant(true);
    /// Never true.
    pub const FALSE: Self = Self::Constant(false);

    /// The variable has this value.
    pub fn is(variable: VariableId, value: u8) -> Self {
        Self::Test { variable, values: ValueSet::one(value), side: Side::Before }
    }

    /// The conjunction, simplified.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::all(vec![self, other])
    }

    /// The disjunction, simplified.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self::any(vec![self, other])
    }

    /// The conjunction of many, simplified.
    pub fn all(parts: Vec<Self>) -> Self {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Self::Constant(true) => {}
                Self::Constant(false) => return Self::FALSE,
                Self::All(inner) => kept.extend(inner),
                other => kept.push(other),
            }
        }
        match kept.len() {
            0 => Self::TRUE,
            1 => kept.swap_remove(0),
            _ => Self::All(kept),
        }
    }

    /// The disjunction of many, simplified.
    pub fn any(parts: Vec<Self>) -> Self {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Self::Constant(false) => {}
                Self::Constant(true) => return Self::TRUE,
                Self::Any(inner) => kept.extend(inner),
                other => kept.push(other),
            }
        }
        match kept.len() {
            0 => Self::FALSE,
            1 => kept.swap_remove(0),
            _ => Self::Any(kept),
        }
    }

    /// The negation, simplified.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::Constant(value) => Self::Constant(!value),
            Self::Not(inner) => *inner,
            // Of a single test the negation is a test too: whoever looks for what a guard needs finds it.
            Self::Test { variable, values, side } => Self::Test { variable, values: ValueSet(!values.0), side },
            other => Self::Not(Box::new(other)),
        }
    }

    /// The same condition, every test reading another state.
    #[must_use]
    pub fn at(&self, side: Side) -> Self {
        match self {
            Self::Constant(value) => Self::Constant(*value),
            Self::Test { variable, values, .. } => Self::Test { variable: *variable, values: *values, side },
            Self::Not(inner) => Self::Not(Box::new(inner.at(side))),
            Self::All(parts) => Self::All(parts.iter().map(|part| part.at(side)).collect()),
            Self::Any(parts) => Self::Any(parts.iter().map(|part| part.at(side)).collect()),
            Self::AtLeast(count, parts) => Self::AtLeast(*count, parts.iter().map(|part| part.at(side)).collect()),
        }
    }

    /// Calls `visit` for every test.
    pub fn each_test(&self, visit: &mut impl FnMut(VariableId, ValueSet, Side)) {
        match self {
            Self::Constant(_) => {}
            Self::Test { variable, values, side } => visit(*variable, *values, *side),
            Self::Not(inner) => inner.each_test(visit),
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(_, parts) => {
                for part in parts {
                    part.each_test(visit);
                }
            }
        }
    }

    /// How many tests it has once it is compiled: each part of `at least k of n` counts k times.
    pub fn tests(&self) -> u64 {
        let sum = |parts: &[Self]| parts.iter().map(Self::tests).fold(0, u64::saturating_add);
        match self {
            Self::Constant(_) => 0,
            Self::Test { .. } => 1,
            Self::Not(inner) => inner.tests(),
            Self::All(parts) | Self::Any(parts) => sum(parts),
            Self::AtLeast(count, parts) => sum(parts).saturating_mul(u64::from(*count)),
        }
    }

    /// The variables that it reads, each once, in order.
    pub fn variables(&self) -> Vec<VariableId> {
        let mut variables = Vec::new();
        self.each_test(&mut |variable, _, _| variables.push(variable));
        variables.sort_unstable();
        variables.dedup();
        variables
    }

    /// Its value when `value` gives the value of each variable in each state.
    pub fn evaluate(&self, value: &impl Fn(VariableId, Side) -> u8) -> bool {
        match self {
            Self::Constant(constant) => *constant,
            Self::Test { variable, values, side } => values.contains(value(*variable, *side)),
            Self::Not(inner) => !inner.evaluate(value),
            Self::All(parts) => parts.iter().all(|part| part.evaluate(value)),
            Self::Any(parts) => parts.iter().any(|part| part.evaluate(value)),
            Self::AtLeast(count, parts) => {
                parts.iter().filter(|part| part.evaluate(value)).count() >= usize::from(*count)
            }
        }
    }

    /// Single tests that all have to hold for the condition to hold, each with the state that it reads. Of a disjunction these are the
    /// tests that every part needs in some form.
    pub fn conjuncts(&self) -> Vec<(VariableId, ValueSet, Side)> {
        match self {
            Self::Test { variable, values, side } => vec![(*variable, *values, *side)],
            Self::All(parts) => parts.iter().flat_map(Self::conjuncts).collect(),
            Self::Any(parts) => {
                let parts = parts.iter().filter(|part| **part != Self::FALSE);
                parts.map(Self::conjuncts).reduce(|one, other| needed_by_either(&one, &other)).unwrap_or_default()
            }
            Self::Constant(_) | Self::Not(_) | Self::AtLeast(..) => Vec::new(),
        }
    }

    /// The same for a condition of one state.
    pub fn conjunct_tests(&self) -> Vec<(VariableId, ValueSet)> {
        let tests = self.conjuncts().into_iter().filter(|(_, _, side)| *side == Side::Before);
        tests.map(|(variable, values, _)| (variable, values)).collect()
    }
}

/// Tests that hold whenever those of one list or those of another hold.
fn needed_by_either(
    one: &[(VariableId, ValueSet, Side)],
    other: &[(VariableId, ValueSet, Side)],
) -> Vec<(VariableId, ValueSet, Side)> {
    let with = |(variable, values, side): &(VariableId, ValueSet, Side)| {
        let same = other.iter().find(|(tested, _, read)| tested == variable && read == side);
        same.map(|(_, more, _)| (*variable, ValueSet(values.0 | more.0), *side))
    };
    one.iter().filter_map(with).filter(|(_, values, _)| values.0 != u64::MAX).collect()
}
