//! How fast the simulation is: the five-stage model that other tools run too (`benches/peers/`), and Durham.
//!
//! `by_hand` is a loop that somebody who needs nothing else could write for the five stages: the limit to compare with. It draws from the same
//! tables, and knows no procedure, no deadlines but the two, no actors but five counters.

#![expect(clippy::expect_used, clippy::cast_precision_loss, reason = "what cannot go on here should fail loudly")]

#[path = "by_hand/five_stage.rs"]
mod by_hand;
mod model;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use duecourse::scenario::Scenario;
use duecourse::simulate::{SimulationOptions, simulate};
use duecourse::system::TransitionSystem;
use model::{model, shipped};
use std::fmt::Write as _;
use std::hint::black_box;

const SEED: u64 = 1;

fn cases(system: &TransitionSystem, scenario: &Scenario, replications: u32) -> u64 {
    let options = SimulationOptions { seed: SEED, replications, half_width: None, threads: 1 };
    simulate(system, scenario, &options, &|_| false).expect("it runs").cases
}

fn five_stages(criterion: &mut Criterion) {
    for load in ["low", "high"] {
        let mut group = criterion.benchmark_group(format!("five_stage_{load}"));
        group.sample_size(10).throughput(Throughput::Elements(20_000));
        let (system, scenario) = shipped(&format!("models/benchmark/five_stage_{load}.toml"), &[]);
        group.bench_function("duecourse", |bencher| bencher.iter(|| cases(black_box(&system), &scenario, 1)));
        group.bench_function("by_hand", |bencher| {
            bencher.iter(|| {
                let done = by_hand::replication(black_box(&scenario), SEED, 20_000);
                (done.cases, done.missed)
            })
        });
        group.finish();
    }
}

fn durham(criterion: &mut Criterion) {
    let (system, scenario) = shipped("models/scenarios/durham.toml", &[]);
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
            let (system, scenario) = shipped("models/scenarios/durham.toml", &settings);
            let mut group = criterion.benchmark_group("durham_grows");
            group.sample_size(10).throughput(Throughput::Elements(cases(&system, &scenario, 20)));
            group.bench_function(format!("{years}_years/{cases_a_year}_cases_a_year"), |bencher| {
                bencher.iter(|| cases(black_box(&system), &scenario, 20));
            });
            group.finish();
        }
    }
}

/// A procedure of so many stages one after the other, each with a team of its own.
fn chain(stages: usize) -> String {
    let mut text = "format = 1\ntitle = \"A chain\"\nsource = \"A model for measuring\"\ncalendar = \"working-week\"\n\
        [actors]\nsender = { name = \"Sender\", outside = true }\n"
        .to_owned();
    for at in 1..=stages {
        let _ = writeln!(text, "team_{at} = {{ name = \"Team {at}\", cases_at_once = 2 }}");
    }
    text.push_str(
        "[steps.arrive]\nsays = \"sends the case in\"\nkind = \"event\"\nby = \"sender\"\nstarts = \"at any time, once\"\n",
    );
    let mut before = "arrive".to_owned();
    for at in 1..=stages {
        let _ = writeln!(
            text,
            "[steps.stage_{at}]\nsays = \"does part {at}\"\nby = \"team_{at}\"\nstarts = \"after {before}\"\n\
             takes = \"1 to 5 working days, usually 2\"\ndue = \"within 5 working days of {before}\""
        );
        before = format!("stage_{at}");
    }
    let _ = writeln!(
        text,
        "[invariants.comes_to_an_end]\nsays = \"Every case is ended.\"\ncheck = \"after arrive, {before} always follows\""
    );
    text
}

/// What a case costs as its steps grow.
fn steps(criterion: &mut Criterion) {
    let scenario = "base = \"chain.toml\"\ntitle = \"A chain\"\ncalendar = \"plain\"\narrivals = \"5000 cases at 0.5 a working day\"\n";
    let mut group = criterion.benchmark_group("steps_grow");
    group.sample_size(10).throughput(Throughput::Elements(5_000));
    for stages in [4, 16, 64] {
        let procedure = chain(stages);
        let read = |path: &str| Ok((if path == "scenario.toml" { scenario } else { &procedure }).into());
        let (system, scenario) = model("scenario.toml", &[], read);
        group.bench_function(format!("{stages}_steps"), |bencher| {
            bencher.iter(|| cases(black_box(&system), &scenario, 1))
        });
    }
    group.finish();
}

criterion_group!(benches, five_stages, durham, steps);
criterion_main!(benches);
