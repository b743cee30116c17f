//! The command line: arguments in, exit code out. One file for each command.
//!
//! Data goes to standard output, notes and progress to standard error. Nothing here knows what a rule means.

mod arguments;
mod check;
mod checking;
mod diagnostics;
mod exit_code;
mod explain;
mod failure;
mod input;
mod output;
mod progress;
mod report;

pub use exit_code::ExitCode;

use arguments::{Arguments, Command};
use clap::Parser as _;

/// Runs the command that the arguments of this process name.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and versions come this way too; whether they could be printed changes nothing.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::Usage } else { ExitCode::Fine };
        }
    };
    let done = match &arguments.command {
        Command::Check(arguments) => check::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Schema => schema(),
        Command::Report(arguments) => report::run(arguments),
    };
    done.unwrap_or_else(|failure| {
        diagnostics::show_failure(&failure);
        if arguments.command.prints_json() {
            // The reason stands on standard error already; if standard output is gone too, there is nobody to tell.
            let _ = output::pretty(&failure.errors()).and_then(|text| output::print(&text));
        }
        failure.exit_code()
    })
}

/// Prints the JSON Schema of procedure and change files.
fn schema() -> Result<ExitCode, failure::Failure> {
    output::print(&output::pretty(&crate::report::schema::schema())?)?;
    Ok(ExitCode::Fine)
}
