//! What a lead should know besides the broken rules.

use super::HumanOptions;
use crate::check::Verdict;
use crate::report::clauses::Citations;
use crate::report::json::AssumptionEntry;
use crate::report::text::{Page, count};
use crate::report::{Report, words};

/// Every finding, each under a line that says what it means.
pub(super) fn show(page: &mut Page, report: &Report, options: HumanOptions) {
    rules(page, report);
    if !report.whole() {
        return;
    }
    let system = &report.system;
    let loops: Vec<String> = report.outcome.loops.iter().map(|one| words::transitions(system, &one.steps)).collect();
    list(page, "The text does not say how often these can go round:", &loops);
    let dead: Vec<String> =
        report.outcome.soundness.dead_steps.iter().map(|label| words::dead(system, label)).collect();
    list(page, "These can never happen:", &dead);
    let citations = Citations::of(&report.procedure);
    let uncited: Vec<String> =
        citations.uncited().map(|clause| format!("{}: {}", clause.id.value, clause.says)).collect();
    list(page, "Nothing in the procedure stands for these clauses:", &uncited);
    assumptions(page, report, options);
}

fn rules(page: &mut Page, report: &Report) {
    let removed: Vec<String> = report
        .with(Verdict::Removed)
        .map(|rule| format!("{} ({})", rule.says, rule.removed.as_deref().unwrap_or("it is gone")))
        .collect();
    list(page, "RULES REMOVED OR WEAKENED by the change:", &removed);
    let says = |verdict| report.with(verdict).map(|rule| rule.says.clone()).collect::<Vec<_>>();
    list(page, "These rules speak of something that never happens:", &says(Verdict::Vacuous));
    list(page, "These rules ask how long, which the order check cannot decide:", &says(Verdict::Timed));
    list(page, "A limit was reached before these rules could be decided:", &says(Verdict::Inconclusive));
    let weak: Vec<String> = report
        .rules()
        .filter_map(|(rule, _)| {
            let weakness = rule.weakness.as_ref()?;
            Some(format!("{} (put off by: {})", rule.says, words::transitions(&report.system, &weakness.steps)))
        })
        .collect();
    list(page, "These rules hold only if they do not put it off for ever:", &weak);
}

fn list(page: &mut Page, title: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    page.gap();
    page.paragraph(title);
    for item in items {
        page.hanging("  - ", item);
    }
}

fn assumptions(page: &mut Page, report: &Report, options: HumanOptions) {
    let assumptions = &report.procedure.assumptions;
    if assumptions.is_empty() {
        return;
    }
    page.gap();
    let number = count(assumptions.len(), "assumption", "assumptions");
    if !options.full {
        page.paragraph(&format!("Rests on {number} where the text leaves something open; --format json lists them."));
        return;
    }
    page.paragraph(&format!("Rests on {number} where the text leaves something open:"));
    for assumption in assumptions.iter().map(AssumptionEntry::new) {
        page.hanging("  - ", &assumption.says);
        page.hanging("    chosen: ", &assumption.chosen_says);
        for other in &assumption.alternatives {
            page.hanging("    or: ", &other.says);
        }
    }
}
