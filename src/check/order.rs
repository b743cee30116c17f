//! The order check as a whole: slices, both engines, verdicts.

use super::answer::{Answer, Explored, Run};
use super::graph::{Graph, Limits};
use super::loops;
use super::outcome::{
    CheckOptions, CheckOutcome, Counterexample, Ending, InternalError, InvariantOutcome, LoopFinding, OrderCounts,
    SliceOutcome, Stopped, UnfinishedDuty, Verdict, Weakness,
};
use super::question::{self, Question, Slice};
use super::replay::replay;
use super::search::explore;
use crate::system::{
    Activation, Condition, Label, Liveness, Machine, Predicate, PropertyKind, Role, TransitionId, TransitionSystem,
    VariableId, WORDS_MAX,
};

/// An answer, and the incidents of its example: truth values of all fact predicates.
struct Settled {
    answer: Answer,
    predicates: Option<Vec<bool>>,
    other: Option<Vec<bool>>,
}

/// What one slice gave.
struct SliceResult {
    outcome: SliceOutcome,
    answers: Vec<(Question, Option<Settled>)>,
    loops: Vec<LoopFinding>,
    fired: Vec<TransitionId>,
}

/// Checks every invariant and the soundness of a system, exhaustively.
///
/// `interrupted` is asked now and then; when it says true, what is not decided yet is reported as inconclusive.
///
/// # Errors
/// If the two engines disagree, or a counterexample is no run of the whole system: a mistake in this program.
pub fn check(
    system: &TransitionSystem,
    options: CheckOptions,
    interrupted: &(dyn Fn() -> bool + Sync),
) -> Result<CheckOutcome, InternalError> {
    let questions = question::all(system);
    let slices = question::slices(system, &questions, options.reductions.slices);
    let limits = Limits { states_max: options.states_max, interrupted };
    let mut check = Check { system, outcome: CheckOutcome::default(), answers: Vec::new() };
    let mut all_loops = Vec::new();
    for result in each_slice(&slices, |number, slice| one_slice(system, slice, number, options, limits)) {
        let result = result?;
        all_loops.extend(result.loops);
        check.outcome.reached.extend(result.fired);
        check.outcome.slices.push(result.outcome);
        check.answers.extend(result.answers);
    }
    check.outcome.loops = loops::minimal(all_loops);
    check.outcome.reached.sort_unstable();
    check.outcome.reached.dedup();
    check.finish(interrupted())
}

/// Explores a slice with as many words as it needs.
fn one_slice(
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

/// Runs a job for every slice, in order.
#[cfg(not(feature = "cli"))]
fn each_slice<T>(slices: &[Slice], job: impl Fn(usize, &Slice) -> T) -> Vec<T> {
    slices.iter().enumerate().map(|(number, slice)| job(number, slice)).collect()
}

/// Runs a job for every slice on all processors; the results come in the order of the slices, whoever was first.
#[cfg(feature = "cli")]
fn each_slice<T: Send>(slices: &[Slice], job: impl Fn(usize, &Slice) -> T + Sync) -> Vec<T> {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(slices.len().max(1));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(slice) = slices.get(number) else { return done };
            done.push((number, job(number, slice)));
        }
    };
    let mut results: Vec<(usize, T)> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let join = |handle: std::thread::ScopedJoinHandle<'_, Vec<(usize, T)>>| {
            handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        handles.into_iter().flat_map(join).collect()
    });
    results.sort_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, result)| result).collect()
}

struct Check<'a> {
    system: &'a TransitionSystem,
    outcome: CheckOutcome,
    answers: Vec<(Question, Option<Settled>)>,
}

impl Check<'_> {
    fn finish(mut self, time_is_up: bool) -> Result<CheckOutcome, InternalError> {
        let slices = &self.outcome.slices;
        let second_engine = slices.iter().all(|slice| slice.second_states.is_some());
        let sum = |of: fn(&SliceOutcome) -> usize| slices.iter().map(of).sum();
        self.outcome.counts = OrderCounts {
            slices: slices.len(),
            states: sum(|slice| slice.second_states.unwrap_or(slice.states)),
            transitions: sum(|slice| slice.steps),
            reference_states: sum(|slice| slice.states),
            complete: slices.iter().all(|slice| slice.complete),
            second_engine,
        };
        if !self.outcome.counts.complete {
            self.outcome.stopped = Some(if time_is_up { Stopped::Time } else { Stopped::States });
        }
        self.outcome.soundness.complete = self.outcome.counts.complete;
        self.answers.sort_by_key(|(question, _)| *question);
        let answers = std::mem::take(&mut self.answers);
        for index in 0..self.system.properties.len() {
            let settled = answers.iter().find(|(question, _)| *question == Question::Invariant(index));
            let outcome = self.invariant(index, settled.and_then(|(_, settled)| settled.as_ref()))?;
            self.outcome.invariants.push(outcome);
        }
        for (question, answer) in &answers {
            self.soundness(*question, answer.as_ref())?;
        }
        let dead = self.dead();
        self.outcome.soundness.dead_steps = dead;
        Ok(self.outcome)
    }

    /// Steps and outcomes that never happen. A removed step is no news.
    fn dead(&self) -> Vec<String> {
        if !self.outcome.counts.complete {
            return Vec::new();
        }
        let reached = |id: &TransitionId| self.outcome.reached.binary_search(id).is_ok();
        let of_procedure = |id: &TransitionId| !matches!(self.system.transition(*id).label, Label::Missed(_));
        let mut dead: Vec<String> = self
            .system
            .transition_ids()
            .filter(|id| of_procedure(id) && !reached(id))
            .map(|id| self.system.label_text(self.system.transition(id).label))
            .collect();
        for (index, step) in self.system.steps.iter().enumerate() {
            let any =
                self.system.transitions.iter().any(|one| one.label.step().is_some_and(|id| usize::from(id.0) == index));
            if !any && step.removed.is_none() && step.vote_of.is_none() {
                dead.push(step.id.clone());
            }
        }
        dead
    }

    fn counterexample(
        &self,
        question: Question,
        run: &Run,
        predicates: &[bool],
        other: Option<&Vec<bool>>,
    ) -> Result<Counterexample, InternalError> {
        let name = || question::describe(self.system, question);
        replay(self.system, predicates, &run.steps).map_err(|step| InternalError::Replay { question: name(), step })?;
        let facts = |predicates: &[bool]| {
            let values = self.system.facts.plainest(&|index| predicates.get(index).copied());
            self.system.facts.describe(&values)
        };
        Ok(Counterexample {
            facts: facts(predicates),
            predicates: predicates.to_vec(),
            steps: run.steps.clone(),
            missing: run.missing.clone(),
            ending: run.ending.clone(),
            other_facts: other.map(|predicates| facts(predicates)),
        })
    }

    fn invariant(&self, index: usize, settled: Option<&Settled>) -> Result<InvariantOutcome, InternalError> {
        let (property, information) = (&self.system.properties[index], &self.system.invariants[index]);
        let mut outcome = InvariantOutcome {
            id: information.id.clone(),
            says: information.says.clone(),
            check: information.check.clone(),
            pattern: Some(property.pattern),
            verdict: Verdict::Inconclusive,
            engine: engine(&property.kind, self.outcome.counts.second_engine),
            trigger_reached: false,
            clauses: information.clauses.clone(),
            counterexample: None,
            weakness: None,
            removed: None,
        };
        match &property.kind {
            PropertyKind::Timed => outcome.verdict = Verdict::Timed,
            PropertyKind::TermIndependent { predicate, fact } => self.term_independent(*predicate, *fact, &mut outcome),
            _ => {
                if let Some(Settled { answer, predicates, other }) = settled {
                    outcome.trigger_reached = answer.activated;
                    outcome.weakness = answer.weakness.clone().map(|steps| Weakness { steps });
                    outcome.verdict = if answer.activated { Verdict::Holds } else { Verdict::Vacuous };
                    if let (Some(run), Some(predicates)) = (&answer.run, predicates) {
                        outcome.verdict = Verdict::Broken;
                        outcome.counterexample =
                            Some(self.counterexample(Question::Invariant(index), run, predicates, other.as_ref())?);
                    }
                }
            }
        }
        Ok(outcome)
    }

    fn term_independent(&self, predicate: usize, fact: usize, outcome: &mut InvariantOutcome) {
        let facts = &self.system.facts;
        let classes = facts.components.iter().filter_map(|component| {
            let at = component.predicates.iter().position(|index| *index == predicate)?;
            Some((
                component.classes.iter().any(|class| class.predicates[at]),
                component.classes.iter().any(|class| !class.predicates[at]),
            ))
        });
        outcome.trigger_reached = classes.into_iter().any(|(holds, fails)| holds && fails);
        let depends = facts.depends.contains(&(predicate, fact, true));
        outcome.verdict = match (depends, outcome.trigger_reached) {
            (true, _) => Verdict::Broken,
            (false, true) => Verdict::Holds,
            (false, false) => Verdict::Vacuous,
        };
        if depends {
            let values = facts.plainest(&|index| (index == predicate).then_some(true));
            let other = facts.plainest(&|index| (index == predicate).then_some(false));
            outcome.counterexample = Some(Counterexample {
                facts: facts.describe(&values),
                predicates: facts.complete(&|index| (index == predicate).then_some(true)),
                steps: Vec::new(),
                missing: Vec::new(),
                ending: Ending::LastStep,
                other_facts: Some(facts.describe(&other)),
            });
        }
    }

    fn soundness(&mut self, question: Question, settled: Option<&Settled>) -> Result<(), InternalError> {
        let Some(Settled { answer: Answer { run: Some(run), .. }, predicates: Some(predicates), .. }) = settled else {
            return Ok(());
        };
        let counterexample = self.counterexample(question, run, predicates, None)?;
        match question {
            Question::Duty(step) => {
                let what = self.system.step(step).id.clone();
                self.outcome.soundness.owed_for_ever.push(UnfinishedDuty { what, counterexample });
            }
            Question::Complete(index) => {
                let what = self.part(index);
                self.outcome.soundness.never_complete.push(UnfinishedDuty { what, counterexample });
            }
            Question::Invariant(_) | Question::Happens(_) => {}
        }
        Ok(())
    }

    /// What a part of completion is about.
    fn part(&self, index: usize) -> String {
        let variables = self.system.complete[index].variables();
        let names: Vec<String> = variables
            .iter()
            .map(|variable| match self.system.variables[usize::from(variable.0)].role {
                Role::Owed(step) => format!("{} is not owed", self.system.step(step).id),
                Role::Deadline(deadline) => format!("the clock of {} does not run", self.system.deadline(deadline).id),
                _ => format!("part {} of `complete`", index + 1),
            })
            .collect();
        names.first().cloned().unwrap_or_else(|| format!("part {} of `complete`", index + 1))
    }
}

fn engine(kind: &PropertyKind, second: bool) -> &'static str {
    match (kind, second) {
        (PropertyKind::Never(_), true) => "stateright, reference search",
        (PropertyKind::Response { .. }, true) => "stateright (where the run may stop), reference search (fair loops)",
        (PropertyKind::TermIndependent { .. }, _) => "table of facts",
        (PropertyKind::Timed, _) => "none (time check)",
        _ => "reference search",
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

fn explore_slice<const W: usize>(
    system: &TransitionSystem,
    slice: &Slice,
    number: usize,
    options: CheckOptions,
    limits: Limits<'_>,
) -> Result<SliceResult, InternalError> {
    let machine: Machine<W> = Machine::new(system, &slice.selection);
    let (kept, latches) = kept(system, &slice.questions);
    let liveness =
        options.reductions.dead_variables.then(|| Liveness::new(system, &slice.selection, &machine, kept, latches));
    let mut fired = vec![false; machine.transition_count()];
    let mut seen: Vec<Vec<bool>> =
        system.properties.iter().map(|property| vec![false; property.activations.len()]).collect();
    let mut watches = watches(system, slice, &machine);
    let graph = explore(&machine, liveness.as_ref(), limits, |transition, moment| {
        fired[transition] = true;
        for watch in watches.iter_mut().filter(|watch| watch.transition == transition && !watch.done) {
            if machine.satisfies_at(moment, &watch.condition) {
                watch.done = true;
                seen[watch.invariant][watch.activation] = true;
            }
        }
    });
    let mut result = SliceResult {
        outcome: SliceOutcome {
            variables: slice.selection.variables.len(),
            transitions: slice.selection.transitions.len(),
            words: W,
            states: graph.states.len(),
            steps: graph.step_count(),
            second_states: None,
            complete: graph.complete,
            questions: slice.questions.iter().map(|question| question::describe(system, *question)).collect(),
        },
        answers: slice.questions.iter().map(|question| (*question, None)).collect(),
        loops: Vec::new(),
        fired: fired
            .iter()
            .enumerate()
            .filter(|(_, fired)| **fired)
            .map(|(index, _)| machine.transition_id(index))
            .collect(),
    };
    let explored = Explored::new(system, &machine, &graph, &fired, &seen);
    for (question, answer) in &mut result.answers {
        let found = explored.answer(*question);
        // A run that breaks a rule is one whether or not the rest was searched; that nothing breaks it is known only at the end.
        let safety = found.run.as_ref().is_some_and(|run| run.ending == Ending::LastStep && run.other.is_none());
        if !graph.complete && !safety {
            continue;
        }
        let beginning = |at: u32| whole_predicates(system, &machine, &graph, at);
        let predicates = found.run.as_ref().map(|run| beginning(run.beginning));
        let other = found.run.as_ref().and_then(|run| run.other).map(beginning);
        *answer = Some(Settled { answer: found, predicates, other });
    }
    if graph.complete {
        result.loops = loops::find(&explored);
        second_engine(system, slice, number, options, &machine, liveness.as_ref(), &mut result)?;
    }
    Ok(result)
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
            let Activation::Event(moments) = of else { continue };
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

#[cfg(not(feature = "cli"))]
fn second_engine<const W: usize>(
    _: &TransitionSystem,
    _: &Slice,
    _: usize,
    _: CheckOptions,
    _: &Machine<W>,
    _: Option<&Liveness<W>>,
    _: &mut SliceResult,
) -> Result<(), InternalError> {
    Ok(())
}

/// stateright explores the same slice; its states and verdicts have to be the same.
#[cfg(feature = "cli")]
fn second_engine<const W: usize>(
    system: &TransitionSystem,
    slice: &Slice,
    number: usize,
    options: CheckOptions,
    machine: &Machine<W>,
    liveness: Option<&Liveness<W>>,
    result: &mut SliceResult,
) -> Result<(), InternalError> {
    use super::stateright::{self, CLAIMS_MAX, Claim};
    if !options.second_engine {
        return Ok(());
    }
    let fairness: Vec<_> =
        (0..machine.transition_count()).map(|index| system.transition(machine.transition_id(index)).fairness).collect();
    let mut claims: Vec<(Question, Claim)> = Vec::new();
    for question in &slice.questions {
        let claim = match *question {
            Question::Invariant(index) => match &system.properties[index].kind {
                PropertyKind::Never(bad) => Claim::Never(machine.predicate(bad)),
                PropertyKind::Response { pending, .. } => {
                    Claim::NotAtRest { pending: machine.predicate(&Condition::is(*pending, 1)), awaited: false }
                }
                _ => continue,
            },
            Question::Duty(step) => {
                Claim::NotAtRest { pending: machine.predicate(&question::owed(system, step)), awaited: true }
            }
            Question::Complete(_) | Question::Happens(_) => continue,
        };
        claims.push((*question, claim));
    }
    let chunks: Vec<&[(Question, Claim)]> =
        if claims.is_empty() { vec![&[]] } else { claims.chunks(CLAIMS_MAX).collect() };
    for chunk in chunks {
        let only: Vec<Claim> = chunk.iter().map(|(_, claim)| claim.clone()).collect();
        let second = stateright::explore(machine, liveness, &fairness, &only);
        if second.states != result.outcome.states {
            let reference = result.outcome.states;
            return Err(InternalError::Counts { slice: number + 1, second: second.states, reference });
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
    Ok(())
}
