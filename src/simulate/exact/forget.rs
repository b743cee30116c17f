//! What a situation can forget: whatever can make no difference to the deadline any more. Situations that are then alike are one.
//!
//! The same two reasons as in the time check: a variable that nothing will read ([`crate::system::Liveness`]), and a part of the system that
//! cannot reach the clock any more ([`cone_of_clock_within`]). Nothing here moves a case.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use std::rc::Rc;

use super::situation::{Counter, Situation, Standing};
use crate::simulate::plan::Plan;
use crate::system::{
    ClockOwner, Cones, DeadlineStatus, Label, Liveness, Selection, Space, State, TransitionId, Within,
    cone_of_clock_within,
};

/// What is left of a state.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rest<const W: usize> {
    pub(super) state: State<W>,
    /// Activities and clocks that still matter.
    pub(super) activities: Vec<bool>,
    pub(super) clocks: Vec<bool>,
}

/// Forgets what cannot matter to the first clock of a plan.
pub(super) struct Forgetting<'a, const W: usize> {
    plan: &'a Plan<'a, W>,
    selection: &'a Selection,
    cones: Cones,
    liveness: Liveness<W>,
    space: Space,
    known: HashMap<(DeadlineStatus, State<W>), Rc<Rest<W>>, FxBuildHasher>,
}

impl<'a, const W: usize> Forgetting<'a, W> {
    pub(super) fn new(plan: &'a Plan<'a, W>, selection: &'a Selection) -> Self {
        let mut kept = Vec::new();
        for clock in plan.clocks.iter().map(|clock| &plan.system.clocks[clock.clock]) {
            kept.extend(clock.suspended.variables());
            kept.extend(clock.signals.iter().flat_map(|signal| signal.condition.variables()));
        }
        let liveness = Liveness::new(plan.system, selection, &plan.machine, kept, Vec::new(), &[], &[]);
        Self {
            plan,
            selection,
            cones: Cones::new(plan.system),
            liveness,
            space: Space::default(),
            known: HashMap::default(),
        }
    }

    /// The situation without what cannot matter any more.
    pub(super) fn forget(&mut self, mut situation: Situation<W>) -> Situation<W> {
        let rest = self.rest(situation.counters[0].status, situation.state);
        situation.state = rest.state;
        for (standing, matters) in situation.standings.iter_mut().zip(&rest.activities) {
            if !matters {
                *standing = Standing::Dropped;
            }
        }
        for (counter, matters) in situation.counters.iter_mut().zip(&rest.clocks) {
            if !matters {
                *counter = Counter::STILL;
            }
        }
        situation
    }

    /// What of a state still matters where the clock has come so far.
    pub(super) fn rest(&mut self, status: DeadlineStatus, state: State<W>) -> Rc<Rest<W>> {
        let known = self.known.get(&(status, state)).map(Rc::clone);
        known.unwrap_or_else(|| {
            let rest = Rc::new(self.find_rest(status, state));
            self.known.insert((status, state), Rc::clone(&rest));
            rest
        })
    }

    fn find_rest(&mut self, status: DeadlineStatus, state: State<W>) -> Rest<W> {
        let plan = self.plan;
        let mut state = self.liveness.reduce(state, &mut self.space);
        let live = self.liveness.live(&state, &mut self.space);
        let possible: Vec<TransitionId> = live.iter().map(|index| plan.machine.transition_id(*index)).collect();
        let constant = self.constant(&state, &possible);
        let clock = &plan.system.clocks[plan.clocks[0].clock];
        let within = Within { possible: &possible, constant: &constant };
        let matters = cone_of_clock_within(&self.cones, clock, status, within);
        let held = matters.variables.iter().map(|variable| plan.machine.bits(*variable));
        let bits = held.fold([0; W], |all, bits| std::array::from_fn(|word| all[word] | bits[word]));
        state = State(std::array::from_fn(|word| state.0[word] & bits[word]));
        let chosen =
            |index: u16| matters.transitions.binary_search(&plan.machine.transition_id(usize::from(index))).is_ok();
        let activity = |one: &crate::simulate::plan::Activity| {
            one.begins.is_some_and(chosen) || one.endings.iter().any(|ending| chosen(ending.transition))
        };
        let is_read = |index: usize| {
            let ClockOwner::Deadline(deadline) = plan.system.clocks[index].owner else { return false };
            matters.transitions.iter().any(|id| plan.system.transition(*id).label == Label::Missed(deadline))
        };
        let clocks = plan.clocks.iter().enumerate().map(|(place, clock)| place == 0 || is_read(clock.clock));
        Rest { state, activities: plan.activities.iter().map(activity).collect(), clocks: clocks.collect() }
    }

    /// The variables, in order, to which nothing that may happen gives another value.
    fn constant(&self, state: &State<W>, possible: &[TransitionId]) -> Vec<crate::system::VariableId> {
        let machine = &self.plan.machine;
        let mut changing = Vec::new();
        for transition in possible.iter().map(|id| self.plan.system.transition(*id)) {
            let consequences = transition.consequences.iter().map(|effect| (effect.variable, effect.value));
            let writes = transition.own.iter().copied().chain(consequences);
            let held = writes.filter(|(variable, _)| machine.holds_variable(*variable));
            changing.extend(held.filter(|(variable, value)| machine.value(state, *variable) != *value));
        }
        let changes = |variable| changing.iter().any(|(changed, _)| *changed == variable);
        self.selection.variables.iter().copied().filter(|variable| !changes(*variable)).collect()
    }
}
