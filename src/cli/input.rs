//! Which procedure is meant, and its bytes.

use std::fs;
use std::io;
use std::path::Path;

use super::failure::Failure;

/// What the model that is built in is called.
pub(super) const BUILT_IN: &str = "built in";

/// The id of the model that is built in.
pub(super) const BUILT_IN_ID: &str = "durham";

/// The model that is built in.
const DURHAM: &str = include_str!("../../models/durham.toml");

/// The scenario that goes with it.
const DURHAM_SCENARIO: &str = include_str!("../../models/scenarios/durham.toml");

/// Where a copy of it would be expected.
pub(super) const BUILT_IN_COPY: &str = "models/durham.toml";

/// A procedure file.
#[derive(Debug, Clone)]
pub(super) struct Input {
    /// Its path as the user wrote it, or [`BUILT_IN`].
    pub(super) path: String,
    /// What is in it.
    pub(super) bytes: Vec<u8>,
}

impl Input {
    /// A file.
    pub(super) fn file(path: &Path) -> Result<Self, Failure> {
        let shown = path.to_string_lossy().into_owned();
        let bytes = read(path, &shown, "check the spelling, and from which directory the path counts")?;
        Ok(Self { path: shown, bytes })
    }

    /// The model that is built in.
    pub(super) fn built_in() -> Self {
        Self { path: BUILT_IN.to_owned(), bytes: DURHAM.as_bytes().to_vec() }
    }

    /// The scenario of the model that is built in.
    pub(super) fn built_in_scenario() -> Self {
        Self { path: BUILT_IN.to_owned(), bytes: DURHAM_SCENARIO.as_bytes().to_vec() }
    }

    /// The file, or the model that is built in unless the working directory has another one of that name.
    pub(super) fn file_or_built_in(path: Option<&Path>) -> Result<Self, Failure> {
        if let Some(path) = path {
            return Self::file(path);
        }
        match fs::read(BUILT_IN_COPY) {
            Ok(bytes) if bytes != DURHAM.as_bytes() => Err(Failure::usage(
                BUILT_IN_COPY,
                "which Durham model is meant? ./models/durham.toml differs from the one that is built in",
                "to check the file, name it: `models/durham.toml`; to check the built-in one, run this from another directory, \
                 or delete or rename the file",
            )),
            _ => Ok(Self::built_in()),
        }
    }
}

/// Reads a file that the user named.
pub(super) fn read(path: &Path, shown: &str, help: &str) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Failure::usage(shown, format!("there is no file {shown}"), help),
        io::ErrorKind::IsADirectory => Failure::usage(shown, format!("{shown} is a directory, not a file"), help),
        _ => Failure::input_output(shown, &error),
    })
}
