//! The timed system of a slice, prepared for exploring; what can happen in it stands in `moves`.
//!
//! A timed state is a packed state of the slice's machine with more fields behind it: for each piece of work since how many days it is
//! worked on, for each clock that somebody reads how long it has run, how often each loop went round, and the status of the clock
//! that is measured. The machine decides what can happen and what follows; time only says *when*.

use std::collections::BTreeMap;

use super::forget::{Write, lasting_writes};
use super::layout::{Clocks, Layout, Slot};
use super::plan::{Comes, Plan, Taker, Work};
use super::units::Interval;
use crate::system::{
    Anchoring, Clock, ClockTable, Condition, DeadlineStatus, Label, Liveness, Machine, Predicate, Selection, State,
    TransitionId, TransitionSystem, VariableId,
};

/// A clock whose passing somebody reads.
#[derive(Debug, Clone)]
pub(super) struct Running {
    pub(super) clock: Clock,
    /// Its index in the system.
    pub(super) index: usize,
    pub(super) status: VariableId,
    pub(super) slot: Slot,
    /// Its limit in working days at its shortest and at its longest: it may run out on any day between.
    pub(super) limit: Interval,
    /// The transition by which it is missed.
    pub(super) missed: usize,
    pub(super) suspended: Predicate,
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
    pub(super) system: &'a TransitionSystem,
    pub(super) machine: Machine<W>,
    pub(super) machine_words: usize,
    pub(super) liveness: Liveness<W>,
    pub(super) writes: Vec<Vec<Write>>,
    pub(super) works: Vec<Work>,
    pub(super) back_max: u16,
    pub(super) layout: Layout,
    /// For each transition of the machine: its work.
    pub(super) work_of: Vec<Option<usize>>,
    /// For each transition: whether it counts as a way back.
    pub(super) is_back: Vec<bool>,
    /// For each transition: the works that may lapse at it, and when.
    pub(super) drops: Vec<Vec<(usize, Predicate)>>,
    /// For each work that is the first moment of a step: the work that it begins.
    pub(super) end_of: Vec<Option<usize>>,
    /// What calls for a duty that is owed as long as something holds; what else it needs does not end it.
    pub(super) called_while: BTreeMap<Label, Predicate>,
    pub(super) running: Vec<Running>,
    pub(super) table: ClockTable,
    pub(super) measured: Clock,
    suspended: Predicate,
    pub(super) released: Option<Predicate>,
}

impl<'a, const W: usize> Timed<'a, W> {
    pub(super) fn new(
        system: &'a TransitionSystem,
        selection: &Selection,
        plan: Plan,
        clocks: &Clocks,
        layout: Layout,
        last: &[TransitionId],
    ) -> Self {
        let machine: Machine<W> = Machine::new(system, selection);
        let measured = turned(&system.clocks[clocks.measured]);
        let mut kept = measured.suspended.variables();
        kept.extend(measured.released.variables());
        for (clock, _) in &clocks.read {
            kept.extend(system.clocks[*clock].suspended.variables());
        }
        let signals = measured.signals.iter().flat_map(|signal| signal.condition.variables());
        kept.extend(signals);
        let liveness = Liveness::new(system, selection, &machine, kept, Vec::new(), last, &[]);
        let writes = selection.transitions.iter().map(|id| lasting_writes(system, &machine, *id, last)).collect();
        let mut work_of = vec![None; machine.transition_count()];
        let mut is_back = vec![false; machine.transition_count()];
        for (index, work) in plan.works.iter().enumerate() {
            for transition in work.transitions.iter().filter_map(|id| machine.index_of(*id)) {
                work_of[transition] = Some(index);
            }
            for transition in work.back.iter().filter_map(|id| machine.index_of(*id)) {
                is_back[transition] = true;
            }
        }
        let read = clocks.read.iter().zip(&layout.clocks);
        let running: Vec<Running> =
            read.filter_map(|((clock, limit), slot)| running_clock(system, &machine, *clock, *limit, *slot)).collect();
        // The strokes of a clock stand at its place among those that run.
        let mut indices: Vec<usize> = running.iter().map(|running| running.index).collect();
        indices.push(clocks.measured);
        let drops = drops(system, &machine, &plan.works);
        let called_while = called_while(system, &machine, &plan.works);
        Self {
            system,
            machine_words: selection.words(system),
            liveness,
            writes,
            end_of: ends_of(&plan.works),
            works: plan.works,
            back_max: plan.back_max,
            layout,
            work_of,
            is_back,
            drops,
            called_while,
            running,
            table: ClockTable::new(system, &machine, &indices),
            suspended: machine.predicate(&measured.suspended),
            released: (measured.released != Condition::FALSE).then(|| machine.predicate(&measured.released)),
            measured,
            machine,
        }
    }

    /// The number of the move "a day goes by".
    pub(super) fn tick_move(&self) -> u16 {
        u16::try_from(self.machine.transition_count()).unwrap_or(u16::MAX)
    }

    /// The number of the move by which somebody takes up a work, by their place among those who may.
    pub(super) fn begin_move(&self, work: usize, taker: usize) -> u16 {
        let number = self.machine.transition_count() + 1 + taker * self.works.len() + work;
        u16::try_from(number).unwrap_or(u16::MAX)
    }

    /// The work that a move begins, if it is that.
    pub(super) fn begun_by(&self, number: u16) -> Option<usize> {
        let place = usize::from(number).checked_sub(self.machine.transition_count() + 1)?;
        place.checked_rem(self.works.len())
    }

    /// Who begins a work with a move that begins one, by their place among those who may.
    pub(super) fn taker_of(&self, number: u16) -> usize {
        let place = usize::from(number).saturating_sub(self.machine.transition_count() + 1);
        place.checked_div(self.works.len()).unwrap_or(0)
    }

    /// The work that somebody is asked for when a work is to be done: itself, or the first moment of the step.
    pub(super) fn asked_for(&self, work: usize) -> usize {
        self.end_of.iter().position(|end| *end == Some(work)).unwrap_or(work)
    }

    /// Who works on a work in a state, if that makes a difference to anybody. What is over and waits for a possible outcome keeps nobody busy.
    pub(super) fn taker(&self, state: &State<W>, work: usize, transitions: &[usize]) -> Option<Taker> {
        let days = self.age(state, work)?;
        let is_over = self.works[work].most.is_some_and(|most| days >= most);
        let taker = *self.works[work].takers.get(usize::from(self.layout.taker(work, state)))?;
        (!is_over || self.can(state, transitions)).then_some(taker)
    }

    /// The work that a move finishes, if it is a transition of one.
    pub(super) fn work_of(&self, number: u16) -> Option<usize> {
        self.work_of.get(usize::from(number)).copied().flatten()
    }

    /// The days that a work has been worked on in a state; absent if it has not begun.
    pub(super) fn age(&self, state: &State<W>, work: usize) -> Option<u16> {
        self.works[work].age(self.layout.ages[work]?.get(state)).checked_sub(1)
    }

    /// Whether something has been worked on for a day or more, or for nobody knows how long.
    pub(super) fn has_begun(&self, state: &State<W>) -> bool {
        self.layout.ages.iter().flatten().any(|slot| slot.get(state) > 1)
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
}

fn running_clock<const W: usize>(
    system: &TransitionSystem,
    machine: &Machine<W>,
    index: usize,
    limit: Interval,
    slot: Slot,
) -> Option<Running> {
    let clock = &system.clocks[index];
    let crate::system::ClockOwner::Deadline(deadline) = clock.owner else { return None };
    let status = system.variable(crate::system::Role::Deadline(deadline))?;
    let missed = (0..machine.transition_count())
        .find(|index| system.transition(machine.transition_id(*index)).label == Label::Missed(deadline))?;
    let suspended = machine.predicate(&clock.suspended);
    Some(Running { clock: clock.clone(), index, status, slot, limit, missed, suspended })
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

/// For each work the one that it begins, if it is the first moment of a step and that takes time.
fn ends_of(works: &[Work]) -> Vec<Option<usize>> {
    let end = |work: &Work| {
        let Label::Begin(step) = work.label else { return None };
        works.iter().position(|other| other.label == Label::Step { step, outcome: None } && other.has_age())
    };
    works.iter().map(end).collect()
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

pub(super) fn is_before(clock: &Clock) -> bool {
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
