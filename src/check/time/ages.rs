//! States of which nobody knows for how long anything has been going on.

use super::phase::Phase;
use super::timed::{Running, Timed};
use crate::system::{DeadlineStatus, Label, State, Strokes, VariableId};

/// Works and clocks that have been going on for nobody knows how long.
#[derive(Debug, Clone, Default)]
pub(super) struct Unknown {
    works: Vec<Label>,
    clocks: Vec<VariableId>,
}

impl<const W: usize> Timed<'_, W> {
    /// The same state of the machine at a moment of which nobody knows for how long anything has been going on. The status of the
    /// measured clock is known: what extends it starts it anew only if it runs.
    pub(super) fn at_any_time(&self, phase: &Phase<W>, state: &State<W>, status: DeadlineStatus) -> State<W> {
        let mut own = self.own_words(state);
        self.layout.watch.put(&mut own, status as u16);
        for (index, transitions) in &phase.works {
            let called = self.is_called(&own, &self.works[*index], transitions);
            if let Some(slot) = self.layout.ages[*index].filter(|_| called) {
                slot.put(&mut own, 1);
            }
        }
        for running in phase.running.iter().map(|place| &self.running[*place]) {
            if self.machine.value(&own, running.status) == DeadlineStatus::Running as u8 {
                running.slot.put(&mut own, 1);
            }
        }
        own
    }

    /// The states that stand for one in which the works and clocks among `unknown` have been going on for any time.
    pub(super) fn with_any_age(&self, phase: &Phase<W>, state: State<W>, unknown: &Unknown) -> Vec<State<W>> {
        let works = phase.works.iter().filter(|(index, _)| unknown.works.contains(&self.works[*index].label));
        let works = works.filter_map(|(index, transitions)| {
            let work = &self.works[*index];
            let begun = self.begins_itself(&state, work) && self.can(&state, transitions);
            let mut fields = vec![work.unknown_field()];
            if !begun {
                fields.push(0);
            }
            Some((self.layout.ages[*index]?, fields))
        });
        let clocks = phase.running.iter().map(|place| &self.running[*place]);
        let clocks = clocks.filter(|running| unknown.clocks.contains(&running.status));
        let clocks = clocks.map(|running| (running.slot, (1..=running.limit.1.saturating_add(1)).collect()));
        let mut states = vec![state];
        for (slot, fields) in works.chain(clocks) {
            if slot.get(&state) == 0 {
                continue;
            }
            let aged = |field: &u16| {
                let field = *field;
                states.iter().map(move |state| {
                    let mut aged = *state;
                    slot.put(&mut aged, field);
                    aged
                })
            };
            states = fields.iter().flat_map(aged).collect();
        }
        states
    }

    /// What has been going on in a state for nobody knows how long.
    pub(super) fn unknown(&self, state: &State<W>) -> Unknown {
        let works = self.works.iter().zip(&self.layout.ages);
        let works = works.filter(|(_, slot)| slot.is_some_and(|slot| slot.get(state) > 0));
        let clocks = self.running.iter().filter(|running| running.slot.get(state) > 0);
        Unknown {
            works: works.map(|(work, _)| work.label).collect(),
            clocks: clocks.map(|running| running.status).collect(),
        }
    }

    /// Leaves out of `unknown` what begins with a transition: its age is known.
    pub(super) fn known_after(&self, phase: &Phase<W>, unknown: &mut Unknown, before: &State<W>, transition: usize) {
        let after = self.take(phase, *before, transition).0;
        let again = self.work_of[transition].map(|work| self.works[work].label);
        unknown.works.retain(|label| Some(*label) != again);
        for running in &self.running {
            let strokes_restart = running.slot.get(&after) == 1 && self.restarts(running, before, transition);
            if strokes_restart {
                unknown.clocks.retain(|status| *status != running.status);
            }
        }
    }

    fn restarts(&self, running: &Running, before: &State<W>, transition: usize) -> bool {
        let moment = self.machine.moment(*before, transition);
        let position = self.running.iter().position(|known| known.status == running.status);
        let mut strokes = Strokes::default();
        self.table.strike(&self.machine, transition, &moment, |clock, stroke| {
            if Some(clock) == position {
                strokes.add(stroke);
            }
        });
        let status = DeadlineStatus::from_value(self.machine.value(before, running.status));
        running.clock.next(status, strokes).restarted
    }
}
