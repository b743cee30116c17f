//! What a lead should know besides the broken rules.

use super::HumanOptions;
use crate::check::Verdict;
use crate::report::clauses::Citations;
use crate::report::text::{Page, count};
use crate::report::{BaseFindings, Report, words};

/// Every finding, each under a line that says what it means.
pub(super) fn show(page: &mut Page, report: &Report, options: HumanOptions) {
    // What the base has too says nothing about the change.
    let base = report.change.as_ref().map(|change| &change.base).filter(|_| !options.full);
    rules(page, report, base);
    if !report.whole() {
        return;
    }
    let system = &report.system;
    let loops: Vec<String> = report
        .outcome
        .loops
        .iter()
        .filter(|one| base.is_none_or(|base| !base.has_loop(system, one)))
        .map(|one| words::transitions(system, &one.steps))
        .collect();
    list(page, "The text does not say how often these can go round:", &loops);
    let dead = report.outcome.soundness.dead_steps.iter();
    let dead: Vec<String> = dead
        .filter(|label| base.is_none_or(|base| !base.dead.contains(label)))
        .map(|label| words::dead(system, label))
        .collect();
    list(page, "These can never happen:", &dead);
    folded(page, report, base);
    let citations = Citations::of(&report.procedure);
    let uncited: Vec<String> =
        citations.uncited().map(|clause| format!("{}: {}", clause.id.value, clause.says)).collect();
    list(page, "Nothing in the procedure stands for these clauses:", &uncited);
    assumptions(page, report, options);
}

/// How many findings the base has too.
fn folded(page: &mut Page, report: &Report, base: Option<&BaseFindings>) {
    let Some(base) = base else { return };
    let outcome = &report.outcome;
    let loops = outcome.loops.iter().filter(|one| base.has_loop(&report.system, one)).count();
    let put_off = report.rules().filter(|(rule, _)| rule.weakness.is_some() && base.put_off.contains(&rule.id)).count();
    let dead = outcome.soundness.dead_steps.iter().filter(|label| base.dead.contains(label)).count();
    let number = loops + put_off + dead;
    if number > 0 {
        page.gap();
        let findings = count(number, "finding", "findings");
        let has = if number == 1 { "is" } else { "are" };
        page.paragraph(&format!(
            "{findings} {has} not shown, because the base has the same (loops, and what can be put off for ever); --full shows all."
        ));
    }
}

fn rules(page: &mut Page, report: &Report, base: Option<&BaseFindings>) {
    let removed: Vec<String> = report
        .with(Verdict::Removed)
        .map(|rule| format!("{} ({})", rule.says, rule.removed.as_deref().unwrap_or("it is gone")))
        .collect();
    list(page, "RULES REMOVED OR WEAKENED by the change:", &removed);
    let says = |verdict| report.with(verdict).map(|rule| rule.says.clone()).collect::<Vec<_>>();
    list(page, "These rules speak of something that never happens:", &says(Verdict::Vacuous));
    list(page, "These rules are about how long things take, which this check does not measure:", &says(Verdict::Timed));
    list(page, "A limit was reached before these rules could be decided:", &says(Verdict::Inconclusive));
    let weak: Vec<String> = report
        .rules()
        .filter_map(|(rule, _)| {
            let known = base.is_some_and(|base| base.put_off.contains(&rule.id));
            let weakness = rule.weakness.as_ref().filter(|_| !known)?;
            Some(format!("{} (put off by: {})", rule.says, words::transitions(&report.system, &weakness.steps)))
        })
        .collect();
    list(page, "These rules hold only if nobody puts off for ever what they demand:", &weak);
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
        page.paragraph(&format!("Rests on {number} where the text leaves something open; --names lists them."));
        return;
    }
    page.paragraph(&format!("Rests on {number} where the text leaves something open; they are listed below."));
}
