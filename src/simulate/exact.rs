//! The exact mode: how long each deadline takes in a case that never waits for anybody, computed and not sampled.
//!
//! All that can become of one case goes forward from event to event, each situation with its chance; situations that are alike are one. Each
//! deadline has its own computation, on the part of the system that can make a difference to it, from the beginning of a case or, where that is
//! too much and its clock is always struck alike, from there. Days are working days without dates (months and calendar
//! days by their mean length); what comes up at fixed intervals comes up on any day of one, all alike. What a scenario overrides for a time is left out.

mod anchor;
mod asked;
mod beginnings;
mod chances;
mod forget;
mod situation;
mod solve;
mod step;
mod tally;

use super::error::SimulationError;
use super::plan::{Plan, selection};
use super::timeline::Timeline;
use crate::scenario::Scenario;
use crate::statistics::Interval;
use crate::system::{ClockOwner, DeadlineId, Label, Selection, TransitionId, TransitionSystem, WORDS_MAX, cone_of};
use forget::Forgetting;
use solve::Flow;
use step::Course;
use tally::Tally;

/// What the figures of a deadline are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// A case, from its beginning.
    Case,
    /// A case whose clock is struck, from that moment on. How many cases come so far was not computed.
    Anchor,
}

/// What becomes of a deadline in a case that never waits for anybody.
#[derive(Debug, Clone, PartialEq)]
pub struct ExactDeadline {
    /// Which.
    pub deadline: DeadlineId,
    /// What the figures are counted in.
    pub per: Per,
    /// Times that it is kept or missed, on average.
    pub judged: f64,
    /// Share kept of these. The ends differ by what was left out.
    pub on_time: Interval,
    /// Working days from the anchor to what was due, each with how often it comes; kept and late ones.
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
    for (beginning, chance) in beginnings::chances_of_beginnings(&plan) {
        course.begin(beginning, chance);
    }
    let whole = Flow::new(course, Forgetting::new(&plan, &part.selection), watch).run();
    if matches!(whole, Ok(_) | Err(NotComputed::Interrupted)) {
        return Ok(whole.map(|tally| found(deadline, Per::Case, &tally)));
    }
    let mut forgetting = Forgetting::new(&plan, &part.selection);
    let Some(anchor) = anchor::always_alike(&plan, &mut forgetting, watch) else {
        return Ok(whole.map(|tally| found(deadline, Per::Case, &tally)));
    };
    let mut course = Course::new(&plan);
    course.begin_at_anchor(&anchor);
    let rest = Flow::new(course, forgetting, watch).run();
    Ok(rest.map(|tally| found(deadline, Per::Anchor, &tally)))
}

fn found(deadline: DeadlineId, per: Per, tally: &Tally) -> ExactDeadline {
    let judged = tally.kept + tally.missed;
    let all = judged + tally.left_out;
    let share = |kept: f64| if all > 0.0 { kept / all } else { 1.0 };
    ExactDeadline {
        deadline,
        per,
        judged,
        on_time: Interval { low: share(tally.kept), high: share(tally.kept + tally.left_out) },
        days: tally.days.iter().map(|(days, chance)| (*days, *chance)).collect(),
        left_out: tally.left_out,
    }
}
