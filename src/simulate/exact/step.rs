//! How situations go on, each branch with its chance. The same rules as in a replication, with nobody to wait for.

use super::forget::Rest;
use super::situation::{Counter, Situation, Standing, Todo};
use super::tally::Tally;
use crate::simulate::plan::{Beginning, Plan, Takes};
use crate::system::{Anchoring, DeadlineLimit, DeadlineStatus, Moment, State, Stroke, Strokes};
use std::collections::VecDeque;

/// Most things done for one deadline: a second or two.
const TODO_MAX: u32 = 1_000_000;

/// What comes out, and what is still to be settled.
pub(super) struct Course<'a, const W: usize> {
    plan: &'a Plan<'a, W>,
    open: Vec<(Situation<W>, f64)>,
    /// What came out since it was last taken away.
    pub(super) tally: Tally,
    done: u32,
    /// It takes too long, or something goes round and round without any day passing.
    pub(super) endless: bool,
}

impl<'a, const W: usize> Course<'a, W> {
    pub(super) fn new(plan: &'a Plan<'a, W>) -> Self {
        Self { plan, open: Vec::new(), tally: Tally::default(), done: 0, endless: false }
    }

    /// Something is to be done in a situation.
    pub(super) fn open(&mut self, situation: Situation<W>, chance: f64) {
        self.open.push((situation, chance));
    }

    /// A case begins with an incident of this kind.
    pub(super) fn begin(&mut self, number: usize, chance: f64) {
        let plan = self.plan;
        let Beginning { moment, activities, .. } = &plan.incidents.beginnings[number];
        let mut situation = Situation {
            state: moment.after,
            standings: vec![Standing::Idle; plan.activities.len()],
            counters: vec![Counter::STILL; plan.clocks.len()],
            under_way: Vec::new(),
            todo: activities.iter().map(|activity| Todo::Look(*activity)).collect(),
        };
        let mut strokes = vec![Strokes::default(); plan.clocks.len()];
        plan.table.strike_beginning(&plan.machine, moment, |clock, stroke| strokes[clock].add(stroke));
        self.strike(&mut situation, &strokes, chance);
        self.suspend(&mut situation);
        let can = |activity: &&u16| self.plan.can_be_taken(&situation.state, &plan.activities[usize::from(**activity)]);
        let entries: Vec<u16> = plan.entries.iter().filter(can).copied().collect();
        let total: u64 = entries.iter().map(|activity| plan.activities[usize::from(*activity)].entry).sum();
        if entries.is_empty() {
            self.open.push((situation, chance));
            return;
        }
        for activity in entries {
            let mut entered = situation.clone();
            entered.todo.push_front(Todo::Take(activity));
            entered.standings[usize::from(activity)] = Standing::Next;
            self.open.push((entered, chance * ratio(plan.activities[usize::from(activity)].entry, total)));
        }
    }

    /// The clock of the deadline is struck, and nothing is under way.
    pub(super) fn begin_at_anchor(&mut self, anchor: &Rest<W>) {
        let standings =
            anchor.activities.iter().map(|matters| if *matters { Standing::Idle } else { Standing::Dropped });
        let mut situation = Situation {
            state: anchor.state,
            standings: standings.collect(),
            counters: vec![Counter::STILL; anchor.clocks.len()],
            under_way: Vec::new(),
            todo: (0_u16..).zip(&anchor.activities).map(|(activity, _)| Todo::Look(activity)).collect(),
        };
        situation.counters[0].status = DeadlineStatus::Running;
        self.suspend(&mut situation);
        self.open.push((situation, 1.0));
    }

    /// The next situation in which nothing more is to be done today.
    pub(super) fn settle(&mut self) -> Option<(Situation<W>, f64)> {
        while let Some((mut situation, chance)) = self.open.pop() {
            let Some(todo) = situation.todo.pop_front() else { return Some((situation, chance)) };
            self.done += 1;
            if self.done > TODO_MAX {
                self.endless = true;
                return None;
            }
            match todo {
                Todo::Look(activity) => self.look(situation, activity, chance),
                Todo::Take(activity) => self.take_next(situation, activity, chance),
                Todo::Ask(activity) => self.ask(situation, activity, chance),
                Todo::Over(activity) => self.over(situation, activity, chance),
                Todo::Miss(clock) => self.miss(situation, clock, chance),
            }
        }
        None
    }

    /// Whether nothing can become of the deadline any more.
    pub(super) fn is_over(&self, situation: &Situation<W>) -> bool {
        let clock = &self.plan.system.clocks[self.plan.clocks[0].clock];
        let (counter, extended) =
            (&situation.counters[0], clock.signals.iter().any(|one| one.stroke == Stroke::Extended));
        let settled = match counter.status {
            DeadlineStatus::Met | DeadlineStatus::Void => true,
            DeadlineStatus::Missed => !counter.undone && !extended,
            DeadlineStatus::Idle | DeadlineStatus::Running => false,
        };
        if settled && clock.anchoring == Anchoring::Once {
            return true;
        }
        self.days_until_next(situation).is_none()
    }

    /// Days until something happens of itself; none if nothing ever does.
    fn days_until_next(&self, situation: &Situation<W>) -> Option<u32> {
        let works = situation.standings.iter().filter_map(|standing| match standing {
            Standing::Delayed(left) | Standing::Working(left) => Some(*left),
            _ => None,
        });
        let clocks = situation.counters.iter().enumerate().filter_map(|(at, counter)| {
            let runs = counter.status == DeadlineStatus::Running && !counter.suspended;
            let last = self.last_day(at).filter(|_| runs)?;
            Some(last.saturating_add(1).saturating_sub(counter.age).max(1))
        });
        works.chain(clocks).min()
    }

    /// The last day on which a clock is in time, counted from its anchor.
    fn last_day(&self, clock: usize) -> Option<u32> {
        match self.plan.clocks[clock].limit {
            DeadlineLimit::Within(count, unit) => Some(self.plan.timeline.last_day(0, count, unit)),
            _ => None,
        }
    }

    /// The situation on the next day on which something happens, and how many days later that is.
    pub(super) fn go_on(&self, mut situation: Situation<W>) -> (u32, Situation<W>) {
        let days = self.days_until_next(&situation).unwrap_or(0);
        for (at, counter) in situation.counters.iter_mut().enumerate() {
            if counter.status == DeadlineStatus::Running || counter.undone {
                counter.days += days;
                counter.age += if counter.suspended { 0 } else { days };
            }
            let runs = counter.status == DeadlineStatus::Running && !counter.suspended;
            if runs && self.last_day(at).is_some_and(|last| counter.age > last) {
                situation.todo.push_back(Todo::Miss(u16::try_from(at).unwrap_or(0)));
            }
        }
        situation.work_on(days);
        (days, situation)
    }

    fn look(&mut self, mut situation: Situation<W>, activity: u16, chance: f64) {
        let plan = self.plan;
        let (at, one) = (usize::from(activity), &plan.activities[usize::from(activity)]);
        let called = self.plan.is_called(&situation.state, one);
        match situation.standings[at] {
            Standing::Next | Standing::Dropped => {}
            Standing::Idle => {
                if called {
                    self.call(situation, activity, chance);
                    return;
                }
            }
            _ if !called => {
                situation.standings[at] = Standing::Idle;
                situation.todo.retain(|todo| *todo != Todo::Over(activity));
            }
            Standing::Working(_) => {}
            Standing::Declined | Standing::Delayed(_) => {
                if !one.duty && self.plan.has_to_be_done(&situation.state, one) {
                    situation.standings[at] = Standing::Due;
                    situation.todo.retain(|todo| *todo != Todo::Over(activity));
                    situation.todo.push_front(Todo::Ask(activity));
                }
            }
            Standing::Due => situation.todo.push_front(Todo::Ask(activity)),
            Standing::Ready => {
                if self.plan.can_end(&situation.state, one) {
                    situation.standings[at] = Standing::Next;
                    situation.take_later(activity);
                }
            }
        }
        self.open.push((situation, chance));
    }

    fn call(&mut self, mut situation: Situation<W>, activity: u16, mut chance: f64) {
        let plan = self.plan;
        let (at, one) = (usize::from(activity), &plan.activities[usize::from(activity)]);
        if !self.plan.has_to_be_done(&situation.state, one) {
            let happens = one.chance.probability();
            if happens < 1.0 {
                let mut declined = situation.clone();
                declined.standings[at] = Standing::Declined;
                self.open.push((declined, chance * (1.0 - happens)));
                chance *= happens;
            }
            if chance <= 0.0 {
                return;
            }
            if let Some(waits) = &one.waits {
                for (days, own) in self.days_of(waits) {
                    self.delay(situation.clone(), activity, days, chance * own);
                }
                return;
            }
        }
        if let Some((count, unit)) = one.every {
            let interval = plan.timeline.end_day(0, count, unit).max(1);
            for days in 1..=interval {
                self.delay(situation.clone(), activity, days, chance / f64::from(interval));
            }
            return;
        }
        situation.standings[at] = Standing::Due;
        situation.todo.push_front(Todo::Ask(activity));
        self.open.push((situation, chance));
    }

    fn days_of(&self, takes: &Takes) -> Vec<(u32, f64)> {
        let timeline = &self.plan.timeline;
        let days = |(units, chance): (u32, f64)| (timeline.end_day(0, units, takes.unit), chance);
        takes.table.probabilities().filter(|(_, chance)| *chance > 0.0).map(days).collect()
    }

    fn delay(&mut self, mut situation: Situation<W>, activity: u16, days: u32, chance: f64) {
        if days == 0 {
            situation.standings[usize::from(activity)] = Standing::Due;
            situation.todo.push_front(Todo::Ask(activity));
        } else {
            situation.plan(activity, Standing::Delayed(days));
        }
        self.open.push((situation, chance));
    }

    fn ask(&mut self, mut situation: Situation<W>, activity: u16, chance: f64) {
        let plan = self.plan;
        let (at, one) = (usize::from(activity), &plan.activities[usize::from(activity)]);
        if situation.standings[at] != Standing::Due || !self.plan.can_be_taken(&situation.state, one) {
            self.open.push((situation, chance));
            return;
        }
        let Some(takes) = &one.takes else {
            situation.standings[at] = Standing::Next;
            situation.take_later(activity);
            self.open.push((situation, chance));
            return;
        };
        for (days, own) in self.days_of(takes) {
            let mut begun = situation.clone();
            begun.plan(activity, Standing::Working(days));
            if days == 0 {
                begun.todo.push_back(Todo::Over(activity));
            }
            if let Some(begins) = one.begins.filter(|index| plan.machine.enabled(&begun.state, usize::from(*index))) {
                self.apply(&mut begun, begins, chance * own);
            }
            self.open.push((begun, chance * own));
        }
    }

    fn over(&mut self, mut situation: Situation<W>, activity: u16, chance: f64) {
        let at = usize::from(activity);
        match situation.standings[at] {
            Standing::Delayed(0) => {
                situation.standings[at] = Standing::Due;
                situation.todo.push_front(Todo::Ask(activity));
                self.open.push((situation, chance));
            }
            Standing::Working(0) => self.take(situation, activity, chance),
            _ => self.open.push((situation, chance)),
        }
    }

    fn take_next(&mut self, mut situation: Situation<W>, activity: u16, chance: f64) {
        let one = &self.plan.activities[usize::from(activity)];
        if situation.standings[usize::from(activity)] != Standing::Next {
            self.open.push((situation, chance));
        } else if self.plan.can_be_taken(&situation.state, one) {
            self.take(situation, activity, chance);
        } else {
            situation.standings[usize::from(activity)] = Standing::Due;
            situation.todo.push_front(Todo::Look(activity));
            self.open.push((situation, chance));
        }
    }

    fn take(&mut self, mut situation: Situation<W>, activity: u16, chance: f64) {
        let plan = self.plan;
        let (at, one) = (usize::from(activity), &plan.activities[usize::from(activity)]);
        let enabled = |state: &State<W>, index: u16| plan.machine.enabled(state, usize::from(index));
        let state = situation.state;
        if let Some(begins) = one.begins.filter(|index| enabled(&state, *index)) {
            situation.standings[at] = Standing::Next;
            self.apply(&mut situation, begins, chance);
        }
        let possible: Vec<_> =
            one.endings.iter().filter(|ending| enabled(&situation.state, ending.transition)).collect();
        let total: u64 = possible.iter().map(|ending| ending.weight).sum();
        if possible.is_empty() {
            situation.standings[at] = Standing::Ready;
            self.open.push((situation, chance));
            return;
        }
        let equal = 1.0 / f64::from(u32::try_from(possible.len()).unwrap_or(1));
        for ending in possible {
            let own = if total > 0 { ratio(ending.weight, total) } else { equal };
            if own > 0.0 {
                let mut taken = situation.clone();
                taken.standings[at] = Standing::Idle;
                self.apply(&mut taken, ending.transition, chance * own);
                self.open.push((taken, chance * own));
            }
        }
    }

    /// A transition happens; what it wakes is looked at next.
    fn apply(&mut self, situation: &mut Situation<W>, transition: u16, chance: f64) {
        let plan = self.plan;
        let index = usize::from(transition);
        let moment: Moment<W> = plan.machine.moment(situation.state, index);
        let touched = &plan.touched[index];
        situation.state = moment.after;
        if touched.strikes {
            let mut strokes = vec![Strokes::default(); plan.clocks.len()];
            plan.table.strike(&plan.machine, index, &moment, |clock, stroke| strokes[clock].add(stroke));
            self.strike(situation, &strokes, chance);
        }
        self.suspend(situation);
        if let Some(own) = touched.activity {
            let one = &plan.activities[usize::from(own)];
            let stays = || one.called.as_ref().is_some_and(|called| plan.machine.satisfies(&moment.moment, called));
            if !one.duty && situation.standings[usize::from(own)] == Standing::Idle && stays() {
                situation.standings[usize::from(own)] = Standing::Declined;
            }
        }
        let looks: VecDeque<Todo> = touched.activities.iter().map(|activity| Todo::Look(*activity)).collect();
        let later = std::mem::replace(&mut situation.todo, looks);
        situation.todo.extend(later);
    }

    fn suspend(&self, situation: &mut Situation<W>) {
        for (clock, counter) in self.plan.clocks.iter().zip(&mut situation.counters) {
            if let Some(condition) = &clock.suspended {
                counter.suspended = self.plan.machine.satisfies(&situation.state, condition);
            }
        }
    }

    fn strike(&mut self, situation: &mut Situation<W>, strokes: &[Strokes], chance: f64) {
        for (clock, strokes) in strokes.iter().enumerate().filter(|(_, strokes)| strokes.any()) {
            let limit = self.plan.clocks[clock].limit;
            let timeline = &self.plan.timeline;
            let counter = &mut situation.counters[clock];
            let before = *counter;
            if let DeadlineLimit::Before(count, unit) = limit {
                // Counts from its discharge on; `undone` says that there was one.
                if strokes.has(Stroke::Discharged) && !counter.undone {
                    (counter.undone, counter.age, counter.days) = (true, 0, 0);
                }
                if strokes.has(Stroke::Anchored) {
                    let early = counter.undone && timeline.end_day(0, count, unit) <= counter.days;
                    counter.undone = false;
                    self.judge(clock, early, chance);
                }
                continue;
            }
            let change = self.plan.system.clocks[self.plan.clocks[clock].clock].next(counter.status, *strokes);
            counter.status = change.status;
            counter.undone &= change.status == DeadlineStatus::Missed && !change.discharged;
            if !counter.undone && change.status != DeadlineStatus::Running {
                (counter.age, counter.days) = (0, 0);
            }
            if change.restarted {
                (counter.age, counter.days, counter.undone) = (0, 0, false);
            }
            let running = before.status == DeadlineStatus::Running;
            if change.discharged && (running || before.undone) {
                if let DeadlineLimit::NotBefore(count, unit) = limit {
                    self.judge(clock, timeline.end_day(0, count, unit) <= before.days, chance);
                } else if running {
                    self.judge(clock, true, chance);
                }
                if clock == 0 {
                    *self.tally.days.entry(before.days).or_default() += chance;
                }
            }
        }
    }

    /// Only the first clock is asked about.
    fn judge(&mut self, clock: usize, kept: bool, chance: f64) {
        if clock == 0 {
            if kept { self.tally.kept += chance } else { self.tally.missed += chance }
        }
    }

    fn miss(&mut self, mut situation: Situation<W>, clock: u16, chance: f64) {
        let at = usize::from(clock);
        if situation.counters[at].status == DeadlineStatus::Running {
            situation.counters[at].status = DeadlineStatus::Missed;
            situation.counters[at].undone = true;
            self.judge(at, false, chance);
            if let Some(missed) = self.plan.clocks[at].missed
                && self.plan.machine.enabled(&situation.state, usize::from(missed))
            {
                self.apply(&mut situation, missed, chance);
            }
        }
        self.open.push((situation, chance));
    }
}

#[expect(clippy::cast_precision_loss, reason = "a ratio of weights")]
fn ratio(part: u64, all: u64) -> f64 {
    part as f64 / all as f64
}
