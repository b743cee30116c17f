//! What a window says about its clock: longest, shortest, slack, critical path, point of no return, and who holds the days.

use super::outcome::{Cause, Control, DeadlineOutcome, Dependence, Length, Measure, PointOfNoReturn, TimedRun};
use super::path::{Aim, Way};
use super::phases::Phases;
use super::units::Interval;
use super::window::{UNBOUNDED, Window};
use crate::system::{Clock, ClockOwner, DeadlineLimit, Role, State, TransitionSystem};

/// Judges a clock by its window.
pub(super) fn judge<const W: usize>(
    phases: &Phases<'_, W>,
    clock: &Clock,
    limit: Interval,
    window: &Window<'_, W>,
) -> DeadlineOutcome {
    let system = phases.timed.system;
    let must_wait = !matches!(clock.limit, DeadlineLimit::Within(..));
    let within_days = u32::from(if must_wait { limit.1 } else { limit.0 });
    let entries = || window.entries().map(|(_, _, state)| state as usize);
    let longest = entries().map(|state| window.longest[state]).max();
    let mut shortest = entries().map(|state| window.shortest[state]).min();
    if window.unprepared {
        shortest = Some(0);
    }
    let longest = match longest {
        None => Length::Never,
        Some(UNBOUNDED) => Length::Unbounded(window.cause(phases)),
        Some(days) => Length::Days(days),
    };
    let shortest = match shortest {
        None | Some(UNBOUNDED) => Length::Never,
        Some(days) => Length::Days(days),
    };
    let (id, says) = match clock.owner {
        ClockOwner::Deadline(deadline) => {
            (system.deadline(deadline).id.clone(), system.deadline(deadline).says.clone())
        }
        ClockOwner::Invariant(index) => {
            let invariant = &system.invariants[usize::from(index)];
            (invariant.id.clone(), invariant.says.clone())
        }
    };
    let slack_days = match (must_wait, &longest, &shortest) {
        (false, Length::Days(days), _) => Some(i64::from(within_days) - i64::from(*days)),
        (true, _, Length::Days(days)) => Some(i64::from(*days) - i64::from(within_days)),
        _ => None,
    };
    let depends = depends(phases, window);
    let mut outcome = DeadlineOutcome {
        owner: clock.owner,
        id,
        says,
        limit: clock.limit,
        within_days,
        longest,
        shortest,
        slack_days,
        critical_path: Vec::new(),
        point_of_no_return: PointOfNoReturn::None,
        control: Control::Kept,
        example: None,
        reached: entries().next().is_some(),
        measure: if depends.limits_vary || !depends.task_lengths.is_empty() {
            Measure::AtWorst
        } else {
            Measure::Exact
        },
        proved_days: None,
        shown: None,
        depends,
        complete: window.graph.complete,
        states: window.graph.states.len(),
        performers: phases.performers(&window.graph.states),
    };
    let aim = if must_wait { Aim::Shortest } else { Aim::Longest };
    if let Some(way) = window.way(aim) {
        outcome.critical_path = window.stretches(phases, &way);
        if outcome.can_be_missed() {
            blame(phases, window, &way, limit, must_wait, &mut outcome);
        }
    }
    outcome
}

fn depends<const W: usize>(phases: &Phases<'_, W>, window: &Window<'_, W>) -> Dependence {
    let states = &window.graph.states;
    Dependence {
        task_lengths: phases.task_lengths(states),
        begins_fresh: window.entries().all(|(_, _, state)| !phases.timed.has_begun(&states[state as usize])),
        reads_itself: phases.reads_itself(states),
        limits_vary: phases.limits_vary(states),
    }
}

/// Says who holds the days of a deadline that can be missed, and gives the example.
fn blame<const W: usize>(
    phases: &Phases<'_, W>,
    window: &Window<'_, W>,
    way: &Way,
    limit: Interval,
    must_wait: bool,
    outcome: &mut DeadlineOutcome,
) {
    let mut run = window.run(phases, way);
    describe(phases, &window.graph.beginnings[way.beginning() as usize], &mut run);
    outcome.example = Some(run);
    outcome.control = control(phases.timed.system, limit, outcome);
    if !must_wait {
        outcome.point_of_no_return = window.point_of_no_return(phases, way, outcome.within_days);
    }
}

/// Says of a run with which facts it begins.
pub(super) fn describe<const W: usize>(phases: &Phases<'_, W>, begun: &State<W>, run: &mut TimedRun) {
    let system = phases.timed.system;
    run.predicates = system.facts.complete(&|index| {
        let variable = system.variable(Role::FactPredicate(u16::try_from(index).ok()?))?;
        let machine = &phases.timed.machine;
        machine.holds_variable(variable).then(|| machine.value(begun, variable) == 1)
    });
    let values = system.facts.plainest(&|index| run.predicates.get(index).copied());
    run.facts = system.facts.describe(&values);
}

/// Who holds the days of the critical path of a deadline that can be missed.
pub(super) fn control(system: &TransitionSystem, limit: Interval, outcome: &DeadlineOutcome) -> Control {
    let must_wait = !matches!(outcome.limit, DeadlineLimit::Within(..));
    let days = |outside: bool| -> u32 {
        outcome.critical_path.iter().filter(|stretch| stretch.outside == outside).map(|stretch| stretch.days).sum()
    };
    match (&outcome.longest, must_wait) {
        (Length::Days(days), false) if *days <= u32::from(limit.1) => Control::Calendar,
        (Length::Unbounded(Cause::Wait(steps) | Cause::Loop(steps)), false) => {
            let outside = |id: &String| {
                let step = system.steps.iter().find(|step| step.id == *id);
                step.is_none_or(|step| step.performers.iter().all(|actor| system.actors[usize::from(actor.0)].outside))
            };
            if steps.iter().any(outside) { Control::Outside } else { Control::Ours }
        }
        (_, true) if outcome.critical_path.last().is_some_and(|stretch| stretch.outside) => Control::Outside,
        (_, false) if days(false) <= outcome.within_days && days(true) > 0 => Control::Outside,
        _ => Control::Ours,
    }
}
