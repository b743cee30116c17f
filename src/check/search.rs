//! The reference search: breadth first, exact states rather than fingerprints, one thread, parents kept.

use std::hash::{Hash, Hasher};

use hashbrown::{HashMap, HashTable};
use rustc_hash::{FxBuildHasher, FxHasher};

use super::graph::{Graph, Limits, Step};
use crate::system::{Liveness, Machine, Moment, Space, State};

/// How many transitions are tried between two questions whether to stop.
const INTERRUPT_EVERY: usize = 1 << 16;

/// How many that are only tried one that happens weighs: its state is reduced and looked up.
const APPLIED: usize = 64;

fn hash<const W: usize>(state: &State<W>) -> u64 {
    let mut hasher = FxHasher::default();
    state.hash(&mut hasher);
    hasher.finish()
}

/// The states that are known, by their index in a list.
struct Known {
    table: HashTable<u32>,
}

impl Known {
    /// The index of a state, and whether it is new.
    fn intern<const W: usize>(&mut self, states: &[State<W>], state: &State<W>) -> (u32, bool) {
        let hash_of = hash(state);
        if let Some(index) = self.table.find(hash_of, |index| states[*index as usize] == *state) {
            return (*index, false);
        }
        let index = u32::try_from(states.len()).unwrap_or(u32::MAX);
        self.table.insert_unique(hash_of, index, |index| hash(&states[*index as usize]));
        (index, true)
    }
}

/// States and what they are reduced to.
pub(super) type Reduced<const W: usize> = HashMap<State<W>, State<W>, FxBuildHasher>;

/// Reduces states, and remembers what it has reduced: many steps lead to the same state.
#[derive(Debug)]
pub(super) struct Reducer<'a, const W: usize> {
    liveness: Option<&'a Liveness<W>>,
    space: Space,
    reduced: Reduced<W>,
}

impl<'a, const W: usize> Reducer<'a, W> {
    pub(super) fn new(liveness: Option<&'a Liveness<W>>) -> Self {
        Self { liveness, space: Space::default(), reduced: HashMap::default() }
    }

    /// The reduced state.
    pub(super) fn reduce(&mut self, state: State<W>) -> State<W> {
        let Some(liveness) = self.liveness else { return state };
        *self.reduced.entry(state).or_insert_with(|| liveness.reduce(state, &mut self.space))
    }

    /// All that was reduced.
    pub(super) fn into_reduced(self) -> Reduced<W> {
        self.reduced
    }
}

/// Explores a machine. `observe` sees every moment: the number of the transition and the states around it.
pub fn explore<const W: usize>(
    machine: &Machine<W>,
    liveness: Option<&Liveness<W>>,
    limits: Limits<'_>,
    observe: impl FnMut(usize, &Moment<W>),
) -> Graph<W> {
    explore_reducing(machine, &mut Reducer::new(liveness), limits, observe)
}

/// The same, with what was reduced kept for others.
pub(super) fn explore_reducing<const W: usize>(
    machine: &Machine<W>,
    reducer: &mut Reducer<'_, W>,
    limits: Limits<'_>,
    mut observe: impl FnMut(usize, &Moment<W>),
) -> Graph<W> {
    let beginnings: Vec<(State<W>, State<W>)> =
        machine.initial().iter().map(|state| (*state, reducer.reduce(*state))).collect();
    explore_moves(beginnings, limits, |state, emit| {
        for transition in 0..machine.transition_count() {
            if machine.enabled(state, transition) {
                let moment = machine.moment(*state, transition);
                observe(transition, &moment);
                emit(u16::try_from(transition).unwrap_or(u16::MAX), reducer.reduce(moment.after));
            }
        }
    })
}

/// Explores whatever `moves` gives: the numbers of the moves of a state, and where they lead. `beginnings` are states as they
/// begin and as they are explored.
pub(super) fn explore_moves<const W: usize>(
    beginnings: impl IntoIterator<Item = (State<W>, State<W>)>,
    limits: Limits<'_>,
    mut moves: impl FnMut(&State<W>, &mut dyn FnMut(u16, State<W>)),
) -> Graph<W> {
    let mut graph = Graph::new();
    let mut known = Known { table: HashTable::new() };
    for (number, (state, explored)) in beginnings.into_iter().enumerate() {
        if number % INTERRUPT_EVERY == INTERRUPT_EVERY - 1 && (limits.interrupted)() {
            graph.initial_count = graph.states.len();
            return graph;
        }
        let (index, new) = known.intern(&graph.states, &explored);
        if new {
            graph.beginnings.push(state);
            graph.push_state(explored, index, 0);
        }
    }
    graph.initial_count = graph.states.len();
    let (mut next, mut tried) = (0, INTERRUPT_EVERY);
    while next < graph.states.len() {
        if graph.states.len() > limits.states_max {
            return graph;
        }
        tried += 1;
        if tried >= INTERRUPT_EVERY {
            tried = 0;
            if (limits.interrupted)() {
                return graph;
            }
        }
        let state = graph.states[next];
        let from = u32::try_from(next).unwrap_or(u32::MAX);
        moves(&state, &mut |number, after| {
            tried += APPLIED;
            let (target, new) = known.intern(&graph.states, &after);
            if new {
                graph.push_state(after, from, number);
            }
            graph.push_step(Step { transition: number, target });
        });
        graph.close_state();
        next += 1;
    }
    graph.complete = true;
    graph
}
