//! What can be named: rules, steps, and assumptions with their readings.

use crate::report::text::Page;
use crate::source::Name;
use crate::syntax::tree::{Assumption, Procedure, Step};

/// Every id with what it stands for.
pub(super) fn show(page: &mut Page, procedure: &Procedure) {
    title(page, "Rules:", procedure.invariants.is_empty());
    for rule in &procedure.invariants {
        entry(page, rule.id.text(), &rule.says);
    }
    title(page, "Steps:", procedure.steps.is_empty());
    for step in procedure.steps.iter().filter(|step| step.removed.is_none()) {
        entry(page, step.id.text(), &act(procedure, step));
    }
    title(page, "Assumptions, and their readings (* is in force):", procedure.assumptions.is_empty());
    for assumption in &procedure.assumptions {
        entry(page, assumption.id.text(), &assumption.says);
        readings(page, assumption);
    }
}

fn title(page: &mut Page, text: &str, nothing: bool) {
    if !nothing {
        page.gap();
        page.line(text);
    }
}

fn entry(page: &mut Page, id: &str, says: &str) {
    page.hanging("  ", id);
    page.hanging("      ", says);
}

fn readings(page: &mut Page, assumption: &Assumption) {
    for reading in &assumption.readings {
        let mark = if reading.id.value == assumption.chosen.value { '*' } else { ' ' };
        page.hanging(&format!("    {mark} "), &format!("{}: {}", reading.id.value, reading.says));
    }
}

/// "Business Unit notifies the National Panel"
fn act(procedure: &Procedure, step: &Step) -> String {
    let name = |id: &Name| {
        let known = procedure.actors.iter().find(|actor| actor.id.value == id.value);
        known.map_or_else(|| id.value.clone(), |actor| actor.name.clone())
    };
    let who: Vec<String> = step.by.iter().map(name).collect();
    let says = step.says.clone().unwrap_or_else(|| step.id.value.replace('_', " "));
    format!("{} {says}", who.join(" or "))
}
