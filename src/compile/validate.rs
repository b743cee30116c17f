//! What is contradictory or unknown in a tree. Every mistake is collected.

mod circles;
mod reference;
mod satisfiable;
mod size;
mod step;
mod unused;

use size::TERMS_MAX;

use super::layout::each_expression;
use super::names::Names;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Name, Span};
use crate::syntax::tree::{Expression, Procedure};

pub(super) use satisfiable::satisfiable;
pub(super) use size::conditions as sizes_of_conditions;

/// Checks a whole procedure.
pub(super) fn procedure(procedure: &Procedure, names: &Names<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let before = diagnostics.len();
    let mut validator = Validator { procedure, names, diagnostics, writable: false };
    validator.sizes();
    // So many terms could nest deeper than can be followed.
    if procedure.terms.len() > TERMS_MAX {
        return;
    }
    validator.circles();
    if validator.diagnostics.len() == before {
        validator.expansions();
    }
    validator.writable = validator.diagnostics.len() == before;
    validator.references();
    validator.steps();
    validator.unused();
}

struct Validator<'a> {
    procedure: &'a Procedure,
    names: &'a Names<'a>,
    diagnostics: &'a mut Vec<Diagnostic>,
    /// Whether every term can be written out: none is circular or enormous.
    writable: bool,
}

impl Validator<'_> {
    fn push(&mut self, code: Code, span: Span, message: impl Into<String>, label: &str, help: &str) {
        let diagnostic = Diagnostic::new(code, span, message, label);
        self.diagnostics.push(if help.is_empty() { diagnostic } else { diagnostic.help(help) });
    }

    fn unknown(&mut self, name: &Name, what: &str) {
        if self.names.unread(name.text()) {
            return;
        }
        let message = format!("there is no {what} `{}`", name.value);
        let diagnostic = Diagnostic::new(Code::UnknownName, name.span, message, "not defined");
        self.diagnostics.push(diagnostic.suggest(name.text(), self.names.known()));
    }

    fn all_expressions(&self) -> Vec<Expression> {
        let mut all = Vec::new();
        each_expression(self.procedure, &mut |part| {
            if !matches!(part, Expression::And(_) | Expression::Or(_) | Expression::Not(_)) {
                all.push(part.clone());
            }
        });
        all
    }
}
