//! `duecourse check --cases` as a user runs it.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use super::program::{json, run};

const TWO_DESKS: &str = r#"
format = 1
title = "An office"
actors.office = { name = "The office", cases_at_once = 1 }
actors.world = { name = "The world", outside = true }
clauses.C1 = { heading = "Work", paragraph = 1, says = "The office works." }
steps.open = { by = "world", starts = "at the beginning", clauses = ["C1"] }
steps.work = { by = "office", starts = "after open", takes = "2 to 3 working days", due = "within 5 working days of open", clauses = ["C1"] }
invariants.worked = { says = "The office works on it.", check = "after open, work always follows", clauses = ["C1"] }
"#;

fn check(folder: &Path, arguments: &[&str]) -> Output {
    run(folder, &[&["check"], arguments].concat())
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("there is room for files: {error}"));
    fs::write(folder.path().join("office.toml"), TWO_DESKS)
        .unwrap_or_else(|error| panic!("it can be written: {error}"));
    folder
}

#[test]
fn the_document_has_the_keys_that_others_rely_on() {
    let folder = folder();
    let output = check(folder.path(), &["office.toml", "--cases", "3", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let surge = &json(&output)["surge"];
    assert_eq!(surge["cases"], 3);
    assert_eq!(surge["feasible"], 2);
    assert_eq!(surge["guaranteed"]["fifo"], 1);
    assert_eq!(surge["guaranteed"]["earliest_due"], 1);
    assert_eq!(surge["complete"], true);
    assert!(surge["states"].as_u64().is_some_and(|states| states > 10));
    assert_eq!(surge["deadlines"][0]["example"]["days"], 6);
}

#[test]
fn a_limit_leaves_open_how_many_cases() {
    let folder = folder();
    let output = check(folder.path(), &["office.toml", "--cases", "2", "--max-states", "20", "--format", "json"]);
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    let surge = &json(&output)["surge"];
    assert_eq!(surge["complete"], false);
    assert!(surge["guaranteed"]["fifo"].is_null());
    let output = check(folder.path(), &["office.toml", "--cases", "2", "--max-states", "20"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("  work with 2 cases: stopped at a limit, after "), "how far it got: {text}");
}

#[test]
fn a_lead_reads_who_waited_for_whom() {
    let folder = folder();
    let output = check(folder.path(), &["office.toml", "--cases", "2"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let example = "
  With 2 cases work takes up to 6 working days, 5 are allowed. Example
  (invented; what was first asked for is taken up first):
    day 0, case 1: the case begins
    day 0, case 2: the case begins
    day 0, case 1: open (The world)
    day 0, case 1: the time for work begins, due on day 5
    day 3, case 2: work (The office)
    day 6, case 1: work (The office); it had waited from day 0 to day 3, while
                   they were busy with case 2; 1 day late
    (1 other step left out; --full shows them)
";
    assert!(text.contains(example), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn wrong_usage_is_refused() {
    let folder = folder();
    for arguments in [
        ["office.toml", "--cases", "1"].as_slice(),
        &["office.toml", "--cases", "5"],
        &["office.toml", "--scenario", "none.toml"],
        &["office.toml", "--cases", "2", "--scenario", "none.toml"],
        &["office.toml", "--cases", "2", "--scenario", "office.toml"],
    ] {
        let output = check(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

/// Durham with the places of its scenario: two cases at once keep what one case keeps, and at best all meet every deadline.
#[test]
fn durham_with_two_cases() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scenario = "models/scenarios/durham.toml";
    let output = check(here, &["models/durham.toml", "--cases", "2", "--scenario", scenario, "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let surge = &json(&output)["surge"];
    assert_eq!(surge["complete"], true);
    assert_eq!(surge["feasible"], 2);
    assert_eq!(surge["guaranteed"]["fifo"], 0, "one case alone can be late");
    let deadlines = surge["deadlines"].as_array().map(Vec::as_slice).unwrap_or_default();
    let guaranteed = |id: &str| {
        let one = deadlines.iter().find(|one| one["id"] == id);
        one.map(|one| one["guaranteed"]["fifo"].clone())
    };
    assert_eq!(guaranteed("copy_to_panel"), Some(Value::from(2)));
    assert_eq!(guaranteed("family_letter"), Some(Value::from(2)));
    assert_eq!(guaranteed("notify_panel"), Some(Value::from(0)));
}

const SHUT: &str = r#"
format = 1
title = "Shut after three days"
actors.bob = { name = "Bob", cases_at_once = 1 }
actors.cat = { name = "Cat" }
steps.open = { by = "cat", starts = "at the beginning" }
steps.gate = { by = "cat", starts = "after open", takes = "3 working days" }
steps.main = { by = "bob", starts = "after open", lapses = "after gate", takes = "2 working days" }
deadlines.reply = { due = "within 9 working days of open", met_by = "main" }
invariants.shut = { says = "It is shut.", check = "after open, gate always follows" }
"#;

/// Nothing can end the time of the second case, so there are no days to tell.
#[test]
fn a_time_that_never_ends_is_told() {
    let folder = folder();
    fs::write(folder.path().join("shut.toml"), SHUT).unwrap_or_else(|error| panic!("it can be written: {error}"));
    let output = check(folder.path(), &["shut.toml", "--cases", "2"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("With 2 cases the time of reply may never come to an end."), "{text}");
}
