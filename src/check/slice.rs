//! One slice: explored by both engines, its questions answered.

use super::answer::{Answer, Explored};
use super::graph::{Graph, Limits};
use super::loops;
use super::outcome::{CheckOptions, InternalError, LoopFinding, SliceOutcome};
use super::question::{self, Question, Slice};
use super::search::{Reduced, Reducer, explore_reducing};
use crate::system::{
    Activation, Condition, Liveness, Machine, Predicate, PropertyKind, Role, TransitionId, TransitionSystem,
    VariableId, WORDS_MAX,
};

/// An answer, and the incidents of its example: truth values of all fact predicates.
pub(super) struct Settled {
    pub(super) answer: Answer,
    pub(super) predicates: Option<Vec<bool>>,
    pub(super) other: Option<Vec<bool>>,
}

/// What one slice gave.
pub(super) struct SliceResult {
    pub(super) outcome: SliceOutcome,
    pub(super) answers: Vec<(Question, Option<Settled>)>,
    pub(super) loops: Vec<LoopFinding>,
    pub(super) fired: Vec<TransitionId>,
}

/// Explores a slice with as many words as it needs.
pub(super) fn one_slice(
    system: &TransitionSystem,
    slice: &Slice,
    number: usize,
    options: CheckOptions,
    limits: Limits<'_>,
) -> Result<SliceResult, InternalError> {
    match slice.selection.words(system) {
        0 | 1 => explore_slice::<1>(system, slice, number, options, limits),
        2 => explore_slice::<2>(system, slice, number, options, limits),
        3 | 4 => explore_slice::<4>(system, slice, number, options, limits),
        5..=8 => explore_slice::<8>(system, slice, number, options, limits),
        _ => explore_slice::<WORDS_MAX>(system, slice, number, options, limits),
    }
}

/// The variables that questions read in single states, and the memories that matter only when they have failed.
fn kept(system: &TransitionSystem, questions: &[Question]) -> (Vec<VariableId>, Vec<(VariableId, u8)>) {
    let (mut kept, mut latches) = (Vec::new(), Vec::new());
    for question in questions {
        match question {
            Question::Duty(step) => kept.extend(question::owed(system, *step).variables()),
            Question::Complete(index) => kept.extend(system.complete[*index].variables()),
            Question::Happens(_) => {}
            Question::Invariant(index) => {
                let property = &system.properties[*index];
                match &property.kind {
                    PropertyKind::Never(Condition::Test { variable, values, .. })
                        if matches!(system.variables[usize::from(variable.0)].role, Role::Monitor(_)) =>
                    {
                        latches.push((*variable, u8::try_from(values.0.trailing_zeros()).unwrap_or(u8::MAX)));
                    }
                    PropertyKind::Never(state) | PropertyKind::PossibleState(state) => kept.extend(state.variables()),
                    PropertyKind::Response { pending, .. } => kept.push(*pending),
                    PropertyKind::StepIndependent { .. } => {
                        // Beginnings that differ in a fact must stay apart.
                        let is_fact =
                            |variable: &crate::system::Variable| matches!(variable.role, Role::FactPredicate(_));
                        let all = system.variables.iter().enumerate().filter(|(_, variable)| is_fact(variable));
                        kept.extend(all.filter_map(|(index, _)| u16::try_from(index).ok().map(VariableId)));
                    }
                    PropertyKind::PossibleEvent(_) | PropertyKind::TermIndependent { .. } | PropertyKind::Timed => {}
                }
                for activation in &property.activations {
                    if let Activation::State(state) = activation {
                        kept.extend(state.variables());
                    }
                }
            }
        }
    }
    (kept, latches)
}

/// What is looked at when a transition happens, to see whether an invariant says anything.
fn watched(system: &TransitionSystem, questions: &[Question]) -> Vec<(TransitionId, Condition)> {
    let mut watched = Vec::new();
    for question in questions {
        let Question::Invariant(index) = question else { continue };
        for activation in &system.properties[*index].activations {
            if let Activation::Event { moments, .. } = activation {
                watched.extend(moments.iter().cloned());
            }
        }
    }
    watched
}

fn explore_slice<const W: usize>(
    system: &TransitionSystem,
    slice: &Slice,
    number: usize,
    options: CheckOptions,
    limits: Limits<'_>,
) -> Result<SliceResult, InternalError> {
    let nothing = SliceResult::nothing(system, slice, W);
    // Facts are told apart from the beginning on, so their number is known before anything is built.
    let too_many = system.facts.beginnings(system, &slice.selection) > options.states_max as u64;
    if too_many || (limits.interrupted)() {
        return Ok(nothing);
    }
    let Some(machine) = Machine::<W>::unless(system, &slice.selection, limits.interrupted) else { return Ok(nothing) };
    let (kept, latches) = kept(system, &slice.questions);
    let watched = watched(system, &slice.questions);
    let liveness = options
        .reductions
        .dead_variables
        .then(|| Liveness::new(system, &slice.selection, &machine, kept, latches, &[], &watched));
    let mut fired = vec![false; machine.transition_count()];
    let mut seen: Vec<Vec<bool>> =
        system.properties.iter().map(|property| vec![false; property.activations.len()]).collect();
    let mut watches = watches(system, slice, &machine);
    let mut reducer = Reducer::new(liveness.as_ref());
    let graph = explore_reducing(&machine, &mut reducer, limits, |transition, moment| {
        fired[transition] = true;
        for watch in watches.iter_mut().filter(|watch| watch.transition == transition && !watch.done) {
            if machine.satisfies_at(moment, &watch.condition) {
                watch.done = true;
                seen[watch.invariant][watch.activation] = true;
            }
        }
    });
    let mut result = nothing;
    result.outcome.states = graph.states.len();
    result.outcome.steps = graph.step_count();
    result.outcome.complete = graph.complete;
    let happened = fired.iter().enumerate().filter(|(_, fired)| **fired);
    result.fired = happened.map(|(index, _)| machine.transition_id(index)).collect();
    let explored = Explored::new(system, &machine, &graph, &fired, &seen);
    for (question, answer) in &mut result.answers {
        // A run that breaks a rule is one whether or not the rest was searched; that nothing breaks it is known only at the end.
        result.outcome.complete &= !(limits.interrupted)();
        if !result.outcome.complete && !is_safety(system, *question) {
            continue;
        }
        let found = explored.answer(*question);
        if !result.outcome.complete && found.run.is_none() {
            continue;
        }
        let beginning = |at: u32| whole_predicates(system, &machine, &graph, at);
        let predicates = found.run.as_ref().map(|run| beginning(run.beginning));
        let other = found.run.as_ref().and_then(|run| run.other).map(beginning);
        *answer = Some(Settled { answer: found, predicates, other });
    }
    if result.outcome.complete {
        result.loops = loops::find(&explored);
        let reduced = reducer.into_reduced();
        let second = Second { system, slice, number, machine: &machine, liveness: liveness.as_ref(), limits };
        if options.second_engine && !second.agrees(&mut result, reduced)? {
            result.cut();
        }
    }
    Ok(result)
}

impl SliceResult {
    /// What comes of a slice before anything is explored: nothing is known.
    fn nothing(system: &TransitionSystem, slice: &Slice, words: usize) -> Self {
        Self {
            outcome: SliceOutcome {
                variables: slice.selection.variables.len(),
                transitions: slice.selection.transitions.len(),
                words,
                states: 0,
                steps: 0,
                second_states: None,
                complete: false,
                questions: slice.questions.iter().map(|question| question::describe(system, *question)).collect(),
            },
            answers: slice.questions.iter().map(|question| (*question, None)).collect(),
            loops: Vec::new(),
            fired: Vec::new(),
        }
    }

    /// The time was up before everything was explored twice: an example stays one, that there is none was not confirmed.
    fn cut(&mut self) {
        self.outcome.complete = false;
        self.outcome.second_states = None;
        for (_, answer) in &mut self.answers {
            *answer = answer.take().filter(|settled| settled.answer.run.is_some());
        }
    }
}

/// Whether a question is answered "no" by a single state.
fn is_safety(system: &TransitionSystem, question: Question) -> bool {
    matches!(question, Question::Invariant(index) if matches!(system.properties[index].kind, PropertyKind::Never(_)))
}

/// Truth values for all fact predicates that fit a beginning of a slice.
fn whole_predicates<const W: usize>(
    system: &TransitionSystem,
    machine: &Machine<W>,
    graph: &Graph<W>,
    at: u32,
) -> Vec<bool> {
    system.facts.complete(&|index| {
        let variable = system.variable(Role::FactPredicate(u16::try_from(index).ok()?))?;
        let state = graph.beginnings.get(at as usize)?;
        machine.holds_variable(variable).then(|| machine.value(state, variable) == 1)
    })
}

struct Watch {
    transition: usize,
    invariant: usize,
    activation: usize,
    condition: Predicate,
    done: bool,
}

fn watches<const W: usize>(system: &TransitionSystem, slice: &Slice, machine: &Machine<W>) -> Vec<Watch> {
    let mut watches = Vec::new();
    for question in &slice.questions {
        let Question::Invariant(invariant) = *question else { continue };
        for (activation, of) in system.properties[invariant].activations.iter().enumerate() {
            let Activation::Event { moments, .. } = of else { continue };
            for (id, condition) in moments {
                if let Some(transition) = machine.index_of(*id) {
                    let condition = machine.predicate(condition);
                    watches.push(Watch { transition, invariant, activation, condition, done: false });
                }
            }
        }
    }
    watches
}

/// The second engine on a slice that the first has explored.
#[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "without the command line there is no second engine"))]
struct Second<'a, const W: usize> {
    system: &'a TransitionSystem,
    slice: &'a Slice,
    number: usize,
    machine: &'a Machine<W>,
    liveness: Option<&'a Liveness<W>>,
    limits: Limits<'a>,
}

#[cfg(not(feature = "cli"))]
impl<const W: usize> Second<'_, W> {
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "stands for the function that needs stateright")]
    fn agrees(&self, _: &mut SliceResult, _: Reduced<W>) -> Result<bool, InternalError> {
        Ok(true)
    }
}

#[cfg(feature = "cli")]
impl<const W: usize> Second<'_, W> {
    /// stateright explores the same slice; its states and verdicts have to be the same. False if the time was up.
    /// What a state is reduced to depends on the state alone, so what the first engine has reduced is not reduced again.
    fn agrees(&self, result: &mut SliceResult, reduced: Reduced<W>) -> Result<bool, InternalError> {
        use super::stateright::{self, CLAIMS_MAX, Claim};
        let Self { system, machine, .. } = *self;
        let fairness: Vec<_> = (0..machine.transition_count())
            .map(|index| system.transition(machine.transition_id(index)).fairness)
            .collect();
        let claims = self.claims();
        let reduced = stateright::shared(reduced);
        let chunks: Vec<&[(Question, Claim)]> =
            if claims.is_empty() { vec![&[]] } else { claims.chunks(CLAIMS_MAX).collect() };
        for chunk in chunks {
            let only: Vec<Claim> = chunk.iter().map(|(_, claim)| claim.clone()).collect();
            let second =
                stateright::explore(machine, (self.liveness, &reduced), &fairness, &only, self.limits.interrupted);
            let Some(second) = second else { return Ok(false) };
            if second.states != result.outcome.states {
                let reference = result.outcome.states;
                return Err(InternalError::Counts { slice: self.number + 1, second: second.states, reference });
            }
            result.outcome.second_states = Some(second.states);
            for ((question, claim), holds) in chunk.iter().zip(second.claims) {
                let answer =
                    result.answers.iter().find(|(known, _)| known == question).and_then(|(_, answer)| answer.as_ref());
                let broken = answer.is_some_and(|settled| settled.answer.run.is_some());
                let agree = match claim {
                    Claim::Never(_) => broken != holds,
                    // Stopping is one way to leave something pending for ever; loops are for the reference search.
                    Claim::NotAtRest { .. } => holds || broken,
                };
                if !agree {
                    return Err(InternalError::Verdicts { question: question::describe(system, *question) });
                }
            }
        }
        Ok(true)
    }

    /// What can be said of single states.
    fn claims(&self) -> Vec<(Question, super::stateright::Claim)> {
        use super::stateright::Claim;
        let Self { system, machine, .. } = *self;
        let claim = |question: &Question| {
            let claim = match *question {
                Question::Invariant(index) => match &system.properties[index].kind {
                    PropertyKind::Never(bad) => Claim::Never(machine.predicate(bad)),
                    PropertyKind::Response { pending, .. } => {
                        Claim::NotAtRest { pending: machine.predicate(&Condition::is(*pending, 1)), awaited: false }
                    }
                    _ => return None,
                },
                Question::Duty(step) => {
                    Claim::NotAtRest { pending: machine.predicate(&question::owed(system, step)), awaited: true }
                }
                Question::Complete(_) | Question::Happens(_) => return None,
            };
            Some((*question, claim))
        };
        self.slice.questions.iter().filter_map(claim).collect()
    }
}
