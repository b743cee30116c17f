//! A scenario, resolved against a system: how many cases come, what they are like, who works when. The simulator reads it.
//!
//! Data only. How a scenario is written down, and what is wrong with one, is for the language; what comes of it, for the simulator.

use crate::calendar::Date;
use crate::random::DayTable;
use crate::system::{ActorId, DeadlineId, SpanId, StepId};

/// A scenario.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Its id: the file name without its ending.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The first day of the simulated time.
    pub start: Date,
    /// Which days are worked.
    pub days: WorkingDays,
    /// How cases come.
    pub arrivals: Arrivals,
    /// When a replication ends.
    pub horizon: Horizon,
    /// Years at the beginning of which nothing is reported; cases that come in them are simulated.
    pub warm_up_years: f64,
    /// For each fact of the system: how often each value comes.
    pub facts: Vec<FactWeights>,
    /// For each step and vote: what is drawn for it.
    pub steps: Vec<StepScenario>,
    /// For each span: whether and when it begins, how long it runs.
    pub spans: Vec<SpanScenario>,
    /// For each actor: capacity, absence, meetings.
    pub actors: Vec<ActorScenario>,
    /// What is other than above between two dates.
    pub overrides: Vec<Override>,
    /// Cases that are open when the simulated time begins.
    pub open_cases: Vec<OpenCase>,
    /// What it takes for granted, to be printed with every result.
    pub assumptions: Vec<String>,
}

/// Which days are worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkingDays {
    /// The calendar of England and Wales, real dates and bank holidays.
    EnglandAndWales,
    /// Plain working days without dates, 253 a year (the mean of England and Wales, 2020 to 2028, rounded).
    Plain,
}

/// How cases come.
#[derive(Debug, Clone)]
pub enum Arrivals {
    /// A Poisson process of incidents.
    Poisson {
        /// Incidents a year, on average.
        incidents_per_year: f64,
        /// Coefficient of variation of the yearly rate (gamma distributed); 0 for none.
        yearly_variation: f64,
        /// Relative rate of each month of the year, January first; all 1 for none. Its mean does not matter.
        season: [f64; 12],
        /// How many children, each a case of its own, come with one incident: weight of 1, 2, …
        cases_per_incident: Vec<f64>,
    },
    /// Cases on these days.
    Dates(Vec<Date>),
    /// So many cases, a Poisson process of this rate; nothing comes after them.
    Count {
        /// How many.
        cases: u32,
        /// Cases a working day, on average.
        per_working_day: f64,
    },
}

/// When a replication ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Horizon {
    /// After so many years of 12 months from the start (of 253 days with plain working days), whatever is still open.
    Years(f64),
    /// When no case is open and none will come.
    UntilEmpty,
}

/// How often each value of a fact comes.
#[derive(Debug, Clone, PartialEq)]
pub enum FactWeights {
    /// One value: relative weights.
    One(Vec<f64>),
    /// Several at once: the chance of each value, by itself.
    Many(Vec<f64>),
}

/// What is drawn for a step.
#[derive(Debug, Clone)]
pub struct StepScenario {
    /// Relative weight of each outcome. Only those that can be chosen at that moment count; empty if the step has no outcomes.
    pub outcomes: Vec<f64>,
    /// Working days (or calendar days) from the beginning of the work to its end; absent if it takes no time.
    pub takes: Option<Duration>,
    /// Optional steps and events: the chance that it happens at all, each time that it is allowed anew. 1 for duties.
    pub chance: f64,
    /// Optional steps and events: how long after it is allowed it begins; at once if absent.
    pub waits: Option<Duration>,
    /// Relative weight with which a case begins with this step; 0 for all that do not begin a case.
    pub begins_case: f64,
    /// Cases whose step has a higher priority are worked on first; equal ones by the discipline.
    pub priority: i32,
}

/// A duration to be drawn.
#[derive(Debug, Clone)]
pub struct Duration {
    /// Whole units.
    pub table: DayTable,
    /// The unit.
    pub unit: crate::system::TimeUnit,
}

/// A span in a scenario.
#[derive(Debug, Clone)]
pub struct SpanScenario {
    /// The chance that it begins at all, each time that it is allowed anew.
    pub chance: f64,
    /// How long after that it begins.
    pub waits: Option<Duration>,
    /// How long it runs.
    pub runs: Option<Duration>,
}

/// An actor in a scenario.
#[derive(Debug, Clone)]
pub struct ActorScenario {
    /// On how many cases it works at a time; absent if nothing limits it.
    pub cases_at_once: Option<u32>,
    /// Who is served first.
    pub discipline: Discipline,
    /// When it is away.
    pub absence: Option<Absence>,
    /// When it meets; it works on steps at its meetings only. Absent if it works on any day.
    pub meetings: Option<Meetings>,
}

/// Who is served first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Discipline {
    /// Who has waited longest.
    #[default]
    FirstCome,
    /// Whose running deadline ends first; those without one last, among equals who has waited longest.
    EarliestDueDate,
}

/// When an actor is away. Work that has begun goes on; none is begun while it is away, unless a deputy is there.
#[derive(Debug, Clone)]
pub struct Absence {
    /// Share of working days, from 0 to below 1.
    pub share: f64,
    /// Length of one absence in working days.
    pub length_days: u32,
    /// How many can stand in.
    pub deputies: u32,
}

/// Meetings: work on a step begins at a meeting.
#[derive(Debug, Clone)]
pub struct Meetings {
    /// When they are.
    pub when: MeetingDates,
    /// How many cases one meeting can take; absent if nothing limits it.
    pub cases_per_meeting: Option<u32>,
    /// Chance that a meeting is cancelled.
    pub cancelled: f64,
}

/// Days of meetings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MeetingDates {
    /// These days.
    Dates(Vec<Date>),
    /// `first Tuesday of the month`: the ordinal (1 to 4, or 5 for the last), the weekday (0 is Monday), every so many months.
    Monthly {
        /// 1 to 4, or 5 for the last.
        ordinal: u8,
        /// 0 is Monday, 4 is Friday.
        weekday: u8,
        /// 1 for every month.
        every_months: u8,
    },
    /// `every Tuesday`: every so many weeks.
    Weekly {
        /// 0 is Monday, 4 is Friday.
        weekday: u8,
        /// 1 for every week.
        every_weeks: u8,
    },
    /// Every so many working days; for plain working days.
    EveryDays(u32),
}

/// Something that is other than usual between two dates, both included.
#[derive(Debug, Clone)]
pub struct Override {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// What.
    pub what: OverrideOf,
}

/// What an override changes, for what begins between its dates.
#[derive(Debug, Clone)]
pub enum OverrideOf {
    /// The length of a deadline that starts then.
    Deadline(DeadlineId, crate::system::DeadlineLimit),
    /// How long a step takes that is begun then.
    Takes(StepId, Option<Duration>),
    /// The capacity of an actor.
    CasesAtOnce(ActorId, Option<u32>),
    /// Incidents a year.
    IncidentsPerYear(f64),
    /// A span begins in every case that is open then.
    SpanBegins(SpanId),
}

/// A case that is open at the start: what has happened in it so far.
#[derive(Debug, Clone)]
pub struct OpenCase {
    /// Values of its facts, by fact: a value index, or a set as bits.
    pub facts: Vec<u64>,
    /// What has happened, in order: the day, and the transition in the words of [`crate::system::TransitionSystem::label_text`].
    pub happened: Vec<(Date, crate::system::TransitionId)>,
}
