//! What the exact mode found, put into words and data. Nothing here computes, reads a clock, or prints.

pub mod human;
pub mod json;

use super::Origin;
use crate::scenario::Scenario;
use crate::simulate::{ExactDeadline, ExactOutcome};
use crate::system::TransitionSystem;

/// The exact mode with all that its outputs need.
#[derive(Debug, Clone)]
pub struct ExactReport {
    /// The procedure.
    pub procedure: Origin,
    /// The scenario.
    pub scenario_origin: Origin,
    /// What was laid over the scenario on the command line, as given.
    pub settings: Vec<String>,
    /// The compiled procedure.
    pub system: TransitionSystem,
    /// The resolved scenario.
    pub scenario: Scenario,
    /// What was computed.
    pub outcome: ExactOutcome,
}

impl ExactReport {
    /// Whether everything was computed.
    pub fn complete(&self) -> bool {
        self.outcome.iter().all(|(_, found)| found.is_ok())
    }
}

/// The least number of days that a share of all cases does not exceed; absent where nothing is ever done. A rest of the distribution that is left out
/// lies beyond.
fn quantile(deadline: &ExactDeadline, share: f64) -> Option<u32> {
    let all: f64 = deadline.days.iter().map(|(_, chance)| chance).sum();
    let mut sum = 0.0;
    let reaches = |chance: f64| {
        sum += chance;
        // Sums of doubles are not exact: what lies on the border belongs to it.
        sum >= share * all * (1.0 - 1e-12)
    };
    let mut reaches = reaches;
    deadline.days.iter().find(|(_, chance)| reaches(*chance)).map(|(days, _)| *days)
}
