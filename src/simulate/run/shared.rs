//! What the cases of a replication share: the day, the actors, what is planned, what is counted by year.
//!
//! Its methods do what concerns one case and this: work begins and ends, waits, and is planned. They take the row of the case, so that it is found
//! once for all that an event does with it.

use super::backlog::Backlog;
use super::years::Years;
use crate::random::{Key, Stream, draw};
use crate::scenario::Discipline;
use crate::simulate::case::{Doing, NOBODY, Row, Status};
use crate::simulate::marks::Marks;
use crate::simulate::people::{Actor, Rank, Waiting};
use crate::simulate::plan::{Activity, Plan, Straight};
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
    pub(super) stamp: u32,
    pub(super) actors: Vec<Actor>,
    /// What is planned.
    pub(super) wheel: Wheel,
    /// Ends of deadlines that set something off.
    pub(super) expiries: Wheel,
    /// No deadline ends before this day that sets something off.
    pub(super) next_expiry: u32,
    /// Before this day nothing happens but that cases come and what is planned; 0 when there may be nothing more to wait for.
    pub(super) next_other: u32,
    /// Who has become free since somebody looked.
    pub(super) freed: Marks,
    /// Activities whose first length is drawn when a case begins.
    pub(super) ahead: Vec<(u16, &'a Straight)>,
    pub(super) years: Years,
    pub(super) backlog: Backlog,
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
            next_other: 0,
            freed: Marks::new(plan.actors.len()),
            ahead: Vec::new(),
            years: Years::new(&plan.timeline, plan.clocks.len()),
            backlog: Backlog::new(&plan.timeline),
        }
    }

    /// Makes it ready for a replication.
    pub(super) fn reset(&mut self, replication: u32) {
        let timeline = &self.plan.timeline;
        (self.number, self.day, self.stamp) = (replication, timeline.start, 0);
        self.wheel.reset(timeline.start);
        self.expiries.reset(timeline.start);
        (self.next_expiry, self.next_other) = (NEVER, 0);
        for (actor, plan) in self.actors.iter_mut().zip(&self.plan.actors) {
            actor.reset(plan, replication, timeline.start, timeline.counted_from);
        }
        self.freed.clear();
        self.years.clear();
        self.backlog.clear();
    }

    /// Goes on to a day.
    #[inline]
    pub(super) fn begin_day(&mut self, day: u32) {
        self.day = day;
        self.wheel.advance(day);
    }

    /// A number drawn in this replication.
    #[inline]
    pub(super) fn draw(&self, stream: Stream, case: u64, occurrence: u32) -> u64 {
        draw(Key { stream, replication: self.number, case, occurrence })
    }

    /// A stamp that nothing has had before.
    #[inline]
    pub(super) fn new_stamp(&mut self) -> u32 {
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
    pub(super) fn start(&mut self, row: &mut Row, activity: u16, actor: u16, tally: &mut Tally) {
        let (plan, day) = (self.plan, self.day);
        let one = &plan.activities[usize::from(activity)];
        let doing = &mut row.doings[usize::from(activity)];
        debug_assert!(!doing.status.lives(), "who waited has left the queue");
        row.live += 1;
        let number = doing.begin(actor, day);
        if actor != NOBODY {
            let index = usize::from(actor);
            let who = &mut self.actors[index];
            if row.holds[index] == 0 {
                who.occupy(day);
            }
            row.holds[index] += u16::from(who.only.is_none());
            if who.meets && row.agenda[index] != day + 1 {
                row.agenda[index] = day + 1;
                who.take_up();
            }
            if day >= plan.timeline.counted_from {
                let performer = one.performers.iter().position(|one| *one == actor).unwrap_or(0);
                tally.steps[usize::from(activity)].wait_days[performer].add(day - doing.asked);
            }
        }
        self.plan_end_of_work((row.slot, row.case), (activity, one, doing), number);
    }

    /// Draws how long work takes that begins today, and plans its end.
    fn plan_end_of_work(
        &mut self,
        (slot, case): (u32, u64),
        (activity, one, doing): (u16, &Activity, &mut Doing),
        number: u32,
    ) {
        let (timeline, day) = (&self.plan.timeline, self.day);
        let end = match one.takes_on(day) {
            Some(takes) => {
                let drawn = takes.table.draw(self.draw(one.streams.takes, case, number));
                timeline.end_day(day, drawn, takes.unit)
            }
            None => day,
        };
        doing.stamp = self.new_stamp();
        if end < timeline.end {
            self.wheel.add(end, Event { slot, stamp: doing.stamp, what: activity, way: Event::NO_WAY });
        }
    }

    /// Something will happen with an activity on a day.
    pub(super) fn plan_for(&mut self, row: &mut Row, activity: u16, day: u32) {
        let stamp = self.new_stamp();
        row.doings[usize::from(activity)].stamp = stamp;
        if day < self.plan.timeline.end {
            self.wheel.add(day, Event { slot: row.slot, stamp, what: activity, way: Event::NO_WAY });
        }
    }

    /// An actor is done with one activity of a case. Says whether it has become free, and somebody waits for it.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn release(&mut self, row: &mut Row, actor: u16) -> bool {
        let index = usize::from(actor);
        // Nobody has no place.
        let Some(who) = self.actors.get_mut(index) else { return false };
        if who.only.is_none() {
            let holds = &mut row.holds[index];
            *holds -= 1;
            if *holds > 0 {
                return false;
            }
        }
        who.release(self.day);
        // Whoever asks for it today looks whether it is free.
        who.is_waited_for()
    }

    /// An activity begins to wait for its performers.
    pub(super) fn wait(&mut self, row: &mut Row, activity: u16) {
        let waiting = self.queue(row, activity);
        if let Some(straight) = &self.plan.activities[usize::from(activity)].straight {
            row.doings[usize::from(activity)].draw(straight, self.number, row.case);
        }
        for &actor in &self.plan.activities[usize::from(activity)].performers {
            let plan = self.plan;
            let rank = || rank(plan, &row.doings[usize::from(activity)], actor, activity);
            self.actors[usize::from(actor)].wait(self.day, waiting, rank);
        }
    }

    #[inline]
    fn queue(&mut self, row: &mut Row, activity: u16) -> Waiting {
        let stamp = self.new_stamp();
        let doing = &mut row.doings[usize::from(activity)];
        debug_assert!(!doing.status.lives(), "it did not wait yet");
        (doing.status, doing.stamp, doing.due) = (Status::Queued, stamp, row.next_due);
        row.live += 1;
        Waiting { stamp, slot: row.slot, activity }
    }

    /// Whether an entry in an actor's queue still says what waits, and where.
    #[inline]
    pub(super) fn holds_still(&self, row: &Row, actor: u16, (rank, waiting): (Option<Rank>, Waiting)) -> bool {
        let doing = &row.doings[usize::from(waiting.activity)];
        let by_due = || self.plan.actors[usize::from(actor)].discipline == Discipline::EarliestDueDate;
        let moved = rank.is_some_and(|rank| doing.due != rank.due && by_due());
        doing.status == Status::Queued && doing.stamp == waiting.stamp && !moved
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
                        let waiting = Waiting { stamp: doing.stamp, slot: row.slot, activity };
                        self.actors[usize::from(actor)].wait_anew(waiting, rank(plan, doing, actor, activity));
                    }
                }
            }
        }
    }
}

/// Where what waits for an actor stands in its queue, before who asked first.
pub(super) fn rank<const W: usize>(plan: &Plan<'_, W>, doing: &Doing, actor: u16, activity: u16) -> Rank {
    let by_due = plan.actors[usize::from(actor)].discipline == Discipline::EarliestDueDate;
    let priority = Reverse(plan.activities[usize::from(activity)].priority);
    Rank { priority, due: if by_due { doing.due } else { 0 } }
}
