//! The time check on procedures whose times are computed by hand.

#![expect(clippy::panic, reason = "what cannot go on here should fail loudly")]

#[path = "time_check/anchors.rs"]
mod anchors;
#[path = "time_check/branches.rs"]
mod branches;
#[path = "time_check/control.rs"]
mod control;
#[path = "time_check/endless.rs"]
mod endless;
#[path = "time_check/kinds.rs"]
mod kinds;
mod program;
#[path = "time_check/proof.rs"]
mod proof;
#[path = "time_check/timeless.rs"]
mod timeless;
#[path = "time_check/told.rs"]
mod told;

use duecourse::calendar::Calendar;
use duecourse::check::time::{DeadlineOutcome, Length, TimeOptions, TimeOutcome, check_time};
use duecourse::compile::{CompileOptions, compile};
use duecourse::syntax::load;

/// Actors that every procedure of these tests has.
const ACTORS: &str = r#"
format = 1
title = "A procedure with times"
calendar = "working-week"

[actors]
office = { name = "The office" }
lawyer = { name = "The lawyer" }
panel = { name = "The panel", members = ["one", "two", "three"] }
one = { name = "One" }
two = { name = "Two" }
three = { name = "Three" }
agency = { name = "The agency", outside = true }
"#;

/// The time check of a procedure; `tables` follow the actors. It is complete.
fn check_with(tables: &str, options: TimeOptions) -> TimeOutcome {
    let outcome = outcome_of(tables, options);
    assert!(outcome.complete, "the search is complete");
    outcome
}

/// The same, complete or not.
fn outcome_of(tables: &str, options: TimeOptions) -> TimeOutcome {
    let text = format!("{ACTORS}\n{tables}");
    let loaded = load("example.toml", text.into_bytes(), &mut |_| Err("there is no other file".to_owned()));
    let Some(procedure) = loaded.procedure else { panic!("it cannot be read: {:?}", loaded.diagnostics) };
    let (system, diagnostics) = compile(&procedure, CompileOptions::default());
    let Some(system) = system else { panic!("it cannot be compiled: {diagnostics:?}") };
    check_time(&system, &Calendar::working_week(), options, &|| false)
}

fn check(tables: &str) -> TimeOutcome {
    check_with(tables, TimeOptions::default())
}

fn repeated(tables: &str, repeat: u16) -> TimeOutcome {
    check_with(tables, TimeOptions { repeat, ..TimeOptions::default() })
}

fn deadline<'a>(outcome: &'a TimeOutcome, id: &str) -> &'a DeadlineOutcome {
    let found = outcome.deadlines.iter().find(|deadline| deadline.id == id);
    let Some(found) = found else { panic!("there is no deadline {id}") };
    found
}

/// The longest and the shortest time of a deadline of a procedure; both have a bound.
fn times(tables: &str, id: &str) -> (u32, u32) {
    let outcome = check(tables);
    let found = deadline(&outcome, id);
    match (&found.longest, &found.shortest) {
        (Length::Days(longest), Length::Days(shortest)) => (*longest, *shortest),
        other => panic!("{id} has no bound: {other:?}"),
    }
}

/// Steps of the critical path with the days of each and the day on which it ends.
fn path(deadline: &DeadlineOutcome) -> Vec<(&str, &str, u32, u32)> {
    let stretches = deadline.critical_path.iter();
    stretches.map(|one| (one.step.as_str(), one.actor.as_str(), one.days, one.until)).collect()
}
