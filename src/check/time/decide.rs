//! The verdicts that only the time check can give: rules with a time in them.

use super::outcome::{DeadlineOutcome, TimeOutcome};
use crate::check::outcome::{CheckOutcome, Verdict};
use crate::system::ClockOwner;

/// Decides the rules that the order check has left as timed.
pub fn decide(outcome: &mut CheckOutcome, time: &TimeOutcome) {
    for measured in &time.deadlines {
        let ClockOwner::Invariant(index) = measured.owner else { continue };
        let Some(rule) = outcome.invariants.get_mut(usize::from(index)) else { continue };
        if rule.verdict == Verdict::Timed {
            rule.verdict = verdict(measured);
            rule.trigger_reached = measured.reached;
            rule.engine = "time check (reference search)";
        }
    }
}

fn verdict(measured: &DeadlineOutcome) -> Verdict {
    match (measured.complete, measured.reached, measured.can_be_missed()) {
        (true, false, _) => Verdict::Vacuous,
        (true, true, false) => Verdict::Holds,
        // Measured from the anchors, what is missed may be an overestimate; a run from the beginning is one.
        (_, _, true) if measured.from_beginning => Verdict::Broken,
        _ => Verdict::Inconclusive,
    }
}
