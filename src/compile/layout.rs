//! The system being built: which variable each step, span, deadline and invariant has.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::fact_condition::FactCondition;
use super::information;
use super::listeners::Listeners;
use super::names::Names;
use crate::syntax::tree::{Event, Expression, Kind, Procedure, Start};
use crate::system::{Condition, DeadlineId, Role, SpanId, StepId, Transition, TransitionSystem, Variable, VariableId};

/// The system being built.
#[derive(Debug)]
pub(super) struct Lowering<'a> {
    pub(super) procedure: &'a Procedure,
    pub(super) names: &'a Names<'a>,
    pub(super) system: TransitionSystem,
    /// Fact-only conditions, each once; the index is that of its predicate.
    pub(super) predicates: Vec<FactCondition>,
    /// Steps that some expression calls `under way`, by index.
    pub(super) two_moments: Vec<bool>,
    /// For each step: the first vote in [`TransitionSystem::steps`], if it has votes.
    first_vote: Vec<Option<usize>>,
    /// The variable of each role.
    roles: BTreeMap<Role, VariableId>,
    /// Who waits for what, once somebody has asked.
    pub(super) listeners: Option<Rc<Listeners>>,
    /// Terms that are events, by their index.
    pub(super) event_terms: BTreeMap<usize, Rc<(Condition, Vec<VariableId>)>>,
}

/// Narrows an index; systems are far smaller than 65,536 of anything, and `validate` refuses larger ones.
pub(super) fn narrow(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

impl<'a> Lowering<'a> {
    pub(super) fn new(procedure: &'a Procedure, names: &'a Names<'a>) -> Self {
        let mut lowering = Self {
            procedure,
            names,
            system: TransitionSystem::default(),
            predicates: Vec::new(),
            two_moments: two_moments(procedure, names),
            first_vote: Vec::new(),
            roles: BTreeMap::new(),
            listeners: None,
            event_terms: BTreeMap::new(),
        };
        information::build(&mut lowering);
        lowering.variables();
        lowering
    }

    fn variables(&mut self) {
        for (index, step) in self.procedure.steps.iter().enumerate() {
            let id = StepId(narrow(index));
            let lasting = !matches!(step.starts.first().map(|start| &start.value), Some(Start::While { .. }));
            if step.kind != Kind::Duty && lasting {
                self.variable(Role::Allowed(id), 2);
            }
            if (step.kind == Kind::Duty && lasting) || !step.must.is_empty() {
                self.variable(Role::Owed(id), 2);
            }
            self.variable(Role::Done(id), 2);
            if !step.decide.is_empty() {
                self.variable(Role::Latest(id), step.decide.len() + 1);
            }
            if self.two_moments[index] {
                self.variable(Role::UnderWay(id), 2);
            }
            for vote in self.votes(index) {
                self.variable(Role::Owed(vote), 2);
                self.variable(Role::Done(vote), 2);
                self.variable(Role::Latest(vote), step.decide.len() + 1);
            }
        }
        for (index, span) in self.procedure.spans.iter().enumerate() {
            let id = SpanId(narrow(index));
            self.variable(Role::Running(id), 2);
            let waits = span.begins.value.trigger().is_some();
            if waits {
                self.variable(Role::SpanAllowed(id), 2);
            }
            let once = match &span.begins.value {
                Start::While { once, .. } => *once,
                other => !super::trigger::works_each_time(other),
            };
            if once {
                self.variable(Role::SpanBegun(id), 2);
            }
        }
        for index in 0..self.procedure.deadlines.len() {
            if self.names.runs(index) {
                self.variable(Role::Deadline(DeadlineId(narrow(index))), 5);
            }
        }
        if self.procedure.steps.iter().any(|step| step.closes && step.removed.is_none()) {
            self.variable(Role::Closed, 2);
        }
    }

    /// Adds a variable.
    pub(super) fn variable(&mut self, role: Role, values: usize) -> VariableId {
        let id = VariableId(narrow(self.system.variables.len()));
        self.system.variables.push(Variable { role, values: u8::try_from(values).unwrap_or(u8::MAX) });
        self.roles.entry(role).or_insert(id);
        id
    }

    /// Notes where the votes of a step begin.
    pub(super) fn set_first_vote(&mut self, first: Option<usize>) {
        self.first_vote.push(first);
    }

    /// The votes on a step.
    pub(super) fn votes(&self, step: usize) -> Vec<StepId> {
        let first = self.first_vote.get(step).copied().flatten();
        first.map_or_else(Vec::new, |first| {
            (0..self.names.voters(step).len()).map(|member| StepId(narrow(first + member))).collect()
        })
    }

    /// A vote on a step.
    pub(super) fn vote(&self, step: usize, member: usize) -> StepId {
        let first = self.first_vote.get(step).copied().flatten().unwrap_or(0);
        StepId(narrow(first + member))
    }

    /// The condition that a variable has a value; false if there is no such variable.
    pub(super) fn is(&self, role: Role, value: u8) -> Condition {
        self.existing(role).map_or(Condition::FALSE, |variable| Condition::is(variable, value))
    }

    /// A variable that is there.
    pub(super) fn existing(&self, role: Role) -> Option<VariableId> {
        self.roles.get(&role).copied()
    }

    /// The predicate of a fact-only condition.
    pub(super) fn predicate(&mut self, condition: FactCondition) -> Condition {
        let index = if let Some(index) = self.predicates.iter().position(|known| *known == condition) {
            index
        } else {
            self.predicates.push(condition);
            let role = Role::FactPredicate(narrow(self.predicates.len() - 1));
            self.variable(role, 2);
            self.predicates.len() - 1
        };
        self.is(Role::FactPredicate(narrow(index)), 1)
    }

    pub(super) fn push(&mut self, transition: Transition) {
        self.system.transitions.push(transition);
    }

    pub(super) fn finish(self) -> TransitionSystem {
        self.system
    }
}

/// Which steps some expression calls `under way`.
fn two_moments(procedure: &Procedure, names: &Names<'_>) -> Vec<bool> {
    let mut found = vec![false; procedure.steps.len()];
    each_expression(procedure, &mut |expression| {
        if let Expression::Is { name, values, .. } = expression
            && values.iter().any(|value| value.value == "under way")
            && let Some(super::names::Thing::Step(index)) = names.thing(name.text())
        {
            found[index] = true;
        }
    });
    found
}

/// Visits every part of every expression of a procedure.
pub(super) fn each_expression(procedure: &Procedure, visit: &mut impl FnMut(&Expression)) {
    for term in &procedure.terms {
        term.means.each(visit);
    }
    each_root(procedure, &mut |root| root.each(visit));
}

/// Visits every expression of a procedure as a whole, terms aside.
pub(super) fn each_root(procedure: &Procedure, visit: &mut impl FnMut(&Expression)) {
    use crate::syntax::tree::Check;
    for step in &procedure.steps {
        for start in step.starts.iter().chain(&step.must).chain(&step.lapses) {
            each_in_start(&start.value, visit);
        }
        step.needs.iter().for_each(&mut *visit);
        step.decide.iter().filter_map(|outcome| outcome.condition.as_ref()).for_each(&mut *visit);
    }
    for span in &procedure.spans {
        each_in_start(&span.begins.value, visit);
    }
    for deadline in &procedure.deadlines {
        deadline.void.iter().chain(&deadline.extended).for_each(|start| each_in_start(&start.value, visit));
        deadline.suspended.iter().for_each(&mut *visit);
    }
    procedure.case.complete.iter().for_each(&mut *visit);
    for invariant in &procedure.invariants {
        match &invariant.check.value {
            Check::Response { condition, unless, .. } => {
                condition.iter().chain(unless).for_each(&mut *visit);
            }
            Check::When(_, one) | Check::Always(one) | Check::Never(one) | Check::PossibleState(one) => visit(one),
            Check::NotBoth(one, other) | Check::OnceAlways(one, other) => {
                visit(one);
                visit(other);
            }
            Check::Precedence { .. }
            | Check::NeverWithin { .. }
            | Check::AtMostOnce { .. }
            | Check::PossibleEvent(_)
            | Check::NeverDepends(..) => {}
        }
    }
}

fn each_in_start(start: &Start, visit: &mut impl FnMut(&Expression)) {
    match start {
        Start::AnyTime { after: Some((_, Some(condition))), .. }
        | Start::After(_, Some(condition))
        | Start::While { condition, .. } => {
            visit(condition);
        }
        Start::Beginning | Start::AnyTime { .. } | Start::After(_, None) | Start::Every(..) => {}
    }
}

/// Visits every event of every trigger and pattern of a procedure.
pub(super) fn each_event(procedure: &Procedure, visit: &mut impl FnMut(&Event)) {
    use crate::syntax::tree::Check;
    let mut in_start = |start: &Start| {
        if let Some(trigger) = start.trigger() {
            trigger.events.iter().for_each(&mut *visit);
        }
    };
    for step in &procedure.steps {
        step.starts.iter().chain(&step.must).chain(&step.lapses).for_each(|start| in_start(&start.value));
    }
    procedure.spans.iter().for_each(|span| in_start(&span.begins.value));
    for deadline in &procedure.deadlines {
        deadline.void.iter().chain(&deadline.extended).for_each(|start| in_start(&start.value));
    }
    for deadline in &procedure.deadlines {
        deadline.due.value.anchor.events.iter().chain(&deadline.met_by).for_each(&mut *visit);
    }
    for invariant in &procedure.invariants {
        let lists: Vec<&[Event]> = match &invariant.check.value {
            Check::Response { trigger, response, .. } => vec![&trigger.events, response],
            Check::Precedence { event, before, since } => vec![event, before, since],
            Check::NeverWithin { event, of, .. } => vec![event, of],
            Check::AtMostOnce { event, since } => vec![event, since],
            Check::When(event, _) | Check::PossibleEvent(event) => vec![event],
            Check::Always(_)
            | Check::Never(_)
            | Check::NotBoth(..)
            | Check::OnceAlways(..)
            | Check::PossibleState(_)
            | Check::NeverDepends(..) => Vec::new(),
        };
        lists.into_iter().flatten().for_each(&mut *visit);
    }
}
