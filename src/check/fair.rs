//! Runs that fairness allows: strongly connected components of a graph in which no promise is broken.
//!
//! Every state may pause, so every state alone is a component too. Strong fairness is decided by the recursion of Emerson
//! and Lei (1987) for Streett conditions: a component in which a promise is called on but not kept cannot be stayed in; the states that call
//! on it are taken out, and what is left falls into smaller components.

use super::graph::{Graph, Step};

/// A promise: if one of these transitions can happen again and again, one of them happens again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Promise {
    /// Transition numbers.
    pub(super) transitions: Vec<u16>,
}

/// Promises, by their transitions. A transition belongs to one promise at most.
struct Promises<'a> {
    all: &'a [Promise],
    /// For each transition, the index of its promise.
    of: Vec<Option<u32>>,
}

impl<'a> Promises<'a> {
    fn new(all: &'a [Promise]) -> Self {
        let mut of: Vec<Option<u32>> = Vec::new();
        for (index, promise) in (0_u32..).zip(all) {
            for transition in promise.transitions.iter().map(|transition| usize::from(*transition)) {
                of.resize(of.len().max(transition + 1), None);
                debug_assert!(of[transition].is_none(), "a transition of two promises");
                of[transition] = Some(index);
            }
        }
        Self { all, of }
    }

    fn of(&self, transition: u16) -> Option<u32> {
        self.of.get(usize::from(transition)).copied().flatten()
    }

    fn transitions(&self, promise: u32) -> &'a [u16] {
        self.all.get(promise as usize).map_or(&[], |promise| &promise.transitions)
    }
}

/// Components of a graph, one after the other: there can be as many as states, most of them of one state.
#[derive(Debug, Default)]
pub(super) struct Components {
    members: Vec<u32>,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Components {
    /// The states of each component, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u32]> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        begins.zip(&self.ends).map(|(begin, end)| &self.members[begin..*end])
    }
}

/// What kind of fairness is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strength {
    /// Enabled again and again: taken again and again.
    Strong,
    /// Enabled from some point on without a break: taken again and again.
    Weak,
}

/// A part of a graph: which states, and which steps of them.
pub(super) struct Region<'a, const W: usize> {
    pub(super) graph: &'a Graph<W>,
    /// Whether a state belongs to the region.
    pub(super) states: &'a [bool],
    /// Whether a step of a state (its transition) may be taken in the region.
    pub(super) allowed: &'a dyn Fn(u32, u16) -> bool,
    /// Whether a transition that is enabled in a state counts as called on there.
    pub(super) called: &'a dyn Fn(u32, u16) -> bool,
}

impl<const W: usize> Region<'_, W> {
    /// All components, maximal among the fair ones, in the order of their first state. Each is sorted.
    pub(super) fn fair_components(&self, promises: &[Promise], strength: Strength) -> Vec<Vec<u32>> {
        let promises = &Promises::new(promises);
        let mut fair = Vec::new();
        let all: Vec<u32> = self.graph.indices().filter(|state| self.states[*state as usize]).collect();
        let mut member = vec![0_u32; self.graph.states.len()];
        let mut stamp = 0;
        let mut space = Space::new(self.graph.states.len());
        let mut work = vec![all];
        while let Some(states) = work.pop() {
            stamp += 1;
            for state in &states {
                member[*state as usize] = stamp;
            }
            for component in self.components(&states, &member, stamp, &mut space).iter() {
                if let [alone] = component {
                    // Most components are of one state, which either may be stayed in or falls away.
                    if self.may_stop(*alone, promises) {
                        fair.push(vec![*alone]);
                    }
                    continue;
                }
                let offending = self.offending(component, promises, strength);
                if offending.is_empty() {
                    fair.push(component.to_vec());
                } else if strength == Strength::Strong {
                    let rest: Vec<u32> =
                        component.iter().copied().filter(|state| offending.binary_search(state).is_err()).collect();
                    if !rest.is_empty() {
                        work.push(rest);
                    }
                }
            }
        }
        fair.sort();
        fair
    }

    /// Whether no promise is called on in a state that is a component of its own and not kept by going round in it.
    fn may_stop(&self, state: u32, promises: &Promises<'_>) -> bool {
        let steps = self.graph.steps(state);
        let called = |step: &&Step| (self.called)(state, step.transition);
        let kept = |promise: u32| {
            let taken = steps.iter().filter(called).filter(|step| step.target == state);
            taken
                .filter(|step| (self.allowed)(state, step.transition))
                .any(|step| promises.of(step.transition) == Some(promise))
        };
        !steps.iter().filter(called).filter_map(|step| promises.of(step.transition)).any(|promise| !kept(promise))
    }

    /// All strongly connected components, each before those from which it can be reached.
    pub(super) fn strong_components(&self) -> Components {
        let states: Vec<u32> = self.graph.indices().filter(|state| self.states[*state as usize]).collect();
        let mut member = vec![0; self.graph.states.len()];
        for state in &states {
            member[*state as usize] = 1;
        }
        self.components(&states, &member, 1, &mut Space::new(self.graph.states.len()))
    }

    /// The states of a component that call on a promise which is not kept in it, sorted.
    fn offending(&self, component: &[u32], promises: &Promises<'_>, strength: Strength) -> Vec<u32> {
        // For each transition: in how many states it is called on, and whether it is taken inside.
        let mut calls: Vec<(u16, u32)> = Vec::new();
        let mut kept: Vec<u16> = Vec::new();
        for state in component {
            for step in self.graph.steps(*state) {
                if !(self.called)(*state, step.transition) {
                    continue;
                }
                calls.push((step.transition, *state));
                if component.binary_search(&{ step.target }).is_ok() && (self.allowed)(*state, step.transition) {
                    kept.push(step.transition);
                }
            }
        }
        kept.sort_unstable();
        kept.dedup();
        calls.retain(|(transition, _)| kept.binary_search(transition).is_err());
        if calls.is_empty() {
            return Vec::new();
        }
        // By promise, so that a component costs what is called on in it, however many promises there are.
        let mut calling: Vec<(u32, u32)> =
            calls.iter().filter_map(|(transition, state)| Some((promises.of(*transition)?, *state))).collect();
        calling.sort_unstable();
        calling.dedup();
        let mut offending = Vec::new();
        for states in calling.chunk_by(|one, other| one.0 == other.0) {
            let is_kept = |transition: &u16| kept.binary_search(transition).is_ok();
            let all = strength == Strength::Strong || states.len() == component.len();
            if all && !promises.transitions(states[0].0).iter().any(is_kept) {
                offending.extend(states.iter().map(|(_, state)| *state));
            }
        }
        offending.sort_unstable();
        offending.dedup();
        offending
    }

    /// Tarjan's strongly connected components of some states, without recursion.
    fn components(&self, states: &[u32], member: &[u32], stamp: u32, space: &mut Space) -> Components {
        let mut tarjan =
            Tarjan { region: self, member, stamp, space, stack: Vec::new(), count: 0, found: Components::default() };
        for state in states {
            if tarjan.space.number[*state as usize] == 0 {
                tarjan.visit(*state);
            }
        }
        let found = tarjan.found;
        for state in states {
            space.number[*state as usize] = 0;
        }
        found
    }
}

/// Working space for Tarjan's algorithm, kept between calls; `number` is all zero between them.
struct Space {
    number: Vec<u32>,
    low: Vec<u32>,
    on_stack: Vec<bool>,
}

impl Space {
    fn new(states: usize) -> Self {
        Self { number: vec![0; states], low: vec![0; states], on_stack: vec![false; states] }
    }
}

struct Tarjan<'a, 'b, const W: usize> {
    region: &'a Region<'b, W>,
    member: &'a [u32],
    stamp: u32,
    space: &'a mut Space,
    stack: Vec<u32>,
    count: u32,
    found: Components,
}

impl<const W: usize> Tarjan<'_, '_, W> {
    fn open(&mut self, state: u32) {
        self.count += 1;
        self.space.number[state as usize] = self.count;
        self.space.low[state as usize] = self.count;
        self.space.on_stack[state as usize] = true;
        self.stack.push(state);
    }

    fn visit(&mut self, root: u32) {
        let mut calls = vec![(root, 0_usize)];
        self.open(root);
        while let Some((state, position)) = calls.last_mut() {
            let (at, steps) = (*state, self.region.graph.steps(*state));
            if let Some(step) = steps.get(*position) {
                *position += 1;
                let target = step.target as usize;
                if self.member[target] != self.stamp || !(self.region.allowed)(at, step.transition) {
                    continue;
                }
                if self.space.number[target] == 0 {
                    self.open(step.target);
                    calls.push((step.target, 0));
                } else if self.space.on_stack[target] {
                    self.space.low[at as usize] = self.space.low[at as usize].min(self.space.number[target]);
                }
            } else {
                calls.pop();
                if let Some((parent, _)) = calls.last() {
                    self.space.low[*parent as usize] =
                        self.space.low[*parent as usize].min(self.space.low[at as usize]);
                }
                self.close(at);
            }
        }
    }

    fn close(&mut self, state: u32) {
        if self.space.low[state as usize] != self.space.number[state as usize] {
            return;
        }
        while let Some(member) = self.stack.pop() {
            self.space.on_stack[member as usize] = false;
            self.found.members.push(member);
            if member == state {
                break;
            }
        }
        let begin = self.found.ends.last().copied().unwrap_or(0);
        self.found.members[begin..].sort_unstable();
        self.found.ends.push(self.found.members.len());
    }
}
