//! Where a clock is always struck alike: whenever that happens the first time, all that can still matter to the deadline stands the same,
//! and nothing that matters is under way. Then what follows can be computed from there, however long the way to it is.
//!
//! This is proved by a search of all states, whatever the order and the times. So it does not say how often the clock is struck in a case.

use super::forget::{Forgetting, Rest};
use crate::simulate::plan::Plan;
use crate::system::{DeadlineStatus, Moment, State, Stroke};
use std::collections::BTreeSet;

/// Most states that are looked at.
const STATES_MAX: usize = 100_000;

/// How many states are looked at between two questions whether to stop.
const WATCH_EVERY: usize = 1_024;

/// How the first clock of a plan is always struck first; nothing if that differs, or is not known.
pub(super) fn always_alike<'a, const W: usize>(
    plan: &'a Plan<'a, W>,
    forgetting: &mut Forgetting<'a, W>,
    watch: &dyn Fn() -> bool,
) -> Option<Rest<W>> {
    // "At least so long before" begins with what has to be done.
    if plan.system.clocks[plan.clocks[0].clock].runs_backwards() {
        return None;
    }
    let mut search = Search { plan, forgetting, seen: BTreeSet::new(), fresh: Vec::new(), struck: None };
    for beginning in &plan.incidents.beginnings {
        let mut anchored = false;
        let strike = |clock, stroke| anchored |= clock == 0 && stroke == Stroke::Anchored;
        plan.table.strike_beginning(&plan.machine, &beginning.moment, strike);
        if anchored {
            return None;
        }
        search.reach(beginning.moment.after, None);
    }
    while let Some(place) = search.fresh.pop() {
        let unwanted = search.seen.len() > STATES_MAX || search.seen.len().is_multiple_of(WATCH_EVERY) && watch();
        if unwanted || !search.follow(&place) {
            return None;
        }
    }
    let struck = search.struck?;
    let alone = struck.clocks.iter().skip(1).all(|matters| !matters);
    let matters = plan.activities.iter().zip(&struck.activities).filter(|(_, matters)| **matters);
    let activities: Vec<_> = matters.map(|(activity, _)| activity).collect();
    let idle = |state: &State<W>| activities.iter().all(|activity| !plan.is_called(state, activity));
    (alone && search.seen.iter().all(|place| idle(&place.state))).then_some(struck)
}

struct Search<'a, 'b, const W: usize> {
    plan: &'a Plan<'a, W>,
    forgetting: &'b mut Forgetting<'a, W>,
    /// Where a case can stand before the clock is struck.
    seen: BTreeSet<Rest<W>>,
    fresh: Vec<Rest<W>>,
    struck: Option<Rest<W>>,
}

impl<const W: usize> Search<'_, '_, W> {
    /// Looks at all that can happen next; false if the clock is struck in two ways.
    fn follow(&mut self, place: &Rest<W>) -> bool {
        for index in 0..self.plan.machine.transition_count() {
            if self.matters(place, index) && self.plan.machine.enabled(&place.state, index) {
                let moment = self.plan.machine.moment(place.state, index);
                if !self.anchors(index, &moment) {
                    self.reach(moment.after, Some(place));
                } else if !self.strike(moment.after, place) {
                    return false;
                }
            }
        }
        true
    }

    /// What cannot matter any more is not followed.
    fn matters(&self, place: &Rest<W>, index: usize) -> bool {
        let missed = |clock: usize| self.plan.clocks[clock].missed.is_some_and(|missed| usize::from(missed) == index);
        match self.plan.touched[index].activity {
            Some(activity) => place.activities[usize::from(activity)],
            None => (0..place.clocks.len()).any(|clock| place.clocks[clock] && missed(clock)),
        }
    }

    fn anchors(&self, index: usize, moment: &Moment<W>) -> bool {
        let mut anchored = false;
        let strike = |clock, stroke| anchored |= clock == 0 && stroke == Stroke::Anchored;
        self.plan.table.strike(&self.plan.machine, index, moment, strike);
        anchored
    }

    fn strike(&mut self, state: State<W>, from: &Rest<W>) -> bool {
        let rest = self.rest(DeadlineStatus::Running, state, Some(from));
        let struck = self.struck.get_or_insert_with(|| rest.clone());
        *struck == rest
    }

    fn reach(&mut self, state: State<W>, from: Option<&Rest<W>>) {
        let rest = self.rest(DeadlineStatus::Idle, state, from);
        if !self.seen.contains(&rest) {
            self.seen.insert(rest.clone());
            self.fresh.push(rest);
        }
    }

    /// What does not matter once never matters again.
    fn rest(&mut self, status: DeadlineStatus, state: State<W>, from: Option<&Rest<W>>) -> Rest<W> {
        let mut rest = Rest::clone(&self.forgetting.rest(status, state));
        if let Some(from) = from {
            let before =
                from.activities.iter().zip(&mut rest.activities).chain(from.clocks.iter().zip(&mut rest.clocks));
            before.for_each(|(before, now)| *now &= before);
        }
        rest
    }
}
