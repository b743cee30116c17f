//! The clocks of a case: what starts, stops and extends them, and what becomes of them.

use super::Replication;
use crate::simulate::case::NOBODY;
use crate::simulate::outcome::CauseKind;
use crate::simulate::tally::Tally;
use crate::simulate::timeline::NEVER;
use crate::simulate::wheel::Event;
use crate::system::{DeadlineLimit, DeadlineStatus, Stroke, Strokes, TimeUnit};

/// Longest way back that is followed to find what made something late.
const WAY_MAX: u32 = 64;

impl<const W: usize> Replication<'_, W> {
    /// Strikes clocks with what stands in the graph.
    pub(super) fn strike_all(&mut self, slot: usize, (from, to): (u32, u32), by: u16, tally: &mut Tally) {
        for at in from..to {
            let (clock, strokes) = self.graph.stroke(at);
            self.strike(slot, usize::from(clock), strokes, by, tally);
        }
        self.find_first_due(slot);
    }

    /// Strikes a clock. Whoever does so finds what is due first afterwards.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn strike(&mut self, slot: usize, clock: usize, strokes: Strokes, by: u16, tally: &mut Tally) {
        let plan = self.plan;
        let one = &plan.clocks[clock];
        let day = self.day;
        let limit = if one.limit_between.is_empty() { one.limit } else { one.limit_on(day) };
        if let DeadlineLimit::Before(count, unit) = limit {
            self.strike_before(slot, clock, strokes, (count, unit));
            return;
        }
        let status = self.cases.clock(slot, clock).status;
        let change = one.next(status, strokes);
        if change.discharged {
            self.discharge(slot, clock, limit, by, tally);
        }
        let running = self.cases.clock(slot, clock);
        if running.undone && change.status != DeadlineStatus::Missed {
            running.undone = false;
            // The day on which it was missed counts, as it does for the share.
            tally.deadlines[clock].missed_lifted +=
                u64::from(running.due.saturating_add(1) >= plan.timeline.counted_from);
        }
        running.status = change.status;
        if change.restarted {
            running.anchor = day;
            running.since = day;
            running.due = match limit {
                DeadlineLimit::Within(count, unit) => plan.timeline.last_day(day, count, unit),
                DeadlineLimit::NotBefore(..) | DeadlineLimit::Before(..) => NEVER,
            };
        }
        if one.eager {
            self.plan_end(slot, clock);
        }
    }

    /// The same for a limit before the anchor.
    fn strike_before(&mut self, slot: usize, clock: usize, strokes: Strokes, (count, unit): (u32, TimeUnit)) {
        let day = self.day;
        let running = *self.cases.clock(slot, clock);
        if strokes.has(Stroke::Discharged) && running.discharged.is_none() {
            self.cases.clock(slot, clock).discharged = Some(day);
        }
        if strokes.has(Stroke::Anchored) {
            let end = |done| self.plan.timeline.end_day(done, count, unit);
            let early = running.discharged.is_some_and(|done| end(done) <= day);
            self.judge(clock, early, day);
            self.cases.clock(slot, clock).discharged = None;
        }
    }

    /// What the clock waited for has come.
    #[inline]
    fn discharge(&mut self, slot: usize, clock: usize, limit: DeadlineLimit, by: u16, tally: &mut Tally) {
        let day = self.day;
        let running = *self.cases.clock(slot, clock);
        let counted = day >= self.plan.timeline.counted_from;
        if let DeadlineLimit::NotBefore(count, unit) = limit {
            self.judge(clock, self.plan.timeline.end_day(running.anchor, count, unit) <= day, day);
        } else if running.status == DeadlineStatus::Running {
            self.judge(clock, true, day);
        } else if running.undone {
            self.cases.clock(slot, clock).undone = false;
            if counted {
                tally.deadlines[clock].late_days.add(day - running.due);
                self.blame(slot, clock, by, tally);
            }
        } else {
            return;
        }
        if counted {
            tally.deadlines[clock].days.add(day - running.anchor);
        }
    }

    /// A deadline was kept or missed on a day.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    fn judge(&mut self, clock: usize, kept: bool, day: u32) {
        let timeline = &self.plan.timeline;
        if day < timeline.counted_from {
            return;
        }
        let count = |pair: &mut (u64, u64)| if kept { pair.0 += 1 } else { pair.1 += 1 };
        count(&mut self.kept[clock]);
        let year = if timeline.has_horizon {
            self.year_starts.partition_point(|start| *start <= day) - 1
        } else {
            timeline.plain_year(day)
        };
        let at = year * self.plan.clocks.len() + clock;
        if at >= self.years.len() {
            self.years.resize(at + 1, (0, 0));
        }
        let pair = &mut self.years[at];
        if kept { pair.0 += 1 } else { pair.1 += 1 }
    }

    /// Plans the end of a clock that sets something off when it runs out, or forgets it.
    fn plan_end(&mut self, slot: usize, clock: usize) {
        if !self.plan.clocks[clock].eager {
            return;
        }
        let stamp = self.stamp();
        let end = self.plan.timeline.end;
        let running = self.cases.clock(slot, clock);
        let runs = running.status == DeadlineStatus::Running && !running.suspended;
        let day = running.due.saturating_add(1);
        let planned = runs && day < end;
        let before = std::mem::replace(&mut running.planned, planned);
        running.stamp = stamp;
        let live = &mut self.cases.heads[slot].live;
        *live = *live + u32::from(planned) - u32::from(before);
        if planned {
            let what = Event::CLOCKS + u16::try_from(clock).unwrap_or(0);
            self.expiries.add(
                day.max(self.plan.timeline.start),
                Event { slot: u32::try_from(slot).unwrap_or(u32::MAX), stamp, what },
            );
        }
    }

    /// The first thing on the day after the last day of a clock.
    pub(super) fn run_out(&mut self, event: Event, tally: &mut Tally) {
        let (slot, clock) = (event.slot as usize, usize::from(event.what - Event::CLOCKS));
        let running = self.cases.clock(slot, clock);
        if running.stamp != event.stamp || !running.planned {
            return;
        }
        self.catch_up(slot, tally);
        self.settle(tally);
    }

    /// All that the case has missed by today happens, each on its day. What runs out unseen sets nothing off.
    pub(super) fn catch_up(&mut self, slot: usize, tally: &mut Tally) {
        if self.cases.heads[slot].next_due < self.day {
            self.miss_before(slot, self.day, tally);
        }
    }

    pub(super) fn miss_before(&mut self, slot: usize, today: u32, tally: &mut Tally) {
        while self.cases.heads[slot].next_due < today {
            let due = self.cases.heads[slot].next_due;
            let runs = |one: &crate::simulate::case::Running| {
                one.status == DeadlineStatus::Running && !one.suspended && one.due == due
            };
            let Some(clock) = self.cases.clocks(slot).iter().position(runs) else { break };
            self.day = due + 1;
            self.miss(slot, clock, tally);
            self.find_first_due(slot);
            self.look_whether_complete_now(slot);
        }
        self.day = today;
    }

    fn miss(&mut self, slot: usize, clock: usize, tally: &mut Tally) {
        let plan = self.plan;
        let running = self.cases.clock(slot, clock);
        running.status = DeadlineStatus::Missed;
        running.undone = true;
        self.judge(clock, false, self.day);
        self.plan_end(slot, clock);
        if let Some(missed) = plan.clocks[clock].missed
            && plan.machine.enabled(self.graph.state(self.cases.heads[slot].place), usize::from(missed))
        {
            self.apply(slot, missed, tally);
        }
    }

    /// A clock stands still or goes on, as its condition says.
    pub(super) fn suspend(&mut self, slot: usize, clock: usize) {
        let plan = self.plan;
        let Some(condition) = &plan.clocks[clock].suspended else { return };
        let holds = plan.machine.satisfies(self.graph.state(self.cases.heads[slot].place), condition);
        let day = self.day;
        let running = self.cases.clock(slot, clock);
        if holds == running.suspended {
            return;
        }
        running.suspended = holds;
        if holds {
            running.since = day;
        } else if running.status == DeadlineStatus::Running && running.due != NEVER {
            running.due = plan.timeline.moved(running.due, running.since, day, unit_of(plan.clocks[clock].limit));
        }
        self.plan_end(slot, clock);
        self.find_first_due(slot);
    }

    /// The first day on which a clock of the case is due.
    pub(super) fn first_due(&self, slot: usize) -> u32 {
        self.cases.heads[slot].next_due
    }

    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn find_first_due(&mut self, slot: usize) {
        let runs = |one: &&crate::simulate::case::Running| one.status == DeadlineStatus::Running && !one.suspended;
        let due = self.cases.clocks(slot).iter().filter(runs).map(|one| one.due).min().unwrap_or(NEVER);
        if std::mem::replace(&mut self.cases.heads[slot].next_due, due) != due && self.plan.by_due {
            self.queue_anew(slot);
        }
    }

    /// Follows the way back from what came late to the anchor, and blames the longest part of it.
    fn blame(&mut self, slot: usize, clock: usize, by: u16, tally: &mut Tally) {
        let anchor = self.cases.clock(slot, clock).anchor;
        let mut longest: Option<((u16, u16, CauseKind), u32)> = None;
        let (mut activity, mut until) = (by, self.day);
        for _ in 0..WAY_MAX {
            if activity == NOBODY || until <= anchor {
                break;
            }
            let doing = *self.cases.doing(slot, activity);
            if doing.ended != until {
                // It was taken again since: what came before is not known any more.
                break;
            }
            let one = &self.plan.activities[usize::from(activity)];
            let performer = one.performers.first().copied().unwrap_or(NOBODY);
            let actor = if doing.actor == NOBODY { performer } else { doing.actor };
            let parts = [
                (CauseKind::Queue, doing.asked, doing.began),
                (CauseKind::Work, doing.began, doing.ended),
                (CauseKind::Wait, doing.called, doing.asked),
            ];
            for (kind, from, to) in parts {
                let days = to.saturating_sub(from.max(anchor));
                if days > longest.map_or(0, |(_, days)| days) {
                    longest = Some(((activity, actor, kind), days));
                }
            }
            (activity, until) = (doing.by, doing.called);
        }
        let (cause, days) = longest.unwrap_or(((NOBODY, NOBODY, CauseKind::Wait), 0));
        let count = tally.deadlines[clock].causes.entry(cause).or_default();
        *count = (count.0 + 1, count.1 + u64::from(days));
    }
}

/// The unit in which a limit counts.
fn unit_of(limit: DeadlineLimit) -> TimeUnit {
    match limit {
        DeadlineLimit::Within(_, unit) | DeadlineLimit::NotBefore(_, unit) | DeadlineLimit::Before(_, unit) => unit,
    }
}
