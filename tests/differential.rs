//! The compiler and the engine against the naive oracle in `oracle`, which reads the syntax tree by itself.
//!
//! `DUECOURSE_DIFFERENTIAL_CASES` sets the number of random procedures, `DUECOURSE_DIFFERENTIAL_SEED` (a number below 256) gives
//! others. `compare` says what is compared.

#![expect(clippy::panic, reason = "what cannot go on here should fail loudly")]

mod oracle;
mod random;

#[path = "differential/compare.rs"]
mod compare;
#[path = "differential/known.rs"]
mod known;
#[path = "differential/two_phase_commit.rs"]
mod two_phase_commit;

use std::cell::Cell;
use std::str::FromStr;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// Random procedures in the default run.
const CASES: u32 = 150;
/// Larger procedures are skipped; the oracle is slow.
const STATES_MAX: usize = 1_500;

/// A number from the environment.
fn number<T: FromStr>(variable: &str) -> Option<T> {
    std::env::var(variable).ok().and_then(|text| text.parse().ok())
}

#[test]
fn random_procedures_mean_the_same_to_the_engine_and_to_the_oracle() {
    let cases = number("DUECOURSE_DIFFERENTIAL_CASES").unwrap_or(CASES);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 3_000, ..Config::default() };
    let random =
        number::<u8>("DUECOURSE_DIFFERENTIAL_SEED").map(|seed| TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]));
    let random = random.unwrap_or_else(|| TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let mut runner = TestRunner::new_with_rng(config, random);
    let (compared, large) = (Cell::new(0_u32), Cell::new(0_u32));
    let outcome = runner.run(&random::generate::procedures(), |text| {
        match compare::differences(&text, STATES_MAX) {
            None => large.set(large.get() + 1),
            Some(differences) if differences.is_empty() => compared.set(compared.get() + 1),
            Some(differences) => return Err(TestCaseError::fail(format!("{}\n{text}", differences.join("\n")))),
        }
        Ok(())
    });
    assert!(outcome.is_ok(), "{}", outcome.err().map(|error| error.to_string()).unwrap_or_default());
    assert!(compared.get() > 4 * large.get(), "too many are too large: {} of {cases}", large.get());
}
