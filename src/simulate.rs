//! The simulation: many cases that share people and meetings, on whole days, and what becomes of their deadlines.
//!
//! It has no rules of its own: what can happen, and what follows, is the machine's; when clocks start and stop, the clocks'. It reads no
//! clock, no file and no randomness from outside, and does not print.

mod arrivals;
mod case;
mod day_sum;
mod error;
mod exact;
mod experiment;
mod graph;
mod marks;
mod meetings;
mod outcome;
mod people;
mod plan;
mod report;
mod run;
mod tally;
mod timeline;
mod wheel;

pub use error::SimulationError;
pub use exact::{ExactDeadline, ExactOutcome, NotComputed, Per, exact};
pub use experiment::{CaseHistory, SimulationOptions, case_histories, simulate};
pub use outcome::{
    ActorOutcome, BacklogPoint, Cause, CauseKind, DeadlineOutcome, OpenCases, SimulationOutcome, SingleYear,
    StepOutcome, Stopped,
};
