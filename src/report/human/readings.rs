//! Other readings: what each of them changes, then those that change nothing.

use super::HumanOptions;
use crate::check::Verdict;
use crate::check::time::{Length, TimeVerdict};
use crate::report::Report;
use crate::report::text::{Page, count, grouped};
use crate::study::{
    COMBINATIONS_MAX, Choice, ClockDifference, DeadlineDifference, Differences, Figures, ReadingOutcome, ReadingResult,
    ReadingsOutcome, ReadingsPlan, RuleDifference,
};

/// Every reading that changes something, and a line for the others.
pub(super) fn show(page: &mut Page, report: &Report, options: HumanOptions) {
    let Some(all) = &report.readings else { return };
    page.gap();
    page.strong("OTHER READINGS  compared with those that are chosen");
    page.paragraph(&extent(&all.plan));
    let (mut nothing, mut nothing_more) = (Vec::new(), Vec::new());
    for (one, found) in all.checked() {
        if found.none() && found.clocks.is_empty() && found.complete() {
            nothing.push(named(&one.choices));
        } else if one.choices.len() > 1 && found.complete() && adds_nothing(all, one, found) {
            nothing_more.push(named(&one.choices));
        } else {
            changes(page, one, found, options);
        }
    }
    for one in &all.readings {
        if let ReadingResult::NotApplicable(mistakes) = &one.result {
            page.gap();
            page.hanging("  ", &format!("{} cannot be applied to this procedure:", named(&one.choices)));
            for mistake in mistakes {
                page.hanging("    ", mistake);
            }
        }
    }
    let word = if all.plan.combined { ("combination", "combinations") } else { ("reading", "readings") };
    let described: Vec<String> = all.plan.described_only.iter().map(|one| named(std::slice::from_ref(one))).collect();
    listed(page, &nothing, word, ("changes nothing", "change nothing"));
    listed(
        page,
        &nothing_more,
        word,
        ("changes what its parts change, no more", "change what their parts change, no more"),
    );
    listed(
        page,
        &described,
        ("reading", "readings"),
        ("is only described and cannot be run", "are only described and cannot be run"),
    );
}

fn listed(page: &mut Page, names: &[String], kind: (&str, &str), what: (&str, &str)) {
    if !names.is_empty() {
        page.gap();
        let what = if names.len() == 1 { what.0 } else { what.1 };
        page.paragraph(&format!("{} {what}: {}.", count(names.len(), kind.0, kind.1), names.join(", ")));
    }
}

/// What was run, how many, and which bound decided it.
fn extent(plan: &ReadingsPlan) -> String {
    let readings = count(plan.alternatives, "other reading", "other readings");
    let of = format!("{readings} of {}", count(plan.assumptions, "assumption", "assumptions"));
    if plan.alternatives == 0 {
        return "No assumption has another reading that can be run.".to_owned();
    }
    if plan.combined {
        let runs = count(plan.selections.len(), "combination", "combinations");
        return format!("{of}: every combination of them was checked, {runs} (the bound is {COMBINATIONS_MAX}).");
    }
    let number = usize::try_from(plan.combinations).unwrap_or(usize::MAX);
    let least = if plan.combinations == u64::MAX { "more than " } else { "" };
    format!(
        "{of}: each checked alone, because there are {least}{} combinations and at most {COMBINATIONS_MAX} are run. \
         --readings=ID,ID combines those of the assumptions named.",
        grouped(number)
    )
}

fn named(choices: &[Choice]) -> String {
    choices.iter().map(|one| format!("{} = {}", one.assumption, one.reading)).collect::<Vec<_>>().join(" with ")
}

/// Whether several readings together change just what some of them change together, or each of them alone.
fn adds_nothing(all: &ReadingsOutcome, one: &ReadingOutcome, found: &Differences) -> bool {
    let within = |other: &ReadingOutcome| {
        other.choices.len() < one.choices.len() && other.choices.iter().all(|choice| one.choices.contains(choice))
    };
    let smaller: Vec<(&ReadingOutcome, &Differences)> = all.checked().filter(|(other, _)| within(other)).collect();
    let alone: Vec<&Differences> =
        smaller.iter().filter(|(other, _)| other.choices.len() == 1).map(|(_, differences)| *differences).collect();
    smaller.iter().any(|(_, differences)| found.is_sum_of(&[*differences]))
        || alone.len() == one.choices.len() && found.is_sum_of(&alone)
}

fn changes(page: &mut Page, one: &ReadingOutcome, found: &Differences, options: HumanOptions) {
    page.gap();
    page.strong(&format!("  {}", named(&one.choices)));
    if one.choices.len() == 1 || options.full {
        for choice in &one.choices {
            page.hanging("  ", &choice.says);
        }
    }
    for rule in &found.rules {
        page.hanging("    - ", &told_rule(rule));
    }
    for deadline in &found.deadlines {
        page.hanging("    - ", &told_deadline(deadline));
    }
    for clock in &found.clocks {
        page.hanging("    - ", &told_clock(clock));
    }
    for what in &found.stays_open {
        page.hanging("    - ", &format!("can now stay open for ever: {what}"));
    }
    for what in &found.open_no_more {
        page.hanging("    - ", &format!("can no longer stay open for ever: {what}"));
    }
    if !found.complete() {
        let what = if found.undecided.is_empty() { "part of it".to_owned() } else { found.undecided.join(", ") };
        page.hanging("    - ", &format!("UNDECIDED because a limit was reached: {what}"));
    }
}

fn told_rule(rule: &RuleDifference) -> String {
    let words = |verdict: Option<Verdict>| match verdict {
        Some(Verdict::Holds) => "holds",
        Some(Verdict::Broken) => "is broken",
        Some(Verdict::Vacuous) => "is about something that never happens",
        Some(Verdict::Removed) => "is removed or weakened by the change",
        Some(Verdict::Timed) => "is not measured",
        Some(Verdict::Inconclusive) => "is undecided",
        None => "is not there",
    };
    let before = words(rule.chosen);
    let mark = if rule.verdict == Some(Verdict::Broken) { "RULE BROKEN: " } else { "" };
    format!("{mark}{} ({}) {}; as chosen it {before}.", rule.says.trim_end_matches('.'), rule.id, words(rule.verdict))
}

fn told_deadline(one: &DeadlineDifference) -> String {
    let id = &one.id;
    match (&one.chosen, &one.under) {
        (Some(before), Some(now)) => format!("{id} {}{}", verdict(before, now), figures(before, now)),
        (None, Some(now)) => format!("{id} is a deadline too: it {}, slack {}", state(now), slack(now)),
        (Some(before), None) => format!("{id} is no deadline any more; as chosen it {}", state(before)),
        (None, None) => id.clone(),
    }
}

/// A clock that is another one and comes to the same.
fn told_clock(one: &ClockDifference) -> String {
    let ClockDifference { id, changes, figures } = one;
    let (longest, shortest) = (length(&figures.longest), length(&figures.shortest));
    format!(
        "the time of {id} is another one ({}), but it {} as before: its longest {longest}, shortest {shortest} and slack {} stay the same",
        changes.join("; "),
        state(figures),
        slack(figures)
    )
}

fn state(one: &Figures) -> &'static str {
    match (one.reached, one.verdict) {
        (false, _) => "never begins",
        (true, TimeVerdict::CanBeMissed) => "can be missed",
        (true, TimeVerdict::Undecided) => "may be missed",
        (true, TimeVerdict::Kept) => "is kept",
    }
}

fn verdict(before: &Figures, now: &Figures) -> String {
    match (state(before), state(now)) {
        (before, now) if before == now => format!("{now} as before"),
        (before, now) => format!("{now}; as chosen it {before}"),
    }
}

/// `; longest 9 -> 4, slack -4 -> 1`: what is the same on both sides is not said.
fn figures(before: &Figures, now: &Figures) -> String {
    let pairs = [
        ("limit", before.limit_days.to_string(), now.limit_days.to_string()),
        ("longest", length(&before.longest), length(&now.longest)),
        ("shortest", length(&before.shortest), length(&now.shortest)),
        ("slack", slack(before), slack(now)),
    ];
    let differ = pairs.iter().filter(|(_, before, now)| before != now);
    let told: Vec<String> = differ.map(|(what, before, now)| format!("{what} {before} -> {now}")).collect();
    if told.is_empty() { String::new() } else { format!("; {}", told.join(", ")) }
}

fn length(length: &Length) -> String {
    match length {
        Length::Days(days) => days.to_string(),
        Length::Unbounded(_) => "no bound".to_owned(),
        Length::Never => "never".to_owned(),
    }
}

fn slack(one: &Figures) -> String {
    one.slack_days.map_or_else(|| "none".to_owned(), |slack| slack.to_string())
}
