//! Runs of cases by hand: what the Durham policy allows and what it forbids, played on the compiled model.
//!
//! Each run has a name, the clauses that speak of it, an incident given by its facts, and its steps as words. What is
//! expected comes from the policy, never from the model: where the two differ, the model is what has to change.
//!
//! | file | what is in it |
//! |---|---|
//! | `case` | the model, an incident, a case that takes one word after the other |
//! | `run` | a run, what is expected of it, and the judge |
//! | `segments` | steps that belong together, under one word |
//! | `notification`, `decision`, `review`, `publication` | runs written by hand, in the order of a case |
//! | `pairings` | every reply with every reconsideration, sign-off, delay and publication |

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail on what it cannot read")]

#[path = "durham_runs/case.rs"]
mod case;
#[path = "durham_runs/decision.rs"]
mod decision;
#[path = "durham_runs/notification.rs"]
mod notification;
#[path = "durham_runs/pairings.rs"]
mod pairings;
#[path = "durham_runs/publication.rs"]
mod publication;
#[path = "durham_runs/review.rs"]
mod review;
#[path = "durham_runs/run.rs"]
mod run;
#[path = "durham_runs/segments.rs"]
mod segments;

use std::collections::BTreeSet;

use case::model;
use run::{Expectation, Run};

/// The runs written by hand.
fn named() -> Vec<Run> {
    [notification::runs(), decision::runs(), review::runs(), publication::runs()].concat()
}

/// Plays runs; fails with every run that is not as expected.
fn all_as_expected(runs: &[Run]) {
    let wrong: Vec<String> = runs.iter().filter_map(|run| run.judge().err()).collect();
    assert!(
        wrong.is_empty(),
        "{} of {} runs are not as the policy says:\n{}",
        wrong.len(),
        runs.len(),
        wrong.join("\n")
    );
}

#[test]
fn named_runs_are_as_the_policy_says() {
    all_as_expected(&named());
}

#[test]
fn pairings_are_as_the_policy_says() {
    let runs = pairings::runs();
    let whole = runs.iter().filter(|run| run.expectation == Expectation::Ends).count();
    assert_eq!(whole, pairings::WHOLE_CASES, "pairings that can be played to the end");
    all_as_expected(&runs);
}

#[test]
fn there_are_enough_named_runs() {
    let (allowed, forbidden): (Vec<Run>, Vec<Run>) = named().into_iter().partition(|run| run.expectation.allowed());
    assert!(allowed.len() >= 40, "{} allowed runs", allowed.len());
    assert!(forbidden.len() >= 40, "{} forbidden runs", forbidden.len());
}

#[test]
fn no_two_runs_have_one_name() {
    let mut names = BTreeSet::new();
    for run in [named(), pairings::runs()].concat() {
        assert!(names.insert(run.name.clone()), "two runs are called `{}`", run.name);
    }
}

#[test]
fn each_clause_has_a_run_that_is_allowed_and_one_that_is_forbidden() {
    let runs = named();
    let cited = |allowed: bool| -> BTreeSet<&str> {
        runs.iter().filter(|run| run.expectation.allowed() == allowed).flat_map(Run::clauses).collect()
    };
    let clauses: BTreeSet<&str> = model().clauses.iter().map(String::as_str).collect();
    assert_eq!(clauses.len(), 40, "clauses of the policy");
    for (kind, cited) in [("allowed", cited(true)), ("forbidden", cited(false))] {
        let missing: Vec<_> = clauses.difference(&cited).collect();
        assert!(missing.is_empty(), "no {kind} run cites {missing:?}");
        let unknown: Vec<_> = cited.difference(&clauses).collect();
        assert!(unknown.is_empty(), "{kind} runs cite clauses that do not exist: {unknown:?}");
    }
}

/// A run that is forbidden must not be so only because its last step can never be taken at all.
#[test]
fn what_is_forbidden_then_happens_elsewhere() {
    let runs = [named(), pairings::runs()].concat();
    let happens: BTreeSet<String> = runs.iter().filter(|run| run.expectation.allowed()).flat_map(Run::words).collect();
    for run in runs.iter().filter(|run| !run.expectation.allowed()) {
        let words = run.words();
        let last = words.last().map_or("", String::as_str);
        let wanted = if let Expectation::Owes(step) = run.expectation { step } else { last };
        let taken = happens.iter().any(|word| word == wanted || word.starts_with(&format!("{wanted}:")));
        assert!(taken, "run `{}`: no allowed run takes `{wanted}`", run.name);
    }
}
