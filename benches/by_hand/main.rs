//! The five stages by hand, timed: `five_stages_by_hand LOAD REPLICATIONS SEED` prints cases per second and the shares on time as JSON.

#![expect(clippy::expect_used, clippy::cast_precision_loss, clippy::print_stdout, reason = "a program for measuring")]

#[path = "five_stage.rs"]
mod five_stage;
#[path = "../model.rs"]
mod model;

use std::time::Instant;

/// Cases of a replication, as the scenarios say.
const CASES: u32 = 20_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [load, replications, seed] = &arguments[..] else {
        println!("usage: five_stages_by_hand low|high REPLICATIONS SEED");
        return;
    };
    let (_, scenario) = model::shipped(&format!("models/benchmark/five_stage_{load}.toml"), &[]);
    let replications: u64 = replications.parse().expect("a number of replications");
    let seed: u64 = seed.parse().expect("a seed");
    let (mut cases, mut missed) = (0, [0; 2]);
    let start = Instant::now();
    for number in 0..replications {
        let one = five_stage::replication(&scenario, seed * 1_000_003 + number, CASES);
        cases += one.cases;
        missed = [missed[0] + one.missed[0], missed[1] + one.missed[1]];
    }
    let seconds = start.elapsed().as_secs_f64();
    let on_time = missed.map(|missed| 1.0 - missed as f64 / cases as f64);
    println!(r#"{{"cases_per_second": {}, "on_time": {on_time:?}}}"#, cases as f64 / seconds);
}
