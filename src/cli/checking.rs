//! From a file to a report: load, compile, check, tell.

use super::arguments::SearchArguments;
use super::diagnostics::note;
use super::failure::Failure;
use super::input::{self, BUILT_IN, BUILT_IN_ID, Input};
use super::progress::Watch;
use crate::calendar::{Calendar, OutsideCalendar};
use crate::check::time::{self, TimeOptions, TimeOutcome, TimelessLoop, check_time};
use crate::check::{
    self, CheckOptions, CheckOutcome, Counterexample, Example, InvariantOutcome, Reductions, StoryOptions, Verdict,
};
use crate::compile::{CompileOptions, compile, examine};
use crate::diagnostic::{self, Code, Diagnostic, Severity};
use crate::report::{BaseFindings, Change, Report, Unfinished};
use crate::source::SourceMap;
use crate::study::{self, RemovedRule};
use crate::syntax::tree::Procedure;
use crate::syntax::{Loaded, load};
use crate::system::TransitionSystem;

/// A procedure that can be checked.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) path: String,
    pub(super) hash: String,
    pub(super) sources: SourceMap,
    pub(super) procedure: Procedure,
    pub(super) base: Option<Procedure>,
    pub(super) system: TransitionSystem,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What it was compiled from.
    pub(super) loaded: Loaded,
}

/// Loads and compiles; `reduced` is off where nothing may be left out.
pub(super) fn compiled(input: Input, reduced: bool) -> Result<Compiled, Failure> {
    let Input { path, bytes } = input;
    let built_in = path == BUILT_IN;
    let loaded = load(&path, bytes, &mut input::read_base);
    let mut diagnostics = loaded.diagnostics.clone();
    diagnostics.extend(examine(&loaded));
    diagnostic::sort(&mut diagnostics);
    let failed = diagnostics.iter().any(|one| one.code.severity() == Severity::Error);
    let sources = loaded.sources.clone();
    let Some(mut procedure) = loaded.procedure.clone().filter(|_| !failed) else {
        return Err(Failure::Invalid { path, sources, diagnostics });
    };
    if built_in {
        BUILT_IN_ID.clone_into(&mut procedure.id);
    }
    let (system, found) = compile(&procedure, CompileOptions { fact_classes: reduced });
    diagnostics.extend(found);
    loaded.attribute(&mut diagnostics);
    diagnostic::sort(&mut diagnostics);
    let Some(system) = system else { return Err(Failure::Invalid { path, sources, diagnostics }) };
    let (hash, base) = (loaded.hash.clone(), loaded.base.clone());
    Ok(Compiled { path, hash, sources, procedure, base, system, diagnostics, loaded })
}

/// Checks what was compiled.
pub(super) fn report(compiled: Compiled, search: SearchArguments, watch: &Watch) -> Result<Report, Failure> {
    check_start(&compiled, search)?;
    let options = options(search);
    let calendar = calendar(&compiled.procedure);
    let time_options = time_options(search);
    let interrupted = || watch.interrupted();
    // The two checks know nothing of each other until both are done.
    let (outcome, time) = std::thread::scope(|scope| {
        let time = scope.spawn(|| check_time(&compiled.system, &calendar, time_options, &interrupted));
        (check::check(&compiled.system, options, &interrupted), time.join())
    });
    let found = outcome.as_ref().is_ok_and(|outcome| !BaseFindings::of(&compiled.system, outcome).is_empty());
    let base = compiled.base.as_ref().filter(|_| found).map(|base| findings(base, options, watch));
    let mut outcome = outcome.map_err(|error| Failure::internal(&compiled.path, &error))?;
    let time = time.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    let mistakes = timeless(&compiled.system, &time);
    if !mistakes.is_empty() {
        return Err(Failure::Invalid { path: compiled.path, sources: compiled.sources, diagnostics: mistakes });
    }
    time::decide(&mut outcome, &time);
    if let Some(base) = &compiled.base {
        add_removed(&mut outcome, study::removed_rules(base, &compiled.procedure));
    }
    let change = compiled.base.as_ref().map(|procedure| Change {
        lines: study::what_changes(procedure, &compiled.procedure),
        base: base.unwrap_or_default(),
    });
    Ok(Report { change, ..told(compiled, outcome, time, search) })
}

/// What goes round without time, as mistakes of the file.
fn timeless(system: &TransitionSystem, time: &TimeOutcome) -> Vec<Diagnostic> {
    let mistake = |found: &TimelessLoop| {
        let step = system.steps.iter().find(|step| found.steps.contains(&step.id))?;
        let steps = found.steps.iter().map(|step| format!("`{step}`")).collect::<Vec<_>>().join(", ");
        let what = if found.steps.len() == 1 {
            format!("{steps} may take no time, and has to be done again as soon as it is done")
        } else {
            format!("{steps} may take no time, and have to be done after each other again and again")
        };
        let (message, label) = if found.no_day_can_pass {
            (format!("{what}: no day can pass any more"), "from here on no day can pass")
        } else {
            (format!("{what}, as often as you like on one day"), "here it goes round")
        };
        let help = "say how long one of them `takes`, let it start `once`, or give it an outcome that leads out";
        Some(Diagnostic::new(Code::NoTimePasses, step.span, message, label).help(help))
    };
    time.timeless_loops.iter().filter_map(mistake).collect()
}

/// What is found in the base as well. It is a comparison only, so one engine is enough; what a limit cuts off counts as not found.
fn findings(base: &Procedure, options: CheckOptions, watch: &Watch) -> BaseFindings {
    let (Some(system), _) = compile(base, CompileOptions::default()) else { return BaseFindings::default() };
    let options = CheckOptions { second_engine: false, ..options };
    check::check(&system, options, &|| watch.interrupted())
        .map_or_else(|_| BaseFindings::default(), |outcome| BaseFindings::of(&system, &outcome))
}

/// How to search, as the arguments say.
pub(super) fn options(search: SearchArguments) -> CheckOptions {
    let default = CheckOptions::default();
    CheckOptions {
        states_max: search.max_states.unwrap_or(default.states_max),
        reductions: if search.unreduced { Reductions::NONE } else { default.reductions },
        ..default
    }
}

/// How to check the time, as the arguments say.
pub(super) fn time_options(search: SearchArguments) -> TimeOptions {
    TimeOptions { repeat: search.repeat, states_max: options(search).states_max, ..TimeOptions::default() }
}

/// Rules that the change took away or weakened.
fn add_removed(outcome: &mut CheckOutcome, removed: Vec<RemovedRule>) {
    for RemovedRule { id, says, check, clauses, why } in removed {
        if let Some(rule) = outcome.invariants.iter_mut().find(|rule| rule.id == id) {
            rule.verdict = Verdict::Removed;
            rule.removed = Some(why);
            continue;
        }
        outcome.invariants.push(InvariantOutcome {
            id,
            says,
            check,
            pattern: None,
            verdict: Verdict::Removed,
            engine: "comparison",
            trigger_reached: false,
            clauses,
            counterexample: None,
            weakness: None,
            removed: Some(why),
        });
    }
}

/// Tells every counterexample as an example case.
fn told(compiled: Compiled, outcome: CheckOutcome, time: TimeOutcome, search: SearchArguments) -> Report {
    let teller = Teller {
        compiled: &compiled,
        calendar: calendar(&compiled.procedure),
        options: StoryOptions { start: search.start },
    };
    let mut examples = Vec::new();
    for rule in &outcome.invariants {
        let example = rule.counterexample.as_ref().map(|run| teller.tell(&rule.id, &rule.says, run));
        let timed = || if rule.verdict == Verdict::Broken { teller.timed(&time, &rule.id) } else { None };
        examples.push(example.or_else(timed));
    }
    let soundness = &outcome.soundness;
    let open = soundness.never_complete.iter().map(|one| (false, one));
    let mut unfinished = Vec::new();
    for (owed, one) in open.chain(soundness.owed_for_ever.iter().map(|one| (true, one))) {
        let example = teller.tell(&one.what, &one.what, &one.counterexample);
        unfinished.push(Unfinished { owed, what: one.what.clone(), example });
    }
    let Compiled { path, hash, sources, procedure, system, diagnostics, .. } = compiled;
    Report {
        path,
        hash,
        sources,
        procedure,
        system,
        diagnostics,
        outcome,
        time,
        examples,
        unfinished,
        only: Vec::new(),
        change: None,
        surge: None,
        calendar: None,
        readings: None,
    }
}

pub(super) fn calendar(procedure: &Procedure) -> Calendar {
    procedure.header.calendar.calendar()
}

/// A start outside the calendar is refused before anything is searched.
fn check_start(compiled: &Compiled, search: SearchArguments) -> Result<(), Failure> {
    let known = calendar(&compiled.procedure).is_working_day(search.start);
    let refuse = |error| {
        Failure::usage(&compiled.path, format!("--start: {error}"), "choose another day with --start YYYY-MM-DD")
    };
    known.map(|_| ()).map_err(refuse)
}

struct Teller<'a> {
    compiled: &'a Compiled,
    calendar: Calendar,
    options: StoryOptions,
}

impl Teller<'_> {
    /// An example that runs past the calendar is dated without bank holidays, or not at all: a verdict is never lost for want of a date.
    fn tell(&self, id: &str, says: &str, run: &Counterexample) -> Example {
        let on = |calendar: &Calendar| self.tell_on(calendar, id, says, run);
        let plain = |error: OutsideCalendar| {
            note(&format!("note: the example against `{id}` is dated without bank holidays: {error}"));
            on(&Calendar::working_week())
        };
        on(&self.calendar).or_else(plain).unwrap_or_else(|error| {
            note(&format!("note: the example against `{id}` is told without dates: {error}"));
            check::tell_undated(&self.compiled.system, &self.compiled.sources, (id, says), run)
        })
    }

    /// The example against a timed rule.
    fn timed(&self, time: &TimeOutcome, id: &str) -> Option<Example> {
        let measured = time.deadlines.iter().find(|one| one.id == id)?;
        let system = &self.compiled.system;
        let tell =
            |calendar: &Calendar| check::tell_timed(system, &self.compiled.sources, calendar, self.options, measured);
        tell(&self.calendar).or_else(|_| tell(&Calendar::working_week())).ok().flatten()
    }

    fn tell_on(
        &self,
        calendar: &Calendar,
        id: &str,
        says: &str,
        run: &Counterexample,
    ) -> Result<Example, OutsideCalendar> {
        check::tell(&self.compiled.system, &self.compiled.sources, calendar, &self.options, (id, says), run)
    }
}
