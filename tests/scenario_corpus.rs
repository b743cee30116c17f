//! Small scenarios, each with one mistake or with mistakes of one kind, and scenarios without any: what the tool says of them.
//!
//! `scenarios/bad/CODE_word.toml` has to give CODE; what is said of it stands in `snapshots`. `scenarios/good` has every key and every
//! form of a phrase. All of them are about `scenarios/office.toml`.

#![expect(clippy::unwrap_used, reason = "a test may fail on what it cannot read")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use duecourse::compile::{CompileOptions, compile, compile_scenario};
use duecourse::diagnostic::{Code, Diagnostic, Severity};
use duecourse::scenario::Scenario;
use duecourse::source::SourceMap;
use duecourse::syntax::load;
use duecourse::syntax::scenario::load_scenario;
use proptest::prelude::*;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios")
}

fn files(name: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(name)).unwrap();
    let mut paths: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "there is no file in {name}");
    paths.iter().map(|file| format!("{name}/{file}")).collect()
}

fn stem(path: &str) -> &str {
    path.rsplit('/').next().unwrap().trim_end_matches(".toml")
}

/// Loads and resolves a scenario as the command line would, from `tests/scenarios`.
fn resolve(path: &str, bytes: Vec<u8>, settings: &[&str]) -> (Option<Scenario>, Vec<Diagnostic>, SourceMap) {
    let mut read_file = |path: &str| fs::read(root().join(path)).map_err(|_| "no such file".to_owned());
    let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
    let loaded = load_scenario(path, bytes, &settings, &mut read_file);
    let mut diagnostics = loaded.diagnostics;
    let Some(tree) = loaded.tree else { return (None, diagnostics, loaded.sources) };
    let procedure = loaded.procedure.unwrap_or_else(|| "office.toml".to_owned());
    let bytes = read_file(&procedure).unwrap();
    let procedure = load(&procedure, bytes, &mut read_file).procedure.unwrap();
    let (system, _) = compile(&procedure, CompileOptions::default());
    let (scenario, found) = compile_scenario(&tree, &procedure, &system.unwrap());
    diagnostics.extend(found);
    (scenario, diagnostics, loaded.sources)
}

fn of_file(path: &str) -> (Option<Scenario>, Vec<Diagnostic>, SourceMap) {
    resolve(path, fs::read(root().join(path)).unwrap(), &[])
}

/// `path:line:col CODE message | label | help`, a line for each; help of several lines is indented.
fn text(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    let mut text = String::new();
    for Diagnostic { code, message, span, label, help, .. } in diagnostics {
        let position = sources.position(*span);
        let path = sources.file(span.file).path.replace('\\', "/");
        let help = help.as_deref().unwrap_or("-");
        let _ =
            writeln!(text, "{path}:{}:{} {} {message} | {label} | {help}", position.line, position.column, code.id());
    }
    text
}

#[test]
fn each_bad_file_gives_the_code_in_its_name() {
    for path in files("bad") {
        let (scenario, diagnostics, sources) = of_file(&path);
        let wanted = stem(&path).split('_').next().unwrap().to_uppercase();
        let said = text(&diagnostics, &sources);
        assert!(diagnostics.iter().any(|one| one.code.id() == wanted), "{path}: no {wanted}, but:\n{said}");
        let errors = diagnostics.iter().any(|one| one.code.severity() == Severity::Error);
        assert_eq!(errors, wanted.starts_with('E'), "{path}:\n{said}");
        assert_eq!(scenario.is_some(), !errors, "{path}: a scenario goes with errors, or neither is there");
    }
}

#[test]
fn what_is_said_of_each_bad_file() {
    for path in files("bad") {
        let (_, diagnostics, sources) = of_file(&path);
        insta::assert_snapshot!(stem(&path), text(&diagnostics, &sources));
    }
}

#[test]
fn good_files_have_no_mistake() {
    for path in files("good") {
        let (scenario, diagnostics, sources) = of_file(&path);
        assert!(diagnostics.is_empty(), "{path}:\n{}", text(&diagnostics, &sources));
        assert!(scenario.is_some(), "{path}");
    }
}

#[test]
fn every_code_of_scenarios_has_a_file() {
    let bad = files("bad");
    let codes = Code::ALL.iter().map(|code| code.id()).filter(|id| id.starts_with("E06") || *id >= "W0504");
    let missing: Vec<&str> =
        codes.filter(|id| !bad.iter().any(|path| stem(path).to_uppercase().starts_with(id))).collect();
    assert!(missing.is_empty(), "no file in tests/scenarios/bad for {missing:?}");
}

#[test]
fn what_a_resolved_scenario_says() {
    let (scenario, ..) = of_file("good/everything.toml");
    insta::assert_snapshot!("everything", format!("{:#?}", scenario.unwrap().assumptions));
}

#[test]
fn shipped_scenarios_are_whole() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let mut read_file = |path: &str| fs::read(models.join(path)).map_err(|error| error.to_string());
    for path in [
        "scenarios/durham.toml",
        "scenarios/durham_busy.toml",
        "scenarios/durham_plain_days.toml",
        "benchmark/five_stage_low.toml",
        "benchmark/five_stage_high.toml",
    ] {
        let loaded = load_scenario(path, fs::read(models.join(path)).unwrap(), &[], &mut read_file);
        let procedure = loaded.procedure.unwrap();
        let procedure = load(&procedure, read_file(&procedure).unwrap(), &mut read_file).procedure.unwrap();
        let (system, _) = compile(&procedure, CompileOptions::default());
        assert!(loaded.diagnostics.is_empty(), "{path}: {}", text(&loaded.diagnostics, &loaded.sources));
        let (scenario, found) = compile_scenario(&loaded.tree.unwrap(), &procedure, &system.unwrap());
        assert!(found.is_empty(), "{path}: {}", text(&found, &loaded.sources));
        assert!(scenario.is_some());
    }
}

/// Every example of the reference, laid over Durham's baseline unless it names a base itself.
#[test]
fn the_examples_of_the_reference_are_scenarios() {
    let reference = include_str!("../src/documentation/scenarios.md");
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let mut read_file = |path: &str| fs::read(models.join(path)).map_err(|error| error.to_string());
    let procedure = load("durham.toml", read_file("durham.toml").unwrap(), &mut read_file).procedure.unwrap();
    let system = compile(&procedure, CompileOptions::default()).0.unwrap();
    let examples: Vec<&str> =
        reference.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() >= 8);
    for example in examples {
        let base = if example.contains("base = ") { "" } else { "base = \"durham.toml\"\n" };
        let text_of_it = format!("{base}{example}");
        let loaded = load_scenario("scenarios/example.toml", text_of_it.clone().into_bytes(), &[], &mut read_file);
        assert!(loaded.diagnostics.is_empty(), "{text_of_it}\n{}", text(&loaded.diagnostics, &loaded.sources));
        let (scenario, found) = compile_scenario(&loaded.tree.unwrap(), &procedure, &system);
        assert!(scenario.is_some(), "{text_of_it}\n{}", text(&found, &loaded.sources));
    }
}

#[test]
fn the_schema_takes_the_good_files_and_refuses_unknown_keys() {
    let schema = duecourse::report::schema::scenario_schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let value = |path: &str| {
        let text = fs::read_to_string(root().join(path)).unwrap();
        serde_json::to_value(toml::from_str::<toml::Table>(&text).unwrap()).unwrap()
    };
    for path in files("good") {
        let instance = dates_as_texts(value(&path));
        let wrong: Vec<String> = validator.iter_errors(&instance).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{path}: {wrong:?}");
    }
    assert!(!validator.is_valid(&value("bad/e0103_keys.toml")));
}

/// TOML has dates of its own, JSON has not.
fn dates_as_texts(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(object) if object.contains_key("$__toml_private_datetime") => {
            object["$__toml_private_datetime"].clone()
        }
        serde_json::Value::Object(object) => {
            object.into_iter().map(|(key, value)| (key, dates_as_texts(value))).collect()
        }
        serde_json::Value::Array(items) => items.into_iter().map(dates_as_texts).collect(),
        other => other,
    }
}

#[test]
fn settings_go_over_the_file_with_or_without_quotes() {
    let bytes = fs::read(root().join("good/plain.toml")).unwrap();
    let set = |settings: &[&str]| resolve("good/plain.toml", bytes.clone(), settings);
    let (scenario, diagnostics, sources) = set(&["years=2", "steps.answer.takes=3 working days"]);
    assert!(diagnostics.is_empty(), "{}", text(&diagnostics, &sources));
    let answer = scenario.unwrap().steps[2].takes.clone().unwrap();
    assert_eq!((answer.table.least(), answer.table.most()), (3, 3));
    let (scenario, diagnostics, sources) = set(&["years", "steps.anser.takes=\"3 working days\"", "years=-1"]);
    assert!(scenario.is_none());
    insta::assert_snapshot!("settings", text(&diagnostics, &sources));
}

proptest! {
    /// Whatever stands in a file: mistakes, never a panic.
    #[test]
    fn broken_files_are_refused_without_a_panic(at in 0_usize..2000, bytes in proptest::collection::vec(any::<u8>(), 0..6)) {
        let mut file = fs::read(root().join("good/everything.toml")).unwrap();
        let at = at.min(file.len());
        let end = (at + bytes.len()).min(file.len());
        file.splice(at..end, bytes);
        let (scenario, diagnostics, _) = resolve("good/everything.toml", file, &[]);
        let errors = diagnostics.iter().any(|one| one.code.severity() == Severity::Error);
        prop_assert_eq!(scenario.is_none(), errors);
    }
}
