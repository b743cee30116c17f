//! All tables but the steps.

use super::Reader;
use super::fields::Fields;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Name, Spanned};
use crate::syntax::document::{Table, Value};
use crate::syntax::phrase::{self, Phrase};
use crate::syntax::tree::{Actor, Assumption, Clause, Deadline, Fact, Invariant, Reading, SpanOfTime, Start, Term};

impl Reader<'_> {
    pub(super) fn clause(&mut self, id: &Name, table: &Table) -> Clause {
        let mut fields = Fields::new(table, id.span, format!("clause `{}`", id.value));
        let clause = Clause {
            id: id.clone(),
            heading: fields.text(self, "heading").map(|(text, _)| text.to_owned()),
            paragraph: fields.integer(self, "paragraph").map(|(number, _)| number),
            says: fields.required_text(self, "says", "say in your own words what the clause demands"),
        };
        fields.finish(self);
        clause
    }

    pub(super) fn assumption(&mut self, id: &Name, table: &Table) -> Option<Assumption> {
        let mut fields = Fields::new(table, id.span, format!("assumption `{}`", id.value));
        let says = fields.required_text(self, "says", "say what the source leaves open");
        // One reading: a list would be read by nobody, since the readings are laid over the file before this.
        let chosen = fields.text(self, "chosen").map(|(text, span)| Name { value: text.to_owned(), span });
        if chosen.is_none() && fields.lacks("chosen") {
            fields.missing(self, "chosen", "name the reading that is in force");
        }
        let mut readings = Vec::new();
        if fields.lacks("readings") {
            fields.missing(self, "readings", "describe each reading in [assumptions.NAME.readings.READING]");
        }
        self.each(&mut fields, "readings", |reader, id, table| {
            let mut fields = Fields::new(table, id.span, format!("reading `{}`", id.value));
            let says = fields.required_text(reader, "says", "say what this reading takes the text to mean");
            let changes = fields.table(reader, "change").is_some();
            readings.push(Reading { id: id.clone(), says, changes });
            fields.finish(reader);
        });
        let clauses = fields.citations(self, "clauses");
        fields.finish(self);
        Some(Assumption { id: id.clone(), says, chosen: chosen?, readings, clauses })
    }

    pub(super) fn actor(&mut self, id: &Name, table: &Table) -> Actor {
        let mut fields = Fields::new(table, id.span, format!("actor `{}`", id.value));
        let actor = Actor {
            id: id.clone(),
            name: fields.required_text(self, "name", "give the name that people read"),
            outside: fields.boolean(self, "outside"),
            members: fields.names(self, "members"),
            cases_at_once: self.cases_at_once(&mut fields),
        };
        fields.finish(self);
        actor
    }

    /// From 1 to 65,535: nobody has more hands.
    fn cases_at_once(&mut self, fields: &mut Fields<'_>) -> Option<u32> {
        let (count, span) = fields.integer(self, "cases_at_once")?;
        let count = u32::try_from(count).ok().filter(|count| (1..=u32::from(u16::MAX)).contains(count));
        if count.is_none() {
            let message = "`cases_at_once` is the number of cases that somebody can work on at a time";
            self.diagnostics.push(
                Diagnostic::new(Code::Bounds, span, message, "from 1 to 65535")
                    .help("leave it out where nothing limits it"),
            );
        }
        count
    }

    pub(super) fn fact(&mut self, id: &Name, table: &Table) -> Fact {
        let mut fields = Fields::new(table, id.span, format!("fact `{}`", id.value));
        let values = fields.names(self, "values");
        if fields.lacks("values") {
            fields.missing(self, "values", "list the values, the plainest first: values = [\"no\", \"yes\"]");
        }
        for (index, value) in values.iter().enumerate() {
            self.check_name(value);
            if values[..index].iter().any(|earlier| earlier.value == value.value) {
                let message = format!("the fact `{}` has the value `{}` twice", id.value, value.value);
                self.diagnostics.push(
                    Diagnostic::new(Code::SameName, value.span, message, "second of this name")
                        .help("take one of them away"),
                );
            }
        }
        let fact = Fact {
            id: id.clone(),
            says: fields.text(self, "says").map(|(text, _)| text.to_owned()),
            values,
            many: fields.boolean(self, "many"),
            clauses: fields.citations(self, "clauses"),
        };
        fields.finish(self);
        fact
    }

    pub(super) fn terms(&mut self, fields: &mut Fields<'_>, terms: &mut Vec<Term>) {
        let Some((_, table, _)) = fields.table(self, "terms") else { return };
        for (id, node) in &table.entries {
            let before = self.errors();
            self.check_name(id);
            match &node.value {
                Value::Text(text, offset) => {
                    match phrase::expression(Phrase { text, span: node.span, offset: *offset }) {
                        Ok(means) => {
                            terms.push(Term { id: id.clone(), means: means.value, says: None, clauses: Vec::new() });
                        }
                        Err(mut mistake) => {
                            mistake.message = format!("term `{}`: {}", id.value, mistake.message);
                            self.diagnostics.push(*mistake);
                        }
                    }
                }
                Value::Table(inner) => terms.extend(self.term(id, inner)),
                other => {
                    let message = format!("term `{}` takes an expression in quotes, not {}", id.value, other.kind());
                    let help = format!("for example: {} = \"notify is done\"", id.value);
                    self.diagnostics.push(Diagnostic::new(Code::WrongType, node.span, message, "here").help(help));
                }
            }
            self.note_unread(id, before);
        }
    }

    fn term(&mut self, id: &Name, table: &Table) -> Option<Term> {
        let mut fields = Fields::new(table, id.span, format!("term `{}`", id.value));
        if !fields.has("means") {
            fields.missing(self, "means", "give the condition that it stands for");
        }
        let means = fields.phrase(self, "means", phrase::expression);
        let says = fields.text(self, "says").map(|(text, _)| text.to_owned());
        let clauses = fields.citations(self, "clauses");
        fields.finish(self);
        Some(Term { id: id.clone(), means: means?.value, says, clauses })
    }

    pub(super) fn span_of_time(&mut self, id: &Name, table: &Table) -> SpanOfTime {
        let mut fields = Fields::new(table, id.span, format!("span `{}`", id.value));
        let begins = fields
            .phrase(self, "begins", phrase::start)
            .unwrap_or(Spanned { value: Start::AnyTime { after: None, once: false }, span: id.span });
        let span = SpanOfTime {
            id: id.clone(),
            says: fields.text(self, "says").map(|(text, _)| text.to_owned()),
            by: fields.alternatives(self, "by"),
            begins,
            clauses: fields.citations(self, "clauses"),
            removed: self.removed("spans", &id.value),
            changed: self.changed(id, table),
        };
        fields.finish(self);
        span
    }

    pub(super) fn deadline(&mut self, id: &Name, table: &Table) -> Option<Deadline> {
        let mut fields = Fields::new(table, id.span, format!("deadline `{}`", id.value));
        if !fields.has("due") {
            fields.missing(self, "due", "for example: due = \"within 15 working days of notify\"");
        }
        if !fields.has("met_by") {
            fields.missing(self, "met_by", "name the step that meets it: met_by = \"send_report\"");
        }
        let due = fields.phrase(self, "due", phrase::due);
        let met_by = fields.phrase(self, "met_by", phrase::events);
        let void = fields.phrases(self, "void", phrase::start);
        let extended = fields.phrases(self, "extended", phrase::start);
        let suspended = fields.phrase(self, "suspended", |text| {
            phrase::start(text).and_then(|start| match start.value {
                Start::While { condition, once: false } => Ok(Spanned { value: condition, span: start.span }),
                _ => Err(Box::new(
                    Diagnostic::new(Code::Phrase, start.span, "expected `while` and a condition", "here")
                        .help("for example: suspended = \"while proceedings is running\""),
                )),
            })
        });
        let expected = fields.boolean(self, "expected");
        let says = fields.text(self, "says").map(|(text, _)| text.to_owned());
        let clauses = fields.citations(self, "clauses");
        let (removed, changed) = (self.removed("deadlines", &id.value), self.changed(id, table));
        fields.finish(self);
        Some(Deadline {
            id: id.clone(),
            of_step: None,
            due: due?,
            met_by: met_by?.value,
            void,
            extended,
            suspended: suspended.map(|spanned| spanned.value),
            expected,
            says,
            clauses,
            removed,
            changed,
        })
    }

    pub(super) fn invariant(&mut self, id: &Name, table: &Table) -> Option<Invariant> {
        let mut fields = Fields::new(table, id.span, format!("invariant `{}`", id.value));
        let says = fields.required_text(self, "says", "write the rule as a sentence that people read");
        if !fields.has("check") {
            fields.missing(self, "check", "give the pattern, for example: check = \"publish never before sign_off\"");
        }
        let check = fields.phrase(self, "check", phrase::check);
        let clauses = fields.citations(self, "clauses");
        fields.finish(self);
        Some(Invariant { id: id.clone(), says, check: check?, clauses })
    }
}
