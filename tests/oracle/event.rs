//! Whether events and triggers fire in a moment.

use std::collections::BTreeSet;

use duecourse::syntax::tree::{Combine, Event, Procedure, Start, Trigger};

use super::expression::holds;
use super::lookup;
use super::state::{Case, Happening};

/// Whether this event is among what happens. "a step (any outcome, or one of these), a term that becomes true, a deadline:
/// NAME is missed", or a span that begins or ends.
pub fn occurs(event: &Event, happened: &BTreeSet<Happening>) -> bool {
    happened.iter().any(|happening| match (event, happening) {
        (Event::Happens { name, outcomes }, Happening::Taken { step, outcome }) => {
            let fits = |wanted: &str| outcome.as_deref() == Some(wanted);
            name.text() == step && (outcomes.is_empty() || outcomes.iter().any(|wanted| fits(wanted.text())))
        }
        (Event::Happens { name, outcomes }, Happening::BecameTrue(term)) => name.text() == term && outcomes.is_empty(),
        (Event::Happens { name, outcomes }, Happening::Missed(deadline)) => {
            name.text() == deadline && outcomes.iter().any(|word| word.text() == "missed")
        }
        (Event::Begins(name), Happening::SpanBegan(span)) | (Event::Ends(name), Happening::SpanEnded(span)) => {
            name.text() == span
        }
        _ => false,
    })
}

/// Whether any of these events is among what happens.
pub fn any_occurs(events: &[Event], happened: &BTreeSet<Happening>) -> bool {
    events.iter().any(|event| occurs(event, happened))
}

/// Whether a trigger fires, `middle` being the state after part 1.
///
/// - one event, `first of`, `each of`: any of the events happens. Whether it works once is for what waits.
/// - "`all of (…)`: one of the events happens and every other one has happened"
pub fn fires(procedure: &Procedure, trigger: &Trigger, happened: &BTreeSet<Happening>, middle: &Case) -> bool {
    match trigger.combine {
        Combine::First | Combine::Each => any_occurs(&trigger.events, happened),
        Combine::All => trigger.events.iter().enumerate().any(|(index, event)| {
            let mut others = trigger.events.iter().enumerate().filter(|(other, _)| *other != index);
            occurs(event, happened) && others.all(|(_, other)| has_happened(procedure, other, middle))
        }),
    }
}

/// "the step is done and its latest outcome is among those named". "Only steps can stand in `all of`."
fn has_happened(procedure: &Procedure, event: &Event, case: &Case) -> bool {
    let Event::Happens { name, outcomes } = event else { return false };
    let latest = case.latest.get(name.text());
    lookup::outcomes_of(procedure, name.text()).is_some()
        && case.done.contains(name.text())
        && (outcomes.is_empty() || outcomes.iter().any(|wanted| latest == Some(&wanted.value)))
}

/// Whether a start phrase with a trigger fires. "Conditions (`if`, `unless`) are read here, at the trigger": in the state
/// after part 1. `every D covering X` fires after each X.
pub fn phrase_fires(procedure: &Procedure, phrase: &Start, happened: &BTreeSet<Happening>, middle: &Case) -> bool {
    match phrase {
        Start::Beginning | Start::While { .. } | Start::AnyTime { after: None, .. } => false,
        Start::Every(_, trigger) => fires(procedure, trigger, happened, middle),
        Start::After(trigger, condition) | Start::AnyTime { after: Some((trigger, condition)), .. } => {
            fires(procedure, trigger, happened, middle)
                && condition.as_ref().is_none_or(|condition| holds(procedure, middle, condition))
        }
    }
}
