//! The verdicts that only the time check can give: rules with a time in them.

use super::outcome::{DeadlineOutcome, TimeOutcome, TimeVerdict};
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
    match (measured.verdict(), measured.reached) {
        (TimeVerdict::Kept, false) => Verdict::Vacuous,
        (TimeVerdict::Kept, true) => Verdict::Holds,
        (TimeVerdict::CanBeMissed, _) => Verdict::Broken,
        (TimeVerdict::Undecided, _) => Verdict::Inconclusive,
    }
}
