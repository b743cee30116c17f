//! Other readings in the JSON document. No value is null: a number, a list or a word.

use serde::Serialize;

use super::NumberOrWord;
use super::deadlines::{number, slack};
use crate::check::Verdict;
use crate::study::{
    COMBINATIONS_MAX, Choice, ClockDifference, DeadlineDifference, Differences, Figures, ReadingResult,
    ReadingsOutcome, RuleDifference,
};

/// Which readings were looked at.
#[derive(Debug, Clone, Serialize)]
pub struct ReadingsEntry {
    /// `combinations`, or `each alone` where there are more than `combinations_max`.
    pub mode: &'static str,
    /// How many combinations there are, the readings in force included.
    pub combinations: u64,
    /// Most combinations that are all run.
    pub combinations_max: u64,
    /// Assumptions with another reading that can be run.
    pub assumptions: usize,
    /// Their other readings.
    pub alternatives: usize,
    /// Readings that are described only and cannot be run.
    pub described_only: Vec<ChoiceEntry>,
    /// Whether everything was decided.
    pub complete: bool,
}

/// A reading.
#[derive(Debug, Clone, Serialize)]
pub struct ChoiceEntry {
    /// The assumption.
    pub assumption: String,
    /// The reading.
    pub reading: String,
    /// What it takes the text to mean.
    pub says: String,
}

/// One run: a reading, or several together, compared with those in force.
#[derive(Debug, Clone, Serialize)]
pub struct ReadingEntry {
    /// The readings that differ from those in force: one, or several where combinations are run.
    pub choices: Vec<ChoiceEntry>,
    /// Whether they can be applied to this procedure.
    pub applicable: bool,
    /// The mistakes that they would bring, if they cannot.
    pub mistakes: Vec<String>,
    /// Rules whose verdict differs.
    pub rules: Vec<RuleEntry>,
    /// Deadlines of which something differs.
    pub deadlines: Vec<ReadingDeadlineEntry>,
    /// Deadlines that have another clock under this reading and the same figures.
    pub clocks: Vec<ReadingClockEntry>,
    /// What can stay open for ever under this reading only.
    pub stays_open: Vec<String>,
    /// What can stay open for ever under the readings in force only.
    pub open_no_more: Vec<String>,
    /// Rules and deadlines that a limit left undecided.
    pub undecided: Vec<String>,
    /// Whether everything was decided.
    pub complete: bool,
}

/// A rule whose verdict differs; `absent` where there is no such rule.
#[derive(Debug, Clone, Serialize)]
pub struct RuleEntry {
    /// Its id.
    pub id: String,
    /// The verdict under the readings in force.
    pub chosen: &'static str,
    /// The verdict under this one.
    pub verdict: &'static str,
}

/// A deadline of which something differs.
#[derive(Debug, Clone, Serialize)]
pub struct ReadingDeadlineEntry {
    /// Its id.
    pub id: String,
    /// Under the readings in force.
    pub chosen: FiguresEntry,
    /// Under this one.
    pub under: FiguresEntry,
}

/// A deadline that has another clock and the same figures.
#[derive(Debug, Clone, Serialize)]
pub struct ReadingClockEntry {
    /// Its id.
    pub id: String,
    /// What the file says otherwise of it, key by key.
    pub changes: Vec<String>,
    /// The figures under both.
    pub figures: FiguresEntry,
}

/// The figures of a deadline; all are `absent` where there is no such deadline.
#[derive(Debug, Clone, Serialize)]
pub struct FiguresEntry {
    /// The limit in working days.
    pub within: NumberOrWord,
    /// The longest time.
    pub longest: NumberOrWord,
    /// The shortest time.
    pub shortest: NumberOrWord,
    /// Working days left at worst.
    pub slack: NumberOrWord,
    /// `kept`, `can be missed` or `undecided`.
    pub verdict: &'static str,
}

impl ReadingsEntry {
    /// Of an outcome.
    pub fn new(all: &ReadingsOutcome) -> Self {
        let plan = &all.plan;
        Self {
            mode: if plan.combined { "combinations" } else { "each alone" },
            combinations: plan.combinations,
            combinations_max: COMBINATIONS_MAX,
            assumptions: plan.assumptions,
            alternatives: plan.alternatives,
            described_only: plan.described_only.iter().map(ChoiceEntry::new).collect(),
            complete: all.complete(),
        }
    }
}

impl ChoiceEntry {
    fn new(one: &Choice) -> Self {
        Self { assumption: one.assumption.clone(), reading: one.reading.clone(), says: one.says.clone() }
    }
}

/// Every run.
pub(super) fn entries(all: &ReadingsOutcome) -> Vec<ReadingEntry> {
    let none = Differences { searched: true, ..Differences::default() };
    let entry = |choices: &[Choice], mistakes: &[String], found: &Differences| ReadingEntry {
        choices: choices.iter().map(ChoiceEntry::new).collect(),
        applicable: mistakes.is_empty(),
        mistakes: mistakes.to_vec(),
        rules: found.rules.iter().map(rule).collect(),
        deadlines: found.deadlines.iter().map(deadline).collect(),
        clocks: found.clocks.iter().map(clock).collect(),
        stays_open: found.stays_open.clone(),
        open_no_more: found.open_no_more.clone(),
        undecided: found.undecided.clone(),
        complete: found.complete(),
    };
    let one = |one: &crate::study::ReadingOutcome| match &one.result {
        ReadingResult::Checked(found) => entry(&one.choices, &[], found),
        ReadingResult::NotApplicable(mistakes) => entry(&one.choices, mistakes, &none),
    };
    all.readings.iter().map(one).collect()
}

fn rule(one: &RuleDifference) -> RuleEntry {
    let word = |verdict: Option<Verdict>| verdict.map_or("absent", Verdict::name);
    RuleEntry { id: one.id.clone(), chosen: word(one.chosen), verdict: word(one.verdict) }
}

fn deadline(one: &DeadlineDifference) -> ReadingDeadlineEntry {
    ReadingDeadlineEntry {
        id: one.id.clone(),
        chosen: figures(one.chosen.as_ref()),
        under: figures(one.under.as_ref()),
    }
}

fn clock(one: &ClockDifference) -> ReadingClockEntry {
    ReadingClockEntry { id: one.id.clone(), changes: one.changes.clone(), figures: figures(Some(&one.figures)) }
}

fn figures(one: Option<&Figures>) -> FiguresEntry {
    let absent = || NumberOrWord::Word("absent");
    FiguresEntry {
        within: one.map_or_else(absent, |one| NumberOrWord::Number(i64::from(one.limit_days))),
        longest: one.map_or_else(absent, |one| number(&one.longest)),
        shortest: one.map_or_else(absent, |one| number(&one.shortest)),
        slack: one.map_or_else(absent, |one| slack(one.slack_days)),
        verdict: one.map_or("absent", |one| one.verdict.name()),
    }
}
