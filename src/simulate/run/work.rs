//! Work: who does it, when it begins, when it ends.

use super::Replication;
use crate::scenario::Discipline;
use crate::simulate::case::{NOBODY, Status};
use crate::simulate::people::Waiting;
use crate::simulate::plan::Kind;
use crate::simulate::tally::Tally;
use std::cmp::Reverse;

impl<const W: usize> Replication<'_, W> {
    /// The first performer who is free, and for whom nobody waits or who is at work on the case already, begins; if there is none, it waits for all
    /// of them.
    pub(super) fn ask_performers(&mut self, slot: usize, activity: u16, tally: &mut Tally) {
        let plan = self.plan;
        let one = &plan.activities[usize::from(activity)];
        for &actor in &one.performers {
            let index = usize::from(actor);
            let holds = *self.cases.holds(slot, index);
            let one = &self.actors[index];
            let on_agenda = one.meets && *self.cases.agenda(slot, index) == self.day + 1;
            if (one.waiting == 0 || holds > 0) && one.is_free(holds, on_agenda) {
                self.start(slot, activity, actor, tally);
                return;
            }
        }
        self.wait_for_performers(slot, activity);
    }

    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn wait_for_performers(&mut self, slot: usize, activity: u16) {
        let one = &self.plan.activities[usize::from(activity)];
        let (stamp, due, day) = (self.stamp(), self.first_due(slot), self.day);
        let doing = self.cases.doing(slot, activity);
        (doing.stamp, doing.due) = (stamp, due);
        self.cases.set(slot, activity, Status::Queued);
        for &actor in &one.performers {
            let actor = usize::from(actor);
            let one = &mut self.actors[actor];
            one.count_to(day);
            one.waiting += 1;
            self.queue_up(actor, slot, activity);
        }
    }

    fn queue_up(&mut self, actor: usize, slot: usize, activity: u16) {
        let doing = *self.cases.doing(slot, activity);
        let due = if self.plan.actors[actor].discipline == Discipline::EarliestDueDate { doing.due } else { 0 };
        let priority = Reverse(self.plan.activities[usize::from(activity)].priority);
        let slot = u32::try_from(slot).unwrap_or(u32::MAX);
        self.actors[actor].queue.push(Waiting { priority, due, stamp: doing.stamp, slot, activity });
    }

    /// What the case has to do first has changed: what waits by that takes its new place.
    pub(super) fn queue_anew(&mut self, slot: usize) {
        let plan = self.plan;
        let due = self.first_due(slot);
        for (activity, one) in (0_u16..).zip(&plan.activities) {
            let doing = self.cases.doing(slot, activity);
            if doing.status == Status::Queued && doing.due != due {
                doing.due = due;
                for &actor in &one.performers {
                    if plan.actors[usize::from(actor)].discipline == Discipline::EarliestDueDate {
                        self.queue_up(usize::from(actor), slot, activity);
                    }
                }
            }
        }
    }

    fn is_free(&mut self, actor: usize, slot: usize) -> bool {
        let holds = *self.cases.holds(slot, actor);
        let on_agenda = self.actors[actor].meets && *self.cases.agenda(slot, actor) == self.day + 1;
        self.actors[actor].is_free(holds, on_agenda)
    }

    /// It no longer waits for anybody.
    pub(super) fn leave_queue(&mut self, slot: usize, activity: u16) {
        let plan = self.plan;
        self.cases.doing(slot, activity).stamp = 0;
        for &actor in &plan.activities[usize::from(activity)].performers {
            let actor = &mut self.actors[usize::from(actor)];
            actor.count_to(self.day);
            actor.waiting -= 1;
        }
    }

    /// Work begins on what waited.
    fn start_queued(&mut self, slot: usize, activity: u16, actor: u16, tally: &mut Tally) {
        self.leave_queue(slot, activity);
        self.cases.set(slot, activity, Status::Due);
        self.start(slot, activity, actor, tally);
    }

    /// Work begins on what does not wait, or no more.
    pub(super) fn start(&mut self, slot: usize, activity: u16, actor: u16, tally: &mut Tally) {
        let plan = self.plan;
        let one = &plan.activities[usize::from(activity)];
        let day = self.day;
        let (doing, head) = self.cases.doing_and_head(slot, activity);
        debug_assert!(!doing.status.lives(), "who waited has left the queue");
        doing.status = Status::Working;
        head.live += 1;
        let case = head.case;
        (doing.actor, doing.began) = (actor, day);
        let (number, waited) = (u32::from(doing.begins), day - doing.asked);
        doing.begins = doing.begins.wrapping_add(1);
        if actor != NOBODY {
            self.occupy(usize::from(actor), slot);
            if day >= plan.timeline.counted_from {
                let counted = &mut tally.actors[usize::from(actor)];
                counted.begun += 1;
                counted.wait_days.add(waited);
                tally.steps[usize::from(activity)].wait_days.add(waited);
            }
        }
        let takes = if one.takes_between.is_empty() { one.takes.as_ref() } else { one.takes_on(day) };
        let end = takes.map_or(day, |takes| {
            let units = takes.table.draw(self.draw(one.streams.takes, case, number));
            plan.timeline.end_day(day, units, takes.unit)
        });
        self.plan_for(slot, activity, end);
        if one.begins.is_some() {
            self.begin_in_state(slot, activity, tally);
        }
    }

    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    fn occupy(&mut self, actor: usize, slot: usize) {
        let day = self.day;
        let holds = self.cases.holds(slot, actor);
        *holds += 1;
        let one = &mut self.actors[actor];
        if *holds == 1 {
            one.count_to(day);
            one.used += 1;
        }
        if one.meets && *self.cases.agenda(slot, actor) != day + 1 {
            *self.cases.agenda(slot, actor) = day + 1;
            self.actors[actor].take_up();
        }
    }

    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn release(&mut self, slot: usize, actor: u16) {
        if actor == NOBODY {
            return;
        }
        let actor = usize::from(actor);
        let holds = self.cases.holds(slot, actor);
        *holds -= 1;
        if *holds == 0 {
            let one = &mut self.actors[actor];
            one.count_to(self.day);
            one.used -= 1;
            self.freed.add(actor);
        }
    }

    /// Work is over: the place is free, and the step is taken.
    pub(super) fn end_work(&mut self, slot: usize, activity: u16, tally: &mut Tally) {
        if self.end_straight(slot, activity, tally) {
            return;
        }
        // Who did it is kept for the question what made it late.
        let actor = self.cases.doing(slot, activity).actor;
        self.release(slot, actor);
        self.stir(slot);
        self.cases.set(slot, activity, Status::Due);
        self.take(slot, activity, tally);
    }

    /// Work on a step that has lapsed is dropped.
    pub(super) fn drop_work(&mut self, slot: usize, activity: u16, tally: &mut Tally) {
        let actor = std::mem::replace(&mut self.cases.doing(slot, activity).actor, NOBODY);
        self.release(slot, actor);
        self.cases.doing(slot, activity).stamp = 0;
        self.cases.set(slot, activity, Status::Idle);
        if let Kind::Step(_) = self.plan.activities[usize::from(activity)].kind {
            tally.steps[usize::from(activity)].dropped += 1;
        }
    }

    /// An actor who comes back goes on with the cases that it is at work on, in the order in which they asked.
    pub(super) fn go_on(&mut self, actor: usize, tally: &mut Tally) {
        if self.actors[actor].waiting == 0 {
            return;
        }
        let plan = self.plan;
        let narrow = u16::try_from(actor).unwrap_or(NOBODY);
        let mut waiting = Vec::new();
        for slot in 0..self.cases.heads.len() {
            if !self.cases.heads[slot].in_use || *self.cases.holds(slot, actor) == 0 {
                continue;
            }
            for &activity in &plan.actors[actor].queueing {
                let doing = self.cases.doing(slot, activity);
                if doing.status == Status::Queued {
                    waiting.push((doing.stamp, slot, activity));
                }
            }
        }
        waiting.sort_unstable();
        for (stamp, slot, activity) in waiting {
            if self.cases.doing(slot, activity).stamp == stamp && self.is_free(actor, slot) {
                self.start_queued(slot, activity, narrow, tally);
            }
        }
    }

    /// An actor for whom something waits takes it, as long as it is free. Whose case it takes up, of them it does all that waits for it.
    pub(super) fn dispatch(&mut self, actor: usize, tally: &mut Tally) {
        let plan = self.plan;
        while self.actors[actor].waiting > 0 {
            let Some(first) = self.actors[actor].queue.first() else { return };
            let slot = first.slot as usize;
            if !self.holds_still(actor, slot, first.activity, first) {
                self.actors[actor].queue.pop();
                continue;
            }
            if !self.is_free(actor, slot) {
                return;
            }
            self.actors[actor].queue.pop();
            let narrow = u16::try_from(actor).unwrap_or(NOBODY);
            self.start_queued(slot, first.activity, narrow, tally);
            if plan.actors[actor].queueing.len() == 1 {
                continue;
            }
            for &activity in &plan.actors[actor].queueing {
                let waits = self.cases.doing(slot, activity).status == Status::Queued;
                if waits && self.is_free(actor, slot) {
                    self.start_queued(slot, activity, narrow, tally);
                }
            }
        }
        // What is left was taken by others.
        self.actors[actor].queue.clear();
    }

    /// Whether an entry still says what waits.
    fn holds_still(&mut self, actor: usize, slot: usize, activity: u16, entry: Waiting) -> bool {
        let by_due = self.plan.actors[actor].discipline == Discipline::EarliestDueDate;
        let doing = self.cases.doing(slot, activity);
        doing.status == Status::Queued && doing.stamp == entry.stamp && (!by_due || doing.due == entry.due)
    }
}
