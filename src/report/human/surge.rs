//! Several cases at once: a table first, then a case that others make late.

use super::HumanOptions;
use crate::check::time::{
    Proved, SurgeDeadline, SurgeExample, SurgeHappening, SurgeOutcome, SurgeStep, SurgeTime, SurgeWait, TimeVerdict,
    WorkOrder,
};
use crate::report::Report;
use crate::report::text::{Page, count, length};

/// The table and its details.
pub(super) fn show(page: &mut Page, report: &Report, options: HumanOptions) {
    let Some(surge) = &report.surge else { return };
    page.gap();
    page.strong(&format!("SEVERAL CASES AT ONCE  how many of up to {} are all in time", surge.cases_max));
    if surge.places.is_empty() {
        page.paragraph(
            "No actor has too few places for so many cases, so no case waits for another. On how many cases an actor works at a time is said by \
             `cases_at_once`, in the procedure or in a scenario (--scenario FILE).",
        );
        return;
    }
    if surge.deadlines.is_empty() {
        page.paragraph("There is no deadline, and no rule about time, of which to ask.");
        return;
    }
    page.line(&format!("{}may wait for", row("", "at best", "first come", "earliest due")));
    for one in &surge.deadlines {
        let shared = if one.shared.is_empty() { "nobody".to_owned() } else { one.shared.join(", ") };
        let cell = |proved: Proved| cell(proved, surge.cases_max);
        page.hanging(&row(&one.id, &cell(one.feasible), &cell(one.first_come), &cell(one.earliest_due)), &shared);
    }
    page.hanging("  ", "0: not even one case alone. +: more cases were not tried. ?: not decided, so many at least.");
    for one in &surge.deadlines {
        details(page, report, one, options);
    }
    page.gap();
    page.paragraph(&suppositions(surge));
}

fn row(name: &str, best: &str, first_come: &str, earliest_due: &str) -> String {
    let name = if length(name) > 25 { name.chars().take(24).chain(['…']).collect() } else { name.to_owned() };
    format!("  {name:<25}{best:>8}{first_come:>12}{earliest_due:>14}  ")
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

/// With how many cases a search first came to a limit.
fn stopped_at(one: &SurgeDeadline) -> Option<u8> {
    let proved = [one.feasible, one.first_come, one.earliest_due];
    proved.into_iter().filter(|proved| !proved.complete).map(|proved| proved.cases + 1).min()
}

/// Why it is not known of so many cases.
fn undecided(report: &Report, one: &SurgeDeadline, cases: u8) -> String {
    let id = &one.id;
    if cases > 1 {
        let situations = count(one.states, "joint situation", "joint situations");
        return format!(
            "{id} with {cases} cases: stopped at a limit, after {situations} (--max-states and --timeout allow more)."
        );
    }
    let single = report.time.deadlines.iter().find(|single| single.id == *id);
    let why = match single {
        Some(single) if !single.complete => {
            let situations = count(single.states, "situation", "situations");
            format!("the search came to a limit, after {situations} (--max-states and --timeout allow more)")
        }
        Some(single) if single.verdict() == TimeVerdict::Undecided => {
            "its longest time is a bound, and no case was found that takes so long".to_owned()
        }
        _ => "its shortest time is a bound, and no case was found that keeps it".to_owned(),
    };
    format!("{id} is undecided for 1 case alone already: {why}.")
}

fn details(page: &mut Page, report: &Report, one: &SurgeDeadline, options: HumanOptions) {
    if let Some(why) = &one.left_out {
        page.hanging("  ", &format!("{} was not looked at further: {why}.", one.id));
    } else if let Some(cases) = stopped_at(one) {
        page.hanging("  ", &undecided(report, one, cases));
    }
    if let Some(endless) = one.longest.iter().find(|time| time.days.is_none()) {
        page.hanging("  ", &format!("With {} cases the time of {} may never come to an end.", endless.cases, one.id));
    }
    let Some(example) = &one.example else { return };
    let Some(single) = report.time.deadlines.iter().find(|measured| measured.id == one.id) else { return };
    let due = Due { id: &one.id, days: single.within_days, must_wait: single.must_wait() };
    let taken_up = match example.order {
        WorkOrder::FirstCome => "first asked for",
        WorkOrder::EarliestDue => "due first",
    };
    page.gap();
    let days = working_days(example.days);
    let is_longest = |time: &SurgeTime| (time.cases, time.order) == (example.cases, example.order);
    let times = if due.must_wait {
        format!("can be over after {days}, {} must go by", due.days)
    } else if one.longest.iter().any(is_longest) {
        format!("takes up to {days}, {} are allowed", due.days)
    } else {
        // The search reached its limit, so it may take longer still.
        format!("can take {days}, {} are allowed", due.days)
    };
    page.hanging(
        "  ",
        &format!(
            "With {} cases {} {times}. Example (invented; what was {taken_up} is taken up first):",
            example.cases, one.id,
        ),
    );
    for Line { when, what } in lines(example, due, options) {
        page.hanging(&format!("    {when}"), &what);
    }
}

fn working_days(days: u32) -> String {
    count(usize::try_from(days).unwrap_or(usize::MAX), "working day", "working days")
}

/// A deadline, its working days, and whether so many have to go by at least.
#[derive(Clone, Copy)]
struct Due<'a> {
    id: &'a str,
    days: u32,
    must_wait: bool,
}

impl Due<'_> {
    /// How its time begins on a day.
    fn begins(self, day: u32) -> String {
        let until = if self.must_wait { "not over before" } else { "due on" };
        format!("the time for {} begins, {until} day {}", self.id, day + self.days)
    }

    /// By how much the last step of an example comes too late or too early, whose time began on a day.
    fn missed_by(self, from_day: u32, day: u32) -> String {
        let due_day = from_day + self.days;
        let (days, word) = if self.must_wait {
            (due_day.saturating_sub(day), "too early")
        } else {
            (day.saturating_sub(due_day), "late")
        };
        let number = count(usize::try_from(days).unwrap_or(usize::MAX), "day", "days");
        if days > 0 { format!("; {number} {word}") } else { String::new() }
    }
}

/// A line of an example: the day and the case, and what there is to say.
struct Line {
    when: String,
    what: String,
}

/// The steps of an example; without `--full` only those that explain it.
fn lines(example: &SurgeExample, due: Due<'_>, options: HumanOptions) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut left_out = 0;
    let when = |day: u32, case: u8| format!("day {day}, case {case}: ");
    for (told, step) in example.steps.iter().enumerate() {
        if told == example.anchor_steps {
            lines.push(Line { when: when(example.anchor_day, 1), what: due.begins(example.anchor_day) });
        }
        if !options.full && !explains(example, told) {
            left_out += 1;
            continue;
        }
        let mut what = match &step.happening {
            SurgeHappening::Comes => "the case begins".to_owned(),
            SurgeHappening::Happens { what, actor, wait } => happens(what, actor, wait.as_ref()),
        };
        if told + 1 == example.steps.len() {
            what.push_str(&due.missed_by(example.anchor_day, step.day));
        }
        lines.push(Line { when: when(step.day, step.case), what });
    }
    if left_out > 0 {
        let what = format!("({} left out; --full shows them)", count(left_out, "other step", "other steps"));
        lines.push(Line { when: String::new(), what });
    }
    lines
}

/// Whether a step explains why the first case is late, or too early: how each case comes, the first case from the step that begins its time,
/// what waited, and what those did meanwhile for whom it waited.
fn explains(example: &SurgeExample, told: usize) -> bool {
    let step = &example.steps[told];
    let SurgeHappening::Happens { actor, wait, .. } = &step.happening else { return true };
    let kept_waiting = |other: &SurgeStep| match &other.happening {
        SurgeHappening::Happens { wait: Some(wait), .. } => {
            wait.actors.contains(actor)
                && wait.busy_with.contains(&step.case)
                && (wait.from_day..=wait.to_day).contains(&step.day)
        }
        _ => false,
    };
    step.case == 1 && told + 1 >= example.anchor_steps || wait.is_some() || example.steps.iter().any(kept_waiting)
}

fn happens(what: &str, actor: &str, wait: Option<&SurgeWait>) -> String {
    let by = if actor.is_empty() { String::new() } else { format!(" ({actor})") };
    let Some(wait) = wait else { return format!("{what}{by}") };
    let cases: Vec<String> = wait.busy_with.iter().map(u8::to_string).collect();
    let word = if cases.len() == 1 { "case" } else { "cases" };
    let cases = cases.join(" and ");
    let they = if wait.actors.len() > 1 { wait.actors.join(" and ") } else { "they".to_owned() };
    format!(
        "{what}{by}; it had waited from day {} to day {}, while {they} were busy with {word} {cases}",
        wait.from_day, wait.to_day
    )
}

fn suppositions(surge: &SurgeOutcome) -> String {
    let places: Vec<String> = surge.places.iter().map(|(actor, places)| format!("{actor} {places}")).collect();
    format!(
        "At best: all come on one day, and the work is shared out as well as can be. First come and earliest due: whatever days they come on, and however \
         long work takes within its bounds; everybody takes up first what was asked for first, or what is due first. \
         A month is taken at its shortest in a limit, where time must go by at its longest; in a task it is taken at its longest, and at best at its shortest. \
         Of several who may do a step the first who is free does it; at best any of them. \
         Cases at a time: {}. Whatever these cases need of the same people counts, also beside the way to the deadline and after it; older cases do not.",
        places.join(", ")
    )
}
