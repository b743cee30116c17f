//! `duecourse check --require`: deadlines that have to be kept, at best or whatever happens.

use super::arguments::{CheckArguments, Requirement};
use super::diagnostics::note;
use super::exit_code::ExitCode;
use crate::check::time::{DeadlineOutcome, Measure, Proved, SurgeDeadline, TimeVerdict};
use crate::diagnostic::nearest;
use crate::report::Report;

/// What is shown of a requirement, and in words why it is not met.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shown {
    Met,
    NotMet(String),
    Undecided(String),
}

/// The code of all requirements; each that is not met is noted.
pub(super) fn judge(report: &Report, arguments: &CheckArguments) -> ExitCode {
    let known: Vec<&str> = report.time.deadlines.iter().map(|one| one.id.as_str()).collect();
    let mut code = ExitCode::Fine;
    for required in &arguments.require {
        let id = required.deadline.as_str();
        let level = if required.guaranteed { "guaranteed" } else { "possible" };
        let Some(measured) = report.time.deadlines.iter().find(|one| one.id == id) else {
            if report.time.too_long.iter().any(|other| other == id) {
                note(&format!("{}: --require {id}={level} is undecided: it is longer than the calendar", report.path));
                code = code.worse(ExitCode::Inconclusive);
                continue;
            }
            let help = nearest(id, &known).map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
            note(&format!("error: {} has no deadline `{id}`{help}", report.path));
            code = code.worse(ExitCode::NothingChecked);
            continue;
        };
        let of_several = report.surge.as_ref().and_then(|surge| surge.deadlines.iter().find(|one| one.id == id));
        let shown = match (single(measured, required), of_several, arguments.cases) {
            (Shown::Met, Some(surge), Some(cases)) => several(surge, required, cases),
            (shown, ..) => shown,
        };
        match shown {
            Shown::Met => {}
            Shown::NotMet(why) => {
                note(&format!("{}: --require {id}={level} is not met: {why}", report.path));
                code = code.worse(ExitCode::Fails);
            }
            Shown::Undecided(why) => {
                note(&format!("{}: --require {id}={level} is undecided: {why}", report.path));
                code = code.worse(ExitCode::Inconclusive);
            }
        }
    }
    code
}

/// One case.
fn single(one: &DeadlineOutcome, required: &Requirement) -> Shown {
    if !one.complete {
        return Shown::Undecided("a limit was reached".to_owned());
    }
    if !one.reached {
        return Shown::NotMet("it never begins".to_owned());
    }
    match (required.guaranteed, one.verdict()) {
        (_, TimeVerdict::Kept) => Shown::Met,
        (true, TimeVerdict::CanBeMissed) => Shown::NotMet("it can be missed".to_owned()),
        (true, TimeVerdict::Undecided) => Shown::Undecided("the longest time is a bound, not a proof".to_owned()),
        (false, _) if !one.can_be_kept() => Shown::NotMet("it cannot be kept even at best".to_owned()),
        (false, _) if one.measure == Measure::Exact => Shown::Met,
        // A bound from below may be shorter than anything that can happen.
        (false, _) => Shown::Undecided("the shortest time is a bound, not a proof".to_owned()),
    }
}

/// So many cases at once; in whichever order work is taken up, if it is to be guaranteed.
fn several(one: &SurgeDeadline, required: &Requirement, cases: u8) -> Shown {
    if let Some(why) = &one.left_out {
        return Shown::Undecided(format!("several cases were not looked at: {why}"));
    }
    let figures = if required.guaranteed { vec![one.first_come, one.earliest_due] } else { vec![one.feasible] };
    let least = figures.iter().map(|proved| proved.cases).min().unwrap_or(0);
    let short = |proved: &&Proved| proved.cases < cases;
    if figures.iter().filter(short).any(|proved| proved.complete) {
        let word = if least == 1 { "case" } else { "cases" };
        return Shown::NotMet(format!("it holds of {least} {word} at once, {cases} are asked for"));
    }
    match figures.iter().find(short) {
        None => Shown::Met,
        Some(_) => Shown::Undecided(format!("a limit was reached; it is shown of {least} cases at once")),
    }
}
