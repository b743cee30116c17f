//! From a path and a text to a syntax tree: reads the base of a change, chooses readings, collects every mistake.
//!
//! Files are read by a function that the caller gives, so this works where there is no file system.

mod misfits;
mod readings;
mod under;

use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};

use super::document::{self, Node, Table, Value};
use super::merge::{self, Removals};
use super::read::{self, Draft};
use super::tree::Procedure;
use crate::diagnostic::{self, Code, Diagnostic, Severity};
pub use readings::OtherReading;
use readings::Places;

use crate::source::{FILE_BYTES_MAX, FileId, Position, SourceMap, Span, Spanned};

/// Reads a file: its bytes, or why it cannot be read.
pub type ReadFile<'a> = &'a mut dyn FnMut(&str) -> Result<Vec<u8>, String>;

/// What came of loading a file.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The path as given.
    pub path: String,
    /// The first 16 hexadecimal digits of the SHA-256 of all texts, the file's own first.
    pub hash: String,
    /// All files that were read.
    pub sources: SourceMap,
    /// The tree; absent if there was an error.
    pub procedure: Option<Procedure>,
    /// The tree of the file that all changes start from, if this is a change.
    pub base: Option<Procedure>,
    /// The tree as far as it could be read, even if there was an error; absent if nothing could.
    pub draft: Option<Draft>,
    /// What the tree would be under each reading that is not in force.
    pub other_readings: Vec<OtherReading>,
    /// The files as they lie on one another, the file itself first.
    layers: Vec<Layer>,
    /// Where each reading stands.
    places: Places,
    /// Every mistake, in order of place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Longest chain of changes over changes.
pub(super) const CHAIN_MAX: usize = 8;

/// One file of a chain.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    pub(super) table: Table,
    pub(super) file: FileId,
}

/// Loads the procedure at `path`, whose bytes are given, and its bases.
pub fn load(path: &str, bytes: Vec<u8>, read_file: ReadFile<'_>) -> Loaded {
    let mut sources = SourceMap::default();
    let mut diagnostics = Vec::new();
    let layers = layers(path, bytes, read_file, &mut sources, &mut diagnostics);
    let hash = hash(&sources);
    let id = Path::new(path).file_stem().map_or_else(|| path.to_owned(), |stem| stem.to_string_lossy().into_owned());
    let mut loaded = Loaded {
        path: path.to_owned(),
        hash,
        sources,
        procedure: None,
        base: None,
        draft: None,
        other_readings: Vec::new(),
        layers: Vec::new(),
        places: Places::default(),
        diagnostics,
    };
    if !broken(&loaded.diagnostics)
        && let Some((root, changes)) = layers.split_last()
    {
        loaded.read(id, root, changes);
    }
    loaded.layers = layers;
    diagnostic::sort(&mut loaded.diagnostics);
    loaded
}

fn broken(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|one| one.code.severity() == Severity::Error)
}

impl Loaded {
    /// Reads what the layers come to.
    fn read(&mut self, id: String, root: &Layer, changes: &[Layer]) {
        let found = &mut self.diagnostics;
        let laid = lay(root, changes, found);
        let mut draft = read::procedure(id, &laid.table, root.file, &laid.removals, found);
        draft.unread.extend(laid.unread);
        self.places = Places::of(&laid.document);
        // The readings of a base are checked with it, not with every change to it.
        let own = changes.last().map_or(&root.table, |_| &changes[0].table);
        self.other_readings = readings::others(own, &laid.table, &draft, root.file, found);
        self.places.attribute(found);
        if broken(found) {
            self.draft = Some(draft);
            return;
        }
        if !changes.is_empty() {
            let path = self.sources.file(root.file).path.clone();
            let id = Path::new(&path).file_stem().map(|stem| stem.to_string_lossy().into_owned());
            let laid = lay(root, &[], &mut Vec::new());
            let base = read::procedure(id.unwrap_or_default(), &laid.table, root.file, &laid.removals, &mut Vec::new());
            self.base = Some(base.procedure);
        }
        self.procedure = Some(draft.procedure.clone());
        self.draft = Some(draft);
    }

    /// Says of each mistake that lies in a reading of an assumption in which one it does.
    pub fn attribute(&self, diagnostics: &mut [Diagnostic]) {
        self.places.attribute(diagnostics);
    }
}

pub(super) fn hash(sources: &SourceMap) -> String {
    let mut hasher = Sha256::new();
    for file in sources.files() {
        hasher.update(file.text.as_bytes());
        hasher.update([0]);
    }
    hasher.finalize().iter().take(8).fold(String::new(), |mut text, byte| {
        use std::fmt::Write as _;
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The file and its bases, the file first, the root last.
fn layers(
    path: &str,
    bytes: Vec<u8>,
    read_file: ReadFile<'_>,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Layer> {
    let mut layers = Vec::new();
    let mut seen = vec![normal(Path::new(path))];
    let (mut path, mut bytes) = (path.to_owned(), bytes);
    loop {
        let Some(layer) = parse(&path, bytes, sources, diagnostics) else { return layers };
        let base = layer.table.get("base").cloned();
        layers.push(layer);
        let Some(base) = base else { return layers };
        let Value::Text(relative, _) = &base.value else {
            let message = format!("`base` names a file in quotes, not {}", base.value.kind());
            diagnostics.push(
                Diagnostic::new(Code::WrongType, base.span, message, "here")
                    .help("for example: base = \"../procedure.toml\""),
            );
            return layers;
        };
        let target = Path::new(&path).parent().unwrap_or(Path::new("")).join(relative);
        let target_normal = normal(&target);
        if layers.len() > CHAIN_MAX && !seen.contains(&target_normal) {
            let message = format!("there are more than {CHAIN_MAX} changes, each of the one before");
            diagnostics.push(
                Diagnostic::new(Code::BaseCircle, base.span, message, "one base too many")
                    .help("put some of these changes into one file"),
            );
            return layers;
        }
        if seen.contains(&target_normal) {
            let message = "this change is its own base, directly or through other changes";
            diagnostics.push(
                Diagnostic::new(Code::BaseCircle, base.span, message, "leads back to a file that was read already")
                    .help("name the procedure that is changed, for example base = \"../procedure.toml\""),
            );
            return layers;
        }
        path = target_normal.to_string_lossy().into_owned();
        seen.push(target_normal);
        bytes = match read_file(&path) {
            Ok(bytes) => bytes,
            Err(why) => {
                let message = format!("the base `{relative}` cannot be read: {why}");
                diagnostics.push(
                    Diagnostic::new(Code::BaseUnreadable, base.span, message, format!("looked for {path}"))
                        .help("the path of a base is relative to the file that names it"),
                );
                return layers;
            }
        };
    }
}

pub(super) fn normal(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if parts.file_name().is_some() => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts
}

pub(super) fn parse(
    path: &str,
    bytes: Vec<u8>,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Layer> {
    let refuse = |sources: &mut SourceMap, diagnostics: &mut Vec<Diagnostic>, message: String, help: &str| {
        let file = sources.add(path, "");
        let span = Span::new(file, 0, 0);
        diagnostics.push(Diagnostic::new(Code::NotText, span, message, "the whole file").help(help));
    };
    if bytes.len() > FILE_BYTES_MAX {
        let message = format!("the file is too large: a procedure has at most {FILE_BYTES_MAX} bytes");
        refuse(sources, diagnostics, message, "is this the right file?");
        return None;
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let end = error.utf8_error().valid_up_to();
            // What is text up to there is kept, so that the place can be shown.
            let read = String::from_utf8_lossy(&error.as_bytes()[..end]).into_owned();
            let file = sources.add(path, read);
            let span = Span::new(file, end, end);
            let Position { line, column } = sources.position(span);
            let message = format!("the file is not text: line {line}, column {column} is not UTF-8");
            diagnostics.push(
                Diagnostic::new(Code::NotText, span, message, "not text from here on")
                    .help("save it as plain text with the encoding UTF-8"),
            );
            return None;
        }
    };
    let file = sources.add(path, text.clone());
    let (table, mut mistakes) = document::parse(file, &text);
    if mistakes.is_empty() && table.entries.is_empty() {
        let message = "the file is empty";
        diagnostics.push(
            Diagnostic::new(Code::Empty, Span::new(file, 0, 0), message, "nothing here")
                .help("a procedure has at least a title, an actor, a step and an invariant; a change or a scenario begins with the `base` that it is about"),
        );
        return None;
    }
    diagnostics.append(&mut mistakes);
    Some(Layer { table, file })
}

/// What lies on one another, ready to be read.
struct Laid {
    /// All layers as written, without any reading.
    document: Table,
    /// The same with the readings in force.
    table: Table,
    removals: Removals,
    /// Ids of which something is wrong, so that nothing more is said of them.
    unread: Vec<String>,
}

/// Root, then the chosen readings, then the changes from the innermost to the file itself.
fn lay(root: &Layer, changes: &[Layer], diagnostics: &mut Vec<Diagnostic>) -> Laid {
    let mut document = root.table.clone();
    for change in changes.iter().rev() {
        merge::overlay(&mut document, &change.table);
    }
    let mut removals = Removals::default();
    let mut table = root.table.clone();
    let mut unread = Vec::new();
    let chosen = chosen_readings(&document, diagnostics);
    for mut change in chosen.into_iter().chain(changes.iter().rev().map(|layer| layer.table.clone())) {
        unread.extend(misfits::take_out(&table, &mut change, diagnostics));
        apply(&mut table, &change, &mut removals, diagnostics);
    }
    Laid { document, table, removals, unread }
}

fn apply(table: &mut Table, change: &Table, removals: &mut Removals, diagnostics: &mut Vec<Diagnostic>) {
    let mut change = change.clone();
    let removed = change.get("remove").cloned();
    change.entries.retain(|(key, _)| key.value != "remove" && key.value != "base");
    if let Some(list) = removed {
        merge::remove(table, &list, removals, diagnostics);
    }
    merge::overlay(table, &change);
}

/// The `change` tables of the readings that are chosen, in the order of the assumptions.
fn chosen_readings(table: &Table, diagnostics: &mut Vec<Diagnostic>) -> Vec<Table> {
    let Some(assumptions) = table.table("assumptions") else { return Vec::new() };
    let mut changes = Vec::new();
    for (_, node) in &assumptions.entries {
        let Value::Table(assumption) = &node.value else { continue };
        let (Some(Node { value: Value::Text(chosen, _), span }), Some(readings)) =
            (assumption.get("chosen"), assumption.table("readings"))
        else {
            continue;
        };
        let chosen = Spanned { value: chosen.as_str(), span: *span };
        let names = readings.entries.iter().map(|(name, _)| name.value.as_str());
        match readings.table(chosen.value) {
            None => diagnostics.push(
                Diagnostic::new(
                    Code::UnknownReading,
                    chosen.span,
                    format!("this assumption has no reading `{}`", chosen.value),
                    "not one of its readings",
                )
                .suggest(chosen.value, names),
            ),
            Some(reading) => {
                let first = readings.entries.first().is_some_and(|(name, _)| name.value == chosen.value);
                match reading.table("change") {
                    Some(change) => changes.push(change.clone()),
                    None if first => {}
                    None => diagnostics.push(
                        Diagnostic::new(
                            Code::UnknownReading,
                            chosen.span,
                            format!("the reading `{}` is only described, it brings no change", chosen.value),
                            "cannot be chosen",
                        )
                        .help("give it a `change` table that says what differs under this reading"),
                    ),
                }
            }
        }
    }
    changes
}
