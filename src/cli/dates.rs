//! `duecourse check --calendar`: which years, and the table of all dates as a file.

use std::path::Path;

use super::arguments::CheckArguments;
use super::checking::{calendar, time_options};
use super::diagnostics::note;
use super::failure::Failure;
use super::output;
use super::progress::Watch;
use crate::calendar::Date;
use crate::check::time::check_dates;
use crate::report::{CalendarSweep, Report, calendar_csv};

/// Refuses to write the dates of several procedures into one file.
pub(super) fn check_arguments(arguments: &CheckArguments) -> Result<(), Failure> {
    match &arguments.calendar_csv {
        Some(path) if arguments.files.len() > 1 => Err(Failure::usage(
            &path.to_string_lossy(),
            format!("--calendar-csv writes the dates of one procedure, and {} are named", arguments.files.len()),
            "check them one by one, each with a file of its own",
        )),
        _ => Ok(()),
    }
}

/// Looks at every date, if that is asked for.
pub(super) fn add(report: &mut Report, arguments: &CheckArguments, watch: &Watch) -> Result<(), Failure> {
    let Some((first, last)) = arguments.calendar else { return Ok(()) };
    let day = |year, month, day| Date::from_ymd_opt(year, month, day).unwrap_or_default();
    let (first, last) = (day(first, 1, 1), day(last, 12, 31));
    let known = calendar(&report.procedure);
    let options = time_options(arguments.search);
    let interrupted = || watch.interrupted();
    let found = check_dates(&report.system, &known, &report.time, options, (first, last), &interrupted);
    let deadlines = found.map_err(|error| {
        let help = "ask for years that the calendar covers, such as --calendar 2025..2028";
        Failure::usage(&report.path, format!("--calendar: {error}"), help)
    })?;
    report.calendar = Some(CalendarSweep { first, last, deadlines });
    Ok(())
}

/// Writes the dates to a file, if one is named.
pub(super) fn write(report: &Report, arguments: &CheckArguments) -> Result<(), Failure> {
    let (Some(sweep), Some(path)) = (&report.calendar, &arguments.calendar_csv) else { return Ok(()) };
    let shown = |path: &Path| path.to_string_lossy().into_owned();
    let text = calendar_csv::write(sweep)
        .map_err(|error| Failure::Internal { path: shown(path), message: error.to_string() })?;
    output::write(path, &text)?;
    note(&format!("saved {}", shown(path)));
    Ok(())
}
