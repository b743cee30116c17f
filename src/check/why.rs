//! Why a rule is broken: what the run shows, in one or two sentences.

use super::outcome::{Counterexample, Ending};
use super::replay::Replay;
use crate::source::SourceMap;
use crate::system::{
    Condition, Fairness, Label, Role, StepId, StepInformation, StepKind, TransitionId, TransitionSystem,
};

/// Who and what, for people: "Executive Group: meets to review the decision".
pub(super) fn act(system: &TransitionSystem, id: TransitionId) -> (String, String) {
    match system.transition(id).label {
        Label::Step { step, outcome } => {
            let step = system.step(step);
            let decided = outcome.and_then(|outcome| step.outcomes.get(usize::from(outcome))).map(|(_, says)| says);
            let says = decided.map_or_else(|| step.says.clone(), |decided| format!("{}: {decided}", step.says));
            (step.actor.clone(), says)
        }
        Label::Begin(step) => (system.step(step).actor.clone(), format!("begins: {}", system.step(step).says)),
        Label::SpanBegins(span) => {
            let span = &system.spans[usize::from(span.0)];
            (span.actor.clone(), format!("{} begin", span.says))
        }
        Label::SpanEnds(span) => {
            let span = &system.spans[usize::from(span.0)];
            (span.actor.clone(), format!("{} end", span.says))
        }
        Label::Missed(deadline) => (String::new(), format!("the deadline passes: {}", system.deadline(deadline).says)),
    }
}

/// The steps that a rule demands or asks to be possible.
fn demanded<'a>(system: &'a TransitionSystem, rule: &str) -> Vec<&'a StepInformation> {
    let demands = system.invariants.iter().find(|one| one.id == rule).map_or(&[][..], |one| one.demands.as_slice());
    demands.iter().map(|step| system.step(*step)).collect()
}

/// The steps that would have to be taken and are not. One that was removed has no transition, but the rule names it still.
pub(super) fn missing_steps<'a>(
    system: &'a TransitionSystem,
    rule: &str,
    counterexample: &Counterexample,
) -> Vec<&'a StepInformation> {
    if counterexample.ending == Ending::Impossible {
        return Vec::new();
    }
    if counterexample.missing.is_empty() && counterexample.ending != Ending::LastStep {
        return demanded(system, rule).into_iter().filter(|step| step.removed.is_some()).collect();
    }
    // What would complete a term together with a step that was removed is not what is missing.
    let removed = removed_in_term(system, rule, counterexample);
    if !removed.is_empty() {
        return removed;
    }
    let mut steps: Vec<u16> =
        counterexample.missing.iter().filter_map(|id| system.transition(*id).label.step()).map(|id| id.0).collect();
    steps.sort_unstable();
    steps.dedup();
    steps.into_iter().map(|index| &system.steps[usize::from(index)]).collect()
}

/// The removed steps that a rule demands by a term, if the missing steps are demanded by it too.
fn removed_in_term<'a>(
    system: &'a TransitionSystem,
    rule: &str,
    counterexample: &Counterexample,
) -> Vec<&'a StepInformation> {
    let Some(invariant) = system.invariants.iter().find(|one| one.id == rule) else { return Vec::new() };
    if !invariant.demands_together || counterexample.ending == Ending::LastStep {
        return Vec::new();
    }
    demanded(system, rule).into_iter().filter(|step| step.removed.is_some()).collect()
}

/// Why the run breaks the rule. `rows` numbers the steps as they are printed.
pub(super) fn why(
    system: &TransitionSystem,
    sources: &SourceMap,
    rule: &str,
    counterexample: &Counterexample,
    replay: &Replay,
) -> String {
    let last = counterexample.steps.len();
    match &counterexample.ending {
        Ending::Impossible => return impossible(system, sources, &demanded(system, rule)),
        Ending::LastStep if counterexample.other_facts.is_some() => {
            return "The same incident with that one fact changed never comes to this.".to_owned();
        }
        Ending::LastStep if last == 0 => return "The rule is broken at the very beginning.".to_owned(),
        Ending::LastStep => {
            let (actor, says) = act(system, counterexample.steps[last - 1]);
            let changed = system.transition(counterexample.steps[last - 1]).label.step().map(|step| system.step(step));
            let changed = changed
                .and_then(|step| step.changed.first())
                .map_or_else(String::new, |span| format!(" (your change, {})", sources.citation(*span)));
            return format!("At {last}, {actor} {says}{changed}, and what the rule demands is not so then.")
                .replace("  ", " ");
        }
        Ending::Loop(around) => {
            let names: Vec<String> = around.iter().map(|id| system.label_text(system.transition(*id).label)).collect();
            return format!("This can go round for ever: {}.", names.join(", "));
        }
        Ending::Unreachable | Ending::Stop => {}
    }
    let closed = closed_at(system, replay);
    let mut reasons = Vec::new();
    for step in missing_steps(system, rule, counterexample) {
        reasons.push(reason(system, sources, step, replay, closed));
    }
    if reasons.is_empty() {
        reasons.push("Nothing that has to happen from here on brings it about.".to_owned());
    }
    reasons.dedup();
    reasons.join(" ")
}

/// Why something can never be: the nearest step on the way to it that a change removed or else touches.
fn impossible(system: &TransitionSystem, sources: &SourceMap, targets: &[&StepInformation]) -> String {
    let mut way: Vec<&StepInformation> = targets.to_vec();
    let mut at = 0;
    while let Some(step) = way.get(at) {
        for earlier in step.starts_after.iter().map(|id| system.step(*id)) {
            if !way.iter().any(|one| one.id == earlier.id) {
                way.push(earlier);
            }
        }
        at += 1;
    }
    let removed = way.iter().find_map(|step| Some((step, step.removed?)));
    if let Some((step, place)) = removed {
        let place = sources.citation(place);
        return format!(
            "Nothing can come to this: it needs \u{201c}{} {}\u{201d}, which is taken away by the change at {place}.",
            step.actor, step.says
        );
    }
    match way.iter().find_map(|step| Some((step, step.changed.first()?))) {
        Some((step, place)) => format!(
            "Nothing can come to this. On the way to it stands \u{201c}{} {}\u{201d} (your change, {}).",
            step.actor,
            step.says,
            sources.citation(*place)
        ),
        None => "Nothing in the procedure can ever come to this.".to_owned(),
    }
}

/// The number of the step that closes the case, from 1.
fn closed_at(system: &TransitionSystem, replay: &Replay) -> Option<usize> {
    let closed = system.variable(Role::Closed)?;
    replay.states.iter().position(|state| state[usize::from(closed.0)] == 1)
}

/// Why a step is not taken: it was removed, the case is closed, it is owed and cannot be done, or it never came to be owed; then
/// the same of what it waits for, as far back as that did not happen either.
fn reason(
    system: &TransitionSystem,
    sources: &SourceMap,
    step: &StepInformation,
    replay: &Replay,
    closed: Option<usize>,
) -> String {
    if let Some(number) = closed.filter(|_| step.removed.is_none()) {
        return format!("The case was closed at {number}, so nobody was asked to act: {} {}.", step.actor, step.says);
    }
    let value = |role: Role| {
        system.variable(role).and_then(|variable| replay.states.last()?.get(usize::from(variable.0)).copied())
    };
    let mut sentences = Vec::new();
    let mut current = step;
    for _ in 0..CHAIN_MAX {
        let index = system.steps.iter().position(|one| one.id == current.id).unwrap_or(0);
        let id = StepId(u16::try_from(index).unwrap_or(u16::MAX));
        let waits_for = waits_for(system, current, replay);
        let owed = value(Role::Owed(id)) == Some(1);
        sentences.push(state_of(sources, current, owed, waits_for.map(|earlier| system.step(earlier))));
        match waits_for {
            Some(earlier) if current.removed.is_none() && !owed => current = system.step(earlier),
            _ => break,
        }
    }
    // Of a long chain, both ends: what is missing, and where it stops.
    if sentences.len() > CHAIN_TOLD {
        sentences.splice(1..sentences.len() - 2, ["And so on, back to this:".to_owned()]);
    }
    sentences.join(" ")
}

/// The step that another one waits for: one that has not happened and is not about to. Where one event is enough and has
/// happened, the step waits for none: it was a condition that kept it from starting.
fn waits_for(system: &TransitionSystem, step: &StepInformation, replay: &Replay) -> Option<StepId> {
    let state = replay.states.last()?;
    let holds = |condition: &Condition| {
        condition.evaluate(&|variable, _| state.get(usize::from(variable.0)).copied().unwrap_or(0))
    };
    let happened = |id: StepId| {
        system.variable(Role::Done(id)).is_some_and(|done| state.get(usize::from(done.0)).copied() == Some(1))
    };
    if !step.starts_after_all && step.starts_after.iter().any(|id| happened(*id)) {
        return None;
    }
    // A duty that can be done will be done: that is not what it waits for.
    let about_to = |id: StepId| {
        let transitions = system.transitions.iter().filter(|one| one.label.step() == Some(id));
        let open = transitions.into_iter().any(|one| one.fairness == Fairness::Duty && holds(&one.guard));
        open && system.owed.get(usize::from(id.0)).is_some_and(&holds)
    };
    step.starts_after.iter().copied().find(|id| !happened(*id) && !about_to(*id))
}

/// How far back a chain of things that did not happen is followed; a chain in a circle ends there.
const CHAIN_MAX: usize = 32;

/// How many sentences of it are told.
const CHAIN_TOLD: usize = 5;

fn state_of(sources: &SourceMap, step: &StepInformation, owed: bool, waits_for: Option<&StepInformation>) -> String {
    let act = format!("\u{201c}{} {}\u{201d}", step.actor, step.says);
    if let Some(removed) = step.removed {
        return format!("{act} is taken away by the change at {}.", sources.citation(removed));
    }
    let changed =
        step.changed.first().map_or_else(String::new, |span| format!(" (your change, {})", sources.citation(*span)));
    if owed {
        let needs =
            if step.needs.is_empty() { String::new() } else { format!("; it needs: {}", step.needs.join("; ")) };
        return format!("{act} is owed, but cannot be done{needs}{changed}.");
    }
    match (waits_for, step.kind) {
        (Some(earlier), _) => format!("{act} waits for \u{201c}{} {}\u{201d}{changed}.", earlier.actor, earlier.says),
        (None, StepKind::Duty) => format!("{act} is not owed here: it starts {}{changed}.", step.starts.join("; or ")),
        (None, StepKind::Optional) => format!("{act} is optional, so nobody has to{changed}."),
        (None, StepKind::Event) => {
            format!("{act} is an event of the outside world, and nothing says that it comes{changed}.")
        }
    }
}
