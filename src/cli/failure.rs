//! Why a command cannot do what it was asked, and what to do about it.

use std::io;

use super::exit_code::ExitCode;
use crate::check::InternalError;
use crate::diagnostic::Diagnostic;
use crate::report::errors::Errors;
use crate::source::SourceMap;

/// Why a command stops.
#[derive(Debug)]
pub(super) enum Failure {
    /// The file has mistakes.
    Invalid { path: String, sources: SourceMap, diagnostics: Vec<Diagnostic> },
    /// The file, or what was asked, makes no sense: what, of which path, and how to mend it.
    Usage { path: String, message: String, help: Option<String> },
    /// A file cannot be read or written: which, why, and what can be done.
    InputOutput { path: String, message: String, help: String },
    /// A mistake in this program.
    Internal { path: String, message: String },
}

impl Failure {
    /// A mistake of the user that has no place in a file.
    pub(super) fn usage(path: &str, message: impl Into<String>, help: &str) -> Self {
        Self::Usage { path: path.to_owned(), message: message.into(), help: Some(help.to_owned()) }
    }

    /// Something that could not be read or written.
    pub(super) fn input_output(path: &str, error: &io::Error) -> Self {
        let help = match error.kind() {
            io::ErrorKind::PermissionDenied => "you lack the right to read or write there; name another place",
            io::ErrorKind::NotFound => "make the folder first, or check the spelling of the path",
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
                "a part of the path is a file, not a folder; name another place"
            }
            io::ErrorKind::IsADirectory => "this is a folder; name a file in it",
            io::ErrorKind::StorageFull => "make room on the disk, or name another place",
            _ => "check that the place exists and can be written to",
        };
        Self::InputOutput { path: path.to_owned(), message: error.to_string(), help: help.to_owned() }
    }

    /// The engines disagree, or an example is no run.
    pub(super) fn internal(path: &str, error: &InternalError) -> Self {
        Self::Internal { path: path.to_owned(), message: error.to_string() }
    }

    /// What the process ends with.
    pub(super) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Invalid { .. } | Self::Usage { .. } => ExitCode::Usage,
            Self::InputOutput { .. } => ExitCode::InputOutput,
            Self::Internal { .. } => ExitCode::Internal,
        }
    }

    /// The same for programs.
    pub(super) fn errors(&self) -> Errors {
        match self {
            Self::Invalid { sources, diagnostics, .. } => Errors::new(diagnostics, sources),
            Self::Usage { path, message, help } => Errors::plain(path, message.clone(), help.clone()),
            Self::InputOutput { path, message, help } => Errors::plain(path, message.clone(), Some(help.clone())),
            Self::Internal { path, message } => Errors::plain(path, message.clone(), None),
        }
    }
}
