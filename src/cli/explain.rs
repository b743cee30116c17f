//! `duecourse explain`: a saved example again, and whether it still shows a broken rule.

use std::path::Path;

use serde_json::json;

use super::arguments::{ExplainArguments, Format};
use super::checking::{Compiled, compiled};
use super::exit_code::ExitCode;
use super::failure::Failure;
use super::input::{self, BUILT_IN, Input};
use super::output;
use crate::check::{CheckOptions, Example, Judgement, judge, tell_undated};
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
    let example = &saved.example;
    let judgement = judge(&compiled.system, example, CheckOptions::default(), &|| false)
        .map_err(|error| Failure::internal(&compiled.path, &error))?;
    let again = retold(&saved, &compiled, &judgement);
    match arguments.format {
        Format::Human => output::print(&human(&saved, &again, &compiled, &judgement, arguments.full))?,
        Format::Json => output::print(&machine(&saved, &again, &compiled, &judgement)?)?,
    }
    Ok(match judgement {
        Judgement::Shown(_) | Judgement::Timed => ExitCode::Fine,
        Judgement::Undecided => ExitCode::Inconclusive,
        _ => ExitCode::Fails,
    })
}

/// The procedure that was named, or else the one that the example was found in.
fn procedure(saved: &SavedExample, named: Option<&Path>) -> Result<Input, Failure> {
    match named {
        Some(path) => Input::file(path),
        None if saved.procedure.path == BUILT_IN => Ok(Input::built_in()),
        None => Input::file(Path::new(&saved.procedure.path)),
    }
}

fn changed_since(saved: &SavedExample, compiled: &Compiled) -> bool {
    saved.procedure.hash != compiled.hash
}

/// The example as it is to be shown: in another text than its own, its reason and the lines of a change are not those of that text.
fn retold(saved: &SavedExample, compiled: &Compiled, judgement: &Judgement) -> Example {
    let mut example = saved.example.clone();
    if !changed_since(saved, compiled) {
        return example;
    }
    example.why.clear();
    for step in &mut example.steps {
        step.changed = None;
    }
    if let Judgement::Shown(run) = judgement {
        let now = tell_undated(&compiled.system, &compiled.sources, (&example.rule, &example.says), run);
        let same = now.steps.iter().map(|step| &step.label).eq(example.steps.iter().map(|step| &step.label));
        if same {
            example.why = now.why;
            for (step, now) in example.steps.iter_mut().zip(now.steps) {
                step.changed = now.changed;
            }
        }
    }
    example
}

/// What the example is worth here, as a sentence.
fn verdict(judgement: &Judgement, rule: &str) -> String {
    let happens = "Every step of this example can happen";
    match judgement {
        Judgement::Shown(_) => format!("{happens}, and the rule is broken."),
        Judgement::NoRun(why) => format!("This example cannot happen: {why}"),
        Judgement::Unknown => format!("This procedure has no rule, duty or part of completion `{rule}`."),
        Judgement::NotBroken => format!("{happens}. Here the rule is not broken."),
        Judgement::OtherSteps => format!("{happens}, but these steps do not break the rule; others do."),
        Judgement::Timed => format!("{happens}. Whether they break the rule is a question of time."),
        Judgement::Undecided => format!("{happens}. A limit was reached before the rule was decided."),
    }
}

fn human(saved: &SavedExample, again: &Example, compiled: &Compiled, judgement: &Judgement, full: bool) -> String {
    let mut page = Page::new(false);
    let title = &compiled.procedure.header.title;
    page.line(&named("Replayed on", title, &compiled.path, &compiled.hash));
    if changed_since(saved, compiled) {
        let old = &saved.procedure;
        page.paragraph(&format!("The example was found in another text: {}, {}.", old.path, old.hash));
    }
    page.gap();
    let head = page.finish();
    let example = show_example(again, Some(&compiled.system), HumanOptions { full, styled: true });
    let mut page = Page::new(false);
    page.paragraph(&verdict(judgement, &again.rule));
    format!("{head}{example}\n{}", page.finish())
}

fn machine(
    saved: &SavedExample,
    again: &Example,
    compiled: &Compiled,
    judgement: &Judgement,
) -> Result<String, Failure> {
    let broken = match judgement {
        Judgement::Shown(_) | Judgement::OtherSteps => Some(true),
        Judgement::NotBroken => Some(false),
        _ => None,
    };
    let shown = matches!(judgement, Judgement::Shown(_) | Judgement::Timed);
    output::pretty(&json!({
        "schema": "duecourse.explain/1",
        "procedure": { "id": compiled.procedure.id, "path": compiled.path, "hash": compiled.hash },
        "changed_since": changed_since(saved, compiled),
        "replayed": !matches!(judgement, Judgement::NoRun(_)),
        "broken": broken,
        "problem": (!shown).then(|| verdict(judgement, &again.rule)),
        "rule": again.rule,
        "says": again.says,
        "example": ExampleEntry::new(again),
    }))
}
