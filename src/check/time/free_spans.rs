//! Spans that begin and end at will: whoever asks whether one runs can be given either answer, so nobody has to remember which.
//!
//! Where a span may begin again and again, its beginning and end do nothing else, and only guards read it, then a guard can be met whenever
//! it could be met with the span running or not. So the span leaves the states. Exact for what can happen and when: beginning and ending take no time.

use super::outcome::{TimedRun, TimedStep};
use crate::system::{Condition, Label, Role, SpanId, TransitionSystem, VariableId};

/// The system with such spans taken out of its guards, and which they were.
pub(super) fn without(system: &TransitionSystem) -> (TransitionSystem, Vec<SpanId>) {
    let mut changed = system.clone();
    let mut free = Vec::new();
    for index in 0..system.spans.len() {
        let Some(span) = u16::try_from(index).ok().map(SpanId) else { continue };
        let Some(running) = system.variable(Role::Running(span)) else { continue };
        if !is_free(system, span, running) {
            continue;
        }
        let begins = guard_of(system, Label::SpanBegins(span)).map_or(Condition::FALSE, |guard| set(guard, running, 0));
        for transition in &mut changed.transitions {
            let own = matches!(transition.label, Label::SpanBegins(of) | Label::SpanEnds(of) if of == span);
            if !own && transition.guard.variables().contains(&running) {
                let with = set(&transition.guard, running, 1).and(begins.clone());
                transition.guard = set(&transition.guard, running, 0).or(with);
            }
        }
        free.push(span);
    }
    (changed, free)
}

/// Puts the beginning of a free span into a run, before the first step that asks for it.
pub(super) fn tell(system: &TransitionSystem, free: &[SpanId], run: &mut TimedRun) {
    for span in free {
        let Some(running) = system.variable(Role::Running(*span)) else { continue };
        let begins = system.transition_ids().find(|id| system.transition(*id).label == Label::SpanBegins(*span));
        let needs = |step: &TimedStep| {
            let guard = &system.transition(step.transition).guard;
            let known = |started: &SpanId| {
                let other = system.variable(Role::Running(*started));
                other.is_some_and(|other| guard.variables().contains(&other))
            };
            let told = free.iter().take_while(|other| *other != span).any(known);
            guard.variables().contains(&running) && !told
        };
        if let (Some(transition), Some(at)) = (begins, run.steps.iter().position(needs)) {
            let day = run.steps[at].day;
            run.steps.insert(at, TimedStep { day, transition });
        }
    }
}

fn guard_of(system: &TransitionSystem, label: Label) -> Option<&Condition> {
    system.transitions.iter().find(|transition| transition.label == label).map(|transition| &transition.guard)
}

/// Whether a span begins and ends at will, and does nothing but let guards hold.
fn is_free(system: &TransitionSystem, span: SpanId, running: VariableId) -> bool {
    let reads = |condition: &Condition| condition.variables().contains(&running);
    let moves = |label: Label| matches!(label, Label::SpanBegins(of) | Label::SpanEnds(of) if of == span);
    let does_nothing = system.transitions.iter().filter(|transition| moves(transition.label)).all(|transition| {
        let own = transition.own.iter().all(|(variable, _)| *variable == running);
        own && transition.consequences.is_empty()
    });
    let silent = system.transitions.iter().all(|transition| {
        let others = transition.consequences.iter();
        others.into_iter().all(|effect| effect.variable != running && !reads(&effect.condition))
    });
    let unheard = system.clocks.iter().all(|clock| {
        let signals = clock.signals.iter();
        let heard = |id: &Option<crate::system::TransitionId>| id.is_some_and(|id| moves(system.transition(id).label));
        signals.into_iter().all(|signal| !reads(&signal.condition) && !heard(&signal.transition))
            && !reads(&clock.suspended)
            && !reads(&clock.released)
    });
    system.variable(Role::SpanBegun(span)).is_none() && does_nothing && silent && unheard
}

/// A condition where a variable is known.
fn set(condition: &Condition, variable: VariableId, value: u8) -> Condition {
    match condition {
        Condition::Test { variable: tested, values, .. } if *tested == variable => {
            Condition::Constant(values.contains(value))
        }
        Condition::Constant(_) | Condition::Test { .. } => condition.clone(),
        Condition::Not(inner) => set(inner, variable, value).negate(),
        Condition::All(parts) => Condition::all(parts.iter().map(|part| set(part, variable, value)).collect()),
        Condition::Any(parts) => Condition::any(parts.iter().map(|part| set(part, variable, value)).collect()),
        Condition::AtLeast(count, parts) => {
            Condition::AtLeast(*count, parts.iter().map(|part| set(part, variable, value)).collect())
        }
    }
}
