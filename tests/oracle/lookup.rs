//! What the names of a file stand for, found by walking its lists.

use std::collections::BTreeSet;

use duecourse::syntax::tree::{
    Check, Deadline, Expression, Fact, Invariant, Kind, Limit, Procedure, SpanOfTime, Start, Step, Term,
};

/// The step of this name. A single vote is not found here.
pub fn step<'a>(procedure: &'a Procedure, name: &str) -> Option<&'a Step> {
    procedure.steps.iter().find(|step| step.id.text() == name)
}

/// The term of this name.
pub fn term<'a>(procedure: &'a Procedure, name: &str) -> Option<&'a Term> {
    procedure.terms.iter().find(|term| term.id.text() == name)
}

/// The fact of this name.
pub fn fact<'a>(procedure: &'a Procedure, name: &str) -> Option<&'a Fact> {
    procedure.facts.iter().find(|fact| fact.id.text() == name)
}

/// The span of this name.
pub fn span<'a>(procedure: &'a Procedure, name: &str) -> Option<&'a SpanOfTime> {
    procedure.spans.iter().find(|span| span.id.text() == name)
}

/// Deadlines that can run: "Only `within` and `same day as` have a status in the order check", and a removed deadline,
/// or the deadline of a removed step, never runs.
pub fn clocks(procedure: &Procedure) -> impl Iterator<Item = &Deadline> {
    procedure.deadlines.iter().filter(|deadline| {
        let of_removed_step =
            deadline.of_step.as_ref().and_then(|name| step(procedure, name)).is_some_and(|step| step.removed.is_some());
        matches!(deadline.due.value.limit, Limit::Within(_) | Limit::SameDay)
            && deadline.removed.is_none()
            && !of_removed_step
    })
}

/// Steps that can happen: "Removed steps never happen; what names them stays valid."
pub fn living_steps(procedure: &Procedure) -> impl Iterator<Item = &Step> {
    procedure.steps.iter().filter(|step| step.removed.is_none())
}

/// The names of the votes on a step, `STEP.VOTER`: "each member of the group in `by` votes".
pub fn votes_on(procedure: &Procedure, step: &Step) -> Vec<String> {
    if step.votes.is_none() {
        return Vec::new();
    }
    let mut names = Vec::new();
    for group in &step.by {
        for actor in procedure.actors.iter().filter(|actor| actor.id.text() == group.text()) {
            names.extend(actor.members.iter().map(|member| format!("{}.{}", step.id.text(), member.text())));
        }
    }
    names
}

/// The voting step to which a vote belongs, if the name is that of a vote.
pub fn voting_step<'a>(procedure: &'a Procedure, vote: &str) -> Option<&'a Step> {
    procedure.steps.iter().find(|step| votes_on(procedure, step).iter().any(|name| name == vote))
}

/// The outcomes of a step or a vote: "Each vote is a duty with the step's outcomes". `None` if the name is neither.
pub fn outcomes_of(procedure: &Procedure, name: &str) -> Option<Vec<String>> {
    let step = step(procedure, name).or_else(|| voting_step(procedure, name))?;
    Some(step.decide.iter().map(|outcome| outcome.id.value.clone()).collect())
}

/// The `while` phrase of a step and whether it says `once`: "no other start may stand beside it".
pub fn while_of(step: &Step) -> Option<(&Expression, bool)> {
    step.starts.iter().find_map(|start| match &start.value {
        Start::While { condition, once } => Some((condition, *once)),
        _ => None,
    })
}

/// "the case is not closed, or the step is an event or stands in `may_still`"; a vote goes with the step voted on.
pub fn goes_on_when_closed(procedure: &Procedure, name: &str) -> bool {
    let may_still = |name: &str| procedure.case.may_still.iter().any(|one| one.text() == name);
    if let Some(voted_on) = voting_step(procedure, name) {
        return may_still(voted_on.id.text());
    }
    may_still(name) || step(procedure, name).is_some_and(|step| step.kind == Kind::Event)
}

/// "A step that is named `under way` in some expression": the names, from all expressions of the file.
pub fn named_under_way(procedure: &Procedure) -> BTreeSet<String> {
    let mut expressions: Vec<&Expression> = Vec::new();
    expressions.extend(procedure.terms.iter().map(|term| &term.means));
    for step in &procedure.steps {
        for start in step.starts.iter().chain(&step.must).chain(&step.lapses) {
            expressions.extend(expression_of_start(&start.value));
        }
        expressions.extend(&step.needs);
        expressions.extend(step.decide.iter().filter_map(|outcome| outcome.condition.as_ref()));
    }
    expressions.extend(procedure.spans.iter().filter_map(|span| expression_of_start(&span.begins.value)));
    for deadline in &procedure.deadlines {
        for start in deadline.void.iter().chain(&deadline.extended) {
            expressions.extend(expression_of_start(&start.value));
        }
        expressions.extend(&deadline.suspended);
    }
    expressions.extend(&procedure.case.complete);
    for invariant in &procedure.invariants {
        expressions.extend(expressions_of_invariant(invariant));
    }
    let mut names = BTreeSet::new();
    for expression in expressions {
        collect_under_way(expression, &mut names);
    }
    names
}

fn expression_of_start(start: &Start) -> Option<&Expression> {
    match start {
        Start::Beginning | Start::Every(..) => None,
        Start::AnyTime { after, .. } => after.as_ref().and_then(|(_, condition)| condition.as_ref()),
        Start::After(_, condition) => condition.as_ref(),
        Start::While { condition, .. } => Some(condition),
    }
}

fn expressions_of_invariant(invariant: &Invariant) -> Vec<&Expression> {
    match &invariant.check.value {
        Check::Response { condition, unless, .. } => condition.iter().chain(unless).collect(),
        Check::When(_, expression)
        | Check::Always(expression)
        | Check::Never(expression)
        | Check::PossibleState(expression) => {
            vec![expression]
        }
        Check::NotBoth(first, second) | Check::OnceAlways(first, second) => vec![first, second],
        Check::Precedence { .. }
        | Check::NeverWithin { .. }
        | Check::AtMostOnce { .. }
        | Check::PossibleEvent(_)
        | Check::NeverDepends(..) => Vec::new(),
    }
}

fn collect_under_way(expression: &Expression, names: &mut BTreeSet<String>) {
    match expression {
        Expression::Not(inner) => collect_under_way(inner, names),
        Expression::And(parts) | Expression::Or(parts) | Expression::AtLeast { of: parts, .. } => {
            for part in parts {
                collect_under_way(part, names);
            }
        }
        Expression::Is { name, values, .. } => {
            if values.iter().any(|value| value.text() == "under way") {
                names.insert(name.value.clone());
            }
        }
        Expression::Named(_) | Expression::VotesAtLeast { .. } => {}
    }
}
