//! Syntax tree to transition system, one pass a file; collects every mistake.
//!
//! `names` says what each name is, `validate` finds what is contradictory, `expression` lowers conditions, `facts` puts incidents into
//! classes, `layout` gives every step its variables, `listeners` says who waits for what, `transitions` and `consequences` say what can happen, `clocks` what starts and stops the time, `monitors` what has to be true,
//! `information` keeps what people read. Nothing here searches.

mod clocks;
mod combinations;
mod consequences;
mod expression;
mod fact_condition;
mod facts;
mod information;
mod layout;
mod listeners;
mod monitors;
mod names;
mod scenario;
mod transitions;
mod trigger;
mod validate;

use crate::diagnostic::{self, Code, Diagnostic, Severity};
use crate::source::{FileId, Span};
use crate::syntax::tree::Procedure;
use crate::syntax::{Draft, Loaded};
use crate::system::{Selection, TransitionSystem, WORDS_MAX};
use names::Names;

pub use scenario::compile_scenario;

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
    if let Some(large) = too_wide(procedure, &lowering.system) {
        diagnostics.push(large);
        return (None, diagnostics);
    }
    transitions::build(&mut lowering);
    monitors::build(&mut lowering);
    clocks::build(&mut lowering);
    facts::build(&mut lowering, options, &mut diagnostics);
    let system = lowering.finish();
    validate::sizes_of_conditions(procedure, &system, &mut diagnostics);
    diagnostics.extend(too_wide(procedure, &system));
    if !failed(&diagnostics) {
        validate::satisfiable(procedure, &system, &mut diagnostics);
    }
    diagnostic::sort(&mut diagnostics);
    (if failed(&diagnostics) { None } else { Some(system) }, diagnostics)
}

/// Every error that can be told before anything is lowered: of a tree that could be read in part only, and under each reading of an
/// assumption that is not in force. Nothing is said of names of which not everything is known.
pub fn examine(loaded: &Loaded) -> Vec<Diagnostic> {
    let Some(draft) = &loaded.draft else { return Vec::new() };
    let mut found = errors(draft);
    for other in &loaded.other_readings {
        for mut one in errors(&other.draft) {
            if !found.contains(&one) {
                one.message = format!("{}: {}", other.which, one.message);
                found.push(one);
            }
        }
    }
    loaded.attribute(&mut found);
    diagnostic::sort(&mut found);
    found
}

fn errors(draft: &Draft) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let names = Names::new(&draft.procedure, &mut found).without(&draft.unread);
    validate::procedure(&draft.procedure, &names, &mut found);
    found.retain(|one| one.code.severity() == Severity::Error);
    found
}

/// A state of more bits than a machine holds. Asked before anything is built upon the variables, and again when all are there.
fn too_wide(procedure: &Procedure, system: &TransitionSystem) -> Option<Diagnostic> {
    let words = Selection::whole(system).words(system);
    let span = procedure.steps.first().map_or(Span::new(FileId(0), 0, 0), |step| step.id.span);
    let (bits, bits_max) = (words * 64, WORDS_MAX * 64);
    let message = format!(
        "what steps, deadlines, facts and rules have to remember takes up to {bits} bits; at most {bits_max} are possible"
    );
    let large = Diagnostic::new(Code::TooLarge, span, message, "too many steps");
    (words > WORDS_MAX).then(|| large.help("split the procedure: a step takes two bits or more, a deadline three"))
}

fn failed(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|one| one.code.severity() == Severity::Error)
}
