//! Dates for a run: a limit in months is another number of working days on every date, so a run in which one runs out
//! happens only on dates on which it runs out just then. Tasks are no matter here: they take as long as they can on every date.

use std::collections::BTreeSet;

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

/// A run that misses a deadline, and what of it happens on some dates only.
pub(super) struct Datable<'a> {
    measured: &'a Clock,
    /// Clocks that run in it, each with its limit.
    segments: Vec<(Segment, DeadlineLimit)>,
    anchor_day: u32,
    end_day: u32,
    /// Working days from anchor to end, as the deadline counts them.
    days: u32,
}

impl<'a> Datable<'a> {
    /// Absent if it cannot be told on which dates a run happens.
    pub(super) fn new<const W: usize>(
        phases: &'a Phases<'_, W>,
        (states, numbers): (&[State<W>], &[u16]),
        run: &TimedRun,
        days: u32,
    ) -> Option<Self> {
        let timed = &phases.timed;
        let measured = &timed.measured;
        let with_limit = |segment: Segment| (segment, timed.running[segment.clock].clock.limit);
        let segments: Vec<_> = segments(phases, states, numbers)?.into_iter().map(with_limit).collect();
        let stands_still = unit(measured) != TimeUnit::WorkingDay && measured.suspended != Condition::FALSE;
        let told = segments.is_empty() || !stands_still;
        let (anchor_day, end_day) = (run.anchor_day, run.end_day);
        told.then_some(Self { measured, segments, anchor_day, end_day, days })
    }

    /// Whether it happens, and misses the deadline by which it was found, whatever the date.
    pub(super) fn is_on_any_date(&self) -> bool {
        self.segments.is_empty()
    }

    /// The latest dates that the calendar has, on which it happens and misses its deadline.
    pub(super) fn latest(&self, units: &Units<'_>) -> Option<DatedMiss> {
        let dates = all_days();
        dates.into_iter().rev().find_map(|start| self.begun_on(units, start, 0).ok().flatten())
    }

    /// All dates of the calendar on which the time of the deadline can begin so that the run happens and misses it. What happens on the day of
    /// the anchor may happen on a weekend or holiday after it as well.
    pub(super) fn anchors(&self, units: &Units<'_>) -> BTreeSet<Date> {
        let mut anchors = BTreeSet::new();
        for start in all_days() {
            let anchor = units.end(start, self.anchor_day, TimeUnit::WorkingDay);
            let is_free = |later: u32| {
                let day = units.end(anchor?, later, TimeUnit::CalendarDay)?;
                units.calendar().is_working_day(day).map(|works| !works)
            };
            for later in (0..).take_while(|later| *later == 0 || is_free(*later) == Ok(true)) {
                let found = self.begun_on(units, start, later);
                anchors.extend(found.ok().flatten().map(|miss| miss.anchor));
            }
        }
        anchors
    }

    /// The dates of the run if the case begins on one, and what happens on the day of the anchor happens so many days later, if it
    /// misses the deadline then.
    fn begun_on(&self, units: &Units<'_>, start: Date, later: u32) -> Result<Option<DatedMiss>, OutsideCalendar> {
        if !units.calendar().is_working_day(start)? {
            return Ok(None);
        }
        let on = |day: u32| {
            let date = units.end(start, day, TimeUnit::WorkingDay)?;
            units.end(date, if day == self.anchor_day { later } else { 0 }, TimeUnit::CalendarDay)
        };
        for (segment, limit) in &self.segments {
            let (count, unit, end) = counted(*limit);
            let limit = units.length(on(segment.from)?, count, unit, end)?;
            let ran = segment.to - segment.from;
            if segment.ran_out && ran != limit + 1 || !segment.ran_out && ran > limit {
                return Ok(None);
            }
        }
        let anchor = on(self.anchor_day)?;
        let (count, unit, end) = counted(self.measured.limit);
        let limit = units.length(anchor, count, unit, end)?;
        let within = matches!(self.measured.limit, DeadlineLimit::Within(..));
        let misses = if within { self.days > limit } else { self.days < limit };
        let last = units.end(anchor, count, unit)?;
        let (end, days) = (on(self.end_day)?, self.days);
        Ok(misses.then_some(DatedMiss { start, anchor, limit: last, end, days }))
    }
}

/// All days of the calendar.
fn all_days() -> Vec<Date> {
    let first = Date::from_ymd_opt(*YEARS.start(), 1, 1);
    let last = Date::from_ymd_opt(*YEARS.end(), 12, 31);
    first.zip(last).map(|(first, last)| days(first, last).collect()).unwrap_or_default()
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
