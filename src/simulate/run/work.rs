//! Work: who does it, when it begins, when it ends.

use super::Replication;
use crate::simulate::case::{NOBODY, Status};
use crate::simulate::plan::Kind;
use crate::simulate::tally::Tally;

impl<const W: usize> Replication<'_, W> {
    /// The first performer who takes it up begins; if there is none, it waits for all of them.
    pub(super) fn ask_performers(&mut self, slot: usize, activity: u16, tally: &mut Tally) {
        let row = self.cases.row_mut(slot);
        let performers = &self.plan.activities[usize::from(activity)].performers;
        match performers.iter().find(|actor| self.shared.takes_up(row, **actor)) {
            Some(actor) => self.start(slot, activity, *actor, tally),
            None => self.shared.wait(row, activity),
        }
    }

    /// Work begins on what does not wait, or no more; the first moment of a step of two comes.
    pub(super) fn start(&mut self, slot: usize, activity: u16, actor: u16, tally: &mut Tally) {
        self.shared.start(self.cases.row_mut(slot), activity, actor, tally);
        if self.plan.activities[usize::from(activity)].begins.is_some() {
            self.begin_in_state(slot, activity, tally);
        }
    }

    /// Work begins on what waited.
    fn start_queued(&mut self, slot: usize, activity: u16, actor: u16, tally: &mut Tally) {
        self.shared.leave_queue(self.cases.row_mut(slot), activity);
        self.start(slot, activity, actor, tally);
    }

    /// Work is over: the place is free, and the step is taken.
    pub(super) fn end_work(&mut self, slot: usize, activity: u16, tally: &mut Tally) {
        // Who did it is kept for the question what made it late.
        let row = self.cases.row_mut(slot);
        let actor = row.doings[usize::from(activity)].actor;
        self.release(slot, actor);
        self.stir(slot);
        self.cases.set(slot, activity, Status::Due);
        self.take(slot, activity, tally);
    }

    /// An actor is done with one activity of a case; what waits for it is dealt with when all that takes no time has followed.
    fn release(&mut self, slot: usize, actor: u16) {
        if self.shared.release(self.cases.row_mut(slot), actor) {
            self.shared.freed.add(usize::from(actor));
        }
    }

    /// Work on a step that has lapsed is dropped.
    pub(super) fn drop_work(&mut self, slot: usize, activity: u16, tally: &mut Tally) {
        let doing = self.cases.doing(slot, activity);
        doing.stamp = 0;
        let actor = std::mem::replace(&mut doing.actor, NOBODY);
        self.release(slot, actor);
        self.cases.set(slot, activity, Status::Idle);
        if let Kind::Step(_) = self.plan.activities[usize::from(activity)].kind {
            tally.steps[usize::from(activity)].dropped += 1;
        }
    }

    /// An actor who comes back goes on with the cases that it is at work on, in the order in which they asked.
    pub(super) fn go_on(&mut self, actor: usize, tally: &mut Tally) {
        if !self.shared.actors[actor].is_waited_for() {
            return;
        }
        let plan = self.plan;
        let narrow = u16::try_from(actor).unwrap_or(NOBODY);
        let mut waiting = Vec::new();
        for slot in self.cases.slots() {
            let row = self.cases.row(slot);
            if !row.in_use || row.holds[actor] == 0 {
                continue;
            }
            for &activity in &plan.actors[actor].queueing {
                let doing = &row.doings[usize::from(activity)];
                if doing.status == Status::Queued {
                    waiting.push((doing.stamp, slot, activity));
                }
            }
        }
        waiting.sort_unstable();
        for (stamp, slot, activity) in waiting {
            let row = self.cases.row(slot);
            if row.doings[usize::from(activity)].stamp == stamp && self.shared.is_free(row, narrow) {
                self.start_queued(slot, activity, narrow, tally);
            }
        }
    }

    /// An actor for whom something waits takes it, as long as it is free.
    pub(super) fn dispatch(&mut self, actor: usize, tally: &mut Tally) {
        let Some(only) = self.shared.actors[actor].only else {
            self.dispatch_cases(actor, tally);
            return;
        };
        let narrow = u16::try_from(actor).unwrap_or(NOBODY);
        while self.shared.actors[actor].is_waited_for() && self.shared.actors[actor].has_place() {
            self.shared.hand_on(&self.graph, &mut self.cases, (narrow, only), tally);
        }
    }

    /// An actor for whom several things can wait takes what does, as long as it is free. Whose case it takes up, of them it does all that waits for it.
    fn dispatch_cases(&mut self, actor: usize, tally: &mut Tally) {
        let plan = self.plan;
        let narrow = u16::try_from(actor).unwrap_or(NOBODY);
        // It is not at work already on a case of which only one thing can wait for it.
        let queueing = &*plan.actors[actor].queueing;
        let needs_place = queueing.len() == 1;
        let place_is_enough = needs_place && plan.actors[actor].meetings.is_none();
        while self.shared.actors[actor].is_waited_for() && (!needs_place || self.shared.actors[actor].has_place()) {
            let Some(first) = self.shared.actors[actor].first() else { return };
            let (slot, activity) = (first.1.slot as usize, first.1.activity);
            let row = self.cases.row_mut(slot);
            if !self.shared.holds_still(row, narrow, first) {
                self.shared.actors[actor].pop();
                continue;
            }
            if !place_is_enough && !self.shared.is_free(row, narrow) {
                return;
            }
            self.shared.actors[actor].pop();
            self.start_queued(slot, activity, narrow, tally);
            if needs_place {
                continue;
            }
            for &activity in queueing {
                let row = self.cases.row(slot);
                let waits = row.doings[usize::from(activity)].status == Status::Queued;
                if waits && self.shared.is_free(row, narrow) {
                    self.start_queued(slot, activity, narrow, tally);
                }
            }
        }
    }
}
