//! `duecourse check`

use std::path::Path;

use serde::Serialize;

use super::arguments::{CheckArguments, Format};
use super::checking::{compiled, report};
use super::dates;
use super::diagnostics::{note, show, show_failure, tally};
use super::exit_code::ExitCode;
use super::failure::Failure;
use super::input::{BUILT_IN_ID, Input};
use super::output;
use super::progress::Watch;
use super::{readings, require, surge};
use crate::check::Example;
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
    let folders = folders(&files);
    dates::check_arguments(arguments)?;
    if arguments.names {
        return names(&files);
    }
    let mut code = ExitCode::Fine;
    let mut documents: Vec<Document> = Vec::new();
    for (index, file) in files.into_iter().enumerate() {
        let (one, document) = match one(file, arguments, &folders[index], index > 0) {
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

/// Lists what can be named in each file.
fn names(files: &[Option<&Path>]) -> Result<ExitCode, Failure> {
    for (index, file) in files.iter().enumerate() {
        let compiled = compiled(Input::file_or_built_in(*file)?, true)?;
        let gap = if index > 0 { "\n" } else { "" };
        output::print(&format!("{gap}{}", human::show_names(&compiled.procedure)))?;
    }
    Ok(ExitCode::Fine)
}

/// Checks a file, prints what was found for people, and gives it for programs.
fn one(
    file: Option<&Path>,
    arguments: &CheckArguments,
    folder: &str,
    gap: bool,
) -> Result<(ExitCode, Document), Failure> {
    let compiled = compiled(Input::file_or_built_in(file)?, !arguments.search.unreduced)?;
    if !compiled.diagnostics.is_empty() {
        show(&compiled.diagnostics, &compiled.sources);
        note(&format!("{}: {}", compiled.path, tally(&compiled.diagnostics)));
    }
    let watch = Watch::new(&compiled.path, arguments.search.timeout);
    let loaded = compiled.loaded.clone();
    let mut report = report(compiled, arguments.search, &watch)?;
    let added = dates::add(&mut report, arguments, &watch).and_then(|()| surge::add(&mut report, arguments, &watch));
    let unread = readings::add(&mut report, &loaded, arguments, &watch);
    watch.finish();
    added?;
    report.only.clone_from(&arguments.invariant);
    if let Some(directory) = &arguments.trace_dir {
        save(&report, &directory.join(folder))?;
    }
    dates::write(&report, arguments)?;
    let code = judge(&report, arguments.strict).worse(unread).worse(require::judge(&report, arguments));
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

/// The folder of each file's examples inside `--trace-dir`: none where there is one file only, and never one folder for two files.
fn folders(files: &[Option<&Path>]) -> Vec<String> {
    if files.len() == 1 {
        return vec![String::new()];
    }
    let mut folders: Vec<String> = Vec::new();
    for file in files {
        let stem = file.and_then(Path::file_stem).map(|stem| stem.to_string_lossy());
        let name = file_name(&stem.unwrap_or(BUILT_IN_ID.into()));
        // Some file systems do not tell capitals apart.
        let taken = |name: &str| folders.iter().any(|other| other.to_lowercase() == name.to_lowercase());
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        folders.extend(std::iter::once(name.clone()).chain(numbered).find(|name| !taken(name)));
    }
    folders
}

/// Saves every example in a file of its own, and says which. Where there is none, nothing is made.
fn save(report: &Report, directory: &Path) -> Result<(), Failure> {
    let cases = report.rules().filter(|(rule, _)| !rule.never_possible());
    let rules = cases.filter_map(|(rule, example)| Some((format!("{}.json", file_name(&rule.id)), example?)));
    let unfinished = report.unfinished.iter().enumerate().filter(|_| report.whole());
    let unfinished = unfinished.map(|(index, one)| (format!("unfinished-{}.json", index + 1), &one.example));
    let examples: Vec<(String, &Example)> = rules.chain(unfinished).collect();
    if examples.is_empty() {
        note(&format!("{}: no example to save", report.path));
        return Ok(());
    }
    output::make_directory(directory)?;
    for (name, example) in &examples {
        let saved = SavedExample::new(&report.path, &report.hash, &report.procedure.id, (*example).clone());
        output::write(&directory.join(name), &output::pretty(&saved)?)?;
        note(&format!("saved {}", directory.join(name).display()));
    }
    Ok(())
}

/// An id as the name of a file.
fn file_name(id: &str) -> String {
    id.chars().map(|c| if c.is_alphanumeric() || c == '_' || c == '-' { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::folders;

    #[test]
    fn no_two_files_share_a_folder() {
        let files = ["x/p.toml", "y/p.toml", "P-2.toml", "P.toml"].map(|path| Some(Path::new(path)));
        assert_eq!(folders(&files), ["p", "p-2", "P-2-2", "P-3"]);
        assert_eq!(folders(&files[..1]), [""]);
    }
}
