//! What can happen: one transition for each outcome of each step and vote, each beginning and end of a span, each missed deadline.

use super::layout::{Lowering, narrow};
use super::trigger::Happening;
use crate::source::Name;
use crate::syntax::tree::{Expression, Kind, Start, Step};
use crate::system::{
    Condition, DeadlineId, DeadlineStatus, Fairness, Label, Role, SpanId, StepId, Transition, VariableId,
};

/// Adds all transitions and the beginning.
pub(super) fn build(lowering: &mut Lowering<'_>) {
    let procedure = lowering.procedure;
    for (index, step) in procedure.steps.iter().enumerate() {
        if step.removed.is_none() {
            lowering.step(index, step);
        }
    }
    for (index, span) in procedure.spans.iter().enumerate() {
        if span.removed.is_none() {
            lowering.span(index, &span.begins.value);
        }
    }
    for (index, deadline) in procedure.deadlines.iter().enumerate() {
        if deadline.removed.is_none() && lowering.names.runs(index) {
            lowering.missed(index);
        }
    }
    for index in 0..lowering.system.steps.len() {
        let owed = lowering.owed(StepId(narrow(index)));
        lowering.system.owed.push(owed);
    }
    let mut parts: Vec<Condition> = procedure.case.complete.iter().map(|part| lowering.condition(part)).collect();
    if parts.is_empty() {
        parts = lowering.default_complete();
    }
    lowering.system.complete = parts;
    let happening = Happening::beginning();
    let consequences = lowering.consequences(&happening);
    lowering.system.beginning = Some(Transition {
        // The beginning has no label of its own; nothing looks at this one.
        label: Label::Begin(StepId(0)),
        guard: Condition::TRUE,
        own: happening.own,
        consequences,
        monitors: Vec::new(),
        fairness: Fairness::None,
    });
}

impl Lowering<'_> {
    fn add(&mut self, label: Label, guard: Condition, own: Vec<(VariableId, u8)>, fairness: Fairness) {
        if guard == Condition::FALSE {
            return;
        }
        let happening = Happening { label: Some(label), own, transition: None };
        let consequences = self.consequences(&happening);
        self.push(Transition { label, guard, own: happening.own, consequences, monitors: Vec::new(), fairness });
    }

    fn step(&mut self, index: usize, step: &Step) {
        let id = StepId(narrow(index));
        let called = self.called(id, step);
        let open = self.open(step);
        let ready = Condition::all(vec![called, self.needs(step), open]);
        let fairness = self.fairness(id, step);
        let guard = if self.two_moments[index] {
            let under_way = self.is(Role::UnderWay(id), 1);
            let own = self.existing(Role::UnderWay(id)).map(|variable| (variable, 1)).into_iter().collect();
            self.add(Label::Begin(id), ready.and(under_way.clone().negate()), own, fairness);
            under_way
        } else {
            ready
        };
        self.votes_on(index, step);
        let base = self.own(index, step);
        if step.decide.is_empty() {
            self.add(Label::Step { step: id, outcome: None }, guard, base, fairness);
            return;
        }
        for (outcome, decided) in step.decide.iter().enumerate() {
            let mut guard = guard.clone();
            if let Some(condition) = &decided.condition {
                guard = guard.and(self.condition(condition));
            }
            if let Some(votes) = &step.votes {
                guard = guard.and(self.enough_votes(votes.value.needed, index, outcome));
            }
            let value = u8::try_from(outcome).unwrap_or(u8::MAX);
            let mut own = base.clone();
            own.extend(self.existing(Role::Latest(id)).map(|variable| (variable, value + 1)));
            self.add(Label::Step { step: id, outcome: Some(value) }, guard, own, fairness);
        }
    }

    /// Owed, allowed, or its `while` condition.
    pub(super) fn called(&mut self, id: StepId, step: &Step) -> Condition {
        if let Some(Start::While { condition, once }) = step.starts.first().map(|start| &start.value) {
            let holds = self.condition(condition);
            return if *once { holds.and(self.is(Role::Done(id), 0)) } else { holds };
        }
        self.is(Role::Owed(id), 1).or(self.is(Role::Allowed(id), 1))
    }

    fn needs(&mut self, step: &Step) -> Condition {
        let mut parts: Vec<Condition> = step.needs.iter().map(|needs| self.condition(needs)).collect();
        for name in step.considers.iter().chain(&step.carries) {
            parts.push(self.done(name));
        }
        Condition::all(parts)
    }

    fn done(&mut self, name: &Name) -> Condition {
        let done = crate::source::Spanned { value: "done".to_owned(), span: name.span };
        self.condition(&Expression::Is { name: name.clone(), negated: false, values: vec![done] })
    }

    /// The case is not closed, where that matters to the step.
    pub(super) fn open(&self, step: &Step) -> Condition {
        let still = self.procedure.case.may_still.iter().any(|name| name.value == step.id.value);
        match self.existing(Role::Closed) {
            Some(closed) if step.kind != Kind::Event && !still => Condition::is(closed, 0),
            _ => Condition::TRUE,
        }
    }

    fn fairness(&self, id: StepId, step: &Step) -> Fairness {
        match (step.kind, self.existing(Role::Owed(id))) {
            (Kind::Duty, _) => Fairness::Duty,
            (Kind::Optional, Some(owed)) => Fairness::DutyWhileOwed(owed),
            (Kind::Event, _) if step.awaited => Fairness::Awaited,
            _ => Fairness::None,
        }
    }

    /// What taking a step sets of itself, its outcome aside.
    fn own(&self, index: usize, step: &Step) -> Vec<(VariableId, u8)> {
        let id = StepId(narrow(index));
        let stays = step.starts.iter().any(|start| matches!(start.value, Start::AnyTime { once: false, .. }));
        let mut own = Vec::new();
        own.extend(self.existing(Role::Done(id)).map(|variable| (variable, 1)));
        own.extend(self.existing(Role::Owed(id)).map(|variable| (variable, 0)));
        if !stays {
            own.extend(self.existing(Role::Allowed(id)).map(|variable| (variable, 0)));
        }
        own.extend(self.existing(Role::UnderWay(id)).map(|variable| (variable, 0)));
        for vote in self.votes(index) {
            own.extend(self.existing(Role::Owed(vote)).map(|variable| (variable, 0)));
        }
        if step.closes {
            own.extend(self.existing(Role::Closed).map(|variable| (variable, 1)));
        }
        own
    }

    fn votes_on(&mut self, index: usize, step: &Step) {
        for vote in self.votes(index) {
            let guard = self.is(Role::Owed(vote), 1).and(self.open(step));
            for outcome in 0..step.decide.len() {
                let outcome = u8::try_from(outcome).unwrap_or(u8::MAX);
                let mut own = Vec::new();
                own.extend(self.existing(Role::Owed(vote)).map(|variable| (variable, 0)));
                own.extend(self.existing(Role::Done(vote)).map(|variable| (variable, 1)));
                own.extend(self.existing(Role::Latest(vote)).map(|variable| (variable, outcome + 1)));
                self.add(Label::Step { step: vote, outcome: Some(outcome) }, guard.clone(), own, Fairness::Duty);
            }
        }
    }

    fn span(&mut self, index: usize, begins: &Start) {
        let id = SpanId(narrow(index));
        let Some(running) = self.existing(Role::Running(id)) else { return };
        let mut guard = Condition::is(running, 0);
        if let Start::While { condition, .. } = begins {
            guard = guard.and(self.condition(condition));
        }
        let mut own = vec![(running, 1)];
        if let Some(allowed) = self.existing(Role::SpanAllowed(id)) {
            guard = guard.and(Condition::is(allowed, 1));
            if !matches!(begins, Start::AnyTime { once: false, .. }) {
                own.push((allowed, 0));
            }
        } else if let Some(begun) = self.existing(Role::SpanBegun(id)) {
            guard = guard.and(Condition::is(begun, 0));
        }
        own.extend(self.existing(Role::SpanBegun(id)).map(|begun| (begun, 1)));
        self.add(Label::SpanBegins(id), guard, own, Fairness::None);
        self.add(Label::SpanEnds(id), Condition::is(running, 1), vec![(running, 0)], Fairness::Awaited);
    }

    fn missed(&mut self, index: usize) {
        let id = DeadlineId(narrow(index));
        let Some(status) = self.existing(Role::Deadline(id)) else { return };
        let mut guard = Condition::is(status, DeadlineStatus::Running as u8);
        if let Some(suspended) = &self.procedure.deadlines[index].suspended {
            guard = guard.and(self.condition(suspended).negate());
        }
        self.add(Label::Missed(id), guard, vec![(status, DeadlineStatus::Missed as u8)], Fairness::None);
    }

    /// No duty is owed, and no binding clock runs.
    fn default_complete(&mut self) -> Vec<Condition> {
        let mut parts = Vec::new();
        for index in 0..self.system.steps.len() {
            let owed = self.owed(StepId(narrow(index)));
            if owed != Condition::FALSE {
                parts.push(owed.negate());
            }
        }
        for (index, deadline) in self.procedure.deadlines.iter().enumerate() {
            if !deadline.expected && self.names.runs(index) {
                parts.push(self.is(Role::Deadline(DeadlineId(narrow(index))), DeadlineStatus::Running as u8).negate());
            }
        }
        parts
    }
}
