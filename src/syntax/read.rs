//! Tables to tree: which keys there are, of which type, and what is missing.

mod fields;
mod step;
mod table;

use super::document::{Table, Value};
use super::merge::Removals;
use super::phrase;
use super::tree::{CalendarName, Case, Header, Procedure};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Name, Span};
use fields::Fields;

/// What reading needs besides the table: where mistakes go, what was removed, and which file is the root.
struct Reader<'a> {
    diagnostics: &'a mut Vec<Diagnostic>,
    removals: &'a Removals,
    root: FileId,
}

impl Reader<'_> {
    /// Where a change removed a thing of this kind, if it did.
    fn removed(&self, kind: &str, id: &str) -> Option<Span> {
        self.removals.never.iter().find(|(k, name, _)| *k == kind && name == id).map(|(.., span)| *span)
    }

    /// The places in change files that touch an entry.
    fn changed(&self, id: &Name, table: &Table) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        self.collect_changed(table, &mut spans);
        if id.span.file != self.root && spans.is_empty() {
            spans.push(id.span);
        }
        spans.extend(self.removals.touched.iter().filter(|(name, _)| *name == id.value).map(|(_, span)| *span));
        spans
    }

    fn collect_changed(&self, table: &Table, spans: &mut Vec<Span>) {
        for (key, node) in &table.entries {
            match &node.value {
                Value::Table(inner) if key.span.file == self.root => self.collect_changed(inner, spans),
                _ if key.span.file != self.root => spans.push(key.span),
                _ => {}
            }
        }
    }
}

/// Reads a merged document.
pub(super) fn procedure(
    id: String,
    table: &Table,
    root: FileId,
    removals: &Removals,
    diagnostics: &mut Vec<Diagnostic>,
) -> Procedure {
    let mut reader = Reader { diagnostics, removals, root };
    let span = Span::new(root, 0, 0);
    let mut fields = Fields::new(table, span, "the procedure");
    let header = header(&mut reader, &mut fields);
    let mut procedure = Procedure { id, header, ..Procedure::default() };
    reader.each(&mut fields, "clauses", |reader, id, table| procedure.clauses.push(reader.clause(id, table)));
    reader.each(&mut fields, "assumptions", |reader, id, table| {
        procedure.assumptions.extend(reader.assumption(id, table));
    });
    reader.each(&mut fields, "actors", |reader, id, table| procedure.actors.push(reader.actor(id, table)));
    reader.each(&mut fields, "facts", |reader, id, table| procedure.facts.push(reader.fact(id, table)));
    reader.terms(&mut fields, &mut procedure.terms);
    reader.each(&mut fields, "steps", |reader, id, table| {
        let (step, deadlines) = reader.step(id, table);
        procedure.steps.push(step);
        procedure.deadlines.extend(deadlines);
    });
    reader.each(&mut fields, "spans", |reader, id, table| procedure.spans.push(reader.span_of_time(id, table)));
    reader.each(&mut fields, "deadlines", |reader, id, table| procedure.deadlines.extend(reader.deadline(id, table)));
    reader
        .each(&mut fields, "invariants", |reader, id, table| procedure.invariants.extend(reader.invariant(id, table)));
    if let Some((_, table, span)) = fields.table(&mut reader, "case") {
        procedure.case = case(&mut reader, table, span);
    }
    fields.finish(&mut reader);
    if procedure.steps.is_empty() {
        let message = "there is no step in this procedure: nothing can happen, so there is nothing to check";
        reader.diagnostics.push(
            Diagnostic::new(Code::Empty, span, message, "no [steps.…] table")
                .help("describe who does what in tables such as [steps.notify]"),
        );
    }
    procedure
}

fn header(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Header {
    match fields.integer(reader, "format") {
        Some((1, _)) => {}
        Some((_, span)) => reader.diagnostics.push(
            Diagnostic::new(Code::WrongType, span, "this tool reads `format = 1` only", "another format")
                .help("write format = 1"),
        ),
        None => fields.missing(reader, "format", "write `format = 1` as the first line"),
    }
    let title = fields.required_text(reader, "title", "say in one line what procedure this is");
    let source = fields.text(reader, "source").map(|(text, _)| text.to_owned());
    let in_force = fields.date(reader, "in_force");
    fields.choice(reader, "counting", &["exclude event day"]);
    let calendar = match fields.choice(reader, "calendar", &["england-and-wales", "working-week"]) {
        Some(1) => CalendarName::WorkingWeek,
        _ => CalendarName::EnglandAndWales,
    };
    Header { title, source, in_force, calendar }
}

fn case(reader: &mut Reader<'_>, table: &Table, span: Span) -> Case {
    let mut fields = Fields::new(table, span, "[case]");
    let complete = fields.phrases(reader, "complete", phrase::expression);
    let case = Case {
        complete: complete.into_iter().map(|spanned| spanned.value).collect(),
        may_still: fields.names(reader, "may_still"),
        clauses: fields.citations(reader, "clauses"),
    };
    fields.finish(reader);
    case
}
