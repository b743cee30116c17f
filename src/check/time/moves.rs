//! What can happen in a timed state, and what becomes of it: steps, work that begins, and days.

use super::phase::Phase;
use super::plan::{Comes, Work};
use super::timed::{Struck, Timed, is_before};
use crate::system::{DeadlineStatus, Moment, State, Stroke, Strokes};

impl<const W: usize> Timed<'_, W> {
    /// The states in which a case can begin, with what the beginning makes of the measured clock.
    pub(super) fn initial(&self, phase: &Phase<W>) -> Vec<(State<W>, Struck)> {
        let begin = |state: &State<W>| {
            let moment = Moment { before: *state, moment: *state, consequences: *state, after: *state };
            let mut strokes = vec![Strokes::default(); self.running.len() + 1];
            self.table.strike_beginning(&self.machine, &moment, |clock, stroke| strokes[clock].add(stroke));
            let mut after = *state;
            let struck = self.strike(phase, state, &mut after, &strokes);
            (after, struck)
        };
        self.machine.initial().iter().map(begin).collect()
    }

    /// All moves of a state: steps that can be taken, work that may begin, and a day, unless something has to be done first.
    pub(super) fn moves(&self, phase: &Phase<W>, state: &State<W>, emit: &mut impl FnMut(u16, State<W>, Struck)) {
        let mut urgent = false;
        for (index, transitions) in &phase.works {
            let index = *index;
            let work = &self.works[index];
            let mut enabled = false;
            let field = self.layout.ages[index].map(|slot| slot.get(state));
            let age = field.map(|field| work.age(field));
            let ripe = age.is_none_or(|age| age > work.least) || field.is_some_and(|field| work.is_unknown(field));
            let spent =
                self.layout.times[index].is_some_and(|slot| slot.get(state) >= work.times_max.unwrap_or(u16::MAX));
            for transition in transitions {
                if !self.machine.enabled(state, *transition) {
                    continue;
                }
                enabled = true;
                let round = self.is_back[*transition]
                    && self.layout.back[index].is_some_and(|slot| slot.get(state) >= self.back_max);
                if ripe && !spent && !round {
                    let (after, struck) = self.take(phase, *state, *transition);
                    emit(number(*transition), after, struck);
                }
            }
            urgent |= enabled && self.presses(state, work, age);
            if enabled && age == Some(0) && !spent && !self.begins_itself(state, work) {
                for taker in 0..work.takers.len().max(1) {
                    let (begun, struck) = self.begin(phase, *state, (index, transitions), taker);
                    emit(self.begin_move(index, taker), begun, struck);
                }
            }
        }
        // A limit in months may have run out or not, as the date is.
        for running in phase.running.iter().map(|place| &self.running[*place]) {
            let (fewest, most) = running.limit;
            let open = fewest < most && running.slot.get(state) > fewest + 1;
            if open && self.machine.enabled(state, running.missed) {
                let (after, struck) = self.take(phase, *state, running.missed);
                emit(number(running.missed), after, struck);
            }
        }
        if !urgent {
            let (after, missed) = self.tick(phase, *state);
            let mut all = Struck::default();
            for (_, struck) in missed {
                all.discharged |= struck.discharged;
                all.restarted |= struck.restarted;
                all.unprepared |= struck.unprepared;
            }
            emit(self.tick_move(), after, all);
        }
    }

    /// Somebody takes a work up. The first moment of a step of two comes then.
    fn begin(
        &self,
        phase: &Phase<W>,
        mut state: State<W>,
        (work, transitions): (usize, &[usize]),
        taker: usize,
    ) -> (State<W>, Struck) {
        self.layout.begin_work(work, number(taker), &mut state);
        match transitions {
            [begins] if self.works[work].is_beginning() => self.take(phase, state, *begins),
            _ => (state, Struck::default()),
        }
    }

    /// Whether a work that can be done has to be done before the day is over.
    pub(super) fn presses_now(&self, state: &State<W>, work: usize) -> bool {
        let age = self.layout.ages[work].map(|slot| self.works[work].age(slot.get(state)));
        self.presses(state, &self.works[work], age)
    }

    /// Whether a step that can be taken has to be taken before the day is over.
    fn presses(&self, state: &State<W>, work: &Work, age: Option<u16>) -> bool {
        let bound = match work.comes {
            Comes::Owed | Comes::Expected => true,
            Comes::OwedWhile(owed) => self.machine.value(state, owed) == 1 || age.is_some_and(|age| age > 0),
            // Work that somebody has begun is finished; whether an event comes at all, nobody knows.
            Comes::Free => age.is_some_and(|age| age > 0) && !work.begins_by_itself(self.system),
        };
        bound && work.most.is_some_and(|most| age.is_none_or(|age| age > most))
    }

    /// Whether work has to be done, now that it can be.
    pub(super) fn has_to(&self, state: &State<W>, work: &Work) -> bool {
        match work.comes {
            Comes::Owed | Comes::Expected => true,
            Comes::OwedWhile(owed) => self.machine.value(state, owed) == 1,
            Comes::Free => false,
        }
    }

    /// Whether nobody has to decide that a work begins, and nobody has to be free.
    pub(super) fn begins_itself(&self, state: &State<W>, work: &Work) -> bool {
        !work.asks && self.asks_itself(state, work)
    }

    /// Whether nobody has to decide that a work begins.
    pub(super) fn asks_itself(&self, state: &State<W>, work: &Work) -> bool {
        match work.comes {
            Comes::OwedWhile(owed) => self.machine.value(state, owed) == 1,
            _ => work.begins_by_itself(self.system),
        }
    }

    /// The state after a transition, and what it makes of the measured clock. Ages are not settled yet.
    pub(super) fn take(&self, phase: &Phase<W>, state: State<W>, transition: usize) -> (State<W>, Struck) {
        let moment = self.machine.moment(state, transition);
        let mut after = moment.after;
        self.drop_work(phase, transition, &moment, &mut after);
        if let Some(work) = self.work_of[transition] {
            self.layout.end_work(work, &mut after);
            if let Some(end) = self.end_of[work] {
                // Whoever took up a step of two moments works on it from its first on.
                self.layout.begin_work(end, self.layout.taker(work, &state), &mut after);
            }
            if let Some(slot) = self.layout.times[work] {
                slot.put(&mut after, slot.get(&state).saturating_add(1).min(self.works[work].times_max.unwrap_or(0)));
            }
            if let Some(slot) = self.layout.back[work].filter(|_| self.is_back[transition]) {
                slot.put(&mut after, slot.get(&state).saturating_add(1).min(self.back_max));
            }
        }
        let mut struck = Struck::default();
        if self.table.touches(transition) || self.released.is_some() {
            let mut strokes = vec![Strokes::default(); self.running.len() + 1];
            self.table.strike(&self.machine, transition, &moment, |clock, stroke| strokes[clock].add(stroke));
            struck = self.strike(phase, &state, &mut after, &strokes);
        }
        phase.leave_out_the_rest(&mut after);
        (after, struck)
    }

    /// A day goes by; the deadlines that have run out are missed, first of all.
    pub(super) fn tick(&self, phase: &Phase<W>, state: State<W>) -> (State<W>, Vec<(usize, Struck)>) {
        let mut after = state;
        for (index, _) in &phase.works {
            let Some(slot) = self.layout.ages[*index] else { continue };
            slot.put(&mut after, self.works[*index].aged(slot.get(&state)));
        }
        let running = || phase.running.iter().map(|position| &self.running[*position]);
        for running in running() {
            let days = running.slot.get(&state);
            if days > 0 && !self.machine.satisfies(&state, &running.suspended) {
                running.slot.put(&mut after, (days + 1).min(running.limit.1.saturating_add(2)));
            }
        }
        let mut missed = Vec::new();
        for running in running() {
            if running.slot.get(&after) > running.limit.1 + 1 && self.machine.enabled(&after, running.missed) {
                let (next, struck) = self.take(phase, after, running.missed);
                missed.push((running.missed, struck));
                after = next;
            }
        }
        (after, missed)
    }

    fn strike(&self, phase: &Phase<W>, before: &State<W>, after: &mut State<W>, strokes: &[Strokes]) -> Struck {
        for position in &phase.running {
            let (running, strokes) = (&self.running[*position], &strokes[*position]);
            let status = self.machine.value(before, running.status);
            let change = running.clock.next(DeadlineStatus::from_value(status), *strokes);
            if change.status != DeadlineStatus::Running {
                running.slot.put(after, 0);
            } else if change.restarted {
                running.slot.put(after, 1);
            }
        }
        let mut own = strokes.last().copied().unwrap_or_default();
        if is_before(&self.measured) {
            own = own.turned();
        }
        let status = self.status(before);
        let mut change = self.measured.next(status, own);
        let waiting = change.status == DeadlineStatus::Running;
        if waiting && self.released.as_ref().is_some_and(|released| self.machine.satisfies(after, released)) {
            (change.status, change.restarted) = (DeadlineStatus::Void, false);
        }
        self.layout.watch.put(after, change.status as u16);
        Struck {
            discharged: change.discharged,
            restarted: change.restarted,
            unprepared: is_before(&self.measured) && own.has(Stroke::Discharged) && status == DeadlineStatus::Idle,
        }
    }

    /// Work that is called for begins; work that is not called for any more is dropped.
    pub(super) fn settle(&self, phase: &Phase<W>, state: &mut State<W>) {
        for (index, transitions) in &phase.works {
            let Some(slot) = self.layout.ages[*index] else { continue };
            let work = &self.works[*index];
            let age = slot.get(state);
            if age > 0 {
                if !self.is_called(state, work, transitions) {
                    self.layout.end_work(*index, state);
                }
            } else if self.begins_itself(state, work) && self.can(state, transitions) {
                slot.put(state, 1);
            }
        }
    }

    /// Work that ends within a moment is dropped, also if the same moment calls for it again: then it begins anew.
    fn drop_work(&self, phase: &Phase<W>, transition: usize, moment: &Moment<W>, after: &mut State<W>) {
        for (index, transitions) in &phase.works {
            if self.layout.ages[*index].is_none_or(|slot| slot.get(after) == 0) {
                continue;
            }
            let mut lapses = self.drops[transition].iter().filter(|(dropped, _)| dropped == index);
            if !self.is_called(&moment.moment, &self.works[*index], transitions)
                || lapses.any(|(_, predicate)| self.machine.satisfies_at(moment, predicate))
            {
                self.layout.end_work(*index, after);
            }
        }
    }

    /// Whether work is called for: whether it goes on once it has begun.
    pub(super) fn is_called(&self, state: &State<W>, work: &Work, transitions: &[usize]) -> bool {
        if let Some(condition) = self.called_while.get(&work.label) {
            return self.machine.satisfies(state, condition);
        }
        if work.called.is_empty() {
            return self.can(state, transitions);
        }
        work.called.iter().any(|variable| self.machine.value(state, *variable) == 1)
    }

    /// Whether one of the transitions of a work could be taken if it were done.
    pub(super) fn can(&self, state: &State<W>, transitions: &[usize]) -> bool {
        transitions.iter().any(|number| self.machine.enabled(state, *number))
    }
}

fn number(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}
