//! What people read about each part, taken over from the tree.

use super::layout::{Lowering, narrow};
use super::names::Thing;
use crate::source::Name;
use crate::syntax::print;
use crate::syntax::tree::{
    Check, Combine, Deadline, Duration, Event, Expression, Kind, Limit, Start, Step, Takes, Unit,
};
use crate::system::{
    ActorId, ActorInformation, DeadlineInformation, DeadlineLimit, InvariantInformation, SpanInformation, StepDuration,
    StepId, StepInformation, StepKind, TimeUnit,
};

/// Fills in steps, votes, deadlines, spans, actors and invariants.
pub(super) fn build(lowering: &mut Lowering<'_>) {
    let procedure = lowering.procedure;
    for step in &procedure.steps {
        let information = lowering.step_information(step);
        lowering.system.steps.push(information);
    }
    for (index, step) in procedure.steps.iter().enumerate() {
        let first = lowering.system.steps.len();
        lowering.set_first_vote(step.votes.is_some().then_some(first));
        if step.votes.is_none() {
            continue;
        }
        for voter in lowering.names.voters(index) {
            let mut vote = lowering.system.steps[index].clone();
            vote.id = format!("{}.{}", step.id.value, voter.value);
            "votes".clone_into(&mut vote.says);
            vote.actor = lowering.actors(std::slice::from_ref(voter));
            vote.performers = lowering.performers(std::slice::from_ref(voter));
            vote.vote_of = Some(StepId(narrow(index)));
            vote.routine = true;
            lowering.system.steps.push(vote);
        }
        // The time goes into the votes; counting them takes none.
        lowering.system.steps[index].takes = None;
    }
    for deadline in &procedure.deadlines {
        lowering.system.deadlines.push(deadline_information(deadline));
    }
    for span in &procedure.spans {
        let says = span.says.clone().unwrap_or_else(|| spoken(&span.id));
        let actor = lowering.actors(&span.by);
        lowering.system.spans.push(SpanInformation {
            id: span.id.value.clone(),
            says,
            actor,
            clauses: texts(&span.clauses),
            span: span.id.span,
        });
    }
    for actor in &procedure.actors {
        lowering.system.actors.push(ActorInformation {
            id: actor.id.value.clone(),
            name: actor.name.clone(),
            outside: actor.outside,
            cases_at_once: actor.cases_at_once,
        });
    }
    for invariant in &procedure.invariants {
        let demands = lowering.demands(&invariant.check.value);
        lowering.system.invariants.push(InvariantInformation {
            id: invariant.id.value.clone(),
            says: invariant.says.clone(),
            check: print::check(&invariant.check.value),
            clauses: texts(&invariant.clauses),
            demands,
            demands_together: lowering.demands_a_term(&invariant.check.value),
            span: invariant.id.span,
        });
    }
}

fn texts(names: &[Name]) -> Vec<String> {
    names.iter().map(|name| name.value.clone()).collect()
}

/// An id as words.
fn spoken(id: &Name) -> String {
    id.value.replace('_', " ")
}

impl Lowering<'_> {
    fn performers(&self, ids: &[Name]) -> Vec<ActorId> {
        ids.iter().filter_map(|id| self.names.actor(id.text())).map(|index| ActorId(narrow(index))).collect()
    }

    /// The names of actors, joined for reading.
    fn actors(&self, ids: &[Name]) -> String {
        let name = |id: &Name| {
            let known = self.names.actor(id.text());
            known.map_or_else(|| id.value.clone(), |index| self.procedure.actors[index].name.clone())
        };
        ids.iter().map(name).collect::<Vec<_>>().join(" or ")
    }

    /// The steps that a rule demands or asks to be possible.
    fn demands(&self, check: &Check) -> Vec<StepId> {
        let mut names: Vec<Name> = Vec::new();
        match check {
            Check::Response { response: events, .. } | Check::PossibleEvent(events) => {
                names.extend(events.iter().filter_map(|event| match event {
                    Event::Happens { name, .. } => Some(name.clone()),
                    Event::Begins(_) | Event::Ends(_) => None,
                }));
            }
            Check::PossibleState(state) => state.each(&mut |part| {
                if let Expression::Named(name) | Expression::Is { name, .. } = part {
                    names.push(name.clone());
                }
            }),
            _ => {}
        }
        // What a term speaks of is demanded with it.
        let mut at = 0;
        while let Some(name) = names.get(at) {
            if let Some(Thing::Term(index)) = self.names.thing(name.text()) {
                let mut inside = Vec::new();
                self.procedure.terms[index].means.each(&mut |part| {
                    if let Expression::Named(name) | Expression::Is { name, .. } = part {
                        inside.push(name.clone());
                    }
                });
                inside.retain(|name| !names.iter().any(|known| known.text() == name.text()));
                names.extend(inside);
            }
            at += 1;
        }
        let step = |name: &Name| match self.names.thing(name.text())? {
            Thing::Step(index) => Some(StepId(narrow(index))),
            _ => None,
        };
        names.iter().filter_map(step).collect()
    }

    /// Whether a rule demands that a term comes to be true, and nothing else would do.
    fn demands_a_term(&self, check: &Check) -> bool {
        let Check::Response { response, .. } = check else { return false };
        let [Event::Happens { name, .. }] = response.as_slice() else { return false };
        matches!(self.names.thing(name.text()), Some(Thing::Term(_)))
    }

    /// The steps among the events that a step waits for.
    fn starts_after(&self, step: &Step) -> Vec<StepId> {
        let events = step.starts.iter().filter_map(|start| start.value.trigger()).flat_map(|trigger| &trigger.events);
        events
            .filter_map(|event| match event {
                Event::Happens { name, .. } => match self.names.thing(name.text())? {
                    Thing::Step(index) => Some(StepId(narrow(index))),
                    _ => None,
                },
                Event::Begins(_) | Event::Ends(_) => None,
            })
            .collect()
    }

    fn step_information(&self, step: &Step) -> StepInformation {
        let mut needs: Vec<String> = step.needs.iter().map(print::expression).collect();
        needs.extend(step.considers.iter().chain(&step.carries).map(|name| format!("{} is done", name.value)));
        if let Some(votes) = &step.votes {
            needs.push(format!("{} votes of {} for one outcome", votes.value.needed, votes.value.of));
        }
        StepInformation {
            id: step.id.value.clone(),
            says: step.says.clone().unwrap_or_else(|| spoken(&step.id)),
            kind: match step.kind {
                Kind::Duty => StepKind::Duty,
                Kind::Optional => StepKind::Optional,
                Kind::Event => StepKind::Event,
            },
            awaited: step.awaited,
            actor: self.actors(&step.by),
            performers: self.performers(&step.by),
            accountable: (!step.accountable.is_empty()).then(|| self.actors(&step.accountable)),
            outcomes: step
                .decide
                .iter()
                .map(|outcome| (outcome.id.value.clone(), outcome.says.clone().unwrap_or_else(|| spoken(&outcome.id))))
                .collect(),
            clauses: texts(&step.clauses),
            routine: step.routine,
            vote_of: None,
            takes: step.takes.as_ref().map(|takes| duration(takes.value)),
            every: step.starts.iter().find_map(|start| match start.value {
                Start::Every(length, _) => Some(unit(length.count, length.unit)),
                _ => None,
            }),
            starts: step.starts.iter().map(|start| print::start(&start.value)).collect(),
            starts_after: self.starts_after(step),
            starts_after_all: step
                .starts
                .iter()
                .all(|start| start.value.trigger().is_some_and(|trigger| trigger.combine == Combine::All)),
            needs,
            span: step.id.span,
            removed: step.removed,
            changed: step.changed.clone(),
        }
    }
}

fn deadline_information(deadline: &Deadline) -> DeadlineInformation {
    let time = |length: Duration| unit(length.count, length.unit);
    let limit = match deadline.due.value.limit {
        Limit::Within(length) => {
            let (count, unit) = time(length);
            DeadlineLimit::Within(count, unit)
        }
        Limit::SameDay => DeadlineLimit::Within(0, TimeUnit::CalendarDay),
        Limit::NotBefore(length) => {
            let (count, unit) = time(length);
            DeadlineLimit::NotBefore(count, unit)
        }
        Limit::Before(length) => {
            let (count, unit) = time(length);
            DeadlineLimit::Before(count, unit)
        }
    };
    DeadlineInformation {
        id: deadline.id.value.clone(),
        says: deadline.says.clone().unwrap_or_else(|| spoken(&deadline.id)),
        due: print::due(&deadline.due.value),
        limit,
        expected: deadline.expected,
        removed: deadline.removed,
        clauses: texts(&deadline.clauses),
        span: deadline.due.span,
    }
}

/// Weeks as days, years as months.
pub(super) fn unit(count: u32, unit: Unit) -> (u32, TimeUnit) {
    match unit {
        Unit::WorkingDay => (count, TimeUnit::WorkingDay),
        Unit::CalendarDay => (count, TimeUnit::CalendarDay),
        Unit::Week => (count.saturating_mul(7), TimeUnit::CalendarDay),
        Unit::Month => (count, TimeUnit::Month),
        Unit::Year => (count.saturating_mul(12), TimeUnit::Month),
    }
}

fn duration(takes: Takes) -> StepDuration {
    let (least, time_unit) = unit(takes.least, takes.unit);
    let (most, _) = unit(takes.most, takes.unit);
    let usual = takes.usual.map_or(takes.least.midpoint(takes.most), |usual| usual);
    StepDuration { least, usual: unit(usual, takes.unit).0, most, unit: time_unit }
}
