//! A choice among the moves of a state that leaves few runs. It takes away and adds nothing, so what is left are runs of the procedure.

use super::phases::Phases;
use super::plan::Comes;
use super::window::Passage;
use crate::system::State;

/// How long work takes in the runs that are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// What makes it worst: as long as it may, or as short.
    Worst,
    /// As long as it may or as short as it may, one work this way and another that.
    Either,
    /// Anything within its bounds.
    Any,
}

/// Which runs are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Few {
    pub(super) takes: Takes,
    /// Of several things that have to be done before the day is over, the first is done first.
    in_order: bool,
    /// What nobody has to do happens only while nothing is being worked on.
    when_idle: bool,
}

/// What is tried in turn, the fewest runs first, and all at last.
pub(super) const ATTEMPTS: [Few; 5] = [
    Few { takes: Takes::Worst, in_order: true, when_idle: true },
    Few { takes: Takes::Worst, in_order: false, when_idle: true },
    Few { takes: Takes::Worst, in_order: false, when_idle: false },
    Few { takes: Takes::Either, in_order: false, when_idle: true },
    Few { takes: Takes::Any, in_order: false, when_idle: false },
];

impl Few {
    /// Takes away moves of a state.
    pub(super) fn choose<const W: usize>(
        self,
        phases: &Phases<'_, W>,
        state: &State<W>,
        moves: &mut Vec<(u16, State<W>, Passage)>,
    ) {
        let timed = &phases.timed;
        let phase = phases.of(state);
        if self.takes == Takes::Either {
            let between = |work: usize| {
                let least = timed.works[work].least;
                timed.age(state, work).is_some_and(|age| age > least) && !timed.presses_now(state, work)
            };
            moves.retain(|(number, ..)| !timed.work_of(*number).is_some_and(between));
        }
        let presses = |work: &usize| {
            let can = moves.iter().any(|(number, ..)| timed.work_of(*number) == Some(*work));
            can && timed.presses_now(state, *work)
        };
        let first = phase.works.iter().map(|(work, _)| *work).find(presses);
        if let Some(first) = first.filter(|_| self.in_order) {
            moves.retain(|(number, ..)| timed.work_of(*number) == Some(first));
            return;
        }
        let begun = |work: usize| timed.age(state, work).is_some();
        let busy = first.is_some() || phase.works.iter().any(|(work, _)| begun(*work));
        if self.when_idle && busy {
            let is_free = |work: usize| timed.works[work].comes == Comes::Free && !begun(work);
            moves.retain(|(number, ..)| {
                let work = timed.work_of(*number).or_else(|| timed.begun_by(*number));
                !work.is_some_and(is_free)
            });
        }
    }
}
