//! Conditions over facts alone: which facts they read, and how people read them. Where they hold is found in `combinations`.

use crate::syntax::tree::Fact;

/// A condition over facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FactCondition {
    /// The fact has one of these values (bits).
    Is {
        fact: usize,
        values: u64,
    },
    Not(Box<FactCondition>),
    All(Vec<FactCondition>),
    Any(Vec<FactCondition>),
    AtLeast(u8, Vec<FactCondition>),
}

impl FactCondition {
    /// Marks the facts that it reads.
    pub(super) fn reads(&self, read: &mut [bool]) {
        match self {
            Self::Is { fact, .. } => read[*fact] = true,
            Self::Not(inner) => inner.reads(read),
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(_, parts) => {
                for part in parts {
                    part.reads(read);
                }
            }
        }
    }
}

/// The condition in words.
pub(super) fn describe(predicate: &FactCondition, facts: &[Fact]) -> String {
    let joined = |parts: &[FactCondition], joint: &str| {
        parts.iter().map(|part| format!("({})", describe(part, facts))).collect::<Vec<_>>().join(joint)
    };
    match predicate {
        FactCondition::Is { fact, values } => {
            let fact = &facts[*fact];
            let named: Vec<&str> = fact
                .values
                .iter()
                .enumerate()
                .filter(|(at, _)| values >> at & 1 == 1)
                .map(|(_, value)| value.text())
                .collect();
            format!("{} is {}", fact.id.value, named.join(" or "))
        }
        FactCondition::Not(inner) => format!("not ({})", describe(inner, facts)),
        FactCondition::All(parts) => joined(parts, " and "),
        FactCondition::Any(parts) => joined(parts, " or "),
        FactCondition::AtLeast(count, parts) => format!("at least {count} of {}", joined(parts, ", ")),
    }
}
