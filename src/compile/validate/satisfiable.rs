//! Outcomes and steps whose guard contradicts itself: no state at all satisfies it, whatever the order of events.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::tree::Procedure;
use crate::system::{Condition, Label, Role, Side, TransitionSystem, VariableId};

/// Most combinations of values that are tried; beyond that a guard is taken to be satisfiable, and the search decides.
const TRIED_MAX: u64 = 1 << 16;

/// Reports every outcome that can never be chosen.
pub(in crate::compile) fn satisfiable(
    procedure: &Procedure,
    system: &TransitionSystem,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (index, step) in procedure.steps.iter().enumerate().filter(|(_, step)| step.removed.is_none()) {
        let of_step = |label: Label| label.step().is_some_and(|id| usize::from(id.0) == index);
        let guards: BTreeSet<Option<u8>> = system
            .transitions
            .iter()
            .filter(|transition| of_step(transition.label) && can_hold(system, &transition.guard))
            .filter_map(|transition| match transition.label {
                Label::Step { outcome, .. } => Some(outcome),
                _ => None,
            })
            .collect();
        if step.decide.is_empty() && !guards.contains(&None) {
            let message = format!("the step `{}` can never be taken: what it needs contradicts itself", step.id.value);
            diagnostics.push(
                Diagnostic::new(Code::NeverChosen, step.id.span, message, "never possible")
                    .help("look at `needs` and `starts`"),
            );
        }
        for (outcome, decided) in step.decide.iter().enumerate() {
            if !guards.contains(&u8::try_from(outcome).ok()) {
                let message = format!("the outcome `{}` of `{}` can never be chosen", decided.id.value, step.id.value);
                diagnostics.push(
                    Diagnostic::new(Code::NeverChosen, decided.id.span, message, "never possible")
                        .help("its condition, or what the step needs, contradicts itself"),
                );
            }
        }
    }
}

/// Most classes of facts that are looked at for one guard.
const LOOKED_AT_MAX: u64 = 1 << 21;

fn can_hold(system: &TransitionSystem, guard: &Condition) -> bool {
    let variables = guard.variables();
    let sizes: Vec<u64> = variables.iter().map(|id| u64::from(system.variables[usize::from(id.0)].values)).collect();
    let tried = sizes.iter().fold(1_u64, |all, size| all.saturating_mul(*size));
    let classes: usize = system.facts.components.iter().map(|component| component.classes.len()).sum();
    if tried > TRIED_MAX || tried.saturating_mul(classes as u64) > LOOKED_AT_MAX {
        return true;
    }
    let mut values = vec![0_u8; variables.len()];
    loop {
        let value = |id: VariableId, _: Side| variables.binary_search(&id).map_or(0, |at| values[at]);
        if consistent(system, &variables, &values) && guard.evaluate(&value) {
            return true;
        }
        let Some(at) = (0..values.len()).find(|at| u64::from(values[*at]) + 1 < sizes[*at]) else { return false };
        values[at] += 1;
        values[..at].fill(0);
    }
}

/// Whether some incident gives the predicates these values.
fn consistent(system: &TransitionSystem, variables: &[VariableId], values: &[u8]) -> bool {
    system.facts.components.iter().all(|component| {
        component.classes.iter().any(|class| {
            variables.iter().zip(values).all(|(id, value)| match system.variables[usize::from(id.0)].role {
                Role::FactPredicate(index) => component
                    .predicates
                    .iter()
                    .position(|predicate| *predicate == usize::from(index))
                    .is_none_or(|at| class.predicates[at] == (*value == 1)),
                _ => true,
            })
        })
    })
}
