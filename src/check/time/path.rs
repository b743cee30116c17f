//! Ways through a window: the run that takes longest or shortest, who held its days, and where it could no longer be saved.

use super::outcome::{Cause, PointOfNoReturn, Stretch, TimedRun, TimedStep};
use super::phases::Phases;
use super::plan::Comes;
use super::window::{NO_WAY, Passage, UNBOUNDED, Window};
use crate::system::{Label, TransitionSystem};

/// A way: the states it comes through and the moves between them.
#[derive(Debug, Clone, Default)]
pub(super) struct Way {
    /// States; one more than moves.
    pub(super) states: Vec<u32>,
    pub(super) moves: Vec<(u16, Passage)>,
    /// The index of the state in which the clock begins to run.
    pub(super) entry: usize,
}

/// Which way to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// As long as possible.
    Longest,
    /// As short as possible.
    Shortest,
}

impl<const W: usize> Window<'_, W> {
    /// The best entry and the way from the beginning of the case through it to the end.
    pub(super) fn way(&self, aim: Aim) -> Option<Way> {
        let value = |state: u32| match aim {
            Aim::Longest => self.longest[state as usize],
            Aim::Shortest => self.shortest[state as usize],
        };
        // Among equals the first found: the one with the fewest steps before it.
        let entries = self.entries().filter(|(_, _, state)| aim == Aim::Longest || value(*state) != NO_WAY);
        let best = entries.enumerate().min_by_key(|(order, (_, _, state))| match aim {
            Aim::Longest => (u32::MAX - value(*state), *order),
            Aim::Shortest => (value(*state), *order),
        })?;
        let (from, number, entry) = best.1;
        let mut way = match from {
            None => Way { states: vec![entry], ..Way::default() },
            Some(from) => {
                let mut way = self.way_to(from);
                way.push(self, from, number);
                way
            }
        };
        way.entry = way.states.len() - 1;
        self.go_on(&mut way, aim);
        Some(way)
    }

    fn way_to(&self, state: u32) -> Way {
        let (beginning, numbers) = self.graph.path(state);
        let mut way = Way { states: vec![beginning], ..Way::default() };
        for number in numbers {
            let at = way.last();
            way.push(self, at, number);
        }
        way
    }

    fn go_on(&self, way: &mut Way, aim: Aim) {
        while let Some(steps) = self.next_steps(way.last(), aim) {
            for number in steps {
                let at = way.last();
                way.push(self, at, number);
            }
            if way.moves.last().is_none_or(|(_, passage)| passage.ends) {
                return;
            }
        }
    }

    /// What a step leaves to go: days until the end, the step's own included.
    fn value(&self, aim: Aim, target: u32, passage: Passage) -> u32 {
        let after = match aim {
            Aim::Longest if passage.ends => 0,
            Aim::Longest => self.longest[target as usize],
            Aim::Shortest if passage.discharged => 0,
            Aim::Shortest if passage.ends => NO_WAY,
            Aim::Shortest => self.shortest[target as usize],
        };
        after.saturating_add(u32::from(passage.day))
    }

    /// The moves up to and with the next day or the end, on the best way: the fewest, since what takes no time can go round.
    fn next_steps(&self, from: u32, aim: Aim) -> Option<Vec<u16>> {
        let wanted = match aim {
            Aim::Longest => self.longest[from as usize],
            Aim::Shortest => self.shortest[from as usize],
        };
        if wanted == UNBOUNDED && self.goes_round[from as usize] {
            return None;
        }
        let mut reached: Vec<(u32, usize, u16)> = vec![(from, 0, 0)];
        let mut next = 0;
        while let Some((at, ..)) = reached.get(next).copied() {
            for (number, target, passage) in self.steps(at) {
                if self.value(aim, target, passage) != wanted {
                    continue;
                }
                if passage.day || passage.ends {
                    let mut numbers = vec![number];
                    let mut place = next;
                    while place > 0 {
                        numbers.push(reached[place].2);
                        place = reached[place].1;
                    }
                    numbers.reverse();
                    return Some(numbers);
                }
                if !reached.iter().any(|(known, ..)| *known == target) {
                    reached.push((target, next, number));
                }
            }
            next += 1;
        }
        None
    }

    /// Who held the days between the entry and the end, the last stretch last.
    pub(super) fn stretches(&self, phases: &Phases<'_, W>, way: &Way) -> Vec<Stretch> {
        let days = way.days();
        let mut stretches = Vec::new();
        let mut at = way.moves.len();
        while at > way.entry {
            let index = at - 1;
            let Some(label) = label(phases, way.moves[index].0) else {
                let begins_after = stretches.last().is_some_and(|next: &(Stretch, usize)| next.1 == at);
                let held = begins_after.then(|| self.held_until_missed(phases, way, index)).flatten();
                if let Some((label, since)) = held {
                    let (step, actor, outside) = named(phases.timed.system, label);
                    let until = days[at] - days[way.entry];
                    stretches.push((Stretch { step, actor, outside, days: days[at] - days[since], until }, since));
                    at = since;
                } else {
                    at = index;
                }
                continue;
            };
            // Since when it could be done, or was being worked on.
            let mut since = index;
            while since > way.entry && self.is_open(phases, way.states[since - 1], label) {
                since -= 1;
            }
            let (step, actor, outside) = named(phases.timed.system, label);
            let taken = days[index] - days[since];
            let until = days[index] - days[way.entry];
            stretches.push((Stretch { step, actor, outside, days: taken, until }, since));
            at = since;
        }
        stretches.into_iter().rev().map(|(stretch, _)| stretch).collect()
    }

    /// Where a day goes by on which a deadline is missed: what had been worked on longest then and was not done, and since when.
    fn held_until_missed(&self, phases: &Phases<'_, W>, way: &Way, index: usize) -> Option<(Label, usize)> {
        let timed = &phases.timed;
        let before = self.graph.states[way.states[index] as usize];
        if way.moves[index].0 != timed.tick_move() || timed.tick(&phases.of(&before), before).1.is_empty() {
            return None;
        }
        let bound = timed.works.iter().enumerate().filter(|(_, work)| work.comes != Comes::Free);
        let open = bound.filter_map(|(place, work)| Some((timed.age(&before, place)?, work.label)));
        let (_, label) = open.max_by_key(|(age, _)| *age)?;
        let mut since = index;
        while since > way.entry && self.is_open(phases, way.states[since - 1], label) {
            since -= 1;
        }
        Some((label, since))
    }

    /// Whether something is being worked on, or could be taken at once.
    fn is_open(&self, phases: &Phases<'_, W>, state: u32, label: Label) -> bool {
        let packed = &self.graph.states[state as usize];
        let timed = &phases.timed;
        let Some(work) = timed.works.iter().position(|work| work.label == label) else { return false };
        timed.age(packed, work).is_some() || self.steps(state).any(|(number, _, _)| timed.work_of(number) == Some(work))
    }

    /// The last moment of a way at which acting at once would still have met the limit.
    pub(super) fn point_of_no_return(&self, phases: &Phases<'_, W>, way: &Way, limit: u32) -> PointOfNoReturn {
        let days = way.days();
        let last = (way.entry..way.states.len()).rev().find(|index| {
            let state = way.states[*index] as usize;
            let elapsed = days[*index] - days[way.entry];
            self.inside[state] && self.shortest[state].saturating_add(elapsed) <= limit
        });
        let Some(last) = last else { return PointOfNoReturn::Beginning };
        let state = way.states[last];
        let bound = phases.timed.works.iter().filter(|work| work.comes != Comes::Free).map(|work| work.label);
        let open =
            bound.filter(|label| self.is_open(phases, state, *label)).map(|label| named(phases.timed.system, label).0);
        PointOfNoReturn::Day { day: days[last] - days[way.entry], open: open.collect() }
    }

    /// Why there is no bound.
    pub(super) fn cause(&self, phases: &Phases<'_, W>) -> Cause {
        let states = self.endless.clone().unwrap_or_default();
        let (mut around, mut waited) = (Vec::new(), Vec::new());
        for state in &states {
            for (number, target, _) in self.steps(*state) {
                let Some(label) = label(phases, number) else { continue };
                let name = named(phases.timed.system, label).0;
                let list = if states.binary_search(&target).is_ok() { &mut around } else { &mut waited };
                if !list.contains(&name) {
                    list.push(name);
                }
            }
        }
        match (around.is_empty(), waited.is_empty()) {
            (false, _) => Cause::Loop(around),
            (true, false) => Cause::Wait(waited),
            (true, true) => Cause::Stuck,
        }
    }

    /// A way as a run with days.
    pub(super) fn run(&self, phases: &Phases<'_, W>, way: &Way) -> TimedRun {
        let timed = &phases.timed;
        // Days on which the clock stands still are days all the same.
        let days: Vec<u32> = std::iter::once(0)
            .chain(way.moves.iter().scan(0, |day, (number, _)| {
                *day += u32::from(*number == timed.tick_move());
                Some(*day)
            }))
            .collect();
        let mut steps = Vec::new();
        for (index, (number, _)) in way.moves.iter().enumerate() {
            let from = self.graph.states[way.states[index] as usize];
            let mut add = |transition: usize, day: u32| {
                steps.push(TimedStep { day, transition: timed.machine.transition_id(transition) });
            };
            if *number == timed.tick_move() {
                for (missed, _) in timed.tick(&phases.of(&from), from).1 {
                    add(missed, days[index + 1]);
                }
            } else if timed.begun_by(*number).is_none() {
                add(usize::from(*number), days[index]);
            }
        }
        TimedRun {
            steps,
            anchor_day: days[way.entry],
            end_day: days.last().copied().unwrap_or(0),
            ..TimedRun::default()
        }
    }
}

impl Way {
    fn last(&self) -> u32 {
        self.states.last().copied().unwrap_or(0)
    }

    /// The state in which the clock begins to run, as an index.
    pub(super) fn first_inside(&self) -> usize {
        self.states.get(self.entry).copied().unwrap_or(0) as usize
    }

    /// The first state, a beginning.
    pub(super) fn beginning(&self) -> u32 {
        self.states.first().copied().unwrap_or(0)
    }

    fn push<const W: usize>(&mut self, window: &Window<'_, W>, from: u32, number: u16) {
        if let Some((_, target, passage)) = window.steps(from).find(|(transition, ..)| *transition == number) {
            self.states.push(target);
            self.moves.push((number, passage));
        }
    }

    /// The day of each state as the clock counts, the beginning of the case being 0: days on which it stands still do not count.
    fn days(&self) -> Vec<u32> {
        let mut days = vec![0];
        let mut day = 0;
        for (_, passage) in &self.moves {
            day += u32::from(passage.day);
            days.push(day);
        }
        days
    }
}

/// The work that a move finishes, if it does.
pub(super) fn label<const W: usize>(phases: &Phases<'_, W>, number: u16) -> Option<Label> {
    let timed = &phases.timed;
    timed.work_of(number).map(|work| timed.works[work].label)
}

/// What a work is called, who does it, and whether they are outside.
pub(super) fn named(system: &TransitionSystem, label: Label) -> (String, String, bool) {
    match label {
        Label::Step { step, .. } | Label::Begin(step) => {
            let step = system.step(step);
            let outside = step.performers.iter().all(|actor| system.actors[usize::from(actor.0)].outside);
            (step.id.clone(), step.actor.clone(), outside && !step.performers.is_empty())
        }
        Label::SpanBegins(span) | Label::SpanEnds(span) => {
            (system.label_text(label), system.spans[usize::from(span.0)].actor.clone(), true)
        }
        Label::Missed(_) => (system.label_text(label), String::new(), false),
    }
}
