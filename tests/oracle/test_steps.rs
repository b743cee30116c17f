//! Starts, lapses, votes, spans, terms: known answers.

use std::collections::BTreeSet;

use duecourse::syntax::tree::{Case as WrittenCase, Event, Expression, Fact, Outcome, Procedure, Step};

use super::build::*;
use super::interpret::initial_cases;

const NOTHING: [&str; 0] = [];

#[test]
fn a_case_for_each_combination_of_facts() {
    let many = Fact { many: true, ..fact("harm", &["burn", "cut"]) };
    let procedure =
        Procedure { facts: vec![fact("grave", &["no", "yes"]), many], ..procedure(vec![duty("a", beginning())]) };
    let cases = initial_cases(&procedure);
    assert_eq!(cases.len(), 8);
    assert_eq!(cases.iter().collect::<BTreeSet<_>>().len(), 8);
}

#[test]
fn after_works_once_and_after_each_every_time() {
    let tree = |start| procedure(vec![optional("a", any_time(false)), duty("b", start)]);
    let once = tree(after("a"));
    assert_eq!(next(&once, &[]), ["a"]);
    assert_eq!(next(&once, &["a", "a"]), ["a", "b"]);
    assert_eq!(next(&once, &["a", "b", "a"]), ["a"]);
    let each = tree(after_each(happens("a")));
    assert_eq!(next(&each, &["a", "b", "a"]), ["a", "b"]);
    assert_eq!(run(&each, &["a", "a"]), run(&each, &["a"]), "not owed twice");
}

#[test]
fn all_of_looks_at_the_latest_outcome() {
    let x = Step { decide: decide(&["good", "bad"]), ..optional("x", any_time(false)) };
    let tree = procedure(vec![
        x,
        optional("y", any_time(false)),
        duty("b", after_all(&[happens_as("x", "good"), happens("y")])),
    ]);
    let owed = |moves: &[&str]| next(&tree, moves).contains(&"b".to_owned());
    assert!(!owed(&["x:good"]));
    assert!(owed(&["x:good", "y"]));
    assert!(owed(&["y", "x:good"]));
    assert!(!owed(&["x:good", "x:bad", "y"]), "the latest outcome is bad");
    assert!(owed(&["x:good", "x:bad", "y", "x:good"]));
    assert!(!owed(&["x:good", "y", "b", "y"]), "once");
}

#[test]
fn conditions_are_read_after_the_step_and_before_its_consequences() {
    // `c` waits for `a` if `a` is done: so. `d` waits for `a` if `b` is owed: `b` becomes owed only by the same moment.
    let tree = procedure(vec![
        duty("a", beginning()),
        duty("b", after("a")),
        duty("c", after_if("a", is("a", "done"))),
        duty("d", after_if("a", is("b", "owed"))),
    ]);
    assert_eq!(next(&tree, &["a"]), ["b", "c"]);
}

#[test]
fn lapsing_comes_before_starting() {
    let gone = Step { lapses: vec![after("stop")], ..duty("b", beginning()) };
    let tree = procedure(vec![optional("stop", any_time(true)), gone]);
    assert_eq!(next(&tree, &[]), ["b", "stop"]);
    assert_eq!(next(&tree, &["stop"]), NOTHING);
    let renewed = Step { starts: vec![beginning(), after("stop")], lapses: vec![after("stop")], ..step("b") };
    let tree = procedure(vec![optional("stop", any_time(true)), renewed]);
    assert_eq!(next(&tree, &["stop"]), ["b"], "it lapses first, then starts");
}

#[test]
fn at_any_time_stays_allowed_unless_once() {
    let tree = procedure(vec![
        optional("a", any_time(true)),
        optional("b", any_time_after("a", false)),
        event("c", any_time_after("a", true)),
    ]);
    assert_eq!(next(&tree, &[]), ["a"]);
    assert_eq!(next(&tree, &["a", "b", "c"]), ["b"]);
}

#[test]
fn while_lasts_exactly_as_long_as_its_condition() {
    let tree = procedure(vec![
        duty("again", while_so(not(is("stop", "done")), false)),
        duty("once", while_so(not(is("stop", "done")), true)),
        event("stop", any_time(true)),
    ]);
    assert_eq!(next(&tree, &[]), ["again", "once", "stop"]);
    assert_eq!(next(&tree, &["again", "once"]), ["again", "stop"]);
    assert_eq!(next(&tree, &["stop"]), NOTHING);
}

#[test]
fn must_makes_an_allowed_step_owed() {
    let step = Step { must: vec![after("order")], ..optional("b", beginning()) };
    let tree = procedure(vec![optional("order", any_time(false)), step]);
    let before = run(&tree, &[]).unwrap_or_default();
    assert!(before.allowed.contains("b") && !before.owed.contains("b"));
    assert!(run(&tree, &["order"]).unwrap_or_default().owed.contains("b"));
    assert!(!run(&tree, &["order", "b", "order"]).unwrap_or_default().owed.contains("b"), "once");
}

#[test]
fn an_owed_while_step_waits_for_its_condition() {
    let condition = || not(is("stop", "done"));
    let tree = |once| {
        let step = Step { must: vec![after_each(happens("order"))], ..optional("b", while_so(condition(), once)) };
        procedure(vec![optional("order", any_time(false)), event("stop", any_time(true)), step])
    };
    let owed = |once, moves: &[&str]| run(&tree(once), moves).unwrap_or_default().owed.contains("b");
    assert!(!owed(false, &["b"]), "its condition allows it, no more");
    assert!(owed(false, &["order", "stop"]), "a duty until it is taken");
    assert_eq!(next(&tree(false), &["order", "stop"]), ["order"], "but it cannot be taken");
    assert_eq!(next(&tree(false), &["order", "b"]), ["b", "order", "stop"]);
    assert_eq!(next(&tree(true), &["order", "b"]), ["order", "stop"]);
    assert!(owed(true, &["b", "order"]), "`each` makes it owed again, though `once` is over");
}

#[test]
fn what_is_allowed_at_any_time_after_lapses_and_is_allowed_again() {
    let tree = |once| {
        let lapsing = Step { lapses: vec![after("stop")], ..optional("b", any_time_after("a", once)) };
        procedure(vec![optional("a", any_time(false)), optional("stop", any_time(false)), lapsing])
    };
    for once in [false, true] {
        assert_eq!(next(&tree(once), &["a"]), ["a", "b", "stop"]);
        assert_eq!(next(&tree(once), &["a", "stop"]), ["a", "stop"]);
        assert_eq!(next(&tree(once), &["a", "stop", "a"]), ["a", "b", "stop"]);
    }
    assert_eq!(next(&tree(false), &["a", "b", "stop", "a"]), ["a", "b", "stop"]);
    assert_eq!(next(&tree(true), &["a", "b", "stop", "a"]), ["a", "stop"], "once");
}

#[test]
fn needs_considers_carries_and_outcome_conditions() {
    let needy = Step {
        needs: Some(is("a", "done")),
        considers: names(&["b"]),
        carries: names(&["c"]),
        ..duty("d", beginning())
    };
    let mut choosy = Step { decide: decide(&["x", "y"]), ..duty("e", beginning()) };
    choosy.decide[0] = Outcome { condition: Some(is("d", "done")), ..choosy.decide[0].clone() };
    let tree = procedure(vec![duty("a", beginning()), duty("b", beginning()), duty("c", beginning()), needy, choosy]);
    assert_eq!(next(&tree, &[]), ["a", "b", "c", "e:y"]);
    assert_eq!(next(&tree, &["a", "b"]), ["c", "e:y"]);
    assert_eq!(next(&tree, &["a", "b", "c"]), ["d", "e:y"]);
    assert_eq!(next(&tree, &["a", "b", "c", "d"]), ["e:x", "e:y"]);
}

#[test]
fn after_the_case_is_closed() {
    let closing = Step { closes: true, ..duty("close", beginning()) };
    let tree = procedure(vec![
        closing,
        duty("owed", beginning()),
        duty("later", after("close")),
        duty("archive", after("close")),
        event("letter", after("close")),
    ]);
    let tree = Procedure { case: WrittenCase { may_still: names(&["archive"]), ..WrittenCase::default() }, ..tree };
    assert_eq!(next(&tree, &["close"]), ["archive", "letter"]);
    let closed = run(&tree, &["close"]).unwrap_or_default();
    assert_eq!(closed.owed, BTreeSet::from(["archive".to_owned(), "owed".to_owned()]));
}

#[test]
fn two_moments_where_under_way_is_named() {
    let meeting =
        Step { needs: Some(not(is("stop", "done"))), decide: decide(&["x", "y"]), ..duty("meet", beginning()) };
    let tree = procedure(vec![meeting, optional("stop", any_time(true))]);
    let busy = invariant("busy", duecourse::syntax::tree::Check::Never(is("meet", "under way")));
    let tree = Procedure { invariants: vec![busy], ..tree };
    assert_eq!(next(&tree, &[]), ["meet begins", "stop"]);
    assert_eq!(next(&tree, &["meet begins"]), ["meet:x", "meet:y", "stop"]);
    assert_eq!(next(&tree, &["meet begins", "stop"]), ["meet:x", "meet:y"], "`needs` is asked when it begins");
    assert_eq!(next(&tree, &["stop"]), NOTHING);
    assert!(run(&tree, &["meet begins"]).unwrap_or_default().owed.contains("meet"));
}

#[test]
fn votes_are_owed_read_ended_and_cleared() {
    let mut sitting = voting("sit", 2, 3, beginning());
    sitting.starts.push(after_each(happens("appeal")));
    let tree = Procedure {
        actors: panel(&["ann", "bob", "cy"]),
        ..procedure(vec![sitting, optional("appeal", any_time(false))])
    };
    assert_eq!(
        next(&tree, &[]),
        ["appeal", "sit.ann:no", "sit.ann:yes", "sit.bob:no", "sit.bob:yes", "sit.cy:no", "sit.cy:yes"]
    );
    assert_eq!(
        run(&tree, &["appeal"]),
        run(&tree, &[]).map(|mut case| {
            case.done.insert("appeal".to_owned());
            case
        }),
        "still owed: votes are not cleared"
    );
    assert_eq!(next(&tree, &["sit.ann:yes", "sit.bob:no"]), ["appeal", "sit.cy:no", "sit.cy:yes"]);
    assert_eq!(next(&tree, &["sit.ann:yes", "sit.bob:yes"]), ["appeal", "sit.cy:no", "sit.cy:yes", "sit:yes"]);
    let taken = ["sit.ann:yes", "sit.bob:yes", "sit:yes"];
    assert_eq!(next(&tree, &taken), ["appeal"], "taking ends the votes still owed");
    let after = run(&tree, &taken).unwrap_or_default();
    assert_eq!(after.latest.get("sit.ann").map(String::as_str), Some("yes"), "readable until cleared");
    let again = run(&tree, &["sit.ann:yes", "sit.bob:yes", "sit:yes", "appeal"]).unwrap_or_default();
    assert!(!again.done.contains("sit.ann") && again.owed.contains("sit.cy") && again.done.contains("sit"));
}

#[test]
fn votes_end_when_the_step_lapses() {
    let tree = |starts: Vec<_>| {
        let sitting = Step { starts, lapses: vec![after("stop")], ..voting("sit", 1, 2, beginning()) };
        let steps = procedure(vec![sitting, optional("stop", any_time(false))]);
        Procedure { actors: panel(&["ann", "bob"]), ..steps }
    };
    let gone = tree(vec![beginning()]);
    assert_eq!(next(&gone, &["sit.ann:yes", "stop"]), ["stop"]);
    let case = run(&gone, &["sit.ann:yes", "stop"]).unwrap_or_default();
    assert_eq!(case.latest.get("sit.ann").map(String::as_str), Some("yes"), "readable until cleared");
    let renewed = tree(vec![beginning(), after_each(happens("stop"))]);
    let case = run(&renewed, &["sit.ann:yes", "stop"]).unwrap_or_default();
    assert_eq!(case.owed.len(), 3, "it lapses first, then starts: the vote of ann is cleared and owed again");
    assert!(!case.done.contains("sit.ann"));
}

#[test]
fn votes_go_on_in_a_closed_case_if_the_step_does() {
    let tree = |may_still: &[&str]| {
        let closing = Step { closes: true, ..optional("close", any_time(true)) };
        let steps = procedure(vec![voting("sit", 1, 1, beginning()), closing]);
        let case = WrittenCase { may_still: names(may_still), ..WrittenCase::default() };
        Procedure { actors: panel(&["ann"]), case, ..steps }
    };
    assert_eq!(next(&tree(&[]), &["close"]), NOTHING);
    assert_eq!(next(&tree(&["sit"]), &["close"]), ["sit.ann:no", "sit.ann:yes"]);
    assert_eq!(next(&tree(&["sit"]), &["close", "sit.ann:yes"]), ["sit:yes"]);
}

#[test]
fn spans_begin_and_end() {
    let tree =
        |begins| Procedure { spans: vec![span("trial", begins)], ..procedure(vec![optional("a", any_time(true))]) };
    let free = tree(any_time(false));
    assert_eq!(next(&free, &[]), ["a", "trial begins"]);
    assert_eq!(next(&free, &["trial begins"]), ["a", "trial ends"]);
    assert_eq!(run(&free, &["trial begins", "trial ends"]), run(&free, &[]));
    assert_eq!(next(&tree(any_time(true)), &["trial begins", "trial ends"]), ["a"]);
    assert_eq!(next(&tree(any_time_after("a", false)), &[]), ["a"]);
    assert_eq!(next(&tree(any_time_after("a", false)), &["a", "trial begins", "trial ends"]), ["trial begins"]);
    assert_eq!(next(&tree(while_so(not(is("a", "done")), false)), &["trial begins", "a"]), ["trial ends"]);
    assert_eq!(next(&tree(while_so(not(is("a", "done")), false)), &["a"]), NOTHING);
}

#[test]
fn span_events_trigger() {
    let begins = after_event(Event::Begins(name("trial")));
    let ends = after_event(Event::Ends(name("trial")));
    let tree =
        Procedure { spans: vec![span("trial", any_time(true))], ..procedure(vec![duty("b", begins), duty("e", ends)]) };
    assert_eq!(next(&tree, &["trial begins"]), ["b", "trial ends"]);
    assert_eq!(next(&tree, &["trial begins", "trial ends"]), ["b", "e"]);
}

#[test]
fn terms_happen_when_they_become_true() {
    let either = Expression::Or(vec![is("a", "done"), is("b", "done")]);
    let tree = procedure(vec![
        optional("a", any_time(true)),
        optional("b", any_time(true)),
        duty("c", after_each(happens("either"))),
    ]);
    let tree = Procedure { terms: vec![term("either", either)], ..tree };
    assert_eq!(next(&tree, &["a"]), ["b", "c"]);
    assert_eq!(next(&tree, &["a", "c", "b"]), NOTHING, "it was true already");
}

#[test]
fn terms_that_are_true_at_the_beginning_happen_there() {
    let grave = term("grave_harm", is("harm", "grave"));
    let tree = procedure(vec![duty("a", after("grave_harm"))]);
    let tree = Procedure { facts: vec![fact("harm", &["slight", "grave"])], terms: vec![grave], ..tree };
    let cases = initial_cases(&tree);
    let moves: Vec<Vec<String>> = cases.iter().map(|case| labels(&tree, case)).collect();
    assert_eq!(moves, [Vec::new(), vec!["a".to_owned()]]);
}

#[test]
fn removed_steps_never_happen() {
    let removed = Step { removed: Some(name("x").span), ..duty("a", beginning()) };
    let tree =
        procedure(vec![removed, duty("b", after("a")), Step { considers: names(&["a"]), ..duty("c", beginning()) }]);
    assert_eq!(next(&tree, &[]), NOTHING);
}
