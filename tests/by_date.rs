//! The time check on every date, against days counted one by one.

#![expect(clippy::panic, reason = "what cannot go on here should fail loudly")]

#[path = "by_date/bounds.rs"]
mod bounds;
#[path = "by_date/command.rs"]
mod command;
#[path = "by_date/counted.rs"]
mod counted;
mod program;

use duecourse::calendar::{Calendar, Date, parse_date};
use duecourse::check::time::{DateVerdict, Dated, DatedDeadline, TimeOptions, TimeOutcome, check_dates, check_time};
use duecourse::compile::{CompileOptions, compile};
use duecourse::syntax::load;

const HEADER: &str = r#"
format = 1
title = "A procedure on a calendar"

[actors]
office = { name = "The office" }
lawyer = { name = "The lawyer" }
agency = { name = "The agency", outside = true }
"#;

/// The time check of a procedure, and every deadline on every date of some years.
fn dated(tables: &str, first: &str, last: &str) -> (TimeOutcome, Vec<DatedDeadline>) {
    let text = format!("{HEADER}\n{tables}");
    let loaded = load("example.toml", text.into_bytes(), &mut |_| Err("there is no other file".to_owned()));
    let Some(procedure) = loaded.procedure else { panic!("it cannot be read: {:?}", loaded.diagnostics) };
    let (system, diagnostics) = compile(&procedure, CompileOptions::default());
    let Some(system) = system else { panic!("it cannot be compiled: {diagnostics:?}") };
    let calendar = Calendar::england_and_wales();
    let time = check_time(&system, &calendar, TimeOptions::default(), &|| false);
    assert!(time.complete, "the search is complete");
    let dates = (date(first), date(last));
    let found = check_dates(&system, &calendar, &time, TimeOptions::default(), dates, &|| false);
    let found = found.unwrap_or_else(|error| panic!("the calendar covers it: {error}"));
    (time, found)
}

fn date(text: &str) -> Date {
    parse_date(text).unwrap_or_else(|error| panic!("it is a date: {error}"))
}

/// One deadline by its id.
fn one<'a>(found: &'a [DatedDeadline], id: &str) -> &'a DatedDeadline {
    let deadline = found.iter().find(|deadline| deadline.id == id);
    let Some(deadline) = deadline else { panic!("there is no deadline {id}") };
    assert!(deadline.complete);
    deadline
}

/// What was found for one date.
fn on(deadline: &DatedDeadline, day: &str) -> Dated {
    let start = deadline.starts.iter().find(|start| start.start == date(day));
    let Some(found) = start.and_then(|start| start.found) else { panic!("{day} is measured") };
    found
}

/// What was found, date by date.
fn measured(deadline: &DatedDeadline) -> impl Iterator<Item = (Date, Dated)> {
    deadline.starts.iter().filter_map(|start| Some((start.start, start.found?)))
}

/// A day later, until it is worked: counted one by one, without the arithmetic that is tested.
fn next_worked(calendar: &Calendar, mut day: Date) -> Date {
    loop {
        day = day.succ_opt().unwrap_or_else(|| panic!("there is a day after it"));
        if worked(calendar, day) {
            return day;
        }
    }
}

fn worked(calendar: &Calendar, day: Date) -> bool {
    calendar.is_working_day(day).unwrap_or_else(|error| panic!("the calendar covers it: {error}"))
}

/// So many working days later.
fn later(calendar: &Calendar, start: Date, days: u32) -> Date {
    (0..days).fold(start, |day, _| next_worked(calendar, day))
}

/// The verdicts of all dates, without repetition.
fn verdicts(deadline: &DatedDeadline) -> Vec<DateVerdict> {
    let mut verdicts: Vec<DateVerdict> = measured(deadline).map(|(_, found)| found.verdict).collect();
    verdicts.sort_unstable();
    verdicts.dedup();
    verdicts
}
