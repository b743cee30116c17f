//! What a change alters without there being such a thing: slips of the pen.

use super::super::document::{Table, Value};
use crate::diagnostic::{self, Code, Diagnostic};

/// What a new thing of each kind has to bring.
const NEEDED: &[(&str, &[&str])] = &[
    ("steps", &["by", "starts"]),
    ("spans", &["says"]),
    ("deadlines", &["due", "met_by"]),
    ("invariants", &["check"]),
    ("terms", &["means"]),
    ("actors", &["name"]),
    ("facts", &["values"]),
    ("assumptions", &["says", "chosen"]),
    ("clauses", &["says"]),
];

/// Takes out of a change what neither alters something known nor brings something whole, with one mistake for each; gives the ids, so
/// that nothing else is said of them.
pub(super) fn take_out(known: &Table, change: &mut Table, diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
    let mut out = Vec::new();
    for (kind, needed) in NEEDED {
        let Some(Value::Table(table)) = change.get_mut(kind).map(|node| &mut node.value) else { continue };
        let there = known.table(kind);
        table.entries.retain(|(id, node)| {
            let Value::Table(entry) = &node.value else { return true };
            let whole = needed.iter().all(|key| entry.get(key).is_some());
            if whole || there.is_some_and(|table| table.get(id.text()).is_some()) {
                return true;
            }
            let names: Vec<&str> = there.iter().flat_map(|table| &table.entries).map(|(name, _)| name.text()).collect();
            diagnostics.push(misfit(kind, id, needed, &names));
            out.push(id.value.clone());
            false
        });
    }
    out
}

fn misfit(kind: &str, id: &crate::source::Name, needed: &[&str], names: &[&str]) -> Diagnostic {
    let keys: Vec<String> = needed.iter().map(|key| format!("`{key}`")).collect();
    let keys = format!("a new one needs at least {}", keys.join(" and "));
    let help = match diagnostic::nearest(id.text(), names) {
        Some(name) => format!("did you mean `{name}`? Otherwise {keys}"),
        None => keys,
    };
    let message = format!("the base has no `{kind}.{}` to change", id.value);
    Diagnostic::new(Code::NothingToChange, id.span, message, "not in the base").help(help)
}
