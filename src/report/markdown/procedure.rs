//! The procedure in plain English, actor by actor.

use super::{Lines, cited, escape, phrase};
use crate::report::Report;
use crate::source::Name;
use crate::syntax::print;
use crate::syntax::tree::{Deadline, Kind, Procedure, Step};

/// Who does what, and the deadlines that belong to no single step.
pub(super) fn show(page: &mut Lines, report: &Report) {
    let procedure = &report.procedure;
    page.heading(2, "Who does what");
    let mut groups: Vec<(String, Vec<&Step>)> = Vec::new();
    for step in procedure.steps.iter().filter(|step| step.removed.is_none()) {
        let who = actors(procedure, &step.by, " or ");
        match groups.iter_mut().find(|(name, _)| *name == who) {
            Some((_, steps)) => steps.push(step),
            None => groups.push((who, vec![step])),
        }
    }
    for (who, steps) in groups {
        page.heading(3, &who);
        for one in steps {
            step(page, procedure, one);
        }
    }
    spans(page, procedure);
    deadlines(page, procedure);
    complete(page, procedure);
}

fn step(page: &mut Lines, procedure: &Procedure, step: &Step) {
    let says = step.says.clone().unwrap_or_else(|| step.id.value.replace('_', " "));
    let kind = match step.kind {
        Kind::Duty => "",
        Kind::Optional => " (optional)",
        Kind::Event if step.awaited => " (expected from outside)",
        Kind::Event => " (may happen)",
    };
    let people = [("for", &step.accountable), ("to", &step.to), ("with", &step.with)];
    let people: Vec<String> = people
        .iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(word, names)| format!("; {word} {}", escape(&actors(procedure, names, ", "))))
        .collect();
    page.item(0, &format!("**{}**{kind}{}{}", escape(&says), people.concat(), cited(&texts(&step.clauses))));
    let starts: Vec<String> = step.starts.iter().map(|start| print::start(&start.value)).collect();
    detail(page, "Starts", &starts);
    let must: Vec<String> = step.must.iter().map(|start| print::start(&start.value)).collect();
    detail(page, "Becomes a duty", &must);
    let needs: Vec<String> = step.needs.iter().map(print::expression).collect();
    detail(page, "Needs", &needs);
    detail(page, "Has regard to", &texts(&step.considers));
    detail(page, "Takes along", &texts(&step.carries));
    let lapses: Vec<String> = step.lapses.iter().map(|lapse| print::start(&lapse.value)).collect();
    detail(page, "Lapses", &lapses);
    outcomes(page, step);
    let takes: Vec<String> = step.takes.iter().map(|takes| print::takes(takes.value)).collect();
    detail(page, "Takes", &takes);
    let own = |deadline: &&Deadline| deadline.of_step.as_ref() == Some(&step.id.value) && deadline.removed.is_none();
    let due: Vec<String> =
        procedure.deadlines.iter().filter(own).map(|deadline| print::due(&deadline.due.value)).collect();
    detail(page, "Due", &due);
    if step.closes {
        page.item(1, "Closes the case");
    }
}

fn outcomes(page: &mut Lines, step: &Step) {
    let outcome = |outcome: &crate::syntax::tree::Outcome| {
        let says = outcome.says.clone().unwrap_or_else(|| outcome.id.value.clone());
        let when =
            outcome.condition.as_ref().map_or_else(String::new, |when| format!(" (if {})", print::expression(when)));
        format!("{says}{when}")
    };
    let outcomes: Vec<String> = step.decide.iter().map(outcome).collect();
    detail(page, "Outcomes", &outcomes);
    if let Some(votes) = &step.votes {
        page.item(1, &format!("By {} of {} votes", votes.value.needed, votes.value.of));
    }
}

fn detail(page: &mut Lines, word: &str, phrases: &[String]) {
    if !phrases.is_empty() {
        page.item(1, &format!("{word}: {}", phrase(&phrases.join("; "))));
    }
}

fn spans(page: &mut Lines, procedure: &Procedure) {
    let mut spans = procedure.spans.iter().filter(|span| span.removed.is_none()).peekable();
    if spans.peek().is_none() {
        return;
    }
    page.heading(2, "What else may begin and end");
    for span in spans {
        let says = span.says.clone().unwrap_or_else(|| span.id.value.replace('_', " "));
        page.item(0, &format!("**{}**{}", escape(&says), cited(&texts(&span.clauses))));
        detail(page, "Begins", &[print::start(&span.begins.value)]);
    }
}

fn deadlines(page: &mut Lines, procedure: &Procedure) {
    let own = |deadline: &&Deadline| deadline.of_step.is_none() && deadline.removed.is_none();
    let mut deadlines = procedure.deadlines.iter().filter(own).peekable();
    if deadlines.peek().is_none() {
        return;
    }
    page.heading(2, "Further deadlines");
    for deadline in deadlines {
        let says = deadline.says.clone().unwrap_or_else(|| deadline.id.value.replace('_', " "));
        let binding = if deadline.expected { " (expected, binds nobody)" } else { "" };
        page.item(0, &format!("**{}**{binding}{}", escape(&says), cited(&texts(&deadline.clauses))));
        detail(page, "Due", &[print::due(&deadline.due.value)]);
        detail(page, "Met by", &[print::events(&deadline.met_by)]);
        let phrases = |starts: &[crate::source::Spanned<crate::syntax::tree::Start>]| {
            starts.iter().map(|start| print::start(&start.value)).collect::<Vec<_>>()
        };
        detail(page, "Void", &phrases(&deadline.void));
        detail(page, "Runs again", &phrases(&deadline.extended));
        let stands: Vec<String> = deadline.suspended.iter().map(print::expression).collect();
        detail(page, "Stands still while", &stands);
    }
}

fn complete(page: &mut Lines, procedure: &Procedure) {
    page.heading(2, "When a case is complete");
    if procedure.case.complete.is_empty() {
        page.item(0, "When no duty is owed and no binding clock runs.");
    }
    for part in &procedure.case.complete {
        page.item(0, &phrase(&print::expression(part)));
    }
    if !procedure.case.may_still.is_empty() {
        page.item(
            0,
            &format!(
                "After the case is closed there may still be: {}",
                phrase(&texts(&procedure.case.may_still).join(", "))
            ),
        );
    }
}

/// The names of actors, joined.
fn actors(procedure: &Procedure, ids: &[Name], joint: &str) -> String {
    let name = |id: &Name| {
        let known = procedure.actors.iter().find(|actor| actor.id.value == id.value);
        known.map_or_else(|| id.value.clone(), |actor| actor.name.clone())
    };
    ids.iter().map(name).collect::<Vec<_>>().join(joint)
}

fn texts(names: &[Name]) -> Vec<String> {
    names.iter().map(|name| name.value.clone()).collect()
}
