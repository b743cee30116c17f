//! Until when a run could still have been saved: asked of the states of one run, without exploring all that could follow from each.

use hashbrown::HashSet;
use rustc_hash::FxBuildHasher;

use super::outcome::PointOfNoReturn;
use super::path::named;
use super::phases::Phases;
use super::plan::Comes;
use crate::system::State;

/// The last state of a run at which acting at once would still have met the limit. `states` come from where the clock begins to run on,
/// each with the days that it has counted.
pub(super) fn point_of_no_return<const W: usize>(
    phases: &Phases<'_, W>,
    states: &[(State<W>, u32)],
    limit: u32,
) -> PointOfNoReturn {
    let saved = |at: usize| {
        let (state, days) = &states[at];
        can_be_met(phases, *state, limit - days)
    };
    let in_time = |(state, days): &(State<W>, u32)| *days <= limit && phases.timed.watched(state);
    let Some(mut unsaved) = states.iter().rposition(in_time).map(|last| last + 1) else {
        return PointOfNoReturn::Beginning;
    };
    // What can be saved could be saved before, too: from the end on, in steps that grow, and then between the last two.
    let (mut at, mut step) = (unsaved - 1, 1);
    while !saved(at) {
        if at == 0 {
            return PointOfNoReturn::Beginning;
        }
        unsaved = at;
        at = at.saturating_sub(step);
        step *= 2;
    }
    while at + 1 < unsaved {
        let middle = usize::midpoint(at, unsaved);
        if saved(middle) {
            at = middle;
        } else {
            unsaved = middle;
        }
    }
    let (state, day) = states[at];
    PointOfNoReturn::Day { day, open: open(phases, &state) }
}

/// Whether what the clock waits for can come while it counts so many days more.
fn can_be_met<const W: usize>(phases: &Phases<'_, W>, state: State<W>, days: u32) -> bool {
    let mut seen: HashSet<State<W>, FxBuildHasher> = HashSet::default();
    let mut today = vec![state];
    for left in (0..=days).rev() {
        let mut tomorrow = Vec::new();
        while let Some(state) = today.pop() {
            if !seen.insert(state) {
                continue;
            }
            let mut met = false;
            phases.moves(&state, &mut |_, after, passage| {
                if passage.discharged {
                    met |= left > 0 || !passage.day;
                } else if !passage.ends && passage.day {
                    tomorrow.push(after);
                } else if !passage.ends {
                    today.push(after);
                }
            });
            if met {
                return true;
            }
        }
        today = tomorrow;
    }
    false
}

/// What has to be done and is being worked on in a state, or could be done at once.
fn open<const W: usize>(phases: &Phases<'_, W>, state: &State<W>) -> Vec<String> {
    let timed = &phases.timed;
    let mut can = vec![false; timed.works.len()];
    phases.moves(state, &mut |number, _, _| {
        if let Some(work) = timed.work_of(number) {
            can[work] = true;
        }
    });
    let bound = timed.works.iter().enumerate().filter(|(_, work)| work.comes != Comes::Free);
    let open = bound.filter(|(index, _)| can[*index] || timed.age(state, *index).is_some());
    open.map(|(_, work)| named(timed.system, work.label).0).collect()
}
