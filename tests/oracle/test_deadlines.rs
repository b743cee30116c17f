//! Deadlines: known answers.

use duecourse::syntax::tree::{Combine, Deadline, Limit, Procedure, Step};

use super::build::*;
use super::state::Status;

/// Steps `a` to `e`, each optional and at any time, and one deadline.
fn with(deadline: Deadline) -> Procedure {
    let steps = ["a", "b", "c", "d", "e"].iter().map(|id| optional(id, any_time(false))).collect();
    Procedure { deadlines: vec![deadline], ..procedure(steps) }
}

fn status(tree: &Procedure, moves: &[&str]) -> Option<Status> {
    run(tree, moves).and_then(|case| case.deadlines.values().next().copied())
}

#[test]
fn a_clock_starts_the_first_time_only_unless_each() {
    let first = with(deadline("t", trigger(Combine::First, &[happens("a")]), "b"));
    assert_eq!(status(&first, &[]), Some(Status::Idle));
    assert_eq!(status(&first, &["b"]), Some(Status::Idle));
    assert_eq!(status(&first, &["a"]), Some(Status::Running));
    assert_eq!(status(&first, &["a", "b"]), Some(Status::Met));
    assert_eq!(status(&first, &["a", "b", "a"]), Some(Status::Met));
    assert_eq!(status(&first, &["a", "t is missed"]), Some(Status::Missed));
    assert_eq!(status(&first, &["a", "t is missed", "b"]), Some(Status::Missed), "a late discharge leaves it missed");
    assert_eq!(status(&first, &["t is missed"]), None, "it does not run");
    let each = with(deadline("t", trigger(Combine::Each, &[happens("a")]), "b"));
    assert_eq!(status(&each, &["a", "b", "a"]), Some(Status::Running));
    assert_eq!(status(&each, &["a", "t is missed", "a"]), Some(Status::Running));
}

#[test]
fn latest_of_waits_for_all() {
    let tree = with(deadline("t", trigger(Combine::All, &[happens("a"), happens("b")]), "c"));
    assert_eq!(status(&tree, &["a", "a"]), Some(Status::Idle));
    assert_eq!(status(&tree, &["a", "b"]), Some(Status::Running));
    assert_eq!(status(&tree, &["b", "a", "c", "a"]), Some(Status::Met));
}

#[test]
fn void_extended_and_suspended() {
    let tree = with(Deadline {
        void: vec![after("c")],
        extended: vec![after("d")],
        suspended: Some(is("e", "done")),
        ..deadline("t", trigger(Combine::First, &[happens("a")]), "b")
    });
    assert_eq!(status(&tree, &["c"]), Some(Status::Idle));
    assert_eq!(status(&tree, &["d"]), Some(Status::Idle));
    assert_eq!(status(&tree, &["a", "c"]), Some(Status::Void));
    assert_eq!(status(&tree, &["a", "c", "a", "d", "b"]), Some(Status::Void));
    assert_eq!(status(&tree, &["a", "t is missed", "c"]), Some(Status::Void));
    assert_eq!(status(&tree, &["a", "t is missed", "d"]), Some(Status::Running));
    assert_eq!(status(&tree, &["a", "t is missed", "d", "t is missed"]), Some(Status::Missed));
    assert_eq!(status(&tree, &["a", "b", "d"]), Some(Status::Met));
    assert_eq!(status(&tree, &["a", "e"]), Some(Status::Running));
    assert_eq!(status(&tree, &["a", "e", "t is missed"]), None, "it is suspended");
}

#[test]
fn one_moment_that_does_several_things_to_a_clock() {
    let anchor = || trigger(Combine::First, &[happens("a")]);
    let discharged =
        with(Deadline { void: vec![after("b")], extended: vec![after("b")], ..deadline("t", anchor(), "b") });
    assert_eq!(status(&discharged, &["a", "b"]), Some(Status::Met));
    let voided = with(Deadline { void: vec![after("b")], extended: vec![after("b")], ..deadline("t", anchor(), "c") });
    assert_eq!(status(&voided, &["a", "b"]), Some(Status::Void));
    assert_eq!(status(&voided, &["a", "t is missed", "b"]), Some(Status::Void));
}

#[test]
fn discharging_comes_before_starting() {
    let each = with(deadline("t", trigger(Combine::Each, &[happens("a")]), "a"));
    assert_eq!(status(&each, &["a"]), Some(Status::Running));
    assert_eq!(status(&each, &["a", "a"]), Some(Status::Running));
    let first = with(deadline("t", trigger(Combine::First, &[happens("a")]), "a"));
    assert_eq!(status(&first, &["a", "a"]), Some(Status::Met));
}

#[test]
fn a_lapse_voids_the_deadlines_of_the_step() {
    let report = Step { lapses: vec![after("stop")], ..duty("report", after("ask")) };
    let steps = vec![duty("ask", beginning()), optional("stop", any_time(true)), report];
    let tree =
        Procedure { deadlines: vec![due("report", trigger(Combine::First, &[happens("ask")]))], ..procedure(steps) };
    assert_eq!(status(&tree, &["stop"]), Some(Status::Idle));
    assert_eq!(status(&tree, &["ask", "report"]), Some(Status::Met));
    assert_eq!(status(&tree, &["ask", "stop"]), Some(Status::Void));
    assert_eq!(status(&tree, &["ask", "report is missed", "stop"]), Some(Status::Missed), "it did not run");
}

#[test]
fn missing_is_an_event() {
    let steps = vec![
        duty("ask", beginning()),
        duty("reply", after("ask")),
        duty("chase", after_event(happens_as("reply", "missed"))),
    ];
    let tree =
        Procedure { deadlines: vec![due("reply", trigger(Combine::First, &[happens("ask")]))], ..procedure(steps) };
    assert_eq!(next(&tree, &["ask"]), ["reply", "reply is missed"]);
    assert_eq!(next(&tree, &["ask", "reply is missed"]), ["chase", "reply"]);
}

#[test]
fn met_is_an_outcome_before_it_is_a_status() {
    let check = Step { decide: decide(&["met", "not_met"]), ..duty("check", after("ask")) };
    let steps = vec![duty("ask", beginning()), check, duty("plain", after("ask"))];
    let anchor = trigger(Combine::First, &[happens("ask")]);
    let tree = Procedure { deadlines: vec![due("check", anchor.clone()), due("plain", anchor)], ..procedure(steps) };
    let met = |moves: &[&str], id: &str| {
        run(&tree, moves).is_some_and(|case| super::expression::holds(&tree, &case, &is(id, "met")))
    };
    assert!(!met(&["ask", "check:not_met"], "check"), "the deadline is met, the outcome is not");
    assert!(met(&["ask", "check is missed", "check:met"], "check"));
    assert!(met(&["ask", "plain"], "plain"));
    assert!(!met(&["ask", "plain is missed", "plain"], "plain"));
}

#[test]
fn limits_of_the_time_check_have_no_status() {
    let mut late = deadline("t", trigger(Combine::First, &[happens("a")]), "b");
    late.due.value.limit =
        Limit::NotBefore(duecourse::syntax::tree::Duration { count: 1, unit: duecourse::syntax::tree::Unit::Week });
    let tree = with(late);
    assert_eq!(run(&tree, &["a"]).map(|case| case.deadlines.len()), Some(0));
}
