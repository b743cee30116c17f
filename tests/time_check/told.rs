//! What `duecourse check` says of a plan that cannot be kept, and of a search that was cut short.

use std::fs;
use std::process::Output;

use super::ACTORS;
use super::branches::{PLAN, six_steps};
use super::program::{self, json};

fn check(tables: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("there is room for files: {error}"));
    let rule = |step: &str| format!("[invariants.comes]\nsays = \"It comes.\"\ncheck = \"possible {step}\"\n");
    let rule = rule(if tables == PLAN { "send" } else { "notify" });
    fs::write(folder.path().join("plan.toml"), format!("{ACTORS}\n{tables}\n{rule}"))
        .unwrap_or_else(|error| panic!("it can be written: {error}"));
    program::run(folder.path(), &[&["check", "plan.toml"], arguments].concat())
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_plan_that_sends_on_day_16_what_is_due_on_15_is_told_with_its_steps() {
    let output = check(PLAN, &[]);
    assert_eq!(output.status.code(), Some(0));
    let text = words(&output);
    assert!(text.contains("send can be missed by 1 working day"), "{text}");
    let days = "days: convene 5 (The office), gather 4 (The lawyer), review 5 (The panel), send 2 (The office)";
    assert!(text.contains(days), "{text}");
    assert!(text.contains("it could not be met even if everybody acted at once"), "{text}");
    assert_eq!(check(PLAN, &["--strict"]).status.code(), Some(1));
    let send = &json(&check(PLAN, &["--format", "json"]))["deadlines"][0];
    assert_eq!((&send["verdict"], &send["measured"]), (&"can be missed".into(), &"exact".into()));
    assert_eq!((&send["within"], &send["longest"], &send["slack"]), (&15.into(), &16.into(), &(-1).into()));
}

#[test]
fn a_limit_gives_exit_code_3_and_says_how_far_it_got() {
    let output = check(&six_steps(11), &["--max-states", "15"]);
    assert_eq!(output.status.code(), Some(3));
    let text = words(&output);
    assert!(text.contains("not decided") && !text.contains("notify is kept"), "{text}");
    assert!(text.contains("notify is not decided: a limit was reached after 1"), "{text}");
    let notify = &json(&check(&six_steps(11), &["--max-states", "15", "--format", "json"]))["deadlines"][0];
    assert_eq!((&notify["verdict"], &notify["complete"]), (&"undecided".into(), &false.into()));
    assert!(notify["states"].as_u64().is_some_and(|states| states >= 15));
    // Without the limit it is kept.
    let notify = &json(&check(&six_steps(11), &["--format", "json"]))["deadlines"][0];
    assert_eq!((&notify["verdict"], &notify["complete"]), (&"kept".into(), &true.into()));
}
