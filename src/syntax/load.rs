//! From a path and a text to a syntax tree: reads the base of a change, chooses readings, collects every mistake.
//!
//! Files are read by a function that the caller gives, so this works where there is no file system.

use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};

use super::document::{self, Node, Table, Value};
use super::merge::{self, Removals};
use super::read;
use super::tree::Procedure;
use crate::diagnostic::{self, Code, Diagnostic, Severity};
use crate::source::{FILE_BYTES_MAX, FileId, SourceMap, Span, Spanned};

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
    /// Every mistake, in order of place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Longest chain of changes over changes.
const CHAIN_MAX: usize = 8;

struct Layer {
    table: Table,
    file: FileId,
}

/// Loads the procedure at `path`, whose bytes are given, and its bases.
pub fn load(path: &str, bytes: Vec<u8>, read_file: ReadFile<'_>) -> Loaded {
    let mut sources = SourceMap::default();
    let mut diagnostics = Vec::new();
    let layers = layers(path, bytes, read_file, &mut sources, &mut diagnostics);
    let hash = hash(&sources);
    let id = Path::new(path).file_stem().map_or_else(|| path.to_owned(), |stem| stem.to_string_lossy().into_owned());
    let broken = |diagnostics: &[Diagnostic]| diagnostics.iter().any(|one| one.code.severity() == Severity::Error);
    let mut loaded = Loaded { path: path.to_owned(), hash, sources, procedure: None, base: None, diagnostics };
    if !broken(&loaded.diagnostics)
        && let Some((root, changes)) = layers.split_last()
    {
        let base_id =
            Path::new(&loaded.sources.file(root.file).path).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let (table, removals) = lay(root, changes, &mut loaded.diagnostics);
        check_changes(root, changes, &mut loaded.diagnostics);
        let procedure = read::procedure(id, &table, root.file, &removals, &mut loaded.diagnostics);
        if !broken(&loaded.diagnostics) {
            if !changes.is_empty() {
                let (table, removals) = lay(root, &[], &mut Vec::new());
                loaded.base =
                    Some(read::procedure(base_id.unwrap_or_default(), &table, root.file, &removals, &mut Vec::new()));
            }
            loaded.procedure = Some(procedure);
        }
    }
    diagnostic::sort(&mut loaded.diagnostics);
    loaded
}

fn hash(sources: &SourceMap) -> String {
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
            diagnostics.push(Diagnostic::new(Code::WrongType, base.span, message, "here"));
            return layers;
        };
        let target = Path::new(&path).parent().unwrap_or(Path::new("")).join(relative);
        let target_normal = normal(&target);
        if seen.contains(&target_normal) || layers.len() > CHAIN_MAX {
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

fn normal(path: &Path) -> PathBuf {
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

fn parse(path: &str, bytes: Vec<u8>, sources: &mut SourceMap, diagnostics: &mut Vec<Diagnostic>) -> Option<Layer> {
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
            let at = error.utf8_error().valid_up_to();
            let message = format!("the file is not text: byte {at} is not UTF-8");
            refuse(sources, diagnostics, message, "save it as plain text with the encoding UTF-8");
            return None;
        }
    };
    let file = sources.add(path, text.clone());
    let (table, mut mistakes) = document::parse(file, &text);
    if mistakes.is_empty() && table.entries.is_empty() {
        let message = "the file is empty: there is no procedure in it";
        diagnostics.push(
            Diagnostic::new(Code::Empty, Span::new(file, 0, 0), message, "nothing here")
                .help("a procedure has at least a title, an actor, a step and an invariant"),
        );
        return None;
    }
    diagnostics.append(&mut mistakes);
    Some(Layer { table, file })
}

/// Root, then the chosen readings, then the changes from the innermost to the file itself.
fn lay(root: &Layer, changes: &[Layer], diagnostics: &mut Vec<Diagnostic>) -> (Table, Removals) {
    let mut all = root.table.clone();
    for change in changes.iter().rev() {
        merge::overlay(&mut all, &change.table);
    }
    let mut removals = Removals::default();
    let mut table = root.table.clone();
    for reading in chosen_readings(&all, diagnostics) {
        apply(&mut table, &reading, &mut removals, diagnostics);
    }
    for change in changes.iter().rev() {
        apply(&mut table, &change.table, &mut removals, diagnostics);
    }
    (table, removals)
}

/// A change can alter what the base has, or bring a whole new thing; a table that does neither is a slip of the pen.
fn check_changes(root: &Layer, changes: &[Layer], diagnostics: &mut Vec<Diagnostic>) {
    let needed = [
        ("steps", "starts"),
        ("spans", "says"),
        ("deadlines", "due"),
        ("invariants", "check"),
        ("actors", "name"),
        ("facts", "values"),
        ("assumptions", "chosen"),
        ("clauses", "says"),
    ];
    let mut known = root.table.clone();
    for change in changes.iter().rev() {
        for (kind, key) in needed {
            let Some(table) = change.table.table(kind) else { continue };
            for (id, node) in &table.entries {
                let Value::Table(entry) = &node.value else { continue };
                let exists = known.table(kind).is_some_and(|table| table.get(&id.value).is_some());
                if exists || entry.get(key).is_some() {
                    continue;
                }
                let names: Vec<&str> = known
                    .table(kind)
                    .map(|table| table.entries.iter().map(|(name, _)| name.value.as_str()).collect())
                    .unwrap_or_default();
                let message = format!("the base has no `{kind}.{}` to change", id.value);
                let mut mistake = Diagnostic::new(Code::NothingToChange, id.span, message, "not in the base");
                mistake = match diagnostic::nearest(&id.value, &names) {
                    Some(name) => mistake.help(format!("did you mean `{name}`? A new one needs at least `{key}`")),
                    None => mistake.help(format!("a new one needs at least `{key}`")),
                };
                diagnostics.push(mistake);
            }
        }
        merge::overlay(&mut known, &change.table);
    }
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
