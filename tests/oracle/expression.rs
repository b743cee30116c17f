//! Whether an expression holds in a state.

use duecourse::syntax::tree::{Expression, Kind, Procedure, Step};

use super::lookup;
use super::state::{Case, Status};

/// Whether an expression holds.
pub fn holds(procedure: &Procedure, case: &Case, expression: &Expression) -> bool {
    match expression {
        Expression::Not(inner) => !holds(procedure, case, inner),
        Expression::And(parts) => parts.iter().all(|part| holds(procedure, case, part)),
        Expression::Or(parts) => parts.iter().any(|part| holds(procedure, case, part)),
        Expression::Named(name) => named(procedure, case, name.text()),
        Expression::Is { name, negated, values } => {
            values.iter().any(|value| has_value(procedure, case, name.text(), value.text())) != *negated
        }
        Expression::AtLeast { count, of } => {
            of.iter().filter(|part| holds(procedure, case, part)).count() >= usize::from(*count)
        }
        Expression::VotesAtLeast { count, step, outcome } => {
            votes_for(procedure, case, step.text(), outcome.text()) >= usize::from(*count)
        }
    }
}

/// "a term, or a fact whose values are no and yes"
fn named(procedure: &Procedure, case: &Case, name: &str) -> bool {
    match lookup::term(procedure, name) {
        Some(term) => holds(procedure, case, &term.means),
        None => fact_has(case, name, "yes"),
    }
}

fn fact_has(case: &Case, fact: &str, value: &str) -> bool {
    case.facts.get(fact).is_some_and(|values| values.contains(value))
}

/// `NAME is VALUE` for one value. "`NAME is met` is the outcome `met` of the step NAME if it has one, otherwise the status
/// of the deadline NAME."
fn has_value(procedure: &Procedure, case: &Case, name: &str, value: &str) -> bool {
    if lookup::fact(procedure, name).is_some() {
        return fact_has(case, name, value);
    }
    if let Some(outcomes) = lookup::outcomes_of(procedure, name) {
        if outcomes.iter().any(|outcome| outcome == value) {
            return case.latest.get(name).is_some_and(|latest| latest == value);
        }
        match value {
            "done" => return case.done.contains(name),
            "owed" => return is_owed(procedure, case, name),
            "under way" => return case.under_way.contains(name),
            _ => {}
        }
    }
    if lookup::span(procedure, name).is_some() {
        return value == "running" && case.running.contains(name);
    }
    let wanted = match value {
        "running" => Status::Running,
        "missed" => Status::Missed,
        "met" => Status::Met,
        _ => return false,
    };
    case.deadlines.get(name) == Some(&wanted)
}

/// How many votes on a step are for an outcome. "Votes stay readable until they are cleared."
pub fn votes_for(procedure: &Procedure, case: &Case, step: &str, outcome: &str) -> usize {
    let Some(step) = lookup::step(procedure, step) else { return 0 };
    let votes = lookup::votes_on(procedure, step);
    votes.iter().filter(|vote| case.latest.get(*vote).is_some_and(|latest| latest == outcome)).count()
}

/// Whether a step or vote is owed: it was made so, or it is a duty with `while`.
pub fn is_owed(procedure: &Procedure, case: &Case, name: &str) -> bool {
    let as_duty = |step: &Step| step.kind == Kind::Duty && while_holds(procedure, case, step);
    case.owed.contains(name) || lookup::step(procedure, name).is_some_and(as_duty)
}

/// Whether a step is allowed: it was made so, or it is no duty and has `while`.
pub fn is_allowed(procedure: &Procedure, case: &Case, name: &str) -> bool {
    let not_as_duty = |step: &Step| step.kind != Kind::Duty && while_holds(procedure, case, step);
    case.allowed.contains(name) || lookup::step(procedure, name).is_some_and(not_as_duty)
}

/// Whether a step may be taken, as far as its starts go: "it is owed or allowed (a `while` step: its condition holds, and with
/// `once` it is not done)". So a `while` step that `must` made owed waits for its condition as well.
pub fn is_called(procedure: &Procedure, case: &Case, step: &Step) -> bool {
    if lookup::while_of(step).is_some() {
        return while_holds(procedure, case, step);
    }
    is_owed(procedure, case, step.id.text()) || is_allowed(procedure, case, step.id.text())
}

/// "`while C`: exactly as long as C holds"; "and with `once` it is not done".
fn while_holds(procedure: &Procedure, case: &Case, step: &Step) -> bool {
    let Some((condition, once)) = lookup::while_of(step) else { return false };
    step.removed.is_none() && holds(procedure, case, condition) && !(once && case.done.contains(step.id.text()))
}
