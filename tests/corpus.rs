//! Small files, each with one mistake, and small files without any: what the tool says of them.
//!
//! `corpus/bad/CODE_word.toml` has to give CODE; what is said of it stands in `snapshots`. `corpus/good` has every
//! key and every form of a phrase.

#![expect(clippy::unwrap_used, reason = "a test may fail on what it cannot read")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use duecourse::compile::{CompileOptions, compile, examine};
use duecourse::diagnostic::{Code, Diagnostic, Severity};
use duecourse::source::SourceMap;
use duecourse::syntax::{Loaded, load};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name)
}

/// All files of a folder, in order.
fn files(name: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder(name)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    assert!(!paths.is_empty(), "there is no file in {name}");
    paths
}

/// The name of a file without `.toml`.
fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

/// Loads as the command line would, from `tests/corpus`, so that messages name no folder of this machine.
fn load_file(path: &Path) -> Loaded {
    let root = folder("");
    let relative = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
    // The system's own words for a missing file differ from system to system.
    load(&relative, fs::read(path).unwrap(), &mut |path| {
        fs::read(root.join(path)).map_err(|_| "no such file".to_owned())
    })
}

/// Loads and compiles; gives every mistake, in that order, and whether there is a system.
fn diagnose(path: &Path) -> (Vec<Diagnostic>, SourceMap, bool) {
    let loaded = load_file(path);
    let mut diagnostics = loaded.diagnostics.clone();
    diagnostics.extend(examine(&loaded));
    let failed = diagnostics.iter().any(|one| one.code.severity() == Severity::Error);
    let mut compiled = false;
    if let Some(procedure) = loaded.procedure.as_ref().filter(|_| !failed) {
        let (system, more) = compile(procedure, CompileOptions::default());
        compiled = system.is_some();
        diagnostics.extend(more);
    }
    duecourse::diagnostic::sort(&mut diagnostics);
    (diagnostics, loaded.sources, compiled)
}

/// `path:line:col CODE message | label | help`, a line for each; before the help, another place if there is one.
fn text(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    let mut text = String::new();
    for Diagnostic { code, message, span, label, also, help } in diagnostics {
        let position = sources.position(*span);
        let path = sources.file(span.file).path.replace('\\', "/");
        let help = help.as_deref().unwrap_or("-");
        let also = also.as_ref().map_or_else(String::new, |(span, label)| {
            let also = sources.position(*span);
            format!(" | {}:{} {label}", also.line, also.column)
        });
        let _ = writeln!(
            text,
            "{path}:{}:{} {} {message} | {label}{also} | {help}",
            position.line,
            position.column,
            code.id()
        );
    }
    text
}

/// The code that the name of a bad file announces.
fn announced(path: &Path) -> String {
    stem(path).split('_').next().unwrap().to_uppercase()
}

#[test]
fn each_bad_file_gives_the_code_in_its_name() {
    for path in files("bad") {
        let (diagnostics, sources, compiled) = diagnose(&path);
        let wanted = announced(&path);
        let said = text(&diagnostics, &sources);
        assert!(diagnostics.iter().any(|one| one.code.id() == wanted), "{}: no {wanted}, but:\n{said}", stem(&path));
        let errors = diagnostics.iter().any(|one| one.code.severity() == Severity::Error);
        assert_eq!(errors, wanted.starts_with('E'), "{}:\n{said}", stem(&path));
        assert_eq!(compiled, !errors, "{}: a system goes with errors, or neither is there", stem(&path));
    }
}

#[test]
fn what_is_said_of_each_bad_file() {
    for path in files("bad") {
        let (diagnostics, sources, _) = diagnose(&path);
        insta::assert_snapshot!(stem(&path), text(&diagnostics, &sources));
    }
}

#[test]
fn every_mistake_says_what_and_where() {
    for path in files("bad") {
        let (diagnostics, sources, _) = diagnose(&path);
        for one in diagnostics {
            let said = text(std::slice::from_ref(&one), &sources);
            assert!(!one.message.is_empty() && !one.label.is_empty(), "{said}");
            assert!(!one.message.ends_with('.') && !one.message.contains('\n'), "{said}");
            let range = one.span.start as usize..one.span.end as usize;
            assert!(sources.file(one.span.file).text.get(range).is_some(), "outside of the file: {said}");
        }
    }
}

#[test]
fn every_code_has_a_file() {
    let announced: BTreeSet<String> = files("bad").iter().map(|path| announced(path)).collect();
    // Codes of scenarios have their files in `tests/scenarios`; those of the time check are tested with it.
    let elsewhere = |id: &&str| id.starts_with("E06") || id.starts_with("E07") || **id >= *"W0504";
    let codes = Code::ALL.iter().map(|code| code.id()).filter(|id| !elsewhere(id));
    let missing: Vec<&str> = codes.filter(|id| !announced.contains(*id)).collect();
    assert!(missing.is_empty(), "no file in tests/corpus/bad for {missing:?}");
}

#[test]
fn good_files_have_no_mistake() {
    for path in files("good") {
        let (diagnostics, sources, compiled) = diagnose(&path);
        assert!(diagnostics.is_empty(), "{}:\n{}", stem(&path), text(&diagnostics, &sources));
        assert!(compiled, "{} has no system", stem(&path));
    }
}

#[test]
fn mistakes_are_the_same_in_every_run() {
    for path in files("bad") {
        let (first, ..) = diagnose(&path);
        let (second, ..) = diagnose(&path);
        assert_eq!(first, second, "{}", stem(&path));
    }
}

/// The codes that a text gives.
fn codes(text: &str) -> Vec<&'static str> {
    let loaded = load("made_up.toml", text.as_bytes().to_vec(), &mut |_| Err("not there".to_owned()));
    let mut diagnostics = loaded.diagnostics;
    if let Some(procedure) = &loaded.procedure {
        diagnostics.extend(compile(procedure, CompileOptions::default()).1);
    }
    diagnostics.iter().map(|one| one.code.id()).collect()
}

/// A procedure with one step, and more.
fn small(more: &str) -> String {
    let start =
        "format = 1\ntitle = \"t\"\nactors.a.name = \"A\"\nsteps.s = { by = \"a\", starts = \"at the beginning\" }\n";
    format!("{start}{more}")
}

#[test]
fn a_step_can_be_possible() {
    assert!(codes(&small("invariants.i = { says = \"s\", check = \"possible s\" }")).is_empty());
}

#[test]
fn values_are_distinct() {
    assert!(codes(&small("facts.f.values = [\"no\", \"yes\", \"no\"]")).contains(&"E0302"));
}

#[test]
fn groups_do_not_contain_each_other() {
    let groups = "actors.b = { name = \"B\", members = [\"c\"] }\nactors.c = { name = \"C\", members = [\"b\"] }";
    assert!(codes(&small(groups)).contains(&"E0304"));
}

#[test]
fn a_long_chain_of_changes_is_not_called_a_circle() {
    let change = |number: usize| format!("base = \"c{}.toml\"\ntitle = \"t\"\n", number + 1).into_bytes();
    let loaded = load("c0.toml", change(0), &mut |path| {
        let number: usize = path.trim_start_matches('c').trim_end_matches(".toml").parse().unwrap();
        Ok(change(number))
    });
    let said: Vec<&str> = loaded.diagnostics.iter().map(|one| one.message.as_str()).collect();
    assert!(said.iter().any(|message| message.contains("more than 8 changes")), "{said:?}");
}

#[test]
fn a_misspelt_assumption_is_one_mistake_with_the_right_name() {
    let base = small("[assumptions.sign_off]\nsays = \"?\"\nchosen = \"a\"\nreadings.a.says = \"A\"\n");
    let change = b"base = \"base.toml\"\n[assumptions.sign_of]\nchosen = \"a\"\n".to_vec();
    let loaded = load("change.toml", change, &mut |_| Ok(base.clone().into_bytes()));
    let said: Vec<_> = loaded.diagnostics.iter().map(|one| (one.code.id(), one.help.as_deref())).collect();
    assert!(
        matches!(said.as_slice(), [("E0204", Some(help))] if help.contains("did you mean `sign_off`?")),
        "{said:?}"
    );
}

#[test]
fn a_condition_that_calls_a_step_is_the_only_end_of_it() {
    let step = "steps.w = { by = \"a\", starts = \"while s is done\", lapses = \"after s\" }";
    assert!(codes(&small(step)).contains(&"E0405"));
}

#[test]
fn a_vote_is_never_under_way() {
    let vote = "actors.v.name = \"V\"\nactors.g = { name = \"G\", members = [\"v\"] }\n\
        steps.w = { by = \"g\", starts = \"after s\", decide = [\"y\", \"n\"], votes = \"1 of 1\" }\n\
        invariants.i = { says = \"s\", check = \"never w.v is under way\" }";
    assert!(codes(&small(vote)).contains(&"E0305"));
}
