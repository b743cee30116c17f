//! Invariants as monitors: "3. **The monitors** of the invariants read the state after 2."
//!
//! Each order-check pattern needs one latch, carried in the state of the exploration under the id of the invariant:
//! a response is pending, the earlier event has happened, X has held, the event has happened once.

use std::collections::BTreeSet;

use duecourse::source::Name;
use duecourse::syntax::tree::{Check, Event, Expression, Invariant, Procedure};

use super::event::{any_occurs, fires};
use super::expression::holds;
use super::lookup;
use super::state::{Case, Happening};

/// What a monitor makes of one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four independent answers; a state machine would hide them")]
pub struct Reading {
    /// The latch after the moment.
    pub latch: bool,
    /// A safety rule is broken in this moment; for `possible`: what is looked for is found.
    pub struck: bool,
    /// What the rule speaks about came up: its trigger, its event, its first condition.
    pub reached: bool,
    /// A pending response was discharged, even if another is pending at once.
    pub discharged: bool,
}

/// One moment as a monitor sees it.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The procedure.
    pub procedure: &'a Procedure,
    /// The state just before.
    pub before: &'a Case,
    /// What happened.
    pub happened: &'a BTreeSet<Happening>,
    /// The state after part 2.
    pub after: &'a Case,
}

impl Scene<'_> {
    fn happens(&self, events: &[Event]) -> bool {
        any_occurs(events, self.happened)
    }

    fn holds_after(&self, expression: &Expression) -> bool {
        holds(self.procedure, self.after, expression)
    }
}

/// Reads one moment. At the beginning the latch is `false`.
pub fn read(invariant: &Invariant, latch: bool, scene: Scene<'_>) -> Reading {
    let nothing = Reading { latch, struck: false, reached: true, discharged: false };
    match &invariant.check.value {
        Check::Response { trigger, condition, response, unless, .. } => {
            // "after each T (with cond read after the step's consequences), E happens later, or X holds at some moment from
            // then on". "In one moment a response is first discharged, then triggered."
            let discharged = latch && scene.happens(response);
            let triggered = fires(scene.procedure, trigger, scene.happened, scene.after)
                && condition.as_ref().is_none_or(|condition| scene.holds_after(condition));
            let released = unless.as_ref().is_some_and(|unless| scene.holds_after(unless));
            let pending = ((latch && !discharged) || triggered) && !released;
            Reading { latch: pending, struck: false, reached: triggered, discharged: discharged || (latch && released) }
        }
        Check::Precedence { event, before, since } => {
            // "A never happens unless B has happened earlier"; "… and B is later than the last C". "a precedence looks at
            // what stood before the step; `since C` and B in one step: C first, then B."
            let now = scene.happens(event);
            let stands = (latch && !scene.happens(since)) || scene.happens(before);
            Reading { latch: stands, struck: now && !latch, reached: now, ..nothing }
        }
        Check::When(events, expression) => {
            // "whenever E happens, X held just before it"
            let now = scene.happens(events);
            Reading { struck: now && !holds(scene.procedure, scene.before, expression), reached: now, ..nothing }
        }
        // "X holds in every state, in none"
        Check::Always(expression) => Reading { struck: !scene.holds_after(expression), ..nothing },
        Check::Never(expression) => Reading { struck: scene.holds_after(expression), ..nothing },
        Check::NotBoth(first, second) => {
            // "no state satisfies both"
            Reading {
                struck: scene.holds_after(first) && scene.holds_after(second),
                reached: scene.holds_after(first),
                ..nothing
            }
        }
        Check::OnceAlways(first, second) => {
            // "from the first state with X on, Y holds in every state"
            let on = latch || scene.holds_after(first);
            Reading { latch: on, struck: on && !scene.holds_after(second), reached: on, ..nothing }
        }
        Check::AtMostOnce { event, since } => {
            // "E does not happen twice (without C between)". Both in one step: C first, as for a precedence.
            let now = scene.happens(event);
            let once_already = latch && !scene.happens(since);
            Reading { latch: once_already || now, struck: now && once_already, reached: now, ..nothing }
        }
        // "some run has the event, some state satisfies X"
        Check::PossibleEvent(events) => Reading { struck: scene.happens(events), ..nothing },
        Check::PossibleState(expression) => Reading { struck: possible_now(scene, expression), ..nothing },
        Check::NeverWithin { .. } | Check::NeverDepends(..) => nothing,
    }
}

/// "In `possible`, one name (with or without `is`) that is a step is an event." A status after `is` makes it a state.
fn possible_now(scene: Scene<'_>, expression: &Expression) -> bool {
    match as_step_event(scene.procedure, expression) {
        Some((name, outcomes)) => scene.happens(&[Event::Happens { name, outcomes }]),
        None => scene.holds_after(expression),
    }
}

fn as_step_event(procedure: &Procedure, expression: &Expression) -> Option<(Name, Vec<Name>)> {
    let (name, values) = match expression {
        Expression::Named(name) => (name, Vec::new()),
        Expression::Is { name, negated: false, values } => (name, values.clone()),
        _ => return None,
    };
    let outcomes = lookup::outcomes_of(procedure, name.text())?;
    let only_outcomes = values.iter().all(|value| outcomes.contains(&value.value));
    only_outcomes.then(|| (name.clone(), values))
}
