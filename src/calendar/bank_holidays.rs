//! The bank holidays of England and Wales, read when the crate is compiled: a table that cannot be read does not build.
//!
//! Source: `alphagov/frontend`, `lib/data/bank-holidays.json`, commits 0d66bf1 (2017 and 2018) and cb2a016d of
//! 21 August 2026 (2019 to 2028).

use super::{Date, text::date_at_start};

/// First year of the table.
pub(super) const FIRST_YEAR: i32 = 2017;
/// Last year of the table. Raise it only when the table has every bank holiday of the new year.
pub(super) const LAST_YEAR: i32 = 2028;

/// A line of headings, then one line for each bank holiday, which begins with its date.
const TABLE: &[u8] = include_str!("bank_holidays_england_wales.csv").as_bytes();
const ROWS: usize = count_lines() - 1;

/// Every bank holiday of the years covered, earliest first. None falls on a weekend.
pub(super) static BANK_HOLIDAYS: [Date; ROWS] = read_rows();

const fn count_lines() -> usize {
    let mut rest = TABLE;
    let mut lines = 0;
    while !rest.is_empty() {
        rest = after_line(rest);
        lines += 1;
    }
    lines
}

const fn read_rows() -> [Date; ROWS] {
    let mut dates = [Date::MIN; ROWS];
    let mut read = 0;
    let mut rest = after_line(TABLE);
    while !rest.is_empty() {
        if let Some(date) = date_at_start(rest) {
            dates[read] = date;
            read += 1;
        }
        rest = after_line(rest);
    }
    assert!(read == ROWS, "every row of the bank holiday table must begin with a date");
    dates
}

/// What follows the first line of the text.
const fn after_line(text: &[u8]) -> &[u8] {
    let mut rest = text;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte == b'\n' {
            break;
        }
    }
    rest
}
