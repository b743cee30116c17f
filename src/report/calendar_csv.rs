//! Every deadline on every date as CSV (RFC 4180, UTF-8, lines that end with CR LF): one row for each deadline and date.
//!
//! A cell is empty where there is no number: the calendar ends, or nothing bounds the time. Days are whole; the unit stands in the heading.

use super::CalendarSweep;
use super::dates::calendar_days;
use crate::calendar::{Date, format_iso};
use crate::check::time::{Dated, DatedDeadline, DatedStart};
use crate::system::DeadlineLimit;

const HEADINGS: [&str; 15] = [
    "deadline",
    "counted_from",
    "start_date",
    "start_is_working_day",
    "verdict",
    "times_are",
    "limit_date",
    "limit_working_days",
    "limit_calendar_days",
    "longest_working_days",
    "longest_calendar_days",
    "shortest_working_days",
    "slack_working_days",
    "late_calendar_days",
    "longest_end_date",
];

/// The whole table.
///
/// # Errors
/// If the writer fails, which it does not in memory.
pub fn write(sweep: &CalendarSweep) -> Result<String, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(HEADINGS)?;
    for deadline in &sweep.deadlines {
        for start in &deadline.starts {
            writer.write_record(row(deadline, start))?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What the days are counted from.
pub(super) fn counted_from(limit: DeadlineLimit) -> &'static str {
    if matches!(limit, DeadlineLimit::Before(..)) { "deed" } else { "anchor" }
}

/// Whether times are those of runs.
pub(super) fn times_are(exact: bool) -> &'static str {
    if exact { "exact" } else { "bounds" }
}

fn row(deadline: &DatedDeadline, start: &DatedStart) -> [String; 15] {
    let found = start.found.as_ref();
    let cell = |value: &dyn Fn(&Dated) -> Option<String>| found.and_then(value).unwrap_or_default();
    let from_start = |date: Date| calendar_days(start.start, date).to_string();
    let number = |number: Option<u32>| number.map(|number| number.to_string());
    [
        deadline.id.clone(),
        counted_from(deadline.limit).to_owned(),
        format_iso(start.start),
        (if start.is_working_day { "yes" } else { "no" }).to_owned(),
        found.map_or("not measured", |found| found.verdict.name()).to_owned(),
        cell(&|found| Some(times_are(found.exact).to_owned())),
        cell(&|found| Some(format_iso(found.limit_date))),
        cell(&|found| Some(found.limit_days.to_string())),
        cell(&|found| Some(from_start(found.limit_date))),
        cell(&|found| number(found.longest_days)),
        cell(&|found| found.longest_date.map(from_start)),
        cell(&|found| number(found.shortest_days)),
        cell(&|found| found.slack_days.map(|days| days.to_string())),
        cell(&|found| late(deadline.limit, found)),
        cell(&|found| found.longest_date.map(format_iso)),
    ]
}

/// By how many calendar days the longest time is late; 0 where it is in time.
fn late(limit: DeadlineLimit, found: &Dated) -> Option<String> {
    let within = matches!(limit, DeadlineLimit::Within(..));
    within.then_some(found.longest_date?).map(|end| calendar_days(found.limit_date, end).to_string())
}
