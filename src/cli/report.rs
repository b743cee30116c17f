//! `duecourse report`

use std::path::Path;

use super::arguments::{ReportArguments, ReportFormat};
use super::checking::{Compiled, compiled, options, report};
use super::diagnostics::note;
use super::exit_code::ExitCode;
use super::failure::Failure;
use super::input::{self, Input};
use super::output;
use super::progress::Watch;
use crate::report::Report;
use crate::report::json::CheckDocument;
use crate::report::markdown;
use crate::source::SourceMap;
use crate::study::traceability;

/// Writes the report, or compares it with the one that is there.
pub(super) fn run(arguments: &ReportArguments) -> Result<ExitCode, Failure> {
    let input = Input::file_or_built_in(arguments.file.as_deref())?;
    let compiled = compiled(input, !arguments.search.unreduced)?;
    if let Some(output) = arguments.output.as_deref().filter(|_| !arguments.check) {
        refuse_sources(output, &compiled.sources)?;
    }
    let compiled = without_machine_paths(compiled);
    let watch = Watch::new(&compiled.path, arguments.search.timeout);
    let report = report(compiled, arguments.search, &watch)?;
    let text = if report.inconclusive() { None } else { text(&report, arguments, &watch)? };
    watch.finish();
    let Some(text) = text else {
        // An undecided report would look like a decided one to whoever only opens the file, so the old one stays.
        let name = &report.path;
        note(&format!("{name}: --max-states or --timeout was reached, so nothing is proved and nothing is written"));
        return Ok(ExitCode::Inconclusive);
    };
    match &arguments.output {
        Some(path) if arguments.check => compare(path, &text),
        Some(path) => output::write(path, &text).map(|()| ExitCode::Fine),
        None => output::print(&text).map(|()| ExitCode::Fine),
    }
}

/// A report never takes the place of the procedure that it is about, nor of a base of it.
fn refuse_sources(output: &Path, sources: &SourceMap) -> Result<(), Failure> {
    let read = sources.files().iter().map(|file| file.path.as_str()).chain([input::BUILT_IN_COPY]);
    match read.into_iter().find(|path| output::same_file(output, Path::new(path))) {
        None => Ok(()),
        Some(path) => Err(Failure::usage(
            path,
            format!("{} is a procedure; the report would overwrite it", output.display()),
            "name another file after -o, for example report.md",
        )),
    }
}

/// The report as a text; nothing if a limit was reached.
fn text(report: &Report, arguments: &ReportArguments, watch: &Watch) -> Result<Option<String>, Failure> {
    if arguments.format == ReportFormat::Json {
        return output::pretty(&CheckDocument::new(report)).map(Some);
    }
    let traces = traceability(&report.procedure, options(arguments.search), &|| watch.interrupted())
        .map_err(|error| Failure::internal(&report.path, &error))?;
    Ok(traces.map(|traces| markdown::show(report, &traces)))
}

fn compare(path: &Path, text: &str) -> Result<ExitCode, Failure> {
    let shown = path.to_string_lossy();
    let old = input::read(path, &shown, "write it first, without --check")?;
    if old == text.as_bytes() {
        return Ok(ExitCode::Fine);
    }
    note(&format!("{shown} is stale: the procedure or the tool has changed; write it again without --check"));
    Ok(ExitCode::Fails)
}

/// A report is the same on every machine, so an absolute path is cut to the name of the file.
fn without_machine_paths(mut compiled: Compiled) -> Compiled {
    let mut sources = SourceMap::default();
    for file in compiled.sources.files() {
        sources.add(short(&file.path), file.text.as_str());
    }
    compiled.path = short(&compiled.path);
    compiled.sources = sources;
    compiled
}

fn short(path: &str) -> String {
    let whole = Path::new(path);
    match whole.file_name() {
        Some(name) if whole.is_absolute() => name.to_string_lossy().into_owned(),
        _ => path.to_owned(),
    }
}
