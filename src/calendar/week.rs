//! Arithmetic of the seven-day week. It knows no bank holidays and no limits.
//!
//! Weekdays are numbered from Monday 1 January of the year 1, which is number 1.

use chrono::Datelike;

use super::Date;

const DAYS: i64 = 7;
const WEEKDAYS: i64 = 5;

/// Whether the date falls on Monday to Friday.
pub(super) fn is_weekday(date: Date) -> bool {
    i64::from(date.weekday().num_days_from_monday()) < WEEKDAYS
}

/// The number of the date if it is a weekday, otherwise that of the Friday before it.
pub(super) fn weekdays_up_to(date: Date) -> i64 {
    let days_since_monday = i64::from(date.num_days_from_ce()) - 1;
    let day_of_week = days_since_monday.rem_euclid(DAYS) + 1;
    days_since_monday.div_euclid(DAYS) * WEEKDAYS + day_of_week.min(WEEKDAYS)
}

/// The weekday with this number, or nothing if it is beyond the range of [`Date`].
pub(super) fn weekday_numbered(number: i64) -> Option<Date> {
    let since_monday = number - 1;
    let days = since_monday.div_euclid(WEEKDAYS) * DAYS + since_monday.rem_euclid(WEEKDAYS) + 1;
    Date::from_num_days_from_ce_opt(i32::try_from(days).ok()?)
}
