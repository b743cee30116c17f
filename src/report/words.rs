//! Ids of a system as words.

use super::text::clean;
use crate::system::{Label, TransitionId, TransitionSystem};

/// A transition as a short sentence: "National Panel replies: it disagrees".
pub(super) fn transition(system: &TransitionSystem, id: TransitionId) -> String {
    match system.transition(id).label {
        Label::Step { step, outcome } => {
            let step = system.step(step);
            let chosen = outcome.and_then(|index| step.outcomes.get(usize::from(index)));
            let chosen = chosen.map_or_else(String::new, |(_, says)| format!(": {says}"));
            clean(&format!("{} {}{chosen}", step.actor, step.says))
        }
        Label::Begin(step) => {
            let step = system.step(step);
            clean(&format!("{} begins: {}", step.actor, step.says))
        }
        Label::SpanBegins(span) | Label::SpanEnds(span) => {
            let says = system.spans.get(usize::from(span.0)).map_or("", |span| span.says.as_str());
            let begins = matches!(system.transition(id).label, Label::SpanBegins(_));
            clean(&format!("{says}: {}", if begins { "begins" } else { "ends" }))
        }
        Label::Missed(deadline) => clean(&format!("the deadline passes: {}", system.deadline(deadline).says)),
    }
}

/// Several transitions, one after the other.
pub(super) fn transitions(system: &TransitionSystem, ids: &[TransitionId]) -> String {
    ids.iter().map(|id| transition(system, *id)).collect::<Vec<_>>().join("; then ")
}

/// The transitions that saved labels name, as words; the label itself where the procedure has it no more.
pub(super) fn labels(system: Option<&TransitionSystem>, labels: &[String]) -> String {
    let word = |label: &String| {
        let named = system.and_then(|system| system.transition_named(label).map(|id| transition(system, id)));
        named.unwrap_or_else(|| clean(label))
    };
    labels.iter().map(word).collect::<Vec<_>>().join("; then ")
}

/// A label such as `sign_off:returned` as words for a list of dead steps.
pub(super) fn dead(system: &TransitionSystem, label: &str) -> String {
    let (id, outcome) = label.split_once(':').map_or((label, None), |(id, outcome)| (id, Some(outcome)));
    let Some(step) = system.steps.iter().find(|step| step.id == id) else { return clean(label) };
    let says = outcome.and_then(|wanted| step.outcomes.iter().find(|(id, _)| id == wanted)).map(|(_, says)| says);
    let chosen = says.map_or_else(String::new, |says| format!(": {says}"));
    clean(&format!("{} {}{chosen}", step.actor, step.says))
}
