//! Trees built by hand, for the tests of the oracle itself.

use duecourse::source::{FileId, Name, Span, Spanned};
use duecourse::syntax::tree::{
    Actor, Check, Combine, Deadline, Due, Duration, Event, Expression, Fact, Invariant, Kind, Limit, Outcome,
    Procedure, SpanOfTime, Start, Step, Term, Trigger, Unit, Votes,
};

use super::interpret::moves;
use super::state::Case;

pub fn at<T>(value: T) -> Spanned<T> {
    Spanned { value, span: Span::new(FileId(0), 0, 0) }
}

pub fn name(text: &str) -> Name {
    at(text.to_owned())
}

pub fn names(texts: &[&str]) -> Vec<Name> {
    texts.iter().map(|text| name(text)).collect()
}

/// A duty without any phrase.
pub fn step(id: &str) -> Step {
    Step {
        id: name(id),
        says: None,
        kind: Kind::Duty,
        awaited: false,
        by: names(&["office"]),
        accountable: Vec::new(),
        to: Vec::new(),
        with: Vec::new(),
        starts: Vec::new(),
        must: Vec::new(),
        needs: None,
        considers: Vec::new(),
        carries: Vec::new(),
        lapses: Vec::new(),
        takes: None,
        decide: Vec::new(),
        votes: None,
        closes: false,
        routine: false,
        clauses: Vec::new(),
        removed: None,
        changed: Vec::new(),
    }
}

/// A duty with this start.
pub fn duty(id: &str, start: Spanned<Start>) -> Step {
    Step { starts: vec![start], ..step(id) }
}

/// An optional step with this start.
pub fn optional(id: &str, start: Spanned<Start>) -> Step {
    Step { kind: Kind::Optional, ..duty(id, start) }
}

/// An event with this start.
pub fn event(id: &str, start: Spanned<Start>) -> Step {
    Step { kind: Kind::Event, ..duty(id, start) }
}

/// Outcomes without conditions.
pub fn decide(ids: &[&str]) -> Vec<Outcome> {
    ids.iter().map(|id| Outcome { id: name(id), says: None, condition: None }).collect()
}

/// `needed of of` votes by the group `panel`, whose members are given to the procedure by [`panel`].
pub fn voting(id: &str, needed: u8, of: u8, start: Spanned<Start>) -> Step {
    Step {
        by: names(&["panel"]),
        decide: decide(&["yes", "no"]),
        votes: Some(at(Votes { needed, of })),
        ..duty(id, start)
    }
}

/// The group `panel`.
pub fn panel(members: &[&str]) -> Vec<Actor> {
    vec![Actor {
        id: name("panel"),
        name: "The panel".to_owned(),
        outside: false,
        members: names(members),
        cases_at_once: None,
    }]
}

/// `STEP`, `TERM`
pub fn happens(id: &str) -> Event {
    Event::Happens { name: name(id), outcomes: Vec::new() }
}

/// `STEP is OUTCOME`, `DEADLINE is missed`
pub fn happens_as(id: &str, outcome: &str) -> Event {
    Event::Happens { name: name(id), outcomes: names(&[outcome]) }
}

pub fn trigger(combine: Combine, events: &[Event]) -> Trigger {
    Trigger { combine, events: events.to_vec() }
}

pub fn beginning() -> Spanned<Start> {
    at(Start::Beginning)
}

pub fn after(id: &str) -> Spanned<Start> {
    after_event(happens(id))
}

pub fn after_event(event: Event) -> Spanned<Start> {
    at(Start::After(trigger(Combine::First, &[event]), None))
}

pub fn after_if(id: &str, condition: Expression) -> Spanned<Start> {
    at(Start::After(trigger(Combine::First, &[happens(id)]), Some(condition)))
}

pub fn after_each(event: Event) -> Spanned<Start> {
    at(Start::After(trigger(Combine::Each, &[event]), None))
}

pub fn after_all(events: &[Event]) -> Spanned<Start> {
    at(Start::After(trigger(Combine::All, events), None))
}

pub fn any_time(once: bool) -> Spanned<Start> {
    at(Start::AnyTime { after: None, once })
}

pub fn any_time_after(id: &str, once: bool) -> Spanned<Start> {
    at(Start::AnyTime { after: Some((trigger(Combine::First, &[happens(id)]), None)), once })
}

pub fn while_so(condition: Expression, once: bool) -> Spanned<Start> {
    at(Start::While { condition, once })
}

pub fn is(id: &str, value: &str) -> Expression {
    Expression::Is { name: name(id), negated: false, values: names(&[value]) }
}

pub fn not(expression: Expression) -> Expression {
    Expression::Not(Box::new(expression))
}

pub fn term(id: &str, means: Expression) -> Term {
    Term { id: name(id), means, says: None, clauses: Vec::new() }
}

pub fn fact(id: &str, values: &[&str]) -> Fact {
    Fact { id: name(id), says: None, values: names(values), many: false, clauses: Vec::new() }
}

pub fn span(id: &str, begins: Spanned<Start>) -> SpanOfTime {
    SpanOfTime {
        id: name(id),
        says: None,
        by: names(&["office"]),
        begins,
        clauses: Vec::new(),
        removed: None,
        changed: Vec::new(),
    }
}

/// `within 5 working days of ANCHOR`, met by a step.
pub fn deadline(id: &str, anchor: Trigger, met_by: &str) -> Deadline {
    Deadline {
        id: name(id),
        of_step: None,
        due: at(Due { limit: Limit::Within(Duration { count: 5, unit: Unit::WorkingDay }), anchor }),
        met_by: vec![happens(met_by)],
        void: Vec::new(),
        extended: Vec::new(),
        suspended: None,
        expected: false,
        says: None,
        clauses: Vec::new(),
        removed: None,
        changed: Vec::new(),
    }
}

/// The deadline of a step itself.
pub fn due(of_step: &str, anchor: Trigger) -> Deadline {
    Deadline { of_step: Some(of_step.to_owned()), ..deadline(of_step, anchor, of_step) }
}

pub fn invariant(id: &str, check: Check) -> Invariant {
    Invariant { id: name(id), says: String::new(), check: at(check), clauses: Vec::new() }
}

/// `after A, B always follows`
pub fn follows(first: &str, then: &str) -> Check {
    Check::Response {
        trigger: trigger(Combine::First, &[happens(first)]),
        condition: None,
        response: vec![happens(then)],
        within: None,
        unless: None,
    }
}

pub fn procedure(steps: Vec<Step>) -> Procedure {
    Procedure { id: "test".to_owned(), steps, ..Procedure::default() }
}

/// The labels of the moves of a case, sorted.
pub fn labels(procedure: &Procedure, case: &Case) -> Vec<String> {
    let mut labels: Vec<String> = moves(procedure, case).iter().map(|(made, _)| made.label()).collect();
    labels.sort();
    labels
}

/// The case after these moves from the only initial case; `None` if one of them cannot be made.
pub fn run(procedure: &Procedure, moves_made: &[&str]) -> Option<Case> {
    let mut case = super::interpret::initial_cases(procedure).into_iter().next()?;
    for label in moves_made {
        case = moves(procedure, &case).into_iter().find(|(made, _)| made.label() == *label)?.1;
    }
    Some(case)
}

/// What can be done after these moves; `["impossible"]` if one of them cannot be made.
pub fn next(procedure: &Procedure, moves_made: &[&str]) -> Vec<String> {
    run(procedure, moves_made).map_or_else(|| vec!["impossible".to_owned()], |case| labels(procedure, &case))
}
