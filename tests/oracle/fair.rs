//! Fair components: sets of states in which a fair run can stay for ever while it visits each of them again and again.
//!
//! "Every run may pause at any state; it may stop there for ever only if no duty can be taken there." So a single state
//! without a move is a component, too: its run pauses.

use std::collections::{BTreeMap, BTreeSet};

/// The part of a graph that is looked at.
#[derive(Debug, Clone, Default)]
pub struct Part<'a> {
    /// The states in which the run has to stay.
    pub states: BTreeSet<usize>,
    /// The moves that the run may make between them: from, what is taken, to.
    pub edges: Vec<(usize, &'a str, usize)>,
    /// For each state, what is promised there: everything promised that can be taken in it, whether or not the move
    /// stays in the part.
    pub promised: BTreeMap<usize, BTreeSet<&'a str>>,
}

impl<'a> Part<'a> {
    fn promised_in(&self, state: usize) -> BTreeSet<&'a str> {
        self.promised.get(&state).cloned().unwrap_or_default()
    }

    /// The same part with fewer states.
    fn within(&self, states: BTreeSet<usize>) -> Self {
        let edges =
            self.edges.iter().filter(|(from, _, to)| states.contains(from) && states.contains(to)).copied().collect();
        let promised = states.iter().map(|state| (*state, self.promised_in(*state))).collect();
        Self { states, edges, promised }
    }

    /// What is taken on some move of the part.
    fn taken(&self) -> BTreeSet<&'a str> {
        self.edges.iter().map(|(_, taken, _)| *taken).collect()
    }
}

/// All states that lie in some component that is fair in the strong sense: "A duty that can be taken again and again is
/// taken in the end, with each of its possible outcomes (strong fairness)."
///
/// A strongly connected component is fair if whatever is promised in one of its states is taken inside it. If it is not,
/// no fair component contains a state that promises something not taken inside: such states go, and the rest is looked
/// at again.
pub fn strongly_fair(part: &Part<'_>) -> BTreeSet<usize> {
    let mut fair = BTreeSet::new();
    for component in split(part) {
        let taken = component.taken();
        let keeps = |state: &&usize| component.promised_in(**state).is_subset(&taken);
        let kept: BTreeSet<usize> = component.states.iter().filter(keeps).copied().collect();
        if kept.len() == component.states.len() {
            fair.extend(kept);
        } else {
            fair.extend(strongly_fair(&component.within(kept)));
        }
    }
    fair
}

/// All states of components that are fair in the weak sense: what is promised in every state is taken inside.
///
/// If some strongly connected set is fair, so is the whole component around it: what is promised everywhere in the
/// component is promised everywhere in the set. So whole components are enough.
pub fn weakly_fair(part: &Part<'_>) -> BTreeSet<usize> {
    let mut fair = BTreeSet::new();
    for component in split(part) {
        let mut promised = component.states.iter().map(|state| component.promised_in(*state));
        let first = promised.next().unwrap_or_default();
        let everywhere = promised.fold(first, |so_far, here| so_far.intersection(&here).copied().collect());
        if everywhere.is_subset(&component.taken()) {
            fair.extend(component.states);
        }
    }
    fair
}

/// The strongly connected components, each with the moves inside it.
fn split<'a>(part: &Part<'a>) -> Vec<Part<'a>> {
    let ends: Vec<(usize, usize)> = part.edges.iter().map(|(from, _, to)| (*from, *to)).collect();
    let mut parts: Vec<Part<'a>> = Vec::new();
    let mut part_of: BTreeMap<usize, usize> = BTreeMap::new();
    for states in components(&part.states, &ends) {
        let promised = states.iter().map(|state| (*state, part.promised_in(*state))).collect();
        part_of.extend(states.iter().map(|state| (*state, parts.len())));
        parts.push(Part { states, edges: Vec::new(), promised });
    }
    for edge in &part.edges {
        if part_of[&edge.0] == part_of[&edge.2] {
            parts[part_of[&edge.0]].edges.push(*edge);
        }
    }
    parts
}

/// The strongly connected components: two states are in the same one if each can be reached from the other.
pub fn components(states: &BTreeSet<usize>, edges: &[(usize, usize)]) -> Vec<BTreeSet<usize>> {
    let mut found = Vec::new();
    let mut left = states.clone();
    let mut edges = edges.to_vec();
    loop {
        peel(&mut left, &mut edges, &mut found);
        let Some(first) = left.first().copied() else { return found };
        let backwards: Vec<(usize, usize)> = edges.iter().map(|(from, to)| (*to, *from)).collect();
        let component: BTreeSet<usize> =
            reachable(first, &edges).intersection(&reachable(first, &backwards)).copied().collect();
        left = left.difference(&component).copied().collect();
        edges.retain(|(from, to)| left.contains(from) && left.contains(to));
        found.push(component);
    }
}

/// A state to which no other state of the rest leads, or from which none is reached, is a component of its own.
fn peel(left: &mut BTreeSet<usize>, edges: &mut Vec<(usize, usize)>, found: &mut Vec<BTreeSet<usize>>) {
    loop {
        let between = edges.iter().filter(|(from, to)| from != to);
        let sources: BTreeSet<usize> = between.clone().map(|(from, _)| *from).collect();
        let targets: BTreeSet<usize> = between.map(|(_, to)| *to).collect();
        let stays: BTreeSet<usize> = sources.intersection(&targets).copied().collect();
        if stays.len() == left.len() {
            return;
        }
        found.extend(left.difference(&stays).map(|state| BTreeSet::from([*state])));
        edges.retain(|(from, to)| stays.contains(from) && stays.contains(to));
        *left = stays;
    }
}

/// Everything that can be reached from a state, itself included.
fn reachable(from: usize, edges: &[(usize, usize)]) -> BTreeSet<usize> {
    let mut successors: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (source, target) in edges {
        successors.entry(*source).or_default().push(*target);
    }
    let mut seen = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(state) = open.pop() {
        for next in successors.get(&state).into_iter().flatten() {
            if seen.insert(*next) {
                open.push(*next);
            }
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn part<'a>(count: usize, edges: &[(usize, &'a str, usize)], promised: &[(usize, &'a str)]) -> Part<'a> {
        let mut part = Part { states: (0..count).collect(), edges: edges.to_vec(), promised: BTreeMap::new() };
        for (state, what) in promised {
            part.promised.entry(*state).or_default().insert(what);
        }
        part
    }

    #[test]
    fn components_are_found_by_mutual_reachability() {
        let edges = [(0, 1), (1, 0), (1, 2), (2, 3), (3, 2), (4, 4)];
        let mut found = components(&(0..5).collect(), &edges);
        found.sort();
        assert_eq!(found, [BTreeSet::from([0, 1]), BTreeSet::from([2, 3]), BTreeSet::from([4])]);
    }

    #[test]
    fn a_lone_state_may_pause_only_if_nothing_is_promised() {
        assert_eq!(strongly_fair(&part(1, &[], &[])).len(), 1);
        assert_eq!(strongly_fair(&part(1, &[], &[(0, "a")])).len(), 0);
        assert_eq!(strongly_fair(&part(1, &[(0, "a", 0)], &[(0, "a")])).len(), 1);
    }

    #[test]
    fn strong_fairness_leaves_a_cycle_on_which_something_is_promised_once() {
        // 0 and 1 form a cycle; in 1, `b` is promised and leads out. Weakly that is no promise: in 0 it cannot be taken.
        let cycle = part(2, &[(0, "x", 1), (1, "y", 0)], &[(1, "b")]);
        assert_eq!(strongly_fair(&cycle), BTreeSet::from([0]), "only pausing in 0 is left");
        assert_eq!(weakly_fair(&cycle), BTreeSet::from([0, 1]));
    }

    #[test]
    fn removing_a_state_can_break_what_was_connected() {
        // 1 promises `b`, which leads out; without 1, the states 0 and 2 no longer return, and 2 promises `y`.
        let ring = part(3, &[(0, "x", 1), (1, "y", 2), (2, "y", 0)], &[(1, "b"), (2, "y")]);
        assert_eq!(strongly_fair(&ring), BTreeSet::from([0]));
    }

    /// By definition: the states of all strongly connected sets that are fair. Every set of states is tried; it may use
    /// all moves between its states, as more moves never make it less fair.
    fn by_definition(part: &Part<'_>, strong: bool) -> BTreeSet<usize> {
        let mut fair = BTreeSet::new();
        let all: Vec<usize> = part.states.iter().copied().collect();
        for mask in 1..1_usize << all.len() {
            let set = part.within(all.iter().copied().filter(|state| mask >> state & 1 == 1).collect());
            let connected = set.states.iter().all(|state| {
                let edges: Vec<(usize, usize)> = set.edges.iter().map(|(from, _, to)| (*from, *to)).collect();
                reachable(*state, &edges) == set.states
            });
            let owes = |what: &&str| {
                let mut promising = set.states.iter().map(|state| set.promised_in(*state).contains(what));
                if strong { promising.any(|promises| promises) } else { promising.all(|promises| promises) }
            };
            if connected && ["a", "b", "c"].iter().filter(|what| owes(what)).all(|what| set.taken().contains(what)) {
                fair.extend(set.states);
            }
        }
        fair
    }

    proptest! {
        #[test]
        fn fair_states_are_those_of_some_fair_set(
            moves in proptest::collection::vec((0_usize..6, 0_usize..3, 0_usize..6, any::<bool>()), 0..14),
            elsewhere in proptest::collection::vec((0_usize..6, 0_usize..3), 0..3),
        ) {
            let name = |index: usize| ["a", "b", "c"][index];
            let edges: Vec<(usize, &str, usize)> = moves.iter().map(|(from, what, to, _)| (*from, name(*what), *to)).collect();
            let inside = moves.iter().filter(|(.., promised)| *promised).map(|(from, what, ..)| (*from, name(*what)));
            let promised: Vec<(usize, &str)> = inside.chain(elsewhere.iter().map(|(from, what)| (*from, name(*what)))).collect();
            let part = part(6, &edges, &promised);
            prop_assert_eq!(strongly_fair(&part), by_definition(&part, true));
            prop_assert_eq!(weakly_fair(&part), by_definition(&part, false));
        }
    }
}
