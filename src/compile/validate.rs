//! What is contradictory or unknown in a tree. Every mistake is collected.

mod circles;
mod reference;
mod satisfiable;
mod step;
mod unused;

use super::layout::each_expression;
use super::names::Names;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Name, Span};
use crate::syntax::tree::{Expression, Procedure};

pub(super) use satisfiable::satisfiable;

/// Most values of one variable, so that a set of values is one word.
const VALUES_MAX: usize = 62;

/// Most members of one vote.
const VOTERS_MAX: usize = 15;

/// Most steps; together with their outcomes they stay far below the 65,536 transitions that an index holds.
const STEPS_MAX: usize = 2_000;

/// Most terms, since they may stand on one another.
const TERMS_MAX: usize = 500;

/// Checks a whole procedure.
pub(super) fn procedure(procedure: &Procedure, names: &Names<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut validator = Validator { procedure, names, diagnostics };
    validator.sizes();
    // So many terms could nest deeper than can be followed.
    if procedure.terms.len() > TERMS_MAX {
        return;
    }
    validator.references();
    validator.circles();
    validator.steps();
    validator.unused();
}

struct Validator<'a> {
    procedure: &'a Procedure,
    names: &'a Names<'a>,
    diagnostics: &'a mut Vec<Diagnostic>,
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

    fn sizes(&mut self) {
        let procedure = self.procedure;
        if let Some(term) = procedure.terms.get(TERMS_MAX) {
            let message = format!("there are {} terms; at most {TERMS_MAX} are possible", procedure.terms.len());
            self.push(Code::TooLarge, term.id.span, message, "one term too many", "split the procedure");
        }
        for fact in &procedure.facts {
            if fact.values.len() > VALUES_MAX {
                let message = format!(
                    "the fact `{}` has {} values; at most {VALUES_MAX} are possible",
                    fact.id.value,
                    fact.values.len()
                );
                self.push(
                    Code::TooLarge,
                    fact.id.span,
                    message,
                    "too many values",
                    "merge values that nothing distinguishes",
                );
            }
        }
        for step in &procedure.steps {
            if step.decide.len() > VALUES_MAX {
                let message = format!(
                    "the step `{}` has {} outcomes; at most {VALUES_MAX} are possible",
                    step.id.value,
                    step.decide.len()
                );
                self.push(
                    Code::TooLarge,
                    step.id.span,
                    message,
                    "too many outcomes",
                    "split the decision into two steps",
                );
            }
        }
        if let Some(step) = procedure.steps.get(STEPS_MAX) {
            let message = format!("there are {} steps; at most {STEPS_MAX} are possible", procedure.steps.len());
            self.push(Code::TooLarge, step.id.span, message, "one step too many", "split the procedure");
        }
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
