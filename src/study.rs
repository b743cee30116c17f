//! Questions that need several procedures or several checks: what a change does to the rules, and what each clause is worth.

mod change;
mod readings;
mod removed;
mod traceability;

pub use change::what_changes;
pub use readings::{
    COMBINATIONS_MAX, Choice, ClockDifference, DeadlineDifference, Differences, Figures, Findings, ReadingOptions,
    ReadingOutcome, ReadingResult, ReadingsOutcome, ReadingsPlan, RuleDifference, plan_readings, under_reading,
};
pub use removed::{RemovedRule, removed_rules};
pub use traceability::{ClauseTrace, traceability};
