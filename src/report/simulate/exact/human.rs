//! What the exact mode found, for people: at 80 columns, the answer first.

use super::{ExactReport, quantile};
use crate::report::simulate::words::percent;
use crate::report::text::{Page, clean};
use crate::simulate::{ExactDeadline, NotComputed, Per};

/// Room for the id of a deadline in the table; a longer one has a line of its own.
const ID_WIDTH: usize = 24;

/// The whole text.
pub fn show(report: &ExactReport, styled: bool) -> String {
    let mut page = Page::new(styled);
    page.strong(&format!("Computed: {}", clean(&report.procedure.title)));
    page.hanging("  procedure  ", &format!("{}, {}", report.procedure.path, report.procedure.hash));
    let scenario = &report.scenario_origin;
    page.hanging("  scenario   ", &format!("{} ({}, {})", clean(&scenario.title), scenario.path, scenario.hash));
    for setting in &report.settings {
        page.hanging("  set        ", setting);
    }
    table(&mut page, report);
    not_computed(&mut page, report);
    page.gap();
    page.paragraph(
        "One case that never waits for anybody: people, meetings, absence and other cases are left out, and so is what the \
         scenario changes between two dates. Nothing is drawn by lot, so there is no seed and no interval of chance. Days are working \
         days without dates; months and calendar days count at their mean length; what comes up at fixed intervals comes up on any day \
         of one.",
    );
    page.finish()
}

fn table(page: &mut Page, report: &ExactReport) {
    page.gap();
    page.strong("How often each deadline is kept if nobody has to wait");
    page.line(&row("", ["on time", "days used", "comes up"]));
    page.line(&row("", ["", "50/90/99/max", "per case"]));
    for (id, found) in &report.outcome {
        let Ok(found) = found else { continue };
        let deadline = report.system.deadline(*id);
        let id = format!("{}{}", deadline.id, if deadline.expected { "*" } else { "" });
        let judged = if found.per == Per::Case { format!("{:.3}", found.judged) } else { "-".to_owned() };
        let cells = [share(found), days(found), judged];
        let cells = cells.each_ref().map(String::as_str);
        if id.chars().count() <= ID_WIDTH {
            page.line(&row(&id, cells));
        } else {
            page.line(&id);
            page.line(&row("", cells));
        }
    }
    if report.outcome.iter().any(|(id, found)| found.is_ok() && report.system.deadline(*id).expected) {
        page.line("* expected, and binds nobody.");
    }
    let from_anchor = |found: &ExactDeadline| found.per == Per::Anchor;
    if report.outcome.iter().any(|(_, found)| found.as_ref().is_ok_and(from_anchor)) {
        page.paragraph(
            "- in the last column: computed from the moment at which its time begins to run, for all that matters then is the same in \
             every case. How many cases come so far was not computed.",
        );
    }
}

fn row(id: &str, [share, days, judged]: [&str; 3]) -> String {
    format!("{id:<ID_WIDTH$} {share:>19} {days:>20} {judged:>10}")
}

/// One number where the two ends are shown alike, else both.
fn share(found: &ExactDeadline) -> String {
    if found.judged <= 0.0 {
        return "never due".to_owned();
    }
    let (low, high) = (percent(found.on_time.low), percent(found.on_time.high));
    if low == high { low } else { format!("{low} to {high}") }
}

fn days(found: &ExactDeadline) -> String {
    let quantiles = [0.5, 0.9, 0.99, 1.0].map(|share| quantile(found, share));
    if quantiles.contains(&None) {
        return "-".to_owned();
    }
    quantiles.iter().flatten().map(u32::to_string).collect::<Vec<_>>().join("/")
}

fn not_computed(page: &mut Page, report: &ExactReport) {
    if report.complete() {
        return;
    }
    page.gap();
    page.strong("Not computed");
    for (id, found) in &report.outcome {
        let Err(reason) = found else { continue };
        let why = match reason {
            NotComputed::TooManySituations => {
                "a case can stand in too many ways at the end of a day, since long things go on side by side"
            }
            NotComputed::TooMuchWork => "there is too much to follow, or something goes round within one day",
            NotComputed::TooManyDays => "it can go on for too long",
            NotComputed::Interrupted => "it was stopped",
        };
        page.hanging(&format!("  {}: ", report.system.deadline(*id).id), why);
    }
    page.paragraph("The simulation without --exact answers for these, by chance.");
}
