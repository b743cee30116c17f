//! The report of a simulation, from numbers that were made up: what people read at 80 columns, and what programs get.

#![expect(clippy::unwrap_used, reason = "a test may fail on what it cannot read")]

use std::fs;
use std::path::Path;

use duecourse::compile::{CompileOptions, compile, compile_scenario};
use duecourse::report::simulate::json::SimulationDocument;
use duecourse::report::simulate::{Origin, SimulationReport, Target, Timing, human};
use duecourse::simulate::{
    ActorOutcome, BacklogPoint, Cause, CauseKind, DeadlineOutcome, OpenCases, SimulationOutcome, SingleYear,
    StepOutcome, Stopped,
};
use duecourse::statistics::{Counts, Interval, Share};
use duecourse::syntax::load;
use duecourse::syntax::scenario::load_scenario;
use duecourse::system::{ActorId, DeadlineId, StepId, TransitionSystem};

fn counts(numbers: &[(u32, u32)]) -> Counts {
    let mut counts = Counts::default();
    for (number, times) in numbers {
        for _ in 0..*times {
            counts.add(*number);
        }
    }
    counts
}

fn step(system: &TransitionSystem, id: &str) -> StepId {
    StepId(u16::try_from(system.steps.iter().position(|step| step.id == id).unwrap()).unwrap())
}

fn actor(system: &TransitionSystem, id: &str) -> ActorId {
    ActorId(u16::try_from(system.actors.iter().position(|actor| actor.id == id).unwrap()).unwrap())
}

fn deadline(system: &TransitionSystem, index: u16) -> DeadlineOutcome {
    DeadlineOutcome {
        deadline: DeadlineId(index),
        kept: 9_000,
        missed: 600,
        missed_open: 9,
        missed_lifted: 3,
        running: 40,
        on_time: Some(Share { share: 0.9375, low: 0.9281, high: 0.9452 }),
        design_effect: Some(1.8),
        single_year: Some(SingleYear { on_time: Interval { low: 0.78, high: 1.0 }, missed: (0, 6), years: 250 }),
        all_on_time_year: Some(Share { share: 0.3, low: 0.26, high: 0.34 }),
        days: counts(&[(4, 5_000), (11, 4_000), (17, 500), (40, 88)]),
        late_days: counts(&[(2, 500), (25, 88)]),
        causes: vec![
            Cause {
                step: Some(step(system, "answer")),
                actor: Some(actor(system, "unit")),
                kind: CauseKind::Queue,
                missed: 500,
                days: 9_000,
            },
            Cause {
                step: Some(step(system, "answer")),
                actor: Some(actor(system, "unit")),
                kind: CauseKind::Work,
                missed: 88,
                days: 900,
            },
        ],
    }
}

fn outcome(system: &TransitionSystem) -> SimulationOutcome {
    let mut never = deadline(system, 1);
    never.on_time = None;
    never.causes.clear();
    never.missed_lifted = 0;
    SimulationOutcome {
        seed: 7,
        replications: 50,
        stopped: Stopped::Done,
        days: Some(1265),
        warm_up_days: 0,
        cases: 9_652,
        cases_complete: 9_610,
        open: OpenCases { cases: 42, stuck: 1, per_replication: counts(&[(0, 20), (1, 18), (2, 12)]) },
        deadlines: vec![deadline(system, 0), never],
        actors: vec![
            ActorOutcome {
                actor: actor(system, "unit"),
                begun: 9_800,
                utilisation: Some(0.873),
                cases_at_work_mean: 1.75,
                wait_days: counts(&[(0, 7_000), (3, 2_000), (20, 800)]),
                queue_mean: 1.2,
                agenda: Counts::default(),
            },
            ActorOutcome {
                actor: actor(system, "a"),
                begun: 2_000,
                utilisation: None,
                cases_at_work_mean: 0.2,
                wait_days: counts(&[(12, 2_000)]),
                queue_mean: 0.04,
                agenda: counts(&[(1, 50), (2, 10)]),
            },
        ],
        steps: vec![StepOutcome {
            step: step(system, "answer"),
            taken: 9_640,
            dropped: 0,
            wait_days: counts(&[(0, 7_000), (3, 2_640)]),
        }],
        transitions: system.transition_ids().map(|id| (id, u64::from(id.0 % 3))).collect(),
        facts: Vec::new(),
        backlog: vec![
            BacklogPoint { day: 0, open: counts(&[(0, 50)]) },
            BacklogPoint { day: 253, open: counts(&[(1, 10), (3, 35), (7, 5)]) },
        ],
    }
}

fn report(timing: bool) -> SimulationReport {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut read_file = |path: &str| fs::read(root.join(path)).map_err(|error| error.to_string());
    let bytes = read_file("good/plain.toml").unwrap();
    let loaded = load_scenario("good/plain.toml", bytes, &[], &mut read_file);
    let procedure = load("office.toml", read_file("office.toml").unwrap(), &mut read_file).procedure.unwrap();
    let system = compile(&procedure, CompileOptions::default()).0.unwrap();
    let scenario = compile_scenario(&loaded.tree.unwrap(), &procedure, &system).0.unwrap();
    let origin = |id: &str, title: &str| Origin {
        id: id.to_owned(),
        title: title.to_owned(),
        path: format!("{id}.toml"),
        hash: "0123456789abcdef".to_owned(),
    };
    SimulationReport {
        procedure: origin("office", "Reports are answered"),
        scenario_origin: origin("plain", "An office as it is"),
        settings: vec!["years=5".to_owned()],
        outcome: outcome(&system),
        system,
        scenario,
        targets: vec![
            Target { deadline: "answer".to_owned(), share: 0.9 },
            Target { deadline: "answer".to_owned(), share: 0.95 },
            Target { deadline: "settle".to_owned(), share: 0.5 },
        ],
        timing: timing.then_some(Timing { wall_seconds: 0.5 }),
    }
}

#[test]
fn what_people_read() {
    insta::assert_snapshot!("first_screen", human::show(&report(false), false, false));
    insta::assert_snapshot!("full", human::show(&report(true), true, false));
}

#[test]
fn what_programs_get() {
    let document = SimulationDocument::new(&report(true));
    insta::assert_snapshot!("json", serde_json::to_string_pretty(&document).unwrap());
}

#[test]
fn a_target_counts_from_the_lower_end_of_the_interval() {
    let report = report(false);
    let verdicts: Vec<String> = report.targets.iter().map(|target| format!("{:?}", report.verdict(target))).collect();
    assert_eq!(verdicts, ["Met", "Missed", "NeverDue"]);
    assert!(report.failed());
}
