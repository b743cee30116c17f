//! How fast the time check is: Durham as shipped, with one case and with two; and the reference search on a family of timed models
//! with several cases, which grows from 10^5 to 10^7 states.

#![expect(clippy::expect_used, reason = "what cannot go on here should fail loudly")]

#[path = "peers/family.rs"]
#[expect(dead_code, reason = "the same family is written for Spin elsewhere")]
mod family;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use duecourse::calendar::Calendar;
use duecourse::check::time::{SurgeOptions, TimeOptions, check_surge, check_time};
use duecourse::check::{CheckOptions, Limits, check, explore};
use duecourse::compile::{CompileOptions, compile};
use duecourse::syntax::load;
use duecourse::system::{Machine, Selection, TransitionSystem};

use family::Family;

fn durham_system() -> TransitionSystem {
    let path = "models/durham.toml";
    let text = std::fs::read(path).expect("the model is there");
    let loaded = load(path, text, &mut |path| std::fs::read(path).map_err(|error| error.to_string()));
    compile(&loaded.procedure.expect("the procedure is valid"), CompileOptions::default()).0.expect("it compiles")
}

fn durham(criterion: &mut Criterion) {
    let system = durham_system();
    let calendar = Calendar::working_week();
    let mut group = criterion.benchmark_group("durham");
    group.sample_size(10);
    group.bench_function("order_and_time", |bencher| {
        bencher.iter(|| {
            let order = check(black_box(&system), CheckOptions::default(), &|| false);
            (order, check_time(black_box(&system), &calendar, TimeOptions::default(), &|| false))
        });
    });
    let time = check_time(&system, &calendar, TimeOptions::default(), &|| false);
    // As models/scenarios/durham.toml has it.
    let shared = ["SPOC group", "Business Manager"];
    let places = system.actors.iter().map(|actor| shared.contains(&actor.name.as_str()).then_some(1)).collect();
    let options = SurgeOptions { cases_max: 2, places, repeat: 1, states_max: 3_000_000, symmetry: true };
    assert!(check_surge(&system, &calendar, &time, &options, &|| false).complete(), "a limit would stop the clock");
    group.bench_function("two_cases", |bencher| {
        bencher.iter(|| check_surge(black_box(&system), &calendar, &time, &options, &|| false));
    });
    group.finish();
}

fn families(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("several_timed_cases");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for model in ["2,5,5,5,3,1", "2,10,5,10,3,2", "2,12,5,12,3,3"] {
        let system = Family::parse(model).expect("it is a model").system();
        let machine: Machine<1> = Machine::new(&system, &Selection::whole(&system));
        let search = || {
            let limits = Limits { states_max: usize::MAX, interrupted: &|| false };
            explore(black_box(&machine), None, limits, |_, _| ()).states.len()
        };
        group.throughput(Throughput::Elements(search() as u64));
        group.bench_function(BenchmarkId::new("reference_search", model), |bencher| bencher.iter(search));
    }
    group.finish();
}

criterion_group!(benches, durham, families);
criterion_main!(benches);
