//! Deadlines: a table first, then who holds the days of those that can be missed.

use super::HumanOptions;
use crate::calendar::format_long;
use crate::check::time::{Cause, Control, DatedMiss, DeadlineOutcome, Length, PointOfNoReturn, TimeVerdict};
use crate::report::Report;
use crate::report::text::{Page, count, length};

/// The table and its details.
pub(super) fn show(page: &mut Page, report: &Report, options: HumanOptions) {
    let time = &report.time;
    if time.deadlines.is_empty() || !report.whole() {
        return;
    }
    page.gap();
    page.strong("DEADLINES  in working days, if everybody takes as long as is allowed");
    page.line(&row("", "limit", "longest", "shortest", "slack", "who holds it"));
    for one in &time.deadlines {
        if !one.complete {
            let word = if one.verdict() == TimeVerdict::CanBeMissed { "can be missed" } else { "undecided" };
            page.line(&row(&one.id, &one.within_days.to_string(), "?", "?", "?", word));
            continue;
        }
        let held = if one.reached { one.control.name() } else { "it never begins" };
        page.line(&row(
            &one.id,
            &one.within_days.to_string(),
            &cell(&one.longest),
            &cell(&one.shortest),
            &one.slack_days.map_or_else(|| "none".to_owned(), |slack| slack.to_string()),
            held,
        ));
    }
    for one in time.deadlines.iter().filter(|one| one.verdict() != TimeVerdict::Kept || options.full) {
        details(page, one);
    }
    page.gap();
    let repeat = count(usize::from(time.repeat), "time", "times");
    page.paragraph(&format!(
        "Supposed: bodies outside keep to the times given; a loop is gone round {repeat} (--repeat); a month is \
         taken at its shortest in a limit and at its longest in a task (calendar of 2017 to 2028)."
    ));
    for steps in &time.timeless_undecided {
        let steps = steps.join(", ");
        page.paragraph(&format!(
            "Not decided, because a limit was reached: whether these go round without time: {steps}."
        ));
    }
    for what in &time.too_long {
        page.paragraph(&format!("Not measured: `{what}` is longer than the calendar."));
    }
}

fn row(name: &str, limit: &str, longest: &str, shortest: &str, slack: &str, held: &str) -> String {
    let name: String = if length(name) > 26 { name.chars().take(25).chain(['…']).collect() } else { name.to_owned() };
    format!("  {name:<26}{limit:>6}{longest:>9}{shortest:>10}{slack:>7}  {held}")
}

fn cell(length: &Length) -> String {
    match length {
        Length::Days(days) => days.to_string(),
        Length::Unbounded(_) => "no bound".to_owned(),
        Length::Never => "never".to_owned(),
    }
}

fn details(page: &mut Page, one: &DeadlineOutcome) {
    page.gap();
    let verdict = match (one.verdict(), one.slack_days) {
        (TimeVerdict::Kept, _) => "is kept".to_owned(),
        (TimeVerdict::CanBeMissed, Some(slack)) if one.complete => {
            let at_most = if one.is_attained() { "" } else { "at most " };
            format!("can be missed by {at_most}{}", days(slack.unsigned_abs()))
        }
        (TimeVerdict::CanBeMissed, Some(slack)) => format!("can be missed, by {} or more", days(slack.unsigned_abs())),
        (TimeVerdict::CanBeMissed, None) => "can be missed: nothing bounds the time".to_owned(),
        (TimeVerdict::Undecided, _) if !one.complete => {
            let states = count(one.states, "situation", "situations");
            format!("is not decided: a limit was reached after {states}")
        }
        (TimeVerdict::Undecided, Some(slack)) => {
            format!("may be missed, by at most {}; that it can is not proved", days(slack.unsigned_abs()))
        }
        (TimeVerdict::Undecided, None) => "may be missed: nothing was found that bounds the time".to_owned(),
    };
    page.hanging("  ", &format!("{} {verdict} ({}).", one.id, one.says));
    let path: Vec<String> = one
        .critical_path
        .iter()
        .filter(|stretch| stretch.days > 0)
        .map(|stretch| format!("{} {} ({})", stretch.step, stretch.days, stretch.actor))
        .collect();
    if !path.is_empty() {
        page.hanging("    days: ", &path.join(", "));
    }
    match &one.longest {
        Length::Unbounded(Cause::Wait(steps)) => page.hanging("    waits for: ", &steps.join(", ")),
        Length::Unbounded(Cause::Loop(steps)) => page.hanging("    goes round: ", &steps.join(", ")),
        Length::Unbounded(Cause::Stuck) => page.hanging("    ", "nothing that could end it can happen any more"),
        Length::Days(_) | Length::Never => {}
    }
    match &one.point_of_no_return {
        PointOfNoReturn::Beginning if one.can_be_kept() => {
            page.hanging(
                "    ",
                "in such a case it cannot be met from the beginning of its time on, even if everybody acts at once",
            );
        }
        PointOfNoReturn::Beginning => {
            page.hanging("    ", "within this limit it could not be met even if everybody acted at once");
        }
        PointOfNoReturn::Day { day, open } if one.control != Control::Kept => {
            page.hanging("    last moment: ", &format!("day {day}, by finishing at once: {}", open.join(", ")));
        }
        PointOfNoReturn::None | PointOfNoReturn::Day { .. } => {}
    }
    if let Some(shown) = &one.shown {
        page.hanging("    shown by: ", &dates(shown));
    }
}

/// The dates of a run that misses a deadline.
fn dates(shown: &DatedMiss) -> String {
    let DatedMiss { start, anchor, limit, end, days: counted } = shown;
    let [start, anchor, limit, end] = [start, anchor, limit, end].map(|date| format_long(*date));
    let counted = days(u64::from(*counted));
    format!(
        "a case that begins on {start}; its time begins on {anchor}, its limit is {limit}, and it takes {counted}, until {end}"
    )
}

fn days(number: u64) -> String {
    count(usize::try_from(number).unwrap_or(usize::MAX), "working day", "working days")
}
