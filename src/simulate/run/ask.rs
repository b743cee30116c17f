//! Straight activities: they are asked for, begin or wait, and are handed on.
//!
//! What the general way (`look`, `work`, `shared`) does with such an activity, without what never concerns it: meetings, several performers, a first
//! moment of its own, days on which it takes longer.

use super::shared::{Shared, rank};
use crate::random::{Key, draw};
use crate::simulate::case::{Cases, Doing, Row, Status};
use crate::simulate::graph::Graph;
use crate::simulate::people::Waiting;
use crate::simulate::plan::Straight;
use crate::simulate::tally::{StepTally, Tally};
use crate::simulate::wheel::Event;
use crate::statistics::Counts;

impl<const W: usize> Shared<'_, W> {
    /// Finds the activities that are drawn ahead: straight ones that so far began at least once for every two cases; all of them before the first. When a
    /// number is drawn makes no difference to it.
    pub(super) fn choose_ahead(&mut self, tally: &Tally) {
        let begun = |one: &StepTally| one.wait_days.first().map_or(0, Counts::total);
        let activities = (0_u16..).zip(&self.plan.activities).zip(&tally.steps);
        let usual = activities.filter(|(_, step)| 2 * begun(step) >= tally.cases);
        self.ahead = usual.filter_map(|((activity, one), _)| Some((activity, one.straight.as_ref()?))).collect();
    }

    /// Draws for a new case how long those activities take the first time that most cases come to. None of these draws needs another, so that together
    /// they take little longer than one; drawn when it is asked for, each holds up what follows.
    #[expect(clippy::inline_always, reason = "on the way of every case, measured")]
    #[inline(always)]
    pub(super) fn draw_ahead(&self, row: &mut Row) {
        let (case, number) = (row.case, self.number);
        for &(activity, straight) in &self.ahead {
            row.doings[usize::from(activity)].draw(straight, number, case);
        }
    }

    /// Asks for a straight activity, of an actor, that has just been called and can be taken. Says whether it was not under way yet.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn ask_straight(
        &mut self,
        graph: &Graph<W>,
        row: &mut Row,
        (activity, actor): (u16, u16),
        (by, tally): (u16, &mut Tally),
    ) -> bool {
        let day = self.day;
        let doing = &mut row.doings[usize::from(activity)];
        let straight = self.plan.activities[usize::from(activity)].straight.as_ref();
        let Some(straight) = straight.filter(|_| doing.status == Status::Idle) else { return false };
        (doing.called, doing.asked, doing.by) = (day, day, by);
        doing.calls = doing.calls.wrapping_add(1);
        row.live += 1;
        if doing.begins > 0 || doing.drawn == Doing::NOT_DRAWN {
            doing.draw(straight, self.number, row.case);
        }
        let who = &mut self.actors[usize::from(actor)];
        let alone = who.only.is_some();
        let holds = if alone { 0 } else { row.holds[usize::from(actor)] };
        if who.takes_up(holds) {
            if holds == 0 {
                who.occupy(day);
            }
            if !alone {
                row.holds[usize::from(actor)] += 1;
            }
            self.begin_straight(straight, (row.slot, graph.likely_way(row.place, activity)), (activity, doing), tally);
        } else {
            self.stamp += 1;
            (doing.status, doing.stamp, doing.due) = (Status::Queued, self.stamp, row.next_due);
            let waiting = Waiting { stamp: self.stamp, slot: row.slot, activity };
            who.wait(day, waiting, || rank(self.plan, doing, actor, activity));
        }
        true
    }

    /// Who has become free takes up the first case that waits, if only one activity can wait for it: a straight one, and first come is first served.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn hand_on(
        &mut self,
        graph: &Graph<W>,
        cases: &mut Cases,
        (actor, activity): (u16, u16),
        tally: &mut Tally,
    ) {
        let day = self.day;
        let Some(straight) = &self.plan.activities[usize::from(activity)].straight else { return };
        let who = &mut self.actors[usize::from(actor)];
        while who.has_place() {
            let Some(waiting) = who.take_first_come() else { return };
            let row = cases.row_mut(waiting.slot as usize);
            let doing = &mut row.doings[usize::from(activity)];
            if doing.status == Status::Queued && doing.stamp == waiting.stamp {
                who.wait_no_more(day);
                who.occupy(day);
                self.begin_straight(
                    straight,
                    (row.slot, graph.likely_way(row.place, activity)),
                    (activity, doing),
                    tally,
                );
                return;
            }
        }
    }

    /// Work on a straight activity begins, by its performer, whose place is counted already.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    fn begin_straight(
        &mut self,
        straight: &Straight,
        (slot, way): (u32, u32),
        (activity, doing): (u16, &mut Doing),
        tally: &mut Tally,
    ) {
        let (timeline, day) = (&self.plan.timeline, self.day);
        doing.begin(straight.actor, day);
        if day >= timeline.counted_from {
            tally.steps[usize::from(activity)].wait_days[0].add(day - doing.asked);
        }
        let end = timeline.end_day(day, doing.drawn, straight.takes.unit);
        self.stamp += 1;
        doing.stamp = self.stamp;
        if end < timeline.end {
            self.wheel.add(end, Event { slot, stamp: doing.stamp, what: activity, way });
        }
    }
}

impl Doing {
    /// Draws how long the work takes that begins next.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn draw(&mut self, straight: &Straight, replication: u32, case: u64) {
        let key = Key { stream: straight.stream, replication, case, occurrence: u32::from(self.begins) };
        self.drawn = straight.takes.table.draw(draw(key));
    }
}
