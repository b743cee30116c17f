//! The graph of all reachable states of a machine.

use crate::system::State;

/// One step of a graph: which transition, to which state. Packed into six bytes, since there are many more steps than states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(Rust, packed(2))]
pub struct Step {
    /// The number of the transition in the machine.
    pub transition: u16,
    /// The index of the state that it leads to.
    pub target: u32,
}

/// When a search stops before it is complete.
#[derive(Clone, Copy)]
pub struct Limits<'a> {
    /// Most states of one search.
    pub states_max: usize,
    /// Asked now and then; true stops the search.
    pub interrupted: &'a (dyn Fn() -> bool + Sync),
}

impl std::fmt::Debug for Limits<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Limits").field("states_max", &self.states_max).finish_non_exhaustive()
    }
}

/// All reachable states in the order of their distance from a beginning, and all steps between them.
#[derive(Debug, Clone)]
pub struct Graph<const W: usize> {
    /// The states. The first ones are the beginnings.
    pub states: Vec<State<W>>,
    /// How many states are beginnings.
    pub initial_count: usize,
    /// For each beginning: a state in which the machine begins, before it was reduced.
    pub beginnings: Vec<State<W>>,
    /// For each state: the step back to the state from which it was reached first. Beginnings lead to themselves.
    parents: Vec<Step>,
    /// Where the steps of each state begin in `steps`; one entry more than there are states.
    offsets: Vec<u32>,
    steps: Vec<Step>,
    /// Whether every state was explored.
    pub complete: bool,
}

impl<const W: usize> Graph<W> {
    pub(super) fn new() -> Self {
        Self {
            states: Vec::new(),
            initial_count: 0,
            beginnings: Vec::new(),
            parents: Vec::new(),
            offsets: vec![0],
            steps: Vec::new(),
            complete: false,
        }
    }

    pub(super) fn push_state(&mut self, state: State<W>, parent: u32, transition: u16) {
        self.states.push(state);
        self.parents.push(Step { transition, target: parent });
    }

    pub(super) fn push_step(&mut self, step: Step) {
        self.steps.push(step);
    }

    /// Notes that all steps of the next state have been added.
    pub(super) fn close_state(&mut self) {
        self.offsets.push(u32::try_from(self.steps.len()).unwrap_or(u32::MAX));
    }

    /// The steps of a state; none if it was not explored.
    #[inline]
    pub fn steps(&self, state: u32) -> &[Step] {
        &self.steps[self.step_indices(state)]
    }

    /// The places of the steps of a state among all steps; none if it was not explored.
    #[inline]
    pub(super) fn step_indices(&self, state: u32) -> std::ops::Range<usize> {
        let at = state as usize;
        match (self.offsets.get(at), self.offsets.get(at + 1)) {
            (Some(from), Some(to)) => *from as usize..*to as usize,
            _ => 0..0,
        }
    }

    /// How many steps there are between all states.
    pub fn step_count(&self) -> usize {
        self.steps.len()
    }

    /// All state indices.
    pub fn indices(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.states.len()).unwrap_or(u32::MAX)
    }

    /// A shortest way from a beginning to a state: the beginning, and the transitions.
    pub fn path(&self, state: u32) -> (u32, Vec<u16>) {
        let mut path = Vec::new();
        let mut at = state;
        while at as usize >= self.initial_count {
            let back = self.parents[at as usize];
            path.push(back.transition);
            at = back.target;
        }
        path.reverse();
        (at, path)
    }

    /// The number of steps of a shortest way to each state. States come in this order, so the numbers never fall.
    pub fn depth(&self, state: u32) -> usize {
        self.path(state).1.len()
    }

    /// The steps that lead to each state, as (state, transition), in the order of states.
    pub(super) fn predecessors(&self) -> Vec<Vec<u32>> {
        let mut predecessors = vec![Vec::new(); self.states.len()];
        for state in self.indices() {
            for step in self.steps(state) {
                predecessors[step.target as usize].push(state);
            }
        }
        predecessors
    }
}
