//! Ways to go round that the procedure does not bound.

use std::collections::VecDeque;

use super::answer::Explored;
use super::fair::Region;
use super::outcome::LoopFinding;
use crate::system::{Label, StepKind, TransitionId, TransitionSystem};

/// The shortest loops of a slice through each step that the procedure itself makes anybody do.
pub(super) fn find<const W: usize>(explored: &Explored<'_, W>) -> Vec<LoopFinding> {
    let graph = explored.graph;
    let states = vec![true; graph.states.len()];
    let region = Region { graph, states: &states, allowed: &|_, _| true, called: &|_, _| false };
    let mut loops = Vec::new();
    let mut component_of = vec![0_usize; graph.states.len()];
    // A state that goes round alone is no loop of the procedure.
    let components = region.strong_components();
    let mut components: Vec<Vec<u32>> =
        components.iter().filter(|component| component.len() > 1).map(<[u32]>::to_vec).collect();
    components.sort();
    for (number, component) in (1..).zip(&components) {
        for state in component {
            component_of[*state as usize] = number;
        }
    }
    for component in &components {
        let mut tried: Vec<u16> = Vec::new();
        for state in component {
            for step in graph.steps(*state) {
                let inside = component_of[step.target as usize] == component_of[*state as usize];
                if inside && !tried.contains(&step.transition) && is_ours(explored, step.transition) {
                    tried.push(step.transition);
                    loops.extend(round(explored, &component_of, *state, step.transition, step.target));
                }
            }
        }
    }
    loops
}

fn is_ours<const W: usize>(explored: &Explored<'_, W>, transition: u16) -> bool {
    let id = explored.machine.transition_id(usize::from(transition));
    ours(explored.system, id)
}

fn ours(system: &TransitionSystem, id: TransitionId) -> bool {
    matches!(system.transition(id).label, Label::Step { step, .. } | Label::Begin(step) if system.step(step).kind != StepKind::Event)
}

/// The shortest way back from the target of a step to its state, inside the component.
fn round<const W: usize>(
    explored: &Explored<'_, W>,
    component_of: &[usize],
    from: u32,
    transition: u16,
    target: u32,
) -> Option<LoopFinding> {
    let graph = explored.graph;
    let component = component_of[from as usize];
    let mut parent: std::collections::BTreeMap<u32, (u32, u16)> = std::collections::BTreeMap::new();
    let mut queue = VecDeque::from([target]);
    while let Some(state) = queue.pop_front() {
        if state == from {
            break;
        }
        for step in graph.steps(state) {
            if component_of[step.target as usize] == component
                && step.target != target
                && !parent.contains_key(&{ step.target })
            {
                parent.insert(step.target, (state, step.transition));
                queue.push_back(step.target);
            }
        }
    }
    let mut steps = Vec::new();
    let mut at = from;
    while at != target {
        let (before, by) = *parent.get(&at)?;
        steps.push(by);
        at = before;
    }
    steps.push(transition);
    steps.reverse();
    let steps = steps.into_iter().map(|number| explored.machine.transition_id(usize::from(number))).collect();
    Some(LoopFinding { steps })
}

/// Keeps loops that contain no smaller one, each once.
pub(super) fn minimal(mut loops: Vec<LoopFinding>) -> Vec<LoopFinding> {
    let set = |found: &LoopFinding| {
        let mut steps = found.steps.clone();
        steps.sort_unstable();
        steps.dedup();
        steps
    };
    loops.sort_by_key(|found| (set(found).len(), set(found)));
    let mut kept: Vec<LoopFinding> = Vec::new();
    for found in loops {
        let steps = set(&found);
        if !kept.iter().any(|smaller| set(smaller).iter().all(|step| steps.binary_search(step).is_ok())) {
            kept.push(found);
        }
    }
    kept
}
