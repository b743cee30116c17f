//! Cases that are open when the simulated time begins: what has happened in them happens again, on its days.

use super::Replication;
use crate::simulate::case::NOBODY;
use crate::simulate::error::SimulationError;
use crate::simulate::tally::Tally;

/// Numbers of open cases begin here: no case that arrives has such a number.
const FIRST: u64 = 1 << 63;

impl<const W: usize> Replication<'_, W> {
    pub(super) fn open_cases(&mut self, tally: &mut Tally) -> Result<(), SimulationError> {
        let plan = self.plan;
        let timeline = &plan.timeline;
        for (number, open) in plan.scenario.open_cases.iter().enumerate() {
            self.values.clone_from(&open.facts);
            self.values.resize(plan.incidents.facts.len(), 0);
            self.shared.day = open.happened.first().map_or(timeline.start, |(date, _)| timeline.on_or_after(*date));
            let slot = self.begin(FIRST + number as u64, self.class(), tally);
            self.stir(slot);
            for (date, transition) in &open.happened {
                let day = timeline.on_or_after(*date).min(timeline.start).max(self.shared.day);
                self.miss_before(slot, day, tally);
                self.shared.day = day;
                let index = plan.machine.index_of(*transition);
                let enabled = index
                    .is_some_and(|index| plan.machine.enabled(self.graph.state(self.cases.row(slot).place), index));
                let Some(index) = index.filter(|_| enabled) else {
                    let transition = plan.system.label_text(plan.system.transition(*transition).label);
                    return Err(SimulationError::OpenCase { case: number + 1, transition });
                };
                self.quiet = true;
                self.apply(slot, u16::try_from(index).unwrap_or(NOBODY), tally);
                self.quiet = false;
            }
            self.miss_before(slot, timeline.start, tally);
            self.shared.day = timeline.start;
            for activity in 0..u16::try_from(plan.activities.len()).unwrap_or(NOBODY) {
                self.look(slot, activity, NOBODY, tally);
            }
            self.settle(tally);
        }
        self.shared.day = timeline.start;
        Ok(())
    }
}
