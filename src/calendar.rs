//! Dates, working days and months: how a legal period is counted.
//!
//! This module turns "within 15 working days" or "six months from" into a date. It is the only one that names the
//! library behind [`Date`]. It must know nothing of procedures, read no clock, file or network, and never guess: a
//! question about a day that its calendar does not cover is answered with [`OutsideCalendar`].

mod bank_holidays;
mod outside;
mod parts;
mod periods;
mod text;
mod week;
mod working_days;

#[cfg(test)]
mod tests;

use bank_holidays::BANK_HOLIDAYS;

pub use chrono::NaiveDate as Date;
pub use outside::OutsideCalendar;
pub use parts::{day_of_month, month_of, weekday_of};
pub use text::{InvalidDate, format_iso, format_long, parse_date};

/// The days on which a body is at work, over a span of whole years.
///
/// The default meaning of a working day is that of the Children Act 1989 Representations Procedure (England)
/// Regulations 2006 (SI 2006/1738), regulation 2: a day which is not a Saturday, Sunday, Christmas Day, Boxing Day,
/// Good Friday or a bank holiday under the Banking and Financial Dealings Act 1971.
///
/// Every method takes time logarithmic in the number of bank holidays, whatever the length of the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// First day covered.
    first: Date,
    /// Last day covered.
    last: Date,
    /// Bank holidays inside the span, all of them weekdays, earliest first.
    holidays: Vec<Holiday>,
}

/// A weekday that is not worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Holiday {
    date: Date,
    /// Number of the last working day before it, on the scale of [`Calendar::working_days_up_to`].
    working_days_before: i64,
}

impl Calendar {
    /// Monday to Friday less the bank holidays of England and Wales, from 1 January 2017 to 31 December 2028.
    ///
    /// Source: the table behind <https://www.gov.uk/bank-holidays>, with the days moved or added in 2020, 2022 and
    /// 2023. A bank holiday proclaimed after the table was written (August 2026) is not in it.
    pub fn england_and_wales() -> Self {
        let numbered = (1..).zip(BANK_HOLIDAYS);
        let holidays = numbered
            .map(|(number, date)| Holiday { date, working_days_before: week::weekdays_up_to(date) - number })
            .collect();
        let (first, last) = (year_start(bank_holidays::FIRST_YEAR), year_end(bank_holidays::LAST_YEAR));
        Self { first, last, holidays }
    }

    /// Monday to Friday with no bank holidays, in every year that [`parse_date`] can read: 0000 to 9999.
    pub fn working_week() -> Self {
        Self { first: year_start(0), last: year_end(9999), holidays: Vec::new() }
    }

    /// The date itself if this calendar covers it.
    fn covered(&self, date: Date) -> Result<Date, OutsideCalendar> {
        if date < self.first || date > self.last {
            return Err(self.outside(date));
        }
        Ok(date)
    }

    /// The error for a period that runs past the last day covered; it names the day after that.
    fn past_the_end(&self) -> OutsideCalendar {
        self.outside(self.last.succ_opt().unwrap_or(self.last))
    }

    /// The error for a period that runs back past the first day covered; it names the day before that.
    fn before_the_start(&self) -> OutsideCalendar {
        self.outside(self.first.pred_opt().unwrap_or(self.first))
    }

    fn outside(&self, date: Date) -> OutsideCalendar {
        OutsideCalendar { date, first: self.first, last: self.last }
    }
}

/// 1 January, or the earliest date there is if the year is beyond the range of [`Date`].
fn year_start(year: i32) -> Date {
    Date::from_ymd_opt(year, 1, 1).unwrap_or(Date::MIN)
}

/// 31 December, or the latest date there is if the year is beyond the range of [`Date`].
fn year_end(year: i32) -> Date {
    Date::from_ymd_opt(year, 12, 31).unwrap_or(Date::MAX)
}
