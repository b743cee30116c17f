//! The timed system of a slice: states with ages, and what a day or a step makes of them.
//!
//! A timed state is a packed state of the slice's machine with more fields behind it: for each piece of work since how many days it is
//! worked on, for each clock that somebody reads how long it has run, how often each loop went round, and the status of the clock
//! that is measured. The machine decides what can happen and what follows; here is only *when*.

use std::collections::BTreeMap;

use super::forget::lasting_writes;
use super::layout::{Clocks, Layout, Slot};
use super::plan::{Comes, Plan, Work};
use crate::system::{
    Anchoring, Clock, ClockTable, Condition, DeadlineStatus, Label, Liveness, Machine, Moment, Predicate, Selection,
    State, Stroke, Strokes, TransitionId, TransitionSystem, VariableId,
};

/// A clock whose passing somebody reads.
#[derive(Debug, Clone)]
pub(super) struct Running {
    pub(super) clock: Clock,
    pub(super) status: VariableId,
    pub(super) slot: Slot,
    pub(super) limit: u16,
    missed: usize,
    suspended: Predicate,
}

/// What a move makes of the clock that is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Struck {
    /// What it waits for came.
    pub(super) discharged: bool,
    /// It begins to run, or anew.
    pub(super) restarted: bool,
    /// Its anchor came, and nothing was there before (for `at least … before`).
    pub(super) unprepared: bool,
}

/// A slice with time.
pub(super) struct Timed<'a, const W: usize> {
    system: &'a TransitionSystem,
    pub(super) machine: Machine<W>,
    pub(super) machine_words: usize,
    pub(super) liveness: Liveness<W>,
    pub(super) writes: Vec<Vec<(VariableId, u8)>>,
    pub(super) selection: Selection,
    pub(super) works: Vec<Work>,
    back_max: u16,
    pub(super) layout: Layout,
    /// For each transition of the machine: its work.
    pub(super) work_of: Vec<Option<usize>>,
    /// For each work: its transitions in the machine.
    transitions: Vec<Vec<usize>>,
    /// For each transition: whether it counts as a way back.
    is_back: Vec<bool>,
    /// For each transition: the works that may lapse at it, and when.
    drops: Vec<Vec<(usize, Predicate)>>,
    /// What calls for a duty that is owed as long as something holds; what else it needs does not end it.
    called_while: BTreeMap<Label, Predicate>,
    pub(super) running: Vec<Running>,
    pub(super) table: ClockTable,
    measured: Clock,
    suspended: Predicate,
    released: Option<Predicate>,
}

impl<'a, const W: usize> Timed<'a, W> {
    pub(super) fn new(
        system: &'a TransitionSystem,
        selection: Selection,
        plan: Plan,
        clocks: &Clocks,
        layout: Layout,
        last: &[TransitionId],
    ) -> Self {
        let machine: Machine<W> = Machine::new(system, &selection);
        let measured = turned(&system.clocks[clocks.measured]);
        let mut kept = measured.suspended.variables();
        kept.extend(measured.released.variables());
        for (clock, _) in &clocks.read {
            kept.extend(system.clocks[*clock].suspended.variables());
        }
        let signals = measured.signals.iter().flat_map(|signal| signal.condition.variables());
        kept.extend(signals);
        let liveness = Liveness::new(system, &selection, &machine, kept, Vec::new(), last, &[]);
        let writes = selection.transitions.iter().map(|id| lasting_writes(system, *id, last)).collect();
        let mut work_of = vec![None; machine.transition_count()];
        let mut is_back = vec![false; machine.transition_count()];
        let mut transitions = Vec::new();
        for (index, work) in plan.works.iter().enumerate() {
            let own: Vec<usize> = work.transitions.iter().filter_map(|id| machine.index_of(*id)).collect();
            for transition in &own {
                work_of[*transition] = Some(index);
            }
            for transition in work.back.iter().filter_map(|id| machine.index_of(*id)) {
                is_back[transition] = true;
            }
            transitions.push(own);
        }
        let read = clocks.read.iter().zip(&layout.clocks);
        let read: Vec<(usize, Running)> = read
            .filter_map(|((clock, limit), slot)| {
                running_clock(system, &machine, *clock, *limit, *slot).map(|running| (*clock, running))
            })
            .collect();
        // The strokes of a clock stand at its place among those that run.
        let mut indices: Vec<usize> = read.iter().map(|(clock, _)| *clock).collect();
        indices.push(clocks.measured);
        let drops = drops(system, &machine, &plan.works);
        let called_while = called_while(system, &machine, &plan.works);
        let (suspended, released) =
            (still_read(&machine, &measured.suspended), still_read(&machine, &measured.released));
        Self {
            system,
            machine_words: selection.words(system),
            liveness,
            writes,
            selection,
            works: plan.works,
            back_max: plan.back_max,
            layout,
            work_of,
            transitions,
            is_back,
            drops,
            called_while,
            running: read.into_iter().map(|(_, running)| running).collect(),
            table: ClockTable::new(system, &machine, &indices),
            suspended: machine.predicate(suspended),
            released: (*released != Condition::FALSE).then(|| machine.predicate(released)),
            measured,
            machine,
        }
    }

    /// The number of the move "a day goes by".
    pub(super) fn tick_move(&self) -> u16 {
        u16::try_from(self.machine.transition_count()).unwrap_or(u16::MAX)
    }

    /// The work that a move begins, if it is that.
    pub(super) fn begun_by(&self, number: u16) -> Option<usize> {
        usize::from(number).checked_sub(self.machine.transition_count() + 1)
    }

    /// The work that a move finishes, if it is a transition of one.
    pub(super) fn work_of(&self, number: u16) -> Option<usize> {
        self.work_of.get(usize::from(number)).copied().flatten()
    }

    /// The states in which a case can begin, with what the beginning makes of the measured clock.
    pub(super) fn initial(&self) -> Vec<(State<W>, Struck)> {
        let begin = |state: &State<W>| {
            let moment = Moment { before: *state, moment: *state, consequences: *state, after: *state };
            let mut strokes = vec![Strokes::default(); self.running.len() + 1];
            self.table.strike_beginning(&self.machine, &moment, |clock, stroke| strokes[clock].add(stroke));
            let mut after = *state;
            let struck = self.strike(state, &mut after, &strokes);
            (after, struck)
        };
        self.machine.initial().iter().map(begin).collect()
    }

    /// The days that a work has been worked on in a state; absent if it has not begun.
    pub(super) fn age(&self, state: &State<W>, work: usize) -> Option<u16> {
        self.works[work].age(self.layout.ages[work]?.get(state)).checked_sub(1)
    }

    /// The status of the measured clock.
    pub(super) fn status(&self, state: &State<W>) -> DeadlineStatus {
        DeadlineStatus::from_value(u8::try_from(self.layout.watch.get(state)).unwrap_or(0))
    }

    /// Takes a window for ended although its clock has begun anew.
    pub(super) fn end_window(&self, state: &mut State<W>) {
        self.layout.watch.put(state, DeadlineStatus::Void as u16);
    }

    /// Whether the measured clock runs.
    pub(super) fn watched(&self, state: &State<W>) -> bool {
        self.status(state) == DeadlineStatus::Running
    }

    /// Whether a day that begins now is not counted.
    pub(super) fn stands_still(&self, state: &State<W>) -> bool {
        self.machine.satisfies(state, &self.suspended)
    }

    /// All moves of a state: steps that can be taken, work that may begin, and a day, unless something has to be done first.
    pub(super) fn moves(&self, state: &State<W>, emit: &mut impl FnMut(u16, State<W>, Struck)) {
        let mut urgent = false;
        for (index, work) in self.works.iter().enumerate() {
            let mut enabled = false;
            let field = self.layout.ages[index].map(|slot| slot.get(state));
            let age = field.map(|field| work.age(field));
            let ripe = age.is_none_or(|age| age > work.least) || field.is_some_and(|field| work.is_unknown(field));
            let spent =
                self.layout.times[index].is_some_and(|slot| slot.get(state) >= work.times_max.unwrap_or(u16::MAX));
            for transition in &self.transitions[index] {
                if !self.machine.enabled(state, *transition) {
                    continue;
                }
                enabled = true;
                let round = self.is_back[*transition]
                    && self.layout.back[index].is_some_and(|slot| slot.get(state) >= self.back_max);
                if ripe && !spent && !round {
                    let (after, struck) = self.take(*state, *transition);
                    emit(number(*transition), after, struck);
                }
            }
            urgent |= enabled && self.presses(state, work, age);
            if enabled && age == Some(0) && !spent && !self.begins_itself(state, work) {
                let mut begun = *state;
                if let Some(slot) = self.layout.ages[index] {
                    slot.put(&mut begun, 1);
                }
                emit(number(self.machine.transition_count() + 1 + index), begun, Struck::default());
            }
        }
        if !urgent {
            let (after, missed) = self.tick(*state);
            let mut all = Struck::default();
            for (_, struck) in missed {
                all.discharged |= struck.discharged;
                all.restarted |= struck.restarted;
                all.unprepared |= struck.unprepared;
            }
            emit(self.tick_move(), after, all);
        }
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

    pub(super) fn begins_itself(&self, state: &State<W>, work: &Work) -> bool {
        match work.comes {
            Comes::OwedWhile(owed) => self.machine.value(state, owed) == 1,
            _ => work.begins_by_itself(self.system),
        }
    }

    /// The state after a transition, and what it makes of the measured clock. Ages are not settled yet.
    pub(super) fn take(&self, state: State<W>, transition: usize) -> (State<W>, Struck) {
        let moment = self.machine.moment(state, transition);
        let mut after = moment.after;
        self.drop_work(transition, &moment, &mut after);
        if let Some(work) = self.work_of[transition] {
            if let Some(slot) = self.layout.ages[work] {
                slot.put(&mut after, 0);
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
            struck = self.strike(&state, &mut after, &strokes);
        }
        (after, struck)
    }

    /// A day goes by; the deadlines that have run out are missed, first of all.
    pub(super) fn tick(&self, state: State<W>) -> (State<W>, Vec<(usize, Struck)>) {
        let mut after = state;
        for (slot, work) in self.layout.ages.iter().zip(&self.works) {
            let Some(slot) = slot else { continue };
            slot.put(&mut after, work.aged(slot.get(&state)));
        }
        for running in &self.running {
            let days = running.slot.get(&state);
            if days > 0 && !self.machine.satisfies(&state, &running.suspended) {
                running.slot.put(&mut after, (days + 1).min(running.limit.saturating_add(2)));
            }
        }
        let mut missed = Vec::new();
        for running in &self.running {
            if running.slot.get(&after) > running.limit + 1 && self.machine.enabled(&after, running.missed) {
                let (next, struck) = self.take(after, running.missed);
                missed.push((running.missed, struck));
                after = next;
            }
        }
        (after, missed)
    }

    fn strike(&self, before: &State<W>, after: &mut State<W>, strokes: &[Strokes]) -> Struck {
        for (running, strokes) in self.running.iter().zip(strokes) {
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
    pub(super) fn settle(&self, state: &mut State<W>) {
        for (index, work) in self.works.iter().enumerate() {
            let Some(slot) = self.layout.ages[index] else { continue };
            let age = slot.get(state);
            if age > 0 {
                if !self.is_called(state, work) {
                    slot.put(state, 0);
                }
            } else if self.begins_itself(state, work) && self.can(state, work) {
                slot.put(state, 1);
            }
        }
    }

    /// Work that ends within a moment is dropped, also if the same moment calls for it again: then it begins anew.
    fn drop_work(&self, transition: usize, moment: &Moment<W>, after: &mut State<W>) {
        for (index, work) in self.works.iter().enumerate() {
            let Some(slot) = self.layout.ages[index].filter(|slot| slot.get(after) > 0) else { continue };
            let mut lapses = self.drops[transition].iter().filter(|(dropped, _)| *dropped == index);
            if !self.is_called(&moment.moment, work)
                || lapses.any(|(_, predicate)| self.machine.satisfies_at(moment, predicate))
            {
                slot.put(after, 0);
            }
        }
    }

    /// Whether work is called for: whether it goes on once it has begun.
    pub(super) fn is_called(&self, state: &State<W>, work: &Work) -> bool {
        if let Some(condition) = self.called_while.get(&work.label) {
            return self.machine.satisfies(state, condition);
        }
        if work.called.is_empty() {
            return self.can(state, work);
        }
        work.called.iter().any(|variable| self.machine.value(state, *variable) == 1)
    }

    /// Whether a step could be taken if its work were done.
    pub(super) fn can(&self, state: &State<W>, work: &Work) -> bool {
        let numbers = work.transitions.iter().filter_map(|id| self.machine.index_of(*id));
        numbers.into_iter().any(|number| self.machine.enabled(state, number))
    }
}

fn number(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

fn running_clock<const W: usize>(
    system: &TransitionSystem,
    machine: &Machine<W>,
    clock: usize,
    limit: u16,
    slot: Slot,
) -> Option<Running> {
    let clock = &system.clocks[clock];
    let crate::system::ClockOwner::Deadline(deadline) = clock.owner else { return None };
    let status = system.variable(crate::system::Role::Deadline(deadline))?;
    let missed = (0..machine.transition_count())
        .find(|index| system.transition(machine.transition_id(*index)).label == Label::Missed(deadline))?;
    let suspended = machine.predicate(&clock.suspended);
    Some(Running { clock: clock.clone(), status, slot, limit, missed, suspended })
}

/// A condition of the clock that is measured; a slice without what it reads is one in which the clock can run no more.
fn still_read<'c, const W: usize>(machine: &Machine<W>, condition: &'c Condition) -> &'c Condition {
    let held = condition.variables().iter().all(|variable| machine.holds_variable(*variable));
    if held { condition } else { &Condition::FALSE }
}

/// For each transition of a machine: at which works it sets back what calls for them, and when.
fn drops<const W: usize>(
    system: &TransitionSystem,
    machine: &Machine<W>,
    works: &[Work],
) -> Vec<Vec<(usize, Predicate)>> {
    let at = |number: usize| {
        let effects = system.transition(machine.transition_id(number)).consequences.iter();
        let ends = effects.filter(|effect| effect.value == 0 && machine.holds_variable(effect.variable));
        let dropped = ends.flat_map(|effect| {
            let called = works.iter().enumerate().filter(|(_, work)| work.called.contains(&effect.variable));
            called.map(|(index, _)| (index, machine.predicate(&effect.condition)))
        });
        dropped.collect()
    };
    (0..machine.transition_count()).map(at).collect()
}

fn called_while<const W: usize>(
    system: &TransitionSystem,
    machine: &Machine<W>,
    works: &[Work],
) -> BTreeMap<Label, Predicate> {
    let duties = works.iter().filter(|work| work.called.is_empty() && work.comes == Comes::Owed);
    let conditions = duties.filter_map(|work| {
        let owed = &system.owed[usize::from(work.label.step()?.0)];
        Some((work.label, machine.predicate(owed)))
    });
    conditions.collect()
}

fn is_before(clock: &Clock) -> bool {
    matches!(clock.limit, crate::system::DeadlineLimit::Before(..))
}

/// "At least D before X" runs from what has to be done until X; each time that is done, it counts anew.
fn turned(clock: &Clock) -> Clock {
    let mut clock = clock.clone();
    if is_before(&clock) {
        clock.anchoring = Anchoring::EachTime;
    }
    clock
}
