//! Dates as text: read in one form only, written in two.

use chrono::Datelike;

use super::Date;

/// A text that is not a date in the form yyyy-mm-dd.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDate {
    /// The text is not four digits, two digits and two digits joined by hyphens.
    #[error(
        "{text:?} is not a date in the form yyyy-mm-dd. Write the year in four digits, then the month and the day in \
         two digits each, joined by hyphens, such as 2026-03-16."
    )]
    WrongForm {
        /// What was written.
        text: String,
    },
    /// The month is not one of 1 to 12.
    #[error("{text:?} is not a date, because there is no month {month}. Write a month from 01 to 12 in the middle.")]
    NoSuchMonth {
        /// What was written.
        text: String,
        /// The number that stands for the month.
        month: u32,
    },
    /// The month has no day of this number.
    #[error("{text:?} is not a date, because that month has {days} days. Write a day from 01 to {days} at the end.")]
    NoSuchDay {
        /// What was written.
        text: String,
        /// How many days the month has, 28 to 31.
        days: u8,
    },
}

/// Reads a date in the form yyyy-mm-dd of ISO 8601, such as 2026-03-16, from year 0000 to 9999.
///
/// # Errors
/// [`InvalidDate`] if the text has any other form, spaces around it included, or names a day that does not exist.
pub fn parse_date(text: &str) -> Result<Date, InvalidDate> {
    let owned = || text.to_owned();
    let parts = <&[u8; 10]>::try_from(text.as_bytes()).ok().and_then(year_month_day);
    let (year, month, day) = parts.ok_or_else(|| InvalidDate::WrongForm { text: owned() })?;
    let month_start =
        Date::from_ymd_opt(year, month, 1).ok_or_else(|| InvalidDate::NoSuchMonth { text: owned(), month })?;
    let no_such_day = || InvalidDate::NoSuchDay { text: owned(), days: month_start.num_days_in_month() };
    month_start.with_day(day).ok_or_else(no_such_day)
}

/// The date in the form yyyy-mm-dd of ISO 8601, such as 2026-03-16; the form that [`parse_date`] reads.
pub fn format_iso(date: Date) -> String {
    date.format("%Y-%m-%d").to_string()
}

/// The date in words for a reader, such as "Mon 16 Mar 2026".
pub fn format_long(date: Date) -> String {
    date.format("%a %-d %b %Y").to_string()
}

/// The date yyyy-mm-dd with which a text begins, if it begins with one.
pub(super) const fn date_at_start(text: &[u8]) -> Option<Date> {
    let Some(ten) = text.first_chunk() else { return None };
    let Some((year, month, day)) = year_month_day(ten) else { return None };
    Date::from_ymd_opt(year, month, day)
}

/// The three numbers of a text yyyy-mm-dd; they need not name a day that exists.
const fn year_month_day(text: &[u8; 10]) -> Option<(i32, u32, u32)> {
    let [thousands, hundreds, tens, units, b'-', month_tens, month_units, b'-', day_tens, day_units] = *text else {
        return None;
    };
    let year = number(&[thousands, hundreds, tens, units]);
    let month = number(&[month_tens, month_units]);
    let day = number(&[day_tens, day_units]);
    match (year, month, day) {
        (Some(year), Some(month), Some(day)) => Some((year.cast_signed(), month, day)),
        _ => None,
    }
}

/// The number that these decimal digits write; nothing if one of them is not a digit.
const fn number(digits: &[u8]) -> Option<u32> {
    let mut value = 0;
    let mut rest = digits;
    while let Some((digit, after)) = rest.split_first() {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value * 10 + (*digit - b'0') as u32;
        rest = after;
    }
    Some(value)
}
