//! The layers of the crate: a module imports only from lower ones, and each foreign crate has one place.
//!
//! Reads the source as text. Comments do not count, and neither do the tests inside a file for the names of crates.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail on what it cannot read")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Longest file of `src`.
const LINES_MAX: usize = 500;

/// The modules that each module may import; itself goes without saying. Modules not listed here may not exist.
const LAYERS: &[(&str, u8, &[&str])] = &[
    ("parallel", 0, &[]),
    ("source", 0, &[]),
    ("calendar", 0, &[]),
    ("random", 0, &[]),
    ("statistics", 0, &[]),
    ("diagnostic", 1, &["source"]),
    ("system", 1, &["source", "calendar"]),
    ("scenario", 2, &["source", "calendar", "random", "system"]),
    ("syntax", 2, &["source", "calendar", "diagnostic"]),
    ("compile", 3, &["source", "calendar", "random", "statistics", "diagnostic", "system", "scenario", "syntax"]),
    ("simulate", 3, &["source", "calendar", "random", "statistics", "system", "scenario"]),
    ("check", 3, &["parallel", "source", "calendar", "system"]),
    ("study", 4, &["source", "calendar", "diagnostic", "system", "syntax", "compile", "check"]),
    (
        "report",
        5,
        &[
            "source",
            "calendar",
            "random",
            "statistics",
            "diagnostic",
            "system",
            "scenario",
            "syntax",
            "compile",
            "check",
            "simulate",
            "study",
        ],
    ),
    (
        "cli",
        6,
        &[
            "parallel",
            "source",
            "calendar",
            "random",
            "statistics",
            "diagnostic",
            "system",
            "scenario",
            "syntax",
            "compile",
            "check",
            "simulate",
            "study",
            "report",
        ],
    ),
];

/// A file of `src`: its path from there, with `/`, and its lines without comments.
struct File {
    path: String,
    code: Vec<String>,
}

impl File {
    /// The top module that it belongs to; nothing for `lib.rs` and `main.rs`.
    fn module(&self) -> Option<&str> {
        let top = self.path.split('/').next()?;
        let module = top.strip_suffix(".rs").unwrap_or(top);
        (!matches!(module, "lib" | "main")).then_some(module)
    }

    /// Every line of code that has one of these words, as `src/path:line: text`.
    fn lines_with(&self, words: &[&str]) -> Vec<String> {
        // Our own module that adapts stateright has the name of the crate.
        let ours = self
            .code
            .iter()
            .any(|line| line.contains("super::stateright::{self") || line.contains("super::stateright;"));
        let local = |line: &str| {
            let line = line.replace("super::stateright::", "").replace("check::stateright::", "");
            if ours { line.replace("stateright::", "") } else { line }
        };
        let found = |line: &str| words.iter().any(|word| has_word(&local(line), word));
        self.code.iter().enumerate().filter(|(_, line)| found(line)).map(|(at, line)| self.cite(at, line)).collect()
    }

    fn cite(&self, at: usize, line: &str) -> String {
        format!("src/{}:{}: {}", self.path, at + 1, line.trim())
    }
}

/// Whether the word stands in the line, not as the end of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let ends = !word.ends_with(inside) || !line[at + word.len()..].starts_with(inside);
        ends && !line[..at].ends_with(inside)
    })
}

/// All Rust files of `src`, in order.
fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let path = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        File { path, code: text.lines().map(without_comment).collect() }
    };
    paths.iter().map(read).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

/// The line up to `//`, unless that stands in a string.
fn without_comment(line: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    for (at, character) in line.char_indices() {
        match character {
            '"' if !escaped && !line[..at].ends_with('\'') => quoted = !quoted,
            '/' if !quoted && line[at..].starts_with("//") => return line[..at].to_owned(),
            _ => {}
        }
        escaped = character == '\\' && !escaped;
    }
    line.to_owned()
}

/// The modules that a file names after `crate::` or `duecourse::`, each with the number of its line.
fn imports(file: &File) -> Vec<(usize, String)> {
    let text = file.code.join("\n");
    let mut found = Vec::new();
    for root in ["crate::", "duecourse::"] {
        for (at, _) in text.match_indices(root) {
            if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
                continue;
            }
            let line = text[..at].matches('\n').count();
            found.extend(heads(&text[at + root.len()..]).into_iter().map(|head| (line, head)));
        }
    }
    found
}

/// The first names of a path: one, or those of each part of `{a::b, c::{d, e}}`.
fn heads(path: &str) -> Vec<String> {
    let name = |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let Some(inner) = path.strip_prefix('{') else { return vec![name(path)] };
    let (mut depth, mut heads, mut start) = (0, Vec::new(), true);
    for (at, character) in inner.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => start = true,
            c if start && !c.is_whitespace() => {
                heads.push(name(&inner[at..]));
                start = false;
            }
            _ => {}
        }
    }
    heads
}

/// Fails with every place at which a rule of the architecture is broken.
fn assert_none(rule: &str, places: &[String]) {
    let mut message = String::new();
    for place in places {
        let _ = write!(message, "\n  {place}");
    }
    assert!(places.is_empty(), "{rule}:{message}");
}

#[test]
fn modules_import_only_from_lower_layers() {
    let mut wrong = Vec::new();
    for file in files() {
        let Some(module) = file.module() else { continue };
        let Some((_, _, allowed)) = LAYERS.iter().find(|(name, ..)| *name == module) else {
            wrong.push(format!("src/{}:1: the module `{module}` has no layer in tests/architecture.rs", file.path));
            continue;
        };
        for (line, target) in imports(&file) {
            let known = LAYERS.iter().any(|(name, ..)| *name == target);
            if known && target != module && !allowed.contains(&target.as_str()) {
                wrong.push(format!("{} (`{module}` may not use `{target}`)", file.cite(line, &file.code[line])));
            }
        }
    }
    assert_none("a module imports only from lower layers, never sideways", &wrong);
}

#[test]
fn the_table_of_layers_has_no_import_upwards_or_sideways() {
    let layer = |name: &str| LAYERS.iter().find(|(known, ..)| *known == name).map(|(_, layer, _)| *layer);
    // `compile` and `check` share a layer and may not know each other; the same goes for every other pair.
    for (module, own, allowed) in LAYERS {
        for target in *allowed {
            assert!(layer(target).is_some_and(|below| below < *own), "`{module}` may not be allowed `{target}`");
        }
    }
}

#[test]
fn paths_through_super_stay_inside_a_module() {
    let mut wrong = Vec::new();
    for file in files() {
        // Modules up to the root: `a.rs` has one, `a/b.rs` two. One more for a module inside the file (its tests).
        let depth = file.path.split('/').count() + 1;
        for (at, line) in file.code.iter().enumerate() {
            if file.module().is_some() && line.contains(&"super::".repeat(depth)) {
                wrong.push(file.cite(at, line));
            }
        }
    }
    assert_none("what lies outside a module is named by `crate::`", &wrong);
}

#[test]
fn each_foreign_crate_has_one_place() {
    let places: [(&[&str], &str); 3] = [
        (&["stateright::", "use stateright"], "check/stateright.rs"),
        (&["toml::"], "syntax/document.rs"),
        (&["chrono"], "calendar"),
    ];
    for (words, place) in places {
        let allowed = |file: &File| file.path == place || (place == "calendar" && file.module() == Some("calendar"));
        let wrong: Vec<String> =
            files().iter().filter(|file| !allowed(file)).flat_map(|file| file.lines_with(words)).collect();
        assert_none(&format!("{} belongs in src/{place} only", words.join(", ")), &wrong);
    }
}

#[test]
fn no_file_is_too_long() {
    let long: Vec<String> = files()
        .iter()
        .filter(|file| file.code.len() > LINES_MAX)
        .map(|file| format!("src/{}:{}: the file has {} lines", file.path, LINES_MAX + 1, file.code.len()))
        .collect();
    assert_none(&format!("no file of src has more than {LINES_MAX} lines"), &long);
}

#[test]
fn no_code_knows_durham() {
    // The command line builds one procedure into the binary, and has to say which.
    let built_in = |file: &File, _: &str| file.path == "cli/input.rs";
    let mut wrong = Vec::new();
    for file in files() {
        for (at, line) in file.code.iter().enumerate() {
            if line.to_lowercase().contains("durham") && !built_in(&file, line) {
                wrong.push(file.cite(at, line));
            }
        }
    }
    assert_none("nothing in src is written for one procedure", &wrong);
}

#[test]
fn the_scanner_finds_what_it_should() {
    let file = |text: &str| File { path: "check/x.rs".into(), code: text.lines().map(without_comment).collect() };
    let names = |text: &str| imports(&file(text)).into_iter().map(|(_, name)| name).collect::<Vec<_>>();
    assert_eq!(names("use crate::syntax::tree::Step;"), ["syntax"]);
    assert_eq!(names("use crate::{source::{Span, FileId},\n  compile};"), ["source", "compile"]);
    assert_eq!(names("pub(in crate::check) fn a() { crate::system::b() }"), ["check", "system"]);
    assert!(names("// crate::syntax\nlet a = 1; // crate::compile").is_empty());
    assert_eq!(
        file("a\nuse stateright::Model;").lines_with(&["use stateright"]),
        ["src/check/x.rs:2: use stateright::Model;"]
    );
    assert!(file("use super::stateright::explore;").lines_with(&["stateright::"]).is_empty());
    assert!(file("use serde_toml::x;").lines_with(&["toml::"]).is_empty());
    assert_eq!(without_comment(r#"let a = "http://x"; // b"#), r#"let a = "http://x"; "#);
}
