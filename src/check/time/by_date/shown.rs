//! Dates on which a run shows that a deadline can be missed, where its times are only bounds.

use std::collections::BTreeSet;

use super::{DateVerdict, DatedDeadline, Dates};
use crate::check::time::dates_of_a_miss;
use crate::check::time::outcome::DeadlineOutcome;

impl Dates<'_> {
    /// Looks for runs that miss a deadline on the dates on which it is undecided whether one does: one for each length that its limit has on them.
    pub(super) fn show_misses(&self, base: &DeadlineOutcome, clock: usize, found: &mut DatedDeadline) {
        let undecided = found.starts.iter().filter_map(|start| start.found);
        let undecided = undecided.filter(|dated| dated.verdict == DateVerdict::Undecided);
        let limits: BTreeSet<u32> = undecided.map(|dated| dated.limit_days).collect();
        for limit_days in limits {
            let Ok(limit) = u16::try_from(limit_days) else { continue };
            let units = self.units.with(Some((clock, limit)), &[]);
            let asked = DeadlineOutcome { within_days: limit_days, ..base.clone() };
            let at = (clock, self.options.repeat);
            let dates = dates_of_a_miss(self.system, self.cones, &units, at, self.limits, &asked);
            for start in &mut found.starts {
                if let Some(dated) = &mut start.found
                    && dated.verdict == DateVerdict::Undecided
                    && dated.limit_days == limit_days
                    && dates.as_ref().is_some_and(|dates| dates.hold(start.start))
                {
                    dated.verdict = DateVerdict::CanBeMissed;
                }
            }
        }
    }
}
