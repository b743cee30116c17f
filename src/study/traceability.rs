//! What each clause is worth: takes away everything that cites it, checks what is left, and says what differs.
//!
//! A clause whose removal changes nothing is decoration: it is cited, but the procedure would be the same without it.

use crate::check::{CheckOptions, CheckOutcome, InternalError, Verdict, check};
use crate::compile::{CompileOptions, compile};
use crate::source::{Name, Span};
use crate::syntax::tree::{Expression, Procedure};

/// What encodes a clause, and what changes without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseTrace {
    /// The clause.
    pub clause: String,
    /// What cites it: `step x`, `deadline y`, `rule z` …
    pub cited_by: Vec<String>,
    /// What differs when the steps, spans, deadlines, terms and facts that cite it are taken away, the rules staying; empty if nothing does.
    pub without_it: Vec<String>,
    /// Rules that cite it: without them, nobody would notice.
    pub rules: Vec<String>,
}

impl ClauseTrace {
    /// Whether taking away what cites the clause changes the procedure, or leaves a rule unchecked.
    pub fn matters(&self) -> bool {
        !self.without_it.is_empty() || !self.rules.is_empty()
    }
}

/// Traces every clause of a procedure; nothing if a limit was reached, since half a comparison says nothing.
///
/// # Errors
/// Those of [`check`].
pub fn traceability(
    procedure: &Procedure,
    options: CheckOptions,
    interrupted: &(dyn Fn() -> bool + Sync),
) -> Result<Option<Vec<ClauseTrace>>, InternalError> {
    let options = CheckOptions { second_engine: false, ..options };
    let run = |procedure: &Procedure| -> Result<Option<CheckOutcome>, InternalError> {
        compile(procedure, CompileOptions::default()).0.map(|system| check(&system, options, interrupted)).transpose()
    };
    let Some(base) = run(procedure)? else { return Ok(Some(Vec::new())) };
    if base.inconclusive() {
        return Ok(None);
    }
    let mut traces = Vec::new();
    for clause in &procedure.clauses {
        let id = clause.id.text();
        let (without, cited_by) = without(procedure, id);
        let rules: Vec<String> = procedure
            .invariants
            .iter()
            .filter(|rule| cites(&rule.clauses, id))
            .map(|rule| rule.id.value.clone())
            .collect();
        let mut without_it = Vec::new();
        if let Some(now) = run(&without)? {
            if now.inconclusive() {
                return Ok(None);
            }
            without_it = differences(procedure, &without, &base, &now);
        } else if !cited_by.is_empty() {
            without_it.push("nothing is left to check".to_owned());
        }
        traces.push(ClauseTrace { clause: id.to_owned(), cited_by, without_it, rules });
    }
    Ok(Some(traces))
}

fn cites(clauses: &[Name], id: &str) -> bool {
    clauses.iter().any(|clause| clause.value == id)
}

/// The procedure with all that cites a clause never happening, and what that is.
fn without(procedure: &Procedure, clause: &str) -> (Procedure, Vec<String>) {
    let mut left = procedure.clone();
    let mut cited_by = Vec::new();
    let nowhere = |span: Span| Some(span);
    for step in left.steps.iter_mut().filter(|step| cites(&step.clauses, clause)) {
        cited_by.push(format!("step {}", step.id.value));
        step.removed = nowhere(step.id.span);
    }
    for deadline in left.deadlines.iter_mut().filter(|deadline| cites(&deadline.clauses, clause)) {
        if deadline.of_step.is_none() {
            cited_by.push(format!("deadline {}", deadline.id.value));
        }
        deadline.removed = nowhere(deadline.id.span);
    }
    for span in left.spans.iter_mut().filter(|span| cites(&span.clauses, clause)) {
        cited_by.push(format!("span {}", span.id.value));
        span.removed = nowhere(span.id.span);
    }
    for term in left.terms.iter_mut().filter(|term| cites(&term.clauses, clause)) {
        cited_by.push(format!("term {}", term.id.value));
        // A disjunction of nothing: never true.
        term.means = Expression::Or(Vec::new());
    }
    for fact in left.facts.iter_mut().filter(|fact| cites(&fact.clauses, clause)) {
        cited_by.push(format!("fact {}", fact.id.value));
    }
    let facts: Vec<(String, String)> = left
        .facts
        .iter()
        .filter(|fact| cites(&fact.clauses, clause))
        .filter_map(|fact| Some((fact.id.value.clone(), fact.values.first().filter(|_| !fact.many)?.value.clone())))
        .collect();
    for_each_condition(&mut left, &mut |expression| settle(expression, &facts));
    for assumption in procedure.assumptions.iter().filter(|one| cites(&one.clauses, clause)) {
        cited_by.push(format!("assumption {}", assumption.id.value));
    }
    for rule in procedure.invariants.iter().filter(|one| cites(&one.clauses, clause)) {
        cited_by.push(format!("rule {}", rule.id.value));
    }
    (left, cited_by)
}

/// Visits the conditions of the procedure itself, not those of its rules.
fn for_each_condition(procedure: &mut Procedure, change: &mut impl FnMut(&mut Expression)) {
    for term in &mut procedure.terms {
        change(&mut term.means);
    }
    for step in &mut procedure.steps {
        step.needs.iter_mut().for_each(&mut *change);
        step.decide.iter_mut().filter_map(|outcome| outcome.condition.as_mut()).for_each(&mut *change);
    }
}

/// Replaces every test of the facts by what it is when they have their first value.
fn settle(expression: &mut Expression, facts: &[(String, String)]) {
    let constant = |holds: bool| if holds { Expression::And(Vec::new()) } else { Expression::Or(Vec::new()) };
    match expression {
        Expression::Not(inner) => settle(inner, facts),
        Expression::And(parts) | Expression::Or(parts) | Expression::AtLeast { of: parts, .. } => {
            for part in parts {
                settle(part, facts);
            }
        }
        Expression::Named(name) => {
            if let Some((_, first)) = facts.iter().find(|(fact, _)| *fact == name.value) {
                *expression = constant(first == "yes");
            }
        }
        Expression::Is { name, negated, values } => {
            if let Some((_, first)) = facts.iter().find(|(fact, _)| *fact == name.value) {
                let holds = values.iter().any(|value| value.value == *first) != *negated;
                *expression = constant(holds);
            }
        }
        Expression::VotesAtLeast { .. } => {}
    }
}

/// What differs between two checks, in words.
fn differences(before: &Procedure, after: &Procedure, base: &CheckOutcome, now: &CheckOutcome) -> Vec<String> {
    let mut differences = Vec::new();
    for (word, verdict) in [("broken", Verdict::Broken), ("says nothing any more", Verdict::Vacuous)] {
        let changed: Vec<&str> = base
            .invariants
            .iter()
            .filter(|rule| rule.verdict != verdict)
            .filter(|rule| now.invariants.iter().any(|other| other.id == rule.id && other.verdict == verdict))
            .map(|rule| rule.id.as_str())
            .collect();
        if !changed.is_empty() {
            differences.push(format!("{word}: {}", changed.join(", ")));
        }
    }
    let gone: Vec<&str> = before
        .deadlines
        .iter()
        .zip(&after.deadlines)
        .filter(|(one, other)| one.removed.is_none() && other.removed.is_some())
        .map(|(one, _)| one.id.text())
        .collect();
    if !gone.is_empty() {
        differences.push(format!("no deadline any more: {}", gone.join(", ")));
    }
    let size = |outcome: &CheckOutcome| (outcome.counts.reference_states, outcome.counts.transitions);
    if size(base) != size(now) {
        let ((states, steps), (states_now, steps_now)) = (size(base), size(now));
        differences.push(format!("situations {states} to {states_now}, steps {steps} to {steps_now}"));
    }
    differences
}
