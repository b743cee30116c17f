//! From counts to the outcome: the only place of the simulation where shares and means are computed.

use super::case::NOBODY;
use super::outcome::{
    ActorOutcome, BacklogPoint, Cause, DeadlineOutcome, OpenCases, SimulationOutcome, SingleYear, StepOutcome, Stopped,
};
use super::plan::{Kind, Plan};
use super::run::backlog_days;
use super::tally::{ActorTally, DeadlineTally, Tally};
use crate::statistics::{Counts, Interval, exact_share};
use crate::system::{ActorId, DeadlineId, StepId, TransitionId};
use std::collections::BTreeMap;

/// Ends of the range of a single year, per thousand years.
const RANGE: (u32, u32) = (50, 950);

/// The outcome of what was counted.
pub(super) fn outcome<const W: usize>(plan: &Plan<'_, W>, tally: &Tally, stopped: Stopped) -> SimulationOutcome {
    let timeline = &plan.timeline;
    let mut transitions: Vec<(TransitionId, u64)> = plan.system.transition_ids().map(|id| (id, 0)).collect();
    for (index, count) in tally.transitions.iter().enumerate() {
        transitions[usize::from(plan.machine.transition_id(index).0)].1 = *count;
    }
    let taken = |step: StepId| {
        let of_step = |id: TransitionId| matches!(plan.system.transition(id).label, crate::system::Label::Step { step: other, .. } if other == step);
        transitions.iter().filter(|(id, _)| of_step(*id)).map(|(_, count)| count).sum()
    };
    let step = |(activity, counted): (&super::plan::Activity, &super::tally::StepTally)| match activity.kind {
        Kind::Step(step) => {
            Some(StepOutcome { step, taken: taken(step), dropped: counted.dropped, wait_days: counted.wait_days() })
        }
        Kind::SpanBegins(_) | Kind::SpanEnds(_) => None,
    };
    let actors = (0..).zip(&tally.actors).map(|(index, counted)| actor(index, counted, wait_days(plan, tally, index)));
    SimulationOutcome {
        seed: plan.seed,
        replications: tally.replications,
        stopped,
        days: timeline.has_horizon.then_some(timeline.end - timeline.start),
        warm_up_days: timeline.counted_from - timeline.start,
        cases: tally.cases,
        cases_complete: tally.complete,
        open: OpenCases { cases: tally.open, stuck: tally.stuck, per_replication: tally.open_at_end.clone() },
        deadlines: plan
            .clocks
            .iter()
            .zip(&tally.deadlines)
            .map(|(clock, one)| deadline(plan, clock.deadline, one))
            .collect(),
        actors: actors.collect(),
        steps: plan.activities.iter().zip(&tally.steps).filter_map(step).collect(),
        transitions,
        facts: tally.facts.clone(),
        backlog: backlog_days(&plan.timeline)
            .into_iter()
            .zip(&tally.backlog)
            .map(|(day, open)| BacklogPoint { day: day - timeline.start, open: open.clone() })
            .collect(),
    }
}

fn deadline<const W: usize>(plan: &Plan<'_, W>, deadline: DeadlineId, tally: &DeadlineTally) -> DeadlineOutcome {
    let kept = tally.share.successes();
    // One year for each replication: the years are independent, and the exact interval is due.
    let clean = &tally.clean_years;
    let all_on_time_year = if clean.trials() == clean.replications() {
        exact_share(clean.successes(), clean.trials())
    } else {
        clean.share()
    };
    DeadlineOutcome {
        deadline,
        kept,
        missed: tally.share.trials() - kept,
        missed_open: tally.missed_open,
        missed_lifted: tally.missed_lifted,
        running: tally.running,
        on_time: tally.share.share(),
        design_effect: tally.share.design_effect(),
        single_year: single_year(&tally.years),
        all_on_time_year,
        days: tally.days.clone(),
        late_days: tally.late_days.clone(),
        causes: causes(plan, tally),
    }
}

/// The range of nine years out of ten.
fn single_year(years: &BTreeMap<(u32, u32), u64>) -> Option<SingleYear> {
    let mut missed = Counts::default();
    let mut shares: Vec<(f64, u64)> = Vec::new();
    for ((judged, missing), times) in years {
        missed.add_many(*missing, *times);
        if *judged > 0 {
            shares.push((f64::from(judged - missing) / f64::from(*judged), *times));
        }
    }
    shares.sort_by(|one, other| one.0.total_cmp(&other.0));
    let total: u64 = shares.iter().map(|(_, times)| times).sum();
    let quantile = |per_thousand: u32| {
        let needed = (u128::from(total) * u128::from(per_thousand)).div_ceil(1000).max(1);
        let mut reached = 0_u128;
        let at = shares.iter().find(|(_, times)| {
            reached += u128::from(*times);
            reached >= needed
        });
        at.map(|(share, _)| *share)
    };
    Some(SingleYear {
        on_time: Interval { low: quantile(RANGE.0)?, high: quantile(RANGE.1)? },
        missed: (missed.quantile(RANGE.0)?, missed.quantile(RANGE.1)?),
        years: missed.total(),
    })
}

fn causes<const W: usize>(plan: &Plan<'_, W>, tally: &DeadlineTally) -> Vec<Cause> {
    let step = |activity: u16| match plan.activities.get(usize::from(activity)).map(|one| one.kind) {
        Some(Kind::Step(step)) => Some(step),
        _ => None,
    };
    let one = |((activity, actor, kind), (missed, days)): (&(u16, u16, _), &(u64, u64))| Cause {
        step: step(*activity),
        actor: (*actor != NOBODY).then_some(ActorId(*actor)),
        kind: *kind,
        missed: *missed,
        days: *days,
    };
    let mut causes: Vec<Cause> = tally.causes.iter().map(one).collect();
    causes.sort_by_key(|cause| std::cmp::Reverse((cause.missed, cause.days)));
    causes
}

/// Days that whatever an actor began had waited.
fn wait_days<const W: usize>(plan: &Plan<'_, W>, tally: &Tally, actor: u16) -> Counts {
    let mut all = Counts::default();
    for (activity, counted) in plan.activities.iter().zip(&tally.steps) {
        for (_, own) in activity.performers.iter().zip(&counted.wait_days).filter(|(performer, _)| **performer == actor)
        {
            all.merge(own);
        }
    }
    all
}

#[expect(clippy::cast_precision_loss, reason = "means, for reading")]
fn actor(index: u16, tally: &ActorTally, wait_days: Counts) -> ActorOutcome {
    let mean = |sum: u128| if tally.days > 0 { sum as f64 / tally.days as f64 } else { 0.0 };
    ActorOutcome {
        actor: ActorId(index),
        begun: wait_days.total(),
        utilisation: (tally.place_days > 0).then(|| tally.busy_days as f64 / tally.place_days as f64),
        cases_at_work_mean: mean(tally.busy_days),
        wait_days,
        queue_mean: mean(tally.waiting_days),
        agenda: tally.agenda.clone(),
    }
}
