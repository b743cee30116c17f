//! Deadlines in the JSON document. No value is null: a number, a list or a word.

use serde::Serialize;

use crate::calendar::format_iso;
use crate::check::time::{Cause, DatedMiss, DeadlineOutcome, Length, Measure, PointOfNoReturn, Stretch, TimeOutcome};
use crate::system::{ClockOwner, DeadlineLimit, TimeUnit};

/// The time check.
#[derive(Debug, Clone, Serialize)]
pub struct TimeEntry {
    /// How often loops are gone round, and what comes from outside comes again.
    pub repeat: u16,
    /// Whether every search was complete.
    pub complete: bool,
    /// States of all searches.
    pub states: usize,
    /// Steps that may go round without any time; a limit was reached before that was decided. (If they do, the file is invalid.)
    pub timeless_undecided: Vec<Vec<String>>,
    /// What is longer than the calendar, and was not measured.
    pub too_long: Vec<String>,
}

impl TimeEntry {
    /// Of an outcome.
    pub fn new(time: &TimeOutcome) -> Self {
        Self {
            repeat: time.repeat,
            complete: time.complete,
            states: time.states,
            timeless_undecided: time.timeless_undecided.clone(),
            too_long: time.too_long.clone(),
        }
    }
}

/// A number of working days, or a word: `unbounded`, `never`, `none`, `beginning`, `absent`.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum NumberOrWord {
    /// Working days.
    Number(i64),
    /// A word.
    Word(&'static str),
}

impl std::fmt::Display for NumberOrWord {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Word(word) => formatter.write_str(word),
        }
    }
}

/// One deadline or timed rule.
#[derive(Debug, Clone, Serialize)]
pub struct DeadlineEntry {
    /// Its id.
    pub id: String,
    /// What it is.
    pub says: String,
    /// `deadline` or `rule`.
    pub kind: &'static str,
    /// The limit as stated: `within 5 working days`.
    pub limit: String,
    /// The limit in working days: at its shortest for "within", at its longest otherwise.
    pub within: u32,
    /// The longest time from anchor to end; this and what follows is `undecided` if a limit was reached.
    pub longest: NumberOrWord,
    /// What is gone round or waited for where there is no bound.
    pub longest_because: Vec<String>,
    /// The shortest time from anchor to discharge.
    pub shortest: NumberOrWord,
    /// Working days left at worst; negative if it can be missed.
    pub slack: NumberOrWord,
    /// What is proved: `kept`, `can be missed`, or `undecided` where it may be missed, at most by what is said, or the search was cut short.
    pub verdict: &'static str,
    /// Who held the days of the longest run (of the shortest one for "not before").
    pub critical_path: Vec<StretchEntry>,
    /// The last day, counted from the anchor, on which acting at once would still have met it.
    pub point_of_no_return: NumberOrWord,
    /// What should have been done at once then.
    pub point_of_no_return_open: Vec<String>,
    /// `kept`, `ours`, `another organisation`, `nobody (calendar)`, `undecided`.
    pub controlled_by: &'static str,
    /// `exact`, or `bounds` where the longest time is an upper bound and the shortest a lower one: the way to the anchor was explored without
    /// time, or lengths depend on the date.
    pub measured: &'static str,
    /// Whether the longest time (for "not before" the shortest) is that of a run, on some date.
    pub attained: bool,
    /// The dates of a run that misses it where the times are bounds and it does so on some dates only; otherwise empty.
    pub shown: Vec<DatedMissEntry>,
    /// Whether its anchor can happen at all.
    pub reached: bool,
    /// Whether the search was complete.
    pub complete: bool,
    /// States of the search.
    pub states: usize,
}

/// The dates of a run that misses a deadline.
#[derive(Debug, Clone, Serialize)]
pub struct DatedMissEntry {
    /// The case begins.
    pub start: String,
    /// The time of the deadline begins.
    pub anchor: String,
    /// The last day on which it would be in time; for "not before" the first.
    pub limit: String,
    /// It ends.
    pub end: String,
    /// Working days from anchor to end, as the deadline counts them.
    pub days: u32,
}

impl DatedMissEntry {
    fn new(shown: &DatedMiss) -> Self {
        let DatedMiss { start, anchor, limit, end, days } = shown;
        let [start, anchor, limit, end] = [start, anchor, limit, end].map(|date| format_iso(*date));
        Self { start, anchor, limit, end, days: *days }
    }
}

/// A stretch of the critical path.
#[derive(Debug, Clone, Serialize)]
pub struct StretchEntry {
    /// The step.
    pub step: String,
    /// Who.
    pub actor: String,
    /// Not bound by the procedure.
    pub outside: bool,
    /// Working days.
    pub days: u32,
    /// Working days since the anchor at its end.
    pub until: u32,
}

/// What stands in place of a result that only a complete search has.
const UNDECIDED: &str = "undecided";

impl DeadlineEntry {
    /// Of an outcome.
    pub fn new(one: &DeadlineOutcome) -> Self {
        let because = match &one.longest {
            Length::Unbounded(Cause::Loop(steps) | Cause::Wait(steps)) => steps.clone(),
            _ => Vec::new(),
        };
        let (point, open) = match &one.point_of_no_return {
            PointOfNoReturn::None => (NumberOrWord::Word("none"), Vec::new()),
            PointOfNoReturn::Beginning => (NumberOrWord::Word("beginning"), Vec::new()),
            PointOfNoReturn::Day { day, open } => (NumberOrWord::Number(i64::from(*day)), open.clone()),
        };
        let decided = |value| if one.complete { value } else { NumberOrWord::Word(UNDECIDED) };
        Self {
            id: one.id.clone(),
            says: one.says.clone(),
            kind: if matches!(one.owner, ClockOwner::Deadline(_)) { "deadline" } else { "rule" },
            limit: limit(one.limit),
            within: one.within_days,
            longest: decided(number(&one.longest)),
            longest_because: because,
            shortest: decided(number(&one.shortest)),
            slack: decided(slack(one.slack_days)),
            verdict: one.verdict().name(),
            critical_path: one.critical_path.iter().map(stretch).collect(),
            point_of_no_return: decided(point),
            point_of_no_return_open: open,
            controlled_by: if one.complete { one.control.name() } else { UNDECIDED },
            measured: if one.measure == Measure::Exact { "exact" } else { "bounds" },
            attained: one.is_attained(),
            shown: one.shown.iter().map(DatedMissEntry::new).collect(),
            reached: one.reached,
            complete: one.complete,
            states: one.states,
        }
    }
}

fn stretch(stretch: &Stretch) -> StretchEntry {
    StretchEntry {
        step: stretch.step.clone(),
        actor: stretch.actor.clone(),
        outside: stretch.outside,
        days: stretch.days,
        until: stretch.until,
    }
}

/// Working days left at worst; there is no number where nothing bounds the time.
pub(super) fn slack(days: Option<i64>) -> NumberOrWord {
    days.map_or(NumberOrWord::Word("none"), NumberOrWord::Number)
}

/// A length of time.
pub(super) fn number(length: &Length) -> NumberOrWord {
    match length {
        Length::Days(days) => NumberOrWord::Number(i64::from(*days)),
        Length::Unbounded(_) => NumberOrWord::Word("unbounded"),
        Length::Never => NumberOrWord::Word("never"),
    }
}

/// A limit in words.
pub(super) fn limit(limit: DeadlineLimit) -> String {
    let time = |count: u32, unit: TimeUnit| {
        let unit = match unit {
            TimeUnit::WorkingDay => "working day",
            TimeUnit::CalendarDay => "calendar day",
            TimeUnit::Month => "month",
        };
        crate::report::text::count(usize::try_from(count).unwrap_or(usize::MAX), unit, &format!("{unit}s"))
    };
    match limit {
        DeadlineLimit::Within(count, unit) => format!("within {}", time(count, unit)),
        DeadlineLimit::NotBefore(count, unit) => format!("not before {}", time(count, unit)),
        DeadlineLimit::Before(count, unit) => format!("at least {} before", time(count, unit)),
    }
}
