//! What is contradictory or unknown in a tree. Every mistake is collected.

mod reference;
mod satisfiable;
mod size;
mod step;
mod unused;

use super::layout::each_expression;
use super::names::{Names, Thing};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Name, Span};
use crate::syntax::tree::{Expression, Procedure, Term};

pub(super) use satisfiable::satisfiable;
pub(super) use size::conditions as sizes_of_conditions;

/// Checks a whole procedure.
pub(super) fn procedure(procedure: &Procedure, names: &Names<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let before = diagnostics.len();
    let mut validator = Validator { procedure, names, diagnostics, writable: false };
    validator.sizes();
    if validator.diagnostics.len() > before {
        return;
    }
    validator.circular_terms();
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
        let message = format!("there is no {what} `{}`", name.value);
        let diagnostic = Diagnostic::new(Code::UnknownName, name.span, message, "not defined");
        self.diagnostics.push(diagnostic.suggest(name.text(), self.names.known()));
    }

    /// Terms that are defined by themselves, each reported once, where it is defined.
    fn circular_terms(&mut self) {
        for (index, term) in self.procedure.terms.iter().enumerate() {
            let mut seen = vec![false; self.procedure.terms.len()];
            if self.leads_to(term, index, &mut seen) {
                let message = format!("the term `{}` is defined by itself", term.id.value);
                self.push(
                    Code::CircularTerm,
                    term.id.span,
                    message,
                    "leads back to itself",
                    "say what it means without naming it",
                );
            }
        }
    }

    fn leads_to(&self, term: &Term, target: usize, seen: &mut [bool]) -> bool {
        let mut next = Vec::new();
        term.means.each(&mut |part| {
            if let Expression::Named(name) = part
                && let Some(Thing::Term(index)) = self.names.thing(name.text())
            {
                next.push(index);
            }
        });
        next.into_iter().any(|index| {
            let fresh = !std::mem::replace(&mut seen[index], true);
            index == target || (fresh && self.leads_to(&self.procedure.terms[index], target, seen))
        })
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
