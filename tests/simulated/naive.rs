//! A simulator that is as plain as can be: every day it looks at every case, and after every transition at every activity. It reads the
//! conditions of the system itself, keeps no queue of events, and shares no code with the engine but the draws and the laws of clocks.

mod days;
mod people;

use duecourse::calendar::Date;
use duecourse::random::{Chance, Key, Purpose, Stream, choose, draw};
use duecourse::scenario::{Duration, OverrideOf, Scenario};
use duecourse::system::{
    ClockOwner, Condition, DeadlineLimit, DeadlineStatus, Effect, Label, Role, Side, StepKind, Strokes, Transition,
    TransitionId, TransitionSystem, VariableId,
};
use people::Person;

type State = Vec<u8>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Idle,
    Declined,
    Delayed,
    Due,
    Queued,
    Working,
    Ready,
    Next,
}

#[derive(Debug, Clone)]
struct Doing {
    status: Status,
    calls: u32,
    begins: u32,
    takes: u32,
    stamp: u32,
    day: u32,
    actor: Option<usize>,
}

#[derive(Debug, Clone)]
struct ClockState {
    status: DeadlineStatus,
    due: u32,
    stamp: u32,
}

struct Case {
    number: u64,
    state: State,
    doings: Vec<Doing>,
    clocks: Vec<ClockState>,
    holds: Vec<u32>,
    agenda: Vec<Option<u32>>,
    happened: Vec<(u32, TransitionId)>,
}

struct Activity {
    label: Label,
    name: String,
    begins: Option<TransitionId>,
    endings: Vec<(TransitionId, u64)>,
    duty: bool,
    performers: Vec<usize>,
}

pub(crate) struct Naive<'a> {
    system: &'a TransitionSystem,
    scenario: &'a Scenario,
    seed: u64,
    replication: u32,
    activities: Vec<Activity>,
    clocks: Vec<usize>,
    cases: Vec<Case>,
    people: Vec<Vec<Person>>,
    freed: Vec<bool>,
    next: Vec<(usize, usize)>,
    day: u32,
    stamp: u32,
    pub(crate) busy_days: Vec<u64>,
    pub(crate) waiting_days: Vec<u64>,
}

fn value<'a>(before: &'a State, moment: &'a State, after: &'a State) -> impl Fn(VariableId, Side) -> u8 + 'a {
    move |variable, side| match side {
        Side::Before => before[usize::from(variable.0)],
        Side::Moment => moment[usize::from(variable.0)],
        Side::After => after[usize::from(variable.0)],
    }
}

fn holds(condition: &Condition, state: &State) -> bool {
    condition.evaluate(&value(state, state, state))
}

/// The states with the step done, and after its consequences.
fn taken(transition: &Transition, before: &State) -> (State, State) {
    let mut moment = before.clone();
    for (variable, value) in &transition.own {
        moment[usize::from(variable.0)] = *value;
    }
    let mut after = moment.clone();
    for Effect { condition, variable, value: set } in &transition.consequences {
        if condition.evaluate(&value(before, &moment, &moment)) {
            after[usize::from(variable.0)] = *set;
        }
    }
    (moment, after)
}

impl<'a> Naive<'a> {
    pub(crate) fn new(system: &'a TransitionSystem, scenario: &'a Scenario, seed: u64, replication: u32) -> Self {
        let clocks =
            (0..system.clocks.len()).filter(|at| matches!(system.clocks[*at].owner, ClockOwner::Deadline(_))).collect();
        let mut naive = Self {
            system,
            scenario,
            seed,
            replication,
            activities: Vec::new(),
            clocks,
            cases: Vec::new(),
            people: Vec::new(),
            freed: vec![false; system.actors.len()],
            next: Vec::new(),
            day: 0,
            stamp: 0,
            busy_days: vec![0; system.actors.len()],
            waiting_days: vec![0; system.actors.len()],
        };
        for index in 0..system.steps.len() {
            naive.add_step(index);
        }
        naive.people = (0..system.actors.len()).map(|actor| naive.people_of(actor)).collect();
        naive
    }

    fn add_step(&mut self, index: usize) {
        let step = &self.system.steps[index];
        let id = duecourse::system::StepId(u16::try_from(index).unwrap());
        let weights = &self.scenario.steps[index].outcomes;
        let heaviest = weights.iter().copied().fold(0.0, f64::max);
        let weight = |outcome: Option<u8>| {
            outcome.map_or(1, |outcome| (weights[usize::from(outcome)] / heaviest * 2_f64.powi(32)).round() as u64)
        };
        let mut endings = Vec::new();
        let mut begins = None;
        for transition in self.system.transition_ids() {
            match self.system.transition(transition).label {
                Label::Begin(step) if step == id => begins = Some(transition),
                Label::Step { step, outcome } if step == id => endings.push((transition, weight(outcome))),
                _ => {}
            }
        }
        self.activities.push(Activity {
            label: Label::Step { step: id, outcome: None },
            name: step.id.clone(),
            begins,
            endings,
            duty: step.kind == StepKind::Duty,
            performers: step.performers.iter().map(|actor| usize::from(actor.0)).collect(),
        });
    }

    fn drawn(&self, purpose: Purpose, name: &str, case: u64, occurrence: u32) -> u64 {
        draw(Key { stream: Stream::new(self.seed, purpose, name), replication: self.replication, case, occurrence })
    }

    fn stamp(&mut self) -> u32 {
        self.stamp += 1;
        self.stamp
    }

    // ---- what can be done ----

    fn enabled(&self, case: usize, transition: TransitionId) -> bool {
        holds(&self.system.transition(transition).guard, &self.cases[case].state)
    }

    fn can_be_taken(&self, case: usize, activity: usize) -> bool {
        let one = &self.activities[activity];
        one.begins.is_some_and(|id| self.enabled(case, id)) || self.can_end(case, activity)
    }

    fn can_end(&self, case: usize, activity: usize) -> bool {
        self.activities[activity].endings.iter().any(|(id, _)| self.enabled(case, *id))
    }

    fn is_called_in(&self, state: &State, activity: usize) -> Option<bool> {
        let Label::Step { step, .. } = self.activities[activity].label else { return None };
        let is = |role| self.system.variable(role).map(|variable| state[usize::from(variable.0)] == 1);
        let owed = &self.system.owed[usize::from(step.0)];
        let ways = [
            is(Role::Allowed(step)),
            is(Role::UnderWay(step)),
            (*owed != Condition::FALSE).then(|| holds(owed, state)),
        ];
        ways.iter().any(Option::is_some).then(|| ways.contains(&Some(true)))
    }

    fn is_called(&self, case: usize, activity: usize) -> bool {
        self.is_called_in(&self.cases[case].state, activity).unwrap_or_else(|| self.can_be_taken(case, activity))
    }

    fn has_to_be_done(&self, case: usize, activity: usize) -> bool {
        let Label::Step { step, .. } = self.activities[activity].label else { return false };
        self.activities[activity].duty || holds(&self.system.owed[usize::from(step.0)], &self.cases[case].state)
    }

    // ---- what happens ----

    fn look(&mut self, case: usize, activity: usize) {
        let called = self.is_called(case, activity);
        match self.cases[case].doings[activity].status {
            Status::Idle if called => self.call(case, activity),
            Status::Working if called => {}
            Status::Next | Status::Idle => {}
            Status::Working => {
                self.release(case, activity);
                self.cases[case].doings[activity].status = Status::Idle;
            }
            Status::Queued if self.can_be_taken(case, activity) => {}
            Status::Queued => {
                self.cases[case].doings[activity].status = if called { Status::Due } else { Status::Idle }
            }
            _ if !called => self.cases[case].doings[activity].status = Status::Idle,
            Status::Declined | Status::Delayed => {
                if !self.activities[activity].duty && self.has_to_be_done(case, activity) {
                    self.cases[case].doings[activity].status = Status::Due;
                    self.ask(case, activity);
                }
            }
            Status::Due => self.ask(case, activity),
            Status::Ready => {
                if self.can_end(case, activity) {
                    self.put_next(case, activity);
                }
            }
        }
    }

    fn call(&mut self, case: usize, activity: usize) {
        let one = &self.scenario.steps[activity];
        let name = self.activities[activity].name.clone();
        let number = self.cases[case].number;
        let calls = self.cases[case].doings[activity].calls;
        self.cases[case].doings[activity].calls += 1;
        if !self.has_to_be_done(case, activity) {
            if !Chance::new(one.chance).happens(self.drawn(Purpose::Chance, &name, number, calls)) {
                self.cases[case].doings[activity].status = Status::Declined;
                return;
            }
            let waits =
                one.waits.as_ref().map(|waits| waits.table.draw(self.drawn(Purpose::Waits, &name, number, calls)));
            if let Some(days) = waits.filter(|days| *days > 0) {
                let stamp = self.stamp();
                let doing = &mut self.cases[case].doings[activity];
                (doing.status, doing.day, doing.stamp) = (Status::Delayed, self.day + days, stamp);
                return;
            }
        }
        self.cases[case].doings[activity].status = Status::Due;
        self.ask(case, activity);
    }

    fn ask(&mut self, case: usize, activity: usize) {
        if !self.can_be_taken(case, activity) {
            return;
        }
        let performers = self.activities[activity].performers.clone();
        let takes = self.scenario.steps[activity].takes.is_some();
        let meets = performers.iter().any(|actor| self.scenario.actors[*actor].meetings.is_some());
        if !performers.is_empty() && (takes || meets) {
            for actor in performers {
                let first = self.waiting(actor).is_empty() || self.cases[case].holds[actor] > 0;
                if first && self.is_free(actor, case) {
                    self.start(case, activity, Some(actor));
                    return;
                }
            }
            let stamp = self.stamp();
            let doing = &mut self.cases[case].doings[activity];
            (doing.status, doing.stamp) = (Status::Queued, stamp);
        } else if takes {
            self.start(case, activity, None);
        } else {
            self.put_next(case, activity);
        }
    }

    fn put_next(&mut self, case: usize, activity: usize) {
        self.cases[case].doings[activity].status = Status::Next;
        self.next.push((case, activity));
    }

    /// What an activity takes that begins today: as the last override says that today lies in, or as usual. Of a year's 365 days and a quarter 253
    /// are worked; a date is the first working day on or after it.
    fn takes(&self, activity: usize) -> Option<&Duration> {
        let number = |date: Date| {
            let days = u32::try_from((date - self.scenario.start).num_days()).unwrap();
            (days * 4 * 253).div_ceil(1461)
        };
        let mut takes = self.scenario.steps[activity].takes.as_ref();
        for entry in &self.scenario.overrides {
            let OverrideOf::Takes(step, other) = &entry.what else { continue };
            let until = number(entry.to.succ_opt().unwrap());
            if usize::from(step.0) == activity && number(entry.from) <= self.day && self.day < until {
                takes = other.as_ref();
            }
        }
        takes
    }

    fn start(&mut self, case: usize, activity: usize, actor: Option<usize>) {
        let begins = self.cases[case].doings[activity].begins;
        let days = self.takes(activity).map_or(0, |takes| {
            let name = &self.activities[activity].name;
            takes.table.draw(self.drawn(Purpose::Takes, name, self.cases[case].number, begins))
        });
        if let Some(actor) = actor {
            self.cases[case].holds[actor] += 1;
            if self.scenario.actors[actor].meetings.is_some() {
                self.cases[case].agenda[actor] = Some(self.day);
            }
        }
        let stamp = self.stamp();
        let doing = &mut self.cases[case].doings[activity];
        doing.begins += 1;
        (doing.status, doing.day, doing.stamp, doing.actor) = (Status::Working, self.day + days, stamp, actor);
        if let Some(begins) = self.activities[activity].begins.filter(|id| self.enabled(case, *id)) {
            self.apply(case, begins);
        }
    }

    fn release(&mut self, case: usize, activity: usize) {
        if let Some(actor) = self.cases[case].doings[activity].actor.take() {
            self.cases[case].holds[actor] -= 1;
            self.freed[actor] |= self.cases[case].holds[actor] == 0;
        }
    }

    fn take(&mut self, case: usize, activity: usize) {
        if let Some(begins) = self.activities[activity].begins.filter(|id| self.enabled(case, *id)) {
            self.cases[case].doings[activity].status = Status::Next;
            self.apply(case, begins);
        }
        let possible: Vec<(TransitionId, u64)> =
            self.activities[activity].endings.iter().copied().filter(|(id, _)| self.enabled(case, *id)).collect();
        if possible.is_empty() {
            self.cases[case].doings[activity].status = Status::Ready;
            return;
        }
        let takes = self.cases[case].doings[activity].takes;
        let drawn = self.drawn(Purpose::Outcome, &self.activities[activity].name, self.cases[case].number, takes);
        let equal = possible.iter().all(|(_, weight)| *weight == 0);
        let chosen = possible[choose(possible.iter().map(|(_, weight)| if equal { 1 } else { *weight }), drawn)].0;
        self.cases[case].doings[activity].status = Status::Idle;
        self.cases[case].doings[activity].takes += 1;
        self.apply(case, chosen);
    }

    fn apply(&mut self, case: usize, transition: TransitionId) {
        let system = self.system;
        let before = self.cases[case].state.clone();
        let (moment, after) = taken(system.transition(transition), &before);
        self.cases[case].happened.push((self.day, transition));
        self.cases[case].state.clone_from(&after);
        self.strike(case, Some(transition), [&before, &moment, &after]);
        let own = self
            .activities
            .iter()
            .position(|one| one.begins == Some(transition) || one.endings.iter().any(|(id, _)| *id == transition));
        if let Some(own) = own {
            let stays = self.is_called_in(&moment, own) == Some(true);
            if !self.activities[own].duty && self.cases[case].doings[own].status == Status::Idle && stays {
                self.cases[case].doings[own].status = Status::Declined;
            }
        }
        for activity in 0..self.activities.len() {
            self.look(case, activity);
        }
    }

    fn strike(&mut self, case: usize, transition: Option<TransitionId>, states: [&State; 3]) {
        for at in 0..self.clocks.len() {
            let clock = &self.system.clocks[self.clocks[at]];
            let mut strokes = Strokes::default();
            for signal in clock.signals.iter().filter(|signal| signal.transition == transition) {
                if signal.condition.evaluate(&value(states[0], states[1], states[2])) {
                    strokes.add(signal.stroke);
                }
            }
            if !strokes.any() {
                continue;
            }
            let stamp = self.stamp();
            let own = &mut self.cases[case].clocks[at];
            let change = clock.next(own.status, strokes);
            own.status = change.status;
            own.stamp = stamp;
            if change.restarted {
                let DeadlineLimit::Within(count, _) = clock.limit else { unreachable!("generated so") };
                own.due = self.day + count;
            }
        }
    }

    fn settle(&mut self) {
        loop {
            if !self.next.is_empty() {
                let (case, activity) = self.next.remove(0);
                if self.cases[case].doings[activity].status == Status::Next {
                    self.cases[case].doings[activity].status = Status::Due;
                    if self.can_be_taken(case, activity) {
                        self.take(case, activity);
                    } else {
                        self.look(case, activity);
                    }
                }
            } else if self.freed.contains(&true) {
                for actor in 0..self.freed.len() {
                    if std::mem::take(&mut self.freed[actor]) {
                        self.dispatch(actor);
                    }
                }
            } else {
                return;
            }
        }
    }
}
