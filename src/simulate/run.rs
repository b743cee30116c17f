//! One replication: the days one after the other, and what happens on them.
//!
//! On a day, in this order: deadlines whose last day has gone by are missed; actors come back, leave and meet; cases arrive; and what was planned for the day
//! happens, first in first out. After each of these, all that takes no time follows at once, and whoever has become free takes what waits.

mod clocks;
mod finish;
mod look;
mod open_cases;
mod take;
mod work;

use super::arrivals::{Arrival, ArrivalPlan};
use super::case::{Cases, NOBODY};
use super::error::SimulationError;
use super::people::Actor;
use super::plan::{FactLaw, Plan};
use super::tally::Tally;
use super::timeline::NEVER;
use super::wheel::{Event, Wheel};
use crate::random::{Key, Stream, choose, draw};
use crate::system::{FactValues, Stroke, Strokes, TransitionId};
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
    cases: Cases<W>,
    actors: Vec<Actor>,
    /// What is planned.
    wheel: Wheel,
    /// Ends of deadlines that set something off.
    expiries: Wheel,
    /// Who has become free since somebody looked.
    freed: Vec<bool>,
    any_freed: bool,
    /// Actors of whom something changes today.
    changed: Vec<usize>,
    /// What is to be taken now.
    next: VecDeque<(u32, u16)>,
    /// Cases in which something happened since somebody looked whether they are complete.
    stirred: Vec<u32>,
    strokes: Vec<(u16, Strokes)>,
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
            actors: plan.actors.iter().map(Actor::new).collect(),
            wheel: Wheel::new(),
            expiries: Wheel::new(),
            freed: vec![false; plan.actors.len()],
            any_freed: false,
            changed: Vec::new(),
            next: VecDeque::new(),
            stirred: Vec::new(),
            strokes: Vec::new(),
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
            let arrival = batch.get(at).filter(|_| more).map_or(NEVER, |arrival| arrival.day);
            let idle = arrival == NEVER && self.cases.open() == 0;
            let day = arrival.min(self.next_day());
            if idle || day >= plan.timeline.end {
                break;
            }
            self.begin_day(day, tally);
            while let Some(arrival) = batch.get(at).filter(|arrival| more && arrival.day == day) {
                self.arrive(*arrival, tally);
                at += 1;
            }
            while let Some(event) = self.wheel.take() {
                self.happen(event, tally);
            }
            if let Some(error) = self.error.take() {
                return Err(error);
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
        self.freed.fill(false);
        self.any_freed = false;
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
        self.actors.iter().map(|actor| actor.next_change).fold(planned, u32::min)
    }

    fn begin_day(&mut self, day: u32, tally: &mut Tally) {
        self.day = day;
        self.wheel.advance(day);
        self.expiries.advance(day);
        let plan = self.plan;
        self.changed.clear();
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
        while let Some(event) = self.expiries.take() {
            self.run_out(event, tally);
        }
        // Who is there today is known from the first; but nobody takes up anything before the deadlines of yesterday are missed.
        for at in 0..self.changed.len() {
            let actor = self.changed[at];
            self.go_on(actor, tally);
            self.freed[actor] = true;
            self.any_freed = true;
        }
        self.force(tally);
        self.settle(tally);
    }

    /// What was planned happens, unless it was dropped.
    fn happen(&mut self, event: Event, tally: &mut Tally) {
        let slot = event.slot as usize;
        if self.cases.doing(slot, event.what).stamp != event.stamp {
            return;
        }
        self.catch_up(slot, tally);
        // What the case missed meanwhile may have ended the very thing.
        if self.cases.doing(slot, event.what).stamp == event.stamp {
            self.come_due(slot, event.what, tally);
        }
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
        let beginning = &plan.incidents.beginnings[self.class()];
        tally.cases += 1;
        let slot = self.cases.add(case, beginning.moment.after);
        if self.log.is_some() {
            self.write(case, What::Began(self.values.clone()));
        }
        self.count_backlog(1);
        self.stir(slot);
        let strokes = &mut self.strokes;
        plan.table.strike_beginning(&plan.machine, &beginning.moment, |clock, stroke| note(strokes, clock, stroke));
        self.strike_noted(slot, NOBODY, tally);
        for clock in 0..plan.clocks.len() {
            self.suspend(slot, clock);
        }
        slot
    }

    /// The step with which the case begins is taken.
    fn enter(&mut self, slot: usize, tally: &mut Tally) {
        let plan = self.plan;
        if plan.entries.is_empty() {
            return;
        }
        let weight = |this: &Self, activity: &u16| {
            if this.can_be_taken(slot, *activity) { plan.activities[usize::from(*activity)].entry } else { 0 }
        };
        let weights: Vec<u64> = plan.entries.iter().map(|activity| weight(self, activity)).collect();
        if weights.iter().any(|weight| *weight > 0) {
            let drawn = self.draw(plan.entry_stream, self.cases.heads[slot].case, 0);
            let activity = plan.entries[choose(weights.iter().copied(), drawn)];
            self.cases.doing(slot, activity).called = self.day;
            self.cases.doing(slot, activity).asked = self.day;
            self.cases.doing(slot, activity).began = self.day;
            self.take(slot, activity, tally);
        }
    }

    /// All that takes no time follows, and whoever is free takes what waits.
    fn settle(&mut self, tally: &mut Tally) {
        loop {
            if let Some((slot, activity)) = self.next.pop_front() {
                self.take_next(slot as usize, activity, tally);
            } else if self.any_freed {
                self.any_freed = false;
                for actor in 0..self.freed.len() {
                    if std::mem::take(&mut self.freed[actor]) {
                        self.dispatch(actor, tally);
                    }
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

    fn stamp(&mut self) -> u32 {
        self.stamp += 1;
        self.stamp
    }

    fn write(&mut self, case: u64, what: What) {
        if let Some(log) = &mut self.log {
            log.push(Logged { case, day: self.day, what });
        }
    }

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

/// Adds a stroke to those of its clock; they come clock by clock.
fn note(strokes: &mut Vec<(u16, Strokes)>, clock: usize, stroke: Stroke) {
    let clock = u16::try_from(clock).unwrap_or(NOBODY);
    match strokes.last_mut() {
        Some((last, strokes)) if *last == clock => strokes.add(stroke),
        _ => {
            let mut one = Strokes::default();
            one.add(stroke);
            strokes.push((clock, one));
        }
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
