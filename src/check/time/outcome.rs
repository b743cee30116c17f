//! What came of a time check: plain data for every output format.

use super::dated::DatedMiss;
use super::timeless::TimelessLoop;
use crate::system::{ActorId, ClockOwner, DeadlineLimit, TimeUnit, TransitionId};

/// How to check the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOptions {
    /// How often a loop is gone round, and how often what comes from outside comes again.
    pub repeat: u16,
    /// Most states of one search.
    pub states_max: usize,
    /// States of an exploration from the beginning of the case that are worth their time; beyond that, the way to the anchor is explored
    /// without time.
    pub exact_states_max: usize,
}

impl Default for TimeOptions {
    fn default() -> Self {
        Self { repeat: 1, states_max: 20_000_000, exact_states_max: 4_000 }
    }
}

/// A length of time in working days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Length {
    /// So many working days.
    Days(u32),
    /// No bound: this is gone round, or waited for.
    Unbounded(Cause),
    /// It never happens.
    Never,
}

impl Length {
    /// The working days, if there is a bound.
    pub fn days(&self) -> Option<u32> {
        match self {
            Self::Days(days) => Some(*days),
            Self::Unbounded(_) | Self::Never => None,
        }
    }
}

/// Why a time has no bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// These steps go round.
    Loop(Vec<String>),
    /// One of these is waited for, and nothing says when it comes.
    Wait(Vec<String>),
    /// Nothing that could end it can happen any more.
    Stuck,
}

/// Who decides whether a deadline is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// It is kept whatever happens within the bounds.
    Kept,
    /// Those whom the procedure binds hold the days by which it is missed.
    Ours,
    /// Bodies outside hold them.
    Outside,
    /// Nobody: only the calendar makes the time too short.
    Calendar,
}

impl Control {
    /// The word in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Ours => "ours",
            Self::Outside => "another organisation",
            Self::Calendar => "nobody (calendar)",
        }
    }
}

/// How far the times of a deadline are those of runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// All runs were explored from the beginning of the case: some run takes as long as the longest time, on some date.
    Exact,
    /// The same, with lengths that depend on the date at their worst. The longest time is an upper bound, the shortest a lower one.
    AtWorst,
    /// The way to the anchor was explored without time, and measured from every situation in which the anchor can come. The longest time is an
    /// upper bound, the shortest a lower one: what is kept is kept, what is missed may be an overestimate.
    FromAnchors,
}

/// What the times of a deadline would change with on another date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dependence {
    /// Lengths of tasks in the search that are not in working days.
    pub task_lengths: Vec<(u32, TimeUnit)>,
    /// Whether nothing is being worked on already when its time begins.
    pub begins_fresh: bool,
    /// Whether something in the search waits for this very deadline to be missed, so that the longest time depends on its limit.
    pub reads_itself: bool,
    /// Whether other limits in the search depend on the date, or the limit with which this one had run before.
    pub limits_vary: bool,
}

/// What is proved of a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeVerdict {
    /// No run within the bounds misses it.
    Kept,
    /// Some run within the bounds misses it.
    CanBeMissed,
    /// It may be missed: the longest time is an upper bound, or the search was cut short.
    Undecided,
}

impl TimeVerdict {
    /// The word in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::CanBeMissed => "can be missed",
            Self::Undecided => "undecided",
        }
    }
}

/// A stretch of the critical path: who held how many days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The step, or what was waited for.
    pub step: String,
    /// Who.
    pub actor: String,
    /// Not bound by the procedure.
    pub outside: bool,
    /// Working days between the step before it on the path and its end.
    pub days: u32,
    /// Working days since the anchor when it ended.
    pub until: u32,
}

/// What happens in an example, and on which working day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimedStep {
    /// Working days since the beginning of the case.
    pub day: u32,
    /// What.
    pub transition: TransitionId,
}

/// A run with its days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TimedRun {
    /// The values of the fact predicates with which it begins.
    pub predicates: Vec<bool>,
    /// The facts of the incident, for reading.
    pub facts: Vec<(String, String)>,
    /// What happens.
    pub steps: Vec<TimedStep>,
    /// The working day of the anchor.
    pub anchor_day: u32,
    /// The working day on which it ends.
    pub end_day: u32,
}

/// The last moment at which acting at once would still have met a deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PointOfNoReturn {
    /// There is none: it is always kept.
    None,
    /// Working days since the anchor, and what should have been done at once.
    Day {
        /// Working days since the anchor.
        day: u32,
        /// The steps that were being worked on, or waited for.
        open: Vec<String>,
    },
    /// It could not be kept from the beginning.
    Beginning,
}

/// What was found about one deadline or timed rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadlineOutcome {
    /// The clock.
    pub owner: ClockOwner,
    /// Its id.
    pub id: String,
    /// What it is, for people.
    pub says: String,
    /// The limit as stated.
    pub limit: DeadlineLimit,
    /// The limit in working days: the fewest for "within", the most for "not before".
    pub within_days: u32,
    /// The longest time from anchor to end.
    pub longest: Length,
    /// The shortest time from anchor to discharge.
    pub shortest: Length,
    /// By how many working days it is kept at worst; negative: missed by so many. Absent if the longest time has no bound.
    pub slack_days: Option<i64>,
    /// The stretches of a longest run (of a shortest one where it must not be too early).
    pub critical_path: Vec<Stretch>,
    /// The last moment at which it could still have been met.
    pub point_of_no_return: PointOfNoReturn,
    /// Who holds the days.
    pub control: Control,
    /// A run that misses it, if one does.
    pub example: Option<TimedRun>,
    /// Whether the anchor happens in some run.
    pub reached: bool,
    /// How far the times are those of runs.
    pub measure: Measure,
    /// Where the times are bounds: working days that some run takes at least on every date (for what must wait, at most), if that was found.
    pub proved_days: Option<u32>,
    /// Where the times are bounds: the dates of a run that misses it, if one was found that happens on some dates only.
    pub shown: Option<DatedMiss>,
    /// What the times would change with on another date.
    pub depends: Dependence,
    /// Whether the search was complete.
    pub complete: bool,
    /// States of the search.
    pub states: usize,
    /// Who can be at work in what was searched, in the order of the system.
    pub performers: Vec<ActorId>,
}

impl DeadlineOutcome {
    /// Whether so much time has to go by at least ("not before", "before"); otherwise at most.
    pub fn must_wait(&self) -> bool {
        !matches!(self.limit, DeadlineLimit::Within(..))
    }

    /// Whether some run within the bounds keeps it.
    pub fn can_be_kept(&self) -> bool {
        match self.limit {
            DeadlineLimit::Within(..) => self.shortest.days().is_some_and(|days| days <= self.within_days),
            DeadlineLimit::NotBefore(..) | DeadlineLimit::Before(..) => match &self.longest {
                Length::Days(days) => *days >= self.within_days,
                Length::Unbounded(_) => true,
                Length::Never => false,
            },
        }
    }

    /// What is proved.
    pub fn verdict(&self) -> TimeVerdict {
        let by_a_run = self.shown.is_some() || self.proved_days.is_some_and(|days| self.misses(days));
        let proved = self.measure == Measure::Exact || by_a_run;
        match (self.can_be_missed(), proved, self.complete) {
            (true, true, _) => TimeVerdict::CanBeMissed,
            (false, _, true) => TimeVerdict::Kept,
            _ => TimeVerdict::Undecided,
        }
    }

    /// Whether the longest time (for what must wait, the shortest) is that of a run, on some date.
    pub fn is_attained(&self) -> bool {
        let worst = if self.must_wait() { &self.shortest } else { &self.longest };
        let shown = self.shown.as_ref().map(|shown| shown.days).or(self.proved_days);
        self.measure == Measure::Exact || worst.days().is_some() && worst.days() == shown
    }

    /// Whether so many working days are too many, or, for what must wait, too few.
    pub(super) fn misses(&self, days: u32) -> bool {
        match self.limit {
            DeadlineLimit::Within(..) => days > self.within_days,
            DeadlineLimit::NotBefore(..) | DeadlineLimit::Before(..) => days < self.within_days,
        }
    }

    /// Whether it is missed by what was found. Where that is an overestimate, it is not proved ([`Self::verdict`]).
    pub fn can_be_missed(&self) -> bool {
        match self.limit {
            DeadlineLimit::Within(..) => match &self.longest {
                Length::Days(days) => self.misses(*days),
                Length::Unbounded(_) => true,
                Length::Never => false,
            },
            DeadlineLimit::NotBefore(..) | DeadlineLimit::Before(..) => {
                self.shortest.days().is_some_and(|days| self.misses(days))
            }
        }
    }
}

/// Everything that a time check found.
#[derive(Debug, Clone, Default)]
pub struct TimeOutcome {
    /// One for each clock, in the order of the system.
    pub deadlines: Vec<DeadlineOutcome>,
    /// Steps that go round without any time: a mistake of the procedure.
    pub timeless_loops: Vec<TimelessLoop>,
    /// Steps that may do so; a limit was reached before that was decided.
    pub timeless_undecided: Vec<Vec<String>>,
    /// How often loops are gone round.
    pub repeat: u16,
    /// Lengths of time that the calendar does not cover, by step or deadline.
    pub too_long: Vec<String>,
    /// Whether every search was complete.
    pub complete: bool,
    /// States of all searches.
    pub states: usize,
}
