//! What the engine says of a procedure, beside what the oracle says.

use std::collections::BTreeSet;

use duecourse::check::{
    self, CheckOptions, CheckOutcome, Ending, InvariantOutcome, Limits, Reductions, Verdict, explore,
};
use duecourse::compile::{CompileOptions, compile};
use duecourse::diagnostic::{Code, Severity};
use duecourse::syntax::load;
use duecourse::syntax::tree::{Check, Invariant, Kind, Procedure, Step};
use duecourse::system::{Machine, Role, Selection, TransitionSystem, VariableId};

use crate::oracle;
use crate::oracle::decide::{Decision, decide};
use crate::oracle::lookup;
use crate::oracle::soundness::{Soundness, soundness};

/// Words enough for every procedure of these tests.
const WORDS: usize = 8;
/// The engine carries all monitors at once where the oracle carries one.
const ENGINE_STATES_MAX: usize = 300_000;

/// Reads a procedure, or says why it cannot be read.
pub(crate) fn read(text: &str) -> Result<Procedure, String> {
    let loaded = load("example.toml", text.as_bytes().to_vec(), &mut |_| Err("there is no other file".to_owned()));
    loaded.procedure.ok_or_else(|| format!("it cannot be read: {:?}", loaded.diagnostics))
}

/// Compiles a procedure, or says why it cannot be compiled.
pub(crate) fn system(procedure: &Procedure, fact_classes: bool) -> Result<TransitionSystem, String> {
    let (system, diagnostics) = compile(procedure, CompileOptions { fact_classes });
    system.ok_or_else(|| format!("it cannot be compiled: {diagnostics:?}"))
}

/// States and transitions of the reference search, unreduced, without monitors.
pub(crate) fn counts(system: &TransitionSystem) -> (usize, usize) {
    let no_monitor = |index: &usize| !matches!(system.variables[*index].role, Role::Monitor(_));
    let variables = (0..system.variables.len()).filter(no_monitor);
    let variables = variables.filter_map(|index| u16::try_from(index).ok().map(VariableId)).collect();
    let selection = Selection { variables, transitions: system.transition_ids().collect() };
    let machine: Machine<WORDS> = Machine::new(system, &selection);
    let graph = explore(&machine, None, Limits { states_max: ENGINE_STATES_MAX, interrupted: &|| false }, |_, _| ());
    (graph.states.len(), graph.step_count())
}

/// Checks with these reductions.
pub(crate) fn checked(
    system: &TransitionSystem,
    reductions: Reductions,
    second_engine: bool,
) -> Result<CheckOutcome, String> {
    let options = CheckOptions { states_max: ENGINE_STATES_MAX, reductions, second_engine };
    let outcome = check::check(system, options, &|| false).map_err(|error| format!("check fails: {error}"))?;
    if outcome.counts.complete { Ok(outcome) } else { Err("too large for the engine".to_owned()) }
}

/// All differences; none at all if there is nothing to compare: the procedure has too many states for the oracle, or the
/// compiler rightly refuses it.
pub(crate) fn differences(text: &str, states_max: usize) -> Option<Vec<String>> {
    let procedure = match read(text) {
        Ok(procedure) => procedure,
        Err(why) => return Some(vec![why]),
    };
    let graph = oracle::explore::explore(&procedure, &[], states_max)?;
    let (none, diagnostics) = compile(&procedure, CompileOptions::default());
    let errors = || diagnostics.iter().filter(|one| one.code.severity() == Severity::Error);
    if none.is_none() && errors().all(|one| one.code == Code::NeverChosen) {
        // The compiler refuses an outcome whose condition contradicts itself; then it must be dead.
        let truth = soundness(&procedure, &graph);
        let named = |one: &str, message: &str| one.split(':').all(|name| message.contains(&format!("`{name}`")));
        let never: Vec<&String> = truth.dead_steps.iter().chain(&truth.dead_outcomes).collect();
        let dead = errors().all(|error| never.iter().any(|one| named(one, &error.message)));
        return (!dead).then(|| vec![format!("refused, but it can be chosen: {diagnostics:?}")]);
    }
    let decisions: Option<Vec<Decision>> =
        procedure.invariants.iter().map(|invariant| decide(&procedure, invariant, 3 * states_max)).collect();
    let decisions = decisions?;
    let mut found = Vec::new();
    let compared = compare(&procedure, &graph, &decisions, &mut found);
    found.extend(compared.err());
    Some(found)
}

fn compare(
    procedure: &Procedure,
    graph: &oracle::explore::Graph,
    decisions: &[Decision],
    found: &mut Vec<String>,
) -> Result<(), String> {
    let plain = system(procedure, false)?;
    let (states, transitions) = counts(&plain);
    if (states, transitions) != (graph.states(), graph.transitions()) {
        let (of_states, of_transitions) = (graph.states(), graph.transitions());
        found.push(format!(
            "counts: engine {states} states, {transitions} transitions; oracle {of_states}, {of_transitions}"
        ));
    }
    // Both engines, unreduced: `check` errs if stateright finds other states or another verdict.
    let base = checked(&plain, Reductions::NONE, true)?;
    let monitors = plain.variables.iter().any(|variable| matches!(variable.role, Role::Monitor(_)));
    if !monitors && base.counts.states != graph.states() {
        found.push(format!("counts: stateright {} states; oracle {}", base.counts.states, graph.states()));
    }
    for ((invariant, decision), outcome) in procedure.invariants.iter().zip(decisions).zip(&base.invariants) {
        verdict(invariant, *decision, outcome, found);
    }
    sound(procedure, graph, &plain, &base, found);
    let classes = system(procedure, true)?;
    for (name, compiled) in [("no fact classes", &plain), ("fact classes", &classes)] {
        for (slices, dead_variables) in [(false, false), (false, true), (true, false), (true, true)] {
            let reductions = Reductions { slices, dead_variables };
            let both = slices && dead_variables && name == "fact classes";
            let other = checked(compiled, reductions, both).map_err(|why| format!("{name}, {reductions:?}: {why}"))?;
            let (one, two) = (summary(&plain, &base), summary(compiled, &other));
            for (one, two) in one.iter().zip(&two).filter(|(one, two)| one != two) {
                found.push(format!("reductions: {name}, {reductions:?}: {two}; unreduced: {one}"));
            }
        }
    }
    Ok(())
}

/// Everything that a reduction must leave as it is.
fn summary(system: &TransitionSystem, outcome: &CheckOutcome) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for invariant in &outcome.invariants {
        let (id, verdict, reached) = (&invariant.id, invariant.verdict, invariant.trigger_reached);
        let weak = invariant.weakness.is_some();
        lines.push(format!("{id} {verdict:?}, reached {reached}, weak {weak}, length {:?}", safety_length(invariant)));
    }
    let never_complete: Vec<&String> = outcome.soundness.never_complete.iter().map(|one| &one.what).collect();
    lines.push(format!("never complete: {never_complete:?}"));
    lines.push(format!("owed for ever: {:?}", owed_for_ever(outcome)));
    lines.push(format!("dead: {:?}", outcome.soundness.dead_steps));
    lines.push(format!("reached: {:?}", reached(system, outcome)));
    lines
}

fn owed_for_ever(outcome: &CheckOutcome) -> BTreeSet<String> {
    outcome.soundness.owed_for_ever.iter().map(|one| one.what.clone()).collect()
}

fn reached(system: &TransitionSystem, outcome: &CheckOutcome) -> BTreeSet<String> {
    outcome.reached.iter().map(|id| system.label_text(system.transition(*id).label)).collect()
}

/// The length of an example against a safety rule.
pub(crate) fn safety_length(outcome: &InvariantOutcome) -> Option<usize> {
    let example = outcome.counterexample.as_ref()?;
    (example.ending == Ending::LastStep && example.other_facts.is_none()).then_some(example.steps.len())
}

fn verdict(invariant: &Invariant, decision: Decision, outcome: &InvariantOutcome, found: &mut Vec<String>) {
    use oracle::decide::Verdict as Truth;
    let mut differs = |what: &str, engine: String, oracle: String| {
        found.push(format!("{what} of {} `{}`: engine {engine}; oracle {oracle}", outcome.id, outcome.check));
    };
    let broken = matches!(decision.verdict, Truth::Broken { .. });
    let expected_reached = match &invariant.check.value {
        // The oracle has nothing to say on these: what cannot be is reported as broken, and the example is the absence.
        Check::PossibleEvent(_) | Check::PossibleState(_) => Some(!broken),
        // For these the engine asks more than the reference says: that each test in X, or each value of the term or
        // any outcome of the step, comes up at all. That it asks the same whatever the reduction is compared elsewhere.
        Check::Always(_) | Check::Never(_) | Check::NeverDepends(..) => None,
        _ => Some(decision.trigger_reached),
    };
    if decision.verdict == Truth::TimeCheckOnly {
        if outcome.verdict != Verdict::Timed {
            differs("verdict", format!("{:?}", outcome.verdict), "time check only".to_owned());
        }
        return;
    }
    let reached = expected_reached.unwrap_or(outcome.trigger_reached);
    let expected = match (broken, reached) {
        (true, _) => Verdict::Broken,
        (false, true) => Verdict::Holds,
        (false, false) => Verdict::Vacuous,
    };
    if outcome.verdict != expected {
        differs("verdict", format!("{:?}", outcome.verdict), format!("{:?}", decision.verdict));
    }
    if outcome.trigger_reached != reached {
        differs("trigger reached", outcome.trigger_reached.to_string(), reached.to_string());
    }
    if let Truth::Broken { shortest: Some(shortest) } = decision.verdict
        && safety_length(outcome) != Some(shortest)
    {
        differs("length", format!("{:?}", safety_length(outcome)), shortest.to_string());
    }
    if matches!(invariant.check.value, Check::Response { .. }) {
        let weak = decision.verdict == Truth::Holds && !decision.holds_weakly;
        if outcome.weakness.is_some() != weak {
            differs("weakness", outcome.weakness.is_some().to_string(), weak.to_string());
        }
    }
}

fn sound(
    procedure: &Procedure,
    graph: &oracle::explore::Graph,
    system: &TransitionSystem,
    outcome: &CheckOutcome,
    found: &mut Vec<String>,
) {
    let truth = soundness(procedure, graph);
    let mut same = |what: &str, engine: &BTreeSet<String>, oracle: &BTreeSet<String>| {
        if engine != oracle {
            found.push(format!("{what}: engine {engine:?}; oracle {oracle:?}"));
        }
    };
    same("labels", &reached(system, outcome), &graph.labels());
    // A duty is read by states alone. A `while` duty is owed again as soon as it is taken, so that reading would blame it for
    // being repeated; it stays owed for ever only if it is never taken.
    let mut open: BTreeSet<String> = truth.owed_in_every_state_though_awaited_come.clone();
    open.retain(|name| !by_while(procedure, name) || truth.owed_though_awaited_come.contains(name));
    same("owed for ever", &owed_for_ever(outcome), &open);
    same("dead", &dead_of_engine(procedure, outcome), &dead_of_oracle(procedure, &truth));
    let numbers = |count: usize| BTreeSet::from([count.to_string()]);
    same("never complete", &numbers(outcome.soundness.never_complete.len()), &numbers(truth.never_complete.len()));
    if procedure.case.complete.is_empty() {
        same("never complete", &never_complete_of_engine(outcome), &truth.never_complete);
    }
}

/// Parts of the default "complete" by the names of the oracle.
fn never_complete_of_engine(outcome: &CheckOutcome) -> BTreeSet<String> {
    let names = outcome.soundness.never_complete.iter().map(|one| {
        let clock = one.what.strip_prefix("the clock of ").and_then(|rest| rest.strip_suffix(" does not run"));
        clock.map_or_else(|| one.what.clone(), |clock| format!("{clock} is not running"))
    });
    names.collect()
}

/// Whether a step is owed exactly as long as a condition holds. One that is only allowed so can be owed by `must`.
fn by_while(procedure: &Procedure, name: &str) -> bool {
    let by_while = |step: &Step| step.kind == Kind::Duty && lookup::while_of(step).is_some();
    lookup::step(procedure, name).is_some_and(by_while)
}

/// The engine names a step without any transition by its id, and moments that are no outcome (`begins`, `ends`) too.
fn dead_of_engine(procedure: &Procedure, outcome: &CheckOutcome) -> BTreeSet<String> {
    let mut dead = BTreeSet::new();
    for label in outcome.soundness.dead_steps.iter().filter(|label| !label.contains(' ')) {
        match lookup::outcomes_of(procedure, label) {
            Some(outcomes) if !outcomes.is_empty() => {
                dead.extend(outcomes.iter().map(|outcome| format!("{label}:{outcome}")));
            }
            _ => {
                dead.insert(label.clone());
            }
        }
    }
    dead
}

fn dead_of_oracle(procedure: &Procedure, truth: &Soundness) -> BTreeSet<String> {
    let no_outcome = |name: &&String| lookup::outcomes_of(procedure, name).unwrap_or_default().is_empty();
    truth.dead_outcomes.iter().chain(truth.dead_steps.iter().filter(no_outcome)).cloned().collect()
}
