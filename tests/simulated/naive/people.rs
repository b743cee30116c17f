//! People of the plain simulator: who is away, who is free, and what they take up next.

use std::cmp::Reverse;

use duecourse::random::{Chance, DayTable, Purpose};
use duecourse::scenario::{Discipline, MeetingDates};
use duecourse::system::DeadlineStatus;

use super::{ClockState, Naive, Status};

pub(super) struct Person {
    away: bool,
    until: u32,
    draws: u32,
}

impl Naive<'_> {
    fn gap(&self, actor: usize) -> DayTable {
        let absence = self.scenario.actors[actor].absence.as_ref().unwrap();
        let mean = f64::from(absence.length_days) * (1.0 - absence.share) / absence.share;
        let leaves = (1.0 / mean.max(1.0)).min(1.0);
        let (mut weights, mut left) = (Vec::new(), 1.0);
        while weights.len() + 1 < 2048 && left > 1e-12 {
            weights.push(left * leaves);
            left *= 1.0 - leaves;
        }
        weights.push(left);
        DayTable::new(1, &weights).unwrap()
    }

    pub(super) fn people_of(&self, actor: usize) -> Vec<Person> {
        let Some(absence) = &self.scenario.actors[actor].absence else { return Vec::new() };
        let gap = self.gap(actor);
        let id = &self.system.actors[actor].id;
        let one = |number: u32| {
            let drawn = |occurrence| self.drawn(Purpose::Absence, id, u64::from(number), occurrence);
            let share = f64::from(absence.length_days) / (f64::from(absence.length_days) + gap.mean());
            if Chance::new(share).happens(drawn(0)) {
                let rest = u32::try_from(drawn(1) % u64::from(absence.length_days)).unwrap();
                Person { away: true, until: 1 + rest, draws: 2 }
            } else {
                Person { away: false, until: gap.draw(drawn(1)), draws: 2 }
            }
        };
        (0..=absence.deputies).map(one).collect()
    }

    pub(super) fn people_go_on(&mut self, actor: usize) {
        let Some(absence) = self.scenario.actors[actor].absence.clone() else { return };
        let gap = self.gap(actor);
        for number in 0..self.people[actor].len() {
            while self.people[actor][number].until <= self.day {
                let draws = self.people[actor][number].draws;
                let drawn = self.drawn(Purpose::Absence, &self.system.actors[actor].id, number as u64, draws);
                let person = &mut self.people[actor][number];
                person.away = !person.away;
                if person.away {
                    person.until += absence.length_days;
                } else {
                    person.draws += 1;
                    person.until += gap.draw(drawn);
                }
            }
        }
    }

    pub(super) fn is_free(&self, actor: usize, case: usize) -> bool {
        let one = &self.scenario.actors[actor];
        let people = &self.people[actor];
        if !people.is_empty() && people.iter().all(|person| person.away) {
            return false;
        }
        if let Some(meetings) = &one.meetings {
            let MeetingDates::EveryDays(days) = meetings.when else { unreachable!("generated so") };
            let cancelled = self.drawn(Purpose::Meeting, &self.system.actors[actor].id, u64::from(self.day), 0);
            if !self.day.is_multiple_of(days) || Chance::new(meetings.cancelled).happens(cancelled) {
                return false;
            }
            let taken = self.cases.iter().filter(|case| case.agenda[actor] == Some(self.day)).count();
            let here = self.cases[case].agenda[actor] == Some(self.day);
            if !here && meetings.cases_per_meeting.is_some_and(|most| taken >= most as usize) {
                return false;
            }
        }
        let at_work = self.cases.iter().filter(|case| case.holds[actor] > 0).count();
        self.cases[case].holds[actor] > 0 || one.cases_at_once.is_none_or(|places| at_work < places as usize)
    }

    pub(super) fn waiting(&self, actor: usize) -> Vec<(usize, usize)> {
        let mut waiting = Vec::new();
        for (case, one) in self.cases.iter().enumerate() {
            for (activity, doing) in one.doings.iter().enumerate() {
                if doing.status == Status::Queued && self.activities[activity].performers.contains(&actor) {
                    waiting.push((case, activity));
                }
            }
        }
        waiting
    }

    fn first_due(&self, case: usize) -> u32 {
        let running = |clock: &&ClockState| clock.status == DeadlineStatus::Running;
        self.cases[case].clocks.iter().filter(running).map(|clock| clock.due).min().unwrap_or(u32::MAX)
    }

    pub(super) fn go_on(&mut self, actor: usize) {
        let mut held: Vec<(u32, usize, usize)> = self
            .waiting(actor)
            .into_iter()
            .filter(|(case, _)| self.cases[*case].holds[actor] > 0)
            .map(|(case, activity)| (self.cases[case].doings[activity].stamp, case, activity))
            .collect();
        held.sort_unstable();
        for (stamp, case, activity) in held {
            let doing = &self.cases[case].doings[activity];
            if doing.status == Status::Queued && doing.stamp == stamp && self.is_free(actor, case) {
                self.start(case, activity, Some(actor));
            }
        }
    }

    pub(super) fn dispatch(&mut self, actor: usize) {
        let due_first = self.scenario.actors[actor].discipline == Discipline::EarliestDueDate;
        loop {
            let best = self.waiting(actor).into_iter().min_by_key(|(case, activity)| {
                let due = if due_first { self.first_due(*case) } else { 0 };
                (Reverse(self.scenario.steps[*activity].priority), due, self.cases[*case].doings[*activity].stamp)
            });
            let Some((case, activity)) = best.filter(|(case, _)| self.is_free(actor, *case)) else { return };
            self.start(case, activity, Some(actor));
            for other in 0..self.activities.len() {
                if self.waiting(actor).contains(&(case, other)) && self.is_free(actor, case) {
                    self.start(case, other, Some(actor));
                }
            }
        }
    }
}
