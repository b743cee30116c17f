//! The tables of a scenario file, key by key as the reference has them. For the schema alone.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::build::drop_null;
use super::tables::Texts;

/// The JSON Schema (draft 2020-12) of scenario files.
pub fn scenario_schema() -> Value {
    let mut schema = schemars::schema_for!(ScenarioFile).to_value();
    drop_null(&mut schema);
    schema
}

/// Weights or chances by name.
type Weights = BTreeMap<String, f64>;

/// A scenario: how many cases come, what they are like, who works when.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    /// The version of the language, always 1.
    #[schemars(range(min = 1, max = 1))]
    pub format: Option<u8>,
    /// Another scenario, of which this one changes a few lines, or the procedure (or change) that it is about.
    pub base: Option<String>,
    /// What it is called.
    pub title: Option<String>,
    /// Where its numbers come from.
    pub source: Option<String>,
    /// The first simulated day, as a date.
    pub start: Option<String>,
    /// Which days are worked.
    pub calendar: Option<ScenarioCalendarKey>,
    /// How many years are reported.
    pub years: Option<f64>,
    /// `empty`: until no case is open.
    pub until: Option<UntilKey>,
    /// Years before them that fill the desks and are not reported.
    pub warm_up_years: Option<f64>,
    /// How fractions become whole numbers.
    pub rounding: Option<RoundingKey>,
    /// The law behind `4 to 12 working days, usually 7`.
    pub takes_law: Option<LawKey>,
    /// Who is served first, where an actor says nothing.
    pub discipline: Option<DisciplineKey>,
    /// What is taken for granted, in sentences.
    pub assumes: Option<Texts>,
    /// How cases come.
    pub arrivals: Option<ArrivalsEntry>,
    /// With which step a case begins, by weight.
    pub begins: Option<Weights>,
    /// How often each value of each fact comes.
    pub facts: Option<BTreeMap<String, Weights>>,
    /// What is drawn for steps.
    pub steps: Option<BTreeMap<String, ScenarioStep>>,
    /// What is drawn for spans.
    pub spans: Option<BTreeMap<String, ScenarioSpan>>,
    /// Who works when.
    pub actors: Option<BTreeMap<String, ScenarioActor>>,
    /// What is other than usual between two dates.
    pub overrides: Option<Vec<ScenarioOverride>>,
    /// Cases that are open at the start.
    pub open_cases: Option<Vec<ScenarioOpenCase>>,
}

/// Which days are worked.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub enum ScenarioCalendarKey {
    /// Real dates and the bank holidays of England and Wales.
    #[serde(rename = "england-and-wales")]
    EnglandAndWales,
    /// Working days without dates, 253 a year.
    #[serde(rename = "plain")]
    Plain,
}

/// When it ends.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum UntilKey {
    /// When no case is open and none will come.
    Empty,
}

/// How fractions become whole numbers.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub enum RoundingKey {
    /// To the nearest, halves up.
    #[serde(rename = "to the nearest")]
    Nearest,
    /// Up.
    #[serde(rename = "up")]
    Up,
    /// Down.
    #[serde(rename = "down")]
    Down,
}

/// A law over three points.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LawKey {
    /// Triangular.
    Triangular,
    /// PERT.
    Pert,
}

/// Who is served first.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub enum DisciplineKey {
    /// Who has waited longest.
    #[serde(rename = "first come")]
    FirstCome,
    /// Whose deadline ends first.
    #[serde(rename = "earliest due date")]
    EarliestDueDate,
}

/// How cases come: a rate, a list of dates, or a table.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ArrivalsEntry {
    /// `3.5 incidents a year`
    Rate(String),
    /// Days.
    Dates(Vec<String>),
    /// With more keys.
    Table(Box<ArrivalsTable>),
}

/// `[arrivals]`
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArrivalsTable {
    /// `3.5 incidents a year`
    pub rate: Option<String>,
    /// Days.
    pub dates: Option<Vec<String>>,
    /// Coefficient of variation of the rate from year to year.
    pub yearly_variation: Option<f64>,
    /// Relative rates of the twelve months.
    pub season: Option<[f64; 12]>,
    /// Weights of one, two, … cases in an incident.
    pub cases_per_incident: Option<Vec<f64>>,
}

/// What is drawn for a step.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioStep {
    /// Weights of its outcomes.
    pub outcomes: Option<Weights>,
    /// A duration phrase.
    pub takes: Option<String>,
    /// The chance that it happens at all.
    pub chance: Option<f64>,
    /// A duration phrase: how long until it happens.
    pub waits: Option<String>,
    /// Higher ones first.
    pub priority: Option<i32>,
}

/// What is drawn for a span.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioSpan {
    /// The chance that it begins at all.
    pub chance: Option<f64>,
    /// A duration phrase: how long until it begins.
    pub waits: Option<String>,
    /// A duration phrase: how long it runs.
    pub runs: Option<String>,
}

/// Who works when.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioActor {
    /// Cases at a time, or `unlimited`.
    pub cases_at_once: Option<CasesAtOnceEntry>,
    /// Who is served first.
    pub discipline: Option<DisciplineKey>,
    /// When it is away.
    pub absence: Option<ScenarioAbsence>,
    /// When it meets: a phrase or a list of dates.
    pub meets: Option<Texts>,
    /// Cases that a meeting can take.
    pub cases_per_meeting: Option<u16>,
    /// The chance that a meeting is cancelled.
    pub cancelled: Option<f64>,
}

/// A number of cases, or `unlimited`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum CasesAtOnceEntry {
    /// So many.
    Number(u16),
    /// The word `unlimited`.
    Word(String),
}

/// When somebody is away.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioAbsence {
    /// Share of working days.
    pub share: f64,
    /// Length of one absence in working days.
    pub days: Option<u16>,
    /// How many stand in.
    pub deputies: Option<u16>,
}

/// What is other than usual between two dates.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioOverride {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Lengths of deadlines.
    pub deadlines: Option<BTreeMap<String, String>>,
    /// `takes` of steps.
    pub steps: Option<BTreeMap<String, OverriddenStep>>,
    /// Capacities.
    pub actors: Option<BTreeMap<String, OverriddenActor>>,
    /// A rate.
    pub arrivals: Option<String>,
    /// Spans that begin in every open case.
    pub spans_begin: Option<Texts>,
}

/// A step in an override.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OverriddenStep {
    /// A duration phrase.
    pub takes: String,
}

/// An actor in an override.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OverriddenActor {
    /// Cases at a time, or `unlimited`.
    pub cases_at_once: CasesAtOnceEntry,
}

/// A case that is open at the start.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioOpenCase {
    /// Values of its facts.
    pub facts: Option<BTreeMap<String, Texts>>,
    /// What has happened, in order: `2026-03-04 spoc_meeting is met`.
    pub happened: Texts,
}
