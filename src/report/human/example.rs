//! An example case as numbered, dated rows.

use crate::check::{Example, ExampleStep};
use crate::report::text::{Page, WIDTH, clean, count, date, length, short_date, wrap};
use crate::report::words;
use crate::system::TransitionSystem;

/// The widest column of actors; longer names are wrapped.
const ACTOR_MAX: usize = 16;

/// A row of a folded example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// The step with this index.
    Step(usize),
    /// So many routine steps.
    Folded(usize),
}

/// Folds runs of routine steps, but never one that a change touches or one that breaks the rule.
pub fn fold(example: &Example, full: bool) -> Vec<Row> {
    let last = example.steps.len().saturating_sub(1);
    let breaks = example.missing.is_none() && example.r#loop.is_none();
    let mut rows = Vec::new();
    for (index, step) in example.steps.iter().enumerate() {
        let late = step.on_time == Some(false);
        let kept = full || !step.routine || step.changed.is_some() || late || (breaks && index == last);
        match rows.last_mut() {
            _ if kept => rows.push(Row::Step(index)),
            Some(Row::Folded(number)) => *number += 1,
            _ => rows.push(Row::Folded(1)),
        }
    }
    rows
}

/// Whether two examples have the same steps and so can be told together.
pub(super) fn alike(first: Option<&Example>, second: Option<&Example>) -> bool {
    let (Some(first), Some(second)) = (first, second) else { return false };
    let labels = |example: &Example| example.steps.iter().map(|step| step.label.clone()).collect::<Vec<_>>();
    !first.steps.is_empty()
        && labels(first) == labels(second)
        && first.facts == second.facts
        && first.r#loop == second.r#loop
        && first.start == second.start
}

/// Shows examples of the same steps as one.
pub(super) fn show(page: &mut Page, examples: &[&Example], system: Option<&TransitionSystem>, full: bool) {
    let Some(example) = examples.first() else { return };
    if !example.steps.is_empty() {
        page.paragraph(&format!("Shortest example (invented). {}", punctuality(example)));
    }
    if !example.facts.is_empty() {
        let facts: Vec<String> = example.facts.iter().map(|(what, value)| format!("{what}: {value}")).collect();
        page.hanging("The incident: ", &facts.join("; "));
    }
    let widest = example.steps.iter().map(|step| &step.actor).chain(&example.missing_actor);
    let actor_width = widest.map(|actor| length(actor)).max().unwrap_or(0).min(ACTOR_MAX);
    let last_day = example.steps.iter().map(|step| step.working_day).max().unwrap_or(0);
    let columns = Columns { day: last_day.to_string().len().max(2), actor: actor_width };
    for row in fold(example, full) {
        match row {
            Row::Step(index) => step(page, index, &example.steps[index], columns),
            Row::Folded(number) => page.line(&format!("   …  {}", count(number, "routine step", "routine steps"))),
        }
    }
    for missing in distinct(examples, |one| one.missing.clone()) {
        let owed_by = examples.iter().find(|one| one.missing.as_ref() == Some(&missing));
        let actor = owed_by.and_then(|one| one.missing_actor.clone()).unwrap_or_default();
        row(page, "X", "never", &actor, columns, &[format!("MISSING: {missing}")]);
    }
    if let Some(labels) = &example.r#loop {
        page.hanging("  ", &format!("and this can go round for ever: {}", words::labels(system, labels)));
    }
    for why in distinct(examples, |one| (!one.why.is_empty()).then(|| one.why.clone())) {
        page.hanging("Why: ", &why);
    }
}

fn distinct(examples: &[&Example], part: impl Fn(&Example) -> Option<String>) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for one in examples.iter().filter_map(|example| part(example)) {
        if !parts.contains(&one) {
            parts.push(one);
        }
    }
    parts
}

fn punctuality(example: &Example) -> &'static str {
    let late = |step: &ExampleStep| step.on_time == Some(false) || step.step.ends_with(" is missed");
    if example.steps.iter().any(late) { "Somebody is late in it." } else { "Nobody is late in it." }
}

/// Widths that all rows of an example share.
#[derive(Debug, Clone, Copy)]
struct Columns {
    day: usize,
    actor: usize,
}

fn step(page: &mut Page, index: usize, step: &ExampleStep, columns: Columns) {
    let mut notes = vec![step.says.clone()];
    if let Some(due) = &step.due {
        let word = if step.on_time == Some(false) { "LATE" } else { "on time" };
        notes.push(format!("{word} (due {})", short_date(due, &step.date)));
    }
    if let Some(place) = &step.changed {
        // The name of the file is enough here, and a longer path would be cut.
        let place = place.rsplit(['/', '\\']).next().unwrap_or(place);
        notes.push(format!("<< your change, {place}"));
    }
    let when = if step.date.is_empty() {
        "undated".to_owned()
    } else {
        format!("{:<15}  day {:>2$}", date(&step.date), step.working_day, columns.day)
    };
    row(page, &(index + 1).to_string(), &when, &step.actor, columns, &notes);
}

/// A row of three columns, each wrapped in itself; a note stands beside what happened if there is room.
fn row(page: &mut Page, number: &str, when: &str, actor: &str, columns: Columns, notes: &[String]) {
    let (actor_width, when_width) = (columns.actor, 21 + columns.day);
    let lead = format!("{number:>3}  {when:<when_width$}  ");
    let room = WIDTH.saturating_sub(length(&lead) + actor_width + 1);
    let actors = wrap(actor, actor_width);
    let mut lines: Vec<String> = Vec::new();
    for note in notes {
        let note = clean(note);
        match lines.last_mut() {
            Some(line) if length(line) + 2 + length(&note) <= room => {
                line.push_str("  ");
                line.push_str(&note);
            }
            _ => lines.extend(wrap(&note, room)),
        }
    }
    for index in 0..actors.len().max(lines.len()) {
        let lead = if index == 0 { lead.clone() } else { " ".repeat(length(&lead)) };
        let actor = actors.get(index).map_or("", String::as_str);
        let text = lines.get(index).map_or("", String::as_str);
        page.line(&format!("{lead}{actor:<actor_width$} {text}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(routine: bool, changed: bool) -> ExampleStep {
        ExampleStep {
            date: "2026-03-16".to_owned(),
            working_day: 0,
            actor: "Safeguarding partners together".to_owned(),
            step: "meet".to_owned(),
            outcome: None,
            says: "meet and decide at considerable length what is to be done about all of it".to_owned(),
            due: Some("2026-03-23".to_owned()),
            on_time: Some(true),
            clauses: Vec::new(),
            changed: changed.then(|| "a/very/long/path/to/some/change.toml:52".to_owned()),
            routine,
            label: "meet".to_owned(),
        }
    }

    fn example(steps: Vec<ExampleStep>, missing: Option<&str>) -> Example {
        Example {
            rule: "rule".to_owned(),
            says: "A rule".to_owned(),
            start: "2026-03-16".to_owned(),
            facts: Vec::new(),
            steps,
            missing: missing.map(str::to_owned),
            missing_actor: None,
            why: "it is so".to_owned(),
            r#loop: None,
            predicates: Vec::new(),
        }
    }

    #[test]
    fn routine_steps_are_folded_unless_they_matter() {
        let steps =
            vec![taken(true, false), taken(true, false), taken(false, false), taken(true, true), taken(true, false)];
        let open = example(steps.clone(), Some("a meeting"));
        assert_eq!(fold(&open, false), [Row::Folded(2), Row::Step(2), Row::Step(3), Row::Folded(1)]);
        assert_eq!(fold(&open, true).len(), 5);
        let broken = example(steps, None);
        assert_eq!(fold(&broken, false).last(), Some(&Row::Step(4)));
    }

    #[test]
    fn no_row_is_wider_than_the_terminal() {
        let one = example(vec![taken(false, true), taken(true, false)], Some("a meeting that nobody has called"));
        let mut page = Page::new(false);
        show(&mut page, &[&one], None, false);
        let text = page.finish();
        assert!(text.lines().all(|line| length(line) <= WIDTH), "{text}");
        assert!(text.contains("   …  1 routine step\n"), "{text}");
    }
}
