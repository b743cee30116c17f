//! Who works when.

use super::activities::after;
use super::{AbsencePlan, ActorPlan, MeetingDays, MeetingPlan};
use crate::random::{Chance, DayTable, Purpose, Stream};
use crate::scenario::{Absence, ActorScenario, Discipline, MeetingDates, Meetings, OverrideOf, Scenario};
use crate::simulate::error::SimulationError;
use crate::simulate::timeline::Timeline;
use crate::system::TransitionSystem;

/// Longest gap between absences that one draw can give.
const GAP_MOST: u32 = 2048;

pub(super) fn actors(
    system: &TransitionSystem,
    scenario: &Scenario,
    seed: u64,
    timeline: &Timeline,
) -> Result<Vec<ActorPlan>, SimulationError> {
    (0..system.actors.len()).map(|index| actor(system, scenario, seed, timeline, index)).collect()
}

fn actor(
    system: &TransitionSystem,
    scenario: &Scenario,
    seed: u64,
    timeline: &Timeline,
    index: usize,
) -> Result<ActorPlan, SimulationError> {
    let (id, drawn): (&str, &ActorScenario) = (&system.actors[index].id, &scenario.actors[index]);
    if drawn.cases_at_once == Some(0) {
        return Err(SimulationError::NoPlaces { actor: id.to_owned() });
    }
    let performs =
        |step: &crate::system::StepInformation| step.performers.iter().any(|actor| usize::from(actor.0) == index);
    let mut priorities =
        system.steps.iter().zip(&scenario.steps).filter(|(step, _)| performs(step)).map(|(_, s)| s.priority);
    let first = priorities.next();
    let meetings = drawn.meetings.as_ref().map(|meetings| meeting(id, meetings, seed, timeline)).transpose()?;
    Ok(ActorPlan {
        places: drawn.cases_at_once,
        places_from: places_from(scenario, timeline, index),
        discipline: drawn.discipline,
        sorted: drawn.discipline == Discipline::EarliestDueDate || priorities.any(|other| Some(other) != first),
        queueing: Box::new([]),
        only: None,
        absence: drawn.absence.as_ref().and_then(|absence| away(id, absence, seed)),
        meetings,
    })
}

/// The days on which an override begins or ends, and how many places there are from then on.
fn places_from(scenario: &Scenario, timeline: &Timeline, index: usize) -> Box<[(u32, Option<u32>)]> {
    let mut intervals = Vec::new();
    for entry in &scenario.overrides {
        if let OverrideOf::CasesAtOnce(actor, places) = entry.what
            && usize::from(actor.0) == index
        {
            intervals.push((timeline.on_or_after(entry.from), after(timeline, entry), places));
        }
    }
    let mut days: Vec<u32> = intervals.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
    days.sort_unstable();
    days.dedup();
    let usual = scenario.actors[index].cases_at_once;
    let at =
        |day: u32| intervals.iter().rev().find(|(from, to, _)| (*from..*to).contains(&day)).map_or(usual, |one| one.2);
    days.into_iter().map(|day| (day, at(day))).collect()
}

/// Absences alternate with times of work whose lengths are geometric, so that the share away is the one given.
fn away(id: &str, absence: &Absence, seed: u64) -> Option<AbsencePlan> {
    if !(absence.share > 0.0 && absence.share < 1.0) || absence.length_days == 0 {
        return None;
    }
    let mean = f64::from(absence.length_days) * (1.0 - absence.share) / absence.share;
    // A gap has at least one day; of very short ones the share comes out a little lower than asked for.
    let leaves = (1.0 / mean.max(1.0)).min(1.0);
    let (gap, _) = geometric(leaves)?;
    Some(AbsencePlan {
        length: absence.length_days,
        gap,
        people: absence.deputies.saturating_add(1),
        stream: Stream::new(seed, Purpose::Absence, id),
    })
}

/// How many days until something happens that has this chance every day, from 1 on. The most means: not within so many less one days; draw
/// again from there.
pub(in crate::simulate) fn geometric(chance: f64) -> Option<(DayTable, u32)> {
    let mut weights = Vec::new();
    let mut left = 1.0;
    while weights.len() + 1 < GAP_MOST as usize && left > 1e-12 {
        weights.push(left * chance);
        left *= 1.0 - chance;
    }
    weights.push(left);
    let most = u32::try_from(weights.len()).unwrap_or(GAP_MOST);
    DayTable::new(1, &weights).map(|table| (table, most))
}

fn meeting(id: &str, meetings: &Meetings, seed: u64, timeline: &Timeline) -> Result<MeetingPlan, SimulationError> {
    let never = || SimulationError::NeverMeets { actor: id.to_owned() };
    let when = match &meetings.when {
        MeetingDates::EveryDays(days) => {
            if *days == 0 {
                return Err(never());
            }
            MeetingDays::Every { first: timeline.start, days: *days }
        }
        MeetingDates::Dates(dates) => {
            let mut days: Vec<u32> = dates.iter().map(|date| timeline.on_or_after(*date)).collect();
            days.sort_unstable();
            days.dedup();
            days.retain(|day| (timeline.start..timeline.end).contains(day));
            MeetingDays::Days(days.into())
        }
        MeetingDates::Monthly { ordinal, weekday, every_months } => {
            if *every_months == 0 || !(1..=5).contains(ordinal) || *weekday > 4 {
                return Err(never());
            }
            timeline.monthly(*ordinal, *weekday, *every_months)
        }
        MeetingDates::Weekly { weekday, every_weeks } => {
            if *every_weeks == 0 || *weekday > 4 {
                return Err(never());
            }
            timeline.weekly(*weekday, *every_weeks)
        }
    };
    if matches!(&when, MeetingDays::Days(days) if days.is_empty())
        || meetings.cases_per_meeting == Some(0)
        || meetings.cancelled >= 1.0
    {
        return Err(never());
    }
    Ok(MeetingPlan {
        when,
        cases: meetings.cases_per_meeting,
        cancelled: Chance::new(meetings.cancelled),
        stream: Stream::new(seed, Purpose::Meeting, id),
    })
}
