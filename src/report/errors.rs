//! What is wrong with a file, as JSON.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::source::SourceMap;

/// The version of this output.
pub const SCHEMA: &str = "duecourse.errors/1";

/// All mistakes of a file.
#[derive(Debug, Clone, Serialize)]
pub struct Errors {
    /// The version of this output.
    pub schema: &'static str,
    /// The mistakes, errors and warnings.
    pub errors: Vec<ErrorEntry>,
}

/// One mistake.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorEntry {
    /// The stable id of its kind; absent for a file that cannot be read.
    pub code: Option<&'static str>,
    /// What is wrong.
    pub message: String,
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The column in characters, from 1.
    pub column: Option<usize>,
    /// How to mend it.
    pub help: Option<String>,
}

impl ErrorEntry {
    /// A mistake with its place.
    pub fn new(diagnostic: &Diagnostic, sources: &SourceMap) -> Self {
        let position = sources.position(diagnostic.span);
        Self {
            code: Some(diagnostic.code.id()),
            message: diagnostic.message.clone(),
            path: sources.file(diagnostic.span.file).path.clone(),
            line: Some(position.line),
            column: Some(position.column),
            help: diagnostic.help.clone(),
        }
    }
}

impl Errors {
    /// The mistakes of a file.
    pub fn new(diagnostics: &[Diagnostic], sources: &SourceMap) -> Self {
        Self { schema: SCHEMA, errors: diagnostics.iter().map(|one| ErrorEntry::new(one, sources)).collect() }
    }

    /// A mistake that has no place in a file.
    pub fn plain(path: &str, message: String, help: Option<String>) -> Self {
        let entry = ErrorEntry { code: None, message, path: path.to_owned(), line: None, column: None, help };
        Self { schema: SCHEMA, errors: vec![entry] }
    }
}
