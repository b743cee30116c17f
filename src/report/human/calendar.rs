//! Every deadline on every date: a table first, then the dates that stand out, the worst first.

use std::cmp::Reverse;

use super::HumanOptions;
use crate::calendar::{Date, format_iso, format_long};
use crate::check::time::{DateVerdict, Dated, DatedDeadline};
use crate::report::dates::{DateRange, badness, calendar_days, measured, ranges, usual};
use crate::report::text::{Page, count, length, short_date};
use crate::report::{CalendarSweep, Report};
use crate::system::{DeadlineLimit, TimeUnit};

/// Most ranges of dates that are listed for a deadline, and with `--full`.
const RANGES: (usize, usize) = (4, 40);

/// The table and its details.
pub(super) fn show(page: &mut Page, report: &Report, options: HumanOptions) {
    let Some(sweep) = &report.calendar else { return };
    page.gap();
    let dates = count(calendar_days(sweep.first, sweep.last) as usize + 1, "date", "dates");
    page.strong(&format!("CALENDAR  slack on {dates}, {} to {}", format_long(sweep.first), format_long(sweep.last)));
    if sweep.deadlines.is_empty() {
        page.paragraph("There is no deadline, and no rule about time, of which to ask.");
        return;
    }
    page.line(&row("", "limit", "usual", "worst", "worse on", "calendar days"));
    for deadline in &sweep.deadlines {
        page.line(&line(deadline));
    }
    for deadline in &sweep.deadlines {
        details(page, deadline, options);
    }
    stretched(page, sweep);
    page.gap();
    page.paragraph(&suppositions(sweep));
    undecided(page, sweep);
    not_measured(page, sweep);
}

fn row(name: &str, limit: &str, usual: &str, worst: &str, worse: &str, calendar: &str) -> String {
    let name: String = if length(name) > 24 { name.chars().take(23).chain(['…']).collect() } else { name.to_owned() };
    format!("  {name:<24}{limit:>11}{usual:>8}{worst:>7}{worse:>11}  {calendar}")
}

fn line(deadline: &DatedDeadline) -> String {
    let (Some(usual), Some(worst)) = (usual(deadline), worst(deadline)) else {
        let why = if deadline.starts.is_empty() { "it never begins" } else { "not measured" };
        return row(&deadline.id, "", "", "", "", why);
    };
    let slack = |found: Dated| found.slack_days.map_or_else(|| "none".to_owned(), |slack| slack.to_string());
    let worse = measured(deadline).filter(|(_, found)| badness(found) > badness(&usual)).count();
    row(
        &deadline.id,
        &extent(measured(deadline).map(|(_, found)| found.limit_days)),
        &slack(usual),
        &slack(worst),
        &if worse == 0 { "no date".to_owned() } else { count(worse, "date", "dates") },
        &extent(measured(deadline).map(|(start, found)| calendar_days(start, found.limit_date))),
    )
}

/// `121 to 128`
fn extent(numbers: impl Iterator<Item = u32> + Clone) -> String {
    let (fewest, most) = (numbers.clone().min().unwrap_or(0), numbers.max().unwrap_or(0));
    if fewest == most { fewest.to_string() } else { format!("{fewest} to {most}") }
}

fn worst(deadline: &DatedDeadline) -> Option<Dated> {
    measured(deadline).map(|(_, found)| found).max_by_key(badness)
}

/// The dates that are worse than most, unless a day or more is left on them too.
fn details(page: &mut Page, deadline: &DatedDeadline, options: HumanOptions) {
    let Some(usual) = usual(deadline) else { return };
    let counts =
        |found: &Dated| badness(found) > badness(&usual) && (options.full || found.verdict > DateVerdict::Kept);
    let mut worse = ranges(deadline, |one, other| badness(one) == badness(other));
    worse.retain(|range| range.found.as_ref().is_some_and(counts));
    if worse.is_empty() {
        return;
    }
    // The worst first; of equals the longest, then the earliest.
    worse.sort_by_key(|range| {
        let bad = range.found.as_ref().map(badness);
        Reverse((bad, calendar_days(range.first, range.last), Reverse(range.first)))
    });
    page.gap();
    page.hanging("  ", &format!("{} ({}): as a rule {}.", deadline.id, deadline.says, words(&usual)));
    let most = if options.full { RANGES.1 } else { RANGES.0 };
    for range in worse.iter().take(most) {
        page.hanging("    ", &told(range));
    }
    if worse.len() > most {
        let rest = count(worse.len() - most, "more range of dates", "more ranges of dates");
        page.hanging("    ", &format!("({rest})"));
    }
}

/// Limits in working days, on the date from which they are the longest in calendar days.
fn stretched(page: &mut Page, sweep: &CalendarSweep) {
    let mut lines = Vec::new();
    for deadline in sweep.deadlines.iter().filter(|deadline| counted(deadline.limit) == TimeUnit::WorkingDay) {
        let days = |(start, found): &(Date, Dated)| calendar_days(*start, found.limit_date);
        let Some((start, found)) = measured(deadline).max_by_key(|one| (days(one), Reverse(one.0))) else { continue };
        if measured(deadline).all(|one| days(&one) == days(&(start, found))) {
            continue;
        }
        let days = count(days(&(start, found)) as usize, "day", "days");
        let from = short_date(&format_iso(start), &format_iso(found.limit_date));
        let late = found.longest_date.filter(|end| *end > found.limit_date && found.verdict > DateVerdict::Tight);
        let late =
            late.map_or_else(String::new, |end| format!(" (up to {} late)", calendar_days(found.limit_date, end)));
        let dates = format!("{from} to {}", format_long(found.limit_date));
        lines.push(format!("{}: {days}, {dates}{late}", deadline.id));
    }
    if lines.is_empty() {
        return;
    }
    page.gap();
    page.line("  Limits in working days, where they are longest in calendar days:");
    for line in lines {
        page.hanging("    ", &line);
    }
}

fn counted(limit: DeadlineLimit) -> TimeUnit {
    match limit {
        DeadlineLimit::Within(_, unit) | DeadlineLimit::NotBefore(_, unit) | DeadlineLimit::Before(_, unit) => unit,
    }
}

fn told(range: &DateRange) -> String {
    let (first, last) = (format_iso(range.first), format_iso(range.last));
    let dates = if range.first == range.last {
        format_long(range.first)
    } else {
        format!("{} to {}", short_date(&first, &last), format_long(range.last))
    };
    let found = range.found.map_or_else(String::new, |found| words(&found));
    format!("{dates}: {found}")
}

/// What was found, as the end of a sentence.
fn words(found: &Dated) -> String {
    let days = |number: i64| {
        count(usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX), "working day", "working days")
    };
    match (found.verdict, found.slack_days) {
        (DateVerdict::Kept, Some(slack)) => format!("kept with {} left", days(slack)),
        (DateVerdict::Kept, None) => "kept".to_owned(),
        (DateVerdict::Tight, _) => "tight: kept with no day left".to_owned(),
        (DateVerdict::Undecided, Some(slack)) => format!("perhaps missed, by at most {}", days(slack)),
        (DateVerdict::CanBeMissed, Some(slack)) if found.exact => format!("missed at worst by {}", days(slack)),
        (DateVerdict::CanBeMissed, Some(slack)) => format!("missed at worst, by at most {}", days(slack)),
        (DateVerdict::Undecided, None) => "perhaps missed".to_owned(),
        (DateVerdict::CanBeMissed, None) => "missed at worst: nothing bounds the time".to_owned(),
        (DateVerdict::Impossible, _) => impossible(found),
    }
}

/// Even the quickest way is too slow, or the slowest too quick.
fn impossible(found: &Dated) -> String {
    let limit = found.limit_days;
    match (found.shortest_days, found.longest_days) {
        (None, _) => "impossible: what it waits for cannot happen".to_owned(),
        (Some(_), Some(longest)) if longest < limit => {
            format!("impossible: {limit} have to go by, and the longest takes {longest}")
        }
        (Some(shortest), _) => format!("impossible: {limit} are allowed, the quickest takes {shortest}"),
    }
}

fn suppositions(sweep: &CalendarSweep) -> String {
    let before = sweep.deadlines.iter().any(|deadline| matches!(deadline.limit, DeadlineLimit::Before(..)));
    let before = if before { "; for \"at least … before\", of what has to be done before" } else { "" };
    let mut text = format!(
        "The dates are those of the anchor, or of an extension{before}; weekends and holidays too. Limit and slack are in working days; a date is \
         worse if it has less slack than most, or if a miss is shown on it and not on most."
    );
    let bounds = sweep.deadlines.iter().filter(|deadline| measured(deadline).any(|(_, found)| !found.exact));
    let bounds: Vec<&str> = bounds.map(|deadline| deadline.id.as_str()).collect();
    if !bounds.is_empty() {
        text.push_str(" The slack is at least so much, and may be more, for ");
        text.push_str(&bounds.join(", "));
        text.push('.');
    }
    text.push_str(" --calendar-csv FILE writes every date.");
    text
}

/// How many dates there are of which nothing is proved.
fn undecided(page: &mut Page, sweep: &CalendarSweep) {
    let open = |deadline: &DatedDeadline| {
        let is_open = |(_, found): &(Date, Dated)| found.verdict == DateVerdict::Undecided;
        let dates = measured(deadline).filter(is_open).count();
        (dates > 0).then(|| format!("{} on {}", deadline.id, count(dates, "date", "dates")))
    };
    let open: Vec<String> = sweep.deadlines.iter().filter_map(open).collect();
    if !open.is_empty() {
        page.paragraph(&format!("Perhaps missed, which is not decided: {}.", open.join(", ")));
    }
}

/// The dates from which the calendar does not reach to the end of a limit, and the deadlines of which too little was searched.
fn not_measured(page: &mut Page, sweep: &CalendarSweep) {
    let (complete, cut): (Vec<&DatedDeadline>, Vec<_>) = sweep.deadlines.iter().partition(|deadline| deadline.complete);
    let unknown = complete.into_iter().filter_map(|deadline| {
        let first = deadline.starts.iter().find(|start| start.found.is_none())?;
        Some(format!("{} from {}", deadline.id, format_long(first.start)))
    });
    let unknown: Vec<String> = unknown.collect();
    if !cut.is_empty() {
        let ids = cut.iter().map(|deadline| deadline.id.as_str()).collect::<Vec<_>>().join(", ");
        let why = "because a search was stopped at a limit (--max-states, --timeout)";
        page.paragraph(&format!("Not measured on some or all dates, {why}: {ids}."));
    }
    if !unknown.is_empty() {
        let from = unknown.join(", ");
        page.paragraph(&format!("Not measured, because the calendar ends before the limit does: {from}."));
    }
}
