//! The command line: arguments in, exit code out. One file for each command.
//!
//! Data goes to standard output, notes and progress to standard error. Nothing here knows what a rule means.

mod arguments;
mod check;
mod checking;
mod dates;
mod diagnostics;
mod exact;
mod exit_code;
mod explain;
mod failure;
mod input;
mod output;
mod progress;
mod readings;
mod report;
mod require;
mod simulate;
mod surge;

pub use exit_code::ExitCode;

use arguments::{Arguments, Command, SchemaOf};
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
        Command::Simulate(arguments) => simulate::run(arguments),
        Command::Schema(arguments) => schema(arguments.of),
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

/// Prints the JSON Schema of files of one kind.
fn schema(of: SchemaOf) -> Result<ExitCode, failure::Failure> {
    let schema = match of {
        SchemaOf::Procedure => crate::report::schema::schema(),
        SchemaOf::Scenario => crate::report::schema::scenario_schema(),
    };
    output::print(&output::pretty(&schema)?)?;
    Ok(ExitCode::Fine)
}
