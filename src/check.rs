//! The order check: can a rule be broken, whatever the pace? Nobody is assumed to be on time.
//!
//! `question` says what is asked of a system and cuts it into slices; for each slice `search` builds the graph of all states,
//! `stateright` explores the same machine a second time, and `answer` decides. `fair` finds the runs that the fairness of duties allows. `story`
//! turns a counterexample into dated steps. `time` is the time check. Nothing here reads a file or a clock, and nothing prints.

mod answer;
mod fair;
mod graph;
mod judge;
mod known;
mod loops;
mod order;
mod outcome;
mod question;
mod replay;
mod search;
mod slice;
#[cfg(feature = "cli")]
mod stateright;
mod story;
pub mod time;
mod timed_story;
mod why;

pub use graph::{Graph, Limits, Step};
pub use judge::{Judgement, judge};
pub use order::{check, check_one};
pub use outcome::{
    CheckOptions, CheckOutcome, Counterexample, Ending, InternalError, InvariantOutcome, LoopFinding, OrderCounts,
    Reductions, SliceOutcome, Soundness, Stopped, UnfinishedDuty, Verdict, Weakness,
};
pub use replay::{Replay, replay, replay_labels};
pub use search::explore;
pub use story::{Example, ExampleStep, StoryOptions, tell, tell_undated};
pub use timed_story::tell_timed;
