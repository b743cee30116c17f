//! What is too large to be compiled: counted before anything is built, so that it is refused at once.

use super::Validator;
use super::reference::first_name;
use crate::compile::layout::each_root;
use crate::compile::names::{Names, Thing};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};
use crate::syntax::tree::{Expression, Procedure, Step};
use crate::system::{Activation, Condition, PropertyKind, TransitionSystem};

/// Most values of one variable, so that a set of values is one word.
const VALUES_MAX: usize = 62;

/// Most members of one vote.
const VOTERS_MAX: usize = 15;

/// Most steps: a state holds 2,048 bits, and each step that is called takes two of them.
const STEPS_MAX: usize = 1_024;

/// Most outcomes of all steps and votes. What the search knows of each grows with their number.
const OUTCOMES_MAX: usize = 10_000;

/// Most terms, since they may stand on one another.
pub(super) const TERMS_MAX: usize = 500;

/// Most tests of one expression, the terms that it names written out.
const EXPRESSION_MAX: u64 = 5_000;

/// Most tests of a condition that is put together from several expressions.
const CONDITION_MAX: u64 = 60_000;

impl Validator<'_> {
    pub(super) fn sizes(&mut self) {
        let procedure = self.procedure;
        if let Some(term) = procedure.terms.get(TERMS_MAX) {
            let message = format!("there are {} terms; at most {TERMS_MAX} are possible", procedure.terms.len());
            self.push(Code::TooLarge, term.id.span, message, "one term too many", "split the procedure");
        }
        for fact in procedure.facts.iter().filter(|fact| fact.values.len() > VALUES_MAX) {
            let (id, count) = (&fact.id, fact.values.len());
            let message = format!("the fact `{}` has {count} values; at most {VALUES_MAX} are possible", id.value);
            self.push(Code::TooLarge, id.span, message, "too many values", "merge values that nothing distinguishes");
        }
        for step in &procedure.steps {
            self.step_size(step);
        }
        if let Some(step) = procedure.steps.get(STEPS_MAX) {
            let message = format!("there are {} steps; at most {STEPS_MAX} are possible", procedure.steps.len());
            self.push(Code::TooLarge, step.id.span, message, "one step too many", "split the procedure");
        }
        self.outcomes_of_all();
    }

    fn step_size(&mut self, step: &Step) {
        let (id, count) = (&step.id, step.decide.len());
        if count > VALUES_MAX {
            let message = format!("the step `{}` has {count} outcomes; at most {VALUES_MAX} are possible", id.value);
            self.push(Code::TooLarge, id.span, message, "too many outcomes", "split the decision into two steps");
        }
        let voters = self.voters(step);
        if voters > VOTERS_MAX {
            let message = format!("{voters} vote on `{}`; at most {VOTERS_MAX} can", id.value);
            self.push(Code::TooLarge, id.span, message, "too many votes", "");
        }
    }

    /// How many vote on a step.
    fn voters(&self, step: &Step) -> usize {
        let group = step.votes.as_ref().and_then(|_| step.by.first()).and_then(|group| self.names.actor(group.text()));
        group.map_or(0, |group| self.procedure.actors[group].members.len())
    }

    fn outcomes_of_all(&mut self) {
        let procedure = self.procedure;
        let mut count = 0;
        for step in &procedure.steps {
            let before = count;
            count += step.decide.len().max(1) * (1 + self.voters(step));
            if before <= OUTCOMES_MAX && count > OUTCOMES_MAX {
                let message = format!(
                    "the steps up to `{}` and the votes on them have {count} outcomes; at most {OUTCOMES_MAX} are possible",
                    step.id.value
                );
                self.push(Code::TooLarge, step.id.span, message, "too many outcomes", "split the procedure");
            }
        }
    }

    /// Refuses terms and expressions that are enormous once every term stands for what it means. Terms are not circular here.
    pub(super) fn expansions(&mut self) {
        let procedure = self.procedure;
        let mut sizes = vec![None; procedure.terms.len()];
        for (index, term) in procedure.terms.iter().enumerate() {
            let own = term_size(self.names, index, &mut sizes);
            if own > EXPRESSION_MAX && parts_fit(self.names, &term.means, &sizes) {
                let message = format!(
                    "the term `{}` stands for {own} conditions once the terms in it are written out; at most {EXPRESSION_MAX} are possible",
                    term.id.value
                );
                self.push(Code::TooLarge, term.id.span, message, "too large", "name each term in it fewer times");
            }
        }
        let mut large: Vec<Diagnostic> = Vec::new();
        each_root(procedure, &mut |root| {
            let size = size(self.names, root, &mut sizes);
            if size > EXPRESSION_MAX && parts_fit(self.names, root, &sizes) {
                let span = first_name(root).map_or(Span::new(FileId(0), 0, 0), |name| name.span);
                let message = format!(
                    "this expression stands for {size} conditions once the terms in it are written out; at most {EXPRESSION_MAX} are possible"
                );
                large.push(Diagnostic::new(Code::TooLarge, span, message, "begins here").help("split the expression"));
            }
        });
        self.diagnostics.append(&mut large);
    }
}

/// How many tests an expression has, every term written out; each part of `at least k of n` counts k times.
fn size(names: &Names<'_>, expression: &Expression, sizes: &mut [Option<u64>]) -> u64 {
    match expression {
        Expression::Not(inner) => size(names, inner, sizes),
        Expression::And(parts) | Expression::Or(parts) => sum(names, parts, sizes),
        Expression::AtLeast { count, of } => sum(names, of, sizes).saturating_mul(u64::from(*count).max(1)),
        Expression::Named(name) => match names.thing(name.text()) {
            Some(Thing::Term(index)) => term_size(names, index, sizes),
            _ => 1,
        },
        Expression::Is { values, .. } => values.len() as u64,
        Expression::VotesAtLeast { count, .. } => u64::from(*count).saturating_mul(VOTERS_MAX as u64),
    }
}

fn sum(names: &Names<'_>, parts: &[Expression], sizes: &mut [Option<u64>]) -> u64 {
    parts.iter().map(|part| size(names, part, sizes)).fold(0, u64::saturating_add)
}

fn term_size(names: &Names<'_>, index: usize, sizes: &mut [Option<u64>]) -> u64 {
    if let Some(known) = sizes[index] {
        return known;
    }
    let own = size(names, &names.procedure.terms[index].means, sizes);
    sizes[index] = Some(own);
    own
}

/// Whether every term that an expression names is small enough: if not, that term is the mistake.
fn parts_fit(names: &Names<'_>, expression: &Expression, sizes: &[Option<u64>]) -> bool {
    let mut fit = true;
    expression.each(&mut |part| {
        if let Expression::Named(name) = part
            && let Some(Thing::Term(index)) = names.thing(name.text())
        {
            fit &= sizes[index].is_none_or(|size| size <= EXPRESSION_MAX);
        }
    });
    fit
}

/// Refuses a compiled system with a condition that is too large: what is put together from many phrases.
pub(in crate::compile) fn conditions(
    procedure: &Procedure,
    system: &TransitionSystem,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let (mut most, mut place) = (0, None);
    let mut look = |condition: &Condition, at: Option<Span>| {
        let tests = condition.tests();
        if tests > most {
            (most, place) = (tests, at);
        }
    };
    for transition in system.transitions.iter().chain(&system.beginning) {
        let at = transition.label.step().and_then(|id| procedure.steps.get(usize::from(id.0))).map(|step| step.id.span);
        look(&transition.guard, at);
        transition.consequences.iter().chain(&transition.monitors).for_each(|effect| look(&effect.condition, at));
    }
    system.owed.iter().chain(&system.complete).for_each(|condition| look(condition, None));
    for (property, invariant) in system.properties.iter().zip(&system.invariants) {
        if let PropertyKind::Never(state) | PropertyKind::PossibleState(state) = &property.kind {
            look(state, Some(invariant.span));
        }
        for activation in &property.activations {
            match activation {
                Activation::State(state) => look(state, Some(invariant.span)),
                Activation::Event { moments, beginning } => {
                    look(beginning, Some(invariant.span));
                    for (_, condition) in moments {
                        look(condition, Some(invariant.span));
                    }
                }
            }
        }
    }
    for clock in &system.clocks {
        clock.signals.iter().for_each(|signal| look(&signal.condition, None));
        look(&clock.suspended, None);
        look(&clock.released, None);
    }
    if most > CONDITION_MAX {
        let span = place
            .or_else(|| procedure.steps.first().map(|step| step.id.span))
            .unwrap_or_else(|| Span::new(FileId(0), 0, 0));
        let message = format!("what decides here is {most} conditions; at most {CONDITION_MAX} are possible");
        diagnostics
            .push(Diagnostic::new(Code::TooLarge, span, message, "too large").help("wait for fewer things at once"));
    }
}
