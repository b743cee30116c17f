//! Part 2 of a moment: "Every start, lapse and clock that waits for this event is looked at, each against the state after
//! 1 and before any other consequence of 2."

use std::collections::BTreeSet;

use duecourse::source::Spanned;
use duecourse::syntax::tree::{Combine, Deadline, Kind, Procedure, Start, Step};

use super::event::{any_occurs, fires, phrase_fires};
use super::expression::holds;
use super::lookup;
use super::state::{Case, Happening, Status};

/// All consequences of what happened. `middle` is the state after part 1; every condition is read in it.
pub fn consequences(procedure: &Procedure, middle: &Case, happened: &BTreeSet<Happening>) -> Case {
    let mut after = middle.clone();
    for step in lookup::living_steps(procedure) {
        of_step(procedure, step, middle, happened, &mut after);
    }
    for span in procedure.spans.iter().filter(|span| span.removed.is_none()) {
        let name = span.id.text();
        if phrase_fires(procedure, &span.begins.value, happened, middle) && !middle.begun_once.contains(name) {
            after.may_begin.insert(name.to_owned());
        }
    }
    for deadline in lookup::clocks(procedure) {
        let status = of_deadline(procedure, deadline, middle, happened);
        after.deadlines.insert(deadline.id.value.clone(), status);
    }
    after
}

fn any_fires(procedure: &Procedure, phrases: &[Spanned<Start>], happened: &BTreeSet<Happening>, middle: &Case) -> bool {
    phrases.iter().any(|phrase| phrase_fires(procedure, &phrase.value, happened, middle))
}

/// "Lapsing and starting at the same moment: it lapses first, then starts."
fn of_step(procedure: &Procedure, step: &Step, middle: &Case, happened: &BTreeSet<Happening>, after: &mut Case) {
    let name = step.id.text();
    if any_fires(procedure, &step.lapses, happened, middle) {
        after.owed.remove(name);
        after.allowed.remove(name);
        // A vote on a step that lapses has nothing left to decide.
        for vote in lookup::votes_on(procedure, step) {
            after.owed.remove(&vote);
        }
    }
    if after.closed && !lookup::goes_on_when_closed(procedure, name) {
        // "After the case is closed, a step that is neither an event nor in `may_still` is not made owed or allowed."
        return;
    }
    // "only if the step is neither owed, nor allowed, nor done"
    let untouched = !after.owed.contains(name) && !after.allowed.contains(name) && !after.done.contains(name);
    // `must`: "`after X` does so only if it is neither owed nor done."
    let never_owed = !after.owed.contains(name) && !after.done.contains(name);
    let mut start_it = false;
    for start in &step.starts {
        if phrase_fires(procedure, &start.value, happened, middle) {
            start_it |= match &start.value {
                // With `once`, a step that `must` made owed is not allowed as well: no run shows it, but states are counted.
                Start::AnyTime { once, .. } => !once || untouched,
                Start::Every(..) => true,
                Start::After(trigger, _) => trigger.combine == Combine::Each || untouched,
                Start::Beginning | Start::While { .. } => false,
            };
        }
    }
    let mut must = false;
    for start in &step.must {
        if phrase_fires(procedure, &start.value, happened, middle) {
            must |= match &start.value {
                Start::After(trigger, _) => trigger.combine == Combine::Each || never_owed,
                _ => false,
            };
        }
    }
    if start_it {
        start(procedure, step, after);
    }
    if must {
        make_owed(procedure, step, after);
    }
}

/// A duty becomes owed, an optional step or an event allowed.
pub fn start(procedure: &Procedure, step: &Step, case: &mut Case) {
    if step.kind == Kind::Duty {
        make_owed(procedure, step, case);
    } else {
        case.allowed.insert(step.id.value.clone());
    }
}

/// "a duty that is still owed is not owed twice". "**Votes**: when a voting step becomes owed and was not owed before, all
/// its votes are cleared and every member owes one vote."
fn make_owed(procedure: &Procedure, step: &Step, case: &mut Case) {
    let newly = case.owed.insert(step.id.value.clone());
    if newly {
        for vote in lookup::votes_on(procedure, step) {
            case.done.remove(&vote);
            case.latest.remove(&vote);
            case.under_way.remove(&vote);
            case.owed.insert(vote);
        }
    }
}

/// The status of a deadline after the moment. "If one moment both discharges and starts it, it is discharged first." "One
/// moment that does several of these: what discharges it neither extends nor voids it, and what voids it does not extend
/// it." That is so even if the discharge comes too late. A start comes last.
fn of_deadline(procedure: &Procedure, deadline: &Deadline, middle: &Case, happened: &BTreeSet<Happening>) -> Status {
    let mut status = middle.deadlines.get(deadline.id.text()).copied().unwrap_or(Status::Idle);
    let runs_or_is_missed = matches!(status, Status::Running | Status::Missed);
    if discharges(deadline, happened) {
        // "It is met when a step that discharges it is taken while it runs. A late discharge leaves it missed."
        if status == Status::Running {
            status = Status::Met;
        }
    } else if status == Status::Running && owner_lapses(procedure, deadline, middle, happened) {
        // `lapses`: "its own deadlines, if they run, are void"
        status = Status::Void;
    } else if runs_or_is_missed && any_fires(procedure, &deadline.void, happened, middle) {
        // "`void`: if it runs or is missed, it is void"
        status = Status::Void;
    } else if runs_or_is_missed && any_fires(procedure, &deadline.extended, happened, middle) {
        // "`extended`: if it runs or is missed, it runs (again)."
        status = Status::Running;
    }
    // "The anchor starts the clock: `X` or `first of` the first time only (from idle), `each X` and `each of` every time,
    // `all of` and `latest of` when all have happened (from idle)."
    let anchor = &deadline.due.value.anchor;
    if fires(procedure, anchor, happened, middle) && (anchor.combine == Combine::Each || status == Status::Idle) {
        status = Status::Running;
    }
    status
}

/// What discharges a deadline: its `met_by`, and for the deadline of a step that step.
fn discharges(deadline: &Deadline, happened: &BTreeSet<Happening>) -> bool {
    let by_owner = deadline.of_step.as_ref().is_some_and(|owner| {
        happened.iter().any(|happening| matches!(happening, Happening::Taken { step, .. } if step == owner))
    });
    by_owner || any_occurs(&deadline.met_by, happened)
}

fn owner_lapses(procedure: &Procedure, deadline: &Deadline, middle: &Case, happened: &BTreeSet<Happening>) -> bool {
    let owner = deadline.of_step.as_ref().and_then(|owner| lookup::step(procedure, owner));
    owner.is_some_and(|step| any_fires(procedure, &step.lapses, happened, middle))
}

/// "While it runs and is not suspended, it may be missed at any moment."
pub fn may_be_missed(procedure: &Procedure, case: &Case, deadline: &Deadline) -> bool {
    case.deadlines.get(deadline.id.text()) == Some(&Status::Running)
        && !deadline.suspended.as_ref().is_some_and(|condition| holds(procedure, case, condition))
}
