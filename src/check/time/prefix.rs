//! The way to a clock's anchor without time: every situation in which the clock can begin to run, whatever the pace before.
//!
//! More situations than with time, never fewer; how long something has been going on in them nobody knows, so every age is tried.

use super::layout::put_phase;
use super::phases::{Phases, Setting};
use super::plan::TooLong;
use crate::check::graph::Limits;
use crate::check::search::explore_moves;
use crate::system::{Selection, State};

/// Where the way without time leads.
pub(super) struct Anchors<const W: usize> {
    /// Every timed state in which the measured clock begins to run.
    pub(super) states: Vec<State<W>>,
    /// Whether all were found.
    pub(super) complete: bool,
    /// Whether what something should have come before may come with nothing before it.
    pub(super) unprepared: bool,
}

/// Every timed state in which the measured clock begins to run.
pub(super) fn anchors<const W: usize>(
    phases: &Phases<'_, W>,
    setting: &Setting<'_>,
    selection: &Selection,
    limits: Limits<'_>,
) -> Result<Anchors<W>, TooLong> {
    let untimed = Setting { has_time: false, window_only: false, ..*setting };
    let order: Phases<'_, W> = Phases::new(&untimed, selection)?;
    let timed = &phases.timed;
    let mut found: Vec<State<W>> = Vec::new();
    let begun = order.initial().into_iter().map(|(state, _)| state);
    let beginnings: Vec<(State<W>, State<W>)> = begun.map(|state| (state, order.settle(state))).collect();
    found.extend(phases.initial().into_iter().map(|(state, _)| state).filter(|state| timed.watched(state)));
    let mut entries: Vec<(State<W>, u16)> = Vec::new();
    let mut unprepared = false;
    let graph = explore_moves(beginnings, limits, |state, emit| {
        let of = order.of(state);
        order.moves(state, &mut |number, after, passage| {
            unprepared |= passage.unprepared;
            let is_step = order.timed.work_of(number).is_some();
            if is_step && order.timed.take(&of, *state, usize::from(number)).1.restarted {
                entries.push((*state, number));
            }
            emit(number, after);
        });
    });
    for (state, number) in entries {
        let of = order.of(&state);
        let phase = phases.phase_with(&of.selection, of.leads);
        let here = phases.numbered(phase);
        let before = timed.at_any_time(&here, &state, order.timed.status(&state));
        let mut unknown = timed.unknown(&before);
        timed.known_after(&here, &mut unknown, &before, usize::from(number));
        let (mut after, _) = timed.take(&here, before, usize::from(number));
        put_phase(&mut after, phase);
        let after = phases.settle(after);
        found.extend(timed.with_any_age(&phases.of(&after), after, &unknown));
    }
    let mut states: Vec<State<W>> = found.into_iter().map(|state| phases.settle(state)).collect();
    states.sort_unstable();
    states.dedup();
    Ok(Anchors { states, complete: graph.complete, unprepared })
}
