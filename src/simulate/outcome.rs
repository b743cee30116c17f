//! What a simulation found, as plain data: counts from which every number of the report follows, and the intervals.

use crate::statistics::{Counts, Interval, Share};
use crate::system::{ActorId, DeadlineId, StepId, TransitionId};

/// The result of an experiment. The same for the same system, scenario, settings and seed, whatever the number of threads.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulationOutcome {
    /// The seed.
    pub seed: u64,
    /// How many replications were run.
    pub replications: u32,
    /// Why no more were run.
    pub stopped: Stopped,
    /// Working days that one replication lasts, warm-up included; absent if it runs until it is empty.
    pub days: Option<u32>,
    /// Working days at the beginning on which nothing is reported.
    pub warm_up_days: u32,
    /// Cases that came in all replications, those of the warm-up included.
    pub cases: u64,
    /// Cases that were complete at the end.
    pub cases_complete: u64,
    /// Cases that were open at the end of a replication.
    pub open: OpenCases,
    /// For each deadline of the system that has a clock, in its order.
    pub deadlines: Vec<DeadlineOutcome>,
    /// For each actor, in the order of the system.
    pub actors: Vec<ActorOutcome>,
    /// For each step and vote, in the order of the system.
    pub steps: Vec<StepOutcome>,
    /// How often each transition happened, in the order of the system; of those that never did, 0.
    pub transitions: Vec<(TransitionId, u64)>,
    /// For each fact, how often each value came, in the order of the system. Facts that nothing reads are empty: they are not drawn.
    pub facts: Vec<Vec<u64>>,
    /// Open cases over time, one entry for each day looked at; empty if a replication runs until it is empty.
    pub backlog: Vec<BacklogPoint>,
}

/// Why no more replications were run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// All that were asked for were run.
    Done,
    /// The intervals were narrow enough.
    Precise,
    /// The interval asked for was not reached within the most replications allowed.
    NotPrecise,
    /// Somebody stopped it.
    Interrupted,
}

/// Cases that were open at the end of a replication.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OpenCases {
    /// All of them, over all replications.
    pub cases: u64,
    /// Of these, such that nothing will ever happen in them any more although they are not complete.
    pub stuck: u64,
    /// How many a replication had at its end.
    pub per_replication: Counts,
}

/// What became of a deadline. Every time that its clock ran out or was stopped counts once, in the warm-up not.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadlineOutcome {
    /// Which.
    pub deadline: DeadlineId,
    /// Kept.
    pub kept: u64,
    /// Missed.
    pub missed: u64,
    /// Missed ones for which what was due had not happened at the end.
    pub missed_open: u64,
    /// Missed ones that were given more time after the date had passed, began anew, or no longer applied, before what was due happened. They are in no
    /// count of late days and have no cause; where the time begins anew, the days count from then.
    pub missed_lifted: u64,
    /// Still running at the end, not yet due.
    pub running: u64,
    /// Share kept, with the error of the simulation. Absent if none was kept or missed.
    pub on_time: Option<Share>,
    /// By how much waiting for each other widens that interval: the design effect, at least 1. Absent with fewer than two replications.
    pub design_effect: Option<f64>,
    /// The spread between years, which more replications do not make smaller. Absent if no year had any.
    pub single_year: Option<SingleYear>,
    /// Share of years in which none was missed, those in which none was due included.
    pub all_on_time_year: Option<Share>,
    /// Working days from the anchor to what was due, of those that were done, in time or late.
    pub days: Counts,
    /// Working days late, of those that were done late.
    pub late_days: Counts,
    /// What made those late that were done late, most frequent first.
    pub causes: Vec<Cause>,
}

/// The range in which a single year lies, nine times out of ten.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SingleYear {
    /// Share kept, of years in which some deadline was kept or missed.
    pub on_time: Interval,
    /// Number missed, of all years.
    pub missed: (u32, u32),
    /// How many years were looked at.
    pub years: u64,
}

/// What the days went by with, on the way that led to what was late: the longest part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// The step that was waited for or worked on; absent if no step is to blame alone (a span, the start itself).
    pub step: Option<StepId>,
    /// Who was waited for or worked.
    pub actor: Option<ActorId>,
    /// What of it.
    pub kind: CauseKind,
    /// How often it was the longest part.
    pub missed: u64,
    /// Working days that all these parts lasted together.
    pub days: u64,
}

/// A part of the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CauseKind {
    /// Nobody was free, or there was no meeting.
    Queue,
    /// The work itself.
    Work,
    /// What may happen had not happened yet, or a condition did not hold.
    Wait,
}

/// How busy an actor was, after the warm-up.
#[derive(Debug, Clone, PartialEq)]
pub struct ActorOutcome {
    /// Which.
    pub actor: ActorId,
    /// Work begun.
    pub begun: u64,
    /// Places occupied, of those there are, on average over time. Absent if nothing limits the actor.
    pub utilisation: Option<f64>,
    /// Cases that it worked on at a time, on average.
    pub cases_at_work_mean: f64,
    /// Working days that the work which was begun had waited for it.
    pub wait_days: Counts,
    /// Steps that waited, on average over time. What several performers could do waits at each of them.
    pub queue_mean: f64,
    /// Cases on the agenda of a meeting; empty if it holds none.
    pub agenda: Counts,
}

/// What was seen of a step.
#[derive(Debug, Clone, PartialEq)]
pub struct StepOutcome {
    /// Which.
    pub step: StepId,
    /// How often it was taken.
    pub taken: u64,
    /// Work that was dropped because the step lapsed.
    pub dropped: u64,
    /// Working days that it waited for somebody before the work began.
    pub wait_days: Counts,
}

/// Open cases on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct BacklogPoint {
    /// Working days from the start.
    pub day: u32,
    /// How many cases were open at the beginning of that day, replication by replication.
    pub open: Counts,
}
