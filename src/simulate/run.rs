//! One replication: the days one after the other, and what happens on them.
//!
//! On a day, in this order: deadlines whose last day has gone by are missed; actors come back, leave and meet; cases arrive; and what was planned for the day
//! happens, first in first out. After each of these, all that takes no time follows at once, and whoever has become free takes what waits.

mod ask;
mod backlog;
mod clocks;
mod expiry;
mod finish;
mod look;
mod open_cases;
mod shared;
mod straight;
mod take;
mod work;
mod years;

pub(super) use backlog::days as backlog_days;

use super::arrivals::{Arrival, ArrivalPlan, Arriving};
use super::case::{Cases, NOBODY};
use super::error::SimulationError;
use super::graph::{Graph, NODES_MAX};
use super::plan::{FactLaw, Plan};
use super::tally::Tally;
use super::timeline::NEVER;
use super::wheel::Event;
use crate::random::choose;
use crate::system::{FactValues, State, TransitionId};
use shared::Shared;
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
    shared: Shared<'a, W>,
    cases: Cases,
    /// What the states of cases allow and lead to.
    graph: Graph<W>,
    /// The next day on which anything of the actors changes by itself.
    next_change: u32,
    /// The next day on which something begins of itself in all cases.
    next_forced: u32,
    /// Actors of whom something changes today.
    changed: Vec<usize>,
    /// Ends of deadlines that have come today; empty on other days.
    expired: Vec<Event>,
    /// What is to be taken now.
    next: VecDeque<(u32, u16)>,
    /// Cases in which something happened since somebody looked whether they are complete.
    stirred: Vec<u32>,
    values: Vec<u64>,
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
            shared: Shared::new(plan),
            cases: Cases::new(plan),
            graph: Graph::new(plan),
            next_change: 0,
            next_forced: NEVER,
            changed: Vec::new(),
            expired: Vec::new(),
            next: VecDeque::new(),
            stirred: Vec::new(),
            values: vec![0; plan.incidents.facts.len()],
            error: None,
            quiet: false,
            log: None,
        }
    }

    /// Runs one replication and adds what it counts.
    pub(super) fn run(&mut self, replication: u32, tally: &mut Tally) -> Result<(), SimulationError> {
        self.reset(replication);
        // The longer it has gone on, the less it changes.
        if tally.replications == 0 || tally.replications.is_power_of_two() {
            self.shared.choose_ahead(tally);
        }
        self.open_cases(tally)?;
        for actor in &mut self.shared.actors {
            actor.begin_to_count(self.shared.day);
        }
        let mut arriving = Arriving::new(self.arrivals, &self.plan.timeline, replication);
        let mut today = Vec::new();
        while self.begin_other_day(&arriving, tally) {
            self.work(&mut today, &mut arriving, tally);
        }
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        self.end(tally);
        Ok(())
    }

    /// The next day, on which anything may happen. Says whether there is one.
    fn begin_other_day(&mut self, arriving: &Arriving<'_>, tally: &mut Tally) -> bool {
        let day = self.next_planned(arriving).min(self.next_of_itself());
        let is_over = day >= self.plan.timeline.end || arriving.day() == NEVER && self.cases.open() == 0;
        if is_over || self.error.is_some() {
            return false;
        }
        self.shared.begin_day(day);
        if self.next_of_itself() <= day {
            self.begin_unlike_others(tally);
        }
        let other = self.next_of_itself().min(self.plan.timeline.end);
        self.shared.next_other = if self.error.is_some() || self.cases.open() == 0 { 0 } else { other };
        true
    }

    /// The next day on which a case comes or anything is planned.
    #[inline]
    fn next_planned(&self, arriving: &Arriving<'_>) -> u32 {
        self.shared.wheel.next_day().min(arriving.day())
    }

    fn reset(&mut self, replication: u32) {
        self.shared.reset(replication);
        self.next_forced = self.plan.forced_from(self.shared.day);
        self.cases.clear();
        self.find_next_change();
        self.next.clear();
        self.stirred.clear();
        self.error = None;
    }

    /// The next day on which something happens of itself: with actors, deadlines, or in all cases.
    fn next_of_itself(&self) -> u32 {
        self.next_change.min(self.shared.next_expiry).min(self.next_forced)
    }

    fn find_next_change(&mut self) {
        self.next_change = self.shared.actors.iter().map(|actor| actor.next_change).fold(NEVER, u32::min);
    }

    /// A day begins on which something happens that is not the work of a case.
    fn begin_unlike_others(&mut self, tally: &mut Tally) {
        self.changed.clear();
        if self.next_change <= self.shared.day {
            self.wake_actors(tally);
        }
        self.shared.expiries.advance(self.shared.day);
        let mut expired = std::mem::take(&mut self.expired);
        while self.shared.expiries.take_today(&mut expired) {
            for event in expired.drain(..) {
                self.run_out(event, tally);
            }
        }
        self.expired = expired;
        self.shared.next_expiry = self.shared.expiries.next_day();
        // Who is there today is known from the first; but nobody takes up anything before the deadlines of yesterday are missed.
        for at in 0..self.changed.len() {
            let actor = self.changed[at];
            self.go_on(actor, tally);
            self.shared.freed.add(actor);
        }
        if self.next_forced <= self.shared.day {
            self.force(tally);
            self.next_forced = self.plan.forced_from(self.shared.day + 1);
        }
        self.settle(tally);
    }

    fn wake_actors(&mut self, tally: &mut Tally) {
        let (plan, day) = (self.plan, self.shared.day);
        for (index, actor) in plan.actors.iter().enumerate() {
            if self.shared.actors[index].next_change <= day {
                if self.shared.actors[index].on_agenda > 0 && day > plan.timeline.counted_from {
                    tally.actors[index].agenda.add(self.shared.actors[index].on_agenda);
                }
                self.shared.actors[index].begin_to_count(day);
                self.shared.actors[index].wake(actor, self.shared.number, day);
                self.changed.push(index);
            }
        }
        self.find_next_change();
    }

    /// Begins the graph anew when it is large; the open cases find their places again.
    fn keep_graph_small(&mut self) {
        let slots = self.cases.slots();
        if self.graph.len() <= NODES_MAX.max(2 * slots.len()) {
            return;
        }
        let open: Vec<usize> = slots.filter(|slot| self.cases.row(*slot).in_use).collect();
        let states: Vec<State<W>> = open.iter().map(|slot| *self.graph.state(self.cases.row(*slot).place)).collect();
        self.graph.clear();
        for (slot, state) in open.into_iter().zip(states) {
            self.cases.row_mut(slot).place = self.graph.place(self.plan, state);
        }
    }

    /// Cases come, and what was planned happens unless it was dropped: today, and on the days after it until one on which something else may happen.
    /// Most of a simulation is this.
    #[inline(never)]
    fn work(&mut self, today: &mut Vec<Event>, arriving: &mut Arriving<'_>, tally: &mut Tally) {
        loop {
            while let Some(arrival) = arriving.take(self.shared.day) {
                self.arrive(arrival, tally);
            }
            // What is planned for today meanwhile comes with the next turn.
            if self.shared.wheel.take_today(today) {
                for event in &*today {
                    if !self.happen_straight(*event, tally) {
                        self.come_due(event.slot as usize, event.what, tally);
                        self.settle(tally);
                    }
                }
                today.clear();
            }
            let day = self.next_planned(arriving);
            if day >= self.shared.next_other {
                return;
            }
            self.shared.begin_day(day);
        }
    }

    #[expect(clippy::inline_always, reason = "on the way of every case, measured")]
    #[inline(always)]
    fn arrive(&mut self, arrival: Arrival, tally: &mut Tally) {
        let plan = self.plan;
        let incidents = &plan.incidents;
        for (fact, law) in incidents.facts.iter().enumerate() {
            self.values[fact] = match &law.law {
                FactLaw::Unread => 0,
                FactLaw::One(table) => {
                    let value = table.draw(self.shared.draw(law.stream, arrival.case, 0));
                    if let Some(count) = tally.facts[fact].get_mut(value as usize) {
                        *count += 1;
                    }
                    u64::from(value)
                }
                FactLaw::Many(chances) => {
                    let mut set = 0;
                    for (value, chance) in (0_u32..).zip(chances) {
                        if chance.happens(self.shared.draw(law.stream, arrival.case, value)) {
                            set |= 1 << value;
                            tally.facts[fact][value as usize] += 1;
                        }
                    }
                    set
                }
            };
        }
        self.keep_graph_small();
        let number = self.class();
        let slot = self.begin(arrival.case, number, tally);
        if self.enter_straight(slot, number, tally) {
            return;
        }
        self.stir(slot);
        self.enter(slot, tally);
        for activity in &incidents.beginnings[number].activities {
            self.look(slot, *activity, NOBODY, tally);
        }
        self.settle(tally);
    }

    /// Which beginning the facts drawn lead to.
    #[inline]
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
    #[expect(clippy::inline_always, reason = "on the way of every case, measured")]
    #[inline(always)]
    fn begin(&mut self, case: u64, number: usize, tally: &mut Tally) -> usize {
        let plan = self.plan;
        tally.cases += 1;
        let place = self.graph.beginning(plan, number);
        let slot = self.cases.add(case, place);
        self.shared.draw_ahead(self.cases.row_mut(slot));
        if self.log.is_some() {
            self.write(case, What::Began(self.values.clone()));
        }
        self.shared.backlog.count(self.shared.day, 1);
        let strokes = &plan.incidents.beginnings[number].strokes;
        if !strokes.is_empty() {
            self.shared.strike_all(self.cases.row_mut(slot), strokes, NOBODY, tally);
        }
        for clock in &plan.suspending {
            self.suspend(slot, usize::from(*clock));
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
            let drawn = self.shared.draw(plan.entry_stream, self.cases.row(slot).case, 0);
            let activity = plan.entries[choose(weights.iter().copied(), drawn)];
            self.begin_with(slot, activity, tally);
        }
    }

    fn begin_with(&mut self, slot: usize, activity: u16, tally: &mut Tally) {
        let day = self.shared.day;
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
            } else if self.shared.freed.any() {
                // Once through all actors, in their order.
                let mut from = 0;
                while let Some(actor) = self.shared.freed.take_from(from) {
                    self.dispatch(actor, tally);
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

    fn write(&mut self, case: u64, what: What) {
        if let Some(log) = &mut self.log {
            log.push(Logged { case, day: self.shared.day, what });
        }
    }

    #[inline]
    fn stir(&mut self, slot: usize) {
        let slot = u32::try_from(slot).unwrap_or(NEVER);
        if self.stirred.last() != Some(&slot) {
            self.stirred.push(slot);
        }
    }
}
