//! What happens of itself with the clocks of a case: they run out, stand still and go on.

use super::Replication;
use crate::simulate::graph::Miss;
use crate::simulate::tally::Tally;
use crate::simulate::timeline::NEVER;
use crate::simulate::wheel::Event;
use crate::system::{DeadlineLimit, DeadlineStatus, TimeUnit};

impl<const W: usize> Replication<'_, W> {
    /// The first thing on the day after the last day of a clock.
    pub(super) fn run_out(&mut self, event: Event, tally: &mut Tally) {
        let (slot, clock) = (event.slot as usize, usize::from(event.what - Event::CLOCKS));
        let running = &self.cases.row(slot).clocks[clock];
        if running.stamp != event.stamp || !running.planned {
            return;
        }
        self.catch_up(slot, tally);
        self.stir(slot);
        self.settle(tally);
    }

    /// All that the case has missed by today happens, each on its day. What runs out unseen sets nothing off.
    pub(super) fn catch_up(&mut self, slot: usize, tally: &mut Tally) {
        self.miss_before(slot, self.shared.day, tally);
    }

    /// All that the case misses before a day happens; then it is that day.
    #[inline]
    pub(super) fn miss_before(&mut self, slot: usize, today: u32, tally: &mut Tally) {
        if self.cases.row(slot).next_due < today && !self.miss_silently(slot, today, tally) {
            self.miss_all_before(slot, today, tally);
        }
        self.shared.day = today;
    }

    /// The same, as long as a deadline is one of a fixed number of working days whose miss does nothing but that the case has missed it. Says whether
    /// nothing is left to be missed.
    #[inline(never)]
    pub(super) fn miss_silently(&mut self, slot: usize, today: u32, tally: &mut Tally) -> bool {
        let (plan, row) = (self.plan, self.cases.row_mut(slot));
        while row.next_due < today {
            let due = row.next_due;
            let Some(clock) = row.ends.iter().position(|end| *end == due) else { return false };
            if plan.clocks[clock].plain.is_none() || self.log.is_some() || self.quiet {
                return false;
            }
            if plan.clocks[clock].missed.is_some() {
                match self.graph.miss(plan, row.place, clock) {
                    Miss::Never => {}
                    Miss::Straight(at) => {
                        let way = self.graph.way(at);
                        if !way.is_silent() || way.complete != row.complete {
                            return false;
                        }
                        row.place = way.to;
                        tally.transitions[usize::from(way.transition)] += 1;
                    }
                    Miss::Winding => return false,
                }
            }
            let running = &mut row.clocks[clock];
            (running.status, running.undone) = (DeadlineStatus::Missed, true);
            row.note_end(clock);
            self.shared.years.judge(&plan.timeline, clock, false, due + 1);
            self.shared.find_first_due(row);
        }
        true
    }

    #[cold]
    fn miss_all_before(&mut self, slot: usize, today: u32, tally: &mut Tally) {
        loop {
            let row = self.cases.row(slot);
            let due = row.next_due;
            if due >= today {
                break;
            }
            let Some(clock) = row.ends.iter().position(|end| *end == due) else { break };
            self.shared.day = due + 1;
            self.miss(slot, clock, tally);
            self.shared.find_first_due(self.cases.row_mut(slot));
        }
    }

    fn miss(&mut self, slot: usize, clock: usize, tally: &mut Tally) {
        let (plan, row) = (self.plan, self.cases.row_mut(slot));
        let running = &mut row.clocks[clock];
        (running.status, running.undone) = (DeadlineStatus::Missed, true);
        row.note_end(clock);
        self.shared.years.judge(&plan.timeline, clock, false, self.shared.day);
        if plan.clocks[clock].eager {
            self.shared.plan_end(row, clock);
        }
        let Some(missed) = plan.clocks[clock].missed else { return };
        match self.graph.miss(plan, row.place, clock) {
            Miss::Never => {}
            Miss::Straight(at) if !self.quiet => self.follow(slot, at, tally),
            Miss::Straight(_) | Miss::Winding => {
                self.apply(slot, missed, tally);
                self.look_whether_complete_now(slot);
            }
        }
    }

    /// A clock stands still or goes on, as its condition says.
    pub(super) fn suspend(&mut self, slot: usize, clock: usize) {
        let plan = self.plan;
        let Some(condition) = &plan.clocks[clock].suspended else { return };
        let row = self.cases.row_mut(slot);
        let holds = plan.machine.satisfies(self.graph.state(row.place), condition);
        let running = &mut row.clocks[clock];
        if holds == running.suspended {
            return;
        }
        let day = self.shared.day;
        running.suspended = holds;
        if holds {
            running.since = day;
        } else if running.status == DeadlineStatus::Running && running.due != NEVER {
            running.due = plan.timeline.moved(running.due, running.since, day, unit_of(plan.clocks[clock].limit));
        }
        row.note_end(clock);
        if plan.clocks[clock].eager {
            self.shared.plan_end(row, clock);
        }
        self.shared.find_first_due(row);
    }
}

/// The unit in which a limit counts.
fn unit_of(limit: DeadlineLimit) -> TimeUnit {
    match limit {
        DeadlineLimit::Within(_, unit) | DeadlineLimit::NotBefore(_, unit) | DeadlineLimit::Before(_, unit) => unit,
    }
}
