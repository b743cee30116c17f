//! Several cases at once: a table first, then a case that others make late.

use super::HumanOptions;
use crate::check::time::{Proved, SurgeDeadline, SurgeExample, SurgeHappening, SurgeOutcome, WorkOrder};
use crate::report::Report;
use crate::report::text::{Page, count, length};

/// The table and its details.
pub(super) fn show(page: &mut Page, report: &Report, options: HumanOptions) {
    let Some(surge) = &report.surge else { return };
    page.gap();
    page.strong(&format!("SEVERAL CASES AT ONCE  up to {}, so many are all in time", surge.cases_max));
    if surge.places.is_empty() {
        page.paragraph(
            "No actor has too few places for so many cases, so no case waits for another. On how many cases an actor works at a time is said by \
             `cases_at_once`, in the procedure or in a scenario (--scenario FILE).",
        );
        return;
    }
    page.line(&row("", "at best", "asked first", "due first", "may wait for"));
    for one in &surge.deadlines {
        let shared = if one.shared.is_empty() { "nobody".to_owned() } else { one.shared.join(", ") };
        let cell = |proved: Proved| cell(proved, surge.cases_max);
        page.line(&row(&one.id, &cell(one.feasible), &cell(one.first_come), &cell(one.earliest_due), &shared));
    }
    page.paragraph("  0: one case alone can be late. +: more cases were not tried. ?: not known.");
    for one in &surge.deadlines {
        details(page, report, one, options);
    }
    page.gap();
    page.paragraph(&suppositions(surge));
}

fn row(name: &str, best: &str, first_come: &str, earliest_due: &str, shared: &str) -> String {
    let cut = |text: &str, most: usize| {
        if length(text) > most { text.chars().take(most - 1).chain(['…']).collect() } else { text.to_owned() }
    };
    format!("  {:<24}{best:>8}{first_come:>13}{earliest_due:>11}  {}", cut(name, 23), cut(shared, 20))
}

/// `3+` is all that was asked for, `1?` a limit that was reached.
fn cell(proved: Proved, cases_max: u8) -> String {
    let sign = if !proved.complete {
        "?"
    } else if proved.cases == cases_max {
        "+"
    } else {
        ""
    };
    format!("{}{sign}", proved.cases)
}

fn details(page: &mut Page, report: &Report, one: &SurgeDeadline, options: HumanOptions) {
    if let Some(why) = &one.left_out {
        page.hanging("  ", &format!("{} was not looked at further: {why}.", one.id));
    }
    let Some(example) = &one.example else { return };
    let limit = report.time.deadlines.iter().find(|measured| measured.id == one.id).map_or(0, |one| one.within_days);
    let taken_up = match example.order {
        WorkOrder::FirstCome => "as it was asked for",
        WorkOrder::EarliestDue => "by what falls due first",
    };
    page.gap();
    page.hanging(
        "  ",
        &format!(
            "With {} cases {} takes up to {}, {limit} are allowed. Example (invented), work taken up {taken_up}:",
            example.cases,
            one.id,
            count(usize::try_from(example.days).unwrap_or(usize::MAX), "working day", "working days"),
        ),
    );
    for line in lines(example, options) {
        page.hanging("    ", &line);
    }
}

/// The steps of an example; without `--full` how each case comes, whatever waited, and from its anchor on the case that is late.
fn lines(example: &SurgeExample, options: HumanOptions) -> Vec<String> {
    let mut lines = Vec::new();
    let mut left_out = 0;
    for step in &example.steps {
        let told = match &step.happening {
            SurgeHappening::Comes => "comes".to_owned(),
            SurgeHappening::Happens { what, actor, waited_days, busy_with } => {
                let late = step.case == 1 && step.day >= example.anchor_day;
                if !options.full && *waited_days == 0 && !late {
                    left_out += 1;
                    continue;
                }
                happens(what, actor, *waited_days, busy_with)
            }
        };
        lines.push(format!("day {}, case {}: {told}", step.day, step.case));
    }
    if left_out > 0 {
        lines.push(format!("({} left out; --full shows them)", count(left_out, "other step", "other steps")));
    }
    lines
}

fn happens(what: &str, actor: &str, waited_days: u32, busy_with: &[u8]) -> String {
    let by = if actor.is_empty() { String::new() } else { format!(" ({actor})") };
    if waited_days == 0 {
        return format!("{what}{by}");
    }
    let days = count(usize::try_from(waited_days).unwrap_or(usize::MAX), "day", "days");
    let cases: Vec<String> = busy_with.iter().map(u8::to_string).collect();
    let word = if cases.len() == 1 { "case" } else { "cases" };
    format!("{what}{by}; it had waited {days}, they were busy with {word} {}", cases.join(" and "))
}

fn suppositions(surge: &SurgeOutcome) -> String {
    let places: Vec<String> = surge.places.iter().map(|(actor, places)| format!("{actor} {places}")).collect();
    format!(
        "At best: all come on one day, and the work is shared out as well as can be. The other two: whatever days they come on, and however long \
         work takes within its bounds; everybody takes up first what was asked for first, or what falls due first. \
         Cases at a time: {}. Only cases on their way to the deadline are counted: older cases and later work are not.",
        places.join(", ")
    )
}
