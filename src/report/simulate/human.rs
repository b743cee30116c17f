//! What a simulation found, for people: at 80 columns, the answer first.

use super::words::{calendar, cause, counted, horizon, number, percent, percent_number};
use super::{SimulationReport, Verdict, people};
use crate::report::text::{Page, clean, count};
use crate::scenario::Horizon;
use crate::simulate::{DeadlineOutcome, Stopped};

/// Room for the id of a deadline in the table; a longer one has a line of its own.
const ID_WIDTH: usize = 22;

/// Labels of what never happened that are shown without `--full`.
const NEVER_SHOWN: usize = 8;

/// The whole text.
pub fn show(report: &SimulationReport, full: bool, styled: bool) -> String {
    let mut page = Page::new(styled);
    head(&mut page, report);
    targets(&mut page, report);
    table(&mut page, report);
    causes(&mut page, report, full);
    people::table(&mut page, report, full);
    cases(&mut page, report);
    if full && let Some(years) = years(report) {
        people::year(&mut page, report, years);
    }
    granted(&mut page, report, full);
    reading(&mut page, report);
    page.finish()
}

fn head(page: &mut Page, report: &SimulationReport) {
    page.strong(&format!("Simulated: {}", clean(&report.procedure.title)));
    page.hanging("  procedure  ", &format!("{}, {}", report.procedure.path, report.procedure.hash));
    let scenario = &report.scenario_origin;
    page.hanging("  scenario   ", &format!("{} ({}, {})", clean(&scenario.title), scenario.path, scenario.hash));
    for setting in &report.settings {
        page.hanging("  set        ", setting);
    }
    let outcome = &report.outcome;
    page.hanging(
        "  run        ",
        &format!(
            "{}{}; {} in all; seed {}",
            count(usize::try_from(outcome.replications).unwrap_or(usize::MAX), "replication", "replications"),
            horizon(report),
            count(usize::try_from(outcome.cases).unwrap_or(usize::MAX), "case", "cases"),
            outcome.seed
        ),
    );
    page.hanging("  days       ", &calendar(report));
    match outcome.stopped {
        Stopped::NotPrecise => page.hanging(
            "  NOTE       ",
            "the precision that was asked for was not reached within the most replications allowed",
        ),
        Stopped::Interrupted => page.hanging("  NOTE       ", "it was stopped before it was done"),
        Stopped::Done | Stopped::Precise => {}
    }
}

fn targets(page: &mut Page, report: &SimulationReport) {
    if report.targets.is_empty() {
        return;
    }
    page.gap();
    for target in &report.targets {
        let wanted = percent(target.share);
        match report.verdict(target) {
            Verdict::Met => {
                page.hanging("TARGET MET     ", &format!("{} is kept in at least {wanted}", target.deadline))
            }
            Verdict::Missed => page.hanging(
                "TARGET MISSED  ",
                &format!(
                    "{}: it is not certain that {wanted} are kept (the interval counts from its lower end)",
                    target.deadline
                ),
            ),
            Verdict::NeverDue => page.hanging("TARGET MISSED  ", &format!("{} never came up", target.deadline)),
        }
    }
}

fn table(page: &mut Page, report: &SimulationReport) {
    let (due, never): (Vec<&DeadlineOutcome>, Vec<&DeadlineOutcome>) =
        report.outcome.deadlines.iter().partition(|one| one.on_time.is_some());
    page.gap();
    page.strong("How often each deadline is kept");
    if due.is_empty() {
        page.line("No deadline came up.");
        return;
    }
    page.line(&row("", ["on time", "95 % interval", "single year", "days used", "late by"]));
    page.line(&row("", ["", "(simulation)", "(9 in 10)", "50/90/max", "50/max"]));
    let expected = |one: &DeadlineOutcome| report.system.deadline(one.deadline).expected;
    for one in &due {
        let id = format!("{}{}", report.deadline_id(one), if expected(one) { "*" } else { "" });
        let id = id.as_str();
        let cells = cells(one);
        let cells = cells.each_ref().map(String::as_str);
        if id.chars().count() <= ID_WIDTH {
            page.line(&row(id, cells));
        } else {
            page.line(id);
            page.line(&row("", cells));
        }
    }
    if due.iter().any(|one| expected(one)) {
        page.line("* expected, and binds nobody. Days are working days; the day of the event is 0.");
    } else {
        page.line("Days are working days; the day of the event is 0.");
    }
    let year = |one: &&DeadlineOutcome| {
        let none = one.all_on_time_year?;
        Some(format!("{} {}", report.deadline_id(one), percent(none.share)))
    };
    let years: Vec<String> = due.iter().filter_map(year).collect();
    if !years.is_empty() {
        page.hanging("Years without a miss: ", &years.join("; "));
    }
    if !never.is_empty() {
        let ids: Vec<&str> = never.iter().map(|one| report.deadline_id(one)).collect();
        page.hanging("Never came up: ", &ids.join(", "));
    }
}

fn row(id: &str, [share, interval, year, days, late]: [&str; 5]) -> String {
    format!("{id:<ID_WIDTH$} {share:>7} {interval:>15} {year:>12} {days:>11} {late:>7}")
}

fn cells(one: &DeadlineOutcome) -> [String; 5] {
    let dash = || "-".to_owned();
    let share = one.on_time.map_or_else(dash, |share| percent(share.share));
    let interval = one.on_time.map_or_else(dash, |share| range(share.low, share.high));
    let year = one.single_year.map_or_else(dash, |year| range(year.on_time.low, year.on_time.high));
    let at = |counts: &crate::statistics::Counts, per_thousand| {
        counts.quantile(per_thousand).map_or_else(dash, |days| days.to_string())
    };
    let most = |counts: &crate::statistics::Counts| counts.max().map_or_else(dash, |days| days.to_string());
    let days = format!("{}/{}/{}", at(&one.days, 500), at(&one.days, 900), most(&one.days));
    let late = if one.late_days.max().is_some() {
        format!("{}/{}", at(&one.late_days, 500), most(&one.late_days))
    } else {
        dash()
    };
    [share, interval, year, days, late]
}

fn range(low: f64, high: f64) -> String {
    format!("{}-{} %", percent_number(low), percent_number(high))
}

#[expect(clippy::cast_precision_loss, reason = "a share, for reading")]
fn causes(page: &mut Page, report: &SimulationReport, full: bool) {
    let tells = |one: &&DeadlineOutcome| !one.causes.is_empty() || one.missed_lifted > 0;
    let late: Vec<&DeadlineOutcome> = report.outcome.deadlines.iter().filter(tells).collect();
    if late.is_empty() {
        return;
    }
    page.gap();
    page.strong("What made them late (the longest part of the way, of those done late)");
    for one in late {
        let all: u64 = one.causes.iter().map(|cause| cause.missed).sum();
        page.hanging(&format!("{}: ", report.deadline_id(one)), &format!("{} missed", counted(one.missed)));
        let shown = if full { one.causes.len() } else { 2 };
        for part in one.causes.iter().take(shown) {
            let share = percent(part.missed as f64 / all.max(1) as f64);
            page.hanging(&format!("  {share:>7}  "), &cause(report, part));
        }
        if one.missed_lifted > 0 {
            let words = format!(
                "{} of these were given more time after the date had passed, or no longer applied. They are not among those done \
                 late; days used count from where more time was given.",
                counted(one.missed_lifted)
            );
            page.hanging("           ", &words);
        }
    }
}

fn cases(page: &mut Page, report: &SimulationReport) {
    let open = &report.outcome.open;
    page.gap();
    let mean = open.per_replication.mean().unwrap_or(0.0);
    if open.cases > 0 {
        page.paragraph(&format!("At the end {} cases are open in a replication, on average.", number(mean)));
    }
    if open.stuck > 0 {
        page.paragraph(&format!(
            "In {} of them nothing will ever happen any more, although they are not complete.",
            counted(open.stuck)
        ));
    }
    people::backlog(page, report);
}

fn granted(page: &mut Page, report: &SimulationReport, full: bool) {
    let never = report.never_happened();
    if never.is_empty() && report.scenario.assumptions.is_empty() {
        return;
    }
    page.gap();
    page.strong("What it takes for granted");
    for sentence in &report.scenario.assumptions {
        page.hanging("  - ", sentence);
    }
    if !never.is_empty() {
        let shown = if full { never.len() } else { NEVER_SHOWN };
        let mut words = never.iter().take(shown).map(|label| label.replace(':', " is ")).collect::<Vec<_>>().join(", ");
        if never.len() > shown {
            words = format!("{words} and {} more (--full)", never.len() - shown);
        }
        page.hanging("  - ", &format!("Did not happen once: {words}."));
    }
}

fn reading(page: &mut Page, report: &SimulationReport) {
    page.gap();
    page.paragraph(
        "Two kinds of doubt: the 95 % interval is the error of the simulation, and more replications make it narrower. \
         \"Single year\" is where nine of ten single years lie: chance, which nothing makes narrower. Neither says whether the \
         scenario is right.",
    );
    if let Some(timing) = report.timing {
        page.paragraph(&format!("It took {} seconds.", number(timing.wall_seconds)));
    }
}

/// Years that are reported, over all replications.
fn years(report: &SimulationReport) -> Option<f64> {
    match report.scenario.horizon {
        Horizon::Years(years) => Some((years - report.scenario.warm_up_years) * f64::from(report.outcome.replications)),
        Horizon::UntilEmpty => None,
    }
}
