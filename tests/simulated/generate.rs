//! Small procedures and scenarios, from a number.

use std::fmt::Write as _;

use duecourse::calendar::Date;
use duecourse::compile::{CompileOptions, compile};
use duecourse::random::DayTable;
use duecourse::scenario::{
    Absence, ActorScenario, Arrivals, Discipline, Duration, Horizon, MeetingDates, Meetings, Override, OverrideOf,
    Scenario, StepScenario, WorkingDays,
};
use duecourse::syntax::load;
use duecourse::system::{StepId, StepKind, TimeUnit, TransitionSystem};

use super::Model;

/// Numbers that follow from one.
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed ^ 0x5DEE_CE66)
    }

    /// A number below another.
    pub(crate) fn below(&mut self, most: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(most)).unwrap()
    }

    fn one_in(&mut self, many: u32) -> bool {
        self.below(many) == 0
    }
}

/// A procedure and a scenario.
pub(crate) fn generated(seed: u64) -> Model {
    let mut numbers = Numbers::new(seed);
    numbers.below(2);
    let text = procedure(&mut numbers);
    let procedure = load("generated.toml", text.clone().into_bytes(), &mut |path| Err(path.to_owned()));
    let tree = procedure.procedure.unwrap_or_else(|| panic!("{text}\n{:?}", procedure.diagnostics));
    let (system, diagnostics) = compile(&tree, CompileOptions::default());
    let system = system.unwrap_or_else(|| panic!("{text}\n{diagnostics:?}"));
    let scenario = scenario(&system, &mut numbers);
    Model { system, scenario }
}

fn procedure(numbers: &mut Numbers) -> String {
    let (actors, steps) = (1 + numbers.below(3), 3 + numbers.below(4));
    let mut text = "format = 1\ntitle = \"generated\"\n".to_owned();
    for actor in 0..actors {
        let _ = writeln!(text, "[actors.a{actor}]\nname = \"A\"");
    }
    let mut decided = vec![false; steps as usize];
    for step in 0..steps {
        decided[step as usize] = numbers.one_in(3);
        let kind = if step == 0 { 0 } else { numbers.below(5) };
        let before = numbers.below(step.max(1));
        let event = |numbers: &mut Numbers, step: u32| {
            if decided[step as usize] && numbers.one_in(2) { format!("s{step} is yes") } else { format!("s{step}") }
        };
        let _ = writeln!(text, "[steps.s{step}]");
        let first = numbers.below(actors);
        if actors > 1 && numbers.one_in(3) {
            let _ = writeln!(text, "by = \"a{first} or a{}\"", (first + 1) % actors);
        } else {
            let _ = writeln!(text, "by = \"a{first}\"");
        }
        let _ = match kind {
            _ if step == 0 => writeln!(text, "starts = \"at the beginning\""),
            1 => writeln!(text, "kind = \"optional\"\nstarts = \"at any time after {}, once\"", event(numbers, before)),
            2 => writeln!(text, "kind = \"event\"\nstarts = \"at any time after {}\"", event(numbers, before)),
            3 => writeln!(text, "starts = \"after s{before} is missed\""),
            _ => writeln!(text, "starts = \"after {}\"", event(numbers, before)),
        };
        if step > 0 && numbers.one_in(5) {
            let _ = writeln!(text, "lapses = [\"after s{}\"]", (before + 1) % step);
        }
        if step > 1 && numbers.one_in(5) {
            let _ = writeln!(text, "needs = \"s{} is done\"", numbers.below(step));
        }
        if decided[step as usize] {
            let _ = writeln!(text, "decide = [\"yes\", \"no\"]");
        }
        // Every step has a deadline: some steps start when one is missed.
        let _ = writeln!(text, "due = \"within {} working days of s{}\"", 1 + numbers.below(9), before);
    }
    if numbers.one_in(2) {
        let _ = writeln!(text, "[invariants.two_moments]\nsays = \"x\"\ncheck = \"possible s0 is under way\"");
    }
    text
}

fn table(numbers: &mut Numbers) -> DayTable {
    let weights: Vec<f64> = (0..=numbers.below(5)).map(|_| f64::from(1 + numbers.below(4))).collect();
    DayTable::new(numbers.below(4), &weights).unwrap()
}

fn duration(numbers: &mut Numbers, often: u32) -> Option<Duration> {
    (numbers.below(5) < often).then(|| Duration { table: table(numbers), unit: TimeUnit::WorkingDay })
}

/// Some steps that take time take another time for a while.
fn overrides(steps: &[StepScenario], start: Date, numbers: &mut Numbers) -> Vec<Override> {
    let mut overrides = Vec::new();
    for (step, _) in (0_u16..).zip(steps).filter(|(_, step)| step.takes.is_some()) {
        if numbers.one_in(3) {
            let day = |numbers: &mut Numbers, from: Date| from.iter_days().nth(numbers.below(150) as usize).unwrap();
            let from = day(numbers, start);
            let what = OverrideOf::Takes(StepId(step), duration(numbers, 5));
            overrides.push(Override { from, to: day(numbers, from), what });
        }
    }
    overrides
}

fn scenario(system: &TransitionSystem, numbers: &mut Numbers) -> Scenario {
    let step = |index: usize, numbers: &mut Numbers| {
        let one = &system.steps[index];
        StepScenario {
            outcomes: one.outcomes.iter().map(|_| f64::from(numbers.below(4))).collect(),
            takes: duration(numbers, 4),
            chance: if one.kind == StepKind::Duty { 1.0 } else { f64::from(1 + numbers.below(4)) / 4.0 },
            waits: if one.kind == StepKind::Duty { None } else { duration(numbers, 3) },
            begins_case: 0.0,
            priority: i32::try_from(numbers.below(2)).unwrap(),
        }
    };
    let mut steps: Vec<StepScenario> = (0..system.steps.len()).map(|index| step(index, numbers)).collect();
    for one in &mut steps {
        if one.outcomes.iter().all(|weight| *weight == 0.0) {
            one.outcomes.fill(1.0);
        }
    }
    let actor = |numbers: &mut Numbers| ActorScenario {
        cases_at_once: (!numbers.one_in(4)).then(|| 1 + numbers.below(3)),
        discipline: if numbers.one_in(3) { Discipline::EarliestDueDate } else { Discipline::FirstCome },
        absence: numbers.one_in(3).then(|| Absence {
            share: f64::from(1 + numbers.below(5)) / 10.0,
            length_days: 1 + numbers.below(5),
            deputies: numbers.below(2),
        }),
        meetings: numbers.one_in(4).then(|| Meetings {
            when: MeetingDates::EveryDays(1 + numbers.below(5)),
            cases_per_meeting: numbers.one_in(2).then(|| 1 + numbers.below(2)),
            cancelled: f64::from(numbers.below(3)) / 10.0,
        }),
    };
    let start = Date::from_ymd_opt(2025, 4, 1).unwrap();
    let overrides = overrides(&steps, start, numbers);
    Scenario {
        id: "generated".to_owned(),
        title: "generated".to_owned(),
        start,
        days: WorkingDays::Plain,
        arrivals: Arrivals::Count { cases: 30, per_working_day: f64::from(1 + numbers.below(6)) / 10.0 },
        horizon: Horizon::Years(1.0),
        warm_up_years: 0.0,
        facts: Vec::new(),
        steps,
        spans: Vec::new(),
        actors: (0..system.actors.len()).map(|_| actor(numbers)).collect(),
        overrides,
        open_cases: Vec::new(),
        assumptions: Vec::new(),
    }
}
