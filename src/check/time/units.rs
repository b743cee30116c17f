//! Working days in a length of time: the fewest and the most over the days on which it can begin.
//!
//! The time check counts working days and knows no date. A month has 17 to 23 of them; so a length in months or calendar days
//! becomes an interval, measured on the calendar itself. `by_date` measures it over fewer days.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::calendar::{Calendar, Date, OutsideCalendar};
use crate::system::{ClockOwner, DeadlineLimit, TimeUnit, TransitionSystem};

use super::plan::TooLong;

/// What ends at the end of a length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    /// A limit: the last working day that is not later.
    Limit,
    /// Something that is done then: the first working day that is not earlier.
    Deed,
}

/// The years over which lengths are measured: those of the table of bank holidays.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 2017..=2028;

/// The fewest and the most working days.
pub(super) type Interval = (u16, u16);

/// A length in months or calendar days: the number, whether of months, and what ends with it.
pub(super) type Length = (u32, bool, End);

/// Lengths of time in working days.
pub(super) struct Units<'a> {
    calendar: &'a Calendar,
    known: Mutex<BTreeMap<Length, Option<Interval>>>,
    /// A clock whose limit is known to the day, and that limit.
    exact: Option<(usize, u16)>,
    /// Whether tasks take only as long as they can on every date.
    narrow: bool,
}

impl<'a> Units<'a> {
    pub(super) fn new(calendar: &'a Calendar) -> Self {
        Self { calendar, known: Mutex::default(), exact: None, narrow: false }
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<Length, Option<Interval>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn calendar(&self) -> &'a Calendar {
        self.calendar
    }

    /// The same where the limit of one clock is known to the day, and some lengths begin on fewer days.
    pub(super) fn with(&self, exact: Option<(usize, u16)>, narrower: &[(Length, Interval)]) -> Self {
        let mut known = self.known().clone();
        known.extend(narrower.iter().map(|(length, interval)| (*length, Some(*interval))));
        Self { calendar: self.calendar, known: Mutex::new(known), exact, narrow: false }
    }

    /// The same where tasks take only as long as they can on every date: fewer runs than on any.
    pub(super) fn narrowed(&self) -> Self {
        Self { narrow: true, ..self.with(self.exact, &[]) }
    }

    /// The bounds of a task in working days; absent if the calendar is too short, or no length is within them on every date.
    pub(super) fn task(&self, least: u32, most: u32, unit: TimeUnit) -> Option<Interval> {
        let (least, most) = (self.working_days(least, unit, End::Deed)?, self.working_days(most, unit, End::Deed)?);
        if self.narrow {
            Some((least.1, most.0)).filter(|(least, most)| least <= most)
        } else {
            Some((least.0, most.1))
        }
    }

    /// The fewest and the most working days; absent if the calendar is too short for the length.
    pub(super) fn working_days(&self, count: u32, unit: TimeUnit, end: End) -> Option<Interval> {
        if unit == TimeUnit::WorkingDay {
            let count = u16::try_from(count).ok()?;
            return Some((count, count));
        }
        let key = (count, unit == TimeUnit::Month, end);
        if let Some(known) = self.known().get(&key) {
            return *known;
        }
        let first = Date::from_ymd_opt(*YEARS.start(), 1, 1).unwrap_or_default();
        let last = Date::from_ymd_opt(*YEARS.end(), 12, 31).unwrap_or_default();
        // Days on which it would run past the calendar do not count, unless there are no others.
        let lengths = days(first, last).filter_map(|day| self.length(day, count, unit, end).ok());
        let found = extremes(lengths);
        self.known().insert(key, found);
        found
    }

    /// The fewest and the most working days over some days; absent if one of them is too late for the calendar.
    pub(super) fn over(&self, begun: &[Date], length: Length) -> Option<Interval> {
        let (count, months, end) = length;
        let unit = if months { TimeUnit::Month } else { TimeUnit::CalendarDay };
        let lengths: Result<Vec<u32>, _> = begun.iter().map(|day| self.length(*day, count, unit, end)).collect();
        extremes(lengths.ok()?.into_iter())
    }

    /// The limit of a clock, at its shortest and at its longest.
    pub(super) fn limit(&self, system: &TransitionSystem, clock: usize) -> Result<Interval, TooLong> {
        if let Some((_, limit)) = self.exact.filter(|(exact, _)| *exact == clock) {
            return Ok((limit, limit));
        }
        let (count, unit, end) = counted(system.clocks[clock].limit);
        let days = self.working_days(count, unit, end);
        days.ok_or_else(|| TooLong(owner_id(system, system.clocks[clock].owner)))
    }

    /// The date on which a length of time ends that begins on a date: the day itself, whether it is worked or not.
    pub(super) fn end(&self, from: Date, count: u32, unit: TimeUnit) -> Result<Date, OutsideCalendar> {
        match unit {
            TimeUnit::WorkingDay => self.calendar.add_working_days(from, count),
            TimeUnit::CalendarDay => self.calendar.add_calendar_days(from, count),
            TimeUnit::Month => self.calendar.add_months(from, count),
        }
    }

    /// The working days of a length of time that begins on a date.
    pub(super) fn length(&self, from: Date, count: u32, unit: TimeUnit, end: End) -> Result<u32, OutsideCalendar> {
        let last = self.end(from, count, unit)?;
        let last = match end {
            End::Limit => last,
            End::Deed => self.calendar.next_working_day_on_or_after(last)?,
        };
        self.calendar.working_days_between(from, last)
    }
}

/// All days from one to another.
pub(super) fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    first.iter_days().take_while(move |day| *day <= last)
}

/// The number and unit of a limit, and what ends with it.
pub(super) fn counted(limit: DeadlineLimit) -> (u32, TimeUnit, End) {
    match limit {
        DeadlineLimit::Within(count, unit) => (count, unit, End::Limit),
        DeadlineLimit::NotBefore(count, unit) | DeadlineLimit::Before(count, unit) => (count, unit, End::Deed),
    }
}

fn extremes(lengths: impl Iterator<Item = u32>) -> Option<Interval> {
    let found = lengths.fold(None, |found: Option<(u32, u32)>, length| {
        Some(found.map_or((length, length), |(fewest, most)| (fewest.min(length), most.max(length))))
    });
    let (fewest, most) = found?;
    Some((u16::try_from(fewest).ok()?, u16::try_from(most).ok()?))
}

/// The id of what a clock belongs to.
pub(super) fn owner_id(system: &TransitionSystem, owner: ClockOwner) -> String {
    match owner {
        ClockOwner::Deadline(deadline) => system.deadline(deadline).id.clone(),
        ClockOwner::Invariant(index) => system.invariants[usize::from(index)].id.clone(),
    }
}
