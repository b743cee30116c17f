//! Every deadline on every date in the JSON document: ranges of dates that have the same numbers. No value is null.

use serde::Serialize;

use super::deadlines::{NumberOrWord, limit};
use crate::calendar::format_iso;
use crate::check::time::{DateVerdict, Dated, DatedDeadline};
use crate::report::CalendarSweep;
use crate::report::calendar_csv::{counted_from, times_are};
use crate::report::dates::{DateRange, badness, measured, ranges, same_numbers, usual};

/// A deadline or timed rule on every date.
#[derive(Debug, Clone, Serialize)]
pub struct DatedDeadlineEntry {
    /// Its id.
    pub id: String,
    /// The limit as stated.
    pub limit: String,
    /// What the date is: `anchor` (or what extends the deadline), or `deed` for "at least … before".
    pub counted_from: &'static str,
    /// The first date looked at.
    pub first: String,
    /// The last date looked at.
    pub last: String,
    /// Whether its time can begin at all; otherwise nothing else is said.
    pub reached: bool,
    /// The slack that most dates have, in working days; `none` if nothing bounds the time.
    pub usual_slack: NumberOrWord,
    /// The least slack of any date.
    pub worst_slack: NumberOrWord,
    /// How many dates have which verdict.
    pub dates: DateCountEntry,
    /// Ranges of dates with the same numbers, in order.
    pub ranges: Vec<DateRangeEntry>,
    /// Whether every search was complete.
    pub complete: bool,
    /// Searches besides that of the time check.
    pub searches: usize,
    /// States of those searches.
    pub states: usize,
}

/// How many dates have which verdict.
#[derive(Debug, Clone, Serialize)]
pub struct DateCountEntry {
    /// Kept with a working day or more left.
    pub kept: usize,
    /// Kept with no working day left.
    pub tight: usize,
    /// It may be missed; that it can is not proved.
    pub undecided: usize,
    /// Some run misses it.
    pub can_be_missed: usize,
    /// No run keeps it.
    pub impossible: usize,
    /// The calendar does not reach to the end of the limit.
    pub not_measured: usize,
}

/// Dates in a row with the same numbers.
#[derive(Debug, Clone, Serialize)]
pub struct DateRangeEntry {
    /// The first date.
    pub first: String,
    /// The last date.
    pub last: String,
    /// `kept`, `tight`, `undecided`, `can be missed`, `impossible`, or `not measured`, and then no more is known.
    pub verdict: &'static str,
    /// `exact`, or `bounds` where the longest time is an upper bound and the shortest a lower one.
    pub times_are: &'static str,
    /// The limit in working days.
    pub within: NumberOrWord,
    /// The limit in calendar days: the fewest and the most.
    pub within_calendar_days: [u32; 2],
    /// The longest time in working days.
    pub longest: NumberOrWord,
    /// The shortest time in working days.
    pub shortest: NumberOrWord,
    /// Working days left at worst.
    pub slack: NumberOrWord,
}

/// One entry for each deadline.
pub(super) fn entries(sweep: &CalendarSweep) -> Vec<DatedDeadlineEntry> {
    sweep.deadlines.iter().map(|deadline| entry(sweep, deadline)).collect()
}

fn entry(sweep: &CalendarSweep, deadline: &DatedDeadline) -> DatedDeadlineEntry {
    let slack = |found: Option<Dated>| number(found.and_then(|found| found.slack_days), "none");
    let worst = measured(deadline).map(|(_, found)| found).max_by_key(badness);
    let dates = |verdict| measured(deadline).filter(|(_, found)| found.verdict == verdict).count();
    DatedDeadlineEntry {
        id: deadline.id.clone(),
        limit: limit(deadline.limit),
        counted_from: counted_from(deadline.limit),
        first: format_iso(sweep.first),
        last: format_iso(sweep.last),
        reached: !deadline.starts.is_empty(),
        usual_slack: slack(usual(deadline)),
        worst_slack: slack(worst),
        dates: DateCountEntry {
            kept: dates(DateVerdict::Kept),
            tight: dates(DateVerdict::Tight),
            undecided: dates(DateVerdict::Undecided),
            can_be_missed: dates(DateVerdict::CanBeMissed),
            impossible: dates(DateVerdict::Impossible),
            not_measured: deadline.starts.iter().filter(|start| start.found.is_none()).count(),
        },
        ranges: ranges(deadline, same_numbers).iter().map(range).collect(),
        complete: deadline.complete,
        searches: deadline.searches,
        states: deadline.states,
    }
}

fn range(range: &DateRange) -> DateRangeEntry {
    let (fewest, most) = range.limit_calendar_days;
    let found = range.found;
    let days = |days: fn(Dated) -> Option<u32>, word| number(found.and_then(days).map(i64::from), word);
    DateRangeEntry {
        first: format_iso(range.first),
        last: format_iso(range.last),
        verdict: found.map_or("not measured", |found| found.verdict.name()),
        times_are: times_are(found.is_some_and(|found| found.exact)),
        within: days(|found| Some(found.limit_days), "not measured"),
        within_calendar_days: [fewest, most],
        longest: days(|found| found.longest_days, "unbounded"),
        shortest: days(|found| found.shortest_days, "never"),
        slack: number(found.and_then(|found| found.slack_days), "none"),
    }
}

fn number(number: Option<i64>, word: &'static str) -> NumberOrWord {
    number.map_or(NumberOrWord::Word(word), NumberOrWord::Number)
}
