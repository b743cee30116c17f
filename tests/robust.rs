//! Whatever stands in a file, it is read or refused: nothing panics, and every mistake points into its file, between characters.

#![expect(clippy::unwrap_used, reason = "a test may fail on what it cannot read")]

#[path = "robust/words.rs"]
mod words;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use duecourse::compile::{CompileOptions, compile};
use duecourse::diagnostic::{Diagnostic, Severity};
use duecourse::source::SourceMap;
use duecourse::syntax::load;
use duecourse::syntax::phrase::RESERVED;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use words::{CHARACTERS, FRAME, NAMES, WORDS};

/// A path from the root of the project, and what stands there.
type File = (String, Vec<u8>);

/// Loads bytes as if they stood at this path, and compiles what comes of them. The base of a change is read from the disk.
fn survive(path: &str, bytes: Vec<u8>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let loaded = load(path, bytes, &mut |base| fs::read(root.join(base)).map_err(|error| error.to_string()));
    let broken = loaded.diagnostics.iter().any(|one| one.code.severity() == Severity::Error);
    assert_eq!(loaded.procedure.is_none(), broken, "a tree goes with no error, and none with errors");
    loaded.diagnostics.iter().for_each(|one| points_into_its_file(one, &loaded.sources));
    for tree in loaded.procedure.iter().chain(&loaded.base) {
        let (_, diagnostics) = compile(tree, CompileOptions::default());
        for one in &diagnostics {
            points_into_its_file(one, &loaded.sources);
        }
    }
}

fn points_into_its_file(one: &Diagnostic, sources: &SourceMap) {
    for span in one.also.iter().map(|(span, _)| span).chain([&one.span]) {
        let file = sources.files().get(usize::from(span.file.0)).unwrap();
        let place = file.text.get(span.start as usize..span.end as usize);
        assert!(place.is_some(), "{one:?}\npoints outside of {:?} or into a character of it", file.text);
    }
    let position = sources.position(one.span);
    assert!(position.line >= 1 && position.column >= 1 && !one.message.is_empty(), "{one:?}");
}

/// The models, the changes and the corpus, the bad files too.
static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let mut files = Vec::new();
    for folder in ["models", "models/changes", "tests/corpus/good", "tests/corpus/bad"] {
        let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.retain(|name| Path::new(name).extension().is_some_and(|extension| extension == "toml"));
        names.sort();
        for name in names {
            let path = format!("{folder}/{name}");
            let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path)).unwrap();
            files.push((path, bytes));
        }
    }
    files
});

/// One change to the bytes of a file.
#[derive(Debug, Clone)]
enum Edit {
    Replace(Index, u8),
    Insert(Index, &'static str),
    Delete(Index, usize),
    Duplicate(Index, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        (any::<Index>(), prop_oneof![b' '..b'~', any::<u8>()]).prop_map(|(at, byte)| Edit::Replace(at, byte)),
        (any::<Index>(), select(CHARACTERS)).prop_map(|(at, text)| Edit::Insert(at, text)),
        (any::<Index>(), 1_usize..40).prop_map(|(at, length)| Edit::Delete(at, length)),
        (any::<Index>(), 1_usize..400).prop_map(|(at, length)| Edit::Duplicate(at, length)),
    ]
}

fn apply(bytes: &mut Vec<u8>, edit: &Edit) {
    let (Edit::Replace(at, _) | Edit::Insert(at, _) | Edit::Delete(at, _) | Edit::Duplicate(at, _)) = edit;
    if bytes.is_empty() {
        return;
    }
    let start = at.index(bytes.len());
    let end = |length: usize| (start + length).min(bytes.len());
    match edit {
        Edit::Replace(_, byte) => bytes[start] = *byte,
        Edit::Insert(_, text) => drop(bytes.splice(start..start, text.bytes())),
        Edit::Delete(_, length) => drop(bytes.drain(start..end(*length))),
        Edit::Duplicate(_, length) => {
            let copy = bytes[start..end(*length)].to_vec();
            drop(bytes.splice(start..start, copy));
        }
    }
}

/// The places in a text that stand between quotation marks.
fn quoted(text: &str) -> Vec<(usize, usize)> {
    let marks: Vec<usize> = text.match_indices('"').map(|(at, _)| at).collect();
    marks.chunks_exact(2).map(|pair| (pair[0] + 1, pair[1])).collect()
}

/// The frame with other words in one place.
fn framed(place: Index, words: &[&str]) -> String {
    let places = quoted(FRAME);
    let (start, end) = *place.get(&places);
    format!("{}{}{}", &FRAME[..start], words.join(" "), &FRAME[end..])
}

#[test]
fn the_frame_and_the_files_survive_as_they_are() {
    survive("frame.toml", FRAME.into());
    assert!(load("frame.toml", FRAME.into(), &mut |_| Err(String::new())).procedure.is_some());
    FILES.iter().for_each(|(path, bytes)| survive(path, bytes.clone()));
}

#[test]
fn a_mistake_at_a_character_of_several_bytes_covers_all_of_it() {
    for text in ["é", "é = 1", "a = é", "a = \"x\" 😀", "[é]", "a = \"\\é\"", "\u{feff}é", "a\u{2028}= 1", "😀"]
    {
        survive("small.toml", text.into());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        survive("made_up.toml", bytes);
    }

    #[test]
    fn random_text_never_panics(text in any::<String>(), key in "(title|steps|\\[terms\\]\na|\\[steps.a\\]\nstarts) = ") {
        survive("made_up.toml", format!("{key}\"{text}\"").into_bytes());
        survive("made_up.toml", format!("{key}{text}").into_bytes());
        survive("made_up.toml", text.into_bytes());
    }

    #[test]
    fn random_words_never_panic(words in prop::collection::vec(select(WORDS), 0..60)) {
        survive("models/made_up.toml", words.concat().into_bytes());
    }

    #[test]
    fn random_phrases_never_panic(
        place in any::<Index>(),
        words in prop::collection::vec(prop_oneof![select(RESERVED), select(NAMES)], 0..14),
    ) {
        survive("frame.toml", framed(place, &words).into_bytes());
    }

    #[test]
    fn a_phrase_in_the_place_of_another_never_panics(place in any::<Index>(), other in any::<Index>()) {
        let (start, end) = *other.get(&quoted(FRAME));
        survive("frame.toml", framed(place, &[&FRAME[start..end]]).into_bytes());
    }

}

/// The files are large, so there are fewer cases. `PROPTEST_CASES` says how many there are of all.
fn fewer() -> ProptestConfig {
    let all = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    ProptestConfig { cases: all.cases / 4, ..all }
}

proptest! {
    #![proptest_config(fewer())]

    #[test]
    fn truncated_files_never_panic(file in any::<Index>(), end in any::<Index>()) {
        let (path, mut bytes) = file.get(&FILES).clone();
        bytes.truncate(end.index(bytes.len() + 1));
        survive(&path, bytes);
    }

    #[test]
    fn files_with_a_byte_changed_never_panic(file in any::<Index>(), at in any::<Index>(), byte in any::<u8>()) {
        let (path, mut bytes) = file.get(&FILES).clone();
        apply(&mut bytes, &Edit::Replace(at, byte));
        survive(&path, bytes);
    }

    #[test]
    fn files_with_edits_never_panic(file in any::<Index>(), edits in prop::collection::vec(edit(), 1..5)) {
        let (path, mut bytes) = file.get(&FILES).clone();
        for edit in &edits {
            apply(&mut bytes, edit);
        }
        survive(&path, bytes);
    }

    #[test]
    fn files_with_words_between_never_panic(
        file in any::<Index>(),
        at in any::<Index>(),
        cut in 0_usize..40,
        new in prop::collection::vec(select(WORDS), 0..4),
    ) {
        let (path, mut bytes) = file.get(&FILES).clone();
        let start = at.index(bytes.len() + 1);
        let end = (start + cut).min(bytes.len());
        bytes.splice(start..end, new.concat().into_bytes());
        survive(&path, bytes);
    }
}
