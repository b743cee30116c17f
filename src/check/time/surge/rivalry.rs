//! For whom cases wait, and all that keeps these people busy. Nothing here searches.

use std::collections::BTreeSet;

use super::Surge;
use crate::check::time::outcome::DeadlineOutcome;
use crate::check::time::plan::takers;
use crate::system::{ActorId, Selection, StepId, TransitionId};

/// For whom cases wait, and what keeps them busy.
pub(super) struct Rivalry {
    /// In order.
    pub(super) shared: Vec<ActorId>,
    /// All that they do, in order, whether it leads to the deadline or not.
    pub(super) work: Vec<TransitionId>,
    /// The part of the system with the way to the deadline and all of that.
    pub(super) selection: Selection,
}

impl Surge<'_> {
    /// Who of those with too few places for so many cases may take up a step.
    fn waited_for(&self, few: &[ActorId], step: StepId) -> Vec<ActorId> {
        let takers = takers(self.system.step(step), |actor| few.contains(&actor));
        takers.into_iter().filter(|taker| taker.is_shared).map(|taker| taker.actor).collect()
    }

    /// Whom cases on the way to a deadline may have to wait for, and all that these people do.
    pub(super) fn rivalry(&self, single: &DeadlineOutcome, selection: &Selection, cases: usize) -> Rivalry {
        let few = self.shared(cases);
        let mut found = Rivalry { shared: Vec::new(), work: Vec::new(), selection: selection.clone() };
        let on_the_way = self.actors(&few, selection);
        if !on_the_way.iter().any(|actor| single.performers.contains(actor)) {
            // Nobody waits while its time runs.
            return found;
        }
        // What goes on beside the way keeps busy whoever is needed on it, and may have to wait for others in turn.
        loop {
            let shared = self.actors(&few, &found.selection);
            if shared == found.shared {
                return found;
            }
            let keeps_busy = |id: &TransitionId| {
                let step = self.system.transition(*id).label.step();
                step.is_some_and(|step| self.waited_for(&few, step).iter().any(|actor| shared.contains(actor)))
            };
            found.work = Selection::whole(self.system).transitions.into_iter().filter(keeps_busy).collect();
            let Selection { variables, transitions } = selection.clone();
            found.selection = self.cones.of(variables, transitions.into_iter().chain(found.work.iter().copied()));
            found.shared = shared;
        }
    }

    /// The actors with too few places of whom a part of the system needs one.
    fn actors(&self, few: &[ActorId], selection: &Selection) -> Vec<ActorId> {
        let steps: BTreeSet<StepId> =
            selection.transitions.iter().filter_map(|id| self.system.transition(*id).label.step()).collect();
        let actors: BTreeSet<ActorId> = steps.into_iter().flat_map(|step| self.waited_for(few, step)).collect();
        actors.into_iter().collect()
    }
}
