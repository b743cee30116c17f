//! Dates for a run: a limit in months is another number of working days on every date, so a run in which one runs out
//! happens only on dates on which it runs out just then. Tasks are no matter here: they take as long as they can on every date.

use super::outcome::TimedRun;
use super::phases::Phases;
use super::units::{Units, YEARS, counted, days};
use crate::calendar::{Date, OutsideCalendar};
use crate::system::{Clock, Condition, DeadlineLimit, State, TimeUnit};

/// The dates of a run that misses a deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedMiss {
    /// The case begins.
    pub start: Date,
    /// The time of the deadline begins.
    pub anchor: Date,
    /// The last day on which it would be in time; for what must wait, the first.
    pub limit: Date,
    /// It ends.
    pub end: Date,
    /// Working days from anchor to end, as the deadline counts them.
    pub days: u32,
}

/// From when to when a clock has run, in working days of the run, and whether it ran out then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Segment {
    /// Its place among the clocks that run.
    clock: usize,
    from: u32,
    to: u32,
    ran_out: bool,
}

/// The dates on which a run happens and misses its deadline, the latest that the calendar has. `None` if there are none; `Some(None)` if
/// it does so on every date.
#[expect(clippy::option_option, reason = "no date, any date, this date")]
pub(super) fn date<const W: usize>(
    phases: &Phases<'_, W>,
    units: &Units<'_>,
    (states, numbers): (&[State<W>], &[u16]),
    run: &TimedRun,
    days_counted: u32,
) -> Option<Option<DatedMiss>> {
    let timed = &phases.timed;
    let segments = segments(phases, states, numbers)?;
    let measured = &timed.measured;
    if segments.is_empty() {
        return Some(None);
    }
    if unit(measured) != TimeUnit::WorkingDay && measured.suspended != Condition::FALSE {
        return None;
    }
    let fits = |start: Date| -> Result<Option<DatedMiss>, OutsideCalendar> {
        if !units.calendar().is_working_day(start)? {
            return Ok(None);
        }
        let on = |day: u32| units.end(start, day, TimeUnit::WorkingDay);
        for segment in &segments {
            let (count, unit, end) = counted(timed.running[segment.clock].clock.limit);
            let limit = units.length(on(segment.from)?, count, unit, end)?;
            let ran = segment.to - segment.from;
            if segment.ran_out && ran != limit + 1 || !segment.ran_out && ran > limit {
                return Ok(None);
            }
        }
        let anchor = on(run.anchor_day)?;
        let (count, unit, end) = counted(measured.limit);
        let limit = units.length(anchor, count, unit, end)?;
        let misses = if matches!(measured.limit, DeadlineLimit::Within(..)) {
            days_counted > limit
        } else {
            days_counted < limit
        };
        let last = units.end(anchor, count, unit)?;
        let (end, days) = (on(run.end_day)?, days_counted);
        Ok(misses.then_some(DatedMiss { start, anchor, limit: last, end, days }))
    };
    let first = Date::from_ymd_opt(*YEARS.start(), 1, 1)?;
    let last = Date::from_ymd_opt(*YEARS.end(), 12, 31)?;
    let dates: Vec<Date> = days(first, last).collect();
    dates.into_iter().rev().find_map(|start| fits(start).ok().flatten()).map(Some)
}

fn unit(clock: &Clock) -> TimeUnit {
    counted(clock.limit).1
}

/// When clocks with limits that depend on the date have run. Absent if that cannot be told: one stood still, or ran out only after something
/// else had been done on the day.
fn segments<const W: usize>(phases: &Phases<'_, W>, states: &[State<W>], numbers: &[u16]) -> Option<Vec<Segment>> {
    let timed = &phases.timed;
    let mut segments = Vec::new();
    for (clock, running) in timed.running.iter().enumerate() {
        if unit(&running.clock) == TimeUnit::WorkingDay {
            continue;
        }
        let mut open: Option<u32> = None;
        let mut day = 0;
        let mut is_new_day = true;
        for (index, state) in states.iter().enumerate() {
            let mut ran_out = false;
            if let Some(number) = index.checked_sub(1).map(|before| numbers[before]) {
                let before = states[index - 1];
                if number == timed.tick_move() {
                    (day, is_new_day) = (day + 1, true);
                    ran_out =
                        timed.tick(&phases.of(&before), before).1.iter().any(|(missed, _)| *missed == running.missed);
                } else if usize::from(number) == running.missed {
                    if !is_new_day {
                        return None;
                    }
                    ran_out = true;
                } else if timed.work_of(number).is_some() {
                    is_new_day = false;
                }
            }
            let value = running.slot.get(state);
            let close = |from: u32, ran_out: bool| Segment { clock, from, to: day, ran_out };
            if let Some(from) = open.filter(|_| ran_out || value == 0 || (value == 1 && open != Some(day))) {
                segments.push(close(from, ran_out));
                open = None;
            }
            if value == 1 && open.is_none() {
                open = Some(day);
            }
        }
        if let Some(from) = open {
            segments.push(Segment { clock, from, to: day, ran_out: false });
        }
        // What runs less than the shortest that it can be does not run out on any date.
        let fewest = u32::from(running.limit.0);
        segments.retain(|segment: &Segment| {
            segment.clock != clock || segment.ran_out || segment.to - segment.from > fewest
        });
        if running.clock.suspended != Condition::FALSE && segments.iter().any(|segment| segment.clock == clock) {
            return None;
        }
    }
    Some(segments)
}
