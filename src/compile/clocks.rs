//! Clocks of deadlines and of timed rules: every transition that starts, stops or extends them, with its condition.

use super::information::unit;
use super::layout::{Lowering, narrow};
use super::trigger::Happening;
use crate::syntax::tree::{Check, Combine, Deadline, Event, Trigger};
use crate::system::{
    Anchoring, Clock, ClockOwner, Condition, DeadlineId, DeadlineLimit, Side, Signal, Stroke, TransitionId,
};

/// Adds all clocks: those of deadlines in their order, then those of rules.
pub(super) fn build(lowering: &mut Lowering<'_>) {
    let procedure = lowering.procedure;
    for (index, deadline) in procedure.deadlines.iter().enumerate() {
        if deadline.removed.is_none() {
            let clock = lowering.deadline_clock(index, deadline);
            lowering.system.clocks.push(clock);
        }
    }
    for (index, invariant) in procedure.invariants.iter().enumerate() {
        if let Some(clock) = lowering.rule_clock(narrow(index), &invariant.check.value) {
            lowering.system.clocks.push(clock);
        }
    }
}

impl Lowering<'_> {
    fn deadline_clock(&mut self, index: usize, deadline: &Deadline) -> Clock {
        let anchor = &deadline.due.value.anchor;
        let procedure = self.procedure;
        let owner = deadline.of_step.as_ref().and_then(|id| procedure.steps.iter().find(|step| step.id.value == *id));
        let mut signals =
            self.strokes(Stroke::Discharged, |lowering, happening| lowering.any_event(&deadline.met_by, happening));
        signals.extend(self.strokes(Stroke::Lapsed, |lowering, happening| {
            owner.map_or(Condition::FALSE, |owner| lowering.any_start(&owner.lapses, happening))
        }));
        signals.extend(self.strokes(Stroke::Void, |lowering, happening| lowering.any_start(&deadline.void, happening)));
        signals.extend(
            self.strokes(Stroke::Extended, |lowering, happening| lowering.any_start(&deadline.extended, happening)),
        );
        signals.extend(self.strokes(Stroke::Anchored, |lowering, happening| lowering.trigger(anchor, happening)));
        Clock {
            owner: ClockOwner::Deadline(DeadlineId(narrow(index))),
            limit: self.system.deadlines[index].limit,
            anchoring: if anchor.combine == Combine::Each { Anchoring::EachTime } else { Anchoring::Once },
            signals,
            suspended: deadline.suspended.as_ref().map_or(Condition::FALSE, |condition| self.condition(condition)),
            released: Condition::FALSE,
        }
    }

    fn rule_clock(&mut self, index: u16, check: &Check) -> Option<Clock> {
        let owner = ClockOwner::Invariant(index);
        match check {
            Check::Response { trigger, condition, response, within: Some(within), unless } => {
                let condition = condition.as_ref().map_or(Condition::TRUE, |one| self.condition(one).at(Side::After));
                let released = unless.as_ref().map_or(Condition::FALSE, |release| self.condition(release));
                let (count, unit) = unit(within.count, within.unit);
                let mut signals =
                    self.strokes(Stroke::Discharged, |lowering, happening| lowering.any_event(response, happening));
                signals.extend(self.strokes(Stroke::Anchored, |lowering, happening| {
                    let fires = lowering.trigger(trigger, happening);
                    if fires == Condition::FALSE { fires } else { fires.and(condition.clone()) }
                }));
                let limit = DeadlineLimit::Within(count, unit);
                let suspended = Condition::FALSE;
                Some(Clock { owner, limit, anchoring: Anchoring::WhenStill, signals, suspended, released })
            }
            Check::NeverWithin { event, duration, of } => {
                let (count, unit) = unit(duration.count, duration.unit);
                let mut signals =
                    self.strokes(Stroke::Discharged, |lowering, happening| lowering.any_event(event, happening));
                signals.extend(self.each_of(of));
                Some(Clock {
                    owner,
                    limit: DeadlineLimit::NotBefore(count, unit),
                    anchoring: Anchoring::EachTime,
                    signals,
                    suspended: Condition::FALSE,
                    released: Condition::FALSE,
                })
            }
            _ => None,
        }
    }

    fn each_of(&mut self, events: &[Event]) -> Vec<Signal> {
        let trigger = Trigger { combine: Combine::Each, events: events.to_vec() };
        self.strokes(Stroke::Anchored, |lowering, happening| lowering.trigger(&trigger, happening))
    }

    /// Where a stroke falls: at which transitions, and whether at the beginning.
    fn strokes(&mut self, stroke: Stroke, mut fires: impl FnMut(&mut Self, &Happening) -> Condition) -> Vec<Signal> {
        let mut signals = Vec::new();
        for at in 0..self.system.transitions.len() {
            let transition = &self.system.transitions[at];
            let happening = Happening::of(at, transition);
            let condition = fires(self, &happening);
            if condition != Condition::FALSE {
                signals.push(Signal { transition: Some(TransitionId(narrow(at))), stroke, condition });
            }
        }
        let condition = fires(self, &Happening::beginning());
        if condition != Condition::FALSE {
            signals.push(Signal { transition: None, stroke, condition });
        }
        signals
    }
}
