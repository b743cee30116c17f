//! Plain text of a fixed width: wrapping, columns, dates and counts.
//!
//! Whatever comes from a file is cleaned here: control characters never reach a terminal.

use std::fmt::Write as _;

use crate::calendar::{format_long, parse_date};

/// The width that everything is wrapped to.
pub const WIDTH: usize = 80;

/// A text without control characters; line breaks and tabs are spaces.
pub fn clean(text: &str) -> String {
    let visible = |c: char| if c.is_whitespace() { ' ' } else { c };
    text.chars().map(visible).filter(|c| !c.is_control()).collect()
}

/// The length of a text as columns.
pub fn length(text: &str) -> usize {
    text.chars().count()
}

/// Breaks a text into lines of at most `width` characters, between words where that is possible. Never empty.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let text = clean(text);
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        for piece in pieces(word, width) {
            append(&mut lines, piece, width);
        }
    }
    lines
}

fn append(lines: &mut Vec<String>, word: String, width: usize) {
    match lines.last_mut() {
        Some(line) if line.is_empty() => line.push_str(&word),
        Some(line) if length(line) + 1 + length(&word) <= width => {
            line.push(' ');
            line.push_str(&word);
        }
        _ => lines.push(word),
    }
}

/// A word, cut where it is longer than a line.
fn pieces(word: &str, width: usize) -> Vec<String> {
    let characters: Vec<char> = word.chars().collect();
    characters.chunks(width).map(|chunk| chunk.iter().collect()).collect()
}

/// A text that grows line by line.
#[derive(Debug, Clone, Default)]
pub struct Page {
    text: String,
    styled: bool,
}

impl Page {
    /// An empty page; a styled one has escape sequences for bold type, which the writer strips where they do not belong.
    pub fn new(styled: bool) -> Self {
        Self { text: String::new(), styled }
    }

    /// A line as it is.
    pub fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    /// An empty line, unless the page is empty or ends with one.
    pub fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A bold line.
    pub fn strong(&mut self, text: &str) {
        if self.styled {
            let _ = writeln!(self.text, "\u{1b}[1m{}\u{1b}[0m", text.trim_end());
        } else {
            self.line(text);
        }
    }

    /// Wrapped text: the first line after `first`, the others indented to the same column.
    pub fn hanging(&mut self, first: &str, text: &str) {
        let indent = length(first);
        for (index, line) in wrap(text, WIDTH.saturating_sub(indent)).iter().enumerate() {
            if index == 0 {
                self.line(&format!("{first}{line}"));
            } else {
                self.line(&format!("{}{line}", " ".repeat(indent)));
            }
        }
    }

    /// Wrapped text from the first column.
    pub fn paragraph(&mut self, text: &str) {
        self.hanging("", text);
    }

    /// The whole text.
    pub fn finish(self) -> String {
        self.text
    }
}

/// `1 rule`, `3 rules`.
pub fn count(number: usize, one: &str, several: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { several })
}

/// A number with commas between the thousands.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A saved date as people read it, `Mon 16 Mar 2026`; as it stands if it is none.
pub fn date(iso: &str) -> String {
    parse_date(iso).map_or_else(|_| clean(iso), format_long)
}

/// The same without the year, if the year is that of another date.
pub fn short_date(iso: &str, beside: &str) -> String {
    let long = date(iso);
    match (parse_date(iso).is_ok() && iso.get(..4) == beside.get(..4), long.rsplit_once(' ')) {
        (true, Some((short, _))) => short.to_owned(),
        _ => long,
    }
}

/// The text with a capital first letter.
pub fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_long_words_are_cut() {
        assert_eq!(wrap("the case was closed", 8), ["the case", "was", "closed"]);
        assert_eq!(wrap("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(wrap("a\n\tb", 0), ["a", "b"]);
    }

    #[test]
    fn no_line_is_wider_than_asked_whatever_the_letters() {
        for width in 1..40 {
            let lines = wrap("Déjà vu: the Executive Group’s answer, unabbreviated and unfathomable", width);
            assert!(lines.iter().all(|line| length(line) <= width));
        }
    }

    #[test]
    fn escape_sequences_in_a_file_never_reach_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\u{7}"), "a[31mb");
    }

    #[test]
    fn following_lines_hang_under_the_first() {
        let mut page = Page::new(false);
        page.hanging("Why: ", &"word ".repeat(20));
        assert_eq!(page.finish(), format!("Why: {}word\n     {}word\n", "word ".repeat(14), "word ".repeat(4)));
    }

    #[test]
    fn numbers_and_dates_are_readable() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(12), "12");
        assert_eq!(count(1, "rule", "rules"), "1 rule");
        assert_eq!(short_date("2026-03-23", "2026-03-16"), "Mon 23 Mar");
        assert_eq!(short_date("2027-01-04", "2026-12-16"), "Mon 4 Jan 2027");
        assert_eq!(date("soon"), "soon");
    }
}
