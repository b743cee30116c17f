//! Which procedure is meant, and its bytes.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use super::failure::Failure;
use crate::source::FILE_BYTES_MAX;

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
        let bytes = at_most(path, FILE_BYTES_MAX + 1).map_err(|error| {
            unreadable(&shown, &error, "check the spelling, and from which directory the path counts")
        })?;
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

/// Most bytes of a saved example or a report.
const SAVED_BYTES_MAX: usize = 64 << 20;

/// Reads a file that this program wrote.
pub(super) fn read(path: &Path, shown: &str, help: &str) -> Result<Vec<u8>, Failure> {
    at_most(path, SAVED_BYTES_MAX).map_err(|error| unreadable(shown, &error, help))
}

/// Reads a base that a procedure names; one byte more than a procedure may have shows that it has too many.
pub(super) fn read_base(path: &str) -> Result<Vec<u8>, String> {
    at_most(Path::new(path), FILE_BYTES_MAX + 1).map_err(|error| error.to_string())
}

/// The first bytes of a file. Some files never end.
fn at_most(path: &Path, bytes_max: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(bytes_max as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(shown: &str, error: &io::Error, help: &str) -> Failure {
    match error.kind() {
        io::ErrorKind::NotFound => Failure::usage(shown, format!("there is no file {shown}"), help),
        io::ErrorKind::IsADirectory => Failure::usage(shown, format!("{shown} is a directory, not a file"), help),
        _ => Failure::input_output(shown, error),
    }
}

#[cfg(test)]
mod tests {
    use super::at_most;

    #[test]
    #[cfg(unix)]
    fn a_file_without_end_is_cut() {
        let read = at_most(std::path::Path::new("/dev/zero"), 1_000).map(|bytes| bytes.len());
        assert_eq!(read.ok(), Some(1_000));
    }
}
