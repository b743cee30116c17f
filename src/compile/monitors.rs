//! Invariants to properties: a pattern becomes a small memory that transitions keep, and a condition on it.

use super::expression::fact_condition;
use super::layout::{Lowering, narrow};
use super::names::Thing;
use super::trigger::Happening;
use crate::syntax::tree::{Check, Event, Expression, Trigger};
use crate::system::{
    Activation, Condition, Effect, Label, Pattern, Property, PropertyKind, Role, Side, StepId, TransitionId, VariableId,
};

/// Adds the monitors of all invariants to the transitions, and their properties to the system.
pub(super) fn build(lowering: &mut Lowering<'_>) {
    let procedure = lowering.procedure;
    for (index, invariant) in procedure.invariants.iter().enumerate() {
        let property = lowering.property(narrow(index), &invariant.check.value);
        lowering.system.properties.push(property);
    }
}

/// A memory that has gone wrong stays so.
const FAILED: u8 = 2;

/// What a monitor does when something happens: the memory is set to a value where a condition holds.
type Reaction = Vec<(Condition, u8)>;

impl Lowering<'_> {
    fn property(&mut self, index: u16, check: &Check) -> Property {
        match check {
            Check::Response { within: Some(_), .. } => timed(Pattern::BoundedResponse),
            Check::NeverWithin { .. } => timed(Pattern::MinimalDistance),
            Check::Response { trigger, condition, response, within: None, unless } => {
                self.response(index, trigger, condition.as_ref(), response, unless.as_ref())
            }
            Check::Precedence { event, before, since } => self.precedence(index, event, before, since),
            Check::When(event, holds) => self.when(index, event, holds),
            Check::Always(holds) => {
                let holds = self.condition(holds);
                never(Pattern::Universality, holds.clone().negate(), leaves(&holds))
            }
            Check::Never(holds) => {
                let holds = self.condition(holds);
                never(Pattern::Absence, holds.clone(), leaves(&holds))
            }
            Check::NotBoth(one, other) => {
                let (one, other) = (self.condition(one), self.condition(other));
                let activations = vec![Activation::State(one.clone()), Activation::State(other.clone())];
                never(Pattern::MutualExclusion, one.and(other), activations)
            }
            Check::OnceAlways(first, then) => self.once_always(index, first, then),
            Check::AtMostOnce { event, since } => self.at_most_once(index, event, since),
            Check::PossibleEvent(event) => self.possible(event),
            Check::PossibleState(expression) => {
                if let Some(event) = self.as_event(expression) {
                    self.possible(&[event])
                } else {
                    let holds = self.condition(expression);
                    Property {
                        pattern: Pattern::Existence,
                        kind: PropertyKind::PossibleState(holds),
                        activations: Vec::new(),
                    }
                }
            }
            Check::NeverDepends(name, fact) => self.independence(name.text(), fact.text()),
        }
    }

    /// Adds a memory: `reaction` says for each happening how it changes. The beginning is a happening too.
    fn remember(
        &mut self,
        index: u16,
        values: usize,
        mut reaction: impl FnMut(&mut Self, VariableId, &Happening) -> Reaction,
    ) -> VariableId {
        let memory = self.variable(Role::Monitor(index), values);
        let effects = |reaction: Reaction| -> Vec<Effect> {
            reaction
                .into_iter()
                .filter(|(condition, _)| *condition != Condition::FALSE)
                .map(|(condition, value)| Effect { condition, variable: memory, value })
                .collect()
        };
        for at in 0..self.system.transitions.len() {
            let transition = &self.system.transitions[at];
            let happening = Happening::of(at, transition);
            let reaction = reaction(self, memory, &happening);
            self.system.transitions[at].monitors.extend(effects(reaction));
        }
        let reaction = reaction(self, memory, &Happening::beginning());
        if let Some(beginning) = &mut self.system.beginning {
            beginning.monitors.extend(effects(reaction));
        }
        memory
    }

    /// The transitions at which an event can happen, with the condition.
    fn moments(&mut self, mut fires: impl FnMut(&mut Self, &Happening) -> Condition) -> Vec<(TransitionId, Condition)> {
        let mut moments = Vec::new();
        for at in 0..self.system.transitions.len() {
            let transition = &self.system.transitions[at];
            let happening = Happening::of(at, transition);
            let condition = fires(self, &happening);
            if condition != Condition::FALSE {
                moments.push((TransitionId(narrow(at)), condition));
            }
        }
        moments
    }

    /// Where an event can happen: at transitions, or at the beginning.
    fn activation(&mut self, mut fires: impl FnMut(&mut Self, &Happening) -> Condition) -> Activation {
        let moments = self.moments(&mut fires);
        let beginning = fires(self, &Happening::beginning()).at(Side::Before);
        Activation::Event { moments, beginning }
    }

    fn transitions_of(&mut self, events: &[Event]) -> Vec<TransitionId> {
        self.moments(|lowering, happening| lowering.any_event(events, happening))
            .into_iter()
            .map(|(id, _)| id)
            .collect()
    }

    fn response(
        &mut self,
        index: u16,
        trigger: &Trigger,
        condition: Option<&Expression>,
        response: &[Event],
        unless: Option<&Expression>,
    ) -> Property {
        let condition = condition.map_or(Condition::TRUE, |condition| self.condition(condition).at(Side::After));
        let release = unless.map_or(Condition::FALSE, |release| self.condition(release).at(Side::After));
        let triggered = |lowering: &mut Self, happening: &Happening| {
            let fires = lowering.trigger(trigger, happening);
            if fires == Condition::FALSE { fires } else { fires.and(condition.clone()) }
        };
        let released = release.clone().negate();
        let pending = self.remember(index, 2, |lowering, _, happening| {
            let discharged = lowering.any_event(response, happening);
            let triggered = triggered(lowering, happening);
            let owing = triggered.and(released.clone());
            vec![(discharged, 0), (owing, 1), (lowering.if_written(happening, &release), 0)]
        });
        let activation = self.activation(triggered);
        // What always discharges, whatever the state: such a step is a response even where it triggers the next one.
        let always = self.moments(|lowering, happening| lowering.any_event(response, happening));
        let discharging = always.into_iter().filter(|(_, when)| *when == Condition::TRUE).map(|(id, _)| id).collect();
        let kind = PropertyKind::Response { pending, responses: self.transitions_of(response), discharging };
        Property { pattern: Pattern::Response, kind, activations: vec![activation] }
    }

    /// The condition, where what happens can have changed it; false elsewhere, so that slices stay small.
    fn if_written(&self, happening: &Happening, condition: &Condition) -> Condition {
        if happening.label.is_none() || *condition == Condition::FALSE {
            return condition.clone();
        }
        let variables = condition.variables();
        let writes = happening.transition.and_then(|at| self.system.transitions.get(at)).is_some_and(|transition| {
            let consequences = transition.consequences.iter().map(|effect| effect.variable);
            transition
                .own
                .iter()
                .map(|(variable, _)| *variable)
                .chain(consequences)
                .any(|variable| variables.contains(&variable))
        });
        if writes { condition.clone() } else { Condition::FALSE }
    }

    fn precedence(&mut self, index: u16, event: &[Event], before: &[Event], since: &[Event]) -> Property {
        let memory = self.remember(index, 3, |lowering, memory, happening| {
            let was = |value: u8| Condition::is(memory, value).at(Side::Before);
            let intact = was(FAILED).negate();
            let again = lowering.any_event(since, happening).and(intact.clone());
            let first = lowering.any_event(before, happening).and(intact);
            let happens = lowering.any_event(event, happening).and(was(0));
            vec![(again, 0), (first, 1), (happens, FAILED)]
        });
        let activation = self.activation(|lowering, happening| lowering.any_event(event, happening));
        never(Pattern::Precedence, Condition::is(memory, FAILED), vec![activation])
    }

    fn when(&mut self, index: u16, event: &[Event], holds: &Expression) -> Property {
        let broken = self.condition(holds).at(Side::Before).negate();
        let memory = self.remember(index, 2, |lowering, _, happening| {
            let happens = lowering.any_event(event, happening);
            let wrong = if happens == Condition::FALSE { happens } else { happens.and(broken.clone()) };
            vec![(wrong, 1)]
        });
        let activation = self.activation(|lowering, happening| lowering.any_event(event, happening));
        never(Pattern::InvariantAtEvent, Condition::is(memory, 1), vec![activation])
    }

    fn once_always(&mut self, index: u16, first: &Expression, then: &Expression) -> Property {
        let first = self.condition(first);
        let after = first.at(Side::After);
        let memory =
            self.remember(index, 2, |lowering, _, happening| vec![(lowering.if_written(happening, &after), 1)]);
        let broken = Condition::is(memory, 1).and(self.condition(then).negate());
        never(Pattern::UniversalityAfter, broken, vec![Activation::State(first)])
    }

    fn at_most_once(&mut self, index: u16, event: &[Event], since: &[Event]) -> Property {
        let memory = self.remember(index, 3, |lowering, memory, happening| {
            let was = |value: u8| Condition::is(memory, value).at(Side::Before);
            let again = lowering.any_event(since, happening);
            let happens = lowering.any_event(event, happening);
            vec![
                (again.clone().and(was(FAILED).negate()), 0),
                (happens.clone().and(was(0).or(again.clone().and(was(1)))), 1),
                (happens.and(was(1)).and(again.negate()), FAILED),
            ]
        });
        let activation = self.activation(|lowering, happening| lowering.any_event(event, happening));
        never(Pattern::AbsenceOfSecond, Condition::is(memory, FAILED), vec![activation])
    }

    fn possible(&mut self, event: &[Event]) -> Property {
        // A term happens only where it becomes true, and may do so at the beginning.
        let activation = self.activation(|lowering, happening| lowering.any_event(event, happening));
        let kind = PropertyKind::PossibleEvent(self.transitions_of(event));
        Property { pattern: Pattern::Existence, kind, activations: vec![activation] }
    }

    /// One name, with or without outcomes, that is a step is an event.
    fn as_event(&self, expression: &Expression) -> Option<Event> {
        let (name, outcomes) = match expression {
            Expression::Named(name) => (name, Vec::new()),
            Expression::Is { name, negated: false, values } => (name, values.clone()),
            _ => return None,
        };
        let (Thing::Step(step) | Thing::Vote(step, _)) = self.names.thing(name.text())? else { return None };
        let known = outcomes.iter().all(|outcome| self.names.outcome(step, outcome.text()).is_some());
        known.then(|| Event::Happens { name: name.clone(), outcomes })
    }

    fn independence(&mut self, name: &str, fact: &str) -> Property {
        let Some(Thing::Fact(fact)) = self.names.thing(fact) else { return timed(Pattern::Independence) };
        let kind = match self.names.thing(name) {
            Some(Thing::Term(index)) => {
                let procedure = self.procedure;
                match fact_condition(self.names, &procedure.terms[index].means) {
                    Some(condition) => {
                        let position = self.predicates.iter().position(|known| *known == condition);
                        self.predicate(condition);
                        let predicate = position.unwrap_or(self.predicates.len() - 1);
                        PropertyKind::TermIndependent { predicate, fact }
                    }
                    None => PropertyKind::Timed,
                }
            }
            Some(Thing::Step(index)) => self.step_independence(StepId(narrow(index)), fact),
            Some(Thing::Vote(index, member)) => self.step_independence(self.vote(index, member), fact),
            _ => PropertyKind::Timed,
        };
        let activations = match &kind {
            PropertyKind::StepIndependent { transitions, .. } => {
                let moments = transitions.iter().map(|id| (*id, Condition::TRUE)).collect();
                vec![Activation::Event { moments, beginning: Condition::FALSE }]
            }
            PropertyKind::TermIndependent { predicate, .. } => {
                let role = Role::FactPredicate(narrow(*predicate));
                vec![Activation::State(self.is(role, 0)), Activation::State(self.is(role, 1))]
            }
            _ => Vec::new(),
        };
        Property { pattern: Pattern::Independence, kind, activations }
    }

    fn step_independence(&self, step: StepId, fact: usize) -> PropertyKind {
        let of_step = |id: &TransitionId| matches!(self.system.transition(*id).label, Label::Step { step: taken, .. } if taken == step);
        PropertyKind::StepIndependent { transitions: self.system.transition_ids().filter(of_step).collect(), fact }
    }
}

fn timed(pattern: Pattern) -> Property {
    Property { pattern, kind: PropertyKind::Timed, activations: Vec::new() }
}

fn never(pattern: Pattern, bad: Condition, activations: Vec<Activation>) -> Property {
    Property { pattern, kind: PropertyKind::Never(bad), activations }
}

/// Every test of a condition, each to be true in some reachable state: a rule about a state that never comes says nothing.
fn leaves(condition: &Condition) -> Vec<Activation> {
    let mut tests = Vec::new();
    condition.each_test(&mut |variable, values, side| {
        let test = Activation::State(Condition::Test { variable, values, side });
        if !tests.contains(&test) {
            tests.push(test);
        }
    });
    tests
}
