//! Questions that need several procedures or several checks: what a change does to the rules, and what each clause is worth.

mod change;
mod removed;
mod traceability;

pub use change::what_changes;
pub use removed::{RemovedRule, removed_rules};
pub use traceability::{ClauseTrace, traceability};
