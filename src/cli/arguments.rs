//! The arguments, as clap reads them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::calendar::{Date, parse_date};

/// Checks a written case procedure: can a rule be broken, and by which case?
#[derive(Debug, Parser)]
#[command(name = "duecourse", version, about, max_term_width = 80, after_help = super::exit_code::HELP)]
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
    /// Simulate a caseload: how often will each deadline be kept, and what is in the way?
    Simulate(Box<SimulateArguments>),
    /// Print a JSON Schema of the files that are read
    Schema(SchemaArguments),
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
            Self::Simulate(arguments) => arguments.format == Format::Json,
            Self::Schema(_) => false,
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

/// Most years of which every date is looked at.
const YEARS_MAX: i32 = 50;

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
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(super) timeout: Option<u64>,
    /// How often a loop is gone round in the time check, and what comes from outside comes again
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(0..=9))]
    pub(super) repeat: u16,
    /// Search without reductions: the same answers, much slower
    #[arg(long)]
    pub(super) unreduced: bool,
}

/// What `--require` asks of a deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Requirement {
    /// The id of the deadline, or of a rule with a time in it.
    pub(super) deadline: String,
    /// It is kept whatever happens within the bounds; otherwise it can be kept at best.
    pub(super) guaranteed: bool,
}

/// Reads `DEADLINE=possible` or `DEADLINE=guaranteed`.
fn requirement(text: &str) -> Result<Requirement, String> {
    let (deadline, level) = text.split_once('=').unwrap_or((text, ""));
    let guaranteed = match level {
        "possible" => false,
        "guaranteed" => true,
        _ => return Err("write DEADLINE=possible or DEADLINE=guaranteed".to_owned()),
    };
    Ok(Requirement { deadline: deadline.to_owned(), guaranteed })
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
    /// Look at several cases at once too, up to so many (2 to 4)
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u8).range(2..=4))]
    pub(super) cases: Option<u8>,
    /// With --cases: the scenario that says on how many cases each actor works at a time; else the procedure says it
    #[arg(long, value_name = "FILE", requires = "cases")]
    pub(super) scenario: Option<PathBuf>,
    /// Look at every date of these years, the last one included: on which do deadlines become tight or impossible?
    #[arg(long, value_name = "YEAR..YEAR", value_parser = years)]
    pub(super) calendar: Option<(i32, i32)>,
    /// With --calendar: write every deadline on every date to this file
    #[arg(long, value_name = "FILE", requires = "calendar")]
    pub(super) calendar_csv: Option<PathBuf>,
    /// Check other readings of the assumptions too: all of them, or of those named here (--readings=ID,ID)
    #[arg(long, value_name = "ID", num_args = 0.., require_equals = true, value_delimiter = ',')]
    pub(super) readings: Option<Vec<String>>,
    /// Fail unless the time check shows that this deadline can be kept (possible), or is kept whatever happens within the bounds
    /// (guaranteed); with --cases, by so many cases at once (can be repeated)
    #[arg(long, value_name = "DEADLINE=possible|guaranteed", value_parser = requirement)]
    pub(super) require: Vec<Requirement>,
    /// Show everything, routine steps and assumptions too
    #[arg(long)]
    pub(super) full: bool,
    /// Check nothing; list the ids of rules, steps, and assumptions with their readings
    #[arg(long, conflicts_with_all = ["format", "trace_dir"])]
    pub(super) names: bool,
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

/// What a schema is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaOf {
    /// Procedures and changes
    Procedure,
    /// Scenarios
    Scenario,
}

#[derive(Debug, Clone, Copy, Args)]
pub(super) struct SchemaArguments {
    /// Of which files
    #[arg(value_enum, default_value = "procedure")]
    pub(super) of: SchemaOf,
}

#[derive(Debug, Clone, Args)]
pub(super) struct SimulateArguments {
    /// A procedure or change; the one that the scenario is about if absent
    #[arg(value_name = "PROCEDURE")]
    pub(super) procedure: Option<PathBuf>,
    /// The scenario; that of the Durham model, which is built in, if there is neither
    #[arg(long, value_name = "FILE")]
    pub(super) scenario: Option<PathBuf>,
    /// How often the simulated years are run, each time with other luck; with --half-width, at most
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub(super) replications: u32,
    /// Which luck: the same number gives the same result, bit for bit
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u64,
    /// Years that are reported, instead of those of the scenario
    #[arg(long, value_name = "YEARS", value_parser = number)]
    pub(super) years: Option<f64>,
    /// Cases a year, instead of those of the scenario
    #[arg(long, value_name = "CASES", value_parser = number)]
    pub(super) cases_per_year: Option<f64>,
    /// One line of the scenario, such as steps.audit.takes="2 to 5 working days" (can be repeated)
    #[arg(long, value_name = "KEY=VALUE")]
    pub(super) set: Vec<String>,
    /// Fail unless the deadline is certain to be kept in this share of cases (can be repeated)
    #[arg(long, value_name = "DEADLINE=SHARE", value_parser = target)]
    pub(super) min_on_time: Vec<(String, f64)>,
    /// Stop as soon as every 95 % interval of a share on time is this narrow to either side
    #[arg(long, value_name = "WIDTH", value_parser = width)]
    pub(super) half_width: Option<f64>,
    /// How many threads; all that the machine has if absent
    #[arg(long, value_name = "N", value_parser = positive)]
    pub(super) threads: Option<usize>,
    /// Say how long it took
    #[arg(long)]
    pub(super) timing: bool,
    /// Compute, and draw nothing by lot: one case that never waits for anybody
    #[arg(
        long,
        conflicts_with_all = ["replications", "seed", "years", "cases_per_year", "min_on_time", "half_width", "threads", "timing", "full"]
    )]
    pub(super) exact: bool,
    /// Show everything: all causes, everybody, each step
    #[arg(long)]
    pub(super) full: bool,
    /// The format of the output
    #[arg(long, value_enum, default_value = "human")]
    pub(super) format: Format,
}

/// A number that is finite.
fn number(text: &str) -> Result<f64, String> {
    text.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(|| "a number".to_owned())
}

/// Half of the width of an interval of a share.
fn width(text: &str) -> Result<f64, String> {
    number(text).ok().filter(|width| *width > 0.0 && *width < 0.5).ok_or_else(|| "between 0 and 0.5".to_owned())
}

/// `DEADLINE=0.95`
fn target(text: &str) -> Result<(String, f64), String> {
    let wrong = || "a deadline, `=`, and a share from 0 to 1, such as notify_panel=0.95".to_owned();
    let (deadline, share) = text.split_once('=').ok_or_else(wrong)?;
    let share = number(share).ok().filter(|share| (0.0..=1.0).contains(share)).ok_or_else(wrong)?;
    Ok((deadline.trim().to_owned(), share))
}

fn date(text: &str) -> Result<Date, String> {
    parse_date(text).map_err(|error| error.to_string())
}

/// `2025..2028`, or one year.
fn years(text: &str) -> Result<(i32, i32), String> {
    let wrong = || "two years, such as 2025..2028 (the last one included), or one".to_owned();
    let year = |text: &str| text.trim().parse::<u16>().ok().filter(|year| *year <= 9999).map(i32::from);
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let (first, last) = (year(first).ok_or_else(wrong)?, year(last).ok_or_else(wrong)?);
    if first > last {
        return Err(format!("{first} is later than {last}; put the earlier year first"));
    }
    if last - first >= YEARS_MAX {
        return Err(format!("that is more than {YEARS_MAX} years; ask for fewer"));
    }
    Ok((first, last))
}

fn positive(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("at least 1".to_owned()),
        Ok(number) => Ok(number),
        Err(_) => Err("a whole number, at least 1".to_owned()),
    }
}

fn seconds(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "a whole number of seconds, for example 2".to_owned())
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
