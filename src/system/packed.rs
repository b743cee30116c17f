//! What a transition does to a packed state. When it can happen is not known here.

use super::program::Field;
use super::sieve::Sieve;
use super::{Condition, Effect, Moment, State, Transition};

/// The write of one field, whatever is in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Write {
    word: usize,
    clear: u64,
    set: u64,
}

impl Write {
    pub(super) fn new(field: Field, value: u8) -> Self {
        let clear = u64::from(field.mask) << field.shift;
        Self { word: usize::from(field.word), clear, set: u64::from(value) << field.shift }
    }

    #[inline]
    pub(super) fn apply<const W: usize>(self, words: &mut [u64; W]) {
        words[self.word] = (words[self.word] & !self.clear) | self.set;
    }
}

/// Writes of several fields at once.
#[derive(Debug, Clone, Copy)]
struct Writes<const W: usize> {
    clear: [u64; W],
    set: [u64; W],
}

impl<const W: usize> Writes<W> {
    const NOTHING: Self = Self { clear: [0; W], set: [0; W] };

    /// Adds a write that comes after the others.
    fn push(&mut self, write: Write) {
        self.clear[write.word] |= write.clear;
        write.apply(&mut self.set);
    }

    #[inline]
    fn apply(&self, state: State<W>) -> State<W> {
        State(std::array::from_fn(|word| state.0[word] & !self.clear[word] | self.set[word]))
    }
}

/// Effects that happen one after the other.
#[derive(Debug, Clone)]
struct PackedEffects<const W: usize> {
    /// Those without a condition. They come first: an earlier effect on the same variable would be lost anyway.
    always: Writes<W>,
    conditions: Sieve,
    /// What is set, by the number of the condition.
    writes: Box<[Write]>,
}

impl<const W: usize> PackedEffects<W> {
    /// Effects on variables outside the selection are left out.
    fn new(effects: &[Effect], fields: &[Option<Field>]) -> Self {
        let mut always = Writes::NOTHING;
        let mut conditional: Vec<(&Effect, Write)> = Vec::new();
        for effect in effects {
            let Some(field) = fields[usize::from(effect.variable.0)] else { continue };
            let write = Write::new(field, effect.value);
            if effect.condition == Condition::TRUE {
                conditional.retain(|(earlier, _)| earlier.variable != effect.variable);
                always.push(write);
            } else {
                conditional.push((effect, write));
            }
        }
        let conditions: Vec<&Condition> = conditional.iter().map(|(effect, _)| &effect.condition).collect();
        let writes = conditional.iter().map(|(_, write)| *write).collect();
        Self { always, conditions: Sieve::new(&conditions, fields), writes }
    }

    /// The state with the effects whose condition holds in the states before, at the moment and after.
    #[inline]
    fn apply(&self, state: State<W>, read: [&[u64; W]; 3]) -> State<W> {
        let mut after = self.always.apply(state);
        self.conditions.each(read, |index| self.writes[index].apply(&mut after.0));
        after
    }
}

/// A transition without its guard.
#[derive(Debug, Clone)]
pub(super) struct PackedTransition<const W: usize> {
    own: Writes<W>,
    consequences: PackedEffects<W>,
    monitors: PackedEffects<W>,
}

impl<const W: usize> PackedTransition<W> {
    /// What is set outside the selection, whose variables have no field, is left out.
    pub(super) fn new(transition: &Transition, fields: &[Option<Field>]) -> Self {
        let mut own = Writes::NOTHING;
        for &(variable, value) in &transition.own {
            if let Some(field) = fields[usize::from(variable.0)] {
                own.push(Write::new(field, value));
            }
        }
        Self {
            own,
            consequences: PackedEffects::new(&transition.consequences, fields),
            monitors: PackedEffects::new(&transition.monitors, fields),
        }
    }

    /// The states of its moment.
    #[inline]
    pub(super) fn take(&self, before: State<W>) -> Moment<W> {
        let moment = self.own.apply(before);
        let consequences = self.consequences.apply(moment, [&before.0, &moment.0, &moment.0]);
        let after = self.monitors.apply(consequences, [&before.0, &moment.0, &consequences.0]);
        Moment { before, moment, consequences, after }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::program::Field;
    use super::super::{Condition, Effect, State, VariableId};
    use super::PackedEffects;

    const FIELDS: [Option<Field>; 4] = [
        Some(Field { word: 0, shift: 0, mask: 0b11 }),
        Some(Field { word: 0, shift: 2, mask: 0b11 }),
        Some(Field { word: 1, shift: 0, mask: 0b11 }),
        None,
    ];

    proptest! {
        /// The effects without a condition are taken out of their order; that must not show.
        #[test]
        fn later_effects_win(
            effects in prop::collection::vec((0..4_u16, 0..4_u8, prop::option::of((0..3_u16, 0..4_u8))), 0..12),
            state in any::<[u64; 2]>(),
        ) {
            let value = |words: [u64; 2], variable: VariableId| {
                let field = FIELDS[usize::from(variable.0)].unwrap_or_default();
                (words[usize::from(field.word)] >> field.shift).to_le_bytes()[0] & field.mask
            };
            let effect = |(variable, value, condition): (u16, u8, Option<(u16, u8)>)| Effect {
                condition: condition.map_or(Condition::TRUE, |(read, value)| Condition::is(VariableId(read), value)),
                variable: VariableId(variable),
                value,
            };
            let effects: Vec<Effect> = effects.into_iter().map(effect).collect();
            let mut wanted = state;
            for effect in &effects {
                let Some(field) = FIELDS[usize::from(effect.variable.0)] else { continue };
                if effect.condition.evaluate(&|variable, _| value(state, variable)) {
                    let word = &mut wanted[usize::from(field.word)];
                    *word = *word & !(u64::from(field.mask) << field.shift) | u64::from(effect.value) << field.shift;
                }
            }
            let packed: PackedEffects<2> = PackedEffects::new(&effects, &FIELDS);
            prop_assert_eq!(packed.apply(State(state), [&state; 3]), State(wanted));
        }
    }
}
