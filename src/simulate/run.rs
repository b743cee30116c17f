//! One replication: the days one after the other, and what happens on them.
//!
//! On a day, in this order: deadlines whose last day has gone by are missed; actors come back, leave and meet; cases arrive; and what was planned for the day
//! happens, first in first out. After each of these, all that takes no time follows at once, and whoever has become free takes what waits.

mod clocks;
mod finish;
mod look;
mod open_cases;
mod straight;
mod take;
mod work;

use super::arrivals::{Arrival, ArrivalPlan};
use super::case::{Cases, Head, NOBODY};
use super::error::SimulationError;
use super::graph::{Graph, NODES_MAX};
use super::marks::Marks;
use super::people::Actor;
use super::plan::{FactLaw, Plan};
use super::tally::Tally;
use super::timeline::NEVER;
use super::wheel::{Event, Wheel};
use crate::random::{Key, Stream, choose, draw};
use crate::system::{FactValues, State, TransitionId};
use std::collections::VecDeque;

/// Something that happened in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Logged {
    pub(super) case: u64,
    pub(super) day: u32,
    pub(super) what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// The case began, with these facts.
    Began(FactValues),
    /// A transition.
    Took(TransitionId),
}

/// A replication, and the memory that the next one uses again.
#[derive(Debug)]
pub(super) struct Replication<'a, const W: usize> {
    plan: &'a Plan<'a, W>,
    arrivals: &'a ArrivalPlan,
    number: u32,
    day: u32,
    stamp: u32,
    cases: Cases,
    /// What the states of cases allow and lead to.
    graph: Graph<W>,
    actors: Vec<Actor>,
    /// The next day on which anything of them changes by itself.
    next_change: u32,
    /// What is planned.
    wheel: Wheel,
    /// Ends of deadlines that set something off.
    expiries: Wheel,
    /// Who has become free since somebody looked.
    freed: Marks,
    /// Actors of whom something changes today.
    changed: Vec<usize>,
    /// What is to be taken now.
    next: VecDeque<(u32, u16)>,
    /// Cases in which something happened since somebody looked whether they are complete.
    stirred: Vec<u32>,
    values: Vec<u64>,
    /// Kept and missed, by year and deadline.
    years: Vec<(u32, u32)>,
    year_starts: Vec<u32>,
    kept: Vec<(u64, u64)>,
    backlog: Vec<i64>,
    backlog_days: Vec<u32>,
    error: Option<SimulationError>,
    /// What happens is known already: nothing is asked for.
    quiet: bool,
    pub(super) log: Option<Vec<Logged>>,
}

impl<'a, const W: usize> Replication<'a, W> {
    pub(super) fn new(plan: &'a Plan<'a, W>, arrivals: &'a ArrivalPlan) -> Self {
        Self {
            plan,
            arrivals,
            number: 0,
            day: 0,
            stamp: 0,
            cases: Cases::new(plan.activities.len(), plan.clocks.len(), plan.actors.len()),
            graph: Graph::new(plan),
            actors: plan.actors.iter().map(Actor::new).collect(),
            next_change: 0,
            wheel: Wheel::new(),
            expiries: Wheel::new(),
            freed: Marks::new(plan.actors.len()),
            changed: Vec::new(),
            next: VecDeque::new(),
            stirred: Vec::new(),
            values: vec![0; plan.incidents.facts.len()],
            years: Vec::new(),
            year_starts: if plan.timeline.has_horizon { plan.timeline.years(plan.timeline.end) } else { Vec::new() },
            kept: vec![(0, 0); plan.clocks.len()],
            backlog: Vec::new(),
            backlog_days: backlog_days(plan),
            error: None,
            quiet: false,
            log: None,
        }
    }

    /// Runs one replication and adds what it counts.
    pub(super) fn run(&mut self, replication: u32, tally: &mut Tally) -> Result<(), SimulationError> {
        let plan = self.plan;
        self.reset(replication);
        self.open_cases(tally)?;
        let (mut part, mut batch, mut at) = (0, Vec::new(), 0);
        let mut more = self.arrivals.part(replication, part, &mut batch, &plan.timeline).is_some();
        loop {
            while more && at == batch.len() {
                part += 1;
                at = 0;
                more = self.arrivals.part(replication, part, &mut batch, &plan.timeline).is_some();
            }
            // After the last part there are none.
            let arrival = batch.get(at).map_or(NEVER, |arrival| arrival.day);
            let day = arrival.min(self.next_day());
            if day >= plan.timeline.end || arrival == NEVER && self.cases.open() == 0 {
                break;
            }
            self.begin_day(day, tally);
            while let Some(arrival) = batch.get(at).filter(|arrival| arrival.day == day) {
                self.arrive(*arrival, tally);
                at += 1;
            }
            while let Some(event) = self.wheel.take() {
                self.happen(event, tally);
            }
            if self.error.is_some() {
                return self.error.take().map_or(Ok(()), Err);
            }
        }
        self.end(tally);
        Ok(())
    }

    fn reset(&mut self, replication: u32) {
        let timeline = &self.plan.timeline;
        self.number = replication;
        self.day = timeline.start;
        self.stamp = 0;
        self.cases.clear();
        self.wheel.reset(timeline.start);
        self.expiries.reset(timeline.start);
        for (actor, plan) in self.actors.iter_mut().zip(&self.plan.actors) {
            actor.reset(plan, replication, timeline.start, timeline.counted_from);
        }
        self.freed.clear();
        self.find_next_change();
        self.next.clear();
        self.stirred.clear();
        self.years.clear();
        self.kept.fill((0, 0));
        self.backlog.clear();
        self.backlog.resize(self.backlog_days.len() + 1, 0);
        self.error = None;
    }

    fn next_day(&self) -> u32 {
        let planned = self.wheel.next_day().unwrap_or(NEVER).min(self.expiries.next_day().unwrap_or(NEVER));
        planned.min(self.next_change)
    }

    fn find_next_change(&mut self) {
        self.next_change = self.actors.iter().map(|actor| actor.next_change).fold(NEVER, u32::min);
    }

    fn begin_day(&mut self, day: u32, tally: &mut Tally) {
        self.day = day;
        self.wheel.advance(day);
        self.expiries.advance(day);
        let plan = self.plan;
        self.keep_graph_small();
        self.changed.clear();
        if self.next_change <= day {
            self.wake_actors(tally);
        }
        let mut anything = false;
        while let Some(event) = self.expiries.take() {
            self.run_out(event, tally);
            anything = true;
        }
        // Who is there today is known from the first; but nobody takes up anything before the deadlines of yesterday are missed.
        for at in 0..self.changed.len() {
            let actor = self.changed[at];
            self.go_on(actor, tally);
            self.freed.add(actor);
            anything = true;
        }
        if !plan.forced.is_empty() {
            self.force(tally);
            anything = true;
        }
        if anything {
            self.settle(tally);
        }
    }

    fn wake_actors(&mut self, tally: &mut Tally) {
        let (plan, day) = (self.plan, self.day);
        for (index, actor) in plan.actors.iter().enumerate() {
            if self.actors[index].next_change <= day {
                self.actors[index].count_to(day);
                if self.actors[index].on_agenda > 0 && day > plan.timeline.counted_from {
                    tally.actors[index].agenda.add(self.actors[index].on_agenda);
                }
                self.actors[index].wake(actor, self.number, day);
                self.changed.push(index);
            }
        }
        self.find_next_change();
    }

    /// Begins the graph anew when it is large; the open cases find their places again.
    fn keep_graph_small(&mut self) {
        if self.graph.len() <= NODES_MAX.max(2 * self.cases.heads.len()) {
            return;
        }
        let state = |head: &Head| *self.graph.state(head.place);
        let states: Vec<State<W>> = self.cases.heads.iter().filter(|head| head.in_use).map(state).collect();
        self.graph.clear();
        for (head, state) in self.cases.heads.iter_mut().filter(|head| head.in_use).zip(states) {
            head.place = self.graph.place(state);
        }
    }

    /// What was planned happens, unless it was dropped.
    fn happen(&mut self, event: Event, tally: &mut Tally) {
        let slot = event.slot as usize;
        if self.cases.doing(slot, event.what).stamp != event.stamp {
            return;
        }
        if self.cases.heads[slot].next_due < self.day {
            self.miss_before(slot, self.day, tally);
            // What the case missed meanwhile may have ended the very thing.
            if self.cases.doing(slot, event.what).stamp != event.stamp {
                self.settle(tally);
                return;
            }
        }
        self.come_due(slot, event.what, tally);
        self.settle(tally);
    }

    fn arrive(&mut self, arrival: Arrival, tally: &mut Tally) {
        let plan = self.plan;
        let incidents = &plan.incidents;
        for (fact, law) in incidents.facts.iter().enumerate() {
            self.values[fact] = match &law.law {
                FactLaw::Unread => 0,
                FactLaw::One(table) => {
                    let value = table.draw(self.draw(law.stream, arrival.case, 0));
                    if let Some(count) = tally.facts[fact].get_mut(value as usize) {
                        *count += 1;
                    }
                    u64::from(value)
                }
                FactLaw::Many(chances) => {
                    let mut set = 0;
                    for (value, chance) in (0_u32..).zip(chances) {
                        if chance.happens(self.draw(law.stream, arrival.case, value)) {
                            set |= 1 << value;
                            tally.facts[fact][value as usize] += 1;
                        }
                    }
                    set
                }
            };
        }
        let slot = self.begin(arrival.case, tally);
        self.enter(slot, tally);
        let number = self.class();
        for activity in &incidents.beginnings[number].activities {
            self.look(slot, *activity, NOBODY, tally);
        }
        self.settle(tally);
    }

    /// Which beginning the facts drawn lead to.
    fn class(&self) -> usize {
        let facts = &self.plan.system.facts;
        let (mut number, mut factor) = (0, 1);
        for (component, size) in self.plan.incidents.sizes.iter().enumerate() {
            number += factor * facts.class_of(component, &self.values);
            factor *= size;
        }
        number
    }

    /// Opens a case with the facts drawn.
    fn begin(&mut self, case: u64, tally: &mut Tally) -> usize {
        let plan = self.plan;
        let number = self.class();
        tally.cases += 1;
        let place = self.graph.beginning(plan, number);
        let slot = self.cases.add(case, place);
        if self.log.is_some() {
            self.write(case, What::Began(self.values.clone()));
        }
        self.count_backlog(1);
        self.stir(slot);
        let strokes = &plan.incidents.beginnings[number].strokes;
        for (clock, strokes) in strokes {
            self.strike(slot, usize::from(*clock), *strokes, NOBODY, tally);
        }
        if !strokes.is_empty() {
            self.find_first_due(slot);
        }
        for clock in 0..plan.clocks.len() {
            self.suspend(slot, clock);
        }
        slot
    }

    /// The step with which the case begins is taken.
    fn enter(&mut self, slot: usize, tally: &mut Tally) {
        let plan = self.plan;
        if let [only] = &*plan.entries {
            if self.allowed(slot, *only).can_be_taken() {
                self.begin_with(slot, *only, tally);
            }
            return;
        }
        let weight = |activity: &u16| {
            if self.allowed(slot, *activity).can_be_taken() { plan.activities[usize::from(*activity)].entry } else { 0 }
        };
        let weights: Vec<u64> = plan.entries.iter().map(weight).collect();
        if weights.iter().any(|weight| *weight > 0) {
            let drawn = self.draw(plan.entry_stream, self.cases.heads[slot].case, 0);
            let activity = plan.entries[choose(weights.iter().copied(), drawn)];
            self.begin_with(slot, activity, tally);
        }
    }

    fn begin_with(&mut self, slot: usize, activity: u16, tally: &mut Tally) {
        let day = self.day;
        let doing = self.cases.doing(slot, activity);
        (doing.called, doing.asked, doing.began) = (day, day, day);
        self.take(slot, activity, tally);
    }

    /// All that takes no time follows, and whoever is free takes what waits.
    #[inline]
    fn settle(&mut self, tally: &mut Tally) {
        loop {
            if let Some((slot, activity)) = self.next.pop_front() {
                self.take_next(slot as usize, activity, tally);
            } else if self.freed.any() {
                // Once through all actors, in their order.
                let mut from = 0;
                while let Some(actor) = self.freed.take_from(from) {
                    let one = &mut self.actors[actor];
                    if one.waiting > 0 {
                        self.dispatch(actor, tally);
                    } else {
                        // What is left was taken by others.
                        one.queue.clear();
                    }
                    from = actor + 1;
                }
            } else {
                break;
            }
        }
        while let Some(slot) = self.stirred.pop() {
            self.look_whether_complete(slot as usize, tally);
        }
    }

    #[inline]
    fn draw(&self, stream: Stream, case: u64, occurrence: u32) -> u64 {
        draw(Key { stream, replication: self.number, case, occurrence })
    }

    #[inline]
    fn stamp(&mut self) -> u32 {
        self.stamp += 1;
        self.stamp
    }

    fn write(&mut self, case: u64, what: What) {
        if let Some(log) = &mut self.log {
            log.push(Logged { case, day: self.day, what });
        }
    }

    #[inline]
    fn stir(&mut self, slot: usize) {
        let slot = u32::try_from(slot).unwrap_or(NEVER);
        if self.stirred.last() != Some(&slot) {
            self.stirred.push(slot);
        }
    }

    /// The number of open cases changes from tomorrow on.
    fn count_backlog(&mut self, change: i64) {
        let day = self.day;
        let at = self.backlog_days.partition_point(|point| *point <= day);
        self.backlog[at] += change;
    }
}

/// Sixty days, evenly spread, on which open cases are counted.
pub(super) fn backlog_days<const W: usize>(plan: &Plan<'_, W>) -> Vec<u32> {
    const POINTS: u64 = 60;
    let timeline = &plan.timeline;
    if !timeline.has_horizon {
        return Vec::new();
    }
    let length = u64::from(timeline.end - timeline.start);
    let mut days: Vec<u32> =
        (1..=POINTS).map(|point| timeline.start + u32::try_from(length * point / POINTS).unwrap_or(0)).collect();
    days.dedup();
    days
}
