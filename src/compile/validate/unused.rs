//! What is defined and used by nothing, and rules that only repeat their own step's guard: warnings.

use std::collections::BTreeSet;

use super::Validator;
use crate::compile::layout::{each_event, each_expression};
use crate::compile::names::Thing;
use crate::diagnostic::Code;
use crate::source::Name;
use crate::syntax::print;
use crate::syntax::tree::{Check, Event, Expression, Step};

impl Validator<'_> {
    pub(super) fn unused(&mut self) {
        let used = self.used_names();
        let procedure = self.procedure;
        let facts = procedure.facts.iter().map(|fact| (&fact.id, "fact"));
        let terms = procedure.terms.iter().map(|term| (&term.id, "term"));
        for (id, kind) in facts.chain(terms) {
            if !used.contains(id.text()) {
                self.unused_name(id, kind);
            }
        }
        let mut actors: BTreeSet<&str> = procedure.spans.iter().flat_map(|span| &span.by).map(Name::text).collect();
        for step in &procedure.steps {
            actors.extend(step.by.iter().chain(&step.accountable).chain(&step.to).chain(&step.with).map(Name::text));
        }
        actors.extend(procedure.actors.iter().flat_map(|actor| &actor.members).map(Name::text));
        for actor in &procedure.actors {
            if !actors.contains(actor.id.text()) {
                self.unused_name(&actor.id, "actor");
            }
        }
        for invariant in &procedure.invariants {
            if self.repeats_guard(&invariant.check.value) {
                let message = format!(
                    "the rule `{}` only repeats the guard of its own step, so it cannot fail",
                    invariant.id.value
                );
                let help = "say what has to be true of the events, whatever the guard says";
                self.push(Code::RepeatsGuard, invariant.check.span, message, "true by construction", help);
            }
        }
    }

    fn unused_name(&mut self, id: &Name, kind: &str) {
        let message = format!("nothing uses the {kind} `{}`", id.value);
        self.push(Code::UnusedName, id.span, message, "not used", "use it or take it away");
    }

    fn used_names(&self) -> BTreeSet<String> {
        let mut used = BTreeSet::new();
        each_expression(self.procedure, &mut |part| match part {
            Expression::Named(name) | Expression::Is { name, .. } => {
                used.insert(name.value.clone());
            }
            _ => {}
        });
        each_event(self.procedure, &mut |event| {
            let (Event::Happens { name, .. } | Event::Begins(name) | Event::Ends(name)) = event;
            used.insert(name.value.clone());
        });
        for invariant in &self.procedure.invariants {
            if let Check::NeverDepends(name, fact) = &invariant.check.value {
                used.extend([name.value.clone(), fact.value.clone()]);
            }
        }
        used
    }

    /// Whether each event of the rule is a step whose guard states all that the rule demands.
    fn repeats_guard(&self, check: &Check) -> bool {
        let (events, demands) = match check {
            Check::When(events, holds) => (events, conjuncts(holds)),
            Check::Precedence { event, before, since } if since.is_empty() => match before.as_slice() {
                [Event::Happens { name, outcomes }] if outcomes.is_empty() => {
                    (event, vec![format!("{} is done", name.value)])
                }
                [one] => (event, vec![print::event(one)]),
                _ => return false,
            },
            _ => return false,
        };
        events.iter().all(|event| {
            let Event::Happens { name, outcomes } = event else { return false };
            let Some(Thing::Step(index)) = self.names.thing(name.text()) else { return false };
            let guards = guards(&self.procedure.steps[index], outcomes);
            !guards.is_empty() && guards.iter().all(|guard| demands.iter().all(|demand| guard.contains(demand)))
        })
    }
}

/// What each outcome that the event can mean demands, as printed conjuncts.
fn guards(step: &Step, outcomes: &[Name]) -> Vec<Vec<String>> {
    let mut common: Vec<String> = step.needs.iter().flat_map(conjuncts).collect();
    common.extend(step.considers.iter().chain(&step.carries).map(|name| format!("{} is done", name.value)));
    if step.decide.is_empty() {
        return vec![common];
    }
    step.decide
        .iter()
        .filter(|outcome| outcomes.is_empty() || outcomes.iter().any(|one| one.value == outcome.id.value))
        .map(|outcome| common.iter().cloned().chain(outcome.condition.iter().flat_map(conjuncts)).collect())
        .collect()
}

fn conjuncts(expression: &Expression) -> Vec<String> {
    match expression {
        Expression::And(parts) => parts.iter().map(print::expression).collect(),
        other => vec![print::expression(other)],
    }
}
