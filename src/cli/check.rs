//! `duecourse check`

use std::path::Path;

use serde::Serialize;

use super::arguments::{CheckArguments, Format};
use super::checking::{compiled, report};
use super::diagnostics::{note, show, show_failure, tally};
use super::exit_code::ExitCode;
use super::failure::Failure;
use super::input::Input;
use super::output;
use super::progress::Watch;
use crate::diagnostic::nearest;
use crate::report::Report;
use crate::report::errors::Errors;
use crate::report::human::{self, HumanOptions};
use crate::report::json::CheckDocument;
use crate::report::saved::SavedExample;

/// What one file gives for programs.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Document {
    Check(Box<CheckDocument>),
    Errors(Errors),
}

/// Checks every file in turn.
pub(super) fn run(arguments: &CheckArguments) -> Result<ExitCode, Failure> {
    let files: Vec<Option<&Path>> = match arguments.files.as_slice() {
        [] => vec![None],
        files => files.iter().map(|path| Some(path.as_path())).collect(),
    };
    let several = files.len() > 1;
    let mut code = ExitCode::Fine;
    let mut documents: Vec<Document> = Vec::new();
    for (index, file) in files.into_iter().enumerate() {
        let (one, document) = match one(file, arguments, several, index > 0) {
            Ok(done) => done,
            Err(failure) => {
                show_failure(&failure);
                (failure.exit_code(), Document::Errors(failure.errors()))
            }
        };
        code = code.worse(one);
        documents.push(document);
    }
    if arguments.format == Format::Json {
        let text = match documents.as_slice() {
            [only] => output::pretty(only)?,
            all => output::pretty(&all)?,
        };
        output::print(&text)?;
    }
    Ok(code)
}

/// Checks a file, prints what was found for people, and gives it for programs.
fn one(
    file: Option<&Path>,
    arguments: &CheckArguments,
    several: bool,
    gap: bool,
) -> Result<(ExitCode, Document), Failure> {
    let compiled = compiled(Input::file_or_built_in(file)?, !arguments.search.unreduced)?;
    if !compiled.diagnostics.is_empty() {
        show(&compiled.diagnostics, &compiled.sources);
        note(&format!("{}: {}", compiled.path, tally(&compiled.diagnostics)));
    }
    let watch = Watch::new(&compiled.path, arguments.search.timeout);
    let report = report(compiled, arguments.search, &watch);
    watch.finish();
    let mut report = report?;
    report.only.clone_from(&arguments.invariant);
    if let Some(directory) = &arguments.trace_dir {
        save(&report, directory, several)?;
    }
    let code = judge(&report, arguments.strict);
    if arguments.format == Format::Human {
        let options = HumanOptions { full: arguments.full, styled: true };
        let text = human::show(&report, options);
        output::print(&if gap { format!("\n{text}") } else { text })?;
    }
    Ok((code, Document::Check(Box::new(CheckDocument::new(&report)))))
}

/// The exit code, with a note where no rule could be judged.
fn judge(report: &Report, strict: bool) -> ExitCode {
    let known: Vec<&str> = report.outcome.invariants.iter().map(|rule| rule.id.as_str()).collect();
    let mut unknown = false;
    for id in report.only.iter().filter(|id| !known.contains(&id.as_str())) {
        unknown = true;
        let help = nearest(id, &known).map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
        note(&format!("error: {} has no rule `{id}`{help}", report.path));
    }
    let code = ExitCode::of(report, strict);
    if code == ExitCode::NothingChecked && !unknown {
        note(&format!("{}: there is no rule that this check could decide, so nothing was checked", report.path));
    }
    if unknown { code.worse(ExitCode::NothingChecked) } else { code }
}

/// Saves every example in a file of its own.
fn save(report: &Report, directory: &Path, several: bool) -> Result<(), Failure> {
    let id = &report.procedure.id;
    let directory = if several { directory.join(file_name(id)) } else { directory.to_path_buf() };
    output::make_directory(&directory)?;
    let wrap = |example: &crate::check::Example| {
        output::pretty(&SavedExample::new(&report.path, &report.hash, id, example.clone()))
    };
    for (rule, example) in report.rules() {
        if let Some(example) = example {
            output::write(&directory.join(format!("{}.json", file_name(&rule.id))), &wrap(example)?)?;
        }
    }
    for (index, unfinished) in report.unfinished.iter().enumerate().filter(|_| report.whole()) {
        let name = format!("unfinished-{}.json", index + 1);
        output::write(&directory.join(name), &wrap(&unfinished.example)?)?;
    }
    Ok(())
}

/// An id as the name of a file.
fn file_name(id: &str) -> String {
    id.chars().map(|c| if c.is_alphanumeric() || c == '_' || c == '-' { c } else { '_' }).collect()
}
