//! The window of one clock on an explored graph: the longest and the shortest time from anchor to end.
//!
//! Every day is a step of weight 1, everything else weighs nothing. The longest time is a longest path through the states in which the clock
//! runs; on a cycle with a day in it there is none. No clock value is part of a state.

use crate::check::fair::{Components, Region};
use crate::check::graph::Graph;

/// What a step of the graph means for the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "five independent marks of one step")]
pub(super) struct Passage {
    /// A day that counts.
    pub(super) day: bool,
    /// The clock runs before it and does not run on: it is met, void or begins anew.
    pub(super) ends: bool,
    /// What the clock waits for came.
    pub(super) discharged: bool,
    /// The clock begins to run.
    pub(super) enters: bool,
    /// The anchor came with nothing before it.
    pub(super) unprepared: bool,
}

/// No bound.
pub(super) const UNBOUNDED: u32 = u32::MAX;
/// No way.
pub(super) const NO_WAY: u32 = u32::MAX;

/// A graph with the meaning of each of its steps.
pub(super) struct Window<'a, const W: usize> {
    pub(super) graph: &'a Graph<W>,
    /// For each step of the graph.
    pub(super) passages: Vec<Passage>,
    /// For each state: whether the clock runs.
    pub(super) inside: Vec<bool>,
    /// For each state inside: the most days until the end.
    pub(super) longest: Vec<u32>,
    /// For each state inside: the fewest days until discharge.
    pub(super) shortest: Vec<u32>,
    /// Whether the anchor may come with nothing before it.
    pub(super) unprepared: bool,
    /// For each state: whether it lies in a component without bound.
    pub(super) goes_round: Vec<bool>,
    /// The states of a component without bound, if there is one.
    pub(super) endless: Option<Vec<u32>>,
}

impl<'a, const W: usize> Window<'a, W> {
    /// `inside` says of each state whether the clock runs.
    pub(super) fn new(graph: &'a Graph<W>, passages: Vec<Passage>, inside: Vec<bool>) -> Self {
        let states = graph.states.len();
        let mut window = Self {
            graph,
            unprepared: passages.iter().any(|passage| passage.unprepared),
            passages,
            inside,
            longest: vec![0; states],
            shortest: vec![NO_WAY; states],
            goes_round: vec![false; states],
            endless: None,
        };
        window.find_longest();
        window.find_shortest();
        window
    }

    /// The steps of a state with their passages.
    pub(super) fn steps(&self, state: u32) -> impl Iterator<Item = (u16, u32, Passage)> + '_ {
        let steps = self.graph.step_indices(state).zip(self.graph.steps(state));
        steps.map(|(index, step)| (step.transition, step.target, self.passages[index]))
    }

    /// Strongly connected components of what stays inside, the last of every way first.
    fn components(&self) -> Components {
        let stays = |state: u32, number: u16| {
            self.steps(state).any(|(transition, _, passage)| transition == number && !passage.ends)
        };
        Region { graph: self.graph, states: &self.inside, allowed: &stays, called: &|_, _| false }.strong_components()
    }

    fn find_longest(&mut self) {
        for component in self.components().iter() {
            let mut longest = 0;
            let mut endless = false;
            for state in component {
                for (_, target, passage) in self.steps(*state) {
                    let weight = u32::from(passage.day);
                    if passage.ends {
                        longest = longest.max(weight);
                    } else if component.binary_search(&target).is_ok() {
                        endless |= passage.day;
                    } else {
                        longest = longest.max(self.longest[target as usize].saturating_add(weight));
                    }
                }
            }
            for state in component {
                self.goes_round[*state as usize] = endless;
                self.longest[*state as usize] = if endless { UNBOUNDED } else { longest };
            }
            if endless && self.endless.is_none() {
                self.endless = Some(component.to_vec());
            }
        }
    }

    /// Backwards from every discharge, days counted: ways without a day first.
    fn find_shortest(&mut self) {
        let mut before: Vec<Vec<(u32, bool)>> = vec![Vec::new(); self.graph.states.len()];
        let mut layers: Vec<Vec<u32>> = vec![Vec::new(), Vec::new()];
        for state in self.graph.indices().filter(|state| self.inside[*state as usize]) {
            for (_, target, passage) in self.steps(state) {
                if passage.discharged {
                    layers[usize::from(passage.day)].push(state);
                } else if !passage.ends {
                    before[target as usize].push((state, passage.day));
                }
            }
        }
        let mut days = 0;
        while days < layers.len() {
            while let Some(state) = layers[days].pop() {
                let known = &mut self.shortest[state as usize];
                let now = u32::try_from(days).unwrap_or(NO_WAY);
                if *known <= now {
                    continue;
                }
                *known = now;
                for (earlier, day) in &before[state as usize] {
                    let at = days + usize::from(*day);
                    if layers.len() <= at {
                        layers.resize(at + 1, Vec::new());
                    }
                    layers[at].push(*earlier);
                }
            }
            days += 1;
        }
    }

    /// Every step by which the clock begins to run: from, number, to.
    pub(super) fn entries(&self) -> impl Iterator<Item = (Option<u32>, u16, u32)> + '_ {
        let begun =
            (0..u32::try_from(self.graph.initial_count).unwrap_or(0)).filter(|state| self.inside[*state as usize]);
        let begun = begun.map(|state| (None, 0, state));
        begun.chain(self.graph.indices().flat_map(move |state| {
            self.steps(state)
                .filter(|(_, _, passage)| passage.enters)
                .map(move |(number, target, _)| (Some(state), number, target))
        }))
    }
}
