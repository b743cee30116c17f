//! `duecourse explain`: a saved example again, and whether it can still happen.

use std::path::Path;

use serde_json::json;

use super::arguments::{ExplainArguments, Format};
use super::checking::{Compiled, compiled};
use super::exit_code::ExitCode;
use super::failure::Failure;
use super::input::{self, BUILT_IN, Input};
use super::output;
use crate::check::replay_labels;
use crate::report::human::{HumanOptions, named, show_example};
use crate::report::json::ExampleEntry;
use crate::report::saved::SavedExample;
use crate::report::text::Page;

/// Shows and replays.
pub(super) fn run(arguments: &ExplainArguments) -> Result<ExitCode, Failure> {
    let shown = arguments.file.to_string_lossy();
    let bytes = input::read(&arguments.file, &shown, "name a file that `check --trace-dir` wrote")?;
    let saved = SavedExample::parse(&bytes).map_err(|error| {
        Failure::usage(&shown, format!("{shown}: {error}"), "name a file that `check --trace-dir` wrote")
    })?;
    let compiled = compiled(procedure(&saved, arguments.procedure.as_deref())?, true)?;
    let problem = replay(&saved, &compiled).err();
    match arguments.format {
        Format::Human => output::print(&human(&saved, &compiled, problem.as_deref(), arguments.full))?,
        Format::Json => output::print(&machine(&saved, &compiled, problem.as_deref())?)?,
    }
    Ok(if problem.is_some() { ExitCode::Fails } else { ExitCode::Fine })
}

/// The procedure that was named, or else the one that the example was found in.
fn procedure(saved: &SavedExample, named: Option<&Path>) -> Result<Input, Failure> {
    match named {
        Some(path) => Input::file(path),
        None if saved.procedure.path == BUILT_IN => Ok(Input::built_in()),
        None => Input::file(Path::new(&saved.procedure.path)),
    }
}

fn replay(saved: &SavedExample, compiled: &Compiled) -> Result<(), String> {
    let labels: Vec<String> = saved.example.steps.iter().map(|step| step.label.clone()).collect();
    replay_labels(&compiled.system, &saved.example.predicates, &labels)
}

fn human(saved: &SavedExample, compiled: &Compiled, problem: Option<&str>, full: bool) -> String {
    let mut page = Page::new(false);
    let title = &compiled.procedure.header.title;
    page.line(&named("Replayed on", title, &compiled.path, &compiled.hash));
    let changed = saved.procedure.hash != compiled.hash;
    if changed {
        let old = &saved.procedure;
        page.paragraph(&format!("The example was found in another text: {}, {}.", old.path, old.hash));
    }
    page.gap();
    let head = page.finish();
    let example = show_example(&saved.example, Some(&compiled.system), HumanOptions { full, styled: true });
    let mut page = Page::new(false);
    page.paragraph(&match problem {
        None => "Every step of this example can happen.".to_owned(),
        Some(why) => format!("This example cannot happen: {why}"),
    });
    format!("{head}{example}\n{}", page.finish())
}

fn machine(saved: &SavedExample, compiled: &Compiled, problem: Option<&str>) -> Result<String, Failure> {
    output::pretty(&json!({
        "schema": "duecourse.explain/1",
        "procedure": { "id": compiled.procedure.id, "path": compiled.path, "hash": compiled.hash },
        "changed_since": saved.procedure.hash != compiled.hash,
        "replayed": problem.is_none(),
        "problem": problem,
        "rule": saved.example.rule,
        "says": saved.example.says,
        "example": ExampleEntry::new(&saved.example),
    }))
}
