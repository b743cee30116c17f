//! Tables to tree: which keys there are, of which type, and what is missing.

pub(super) mod fields;
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
pub(super) struct Reader<'a> {
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
    pub(super) removals: &'a Removals,
    pub(super) root: FileId,
    /// Names of what could not be read as a whole.
    pub(super) unread: Vec<String>,
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

/// Stands among unread names for all of them: a whole table could not be read.
pub const EVERYTHING: &str = "*";

/// A tree, and the names of what could not be read as a whole: no follow-up mistake is to be made of those.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// The tree as far as it could be read.
    pub procedure: Procedure,
    /// Names of which not everything is known, or [`EVERYTHING`].
    pub unread: Vec<String>,
}

/// Reads a merged document.
pub(super) fn procedure(
    id: String,
    table: &Table,
    root: FileId,
    removals: &Removals,
    diagnostics: &mut Vec<Diagnostic>,
) -> Draft {
    let mut reader = Reader { diagnostics, removals, root, unread: Vec::new() };
    let span = Span::new(root, 0, 0);
    let mut fields = Fields::new(table, span, "the procedure");
    let header = header(&mut reader, &mut fields);
    let procedure = Procedure { id, header, ..tables(&mut reader, &mut fields) };
    if fields.has("remove") && !fields.has("base") {
        fields.skip::<()>("remove");
        let message = "`remove` belongs in a change, and this file has no `base`";
        reader.diagnostics.push(
            Diagnostic::new(Code::UnknownKey, fields.place("remove"), message, "nothing to remove it from")
                .help("name the file that is changed, for example base = \"../procedure.toml\""),
        );
    }
    let no_step = procedure.steps.is_empty() && table.get("steps").is_none_or(|node| node.value.kind() == "a table");
    fields.finish(&mut reader);
    if no_step {
        let message = "there is no step in this procedure: nothing can happen, so there is nothing to check";
        reader.diagnostics.push(
            Diagnostic::new(Code::Empty, span, message, "no [steps.…] table")
                .help("describe who does what in tables such as [steps.notify]"),
        );
    }
    Draft { procedure, unread: reader.unread }
}

/// Reads some tables of a document: what one reading of an assumption alters.
pub(super) fn part(table: &Table, root: FileId, removals: &Removals, diagnostics: &mut Vec<Diagnostic>) -> Draft {
    let mut reader = Reader { diagnostics, removals, root, unread: Vec::new() };
    let mut fields = Fields::new(table, Span::new(root, 0, 0), "the change");
    let procedure = tables(&mut reader, &mut fields);
    Draft { procedure, unread: reader.unread }
}

fn tables(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Procedure {
    let mut procedure = Procedure::default();
    reader.each(fields, "clauses", |reader, id, table| procedure.clauses.push(reader.clause(id, table)));
    reader.each(fields, "assumptions", |reader, id, table| {
        procedure.assumptions.extend(reader.assumption(id, table));
    });
    reader.each(fields, "actors", |reader, id, table| procedure.actors.push(reader.actor(id, table)));
    reader.each(fields, "facts", |reader, id, table| procedure.facts.push(reader.fact(id, table)));
    reader.terms(fields, &mut procedure.terms);
    reader.each(fields, "steps", |reader, id, table| {
        let (step, deadlines) = reader.step(id, table);
        procedure.steps.push(step);
        procedure.deadlines.extend(deadlines);
    });
    reader.each(fields, "spans", |reader, id, table| procedure.spans.push(reader.span_of_time(id, table)));
    reader.each(fields, "deadlines", |reader, id, table| procedure.deadlines.extend(reader.deadline(id, table)));
    reader.each(fields, "invariants", |reader, id, table| procedure.invariants.extend(reader.invariant(id, table)));
    if let Some((_, table, span)) = fields.table(reader, "case") {
        procedure.case = case(reader, table, span);
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
        None if fields.has("format") => {}
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
