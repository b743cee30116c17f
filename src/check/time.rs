//! The time check: can the deadlines be kept, if everybody takes as long as they may?
//!
//! `units` turns lengths of time into working days, `plan` gives each step its bounds, `timed` says what can happen when, `window` finds
//! the longest and shortest way from a clock's anchor to its end, `path` tells who held the days. Each clock is asked on the part of the system
//! that matters to it, from the beginning of the case. Nothing here knows a date.

mod ages;
mod by_date;
mod dated;
mod decide;
mod few;
mod forget;
mod free_spans;
mod judge;
mod layout;
mod moves;
mod outcome;
mod path;
mod phase;
mod phases;
mod plan;
mod prefix;
mod proof;
mod saved;
mod slices;
mod surge;
mod timed;
mod timeless;
mod units;
mod window;

pub use by_date::{DateVerdict, Dated, DatedDeadline, DatedStart, check_dates};
pub use dated::DatedMiss;
pub use decide::decide;
pub use outcome::{
    Cause, Control, DeadlineOutcome, Dependence, Length, Measure, PointOfNoReturn, Stretch, TimeOptions, TimeOutcome,
    TimeVerdict, TimedRun, TimedStep,
};

pub use timeless::TimelessLoop;

pub use surge::{
    Proved, SurgeDeadline, SurgeExample, SurgeHappening, SurgeOptions, SurgeOutcome, SurgeStep, SurgeTime, SurgeWait,
    WorkOrder, check_surge,
};

use super::graph::{Graph, Limits};
use super::search::explore_moves;
use crate::calendar::Calendar;
use crate::parallel::side_by_side;
use crate::system::{Cones, DeadlineLimit, Selection, State, TransitionSystem, WORDS_MAX, cone_of_clock};
use phases::{Phases, Setting};
use plan::{Pace, TooLong};
use units::Units;
use window::{Passage, Window};

/// Measures every clock of a system.
pub fn check_time(
    system: &TransitionSystem,
    calendar: &Calendar,
    options: TimeOptions,
    interrupted: &(dyn Fn() -> bool + Sync),
) -> TimeOutcome {
    let units = Units::new(calendar);
    let (simpler, free) = free_spans::without(system);
    let (whole, system) = (system, &simpler);
    let limits = Limits { states_max: options.states_max, interrupted };
    let cones = Cones::new(system);
    let mut outcome = TimeOutcome { repeat: options.repeat, complete: true, ..TimeOutcome::default() };
    let clocks = side_by_side(system.clocks.len(), |clock| {
        let mut deadline = measure(system, &cones, &units, clock, options, limits)?;
        deadline.proved_days = proved_days(system, &cones, &units, clock, options, limits, &deadline);
        if deadline.can_be_missed() && deadline.verdict() == TimeVerdict::Undecided {
            look_for_proof(system, &cones, &units, clock, options, limits, &mut deadline);
        }
        Ok(deadline)
    });
    for measured in clocks {
        match measured {
            Ok(mut deadline) => {
                if let Some(run) = &mut deadline.example {
                    free_spans::tell(whole, &free, run);
                }
                outcome.complete &= deadline.complete;
                outcome.states += deadline.states;
                outcome.deadlines.push(deadline);
            }
            Err(TooLong(what)) => {
                outcome.complete = false;
                outcome.too_long.push(what);
            }
        }
    }
    match timeless::find(system, &units, options.repeat, limits) {
        Ok(found) => {
            outcome.complete &= found.undecided.is_empty();
            outcome.states += found.states;
            (outcome.timeless_loops, outcome.timeless_undecided) = (found.loops, found.undecided);
        }
        Err(TooLong(what)) => {
            outcome.complete = false;
            outcome.too_long.push(what);
        }
    }
    outcome.too_long.sort();
    outcome.too_long.dedup();
    outcome
}

/// Where a deadline is missed by lengths at their worst: what some run takes on every date, tasks taking only as long as they can on every one.
fn proved_days(
    system: &TransitionSystem,
    cones: &Cones,
    units: &Units<'_>,
    clock: usize,
    options: TimeOptions,
    limits: Limits<'_>,
    found: &DeadlineOutcome,
) -> Option<u32> {
    let depends = &found.depends;
    if found.measure != Measure::AtWorst || depends.limits_vary || depends.reads_itself || !found.can_be_missed() {
        return None;
    }
    let narrowed = measure(system, cones, &units.narrowed(), clock, options, limits).ok()?;
    let within = matches!(found.limit, DeadlineLimit::Within(..));
    let length = if within { &narrowed.longest } else { &narrowed.shortest };
    let days = match length {
        Length::Days(days) => *days,
        Length::Unbounded(_) => u32::MAX,
        Length::Never => return None,
    };
    (narrowed.complete && narrowed.measure == Measure::AtWorst).then_some(days)
}

/// Looks for a run that misses a deadline of which only bounds are known.
fn look_for_proof(
    system: &TransitionSystem,
    cones: &Cones,
    units: &Units<'_>,
    measured: usize,
    options: TimeOptions,
    limits: Limits<'_>,
    found: &mut DeadlineOutcome,
) {
    let selection = cone_of_clock(cones, &system.clocks[measured]);
    let setting = setting(system, cones, units, measured, options.repeat);
    // Both were not too long when it was measured.
    let (Ok(limit), Ok((_, _, layout))) = (units.limit(system, measured), setting.pieces(&selection)) else { return };
    let shown = match layout.words {
        0..=8 => proof::of_a_miss::<8>(&setting, &selection, limits, found),
        _ => proof::of_a_miss::<WORDS_MAX>(&setting, &selection, limits, found),
    };
    if let Some(shown) = shown {
        shown.put_into(system, limit, found);
    }
}

/// Whether a deadline of which only bounds are known was found to be kept by some run.
fn is_kept_by_a_run(
    system: &TransitionSystem,
    cones: &Cones,
    units: &Units<'_>,
    (measured, repeat): (usize, u16),
    limits: Limits<'_>,
    found: &DeadlineOutcome,
) -> bool {
    let selection = cone_of_clock(cones, &system.clocks[measured]);
    let setting = setting(system, cones, units, measured, repeat);
    let Ok((_, _, layout)) = setting.pieces(&selection) else { return false };
    match layout.words {
        0..=8 => proof::of_keeping::<8>(&setting, &selection, limits, found),
        _ => proof::of_keeping::<WORDS_MAX>(&setting, &selection, limits, found),
    }
}

/// The dates on which the time of a deadline can begin so that some run misses it, as far as one is found.
fn dates_of_a_miss(
    system: &TransitionSystem,
    cones: &Cones,
    units: &Units<'_>,
    (measured, repeat): (usize, u16),
    limits: Limits<'_>,
    found: &DeadlineOutcome,
) -> Option<proof::MissDates> {
    let selection = cone_of_clock(cones, &system.clocks[measured]);
    let setting = setting(system, cones, units, measured, repeat);
    let (_, _, layout) = setting.pieces(&selection).ok()?;
    match layout.words {
        0..=8 => proof::dates_of_a_miss::<8>(&setting, &selection, limits, found),
        _ => proof::dates_of_a_miss::<WORDS_MAX>(&setting, &selection, limits, found),
    }
}

/// How one clock is measured, from the beginning of a case on.
fn setting<'a>(
    system: &'a TransitionSystem,
    cones: &'a Cones,
    units: &'a Units<'a>,
    measured: usize,
    repeat: u16,
) -> Setting<'a> {
    Setting {
        system,
        cones,
        units,
        measured,
        repeat,
        shared: &[],
        beside: &[],
        has_time: true,
        pace: Pace::Any,
        window_only: false,
    }
}

fn measure(
    system: &TransitionSystem,
    cones: &Cones,
    units: &Units<'_>,
    measured: usize,
    options: TimeOptions,
    limits: Limits<'_>,
) -> Result<DeadlineOutcome, TooLong> {
    let limit = units.limit(system, measured)?;
    let selection = cone_of_clock(cones, &system.clocks[measured]);
    let setting = setting(system, cones, units, measured, options.repeat);
    let (_, _, layout) = setting.pieces(&selection)?;
    let exact_states_max = options.exact_states_max.min(limits.states_max);
    let job = Job { setting, selection, limit, limits, exact_states_max };
    match layout.words {
        0..=8 => job.run::<8>(),
        _ => job.run::<WORDS_MAX>(),
    }
}

/// One clock to be measured.
struct Job<'a> {
    setting: Setting<'a>,
    selection: Selection,
    limit: units::Interval,
    limits: Limits<'a>,
    /// Most states of the exploration from the beginning of the case.
    exact_states_max: usize,
}

impl Job<'_> {
    fn run<const W: usize>(&self) -> Result<DeadlineOutcome, TooLong> {
        let phases: Phases<'_, W> = Phases::new(&self.setting, &self.selection)?;
        let beginnings = phases.initial().into_iter().zip(phases.timed.machine.initial());
        let beginnings: Vec<(State<W>, State<W>)> =
            beginnings.map(|((state, _), begun)| (*begun, phases.settle(state))).collect();
        let exact = Limits { states_max: self.exact_states_max, ..self.limits };
        let (graph, passages) = explore(&phases, beginnings, exact);
        if graph.complete {
            return Ok(self.judge(&phases, &Window::new(&graph, passages, inside(&phases, &graph)), true));
        }
        let setting = Setting { window_only: true, ..self.setting };
        let phases: Phases<'_, W> = Phases::new(&setting, &self.selection)?;
        let anchors = prefix::anchors(&phases, &setting, &self.selection, self.limits)?;
        let beginnings = anchors.states.into_iter().map(|state| (state, state));
        let (mut graph, passages) = explore(&phases, beginnings, self.limits);
        graph.complete &= anchors.complete;
        let mut window = Window::new(&graph, passages, inside(&phases, &graph));
        window.unprepared |= anchors.unprepared;
        Ok(self.judge(&phases, &window, false))
    }

    fn judge<const W: usize>(&self, phases: &Phases<'_, W>, window: &Window<'_, W>, whole: bool) -> DeadlineOutcome {
        let system = self.setting.system;
        let mut outcome = judge::judge(phases, &system.clocks[self.setting.measured], self.limit, window);
        if !whole {
            outcome.measure = Measure::FromAnchors;
        }
        outcome
    }
}

/// For each state: whether the measured clock runs.
fn inside<const W: usize>(phases: &Phases<'_, W>, graph: &Graph<W>) -> Vec<bool> {
    graph.states.iter().map(|state| phases.timed.watched(state)).collect()
}

/// The graph of all timed states, and what each of its steps means for the window.
fn explore<const W: usize>(
    phases: &Phases<'_, W>,
    beginnings: impl IntoIterator<Item = (State<W>, State<W>)>,
    limits: Limits<'_>,
) -> (Graph<W>, Vec<Passage>) {
    let mut passages = Vec::new();
    let graph = explore_moves(beginnings, limits, |state, emit| {
        phases.moves(state, &mut |number, after, passage| {
            passages.push(passage);
            emit(number, after);
        });
    });
    (graph, passages)
}
