//! Syntax tree to transition system, one pass a file; collects every mistake.
//!
//! `names` says what each name is, `validate` finds what is contradictory, `expression` lowers conditions, `facts` puts incidents into
//! classes, `layout` gives every step its variables, `transitions` and `consequences` say what can happen, `clocks` what starts and stops the time, `monitors` what has to be true,
//! `information` keeps what people read. Nothing here searches.

mod clocks;
mod consequences;
mod expression;
mod facts;
mod information;
mod layout;
mod monitors;
mod names;
mod transitions;
mod trigger;
mod validate;

use crate::diagnostic::{self, Code, Diagnostic, Severity};
use crate::source::{FileId, Span};
use crate::syntax::tree::Procedure;
use crate::system::{Selection, TransitionSystem, WORDS_MAX};
use names::Names;

/// How to compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompileOptions {
    /// Put incidents that nothing tells apart into one class. Off only to test that it makes no difference.
    pub fact_classes: bool,
}

impl Default for CompileOptions {
    fn default() -> Self {
        Self { fact_classes: true }
    }
}

/// Compiles a procedure. The system is absent if there is an error; warnings come either way.
pub fn compile(procedure: &Procedure, options: CompileOptions) -> (Option<TransitionSystem>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let names = Names::new(procedure, &mut diagnostics);
    validate::procedure(procedure, &names, &mut diagnostics);
    // What stands on names that do not exist, or on circles, cannot be lowered.
    if failed(&diagnostics) {
        diagnostic::sort(&mut diagnostics);
        return (None, diagnostics);
    }
    let mut lowering = layout::Lowering::new(procedure, &names);
    transitions::build(&mut lowering);
    monitors::build(&mut lowering);
    clocks::build(&mut lowering);
    facts::build(&mut lowering, options, &mut diagnostics);
    let system = lowering.finish();
    validate::sizes_of_conditions(procedure, &system, &mut diagnostics);
    let words = Selection::whole(&system).words(&system);
    if words > WORDS_MAX {
        let span = procedure.steps.first().map_or(Span::new(FileId(0), 0, 0), |step| step.id.span);
        let message = format!("a state of this procedure needs {words} words; at most {WORDS_MAX} are possible");
        diagnostics.push(Diagnostic::new(Code::TooLarge, span, message, "too many steps").help("split the procedure"));
    }
    if !failed(&diagnostics) {
        validate::satisfiable(procedure, &system, &mut diagnostics);
    }
    diagnostic::sort(&mut diagnostics);
    (if failed(&diagnostics) { None } else { Some(system) }, diagnostics)
}

fn failed(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|one| one.code.severity() == Severity::Error)
}
