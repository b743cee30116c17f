//! Circles that take no time, and situations in which no day can pass: mistakes of the procedure, wherever they are.

use std::fs;

use duecourse::check::time::{Length, TimeOptions, TimelessLoop};

use super::program::{json, run};
use super::{ACTORS, check, deadline, outcome_of};

/// The loops without time: their steps, and whether no day can pass any more.
fn loops(tables: &str) -> Vec<(Vec<String>, bool)> {
    let told = |found: TimelessLoop| (found.steps, found.no_day_can_pass);
    check(tables).timeless_loops.into_iter().map(told).collect()
}

fn steps(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn a_duty_for_as_long_as_something_holds_that_takes_no_time_lets_no_day_pass() {
    let watch = |keys: &str| {
        loops(&format!(
            r#"
[steps]
begin = {{ by = "office", starts = "at the beginning" }}
watch = {{ by = "office", starts = "while begin is done{keys} }}
stop = {{ by = "office", starts = "after watch", takes = "1 working day", due = "within 5 working days of begin" }}
"#
        ))
    };
    assert_eq!(watch(r#"""#), [(steps(&["watch"]), true)]);
    assert!(watch(r#"", takes = "1 working day""#).is_empty());
    assert!(watch(r#", once""#).is_empty());
}

/// The lawyer and the office call for each other; `takes` stands at one of the two, `due` at the other.
fn ping_pong(takes: &str, due: &str) -> String {
    format!(
        r#"
[steps]
ping = {{ by = "office", starts = ["at the beginning", "after each pong"]{takes} }}
pong = {{ by = "lawyer", starts = "after each ping"{due} }}
"#
    )
}

#[test]
fn two_steps_that_trigger_each_other_without_time_are_a_loop_without_time() {
    let due = r#", due = "same day as each ping""#;
    assert_eq!(loops(&ping_pong("", due)), [(steps(&["ping", "pong"]), true)]);
    let timed = check(&ping_pong(r#", takes = "1 working day""#, due));
    assert!(timed.timeless_loops.is_empty());
    assert_eq!(deadline(&timed, "pong").longest, Length::Days(0));
}

#[test]
fn what_may_take_no_time_can_go_round_on_one_day_and_need_not() {
    assert_eq!(loops(&ping_pong(r#", takes = "0 to 2 working days""#, "")), [(steps(&["ping", "pong"]), false)]);
}

#[test]
fn no_deadline_has_to_be_near() {
    assert_eq!(loops(&ping_pong("", "")), [(steps(&["ping", "pong"]), true)]);
    // A deadline that the loop does not touch, and one that it stands behind.
    let with_deadlines = format!(
        r#"{}
write = {{ by = "office", starts = "at the beginning", takes = "2 working days", due = "within 3 working days of the_call" }}
the_call = {{ by = "agency", kind = "event", starts = "at the beginning" }}
"#,
        ping_pong("", "")
    );
    assert_eq!(loops(&with_deadlines), [(steps(&["ping", "pong"]), true)]);
}

#[test]
fn each_of_several_loops_is_reported() {
    let tables = r#"
[steps]
open = { by = "office", starts = "at the beginning", takes = "3 working days", decide = ["letters", "calls"] }
letter = { by = "office", starts = ["after open is letters", "after each reply"] }
reply = { by = "lawyer", starts = "after each letter" }
call = { by = "office", starts = ["after open is calls", "after each answer"] }
answer = { by = "lawyer", starts = "after each call" }
"#;
    let expected = [(steps(&["answer", "call"]), true), (steps(&["letter", "reply"]), true)];
    assert_eq!(loops(tables), expected);
}

#[test]
fn a_loop_that_no_case_comes_to_is_no_mistake() {
    let tables = r#"
[facts.known]
values = ["no", "yes"]

[steps]
open = { by = "office", starts = "at the beginning", decide = { yes = { if = "known" }, no = { if = "known is no" } } }
ask = { by = "office", starts = ["after open is yes", "after each told"], needs = "known is no" }
told = { by = "lawyer", starts = "after each ask" }
"#;
    assert!(loops(tables).is_empty());
    // The same where every case can come to it.
    let reached = tables.replace(r#", needs = "known is no""#, "");
    assert_eq!(loops(&reached), [(steps(&["ask", "told"]), true)]);
}

#[test]
fn what_somebody_chooses_or_comes_from_outside_may_come_as_often_as_it_likes() {
    let tables = r#"
[steps]
open = { by = "office", starts = "at the beginning" }
note = { by = "agency", kind = "event", starts = "at any time" }
answer = { by = "office", starts = "after each note" }
look = { by = "lawyer", kind = "optional", starts = ["after open", "after each seen"] }
seen = { by = "office", starts = "after each look" }
"#;
    assert!(loops(tables).is_empty());
}

#[test]
fn a_decision_with_a_way_out_goes_round_only_so_often() {
    let tables = r#"
[steps]
draft = { by = "office", starts = ["at the beginning", "after each check is back"] }
check = { by = "lawyer", starts = "after each draft", decide = ["back", "fine"] }
"#;
    assert!(loops(tables).is_empty());
}

#[test]
fn a_limit_leaves_it_undecided() {
    let options = TimeOptions { states_max: 3, ..TimeOptions::default() };
    let tables = ping_pong("", "").replace("at the beginning", "after third")
        + r#"
early = { by = "office", starts = "at the beginning", takes = "3 working days" }
second = { by = "office", starts = "after early", takes = "3 working days" }
third = { by = "office", starts = "after second", takes = "3 working days" }
"#;
    let cut = outcome_of(&tables, options);
    assert!(!cut.complete && cut.timeless_loops.is_empty());
    assert_eq!(cut.timeless_undecided, [steps(&["ping", "pong"])]);
    assert_eq!(outcome_of(&tables, TimeOptions::default()).timeless_loops.len(), 1);
}

#[test]
fn the_command_refuses_such_a_procedure_and_says_where_and_how_to_mend_it() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("there is room for files: {error}"));
    let text = format!("{ACTORS}\n{}", ping_pong("", ""));
    let line = text.lines().position(|line| line.starts_with("ping")).map_or(0, |line| line + 1);
    fs::write(folder.path().join("loop.toml"), text).unwrap_or_else(|error| panic!("it can be written: {error}"));
    for (command, arguments) in [("check", &[][..]), ("check", &["--format", "json"]), ("report", &[])] {
        let output = run(folder.path(), &[&[command, "loop.toml"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{command}");
        let told = String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        for part in ["E0701", &format!("loop.toml:{line}:"), "no day can pass", "`ping`", "`pong`", "takes"] {
            assert!(told.contains(part), "{command} says {part}: {told}");
        }
        if arguments.contains(&"json") {
            let document = json(&output);
            assert_eq!(document["errors"][0]["code"], "E0701");
            assert_eq!(document["errors"][0]["line"], line);
        } else {
            assert!(output.stdout.is_empty());
        }
    }
}
