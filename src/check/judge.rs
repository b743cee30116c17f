//! Whether a saved example still shows what it showed: its steps can happen, its rule is broken, and these steps break it.

use super::order::check_one;
use super::outcome::{CheckOptions, CheckOutcome, Counterexample, InternalError, Verdict};
use super::question;
use super::replay::{Replay, replay_labels};
use super::story::Example;
use crate::system::{Condition, Label, PropertyKind, TransitionSystem};

/// What an example is worth for a procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// It breaks the rule; with the run that the check finds now.
    Shown(Box<Counterexample>),
    /// Its steps cannot happen: why not.
    NoRun(String),
    /// There is no rule, duty or part of completion of that name.
    Unknown,
    /// The rule is not broken at all.
    NotBroken,
    /// The rule is broken, but not by these steps.
    OtherSteps,
    /// Its steps can happen, and the rule is one that only the time check decides.
    Timed,
    /// A limit was reached.
    Undecided,
}

/// Replays an example, and checks the rule that it is about.
///
/// # Errors
/// Those of [`super::check`].
pub fn judge(
    system: &TransitionSystem,
    example: &Example,
    options: CheckOptions,
    interrupted: &(dyn Fn() -> bool + Sync),
) -> Result<Judgement, InternalError> {
    let labels: Vec<String> = example.steps.iter().map(|step| step.label.clone()).collect();
    let replay = match replay_labels(system, &example.predicates, &labels) {
        Ok(replay) => replay,
        Err(why) => return Ok(Judgement::NoRun(why)),
    };
    let Some(outcome) = check_one(system, &example.rule, options, interrupted)? else {
        return Ok(Judgement::Unknown);
    };
    Ok(match found(&outcome, rule_of(system, example), example) {
        Err(judgement) => judgement,
        Ok(run) if breaks(system, example, &replay, run) => Judgement::Shown(Box::new(run.clone())),
        Ok(_) => Judgement::OtherSteps,
    })
}

/// The index of the rule that an example is about; nothing if it is about soundness. An unfinished duty has no sentence but its name.
fn rule_of(system: &TransitionSystem, example: &Example) -> Option<usize> {
    let named = system.invariants.iter().position(|rule| rule.id == example.rule)?;
    let sentence = example.says != example.rule || system.invariants[named].says == example.says;
    sentence.then_some(named)
}

/// The run against what the example is about.
fn found<'a>(
    outcome: &'a CheckOutcome,
    rule: Option<usize>,
    example: &Example,
) -> Result<&'a Counterexample, Judgement> {
    if let Some(rule) = rule.and_then(|index| outcome.invariants.get(index)) {
        return match (&rule.counterexample, rule.verdict) {
            (Some(run), Verdict::Broken) => Ok(run),
            (_, Verdict::Timed) => Err(Judgement::Timed),
            (_, Verdict::Inconclusive) => Err(Judgement::Undecided),
            _ => Err(Judgement::NotBroken),
        };
    }
    let soundness = &outcome.soundness;
    let open = soundness.owed_for_ever.iter().chain(&soundness.never_complete);
    let unfinished = open.into_iter().find(|one| one.what == example.rule);
    let missing = if outcome.counts.complete { Judgement::NotBroken } else { Judgement::Undecided };
    unfinished.map(|one| &one.counterexample).ok_or(missing)
}

/// Whether the steps themselves come to what the rule forbids. That a duty is never done from there on is what the check says.
fn breaks(system: &TransitionSystem, example: &Example, replay: &Replay, run: &Counterexample) -> bool {
    if example.steps.is_empty() || run.steps.is_empty() {
        return example.steps.is_empty() && run.steps.is_empty();
    }
    let holds = |condition: &Condition, state: &Vec<u8>| {
        condition.evaluate(&|variable, _| state.get(usize::from(variable.0)).copied().unwrap_or(0))
    };
    let at_end = |condition: &Condition| replay.states.last().is_some_and(|state| holds(condition, state));
    if let Some(property) = rule_of(system, example).and_then(|index| system.properties.get(index)) {
        return match &property.kind {
            PropertyKind::Never(bad) => replay.states.iter().any(|state| holds(bad, state)),
            PropertyKind::Response { pending, .. } => at_end(&Condition::is(*pending, 1)),
            PropertyKind::StepIndependent { transitions, .. } => {
                let last = example.steps.last().and_then(|step| system.transition_named(&step.label));
                last.is_some_and(|last| transitions.contains(&last))
            }
            _ => false,
        };
    }
    let of_step = |label: Label| label.step().is_some_and(|step| system.step(step).id == example.rule);
    let step = system.transitions.iter().find_map(|one| one.label.step().filter(|_| of_step(one.label)));
    match step {
        Some(step) => at_end(&question::owed(system, step)),
        None => system.complete.iter().any(|part| !at_end(part)),
    }
}
