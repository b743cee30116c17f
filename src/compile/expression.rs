//! Expressions to conditions. Parts over facts alone become predicates, as large as possible.

use super::fact_condition::FactCondition;
use super::layout::{Lowering, narrow};
use super::names::{Names, Thing};
use crate::source::Name;
use crate::syntax::tree::{Expression, Kind};
use crate::system::{Condition, DeadlineId, DeadlineStatus, Role, SpanId, StepId, ValueSet};

impl Lowering<'_> {
    /// Lowers an expression of one state.
    pub(super) fn condition(&mut self, expression: &Expression) -> Condition {
        if let Some(facts) = fact_condition(self.names, expression) {
            return self.predicate(facts);
        }
        match expression {
            Expression::Not(inner) => self.condition(inner).negate(),
            Expression::And(parts) => Condition::all(self.parts(parts, Expression::And)),
            Expression::Or(parts) => Condition::any(self.parts(parts, Expression::Or)),
            Expression::AtLeast { count, of } => {
                Condition::AtLeast(*count, of.iter().map(|part| self.condition(part)).collect())
            }
            Expression::Named(name) => match self.names.thing(name.text()) {
                Some(Thing::Term(index)) => {
                    let procedure = self.procedure;
                    self.condition(&procedure.terms[index].means)
                }
                _ => Condition::FALSE,
            },
            Expression::Is { name, negated, values } => {
                let any = Condition::any(values.iter().map(|value| self.status(name, value)).collect());
                if *negated { any.negate() } else { merged(any) }
            }
            Expression::VotesAtLeast { count, step, outcome } => self.votes_at_least(*count, step, outcome),
        }
    }

    /// Lowers the parts of a conjunction or disjunction, the fact-only ones together.
    fn parts(&mut self, parts: &[Expression], joint: fn(Vec<Expression>) -> Expression) -> Vec<Condition> {
        let names = self.names;
        let (facts, mixed): (Vec<_>, Vec<_>) =
            parts.iter().cloned().partition(|part| fact_condition(names, part).is_some());
        let mut conditions = Vec::new();
        if facts.len() == 1 {
            conditions.extend(facts.iter().map(|part| self.condition(part)).collect::<Vec<_>>());
        } else if !facts.is_empty() {
            conditions.push(self.condition(&joint(facts)));
        }
        for part in &mixed {
            conditions.push(self.condition(part));
        }
        conditions
    }

    /// `NAME is VALUE` for a step, vote, span or deadline.
    fn status(&mut self, name: &Name, value: &Name) -> Condition {
        let (step, tree_step) = match self.names.thing(name.text()) {
            Some(Thing::Step(index)) => (Some(StepId(narrow(index))), Some(index)),
            Some(Thing::Vote(index, member)) => (Some(self.vote(index, member)), Some(index)),
            Some(Thing::Span(index)) => return self.is(Role::Running(SpanId(narrow(index))), 1),
            _ => (None, None),
        };
        if let (Some(step), Some(index)) = (step, tree_step) {
            if let Some(outcome) = self.names.outcome(index, value.text()) {
                let value = u8::try_from(outcome + 1).unwrap_or(u8::MAX);
                return self.is(Role::Latest(step), value);
            }
            match value.text() {
                "done" => return self.is(Role::Done(step), 1),
                "owed" => return self.owed(step),
                "under way" => return self.is(Role::UnderWay(step), 1),
                _ => {}
            }
        }
        let status = match value.text() {
            "running" => DeadlineStatus::Running,
            "missed" => DeadlineStatus::Missed,
            _ => DeadlineStatus::Met,
        };
        self.names
            .deadline(name.text())
            .map_or(Condition::FALSE, |index| self.is(Role::Deadline(DeadlineId(narrow(index))), status as u8))
    }

    /// Whether a step is owed: a variable, or for a `while` duty its condition.
    pub(super) fn owed(&mut self, step: StepId) -> Condition {
        if self.existing(Role::Owed(step)).is_some() {
            return self.is(Role::Owed(step), 1);
        }
        let procedure = self.procedure;
        match procedure.steps.get(usize::from(step.0)) {
            Some(tree) if tree.kind == Kind::Duty && tree.removed.is_none() => self.called(step, tree),
            _ => Condition::FALSE,
        }
    }

    fn votes_at_least(&self, count: u8, step: &Name, outcome: &Name) -> Condition {
        let Some(Thing::Step(index)) = self.names.thing(step.text()) else { return Condition::FALSE };
        let outcome = self.names.outcome(index, outcome.text()).unwrap_or(0);
        self.enough_votes(count, index, outcome)
    }

    /// At least so many votes on a step are for the outcome with this index.
    pub(super) fn enough_votes(&self, count: u8, step: usize, outcome: usize) -> Condition {
        let value = u8::try_from(outcome + 1).unwrap_or(u8::MAX);
        let votes = self.votes(step).into_iter().map(|vote| self.is(Role::Latest(vote), value)).collect();
        Condition::AtLeast(count, votes)
    }
}

/// Tests of one variable joined by `or` become one test.
fn merged(condition: Condition) -> Condition {
    let Condition::Any(parts) = &condition else { return condition };
    let mut all = None;
    for part in parts {
        let Condition::Test { variable, values, side } = part else { return condition };
        let (known, set, _) = *all.get_or_insert((*variable, ValueSet(0), *side));
        if known != *variable {
            return condition;
        }
        all = Some((known, ValueSet(set.0 | values.0), *side));
    }
    all.map_or(condition, |(variable, values, side)| Condition::Test { variable, values, side })
}

/// The expression as a condition over facts, if it reads nothing else.
pub(super) fn fact_condition(names: &Names<'_>, expression: &Expression) -> Option<FactCondition> {
    let all = |parts: &[Expression]| parts.iter().map(|part| fact_condition(names, part)).collect::<Option<Vec<_>>>();
    match expression {
        Expression::Not(inner) => Some(FactCondition::Not(Box::new(fact_condition(names, inner)?))),
        Expression::And(parts) => Some(FactCondition::All(all(parts)?)),
        Expression::Or(parts) => Some(FactCondition::Any(all(parts)?)),
        Expression::AtLeast { count, of } => Some(FactCondition::AtLeast(*count, all(of)?)),
        Expression::Named(name) => match names.thing(name.text())? {
            Thing::Term(index) => fact_condition(names, &names.procedure.terms[index].means),
            Thing::Fact(fact) => {
                let yes = names.procedure.facts[fact].values.iter().position(|value| value.value == "yes")?;
                Some(FactCondition::Is { fact, values: 1 << yes })
            }
            Thing::Step(_) | Thing::Vote(..) | Thing::Span(_) => None,
        },
        Expression::Is { name, negated, values } => {
            let Thing::Fact(fact) = names.thing(name.text())? else { return None };
            let known = &names.procedure.facts[fact].values;
            let bits = values
                .iter()
                .filter_map(|value| known.iter().position(|one| one.value == value.value))
                .fold(0, |bits, at| bits | 1_u64 << at);
            let is = FactCondition::Is { fact, values: bits };
            Some(if *negated { FactCondition::Not(Box::new(is)) } else { is })
        }
        Expression::VotesAtLeast { .. } => None,
    }
}
