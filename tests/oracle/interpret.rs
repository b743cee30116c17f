//! The initial cases and the moves of a case.

use std::collections::{BTreeMap, BTreeSet};

use duecourse::syntax::tree::{Fact, Kind, Procedure, SpanOfTime, Start, Step};

use super::consequences::{consequences, may_be_missed, start};
use super::expression::{holds, is_called, is_owed, votes_for};
use super::lookup;
use super::state::{Case, Happening, Moment, Move, Promise, Status};

/// The moment at which a case begins.
#[derive(Debug, Clone)]
pub struct Beginning {
    /// The state before any term becomes true and anything starts.
    pub before: Case,
    /// "A term that is true at the beginning becomes true at the beginning."
    pub happened: BTreeSet<Happening>,
    /// The initial state.
    pub after: Case,
}

/// "A case starts with one value for each fact (a set of values if `many`)": one initial case for each combination.
pub fn initial_cases(procedure: &Procedure) -> Vec<Case> {
    beginnings(procedure).into_iter().map(|beginning| beginning.after).collect()
}

/// The same with what happens at the beginning.
pub fn beginnings(procedure: &Procedure) -> Vec<Beginning> {
    fact_combinations(procedure).into_iter().map(|facts| beginning(procedure, facts)).collect()
}

fn beginning(procedure: &Procedure, facts: BTreeMap<String, BTreeSet<String>>) -> Beginning {
    let mut before = Case { facts, ..Case::default() };
    for deadline in lookup::clocks(procedure) {
        before.deadlines.insert(deadline.id.value.clone(), Status::Idle);
    }
    let true_terms = procedure.terms.iter().filter(|term| holds(procedure, &before, &term.means));
    let happened: BTreeSet<Happening> = true_terms.map(|term| Happening::BecameTrue(term.id.value.clone())).collect();
    let mut after = consequences(procedure, &before, &happened);
    // What starts at the beginning starts at the same moment as what a true term brings about: "it lapses first, then
    // starts".
    for step in lookup::living_steps(procedure) {
        for phrase in &step.starts {
            if from_the_start(&phrase.value) {
                start(procedure, step, &mut after);
            }
        }
    }
    for span in procedure.spans.iter().filter(|span| span.removed.is_none()) {
        if from_the_start(&span.begins.value) {
            after.may_begin.insert(span.id.value.clone());
        }
    }
    Beginning { before, happened, after }
}

/// "`at the beginning`: owed or allowed from the start. `at any time`: allowed from the start, or from its trigger on"
fn from_the_start(phrase: &Start) -> bool {
    matches!(phrase, Start::Beginning | Start::AnyTime { after: None, .. })
}

/// Every combination of values of the facts.
pub fn fact_combinations(procedure: &Procedure) -> Vec<BTreeMap<String, BTreeSet<String>>> {
    let mut combinations = vec![BTreeMap::new()];
    for fact in &procedure.facts {
        let mut longer = Vec::new();
        for combination in &combinations {
            for values in values_of(fact) {
                let mut with_this = combination.clone();
                with_this.insert(fact.id.value.clone(), values);
                longer.push(with_this);
            }
        }
        combinations = longer;
    }
    combinations
}

/// What a fact can be: one of its values, or with `many` any set of them.
pub fn values_of(fact: &Fact) -> Vec<BTreeSet<String>> {
    if !fact.many {
        return fact.values.iter().map(|value| BTreeSet::from([value.value.clone()])).collect();
    }
    let mut sets = vec![BTreeSet::new()];
    for value in &fact.values {
        for index in 0..sets.len() {
            let mut with_this = sets[index].clone();
            with_this.insert(value.value.clone());
            sets.push(with_this);
        }
    }
    sets
}

/// The moves of a case, and the case after each.
pub fn moves(procedure: &Procedure, case: &Case) -> Vec<(Move, Case)> {
    moments(procedure, case).into_iter().map(|moment| (moment.made, moment.after)).collect()
}

/// The moves of a case with all that comes of them.
pub fn moments(procedure: &Procedure, case: &Case) -> Vec<Moment> {
    let mut possible: Vec<(Move, Promise)> = Vec::new();
    for step in lookup::living_steps(procedure) {
        let promise = promise_of(procedure, case, step);
        possible.extend(moves_of_step(procedure, case, step).into_iter().map(|made| (made, promise)));
        for vote in lookup::votes_on(procedure, step) {
            let promise = if case.owed.contains(&vote) { Promise::Duty } else { Promise::Nothing };
            possible.extend(moves_of_vote(procedure, case, step, &vote).into_iter().map(|made| (made, promise)));
        }
    }
    for span in procedure.spans.iter().filter(|span| span.removed.is_none()) {
        possible.extend(moves_of_span(procedure, case, span));
    }
    for deadline in lookup::clocks(procedure) {
        if may_be_missed(procedure, case, deadline) {
            possible.push((Move::Miss(deadline.id.value.clone()), Promise::Nothing));
        }
    }
    possible.into_iter().map(|(made, promise)| moment(procedure, case, made, promise)).collect()
}

/// A step that is owed is a duty, also an optional one that `must` made owed.
fn promise_of(procedure: &Procedure, case: &Case, step: &Step) -> Promise {
    if is_owed(procedure, case, step.id.text()) {
        Promise::Duty
    } else if step.kind == Kind::Event && step.awaited {
        Promise::Awaited
    } else {
        Promise::Nothing
    }
}

/// "A step that is named `under way` in some expression is taken in two moments: it *begins* (conditions 1, 2 and 4), is
/// under way, and then *is taken* (condition 3). Every other step is one moment."
fn moves_of_step(procedure: &Procedure, case: &Case, step: &Step) -> Vec<Move> {
    let name = step.id.text();
    let may_go_ahead = is_called(procedure, case, step)
        && preconditions_hold(procedure, case, step)
        && (!case.closed || lookup::goes_on_when_closed(procedure, name));
    let two_moments = lookup::named_under_way(procedure).contains(name);
    if two_moments && !case.under_way.contains(name) {
        return if may_go_ahead { vec![Move::Begin(name.to_owned())] } else { Vec::new() };
    }
    if !two_moments && !may_go_ahead {
        return Vec::new();
    }
    if step.decide.is_empty() {
        return vec![Move::Take { step: name.to_owned(), outcome: None }];
    }
    let chosen = step.decide.iter().filter(|outcome| {
        let condition_holds = outcome.condition.as_ref().is_none_or(|condition| holds(procedure, case, condition));
        let enough_votes = step
            .votes
            .as_ref()
            .is_none_or(|votes| votes_for(procedure, case, name, outcome.id.text()) >= usize::from(votes.value.needed));
        condition_holds && enough_votes
    });
    chosen.map(|outcome| Move::Take { step: name.to_owned(), outcome: Some(outcome.id.value.clone()) }).collect()
}

/// "`needs` holds, and every step in `considers` and `carries` is done"
fn preconditions_hold(procedure: &Procedure, case: &Case, step: &Step) -> bool {
    step.needs.as_ref().is_none_or(|needs| holds(procedure, case, needs))
        && step.considers.iter().chain(&step.carries).all(|other| case.done.contains(other.text()))
}

/// "Each vote is a duty with the step's outcomes, free of their `if`."
fn moves_of_vote(procedure: &Procedure, case: &Case, step: &Step, vote: &str) -> Vec<Move> {
    let may_go_ahead = case.owed.contains(vote) && (!case.closed || lookup::goes_on_when_closed(procedure, vote));
    let two_moments = lookup::named_under_way(procedure).contains(vote);
    if two_moments && !case.under_way.contains(vote) {
        return if may_go_ahead { vec![Move::Begin(vote.to_owned())] } else { Vec::new() };
    }
    if !two_moments && !may_go_ahead {
        return Vec::new();
    }
    step.decide
        .iter()
        .map(|outcome| Move::Take { step: vote.to_owned(), outcome: Some(outcome.id.value.clone()) })
        .collect()
}

/// "`X begins` can happen when `begins` allows it and the span is not running; `X ends` can happen while it runs. Both
/// belong to the outside world; the end is awaited. A span may begin again unless `begins` says `once`."
fn moves_of_span(procedure: &Procedure, case: &Case, span: &SpanOfTime) -> Vec<(Move, Promise)> {
    let name = span.id.text();
    if case.running.contains(name) {
        return vec![(Move::SpanEnds(name.to_owned()), Promise::Awaited)];
    }
    let by_while = match &span.begins.value {
        Start::While { condition, .. } => holds(procedure, case, condition),
        _ => false,
    };
    if (case.may_begin.contains(name) || by_while) && !case.begun_once.contains(name) {
        return vec![(Move::SpanBegins(name.to_owned()), Promise::Nothing)];
    }
    Vec::new()
}

/// "What happens when a step is taken. In this order, all at one moment".
fn moment(procedure: &Procedure, before: &Case, made: Move, promise: Promise) -> Moment {
    let mut happened = BTreeSet::new();
    let middle = part_one(procedure, before, &made, &mut happened);
    // "A **term** as an event is the moment at which it becomes true, compared before the step and after part 1."
    for term in &procedure.terms {
        if !holds(procedure, before, &term.means) && holds(procedure, &middle, &term.means) {
            happened.insert(Happening::BecameTrue(term.id.value.clone()));
        }
    }
    let after = consequences(procedure, &middle, &happened);
    Moment { made, promise, happened, middle, after }
}

/// "1. **The step itself.**" The state after it; what happened is added to the set.
fn part_one(procedure: &Procedure, before: &Case, made: &Move, happened: &mut BTreeSet<Happening>) -> Case {
    let mut case = before.clone();
    match made {
        Move::Take { step: name, outcome } => {
            take(procedure, &mut case, name, outcome.as_ref());
            happened.insert(Happening::Taken { step: name.clone(), outcome: outcome.clone() });
        }
        Move::Begin(name) => {
            case.under_way.insert(name.clone());
        }
        Move::SpanBegins(name) => {
            case.running.insert(name.clone());
            if lookup::span(procedure, name).is_some_and(|span| says_once(&span.begins.value)) {
                case.begun_once.insert(name.clone());
                case.may_begin.remove(name);
            }
            happened.insert(Happening::SpanBegan(name.clone()));
        }
        Move::SpanEnds(name) => {
            case.running.remove(name);
            happened.insert(Happening::SpanEnded(name.clone()));
        }
        Move::Miss(name) => {
            case.deadlines.insert(name.clone(), Status::Missed);
            happened.insert(Happening::Missed(name.clone()));
        }
    }
    case
}

/// "It is done, its latest outcome is set, it is no longer owed, and no longer allowed unless it starts `at any time` without
/// `once`. A step that `closes` closes the case."
fn take(procedure: &Procedure, case: &mut Case, name: &str, outcome: Option<&String>) {
    case.done.insert(name.to_owned());
    case.owed.remove(name);
    case.under_way.remove(name);
    if let Some(outcome) = outcome {
        case.latest.insert(name.to_owned(), outcome.clone());
    }
    let Some(step) = lookup::step(procedure, name) else { return };
    let stays_allowed = step.starts.iter().any(|phrase| matches!(phrase.value, Start::AnyTime { once: false, .. }));
    if !stays_allowed {
        case.allowed.remove(name);
    }
    if step.closes {
        case.closed = true;
    }
    // "Taking the voting step ends the votes that are still owed."
    for vote in lookup::votes_on(procedure, step) {
        case.owed.remove(&vote);
    }
}

fn says_once(phrase: &Start) -> bool {
    matches!(phrase, Start::AnyTime { once: true, .. } | Start::While { once: true, .. })
}
