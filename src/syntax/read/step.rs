//! The steps, and the deadlines that they carry.

use super::Reader;
use super::fields::Fields;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Name, Spanned};
use crate::syntax::document::{Node, Table, Value};
use crate::syntax::phrase;
use crate::syntax::tree::{Deadline, Due, Event, Kind, Outcome, Step};

impl Reader<'_> {
    /// A step and the deadlines of its `due`.
    pub(super) fn step(&mut self, id: &Name, table: &Table) -> (Step, Vec<Deadline>) {
        let what = format!("step `{}`", id.value);
        let mut fields = Fields::new(table, id.span, what);
        let kind = match fields.choice(self, "kind", &["duty", "optional", "event"]) {
            Some(1) => Kind::Optional,
            Some(2) => Kind::Event,
            _ => Kind::Duty,
        };
        let due = fields.phrases(self, "due", phrase::due);
        let step = Step {
            id: id.clone(),
            says: fields.text(self, "says").map(|(text, _)| text.to_owned()),
            kind,
            awaited: fields.boolean(self, "awaited"),
            by: fields.alternatives(self, "by"),
            accountable: fields.alternatives(self, "for"),
            to: fields.names(self, "to"),
            with: fields.names(self, "with"),
            starts: if fields.blank("starts") {
                fields.skip("starts")
            } else {
                fields.phrases(self, "starts", phrase::start)
            },
            must: fields.phrases(self, "must", phrase::start),
            needs: fields.phrase(self, "needs", phrase::expression).map(|spanned| spanned.value),
            considers: fields.names(self, "considers"),
            carries: fields.names(self, "carries"),
            lapses: fields.phrases(self, "lapses", phrase::start),
            takes: fields.phrase(self, "takes", phrase::takes),
            decide: self.outcomes(&mut fields),
            votes: fields.phrase(self, "votes", phrase::votes),
            closes: fields.boolean(self, "closes"),
            routine: fields.boolean(self, "routine"),
            clauses: fields.citations(self, "clauses"),
            removed: self.removed("steps", &id.value),
            changed: self.changed(id, table),
        };
        self.required(&fields, &step);
        let deadlines = self.deadlines(&step, due, &fields);
        fields.finish(self);
        (step, deadlines)
    }

    fn required(&mut self, fields: &Fields<'_>, step: &Step) {
        let word =
            |key: &str| if fields.has(key) { format!("`{key}` is empty") } else { format!("`{key}` is missing") };
        if fields.lacks("by") {
            let message = format!("nobody performs the step `{}`", step.id.value);
            self.diagnostics.push(
                Diagnostic::new(Code::NobodyPerforms, step.id.span, message, word("by"))
                    .help("name who does it: by = \"business_unit\""),
            );
        }
        if fields.lacks("starts") {
            let message = format!("nothing ever starts the step `{}`", step.id.value);
            self.diagnostics.push(
                Diagnostic::new(Code::NeverStarts, step.id.span, message, word("starts"))
                    .help("for example: starts = \"after notify_panel\""),
            );
        }
        if fields.blank("decide") {
            let message = format!("`decide` of step `{}` has no outcome", step.id.value);
            self.diagnostics.push(
                Diagnostic::new(Code::MissingKey, fields.place("decide"), message, "an outcome is missing")
                    .help("for example: decide = [\"met\", \"not_met\"]; leave `decide` out where nothing is decided"),
            );
        }
    }

    fn deadlines(&mut self, step: &Step, due: Vec<Spanned<Due>>, fields: &Fields<'_>) -> Vec<Deadline> {
        let number = |index: usize| if index == 0 { String::new() } else { format!(".{}", index + 1) };
        due.into_iter()
            .enumerate()
            .map(|(index, due)| Deadline {
                id: Spanned { value: format!("{}{}", step.id.value, number(index)), span: fields.place("due") },
                of_step: Some(step.id.value.clone()),
                met_by: vec![Event::Happens { name: step.id.clone(), outcomes: Vec::new() }],
                due,
                void: Vec::new(),
                extended: Vec::new(),
                suspended: None,
                expected: false,
                says: None,
                clauses: step.clauses.clone(),
                removed: step.removed.or_else(|| self.removed("due", &step.id.value)),
                changed: step.changed.clone(),
            })
            .collect()
    }

    /// `["met", "not_met"]`, or a table of outcomes.
    fn outcomes(&mut self, fields: &mut Fields<'_>) -> Vec<Outcome> {
        let Some(node) = fields.any("decide") else { return Vec::new() };
        let outcomes = match &node.value {
            Value::Array(items) => items.iter().filter_map(|item| self.plain_outcome(item)).collect(),
            Value::Table(table) => table.entries.iter().filter_map(|(id, node)| self.outcome(id, node)).collect(),
            other => {
                let message = format!("`decide` takes a list or a table of outcomes, not {}", other.kind());
                self.diagnostics.push(
                    Diagnostic::new(Code::WrongType, node.span, message, "here")
                        .help("for example: decide = [\"met\", \"not_met\"]"),
                );
                Vec::new()
            }
        };
        let mut seen: Vec<&str> = Vec::new();
        for outcome in &outcomes {
            self.check_name(&outcome.id);
            if seen.contains(&outcome.id.value.as_str()) {
                let message = format!("there are two outcomes `{}`", outcome.id.value);
                self.diagnostics.push(
                    Diagnostic::new(Code::SameName, outcome.id.span, message, "second of this name")
                        .help("take one of them away"),
                );
            }
            seen.push(&outcome.id.value);
        }
        outcomes
    }

    fn plain_outcome(&mut self, node: &Node) -> Option<Outcome> {
        if let Value::Text(text, _) = &node.value {
            let id = Spanned { value: text.clone(), span: node.span };
            return Some(Outcome { id, says: None, condition: None });
        }
        let message = format!("an outcome is a name in quotes, not {}", node.value.kind());
        self.diagnostics.push(
            Diagnostic::new(Code::WrongType, node.span, message, "here")
                .help("for example: decide = [\"met\", \"not_met\"]"),
        );
        None
    }

    fn outcome(&mut self, id: &Name, node: &Node) -> Option<Outcome> {
        match &node.value {
            Value::Text(says, _) => Some(Outcome { id: id.clone(), says: Some(says.clone()), condition: None }),
            Value::Table(table) => {
                let mut fields = Fields::new(table, id.span, format!("outcome `{}`", id.value));
                let says = fields.text(self, "says").map(|(text, _)| text.to_owned());
                let condition = fields.phrase(self, "if", phrase::expression);
                fields.finish(self);
                Some(Outcome { id: id.clone(), says, condition: condition.map(|spanned| spanned.value) })
            }
            other => {
                let message =
                    format!("outcome `{}` takes what it says in quotes, or a table, not {}", id.value, other.kind());
                let help = format!("for example: decide.{} = \"what is decided\"", id.value);
                self.diagnostics.push(Diagnostic::new(Code::WrongType, node.span, message, "here").help(help));
                None
            }
        }
    }
}
