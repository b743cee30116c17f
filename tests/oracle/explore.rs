//! Breadth-first exploration of every reachable state, with the latches of chosen invariants carried along.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use duecourse::syntax::tree::{Check, Invariant, Procedure};

use super::interpret::{Beginning, beginnings, moments};
use super::monitor::{Reading, Scene, read};
use super::state::{Case, Move, Promise};

/// Latches of the watched invariants, by id.
pub type Latches = BTreeMap<String, bool>;

/// A reachable state.
#[derive(Debug, Clone)]
pub struct Node {
    /// The case.
    pub case: Case,
    /// The latches.
    pub latches: Latches,
    /// Moves from the nearest initial state.
    pub distance: usize,
}

/// A move between reachable states.
#[derive(Debug, Clone)]
pub struct Edge {
    /// From this node.
    pub from: usize,
    /// To this node.
    pub to: usize,
    /// The move.
    pub made: Move,
    /// Its label.
    pub label: String,
    /// What promises it.
    pub promise: Promise,
    /// Invariants whose pending response it discharges.
    pub discharges: BTreeSet<String>,
}

/// All that can be reached.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// States.
    pub nodes: Vec<Node>,
    /// Transitions.
    pub edges: Vec<Edge>,
    /// For each watched invariant that is struck, the fewest moves until it is. For a safety rule that is its shortest
    /// violation, for `possible` the shortest witness; 0 is the beginning.
    pub struck: BTreeMap<String, usize>,
    /// Watched invariants whose trigger came up.
    pub reached: BTreeSet<String>,
    /// For `not both X and Y`: those whose Y held in some state.
    pub second_reached: BTreeSet<String>,
}

impl Graph {
    /// The labels of all moves that ever happen.
    pub fn labels(&self) -> BTreeSet<String> {
        self.edges.iter().map(|edge| edge.label.clone()).collect()
    }

    /// How many states there are.
    pub fn states(&self) -> usize {
        self.nodes.len()
    }

    /// How many transitions there are. A state has at most one transition with a given label.
    pub fn transitions(&self) -> usize {
        self.edges.len()
    }

    /// The fewest moves to a violation of any watched safety rule.
    pub fn shortest_violation(&self, watched: &[&Invariant]) -> Option<usize> {
        let safety = watched.iter().filter(|invariant| is_safety(&invariant.check.value));
        safety.filter_map(|invariant| self.struck.get(invariant.id.text()).copied()).min()
    }
}

/// Patterns that one finite run can break.
pub fn is_safety(check: &Check) -> bool {
    matches!(
        check,
        Check::Precedence { .. }
            | Check::When(..)
            | Check::Always(_)
            | Check::Never(_)
            | Check::NotBoth(..)
            | Check::OnceAlways(..)
            | Check::AtMostOnce { .. }
    )
}

/// Explores from every initial case; `None` if there are more than `limit` states.
pub fn explore(procedure: &Procedure, watched: &[&Invariant], limit: usize) -> Option<Graph> {
    explore_from(procedure, &beginnings(procedure), watched, limit)
}

/// Explores from these beginnings only.
pub fn explore_from(procedure: &Procedure, from: &[Beginning], watched: &[&Invariant], limit: usize) -> Option<Graph> {
    let mut graph = Graph::default();
    let mut index: BTreeMap<(Case, Latches), usize> = BTreeMap::new();
    let mut queue: VecDeque<usize> = VecDeque::new();
    for beginning in from {
        let none: Latches = watched.iter().map(|invariant| (invariant.id.value.clone(), false)).collect();
        let scene =
            Scene { procedure, before: &beginning.before, happened: &beginning.happened, after: &beginning.after };
        let (latches, _) = graph.watch(watched, &none, scene, 0);
        graph.node(&mut index, &mut queue, (beginning.after.clone(), latches), 0);
    }
    while let Some(here) = queue.pop_front() {
        if graph.nodes.len() > limit {
            return None;
        }
        let Node { case, latches, distance } = graph.nodes[here].clone();
        for moment in moments(procedure, &case) {
            let scene = Scene { procedure, before: &case, happened: &moment.happened, after: &moment.after };
            let (after, discharges) = graph.watch(watched, &latches, scene, distance + 1);
            let there = graph.node(&mut index, &mut queue, (moment.after, after), distance + 1);
            let label = moment.made.label();
            graph.edges.push(Edge {
                from: here,
                to: there,
                made: moment.made,
                label,
                promise: moment.promise,
                discharges,
            });
        }
    }
    (graph.nodes.len() <= limit).then_some(graph)
}

impl Graph {
    /// The node of this state, new if it was not met before.
    fn node(
        &mut self,
        index: &mut BTreeMap<(Case, Latches), usize>,
        queue: &mut VecDeque<usize>,
        state: (Case, Latches),
        distance: usize,
    ) -> usize {
        if let Some(known) = index.get(&state) {
            return *known;
        }
        let new = self.nodes.len();
        index.insert(state.clone(), new);
        self.nodes.push(Node { case: state.0, latches: state.1, distance });
        queue.push_back(new);
        new
    }

    /// Lets every watched invariant read a moment; gives the new latches and the responses that were discharged.
    fn watch(
        &mut self,
        watched: &[&Invariant],
        latches: &Latches,
        scene: Scene<'_>,
        distance: usize,
    ) -> (Latches, BTreeSet<String>) {
        let mut after = Latches::new();
        let mut discharges = BTreeSet::new();
        for invariant in watched {
            let id = invariant.id.value.clone();
            let Reading { latch, struck, reached, discharged } =
                read(invariant, latches.get(&id).copied().unwrap_or(false), scene);
            if struck {
                let shortest = self.struck.entry(id.clone()).or_insert(distance);
                *shortest = distance.min(*shortest);
            }
            if reached {
                self.reached.insert(id.clone());
            }
            if let Check::NotBoth(_, second) = &invariant.check.value
                && super::expression::holds(scene.procedure, scene.after, second)
            {
                self.second_reached.insert(id.clone());
            }
            if discharged {
                discharges.insert(id.clone());
            }
            after.insert(id, latch);
        }
        (after, discharges)
    }
}
