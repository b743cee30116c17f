//! What a change of state means for an activity: it is called, asked for, dropped.

use super::Replication;
use crate::simulate::case::{NOBODY, Status};
use crate::simulate::graph::Allowed;
use crate::simulate::tally::Tally;

impl<const W: usize> Replication<'_, W> {
    /// What the state of a case allows of an activity.
    #[inline]
    pub(super) fn allowed(&mut self, slot: usize, activity: u16) -> Allowed {
        self.graph.allowed(self.plan, self.cases.row(slot).place, activity)
    }

    /// Looks at an activity after something that it reads has changed; `by` is the activity whose being taken changed it.
    pub(super) fn look(&mut self, slot: usize, activity: u16, by: u16, tally: &mut Tally) {
        let allowed = self.allowed(slot, activity);
        let status = self.cases.doing_of(slot, activity).status;
        if status == Status::Idle {
            if allowed.called() {
                self.call(slot, activity, allowed, by, tally);
            }
        } else {
            self.look_again(slot, activity, (allowed, status), by, tally);
        }
    }

    /// Looks at an activity that is called already.
    fn look_again(
        &mut self,
        slot: usize,
        activity: u16,
        (allowed, status): (Allowed, Status),
        by: u16,
        tally: &mut Tally,
    ) {
        match status {
            Status::Idle | Status::Next => {}
            Status::Working => {
                if !allowed.called() {
                    self.drop_work(slot, activity, tally);
                }
            }
            Status::Queued => {
                if !allowed.can_be_taken() {
                    let row = self.cases.row_mut(slot);
                    self.shared.leave_queue(row, activity);
                    row.doings[usize::from(activity)].status =
                        if allowed.called() { Status::Due } else { Status::Idle };
                }
            }
            _ if !allowed.called() => {
                self.cases.doing(slot, activity).stamp = 0;
                self.cases.set(slot, activity, Status::Idle);
            }
            Status::Declined | Status::Delayed => {
                if allowed.owed() && !self.plan.activities[usize::from(activity)].duty {
                    self.cases.doing(slot, activity).stamp = 0;
                    self.cases.set(slot, activity, Status::Due);
                    self.ask(slot, activity, Some(by), tally);
                }
            }
            Status::Due => self.ask(slot, activity, Some(by), tally),
            Status::Ready => {
                if allowed.can_end() {
                    self.put_next(slot, activity);
                }
            }
        }
    }

    /// It has just become owed or allowed.
    fn call(&mut self, slot: usize, activity: u16, allowed: Allowed, by: u16, tally: &mut Tally) {
        let day = self.shared.day;
        let doing = self.cases.doing(slot, activity);
        (doing.called, doing.by) = (day, by);
        let number = u32::from(doing.calls);
        doing.calls = doing.calls.wrapping_add(1);
        if !self.plan.activities[usize::from(activity)].at_once {
            self.call_in_time(slot, activity, allowed, number, tally);
            return;
        }
        self.cases.doing(slot, activity).status = Status::Due;
        if allowed.can_be_taken() {
            self.ask_now(slot, activity, tally);
        }
    }

    /// It has become owed or allowed, and perhaps will not be done, or not at once.
    fn call_in_time(&mut self, slot: usize, activity: u16, allowed: Allowed, number: u32, tally: &mut Tally) {
        let plan = self.plan;
        let one = &plan.activities[usize::from(activity)];
        let day = self.shared.day;
        let forced = one.forced_between.iter().any(|(from, to)| (*from..*to).contains(&day));
        let case = self.cases.row(slot).case;
        if !forced && !allowed.owed() {
            if !one.chance.certain() && !one.chance.happens(self.shared.draw(one.streams.chance, case, number)) {
                self.cases.set(slot, activity, Status::Declined);
                return;
            }
            if let Some(waits) = &one.waits {
                let units = waits.table.draw(self.shared.draw(one.streams.waits, case, number));
                self.delay(slot, activity, plan.timeline.end_day(day, units, waits.unit), tally);
                return;
            }
        }
        if let Some((count, unit)) = one.every {
            self.delay(slot, activity, plan.timeline.next_turn(day, count, unit), tally);
            return;
        }
        self.cases.set(slot, activity, Status::Due);
        self.ask(slot, activity, None, tally);
    }

    fn delay(&mut self, slot: usize, activity: u16, day: u32, tally: &mut Tally) {
        if day <= self.shared.day {
            self.cases.set(slot, activity, Status::Due);
            self.ask(slot, activity, None, tally);
            return;
        }
        self.cases.set(slot, activity, Status::Delayed);
        self.shared.plan_for(self.cases.row_mut(slot), activity, day);
    }

    /// The day that was planned has come.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn come_due(&mut self, slot: usize, activity: u16, tally: &mut Tally) {
        self.cases.doing(slot, activity).stamp = 0;
        match self.cases.doing(slot, activity).status {
            Status::Delayed => {
                self.cases.set(slot, activity, Status::Due);
                self.stir(slot);
                self.ask(slot, activity, None, tally);
            }
            Status::Working => self.end_work(slot, activity, tally),
            _ => {}
        }
    }

    /// It is asked for, if it can be taken. Where it had to wait for a condition, `by` says what made that hold.
    pub(super) fn ask(&mut self, slot: usize, activity: u16, by: Option<u16>, tally: &mut Tally) {
        if !self.allowed(slot, activity).can_be_taken() {
            return;
        }
        if let Some(by) = by {
            let day = self.shared.day;
            let doing = self.cases.doing(slot, activity);
            (doing.called, doing.by) = (day, by);
        }
        self.ask_now(slot, activity, tally);
    }

    fn ask_now(&mut self, slot: usize, activity: u16, tally: &mut Tally) {
        let one = &self.plan.activities[usize::from(activity)];
        let day = self.shared.day;
        self.cases.doing(slot, activity).asked = day;
        if one.queues {
            self.ask_performers(slot, activity, tally);
        } else if one.takes.is_some() || !one.takes_between.is_empty() {
            self.start(slot, activity, NOBODY, tally);
        } else {
            self.cases.doing(slot, activity).began = day;
            self.put_next(slot, activity);
        }
    }

    pub(super) fn put_next(&mut self, slot: usize, activity: u16) {
        self.cases.set(slot, activity, Status::Next);
        self.next.push_back((u32::try_from(slot).unwrap_or(u32::MAX), activity));
    }

    /// What begins of itself from today on, in all open cases.
    pub(super) fn force(&mut self, tally: &mut Tally) {
        let (plan, day) = (self.plan, self.shared.day);
        for (_, activity) in plan.forced.iter().filter(|(from, _)| *from == day) {
            let activity = *activity;
            for slot in self.cases.slots() {
                let waits =
                    matches!(self.cases.doing(slot, activity).status, Status::Declined | Status::Delayed | Status::Due);
                if self.cases.row(slot).in_use && waits {
                    self.catch_up(slot, tally);
                    self.stir(slot);
                    self.cases.doing(slot, activity).stamp = 0;
                    self.cases.set(slot, activity, Status::Due);
                    self.ask(slot, activity, Some(NOBODY), tally);
                }
            }
        }
    }
}
