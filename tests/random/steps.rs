//! Random steps: what starts, obliges and ends them, what they decide and when they are due.

use std::fmt::Write as _;

use super::generate::{list, strings};
use super::phrases::{Dice, Names, Reads, StepNames};

/// Writes the table of a step.
pub(super) fn write_step(text: &mut String, names: &Names, index: usize, dice: &mut Dice) {
    let step = &names.steps[index];
    let actor = if step.votes.is_empty() { "office" } else { "panel" };
    let _ = write!(text, "\n[steps.{}]\nby = \"{actor}\"\n", step.name);
    if step.event {
        text.push_str("kind = \"event\"\n");
        if dice.one_in(2) {
            text.push_str("awaited = true\n");
        }
    } else if !step.duty {
        text.push_str("kind = \"optional\"\n");
    }
    let starts = starts(names, index, dice);
    let _ = writeln!(text, "starts = {}", list(&starts));
    if !step.duty && !step.event && dice.one_in(3) {
        let _ = writeln!(text, "must = \"{}\"", names.after(dice, &names.steps));
    }
    // Few procedures vote, so those that do lapse more often.
    let lasting = starts.iter().all(|start| !start.starts_with("while"));
    if lasting && dice.one_in(if step.votes.is_empty() { 8 } else { 3 }) {
        let _ = writeln!(text, "lapses = \"{}\"", names.after(dice, &names.steps));
    }
    if dice.one_in(12) {
        let _ = writeln!(text, "needs = \"{}\"", names.expression(dice, Reads::Everything));
    }
    for key in ["considers", "carries"] {
        if index > 0 && dice.one_in(14) {
            let _ = writeln!(text, "{key} = [\"{}\"]", names.steps[dice.below(index)].name);
        }
    }
    write_outcomes(text, names, step, dice);
    if step.due {
        write_due(text, names, step, dice);
    }
    if dice.one_in(14) {
        text.push_str("closes = true\n");
    }
}

fn write_outcomes(text: &mut String, names: &Names, step: &StepNames, dice: &mut Dice) {
    if step.outcomes.is_empty() {
        return;
    }
    if dice.one_in(4) {
        let condition = names.expression(dice, Reads::Everything);
        let others: Vec<String> =
            step.outcomes[1..].iter().map(|outcome| format!("{outcome} = \"it is {outcome}\"")).collect();
        let first = &step.outcomes[0];
        let _ =
            writeln!(text, "decide = {{ {first} = {{ says = \"so\", if = \"{condition}\" }}, {} }}", others.join(", "));
    } else {
        let _ = writeln!(text, "decide = {}", list(&step.outcomes));
    }
    if !step.votes.is_empty() {
        let needed = 1 + dice.below(step.votes.len());
        let _ = writeln!(text, "votes = \"{needed} of {}\"", step.votes.len());
    }
}

fn write_due(text: &mut String, names: &Names, step: &StepNames, dice: &mut Dice) {
    let mut dues = vec![limit(names, dice)];
    if dice.one_in(5) {
        let before: Vec<StepNames> = names.steps.iter().filter(|one| one.name != step.name).cloned().collect();
        dues.push(format!("not before 2 calendar days after {}", Names::step_event(dice, &before)));
    }
    let _ = writeln!(text, "due = {}", list(&dues));
}

/// A limit that has a status in the order check.
pub(super) fn limit(names: &Names, dice: &mut Dice) -> String {
    let anchor =
        if dice.one_in(6) { Names::all_of(dice, &names.steps, "latest of") } else { names.trigger(dice, &names.steps) };
    let words = if dice.one_in(4) { "same day as" } else { "within 5 working days of" };
    format!("{words} {anchor}")
}

/// Start phrases. The first step mostly begins; the others mostly follow an earlier one, sometimes a later one. In a procedure
/// that returns, the first and the last step form a loop.
fn starts(names: &Names, index: usize, dice: &mut Dice) -> Vec<String> {
    let step = &names.steps[index];
    let last = names.steps.len() - 1;
    if names.returns && (index == 0 || index == last) {
        let back = format!("after each {} is x", names.steps[last].name);
        let forth = format!("after each {}", names.steps[dice.below(last)].name);
        return if index == 0 { vec!["at the beginning".to_owned(), back] } else { vec![forth] };
    }
    let form = dice.below(16);
    if index == 0 && form < 12 {
        return if form == 11 {
            vec!["at the beginning".to_owned(), later_start(names, index, dice)]
        } else {
            strings(&["at the beginning"])
        };
    }
    match form {
        10 if step.votes.is_empty() => {
            let once = if dice.one_in(3) { "" } else { ", once" };
            vec![format!("while {}{once}", names.expression(dice, Reads::MomentsOnly))]
        }
        11 if step.duty => vec![format!("every 3 months covering {}", names.event(dice, &names.steps[..index.max(1)]))],
        11 | 12 if !step.duty => {
            let once = if dice.one_in(2) { ", once" } else { "" };
            vec![format!("at any time{once}")]
        }
        13 if !step.duty => {
            let once = if dice.one_in(2) { ", once" } else { "" };
            vec![format!("at any time {}{once}", names.after(dice, &names.steps[..index.max(1)]))]
        }
        14 => strings(&["at the beginning"]),
        15 => vec![names.after(dice, &names.steps[..index.max(1)]), later_start(names, index, dice)],
        _ => vec![names.after(dice, &names.steps[..index.max(1)])],
    }
}

/// A way back: after each of some step from this one on.
fn later_start(names: &Names, index: usize, dice: &mut Dice) -> String {
    format!("after each {}{}", Names::step_event(dice, &names.steps[index..]), names.condition(dice))
}
