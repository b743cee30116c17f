//! The program as a user runs it.

#![expect(clippy::panic, reason = "what cannot go on here should fail loudly")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// Runs it in a folder.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_duecourse")).args(arguments).current_dir(folder).output();
    output.unwrap_or_else(|error| panic!("the program starts: {error}"))
}

/// The document that it has printed.
pub(crate) fn json(output: &Output) -> Value {
    let read = serde_json::from_slice(&output.stdout);
    read.unwrap_or_else(|error| panic!("standard output is JSON: {error}: {}", String::from_utf8_lossy(&output.stderr)))
}
