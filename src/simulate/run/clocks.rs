//! The clocks of a case: what starts, stops and extends them, and what is counted then.

use super::shared::Shared;
use crate::simulate::case::{Doing, NOBODY, Row, Running};
use crate::simulate::outcome::CauseKind;
use crate::simulate::plan::Activity;
use crate::simulate::tally::{DeadlineTally, Tally};
use crate::simulate::timeline::{NEVER, Timeline};
use crate::simulate::wheel::Event;
use crate::system::{ClockChange, DeadlineLimit, DeadlineStatus, Stroke, Strokes, TimeUnit};

/// Longest way back that is followed to find what made something late.
const WAY_MAX: u32 = 64;

impl<const W: usize> Shared<'_, W> {
    /// Strikes clocks of a case, by an activity or nobody.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn strike_all(&mut self, row: &mut Row, strokes: &[(u16, Strokes)], by: u16, tally: &mut Tally) {
        for (clock, strokes) in strokes {
            self.strike(row, usize::from(*clock), *strokes, by, tally);
        }
        self.find_first_due(row);
    }

    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    fn strike(&mut self, row: &mut Row, clock: usize, strokes: Strokes, by: u16, tally: &mut Tally) {
        let one = &self.plan.clocks[clock];
        match one.plain {
            Some(days) => {
                let limit = DeadlineLimit::Within(days, TimeUnit::WorkingDay);
                self.strike_limit(row, (clock, limit), strokes, by, tally);
            }
            None => self.strike_other(row, clock, strokes, by, tally),
        }
    }

    /// The same of a clock whose limit may change from day to day, or that sets something off when it runs out.
    #[inline(never)]
    fn strike_other(&mut self, row: &mut Row, clock: usize, strokes: Strokes, by: u16, tally: &mut Tally) {
        let one = &self.plan.clocks[clock];
        let limit = *one.limit_on(self.day);
        if let DeadlineLimit::Before(..) = limit {
            self.strike_before(row, clock, strokes, limit);
            return;
        }
        self.strike_limit(row, (clock, limit), strokes, by, tally);
        if one.eager {
            self.plan_end(row, clock);
        }
    }

    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    fn strike_limit(
        &mut self,
        row: &mut Row,
        (clock, limit): (usize, DeadlineLimit),
        strokes: Strokes,
        by: u16,
        tally: &mut Tally,
    ) {
        let (plan, day) = (self.plan, self.day);
        let timeline = &plan.timeline;
        let running = &mut row.clocks[clock];
        let change = plan.clocks[clock].next(running.status, strokes);
        if change.discharged {
            let counted = &mut tally.deadlines[clock];
            let discharge = discharge(timeline, limit, running, day);
            if let Some(kept) = discharge.judged {
                self.years.judge(timeline, clock, kept, day);
            }
            if day >= timeline.counted_from {
                if discharge.late {
                    counted.late_days.add(day - running.due);
                    blame(&plan.activities, &row.doings, (running.anchor, day), by, counted);
                }
                if discharge.late || discharge.judged.is_some() {
                    counted.days.add(day - running.anchor);
                }
            }
        }
        go_on(timeline, &limit, running, change, day, |lifted| tally.deadlines[clock].missed_lifted += lifted);
        row.note_end(clock);
    }

    /// The same for a limit before the anchor.
    #[cold]
    fn strike_before(&mut self, row: &mut Row, clock: usize, strokes: Strokes, limit: DeadlineLimit) {
        let DeadlineLimit::Before(count, unit) = limit else { return };
        let (day, timeline) = (self.day, &self.plan.timeline);
        let running = &mut row.clocks[clock];
        if strokes.has(Stroke::Discharged) && running.discharged.is_none() {
            running.discharged = Some(day);
        }
        if strokes.has(Stroke::Anchored) {
            let end = |done| timeline.end_day(done, count, unit);
            let early = running.discharged.take().is_some_and(|done| end(done) <= day);
            self.years.judge(timeline, clock, early, day);
        }
    }

    /// Plans the end of a clock that sets something off when it runs out, or forgets it.
    pub(super) fn plan_end(&mut self, row: &mut Row, clock: usize) {
        let timeline = &self.plan.timeline;
        let stamp = self.new_stamp();
        let running = &mut row.clocks[clock];
        let runs = running.runs();
        let day = running.due.saturating_add(1);
        let planned = runs && day < timeline.end;
        let before = std::mem::replace(&mut running.planned, planned);
        running.stamp = stamp;
        row.live = row.live + u32::from(planned) - u32::from(before);
        if planned {
            let what = Event::CLOCKS + u16::try_from(clock).unwrap_or(0);
            self.next_expiry = self.next_expiry.min(day.max(timeline.start));
            self.next_other = self.next_other.min(self.next_expiry);
            self.expiries.add(day.max(timeline.start), Event { slot: row.slot, stamp, what, way: Event::NO_WAY });
        }
    }

    /// Finds the first day on which a clock of the case is due.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn find_first_due(&mut self, row: &mut Row) {
        let due = row.first_end();
        if std::mem::replace(&mut row.next_due, due) != due && self.plan.by_due {
            self.queue_anew(row);
        }
    }
}

/// What it means that a clock's discharge has come.
struct Discharge {
    /// It is kept, or not.
    judged: Option<bool>,
    /// It was missed before.
    late: bool,
}

/// What the clock waited for has come.
#[inline]
fn discharge(timeline: &Timeline, limit: DeadlineLimit, running: &mut Running, day: u32) -> Discharge {
    if let DeadlineLimit::NotBefore(count, unit) = limit {
        let kept = timeline.end_day(running.anchor, count, unit) <= day;
        return Discharge { judged: Some(kept), late: false };
    }
    let kept = running.status == DeadlineStatus::Running;
    let late = !kept && std::mem::replace(&mut running.undone, false);
    Discharge { judged: kept.then_some(true), late }
}

/// A clock takes its new status, and counts anew if it has to.
#[expect(clippy::inline_always, reason = "on the way of every event, measured")]
#[inline(always)]
fn go_on(
    timeline: &Timeline,
    limit: &DeadlineLimit,
    running: &mut Running,
    change: ClockChange,
    day: u32,
    count_lifted: impl FnOnce(u64),
) {
    if running.undone && change.status != DeadlineStatus::Missed {
        running.undone = false;
        // The day on which it was missed counts, as it does for the share.
        count_lifted(u64::from(running.due.saturating_add(1) >= timeline.counted_from));
    }
    running.status = change.status;
    if change.restarted {
        (running.anchor, running.since) = (day, day);
        running.due = match limit {
            DeadlineLimit::Within(count, unit) => timeline.last_day(day, *count, *unit),
            DeadlineLimit::NotBefore(..) | DeadlineLimit::Before(..) => NEVER,
        };
    }
}

/// Follows the way back from what came late to the anchor, and blames the longest part of it.
fn blame(activities: &[Activity], doings: &[Doing], (anchor, today): (u32, u32), by: u16, counted: &mut DeadlineTally) {
    let (mut cause, mut most) = ((NOBODY, NOBODY, CauseKind::Wait), 0);
    let (mut activity, mut until) = (by, today);
    for _ in 0..WAY_MAX {
        if activity == NOBODY || until <= anchor {
            break;
        }
        let (one, doing) = (&activities[usize::from(activity)], &doings[usize::from(activity)]);
        // What follows the first moment of a step of two did not wait for the work on it.
        let began = one.begins.is_some() && doing.began == until;
        if doing.ended != until && !began {
            // It was taken again since: what came before is not known any more.
            break;
        }
        let performer = one.performers.first().copied().unwrap_or(NOBODY);
        let actor = if doing.actor == NOBODY { performer } else { doing.actor };
        let mut weigh = |kind, from: u32, to: u32| {
            let days = to.saturating_sub(from.max(anchor));
            if days > most {
                (most, cause) = (days, (activity, actor, kind));
            }
        };
        weigh(CauseKind::Queue, doing.asked, doing.began);
        weigh(CauseKind::Work, doing.began, until);
        weigh(CauseKind::Wait, doing.called, doing.asked);
        (activity, until) = (doing.by, doing.called);
    }
    let count = counted.causes.entry(cause).or_default();
    *count = (count.0 + 1, count.1 + u64::from(most));
}
