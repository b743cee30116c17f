//! The syntax tree of a scenario: what the file says, nothing resolved.

use crate::source::{Name, Span, Spanned};
use crate::syntax::tree::{Duration, Unit};

/// A number and its place.
pub type Number = Spanned<f64>;

/// Names with a number each: weights, chances.
pub type Weights = Vec<(Name, Number)>;

/// A whole scenario, laid over its base.
#[derive(Debug, Clone, Default)]
pub struct ScenarioTree {
    /// Id: the file name without its ending.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// First day, as written.
    pub start: Option<Name>,
    /// `england-and-wales` or `plain`; that of the procedure if absent.
    pub calendar: Option<Spanned<ScenarioCalendar>>,
    /// Years that are reported.
    pub years: Option<Number>,
    /// It runs until no case is open.
    pub until_empty: Option<Span>,
    /// Years before them.
    pub warm_up_years: Option<Number>,
    /// How cases come.
    pub arrivals: Option<ArrivalsTree>,
    /// Weights of the steps with which a case begins.
    pub begins: Weights,
    /// How fractions of a day are rounded where a phrase does not say it.
    pub rounding: Rounding,
    /// The law behind `4 to 12 working days, usually 7`.
    pub takes_law: ThreePointLaw,
    /// Who is served first, where an actor says nothing.
    pub discipline: Option<Spanned<QueueDiscipline>>,
    /// What is taken for granted.
    pub assumes: Vec<String>,
    /// `[facts.*]`
    pub facts: Vec<(Name, Weights)>,
    /// `[steps.*]`
    pub steps: Vec<StepTree>,
    /// `[spans.*]`
    pub spans: Vec<SpanTree>,
    /// `[actors.*]`
    pub actors: Vec<ActorTree>,
    /// `[[overrides]]`
    pub overrides: Vec<OverrideTree>,
    /// `[[open_cases]]`
    pub open_cases: Vec<OpenCaseTree>,
    /// The beginning of the file, for what is missing.
    pub place: Option<Span>,
}

/// Calendars of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScenarioCalendar {
    /// Real dates and bank holidays.
    EnglandAndWales,
    /// Working days without dates, 253 a year.
    Plain,
}

/// How a fraction becomes a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rounding {
    /// To the nearest; halves up.
    #[default]
    Nearest,
    /// Up.
    Up,
    /// Down.
    Down,
}

/// The law behind three points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThreePointLaw {
    /// Straight lines from the least to the usual to the most.
    #[default]
    Triangular,
    /// The beta law of project planning, which gives the usual value four times the weight of the ends.
    Pert,
}

/// Who is served first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueDiscipline {
    /// Who has waited longest.
    FirstCome,
    /// Whose deadline ends first.
    EarliestDueDate,
}

/// `[arrivals]`
#[derive(Debug, Clone)]
pub struct ArrivalsTree {
    /// Where it stands.
    pub span: Span,
    /// `3.5 incidents a year`
    pub rate: Option<Spanned<RatePhrase>>,
    /// Cases on these days, as written.
    pub dates: Option<Spanned<Vec<Name>>>,
    /// Coefficient of variation of the yearly rate.
    pub yearly_variation: Option<Number>,
    /// Relative rates of the months.
    pub season: Option<Spanned<Vec<Number>>>,
    /// Weights of 1, 2, … cases in one incident.
    pub cases_per_incident: Option<Spanned<Vec<Number>>>,
}

/// `3.5 incidents a year`, or `20000 cases at 17.5 a year`
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatePhrase {
    /// A number of cases after which nothing comes.
    pub cases: Option<f64>,
    /// Counted in cases; otherwise in incidents, of which each can bring several cases.
    pub counts_cases: bool,
    /// How many.
    pub number: f64,
    /// In which time.
    pub per: Per,
}

/// The time of a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// A year.
    Year,
    /// A twelfth of a year.
    Month,
    /// A working day, of which a year has 253.
    WorkingDay,
}

/// A law with its unit.
#[derive(Debug, Clone, PartialEq)]
pub struct LawOfTime {
    /// The law.
    pub law: Law,
    /// The unit.
    pub unit: Unit,
    /// How it is rounded; as the scenario says if absent.
    pub rounding: Option<Rounding>,
}

/// How likely each length of time is.
#[derive(Debug, Clone, PartialEq)]
pub enum Law {
    /// Every whole number between two is equally likely.
    Even {
        /// At least.
        least: u32,
        /// At most.
        most: u32,
    },
    /// Three points; the scenario says by which law.
    Usual {
        /// At least.
        least: f64,
        /// Most often.
        usual: f64,
        /// At most.
        most: f64,
    },
    /// Triangular.
    Triangular {
        /// At least.
        least: f64,
        /// Most often.
        usual: f64,
        /// At most.
        most: f64,
    },
    /// PERT: a beta law.
    Pert {
        /// At least.
        least: f64,
        /// Most often.
        usual: f64,
        /// At most.
        most: f64,
    },
    /// Lognormal, by its median and one more point.
    LognormalBelow {
        /// Half of them are below it.
        median: f64,
        /// So many per cent …
        percent: f64,
        /// … are below this.
        below: f64,
    },
    /// Lognormal, by its mean and standard deviation.
    LognormalMean {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        deviation: f64,
    },
    /// Whole numbers and their weights.
    Table(Vec<(u32, f64)>),
}

/// `[steps.*]`
#[derive(Debug, Clone)]
pub struct StepTree {
    /// The step, or a vote.
    pub id: Name,
    /// Weights of its outcomes.
    pub outcomes: Weights,
    /// How long it takes.
    pub takes: Option<Spanned<LawOfTime>>,
    /// The chance that it happens.
    pub chance: Option<Number>,
    /// How long until it happens.
    pub waits: Option<Spanned<LawOfTime>>,
    /// Higher ones first.
    pub priority: Option<Spanned<i64>>,
}

/// `[spans.*]`
#[derive(Debug, Clone)]
pub struct SpanTree {
    /// The span.
    pub id: Name,
    /// The chance that it begins.
    pub chance: Option<Number>,
    /// How long until it begins.
    pub waits: Option<Spanned<LawOfTime>>,
    /// How long it runs.
    pub runs: Option<Spanned<LawOfTime>>,
}

/// `[actors.*]`
#[derive(Debug, Clone)]
pub struct ActorTree {
    /// The actor.
    pub id: Name,
    /// Cases at a time.
    pub cases_at_once: Option<Spanned<CasesAtOnce>>,
    /// Who is served first.
    pub discipline: Option<Spanned<QueueDiscipline>>,
    /// When it is away.
    pub absence: Option<AbsenceTree>,
    /// When it meets.
    pub meets: Option<Spanned<MeetingRule>>,
    /// Cases that a meeting can take.
    pub cases_per_meeting: Option<Spanned<i64>>,
    /// The chance that a meeting is cancelled.
    pub cancelled: Option<Number>,
}

/// A number of cases, or `unlimited`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CasesAtOnce {
    /// So many.
    Number(i64),
    /// Nothing limits it.
    Unlimited,
}

/// `absence = { share = 0.12, days = 5, deputies = 1 }`
#[derive(Debug, Clone)]
pub struct AbsenceTree {
    /// Share of working days.
    pub share: Number,
    /// Length of one absence in working days.
    pub days: Spanned<i64>,
    /// How many stand in.
    pub deputies: Spanned<i64>,
}

/// When somebody meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MeetingRule {
    /// On these days, as written.
    Dates(Vec<Name>),
    /// `first Tuesday of every second month`
    Monthly {
        /// 1 to 4, or 5 for the last.
        ordinal: u8,
        /// 0 is Monday.
        weekday: u8,
        /// 1 for every month.
        every_months: u8,
    },
    /// `every second Tuesday`
    Weekly {
        /// 0 is Monday.
        weekday: u8,
        /// 1 for every week.
        every_weeks: u8,
    },
    /// `every 20 working days`
    EveryDays(u32),
}

/// `[[overrides]]`
#[derive(Debug, Clone)]
pub struct OverrideTree {
    /// Where it stands.
    pub span: Span,
    /// First day, as written.
    pub from: Option<Name>,
    /// Last day, as written.
    pub to: Option<Name>,
    /// Other lengths of deadlines.
    pub deadlines: Vec<(Name, Spanned<Duration>)>,
    /// Other lengths of steps.
    pub takes: Vec<(Name, Spanned<LawOfTime>)>,
    /// Other capacities.
    pub cases_at_once: Vec<(Name, Spanned<CasesAtOnce>)>,
    /// Another rate.
    pub arrivals: Option<Spanned<RatePhrase>>,
    /// Spans that begin in every open case.
    pub spans: Vec<Name>,
}

/// `[[open_cases]]`
#[derive(Debug, Clone)]
pub struct OpenCaseTree {
    /// Where it stands.
    pub span: Span,
    /// Values of facts; several for a fact of many values.
    pub facts: Vec<(Name, Vec<Name>)>,
    /// What has happened, in order.
    pub happened: Vec<Spanned<Happening>>,
}

/// `2026-03-04 spoc_meeting is met`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// The day, as written.
    pub date: Name,
    /// Step, span or deadline.
    pub name: Name,
    /// Outcome, `begins`, `ends` or `missed`.
    pub how: Option<String>,
}
