//! Other readings of assumptions, and deadlines that are required, as a user asks for them.

#![expect(clippy::panic, reason = "what cannot go on here should fail loudly")]

mod program;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Output;

use duecourse::calendar::{Calendar, parse_date};
use serde_json::Value;

/// Work takes up to 3 days, the answer up to 4 more, and both are due 5 days after the beginning: 7 days, 2 too many.
const OFFICE: &str = r#"
format = 1
title = "An office"
actors.office = { name = "The office" }
actors.world = { name = "The world", outside = true }
clauses.C1 = { heading = "Work", paragraph = 1, says = "The office works and answers." }
steps.open = { by = "world", starts = "at the beginning", clauses = ["C1"] }
steps.note = { by = "office", starts = "after open", clauses = ["C1"] }
steps.work = { by = "office", starts = "after open", takes = "2 to 3 working days", due = "within 5 working days of open", clauses = ["C1"] }
steps.answer = { by = "office", starts = "after work", takes = "1 to 4 working days", due = "within 5 working days of open", clauses = ["C1"] }
invariants.answered = { says = "The office answers.", check = "after open, answer always follows", clauses = ["C1"] }

[assumptions.one_clock]
says = "Do work and answer share one clock?"
chosen = "shared"
clauses = ["C1"]
readings.shared.says = "They share one clock."
readings.own.says = "The answer has five days of its own."
readings.own.change.steps.answer.due = "within 5 working days of work"

[assumptions.answer_owed]
says = "Is an answer owed?"
chosen = "binding"
clauses = ["C1"]
readings.binding.says = "It is owed."
readings.courtesy.says = "It is a courtesy."
readings.courtesy.change.steps.answer.kind = "optional"

[assumptions.noted]
says = "Is the work done once it is noted?"
chosen = "at_once"
clauses = ["C1"]
readings.at_once.says = "It is done at once."
readings.after_note.says = "It is done once it is noted."
readings.after_note.change.steps.work.starts = "after note"
readings.described.says = "Nobody knows."
"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("there is room for files: {error}"));
    write(folder.path(), "office.toml", OFFICE);
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).unwrap_or_else(|error| panic!("it can be written: {error}"));
}

fn check(folder: &Path, arguments: &[&str]) -> Output {
    program::run(folder, &[&["check"], arguments].concat())
}

fn json(folder: &Path, arguments: &[&str]) -> (Option<i32>, Value) {
    let output = check(folder, &[arguments, &["--format", "json"]].concat());
    (output.status.code(), program::json(&output))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The run of exactly these readings.
fn reading<'a>(document: &'a Value, readings: &[&str]) -> &'a Value {
    let is = |one: &&Value| {
        list(&one["choices"]).iter().map(|choice| choice["reading"].as_str().unwrap_or("")).eq(readings.iter().copied())
    };
    list(&document["readings"]).iter().find(is).unwrap_or_else(|| panic!("no run of {readings:?}"))
}

#[test]
fn a_reading_changes_the_slack_as_computed_by_hand() {
    let folder = folder();
    let (code, document) = json(folder.path(), &["office.toml", "--readings"]);
    assert_eq!(code, Some(0));
    let own = reading(&document, &["own"]);
    assert_eq!(own["rules"], serde_json::json!([]));
    let figures = |longest, shortest, slack, verdict| serde_json::json!({"within": 5, "longest": longest, "shortest": shortest, "slack": slack, "verdict": verdict});
    let expected = serde_json::json!([{"id": "answer", "chosen": figures(7, 3, -2, "can be missed"), "under": figures(4, 1, 1, "kept")}]);
    assert_eq!(own["deadlines"], expected);
    assert_eq!(own["complete"], true);
    assert_eq!(list(&reading(&document, &["after_note"])["deadlines"]).len(), 0, "a note takes no time");
}

/// The answer is asked for by the note, which comes at once: the clock is another one, and its figures are the same.
#[test]
fn a_reading_that_changes_a_clock_and_no_figure_says_so() {
    let folder = folder();
    let more = "[assumptions.from]\nsays = \"From when?\"\nchosen = \"opened\"\nclauses = [\"C1\"]\nreadings.opened.says = \"From the opening.\"\n\
                readings.noted.says = \"From the note.\"\nreadings.noted.change.steps.answer.due = \"within 5 working days of note\"\n";
    write(folder.path(), "office.toml", &format!("{OFFICE}{more}"));
    let (code, document) = json(folder.path(), &["office.toml", "--readings=from"]);
    assert_eq!(code, Some(0));
    let run = reading(&document, &["noted"]);
    assert_eq!((list(&run["deadlines"]).len(), list(&run["rules"]).len()), (0, 0));
    let figures =
        serde_json::json!({"within": 5, "longest": 7, "shortest": 3, "slack": -2, "verdict": "can be missed"});
    let changes = ["due within 5 working days of open -> note"];
    assert_eq!(run["clocks"], serde_json::json!([{"id": "answer", "changes": changes, "figures": figures}]));
    let human = String::from_utf8_lossy(&check(folder.path(), &["office.toml", "--readings=from"]).stdout).into_owned();
    let words = human.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("the time of answer is another one (due within 5 working days of open -> note)"), "{human}");
    assert!(words.contains("its longest 7, shortest 3 and slack -2 stay the same"), "{human}");
    // A reading that changes something else changes no clock.
    assert_eq!(
        reading(&json(folder.path(), &["office.toml", "--readings=noted"]).1, &["after_note"])["clocks"],
        serde_json::json!([])
    );
}

#[test]
fn a_rule_that_another_reading_breaks_is_a_finding_and_fails_only_if_strict() {
    let folder = folder();
    let (code, document) = json(folder.path(), &["office.toml", "--readings=answer_owed"]);
    assert_eq!(code, Some(0));
    let expected = serde_json::json!([{"id": "answered", "chosen": "holds", "verdict": "broken"}]);
    assert_eq!(reading(&document, &["courtesy"])["rules"], expected);
    let strict = ["office.toml", "--strict", "--invariant", "answered"];
    assert_eq!(check(folder.path(), &strict).status.code(), Some(0));
    assert_eq!(check(folder.path(), &[&strict[..], &["--readings"]].concat()).status.code(), Some(1));
}

#[test]
fn all_combinations_are_run_once_and_what_cannot_be_run_is_named() {
    let folder = folder();
    let (_, document) = json(folder.path(), &["office.toml", "--readings"]);
    let searched = &document["readings_searched"];
    assert_eq!(searched["mode"], "combinations");
    assert_eq!((searched["combinations"].as_u64(), list(&document["readings"]).len()), (Some(8), 7));
    assert_eq!(searched["described_only"][0]["reading"], "described");
    let (_, named) = json(folder.path(), &["office.toml", "--readings=one_clock,noted"]);
    let all: Vec<&Value> = list(&named["readings"]).iter().map(|one| &one["choices"]).collect();
    assert_eq!(all.len(), 3);
    assert!(!document["readings"].to_string().contains("null"));
    assert!(!document["readings_searched"].to_string().contains("null"));
}

/// Seven more assumptions of two readings: 1024 combinations, so that each is run alone.
#[test]
fn too_many_combinations_are_run_one_by_one_and_the_bound_is_told() {
    let folder = folder();
    let mut text = OFFICE.to_owned();
    for number in 0..7 {
        let more = format!(
            "[assumptions.more_{number}]\nsays = \"?\"\nchosen = \"plain\"\nclauses = [\"C1\"]\nreadings.plain.says = \"a\"\n\
             readings.other.says = \"b\"\nreadings.other.change.steps.note.says = \"notes {number}\"\n"
        );
        text.push_str(&more);
    }
    write(folder.path(), "office.toml", &text);
    let (_, document) = json(folder.path(), &["office.toml", "--readings"]);
    assert_eq!(document["readings_searched"]["mode"], "each alone");
    assert_eq!(document["readings_searched"]["combinations"], 1024);
    assert!(list(&document["readings"]).iter().all(|one| list(&one["choices"]).len() == 1));
    assert_eq!(list(&document["readings"]).len(), 10);
    let human = String::from_utf8_lossy(&check(folder.path(), &["office.toml", "--readings"]).stdout).into_owned();
    let words = human.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("there are 1,024 combinations and at most 64 are run"), "{human}");
}

/// What is said of a reading is what a check of a change says that chooses it.
#[test]
fn a_reading_comes_to_what_a_change_comes_to_that_chooses_it() {
    let folder = folder();
    let (_, document) = json(folder.path(), &["office.toml", "--readings"]);
    for run in list(&document["readings"]) {
        let mut change = "base = \"office.toml\"\n".to_owned();
        for choice in list(&run["choices"]) {
            let assumption = choice["assumption"].as_str().unwrap_or("");
            let _ = writeln!(change, "assumptions.{assumption}.chosen = {}", choice["reading"]);
        }
        write(folder.path(), "change.toml", &change);
        let (_, changed) = json(folder.path(), &["change.toml"]);
        let verdicts = |document: &Value| -> Vec<(Value, Value)> {
            list(&document["invariants"]).iter().map(|one| (one["id"].clone(), one["verdict"].clone())).collect()
        };
        let mut expected = verdicts(&document);
        for rule in list(&run["rules"]) {
            let known = expected.iter_mut().find(|one| one.0 == rule["id"]);
            known.unwrap_or_else(|| panic!("{rule} is a rule")).1 = rule["verdict"].clone();
        }
        assert_eq!(verdicts(&changed), expected, "{change}");
        let figures = |one: &Value| -> Vec<Value> {
            ["within", "longest", "shortest", "slack", "verdict"].iter().map(|key| one[key].clone()).collect()
        };
        for deadline in list(&changed["deadlines"]) {
            let differs = list(&run["deadlines"]).iter().find(|one| one["id"] == deadline["id"]);
            let before = list(&document["deadlines"]).iter().find(|one| one["id"] == deadline["id"]);
            let told = differs.map(|one| &one["under"]).or(before).unwrap_or_else(|| panic!("{deadline} is told"));
            assert_eq!(figures(told), figures(deadline), "{change}");
        }
    }
}

/// Another reading speaks of an outcome that a change has given another name.
const DECIDED: &str = r#"
format = 1
title = "An office"
actors.office = { name = "The office" }
actors.world = { name = "The world", outside = true }
clauses.C1 = { heading = "Work", paragraph = 1, says = "The office works and answers." }
steps.open = { by = "world", starts = "at the beginning", clauses = ["C1"] }
steps.work = { by = "office", starts = "after open", decide = ["good", "bad"], clauses = ["C1"] }
steps.answer = { by = "office", starts = "after work", clauses = ["C1"] }
invariants.answered = { says = "The office answers.", check = "after open, answer always follows", clauses = ["C1"] }

[assumptions.owed_when]
says = "When is an answer owed?"
chosen = "each_case"
clauses = ["C1"]
readings.each_case.says = "In each case."
readings.only_good.says = "Where the work is good."
readings.only_good.change.steps.answer.starts = "after work is good"
"#;

#[test]
fn a_reading_that_does_not_fit_a_change_is_not_applicable_and_fails_nothing() {
    let folder = folder();
    write(folder.path(), "decided.toml", DECIDED);
    write(folder.path(), "change.toml", "base = \"decided.toml\"\nsteps.work.decide = [\"fine\", \"poor\"]\n");
    let (code, document) = json(folder.path(), &["change.toml", "--readings"]);
    assert_eq!(code, Some(0));
    let run = reading(&document, &["only_good"]);
    assert_eq!((&run["applicable"], &run["complete"]), (&Value::Bool(false), &Value::Bool(true)));
    let mistakes = list(&run["mistakes"]);
    assert!(mistakes.iter().any(|one| one.as_str().is_some_and(|one| one.contains("no outcome `good`"))), "{run}");
    // Where it fits, it is run.
    let (_, document) = json(folder.path(), &["decided.toml", "--readings"]);
    let run = reading(&document, &["only_good"]);
    assert_eq!((&run["applicable"], &run["rules"][0]["verdict"]), (&Value::Bool(true), &"broken".into()));
}

#[test]
fn a_limit_reached_under_a_reading_is_told_and_nothing_is_proved() {
    let folder = folder();
    let more = "[assumptions.many]\nsays = \"?\"\nchosen = \"few\"\nclauses = [\"C1\"]\nreadings.few.says = \"a\"\nreadings.lots.says = \"b\"\n\
                readings.lots.change.steps.work.takes = \"1 to 90 working days\"\n";
    write(folder.path(), "office.toml", &format!("{OFFICE}{more}"));
    let limited = ["office.toml", "--max-states", "40"];
    assert_eq!(check(folder.path(), &limited).status.code(), Some(0), "the chosen reading fits");
    let (code, document) = json(folder.path(), &[&limited[..], &["--readings=many"]].concat());
    assert_eq!(code, Some(3));
    let run = reading(&document, &["lots"]);
    assert_eq!(run["complete"], false);
    assert!(list(&run["undecided"]).contains(&Value::from("work")), "{run}");
    assert_eq!(document["readings_searched"]["complete"], false);
}

#[test]
fn what_is_required_of_a_deadline_decides_the_code() {
    let folder = folder();
    let code = |more: &[&str]| check(folder.path(), &[&["office.toml"], more].concat()).status.code();
    assert_eq!(code(&["--require", "work=guaranteed", "--require", "answer=possible"]), Some(0));
    assert_eq!(code(&["--require", "work=guaranteed", "--require", "answer=guaranteed"]), Some(1));
    assert_eq!(code(&["--require", "answer=possible", "--max-states", "3"]), Some(3));
    assert_eq!(code(&["--require", "anser=possible"]), Some(4));
    assert_eq!(code(&["--require", "answer=sure"]), Some(2));
    assert_eq!(code(&["--readings=one_clok"]), Some(4));
    let note = check(folder.path(), &["office.toml", "--require", "anser=possible"]).stderr;
    assert!(String::from_utf8_lossy(&note).contains("did you mean `answer`?"));
}

/// One desk: two cases can both be in time (3 + 2 days), but need not be.
#[test]
fn with_several_cases_a_requirement_is_about_all_of_them() {
    let folder = folder();
    write(folder.path(), "desk.toml", &OFFICE.replace("The office\" }", "The office\", cases_at_once = 1 }"));
    let code = |more: &[&str]| check(folder.path(), &[&["desk.toml"], more].concat()).status.code();
    assert_eq!(code(&["--require", "work=guaranteed"]), Some(0));
    assert_eq!(code(&["--require", "work=guaranteed", "--cases", "2"]), Some(1));
    assert_eq!(code(&["--require", "work=possible", "--cases", "2"]), Some(0));
}

/// An id that does not exist must not read as if there were no other readings.
#[test]
fn a_misspelt_assumption_is_said_and_nothing_is_claimed_of_it() {
    let folder = folder();
    let output = check(folder.path(), &["office.toml", "--readings=one_clok"]);
    assert_eq!(output.status.code(), Some(4));
    let (out, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(error.contains("did you mean `one_clock`?"), "{error}");
    assert!(!out.contains("OTHER READINGS"), "{out}");
}

/// Under one reading the partners may commission again what is commissioned already, which starts nothing: its search must not grow by it. And the
/// dates on which the six months are shown to be missed are counted on the calendar.
#[test]
fn durham_has_a_dated_miss_and_a_reading_that_starts_nothing_again() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (code, document) =
        json(here, &["models/durham.toml", "--readings=majority_after_disagreement", "--max-states", "500000"]);
    assert_eq!((code, &document["readings_searched"]["complete"]), (Some(0), &Value::Bool(true)));
    let published = list(&document["deadlines"]).iter().find(|one| one["id"] == "review_published");
    let published = published.unwrap_or_else(|| panic!("the review is published"));
    assert_eq!((&published["verdict"], &published["attained"]), (&"can be missed".into(), &Value::Bool(true)));
    let shown = &list(&published["shown"])[0];
    let date = |key: &str| {
        let date = parse_date(shown[key].as_str().unwrap_or_default());
        date.unwrap_or_else(|error| panic!("{key} is a date: {error}"))
    };
    let calendar = Calendar::england_and_wales();
    assert_eq!(calendar.add_months(date("anchor"), 6), Ok(date("limit")));
    let days = |to: &str| calendar.working_days_between(date("anchor"), date(to)).ok().map(u64::from);
    assert_eq!((days("limit"), days("end")), (published["within"].as_u64(), published["longest"].as_u64()));
    assert!(date("start") <= date("anchor") && date("limit") < date("end"));
}
