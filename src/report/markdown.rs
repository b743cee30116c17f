//! The whole procedure and what the check found, as Markdown: to be read, printed, and kept beside the model.
//!
//! The same input always gives the same text: no time, no path of a machine.

mod procedure;
mod results;

use std::fmt::Write as _;

use super::Report;
use crate::study::ClauseTrace;

/// The whole document; `traces` is what each clause is worth.
pub fn show(report: &Report, traces: &[ClauseTrace]) -> String {
    let mut page = Lines::default();
    let header = &report.procedure.header;
    page.heading(1, &header.title);
    page.text(&format!("Checked: {} ({}, {}).", escape(&header.title), escape(&report.path), report.hash));
    if let Some(source) = &header.source {
        page.text(&format!("Source: {}.", escape(source.trim_end_matches('.'))));
    }
    if let Some(date) = &header.in_force {
        page.text(&format!("In force from {}.", escape(date)));
    }
    procedure::show(&mut page, report);
    results::show(&mut page, report, traces);
    page.finish()
}

/// Paragraphs, lists and tables of a document.
#[derive(Debug, Default)]
struct Lines {
    text: String,
    in_list: bool,
}

impl Lines {
    fn heading(&mut self, level: usize, text: &str) {
        self.leave_list();
        let _ = write!(self.text, "{} {}\n\n", "#".repeat(level), escape(text));
    }

    /// A paragraph, already escaped.
    fn text(&mut self, text: &str) {
        self.leave_list();
        let _ = write!(self.text, "{text}\n\n");
    }

    /// An item of a list, already escaped.
    fn item(&mut self, depth: usize, text: &str) {
        self.in_list = true;
        let _ = writeln!(self.text, "{}- {text}", "  ".repeat(depth));
    }

    /// A table; its cells are escaped already.
    fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        self.leave_list();
        let _ = writeln!(self.text, "| {} |\n|{}", head.join(" | "), "---|".repeat(head.len()));
        for row in rows {
            let _ = writeln!(self.text, "| {} |", row.join(" | "));
        }
        self.text.push('\n');
    }

    fn leave_list(&mut self) {
        if std::mem::take(&mut self.in_list) {
            self.text.push('\n');
        }
    }

    fn finish(self) -> String {
        let mut text = self.text.trim_end().to_owned();
        text.push('\n');
        text
    }
}

/// A text in which nothing is Markdown or HTML any more.
fn escape(text: &str) -> String {
    let clean = super::text::clean(text);
    clean.chars().fold(String::with_capacity(clean.len()), |mut escaped, c| {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '&') {
            escaped.push('\\');
        }
        escaped.push(c);
        escaped
    })
}

/// A phrase of the language with its names as words.
fn phrase(text: &str) -> String {
    escape(&text.replace('_', " "))
}

/// ` [P2, P3]`, or nothing.
fn cited(clauses: &[String]) -> String {
    if clauses.is_empty() { String::new() } else { format!(" \\[{}\\]", escape(&clauses.join(", "))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_a_file_can_become_markup() {
        assert_eq!(escape("<b>*a*</b> | [x](y)"), "\\<b\\>\\*a\\*\\</b\\> \\| \\[x\\](y)");
    }

    #[test]
    fn lists_and_tables_stand_apart_from_what_follows() {
        let mut page = Lines::default();
        page.item(0, "one");
        page.table(&["a", "b"], &[vec!["1".to_owned(), "2".to_owned()]]);
        page.text("end");
        assert_eq!(page.finish(), "- one\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nend\n");
    }
}
