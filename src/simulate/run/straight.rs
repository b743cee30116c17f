//! The straight way that most work goes: it ends, clocks are struck, and what it calls is asked for.
//!
//! It does what the general way (`take`, `look`, `ask`) does, without the looks that find nothing; which ends are straight says the graph.

use super::{Replication, What};
use crate::random::choose;
use crate::simulate::case::{NOBODY, Status};
use crate::simulate::graph::Way;
use crate::simulate::tally::Tally;
use crate::simulate::wheel::Event;

impl<const W: usize> Replication<'_, W> {
    /// What was planned happens, if it was dropped or is work with a straight end; else nothing does, and it says so.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn happen_straight(&mut self, event: Event, tally: &mut Tally) -> bool {
        let (slot, activity) = (event.slot as usize, event.what);
        if self.was_dropped(event, tally) {
            return true;
        }
        let (plan, row) = (self.plan, self.cases.row_mut(slot));
        let doing = &mut row.doings[usize::from(activity)];
        if doing.status != Status::Working {
            return false;
        }
        let Some(first) = self.graph.ways(plan, row.place, activity) else { return false };
        (doing.status, doing.ended, doing.stamp) = (Status::Idle, self.shared.day, 0);
        row.live -= 1;
        let (number, actor) = (u32::from(doing.takes), doing.actor);
        doing.takes = doing.takes.wrapping_add(1);
        let one = &plan.activities[usize::from(activity)];
        let ending = match &*one.endings {
            [_] => 0,
            endings => {
                let drawn = self.shared.draw(one.streams.outcome, row.case, number);
                choose(endings.iter().map(|end| end.weight), drawn)
            }
        };
        self.shared.release(row, actor);
        let way = self.graph.way(first + u32::try_from(ending).unwrap_or(0));
        self.follow(slot, activity, way, tally);
        self.finish(slot, tally);
        true
    }

    /// Whether what was planned has been dropped; what the case has missed meanwhile happens before.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    fn was_dropped(&mut self, event: Event, tally: &mut Tally) -> bool {
        let (slot, activity) = (event.slot as usize, usize::from(event.what));
        let row = self.cases.row(slot);
        if row.doings[activity].stamp != event.stamp {
            return true;
        }
        if row.next_due >= self.shared.day {
            return false;
        }
        self.catch_up(slot, tally);
        let dropped = self.cases.row(slot).doings[activity].stamp != event.stamp;
        if dropped {
            self.stir(slot);
            self.settle(tally);
        }
        dropped
    }

    /// A case begins, if it always does with the same step and that is straight; else nothing happens, and it says so.
    #[inline]
    pub(super) fn enter_straight(&mut self, slot: usize, number: usize, tally: &mut Tally) -> bool {
        let Some(entry) = self.graph.entry(self.plan, number) else { return false };
        let day = self.shared.day;
        let doing = self.cases.doing(slot, entry.activity);
        (doing.called, doing.asked, doing.began, doing.ended) = (day, day, day, day);
        doing.takes = doing.takes.wrapping_add(1);
        self.follow(slot, entry.activity, entry.way, tally);
        for at in entry.rest.0..entry.rest.1 {
            let activity = self.graph.woken(at);
            self.look(slot, activity, NOBODY, tally);
        }
        self.finish(slot, tally);
        true
    }

    /// The transition of a straight way, of an activity that has just ended, or of nobody.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn follow(&mut self, slot: usize, activity: u16, way: Way, tally: &mut Tally) {
        let row = self.cases.row_mut(slot);
        row.place = way.to;
        tally.transitions[usize::from(way.transition)] += 1;
        if row.count_busy(self.shared.day) {
            self.stop_loop(way.transition);
            return;
        }
        if way.strokes.0 < way.strokes.1 {
            self.shared.strike_all(row, self.graph.strokes(way.strokes), activity, tally);
        }
        if row.complete != way.complete {
            self.set_complete(slot, way.complete);
        }
        if self.log.is_some() {
            self.write(self.cases.row(slot).case, What::Took(self.plan.transition(way.transition)));
        }
        for at in way.asked.0..way.asked.1 {
            let asked = self.graph.woken(at);
            self.ask_straight(slot, asked, activity, tally);
        }
    }

    /// What follows at once, in this case and in others.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    fn finish(&mut self, slot: usize, tally: &mut Tally) {
        if !self.next.is_empty() || !self.stirred.is_empty() {
            self.stir(slot);
            self.settle(tally);
            return;
        }
        // Nothing of it waits for anybody, so what others take does not concern it.
        if self.cases.row(slot).live == 0 {
            self.close(slot, tally);
        }
        if self.shared.freed.any() {
            self.settle(tally);
        }
    }

    /// Asks for an activity of one performer that has just been called and can be taken.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    fn ask_straight(&mut self, slot: usize, activity: u16, by: u16, tally: &mut Tally) {
        let day = self.shared.day;
        let row = self.cases.row_mut(slot);
        let doing = &mut row.doings[usize::from(activity)];
        let straight = self.plan.activities[usize::from(activity)].straight;
        let Some(actor) = straight.filter(|_| doing.status == Status::Idle) else {
            self.look(slot, activity, by, tally);
            return;
        };
        (doing.called, doing.asked, doing.by) = (day, day, by);
        doing.calls = doing.calls.wrapping_add(1);
        if self.shared.takes_up(row, actor) {
            self.shared.start(row, activity, actor, tally);
        } else {
            self.shared.wait(row, activity);
        }
    }
}
