//! Periods of months and of calendar days, which run through weekends and bank holidays.

use chrono::{Days, Months};

use super::{Calendar, Date, OutsideCalendar};

impl Calendar {
    /// The last day of a period of `count` months that runs from an event on `date`.
    ///
    /// A month is a calendar month (Interpretation Act 1978, Schedule 1). The period ends on the corresponding date,
    /// the day of the same number: four months from 30 September end on 30 January (Dodds v Walker \[1981\] 1 WLR
    /// 1027). If the month has no such day, it ends on the last day of that month. The end is not moved when it
    /// falls on a day that is not a working day. A count of 0 gives `date` itself.
    ///
    /// # Errors
    /// [`OutsideCalendar`] if the calendar does not cover the date or the end of the period.
    pub fn add_months(&self, date: Date, count: u32) -> Result<Date, OutsideCalendar> {
        let end = self.covered(date)?.checked_add_months(Months::new(count));
        self.covered(end.ok_or_else(|| self.past_the_end())?)
    }

    /// The last day of a period of `count` calendar days that runs from an event on `date`.
    ///
    /// The day of the event is left out (Lester v Garland (1808) 15 Ves 248): 14 days from 2 October end on
    /// 16 October (Civil Procedure Rules, rule 2.8, by analogy). A count of 0 gives `date` itself.
    ///
    /// # Errors
    /// [`OutsideCalendar`] if the calendar does not cover the date or the end of the period.
    pub fn add_calendar_days(&self, date: Date, count: u32) -> Result<Date, OutsideCalendar> {
        let end = self.covered(date)?.checked_add_days(Days::new(u64::from(count)));
        self.covered(end.ok_or_else(|| self.past_the_end())?)
    }
}
