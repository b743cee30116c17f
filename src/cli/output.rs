//! Writing: to standard output, and files whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::failure::Failure;

/// Prints data. A reader that has gone away is no error.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::AutoStream::auto(io::stdout());
    let written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::input_output("standard output", &error))
        }
        _ => Ok(()),
    }
}

/// Data as JSON for people to look at too, with a last line break.
pub(super) fn pretty(value: &impl Serialize) -> Result<String, Failure> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::Internal { path: "JSON".to_owned(), message: error.to_string() })?;
    text.push('\n');
    Ok(text)
}

/// Writes a file so that nobody ever finds half of it: beside it first, then in its place. A link stays a link, and what is no file (a
/// pipe, a device) is written into, as any other program would.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let refuse = |error| Failure::input_output(&path.to_string_lossy(), &error);
    let straight = fs::metadata(path).map_or_else(|_| path.is_symlink(), |found| !found.is_file());
    if straight {
        return fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(refuse);
    }
    // Where nothing is yet, there is nothing to follow.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let beside = beside(&target);
    let written = fill(&beside, text).and_then(|()| fs::rename(&beside, &target));
    written.map_err(|error| {
        // Whether the leftover can be removed or not, what the user has to know is why it could not be written.
        let _ = fs::remove_file(&beside);
        refuse(error)
    })
}

/// Whether two paths lead to one file.
pub(super) fn same_file(one: &Path, other: &Path) -> bool {
    matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

fn fill(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

/// Makes a directory and those above it.
pub(super) fn make_directory(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| Failure::input_output(&path.to_string_lossy(), &error))
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() -> Result<(), Box<dyn std::error::Error>> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("a.json");
        assert!(write(&path, "one").is_ok() && write(&path, "two").is_ok());
        assert_eq!(std::fs::read_to_string(&path)?, "two");
        assert_eq!(std::fs::read_dir(directory.path())?.count(), 1);
        assert!(write(&directory.path().join("no/such/a.json"), "one").is_err());
        Ok(())
    }
}
