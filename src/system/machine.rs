//! The packed machine: a system, or a slice of it, on states of a few machine words. `enabled` and `apply` live here, once.

use hashbrown::HashSet;
use rustc_hash::FxBuildHasher;

use super::packed::{PackedTransition, Write};
use super::program::{Field, Program};
use super::sieve::Sieve;
use super::{Condition, Moment, State, TransitionId, TransitionSystem, VariableId};

/// Words of the widest machine that is built: enough for about a thousand steps.
pub const WORDS_MAX: usize = 32;

/// How many beginnings are found between two questions whether to stop.
const INTERRUPT_EVERY: usize = 4_096;

/// Which part of a system a machine holds. Whoever chooses must close it: what a transition of it reads, for the variables
/// of it that it writes, belongs to it ([`super::cone_of`] does that).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Selection {
    /// Variables, in order.
    pub variables: Vec<VariableId>,
    /// Transitions, in order.
    pub transitions: Vec<TransitionId>,
}

impl Selection {
    /// Everything.
    pub fn whole(system: &TransitionSystem) -> Self {
        let variables =
            (0..system.variables.len()).filter_map(|index| u16::try_from(index).ok().map(VariableId)).collect();
        Self { variables, transitions: system.transition_ids().collect() }
    }

    /// Whether the selection has all that the other has.
    pub fn contains(&self, other: &Self) -> bool {
        let variables = other.variables.iter().all(|variable| self.variables.binary_search(variable).is_ok());
        variables && other.transitions.iter().all(|transition| self.transitions.binary_search(transition).is_ok())
    }

    /// The words that a packed state of it needs.
    pub fn words(&self, system: &TransitionSystem) -> usize {
        layout(system, self).1
    }
}

/// A packed machine.
#[derive(Debug, Clone)]
pub struct Machine<const W: usize> {
    fields: Vec<Option<Field>>,
    ids: Vec<TransitionId>,
    guards: Sieve,
    transitions: Vec<PackedTransition<W>>,
    initial: Vec<State<W>>,
}

/// Assigns fields to variables, wide ones first within each word; gives the fields by variable and the words needed.
fn layout(system: &TransitionSystem, selection: &Selection) -> (Vec<Option<Field>>, usize) {
    let mut fields = vec![None; system.variables.len()];
    let (mut word, mut shift) = (0_usize, 0_u32);
    for &variable in &selection.variables {
        let index = usize::from(variable.0);
        let values = system.variables[index].values.max(2);
        let bits = u8::BITS - (values - 1).leading_zeros();
        if shift + bits > u64::BITS {
            (word, shift) = (word + 1, 0);
        }
        let narrow = |number: u64| u8::try_from(number).unwrap_or(u8::MAX);
        fields[index] =
            Some(Field { word: narrow(word as u64), shift: narrow(u64::from(shift)), mask: narrow((1 << bits) - 1) });
        shift += bits;
    }
    (fields, word + 1)
}

impl<const W: usize> Machine<W> {
    /// Packs a selection of a system.
    ///
    /// # Panics
    /// If the selection needs more than `W` words; see [`Selection::words`].
    pub fn new(system: &TransitionSystem, selection: &Selection) -> Self {
        let mut machine = Self::without_beginnings(system, selection);
        machine.find_beginnings(system, selection, &|| false);
        machine
    }

    /// The same; nothing if it is interrupted before all beginnings are found.
    ///
    /// # Panics
    /// As [`Self::new`] does.
    pub fn unless(
        system: &TransitionSystem,
        selection: &Selection,
        interrupted: &(dyn Fn() -> bool + Sync),
    ) -> Option<Self> {
        let mut machine = Self::without_beginnings(system, selection);
        machine.find_beginnings(system, selection, interrupted).then_some(machine)
    }

    /// The same with one beginning: that of an incident whose predicates have these values, if there is one.
    ///
    /// # Panics
    /// As [`Self::new`] does.
    pub fn of_incident(system: &TransitionSystem, selection: &Selection, predicates: &[bool]) -> Option<Self> {
        let mut machine = Self::without_beginnings(system, selection);
        let facts = system.facts.beginning_with(system, selection, predicates)?;
        machine.initial = vec![machine.beginning(machine.pack_beginning(system).as_ref(), &facts)];
        Some(machine)
    }

    fn without_beginnings(system: &TransitionSystem, selection: &Selection) -> Self {
        let (fields, words) = layout(system, selection);
        assert!(words <= W, "a selection of {words} words does not fit into {W}");
        let transitions = || selection.transitions.iter().map(|id| system.transition(*id));
        let guards: Vec<&Condition> = transitions().map(|transition| &transition.guard).collect();
        Self {
            ids: selection.transitions.clone(),
            guards: Sieve::new(&guards, &fields),
            transitions: transitions().map(|transition| PackedTransition::new(transition, &fields)).collect(),
            fields,
            initial: Vec::new(),
        }
    }

    fn pack_beginning(&self, system: &TransitionSystem) -> Option<PackedTransition<W>> {
        system.beginning.as_ref().map(|beginning| PackedTransition::new(beginning, &self.fields))
    }

    fn beginning(&self, packed: Option<&PackedTransition<W>>, facts: &[(VariableId, u8)]) -> State<W> {
        let mut state = State([0; W]);
        for (variable, value) in facts {
            self.put(&mut state, *variable, *value);
        }
        packed.map_or(state, |beginning| beginning.take(state).after)
    }

    /// Finds all beginnings; false if it was interrupted.
    fn find_beginnings(
        &mut self,
        system: &TransitionSystem,
        selection: &Selection,
        interrupted: &(dyn Fn() -> bool + Sync),
    ) -> bool {
        let beginning = self.pack_beginning(system);
        let mut states: Vec<State<W>> = Vec::new();
        let mut known = HashSet::<State<W>, FxBuildHasher>::default();
        let (mut count, mut complete) = (0_usize, true);
        system.facts.each_beginning(system, selection, &mut |facts| {
            let state = self.beginning(beginning.as_ref(), facts);
            if known.insert(state) {
                states.push(state);
            }
            count += 1;
            complete = !count.is_multiple_of(INTERRUPT_EVERY) || !interrupted();
            complete
        });
        self.initial = states;
        complete
    }

    /// The beginning of a case with these values of fact variables: before anything, and after what the beginning sets off.
    pub fn begin(&self, system: &TransitionSystem, facts: &[(VariableId, u8)]) -> Moment<W> {
        let mut state = State([0; W]);
        for &(variable, value) in facts {
            self.put(&mut state, variable, value);
        }
        match self.pack_beginning(system) {
            Some(beginning) => beginning.take(state),
            None => Moment { before: state, moment: state, consequences: state, after: state },
        }
    }

    /// The states in which a case can begin.
    pub fn initial(&self) -> &[State<W>] {
        &self.initial
    }

    /// How many transitions the machine has. They are numbered from 0.
    pub fn transition_count(&self) -> usize {
        self.transitions.len()
    }

    /// The system's id of a transition of this machine.
    pub fn transition_id(&self, index: usize) -> TransitionId {
        self.ids[index]
    }

    /// The number in this machine of a transition of the system.
    pub fn index_of(&self, id: TransitionId) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }

    /// Whether a transition can happen in a state.
    #[inline]
    pub fn enabled(&self, state: &State<W>, index: usize) -> bool {
        self.guards.holds(index, [&state.0; 3])
    }

    /// Calls `visit` with every transition that can happen in a state, in order; faster than to ask one after the other.
    #[inline]
    pub fn each_enabled(&self, state: &State<W>, visit: impl FnMut(usize)) {
        self.guards.each([&state.0; 3], visit);
    }

    /// The state after a transition that is enabled.
    #[inline]
    pub fn apply(&self, state: State<W>, index: usize) -> State<W> {
        self.transitions[index].take(state).after
    }

    /// All states of the moment at which a transition happens.
    #[inline]
    pub fn moment(&self, state: State<W>, index: usize) -> Moment<W> {
        self.transitions[index].take(state)
    }

    /// The value of a variable; 0 if it is not in the selection.
    #[inline]
    pub fn value(&self, state: &State<W>, variable: VariableId) -> u8 {
        self.fields[usize::from(variable.0)].map_or(0, |field| {
            u8::try_from((state.0[usize::from(field.word)] >> field.shift) & u64::from(field.mask)).unwrap_or(u8::MAX)
        })
    }

    /// Whether a variable belongs to the selection.
    pub fn holds_variable(&self, variable: VariableId) -> bool {
        self.fields[usize::from(variable.0)].is_some()
    }

    /// Sets a variable, if it belongs to the selection.
    pub fn put(&self, state: &mut State<W>, variable: VariableId, value: u8) {
        if let Some(field) = self.fields[usize::from(variable.0)] {
            Write::new(field, value).apply(&mut state.0);
        }
    }

    /// The bits of a variable in a state; all zero if it is not in the selection.
    pub fn bits(&self, variable: VariableId) -> [u64; W] {
        let mut bits = [0; W];
        if let Some(field) = self.fields[usize::from(variable.0)] {
            bits[usize::from(field.word)] = u64::from(field.mask) << field.shift;
        }
        bits
    }

    /// A condition of one state, compiled for this machine.
    pub fn predicate(&self, condition: &Condition) -> Predicate {
        Predicate(Program::new(condition, &self.fields))
    }

    /// The value of a condition of one state.
    #[inline]
    pub fn satisfies(&self, state: &State<W>, predicate: &Predicate) -> bool {
        predicate.0.holds([&state.0; 3])
    }

    /// The value of a condition at a moment.
    pub fn satisfies_at(&self, moment: &Moment<W>, predicate: &Predicate) -> bool {
        predicate.0.holds([&moment.before.0, &moment.moment.0, &moment.consequences.0])
    }
}

/// A condition compiled for one machine.
#[derive(Debug, Clone)]
pub struct Predicate(Program);
