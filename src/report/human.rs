//! The outcome of a check for a partnership lead, in a terminal of 80 columns.

mod calendar;
mod change;
mod deadlines;
mod example;
mod findings;
mod names;
mod readings;
mod searched;
mod surge;
mod unfinished;

use super::Report;
use super::text::{Page, WIDTH, clean, count, length, wrap};
use crate::check::{Example, InvariantOutcome, Verdict};
use crate::syntax::tree::Procedure;
use crate::system::TransitionSystem;
pub use example::{Row, fold};
pub(super) use searched::{SUPPOSED, engines, extent};

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
    let hash = if options.full { report.hash.as_str() } else { "" };
    page.line(&named("Checked", &report.procedure.header.title, &report.path, hash));
    change::show(&mut page, report, options);
    page.paragraph(&summary(report));
    broken(&mut page, report, options);
    deadlines::show(&mut page, report, options);
    calendar::show(&mut page, report, options);
    surge::show(&mut page, report, options);
    readings::show(&mut page, report, options);
    findings::show(&mut page, report, options);
    searched::show(&mut page, report, options);
    if options.full {
        names::show(&mut page, &report.procedure);
    }
    page.finish()
}

/// A saved example again.
pub fn show_example(example: &Example, system: Option<&TransitionSystem>, options: HumanOptions) -> String {
    let mut page = Page::new(options.styled);
    heading(&mut page, "EXAMPLE", &example.says, &[]);
    example::show(&mut page, &[example], system, options.full);
    page.finish()
}

/// What a run was about: title, path, and a hash if there is one. Nothing of it is cut; a path is never broken.
pub fn named(word: &str, title: &str, path: &str, hash: &str) -> String {
    let (title, path) = (clean(title), clean(path));
    let identity = if hash.is_empty() { format!("({path})") } else { format!("({path}, {})", clean(hash)) };
    let line = format!("{word}: {title} {identity}");
    if length(&line) <= WIDTH {
        return line;
    }
    let mut lines = wrap(&format!("{word}: {title}"), WIDTH);
    match lines.last_mut() {
        Some(last) if length(last) + 1 + length(&identity) <= WIDTH => {
            last.push(' ');
            last.push_str(&identity);
        }
        _ => lines.push(identity),
    }
    lines.join("\n")
}

/// The ids of rules, steps, and assumptions with their readings: what a change or an option can name.
pub fn show_names(procedure: &Procedure) -> String {
    let mut page = Page::new(false);
    page.line(&named("Names of", &procedure.header.title, &procedure.id, ""));
    names::show(&mut page, procedure);
    page.finish()
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
        (Verdict::Timed, "about how long things take, which this check does not measure"),
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

/// `RULE BROKEN  The sentence   clause P2`: the clauses at the right margin, of the last line or of one of their own.
fn heading(page: &mut Page, word: &str, says: &str, clauses: &[String]) {
    let cited = match clauses {
        [] => String::new(),
        [one] => clean(&format!("clause {one}")),
        several => clean(&format!("clauses {}", several.join(", "))),
    };
    let lines = wrap(says, WIDTH - word.len() - 2);
    let mut lines: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(index, line)| format!("{:<1$}  {line}", if index == 0 { word } else { "" }, word.len()))
        .collect();
    if lines.last().is_none_or(|last| length(last) + 2 + length(&cited) > WIDTH) {
        lines.push(String::new());
    }
    for (index, line) in lines.iter().enumerate() {
        let room = WIDTH.saturating_sub(length(line));
        let tag = if index + 1 == lines.len() { format!("{cited:>room$}") } else { String::new() };
        page.strong(&format!("{line}{tag}"));
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
    use super::{heading, named};
    use crate::report::text::{Page, WIDTH, length};

    #[test]
    fn no_title_is_cut_and_no_path_is_broken() {
        let title = "Somewhere: serious incidents, Rapid Reviews and practice reviews";
        let path = "models/changes/executive_meeting_on_request.toml";
        for (path, hash) in [("built in", ""), (path, ""), (path, "7437b3e48f6b7cdd")] {
            let text = named("Checked", title, path, hash);
            assert!(text.replace('\n', " ").contains(title) && text.contains(path), "{text}");
            assert!(text.lines().all(|line| length(line) <= WIDTH), "{text}");
        }
        assert_eq!(named("Checked", "A", "a.toml", "00"), "Checked: A (a.toml, 00)");
        assert_eq!(named("Checked", "A", "a.toml", ""), "Checked: A (a.toml)");
    }

    #[test]
    fn clauses_stand_at_the_right_margin_and_never_beside_the_sentence() {
        let mut page = Page::new(false);
        let clauses = ["I1".to_owned(), "N1".to_owned()];
        heading(&mut page, "RULE BROKEN", "Short.", &clauses[..1]);
        heading(&mut page, "RULE BROKEN", &"Every word of it counts here. ".repeat(4), &clauses);
        let text = page.finish();
        for line in text.lines().filter(|line| line.contains(" clause")) {
            assert!(length(line) == WIDTH && line.contains("  clause"), "{text}");
        }
    }
}
