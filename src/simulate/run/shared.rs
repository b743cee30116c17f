//! What the cases of a replication share: the day, the actors, what is planned, what is counted by year.
//!
//! Its methods do what concerns one case and this: work begins and ends, waits, and is planned. They take the row of the case, so that it is found
//! once for all that an event does with it.

use super::years::Years;
use crate::random::{Key, Stream, draw};
use crate::scenario::Discipline;
use crate::simulate::case::{NOBODY, Row, Status};
use crate::simulate::marks::Marks;
use crate::simulate::people::{Actor, Waiting};
use crate::simulate::plan::Plan;
use crate::simulate::tally::Tally;
use crate::simulate::timeline::NEVER;
use crate::simulate::wheel::{Event, Wheel};
use std::cmp::Reverse;

/// What the cases of a replication share.
#[derive(Debug)]
pub(super) struct Shared<'a, const W: usize> {
    pub(super) plan: &'a Plan<'a, W>,
    /// The number of the replication.
    pub(super) number: u32,
    pub(super) day: u32,
    stamp: u32,
    pub(super) actors: Vec<Actor>,
    /// What is planned.
    pub(super) wheel: Wheel,
    /// Ends of deadlines that set something off.
    pub(super) expiries: Wheel,
    /// No deadline ends before this day that sets something off.
    pub(super) next_expiry: u32,
    /// Who has become free since somebody looked.
    pub(super) freed: Marks,
    pub(super) years: Years,
}

impl<'a, const W: usize> Shared<'a, W> {
    pub(super) fn new(plan: &'a Plan<'a, W>) -> Self {
        Self {
            plan,
            number: 0,
            day: 0,
            stamp: 0,
            actors: plan.actors.iter().map(Actor::new).collect(),
            wheel: Wheel::new(),
            expiries: Wheel::new(),
            next_expiry: NEVER,
            freed: Marks::new(plan.actors.len()),
            years: Years::new(&plan.timeline, plan.clocks.len()),
        }
    }

    /// Makes it ready for a replication.
    pub(super) fn reset(&mut self, replication: u32) {
        let timeline = &self.plan.timeline;
        (self.number, self.day, self.stamp) = (replication, timeline.start, 0);
        self.wheel.reset(timeline.start);
        self.expiries.reset(timeline.start);
        self.next_expiry = NEVER;
        for (actor, plan) in self.actors.iter_mut().zip(&self.plan.actors) {
            actor.reset(plan, replication, timeline.start, timeline.counted_from);
        }
        self.freed.clear();
        self.years.clear();
    }

    /// A number drawn in this replication.
    #[inline]
    pub(super) fn draw(&self, stream: Stream, case: u64, occurrence: u32) -> u64 {
        draw(Key { stream, replication: self.number, case, occurrence })
    }

    /// A stamp that nothing has had before.
    #[inline]
    pub(super) fn stamp(&mut self) -> u32 {
        self.stamp += 1;
        self.stamp
    }

    /// Whether an actor can begin work on a case today.
    #[inline]
    pub(super) fn is_free(&self, row: &Row, actor: u16) -> bool {
        let index = usize::from(actor);
        let who = &self.actors[index];
        let on_agenda = who.meets && row.agenda[index] == self.day + 1;
        who.is_free(row.holds[index], on_agenda)
    }

    /// Whether an actor begins what it has just been asked for: it is free, and nobody waits for it or it is at work on the case already.
    #[inline]
    pub(super) fn takes_up(&self, row: &Row, actor: u16) -> bool {
        let index = usize::from(actor);
        (row.holds[index] > 0 || !self.actors[index].is_waited_for()) && self.is_free(row, actor)
    }

    /// An actor, or nobody, begins work on an activity that does not wait, or no more. Of a step of two moments the first is still to come.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn start(&mut self, row: &mut Row, activity: u16, actor: u16, tally: &mut Tally) {
        let (plan, day) = (self.plan, self.day);
        let one = &plan.activities[usize::from(activity)];
        let doing = &mut row.doings[usize::from(activity)];
        debug_assert!(!doing.status.lives(), "who waited has left the queue");
        (doing.status, doing.actor, doing.began) = (Status::Working, actor, day);
        row.live += 1;
        let number = u32::from(doing.begins);
        doing.begins = doing.begins.wrapping_add(1);
        if actor != NOBODY {
            let index = usize::from(actor);
            let who = &mut self.actors[index];
            let holds = &mut row.holds[index];
            *holds += 1;
            if *holds == 1 {
                who.occupy(day);
            }
            if who.meets && row.agenda[index] != day + 1 {
                row.agenda[index] = day + 1;
                who.take_up();
            }
            if day >= plan.timeline.counted_from {
                let performer = one.performers.iter().position(|one| *one == actor).unwrap_or(0);
                tally.steps[usize::from(activity)].wait_days[performer].add(day - doing.asked);
            }
        }
        let takes = if one.takes_between.is_empty() { one.takes.as_ref() } else { one.takes_on(day) };
        let end = takes.map_or(day, |takes| {
            let drawn = takes.table.draw(self.draw(one.streams.takes, row.case, number));
            plan.timeline.end_day(day, drawn, takes.unit)
        });
        self.plan_for(row, activity, end);
    }

    /// Something will happen with an activity on a day.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn plan_for(&mut self, row: &mut Row, activity: u16, day: u32) {
        let stamp = self.stamp();
        row.doings[usize::from(activity)].stamp = stamp;
        if day < self.plan.timeline.end {
            self.wheel.add(day, Event { slot: row.slot, stamp, what: activity });
        }
    }

    /// An actor is done with one activity of a case.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn release(&mut self, row: &mut Row, actor: u16) {
        if actor == NOBODY {
            return;
        }
        let index = usize::from(actor);
        let holds = &mut row.holds[index];
        *holds -= 1;
        if *holds == 0 {
            let who = &mut self.actors[index];
            who.release(self.day);
            // Whoever asks for it today looks whether it is free.
            if who.is_waited_for() {
                self.freed.add(index);
            }
        }
    }

    /// An activity begins to wait for its performers.
    pub(super) fn wait(&mut self, row: &mut Row, activity: u16) {
        let stamp = self.stamp();
        let doing = &mut row.doings[usize::from(activity)];
        debug_assert!(!doing.status.lives(), "it did not wait yet");
        (doing.status, doing.stamp, doing.due) = (Status::Queued, stamp, row.next_due);
        row.live += 1;
        for &actor in &self.plan.activities[usize::from(activity)].performers {
            let waiting = self.waiting(row, actor, activity);
            self.actors[usize::from(actor)].wait(self.day, waiting);
        }
    }

    /// What stands in an actor's queue for what waits.
    #[inline]
    fn waiting(&self, row: &Row, actor: u16, activity: u16) -> Waiting {
        let doing = &row.doings[usize::from(activity)];
        let by_due = self.plan.actors[usize::from(actor)].discipline == Discipline::EarliestDueDate;
        let priority = Reverse(self.plan.activities[usize::from(activity)].priority);
        Waiting { priority, due: if by_due { doing.due } else { 0 }, stamp: doing.stamp, slot: row.slot, activity }
    }

    /// Whether an entry in an actor's queue still says what waits.
    #[inline]
    pub(super) fn holds_still(&self, row: &Row, actor: u16, entry: Waiting) -> bool {
        let by_due = self.plan.actors[usize::from(actor)].discipline == Discipline::EarliestDueDate;
        let doing = &row.doings[usize::from(entry.activity)];
        doing.status == Status::Queued && doing.stamp == entry.stamp && (!by_due || doing.due == entry.due)
    }

    /// An activity no longer waits for anybody.
    #[inline]
    pub(super) fn leave_queue(&mut self, row: &mut Row, activity: u16) {
        let doing = &mut row.doings[usize::from(activity)];
        (doing.status, doing.stamp) = (Status::Due, 0);
        row.live -= 1;
        for &actor in &self.plan.activities[usize::from(activity)].performers {
            self.actors[usize::from(actor)].wait_no_more(self.day);
        }
    }

    /// What the case has to do first has changed: what waits by that takes its new place.
    pub(super) fn queue_anew(&mut self, row: &mut Row) {
        let plan = self.plan;
        for (activity, one) in (0_u16..).zip(&plan.activities) {
            let doing = &mut row.doings[usize::from(activity)];
            if doing.status == Status::Queued && doing.due != row.next_due {
                doing.due = row.next_due;
                for &actor in &one.performers {
                    if plan.actors[usize::from(actor)].discipline == Discipline::EarliestDueDate {
                        let waiting = self.waiting(row, actor, activity);
                        self.actors[usize::from(actor)].wait_anew(waiting);
                    }
                }
            }
        }
    }
}
