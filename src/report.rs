//! What a check found, put into words and data: one small file for each output format.
//!
//! A format reads a [`Report`] and gives a text. Nothing here checks, reads a file or clock, or prints.

pub mod calendar_csv;
pub mod clauses;
mod dates;
pub mod errors;
pub mod human;
pub mod json;
pub mod markdown;
pub mod saved;
pub mod schema;
pub mod simulate;
pub mod text;
mod words;

use std::collections::BTreeSet;

use crate::calendar::Date;
use crate::check::time::{DatedDeadline, SurgeOutcome, TimeOutcome, TimeVerdict};
use crate::check::{CheckOutcome, Example, InvariantOutcome, LoopFinding, Verdict};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceMap;
use crate::study::ReadingsOutcome;
use crate::syntax::tree::Procedure;
use crate::system::TransitionSystem;

/// A checked procedure with all that its outputs need.
#[derive(Debug, Clone)]
pub struct Report {
    /// The path as the user wrote it, or `built in`.
    pub path: String,
    /// The hash of all files that were read.
    pub hash: String,
    /// All files that were read.
    pub sources: SourceMap,
    /// The tree.
    pub procedure: Procedure,
    /// The compiled procedure.
    pub system: TransitionSystem,
    /// What was noted while reading and compiling.
    pub diagnostics: Vec<Diagnostic>,
    /// What the check found.
    pub outcome: CheckOutcome,
    /// What the time check found.
    pub time: TimeOutcome,
    /// The example against each invariant, in the order of the outcome.
    pub examples: Vec<Option<Example>>,
    /// What can stay open for ever.
    pub unfinished: Vec<Unfinished>,
    /// Ids of the rules that were asked for; all rules if empty.
    pub only: Vec<String>,
    /// What the change does, if this is one.
    pub change: Option<Change>,
    /// Several cases at once, if they were asked for.
    pub surge: Option<SurgeOutcome>,
    /// Every deadline on every date, if that was asked for.
    pub calendar: Option<CalendarSweep>,
    /// What other readings of the assumptions come to, if they were asked for.
    pub readings: Option<ReadingsOutcome>,
}

/// Every deadline on every date of some years.
#[derive(Debug, Clone)]
pub struct CalendarSweep {
    /// The first date.
    pub first: Date,
    /// The last date.
    pub last: Date,
    /// One for each deadline and timed rule, in the order of the time check.
    pub deadlines: Vec<DatedDeadline>,
}

/// What a change does to its base.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// What it adds, takes away and alters, a line for each.
    pub lines: Vec<String>,
    /// What the base is found to have itself.
    pub base: BaseFindings,
}

/// What was found in the base of a change.
#[derive(Debug, Clone, Default)]
pub struct BaseFindings {
    /// Loops, as the labels of their steps wherever they begin.
    pub loops: Vec<BTreeSet<String>>,
    /// Ids of the rules that hold only if nobody puts them off for ever.
    pub put_off: Vec<String>,
    /// Steps and outcomes that never happen.
    pub dead: Vec<String>,
}

impl BaseFindings {
    /// What a check found.
    pub fn of(system: &TransitionSystem, outcome: &CheckOutcome) -> Self {
        let weak = outcome.invariants.iter().filter(|rule| rule.weakness.is_some());
        Self {
            loops: outcome.loops.iter().map(|found| labels(system, found)).collect(),
            put_off: weak.map(|rule| rule.id.clone()).collect(),
            dead: outcome.soundness.dead_steps.clone(),
        }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.loops.is_empty() && self.put_off.is_empty() && self.dead.is_empty()
    }

    /// Whether the base has a loop of the changed procedure too.
    pub fn has_loop(&self, system: &TransitionSystem, found: &LoopFinding) -> bool {
        self.loops.contains(&labels(system, found))
    }
}

fn labels(system: &TransitionSystem, found: &LoopFinding) -> BTreeSet<String> {
    found.steps.iter().map(|id| system.label_text(system.transition(*id).label)).collect()
}

/// A duty or a part of completion that can stay open for ever.
#[derive(Debug, Clone)]
pub struct Unfinished {
    /// Whether a duty stays owed; otherwise the case never comes to be complete.
    pub owed: bool,
    /// What stays open, for reading.
    pub what: String,
    /// How.
    pub example: Example,
}

impl Report {
    /// The rules that were asked for, each with its example.
    pub fn rules(&self) -> impl Iterator<Item = (&InvariantOutcome, Option<&Example>)> {
        let examples = self.examples.iter().map(Option::as_ref).chain(std::iter::repeat(None));
        self.outcome.invariants.iter().zip(examples).filter(|(rule, _)| self.wanted(&rule.id))
    }

    /// Whether a rule was asked for.
    fn wanted(&self, id: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == id)
    }

    /// Whether everything was asked for, and not some rules only.
    pub fn whole(&self) -> bool {
        self.only.is_empty()
    }

    /// How many of the rules that were asked for have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.rules().filter(|(rule, _)| rule.verdict == verdict).count()
    }

    /// The rules with this verdict.
    pub fn with(&self, verdict: Verdict) -> impl Iterator<Item = &InvariantOutcome> {
        self.rules().map(|(rule, _)| rule).filter(move |rule| rule.verdict == verdict)
    }

    /// The warnings.
    pub fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|one| one.code.severity() == Severity::Warning)
    }

    /// Whether a limit left something undecided that was asked for.
    pub fn inconclusive(&self) -> bool {
        let undecided = self.count(Verdict::Inconclusive) > 0;
        let dates_cut_off =
            self.calendar.as_ref().is_some_and(|sweep| sweep.deadlines.iter().any(|deadline| !deadline.complete));
        let cut_off = dates_cut_off || self.surge.as_ref().is_some_and(|surge| !surge.complete());
        let readings = self.readings.as_ref().is_some_and(|readings| !readings.complete());
        undecided
            || cut_off
            || readings
            || self.whole() && (self.outcome.inconclusive() || !self.outcome.soundness.complete || !self.time.complete)
    }

    /// Whether something that was asked for fails.
    pub fn failed(&self) -> bool {
        let rules = self.count(Verdict::Broken) + self.count(Verdict::Removed) > 0;
        rules || self.whole() && self.outcome.failed()
    }

    /// Whether no rule that was asked for could be decided by this check at all.
    pub fn nothing_checked(&self) -> bool {
        self.rules().all(|(rule, _)| rule.verdict == Verdict::Timed)
    }

    /// Whether there is a finding that only `--strict` counts.
    pub fn has_findings(&self) -> bool {
        let vacuous = self.count(Verdict::Vacuous) > 0;
        let missed = || self.time.deadlines.iter().any(|deadline| deadline.verdict() != TimeVerdict::Kept);
        let rest = || {
            let uncited = clauses::Citations::of(&self.procedure).uncited().next().is_some();
            self.warnings().next().is_some() || !self.outcome.soundness.dead_steps.is_empty() || uncited
        };
        let readings = self.readings.as_ref().is_some_and(ReadingsOutcome::breaks_something);
        vacuous || readings || self.whole() && (rest() || missed())
    }
}
