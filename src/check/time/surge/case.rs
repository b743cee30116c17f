//! One case among several: its timed states, and in each of them what it can do, whom it keeps busy and for whom it waits.
//!
//! A case is explored as far as the joint search needs it. Work that needs a shared actor does not begin by itself here: whether
//! it can begin, the joint search decides.

use std::cell::RefCell;
use std::rc::Rc;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::check::time::phases::Phases;
use crate::check::time::window::Passage;
use crate::system::{ActorId, State};

/// Work that waits for a shared actor, or could begin if somebody decides so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ask {
    /// The work, by its index in the plan.
    pub(super) work: u16,
    /// The shared actor, by its place among them.
    pub(super) actor: u8,
    /// The state of the case once it has begun.
    pub(super) target: u32,
}

/// A move of a case: its number, where it leads, what it means for the clock.
pub(super) type CaseMove = (u16, u32, Passage);

/// What a case can do in one state.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) moves: Vec<CaseMove>,
    /// A day goes by; absent if something has to be done first.
    pub(super) day: Option<CaseMove>,
    /// The shared actors that are at work on the case, as bits.
    pub(super) busy: u32,
    /// What is owed and waits for an actor.
    pub(super) asks: Vec<Ask>,
    /// What may be begun, or not.
    pub(super) options: Vec<Ask>,
    /// Whether the clock runs.
    pub(super) runs: bool,
    /// Whether nothing can matter to the clock any more.
    pub(super) over: bool,
}

/// The states of one case, numbered as they are found.
pub(super) struct Case<'a, const W: usize> {
    pub(super) phases: Phases<'a, W>,
    /// The shared actors.
    pub(super) shared: Vec<ActorId>,
    found: RefCell<Found<W>>,
}

#[derive(Default)]
struct Found<const W: usize> {
    states: Vec<State<W>>,
    numbers: HashMap<State<W>, u32, FxBuildHasher>,
    nodes: Vec<Option<Rc<Node>>>,
}

impl<const W: usize> Found<W> {
    fn number(&mut self, state: State<W>) -> u32 {
        *self.numbers.entry(state).or_insert_with(|| {
            self.states.push(state);
            self.nodes.push(None);
            u32::try_from(self.states.len() - 1).unwrap_or(u32::MAX)
        })
    }
}

impl<'a, const W: usize> Case<'a, W> {
    pub(super) fn new(phases: Phases<'a, W>, shared: Vec<ActorId>) -> Self {
        Self { phases, shared, found: RefCell::default() }
    }

    /// The states in which a case can begin, with what the beginning means for the clock.
    pub(super) fn beginnings(&self) -> Vec<(u32, Passage)> {
        let initial: Vec<State<W>> =
            self.phases.initial().into_iter().map(|(state, _)| self.phases.settle(state)).collect();
        let mut beginnings = Vec::new();
        for state in initial {
            let enters = self.phases.timed.watched(&state);
            let beginning = (self.found.borrow_mut().number(state), Passage { enters, ..Passage::default() });
            if !beginnings.contains(&beginning) {
                beginnings.push(beginning);
            }
        }
        beginnings
    }

    /// A number greater than that of every move.
    pub(super) fn moves_max(&self) -> usize {
        usize::from(self.phases.timed.tick_move()) + 1 + self.phases.timed.works.len()
    }

    /// What a case can do in a state.
    pub(super) fn node(&self, number: u32) -> Rc<Node> {
        let at = number as usize;
        if let Some(node) = &self.found.borrow().nodes[at] {
            return Rc::clone(node);
        }
        let state = self.found.borrow().states[at];
        let node = Rc::new(self.look(state));
        self.found.borrow_mut().nodes[at] = Some(Rc::clone(&node));
        node
    }

    fn look(&self, state: State<W>) -> Node {
        let mut found: Vec<(u16, State<W>, Passage)> = Vec::new();
        self.phases.moves(&state, &mut |number, after, passage| found.push((number, after, passage)));
        let phase = self.phases.of(&state);
        let mut node = Node {
            moves: Vec::new(),
            day: None,
            busy: 0,
            asks: Vec::new(),
            options: Vec::new(),
            runs: self.phases.timed.watched(&state),
            over: phase.works.is_empty(),
        };
        for (number, after, passage) in found {
            let target = self.found.borrow_mut().number(after);
            let begun = self.phases.timed.begun_by(number);
            if let Some((work, actor)) = begun.and_then(|work| Some((work, self.actor(work)?))) {
                let ask = Ask { work: u16::try_from(work).unwrap_or(u16::MAX), actor, target };
                let asks = self.phases.timed.asks_itself(&state, &self.phases.timed.works[work]);
                if asks { node.asks.push(ask) } else { node.options.push(ask) }
            } else if number == self.phases.timed.tick_move() {
                node.day = Some((number, target, passage));
            } else {
                node.moves.push((number, target, passage));
            }
        }
        for (work, _) in &phase.works {
            if let Some(actor) = self.actor(*work).filter(|_| self.phases.timed.age(&state, *work).is_some()) {
                node.busy |= 1 << actor;
            }
        }
        node
    }

    /// The shared actor whom a work needs.
    fn actor(&self, work: usize) -> Option<u8> {
        let actor = self.phases.timed.works[work].waits_for?;
        self.shared.iter().position(|shared| *shared == actor).and_then(|place| u8::try_from(place).ok())
    }
}
