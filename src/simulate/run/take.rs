//! A transition happens, and wakes what reads what it wrote.

use super::{Replication, What};
use crate::random::choose;
use crate::simulate::case::{BUSY_MAX, NOBODY, Status};
use crate::simulate::error::SimulationError;
use crate::simulate::graph::Allowed;
use crate::simulate::plan::Ending;
use crate::simulate::tally::Tally;

impl<const W: usize> Replication<'_, W> {
    /// What was put next is taken, if that is still possible.
    pub(super) fn take_next(&mut self, slot: usize, activity: u16, tally: &mut Tally) {
        if !self.cases.row(slot).in_use || self.cases.doing(slot, activity).status != Status::Next {
            return;
        }
        self.cases.set(slot, activity, Status::Due);
        if !self.allowed(slot, activity).can_be_taken() {
            // It lapsed, or waits again until it can be.
            self.look(slot, activity, NOBODY, tally);
            return;
        }
        self.take(slot, activity, tally);
    }

    /// An activity is taken, with an outcome that can be chosen now. If none can, it is ready and waits for one.
    pub(super) fn take(&mut self, slot: usize, activity: u16, tally: &mut Tally) {
        let plan = self.plan;
        let one = &plan.activities[usize::from(activity)];
        if one.begins.is_some() {
            self.begin_in_state(slot, activity, tally);
        }
        let allowed = self.allowed(slot, activity);
        if !allowed.can_end() {
            self.cases.set(slot, activity, Status::Ready);
            return;
        }
        let transition = match &*one.endings {
            [only] => only.transition,
            _ => self.choose_ending(slot, activity, allowed),
        };
        let day = self.shared.day;
        self.cases.set(slot, activity, Status::Idle);
        let doing = self.cases.doing(slot, activity);
        doing.ended = day;
        doing.takes = doing.takes.wrapping_add(1);
        doing.stamp = 0;
        self.apply(slot, transition, tally);
    }

    /// One of the outcomes that are possible now.
    pub(super) fn choose_ending(&self, slot: usize, activity: u16, allowed: Allowed) -> u16 {
        let plan = self.plan;
        let one = &plan.activities[usize::from(activity)];
        let number = u32::from(self.cases.doing_of(slot, activity).takes);
        let drawn = self.shared.draw(one.streams.outcome, self.cases.row(slot).case, number);
        if allowed.all_endings() && one.endings.iter().any(|ending| ending.weight > 0) {
            return one.endings[choose(one.endings.iter().map(|ending| ending.weight), drawn)].transition;
        }
        let state = self.graph.state(self.cases.row(slot).place);
        let mut possible = 0_u64;
        for (at, ending) in one.endings.iter().enumerate() {
            possible |= u64::from(plan.machine.enabled(state, usize::from(ending.transition))) << at;
        }
        let weighted = one.endings.iter().enumerate().any(|(at, e)| possible >> at & 1 == 1 && e.weight > 0);
        // Outcomes that never come by the scenario are all that is left: each is as likely.
        let weight = |(at, ending): (usize, &Ending)| (possible >> at & 1) * if weighted { ending.weight } else { 1 };
        let weights = one.endings.iter().enumerate().map(weight);
        one.endings[choose(weights, drawn)].transition
    }

    /// A step of two moments begins, if it can.
    pub(super) fn begin_in_state(&mut self, slot: usize, activity: u16, tally: &mut Tally) {
        let plan = self.plan;
        if let Some(begins) = plan.activities[usize::from(activity)].begins
            && self.allowed(slot, activity).can_begin()
        {
            let status = self.cases.doing(slot, activity).status;
            // While it begins nothing of what follows may begin it again.
            if status != Status::Working {
                self.cases.set(slot, activity, Status::Next);
            }
            self.apply(slot, begins, tally);
        }
    }

    /// A transition happens: state, clocks, and what it wakes.
    pub(super) fn apply(&mut self, slot: usize, transition: u16, tally: &mut Tally) {
        let plan = self.plan;
        let index = usize::from(transition);
        let touched = &plan.touched[index];
        let edge = self.graph.edge(plan, self.cases.row(slot).place, transition);
        tally.transitions[index] += 1;
        self.write(self.cases.row(slot).case, What::Took(plan.machine.transition_id(index)));
        self.stir(slot);
        let row = self.cases.row_mut(slot);
        row.place = edge.to;
        if row.count_busy(self.shared.day) {
            self.stop_loop(transition);
            return;
        }
        let by = touched.activity.unwrap_or(NOBODY);
        if edge.strokes.0 < edge.strokes.1 {
            self.shared.strike_all(self.cases.row_mut(slot), self.graph.strokes(edge.strokes), by, tally);
        }
        for clock in &touched.clocks {
            self.suspend(slot, usize::from(*clock));
        }
        if let Some(own) = touched.activity {
            // What stays allowed after it was taken is not allowed anew.
            if edge.stays && self.cases.doing(slot, own).status == Status::Idle {
                self.cases.set(slot, own, Status::Declined);
            }
        }
        if self.quiet {
            return;
        }
        for at in edge.woken.0..edge.woken.1 {
            self.look(slot, self.graph.woken(at), by, tally);
        }
    }

    #[cold]
    pub(super) fn stop_loop(&mut self, transition: u16) {
        let label = self.plan.system.transition(self.plan.transition(transition)).label;
        self.error = Some(SimulationError::NoDayPasses { limit: BUSY_MAX, step: self.plan.system.label_text(label) });
        // Nothing more happens: whoever runs the days stops at the error.
        self.next.clear();
        self.shared.next_other = 0;
    }
}
