//! An example case in a file of its own, to be shown and replayed later.

use serde::{Deserialize, Serialize};

use crate::check::Example;

/// The version of the format.
pub const SCHEMA: &str = "duecourse.example/1";

/// A saved example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedExample {
    /// The version of the format.
    pub schema: String,
    /// The procedure that it is about.
    pub procedure: SavedProcedure,
    /// The example itself.
    pub example: Example,
}

/// Which procedure an example is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedProcedure {
    /// The path as it was given, or `built in`.
    pub path: String,
    /// Its hash at that time.
    pub hash: String,
    /// Its id.
    pub id: String,
}

/// Why a file is no saved example.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSaved {
    /// It is not JSON, or has other keys.
    #[error("this is not a saved example: {why}")]
    Json {
        /// What is wrong, and where.
        why: String,
    },
    /// It is of another kind or version.
    #[error("this is a file of the kind `{found}`; a saved example has the kind `{SCHEMA}`")]
    Schema {
        /// What it calls itself.
        found: String,
    },
}

impl SavedExample {
    /// Wraps an example.
    pub fn new(path: &str, hash: &str, id: &str, example: Example) -> Self {
        let procedure = SavedProcedure { path: path.to_owned(), hash: hash.to_owned(), id: id.to_owned() };
        Self { schema: SCHEMA.to_owned(), procedure, example }
    }

    /// Reads a saved example.
    ///
    /// # Errors
    /// [`NotSaved`] if the text is anything else.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotSaved> {
        let json = |error: serde_json::Error| NotSaved::Json { why: error.to_string() };
        let value: serde_json::Value = serde_json::from_slice(bytes).map_err(json)?;
        match value.get("schema").and_then(serde_json::Value::as_str) {
            Some(SCHEMA) => serde_json::from_slice(bytes).map_err(json),
            Some(found) => Err(NotSaved::Schema { found: found.chars().take(60).collect() }),
            None => Err(NotSaved::Json { why: format!("it has no \"schema\": \"{SCHEMA}\"") }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{NotSaved, SavedExample};

    #[test]
    fn other_files_are_refused_with_a_reason() {
        assert!(matches!(SavedExample::parse(b"not json"), Err(NotSaved::Json { .. })));
        assert!(matches!(SavedExample::parse(b"{}"), Err(NotSaved::Json { .. })));
        assert!(matches!(SavedExample::parse(br#"{"schema":"duecourse.example/1"}"#), Err(NotSaved::Json { .. })));
        let other = SavedExample::parse(br#"{"schema":"duecourse.check/1"}"#);
        assert_eq!(other, Err(NotSaved::Schema { found: "duecourse.check/1".to_owned() }));
    }
}
