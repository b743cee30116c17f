//! The outcome of a check for a partnership lead, in a terminal of 80 columns.

mod deadlines;
mod example;
mod findings;
mod searched;
mod unfinished;

use super::Report;
use super::text::{Page, WIDTH, clean, count, length, wrap};
use crate::check::{Example, InvariantOutcome, Verdict};
use crate::system::TransitionSystem;
pub use example::{Row, fold};
pub(super) use searched::{engines, extent};

/// How to show a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HumanOptions {
    /// Everything: routine steps and assumptions too.
    pub full: bool,
    /// With escape sequences for bold type.
    pub styled: bool,
}

/// The whole report.
pub fn show(report: &Report, options: HumanOptions) -> String {
    let mut page = Page::new(options.styled);
    page.line(&named("Checked", &report.procedure.header.title, &report.path, &report.hash));
    page.paragraph(&summary(report));
    broken(&mut page, report, options);
    deadlines::show(&mut page, report, options);
    findings::show(&mut page, report, options);
    searched::show(&mut page, report);
    page.finish()
}

/// A saved example again.
pub fn show_example(example: &Example, system: Option<&TransitionSystem>, options: HumanOptions) -> String {
    let mut page = Page::new(options.styled);
    heading(&mut page, "EXAMPLE", &example.says, &[]);
    example::show(&mut page, &[example], system, options.full);
    page.finish()
}

/// The least of a long title that is worth showing.
const TITLE_MIN: usize = 24;

/// What a run was about: a first line with path and hash, which are never cut or wrapped. A long title is cut, or follows.
pub fn named(word: &str, title: &str, path: &str, hash: &str) -> String {
    let (title, identity) = (clean(title), clean(&format!("({path}, {hash})")));
    let room = WIDTH.saturating_sub(length(word) + length(&identity) + 3);
    if length(&title) <= room {
        return format!("{word}: {title} {identity}");
    }
    if room < TITLE_MIN {
        return format!("{word}: {} {}\n{}", clean(path), clean(hash), wrap(&title, WIDTH).join("\n"));
    }
    let start = wrap(&title, room.saturating_sub(2)).swap_remove(0);
    let start = start.trim_end_matches([',', ':', ';']);
    format!("{word}: {start} … {identity}")
}

/// How many rules came out how.
fn summary(report: &Report) -> String {
    let rules = |verdict| report.count(verdict);
    let mut parts = vec![match rules(Verdict::Holds) {
        1 => "1 rule holds".to_owned(),
        number => format!("{} hold", count(number, "rule", "rules")),
    }];
    let is = |number: usize| if number == 1 { "is" } else { "are" };
    let kinds = [
        (Verdict::Broken, "broken"),
        (Verdict::Removed, "removed or weakened by the change"),
        (Verdict::Vacuous, "about something that never happens"),
        (Verdict::Timed, "undecided by the order check"),
        (Verdict::Inconclusive, "undecided because a limit was reached"),
    ];
    for (verdict, words) in kinds {
        match rules(verdict) {
            0 => {}
            number => parts.push(format!("{number} {} {words}", is(number))),
        }
    }
    format!("{}.", parts.join(", "))
}

/// `RULE BROKEN  The sentence   [P2]`
fn heading(page: &mut Page, word: &str, says: &str, clauses: &[String]) {
    let cited = if clauses.is_empty() { String::new() } else { format!("[{}]", clauses.join(", ")) };
    let plain = clean(&format!("{word}  {says}"));
    let room = WIDTH.saturating_sub(length(&plain) + length(&cited));
    if room >= 2 {
        page.strong(&format!("{plain}{}{cited}", " ".repeat(room)));
    } else {
        let lines = wrap(&format!("{says} {cited}"), WIDTH - word.len() - 2);
        for (index, line) in lines.iter().enumerate() {
            let first = if index == 0 { word.to_owned() } else { " ".repeat(word.len()) };
            page.strong(&format!("{first}  {line}"));
        }
    }
}

/// Every broken rule; those that break in the same way under one example.
fn broken(page: &mut Page, report: &Report, options: HumanOptions) {
    let mut groups: Vec<Vec<(&InvariantOutcome, Option<&Example>)>> = Vec::new();
    for (rule, example) in report.rules().filter(|(rule, example)| rule.verdict == Verdict::Broken || example.is_some())
    {
        let same = |group: &&mut Vec<(&InvariantOutcome, Option<&Example>)>| {
            group.first().is_some_and(|(_, first)| example::alike(*first, example))
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push((rule, example)),
            None => groups.push(vec![(rule, example)]),
        }
    }
    for group in groups {
        page.gap();
        for (rule, _) in &group {
            heading(page, "RULE BROKEN", &rule.says, &rule.clauses);
        }
        let examples: Vec<&Example> = group.iter().filter_map(|(_, example)| *example).collect();
        example::show(page, &examples, Some(&report.system), options.full);
    }
    if !report.whole() {
        return;
    }
    unfinished::show(page, report, options);
}

#[cfg(test)]
mod tests {
    use super::named;
    use crate::report::text::{WIDTH, length};

    #[test]
    fn the_first_line_always_has_path_and_hash() {
        let title = "Somewhere: serious incidents, Rapid Reviews and practice reviews";
        let line = named("Checked", title, "built in", "6c9f5643d43b40cf");
        assert!(line.ends_with("… (built in, 6c9f5643d43b40cf)") && length(&line) <= WIDTH, "{line}");
        let long = named("Checked", title, "models/changes/executive_meeting_on_request.toml", "7437b3e48f6b7cdd");
        assert_eq!(
            long.lines().next(),
            Some("Checked: models/changes/executive_meeting_on_request.toml 7437b3e48f6b7cdd")
        );
        assert_eq!(named("Checked", "A", "a.toml", "00"), "Checked: A (a.toml, 00)");
    }
}
