//! `duecourse check --cases`: how many places the actors have, and the search with them.

use std::path::Path;

use super::arguments::CheckArguments;
use super::checking::calendar;
use super::failure::Failure;
use super::input::{self, Input};
use super::progress::Watch;
use super::simulate::{invalid, resolve};
use crate::check::time::{SurgeOptions, check_surge};
use crate::report::Report;
use crate::syntax::scenario::load_scenario;

/// Most joint states of one search, unless `--max-states` says otherwise: some seconds, and less than a gigabyte.
const SURGE_STATES_MAX: usize = 3_000_000;

/// Looks at several cases, if they are asked for.
pub(super) fn add(report: &mut Report, arguments: &CheckArguments, watch: &Watch) -> Result<(), Failure> {
    let Some(cases_max) = arguments.cases else { return Ok(()) };
    let places = match &arguments.scenario {
        Some(path) => places_of(path, report)?,
        None => report.system.actors.iter().map(|actor| actor.cases_at_once).collect(),
    };
    let search = arguments.search;
    let states_max = search.max_states.unwrap_or(SURGE_STATES_MAX);
    let options = SurgeOptions { cases_max, places, repeat: search.repeat, states_max, symmetry: true };
    let calendar = calendar(&report.procedure);
    report.surge = Some(check_surge(&report.system, &calendar, &report.time, &options, &|| watch.interrupted()));
    Ok(())
}

/// The places that a scenario gives.
fn places_of(path: &Path, report: &Report) -> Result<Vec<Option<u32>>, Failure> {
    let Input { path, bytes } = Input::file(path)?;
    let loaded = load_scenario(&path, bytes, &[], &mut input::read_base);
    if loaded.tree.is_none() {
        return Err(invalid(loaded.path, loaded.sources, loaded.diagnostics));
    }
    let (scenario, _) = resolve(loaded, &report.procedure, &report.system)?;
    Ok(scenario.actors.iter().map(|actor| actor.cases_at_once).collect())
}
