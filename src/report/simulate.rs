//! What a simulation found, put into words and data.
//!
//! Reads a [`SimulationReport`] and gives a text. Nothing here simulates, reads a clock, or prints.

pub mod exact;
pub mod human;
pub mod json;
mod people;
mod words;

use crate::scenario::Scenario;
use crate::simulate::{DeadlineOutcome, SimulationOutcome};
use crate::system::TransitionSystem;

/// A simulation with all that its outputs need.
#[derive(Debug, Clone)]
pub struct SimulationReport {
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
    /// What was found.
    pub outcome: SimulationOutcome,
    /// Targets that were stated.
    pub targets: Vec<Target>,
    /// What it took; the only part that differs between two runs of one seed.
    pub timing: Option<Timing>,
}

/// A file and what it is called.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its path as the user wrote it, or `built in`.
    pub path: String,
    /// The hash of all files that were read.
    pub hash: String,
}

/// A share of a deadline that has to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The deadline.
    pub deadline: String,
    /// The least share, from 0 to 1.
    pub share: f64,
}

/// What became of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval lies at or above the target.
    Met,
    /// It does not.
    Missed,
    /// The deadline never came up.
    NeverDue,
}

/// What a simulation took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Timing {
    /// Seconds on the clock.
    pub wall_seconds: f64,
}

impl SimulationReport {
    /// Whether a target is met: the lower end of the interval counts, so that a lucky run meets none.
    pub fn verdict(&self, target: &Target) -> Verdict {
        let deadline = self.outcome.deadlines.iter().find(|one| self.deadline_id(one) == target.deadline);
        match deadline.and_then(|one| one.on_time) {
            None => Verdict::NeverDue,
            Some(share) if share.low >= target.share => Verdict::Met,
            Some(_) => Verdict::Missed,
        }
    }

    /// Whether a target is missed, or could not be judged.
    pub fn failed(&self) -> bool {
        self.targets.iter().any(|target| self.verdict(target) != Verdict::Met)
    }

    /// The id of a deadline.
    pub fn deadline_id(&self, deadline: &DeadlineOutcome) -> &str {
        &self.system.deadline(deadline.deadline).id
    }
}
