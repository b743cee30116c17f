//! What may be done in a case, and what each transition can wake.

use super::{Activity, ActorPlan, Ending, Kind, Straight, Streams, Takes, Touched};
use crate::random::{Chance, Purpose, Stream};
use crate::scenario::{Duration, OverrideOf, Scenario};
use crate::simulate::timeline::Timeline;
use crate::system::{Condition, Label, Machine, Role, SpanId, StepId, StepKind, TransitionSystem, VariableId};

/// All activities: steps and votes in their order, then the begins of spans, then their ends.
pub(super) fn activities<const W: usize>(
    system: &TransitionSystem,
    scenario: &Scenario,
    seed: u64,
    timeline: &Timeline,
    machine: &Machine<W>,
    actors: &[ActorPlan],
) -> Vec<Activity> {
    let builder = Builder { system, scenario, seed, timeline, machine, actors };
    let steps = (0..system.steps.len()).map(|index| builder.step(index));
    let begins = (0..system.spans.len()).map(|index| builder.span_begins(index));
    let ends = (0..system.spans.len()).map(|index| builder.span_ends(index));
    let mut activities: Vec<Activity> = steps.chain(begins).chain(ends).collect();
    for one in &mut activities {
        let certain = one.duty || one.chance.certain() && one.waits.is_none();
        one.at_once = certain && one.every.is_none();
        one.straight = straight(one, actors);
    }
    activities
}

fn straight(one: &Activity, actors: &[ActorPlan]) -> Option<Straight> {
    let [actor] = *one.performers else { return None };
    let meets = actors[usize::from(actor)].meetings.is_some();
    let plain = one.at_once && one.queues && one.begins.is_none() && one.takes_between.is_empty() && !meets;
    let takes = one.takes.clone().filter(|_| plain)?;
    Some(Straight { actor, takes, stream: one.streams.takes })
}

struct Builder<'a, const W: usize> {
    system: &'a TransitionSystem,
    scenario: &'a Scenario,
    seed: u64,
    timeline: &'a Timeline,
    machine: &'a Machine<W>,
    actors: &'a [ActorPlan],
}

impl<const W: usize> Builder<'_, W> {
    fn transitions(&self, wanted: impl Fn(Label) -> Option<Option<u8>>) -> Vec<(u16, Option<u8>)> {
        let ids = self.system.transition_ids();
        ids.filter_map(|id| {
            let outcome = wanted(self.system.transition(id).label)?;
            let index = self.machine.index_of(id)?;
            u16::try_from(index).ok().map(|index| (index, outcome))
        })
        .collect()
    }

    fn step(&self, index: usize) -> Activity {
        let id = StepId(narrow(index));
        let (information, drawn) = (&self.system.steps[index], &self.scenario.steps[index]);
        let begins = self.transitions(|label| (label == Label::Begin(id)).then_some(None));
        let ends = self.transitions(|label| match label {
            Label::Step { step, outcome } if step == id => Some(outcome),
            _ => None,
        });
        let weights = integers(&drawn.outcomes);
        let weight =
            |outcome: Option<u8>| outcome.map_or(1, |outcome| weights.get(usize::from(outcome)).copied().unwrap_or(0));
        let owed = &self.system.owed[index];
        let duty = information.kind == StepKind::Duty;
        let mut called = owed.clone();
        if let Some(allowed) = self.system.variable(Role::Allowed(id)) {
            called = called.or(Condition::is(allowed, 1));
        }
        if let Some(under_way) = self.system.variable(Role::UnderWay(id)) {
            called = called.or(Condition::is(under_way, 1));
        }
        let performers: Box<[u16]> = information.performers.iter().map(|actor| actor.0).collect();
        let takes = drawn.takes.as_ref().map(takes_of);
        let meets = performers.iter().any(|actor| self.actors[usize::from(*actor)].meetings.is_some());
        Activity {
            kind: Kind::Step(id),
            begins: begins.first().map(|(index, _)| *index),
            endings: ends
                .iter()
                .map(|(transition, outcome)| Ending { transition: *transition, weight: weight(*outcome) })
                .collect(),
            called: (called != Condition::FALSE && !ends.is_empty()).then(|| self.machine.predicate(&called)),
            owed: (!duty && *owed != Condition::FALSE && !ends.is_empty()).then(|| self.machine.predicate(owed)),
            duty,
            chance: Chance::new(drawn.chance),
            waits: drawn.waits.as_ref().map(takes_of),
            queues: !performers.is_empty() && (takes.is_some() || meets),
            takes,
            takes_between: self.takes_between(id),
            forced_between: Box::new([]),
            every: information.every,
            performers,
            at_once: false,
            straight: None,
            priority: drawn.priority,
            entry: weight_of_entry(drawn.begins_case),
            streams: self.streams(&information.id),
        }
    }

    fn takes_between(&self, id: StepId) -> Box<[(u32, u32, Option<Takes>)]> {
        let one = |entry: &crate::scenario::Override| match &entry.what {
            OverrideOf::Takes(step, duration) if *step == id => Some((
                self.timeline.on_or_after(entry.from),
                after(self.timeline, entry),
                duration.as_ref().map(takes_of),
            )),
            _ => None,
        };
        self.scenario.overrides.iter().filter_map(one).collect()
    }

    fn span_begins(&self, index: usize) -> Activity {
        let id = SpanId(narrow(index));
        let drawn = &self.scenario.spans[index];
        let forced = |entry: &crate::scenario::Override| match entry.what {
            OverrideOf::SpanBegins(span) if span == id => {
                Some((self.timeline.on_or_after(entry.from), after(self.timeline, entry)))
            }
            _ => None,
        };
        Activity {
            chance: Chance::new(drawn.chance),
            waits: drawn.waits.as_ref().map(takes_of),
            forced_between: self.scenario.overrides.iter().filter_map(forced).collect(),
            ..self.span(Kind::SpanBegins(id), Label::SpanBegins(id), &format!("{} begins", self.system.spans[index].id))
        }
    }

    fn span_ends(&self, index: usize) -> Activity {
        let id = SpanId(narrow(index));
        let drawn = &self.scenario.spans[index];
        Activity {
            duty: true,
            takes: drawn.runs.as_ref().map(takes_of),
            ..self.span(Kind::SpanEnds(id), Label::SpanEnds(id), &format!("{} ends", self.system.spans[index].id))
        }
    }

    fn span(&self, kind: Kind, label: Label, name: &str) -> Activity {
        let transitions = self.transitions(|other| (other == label).then_some(None));
        Activity {
            kind,
            begins: None,
            endings: transitions.iter().map(|(transition, _)| Ending { transition: *transition, weight: 1 }).collect(),
            called: None,
            owed: None,
            duty: false,
            chance: Chance::new(1.0),
            waits: None,
            takes: None,
            takes_between: Box::new([]),
            forced_between: Box::new([]),
            every: None,
            performers: Box::new([]),
            queues: false,
            at_once: false,
            straight: None,
            priority: 0,
            entry: 0,
            streams: self.streams(name),
        }
    }

    fn streams(&self, name: &str) -> Streams {
        let stream = |purpose| Stream::new(self.seed, purpose, name);
        Streams {
            chance: stream(Purpose::Chance),
            waits: stream(Purpose::Waits),
            takes: stream(Purpose::Takes),
            outcome: stream(Purpose::Outcome),
        }
    }
}

fn takes_of(duration: &Duration) -> Takes {
    Takes { table: duration.table.clone(), unit: duration.unit }
}

/// The day after the last one of an override.
pub(in crate::simulate) fn after(timeline: &Timeline, entry: &crate::scenario::Override) -> u32 {
    entry.to.succ_opt().map_or(u32::MAX, |day| timeline.on_or_after(day))
}

fn narrow(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// Relative weights as integers: 2^32 for the heaviest, at least 1 for any that is above 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 2^32")]
pub(super) fn integers(weights: &[f64]) -> Vec<u64> {
    let heaviest = weights.iter().copied().filter(|weight| weight.is_finite()).fold(0.0, f64::max);
    let one = |weight: f64| {
        if heaviest > 0.0 && weight > 0.0 { ((weight / heaviest * 2_f64.powi(32)).round() as u64).max(1) } else { 0 }
    };
    weights.iter().map(|weight| one(*weight)).collect()
}

/// A weight among those with which cases begin, in millionths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the conversion saturates")]
fn weight_of_entry(weight: f64) -> u64 {
    if weight > 0.0 { ((weight * 1e6).round() as u64).clamp(1, 1 << 48) } else { 0 }
}

/// What each transition of the machine can wake: activities that read what it writes.
pub(super) fn touched<const W: usize>(
    system: &TransitionSystem,
    machine: &Machine<W>,
    activities: &[Activity],
) -> Vec<Touched> {
    let reads: Vec<Vec<VariableId>> = activities.iter().map(|activity| reads(system, machine, activity)).collect();
    (0..machine.transition_count())
        .map(|index| {
            let writes = system.transition(machine.transition_id(index)).writes();
            let wakes = |read: &Vec<VariableId>| read.iter().any(|variable| writes.binary_search(variable).is_ok());
            let own = |activity: &Activity| {
                let at = narrow(index);
                activity.begins == Some(at) || activity.endings.iter().any(|ending| ending.transition == at)
            };
            let activity = (0_u16..).zip(activities).find(|(_, activity)| own(activity)).map(|(at, _)| at);
            // What was taken may be owed again at once, though it wrote nothing that it reads.
            let stirs = |(at, read): &(u16, &Vec<VariableId>)| wakes(read) || Some(*at) == activity;
            Touched {
                activities: (0_u16..).zip(&reads).filter(stirs).map(|(at, _)| at).collect(),
                activity,
                ..Touched::default()
            }
        })
        .collect()
}

/// The variables on which it depends whether an activity is called or can be taken.
fn reads<const W: usize>(system: &TransitionSystem, machine: &Machine<W>, activity: &Activity) -> Vec<VariableId> {
    let mut variables = Vec::new();
    for index in activity.endings.iter().map(|ending| ending.transition).chain(activity.begins) {
        variables.extend(system.transition(machine.transition_id(usize::from(index))).guard.variables());
    }
    if let Kind::Step(step) = activity.kind {
        variables.extend(system.owed[usize::from(step.0)].variables());
        variables.extend(system.variable(Role::Allowed(step)));
        variables.extend(system.variable(Role::UnderWay(step)));
    }
    variables.sort_unstable();
    variables.dedup();
    variables
}
