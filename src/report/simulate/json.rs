//! What a simulation found, for programs. Keys are stable: see the version in `schema`.

use serde::Serialize;

use super::{SimulationReport, Verdict, words};
use crate::scenario::{Horizon, WorkingDays};
use crate::simulate::{DeadlineOutcome, Stopped};
use crate::statistics::{Counts, Share};

/// The version of this output.
pub const SCHEMA: &str = "duecourse.simulate/1";

/// The whole document.
#[derive(Debug, Clone, Serialize)]
pub struct SimulationDocument {
    schema: &'static str,
    procedure: OriginEntry,
    scenario: OriginEntry,
    settings: Vec<String>,
    seed: u64,
    replications: u32,
    stopped: &'static str,
    calendar: &'static str,
    start: Option<String>,
    years: Option<f64>,
    warm_up_years: f64,
    cases: u64,
    cases_complete: u64,
    open_at_end: OpenEntry,
    deadlines: Vec<DeadlineEntry>,
    actors: Vec<ActorEntry>,
    steps: Vec<StepEntry>,
    backlog: Vec<BacklogEntry>,
    targets: Vec<TargetEntry>,
    never_happened: Vec<String>,
    assumptions: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timing: Option<TimingEntry>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct OriginEntry {
    id: String,
    title: String,
    path: String,
    hash: String,
}

impl OriginEntry {
    pub(super) fn new(origin: &super::Origin) -> Self {
        Self {
            id: origin.id.clone(),
            title: origin.title.clone(),
            path: origin.path.clone(),
            hash: origin.hash.clone(),
        }
    }
}

#[derive(Debug, Clone, Serialize)]
struct OpenEntry {
    cases: u64,
    stuck: u64,
    per_replication: DaysEntry,
}

/// A share with its interval.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ShareEntry {
    share: f64,
    low: f64,
    high: f64,
}

#[derive(Debug, Clone, Serialize)]
struct RangeEntry {
    low: f64,
    high: f64,
    missed_low: u32,
    missed_high: u32,
    years: u64,
}

/// Quantiles of whole numbers; all absent if there was none.
#[derive(Debug, Clone, Serialize)]
struct DaysEntry {
    mean: Option<f64>,
    p50: Option<u32>,
    p90: Option<u32>,
    p99: Option<u32>,
    max: Option<u32>,
}

#[derive(Debug, Clone, Serialize)]
struct DeadlineEntry {
    id: String,
    says: String,
    due: String,
    expected: bool,
    kept: u64,
    missed: u64,
    missed_open: u64,
    missed_lifted: u64,
    running: u64,
    on_time: Option<ShareEntry>,
    design_effect: Option<f64>,
    single_year: Option<RangeEntry>,
    all_on_time_year: Option<ShareEntry>,
    days: DaysEntry,
    late_days: DaysEntry,
    causes: Vec<CauseEntry>,
}

#[derive(Debug, Clone, Serialize)]
struct CauseEntry {
    kind: &'static str,
    step: Option<String>,
    actor: Option<String>,
    missed: u64,
    days: u64,
}

#[derive(Debug, Clone, Serialize)]
struct ActorEntry {
    id: String,
    name: String,
    begun: u64,
    utilisation: Option<f64>,
    cases_at_work_mean: f64,
    wait_days_mean: Option<f64>,
    wait_days: DaysEntry,
    queue_mean: f64,
    agenda_mean: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
struct StepEntry {
    id: String,
    taken: u64,
    dropped: u64,
    wait_days_mean: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
struct BacklogEntry {
    day: u32,
    mean: Option<f64>,
    p5: Option<u32>,
    p50: Option<u32>,
    p95: Option<u32>,
}

#[derive(Debug, Clone, Serialize)]
struct TargetEntry {
    deadline: String,
    share: f64,
    met: bool,
    never_due: bool,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct TimingEntry {
    wall_seconds: f64,
    cases_per_second: f64,
    replications_per_second: f64,
}

impl SimulationDocument {
    /// The document of a simulation.
    pub fn new(report: &SimulationReport) -> Self {
        let outcome = &report.outcome;
        let dated = report.scenario.days == WorkingDays::EnglandAndWales;
        Self {
            schema: SCHEMA,
            procedure: OriginEntry::new(&report.procedure),
            scenario: OriginEntry::new(&report.scenario_origin),
            settings: report.settings.clone(),
            seed: outcome.seed,
            replications: outcome.replications,
            stopped: stopped(outcome.stopped),
            calendar: if dated { "england-and-wales" } else { "plain" },
            start: dated.then(|| crate::calendar::format_iso(report.scenario.start)),
            years: match report.scenario.horizon {
                Horizon::Years(years) => Some(years - report.scenario.warm_up_years),
                Horizon::UntilEmpty => None,
            },
            warm_up_years: report.scenario.warm_up_years,
            cases: outcome.cases,
            cases_complete: outcome.cases_complete,
            open_at_end: OpenEntry {
                cases: outcome.open.cases,
                stuck: outcome.open.stuck,
                per_replication: days(&outcome.open.per_replication),
            },
            deadlines: outcome.deadlines.iter().map(|one| deadline(report, one)).collect(),
            actors: actors(report),
            steps: steps(report),
            backlog: backlog(report),
            targets: targets(report),
            never_happened: report.never_happened(),
            assumptions: report.scenario.assumptions.clone(),
            timing: report.timing.map(|timing| timing_entry(report, timing.wall_seconds)),
        }
    }
}

fn stopped(why: Stopped) -> &'static str {
    match why {
        Stopped::Done => "done",
        Stopped::Precise => "precise",
        Stopped::NotPrecise => "not_precise",
        Stopped::Interrupted => "interrupted",
    }
}

fn share(share: Share) -> ShareEntry {
    ShareEntry { share: share.share, low: share.low, high: share.high }
}

fn days(counts: &Counts) -> DaysEntry {
    DaysEntry {
        mean: counts.mean(),
        p50: counts.quantile(500),
        p90: counts.quantile(900),
        p99: counts.quantile(990),
        max: counts.max(),
    }
}

fn deadline(report: &SimulationReport, one: &DeadlineOutcome) -> DeadlineEntry {
    let information = report.system.deadline(one.deadline);
    let name = |index: u16| report.system.actors[usize::from(index)].id.clone();
    DeadlineEntry {
        id: information.id.clone(),
        says: information.says.clone(),
        due: information.due.clone(),
        expected: information.expected,
        kept: one.kept,
        missed: one.missed,
        missed_open: one.missed_open,
        missed_lifted: one.missed_lifted,
        running: one.running,
        on_time: one.on_time.map(share),
        design_effect: one.design_effect,
        single_year: one.single_year.map(|year| RangeEntry {
            low: year.on_time.low,
            high: year.on_time.high,
            missed_low: year.missed.0,
            missed_high: year.missed.1,
            years: year.years,
        }),
        all_on_time_year: one.all_on_time_year.map(share),
        days: days(&one.days),
        late_days: days(&one.late_days),
        causes: one
            .causes
            .iter()
            .map(|cause| CauseEntry {
                kind: words::cause_word(cause.kind),
                step: cause.step.map(|id| report.system.step(id).id.clone()),
                actor: cause.actor.map(|id| name(id.0)),
                missed: cause.missed,
                days: cause.days,
            })
            .collect(),
    }
}

fn actors(report: &SimulationReport) -> Vec<ActorEntry> {
    let entry = |one: &crate::simulate::ActorOutcome| {
        let actor = &report.system.actors[usize::from(one.actor.0)];
        ActorEntry {
            id: actor.id.clone(),
            name: actor.name.clone(),
            begun: one.begun,
            utilisation: one.utilisation,
            cases_at_work_mean: one.cases_at_work_mean,
            wait_days_mean: one.wait_days.mean(),
            wait_days: days(&one.wait_days),
            queue_mean: one.queue_mean,
            agenda_mean: one.agenda.mean(),
        }
    };
    report.outcome.actors.iter().map(entry).collect()
}

fn steps(report: &SimulationReport) -> Vec<StepEntry> {
    let entry = |one: &crate::simulate::StepOutcome| StepEntry {
        id: report.system.step(one.step).id.clone(),
        taken: one.taken,
        dropped: one.dropped,
        wait_days_mean: one.wait_days.mean(),
    };
    report.outcome.steps.iter().map(entry).collect()
}

fn backlog(report: &SimulationReport) -> Vec<BacklogEntry> {
    let entry = |point: &crate::simulate::BacklogPoint| BacklogEntry {
        day: point.day,
        mean: point.open.mean(),
        p5: point.open.quantile(50),
        p50: point.open.quantile(500),
        p95: point.open.quantile(950),
    };
    report.outcome.backlog.iter().map(entry).collect()
}

fn targets(report: &SimulationReport) -> Vec<TargetEntry> {
    let entry = |target: &super::Target| {
        let verdict = report.verdict(target);
        TargetEntry {
            deadline: target.deadline.clone(),
            share: target.share,
            met: verdict == Verdict::Met,
            never_due: verdict == Verdict::NeverDue,
        }
    };
    report.targets.iter().map(entry).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a rate, for reading")]
fn timing_entry(report: &SimulationReport, wall_seconds: f64) -> TimingEntry {
    let seconds = wall_seconds.max(f64::MIN_POSITIVE);
    TimingEntry {
        wall_seconds,
        cases_per_second: report.outcome.cases as f64 / seconds,
        replications_per_second: f64::from(report.outcome.replications) / seconds,
    }
}
