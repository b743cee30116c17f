//! The readings of assumptions that are not in force: what the tree would be under each, and which mistake lies in which reading.

use super::super::document::{Node, Table, Value};
use super::super::merge::{self, Removals};
use super::super::read::{self, Draft};
use super::super::tree::Procedure;
use super::misfits;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};

/// The tree under a reading that is not in force.
#[derive(Debug, Clone)]
pub struct OtherReading {
    /// Which reading of which assumption, for a message.
    pub which: String,
    /// The tree, and what could not be read of it.
    pub draft: Draft,
}

/// Where the text of each reading stands, and which it is.
#[derive(Debug, Clone, Default)]
pub(super) struct Places(Vec<(Span, String)>);

impl Places {
    /// The places of all readings in a document.
    pub(super) fn of(table: &Table) -> Self {
        let mut places = Self::default();
        for (which, change, _) in all(table) {
            places.collect(change, &which);
        }
        places
    }

    fn collect(&mut self, table: &Table, which: &str) {
        for (name, node) in &table.entries {
            self.0.push((name.span, which.to_owned()));
            match &node.value {
                Value::Table(inner) => self.collect(inner, which),
                _ => self.0.push((node.span, which.to_owned())),
            }
        }
    }

    /// Says of each mistake that lies in a reading in which one it does.
    pub(super) fn attribute(&self, diagnostics: &mut [Diagnostic]) {
        for one in diagnostics.iter_mut().filter(|one| !one.message.starts_with(PREFIX)) {
            let inside = |place: &Span| {
                place.file == one.span.file && place.start <= one.span.start && one.span.end <= place.end
            };
            if let Some((_, which)) = self.0.iter().find(|(place, _)| inside(place)) {
                one.message = format!("{which}: {}", one.message);
            }
        }
    }
}

/// How a message begins that says which reading is wrong.
const PREFIX: &str = "assumption `";

/// Says of mistakes in which reading they are.
pub(super) fn prefix(which: &str, diagnostics: &mut [Diagnostic]) {
    for one in diagnostics.iter_mut().filter(|one| !one.message.starts_with(PREFIX)) {
        one.message = format!("{which}: {}", one.message);
    }
}

/// Every reading that brings a change: which, the change, and whether it is in force.
fn all(table: &Table) -> Vec<(String, &Table, bool)> {
    let mut found = Vec::new();
    for (assumption, node) in table.table("assumptions").iter().flat_map(|table| &table.entries) {
        let Value::Table(inner) = &node.value else { continue };
        for (reading, _) in inner.table("readings").iter().flat_map(|table| &table.entries) {
            let change = inner.table("readings").and_then(|table| table.table(reading.text())?.table("change"));
            let chosen = inner.get("chosen").is_some_and(|node| names(node, reading.text()));
            let which = format!("{PREFIX}{}`, reading `{}`", assumption.value, reading.value);
            found.extend(change.map(|change| (which, change, chosen)));
        }
    }
    found
}

fn names(node: &Node, reading: &str) -> bool {
    match &node.value {
        Value::Text(text, _) => text == reading,
        Value::Array(items) => items.iter().any(|item| names(item, reading)),
        _ => false,
    }
}

/// The tree under each reading that is not in force, and the mistakes that stand in its phrases. Of each, only what it touches is read
/// again.
pub(super) fn others(
    document: &Table,
    merged: &Table,
    of: &Draft,
    root: FileId,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<OtherReading> {
    let unchosen = all(document).into_iter().filter(|(.., chosen)| !chosen);
    unchosen
        .map(|(which, change, _)| {
            let mut found = Vec::new();
            let draft = under(merged, change, of, root, &mut found);
            // What the file says under any reading has been said already.
            found.retain(|one| !diagnostics.contains(one));
            prefix(&which, &mut found);
            diagnostics.extend(found);
            OtherReading { which, draft }
        })
        .collect()
}

fn under(merged: &Table, change: &Table, of: &Draft, root: FileId, diagnostics: &mut Vec<Diagnostic>) -> Draft {
    let mut change = change.clone();
    let mut unread = misfits::take_out(merged, &mut change, diagnostics);
    let touched = touched(&change);
    let mut removals = Removals::default();
    let mut table = Table { entries: merged.entries.clone() };
    if let Some(list) = change.get("remove") {
        merge::remove(&mut table, list, &mut removals, diagnostics);
    }
    change.entries.retain(|(key, _)| key.value != "remove");
    merge::overlay(&mut table, &change);
    for (kind, node) in &mut table.entries {
        if let Value::Table(inner) = &mut node.value
            && kind.value != "case"
        {
            inner.entries.retain(|(id, _)| touched.contains(&(kind.value.clone(), id.value.clone())));
        }
    }
    let part = read::part(&table, root, &removals, diagnostics);
    unread.extend(part.unread);
    unread.extend(of.unread.iter().cloned());
    let mut procedure = of.procedure.clone();
    replace(&mut procedure, part.procedure, &touched);
    Draft { procedure, unread }
}

/// Kind and id of what a change alters or removes.
fn touched(change: &Table) -> Vec<(String, String)> {
    let mut touched = Vec::new();
    for (kind, node) in &change.entries {
        match &node.value {
            Value::Table(inner) => {
                touched.extend(inner.entries.iter().map(|(id, _)| (kind.value.clone(), id.value.clone())));
            }
            Value::Array(items) => {
                for item in items {
                    if let Value::Text(path, _) = &item.value
                        && let [kind, id, ..] = path.split('.').collect::<Vec<_>>().as_slice()
                    {
                        touched.push(((*kind).to_owned(), (*id).to_owned()));
                    }
                }
            }
            _ => {}
        }
    }
    touched
}

/// Puts what was read again in the place of what stood there.
fn replace(procedure: &mut Procedure, part: Procedure, touched: &[(String, String)]) {
    let is = |kind: &str, id: &str| touched.iter().any(|(one, other)| one == kind && other == id);
    macro_rules! each {
        ($($kind:ident),*) => {$(
            procedure.$kind.retain(|one| !is(stringify!($kind), one.id.text()));
            procedure.$kind.extend(part.$kind);
        )*};
    }
    // The deadlines of a step go with it.
    procedure.deadlines.retain(|one| !one.of_step.as_deref().is_some_and(|step| is("steps", step)));
    each!(clauses, actors, facts, terms, steps, spans, deadlines, invariants);
    if touched.iter().any(|(kind, _)| kind == "case") {
        procedure.case = part.case;
    }
}
