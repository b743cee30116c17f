//! On which days a body meets.

use super::plan::MeetingDays;
use super::timeline::Timeline;
use crate::calendar::{day_of_month, weekday_of};
use crate::system::TimeUnit;

/// The ordinal that stands for the last such day of a month.
const LAST: u8 = 5;

/// Working days of a week without dates.
const WEEK: u32 = 5;

impl Timeline {
    /// Every so many months on the first, second … or last such weekday, moved to the next working day if it is none. Without dates: every so many
    /// twelfths of a year.
    pub(super) fn monthly(&self, ordinal: u8, weekday: u8, every_months: u8) -> MeetingDays {
        let Some(first) = self.date(self.start) else {
            let every = u32::from(every_months);
            let days = (0..).map(|turn| self.end_day(self.start, turn * every, TimeUnit::Month));
            // Without an end the days would be endless too: what comes every few weeks is then taken for regular.
            if !self.has_horizon {
                return MeetingDays::Every { first: self.start, days: 21 * every };
            }
            return MeetingDays::Days(days.take_while(|day| *day < self.end).collect());
        };
        let mut days = Vec::new();
        let (mut seen, mut months) = (0_u8, 0_u32);
        // From the first of the month on, so that the first such weekday of it is known.
        let mut date = first;
        while let Some(before) = date.pred_opt().filter(|_| day_of_month(date) > 1) {
            date = before;
        }
        while let Some(next) = date.succ_opt() {
            if date >= first && self.on_or_after(date) >= self.end {
                break;
            }
            if day_of_month(date) == 1 {
                (seen, months) = (0, months + 1);
            }
            if weekday_of(date) == u32::from(weekday) {
                seen += 1;
                let last = (0..7).try_fold(date, |day, _| day.succ_opt()).is_none_or(|later| day_of_month(later) <= 7);
                let chosen = if ordinal == LAST { last } else { seen == ordinal };
                if chosen && (months - 1) % u32::from(every_months) == 0 && date >= first {
                    days.push(self.on_or_after(date));
                }
            }
            date = next;
        }
        days.dedup();
        MeetingDays::Days(days.into())
    }

    /// Every so many weeks on a weekday, moved to the next working day if it is none. Without dates: every five working days.
    pub(super) fn weekly(&self, weekday: u8, every_weeks: u8) -> MeetingDays {
        let Some(first) = self.date(self.start) else {
            return MeetingDays::Every { first: self.start, days: WEEK * u32::from(every_weeks) };
        };
        let mut days = Vec::new();
        let (mut date, mut week) = (first, 0_u32);
        while self.on_or_after(date) < self.end {
            if weekday_of(date) == u32::from(weekday) {
                if week % u32::from(every_weeks) == 0 {
                    days.push(self.on_or_after(date));
                }
                week += 1;
            }
            let Some(next) = date.succ_opt() else { break };
            date = next;
        }
        days.dedup();
        MeetingDays::Days(days.into())
    }
}
