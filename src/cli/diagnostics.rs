//! What is wrong, on standard error, with the lines of the file beside it.

use std::io::{self, Write as _};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::failure::Failure;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::text::{WIDTH, clean, count, wrap};
use crate::source::{SourceMap, Span};

/// Says why a command stops.
pub(super) fn show_failure(failure: &Failure) {
    match failure {
        Failure::Invalid { sources, diagnostics, path } => {
            show(diagnostics, sources);
            note(&format!("{} cannot be used: {}", clean(path), tally(diagnostics)));
        }
        Failure::Usage { message, help, .. } => {
            let help = help.as_ref().map_or_else(String::new, |help| format!("\n  help: {help}"));
            note(&format!("error: {message}{help}"));
        }
        Failure::InputOutput { path, message, help } => {
            note(&format!("error: {}: {message}\n  help: {help}", clean(path)));
        }
        Failure::Internal { path, message } => note(&format!(
            "internal error while working on {}: {message}\n  This is a mistake in duecourse, not in the file. Please report it.",
            clean(path)
        )),
    }
}

/// Shows every diagnostic in the order given.
pub(super) fn show(diagnostics: &[Diagnostic], sources: &SourceMap) {
    let renderer = Renderer::styled();
    for diagnostic in diagnostics {
        note(&format!("{}\n", rendered(diagnostic, sources, &renderer)));
    }
}

/// `2 errors, 1 warning`
pub(super) fn tally(diagnostics: &[Diagnostic]) -> String {
    let of = |severity| diagnostics.iter().filter(|one| one.code.severity() == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    match (errors, warnings) {
        (0, warnings) => count(warnings, "warning", "warnings"),
        (errors, 0) => count(errors, "error", "errors"),
        (errors, warnings) => {
            format!("{}, {}", count(errors, "error", "errors"), count(warnings, "warning", "warnings"))
        }
    }
}

/// A line on standard error. If that is gone, there is nobody to tell.
pub(super) fn note(text: &str) {
    let _ = writeln!(anstream::AutoStream::auto(io::stderr()), "{text}");
}

fn rendered(diagnostic: &Diagnostic, sources: &SourceMap, renderer: &Renderer) -> String {
    let level = match diagnostic.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let file = sources.file(diagnostic.span.file);
    let primary = AnnotationKind::Primary.span(range(&file.text, diagnostic.span)).label(diagnostic.label.as_str());
    let mut snippet = Snippet::source(file.text.as_str()).path(file.path.as_str()).annotation(primary);
    let also = diagnostic.also.as_ref();
    if let Some((span, label)) = also.filter(|(span, _)| span.file == diagnostic.span.file) {
        snippet = snippet.annotation(AnnotationKind::Context.span(range(&file.text, *span)).label(label.as_str()));
    }
    let mut group = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.id()).element(snippet);
    if let Some((span, label)) = also.filter(|(span, _)| span.file != diagnostic.span.file) {
        let file = sources.file(span.file);
        let context = AnnotationKind::Context.span(range(&file.text, *span)).label(label.as_str());
        group = group.element(Snippet::source(file.text.as_str()).path(file.path.as_str()).annotation(context));
    }
    // The line numbers stand left of the help, in a column of the width that the largest of them has.
    let margin = "  = help: ".len() + sources.position(diagnostic.span).line.to_string().len() - 1;
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(wrap(help, WIDTH - margin).join("\n")));
    }
    renderer.render(&[group])
}

/// A span as a range of bytes between characters.
fn range(text: &str, span: Span) -> Range<usize> {
    let start = boundary(text, (span.start as usize).min(text.len()));
    start..boundary(text, (span.end as usize).clamp(start, text.len()))
}

/// The character boundary at or before an offset.
fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use annotate_snippets::Renderer;

    use super::{rendered, tally};
    use crate::diagnostic::{Code, Diagnostic};
    use crate::source::{SourceMap, Span};

    #[test]
    fn a_mistake_has_its_code_place_and_help() {
        let mut sources = SourceMap::default();
        let file = sources.add("a.toml", "format = 1\nby = \"é\"\n");
        let span = Span::new(file, 11, 13);
        let one = Diagnostic::new(Code::UnknownName, span, "there is no actor", "unknown").help("add it");
        let text = rendered(&one, &sources, &Renderer::plain());
        for part in ["error[E0301]: there is no actor", "a.toml:2:1", "unknown", "help: add it"] {
            assert!(text.contains(part), "{text}");
        }
        assert_eq!(tally(&[one.clone(), one]), "2 errors");
    }

    #[test]
    fn an_empty_file_and_a_place_beyond_the_end_are_shown() {
        let mut sources = SourceMap::default();
        let file = sources.add("a.toml", "");
        let one = Diagnostic::new(Code::Empty, Span::new(file, 0, 9), "nothing", "here");
        assert!(rendered(&one, &sources, &Renderer::plain()).contains("a.toml"));
    }
}
