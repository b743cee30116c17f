//! One table being read: asks for keys by name and type, and reports whatever is left over.

use super::Reader;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::{Name, Span, Spanned};
use crate::syntax::document::{Node, Table, Value};
use crate::syntax::phrase::{Phrase, RESERVED};

/// What a date is called in a message.
const A_DATE: &str = "a date such as 2026-04-01";

/// What a list of names is called in a message.
const NAMES: &str = "a list of names in quotes";

/// Words that people write for a key, and the key.
const ALIASES: &[(&str, &str)] = &[
    ("deadline", "due"),
    ("actor", "by"),
    ("who", "by"),
    ("after", "starts"),
    ("when", "starts"),
    ("trigger", "starts"),
    ("condition", "needs"),
    ("if", "needs"),
    ("outcomes", "decide"),
    ("name", "says"),
    ("description", "says"),
    ("duration", "takes"),
    ("rule", "check"),
];

/// A rule of the phrase grammar.
pub(in crate::syntax) type Rule<T> = fn(Phrase<'_>) -> Result<Spanned<T>, Box<Diagnostic>>;

/// A table and the keys that were asked for.
pub(in crate::syntax) struct Fields<'a> {
    table: &'a Table,
    span: Span,
    /// How messages call the table: "step `aware`".
    what: String,
    asked: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    pub(in crate::syntax) fn new(table: &'a Table, span: Span, what: impl Into<String>) -> Self {
        Self { table, span, what: what.into(), asked: Vec::new() }
    }

    fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        self.asked.push(key);
        self.table.get(key)
    }

    pub(in crate::syntax) fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// The place of the value of a key, or of the table.
    pub(in crate::syntax) fn place(&self, key: &str) -> Span {
        self.table.get(key).map_or(self.span, |node| node.span)
    }

    fn wrong(&self, reader: &mut Reader<'_>, key: &str, node: &Node, wanted: &str) {
        let message = format!("`{key}` of {} takes {wanted}, not {}", self.what, node.value.kind());
        let help = match wanted {
            "a whole number" => format!("for example: {key} = 1"),
            "true or false" => format!("for example: {key} = true"),
            A_DATE => format!("for example: {key} = 2026-04-01"),
            NAMES => format!("for example: {key} = [\"one_name\", \"another\"]"),
            "a table" => format!("write [{key}.…] and its keys below"),
            _ => format!("put it in quotes: {key} = \"…\""),
        };
        let label = format!("{wanted} should stand here");
        reader.diagnostics.push(Diagnostic::new(Code::WrongType, node.span, message, label).help(help));
    }

    /// Whether the key is there and says nothing: an empty list, table or text.
    pub(super) fn blank(&self, key: &str) -> bool {
        match self.table.get(key).map(|node| &node.value) {
            Some(Value::Array(items)) => items.is_empty(),
            Some(Value::Table(table)) => table.entries.is_empty(),
            Some(Value::Text(text, _)) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// Whether the key is there and of no use to anybody: absent, or blank.
    pub(super) fn lacks(&self, key: &str) -> bool {
        !self.has(key) || self.blank(key)
    }

    pub(in crate::syntax) fn missing(&self, reader: &mut Reader<'_>, key: &str, help: &str) {
        let message = format!("{} has no `{key}`", self.what);
        reader
            .diagnostics
            .push(Diagnostic::new(Code::MissingKey, self.span, message, format!("`{key}` is missing")).help(help));
    }

    pub(in crate::syntax) fn text(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Option<(&'a str, Span)> {
        let node = self.node(key)?;
        if let Value::Text(text, _) = &node.value {
            return Some((text.as_str(), node.span));
        }
        self.wrong(reader, key, node, "text in quotes");
        None
    }

    pub(in crate::syntax) fn required_text(
        &mut self,
        reader: &mut Reader<'_>,
        key: &'static str,
        help: &str,
    ) -> String {
        if !self.has(key) {
            self.missing(reader, key, help);
        }
        self.text(reader, key).map(|(text, _)| text.to_owned()).unwrap_or_default()
    }

    pub(in crate::syntax) fn integer(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Option<(i64, Span)> {
        let node = self.node(key)?;
        if let Value::Integer(integer) = node.value {
            return Some((integer, node.span));
        }
        self.wrong(reader, key, node, "a whole number");
        None
    }

    pub(in crate::syntax) fn boolean(&mut self, reader: &mut Reader<'_>, key: &'static str) -> bool {
        match self.node(key) {
            None => false,
            Some(Node { value: Value::Boolean(boolean), .. }) => *boolean,
            Some(node) => {
                self.wrong(reader, key, node, "true or false");
                false
            }
        }
    }

    pub(in crate::syntax) fn date(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Option<String> {
        let node = self.node(key)?;
        if let Value::Date(date) = &node.value {
            return Some(date.clone());
        }
        self.wrong(reader, key, node, A_DATE);
        None
    }

    /// One of a few words; gives its index.
    pub(in crate::syntax) fn choice(
        &mut self,
        reader: &mut Reader<'_>,
        key: &'static str,
        words: &[&'static str],
    ) -> Option<usize> {
        let (text, span) = self.text(reader, key)?;
        let found = words.iter().position(|word| *word == text);
        if found.is_none() {
            let message = format!("`{key}` of {} cannot be `{text}`", self.what);
            reader.diagnostics.push(
                Diagnostic::new(Code::UnknownValue, span, message, "not one of its values")
                    .suggest(text, words.iter().copied()),
            );
        }
        found
    }

    pub(in crate::syntax) fn table(
        &mut self,
        reader: &mut Reader<'_>,
        key: &'static str,
    ) -> Option<(&'a Name, &'a Table, Span)> {
        let node = self.node(key)?;
        let (name, _) = self.table.entries.iter().find(|(name, _)| name.value == key)?;
        if let Value::Table(table) = &node.value {
            return Some((name, table, name.span));
        }
        self.wrong(reader, key, node, "a table");
        None
    }

    /// A key whose value says nothing, and was complained of.
    pub(super) fn skip<T>(&mut self, key: &'static str) -> Vec<T> {
        self.asked.push(key);
        Vec::new()
    }

    /// The value of a key whatever its type.
    pub(in crate::syntax) fn any(&mut self, key: &'static str) -> Option<&'a Node> {
        self.node(key)
    }

    /// One phrase.
    pub(in crate::syntax) fn phrase<T>(
        &mut self,
        reader: &mut Reader<'_>,
        key: &'static str,
        rule: Rule<T>,
    ) -> Option<Spanned<T>> {
        let node = self.node(key)?;
        self.parse(reader, key, node, rule)
    }

    /// One phrase or a list of them.
    pub(in crate::syntax) fn phrases<T>(
        &mut self,
        reader: &mut Reader<'_>,
        key: &'static str,
        rule: Rule<T>,
    ) -> Vec<Spanned<T>> {
        match self.node(key) {
            None => Vec::new(),
            Some(Node { value: Value::Array(items), .. }) => {
                items.iter().filter_map(|item| self.parse(reader, key, item, rule)).collect()
            }
            Some(node) => self.parse(reader, key, node, rule).into_iter().collect(),
        }
    }

    fn parse<T>(&self, reader: &mut Reader<'_>, key: &str, node: &'a Node, rule: Rule<T>) -> Option<Spanned<T>> {
        let Value::Text(text, offset) = &node.value else {
            self.wrong(reader, key, node, "a phrase in quotes");
            return None;
        };
        match rule(Phrase { text, span: node.span, offset: *offset }) {
            Ok(parsed) => Some(parsed),
            Err(mistake) => {
                let mut mistake = *mistake;
                mistake.message = format!("`{key}` of {}: {}", self.what, mistake.message);
                reader.diagnostics.push(mistake);
                None
            }
        }
    }

    /// A list of names, or one name.
    pub(in crate::syntax) fn names(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Vec<Name> {
        match self.node(key) {
            None => Vec::new(),
            Some(node @ Node { value: Value::Array(items), .. }) => {
                let names: Vec<Name> = items.iter().filter_map(text_of).collect();
                if names.len() < items.len() {
                    self.wrong(reader, key, node, NAMES);
                }
                names
            }
            Some(node) => text_of(node).map_or_else(
                || {
                    self.wrong(reader, key, node, NAMES);
                    Vec::new()
                },
                |name| vec![name],
            ),
        }
    }

    /// Names joined by `or` in one string, or a list.
    pub(in crate::syntax) fn alternatives(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Vec<Name> {
        self.names(reader, key)
            .into_iter()
            .flat_map(|name| {
                let parts: Vec<Name> = name
                    .value
                    .split(" or ")
                    .map(|part| Spanned { value: part.trim().to_owned(), span: name.span })
                    .filter(|part| !part.value.is_empty())
                    .collect();
                parts
            })
            .collect()
    }

    /// Clause ids.
    pub(in crate::syntax) fn citations(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Vec<Name> {
        self.names(reader, key)
    }

    /// Reports every key that was not asked for.
    pub(in crate::syntax) fn finish(self, reader: &mut Reader<'_>) {
        for (key, _) in &self.table.entries {
            if !self.asked.contains(&key.value.as_str()) {
                let message = format!("{} has no key `{}`", self.what, key.value);
                let mistake = Diagnostic::new(Code::UnknownKey, key.span, message, "unknown key");
                let alias = ALIASES.iter().find(|(word, meant)| *word == key.value && self.asked.contains(meant));
                reader.diagnostics.push(match alias {
                    Some((_, meant)) => mistake.help(format!("did you mean `{meant}`?")),
                    None => mistake.suggest(&key.value, self.asked.iter().copied()),
                });
            }
        }
    }
}

/// The text of a string value as a name; the span is that of the characters where they stand unescaped.
fn text_of(node: &Node) -> Option<Name> {
    let Value::Text(text, offset) = &node.value else { return None };
    let span = offset.map_or(node.span, |at| Span::new(node.span.file, at as usize, at as usize + text.len()));
    Some(Spanned { value: text.clone(), span })
}

impl Reader<'_> {
    /// Walks the entries of a table of tables.
    pub(in crate::syntax) fn each(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
        mut read: impl FnMut(&mut Self, &Name, &Table),
    ) {
        let Some((_, table, _)) = fields.table(self, key) else {
            if fields.has(key) {
                self.unread.push(super::EVERYTHING.to_owned());
            }
            return;
        };
        for (id, node) in &table.entries {
            if key != "clauses" {
                self.check_name(id);
            }
            let before = self.errors();
            match &node.value {
                Value::Table(inner) => read(self, id, inner),
                other => {
                    let message = format!("`{key}.{}` is a table of its own, not {}", id.value, other.kind());
                    let help = format!("write [{key}.{}] and its keys below", id.value);
                    self.diagnostics.push(Diagnostic::new(Code::WrongType, node.span, message, "here").help(help));
                }
            }
            self.note_unread(id, before);
        }
    }

    /// How many errors there are so far.
    pub(super) fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|one| one.code.severity() == Severity::Error).count()
    }

    /// Notes that something was not read as a whole, if there are more errors now.
    pub(super) fn note_unread(&mut self, id: &Name, before: usize) {
        if self.errors() > before {
            self.unread.push(id.value.clone());
        }
    }

    /// Names are lower case and no words of the grammar.
    pub(in crate::syntax) fn check_name(&mut self, name: &Name) {
        let mut characters = name.value.chars();
        let well_formed = characters.next().is_some_and(|first| first.is_ascii_lowercase())
            && characters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        let (message, label) = if !well_formed {
            (format!("`{}` cannot be a name", name.value), "lower case letters, digits and _ only")
        } else if RESERVED.contains(&name.value.as_str()) {
            (format!("`{}` is a word of the phrases and cannot be a name", name.value), "choose another name")
        } else {
            return;
        };
        self.diagnostics
            .push(Diagnostic::new(Code::BadName, name.span, message, label).help("for example: rapid_review"));
    }
}
