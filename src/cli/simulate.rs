//! `duecourse simulate`

use std::fs;
use std::path::PathBuf;

use super::arguments::{Format, SimulateArguments};
use super::checking::{Compiled, compiled};
use super::diagnostics::{note, show, tally};
use super::exact;
use super::exit_code::ExitCode;
use super::failure::Failure;
use super::input::{BUILT_IN, Input};
use super::output;
use super::progress::Bar;
use crate::compile::compile_scenario;
use crate::diagnostic::{self, Diagnostic, nearest};
use crate::report::simulate::json::SimulationDocument;
use crate::report::simulate::{Origin, SimulationReport, Target, Timing, human};
use crate::scenario::Scenario;
use crate::simulate::{self, SimulationOptions, Stopped};
use crate::source::SourceMap;
use crate::syntax::scenario::{LoadedScenario, load_scenario};
use crate::syntax::tree::Procedure;
use crate::system::TransitionSystem;

/// Simulates a scenario.
pub(super) fn run(arguments: &SimulateArguments) -> Result<ExitCode, Failure> {
    let mut settings = arguments.set.clone();
    settings.extend(arguments.years.map(|years| format!("years={years}")));
    settings.extend(arguments.cases_per_year.map(|cases| format!("arrivals={cases} cases a year")));
    let loaded = load(arguments, &settings)?;
    let compiled = procedure(arguments, &loaded)?;
    let (scenario, origin) = resolve(loaded, &compiled.procedure, &compiled.system)?;
    if arguments.exact {
        return exact::run(arguments, compiled, (scenario, origin), settings);
    }
    let targets = targets(arguments, &compiled)?;
    let options = options(arguments);
    let bar = Bar::new(&scenario.title, arguments.replications);
    let outcome = simulate::simulate(&compiled.system, &scenario, &options, &|done| {
        bar.advance(done);
        false
    });
    let wall_seconds = bar.finish().as_secs_f64();
    let outcome = outcome.map_err(|error| Failure::usage(&origin.path, error.to_string(), "change the scenario"))?;
    let report = SimulationReport {
        procedure: Origin {
            id: compiled.procedure.id.clone(),
            title: compiled.procedure.header.title.clone(),
            path: compiled.path,
            hash: compiled.hash,
        },
        scenario_origin: origin,
        settings,
        system: compiled.system,
        scenario,
        outcome,
        targets,
        timing: arguments.timing.then_some(Timing { wall_seconds }),
    };
    let text = match arguments.format {
        Format::Human => human::show(&report, arguments.full, true),
        Format::Json => output::pretty(&SimulationDocument::new(&report))?,
    };
    output::print(&text)?;
    Ok(judge(&report))
}

/// A missed target is certain; a precision that was not reached leaves open what was asked.
fn judge(report: &SimulationReport) -> ExitCode {
    if report.failed() {
        ExitCode::Fails
    } else if matches!(report.outcome.stopped, Stopped::NotPrecise | Stopped::Interrupted) {
        ExitCode::Inconclusive
    } else {
        ExitCode::Fine
    }
}

/// The scenario file, or the one that is built in if neither a scenario nor a procedure is named.
fn load(arguments: &SimulateArguments, settings: &[String]) -> Result<LoadedScenario, Failure> {
    let input = match (&arguments.scenario, &arguments.procedure) {
        (Some(path), _) => Input::file(path)?,
        (None, None) => Input::built_in_scenario(),
        (None, Some(procedure)) => {
            let path = procedure.to_string_lossy();
            let help = "name one: --scenario FILE (models/scenarios has some; a scenario that asks for all it needs: an empty one with a title)";
            return Err(Failure::usage(
                &path,
                "how many cases come, and who works on them? There is no scenario",
                help,
            ));
        }
    };
    let built_in = input.path == BUILT_IN;
    let mut read_file = |path: &str| {
        if built_in {
            return Ok(Input::built_in().bytes);
        }
        fs::read(path).map_err(|error| error.to_string())
    };
    Ok(load_scenario(&input.path, input.bytes, settings, &mut read_file))
}

/// The procedure that is named, or the one of the scenario, or the one that is built in.
fn procedure(arguments: &SimulateArguments, loaded: &LoadedScenario) -> Result<Compiled, Failure> {
    if loaded.tree.is_none() {
        return Err(invalid(loaded.path.clone(), loaded.sources.clone(), loaded.diagnostics.clone()));
    }
    let of_scenario = loaded.procedure.as_ref().filter(|_| loaded.path != BUILT_IN).map(PathBuf::from);
    let path = arguments.procedure.clone().or(of_scenario);
    // What `check` warns of in the procedure does not touch the simulation.
    compiled(Input::file_or_built_in(path.as_deref())?, true)
}

/// The scenario against the procedure; warnings are shown.
pub(super) fn resolve(
    loaded: LoadedScenario,
    procedure: &Procedure,
    system: &TransitionSystem,
) -> Result<(Scenario, Origin), Failure> {
    let LoadedScenario { path, hash, sources, tree, mut diagnostics, .. } = loaded;
    let Some(tree) = tree else { return Err(invalid(path, sources, diagnostics)) };
    let (scenario, found) = compile_scenario(&tree, procedure, system);
    diagnostics.extend(found);
    diagnostic::sort(&mut diagnostics);
    let Some(scenario) = scenario else { return Err(invalid(path, sources, diagnostics)) };
    if !diagnostics.is_empty() {
        show(&diagnostics, &sources);
        note(&format!("{path}: {}", tally(&diagnostics)));
    }
    let origin = Origin { id: scenario.id.clone(), title: scenario.title.clone(), path, hash };
    Ok((scenario, origin))
}

pub(super) fn invalid(path: String, sources: SourceMap, diagnostics: Vec<Diagnostic>) -> Failure {
    Failure::Invalid { path, sources, diagnostics }
}

/// The targets, each of a deadline that the procedure has.
fn targets(arguments: &SimulateArguments, compiled: &Compiled) -> Result<Vec<Target>, Failure> {
    let known: Vec<&str> = compiled.system.deadlines.iter().map(|deadline| deadline.id.as_str()).collect();
    let mut targets = Vec::new();
    for (deadline, share) in &arguments.min_on_time {
        if !known.contains(&deadline.as_str()) {
            let help = nearest(deadline, &known)
                .map_or_else(|| format!("there is: {}", known.join(", ")), |name| format!("did you mean `{name}`?"));
            return Err(Failure::usage(
                &compiled.path,
                format!("--min-on-time: there is no deadline `{deadline}`"),
                &help,
            ));
        }
        targets.push(Target { deadline: deadline.clone(), share: *share });
    }
    Ok(targets)
}

fn options(arguments: &SimulateArguments) -> SimulationOptions {
    let all = || std::thread::available_parallelism().map_or(1, usize::from);
    SimulationOptions {
        seed: arguments.seed,
        replications: arguments.replications,
        half_width: arguments.half_width,
        threads: arguments.threads.unwrap_or_else(all),
    }
}
