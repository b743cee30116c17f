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
use duecourse::system::{Machine, Role, Selection, TransitionId, TransitionSystem, VariableId, WORDS_MAX};
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

fn assert_plainer_agrees(model: &Model) {
    let histories = histories(model, 3);
    let mut naive = Naive::new(&model.system, &model.scenario, 7, 3);
    let expected = naive.run(&histories, 253);
    for (history, expected) in histories.iter().zip(&expected) {
        let word = |id: TransitionId| model.system.label_text(model.system.transition(id).label);
        let words = |happened: &[(u32, TransitionId)]| -> Vec<String> {
            happened.iter().map(|(day, id)| format!("{day} {}", word(*id))).collect()
        };
        assert_eq!(words(&history.happened), words(expected), "case {}", history.case);
    }
    let machine = Machine::<WORDS_MAX>::new(&model.system, &Selection::whole(&model.system));
    for history in &histories {
        assert_path(&model.system, &machine, history);
    }
}

/// How often each transition was taken, as the simulator counted and as the histories of all cases say. What is written down goes the long way.
fn assert_counts(model: &Model, replications: u32) {
    let mut written = std::collections::BTreeMap::new();
    for replication in 0..replications {
        for (_, id) in histories(model, replication).iter().flat_map(|history| &history.happened) {
            *written.entry(*id).or_insert(0_u64) += 1;
        }
    }
    let counted = run(model, replications, 1).transitions.into_iter().filter(|(_, times)| *times > 0).collect();
    assert_eq!(written, counted);
}

#[test]
fn what_is_counted_has_happened() {
    assert_counts(&model("models/scenarios/durham.toml", &["arrivals=40 cases a year"]), 5);
    assert_counts(&model("models/scenarios/durham_busy.toml", &[]), 5);
    assert_counts(
        &model("models/benchmark/five_stage_high.toml", &["arrivals=300 cases at 0.2076923077 a working day"]),
        5,
    );
}

/// A way that goes round, so that a step is done again and takes another time, and that ends in one of two ways by whether a deadline was missed before,
/// often while somebody was at work.
const ROUNDS: &str = r#"
format = 1
title = "Rounds"
source = "For a test"
calendar = "working-week"
[actors]
clerk = { name = "Clerk" }
team = { name = "Team", cases_at_once = 2 }
manager = { name = "Manager", cases_at_once = 1 }
[steps.arrive]
says = "takes in"
by = "clerk"
starts = "at the beginning"
[steps.look]
says = "looks"
by = "team"
starts = ["after arrive", "after each decide is again"]
takes = "1 to 6 working days"
[steps.decide]
says = "decides"
by = "manager"
starts = "after each look"
takes = "1 to 4 working days"
due = "within 7 working days of arrive"
decide = ["again", "enough"]
[steps.apologise]
says = "apologises"
by = "team"
starts = "after decide is enough, if decide is missed"
takes = "1 to 3 working days"
[steps.answer]
says = "answers"
by = "team"
starts = "after decide is enough, unless decide is missed"
takes = "1 to 3 working days"
"#;

#[test]
fn rounds_and_what_was_missed_before_come_as_they_must() {
    let scenario = "title = \"t\"\ncalendar = \"plain\"\nyears = 1\narrivals = \"60 cases a year\"\n\
        [steps]\ndecide.outcomes = { again = 0.4, enough = 0.6 }\n";
    let model = simulated::written(ROUNDS, scenario);
    assert_plainer_agrees(&model);
    assert_counts(&model, 5);
    let outcome = run(&model, 5, 1);
    let taken = |id: &str| {
        let step = model.system.steps.iter().position(|step| step.id == id).unwrap();
        outcome.steps.iter().find(|one| usize::from(one.step.0) == step).unwrap().taken
    };
    assert!(taken("apologise") > 20 && taken("answer") > 20 && taken("look") > taken("arrive") + 50);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plainer_simulator_agrees_case_for_case(seed: u64) {
        assert_plainer_agrees(&generated(seed));
    }

    #[test]
    fn what_is_counted_of_random_models_has_happened(seed: u64) {
        assert_counts(&generated(seed), 3);
    }
}
