//! The cone of influence: the part of a system that can make a difference to some variables.
//!
//! A slice is exact for what it holds: guards of its transitions read only variables of the slice, and no transition outside
//! writes one. So the slice's runs are the runs of the whole with everything else left out.

use super::{Condition, Selection, StepId, TransitionId, TransitionSystem, VariableId};

/// A cone being closed.
#[derive(Debug, Clone)]
struct Cone {
    variables: Vec<bool>,
    transitions: Vec<bool>,
    possible: Vec<bool>,
}

/// The smallest closed selection with these variables and transitions.
pub fn cone_of(
    system: &TransitionSystem,
    variables: impl IntoIterator<Item = VariableId>,
    transitions: impl IntoIterator<Item = TransitionId>,
) -> Selection {
    close(system, vec![true; system.transitions.len()], variables, transitions)
}

/// The same where only some transitions can still happen: the others neither write nor are looked at.
pub fn cone_within(
    system: &TransitionSystem,
    possible: &[TransitionId],
    variables: impl IntoIterator<Item = VariableId>,
    transitions: impl IntoIterator<Item = TransitionId>,
) -> Selection {
    let mut can_happen = vec![false; system.transitions.len()];
    for id in possible {
        can_happen[usize::from(id.0)] = true;
    }
    let transitions: Vec<TransitionId> = transitions.into_iter().filter(|id| can_happen[usize::from(id.0)]).collect();
    close(system, can_happen, variables, transitions)
}

fn close(
    system: &TransitionSystem,
    possible: Vec<bool>,
    variables: impl IntoIterator<Item = VariableId>,
    transitions: impl IntoIterator<Item = TransitionId>,
) -> Selection {
    let mut cone = Cone {
        variables: vec![false; system.variables.len()],
        transitions: vec![false; system.transitions.len()],
        possible,
    };
    for variable in variables {
        cone.variables[usize::from(variable.0)] = true;
    }
    for transition in transitions {
        cone.transitions[usize::from(transition.0)] = true;
    }
    cone.close(system);
    cone.selection()
}

impl Cone {
    fn close(&mut self, system: &TransitionSystem) {
        let mut changed = true;
        while changed {
            changed = false;
            for (index, transition) in system.transitions.iter().enumerate() {
                if !self.possible[index] {
                    continue;
                }
                if !self.transitions[index] {
                    let writes = transition.writes().iter().any(|variable| self.variables[usize::from(variable.0)]);
                    if !writes && !self.has_outcome_of(system, transition.label.step()) {
                        continue;
                    }
                    self.transitions[index] = true;
                    changed = true;
                }
                changed |= self.read(&transition.guard);
                for effect in transition.consequences.iter().chain(&transition.monitors) {
                    if self.variables[usize::from(effect.variable.0)] {
                        changed |= self.read(&effect.condition);
                    }
                }
            }
            if let Some(beginning) = &system.beginning {
                for effect in beginning.consequences.iter().chain(&beginning.monitors) {
                    if self.variables[usize::from(effect.variable.0)] {
                        changed |= self.read(&effect.condition);
                    }
                }
            }
        }
    }

    /// Whether another outcome of the step belongs to the cone: who may choose an outcome without effect need not choose this one.
    fn has_outcome_of(&self, system: &TransitionSystem, step: Option<StepId>) -> bool {
        step.is_some()
            && system
                .transitions
                .iter()
                .zip(&self.transitions)
                .any(|(other, inside)| *inside && other.label.step() == step)
    }

    fn read(&mut self, condition: &Condition) -> bool {
        let mut changed = false;
        condition.each_test(&mut |variable, _, _| {
            let known = &mut self.variables[usize::from(variable.0)];
            changed |= !*known;
            *known = true;
        });
        changed
    }

    fn selection(&self) -> Selection {
        let chosen = |flags: &[bool]| -> Vec<u16> {
            flags
                .iter()
                .enumerate()
                .filter(|(_, flag)| **flag)
                .filter_map(|(index, _)| u16::try_from(index).ok())
                .collect()
        };
        Selection {
            variables: chosen(&self.variables).into_iter().map(VariableId).collect(),
            transitions: chosen(&self.transitions).into_iter().map(TransitionId).collect(),
        }
    }
}
