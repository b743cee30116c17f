//! Dates put together: how many have which verdict, and ranges of dates that have the same numbers.

use std::collections::BTreeMap;

use crate::calendar::Date;
use crate::check::time::{DateVerdict, Dated, DatedDeadline};

/// Dates in a row for which the same was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DateRange {
    pub(super) first: Date,
    pub(super) last: Date,
    /// What was found for the first of them; absent where the calendar ends.
    pub(super) found: Option<Dated>,
    /// The fewest and the most calendar days of the limit.
    pub(super) limit_calendar_days: (u32, u32),
}

/// The ranges of dates in which `same` says the same of neighbours, in order.
pub(super) fn ranges(deadline: &DatedDeadline, same: impl Fn(&Dated, &Dated) -> bool) -> Vec<DateRange> {
    let mut ranges: Vec<DateRange> = Vec::new();
    for start in &deadline.starts {
        let days = start.found.map_or(0, |found| calendar_days(start.start, found.limit_date));
        let goes_on = |range: &&mut DateRange| match (&range.found, &start.found) {
            (Some(one), Some(other)) => same(one, other),
            (None, None) => true,
            _ => false,
        };
        match ranges.last_mut().filter(goes_on) {
            Some(range) => {
                range.last = start.start;
                let (fewest, most) = range.limit_calendar_days;
                range.limit_calendar_days = (fewest.min(days), most.max(days));
            }
            None => ranges.push(DateRange {
                first: start.start,
                last: start.start,
                found: start.found,
                limit_calendar_days: (days, days),
            }),
        }
    }
    ranges
}

/// Whether two dates have the same numbers, whatever their dates.
pub(super) fn same_numbers(one: &Dated, other: &Dated) -> bool {
    let numbers =
        |dated: &Dated| (dated.limit_days, dated.longest_days, dated.shortest_days, dated.verdict, dated.exact);
    numbers(one) == numbers(other)
}

/// How bad a date is: the verdict, then the slack.
pub(super) fn badness(found: &Dated) -> (DateVerdict, i64) {
    (found.verdict, found.slack_days.map_or(0, |slack| -slack))
}

/// What was found for every date that the calendar reaches.
pub(super) fn measured(deadline: &DatedDeadline) -> impl Iterator<Item = (Date, Dated)> + Clone {
    deadline.starts.iter().filter_map(|start| Some((start.start, start.found?)))
}

/// The usual: the verdict and slack that most dates have; of several the best.
pub(super) fn usual(deadline: &DatedDeadline) -> Option<Dated> {
    let mut dates: BTreeMap<(DateVerdict, i64), (usize, Dated)> = BTreeMap::new();
    for (_, found) in measured(deadline) {
        dates.entry(badness(&found)).or_insert((0, found)).0 += 1;
    }
    let most = dates.values().map(|(dates, _)| *dates).max()?;
    dates.into_values().find(|(dates, _)| *dates == most).map(|(_, found)| found)
}

/// Calendar days from one date to another.
pub(super) fn calendar_days(from: Date, to: Date) -> u32 {
    u32::try_from((to - from).num_days()).unwrap_or(0)
}
