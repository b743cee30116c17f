//! The days of the plain simulator: who comes back, what is missed, what comes in, what was planned.

use duecourse::scenario::Discipline;
use duecourse::simulate::CaseHistory;
use duecourse::system::{ClockOwner, Condition, DeadlineStatus, Label, TransitionId};

use super::{Case, ClockState, Doing, Naive, Status, taken};

impl Naive<'_> {
    /// Runs the cases that came in a history, as they came, up to a day, which is left out.
    pub(crate) fn run(&mut self, arrivals: &[CaseHistory], end: u32) -> Vec<Vec<(u32, TransitionId)>> {
        for day in 0..end {
            self.day = day;
            for actor in 0..self.system.actors.len() {
                self.people_go_on(actor);
            }
            self.miss();
            for actor in 0..self.system.actors.len() {
                let one = &self.scenario.actors[actor];
                if day > 0 && (one.absence.is_some() || one.meetings.is_some()) {
                    self.go_on(actor);
                    self.freed[actor] = true;
                }
            }
            self.settle();
            for arrival in arrivals.iter().filter(|arrival| arrival.began == day) {
                self.arrive(arrival.case);
            }
            while let Some((case, activity)) = self.planned() {
                if self.cases[case].doings[activity].status == Status::Delayed {
                    self.cases[case].doings[activity].status = Status::Due;
                    self.ask(case, activity);
                } else {
                    self.release(case, activity);
                    self.cases[case].doings[activity].status = Status::Due;
                    self.take(case, activity);
                }
                self.settle();
            }
            for actor in 0..self.system.actors.len() {
                self.busy_days[actor] += self.cases.iter().filter(|case| case.holds[actor] > 0).count() as u64;
                self.waiting_days[actor] += self.waiting(actor).len() as u64;
            }
        }
        self.cases.iter().map(|case| case.happened.clone()).collect()
    }

    /// What was planned for today and comes first.
    fn planned(&self) -> Option<(usize, usize)> {
        let mut all = Vec::new();
        for (case, one) in self.cases.iter().enumerate() {
            for (activity, doing) in one.doings.iter().enumerate() {
                if matches!(doing.status, Status::Delayed | Status::Working) && doing.day == self.day {
                    all.push((doing.stamp, case, activity));
                }
            }
        }
        all.into_iter().min().map(|(_, case, activity)| (case, activity))
    }

    /// Cases come in the order in which those of their deadlines began to run that set something off when they are missed; then all others.
    fn miss(&mut self) {
        let sets_off: Vec<bool> = (0..self.clocks.len()).map(|at| self.sets_off(at)).collect();
        loop {
            let due = |clock: &ClockState| clock.status == DeadlineStatus::Running && clock.due < self.day;
            let mut first: Option<(bool, u32, usize)> = None;
            for (case, one) in self.cases.iter().enumerate() {
                for (clock, sets_off) in one.clocks.iter().zip(&sets_off).filter(|(clock, _)| due(clock)) {
                    let entry = (!sets_off, clock.stamp, case);
                    first = Some(first.map_or(entry, |other| other.min(entry)));
                }
            }
            let Some((_, _, case)) = first else { return };
            while let Some(at) = self.cases[case]
                .clocks
                .iter()
                .position(|clock| clock.status == DeadlineStatus::Running && clock.due < self.day)
            {
                self.cases[case].clocks[at].status = DeadlineStatus::Missed;
                let ClockOwner::Deadline(deadline) = self.system.clocks[self.clocks[at]].owner else { return };
                let missed = self
                    .system
                    .transition_ids()
                    .find(|id| self.system.transition(*id).label == Label::Missed(deadline));
                if let Some(missed) = missed.filter(|id| self.enabled(case, *id)) {
                    self.apply(case, missed);
                }
            }
            self.settle();
        }
    }

    /// Whether anything can follow from that a deadline is missed.
    fn sets_off(&self, at: usize) -> bool {
        let ClockOwner::Deadline(deadline) = self.system.clocks[self.clocks[at]].owner else { return false };
        let label = |id: TransitionId| self.system.transition(id).label;
        let Some(missed) = self.system.transition_ids().find(|id| label(*id) == Label::Missed(deadline)) else {
            return false;
        };
        let transition = self.system.transition(missed);
        let writes = transition.writes();
        let reads = |condition: &Condition| condition.variables().iter().any(|variable| writes.contains(variable));
        let is_work = |id: &TransitionId| !matches!(label(*id), Label::Missed(_));
        self.scenario.actors.iter().any(|actor| actor.discipline == Discipline::EarliestDueDate)
            || !transition.consequences.is_empty()
            || self
                .system
                .clocks
                .iter()
                .flat_map(|clock| &clock.signals)
                .any(|signal| signal.transition == Some(missed))
            || self.system.owed.iter().any(reads)
            || self.system.transition_ids().filter(is_work).any(|id| reads(&self.system.transition(id).guard))
    }

    fn arrive(&mut self, number: u64) {
        let system = self.system;
        let before = vec![0; system.variables.len()];
        let (moment, after) =
            system.beginning.as_ref().map_or((before.clone(), before.clone()), |one| taken(one, &before));
        let doing = Doing { status: Status::Idle, calls: 0, begins: 0, takes: 0, stamp: 0, day: 0, actor: None };
        self.cases.push(Case {
            number,
            state: after.clone(),
            doings: vec![doing; self.activities.len()],
            clocks: vec![ClockState { status: DeadlineStatus::Idle, due: 0, stamp: 0 }; self.clocks.len()],
            holds: vec![0; system.actors.len()],
            agenda: vec![None; system.actors.len()],
            happened: Vec::new(),
        });
        let case = self.cases.len() - 1;
        self.strike(case, None, [&before, &moment, &after]);
        for activity in 0..self.activities.len() {
            self.look(case, activity);
        }
        self.settle();
    }
}
