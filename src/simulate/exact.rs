//! The exact mode: how long each deadline takes in a case that never waits for anybody, computed and not sampled.
//!
//! All that can become of one case goes forward day by day, each situation with its chance; situations that are alike are one. Each
//! deadline has its own computation, on the part of the system that can make a difference to it. Days are working days without dates (months and calendar
//! days by their mean length); what comes up at fixed intervals comes up on any day of one, all alike. What a scenario overrides for a time is left out.

mod forget;
mod situation;
mod step;

use super::error::SimulationError;
use super::plan::{FactLaw, Plan, selection};
use super::timeline::Timeline;
use crate::scenario::Scenario;
use crate::statistics::Interval;
use crate::system::{ClockOwner, DeadlineId, Label, Selection, TransitionId, TransitionSystem, WORDS_MAX, cone_of};
use forget::Forgetting;
use situation::Situation;
use std::collections::BTreeMap;
use step::Course;

/// Chance of what is still to come at which a computation ends.
const TAIL: f64 = 1e-9;

/// Situations rarer than this are left out, and counted to the tail.
const RARE: f64 = 1e-16;

/// Most situations of one day.
const SITUATIONS_MAX: usize = 20_000;

/// Most days.
const DAYS_MAX: u32 = 20_000;

/// What becomes of a deadline in a case that never waits for anybody.
#[derive(Debug, Clone, PartialEq)]
pub struct ExactDeadline {
    /// Which.
    pub deadline: DeadlineId,
    /// Times that it is kept or missed in a case, on average.
    pub judged: f64,
    /// Share kept of these. The ends differ by what was left out.
    pub on_time: Interval,
    /// Working days from the anchor to what was due, each with how often it comes in a case; kept and late ones.
    pub days: Vec<(u32, f64)>,
    /// Chance of the courses that were left out.
    pub left_out: f64,
}

/// Why a distribution was not computed. The bounds count work, not seconds, so that the same question has the same answer everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotComputed {
    /// A case can stand in too many ways at the end of one day.
    TooManySituations,
    /// There is too much to follow, or something goes round and round without any day passing.
    TooMuchWork,
    /// The case goes on for too long.
    TooManyDays,
    /// It was stopped from outside.
    Interrupted,
}

/// The result of the exact mode: for each deadline that has a clock, in the order of the system, its distribution, or why there is none.
pub type ExactOutcome = Vec<(DeadlineId, Result<ExactDeadline, NotComputed>)>;

/// Computes the exact mode. `watch` is asked from time to time whether to stop.
///
/// # Errors
/// [`SimulationError`] if the scenario does not fit the system.
pub fn exact(
    system: &TransitionSystem,
    scenario: &Scenario,
    watch: &dyn Fn() -> bool,
) -> Result<ExactOutcome, SimulationError> {
    let mut outcome = Vec::new();
    for (clock, one) in system.clocks.iter().enumerate() {
        if let ClockOwner::Deadline(deadline) = one.owner {
            let part = part_of(system, clock);
            let computed = match part.selection.words(system) {
                0 | 1 => deadline_of::<1>(system, scenario, deadline, &part, watch),
                2 => deadline_of::<2>(system, scenario, deadline, &part, watch),
                3 | 4 => deadline_of::<4>(system, scenario, deadline, &part, watch),
                _ => deadline_of::<WORDS_MAX>(system, scenario, deadline, &part, watch),
            };
            outcome.push((deadline, computed?));
        }
    }
    Ok(outcome)
}

/// A closed part of a system with the clocks that matter in it, that of the deadline first.
struct Part {
    selection: Selection,
    clocks: Vec<usize>,
}

/// What can make a difference to a clock: what strikes it and what suspends it, and the clocks whose being missed belongs to that.
fn part_of(system: &TransitionSystem, clock: usize) -> Part {
    let mut clocks = vec![clock];
    loop {
        let mut variables = Vec::new();
        let mut transitions: Vec<TransitionId> = Vec::new();
        for clock in clocks.iter().map(|clock| &system.clocks[*clock]) {
            variables.extend(clock.suspended.variables());
            for signal in &clock.signals {
                variables.extend(signal.condition.variables());
                transitions.extend(signal.transition);
            }
        }
        let mut selection = cone_of(system, variables, transitions);
        let all = self::selection(system).variables;
        selection.variables.retain(|variable| all.binary_search(variable).is_ok());
        let missed = |clock: usize| {
            let ClockOwner::Deadline(deadline) = system.clocks[clock].owner else { return false };
            let is_missed = |id: &TransitionId| system.transition(*id).label == Label::Missed(deadline);
            selection.transitions.iter().any(is_missed)
        };
        let more = (0..system.clocks.len()).find(|other| !clocks.contains(other) && missed(*other));
        match more {
            Some(other) => clocks.push(other),
            None => return Part { selection, clocks },
        }
    }
}

fn deadline_of<const W: usize>(
    system: &TransitionSystem,
    scenario: &Scenario,
    deadline: DeadlineId,
    part: &Part,
    watch: &dyn Fn() -> bool,
) -> Result<Result<ExactDeadline, NotComputed>, SimulationError> {
    let timeline = Timeline::plain(scenario.start);
    let mut plan = Plan::<W>::of(system, scenario, 0, timeline, &part.selection)?;
    plan.add_clocks(&part.clocks);
    let mut course = Course::new(&plan);
    let mut forgetting = Forgetting::new(&plan, &part.selection);
    let mut today: BTreeMap<Situation<W>, f64> = BTreeMap::new();
    for (beginning, chance) in chances_of_beginnings(&plan) {
        course.begin(beginning, chance);
    }
    for _ in 0..DAYS_MAX {
        let mut left = 0.0;
        while let Some((situation, chance)) = course.settle() {
            let situation = forgetting.forget(situation);
            if course.is_over(&situation) {
                continue;
            }
            left += chance;
            *today.entry(situation).or_default() += chance;
            if today.len() > SITUATIONS_MAX {
                return Ok(Err(NotComputed::TooManySituations));
            }
        }
        if course.endless {
            return Ok(Err(NotComputed::TooMuchWork));
        }
        if watch() {
            return Ok(Err(NotComputed::Interrupted));
        }
        if left < TAIL {
            course.left_out += left;
            return Ok(Ok(course.outcome(deadline)));
        }
        for (situation, chance) in std::mem::take(&mut today) {
            if chance < RARE {
                course.left_out += chance;
            } else {
                course.next_day(situation, chance);
            }
        }
    }
    Ok(Err(NotComputed::TooManyDays))
}

/// How likely each beginning of a case is, by its number; the product over components of facts.
fn chances_of_beginnings<const W: usize>(plan: &Plan<'_, W>) -> Vec<(usize, f64)> {
    let mut all = vec![(0, 1.0)];
    let mut factor = 1;
    for (component, size) in plan.incidents.sizes.iter().enumerate() {
        let classes = chances_of_classes(plan, component, *size);
        let with = |(number, chance): &(usize, f64)| {
            let (number, chance) = (*number, *chance);
            let classes = classes.iter().enumerate().filter(|(_, own)| **own > 0.0);
            classes.map(move |(class, own)| (number + factor * class, chance * own)).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(with).collect();
        factor *= size;
    }
    all
}

fn chances_of_classes<const W: usize>(plan: &Plan<'_, W>, component: usize, size: usize) -> Vec<f64> {
    let table = &plan.system.facts;
    let mut values = vec![0_u64; table.facts.len()];
    let mut chances = vec![0.0; size];
    let facts = &table.components[component].facts;
    loop {
        let chance: f64 = facts.iter().map(|fact| chance_of(&plan.incidents.facts[*fact].law, values[*fact])).product();
        chances[table.class_of(component, &values)] += chance;
        let next = facts.iter().rev().find(|fact| {
            let information = &table.facts[**fact];
            let most = if information.many { 1 << information.values.len() } else { information.values.len() as u64 };
            values[**fact] = (values[**fact] + 1) % most;
            values[**fact] != 0
        });
        if next.is_none() {
            return chances;
        }
    }
}

fn chance_of(law: &FactLaw, value: u64) -> f64 {
    match law {
        FactLaw::Unread => f64::from(u8::from(value == 0)),
        FactLaw::One(table) => {
            table.probabilities().find(|(other, _)| u64::from(*other) == value).map_or(0.0, |(_, chance)| chance)
        }
        FactLaw::Many(chances) => chances
            .iter()
            .enumerate()
            .map(|(at, chance)| if value >> at & 1 == 1 { chance.probability() } else { 1.0 - chance.probability() })
            .product(),
    }
}
