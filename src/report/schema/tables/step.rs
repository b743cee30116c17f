//! A step, key by key.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Texts;

/// What binds whom to a step.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum KindKey {
    /// Once owed, done in the end.
    Duty,
    /// Nobody has to.
    Optional,
    /// Of the outside world.
    Event,
}

/// A step.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What is done, as the end of a sentence.
    pub says: Option<String>,
    /// Duty (default), optional or event.
    pub kind: Option<KindKey>,
    /// An event that is expected to come.
    pub awaited: Option<bool>,
    /// Who performs it: one actor, or several joined by `or`.
    pub by: Texts,
    /// Who is accountable, where that is another body.
    pub r#for: Option<Texts>,
    /// Who receives it.
    pub to: Option<Texts>,
    /// Who takes part.
    pub with: Option<Texts>,
    /// One start phrase or a list of them.
    pub starts: Texts,
    /// The start phrases that make an optional step a duty.
    pub must: Option<Texts>,
    /// What has to hold when it is taken.
    pub needs: Option<String>,
    /// Steps that it has regard to.
    pub considers: Option<Texts>,
    /// Steps whose result it takes along.
    pub carries: Option<Texts>,
    /// What ends it undone.
    pub lapses: Option<Texts>,
    /// How long it takes.
    pub takes: Option<String>,
    /// Its outcomes.
    pub decide: Option<Decide>,
    /// Votes needed, such as `2 of 3`.
    pub votes: Option<String>,
    /// One deadline phrase or a list of them.
    pub due: Option<Texts>,
    /// It closes the case.
    pub closes: Option<bool>,
    /// Folded into one line in an example.
    pub routine: Option<bool>,
    /// Clauses that it encodes.
    pub clauses: Option<Texts>,
}

/// The outcomes of a decision: a list of ids, or a table.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Decide {
    /// Ids only.
    Ids(Vec<String>),
    /// Each with what it says, or more.
    Table(BTreeMap<String, OutcomeEntry>),
}

/// An outcome: what it says, or a table.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum OutcomeEntry {
    /// What it says.
    Says(String),
    /// With a condition.
    Table(Outcome),
}

/// An outcome.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// What is decided.
    pub says: Option<String>,
    /// When it can be chosen.
    pub r#if: Option<String>,
}
