//! What the check found, and what it rests on.

use super::{Lines, cited, escape};
use crate::check::{Example, Verdict};
use crate::report::clauses::Citations;
use crate::report::human::{SUPPOSED, engines, extent};
use crate::report::json::{AssumptionEntry, DeadlineEntry};
use crate::report::text::{capital, count, date};
use crate::report::{Report, words};
use crate::study::ClauseTrace;

/// All results.
pub(super) fn show(page: &mut Lines, report: &Report, traces: &[ClauseTrace]) {
    rules(page, report);
    broken(page, report);
    deadlines(page, report);
    completion(page, report);
    loops(page, report);
    assumptions(page, report);
    clauses(page, report, traces);
    page.heading(2, "What was searched");
    page.text(&escape(&extent(report.outcome.counts, report.outcome.stopped)));
    page.text(&escape(&engines(report.outcome.counts)));
    page.text(SUPPOSED);
    limits(page);
}

fn rules(page: &mut Lines, report: &Report) {
    page.heading(2, "Rules");
    let rows: Vec<Vec<String>> = report
        .rules()
        .map(|(rule, _)| {
            let weak = rule.weakness.as_ref().map_or("", |_| "; only if nobody puts it off for ever");
            let verdict = format!("{}{weak}", verdict(rule.verdict));
            vec![escape(&rule.says), verdict, escape(&rule.clauses.join(", "))]
        })
        .collect();
    page.table(&["Rule", "Verdict", "Clauses"], &rows);
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::Broken => "**broken**",
        Verdict::Vacuous => "speaks of something that never happens",
        Verdict::Removed => "**removed or weakened**",
        Verdict::Inconclusive => "undecided: a limit was reached",
        Verdict::Timed => "about how long things take, which is not measured here",
    }
}

fn deadlines(page: &mut Lines, report: &Report) {
    page.heading(2, "Deadlines");
    page.text(&format!(
        "In working days, if everybody takes as long as the procedure lets them; loops are gone round {}.",
        count(usize::from(report.time.repeat), "time", "times")
    ));
    let mut rows = Vec::new();
    for entry in report.time.deadlines.iter().map(DeadlineEntry::new) {
        let held = entry.critical_path.iter().filter(|stretch| stretch.days > 0);
        let held: Vec<String> = held.map(|stretch| format!("{} {}", stretch.actor, stretch.days)).collect();
        rows.push(vec![
            escape(&entry.id),
            escape(&entry.limit),
            entry.longest.to_string(),
            entry.shortest.to_string(),
            entry.slack.to_string(),
            escape(entry.controlled_by),
            escape(&held.join(", ")),
        ]);
    }
    page.table(&["Deadline", "Limit", "Longest", "Shortest", "Slack", "Who holds it", "Days held"], &rows);
}

fn broken(page: &mut Lines, report: &Report) {
    for (rule, example) in report.rules() {
        if let Some(example) = example {
            page.heading(3, &format!("Broken: {}", rule.says));
            story(page, report, example);
        }
    }
    for unfinished in &report.unfinished {
        let word = if unfinished.owed { "Duty left open" } else { "Never complete" };
        page.heading(3, &format!("{word}: {}", unfinished.what));
        story(page, report, &unfinished.example);
    }
}

fn story(page: &mut Lines, report: &Report, example: &Example) {
    let rows: Vec<Vec<String>> = example
        .steps
        .iter()
        .enumerate()
        .map(|(index, step)| {
            let due = step.due.as_deref().map_or_else(String::new, |due| {
                format!("{} (due {})", if step.on_time == Some(false) { "late" } else { "on time" }, date(due))
            });
            let what = match &step.changed {
                Some(place) => format!("{} (changed, {place})", step.says),
                None => step.says.clone(),
            };
            let dated = || format!("{}, day {}", date(&step.date), step.working_day);
            let day = if step.date.is_empty() { "undated".to_owned() } else { dated() };
            vec![(index + 1).to_string(), escape(&day), escape(&step.actor), escape(&what), escape(&due)]
        })
        .collect();
    if !rows.is_empty() {
        page.table(&["", "When", "Who", "What", "Deadline"], &rows);
    }
    if let Some(missing) = &example.missing {
        let actor = example.missing_actor.as_deref().map_or_else(String::new, |actor| format!("{actor}: "));
        page.text(&format!("Missing: {}{}", escape(&actor), escape(missing)));
    }
    if let Some(labels) = &example.r#loop {
        page.text(&format!("This can go round for ever: {}.", escape(&words::labels(Some(&report.system), labels))));
    }
    page.text(&format!("Why: {}", escape(&example.why)));
}

fn completion(page: &mut Lines, report: &Report) {
    let soundness = &report.outcome.soundness;
    page.heading(2, "Completion");
    let answer = |fine: bool| match (soundness.complete, fine) {
        (true, true) => "yes",
        (_, false) => "**no**",
        (false, true) => "undecided",
    };
    page.item(0, &format!("Every case can come to be complete: {}", answer(soundness.option_to_complete())));
    page.item(0, &format!("No duty stays open for ever: {}", answer(soundness.proper_completion())));
    if soundness.dead_steps.is_empty() {
        page.item(0, &format!("Every step and every outcome can happen: {}", answer(true)));
    }
    for label in &soundness.dead_steps {
        page.item(0, &format!("Never happens: {}", escape(&words::dead(&report.system, label))));
    }
}

fn loops(page: &mut Lines, report: &Report) {
    page.heading(2, "Loops without a bound in the text");
    if report.outcome.loops.is_empty() {
        page.text("None was found.");
    }
    for found in &report.outcome.loops {
        page.item(0, &escape(&capital(&words::transitions(&report.system, &found.steps))));
    }
}

fn assumptions(page: &mut Lines, report: &Report) {
    page.heading(2, "Assumptions");
    if report.procedure.assumptions.is_empty() {
        page.text("None is recorded.");
    }
    for assumption in &report.procedure.assumptions {
        let clauses: Vec<String> = assumption.clauses.iter().map(|name| name.value.clone()).collect();
        let entry = AssumptionEntry::new(assumption);
        page.item(0, &format!("**{}**{}", escape(&entry.says), cited(&clauses)));
        page.item(1, &format!("Chosen: {}", escape(&entry.chosen_says)));
        for other in &entry.alternatives {
            page.item(1, &format!("Or: {}", escape(&other.says)));
        }
    }
}

fn clauses(page: &mut Lines, report: &Report, traces: &[ClauseTrace]) {
    page.heading(2, "Clauses");
    page.text(
        "For each clause, the steps, spans, deadlines, terms and facts that cite it were taken away, and the rest was checked again. \
         The last column says what was different.",
    );
    let rows: Vec<Vec<String>> = Citations::of(&report.procedure)
        .all()
        .map(|(clause, by)| {
            let by = if by.is_empty() { "**nothing**".to_owned() } else { escape(&by.join(", ").replace('_', " ")) };
            let trace = traces.iter().find(|trace| trace.clause == clause.id.value);
            vec![escape(&clause.id.value), escape(&clause.says), by, trace.map_or_else(String::new, without)]
        })
        .collect();
    if rows.is_empty() {
        page.text("None is recorded.");
        return;
    }
    page.table(&["Clause", "Says", "Cited by", "Without it"], &rows);
}

/// What is different without a clause.
fn without(trace: &ClauseTrace) -> String {
    if !trace.without_it.is_empty() {
        return escape(&trace.without_it.join("; ").replace('_', " "));
    }
    if trace.rules.is_empty() {
        return "**nothing**".to_owned();
    }
    format!("nothing but that no rule would say so: {}", escape(&trace.rules.join(", ").replace('_', " ")))
}

fn limits(page: &mut Lines) {
    page.heading(2, "Limits");
    page.item(0, "This is about the procedure as it is written in the model, under the assumptions above, not about what people did.");
    page.item(0, "Clauses are in our own words; the source has the last word.");
    page.item(0, "The check decides in which order things can happen. It does not decide how long they take.");
    page.item(0, "Examples are invented; their dates show one possible course.");
}
