//! The cone of influence: the part of a system that can make a difference to some variables.
//!
//! A slice is exact for what it holds: guards of its transitions read only variables of the slice, and no transition outside
//! writes one. So the slice's runs are the runs of the whole with everything else left out.

use std::collections::BTreeSet;

use super::{Fairness, Selection, Transition, TransitionId, TransitionSystem, VariableId};

/// What is needed to close cones quickly, each list sorted and without doubles.
#[derive(Debug, Clone)]
pub struct Cones {
    /// For each variable, the transitions that may write it.
    writers: Vec<Vec<usize>>,
    /// For each variable, those that decide whether it is written, at a transition or at the beginning.
    deciding: Vec<Vec<VariableId>>,
    /// For each transition, the variables of its guard, and what makes it a duty.
    guards: Vec<Vec<VariableId>>,
    /// For each transition, the other outcomes of its step, as an index of `siblings`.
    step_of: Vec<Option<usize>>,
    /// For each step, its transitions.
    siblings: Vec<Vec<usize>>,
}

/// A cone being closed.
#[derive(Debug, Clone)]
struct Cone<'a> {
    cones: &'a Cones,
    variables: Vec<bool>,
    transitions: Vec<bool>,
    /// The transitions that can happen, if some cannot.
    possible: Option<Vec<bool>>,
    /// The variables that keep their value, in order.
    constant: &'a [VariableId],
    /// Which transitions may still set which variables, in order, if less than all.
    writes: Option<&'a [(VariableId, TransitionId)]>,
    /// Variables and transitions of the cone that have not been looked at.
    fresh_variables: Vec<usize>,
    fresh_transitions: Vec<usize>,
}

/// The smallest closed selection with these variables and transitions.
pub fn cone_of(
    system: &TransitionSystem,
    variables: impl IntoIterator<Item = VariableId>,
    transitions: impl IntoIterator<Item = TransitionId>,
) -> Selection {
    Cones::new(system).of(variables, transitions)
}

/// What can still happen from some situation on.
#[derive(Debug, Clone, Copy)]
pub struct Within<'a> {
    /// The transitions that may happen: the others neither write nor are looked at.
    pub possible: &'a [TransitionId],
    /// Variables that keep the value that they have, so that nothing that writes them matters.
    pub constant: &'a [VariableId],
}

impl Cones {
    /// Looks at every transition once.
    pub fn new(system: &TransitionSystem) -> Self {
        let mut writers = vec![Vec::new(); system.variables.len()];
        let mut deciding: Vec<BTreeSet<VariableId>> = vec![BTreeSet::new(); system.variables.len()];
        let mut siblings = vec![Vec::new(); system.steps.len()];
        for (index, transition) in system.transitions.iter().enumerate() {
            for variable in transition.writes() {
                writers[usize::from(variable.0)].push(index);
            }
            if let Some(step) = transition.label.step() {
                siblings[usize::from(step.0)].push(index);
            }
        }
        for transition in system.transitions.iter().chain(&system.beginning) {
            for effect in transition.consequences.iter().chain(&transition.monitors) {
                let known = &mut deciding[usize::from(effect.variable.0)];
                effect.condition.each_test(&mut |variable, _, _| {
                    known.insert(variable);
                });
            }
        }
        Self {
            writers,
            deciding: deciding.into_iter().map(|set| set.into_iter().collect()).collect(),
            guards: system.transitions.iter().map(called_by).collect(),
            step_of: system.transitions.iter().map(|one| one.label.step().map(|step| usize::from(step.0))).collect(),
            siblings,
        }
    }

    /// The smallest closed selection with these variables and transitions.
    pub fn of(
        &self,
        variables: impl IntoIterator<Item = VariableId>,
        transitions: impl IntoIterator<Item = TransitionId>,
    ) -> Selection {
        self.close(None, &[], None, variables, transitions)
    }

    /// The same from some situation on. `writes` says which transitions may still set which variables, in order; the others never do
    /// that again, so they do not come in for it. Absent: all.
    pub fn within(
        &self,
        within: Within<'_>,
        writes: Option<&[(VariableId, TransitionId)]>,
        variables: impl IntoIterator<Item = VariableId>,
        transitions: impl IntoIterator<Item = TransitionId>,
    ) -> Selection {
        let mut can_happen = vec![false; self.guards.len()];
        for id in within.possible {
            can_happen[usize::from(id.0)] = true;
        }
        self.close(Some(can_happen), within.constant, writes, variables, transitions)
    }

    fn close(
        &self,
        possible: Option<Vec<bool>>,
        constant: &[VariableId],
        writes: Option<&[(VariableId, TransitionId)]>,
        variables: impl IntoIterator<Item = VariableId>,
        transitions: impl IntoIterator<Item = TransitionId>,
    ) -> Selection {
        let mut cone = Cone {
            cones: self,
            variables: vec![false; self.writers.len()],
            transitions: vec![false; self.guards.len()],
            possible,
            constant,
            writes,
            fresh_variables: Vec::new(),
            fresh_transitions: Vec::new(),
        };
        for variable in variables {
            cone.add_variable(usize::from(variable.0));
        }
        for transition in transitions {
            cone.add_transition(usize::from(transition.0));
        }
        cone.close();
        cone.selection()
    }
}

/// A `while` step that can be owed is enabled by its condition, and a duty by a variable that its guard does not read.
fn called_by(transition: &Transition) -> Vec<VariableId> {
    let mut variables = transition.guard.variables();
    if let Fairness::DutyWhileOwed(owed) = transition.fairness {
        variables.push(owed);
        variables.sort_unstable();
        variables.dedup();
    }
    variables
}

impl Cone<'_> {
    fn add_variable(&mut self, index: usize) {
        if !std::mem::replace(&mut self.variables[index], true) {
            self.fresh_variables.push(index);
        }
    }

    fn add_transition(&mut self, index: usize) {
        if self.possible.as_ref().is_some_and(|possible| !possible[index]) {
            return;
        }
        if !std::mem::replace(&mut self.transitions[index], true) {
            self.fresh_transitions.push(index);
        }
    }

    /// Looks at everything in the cone until nothing new comes in.
    fn close(&mut self) {
        loop {
            if let Some(transition) = self.fresh_transitions.pop() {
                self.follow_transition(transition);
            } else if let Some(variable) = self.fresh_variables.pop() {
                self.follow_variable(variable);
            } else {
                return;
            }
        }
    }

    /// What its guard reads, and the other outcomes of its step: who may choose an outcome without effect need not choose this one.
    fn follow_transition(&mut self, index: usize) {
        let cones = self.cones;
        for variable in &cones.guards[index] {
            self.add_variable(usize::from(variable.0));
        }
        for other in cones.step_of[index].iter().flat_map(|step| &cones.siblings[*step]) {
            self.add_transition(*other);
        }
    }

    /// Whatever writes it, and what that depends on, unless it keeps its value.
    fn follow_variable(&mut self, index: usize) {
        let cones = self.cones;
        if self.constant.binary_search_by_key(&index, |variable| usize::from(variable.0)).is_ok() {
            return;
        }
        for writer in &cones.writers[index] {
            if self.may_write(*writer, index) {
                self.add_transition(*writer);
            }
        }
        // Those that decide stay known even of what is never set again: a transition that is there for something else looks at them.
        for variable in &cones.deciding[index] {
            self.add_variable(usize::from(variable.0));
        }
    }

    fn may_write(&self, transition: usize, variable: usize) -> bool {
        let place = |known: &(VariableId, TransitionId)| {
            (usize::from(known.0.0), usize::from(known.1.0)).cmp(&(variable, transition))
        };
        self.writes.is_none_or(|writes| writes.binary_search_by(place).is_ok())
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
