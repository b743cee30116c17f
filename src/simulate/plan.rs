//! A system and a scenario, packed for running: what each step can wake, what it draws from, who does it.

mod activities;
mod clocks;
mod incidents;
mod people;

pub(super) use activities::after;
pub(super) use people::geometric;

use super::error::SimulationError;
use super::timeline::{NEVER, Timeline};
use crate::random::{Chance, DayTable, Stream};
use crate::scenario::{Discipline, Scenario};
use crate::system::{
    Alike, Clock, ClockChange, ClockOwner, ClockTable, DeadlineId, DeadlineLimit, DeadlineStatus, Machine, Moment,
    Predicate, Role, Selection, SpanId, StepId, Strokes, TimeUnit, TransitionId, TransitionSystem, alike_statuses,
};

/// A duration to draw.
#[derive(Debug, Clone)]
pub(super) struct Takes {
    pub(super) table: DayTable,
    pub(super) unit: TimeUnit,
}

/// What an activity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Step(StepId),
    SpanBegins(SpanId),
    SpanEnds(SpanId),
}

/// One way for an activity to end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ending {
    pub(super) transition: u16,
    pub(super) weight: u64,
}

/// Something that may be done in a case: a step, a vote, the begin or the end of a span.
#[derive(Debug, Clone)]
pub(super) struct Activity {
    pub(super) kind: Kind,
    /// The transition by which a step of two moments begins.
    pub(super) begins: Option<u16>,
    pub(super) endings: Box<[Ending]>,
    /// When it is owed or allowed; absent if that is when it can be taken.
    pub(super) called: Option<Predicate>,
    /// When it has to be done although it need not in itself.
    pub(super) owed: Option<Predicate>,
    /// It has to be done whenever it is called.
    pub(super) duty: bool,
    pub(super) chance: Chance,
    pub(super) waits: Option<Takes>,
    pub(super) takes: Option<Takes>,
    /// What it takes when begun between two days, the second left out; the last that fits counts.
    pub(super) takes_between: Box<[(u32, u32, Option<Takes>)]>,
    /// When it begins of itself in every case: between two days, the second left out.
    pub(super) forced_between: Box<[(u32, u32)]>,
    /// It comes up at fixed intervals.
    pub(super) every: Option<(u32, TimeUnit)>,
    pub(super) performers: Box<[u16]>,
    /// As soon as it is called it is asked for: no chance, no wait, no interval.
    pub(super) at_once: bool,
    pub(super) straight: Option<Straight>,
    /// It waits for its performers; else it takes place at once.
    pub(super) queues: bool,
    pub(super) priority: i32,
    /// Weight with which a case begins with it.
    pub(super) entry: u64,
    pub(super) streams: Streams,
}

/// What is needed again and again of an activity with one performer, who does not work at meetings: if it is asked for as soon as it is called, waits
/// for that performer, is of one moment and takes as long on all days.
#[derive(Debug, Clone)]
pub(super) struct Straight {
    pub(super) actor: u16,
    pub(super) takes: Takes,
    pub(super) stream: Stream,
}

impl ClockPlan {
    /// What strokes make of a status.
    #[inline]
    pub(super) fn next(&self, status: DeadlineStatus, strokes: Strokes) -> ClockChange {
        self.changes[status as usize * Strokes::COMBINATIONS + strokes.index()]
    }

    /// Its length when it starts on a day.
    pub(super) fn limit_on(&self, day: u32) -> &DeadlineLimit {
        let fits = self.limit_between.iter().rev().find(|(from, to, _)| (*from..*to).contains(&day));
        fits.map_or(&self.limit, |(_, _, limit)| limit)
    }
}

impl Activity {
    /// What it takes when begun on a day.
    #[inline]
    pub(super) fn takes_on(&self, day: u32) -> Option<&Takes> {
        if self.takes_between.is_empty() {
            return self.takes.as_ref();
        }
        let other = self.takes_between.iter().rev().find(|(from, to, _)| (*from..*to).contains(&day));
        other.map_or(self.takes.as_ref(), |(_, _, takes)| takes.as_ref())
    }
}

/// What is drawn for an activity.
#[derive(Debug, Clone, Copy)]
pub(super) struct Streams {
    pub(super) chance: Stream,
    pub(super) waits: Stream,
    pub(super) takes: Stream,
    pub(super) outcome: Stream,
}

/// The clock of a deadline.
#[derive(Debug, Clone)]
pub(super) struct ClockPlan {
    /// Its index in the clocks of the system.
    pub(super) clock: usize,
    pub(super) deadline: DeadlineId,
    pub(super) limit: DeadlineLimit,
    /// Its length when it starts between two days, the second left out; the last that fits counts.
    pub(super) limit_between: Box<[(u32, u32, DeadlineLimit)]>,
    /// Its length in working days, if it is within so many on all days and missing it sets nothing off.
    pub(super) plain: Option<u32>,
    /// The transition by which it is missed.
    pub(super) missed: Option<u16>,
    /// Missing it can set something off, so that it must not be found out later only.
    pub(super) eager: bool,
    pub(super) suspended: Option<Predicate>,
    /// What each combination of strokes makes of each status: [`Clock::next`], looked up.
    changes: Box<[ClockChange]>,
}

/// What a transition touches.
#[derive(Debug, Clone, Default)]
pub(super) struct Touched {
    /// Activities to look at, in order.
    pub(super) activities: Box<[u16]>,
    /// Clocks that it may suspend or release.
    pub(super) clocks: Box<[u16]>,
    /// The activity that it belongs to.
    pub(super) activity: Option<u16>,
    /// Some clock hears it.
    pub(super) strikes: bool,
}

/// An actor in the scenario.
#[derive(Debug, Clone)]
pub(super) struct ActorPlan {
    pub(super) places: Option<u32>,
    /// Days on which the number of places changes, and to what.
    pub(super) places_from: Box<[(u32, Option<u32>)]>,
    pub(super) discipline: Discipline,
    /// Waiting steps have to be sorted: by priority, or by what is due first.
    pub(super) sorted: bool,
    /// Activities that wait for it.
    pub(super) queueing: Box<[u16]>,
    /// The only one of them, if it is straight, and first come is first served.
    pub(super) only: Option<u16>,
    pub(super) absence: Option<AbsencePlan>,
    pub(super) meetings: Option<MeetingPlan>,
}

/// When an actor is away.
#[derive(Debug, Clone)]
pub(super) struct AbsencePlan {
    pub(super) length: u32,
    /// Days between absences.
    pub(super) gap: DayTable,
    pub(super) people: u32,
    pub(super) stream: Stream,
}

/// When an actor meets.
#[derive(Debug, Clone)]
pub(super) struct MeetingPlan {
    pub(super) when: MeetingDays,
    pub(super) cases: Option<u32>,
    pub(super) cancelled: Chance,
    pub(super) stream: Stream,
}

/// Days of meetings.
#[derive(Debug, Clone)]
pub(super) enum MeetingDays {
    /// These, in order.
    Days(Box<[u32]>),
    /// Every so many days from a first one on.
    Every { first: u32, days: u32 },
}

/// The facts of incidents.
#[derive(Debug, Clone)]
pub(super) struct Incidents<const W: usize> {
    pub(super) facts: Vec<FactPlan>,
    /// Components of facts: index, number of classes.
    pub(super) sizes: Vec<usize>,
    /// For each combination of classes, the first component fastest, how a case begins.
    pub(super) beginnings: Vec<Beginning<W>>,
}

/// How a case begins.
#[derive(Debug, Clone)]
pub(super) struct Beginning<const W: usize> {
    pub(super) moment: Moment<W>,
    /// What it does to clocks.
    pub(super) strokes: Box<[(u16, Strokes)]>,
    /// Activities to look at.
    pub(super) activities: Box<[u16]>,
}

/// How the value of a fact is drawn.
#[derive(Debug, Clone)]
pub(super) struct FactPlan {
    pub(super) stream: Stream,
    pub(super) law: FactLaw,
}

#[derive(Debug, Clone)]
pub(super) enum FactLaw {
    /// Nothing reads it.
    Unread,
    One(DayTable),
    Many(Box<[Chance]>),
}

/// Everything that a replication needs.
#[derive(Debug, Clone)]
pub(super) struct Plan<'a, const W: usize> {
    pub(super) system: &'a TransitionSystem,
    pub(super) scenario: &'a Scenario,
    pub(super) seed: u64,
    pub(super) timeline: Timeline,
    pub(super) machine: Machine<W>,
    pub(super) activities: Vec<Activity>,
    pub(super) clocks: Vec<ClockPlan>,
    pub(super) table: ClockTable,
    pub(super) touched: Vec<Touched>,
    pub(super) actors: Vec<ActorPlan>,
    pub(super) incidents: Incidents<W>,
    /// Statuses of deadlines that are alike.
    pub(super) alike: Vec<Alike>,
    /// The parts of "the case is complete".
    pub(super) complete: Vec<Predicate>,
    pub(super) entry_stream: Stream,
    /// Some activity has a weight to begin a case with.
    pub(super) entries: Box<[u16]>,
    /// Days, in order, from which on an activity begins of itself in every case.
    pub(super) forced: Box<[(u32, u16)]>,
    /// Clocks that something can suspend.
    pub(super) suspending: Box<[u16]>,
    /// Some actor does first what is due first.
    pub(super) by_due: bool,
}

/// Everything but the memories of the rules: what can happen does not depend on them.
pub(super) fn selection(system: &TransitionSystem) -> Selection {
    let mut selection = Selection::whole(system);
    selection.variables.retain(|variable| !matches!(system.variables[usize::from(variable.0)].role, Role::Monitor(_)));
    selection
}

impl<'a, const W: usize> Plan<'a, W> {
    pub(super) fn new(
        system: &'a TransitionSystem,
        scenario: &'a Scenario,
        seed: u64,
    ) -> Result<Self, SimulationError> {
        fits(system, scenario)?;
        let mut plan = Self::of(system, scenario, seed, Timeline::new(scenario)?, &selection(system))?;
        let deadlines = system.clocks.iter().enumerate();
        let owned = |(index, clock): (usize, &Clock)| matches!(clock.owner, ClockOwner::Deadline(_)).then_some(index);
        plan.add_clocks(&deadlines.filter_map(owned).collect::<Vec<_>>());
        plan.complete = system.complete.iter().map(|part| plan.machine.predicate(part)).collect();
        Ok(plan)
    }

    /// A plan of a closed part of the system, without clocks, with the activities that belong to it.
    pub(super) fn of(
        system: &'a TransitionSystem,
        scenario: &'a Scenario,
        seed: u64,
        timeline: Timeline,
        selection: &Selection,
    ) -> Result<Self, SimulationError> {
        fits(system, scenario)?;
        let machine = Machine::new(system, selection);
        let mut actors = people::actors(system, scenario, seed, &timeline)?;
        let mut activities = activities::activities(system, scenario, seed, &timeline, &machine, &actors);
        // Of the whole every step keeps its place, removed ones too.
        if selection.transitions.len() < system.transitions.len() {
            activities.retain(|activity| !activity.endings.is_empty());
        }
        let touched = activities::touched(system, &machine, &activities);
        for (actor, one) in (0_u16..).zip(&mut actors) {
            one.queueing = numbers(&activities, |activity| activity.queues && activity.performers.contains(&actor));
            one.only = match *one.queueing {
                [only] if !one.sorted && activities[usize::from(only)].straight.is_some() => Some(only),
                _ => None,
            };
        }
        let mut plan = Self {
            system,
            scenario,
            seed,
            timeline,
            clocks: Vec::new(),
            table: ClockTable::new(system, &machine, &[]),
            touched,
            incidents: Incidents { facts: Vec::new(), sizes: Vec::new(), beginnings: Vec::new() },
            alike: alike_statuses(system, selection),
            complete: Vec::new(),
            entry_stream: Stream::new(seed, crate::random::Purpose::Entry, ""),
            entries: numbers(&activities, |activity| activity.entry > 0),
            suspending: Box::new([]),
            forced: forced(&activities),
            by_due: actors.iter().any(|actor| actor.discipline == Discipline::EarliestDueDate),
            actors,
            activities,
            machine,
        };
        plan.add_incidents()?;
        Ok(plan)
    }

    /// The first day from one on, on which an activity begins of itself; [`NEVER`] if there is none.
    pub(super) fn forced_from(&self, day: u32) -> u32 {
        self.forced.iter().map(|(from, _)| *from).find(|from| *from >= day).unwrap_or(NEVER)
    }

    /// The system's id of a transition of the machine.
    pub(super) fn transition(&self, index: u16) -> TransitionId {
        self.machine.transition_id(usize::from(index))
    }
}

/// When an activity begins of itself, by day.
fn forced(activities: &[Activity]) -> Box<[(u32, u16)]> {
    let days = |(at, one): (u16, &Activity)| one.forced_between.iter().map(|(from, _)| (*from, at)).collect::<Vec<_>>();
    let mut forced: Vec<(u32, u16)> = (0_u16..).zip(activities).flat_map(days).collect();
    forced.sort_unstable();
    forced.dedup();
    forced.into_boxed_slice()
}

/// The activities of which something holds.
fn numbers(activities: &[Activity], wanted: impl Fn(&Activity) -> bool) -> Box<[u16]> {
    (0_u16..).zip(activities).filter(|(_, activity)| wanted(activity)).map(|(at, _)| at).collect()
}

fn fits(system: &TransitionSystem, scenario: &Scenario) -> Result<(), SimulationError> {
    let checks = [
        (scenario.steps.len() == system.steps.len(), "steps"),
        (scenario.spans.len() == system.spans.len(), "spans"),
        (scenario.actors.len() == system.actors.len(), "actors"),
        (scenario.facts.len() == system.facts.facts.len(), "facts"),
    ];
    if let Some((_, what)) = checks.into_iter().find(|(fits, _)| !fits) {
        return Err(SimulationError::Mismatch { what });
    }
    let activities = system.steps.len() + 2 * system.spans.len();
    if activities >= usize::from(super::wheel::Event::CLOCKS) {
        return Err(SimulationError::TooLarge { why: "it has more than 32767 steps" });
    }
    if system.facts.each.is_some() {
        return Err(SimulationError::TooLarge { why: "its facts are not put into classes" });
    }
    Ok(())
}
