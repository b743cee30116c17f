//! The one way in which counting days can fail.

use super::{Date, format_iso};

/// A date, or a day that a period needs, lies outside the span of years that a calendar covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{} is outside the calendar, which covers {} to {}; the working days beyond that span are not known and none is \
     guessed. Move the dates or shorten the period so that it stays inside, or use a calendar that covers more years.",
    format_iso(*date),
    format_iso(*first),
    format_iso(*last)
)]
pub struct OutsideCalendar {
    /// The date that was given or reached. Where the calendar ran out while working days were being counted, the
    /// nearest day that it does not cover.
    pub date: Date,
    /// First day that the calendar covers.
    pub first: Date,
    /// Last day that the calendar covers.
    pub last: Date,
}
