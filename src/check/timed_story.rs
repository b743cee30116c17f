//! An example of a time check as dated steps: every step on its own working day.

use super::story::{Example, ExampleStep, StoryOptions};
use super::time::{DeadlineOutcome, TimedRun};
use super::why::act;
use crate::calendar::{Calendar, Date, OutsideCalendar, format_iso};
use crate::source::SourceMap;
use crate::system::{DeadlineLimit, Label, TimeUnit, TransitionId, TransitionSystem};

/// Tells the run in which a deadline is missed or a timed rule is broken. Absent if it is kept.
///
/// # Errors
/// If a date falls outside the calendar.
pub fn tell_timed(
    system: &TransitionSystem,
    sources: &SourceMap,
    calendar: &Calendar,
    options: StoryOptions,
    measured: &DeadlineOutcome,
) -> Result<Option<Example>, OutsideCalendar> {
    let Some(run) = &measured.example else { return Ok(None) };
    let start = calendar.next_working_day_on_or_after(options.start)?;
    let anchor = calendar.add_working_days(start, run.anchor_day)?;
    let due = end(calendar, anchor, measured.limit)?;
    let mut steps = Vec::new();
    for (index, step) in run.steps.iter().enumerate() {
        let date = calendar.add_working_days(start, step.day)?;
        let mut row = row(system, sources, step.transition, date, step.day);
        if index + 1 == run.steps.len() {
            row.due = due.map(format_iso);
            row.on_time = due.map(|due| date <= due);
        }
        steps.push(row);
    }
    Ok(Some(Example {
        rule: measured.id.clone(),
        says: measured.says.clone(),
        start: format_iso(start),
        facts: run.facts.clone(),
        steps,
        missing: None,
        missing_actor: None,
        why: reason(measured, run),
        r#loop: None,
        predicates: run.predicates.clone(),
    }))
}

fn reason(measured: &DeadlineOutcome, run: &TimedRun) -> String {
    let held: Vec<String> = measured
        .critical_path
        .iter()
        .filter(|stretch| stretch.days > 0)
        .map(|stretch| format!("{} {}", stretch.actor, stretch.days))
        .collect();
    let days = run.end_day - run.anchor_day;
    format!(
        "It took {days} working days, where the limit is {}. Days held: {}.",
        measured.within_days,
        if held.is_empty() { "none".to_owned() } else { held.join(", ") }
    )
}

/// The last day of a limit that counts from a day.
fn end(calendar: &Calendar, from: Date, limit: DeadlineLimit) -> Result<Option<Date>, OutsideCalendar> {
    let DeadlineLimit::Within(count, unit) = limit else { return Ok(None) };
    let last = match unit {
        TimeUnit::WorkingDay => calendar.add_working_days(from, count)?,
        TimeUnit::CalendarDay => calendar.add_calendar_days(from, count)?,
        TimeUnit::Month => calendar.add_months(from, count)?,
    };
    Ok(Some(last))
}

fn row(system: &TransitionSystem, sources: &SourceMap, id: TransitionId, date: Date, day: u32) -> ExampleStep {
    let label = system.transition(id).label;
    let (actor, says) = act(system, id);
    let step = label.step().map(|step| system.step(step));
    let outcome = match (label, step) {
        (Label::Step { outcome: Some(outcome), .. }, Some(step)) => {
            step.outcomes.get(usize::from(outcome)).map(|(id, _)| id.clone())
        }
        _ => None,
    };
    let text = system.label_text(label);
    ExampleStep {
        date: format_iso(date),
        working_day: day,
        actor,
        step: step.map_or_else(|| text.clone(), |step| step.id.clone()),
        outcome,
        says,
        due: None,
        on_time: None,
        clauses: step.map(|step| step.clauses.clone()).unwrap_or_default(),
        changed: step.and_then(|step| step.changed.first()).map(|span| sources.citation(*span)),
        routine: step.is_some_and(|step| step.routine),
        label: text,
    }
}
