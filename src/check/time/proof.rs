//! Proof by a run: where the times of a deadline are only bounds, a run that misses it shows that it can be missed, and one that keeps it that
//! it can be kept.
//!
//! From the beginning of the case on only few runs are looked at (`few`); each of them is a run of the procedure, since nothing is added. What is found is
//! replayed with nothing left out, and, where something in it waits for a limit in months to run out, dated: the limits on
//! those days have to be those with which it was found. Nothing that is not found is concluded from.

use std::collections::BTreeSet;

use super::dated::{Datable, DatedMiss};
use super::few::{ATTEMPTS, Few, Takes};
use super::judge;
use super::outcome::{DeadlineOutcome, PointOfNoReturn, Stretch, TimedRun};
use super::path::{Aim, Way};
use super::phases::{Phases, Setting};
use super::plan::Pace;
use super::units::Interval;
use super::window::{Passage, UNBOUNDED, Window};
use super::{inside, saved};
use crate::calendar::Date;
use crate::check::graph::Limits;
use crate::check::search::explore_moves;
use crate::system::{DeadlineLimit, Selection, State, TransitionSystem};

/// States of one attempt: more of them would take longer than a verdict is worth.
const STATES_MAX: usize = 20_000;

/// A run that misses a deadline.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// The run, from the beginning of the case.
    run: TimedRun,
    /// Working days from its anchor to its end.
    days: u32,
    /// The dates on which it happens; absent if it can begin on any.
    dated: Option<DatedMiss>,
    critical_path: Vec<Stretch>,
    point_of_no_return: PointOfNoReturn,
}

impl Shown {
    /// Puts the run in the place of what may be none.
    pub(super) fn put_into(self, system: &TransitionSystem, limit: Interval, outcome: &mut DeadlineOutcome) {
        match self.dated {
            None => outcome.proved_days = Some(self.days),
            Some(dated) => outcome.shown = Some(dated),
        }
        outcome.example = Some(self.run);
        outcome.critical_path = self.critical_path;
        outcome.point_of_no_return = self.point_of_no_return;
        outcome.control = judge::control(system, limit, outcome);
    }
}

/// Looks for a run that misses a deadline that may be missed, as far as is known.
pub(super) fn of_a_miss<const W: usize>(
    setting: &Setting<'_>,
    selection: &Selection,
    limits: Limits<'_>,
    found: &DeadlineOutcome,
) -> Option<Shown> {
    let search = Search { setting, selection, limits, found };
    ATTEMPTS.into_iter().find_map(|few| search.missed(&search.worst::<W>(few, true)?))
}

/// Dates on which the time of a deadline can begin so that a run misses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum MissDates {
    Any,
    These(BTreeSet<Date>),
}

impl MissDates {
    /// Whether a date is among them.
    pub(super) fn hold(&self, date: Date) -> bool {
        match self {
            Self::Any => true,
            Self::These(dates) => dates.contains(&date),
        }
    }
}

/// Looks for a run that misses a deadline, and for all dates on which it does.
pub(super) fn dates_of_a_miss<const W: usize>(
    setting: &Setting<'_>,
    selection: &Selection,
    limits: Limits<'_>,
    found: &DeadlineOutcome,
) -> Option<MissDates> {
    let search = Search { setting, selection, limits, found };
    ATTEMPTS.into_iter().find_map(|few| search.anchors(&search.worst::<W>(few, true)?))
}

/// Looks for a run that keeps a deadline, on whatever date.
pub(super) fn of_keeping<const W: usize>(
    setting: &Setting<'_>,
    selection: &Selection,
    limits: Limits<'_>,
    found: &DeadlineOutcome,
) -> bool {
    let search = Search { setting, selection, limits, found };
    ATTEMPTS.into_iter().any(|few| search.worst::<W>(few, false).is_some_and(|run| search.kept(&run)))
}

struct Search<'a> {
    setting: &'a Setting<'a>,
    selection: &'a Selection,
    limits: Limits<'a>,
    found: &'a DeadlineOutcome,
}

/// A run among few.
struct Extreme<const W: usize> {
    run: TimedRun,
    beginning: State<W>,
    way: Way,
    /// Working days from anchor to end, as the deadline counts them.
    days: u32,
    critical_path: Vec<Stretch>,
}

/// A run that was replayed: its states, and the numbers of its moves.
struct Replayed<'a, const W: usize> {
    phases: Phases<'a, W>,
    states: Vec<State<W>>,
    numbers: Vec<u16>,
}

impl Search<'_> {
    fn must_wait(&self) -> bool {
        !matches!(self.found.limit, DeadlineLimit::Within(..))
    }

    /// Of few runs the one that misses the deadline by most, or keeps it best, if one of them does.
    fn worst<const W: usize>(&self, few: Few, missed: bool) -> Option<Extreme<W>> {
        let longest = missed != self.must_wait();
        let (worst, aim) = if longest { (Pace::Longest, Aim::Longest) } else { (Pace::Shortest, Aim::Shortest) };
        let pace = if few.takes == Takes::Worst { worst } else { Pace::Any };
        // On every date tasks can take as long as is said then.
        let units = self.setting.units.narrowed();
        let setting = Setting { units: &units, pace, ..*self.setting };
        let phases: Phases<'_, W> = Phases::new(&setting, self.selection).ok()?;
        let begun = phases.initial().into_iter().zip(phases.timed.machine.initial());
        let beginnings: Vec<(State<W>, State<W>)> =
            begun.map(|((state, _), begun)| (*begun, phases.settle(state))).collect();
        let mut passages: Vec<Passage> = Vec::new();
        let limits = Limits { states_max: self.limits.states_max.min(STATES_MAX), ..self.limits };
        let graph = explore_moves(beginnings, limits, |state, emit| {
            let mut moves = Vec::new();
            phases.moves(state, &mut |number, after, passage| moves.push((number, after, passage)));
            few.choose(&phases, state, &mut moves);
            for (number, after, passage) in moves {
                passages.push(passage);
                emit(number, after);
            }
        });
        let window = Window::new(&graph, passages, inside(&phases, &graph));
        let way = window.way(aim)?;
        let entry = way.states[way.entry] as usize;
        let days = if longest { window.longest[entry] } else { window.shortest[entry] };
        if self.found.misses(days) != missed {
            return None;
        }
        let mut run = window.run(&phases, &way);
        let beginning = graph.beginnings[way.beginning() as usize];
        judge::describe(&phases, &beginning, &mut run);
        let critical_path = window.stretches(&phases, &way);
        Some(Extreme { run, beginning, way, days, critical_path })
    }

    fn kept<const W: usize>(&self, found: &Extreme<W>) -> bool {
        let dated = || {
            let Replayed { phases, states, numbers } = self.replayed(found)?;
            Some(Datable::new(&phases, (&states, &numbers), &found.run, found.days)?.is_on_any_date())
        };
        // No date is needed where nothing runs out, and only then it is so on every one.
        found.days != UNBOUNDED && dated() == Some(true)
    }

    fn missed<const W: usize>(&self, found: &Extreme<W>) -> Option<Shown> {
        let Replayed { phases, states, numbers } = self.replayed(found)?;
        let (run, days) = (found.run.clone(), found.days);
        let datable = Datable::new(&phases, (&states, &numbers), &run, days)?;
        let dated = if datable.is_on_any_date() { None } else { Some(datable.latest(self.setting.units)?) };
        if days == UNBOUNDED && dated.is_some() {
            // How it goes on after what was dated would have to be dated too.
            return None;
        }
        let point_of_no_return = if self.must_wait() {
            PointOfNoReturn::None
        } else {
            let mut days = 0;
            let mut counted = vec![(states[found.way.entry], 0)];
            for (at, number) in numbers.iter().enumerate().skip(found.way.entry) {
                days += u32::from(*number == phases.timed.tick_move() && !phases.timed.stands_still(&states[at]));
                counted.push((states[at + 1], days));
            }
            saved::point_of_no_return(&phases, &counted, self.found.within_days)
        };
        let critical_path = found.critical_path.clone();
        Some(Shown { run, days, dated, critical_path, point_of_no_return })
    }

    /// The dates on which the time of the deadline can begin so that a run happens and misses it.
    fn anchors<const W: usize>(&self, found: &Extreme<W>) -> Option<MissDates> {
        if found.days == UNBOUNDED {
            return None;
        }
        let Replayed { phases, states, numbers } = self.replayed(found)?;
        let datable = Datable::new(&phases, (&states, &numbers), &found.run, found.days)?;
        Some(if datable.is_on_any_date() {
            MissDates::Any
        } else {
            MissDates::These(datable.anchors(self.setting.units))
        })
    }

    /// The run again, with nothing left out.
    fn replayed<const W: usize>(&self, found: &Extreme<W>) -> Option<Replayed<'_, W>> {
        let phases: Phases<'_, W> = Phases::new(self.setting, self.selection).ok()?;
        let at = phases.timed.machine.initial().iter().position(|state| *state == found.beginning)?;
        let (begun, _) = *phases.initial().get(at)?;
        let mut states = vec![phases.settle(begun)];
        let numbers: Vec<u16> = found.way.moves.iter().map(|(number, _)| *number).collect();
        for number in &numbers {
            let mut next = None;
            let before = *states.last()?;
            phases.moves(&before, &mut |known, after, _| {
                if known == *number {
                    next = Some(after);
                }
            });
            states.push(next?);
        }
        Some(Replayed { phases, states, numbers })
    }
}
