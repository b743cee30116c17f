//! What was kept and missed, by year.

use crate::simulate::timeline::Timeline;

/// What was kept and missed in each year: a row of deadlines for each.
#[derive(Debug)]
pub(super) struct Years {
    /// First days of the years that are counted, and the day after the last; none where there is no horizon.
    starts: Vec<u32>,
    deadlines: usize,
    counts: Vec<(u32, u32)>,
    /// The year that was looked up last: its first day, the day after its last, its number.
    last: (u32, u32, usize),
}

impl Years {
    pub(super) fn new(timeline: &Timeline, deadlines: usize) -> Self {
        let starts = if timeline.has_horizon { timeline.years(timeline.end) } else { Vec::new() };
        Self { starts, deadlines, counts: Vec::new(), last: (0, 0, 0) }
    }

    pub(super) fn clear(&mut self) {
        self.counts.clear();
    }

    /// How many whole years there are up to a day, if the time has no end of its own.
    pub(super) fn whole(&self, timeline: &Timeline, day: u32) -> usize {
        if timeline.has_horizon { self.starts.len().saturating_sub(1) } else { timeline.plain_year(day) }
    }

    /// How often a deadline was kept and missed in a year.
    pub(super) fn of(&self, year: usize, clock: usize) -> (u32, u32) {
        self.counts.get(year * self.deadlines + clock).copied().unwrap_or((0, 0))
    }

    /// How often a deadline was kept, and how often kept or missed, in all years and what lies after the last whole one.
    pub(super) fn all(&self, clock: usize) -> (u64, u64) {
        let of_clock = self.counts.iter().skip(clock).step_by(self.deadlines);
        of_clock.fold((0, 0), |sum, (kept, missed)| (sum.0 + u64::from(*kept), sum.1 + u64::from(kept + missed)))
    }

    /// A deadline was kept or missed on a day.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn judge(&mut self, timeline: &Timeline, clock: usize, kept: bool, day: u32) {
        if day < timeline.counted_from {
            return;
        }
        if !(self.last.0..self.last.1).contains(&day) {
            self.last = self.year(timeline, day);
        }
        let at = self.last.2 * self.deadlines + clock;
        if at >= self.counts.len() {
            self.counts.resize(at + 1, (0, 0));
        }
        let pair = &mut self.counts[at];
        if kept { pair.0 += 1 } else { pair.1 += 1 }
    }

    /// The year of a day: its first day, the day after its last, its number.
    #[cold]
    fn year(&self, timeline: &Timeline, day: u32) -> (u32, u32, usize) {
        if !timeline.has_horizon {
            let year = timeline.plain_year(day);
            return (timeline.plain_year_start(year), timeline.plain_year_start(year + 1), year);
        }
        let after = self.starts.partition_point(|start| *start <= day);
        (self.starts[after - 1], self.starts.get(after).copied().unwrap_or(u32::MAX), after - 1)
    }
}
