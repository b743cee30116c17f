//! One case among several: its timed states, and in each of them what it can do, whom it keeps busy and for whom it waits.
//!
//! A case is explored as far as the joint search needs it. Work that needs a shared actor does not begin by itself here: whether
//! it can begin, the joint search decides.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::check::time::phases::Phases;
use crate::check::time::plan::Taker;
use crate::check::time::window::Passage;
use crate::system::{ActorId, State, VariableId};

/// Work that waits for a shared actor, or could begin if somebody decides so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ask {
    /// The work, by its index in the plan.
    pub(super) work: u16,
    /// Who could take it up: a shared actor, by its place among them; absent if it is somebody who has always room.
    pub(super) actor: Option<u8>,
    /// The state of the case once it has begun.
    pub(super) target: u32,
    /// What that means for the clock: nothing, unless it stops while a step is under way.
    pub(super) passage: Passage,
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
    /// What is owed and waits for an actor: for each work those who may take it up, the first first.
    pub(super) asks: Vec<Ask>,
    /// What may be begun, or not, in the same way.
    pub(super) options: Vec<Ask>,
    /// Whether the clock runs.
    pub(super) runs: bool,
    /// Whether something can still lead to the clock.
    pub(super) leads: bool,
    /// Whether nothing can matter any more, to the clock or to whoever waits.
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

impl Node {
    /// Whom a work is or can be asked of, the first first; nobody, if it cannot be begun.
    pub(super) fn asks_of(&self, work: u16) -> impl Iterator<Item = &Ask> + use<'_> {
        self.asks.iter().chain(&self.options).filter(move |ask| ask.work == work)
    }

    /// Whether its clock runs, and nothing can end that any more.
    pub(super) fn is_stuck(&self) -> bool {
        self.runs && !self.leads
    }

    /// Whether a shared actor is at work on the case.
    pub(super) fn has_busy(&self, actor: u8) -> bool {
        self.busy >> actor & 1 == 1
    }
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

    /// For each of the beginnings, the values that these variables have in those that come to the same, in order.
    pub(super) fn values_at_beginnings(&self, variables: &[VariableId]) -> Vec<Vec<Vec<u8>>> {
        let beginnings = self.beginnings();
        let mut values: Vec<BTreeSet<Vec<u8>>> = vec![BTreeSet::new(); beginnings.len()];
        for (state, _) in self.phases.initial() {
            let settled = self.phases.settle(state);
            let number = self.found.borrow_mut().number(settled);
            let own = variables.iter().map(|variable| self.phases.timed.machine.value(&state, *variable)).collect();
            if let Some(place) = beginnings.iter().position(|(beginning, _)| *beginning == number) {
                values[place].insert(own);
            }
        }
        values.into_iter().map(|values| values.into_iter().collect()).collect()
    }

    /// A number greater than that of every move.
    pub(super) fn moves_max(&self) -> usize {
        usize::from(self.phases.timed.tick_move()) + 1 + 2 * self.phases.timed.works.len()
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
            leads: phase.leads,
            over: phase.works.is_empty(),
        };
        let timed = &self.phases.timed;
        for (number, after, passage) in found {
            let target = self.found.borrow_mut().number(after);
            if number == timed.tick_move() {
                node.day = Some((number, target, passage));
                continue;
            }
            let Some(work) = timed.begun_by(number).filter(|work| timed.works[*work].asks) else {
                node.moves.push((number, target, passage));
                continue;
            };
            let taker = timed.works[work].takers[timed.taker_of(number)];
            let work_number = u16::try_from(work).unwrap_or(u16::MAX);
            let ask = Ask { work: work_number, actor: self.shared_actor(taker), target, passage };
            if timed.asks_itself(&state, &timed.works[work]) { node.asks.push(ask) } else { node.options.push(ask) }
        }
        for (work, transitions) in &phase.works {
            let taker = timed.taker(&state, *work, transitions);
            node.busy |= taker.and_then(|taker| self.shared_actor(taker)).map_or(0, |actor| 1 << actor);
        }
        node
    }

    fn shared_actor(&self, taker: Taker) -> Option<u8> {
        let place = self.shared.iter().position(|shared| taker.is_shared && *shared == taker.actor);
        place.and_then(|place| u8::try_from(place).ok())
    }

    /// Who works on a work in a state, if that makes a difference to anybody.
    pub(super) fn taker(&self, number: u32, work: usize) -> Option<ActorId> {
        let state = self.found.borrow().states[number as usize];
        let phase = self.phases.of(&state);
        let (_, transitions) = phase.works.iter().find(|(index, _)| *index == work)?;
        self.phases.timed.taker(&state, work, transitions).map(|taker| taker.actor)
    }
}
