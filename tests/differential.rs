//! The compiler and the engine against the naive oracle in `oracle`, which reads the syntax tree by itself.
//!
//! `DUECOURSE_DIFFERENTIAL_CASES` sets the number of random procedures. `compare` says what is compared.

mod oracle;

#[path = "differential/compare.rs"]
mod compare;
#[path = "differential/known.rs"]
mod known;
#[path = "differential/two_phase_commit.rs"]
mod two_phase_commit;

use std::cell::Cell;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// Random procedures in the default run.
const CASES: u32 = 150;
/// Larger procedures are skipped; the oracle is slow.
const STATES_MAX: usize = 1_500;

#[test]
fn random_procedures_mean_the_same_to_the_engine_and_to_the_oracle() {
    let cases = std::env::var("DUECOURSE_DIFFERENTIAL_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(CASES);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 3_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let (compared, large) = (Cell::new(0_u32), Cell::new(0_u32));
    let outcome = runner.run(&oracle::generate::procedures(), |text| {
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

#[test]
#[ignore = "temporary"]
fn survey() {
    use proptest::strategy::{Strategy, ValueTree};
    let cases: u32 = std::env::var("SURVEY").ok().and_then(|t| t.parse().ok()).unwrap_or(300);
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let mut by: std::collections::BTreeMap<String, (usize, String, String)> = Default::default();
    let mut by2: std::collections::BTreeMap<String, usize> = Default::default();
    let (mut ok, mut large) = (0, 0);
    let begun = std::time::Instant::now();
    for _ in 0..cases {
        let text = oracle::generate::procedures().new_tree(&mut runner).unwrap().current();
        match compare::differences(&text, STATES_MAX) {
            None => large += 1,
            Some(d) if d.is_empty() => ok += 1,
            Some(d) => {
                for one in d {
                    let key: String = one.split(&[':', '`'][..]).next().unwrap().chars().take(40).collect();
                    let key = key.split(" of i").next().unwrap().to_string();
                    let e = by.entry(key).or_insert((0, text.clone(), one.clone()));
                    e.0 += 1;
                    if text.len() < e.1.len() {
                        e.1 = text.clone();
                        e.2 = one;
                    }
                }
            }
        }
    }
    println!("{ok} ok, {large} large, {by2:?} {:?}", begun.elapsed());
    for (k, (n, t, d)) in by {
        println!("===== {k} x{n}\n{d}\n{t}\n");
    }
}
