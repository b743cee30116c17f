//! Verdicts: known answers.

use duecourse::syntax::tree::{Check, Combine, Expression, Procedure, Step};

use super::build::*;
use super::decide::{Decision, Verdict, decide as decide_rule};
use super::explore::explore;
use super::soundness::{Soundness, soundness};

fn decided(tree: &Procedure, check: Check) -> Option<Decision> {
    decide_rule(tree, &invariant("rule", check), 1000)
}

fn verdict(tree: &Procedure, check: Check) -> Option<Verdict> {
    decided(tree, check).map(|decision| decision.verdict)
}

fn sound(tree: &Procedure) -> Soundness {
    explore(tree, &[], 1000).map(|graph| soundness(tree, &graph)).unwrap_or_default()
}

const HOLDS: Option<Verdict> = Some(Verdict::Holds);

/// A safety rule that is broken after this many moves.
macro_rules! broken {
    ($shortest:literal) => {
        Some(Verdict::Broken { shortest: Some($shortest) })
    };
}

const BROKEN_LATER: Option<Verdict> = Some(Verdict::Broken { shortest: None });

#[test]
fn counts_of_independent_duties_and_of_a_chain() {
    let independent = procedure(["a", "b", "c", "d"].iter().map(|id| duty(id, beginning())).collect());
    let graph = explore(&independent, &[], 1000).unwrap_or_default();
    assert_eq!((graph.states(), graph.transitions()), (16, 32));
    assert!(explore(&independent, &[], 15).is_none());
    let chain = procedure(vec![duty("a", beginning()), duty("b", after("a")), duty("c", after("b"))]);
    let graph = explore(&chain, &[], 1000).unwrap_or_default();
    assert_eq!((graph.states(), graph.transitions()), (4, 3));
    assert_eq!(graph.labels().into_iter().collect::<Vec<_>>(), ["a", "b", "c"]);
}

#[test]
fn a_response_in_a_join() {
    let tree = procedure(vec![duty("a", beginning()), duty("b", beginning())]);
    assert_eq!(verdict(&tree, follows("a", "b")), BROKEN_LATER);
    let Check::Response { trigger, response, .. } = follows("a", "b") else { return };
    let or_was = Check::Response { trigger, condition: None, response, within: None, unless: Some(is("b", "done")) };
    assert_eq!(verdict(&tree, or_was), HOLDS);
}

#[test]
fn an_optional_step_promises_nothing_and_a_duty_does() {
    let tree = procedure(vec![duty("a", beginning()), duty("b", after("a")), optional("c", after("a"))]);
    assert_eq!(
        decided(&tree, follows("a", "b")),
        Some(Decision { verdict: Verdict::Holds, trigger_reached: true, holds_weakly: true })
    );
    assert_eq!(verdict(&tree, follows("a", "c")), BROKEN_LATER);
    assert_eq!(decided(&tree, follows("never_named", "c")).map(|decision| decision.trigger_reached), Some(false));
}

#[test]
fn a_return_loop_holds_only_by_fairness_of_outcomes() {
    let draft = Step { starts: vec![beginning(), after_each(happens_as("review", "back"))], ..step("draft") };
    let review = Step { decide: decide(&["back", "good"]), ..duty("review", after_each(happens("draft"))) };
    let tree = procedure(vec![draft, review, duty("publish", after_event(happens_as("review", "good")))]);
    let decision = Decision { verdict: Verdict::Holds, trigger_reached: true, holds_weakly: false };
    assert_eq!(decided(&tree, follows("draft", "publish")), Some(decision));
    assert_eq!(sound(&tree), Soundness::default());
}

#[test]
fn a_discharge_that_triggers_again_is_a_discharge() {
    let tree = procedure(vec![Step { starts: vec![beginning(), after_each(happens("a"))], ..step("a") }]);
    assert_eq!(verdict(&tree, follows("a", "a")), HOLDS);
    let found = sound(&tree);
    assert!(found.owed_for_ever.is_empty());
    assert_eq!(found.owed_in_every_state.into_iter().collect::<Vec<_>>(), ["a"]);
}

#[test]
fn precedence_and_its_scope() {
    let tree =
        procedure(vec![optional("a", any_time(false)), optional("b", any_time(false)), optional("c", any_time(false))]);
    let precedence = |since: &[&str]| Check::Precedence {
        event: vec![happens("a")],
        before: vec![happens("b")],
        since: since.iter().map(|id| happens(id)).collect(),
    };
    assert_eq!(verdict(&tree, precedence(&[])), broken!(1));
    let tree = procedure(vec![
        duty("b", beginning()),
        optional("a", any_time_after("b", false)),
        optional("c", any_time_after("b", false)),
    ]);
    assert_eq!(verdict(&tree, precedence(&[])), HOLDS);
    assert_eq!(verdict(&tree, precedence(&["c"])), broken!(3), "b, c, a");
    assert_eq!(verdict(&tree, precedence(&["b"])), HOLDS, "C first, then B");
    assert_eq!(verdict(&tree, precedence(&["a"])), broken!(3), "b, a, a");
}

#[test]
fn at_most_once_when_once_always_and_not_both() {
    let tree = procedure(vec![optional("a", any_time(false)), optional("b", any_time(true))]);
    let most = |since: &[&str]| Check::AtMostOnce {
        event: vec![happens("a")],
        since: since.iter().map(|id| happens(id)).collect(),
    };
    assert_eq!(verdict(&tree, most(&[])), broken!(2));
    assert_eq!(verdict(&tree, most(&["b"])), broken!(2));
    assert_eq!(verdict(&tree, most(&["a"])), HOLDS, "C first");
    assert_eq!(verdict(&tree, Check::When(vec![happens("a")], not(is("a", "done")))), broken!(2));
    assert_eq!(verdict(&tree, Check::When(vec![happens("b")], not(is("b", "done")))), HOLDS, "just before it");
    assert_eq!(verdict(&tree, Check::OnceAlways(is("a", "done"), not(is("b", "done")))), broken!(2));
    assert_eq!(verdict(&tree, Check::NotBoth(is("a", "done"), is("b", "done"))), broken!(2));
    assert_eq!(verdict(&tree, Check::Always(not(is("a", "done")))), broken!(1));
    assert_eq!(verdict(&tree, Check::Never(not(is("a", "done")))), broken!(0));
}

#[test]
fn when_a_term_is_true_at_the_beginning_nothing_stood_before_it() {
    let tree = procedure(vec![duty("a", beginning())]);
    let undone = term("undone", not(is("a", "done")));
    let tree = Procedure { facts: vec![fact("harm", &["grave"])], terms: vec![undone], ..tree };
    let when = |expression| verdict(&tree, Check::When(vec![happens("undone")], expression));
    assert_eq!(when(is("a", "owed")), broken!(0), "conditions are read before anything is owed");
    assert_eq!(when(not(is("a", "done"))), HOLDS);
    assert_eq!(when(is("harm", "grave")), HOLDS, "facts never change");
}

#[test]
fn possible_reads_a_step_as_an_event() {
    let x = Step { decide: decide(&["good", "bad"]), ..duty("x", beginning()) };
    let tree = procedure(vec![x, duty("y", after("z")), optional("z", after("y"))]);
    assert_eq!(verdict(&tree, Check::PossibleState(Expression::Named(name("x")))), HOLDS);
    assert_eq!(verdict(&tree, Check::PossibleState(is("x", "bad"))), HOLDS);
    assert_eq!(verdict(&tree, Check::PossibleState(is("y", "done"))), BROKEN_LATER);
    assert_eq!(verdict(&tree, Check::PossibleEvent(vec![happens("z")])), BROKEN_LATER);
    let found = sound(&tree);
    assert_eq!(found.dead_steps.into_iter().collect::<Vec<_>>(), ["y", "z"]);
    assert_eq!(found.dead_outcomes.len(), 0);
}

#[test]
fn never_depends() {
    let grave = || is("harm", "grave");
    let mut choosy = Step { decide: decide(&["x", "y"]), ..duty("a", beginning()) };
    choosy.decide[0].condition = Some(grave());
    let tree = procedure(vec![choosy, duty("b", after("a"))]);
    let tree = Procedure {
        facts: vec![fact("harm", &["slight", "grave"])],
        terms: vec![term("t", grave()), term("u", Expression::Or(vec![grave(), not(grave())]))],
        ..tree
    };
    let depends = |what: &str| verdict(&tree, Check::NeverDepends(name(what), name("harm")));
    assert_eq!(depends("a"), BROKEN_LATER);
    assert_eq!(depends("b"), HOLDS);
    assert_eq!(depends("t"), BROKEN_LATER);
    assert_eq!(depends("u"), HOLDS);
}

#[test]
fn a_closed_case_leaves_a_duty_owed_for_ever() {
    let tree = procedure(vec![duty("report", beginning()), Step { closes: true, ..optional("close", any_time(true)) }]);
    let found = sound(&tree);
    assert_eq!(found.owed_for_ever.into_iter().collect::<Vec<_>>(), ["report"]);
    assert_eq!(found.never_complete.into_iter().collect::<Vec<_>>(), ["report is not owed"]);
}

#[test]
fn completion_waits_for_awaited_events_and_not_for_others() {
    let tree = |awaited| {
        let letter = Step { awaited, ..event("letter", after("ask")) };
        let reply = duty("reply", after("letter"));
        let reply_clock = deadline("t", trigger(Combine::First, &[happens("ask")]), "reply");
        Procedure { deadlines: vec![reply_clock], ..procedure(vec![duty("ask", beginning()), letter, reply]) }
    };
    assert_eq!(sound(&tree(true)).never_complete.len(), 0);
    let waiting = Step { awaited: true, ..event("letter", beginning()) };
    let blocked = procedure(vec![waiting, Step { needs: Some(is("letter", "done")), ..duty("reply", beginning()) }]);
    assert_eq!(sound(&blocked).owed_for_ever.len(), 1, "the letter need not come");
    assert_eq!(sound(&blocked).owed_though_awaited_come.len(), 0, "the letter comes");
    assert_eq!(sound(&tree(false)).never_complete.into_iter().collect::<Vec<_>>(), ["t is not running"]);
    assert_eq!(verdict(&tree(true), follows("ask", "reply")), BROKEN_LATER, "`awaited` counts for soundness only");
}

#[test]
fn a_duty_blocked_now_and_then_is_taken_under_strong_fairness_only() {
    // `tick` and `tock` take turns for ever; `b` can be taken only after a `tick`.
    let first = Step { starts: vec![beginning(), after_each(happens("tock"))], ..step("tick") };
    let second = duty("tock", after_each(happens("tick")));
    let b = Step { needs: Some(is("tock", "owed")), ..duty("b", after("tick")) };
    let tree = procedure(vec![first, second, b]);
    let decision = Decision { verdict: Verdict::Holds, trigger_reached: true, holds_weakly: false };
    let Check::Response { trigger, response, .. } = follows("tick", "b") else { return };
    let once = Check::Response { trigger, condition: None, response, within: None, unless: Some(is("b", "done")) };
    assert_eq!(decided(&tree, once), Some(decision));
}
