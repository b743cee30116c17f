//! What is wrong with a file: data that every output format can show.
//!
//! A diagnostic says what, where, why and how to mend it. This module holds no text of any format and does not print.

mod code;

pub use code::Code;

use crate::source::Span;

/// Most names that are listed where none is near the one that was written.
const NAMES_MAX: usize = 24;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used, and somebody should look.
    Warning,
}

/// One mistake in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of mistake.
    pub code: Code,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What to note at that place, a few words.
    pub label: String,
    /// Another place that belongs to it, and what to note there: the first of two things of one name.
    pub also: Option<(Span, String)>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic without help.
    pub fn new(code: Code, span: Span, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { code, message: message.into(), span, label: label.into(), also: None, help: None }
    }

    /// Adds another place that belongs to it.
    #[must_use]
    pub fn also(mut self, span: Span, label: impl Into<String>) -> Self {
        self.also = Some((span, label.into()));
        self
    }

    /// Adds how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds how to mend it unless that is said already.
    #[must_use]
    pub fn or_help(self, help: &str) -> Self {
        if self.help.is_some() { self } else { self.help(help) }
    }

    /// Adds `did you mean` if a known name is near, else the names that there are.
    #[must_use]
    pub fn suggest<'a>(self, wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let help = match nearest(wanted, &known) {
            Some(name) => format!("did you mean `{name}`?"),
            None if known.is_empty() => return self,
            None if known.len() <= NAMES_MAX => format!("there is: {}", known.join(", ")),
            None => return self,
        };
        self.help(help)
    }
}

/// The known name nearest to a mistyped one, if any is near enough to be meant: a few letters differ, or one is the beginning of the other.
pub fn nearest<'a>(wanted: &str, known: &[&'a str]) -> Option<&'a str> {
    let mistyped = known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(wanted, name), *name))
        .filter(|(distance, name)| *distance <= (name.chars().count().max(3) / 3).max(1))
        .min_by_key(|(distance, name)| (*distance, *name))
        .map(|(_, name)| name);
    let begins = |one: &str, other: &str| other.len() >= BEGINNING_MIN && one.starts_with(other);
    let cut = || known.iter().filter(|name| begins(wanted, name) || begins(name, wanted));
    mistyped.or_else(|| cut().max_by_key(|name| (name.len().min(wanted.len()), std::cmp::Reverse(**name))).copied())
}

/// Fewest letters that say which name is meant.
const BEGINNING_MIN: usize = 4;

/// Sorts by place and removes repetitions, so that the order never depends on how a file was walked.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
    diagnostics.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        assert_eq!(nearest("notify_pannel", &["notify_panel", "aware"]), Some("notify_panel"));
        assert_eq!(nearest("awareness", &["notify_panel", "aware"]), Some("aware"));
        assert_eq!(nearest("notify", &["notify_panel", "aware"]), Some("notify_panel"));
        assert_eq!(nearest("zzz", &["notify_panel", "aware"]), None);
    }
}
