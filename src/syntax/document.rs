//! TOML text to a tree of values that know where they stand. Wraps the `toml` crate; nothing else names it.

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
    /// A date, as written.
    Date(String),
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
            Self::Other(_) => "a number",
        }
    }
}

/// Parses a file. Only the first syntax error is reported: a forgotten quotation mark makes nonsense of all that follows.
pub fn parse(file: FileId, text: &str) -> (Table, Vec<Diagnostic>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let diagnostics = errors
        .iter()
        .min_by_key(|error| error.span().map_or(0, |span| span.start))
        .into_iter()
        .map(|error| {
            let range = error.span().unwrap_or(0..0);
            let span = Span::new(file, range.start, range.end.max(range.start + 1).min(text.len().max(1)));
            let message = error.message().replace('\n', ", ");
            Diagnostic::new(Code::Syntax, span, format!("this is not TOML: {message}"), "here").help(
                "text goes in \"quotes\", lists in [brackets]; each key = value stands on a line of its own. \
                     Nothing after this place was read",
            )
        })
        .collect();
    (convert_table(file, text, table.get_ref()), diagnostics)
}

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
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(array) => Value::Array(array.iter().map(|item| convert(file, text, item)).collect()),
        DeValue::Table(table) => Value::Table(convert_table(file, text, table)),
    };
    Node { span, value }
}
