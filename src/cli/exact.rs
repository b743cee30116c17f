//! `duecourse simulate --exact`

use super::arguments::{Format, SimulateArguments};
use super::checking::Compiled;
use super::exit_code::ExitCode;
use super::failure::Failure;
use super::output;
use crate::report::simulate::Origin;
use crate::report::simulate::exact::json::ExactDocument;
use crate::report::simulate::exact::{ExactReport, human};
use crate::scenario::Scenario;
use crate::simulate;

/// Computes what becomes of one case that never waits.
pub(super) fn run(
    arguments: &SimulateArguments,
    compiled: Compiled,
    (scenario, scenario_origin): (Scenario, Origin),
    settings: Vec<String>,
) -> Result<ExitCode, Failure> {
    let outcome = simulate::exact(&compiled.system, &scenario, &|| false)
        .map_err(|error| Failure::usage(&scenario_origin.path, error.to_string(), "change the scenario"))?;
    let report = ExactReport {
        procedure: Origin {
            id: compiled.procedure.id.clone(),
            title: compiled.procedure.header.title.clone(),
            path: compiled.path,
            hash: compiled.hash,
        },
        scenario_origin,
        settings,
        system: compiled.system,
        scenario,
        outcome,
    };
    let text = match arguments.format {
        Format::Human => human::show(&report, true),
        Format::Json => output::pretty(&ExactDocument::new(&report))?,
    };
    output::print(&text)?;
    Ok(if report.complete() { ExitCode::Fine } else { ExitCode::Inconclusive })
}
