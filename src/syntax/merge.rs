//! Lays a change over its base: tables merge key by key, anything else is replaced.

use super::document::{Node, Table, Value};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{Span, Spanned};

/// What a change takes away. Steps, spans and deadlines stay known, so that what names them stays valid, and never happen.
#[derive(Debug, Clone, Default)]
pub(super) struct Removals {
    /// Kind of table (`steps`, `spans`, `deadlines`, or `due` for the deadline of a step), id, and the place of the removal.
    pub never: Vec<(&'static str, String, Span)>,
    /// Steps, spans and deadlines of which a key was removed, and the place.
    pub touched: Vec<(String, Span)>,
}

/// Puts every entry of `over` into `base`.
pub(super) fn overlay(base: &mut Table, over: &Table) {
    for (key, node) in &over.entries {
        match (base.get_mut(&key.value).map(|node| &mut node.value), &node.value) {
            (Some(Value::Table(inner)), Value::Table(new)) => overlay(inner, new),
            (Some(_), _) => {
                for entry in &mut base.entries {
                    if entry.0.value == key.value {
                        *entry = (key.clone(), node.clone());
                    }
                }
            }
            (None, _) => base.entries.push((key.clone(), node.clone())),
        }
    }
}

/// Carries out a `remove` list.
pub(super) fn remove(base: &mut Table, list: &Node, removals: &mut Removals, diagnostics: &mut Vec<Diagnostic>) {
    let Value::Array(items) = &list.value else {
        let message = format!("`remove` takes a list, not {}", list.value.kind());
        diagnostics.push(
            Diagnostic::new(Code::WrongType, list.span, message, "here")
                .help("for example: remove = [\"steps.audit\"]"),
        );
        return;
    };
    for item in items {
        let Value::Text(path, _) = &item.value else {
            let message = format!("`remove` lists names in quotes, not {}", item.value.kind());
            diagnostics.push(
                Diagnostic::new(Code::WrongType, item.span, message, "here")
                    .help("for example: remove = [\"steps.audit\"]"),
            );
            continue;
        };
        let path = Spanned { value: path.as_str(), span: item.span };
        if let Err(known) = remove_one(base, &path, removals) {
            let message = format!("there is no `{}` to remove", path.value);
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let mistake = Diagnostic::new(Code::NothingToRemove, path.span, message, "not in the base");
            diagnostics.push(
                match known.as_slice() {
                    [only] => mistake.help(format!("did you mean `{only}`?")),
                    _ => mistake.suggest(path.value, known.iter().copied()),
                }
                .or_help("name the table and the thing, for example steps.audit"),
            );
        }
    }
}

/// `steps.audit` for `audit`: the whole paths that end in something like a bare name.
fn of_any_kind(base: &Table, id: &str) -> Vec<String> {
    let kinds = base.entries.iter().filter_map(|(kind, _)| Some((kind.text(), base.table(kind.text())?)));
    let all: Vec<(&str, &str)> =
        kinds.flat_map(|(kind, table)| table.entries.iter().map(move |(name, _)| (kind, name.text()))).collect();
    let names: Vec<&str> = all.iter().map(|(_, name)| *name).collect();
    let near = nearest(id, &names);
    all.iter().filter(|(_, name)| Some(*name) == near).map(|(kind, name)| format!("{kind}.{name}")).collect()
}

/// Removes one thing; on failure, gives the names that could have been meant.
fn remove_one(base: &mut Table, path: &Spanned<&str>, removals: &mut Removals) -> Result<(), Vec<String>> {
    let keys: Vec<&str> = path.value.split('.').collect();
    let known = |table: &Table, prefix: &str| -> Vec<String> {
        table.entries.iter().map(|(name, _)| format!("{prefix}{}", name.value)).collect()
    };
    let (kind, id) = match keys.as_slice() {
        [kind, id, ..] => (*kind, *id),
        _ => return Err(of_any_kind(base, path.value)),
    };
    let Some(table) = base.table(kind) else { return Err(known(base, "")) };
    if table.get(id).is_none() {
        return Err(known(table, &format!("{kind}.")));
    }
    let lasting = ["steps", "spans", "deadlines"].into_iter().find(|lasting| *lasting == kind);
    match (lasting, keys.get(2)) {
        (Some(kind), None) => {
            removals.never.push((kind, id.to_owned(), path.span));
            Ok(())
        }
        (Some("steps"), Some(&"due")) if table.table(id).is_some_and(|step| step.get("due").is_some()) => {
            removals.never.push(("due", id.to_owned(), path.span));
            removals.touched.push((id.to_owned(), path.span));
            Ok(())
        }
        _ => {
            let (last, parents) = keys.split_last().ok_or_else(Vec::new)?;
            let mut table = base;
            for key in parents {
                match table.get_mut(key).map(|node| &mut node.value) {
                    Some(Value::Table(inner)) => table = inner,
                    _ => return Err(Vec::new()),
                }
            }
            if table.get(last).is_none() {
                return Err(known(table, &format!("{}.", parents.join("."))));
            }
            table.entries.retain(|(name, _)| name.value != *last);
            if keys.len() > 2 {
                removals.touched.push((id.to_owned(), path.span));
            }
            Ok(())
        }
    }
}
