//! The time check against a naive enumeration of all runs, day by day, and its two ways of measuring against each other.
//!
//! `DUECOURSE_TIME_CASES` sets the number of random procedures.

#![expect(clippy::panic, reason = "what cannot go on here should fail loudly")]

mod oracle;
mod time_oracle;

#[path = "time_differential/compare.rs"]
mod compare;

use std::cell::Cell;

use proptest::prelude::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use compare::{Compared, Missed};

/// Random procedures in the default run.
const CASES: u32 = 200;

/// Runs a comparison on random procedures and says how many of them could be compared.
fn on_random(
    default: u32,
    procedures: impl Strategy<Value = String>,
    compare: impl Fn(&str) -> Compared,
) -> (u32, u32) {
    let cases = std::env::var("DUECOURSE_TIME_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 4_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let (compared, skipped) = (Cell::new(0_u32), Cell::new(0_u32));
    let outcome = runner.run(&procedures, |text| {
        match compare(&text) {
            Compared::Skipped => skipped.set(skipped.get() + 1),
            Compared::Same => compared.set(compared.get() + 1),
            Compared::Different(why) => return Err(TestCaseError::fail(format!("{why}\n{text}"))),
        }
        Ok(())
    });
    assert!(outcome.is_ok(), "{}", outcome.err().map(|error| error.to_string()).unwrap_or_default());
    (compared.get(), skipped.get())
}

#[test]
fn lengths_are_those_of_a_day_by_day_enumeration() {
    let (compared, skipped) =
        on_random(CASES, time_oracle::generate::procedures(), |text| compare::with_enumeration(text, 1));
    assert!(compared > 2 * skipped, "{compared} compared, {skipped} skipped");
}

#[test]
fn loops_go_round_as_often_as_is_said() {
    for repeat in 0..=2 {
        let (compared, skipped) =
            on_random(CASES, time_oracle::generate::loops(), |text| compare::with_enumeration(text, repeat));
        assert!(compared > 2 * skipped, "{compared} compared, {skipped} skipped");
    }
}

#[test]
fn measured_from_the_anchors_nothing_is_shorter_than_it_can_be() {
    let (compared, skipped) = on_random(CASES / 4, time_oracle::generate::procedures(), compare::both_ways);
    assert!(compared > 2 * skipped, "{compared} compared, {skipped} skipped");
}

#[test]
fn measured_from_the_anchors_a_chain_takes_as_long_as_from_its_beginning() {
    let (compared, skipped) = on_random(CASES, time_oracle::generate::chains(), compare::both_ways_alike);
    assert!(skipped == 0, "{compared} compared, {skipped} skipped");
}

/// Deadlines that begin in the middle of branches: what is proved by a run is so, and nearly everything that can be missed is proved.
#[test]
fn what_is_proved_from_the_anchors_is_what_some_run_does() {
    for procedures in [time_oracle::generate::branches().boxed(), time_oracle::generate::procedures().boxed()] {
        let missed = Cell::new(Missed::default());
        let (compared, skipped) = on_random(CASES, procedures, |text| compare::from_the_anchors(text, &missed));
        let Missed { can_be, proved } = missed.get();
        assert!(compared > 2 * skipped, "{compared} compared, {skipped} skipped");
        assert!(can_be > CASES / 8 && proved * 20 > can_be * 19, "{proved} of {can_be} proved");
    }
}
