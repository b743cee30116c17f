//! How fast the order check is: Durham as shipped, and generated families that grow.
//!
//! `independent(n)` has n duties that can be done in any order: 2^n states. The reference search and the whole check, with
//! and without stateright, are measured on the same systems.

#![expect(clippy::expect_used, reason = "what cannot go on here should fail loudly")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use duecourse::check::{CheckOptions, Limits, Reductions, check, explore};
use duecourse::compile::{CompileOptions, compile};
use duecourse::syntax::load;
use duecourse::system::{Machine, Selection, TransitionSystem};
use std::fmt::Write as _;
use std::hint::black_box;

fn system(path: &str, text: Vec<u8>) -> TransitionSystem {
    let loaded = load(path, text, &mut |path| std::fs::read(path).map_err(|error| error.to_string()));
    let procedure = loaded.procedure.expect("the procedure is valid");
    compile(&procedure, CompileOptions::default()).0.expect("it compiles")
}

fn independent(duties: usize) -> TransitionSystem {
    let mut text = "format = 1\ntitle = \"independent\"\n[actors.a]\nname = \"A\"\n".to_owned();
    for duty in 0..duties {
        let _ = write!(text, "[steps.s{duty}]\nby = \"a\"\nstarts = \"at the beginning\"\n");
    }
    text.push_str("[invariants.all]\nsays = \"It ends\"\ncheck = \"possible s0\"\n");
    system("independent.toml", text.into_bytes())
}

fn durham(criterion: &mut Criterion) {
    let text = std::fs::read("models/durham.toml").expect("the model is there");
    criterion.bench_function("durham/load_and_compile", |bencher| {
        bencher.iter(|| system("models/durham.toml", black_box(text.clone())));
    });
    let system = system("models/durham.toml", text);
    let mut group = criterion.benchmark_group("durham/order_check");
    group.sample_size(10);
    for (name, second_engine) in [("both_engines", true), ("reference_alone", false)] {
        let options = CheckOptions { second_engine, ..CheckOptions::default() };
        group.bench_function(name, |bencher| bencher.iter(|| check(black_box(&system), options, &|| false)));
    }
    group.finish();
}

fn families(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("independent");
    group.sample_size(10);
    for duties in [10_usize, 14, 18] {
        let system = independent(duties);
        let machine: Machine<1> = Machine::new(&system, &Selection::whole(&system));
        group.throughput(Throughput::Elements(1 << duties));
        group.bench_function(BenchmarkId::new("reference_search", duties), |bencher| {
            let limits = Limits { states_max: usize::MAX, interrupted: &|| false };
            bencher.iter(|| explore(black_box(&machine), None, limits, |_, _| ()).states.len());
        });
    }
    for duties in [10_usize, 14] {
        let system = independent(duties);
        let options = CheckOptions { reductions: Reductions::NONE, ..CheckOptions::default() };
        group.bench_function(BenchmarkId::new("unreduced_check", duties), |bencher| {
            bencher.iter(|| check(black_box(&system), options, &|| false));
        });
    }
    group.finish();
}

criterion_group!(benches, durham, families);
criterion_main!(benches);
