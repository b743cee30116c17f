//! The simulator against what must be: paths of the checked system, a plainer simulator, the same bytes from any number of threads.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a test may fail on what it cannot read"
)]

mod simulated;

use duecourse::simulate::{CaseHistory, SimulationOptions, SimulationOutcome, case_histories, simulate};
use duecourse::system::{Machine, Role, Selection, TransitionSystem, VariableId, WORDS_MAX};
use proptest::prelude::*;
use simulated::generate::generated;
use simulated::naive::Naive;
use simulated::{Model, model};

fn run(model: &Model, replications: u32, threads: usize) -> SimulationOutcome {
    let options = SimulationOptions { seed: 7, replications, half_width: None, threads };
    simulate(&model.system, &model.scenario, &options, &|_| false).unwrap_or_else(|error| panic!("{error}"))
}

fn histories(model: &Model, replication: u32) -> Vec<CaseHistory> {
    case_histories(&model.system, &model.scenario, 7, replication).unwrap_or_else(|error| panic!("{error}"))
}

/// Replays what happened on the whole system, memories of the rules included.
fn assert_path(system: &TransitionSystem, machine: &Machine<WORDS_MAX>, history: &CaseHistory) {
    let mut values: Vec<(VariableId, u8)> = Vec::new();
    for (at, component) in system.facts.components.iter().enumerate() {
        let class = &component.classes[system.facts.class_of(at, &history.facts)];
        for (predicate, value) in component.predicates.iter().zip(&class.predicates) {
            let role = Role::FactPredicate(u16::try_from(*predicate).unwrap());
            values.extend(system.variable(role).map(|variable| (variable, u8::from(*value))));
        }
    }
    let mut state = machine.begin(system, &values).after;
    assert!(machine.initial().contains(&state), "case {} does not begin as a case can", history.case);
    let mut day = history.began;
    for (on, id) in &history.happened {
        let word = system.label_text(system.transition(*id).label);
        assert!(*on >= day, "case {}: {word} on day {on} comes after day {day}", history.case);
        day = *on;
        let index = machine.index_of(*id).unwrap();
        assert!(machine.enabled(&state, index), "case {}: {word} cannot happen on day {on}", history.case);
        state = machine.apply(state, index);
    }
}

fn assert_paths(model: &Model, replications: u32) -> usize {
    let machine = Machine::<WORDS_MAX>::new(&model.system, &Selection::whole(&model.system));
    let mut cases = 0;
    for replication in 0..replications {
        for history in histories(model, replication) {
            assert_path(&model.system, &machine, &history);
            cases += 1;
        }
    }
    cases
}

#[test]
fn every_simulated_case_of_durham_is_a_path_of_the_checked_system() {
    for scenario in ["durham", "durham_busy", "durham_plain_days"] {
        let cases = assert_paths(&model(&format!("models/scenarios/{scenario}.toml"), &[]), 60);
        assert!(cases > 1000, "{scenario}: {cases} cases only");
    }
}

#[test]
fn the_same_seed_gives_the_same_from_any_number_of_threads() {
    let durham = model("models/scenarios/durham.toml", &[]);
    let stages = model("models/benchmark/five_stage_high.toml", &["arrivals=300 cases at 0.2076923077 a working day"]);
    for (model, replications) in [(&durham, 40), (&stages, 40)] {
        let one = run(model, replications, 1);
        assert_eq!(one, run(model, replications, 2));
        assert_eq!(one, run(model, replications, 3));
        assert_eq!(one, run(model, replications, 1));
    }
}

/// What must add up in every run: waiting steps over time are waits one after the other (Little's law), places are not overfilled.
#[test]
fn waits_and_queues_add_up() {
    let model = model("models/benchmark/five_stage_high.toml", &["arrivals=3000 cases at 0.2076923077 a working day"]);
    let outcome = run(&model, 4, 1);
    assert_eq!((outcome.cases, outcome.cases_complete), (12_000, 12_000));
    let days = outcome.actors.iter().skip(1).map(|actor| {
        let places = f64::from(model.scenario.actors[usize::from(actor.actor.0)].cases_at_once.unwrap());
        actor.cases_at_work_mean / actor.utilisation.unwrap() / places
    });
    assert!(days.clone().all(|ratio| (ratio - 1.0).abs() < 1e-9));
    for actor in outcome.actors.iter().skip(1) {
        let waited: f64 = actor.wait_days.each().map(|(days, times)| f64::from(days) * times as f64).sum();
        // Mean number waiting is the rate at which work begins times the mean wait.
        let total: f64 = outcome.actors[1].begun as f64;
        assert!(total > 0.0 && waited >= 0.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_plainer_simulator_agrees_case_for_case(seed: u64) {
        let model = generated(seed);
        let histories = histories(&model, 3);
        let mut naive = Naive::new(&model.system, &model.scenario, 7, 3);
        let expected = naive.run(&histories, 253);
        for (history, expected) in histories.iter().zip(&expected) {
            let words = |happened: &[(u32, duecourse::system::TransitionId)]| -> Vec<String> {
                happened.iter().map(|(day, id)| format!("{day} {}", model.system.label_text(model.system.transition(*id).label))).collect()
            };
            prop_assert_eq!(words(&history.happened), words(expected), "case {}", history.case);
        }
        let machine = Machine::<WORDS_MAX>::new(&model.system, &Selection::whole(&model.system));
        for history in &histories {
            assert_path(&model.system, &machine, history);
        }
    }
}

#[test]
#[ignore]
fn debug_one() {
    let model = generated(std::env::var("SEED").unwrap().parse().unwrap());
    eprintln!("{}", simulated::generate::text(std::env::var("SEED").unwrap().parse().unwrap()));
    eprintln!("{:#?}", model.scenario.actors);
    for (s, i) in model.scenario.steps.iter().zip(&model.system.steps) {
        eprintln!(
            "{} takes {:?} waits {:?} {:?} p{} ch{}",
            i.id,
            s.takes.as_ref().map(|t| (t.table.least(), t.table.most())),
            s.waits.as_ref().map(|t| (t.table.least(), t.table.most())),
            s.outcomes,
            s.priority,
            s.chance
        );
    }
    let histories = histories(&model, 3);
    let expected = Naive::new(&model.system, &model.scenario, 7, 3).run(&histories, 253);
    for (h, e) in histories.iter().zip(&expected) {
        let words = |happened: &[(u32, duecourse::system::TransitionId)]| -> Vec<String> {
            happened
                .iter()
                .map(|(day, id)| format!("{day} {}", model.system.label_text(model.system.transition(*id).label)))
                .collect()
        };
        eprintln!("{} {}\n  {:?}\n  {:?}", h.case, h.began, words(&h.happened), words(e));
    }
}
