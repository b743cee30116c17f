//! `duecourse check --calendar` as a user runs it.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use super::program::{json, run};

const OFFICE: &str = r#"
format = 1
title = "An office"
actors.office = { name = "The office" }
clauses.C1 = { heading = "Work", paragraph = 1, says = "The office works." }
steps.open = { by = "office", starts = "at the beginning", clauses = ["C1"] }
steps.work = { by = "office", starts = "after open", takes = "18 to 19 working days", due = ["within 1 month of open", "within 15 working days of open"], clauses = ["C1"] }
invariants.worked = { says = "The office works on it.", check = "after open, work always follows", clauses = ["C1"] }
"#;

fn check(folder: &Path, arguments: &[&str]) -> Output {
    run(folder, &[&["check"], arguments].concat())
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("there is room for files: {error}"));
    fs::write(folder.path().join("office.toml"), OFFICE).unwrap_or_else(|error| panic!("it can be written: {error}"));
    folder
}

#[test]
fn the_document_has_the_keys_that_others_rely_on() {
    let folder = folder();
    let output = check(folder.path(), &["office.toml", "--calendar", "2025..2026", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let calendar = &json(&output)["calendar"];
    let (month, fortnight) = (&calendar[0], &calendar[1]);
    assert_eq!((&month["id"], &month["counted_from"]), (&"work".into(), &"anchor".into()));
    assert_eq!((&month["first"], &month["last"]), (&"2025-01-01".into(), &"2026-12-31".into()));
    let dates = month["dates"].as_object().map(|dates| dates.values().filter_map(Value::as_u64).sum::<u64>());
    assert_eq!(dates, Some(730));
    let ranges = month["ranges"].as_array().map_or(&[][..], Vec::as_slice);
    assert!(ranges.len() > 20);
    for range in ranges {
        for key in ["within", "longest", "shortest", "slack"] {
            assert!(range[key].is_i64() || range[key].is_string(), "ranges[].{key}: {range}");
        }
        assert!(range["within_calendar_days"].is_array() && range["times_are"] == "exact");
    }
    let impossible = |range: &&Value| range["verdict"] == "impossible";
    let christmas: Vec<&Value> = ranges.iter().filter(impossible).collect();
    assert!(!christmas.is_empty() && christmas.iter().all(|range| range["within"].as_u64() < Some(18)));
    // In working days it does not depend on the date: 15 are too few on all 730.
    assert_eq!(fortnight["dates"]["impossible"], 730);
    assert_eq!(fortnight["ranges"].as_array().map(Vec::len), Some(1));
    assert_eq!(fortnight["ranges"][0]["within_calendar_days"], serde_json::json!([19, 26]));
    assert!(json(&check(folder.path(), &["office.toml", "--format", "json"])).get("calendar").is_none());
}

#[test]
fn the_file_has_a_row_for_each_deadline_and_date() {
    let folder = folder();
    let output = check(folder.path(), &["office.toml", "--calendar", "2028", "--calendar-csv", "dates.csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let mut reader = csv::Reader::from_path(folder.path().join("dates.csv"))
        .unwrap_or_else(|error| panic!("the file is there: {error}"));
    let headings = reader.headers().map(|headings| headings.iter().map(str::to_owned).collect::<Vec<_>>());
    let headings = headings.unwrap_or_else(|error| panic!("it has headings: {error}"));
    let rows: Vec<csv::StringRecord> =
        reader.records().collect::<Result<_, _>>().unwrap_or_else(|error| panic!("it is CSV: {error}"));
    assert_eq!(rows.len(), 2 * 366);
    let cell = |row: &csv::StringRecord, name: &str| {
        let at = headings.iter().position(|heading| heading == name);
        at.and_then(|at| row.get(at)).unwrap_or_else(|| panic!("there is a column {name}")).to_owned()
    };
    let row = |deadline: &str, start: &str| {
        let found = rows.iter().find(|row| cell(row, "deadline") == deadline && cell(row, "start_date") == start);
        found.unwrap_or_else(|| panic!("{deadline} on {start}"))
    };
    // Good Friday 2028 is 14 April. From Thursday 13 April, 15 working days pass it, Easter Monday and 1 May: to Tuesday 9 May.
    let easter = row("work.2", "2028-04-13");
    let cells =
        ["limit_date", "limit_working_days", "limit_calendar_days", "longest_working_days", "slack_working_days"];
    assert_eq!(cells.map(|name| cell(easter, name)), ["2028-05-09", "15", "26", "19", "-4"]);
    // Four working days more: Monday 15 May.
    assert_eq!([cell(easter, "longest_end_date"), cell(easter, "late_calendar_days")], ["2028-05-15", "6"]);
    let saturday = row("work", "2028-07-01");
    assert_eq!([cell(saturday, "start_is_working_day"), cell(saturday, "limit_date")], ["no", "2028-08-01"]);
    let last = row("work", "2028-12-31");
    assert_eq!([cell(last, "verdict"), cell(last, "limit_date")], ["not measured", ""]);
}

#[test]
fn the_table_fits_a_terminal_and_names_the_worst_dates() {
    let folder = folder();
    let output = check(folder.path(), &["office.toml", "--calendar", "2025..2028"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let start = text.find("CALENDAR").unwrap_or_else(|| panic!("there is a table: {text}"));
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let words = text[start..].split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("impossible: 17 are allowed, the quickest takes 18"), "{text}");
    assert!(
        words.contains("Not measured, because the calendar ends before the limit does: work from Fri 1 Dec 2028"),
        "{text}"
    );
}

/// The longest time that a search has come to is no bound: no slack may be said.
#[test]
fn a_search_that_was_cut_short_measures_no_date() {
    let folder = folder();
    let cut = ["office.toml", "--calendar", "2025", "--max-states", "5"];
    let output = check(folder.path(), &[&cut[..], &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(3));
    for deadline in json(&output)["calendar"].as_array().map(Vec::as_slice).unwrap_or_default() {
        assert_eq!(
            (&deadline["complete"], &deadline["dates"]["not_measured"]),
            (&false.into(), &365.into()),
            "{deadline}"
        );
        assert_eq!(
            (&deadline["worst_slack"], &deadline["usual_slack"]),
            (&"none".into(), &"none".into()),
            "{deadline}"
        );
    }
    let output = check(folder.path(), &cut);
    let words = String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("because a search was stopped at a limit (--max-states, --timeout): work"), "{words}");
}

#[test]
fn what_cannot_be_asked_is_refused_with_what_can() {
    let folder = folder();
    let refused = |arguments: &[&str], words: &[&str]| {
        let output = check(folder.path(), arguments);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{told}");
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.iter().all(|word| told.contains(word)), "{told}");
    };
    refused(&["office.toml", "--calendar", "2027..2030"], &["2030-12-31", "2017-01-01 to 2028-12-31"]);
    refused(&["office.toml", "--calendar", "2028..2025"], &["put the earlier year first"]);
    refused(&["office.toml", "--calendar", "soon"], &["2025..2028"]);
    refused(&["office.toml", "--calendar-csv", "a.csv"], &["--calendar"]);
    refused(
        &["office.toml", "office.toml", "--calendar", "2026", "--calendar-csv", "a.csv"],
        &["one procedure", "one by one"],
    );
    assert!(!folder.path().join("a.csv").exists());
}
