//! The simulator against what must be: paths of the checked system, a plainer simulator, the same bytes from any number of threads.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a test may fail on what it cannot read"
)]

mod simulated;

use std::fmt::Write as _;

use duecourse::simulate::{CaseHistory, SimulationOptions, SimulationOutcome, case_histories, simulate};
use duecourse::system::{Machine, Role, Selection, TransitionSystem, VariableId, WORDS_MAX};
use proptest::prelude::*;
use simulated::generate::generated;
use simulated::naive::Naive;
use simulated::{Model, model};

pub(crate) fn run(model: &Model, replications: u32, threads: usize) -> SimulationOutcome {
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

/// More states than are remembered: what is begun anew while cases are open has to find them again.
#[test]
fn cases_of_very_many_states_are_paths_too() {
    const STEPS: u32 = 18;
    let mut procedure = "format = 1\ntitle = \"t\"\nsource = \"s\"\ncalendar = \"working-week\"\n\
        [actors]\nsender = { name = \"Sender\", outside = true }\nteam = { name = \"Team\" }\n\
        [steps.arrive]\nsays = \"comes\"\nkind = \"event\"\nby = \"sender\"\nstarts = \"at any time, once\"\n"
        .to_owned();
    for step in 0..STEPS {
        let _ = writeln!(
            procedure,
            "[steps.part_{step}]\nsays = \"does part {step}\"\nby = \"team\"\nstarts = \"after arrive\"\ntakes = \"1 to 90 working days\""
        );
    }
    let scenario = "title = \"t\"\ncalendar = \"plain\"\narrivals = \"8000 cases at 5 a working day\"\n";
    let model = simulated::written(&procedure, scenario);
    let machine = Machine::<WORDS_MAX>::new(&model.system, &Selection::whole(&model.system));
    let mut states = std::collections::BTreeSet::new();
    for history in histories(&model, 0) {
        assert_path(&model.system, &machine, &history);
        assert_eq!(history.happened.len() as u32, STEPS + 1, "case {}", history.case);
        let mut done = 0_u32;
        for (_, id) in &history.happened {
            done |= 1 << id.0;
            states.insert(done);
        }
    }
    // As many as src/simulate/graph.rs remembers before it begins anew.
    assert!(states.len() > 1 << 16, "{} states only", states.len());
}

#[test]
fn the_same_seed_gives_the_same_from_any_number_of_threads() {
    let durham = model("models/scenarios/durham.toml", &[]);
    let stages = model("models/benchmark/five_stage_high.toml", &["arrivals=300 cases at 0.2076923077 a working day"]);
    // What was on the agenda of a meeting in one replication has to be forgotten in the next.
    let meetings = [
        "arrivals=300 cases at 0.3 a working day",
        "actors.team_2.meets=every 2 working days",
        "actors.team_2.cases_per_meeting=1",
    ];
    let meetings = model("models/benchmark/five_stage_high.toml", &meetings);
    for (model, replications) in [(&durham, 40), (&stages, 40), (&meetings, 40)] {
        let one = run(model, replications, 1);
        assert_eq!(one, run(model, replications, 2));
        assert_eq!(one, run(model, replications, 3));
        assert_eq!(one, run(model, replications, 1));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

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
