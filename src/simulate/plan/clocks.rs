//! The clocks of deadlines.

use super::activities::after;
use super::{ClockPlan, Plan};
use crate::scenario::OverrideOf;
use crate::simulate::graph::gather;
use crate::system::{
    ClockOwner, ClockTable, Condition, DeadlineId, DeadlineLimit, DeadlineStatus, Label, Strokes, TimeUnit,
};

/// All statuses, each in the place of its value.
const STATUSES: [DeadlineStatus; 5] =
    [DeadlineStatus::Idle, DeadlineStatus::Running, DeadlineStatus::Met, DeadlineStatus::Missed, DeadlineStatus::Void];

impl<const W: usize> Plan<'_, W> {
    /// Adds clocks of deadlines, by their index in the system, and what transitions do to them.
    pub(in crate::simulate) fn add_clocks(&mut self, clocks: &[usize]) {
        let system = self.system;
        let owned = |index: &usize| match system.clocks[*index].owner {
            ClockOwner::Deadline(deadline) => Some((*index, deadline)),
            ClockOwner::Invariant(_) => None,
        };
        let owners: Vec<(usize, DeadlineId)> = clocks.iter().filter_map(owned).collect();
        self.clocks = owners.iter().map(|(clock, deadline)| self.clock(*clock, *deadline)).collect();
        self.suspending =
            (0..).zip(&self.clocks).filter(|(_, one)| one.suspended.is_some()).map(|(at, _)| at).collect();
        let indices: Vec<usize> = owners.iter().map(|(clock, _)| *clock).collect();
        self.table = ClockTable::new(system, &self.machine, &indices);
        for beginning in &mut self.incidents.beginnings {
            let mut strokes = Vec::new();
            self.table.strike_beginning(&self.machine, &beginning.moment, |clock, stroke| {
                gather(&mut strokes, 0, clock, stroke);
            });
            beginning.strokes = strokes.into_boxed_slice();
        }
        for index in 0..self.machine.transition_count() {
            let writes = system.transition(self.machine.transition_id(index)).writes();
            let suspends = |clock: &ClockPlan| {
                let reads = system.clocks[clock.clock].suspended.variables();
                reads.iter().any(|variable| writes.binary_search(variable).is_ok())
            };
            self.touched[index].strikes = self.table.touches(index);
            self.touched[index].clocks =
                (0_u16..).zip(&self.clocks).filter(|(_, clock)| suspends(clock)).map(|(at, _)| at).collect();
        }
    }

    fn clock(&self, index: usize, deadline: DeadlineId) -> ClockPlan {
        let clock = &self.system.clocks[index];
        let id = self.system.transition_ids().find(|id| self.system.transition(*id).label == Label::Missed(deadline));
        let missed = id.and_then(|id| self.machine.index_of(id)).and_then(|index| u16::try_from(index).ok());
        // Where work is sorted by what is due first, a deadline that has passed loses its place on that day.
        let eager = self.by_due
            || missed.is_some_and(|index| {
                !self.touched[usize::from(index)].activities.is_empty()
                    || !self.system.transition(self.transition(index)).consequences.is_empty()
                    || self.strikes_others(id)
            });
        let between = |entry: &crate::scenario::Override| match entry.what {
            OverrideOf::Deadline(other, limit) if other == deadline => {
                Some((self.timeline.on_or_after(entry.from), after(&self.timeline, entry), limit))
            }
            _ => None,
        };
        let limit_between: Box<[_]> = self.scenario.overrides.iter().filter_map(between).collect();
        let plain = match clock.limit {
            DeadlineLimit::Within(days, TimeUnit::WorkingDay) if limit_between.is_empty() && !eager => Some(days),
            _ => None,
        };
        ClockPlan {
            clock: index,
            deadline,
            limit: clock.limit,
            limit_between,
            plain,
            missed,
            eager,
            changes: STATUSES
                .iter()
                .flat_map(|status| Strokes::combinations().map(|strokes| clock.next(*status, strokes)))
                .collect(),
            suspended: (clock.suspended != Condition::FALSE).then(|| self.machine.predicate(&clock.suspended)),
        }
    }

    /// Whether some clock hears that a deadline is missed.
    fn strikes_others(&self, missed: Option<crate::system::TransitionId>) -> bool {
        self.system.clocks.iter().any(|clock| clock.signals.iter().any(|signal| signal.transition == missed))
    }
}
