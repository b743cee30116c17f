//! Statuses of deadlines that nothing tells apart: whether a deadline was kept or missed is often asked by nobody, and then states that differ in
//! that alone go on alike. Nothing here changes what can happen.

use super::{Condition, DeadlineId, Role, Selection, TransitionSystem, ValueSet, VariableId};

/// A status of which some values are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The status of a deadline.
    pub variable: VariableId,
    /// For each value the least that is like it.
    pub values: Box<[u8]>,
}

/// The statuses of deadlines of which some are alike: no condition of the part of the system that can be asked anywhere in it holds of one and
/// not of the other. What is written does not depend on them either, so they stay alike. Properties and their memories are not asked.
pub fn alike_statuses(system: &TransitionSystem, selection: &Selection) -> Vec<Alike> {
    let mut tests: Vec<Vec<ValueSet>> = vec![Vec::new(); system.variables.len()];
    each_condition(system, selection, &mut |condition| {
        condition.each_test(&mut |variable, values, _| tests[usize::from(variable.0)].push(values));
    });
    let deadlines = (0..system.deadlines.len()).filter_map(|index| u16::try_from(index).ok().map(DeadlineId));
    let of_deadline = |deadline| {
        let variable = system.variable(Role::Deadline(deadline))?;
        let index = usize::from(variable.0);
        let told_apart = |one: u8, other: u8| tests[index].iter().any(|set| set.contains(one) != set.contains(other));
        let least = |value: u8| (0..value).find(|other| !told_apart(*other, value)).unwrap_or(value);
        let values: Box<[u8]> = (0..system.variables[index].values).map(least).collect();
        let some_are = (0..).zip(&values).any(|(value, least): (u8, &u8)| value != *least);
        some_are.then_some(Alike { variable, values })
    };
    deadlines.filter_map(of_deadline).collect()
}

/// Every condition that running a case can ask.
fn each_condition(system: &TransitionSystem, selection: &Selection, visit: &mut impl FnMut(&Condition)) {
    let transitions = selection.transitions.iter().map(|id| system.transition(*id));
    for transition in transitions.chain(&system.beginning) {
        visit(&transition.guard);
        transition.consequences.iter().for_each(|effect| visit(&effect.condition));
    }
    system.owed.iter().chain(&system.complete).for_each(&mut *visit);
    for clock in &system.clocks {
        visit(&clock.suspended);
        visit(&clock.released);
        clock.signals.iter().for_each(|signal| visit(&signal.condition));
    }
}
