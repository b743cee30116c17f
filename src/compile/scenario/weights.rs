//! Weights of facts and of outcomes.

use super::Resolver;
use crate::diagnostic::{Code, Diagnostic};
use crate::scenario::FactWeights;
use crate::source::{Name, Span};
use crate::syntax::scenario::Weights;

/// How far weights that look like shares may be from 1.
const SUM_TOLERANCE: f64 = 0.0005;

impl Resolver<'_> {
    /// How often each value of each fact comes. A fact that nothing in the procedure reads needs no weights.
    pub(super) fn facts(&mut self) -> Vec<FactWeights> {
        // The facts of the system are those of the tree, in its order; there their values are words for people.
        let facts = &self.procedure.facts;
        let mut given: Vec<Option<FactWeights>> = vec![None; facts.len()];
        for (name, weights) in &self.tree.facts {
            let Some(index) = self.find(name, "fact", facts.iter().map(|fact| fact.id.text())) else { continue };
            let fact = &facts[index];
            let values: Vec<&str> = fact.values.iter().map(Name::text).collect();
            let what = format!("fact `{}`", fact.id.value);
            let numbers = self.numbers(&what, "value", weights, &values);
            given[index] = Some(if fact.many {
                for (_, number) in weights {
                    self.chance(number);
                }
                FactWeights::Many(numbers)
            } else {
                self.judge_weights(&what, name.span, weights, &numbers);
                FactWeights::One(numbers)
            });
        }
        let read = |index: usize| self.system.facts.components.iter().any(|component| component.facts.contains(&index));
        let needed: Vec<bool> = (0..facts.len()).map(read).collect();
        let mut all = Vec::new();
        for (index, (fact, given)) in facts.iter().zip(given).enumerate() {
            if given.is_none() && needed[index] {
                let values: Vec<String> = fact.values.iter().map(|value| format!("{} = 0.5", value.value)).collect();
                self.gaps.push(format!("facts.{} = {{ {} }}", fact.id.value, values.join(", ")));
            }
            all.push(given.unwrap_or_else(|| plainest(fact.values.len(), fact.many)));
        }
        all
    }

    /// The numbers in the order of the names; names that are left out have 0.
    pub(super) fn numbers(&mut self, what: &str, kind: &str, weights: &Weights, names: &[&str]) -> Vec<f64> {
        let mut numbers = vec![0.0; names.len()];
        for (name, number) in weights {
            if let Some(index) = names.iter().position(|known| *known == name.value) {
                numbers[index] = number.value;
            } else {
                let message = format!("{what} has no {kind} `{}`", name.value);
                self.diagnostics.push(
                    Diagnostic::new(Code::UnknownValue, name.span, message, format!("no {kind} of this name"))
                        .suggest(&name.value, names.iter().copied()),
                );
            }
        }
        numbers
    }

    /// Weights are relative, at least 0, and not all 0. `numbers` are those of names that exist.
    pub(super) fn judge_weights(&mut self, what: &str, span: Span, weights: &Weights, numbers: &[f64]) {
        for (name, number) in weights.iter().filter(|(_, number)| number.value < 0.0) {
            let message = format!("the weight of `{}` is negative", name.value);
            self.push(Code::BadWeights, number.span, message, "below 0", "write 0 for what never comes");
        }
        // A scenario that changes some of its base's weights is where the mistake was made.
        let changed = weights.iter().map(|(_, number)| number.span).find(|number| number.file != span.file);
        let span = changed.unwrap_or(span);
        let sum: f64 = numbers.iter().sum();
        let largest = numbers.iter().copied().fold(0.0, f64::max);
        let whole = numbers.iter().all(|number| number.fract() == 0.0);
        if largest <= 0.0 {
            let message = format!("all weights of {what} are 0: nothing could be drawn");
            self.push(Code::BadWeights, span, message, "no weight above 0", "give at least one of them a weight");
        } else if largest <= 1.0 && !whole && (sum - 1.0).abs() > SUM_TOLERANCE {
            let message = format!("the weights of {what} add up to {}, not to 1", rounded(sum));
            let help = "they are taken in proportion to each other; make them add up to 1 if they are shares";
            self.push(Code::NotAddedUp, span, message, "taken in proportion", help);
        }
    }

    /// The weights of a step's outcomes, if the scenario gives any.
    pub(super) fn outcome_weights(
        &mut self,
        name: &Name,
        weights: &Weights,
        outcomes: &[(String, String)],
    ) -> Vec<f64> {
        if weights.is_empty() {
            return Vec::new();
        }
        let what = format!("step `{}`", name.value);
        if outcomes.is_empty() {
            let message = format!("{what} has no outcomes to choose from");
            self.push(Code::KeyUnfit, name.span, message, "nothing is decided here", "leave `outcomes` out");
            return Vec::new();
        }
        let names: Vec<&str> = outcomes.iter().map(|(id, _)| id.as_str()).collect();
        let numbers = self.numbers(&what, "outcome", weights, &names);
        self.judge_weights(&what, name.span, weights, &numbers);
        numbers
    }
}

/// The first value always, or none of many.
fn plainest(values: usize, many: bool) -> FactWeights {
    if many {
        return FactWeights::Many(vec![0.0; values]);
    }
    FactWeights::One((0..values).map(|index| if index == 0 { 1.0 } else { 0.0 }).collect())
}

/// A sum without the noise of its last digits.
fn rounded(sum: f64) -> f64 {
    (sum * 10_000.0).round() / 10_000.0
}
