//! What a date says of itself.

use chrono::Datelike;

use super::Date;

/// The month, from 1 for January to 12.
pub fn month_of(date: Date) -> u32 {
    date.month()
}

/// The day of the month, from 1 to 31.
pub fn day_of_month(date: Date) -> u32 {
    date.day()
}

/// The day of the week, from 0 for Monday to 6 for Sunday.
pub fn weekday_of(date: Date) -> u32 {
    date.weekday().num_days_from_monday()
}
