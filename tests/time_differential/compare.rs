//! What the time check says of a procedure, beside what the enumeration says, and beside itself.

use std::cell::Cell;

use duecourse::calendar::Calendar;
use duecourse::check::time::{DeadlineOutcome, Length, Measure, TimeOptions, TimeOutcome, TimeVerdict, check_time};
use duecourse::compile::{CompileOptions, compile};
use duecourse::syntax::load;
use duecourse::syntax::tree::Procedure;
use duecourse::system::DeadlineLimit;

use crate::time_oracle::lengths::{DAYS_MAX, Lengths, lengths};
use crate::time_oracle::runs::runs;

/// Larger procedures are skipped; the enumeration is slow.
const STATES_MAX: usize = 500;

/// Branches have more.
const BRANCH_STATES_MAX: usize = 1_500;

/// The prefix without time may have many more.
const CHECK_STATES_MAX: usize = 20_000;

/// What came of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Compared {
    /// There is nothing to compare, or too much.
    Skipped,
    /// They agree.
    Same,
    /// They do not.
    Different(String),
}

fn checked(text: &str, repeat: u16, exact_states_max: usize) -> Option<(Procedure, TimeOutcome)> {
    let loaded = load("example.toml", text.as_bytes().to_vec(), &mut |_| Err("there is no other file".to_owned()));
    let Some(procedure) = loaded.procedure else { panic!("it cannot be read: {:?}\n{text}", loaded.diagnostics) };
    // The compiler may find that an outcome can never be chosen.
    let (system, _) = compile(&procedure, CompileOptions::default());
    let options = TimeOptions { repeat, states_max: CHECK_STATES_MAX, exact_states_max };
    let outcome = check_time(&system?, &Calendar::working_week(), options, &|| false);
    outcome.complete.then_some((procedure, outcome))
}

/// A length as the enumeration knows it: no bound is `DAYS_MAX`.
fn days(length: &Length) -> Option<u32> {
    match length {
        Length::Days(days) => Some(*days),
        Length::Unbounded(_) => Some(DAYS_MAX),
        Length::Never => None,
    }
}

fn said(deadline: &DeadlineOutcome) -> Lengths {
    Lengths { longest: days(&deadline.longest), shortest: days(&deadline.shortest) }
}

/// The time check measured from the beginning of the case, and the enumeration of all runs.
pub(crate) fn with_enumeration(text: &str, repeat: u16) -> Compared {
    let Some((procedure, outcome)) = checked(text, repeat, usize::MAX) else { return Compared::Skipped };
    let Some(runs) = runs(&procedure, repeat, STATES_MAX) else { return Compared::Skipped };
    for (index, deadline) in procedure.deadlines.iter().enumerate() {
        let Some(found) = outcome.deadlines.iter().find(|found| found.id == deadline.id.value) else { continue };
        let (truth, said) = (lengths(&procedure, &runs, index), said(found));
        if truth != said {
            return Compared::Different(format!("{}: the check says {said:?}, the runs {truth:?}", found.id));
        }
    }
    if procedure.deadlines.is_empty() { Compared::Skipped } else { Compared::Same }
}

/// Both ways of measuring: from the anchors there may be more runs, never fewer.
pub(crate) fn both_ways(text: &str) -> Compared {
    both(text, |exact, rough| {
        // What never happens is longer than nothing, and no shortest time at all.
        let longest = rough.longest >= exact.longest;
        let shortest = exact.shortest.is_none_or(|days| rough.shortest.is_some_and(|rough| rough <= days));
        longest && shortest
    })
}

/// Both ways of measuring come to the same.
pub(crate) fn both_ways_alike(text: &str) -> Compared {
    both(text, |exact, rough| exact == rough)
}

fn both(text: &str, right: impl Fn(Lengths, Lengths) -> bool) -> Compared {
    let (Some((_, exact)), Some((_, rough))) = (checked(text, 1, usize::MAX), checked(text, 1, 0)) else {
        return Compared::Skipped;
    };
    for (exact, rough) in exact.deadlines.iter().zip(&rough.deadlines) {
        if (exact.measure, rough.measure) != (Measure::Exact, Measure::FromAnchors) {
            return Compared::Different(format!("{}: measured the other way", exact.id));
        }
        let verdicts = (exact.verdict(), rough.verdict());
        let same = verdicts.0 == verdicts.1 && verdicts.0 != TimeVerdict::Undecided;
        let proved = same || verdicts.1 == TimeVerdict::Undecided;
        if exact.verdict() == TimeVerdict::Undecided || !proved {
            return Compared::Different(format!("{}: {verdicts:?}", exact.id));
        }
        let (one, other) = (said(exact), said(rough));
        if !right(one, other) {
            return Compared::Different(format!(
                "{}: from the beginning {one:?}, from the anchors {other:?}",
                exact.id
            ));
        }
    }
    Compared::Same
}

/// How many deadlines can be missed, and of how many of them that was proved from the anchors on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Missed {
    pub(crate) can_be: u32,
    pub(crate) proved: u32,
}

/// Measured from the anchors, beside the enumeration of all runs: bounds are bounds, and what is said to be proved is so.
pub(crate) fn from_the_anchors(text: &str, missed: &Cell<Missed>) -> Compared {
    let Some((procedure, outcome)) = checked(text, 1, 0) else { return Compared::Skipped };
    let Some(runs) = runs(&procedure, 1, BRANCH_STATES_MAX) else { return Compared::Skipped };
    for (index, deadline) in procedure.deadlines.iter().enumerate() {
        let Some(found) = outcome.deadlines.iter().find(|found| found.id == deadline.id.value) else { continue };
        let truth = lengths(&procedure, &runs, index);
        if let Some(wrong) = wrong(found, truth) {
            return Compared::Different(format!("{}: {wrong}; the runs {truth:?}, {found:?}", found.id));
        }
        let mut count = missed.get();
        count.can_be += u32::from(misses(found, truth));
        count.proved += u32::from(found.verdict() == TimeVerdict::CanBeMissed);
        missed.set(count);
    }
    if procedure.deadlines.is_empty() { Compared::Skipped } else { Compared::Same }
}

fn misses(found: &DeadlineOutcome, truth: Lengths) -> bool {
    match found.limit {
        DeadlineLimit::Within(..) => truth.longest.is_some_and(|days| days > found.within_days),
        DeadlineLimit::NotBefore(..) | DeadlineLimit::Before(..) => {
            truth.shortest.is_some_and(|days| days < found.within_days)
        }
    }
}

/// What is said of a deadline and is not so.
fn wrong(found: &DeadlineOutcome, truth: Lengths) -> Option<&'static str> {
    let said = said(found);
    let within = matches!(found.limit, DeadlineLimit::Within(..));
    let worst = |lengths: Lengths| if within { lengths.longest } else { lengths.shortest };
    if said.longest < truth.longest || truth.shortest.is_some_and(|days| said.shortest.is_none_or(|said| said > days)) {
        return Some("a bound is no bound");
    }
    if found.verdict() == TimeVerdict::CanBeMissed && !misses(found, truth) {
        return Some("it is said that it can be missed");
    }
    if found.verdict() == TimeVerdict::Kept && misses(found, truth) {
        return Some("it is said to be kept");
    }
    let proved = found.proved_days.map(|days| days.min(DAYS_MAX));
    if proved.is_some_and(|days| worst(truth).is_none_or(|truth| if within { days > truth } else { days < truth })) {
        return Some("no run takes as long as was proved");
    }
    (found.is_attained() && worst(said) != worst(truth)).then_some("the bound is said to be attained")
}
