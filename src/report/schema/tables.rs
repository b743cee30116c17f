//! The tables of a file, key by key as the language reference has them.

mod step;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

pub use step::{Decide, KindKey, Outcome, OutcomeEntry, Step};

/// One text or a list of them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Texts {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

/// A whole procedure.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProcedureFile {
    /// The version of the language, always 1.
    #[schemars(range(min = 1, max = 1))]
    pub format: u8,
    /// What procedure this is, in one line.
    pub title: String,
    /// Where its text comes from.
    pub source: Option<String>,
    /// The day from which it applies, as a date.
    pub in_force: Option<String>,
    /// Which days are working days.
    pub calendar: Option<CalendarKey>,
    /// How days are counted.
    pub counting: Option<CountingKey>,
    /// Clauses of the source.
    pub clauses: Option<BTreeMap<String, Clause>>,
    /// Choices where the source is ambiguous.
    pub assumptions: Option<BTreeMap<String, Assumption>>,
    /// Who acts.
    pub actors: Option<BTreeMap<String, Actor>>,
    /// Facts of the incident.
    pub facts: Option<BTreeMap<String, Fact>>,
    /// Named conditions.
    pub terms: Option<BTreeMap<String, TermEntry>>,
    /// What is done.
    pub steps: BTreeMap<String, Step>,
    /// Things outside that begin and end.
    pub spans: Option<BTreeMap<String, SpanOfTime>>,
    /// Deadlines that belong to no single step.
    pub deadlines: Option<BTreeMap<String, Deadline>>,
    /// When a case is complete.
    pub case: Option<Case>,
    /// Rules that must hold.
    pub invariants: Option<BTreeMap<String, Invariant>>,
}

/// Which days are working days.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub enum CalendarKey {
    /// Monday to Friday without the bank holidays of England and Wales.
    #[serde(rename = "england-and-wales")]
    EnglandAndWales,
    /// Monday to Friday.
    #[serde(rename = "working-week")]
    WorkingWeek,
}

/// How days are counted.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub enum CountingKey {
    /// The day of the event does not count.
    #[serde(rename = "exclude event day")]
    ExcludeEventDay,
}

/// A clause of the source.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// The heading under which it stands.
    pub heading: Option<String>,
    /// Its paragraph.
    pub paragraph: Option<i64>,
    /// What it says, in your own words.
    pub says: String,
}

/// A choice where the source is ambiguous.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assumption {
    /// What the source leaves open.
    pub says: String,
    /// The id of the reading in force.
    pub chosen: String,
    /// All readings.
    pub readings: BTreeMap<String, Reading>,
    /// Clauses that it interprets.
    pub clauses: Option<Texts>,
}

/// A reading of an ambiguous text.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// What it takes the text to mean.
    pub says: String,
    /// What differs under this reading.
    #[serde(default)]
    #[schemars(schema_with = "change_schema")]
    pub change: Option<serde_json::Value>,
}

fn change_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "$ref": "#/$defs/Change" })
}

/// Somebody who acts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// The name that people read.
    pub name: String,
    /// Not bound by the procedure.
    pub outside: Option<bool>,
    /// Members, if it is a group.
    pub members: Option<Texts>,
    /// On how many cases it can work at a time; nothing limits it where this is absent.
    pub cases_at_once: Option<u16>,
}

/// A fact of the incident.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// What it is.
    pub says: Option<String>,
    /// Its values, the plainest first.
    pub values: Texts,
    /// Several can be true at once.
    pub many: Option<bool>,
    /// Clauses that it encodes.
    pub clauses: Option<Texts>,
}

/// A named condition: an expression, or a table with one.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum TermEntry {
    /// The expression alone.
    Expression(String),
    /// With a sentence and clauses.
    Table(Term),
}

/// A named condition.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The expression.
    pub means: String,
    /// The same for people.
    pub says: Option<String>,
    /// Clauses that it encodes.
    pub clauses: Option<Texts>,
}

/// Something outside that begins and ends.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpanOfTime {
    /// What it is.
    pub says: Option<String>,
    /// Who is behind it.
    pub by: Option<Texts>,
    /// A start phrase; `at any time` if absent.
    pub begins: Option<String>,
    /// Clauses that it encodes.
    pub clauses: Option<Texts>,
}

/// A deadline.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// The deadline phrase.
    pub due: String,
    /// What discharges it.
    pub met_by: String,
    /// What makes it void.
    pub void: Option<Texts>,
    /// What extends it.
    pub extended: Option<Texts>,
    /// While this holds, the clock stands still.
    pub suspended: Option<String>,
    /// It binds nobody.
    pub expected: Option<bool>,
    /// What it is.
    pub says: Option<String>,
    /// Clauses that it encodes.
    pub clauses: Option<Texts>,
}

/// When a case is complete.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Expressions that all hold then.
    pub complete: Option<Texts>,
    /// Steps that may be taken after the case is closed.
    pub may_still: Option<Texts>,
    /// Clauses that it encodes.
    pub clauses: Option<Texts>,
}

/// A rule.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Invariant {
    /// The sentence that people read.
    pub says: String,
    /// One pattern.
    pub check: String,
    /// Clauses that it encodes.
    pub clauses: Option<Texts>,
}
