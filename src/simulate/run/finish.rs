//! Cases that are complete, cases in which nothing will happen any more, and the end of a replication.

use super::Replication;
use crate::simulate::tally::Tally;
use crate::system::DeadlineStatus;

impl<const W: usize> Replication<'_, W> {
    /// Looks whether a case has become complete, or open again, and closes it if nothing will happen in it any more.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn look_whether_complete(&mut self, slot: usize, tally: &mut Tally) {
        if !self.cases.row(slot).in_use {
            return;
        }
        self.look_whether_complete_now(slot);
        if self.cases.row(slot).live == 0 {
            self.close(slot, tally);
        }
    }

    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn look_whether_complete_now(&mut self, slot: usize) {
        let complete = self.graph.complete(self.plan, self.cases.row(slot).place);
        self.set_complete(slot, complete);
    }

    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn set_complete(&mut self, slot: usize, complete: bool) {
        let head = self.cases.row_mut(slot);
        if complete != head.complete {
            head.complete = complete;
            self.shared.backlog.count(self.shared.day, if complete { -1 } else { 1 });
        }
    }

    /// Nothing more will happen in a case but that its deadlines run out.
    #[expect(clippy::inline_always, reason = "on the way of every case, measured")]
    #[inline(always)]
    pub(super) fn close(&mut self, slot: usize, tally: &mut Tally) {
        let today = self.shared.day;
        // Up to the last day simulated; the day after a deadline has to be one of them.
        self.miss_before(slot, self.plan.timeline.end - 1, tally);
        self.shared.day = today;
        if !self.stirred.is_empty() {
            self.stirred.retain(|other| *other as usize != slot);
        }
        if self.cases.row(slot).live > 0 {
            return;
        }
        self.count_clocks(slot, tally);
        if self.cases.row(slot).complete {
            tally.complete += 1;
        } else {
            tally.open += 1;
            tally.stuck += 1;
        }
        self.cases.remove(slot);
        if self.cases.open() == 0 {
            self.shared.next_other = 0;
        }
    }

    fn count_clocks(&mut self, slot: usize, tally: &mut Tally) {
        let from = self.plan.timeline.counted_from;
        for (clock, counted) in self.cases.row(slot).clocks.iter().zip(&mut tally.deadlines) {
            counted.missed_open += u64::from(clock.undone && clock.due.saturating_add(1) >= from);
            counted.running += u64::from(clock.status == DeadlineStatus::Running);
        }
    }

    /// What is still open is counted, and the years.
    pub(super) fn end(&mut self, tally: &mut Tally) {
        let plan = self.plan;
        let last = if plan.timeline.has_horizon { plan.timeline.end - 1 } else { self.shared.day };
        for slot in self.cases.slots() {
            if !self.cases.row(slot).in_use {
                continue;
            }
            self.shared.day = last;
            self.miss_before(slot, last, tally);
            self.count_clocks(slot, tally);
            if self.cases.row(slot).complete {
                tally.complete += 1;
            } else {
                tally.open += 1;
            }
        }
        self.shared.day = last;
        self.count_actors(tally);
        self.count_years(tally);
        let days = tally.backlog.iter_mut().chain([&mut tally.open_at_end]);
        for (open, counts) in self.shared.backlog.open().zip(days) {
            counts.add(open);
        }
        tally.replications += 1;
    }

    fn count_actors(&mut self, tally: &mut Tally) {
        let (from, day) = (self.plan.timeline.counted_from, self.shared.day + 1);
        for (actor, counted) in self.shared.actors.iter().zip(&mut tally.actors) {
            let [busy, waiting, offered] = actor.totals(day).map(u128::from);
            counted.busy_days += busy;
            counted.waiting_days += waiting;
            counted.place_days += offered;
            counted.days += u128::from(day.saturating_sub(from));
        }
    }

    /// Only whole years count.
    fn count_years(&mut self, tally: &mut Tally) {
        let years = self.shared.years.whole(&self.plan.timeline, self.shared.day + 1);
        for (clock, counted) in tally.deadlines.iter_mut().enumerate() {
            let (kept, judged) = self.shared.years.all(clock);
            counted.share.add(kept, judged);
            let mut clean = 0;
            for year in 0..years {
                let (kept, missed) = self.shared.years.of(year, clock);
                *counted.years.entry((kept + missed, missed)).or_default() += 1;
                clean += u64::from(missed == 0);
            }
            counted.clean_years.add(clean, years as u64);
        }
    }
}
