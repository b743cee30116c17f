//! The arguments, as clap reads them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::calendar::{Date, parse_date};

/// Checks a written case procedure: can a rule be broken, and by which case?
#[derive(Debug, Parser)]
#[command(name = "duecourse", version, about, after_help = super::exit_code::HELP)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check procedures: can a rule be broken, whatever the pace?
    Check(CheckArguments),
    /// Show a saved example case again, and whether it still shows a broken rule
    Explain(ExplainArguments),
    /// Print a JSON Schema of procedure and change files
    Schema,
    /// Write the whole procedure and what the check found as a document
    Report(ReportArguments),
}

impl Command {
    /// Whether standard output is for programs.
    pub(super) fn prints_json(&self) -> bool {
        match self {
            Self::Check(arguments) => arguments.format == Format::Json,
            Self::Explain(arguments) => arguments.format == Format::Json,
            Self::Report(arguments) => arguments.format == ReportFormat::Json && arguments.output.is_none(),
            Self::Schema => false,
        }
    }
}

/// The format of what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Human,
    /// For programs
    Json,
}

/// How to search.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct SearchArguments {
    /// The day on which example cases begin
    #[arg(long, value_name = "YYYY-MM-DD", default_value = "2026-03-16", value_parser = date)]
    pub(super) start: Date,
    /// Most situations of one search
    #[arg(long, value_name = "N", value_parser = positive)]
    pub(super) max_states: Option<usize>,
    /// Most seconds for one procedure
    #[arg(long, value_name = "SECONDS")]
    pub(super) timeout: Option<u64>,
    /// Search without reductions: the same answers, much slower
    #[arg(long)]
    pub(super) unreduced: bool,
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// Procedures or changes; the Durham model that is built in if there is none
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// The format of the output
    #[arg(long, value_enum, default_value = "human")]
    pub(super) format: Format,
    #[command(flatten)]
    pub(super) search: SearchArguments,
    /// Show everything, routine steps and assumptions too
    #[arg(long)]
    pub(super) full: bool,
    /// Save every example in this directory
    #[arg(long, value_name = "DIR")]
    pub(super) trace_dir: Option<PathBuf>,
    /// Fail on warnings, steps that never happen, rules about nothing, and uncited clauses too
    #[arg(long)]
    pub(super) strict: bool,
    /// Show and judge this rule only (can be repeated)
    #[arg(long, value_name = "ID")]
    pub(super) invariant: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// A saved example, as `check --trace-dir` writes it
    pub(super) file: PathBuf,
    /// The procedure to replay it against; the one it was found in if absent
    pub(super) procedure: Option<PathBuf>,
    /// Show routine steps too
    #[arg(long)]
    pub(super) full: bool,
    /// The format of the output
    #[arg(long, value_enum, default_value = "human")]
    pub(super) format: Format,
}

/// The format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// A document
    Markdown,
    /// The same as `check --format json`
    Json,
}

#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    /// A procedure or change; the Durham model that is built in if absent
    #[arg(value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// The format of the report
    #[arg(long, value_enum, default_value = "markdown")]
    pub(super) format: ReportFormat,
    /// Write to this file
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Write nothing, and fail if the file of --output is not what would be written
    #[arg(long, requires = "output")]
    pub(super) check: bool,
    #[command(flatten)]
    pub(super) search: SearchArguments,
}

fn date(text: &str) -> Result<Date, String> {
    parse_date(text).map_err(|error| error.to_string())
}

fn positive(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("at least 1".to_owned()),
        Ok(number) => Ok(number),
        Err(_) => Err("a whole number, at least 1".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Arguments;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        Arguments::command().debug_assert();
    }
}
