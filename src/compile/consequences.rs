//! What follows from a step at the same moment: duties and permissions that start or lapse, clocks that start, stop or are extended.
//!
//! Every condition reads the state with the step done and nothing else; so the order of the effects matters only where one
//! variable is written twice, and then the later effect wins.

use super::layout::{Lowering, narrow};
use super::trigger::{Happening, works_each_time};
use crate::source::Spanned;
use crate::syntax::tree::{Combine, Kind, Start, Step};
use crate::system::{Condition, DeadlineId, DeadlineStatus, Effect, Role, Side, SpanId, StepId, VariableId};

impl Lowering<'_> {
    /// All consequences of what happens.
    pub(super) fn consequences(&mut self, happening: &Happening) -> Vec<Effect> {
        let procedure = self.procedure;
        let listeners = self.listeners();
        let mut effects = Vec::new();
        for index in listeners.steps(happening.label) {
            let step = &procedure.steps[index];
            if step.removed.is_none() {
                let lapses = self.any_start(&step.lapses, happening);
                self.step_consequences(index, step, &lapses, happening, &mut effects);
            }
        }
        for index in listeners.spans(happening.label) {
            let span = &procedure.spans[index];
            if span.removed.is_none() {
                self.span_consequences(SpanId(narrow(index)), &span.begins.value, happening, &mut effects);
            }
        }
        for index in listeners.deadlines(happening.label) {
            let deadline = &procedure.deadlines[index];
            if deadline.removed.is_none() && self.names.runs(index) {
                let owner = deadline.of_step.as_ref().and_then(|id| self.names.step(id));
                let owner = owner.map(|owner| &procedure.steps[owner]).filter(|owner| owner.removed.is_none());
                let lapses = owner.map_or(Condition::FALSE, |owner| self.any_start(&owner.lapses, happening));
                self.deadline_consequences(index, lapses, happening, &mut effects);
            }
        }
        effects
    }

    pub(super) fn any_start(&mut self, starts: &[Spanned<Start>], happening: &Happening) -> Condition {
        Condition::any(starts.iter().map(|start| self.start(&start.value, happening)).collect())
    }

    fn step_consequences(
        &mut self,
        index: usize,
        step: &Step,
        lapses: &Condition,
        happening: &Happening,
        effects: &mut Vec<Effect>,
    ) {
        let id = StepId(narrow(index));
        let owed = self.existing(Role::Owed(id));
        let allowed = self.existing(Role::Allowed(id));
        let votes: Vec<VariableId> =
            self.votes(index).into_iter().filter_map(|vote| self.existing(Role::Owed(vote))).collect();
        if *lapses != Condition::FALSE {
            for variable in owed.into_iter().chain(allowed).chain(votes.iter().copied()) {
                effects.push(Effect { condition: lapses.clone(), variable, value: 0 });
            }
        }
        let target = if step.kind == Kind::Duty { owed } else { allowed };
        if let Some(target) = target {
            let starts = self.starting(id, step, &step.starts, &[owed, allowed], lapses, happening);
            if starts != Condition::FALSE {
                self.ask_for_votes(index, &starts, lapses, effects);
                effects.push(Effect { condition: starts, variable: target, value: 1 });
            }
        }
        if let Some(owed) = owed.filter(|_| !step.must.is_empty()) {
            let starts = self.starting(id, step, &step.must, &[Some(owed)], lapses, happening);
            if starts != Condition::FALSE {
                effects.push(Effect { condition: starts, variable: owed, value: 1 });
            }
        }
    }

    /// When one of the phrases starts a step: those that work once only if it is neither done nor called already.
    fn starting(
        &mut self,
        id: StepId,
        step: &Step,
        starts: &[Spanned<Start>],
        called: &[Option<VariableId>],
        lapses: &Condition,
        happening: &Happening,
    ) -> Condition {
        let at_moment = |variable: VariableId, value: u8| Condition::is(variable, value).at(Side::Moment);
        let uncalled = Condition::all(called.iter().flatten().map(|variable| at_moment(*variable, 0)).collect());
        let undone = self.is(Role::Done(id), 0).at(Side::Moment);
        let fresh = undone.and(uncalled.or(lapses.clone()));
        let mut ways = Vec::new();
        for start in starts {
            let fires = self.start(&start.value, happening);
            ways.push(if works_each_time(&start.value) { fires } else { fires.and(fresh.clone()) });
        }
        Condition::any(ways).and(self.open(step).at(Side::Moment))
    }

    /// A voting step that becomes owed and was not: its votes are cleared and asked for.
    fn ask_for_votes(&mut self, index: usize, starts: &Condition, lapses: &Condition, effects: &mut Vec<Effect>) {
        let Some(owed) = self.existing(Role::Owed(StepId(narrow(index)))) else { return };
        let fresh = Condition::is(owed, 0).at(Side::Moment).or(lapses.clone());
        let condition = starts.clone().and(fresh);
        for vote in self.votes(index) {
            for (role, value) in [(Role::Done(vote), 0), (Role::Latest(vote), 0), (Role::Owed(vote), 1)] {
                if let Some(variable) = self.existing(role) {
                    effects.push(Effect { condition: condition.clone(), variable, value });
                }
            }
        }
    }

    fn span_consequences(&mut self, id: SpanId, begins: &Start, happening: &Happening, effects: &mut Vec<Effect>) {
        let Some(allowed) = self.existing(Role::SpanAllowed(id)) else { return };
        let fires = self.start(begins, happening);
        let begun = self.existing(Role::SpanBegun(id));
        let condition = match begun {
            Some(begun) if !works_each_time(begins) => fires.and(Condition::is(begun, 0).at(Side::Moment)),
            _ => fires,
        };
        if condition != Condition::FALSE {
            effects.push(Effect { condition, variable: allowed, value: 1 });
        }
    }

    fn deadline_consequences(
        &mut self,
        index: usize,
        lapses: Condition,
        happening: &Happening,
        effects: &mut Vec<Effect>,
    ) {
        let procedure = self.procedure;
        let deadline = &procedure.deadlines[index];
        let Some(status) = self.existing(Role::Deadline(DeadlineId(narrow(index)))) else { return };
        let is = |wanted: DeadlineStatus| Condition::is(status, wanted as u8).at(Side::Moment);
        let owing = is(DeadlineStatus::Running).or(is(DeadlineStatus::Missed));
        let discharged = self.any_event(&deadline.met_by, happening);
        let void = self.any_start(&deadline.void, happening).and(owing.clone());
        let void = void.or(lapses.and(is(DeadlineStatus::Running))).and(discharged.clone().negate());
        let extended = self.any_start(&deadline.extended, happening);
        let extended = extended.and(owing).and(discharged.clone().negate());
        let met = discharged.and(is(DeadlineStatus::Running));
        let anchored = self.trigger(&deadline.due.value.anchor, happening);
        let anchored = match deadline.due.value.anchor.combine {
            Combine::Each => anchored,
            Combine::First | Combine::All => anchored.and(is(DeadlineStatus::Idle)),
        };
        let outcomes = [
            (extended, DeadlineStatus::Running),
            (void, DeadlineStatus::Void),
            (met, DeadlineStatus::Met),
            (anchored, DeadlineStatus::Running),
        ];
        for (condition, value) in outcomes {
            if condition != Condition::FALSE {
                effects.push(Effect { condition, variable: status, value: value as u8 });
            }
        }
    }
}
