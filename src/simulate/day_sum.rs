//! A count that changes from day to day, summed over the days.
//!
//! Each change adds its own day to the sum, so that nothing has to be done for the days between: what goes up on day 3 and down on day 10 has been
//! up for 10 - 3 days.

/// A count, and its sum over the days that count so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DaySum {
    now: u32,
    /// Days on which it went down less days on which it went up, each as often as it did. Wraps: the total does not.
    days: u64,
}

impl DaySum {
    /// How many there are now.
    #[inline]
    pub(super) fn now(&self) -> u32 {
        self.now
    }

    /// One more from a day on.
    #[inline]
    pub(super) fn up(&mut self, day: u32) {
        self.now += 1;
        self.days = self.days.wrapping_sub(u64::from(day));
    }

    /// One less from a day on.
    #[inline]
    pub(super) fn down(&mut self, day: u32) {
        self.now -= 1;
        self.days = self.days.wrapping_add(u64::from(day));
    }

    /// So many from a day on.
    pub(super) fn set(&mut self, day: u32, count: u32) {
        let change = u64::from(self.now).wrapping_sub(u64::from(count));
        self.days = self.days.wrapping_add(u64::from(day).wrapping_mul(change));
        self.now = count;
    }

    /// The days before this one do not count any more.
    pub(super) fn begin_from(&mut self, day: u32) {
        self.days = 0_u64.wrapping_sub(u64::from(day) * u64::from(self.now));
    }

    /// The sum over all days before one.
    pub(super) fn total(&self, day: u32) -> u64 {
        self.days.wrapping_add(u64::from(day) * u64::from(self.now))
    }
}

#[cfg(test)]
mod tests {
    use super::DaySum;

    /// Against adding up day by day.
    #[test]
    fn the_total_is_the_sum_of_the_days() {
        let mut sum = DaySum::default();
        let changes = [(2, 5), (3, 0), (3, 1), (7, 2), (9, 1), (20, 4_000_000_000)];
        let mut plain = 0_u64;
        for day in 0..30_u32 {
            for (_, count) in changes.iter().filter(|(on, _)| *on == day) {
                match count.cmp(&sum.now()) {
                    std::cmp::Ordering::Greater if count - sum.now() == 1 => sum.up(day),
                    std::cmp::Ordering::Less if sum.now() - count == 1 => sum.down(day),
                    _ => sum.set(day, *count),
                }
            }
            assert_eq!(sum.total(day), plain, "{day}");
            plain += u64::from(sum.now());
        }
    }

    #[test]
    fn what_was_before_the_first_day_does_not_count() {
        let mut sum = DaySum::default();
        sum.up(2);
        sum.up(5);
        sum.begin_from(7);
        assert_eq!(sum.total(7), 0);
        sum.down(9);
        assert_eq!(sum.total(12), 2 + 5);
    }
}
