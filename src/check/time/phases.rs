//! Phases: as a case goes on, less and less of the procedure can still matter to a clock. From the state on in which
//! something can matter no more, it is left out, with its work and its clocks.
//!
//! What can still happen from a state is over-approximated ([`crate::system::Liveness`]); what of it can still reach the clock is its cone of
//! influence. Nothing outside that cone writes what it reads, so leaving it out changes no run of it. A phase never comes back.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::by_date::counts_anew;
use super::layout::{Clocks, Layout, phase_of, put_phase};
use super::phase::Phase;
use super::plan::{Pace, Plan, TooLong, performers};
use super::slices::{clocks_read, ends_window};
use super::timed::{Running, Struck, Timed};
use super::units::Units;
use super::window::Passage;
use crate::system::{
    ActorId, Cones, DeadlineStatus, Label, Selection, Space, State, TimeUnit, TransitionId, TransitionSystem,
    VariableId, Within, cone_of_clock_by_writes,
};

/// What all phases of one clock share.
pub(super) struct Setting<'a> {
    pub(super) system: &'a TransitionSystem,
    pub(super) cones: &'a Cones,
    pub(super) units: &'a Units<'a>,
    /// The index of the clock that is measured.
    pub(super) measured: usize,
    pub(super) repeat: u16,
    /// For each actor, whether work has to wait for it; nobody, if there are none.
    pub(super) shared: &'a [bool],
    /// What has to be followed besides what leads to the clock, in order: work that keeps those busy for whom other work waits.
    pub(super) beside: &'a [TransitionId],
    /// Whether work takes time; without it, any order is possible.
    pub(super) has_time: bool,
    /// How long work takes.
    pub(super) pace: Pace,
    /// Whether only the window of the clock is explored: from where it begins to run to where it ends.
    pub(super) window_only: bool,
}

impl Setting<'_> {
    /// The pieces of a phase: its plan, its clocks, and where everything is packed.
    pub(super) fn pieces(&self, selection: &Selection) -> Result<(Plan, Clocks, Layout), TooLong> {
        let mut plan = Plan::new(self.system, selection, self.units, self.repeat)?
            .waiting_for(self.system, self.shared)
            .at(self.pace);
        if !self.has_time {
            plan.forget_time(self.system, selection);
        }
        let mut read = Vec::new();
        if self.has_time {
            for clock in clocks_read(self.system, selection, &self.system.clocks[self.measured]) {
                let (fewest, most) = self.units.limit(self.system, clock)?;
                // What is measured is held against its shortest limit; another one may run as long as it can on any date.
                read.push((clock, if clock == self.measured { (fewest, fewest) } else { (fewest, most) }));
            }
        }
        let clocks = Clocks { read, measured: self.measured };
        let layout = Layout::new(self.system, selection, &plan, &clocks);
        Ok((plan, clocks, layout))
    }
}

/// A phase, the status of the measured clock, and a state of the machine alone.
type Situation<const W: usize> = (u16, DeadlineStatus, State<W>);

/// From a phase on: what may still happen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Prospect<const W: usize> {
    phase: u16,
    /// Of the measured clock.
    status: DeadlineStatus,
    /// The transitions that may still happen, by their numbers.
    live: Vec<usize>,
    /// Which of them may still set which variables, in order.
    writes: Vec<(VariableId, TransitionId)>,
    /// The bits that may still change.
    changing: [u64; W],
}

/// The phases of one clock, made as they are needed.
pub(super) struct Phases<'a, const W: usize> {
    setting: &'a Setting<'a>,
    pub(super) timed: Timed<'a, W>,
    made: RefCell<Vec<Rc<Phase<W>>>>,
    /// The number of the phase with each part of the system, and whether something in it leads to the clock.
    known: RefCell<BTreeMap<(Selection, bool), u16>>,
    /// For a state of a phase, the status of its clock and its own words: the phase that it belongs to.
    next: RefCell<HashMap<Situation<W>, (u16, State<W>), FxBuildHasher>>,
    /// For what can still happen and change in a phase: the phase that it leads to.
    leads_to: RefCell<HashMap<Prospect<W>, u16, FxBuildHasher>>,
    space: RefCell<Space>,
}

impl<'a, const W: usize> Phases<'a, W> {
    pub(super) fn new(setting: &'a Setting<'a>, selection: &Selection) -> Result<Self, TooLong> {
        let (plan, clocks, layout) = setting.pieces(selection)?;
        let clock = &setting.system.clocks[setting.measured];
        let last = if setting.window_only { ends_window(clock) } else { Vec::new() };
        let phases = Self {
            setting,
            timed: Timed::new(setting.system, selection, plan, &clocks, layout, &last),
            made: RefCell::default(),
            known: RefCell::default(),
            next: RefCell::default(),
            leads_to: RefCell::default(),
            space: RefCell::default(),
        };
        phases.phase_with(selection, true);
        Ok(phases)
    }

    /// The number of the phase with exactly this part of the system, of which something leads to the clock or nothing does.
    pub(super) fn phase_with(&self, selection: &Selection, leads: bool) -> u16 {
        let key = (selection.clone(), leads);
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        let system = self.setting.system;
        let clocks = clocks_read(system, selection, &system.clocks[self.setting.measured]);
        let mut made = self.made.borrow_mut();
        let number = u16::try_from(made.len()).unwrap_or(u16::MAX);
        made.push(Rc::new(self.timed.phase(selection.clone(), &clocks, leads)));
        self.known.borrow_mut().insert(key, number);
        number
    }

    /// A phase by its number.
    pub(super) fn numbered(&self, phase: u16) -> Rc<Phase<W>> {
        Rc::clone(&self.made.borrow()[usize::from(phase)])
    }

    /// The phase of a state.
    pub(super) fn of(&self, state: &State<W>) -> Rc<Phase<W>> {
        self.numbered(phase_of(state))
    }

    /// The states in which a case can begin, with what the beginning makes of the measured clock.
    pub(super) fn initial(&self) -> Vec<(State<W>, Struck)> {
        self.timed.initial(&self.numbered(0))
    }

    /// The state without what nothing reads and what can matter no more, its work begun or dropped.
    pub(super) fn settle(&self, mut state: State<W>) -> State<W> {
        let timed = &self.timed;
        // What is left may be forgotten in turn.
        loop {
            let phase = self.of(&state);
            let key = (phase_of(&state), timed.status(&state), timed.own_words(&state));
            let known = self.next.borrow().get(&key).copied();
            let (to, own) = known.unwrap_or_else(|| {
                let own = timed.reduce(&phase, key.2, &mut self.space.borrow_mut());
                let to = self.phase_after(&phase, (key.0, key.1), &own);
                self.next.borrow_mut().insert(key, (to, own));
                (to, own)
            });
            state = timed.with_own_words(&state, own);
            timed.settle(&phase, &mut state);
            if to == key.0 {
                return state;
            }
            self.numbered(to).leave_out_the_rest(&mut state);
            put_phase(&mut state, to);
        }
    }

    /// The phases of some states.
    fn used(&self, states: &[State<W>]) -> Vec<Rc<Phase<W>>> {
        let made = self.made.borrow();
        let mut used = vec![false; made.len()];
        for state in states {
            used[usize::from(phase_of(state))] = true;
        }
        made.iter().zip(used).filter(|(_, used)| *used).map(|(phase, _)| Rc::clone(phase)).collect()
    }

    /// What can be worked on in some states.
    fn labels(&self, states: &[State<W>]) -> Vec<Label> {
        let used = self.used(states);
        used.iter().flat_map(|phase| &phase.works).map(|(index, _)| self.timed.works[*index].label).collect()
    }

    /// The clocks that somebody reads in some states.
    fn clocks(&self, states: &[State<W>]) -> impl Iterator<Item = &Running> {
        let used = self.used(states);
        let places: Vec<usize> = used.iter().flat_map(|phase| phase.running.iter().copied()).collect();
        places.into_iter().map(|place| &self.timed.running[place])
    }

    /// The lengths of tasks in some states that are not in working days.
    pub(super) fn task_lengths(&self, states: &[State<W>]) -> Vec<(u32, TimeUnit)> {
        let steps = self.labels(states).into_iter().filter_map(Label::step);
        let mut lengths = Vec::new();
        for information in steps.map(|step| self.setting.system.step(step)) {
            let takes = information.takes.iter();
            lengths.extend(takes.flat_map(|takes| [(takes.least, takes.unit), (takes.most, takes.unit)]));
            lengths.extend(information.every);
        }
        lengths.retain(|(_, unit)| *unit != TimeUnit::WorkingDay);
        lengths.sort_unstable_by_key(|(count, unit)| (*count, *unit == TimeUnit::Month));
        lengths.dedup();
        lengths
    }

    /// Whether something in some states waits for the measured clock to run out.
    pub(super) fn reads_itself(&self, states: &[State<W>]) -> bool {
        self.clocks(states).any(|running| running.index == self.setting.measured)
    }

    /// Whether limits that depend on the date matter in some states, other than that of a measured clock that runs once.
    pub(super) fn limits_vary(&self, states: &[State<W>]) -> bool {
        let system = self.setting.system;
        let varies = |clock: usize| self.setting.units.limit(system, clock).is_ok_and(|(fewest, most)| fewest < most);
        let of_clock = |running: &Running| {
            varies(running.index) && (running.index != self.setting.measured || counts_anew(&running.clock))
        };
        self.clocks(states).any(of_clock)
    }

    /// Who can be at work in some states, in the order of the system.
    pub(super) fn performers(&self, states: &[State<W>]) -> Vec<ActorId> {
        let labels = self.labels(states).into_iter();
        let mut performers: Vec<ActorId> =
            labels.flat_map(|label| performers(self.setting.system, label).iter().copied()).collect();
        performers.sort_unstable();
        performers.dedup();
        performers
    }

    /// The phase with what still matters to a clock that has come so far.
    fn phase_after(&self, phase: &Phase<W>, (number, status): (u16, DeadlineStatus), own: &State<W>) -> u16 {
        let live = self.timed.live(phase, own, &mut self.space.borrow_mut());
        let writes = self.timed.live_writes(&self.space.borrow());
        let changing = self.timed.changing(phase, own, &live);
        let prospect = Prospect { phase: number, status, live, writes, changing };
        if let Some(known) = self.leads_to.borrow().get(&prospect) {
            return *known;
        }
        let (selection, leads) = self.what_matters(phase, &prospect);
        // A phase holds all that a later one would, so one that cannot be numbered can do without.
        let is_full = self.made.borrow().len() >= usize::from(u16::MAX);
        let to = if is_full { number } else { self.phase_with(&selection, leads) };
        self.leads_to.borrow_mut().insert(prospect, to);
        to
    }

    /// The part that matters, and whether something in it leads to the clock.
    fn what_matters(&self, phase: &Phase<W>, prospect: &Prospect<W>) -> (Selection, bool) {
        let Prospect { status, live, writes, changing, .. } = prospect;
        let possible: Vec<TransitionId> = live.iter().map(|index| self.timed.machine.transition_id(*index)).collect();
        let within = Within { possible: &possible, constant: &self.timed.constant(phase, changing) };
        let clock = &self.setting.system.clocks[self.setting.measured];
        let leading = cone_of_clock_by_writes(self.setting.cones, clock, *status, within, Some(writes));
        let is_work = |id: &TransitionId| !matches!(self.setting.system.transition(*id).label, Label::Missed(_));
        let leads = leading.transitions.iter().any(is_work);
        if self.setting.beside.is_empty() {
            return (leading, leads);
        }
        let Selection { variables, mut transitions } = leading;
        transitions.extend(possible.iter().filter(|id| self.setting.beside.binary_search(id).is_ok()));
        (self.setting.cones.within(within, Some(writes), variables, transitions), leads)
    }

    /// All moves of a state, each with what it means for the window of the clock.
    pub(super) fn moves(&self, state: &State<W>, emit: &mut dyn FnMut(u16, State<W>, Passage)) {
        let timed = &self.timed;
        let before = timed.watched(state);
        if self.setting.window_only && !before {
            return;
        }
        timed.moves(&self.of(state), state, &mut |number, mut after, struck| {
            if self.setting.window_only && struck.restarted {
                // Every state in which the clock begins to run is a beginning of its own; for this window it is the end.
                timed.end_window(&mut after);
            }
            // A day or the beginning of work alone changes no more than ages.
            let quiet = number >= timed.tick_move() && timed.same_but_for_time(state, &after);
            let after = if quiet { after } else { self.settle(after) };
            let runs = timed.watched(&after);
            let enters = runs && (struck.restarted || !before);
            let passage = Passage {
                day: number == timed.tick_move() && !timed.stands_still(state),
                ends: before && (!runs || enters || struck.discharged),
                discharged: struck.discharged && before,
                enters,
                unprepared: struck.unprepared,
            };
            emit(number, after, passage);
        });
    }
}
