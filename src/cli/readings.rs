//! `duecourse check --readings`: every other reading of the assumptions, on as many threads as the machine has.

use super::arguments::CheckArguments;
use super::checking::{options, time_options};
use super::diagnostics::note;
use super::exit_code::ExitCode;
use super::progress::Watch;
use crate::check::CheckOptions;
use crate::compile::CompileOptions;
use crate::diagnostic::nearest;
use crate::parallel::side_by_side;
use crate::report::Report;
use crate::study::{Findings, ReadingOptions, ReadingResult, ReadingsOutcome, plan_readings, under_reading};
use crate::syntax::Loaded;

/// Looks at the other readings, if they are asked for. Assumptions that do not exist are noted, and nothing is checked of them.
pub(super) fn add(report: &mut Report, loaded: &Loaded, arguments: &CheckArguments, watch: &Watch) -> ExitCode {
    let Some(only) = &arguments.readings else { return ExitCode::Fine };
    let known: Vec<&str> = report.procedure.assumptions.iter().map(|one| one.id.text()).collect();
    let mut code = ExitCode::Fine;
    for id in only.iter().filter(|id| !known.contains(&id.as_str())) {
        let help = nearest(id, &known).map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
        note(&format!("error: {} has no assumption `{id}`{help}", report.path));
        code = ExitCode::NothingChecked;
    }
    if !only.is_empty() && only.iter().all(|id| !known.contains(&id.as_str())) {
        return code;
    }
    let plan = plan_readings(&report.procedure, only);
    let chosen = Findings::of(&report.procedure, &report.outcome, &report.time);
    let how = ReadingOptions {
        check: CheckOptions { second_engine: false, ..options(arguments.search) },
        time: time_options(arguments.search),
        compile: CompileOptions { fact_classes: !arguments.search.unreduced },
    };
    let run = |index: usize| {
        let mut one = under_reading(loaded, &plan.selections[index], &chosen, how, &|| watch.interrupted());
        if let ReadingResult::Checked(differences) = &mut one.result
            && !arguments.invariant.is_empty()
        {
            differences.keep_rules(&arguments.invariant);
        }
        one
    };
    let readings = side_by_side(plan.selections.len(), run);
    report.readings = Some(ReadingsOutcome { plan, readings });
    code
}
