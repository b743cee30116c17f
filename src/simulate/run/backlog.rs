//! How many cases are open, on some days of the simulated time.

use crate::simulate::timeline::Timeline;

/// On how many days open cases are counted.
const POINTS: u64 = 60;

/// By how much the number of open cases changes from one of the days to the next.
#[derive(Debug)]
pub(super) struct Backlog {
    days: Vec<u32>,
    changes: Vec<i64>,
}

impl Backlog {
    pub(super) fn new(timeline: &Timeline) -> Self {
        Self { days: days(timeline), changes: Vec::new() }
    }

    pub(super) fn clear(&mut self) {
        self.changes.clear();
        self.changes.resize(self.days.len() + 1, 0);
    }

    /// The number changes from the day after this on.
    pub(super) fn count(&mut self, day: u32, change: i64) {
        let at = self.days.partition_point(|point| *point <= day);
        self.changes[at] += change;
    }

    /// How many are open on each of the days, and at the end.
    pub(super) fn open(&self) -> impl Iterator<Item = u32> + '_ {
        self.changes.iter().scan(0_i64, |open, change| {
            *open += change;
            Some(u32::try_from(*open).unwrap_or(0))
        })
    }
}

/// Days, evenly spread; none without a horizon.
pub(in crate::simulate) fn days(timeline: &Timeline) -> Vec<u32> {
    if !timeline.has_horizon {
        return Vec::new();
    }
    let length = u64::from(timeline.end - timeline.start);
    let mut days: Vec<u32> =
        (1..=POINTS).map(|point| timeline.start + u32::try_from(length * point / POINTS).unwrap_or(0)).collect();
    days.dedup();
    days
}
