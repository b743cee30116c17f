//! TOML text to a tree of values that know where they stand. Wraps the `toml` crate; nothing else names it.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Name, Span, Spanned};

/// A TOML value and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where the value stands.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// A TOML value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A table.
    Table(Table),
    /// An array.
    Array(Vec<Node>),
    /// A string, and the byte offset in the file of its first character if every character stands there unescaped.
    Text(String, Option<u32>),
    /// An integer.
    Integer(i64),
    /// A truth value.
    Boolean(bool),
    /// A date without a time of day, as written.
    Date(String),
    /// A time of day, with or without a date, as written.
    Time(String),
    /// Anything else, as written.
    Other(String),
}

/// A table: its keys in the order of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Keys and values.
    pub entries: Vec<(Name, Node)>,
}

impl Table {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|(name, _)| name.value == key).map(|(_, node)| node)
    }

    /// The value of a key, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|(name, _)| name.value == key).map(|(_, node)| node)
    }

    /// The table under a key, if there is one.
    pub fn table(&self, key: &str) -> Option<&Self> {
        match &self.get(key)?.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The last place before another one at which a key of this name stands, in this table or those inside.
    fn last_before(&self, key: &str, place: Span) -> Option<Span> {
        let inner = |node: &Node| match &node.value {
            Value::Table(table) => table.last_before(key, place),
            _ => None,
        };
        let own = |name: &Name| (name.value == key && name.span.start < place.start).then_some(name.span);
        self.entries.iter().flat_map(|(name, node)| [own(name), inner(node)]).flatten().max()
    }
}

impl Value {
    /// What kind of value it is, for a message.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Table(_) => "a table",
            Self::Array(_) => "a list",
            Self::Text(..) => "a string",
            Self::Integer(_) => "a whole number",
            Self::Boolean(_) => "true or false",
            Self::Date(_) => "a date",
            Self::Time(_) => "a time of day",
            Self::Other(_) => "a number",
        }
    }
}

/// Parses a file. Only the first syntax error is reported: a forgotten quotation mark makes nonsense of all that follows.
pub fn parse(file: FileId, text: &str) -> (Table, Vec<Diagnostic>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let table = convert_table(file, text, table.get_ref());
    let first = errors.iter().min_by_key(|error| error.span().map_or(0, |span| span.start));
    let diagnostics = first.into_iter().map(|error| mistake(file, text, &table, error)).collect();
    (table, diagnostics)
}

fn mistake(file: FileId, text: &str, table: &Table, error: &toml::de::Error) -> Diagnostic {
    let message = error.message().replace('\n', ", ");
    let deep = message == "recursion limit";
    let range = error.span().or_else(|| deep.then(|| deepest(text))).unwrap_or(0..0);
    let span = whole_characters(file, text, &range);
    if deep {
        return Diagnostic::new(Code::Syntax, span, "this is nested deeper than can be read", "too deep")
            .help("a key has at most four parts, such as steps.notify.decide.met");
    }
    let found = Diagnostic::new(Code::Syntax, span, format!("this is not TOML: {message}"), "here");
    if message == "duplicate key" {
        let found = found.help("take one of them away, or put what both say under one");
        let key = text.get(range.clone()).unwrap_or_default().trim_matches(['"', '\'']);
        return match table.last_before(key, span).or_else(|| same_line_before(file, text, range.start)) {
            Some(first) => found.also(first, "first of this name"),
            None => found,
        };
    }
    found.help(
        "text goes in \"quotes\", lists in [brackets] with commas between their items; each key = value stands on a line of its own. \
         Nothing after this place was read",
    )
}

/// The range, widened to whole characters, and to one at least if there is one.
fn whole_characters(file: FileId, text: &str, range: &Range<usize>) -> Span {
    let boundary = |at: &usize| text.is_char_boundary(*at);
    let start = (0..=range.start.min(text.len())).rev().find(boundary).unwrap_or(0);
    let end = (range.end.max(start + 1)..=text.len()).find(boundary).unwrap_or(text.len());
    Span::new(file, start, end)
}

/// An earlier line that is the same as the one around a place: the parser forgets the first of two headings.
fn same_line_before(file: FileId, text: &str, place: usize) -> Option<Span> {
    let start = text.get(..place)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next()?.trim();
    let mut at = 0;
    text[..start].split_inclusive('\n').find_map(|earlier| {
        let begin = at + earlier.len() - earlier.trim_start().len();
        at += earlier.len();
        (earlier.trim() == line).then(|| Span::new(file, begin, begin + line.len()))
    })
}

/// The first line with more dots and brackets than anybody nests, or nothing. The parser does not say where it gave up.
fn deepest(text: &str) -> Range<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.chars().filter(|c| matches!(c, '.' | '[' | '{')).count() >= DEPTH_MAX {
            return start..start + line.trim_end().len();
        }
        start += line.len();
    }
    0..0
}

/// How deep the parser reads.
const DEPTH_MAX: usize = 80;

fn convert_table(file: FileId, text: &str, table: &DeTable<'_>) -> Table {
    let mut entries: Vec<(Name, Node)> = table
        .iter()
        .map(|(key, value)| {
            let span = Span::new(file, key.span().start, key.span().end);
            (Spanned { value: key.get_ref().to_string(), span }, convert(file, text, value))
        })
        .collect();
    entries.sort_by_key(|(name, _)| name.span);
    Table { entries }
}

fn convert(file: FileId, text: &str, node: &toml::Spanned<DeValue<'_>>) -> Node {
    let range = node.span();
    let span = Span::new(file, range.start, range.end);
    let value = match node.get_ref() {
        DeValue::String(string) => {
            let offset = text.get(range.clone()).and_then(|raw| raw.find(string.as_ref())).map(|at| range.start + at);
            Value::Text(string.to_string(), offset.and_then(|at| u32::try_from(at).ok()))
        }
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
            .map_or_else(|_| Value::Other(integer.as_str().to_owned()), Value::Integer),
        DeValue::Float(float) => Value::Other(float.as_str().to_owned()),
        DeValue::Boolean(boolean) => Value::Boolean(*boolean),
        DeValue::Datetime(date) if date.date.is_some() && date.time.is_none() => Value::Date(date.to_string()),
        DeValue::Datetime(time) => Value::Time(time.to_string()),
        DeValue::Array(array) => Value::Array(array.iter().map(|item| convert(file, text, item)).collect()),
        DeValue::Table(table) => Value::Table(convert_table(file, text, table)),
    };
    Node { span, value }
}
