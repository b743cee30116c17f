//! Numbers, dates and weights as keys of a table.

use super::tree::{Number, Weights};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Name, Span, Spanned};
use crate::syntax::document::{Node, Table, Value};
use crate::syntax::read::Reader;
use crate::syntax::read::fields::Fields;

impl Reader<'_> {
    /// A number; whole or with a fraction, never infinite.
    pub(super) fn number(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Number> {
        let node = fields.any(key)?;
        let number = as_number(node);
        if number.is_none() {
            self.wrong(key, node, "a number such as 0.3");
        }
        number
    }

    /// A list of numbers.
    pub(super) fn numbers(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Spanned<Vec<Number>>> {
        let node = fields.any(key)?;
        let Value::Array(items) = &node.value else {
            self.wrong(key, node, "a list of numbers");
            return None;
        };
        let numbers: Vec<Number> = items.iter().filter_map(as_number).collect();
        if numbers.len() < items.len() {
            self.wrong(key, node, "a list of numbers");
            return None;
        }
        Some(Spanned { value: numbers, span: node.span })
    }

    /// A whole number and its place.
    pub(super) fn whole(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Spanned<i64>> {
        fields.integer(self, key).map(|(value, span)| Spanned { value, span })
    }

    /// A date, as written.
    pub(super) fn day(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Name> {
        let node = fields.any(key)?;
        let day = as_day(node);
        if day.is_none() {
            self.wrong(key, node, "a date such as 2026-04-01");
        }
        day
    }

    /// A list of dates, as written.
    pub(super) fn days(&mut self, key: &str, node: &Node) -> Option<Vec<Name>> {
        let days = match &node.value {
            Value::Array(items) => {
                let days: Vec<Name> = items.iter().filter_map(as_day).collect();
                (days.len() == items.len()).then_some(days)
            }
            _ => None,
        };
        if days.is_none() {
            self.wrong(key, node, "a list of dates such as [2026-04-07, 2026-05-05]");
        }
        days
    }

    /// Names with a number each.
    pub(super) fn weights(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Weights {
        fields.table(self, key).map_or_else(Vec::new, |(_, table, _)| self.weights_of(table))
    }

    /// The same for a whole table.
    pub(super) fn weights_of(&mut self, table: &Table) -> Weights {
        let mut weights = Vec::new();
        for (name, node) in &table.entries {
            match as_number(node) {
                Some(number) => weights.push((name.clone(), number)),
                None => self.wrong(&name.value, node, "a weight such as 0.3"),
            }
        }
        weights
    }

    /// A value of another type than the key takes.
    pub(super) fn wrong(&mut self, key: &str, node: &Node, wanted: &str) {
        let message = format!("`{key}` takes {wanted}, not {}", node.value.kind());
        self.diagnostics.push(Diagnostic::new(
            Code::WrongType,
            node.span,
            message,
            format!("{wanted} should stand here"),
        ));
    }
}

/// A number that is finite.
fn as_number(node: &Node) -> Option<Number> {
    let value = match &node.value {
        Value::Integer(integer) => integer.to_string().parse().ok(),
        Value::Other(text) => text.replace('_', "").parse::<f64>().ok(),
        _ => None,
    };
    value.filter(|value| value.is_finite()).map(|value| Spanned { value, span: node.span })
}

fn as_day(node: &Node) -> Option<Name> {
    match &node.value {
        Value::Date(text) => Some(Spanned { value: text.clone(), span: node.span }),
        _ => None,
    }
}

/// The tables of an array of tables.
pub(super) fn tables<'a>(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'a>,
    key: &'static str,
) -> Vec<(&'a Table, Span)> {
    let Some(node) = fields.any(key) else { return Vec::new() };
    let mut tables = Vec::new();
    let items = match &node.value {
        Value::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    for item in items {
        match &item.value {
            Value::Table(table) => tables.push((table, item.span)),
            _ => reader.wrong(key, item, &format!("tables, each under [[{key}]]")),
        }
    }
    tables
}
