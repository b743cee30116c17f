//! Counting working days forward, backward and between two dates.

use super::{Calendar, Date, OutsideCalendar, week};

impl Calendar {
    /// Whether the date is a working day.
    ///
    /// # Errors
    /// [`OutsideCalendar`] if the calendar does not cover the date.
    pub fn is_working_day(&self, date: Date) -> Result<bool, OutsideCalendar> {
        self.covered(date)?;
        let is_holiday = self.holidays.binary_search_by_key(&date, |holiday| holiday.date).is_ok();
        Ok(week::is_weekday(date) && !is_holiday)
    }

    /// The last day of a period of `count` working days that runs from an event on `date`.
    ///
    /// The day of the event is left out (Lester v Garland (1808) 15 Ves 248; Lord Diplock in Dodds v Walker \[1981\]
    /// 1 WLR 1027), so day 1 is the next working day, also where `date` is not a working day. A count of 0 gives
    /// `date` itself.
    ///
    /// # Errors
    /// [`OutsideCalendar`] if the calendar does not cover the date or the whole period.
    pub fn add_working_days(&self, date: Date, count: u32) -> Result<Date, OutsideCalendar> {
        if count == 0 {
            return self.covered(date);
        }
        let number = self.working_days_up_to(self.covered(date)?) + i64::from(count);
        self.working_day_numbered(number).ok_or_else(|| self.past_the_end())
    }

    /// The last day on which a thing is done "no later than `count` working days before" `date`.
    ///
    /// The mirror of [`Calendar::add_working_days`]: `date` is left out, and day 1 is the working day before it. A
    /// count of 0 gives `date` itself.
    ///
    /// # Errors
    /// [`OutsideCalendar`] if the calendar does not cover the date or the whole period.
    pub fn subtract_working_days(&self, date: Date, count: u32) -> Result<Date, OutsideCalendar> {
        if count == 0 {
            return self.covered(date);
        }
        let day_one = self.working_days_up_to(date) - i64::from(self.is_working_day(date)?);
        let number = day_one + 1 - i64::from(count);
        self.working_day_numbered(number).ok_or_else(|| self.before_the_start())
    }

    /// How many working days come after `from`, up to and including `to`: on which day of a period that runs from an
    /// event on `from` the date `to` falls. 0 if `to` is not later than `from`.
    ///
    /// # Errors
    /// [`OutsideCalendar`] if the calendar does not cover both dates.
    pub fn working_days_between(&self, from: Date, to: Date) -> Result<u32, OutsideCalendar> {
        let (from, to) = (self.covered(from)?, self.covered(to)?);
        let days = self.working_days_up_to(to) - self.working_days_up_to(from);
        // A negative number does not convert, and no calendar has more working days than a u32 holds.
        Ok(u32::try_from(days).unwrap_or(0))
    }

    /// The date itself if it is a working day, otherwise the next working day.
    ///
    /// # Errors
    /// [`OutsideCalendar`] if the calendar does not cover the date, or has no working day left after it.
    pub fn next_working_day_on_or_after(&self, date: Date) -> Result<Date, OutsideCalendar> {
        if self.is_working_day(date)? {
            return Ok(date);
        }
        self.add_working_days(date, 1)
    }

    /// The number of the date if it is a working day, otherwise that of the working day before it. Working days are
    /// numbered as weekdays are, less the bank holidays passed.
    fn working_days_up_to(&self, date: Date) -> i64 {
        let passed = self.holidays.partition_point(|holiday| holiday.date <= date);
        week::weekdays_up_to(date) - as_number(passed)
    }

    /// The working day with this number, if the calendar covers it.
    fn working_day_numbered(&self, number: i64) -> Option<Date> {
        let passed = self.holidays.partition_point(|holiday| holiday.working_days_before < number);
        week::weekday_numbered(number + as_number(passed)).filter(|date| self.covered(*date).is_ok())
    }
}

/// A number of bank holidays as the signed number that the arithmetic here uses; the table has a few hundred at most.
fn as_number(holidays: usize) -> i64 {
    i64::try_from(holidays).unwrap_or(i64::MAX)
}
