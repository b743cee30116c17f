//! How often a loop goes round: what of a decision leads back into it counts, as an assumption about the world (`--repeat`).
//!
//! Only for procedures without `while`, spans and terms: there the phrases alone say what can call for what.

use std::collections::BTreeSet;

use duecourse::syntax::tree::{Event, Procedure, Start, Step};

use crate::oracle::lookup;

/// A step with one of its outcomes, if it has any.
pub type Choice = (String, Option<String>);

/// The choices that lead back into a loop from which other choices of the same step lead out.
pub fn ways_back(procedure: &Procedure) -> BTreeSet<Choice> {
    let mut found = BTreeSet::new();
    for step in lookup::living_steps(procedure) {
        let name = step.id.text();
        let outcomes: Vec<Option<String>> = if step.decide.is_empty() {
            vec![None]
        } else {
            step.decide.iter().map(|outcome| Some(outcome.id.value.clone())).collect()
        };
        let back = |outcome: &Option<String>| {
            let called = called_by(procedure, name, outcome.as_deref());
            called.iter().any(|to| to == name || reachable(procedure, to).contains(name))
        };
        let (back, out): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(back);
        if !out.is_empty() {
            found.extend(back.into_iter().map(|outcome| (name.to_owned(), outcome)));
        }
    }
    found
}

/// The steps for which a step with this outcome can call.
fn called_by(procedure: &Procedure, name: &str, outcome: Option<&str>) -> Vec<String> {
    let speaks = |event: &Event| match event {
        Event::Happens { name: named, outcomes } => {
            let fits = |wanted: &str| outcome.is_none_or(|outcome| outcome == wanted);
            let missed = outcomes.iter().any(|wanted| wanted.text() == "missed");
            named.text() == name
                && !missed
                && (outcomes.is_empty() || outcomes.iter().any(|wanted| fits(wanted.text())))
        }
        Event::Begins(_) | Event::Ends(_) => false,
    };
    let called = |step: &&Step| {
        let starts = step.starts.iter().chain(&step.must);
        starts.filter_map(|start| start.value.trigger()).any(|trigger| trigger.events.iter().any(speaks))
    };
    let mut names: Vec<String> =
        lookup::living_steps(procedure).filter(called).map(|step| step.id.value.clone()).collect();
    if lookup::step(procedure, name).is_some_and(stays_allowed) {
        names.push(name.to_owned());
    }
    names
}

fn stays_allowed(step: &Step) -> bool {
    step.starts.iter().any(|start| matches!(start.value, Start::AnyTime { once: false, .. }))
}

fn reachable(procedure: &Procedure, from: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut work = vec![from.to_owned()];
    while let Some(name) = work.pop() {
        for to in called_by(procedure, &name, None) {
            if reached.insert(to.clone()) {
                work.push(to);
            }
        }
    }
    reached
}
