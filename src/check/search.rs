//! The reference search: breadth first, exact states rather than fingerprints, one thread, parents kept.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::graph::{Graph, Limits, Step};
use super::known::Known;
use crate::system::{Liveness, Machine, Moment, Space, State};

/// How many transitions are tried between two questions whether to stop.
const INTERRUPT_EVERY: usize = 1 << 16;

/// How many that are only tried one that happens weighs: its state is reduced and looked up.
const APPLIED: usize = 64;

/// How many states of a machine are explored together. With millions of states almost every question whether one is known waits for memory that is
/// in no cache. Asked one right after the other, the questions do not depend on each other, and their waits overlap: a search of ten million states
/// takes three quarters of the time.
const TOGETHER: usize = 8;

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
    #[inline]
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
    explore_into(beginnings, limits, TOGETHER, |state, found| {
        machine.each_enabled(state, |transition| {
            let moment = machine.moment(*state, transition);
            observe(transition, &moment);
            found.push((u16::try_from(transition).unwrap_or(u16::MAX), reducer.reduce(moment.after)));
        });
    })
}

/// Explores whatever `moves` gives: the numbers of the moves of a state, and where they lead. `beginnings` are states as they
/// begin and as they are explored. `moves` is asked about each explored state once, in their order, and about no other.
pub(super) fn explore_moves<const W: usize>(
    beginnings: impl IntoIterator<Item = (State<W>, State<W>)>,
    limits: Limits<'_>,
    mut moves: impl FnMut(&State<W>, &mut dyn FnMut(u16, State<W>)),
) -> Graph<W> {
    explore_into(beginnings, limits, 1, |state, found| moves(state, &mut |number, after| found.push((number, after))))
}

/// The same, where the moves are put into a list, and so many states are explored together. If a limit ends the search, `moves` may have been
/// asked about some of them in vain.
fn explore_into<const W: usize>(
    beginnings: impl IntoIterator<Item = (State<W>, State<W>)>,
    limits: Limits<'_>,
    together: usize,
    mut moves: impl FnMut(&State<W>, &mut Vec<(u16, State<W>)>),
) -> Graph<W> {
    let mut graph = Graph::new();
    let mut known = Known::new();
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
    let (mut found, mut ends) = (Vec::new(), Vec::new());
    let (mut next, mut tried) = (0, INTERRUPT_EVERY);
    while next < graph.states.len() {
        tried += together;
        if tried >= INTERRUPT_EVERY {
            tried = 0;
            if (limits.interrupted)() {
                return graph;
            }
        }
        found.clear();
        ends.clear();
        for state in graph.states[next..].iter().take(together) {
            moves(state, &mut found);
            ends.push(found.len());
        }
        tried += found.len() * APPLIED;
        let mut begin = 0;
        for end in &ends {
            if graph.states.len() > limits.states_max {
                return graph;
            }
            let from = u32::try_from(next).unwrap_or(u32::MAX);
            for (transition, after) in &found[begin..*end] {
                let (target, new) = known.intern(&graph.states, after);
                if new {
                    graph.push_state(*after, from, *transition);
                }
                graph.push_step(Step { transition: *transition, target });
            }
            graph.close_state();
            next += 1;
            begin = *end;
        }
    }
    graph.complete = true;
    graph
}
