//! The order check as a whole: slices, both engines, verdicts.

use super::answer::{Answer, Run};
use super::graph::Limits;
use super::loops;
use super::outcome::{
    CheckOptions, CheckOutcome, Counterexample, Ending, InternalError, InvariantOutcome, OrderCounts, SliceOutcome,
    Stopped, UnfinishedDuty, Verdict, Weakness,
};
use super::question::{self, Question};
use super::replay::replay;
use super::slice::{Settled, one_slice};
use crate::parallel::side_by_side;
use crate::system::{Condition, DeadlineStatus, Label, PropertyKind, Role, TransitionId, TransitionSystem, VariableId};

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
    ask(system, &question::all(system), options, interrupted)
}

/// Checks one rule, duty or part of completion, by the name that its example has; nothing if the system has none of that name.
///
/// # Errors
/// Those of [`check`].
pub fn check_one(
    system: &TransitionSystem,
    name: &str,
    options: CheckOptions,
    interrupted: &(dyn Fn() -> bool + Sync),
) -> Result<Option<CheckOutcome>, InternalError> {
    let mut questions = question::all(system);
    questions.retain(|question| match question {
        Question::Invariant(index) => system.invariants[*index].id == name,
        Question::Duty(step) => system.step(*step).id == name,
        Question::Complete(index) => part(system, *index) == name,
        Question::Happens(_) => false,
    });
    // A rule that is decided without a search is no question.
    if questions.is_empty() && !system.invariants.iter().any(|invariant| invariant.id == name) {
        return Ok(None);
    }
    ask(system, &questions, options, interrupted).map(Some)
}

fn ask(
    system: &TransitionSystem,
    questions: &[Question],
    options: CheckOptions,
    interrupted: &(dyn Fn() -> bool + Sync),
) -> Result<CheckOutcome, InternalError> {
    let slices = question::slices(system, questions, options.reductions.slices, interrupted);
    let sliced = slices.is_some();
    let slices = slices.unwrap_or_default();
    let limits = Limits { states_max: options.states_max, interrupted };
    let mut check = Check { system, outcome: CheckOutcome::default(), answers: Vec::new() };
    let mut all_loops = Vec::new();
    for result in side_by_side(slices.len(), |number| one_slice(system, &slices[number], number, options, limits)) {
        let result = result?;
        all_loops.extend(result.loops);
        check.outcome.reached.extend(result.fired);
        check.outcome.slices.push(result.outcome);
        check.answers.extend(result.answers);
    }
    check.outcome.loops = loops::minimal(all_loops);
    check.outcome.reached.sort_unstable();
    check.outcome.reached.dedup();
    check.finish(sliced, interrupted())
}

struct Check<'a> {
    system: &'a TransitionSystem,
    outcome: CheckOutcome,
    answers: Vec<(Question, Option<Settled>)>,
}

impl Check<'_> {
    fn finish(mut self, sliced: bool, time_is_up: bool) -> Result<CheckOutcome, InternalError> {
        let slices = &self.outcome.slices;
        let second_engine = sliced && slices.iter().all(|slice| slice.second_states.is_some());
        let sum = |of: fn(&SliceOutcome) -> usize| slices.iter().map(of).sum();
        self.outcome.counts = OrderCounts {
            slices: slices.len(),
            states: sum(|slice| slice.second_states.unwrap_or(slice.states)),
            transitions: sum(|slice| slice.steps),
            reference_states: sum(|slice| slice.states),
            complete: sliced && slices.iter().all(|slice| slice.complete),
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
                let what = part(self.system, index);
                self.outcome.soundness.never_complete.push(UnfinishedDuty { what, counterexample });
            }
            Question::Invariant(_) | Question::Happens(_) => {}
        }
        Ok(())
    }
}

/// What a part of completion is about. A `while` duty has no variable of its own: it is known by its condition.
fn part(system: &TransitionSystem, index: usize) -> String {
    let part = &system.complete[index];
    if let Some(step) = system.owed.iter().position(|owed| owed.clone().negate() == *part) {
        return format!("{} is not owed", system.steps[step].id);
    }
    let clock = system.variables.iter().enumerate().find_map(|(at, variable)| {
        let Role::Deadline(deadline) = variable.role else { return None };
        let running = Condition::is(VariableId(u16::try_from(at).ok()?), DeadlineStatus::Running as u8);
        (running.negate() == *part).then_some(deadline)
    });
    clock.map_or_else(
        || format!("part {} of `complete`", index + 1),
        |deadline| format!("the clock of {} does not run", system.deadline(deadline).id),
    )
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
