//! When a trigger fires: for each thing that can happen, the condition under which it is the event that is waited for.

use std::rc::Rc;

use super::layout::{Lowering, narrow};
use super::names::Thing;
use crate::syntax::tree::{Combine, Event, Start, Trigger};
use crate::system::{Condition, DeadlineId, Label, Role, Side, SpanId, StepId, Transition, VariableId};

/// Something that happens: a transition, or the beginning of the case.
#[derive(Debug, Clone)]
pub(super) struct Happening {
    /// What; absent for the beginning.
    pub(super) label: Option<Label>,
    /// What it sets of itself.
    pub(super) own: Vec<(VariableId, u8)>,
    /// The index of the transition, once it is there.
    pub(super) transition: Option<usize>,
}

impl Happening {
    /// The beginning of the case.
    pub(super) fn beginning() -> Self {
        Self { label: None, own: Vec::new(), transition: None }
    }

    /// The transition with this index.
    pub(super) fn of(index: usize, transition: &Transition) -> Self {
        Self { label: Some(transition.label), own: transition.own.clone(), transition: Some(index) }
    }
}

/// What an event waits for, in terms of labels.
pub(super) enum Waits {
    /// A step, with one of these outcomes if any are named.
    Step(StepId, Vec<u8>),
    Missed(DeadlineId),
    Begins(SpanId),
    Ends(SpanId),
    /// A term, by its index.
    Term(usize),
    Nothing,
}

impl Lowering<'_> {
    pub(super) fn waits(&self, event: &Event) -> Waits {
        match event {
            Event::Begins(name) | Event::Ends(name) => match self.names.thing(name.text()) {
                Some(Thing::Span(index)) if matches!(event, Event::Begins(_)) => Waits::Begins(SpanId(narrow(index))),
                Some(Thing::Span(index)) => Waits::Ends(SpanId(narrow(index))),
                _ => Waits::Nothing,
            },
            Event::Happens { name, outcomes } => {
                let (step, index) = match self.names.thing(name.text()) {
                    Some(Thing::Step(index)) => (StepId(narrow(index)), index),
                    Some(Thing::Vote(index, member)) => (self.vote(index, member), index),
                    Some(Thing::Term(index)) => return Waits::Term(index),
                    _ => return self.waits_for_deadline(name.text()),
                };
                if outcomes.iter().any(|outcome| outcome.value == "missed") {
                    return self.waits_for_deadline(name.text());
                }
                let known = outcomes.iter().filter_map(|outcome| self.names.outcome(index, outcome.text()));
                Waits::Step(step, known.filter_map(|outcome| u8::try_from(outcome).ok()).collect())
            }
        }
    }

    fn waits_for_deadline(&self, name: &str) -> Waits {
        self.names.deadline(name).map_or(Waits::Nothing, |index| Waits::Missed(DeadlineId(narrow(index))))
    }

    /// When what happens is this event.
    pub(super) fn event(&mut self, event: &Event, happening: &Happening) -> Condition {
        let waits = self.waits(event);
        let label = happening.label;
        match waits {
            Waits::Step(step, outcomes) => match label {
                Some(Label::Step { step: taken, outcome }) => Condition::Constant(
                    taken == step
                        && (outcomes.is_empty() || outcome.is_some_and(|outcome| outcomes.contains(&outcome))),
                ),
                _ => Condition::FALSE,
            },
            Waits::Missed(deadline) => Condition::Constant(label == Some(Label::Missed(deadline))),
            Waits::Begins(span) => Condition::Constant(label == Some(Label::SpanBegins(span))),
            Waits::Ends(span) => Condition::Constant(label == Some(Label::SpanEnds(span))),
            Waits::Term(index) => self.term_becomes_true(index, happening),
            Waits::Nothing => Condition::FALSE,
        }
    }

    /// A term becomes true where it was false before and is true at the moment; at the beginning, where it is true.
    fn term_becomes_true(&mut self, index: usize, happening: &Happening) -> Condition {
        let term = self.event_term(index);
        let (term, variables) = &*term;
        if happening.label.is_none() {
            return term.at(Side::Moment);
        }
        if happening.own.iter().any(|(variable, _)| variables.binary_search(variable).is_ok()) {
            term.at(Side::Before).negate().and(term.at(Side::Moment))
        } else {
            Condition::FALSE
        }
    }

    /// The condition of a term that is an event, and its variables: lowered once, however many transitions there are.
    fn event_term(&mut self, index: usize) -> Rc<(Condition, Vec<VariableId>)> {
        if let Some(known) = self.event_terms.get(&index) {
            return Rc::clone(known);
        }
        let procedure = self.procedure;
        let condition = self.condition(&procedure.terms[index].means);
        let variables = condition.variables();
        let term = Rc::new((condition, variables));
        self.event_terms.insert(index, Rc::clone(&term));
        term
    }

    /// When what happens is one of these events.
    pub(super) fn any_event(&mut self, events: &[Event], happening: &Happening) -> Condition {
        Condition::any(events.iter().map(|event| self.event(event, happening)).collect())
    }

    /// When what happens fires the trigger.
    pub(super) fn trigger(&mut self, trigger: &Trigger, happening: &Happening) -> Condition {
        if trigger.combine != Combine::All {
            return self.any_event(&trigger.events, happening);
        }
        let mut ways = Vec::new();
        for (index, event) in trigger.events.iter().enumerate() {
            let now = self.event(event, happening);
            if now == Condition::FALSE {
                continue;
            }
            let others = trigger.events.iter().enumerate().filter(|(other, _)| *other != index);
            let happened: Vec<Condition> = others.map(|(_, other)| self.has_happened(other).at(Side::Moment)).collect();
            ways.push(now.and(Condition::all(happened)));
        }
        Condition::any(ways)
    }

    /// Whether a step is done, with its latest outcome among those named.
    fn has_happened(&self, event: &Event) -> Condition {
        match self.waits(event) {
            Waits::Step(step, outcomes) if outcomes.is_empty() => self.is(Role::Done(step), 1),
            Waits::Step(step, outcomes) => {
                Condition::any(outcomes.iter().map(|outcome| self.is(Role::Latest(step), outcome + 1)).collect())
            }
            Waits::Missed(_) | Waits::Begins(_) | Waits::Ends(_) | Waits::Term(_) | Waits::Nothing => Condition::FALSE,
        }
    }

    /// When what happens fires a start phrase: its trigger, and its condition at the moment.
    pub(super) fn start(&mut self, start: &Start, happening: &Happening) -> Condition {
        match start {
            Start::Beginning | Start::AnyTime { after: None, .. } => Condition::Constant(happening.label.is_none()),
            Start::AnyTime { after: Some((trigger, condition)), .. } | Start::After(trigger, condition) => {
                let fires = self.trigger(trigger, happening);
                if fires == Condition::FALSE {
                    return Condition::FALSE;
                }
                match condition {
                    Some(condition) => fires.and(self.condition(condition).at(Side::Moment)),
                    None => fires,
                }
            }
            Start::Every(_, trigger) => self.trigger(trigger, happening),
            Start::While { .. } => Condition::FALSE,
        }
    }
}

/// Whether a start phrase works at the beginning of the case.
pub(super) fn is_of_beginning(start: &Start) -> bool {
    matches!(start, Start::Beginning | Start::AnyTime { after: None, .. })
}

/// Whether a start phrase works each time rather than once.
pub(super) fn works_each_time(start: &Start) -> bool {
    match start {
        Start::Every(..) => true,
        Start::After(trigger, _) => trigger.combine == Combine::Each,
        Start::AnyTime { once, .. } => !once,
        Start::Beginning | Start::While { .. } => false,
    }
}
