//! Soundness: proper completion, option to complete, dead steps and outcomes.

use std::collections::BTreeSet;

use duecourse::syntax::tree::{Expression, Kind, Procedure};

use super::decide::{outcome_of_duty, part};
use super::explore::{Graph, Node};
use super::expression::{holds, is_owed};
use super::fair::strongly_fair;
use super::lookup;
use super::state::{Move, Promise, Status};

/// What is found about a procedure as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Soundness {
    /// Proper completion: duties and votes that are, in some fair run, owed from some moment on and never taken again.
    pub owed_for_ever: BTreeSet<String>,
    /// The same read by states alone: owed in every state from some moment on, even if the duty is taken meanwhile and
    /// owed again in the same moment. A superset.
    pub owed_in_every_state: BTreeSet<String>,
    /// The first again if awaited events come and spans end: "it counts for soundness only". A subset.
    pub owed_though_awaited_come: BTreeSet<String>,
    /// Both at once: read by states alone, and awaited events come. This is what the engine decides.
    pub owed_in_every_state_though_awaited_come: BTreeSet<String>,
    /// Option to complete: parts that need not come to hold for ever. For the default parts `STEP is not owed` and
    /// `DEADLINE is not running`; for the parts of `complete` `complete.1`, `complete.2` …
    pub never_complete: BTreeSet<String>,
    /// Steps and votes that never happen. Removed steps are not among them.
    pub dead_steps: BTreeSet<String>,
    /// `STEP:OUTCOME` that never happens, also where the whole step is dead.
    pub dead_outcomes: BTreeSet<String>,
}

/// Decides soundness on a graph that was explored without watched invariants.
pub fn soundness(procedure: &Procedure, graph: &Graph) -> Soundness {
    let mut found = Soundness { never_complete: never_complete(procedure, graph), ..Soundness::default() };
    for duty in duties(procedure) {
        let never_taken = |made: &Move| !matches!(made, Move::Take { step, .. } if *step == duty);
        let by_duty = |promise: Promise| promise == Promise::Duty;
        if stays_owed(procedure, graph, &duty, never_taken, by_duty) {
            found.owed_for_ever.insert(duty.clone());
        }
        if stays_owed(procedure, graph, &duty, |_| true, by_duty) {
            found.owed_in_every_state.insert(duty.clone());
        }
        if stays_owed(procedure, graph, &duty, never_taken, |promise| promise != Promise::Nothing) {
            found.owed_though_awaited_come.insert(duty.clone());
        }
        if stays_owed(procedure, graph, &duty, |_| true, |promise| promise != Promise::Nothing) {
            found.owed_in_every_state_though_awaited_come.insert(duty.clone());
        }
    }
    let labels = graph.labels();
    for name in lookup::living_steps(procedure).flat_map(|step| {
        let mut names = lookup::votes_on(procedure, step);
        names.push(step.id.value.clone());
        names
    }) {
        let outcomes = lookup::outcomes_of(procedure, &name).unwrap_or_default();
        let (dead, alive): (Vec<String>, Vec<String>) =
            outcomes.iter().map(|outcome| format!("{name}:{outcome}")).partition(|label| !labels.contains(label));
        if alive.is_empty() && !labels.contains(&name) {
            found.dead_steps.insert(name);
        }
        found.dead_outcomes.extend(dead);
    }
    found
}

/// Everything that can be owed: duties, optional steps with `must`, votes.
pub fn duties(procedure: &Procedure) -> Vec<String> {
    let mut names = Vec::new();
    for step in lookup::living_steps(procedure) {
        if step.kind == Kind::Duty || !step.must.is_empty() {
            names.push(step.id.value.clone());
        }
        names.extend(lookup::votes_on(procedure, step));
    }
    names
}

/// "*Proper completion*: no duty, once owed, stays owed for ever": whether some fair run stays in states where it is
/// owed and makes only these moves. `kept` says which promises the run keeps.
fn stays_owed(
    procedure: &Procedure,
    graph: &Graph,
    duty: &str,
    moves: impl Fn(&Move) -> bool,
    kept: impl Fn(Promise) -> bool,
) -> bool {
    let owed = part(
        graph,
        |node| is_owed(procedure, &node.case, duty),
        |edge| moves(&edge.made),
        |edge| kept(edge.promise),
        outcome_of_duty,
    );
    !strongly_fair(&owed).is_empty()
}

/// "*Option to complete*: for each part of "complete": once optional steps and events cease, and awaited events have come,
/// that part comes to hold for ever." From every reachable state only duties, awaited events and the ends of spans go
/// on, and each of them that can happen again and again does, with each outcome.
fn never_complete(procedure: &Procedure, graph: &Graph) -> BTreeSet<String> {
    let binds = |promise: Promise| promise != Promise::Nothing;
    let rest = part(graph, |_| true, |edge| binds(edge.promise), |edge| binds(edge.promise), outcome_of_duty);
    let visited_for_ever = strongly_fair(&rest);
    let mut missing = BTreeSet::new();
    for (name, part) in parts_of_complete(procedure) {
        if visited_for_ever.iter().any(|index| !part.holds(procedure, &graph.nodes[*index])) {
            missing.insert(name);
        }
    }
    missing
}

/// One part of "complete".
enum Complete<'a> {
    Expression(&'a Expression),
    NotOwed(String),
    NotRunning(String),
}

impl Complete<'_> {
    fn holds(&self, procedure: &Procedure, node: &Node) -> bool {
        match self {
            Self::Expression(expression) => holds(procedure, &node.case, expression),
            Self::NotOwed(duty) => !is_owed(procedure, &node.case, duty),
            Self::NotRunning(deadline) => node.case.deadlines.get(deadline) != Some(&Status::Running),
        }
    }
}

/// "`complete` (list of expressions; default: no duty is owed and no binding clock runs)"; "`expected = true` if it binds
/// nobody".
fn parts_of_complete(procedure: &Procedure) -> Vec<(String, Complete<'_>)> {
    let written = &procedure.case.complete;
    if !written.is_empty() {
        let numbered = written.iter().enumerate();
        return numbered.map(|(index, part)| (format!("complete.{}", index + 1), Complete::Expression(part))).collect();
    }
    let mut parts: Vec<(String, Complete<'_>)> = Vec::new();
    for duty in duties(procedure) {
        parts.push((format!("{duty} is not owed"), Complete::NotOwed(duty)));
    }
    for deadline in lookup::clocks(procedure).filter(|deadline| !deadline.expected) {
        let id = deadline.id.value.clone();
        parts.push((format!("{id} is not running"), Complete::NotRunning(id)));
    }
    parts
}
