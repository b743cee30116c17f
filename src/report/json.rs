//! The outcome of a check as JSON: data structures apart from those of the checker, so that neither binds the other.

mod calendar;
mod deadlines;
mod parts;
mod readings;
mod surge;

use serde::Serialize;

use super::clauses::Citations;
use super::errors::ErrorEntry;
use super::{Report, Unfinished};
use crate::check::{Example, InvariantOutcome};
pub use calendar::{DateCountEntry, DateRangeEntry, DatedDeadlineEntry};
pub use deadlines::{DeadlineEntry, NumberOrWord, StretchEntry, TimeEntry};
pub use parts::{
    Alternative, AssumptionEntry, ClausesEntry, ExampleEntry, FactEntry, OrderEntry, ProcedureEntry, StepEntry,
};
pub use readings::{ReadingEntry, ReadingsEntry};
pub use surge::{SurgeDeadlineEntry, SurgeEntry, SurgeExampleEntry, SurgeStepEntry};

/// The version of this output.
pub const SCHEMA: &str = "duecourse.check/1";

/// The outcome of a check.
#[derive(Debug, Clone, Serialize)]
pub struct CheckDocument {
    /// The version of this output.
    pub schema: &'static str,
    /// What was checked.
    pub procedure: ProcedureEntry,
    /// What the change changes, in words; absent for a procedure that is no change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<String>>,
    /// Sizes of the searches.
    pub order: OrderEntry,
    /// Every deadline and timed rule: longest, shortest, slack.
    pub deadlines: Vec<DeadlineEntry>,
    /// Sizes and suppositions of the time check.
    pub time: TimeEntry,
    /// Several cases at once; absent if they were not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub surge: Option<SurgeEntry>,
    /// Every deadline on every date; absent if that was not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Vec<DatedDeadlineEntry>>,
    /// Every other reading that was looked at; absent if they were not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readings: Option<Vec<ReadingEntry>>,
    /// Which readings were looked at; absent if they were not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readings_searched: Option<ReadingsEntry>,
    /// The rules.
    pub invariants: Vec<InvariantEntry>,
    /// Completion.
    pub soundness: SoundnessEntry,
    /// Ways to go round that the text does not bound.
    pub loops: Vec<Vec<String>>,
    /// Clauses of the source.
    pub clauses: ClausesEntry,
    /// Choices where the source is ambiguous.
    pub assumptions: Vec<AssumptionEntry>,
    /// What was noted about the file.
    pub warnings: Vec<ErrorEntry>,
}

/// A rule.
#[derive(Debug, Clone, Serialize)]
pub struct InvariantEntry {
    /// Its id.
    pub id: String,
    /// The sentence.
    pub says: String,
    /// The pattern as written.
    pub check: String,
    /// The pattern by its name in the literature; null if a change took the rule away.
    pub pattern: Option<&'static str>,
    /// holds, broken, vacuous, removed, inconclusive, timed.
    pub verdict: &'static str,
    /// What decided it.
    pub engine: &'static str,
    /// Whether what it speaks of can happen.
    pub trigger_reached: bool,
    /// Clauses that it cites.
    pub clauses: Vec<String>,
    /// A shortest example that breaks it.
    pub example: Option<ExampleEntry>,
    /// The steps that can put it off for ever under weaker fairness.
    pub weakness: Option<Vec<String>>,
    /// Why it counts as removed.
    pub removed: Option<String>,
}

/// Soundness (van der Aalst 1997).
#[derive(Debug, Clone, Serialize)]
pub struct SoundnessEntry {
    /// The case can always come to be complete; null if a limit was reached before that was decided.
    pub option_to_complete: Option<bool>,
    /// No duty stays owed for ever; null if a limit was reached before that was decided.
    pub proper_completion: Option<bool>,
    /// Steps and outcomes that never happen.
    pub dead_steps: Vec<String>,
    /// What can stay open for ever.
    pub unfinished: Vec<UnfinishedEntry>,
    /// Whether all of it was decided.
    pub complete: bool,
}

/// Something that can stay open for ever.
#[derive(Debug, Clone, Serialize)]
pub struct UnfinishedEntry {
    /// `option_to_complete` or `proper_completion`.
    pub kind: &'static str,
    /// What stays open.
    pub what: String,
    /// How.
    pub example: ExampleEntry,
}

impl CheckDocument {
    /// The document of a report.
    pub fn new(report: &Report) -> Self {
        let label = |id| report.system.label_text(report.system.transition(id).label);
        let soundness = &report.outcome.soundness;
        // What was found to fail fails, however much was left unsearched; only a complete search finds that nothing does.
        let decided = |fine: bool| (soundness.complete || !fine).then_some(fine);
        Self {
            schema: SCHEMA,
            procedure: ProcedureEntry::new(report),
            changes: report.change.as_ref().map(|change| change.lines.clone()),
            order: OrderEntry::new(&report.outcome),
            deadlines: report.time.deadlines.iter().map(DeadlineEntry::new).collect(),
            time: TimeEntry::new(&report.time),
            calendar: report.calendar.as_ref().map(calendar::entries),
            surge: report.surge.as_ref().map(SurgeEntry::new),
            readings: report.readings.as_ref().map(readings::entries),
            readings_searched: report.readings.as_ref().map(ReadingsEntry::new),
            invariants: report.rules().map(|(rule, example)| invariant(report, rule, example)).collect(),
            soundness: SoundnessEntry {
                option_to_complete: decided(soundness.option_to_complete()),
                proper_completion: decided(soundness.proper_completion()),
                dead_steps: soundness.dead_steps.clone(),
                unfinished: report.unfinished.iter().map(unfinished).collect(),
                complete: soundness.complete,
            },
            loops: report.outcome.loops.iter().map(|found| found.steps.iter().map(|id| label(*id)).collect()).collect(),
            clauses: ClausesEntry::new(&Citations::of(&report.procedure)),
            assumptions: report.procedure.assumptions.iter().map(AssumptionEntry::new).collect(),
            warnings: report.warnings().map(|warning| ErrorEntry::new(warning, &report.sources)).collect(),
        }
    }
}

fn invariant(report: &Report, rule: &InvariantOutcome, example: Option<&Example>) -> InvariantEntry {
    let label = |id| report.system.label_text(report.system.transition(id).label);
    InvariantEntry {
        id: rule.id.clone(),
        says: rule.says.clone(),
        check: rule.check.clone(),
        pattern: rule.pattern.map(crate::system::Pattern::name),
        verdict: rule.verdict.name(),
        engine: rule.engine,
        trigger_reached: rule.trigger_reached,
        clauses: rule.clauses.clone(),
        example: example.map(ExampleEntry::new),
        weakness: rule.weakness.as_ref().map(|weakness| weakness.steps.iter().map(|id| label(*id)).collect()),
        removed: rule.removed.clone(),
    }
}

fn unfinished(one: &Unfinished) -> UnfinishedEntry {
    let kind = if one.owed { "proper_completion" } else { "option_to_complete" };
    UnfinishedEntry { kind, what: one.what.clone(), example: ExampleEntry::new(&one.example) }
}
