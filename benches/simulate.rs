//! How fast the simulation is: the five-stage model that other tools run too (`peers.sh`), and Durham.
//!
//! `by_hand` is a loop that somebody who needs nothing else could write for the five stages: the limit to compare with. It draws from the same
//! tables, and knows no procedure, no deadlines but the two, no actors but five counters.

#![expect(clippy::expect_used, clippy::cast_precision_loss, reason = "what cannot go on here should fail loudly")]

#[path = "by_hand/five_stage.rs"]
mod by_hand;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use duecourse::compile::{CompileOptions, compile, compile_scenario};
use duecourse::scenario::Scenario;
use duecourse::simulate::{SimulationOptions, simulate};
use duecourse::syntax::load;
use duecourse::syntax::scenario::load_scenario;
use duecourse::system::TransitionSystem;
use std::hint::black_box;

const SEED: u64 = 1;

fn model(path: &str, settings: &[&str]) -> (TransitionSystem, Scenario) {
    let read = |path: &str| std::fs::read(path).map_err(|error| error.to_string());
    let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
    let loaded = load_scenario(path, read(path).expect("the scenario is there"), &settings, &mut |path| read(path));
    let procedure = loaded.procedure.expect("it names its procedure");
    let tree = load(&procedure, read(&procedure).expect("the procedure is there"), &mut |path| read(path)).procedure;
    let tree = tree.expect("the procedure is valid");
    let system = compile(&tree, CompileOptions::default()).0.expect("it compiles");
    let scenario = compile_scenario(&loaded.tree.expect("the scenario is valid"), &tree, &system).0.expect("it fits");
    (system, scenario)
}

fn cases(system: &TransitionSystem, scenario: &Scenario, replications: u32) -> u64 {
    let options = SimulationOptions { seed: SEED, replications, half_width: None, threads: 1 };
    simulate(system, scenario, &options, &|_| false).expect("it runs").cases
}

fn five_stages(criterion: &mut Criterion) {
    for load in ["low", "high"] {
        let mut group = criterion.benchmark_group(format!("five_stage_{load}"));
        group.sample_size(10).throughput(Throughput::Elements(20_000));
        let (system, scenario) = model(&format!("models/benchmark/five_stage_{load}.toml"), &[]);
        group.bench_function("duecourse", |bencher| bencher.iter(|| cases(black_box(&system), &scenario, 1)));
        group.bench_function("by_hand", |bencher| bencher.iter(|| by_hand::cases(black_box(&scenario), SEED, 20_000)));
        group.finish();
    }
}

fn durham(criterion: &mut Criterion) {
    let (system, scenario) = model("models/scenarios/durham.toml", &[]);
    let mut group = criterion.benchmark_group("durham");
    group.sample_size(10).throughput(Throughput::Elements(cases(&system, &scenario, 200)));
    group.bench_function("200_replications", |bencher| bencher.iter(|| cases(black_box(&system), &scenario, 200)));
    group.finish();
    for years in [2, 4] {
        for cases_a_year in [4, 40, 400] {
            let settings = [
                format!("years={years}"),
                format!("arrivals={cases_a_year} cases a year"),
                "warm_up_years=0".to_owned(),
            ];
            let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
            let (system, scenario) = model("models/scenarios/durham.toml", &settings);
            let mut group = criterion.benchmark_group("durham_grows");
            group.sample_size(10).throughput(Throughput::Elements(cases(&system, &scenario, 20)));
            group.bench_function(format!("{years}_years/{cases_a_year}_cases_a_year"), |bencher| {
                bencher.iter(|| cases(black_box(&system), &scenario, 20));
            });
            group.finish();
        }
    }
}

criterion_group!(benches, five_stages, durham);
criterion_main!(benches);
