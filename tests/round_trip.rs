//! What the parser reads, `syntax::print` writes and the parser reads again: every phrase of every shipped file, of the good files of
//! the corpus and of random procedures.

#![expect(clippy::unwrap_used, reason = "a test may fail on what it cannot read")]

mod random;

use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

use duecourse::source::{FileId, Span, Spanned};
use duecourse::syntax::phrase::{self, Parsed, Phrase};
use duecourse::syntax::tree::{Deadline, Expression, Procedure, Start, Step};
use duecourse::syntax::{load, print};
use proptest::prelude::*;

/// Phrases gone round, and what came back otherwise.
#[derive(Default)]
struct Rounds {
    count: usize,
    different: Vec<String>,
}

/// A tree without its places, as text: names are alike wherever they stand.
fn bare(tree: &impl Debug) -> String {
    let text = format!("{tree:?}");
    let mut pieces = text.split("Span { file: ");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |bare, piece| bare + piece.split_once(" }").map_or(piece, |(_, rest)| rest))
}

/// A phrase that stands in no file.
fn phrase(text: &str) -> Phrase<'_> {
    Phrase { text, span: Span::new(FileId(0), 0, 0), offset: None }
}

impl Rounds {
    fn round<T: Debug>(&mut self, tree: &T, parse: fn(Phrase<'_>) -> Parsed<Spanned<T>>, print: impl Fn(&T) -> String) {
        self.count += 1;
        let printed = print(tree);
        match parse(phrase(&printed)) {
            Err(mistake) => self.different.push(format!("`{printed}` is not read again: {}", mistake.message)),
            Ok(again) if bare(&again.value) != bare(tree) => {
                let (before, after) = (bare(tree), bare(&again.value));
                self.different.push(format!("`{printed}` is another tree\nbefore: {before}\nafter: {after}"));
            }
            Ok(again) if print(&again.value) != printed => {
                self.different.push(format!("`{printed}` becomes `{}`", print(&again.value)));
            }
            Ok(_) => {}
        }
    }

    fn expressions<'a>(&mut self, expressions: impl IntoIterator<Item = &'a Expression>) {
        for one in expressions {
            self.round(one, phrase::expression, print::expression);
        }
    }

    fn starts<'a>(&mut self, starts: impl IntoIterator<Item = &'a Spanned<Start>>) {
        for one in starts {
            self.round(&one.value, phrase::start, print::start);
        }
    }

    fn step(&mut self, step: &Step) {
        self.starts(step.starts.iter().chain(&step.must).chain(&step.lapses));
        self.expressions(step.needs.iter().chain(step.decide.iter().filter_map(|outcome| outcome.condition.as_ref())));
        if let Some(takes) = &step.takes {
            self.round(&takes.value, phrase::takes, |takes| print::takes(*takes));
        }
        if let Some(votes) = &step.votes {
            // `print` has nothing for votes; nobody prints them.
            self.round(&votes.value, phrase::votes, |votes| format!("{} of {}", votes.needed, votes.of));
        }
    }

    fn deadline(&mut self, deadline: &Deadline) {
        self.round(&deadline.due.value, phrase::due, print::due);
        self.round(&deadline.met_by, phrase::events, |events| print::events(events));
        self.starts(deadline.void.iter().chain(&deadline.extended));
        self.expressions(&deadline.suspended);
    }

    fn procedure(&mut self, procedure: &Procedure) {
        self.expressions(procedure.terms.iter().map(|term| &term.means).chain(&procedure.case.complete));
        procedure.steps.iter().for_each(|step| self.step(step));
        self.starts(procedure.spans.iter().map(|span| &span.begins));
        procedure.deadlines.iter().for_each(|deadline| self.deadline(deadline));
        for invariant in &procedure.invariants {
            self.round(&invariant.check.value, phrase::check, print::check);
        }
    }
}

/// Loads a file and the base that it may have.
fn read(path: &Path) -> Procedure {
    let loaded = load(&path.to_string_lossy(), fs::read(path).unwrap(), &mut |base| {
        fs::read(base).map_err(|error| error.to_string())
    });
    assert!(loaded.diagnostics.is_empty(), "{}: {:?}", path.display(), loaded.diagnostics);
    loaded.procedure.unwrap()
}

/// Every phrase of every file of a folder; there have to be so many files and phrases.
fn folder(name: &str, files_least: usize, phrases_least: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    assert!(paths.len() >= files_least, "{name} has {} files", paths.len());
    let mut rounds = Rounds::default();
    for path in &paths {
        rounds.procedure(&read(path));
    }
    assert!(rounds.different.is_empty(), "{}", rounds.different.join("\n"));
    assert!(rounds.count >= phrases_least, "{name} has {} phrases", rounds.count);
}

#[test]
fn shipped_models_go_round() {
    folder("models", 3, 300);
}

#[test]
fn shipped_changes_go_round() {
    folder("models/changes", 20, 4_000);
}

#[test]
fn good_files_go_round() {
    folder("tests/corpus/good", 6, 100);
}

#[test]
fn what_has_one_part_only_or_brackets_goes_round() {
    let mut rounds = Rounds::default();
    let read = |text| phrase::check(phrase(text)).map(|check| check.value);
    for text in [
        "possible any of (a)",
        "possible s begins",
        "possible any of (s ends)",
        "possible any of (a is x or y, b)",
        "always (a is x) or b",
        "always (a is x or y) or b or (c is z) or d",
        "always not (a is x) or b",
        "always (not a is x) or b",
        "always at least 1 of ((a is x) or b)",
        "always (a or b) or c",
        "always not (a and (b or c))",
        "not both (a is x) and (b or c)",
        "after first of (a), if not b, any of (c) always follows",
        "after all of (a), if not not b, c always follows unless (d is x) or e",
        "once (a is x) or b, always not c",
    ] {
        match read(text) {
            Ok(check) => rounds.round(&check, phrase::check, print::check),
            Err(mistake) => rounds.different.push(format!("{text}: {}", mistake.message)),
        }
    }
    assert!(rounds.different.is_empty(), "{}", rounds.different.join("\n"));
}

/// Something that can stand beside `and`, `or` and `not`, brackets in any place.
fn primary() -> impl Strategy<Value = String> {
    let plain = ["a", "b is x", "a is not x or y", "b is under way", "d is met or missed", "v.a is done"];
    let leaf = proptest::sample::select(plain.to_vec()).prop_map(str::to_owned);
    let leaf = prop_oneof![4 => leaf, 1 => Just("at least 2 of the votes on v are x".to_owned())];
    leaf.prop_recursive(5, 24, 3, |inner| {
        let several = proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            inner.clone().prop_map(|one| format!("({one})")),
            inner.prop_map(|one| format!("not {one}")),
            several.clone().prop_map(|parts| format!("({})", parts.join(" or "))),
            several.clone().prop_map(|parts| format!("({})", parts.join(" and "))),
            several.prop_map(|parts| format!("at least 1 of ({})", parts.join(", "))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_procedures_go_round(text in random::generate::procedures()) {
        let loaded = load("random.toml", text.into_bytes(), &mut |_| Err("there is no other file".to_owned()));
        prop_assert!(loaded.procedure.is_some(), "{:?}", loaded.diagnostics);
        let mut rounds = Rounds::default();
        rounds.procedure(&loaded.procedure.unwrap());
        prop_assert!(rounds.different.is_empty(), "{}", rounds.different.join("\n"));
    }

    #[test]
    fn random_conditions_go_round(one in primary(), other in primary(), third in primary()) {
        let mut rounds = Rounds::default();
        for text in [
            format!("not both {one} and {other}"),
            format!("after a, unless {one}, any of (b, s ends) always follows unless {other} or {third}"),
            format!("once {one} and {other}, always {third}"),
        ] {
            let check = phrase::check(phrase(&text));
            prop_assert!(check.is_ok(), "{text}: {check:?}");
            rounds.round(&check.unwrap().value, phrase::check, print::check);
        }
        prop_assert!(rounds.different.is_empty(), "{}", rounds.different.join("\n"));
    }
}
