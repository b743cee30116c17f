//! Working days in a length of time: the fewest and the most over all days on which it can begin.
//!
//! The time check counts working days and knows no date. A month has 18 to 23 of them; so a length in months or calendar days
//! becomes an interval, measured on the calendar itself.

use std::cell::RefCell;
use std::collections::BTreeMap;

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
const YEARS: std::ops::RangeInclusive<i32> = 2017..=2028;

/// The fewest and the most working days.
pub(super) type Interval = (u16, u16);

/// Lengths of time in working days.
pub(super) struct Units<'a> {
    calendar: &'a Calendar,
    /// All working days of the years measured.
    days: Vec<Date>,
    known: RefCell<BTreeMap<(u32, bool, End), Option<Interval>>>,
}

impl<'a> Units<'a> {
    pub(super) fn new(calendar: &'a Calendar) -> Self {
        let first = Date::from_ymd_opt(*YEARS.start(), 1, 1).unwrap_or_default();
        let last = Date::from_ymd_opt(*YEARS.end(), 12, 31).unwrap_or_default();
        let days = first.iter_days().take_while(|day| *day <= last);
        let days = days.filter(|day| calendar.is_working_day(*day).unwrap_or(false)).collect();
        Self { calendar, days, known: RefCell::default() }
    }

    /// The fewest and the most working days; absent if the calendar is too short for the length.
    pub(super) fn working_days(&self, count: u32, unit: TimeUnit, end: End) -> Option<Interval> {
        if unit == TimeUnit::WorkingDay {
            let count = u16::try_from(count).ok()?;
            return Some((count, count));
        }
        let key = (count, unit == TimeUnit::Month, end);
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        let lengths = self.days.iter().filter_map(|day| self.length(*day, count, unit, end).ok());
        let found = lengths.fold(None, |found: Option<(u32, u32)>, length| {
            Some(found.map_or((length, length), |(fewest, most)| (fewest.min(length), most.max(length))))
        });
        let found = found.and_then(|(fewest, most)| Some((u16::try_from(fewest).ok()?, u16::try_from(most).ok()?)));
        self.known.borrow_mut().insert(key, found);
        found
    }

    /// The limit of a clock, at its shortest and at its longest.
    pub(super) fn limit(&self, system: &TransitionSystem, clock: usize) -> Result<Interval, TooLong> {
        let days = match system.clocks[clock].limit {
            DeadlineLimit::Within(count, unit) => self.working_days(count, unit, End::Limit),
            DeadlineLimit::NotBefore(count, unit) | DeadlineLimit::Before(count, unit) => {
                self.working_days(count, unit, End::Deed)
            }
        };
        days.ok_or_else(|| TooLong(owner_id(system, system.clocks[clock].owner)))
    }

    fn length(&self, from: Date, count: u32, unit: TimeUnit, end: End) -> Result<u32, OutsideCalendar> {
        let last = match unit {
            TimeUnit::WorkingDay => self.calendar.add_working_days(from, count)?,
            TimeUnit::CalendarDay => self.calendar.add_calendar_days(from, count)?,
            TimeUnit::Month => self.calendar.add_months(from, count)?,
        };
        let last = match end {
            End::Limit => last,
            End::Deed => self.calendar.next_working_day_on_or_after(last)?,
        };
        self.calendar.working_days_between(from, last)
    }
}

/// The id of what a clock belongs to.
pub(super) fn owner_id(system: &TransitionSystem, owner: ClockOwner) -> String {
    match owner {
        ClockOwner::Deadline(deadline) => system.deadline(deadline).id.clone(),
        ClockOwner::Invariant(index) => system.invariants[usize::from(index)].id.clone(),
    }
}
