//! Situations of a case and what leads from one to another: asked of the machine once, then remembered.
//!
//! Cases visit few states, again and again. The graph has no rules of its own: each of its answers is the machine's, for that state. It grows as
//! cases come to new states, and is begun anew when it has become large; what is found does not depend on when.

mod straight;

pub(super) use straight::{Asks, Miss, Way};

use super::plan::{Activity, Plan};
use crate::system::{Alike, Predicate, State, Stroke, Strokes};
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use straight::{Known, Ways};

/// Most states that are remembered before the graph is begun anew, unless there are more open cases.
pub(super) const NODES_MAX: usize = 1 << 16;

/// No edge; no node.
const NONE: u32 = u32::MAX;

/// What a state allows of an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Allowed(u8);

impl Allowed {
    const KNOWN: u8 = 1;
    const CALLED: u8 = 2;
    const CAN_BEGIN: u8 = 4;
    const CAN_END: u8 = 8;
    const ALL_ENDINGS: u8 = 16;
    const OWED: u8 = 32;

    /// It is owed or allowed.
    #[inline]
    pub(super) fn called(self) -> bool {
        self.0 & Self::CALLED != 0
    }

    /// An outcome can be chosen now, or it can begin.
    #[inline]
    pub(super) fn can_be_taken(self) -> bool {
        self.0 & (Self::CAN_BEGIN | Self::CAN_END) != 0
    }

    /// It can begin, being a step of two moments.
    #[inline]
    pub(super) fn can_begin(self) -> bool {
        self.0 & Self::CAN_BEGIN != 0
    }

    /// An outcome can be chosen now.
    #[inline]
    pub(super) fn can_end(self) -> bool {
        self.0 & Self::CAN_END != 0
    }

    /// All outcomes can be chosen now.
    #[inline]
    pub(super) fn all_endings(self) -> bool {
        self.0 & Self::ALL_ENDINGS != 0
    }

    /// It has to be done.
    #[inline]
    pub(super) fn owed(self) -> bool {
        self.0 & Self::OWED != 0
    }

    /// Asks the machine.
    fn of<const W: usize>(plan: &Plan<'_, W>, state: &State<W>, activity: &Activity) -> Self {
        let enabled = |index: u16| plan.machine.enabled(state, usize::from(index));
        let holds = |condition: &Predicate| plan.machine.satisfies(state, condition);
        let possible = activity.endings.iter().filter(|ending| enabled(ending.transition)).count();
        let mut allowed = Self(Self::KNOWN);
        allowed.set(Self::CAN_BEGIN, activity.begins.is_some_and(enabled));
        allowed.set(Self::CAN_END, possible > 0);
        allowed.set(Self::ALL_ENDINGS, possible == activity.endings.len());
        allowed.set(Self::CALLED, activity.called.as_ref().map_or(allowed.can_be_taken(), holds));
        allowed.set(Self::OWED, activity.duty || activity.owed.as_ref().is_some_and(holds));
        allowed
    }

    fn set(&mut self, bit: u8, on: bool) {
        self.0 |= if on { bit } else { 0 };
    }
}

/// What a transition leads to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    /// The place of the state after it.
    pub(super) to: u32,
    /// What it does to clocks: from where to where in [`Graph::strokes`].
    pub(super) strokes: (u32, u32),
    /// The activities to look at: from where to where in [`Graph::woken`].
    pub(super) woken: (u32, u32),
    /// The activity that it belongs to, no duty, was still called when it was taken.
    pub(super) stays: bool,
    transition: u16,
    next: u32,
}

#[derive(Debug, Clone, Copy)]
struct Node<const W: usize> {
    state: State<W>,
    edges: u32,
    complete: Option<bool>,
}

impl<const W: usize> Node<W> {
    #[cold]
    fn find_complete(&mut self, plan: &Plan<'_, W>) -> bool {
        let complete = plan.complete.iter().all(|part| plan.machine.satisfies(&self.state, part));
        self.complete = Some(complete);
        complete
    }
}

/// The states that cases have come to.
#[derive(Debug)]
pub(super) struct Graph<const W: usize> {
    places: HashMap<State<W>, u32, FxBuildHasher>,
    nodes: Vec<Node<W>>,
    /// For each node, a row of what it allows of each activity.
    allowed: Vec<Allowed>,
    /// For each node, a row of how each activity can end.
    ways: Vec<Ways>,
    /// For each node, a row of what it leads to that each clock is missed.
    misses: Vec<Ways>,
    straight: Vec<Way>,
    edges: Vec<Edge>,
    strokes: Vec<(u16, Strokes)>,
    woken: Vec<u16>,
    /// Where the beginnings of the plan stand.
    beginnings: Vec<u32>,
    /// How cases go on after them, where that is known.
    entries: Vec<Known>,
    width: usize,
    clocks: usize,
}

impl<const W: usize> Graph<W> {
    pub(super) fn new(plan: &Plan<'_, W>) -> Self {
        Self {
            places: HashMap::default(),
            nodes: Vec::new(),
            allowed: Vec::new(),
            ways: Vec::new(),
            misses: Vec::new(),
            straight: Vec::new(),
            edges: Vec::new(),
            strokes: Vec::new(),
            woken: Vec::new(),
            beginnings: vec![NONE; plan.incidents.beginnings.len()],
            entries: vec![Known::Unknown; plan.incidents.beginnings.len()],
            width: plan.activities.len(),
            clocks: plan.clocks.len(),
        }
    }

    /// How many states are remembered.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Forgets everything. Places are void.
    pub(super) fn clear(&mut self) {
        self.places.clear();
        self.nodes.clear();
        self.allowed.clear();
        self.ways.clear();
        self.misses.clear();
        self.straight.clear();
        self.edges.clear();
        self.strokes.clear();
        self.woken.clear();
        self.beginnings.fill(NONE);
        self.entries.fill(Known::Unknown);
    }

    /// The place of a state, and of all that are like it.
    pub(super) fn place(&mut self, plan: &Plan<'_, W>, mut state: State<W>) -> u32 {
        for Alike { variable, values } in &plan.alike {
            let value = plan.machine.value(&state, *variable);
            plan.machine.put(&mut state, *variable, values[usize::from(value)]);
        }
        let fresh = u32::try_from(self.nodes.len()).unwrap_or(NONE);
        let place = *self.places.entry(state).or_insert(fresh);
        if place == fresh {
            self.nodes.push(Node { state, edges: NONE, complete: None });
            self.allowed.resize(self.nodes.len() * self.width, Allowed::default());
            self.ways.resize(self.nodes.len() * self.width, Ways::UNKNOWN);
            self.misses.resize(self.nodes.len() * self.clocks, Ways::UNKNOWN);
        }
        place
    }

    /// The place of the state after a beginning of the plan.
    #[inline]
    pub(super) fn beginning(&mut self, plan: &Plan<'_, W>, number: usize) -> u32 {
        if self.beginnings[number] == NONE {
            self.beginnings[number] = self.place(plan, plan.incidents.beginnings[number].moment.after);
        }
        self.beginnings[number]
    }

    #[inline]
    pub(super) fn state(&self, place: u32) -> &State<W> {
        &self.nodes[place as usize].state
    }

    /// What the state allows of an activity.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn allowed(&mut self, plan: &Plan<'_, W>, place: u32, activity: u16) -> Allowed {
        let at = place as usize * self.width + usize::from(activity);
        let allowed = self.allowed[at];
        if allowed == Allowed::default() { self.find_allowed(plan, place, activity) } else { allowed }
    }

    #[cold]
    fn find_allowed(&mut self, plan: &Plan<'_, W>, place: u32, activity: u16) -> Allowed {
        let state = &self.nodes[place as usize].state;
        let allowed = Allowed::of(plan, state, &plan.activities[usize::from(activity)]);
        self.allowed[place as usize * self.width + usize::from(activity)] = allowed;
        allowed
    }

    /// Whether a case is complete in the state.
    #[inline]
    pub(super) fn complete(&mut self, plan: &Plan<'_, W>, place: u32) -> bool {
        let node = &mut self.nodes[place as usize];
        if let Some(complete) = node.complete { complete } else { node.find_complete(plan) }
    }

    /// What a transition that is enabled leads to.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn edge(&mut self, plan: &Plan<'_, W>, place: u32, transition: u16) -> Edge {
        let mut at = self.nodes[place as usize].edges;
        while let Some(edge) = self.edges.get(at as usize) {
            if edge.transition == transition {
                return *edge;
            }
            at = edge.next;
        }
        self.add_edge(plan, place, transition)
    }

    #[cold]
    fn add_edge(&mut self, plan: &Plan<'_, W>, place: u32, transition: u16) -> Edge {
        let index = usize::from(transition);
        let moment = plan.machine.moment(self.nodes[place as usize].state, index);
        let from = u32::try_from(self.strokes.len()).unwrap_or(NONE);
        plan.table.strike(&plan.machine, index, &moment, |clock, stroke| {
            gather(&mut self.strokes, from as usize, clock, stroke);
        });
        let strokes = (from, u32::try_from(self.strokes.len()).unwrap_or(NONE));
        let own = plan.touched[index].activity.map(|activity| &plan.activities[usize::from(activity)]);
        let called =
            |own: &Activity| own.called.as_ref().is_some_and(|called| plan.machine.satisfies(&moment.moment, called));
        let stays = own.is_some_and(|own| !own.duty && called(own));
        let to = self.place(plan, moment.after);
        let woken = self.wake(plan, (place, to), index);
        let node = &mut self.nodes[place as usize];
        let edge = Edge { to, strokes, woken, stays, transition, next: node.edges };
        node.edges = u32::try_from(self.edges.len()).unwrap_or(NONE);
        self.edges.push(edge);
        edge
    }

    /// The activities that a transition from one state to another can set off or stop. What is called in neither of the two is not under way,
    /// unless it is of two moments.
    fn wake(&mut self, plan: &Plan<'_, W>, (before, after): (u32, u32), transition: usize) -> (u32, u32) {
        let from = u32::try_from(self.woken.len()).unwrap_or(NONE);
        for &activity in &plan.touched[transition].activities {
            let two_moments = plan.activities[usize::from(activity)].begins.is_some();
            let called = |place| self.allowed(plan, place, activity).called();
            if two_moments || [before, after].into_iter().any(called) {
                self.woken.push(activity);
            }
        }
        (from, u32::try_from(self.woken.len()).unwrap_or(NONE))
    }

    /// An activity to look at.
    #[inline]
    pub(super) fn woken(&self, at: u32) -> u16 {
        self.woken[at as usize]
    }

    /// The activities from one place to another.
    #[inline]
    pub(super) fn all_woken(&self, (from, to): (u32, u32)) -> &[u16] {
        &self.woken[from as usize..to as usize]
    }

    /// Clocks, and what happens to each.
    #[inline]
    pub(super) fn strokes(&self, (from, to): (u32, u32)) -> &[(u16, Strokes)] {
        &self.strokes[from as usize..to as usize]
    }
}

/// Adds a stroke to those of its clock, of which the first stands at `from`; they come clock by clock.
pub(super) fn gather(strokes: &mut Vec<(u16, Strokes)>, from: usize, clock: usize, stroke: Stroke) {
    let clock = u16::try_from(clock).unwrap_or(u16::MAX);
    let known = strokes.len();
    match strokes.last_mut() {
        Some((last, strokes)) if known > from && *last == clock => strokes.add(stroke),
        _ => {
            let mut one = Strokes::default();
            one.add(stroke);
            strokes.push((clock, one));
        }
    }
}
