//! What a change changes, in words: the merged tree compared with the base.

use std::fmt::Write as _;

use crate::source::{Name, Spanned};
use crate::syntax::print;
use crate::syntax::tree::{Assumption, Deadline, Procedure, Start, Step};

/// A thing and what is written under each of its keys.
struct Thing {
    id: String,
    /// What people call it.
    says: String,
    removed: bool,
    keys: Vec<(&'static str, String)>,
}

/// A line for each thing that the change adds, takes away or alters; for one that it alters, what it says otherwise.
pub fn what_changes(base: &Procedure, changed: &Procedure) -> Vec<String> {
    let mut lines = Vec::new();
    compare(&mut lines, "step", &steps(base), &steps(changed));
    compare(&mut lines, "deadline", &deadlines(base), &deadlines(changed));
    compare(&mut lines, "span", &spans(base), &spans(changed));
    compare(&mut lines, "term", &terms(base), &terms(changed));
    compare(&mut lines, "fact", &facts(base), &facts(changed));
    compare(&mut lines, "actor", &actors(base), &actors(changed));
    compare(&mut lines, "assumption", &assumptions(base), &assumptions(changed));
    compare(&mut lines, "rule", &rules(base), &rules(changed));
    let case = |procedure: &Procedure| {
        let complete: Vec<String> = procedure.case.complete.iter().map(print::expression).collect();
        let keys = vec![("complete", complete.join("; ")), ("may_still", joined(&procedure.case.may_still))];
        vec![Thing { id: "[case]".to_owned(), says: String::new(), removed: false, keys }]
    };
    compare(&mut lines, "", &case(base), &case(changed));
    lines
}

fn compare(lines: &mut Vec<String>, kind: &str, base: &[Thing], changed: &[Thing]) {
    for now in changed {
        let before = base.iter().find(|one| one.id == now.id && !one.removed);
        match before {
            None if !now.removed => lines.push(format!("new {kind} {}: {}", now.id, now.says)),
            Some(before) if now.removed => lines.push(format!("{kind} {} taken away: {}", before.id, before.says)),
            Some(before) => lines.extend(altered(before, now)),
            None => {}
        }
    }
    for gone in base.iter().filter(|one| !one.removed && !changed.iter().any(|now| now.id == one.id)) {
        lines.push(format!("{kind} {} taken away: {}", gone.id, gone.says));
    }
}

/// `spoc_meeting: due within 5 -> 3 working days of aware`
fn altered(before: &Thing, now: &Thing) -> Option<String> {
    let keys = before.keys.iter().zip(&now.keys).filter(|((_, old), (_, new))| old != new);
    let parts: Vec<String> = keys.map(|((key, old), (_, new))| format!("{key} {}", told(old, new))).collect();
    (!parts.is_empty()).then(|| format!("{}: {}", now.id, parts.join("; ")))
}

/// Phrases of so many words are told in full: `2 of 3 -> 4` would leave it open what became of the 2.
const SHORT_WORDS: usize = 3;

/// Two phrases as one: where nothing but some words in the middle differ, only these are set against each other. Everything else is
/// told in full, for half a list, or a condition without its `not`, would be misread.
fn told(old: &str, new: &str) -> String {
    if old.is_empty() || new.is_empty() {
        return if old.is_empty() { format!("added: {new}") } else { format!("taken away: {old}") };
    }
    let (before, after): (Vec<&str>, Vec<&str>) = (old.split(' ').collect(), new.split(' ').collect());
    if before.len() != after.len() || before.len() <= SHORT_WORDS {
        return format!("{old} -> {new}");
    }
    let differ = |at: &usize| before[*at] != after[*at];
    let changed: Vec<usize> = (0..before.len()).filter(differ).collect();
    let (Some(first), Some(last)) = (changed.first(), changed.last()) else { return new.to_owned() };
    // A comma belongs to a list; one word of it, or several apart, would not tell where the rest went.
    let plain = |words: &[&str]| words.iter().all(|word| !word.contains([',', '(', ')', ';']));
    if changed.len() != last - first + 1 || !plain(&before[*first..=*last]) || !plain(&after[*first..=*last]) {
        return format!("{old} -> {new}");
    }
    let words = |words: &[&str]| words.join(" ");
    let mut text = words(&before[..*first]);
    let _ = write!(text, " {} -> {} ", words(&before[*first..=*last]), words(&after[*first..=*last]));
    text.push_str(&words(&before[last + 1..]));
    text.trim().to_owned()
}

fn steps(procedure: &Procedure) -> Vec<Thing> {
    procedure.steps.iter().map(|one| step(procedure, one)).collect()
}

fn step(procedure: &Procedure, step: &Step) -> Thing {
    let own = |one: &&Deadline| one.of_step.as_ref() == Some(&step.id.value) && one.removed.is_none();
    let due: Vec<String> = procedure.deadlines.iter().filter(own).map(|one| print::due(&one.due.value)).collect();
    let who: Vec<String> = step.by.iter().map(|name| name_of(procedure, name)).collect();
    let says = step.says.clone().unwrap_or_else(|| step.id.value.replace('_', " "));
    let outcome = |one: &crate::syntax::tree::Outcome| {
        let when = one.condition.as_ref().map_or_else(String::new, |when| format!(" if {}", print::expression(when)));
        format!("{}{when}", one.id.value)
    };
    let yes = |set: bool| if set { "true".to_owned() } else { String::new() };
    let keys = vec![
        ("says", says.clone()),
        ("kind", format!("{:?}", step.kind).to_lowercase()),
        ("by", joined(&step.by)),
        ("for", joined(&step.accountable)),
        ("to", joined(&step.to)),
        ("with", joined(&step.with)),
        ("starts", starts(&step.starts)),
        ("must", starts(&step.must)),
        ("needs", step.needs.as_ref().map_or_else(String::new, print::expression)),
        ("considers", joined(&step.considers)),
        ("carries", joined(&step.carries)),
        ("lapses", starts(&step.lapses)),
        ("takes", step.takes.as_ref().map_or_else(String::new, |takes| print::takes(takes.value))),
        ("decide", step.decide.iter().map(outcome).collect::<Vec<_>>().join(", ")),
        (
            "votes",
            step.votes
                .as_ref()
                .map_or_else(String::new, |votes| format!("{} of {}", votes.value.needed, votes.value.of)),
        ),
        ("due", due.join("; ")),
        ("awaited", yes(step.awaited)),
        ("closes", yes(step.closes)),
    ];
    Thing {
        id: step.id.value.clone(),
        says: format!("{} {says}", who.join(" or ")),
        removed: step.removed.is_some(),
        keys,
    }
}

fn deadlines(procedure: &Procedure) -> Vec<Thing> {
    let own = procedure.deadlines.iter().filter(|one| one.of_step.is_none());
    own.map(|one| Thing {
        id: one.id.value.clone(),
        says: one.says.clone().unwrap_or_else(|| print::due(&one.due.value)),
        removed: one.removed.is_some(),
        keys: clock_keys(one).into_iter().chain([("expected", one.expected.to_string())]).collect(),
    })
    .collect()
}

/// What makes the time of a deadline, by key.
fn clock_keys(one: &Deadline) -> Vec<(&'static str, String)> {
    vec![
        ("due", print::due(&one.due.value)),
        ("met by", print::events(&one.met_by)),
        ("void", starts(&one.void)),
        ("extended", starts(&one.extended)),
        ("suspended", one.suspended.as_ref().map_or_else(String::new, print::expression)),
    ]
}

/// What makes the time of a deadline, or of a rule with a time in it, by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClockText {
    id: String,
    keys: Vec<(&'static str, String)>,
}

/// The clocks of a procedure: those of all deadlines, and what rules say.
pub(super) fn clock_texts(procedure: &Procedure) -> Vec<ClockText> {
    let deadlines = procedure.deadlines.iter().filter(|one| one.removed.is_none());
    let deadlines = deadlines.map(|one| ClockText { id: one.id.value.clone(), keys: clock_keys(one) });
    let rules = procedure.invariants.iter();
    let rules =
        rules.map(|one| ClockText { id: one.id.value.clone(), keys: vec![("check", print::check(&one.check.value))] });
    deadlines.chain(rules).collect()
}

/// What the clock of an id says otherwise in `now`: `due within 5 -> 3 working days of aware`. Nothing where one of the two has none.
pub(super) fn clock_changes(before: &[ClockText], now: &[ClockText], id: &str) -> Vec<String> {
    let of = |texts: &[ClockText]| texts.iter().find(|one| one.id == id).cloned();
    let (Some(before), Some(now)) = (of(before), of(now)) else { return Vec::new() };
    let keys = before.keys.iter().zip(&now.keys).filter(|((_, old), (_, new))| old != new);
    keys.map(|((key, old), (_, new))| format!("{key} {}", told(old, new))).collect()
}

fn spans(procedure: &Procedure) -> Vec<Thing> {
    let thing = |one: &crate::syntax::tree::SpanOfTime| Thing {
        id: one.id.value.clone(),
        says: one.says.clone().unwrap_or_default(),
        removed: one.removed.is_some(),
        keys: vec![("by", joined(&one.by)), ("begins", print::start(&one.begins.value))],
    };
    procedure.spans.iter().map(thing).collect()
}

fn terms(procedure: &Procedure) -> Vec<Thing> {
    let thing = |one: &crate::syntax::tree::Term| {
        let means = print::expression(&one.means);
        Thing { id: one.id.value.clone(), says: means.clone(), removed: false, keys: vec![("means", means)] }
    };
    procedure.terms.iter().map(thing).collect()
}

fn facts(procedure: &Procedure) -> Vec<Thing> {
    let thing = |one: &crate::syntax::tree::Fact| Thing {
        id: one.id.value.clone(),
        says: one.says.clone().unwrap_or_default(),
        removed: false,
        keys: vec![("values", joined(&one.values)), ("many", one.many.to_string())],
    };
    procedure.facts.iter().map(thing).collect()
}

fn actors(procedure: &Procedure) -> Vec<Thing> {
    let thing = |one: &crate::syntax::tree::Actor| Thing {
        id: one.id.value.clone(),
        says: one.name.clone(),
        removed: false,
        keys: vec![
            ("name", one.name.clone()),
            ("outside", one.outside.to_string()),
            ("members", joined(&one.members)),
            ("cases_at_once", one.cases_at_once.map_or_else(String::new, |number| number.to_string())),
        ],
    };
    procedure.actors.iter().map(thing).collect()
}

fn assumptions(procedure: &Procedure) -> Vec<Thing> {
    let thing = |one: &Assumption| Thing {
        id: one.id.value.clone(),
        says: one.says.clone(),
        removed: false,
        keys: vec![("chosen", one.chosen.value.clone())],
    };
    procedure.assumptions.iter().map(thing).collect()
}

fn rules(procedure: &Procedure) -> Vec<Thing> {
    let thing = |one: &crate::syntax::tree::Invariant| Thing {
        id: one.id.value.clone(),
        says: one.says.clone(),
        removed: false,
        keys: vec![("says", one.says.clone()), ("check", print::check(&one.check.value))],
    };
    procedure.invariants.iter().map(thing).collect()
}

fn starts(all: &[Spanned<Start>]) -> String {
    all.iter().map(|one| print::start(&one.value)).collect::<Vec<_>>().join("; ")
}

fn joined(names: &[Name]) -> String {
    names.iter().map(Name::text).collect::<Vec<_>>().join(", ")
}

fn name_of(procedure: &Procedure, id: &Name) -> String {
    let known = procedure.actors.iter().find(|actor| actor.id.value == id.value);
    known.map_or_else(|| id.value.clone(), |actor| actor.name.clone())
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn what_two_phrases_share_is_said_once() {
        let due = |days: u8, of: &str| format!("within {days} working days of {of}");
        assert_eq!(told(&due(5, "a"), &due(3, "a")), "within 5 -> 3 working days of a");
        assert_eq!(told(&due(5, "a"), &due(3, "b")), "within 5 working days of a -> within 3 working days of b");
        assert_eq!(told("a", "b"), "a -> b");
        assert_eq!(told("a a", "a"), "a a -> a");
        assert_eq!(told("", "b"), "added: b");
    }

    #[test]
    fn what_would_be_misread_in_part_is_told_in_full() {
        let full = |old: &str, new: &str| assert_eq!(told(old, new), format!("{old} -> {new}"));
        full("council, police, health", "council, police, health, education");
        full("not definition_met", "not definition_met or recovered");
        full("after each of (a, b)", "after each of (a, b), unless c");
        full("a, b", "a, c");
        full("2 of 3", "2 of 4");
    }
}
