//! A scenario, the scenarios that it stands on, and settings from the command line: one table.

use std::path::Path;

use super::read;
use super::tree::ScenarioTree;
use crate::diagnostic::{self, Code, Diagnostic, Severity};
use crate::source::{FileId, SourceMap, Span, Spanned};
use crate::syntax::document::{self, Node, Table, Value};
use crate::syntax::load::{self, CHAIN_MAX, Layer, ReadFile};
use crate::syntax::merge;

/// What came of loading a scenario.
#[derive(Debug, Clone)]
pub struct LoadedScenario {
    /// The path as given.
    pub path: String,
    /// The first 16 hexadecimal digits of the SHA-256 of all texts.
    pub hash: String,
    /// All files that were read, and the settings.
    pub sources: SourceMap,
    /// The tree; absent if there was an error.
    pub tree: Option<ScenarioTree>,
    /// The path of the procedure (or change) that it is about, if it names one.
    pub procedure: Option<String>,
    /// Every mistake, in order of place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Keys that only a scenario has; a base with one of them is a scenario.
const SCENARIO_KEYS: &[&str] = &[
    "arrivals",
    "years",
    "until",
    "start",
    "warm_up_years",
    "begins",
    "rounding",
    "takes_law",
    "discipline",
    "assumes",
    "overrides",
    "open_cases",
];

/// Keys that only a procedure or a change of one has.
const PROCEDURE_KEYS: &[&str] =
    &["clauses", "assumptions", "terms", "invariants", "deadlines", "case", "remove", "in_force", "counting"];

/// Keys of steps and actors that only a scenario has.
const SCENARIO_ENTRY_KEYS: &[&str] =
    &["outcomes", "chance", "waits", "runs", "priority", "absence", "meets", "cases_per_meeting", "cancelled"];

/// Loads the scenario at `path`, whose bytes are given, and the scenarios below it; `settings` such as
/// `steps.a.takes=2 working days` go over all of them.
pub fn load_scenario(path: &str, bytes: Vec<u8>, settings: &[String], read_file: ReadFile<'_>) -> LoadedScenario {
    let mut sources = SourceMap::default();
    let mut diagnostics = Vec::new();
    let (layers, procedure) = layers(path, bytes, read_file, &mut sources, &mut diagnostics);
    let mut table = Table::default();
    for layer in layers.iter().rev() {
        lay(&mut table, &layer.table);
    }
    for setting in settings {
        lay(&mut table, &set(setting, &mut sources, &mut diagnostics));
    }
    let broken = |diagnostics: &[Diagnostic]| diagnostics.iter().any(|one| one.code.severity() == Severity::Error);
    let id = Path::new(path).file_stem().map_or_else(|| path.to_owned(), |stem| stem.to_string_lossy().into_owned());
    let tree = (!broken(&diagnostics))
        .then(|| read::scenario(id, &table, layers.first().map_or(FileId(0), |layer| layer.file), &mut diagnostics));
    let tree = tree.filter(|_| !broken(&diagnostics));
    diagnostic::sort(&mut diagnostics);
    LoadedScenario { path: path.to_owned(), hash: load::hash(&sources), sources, tree, procedure, diagnostics }
}

/// The scenario files, the first one first, and the path of the procedure at their end.
fn layers(
    path: &str,
    bytes: Vec<u8>,
    read_file: ReadFile<'_>,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Layer>, Option<String>) {
    let mut layers: Vec<Layer> = Vec::new();
    let mut seen = vec![load::normal(Path::new(path))];
    let (mut path, mut bytes, mut named_at) = (path.to_owned(), bytes, None::<Span>);
    loop {
        if named_at.is_some() && !is_scenario(&bytes) {
            return (layers, Some(path));
        }
        let Some(layer) = load::parse(&path, bytes, sources, diagnostics) else { return (layers, None) };
        let base = layer.table.get("base").cloned();
        layers.push(layer);
        let Some(base) = base else { return (layers, None) };
        let Value::Text(relative, _) = &base.value else {
            let message = format!("`base` names a file in quotes, not {}", base.value.kind());
            diagnostics.push(Diagnostic::new(Code::WrongType, base.span, message, "here"));
            return (layers, None);
        };
        let target = load::normal(&Path::new(&path).parent().unwrap_or(Path::new("")).join(relative));
        if seen.contains(&target) || layers.len() > CHAIN_MAX {
            let message = "this scenario is its own base, directly or through other scenarios";
            diagnostics.push(
                Diagnostic::new(Code::BaseCircle, base.span, message, "leads back to a file that was read already")
                    .help("name the procedure that it is about, for example base = \"../procedure.toml\""),
            );
            return (layers, None);
        }
        path = target.to_string_lossy().replace('\\', "/");
        seen.push(target);
        named_at = Some(base.span);
        bytes = match read_file(&path) {
            Ok(bytes) => bytes,
            Err(why) => {
                let message = format!("the base `{relative}` cannot be read: {why}");
                diagnostics.push(
                    Diagnostic::new(Code::BaseUnreadable, base.span, message, format!("looked for {path}"))
                        .help("the path of a base is relative to the file that names it"),
                );
                return (layers, None);
            }
        };
    }
}

/// Whether a base is a scenario; what is no TOML is taken for a procedure, whose own reader says what is wrong.
fn is_scenario(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let (table, _) = document::parse(FileId(0), text);
    let has = |keys: &[&str]| keys.iter().any(|key| table.get(key).is_some());
    if has(PROCEDURE_KEYS) {
        return false;
    }
    has(SCENARIO_KEYS)
        || ["steps", "spans", "actors"].iter().filter_map(|kind| table.table(kind)).any(|kind| {
            kind.entries.iter().any(|(_, node)| match &node.value {
                Value::Table(entry) => SCENARIO_ENTRY_KEYS.iter().any(|key| entry.get(key).is_some()),
                _ => false,
            })
        })
}

/// Lays one layer over those below. What excludes a key of a lower layer takes it away.
fn lay(table: &mut Table, over: &Table) {
    let mut over = over.clone();
    expand(&mut over);
    let replaces = |table: &mut Table, over: &Table, new: &str, old: &[&str]| {
        if over.get(new).is_some() {
            table.entries.retain(|(key, _)| !old.contains(&key.value.as_str()));
        }
    };
    replaces(table, &over, "years", &["until"]);
    replaces(table, &over, "until", &["years"]);
    replaces(table, &over, "open_cases", &["open_cases"]);
    if let (Some(Node { value: Value::Table(below), .. }), Some(above)) =
        (table.get_mut("arrivals"), over.table("arrivals"))
    {
        replaces(below, above, "rate", &["dates"]);
        replaces(below, above, "dates", &["rate", "season", "yearly_variation", "cases_per_incident"]);
    }
    merge::overlay(table, &over);
}

/// `arrivals = "…"` is short for `arrivals.rate`, a list for `arrivals.dates`.
fn expand(table: &mut Table) {
    let Some((name, node)) = table.entries.iter_mut().find(|(name, _)| name.value == "arrivals") else { return };
    let key = match &node.value {
        Value::Text(..) => "rate",
        Value::Array(_) => "dates",
        _ => return,
    };
    let inner = (Spanned { value: key.to_owned(), span: name.span }, node.clone());
    node.value = Value::Table(Table { entries: vec![inner] });
}

/// A setting as a table of its own: `steps.a.takes=2 working days`, quotes or none.
fn set(setting: &str, sources: &mut SourceMap, diagnostics: &mut Vec<Diagnostic>) -> Table {
    let Some((key, value)) = setting.split_once('=') else {
        let file = sources.add("--set", setting);
        let message = "a setting is a key, `=`, and a value";
        diagnostics.push(
            Diagnostic::new(Code::Syntax, Span::new(file, 0, setting.len()), message, "there is no `=`")
                .help("for example: --set steps.audit.takes=\"2 to 5 working days\""),
        );
        return Table::default();
    };
    let (key, value) = (key.trim(), value.trim());
    let plain = format!("{key} = {value}\n");
    let (_, mistakes) = document::parse(FileId(0), &plain);
    let text = if mistakes.is_empty() { plain } else { format!("{key} = {}\n", toml_text(value)) };
    let file = sources.add("--set", text.clone());
    let (table, mut mistakes) = document::parse(file, &text);
    diagnostics.append(&mut mistakes);
    table
}

/// A text in quotes, as TOML writes it.
fn toml_text(value: &str) -> String {
    let escaped: String = value.chars().filter(|c| !c.is_control()).flat_map(escape).collect();
    format!("\"{escaped}\"")
}

fn escape(character: char) -> impl Iterator<Item = char> {
    let before = matches!(character, '"' | '\\').then_some('\\');
    before.into_iter().chain(std::iter::once(character))
}
