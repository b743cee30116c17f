//! Working days as numbers, and what a period ends on. With dates the numbers stand for real days; without, a year has 253 of them.

use super::error::SimulationError;
use crate::calendar::{Calendar, Date};
use crate::scenario::{Horizon, Scenario, WorkingDays};
use crate::system::TimeUnit;

/// Later than anything that is simulated.
pub(super) const NEVER: u32 = u32::MAX;

/// Working days of a year without dates: the mean of England and Wales, 2020 to 2028, rounded.
const PLAIN_YEAR: u32 = 253;

/// Calendar days of four years, in which there are four times as many working days as in one.
const FOUR_YEARS: u64 = 1461;

/// The last day of a time without dates that has no horizon; half the range of a number, so that nothing overflows.
const PLAIN_END: u32 = u32::MAX / 2;

/// Dates of the working days, and back.
#[derive(Debug, Clone)]
struct Dates {
    calendar: Calendar,
    /// The date of each working day.
    days: Vec<Date>,
    /// For each calendar day from the first working day on: the first working day on or after it.
    from: Vec<u32>,
}

/// The days of a simulation.
#[derive(Debug, Clone)]
pub(super) struct Timeline {
    dates: Option<Dates>,
    /// The date of the first simulated day, for overrides of a time without dates.
    start_date: Date,
    /// The first simulated day. Before it lie the days of cases that are open then.
    pub(super) start: u32,
    /// The day after the last one.
    pub(super) end: u32,
    /// The first day on which something counts.
    pub(super) counted_from: u32,
    /// Whether it has an end of its own.
    pub(super) has_horizon: bool,
}

impl Timeline {
    pub(super) fn new(scenario: &Scenario) -> Result<Self, SimulationError> {
        let past = scenario.open_cases.iter().flat_map(|case| case.happened.iter().map(|(date, _)| *date));
        let first = past.chain([scenario.start]).min().unwrap_or(scenario.start);
        let mut timeline = Self {
            dates: None,
            start_date: scenario.start,
            start: 0,
            end: PLAIN_END,
            counted_from: 0,
            has_horizon: false,
        };
        match scenario.days {
            WorkingDays::EnglandAndWales => timeline.dates = Some(Dates::new(first)?),
            WorkingDays::Plain => timeline.start = plain_days(days_between(first, scenario.start), false),
        }
        if let Some(dates) = &timeline.dates {
            timeline.start = dates.on_or_after(scenario.start);
            timeline.end = u32::try_from(dates.days.len()).unwrap_or(NEVER);
        }
        if let Horizon::Years(years) = scenario.horizon {
            timeline.end = timeline.after_years(years)?;
            timeline.has_horizon = true;
        }
        timeline.counted_from = timeline.after_years(scenario.warm_up_years)?;
        if timeline.end <= timeline.start {
            return Err(SimulationError::NoTime);
        }
        if timeline.counted_from >= timeline.end {
            return Err(SimulationError::AllWarmUp);
        }
        Ok(timeline)
    }

    /// Days without dates and without end, from 0.
    pub(super) fn plain(start_date: Date) -> Self {
        Self { dates: None, start_date, start: 0, end: PLAIN_END, counted_from: 0, has_horizon: false }
    }

    /// The day that begins so many years after the start.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
    fn after_years(&self, years: f64) -> Result<u32, SimulationError> {
        if !(0.0..=1000.0).contains(&years) {
            return Err(SimulationError::Years { years: years.to_string() });
        }
        match &self.dates {
            None => Ok(self.start + (years * f64::from(PLAIN_YEAR)).round() as u32),
            Some(dates) => {
                let end = dates.calendar.add_months(self.start_date, (years * 12.0).round() as u32)?;
                Ok(dates.on_or_after(end))
            }
        }
    }

    /// The first working day of each year that is counted, and the day after the last whole one.
    pub(super) fn years(&self, end: u32) -> Vec<u32> {
        let mut starts = Vec::new();
        let months_before =
            (0..=12_000).find(|months| self.months_after_start(*months) >= self.counted_from).unwrap_or(0);
        for year in 0..1000 {
            let day = match &self.dates {
                None => self.counted_from + year * PLAIN_YEAR,
                Some(_) => self.months_after_start(months_before + 12 * year),
            };
            if day > end {
                break;
            }
            starts.push(day);
        }
        starts
    }

    /// The first working day so many months after the start; [`NEVER`] if the calendar does not reach so far.
    fn months_after_start(&self, months: u32) -> u32 {
        match &self.dates {
            None => self.start + months * PLAIN_YEAR / 12,
            Some(dates) => match dates.calendar.add_months(self.start_date, months) {
                Ok(date) if date <= dates.last() => dates.on_or_after(date),
                Ok(_) | Err(_) => NEVER,
            },
        }
    }

    /// The first working day of each year of arrivals from the start, the last of them at or after the end.
    pub(super) fn arrival_years(&self) -> Vec<u32> {
        let mut starts = vec![self.start];
        while starts.last().is_some_and(|last| *last < self.end) {
            let months = 12 * u32::try_from(starts.len()).unwrap_or(NEVER / 12);
            starts.push(self.months_after_start(months));
        }
        starts
    }

    /// The year of a day, counted by working days from the first day that counts.
    pub(super) fn plain_year(&self, day: u32) -> usize {
        (day.saturating_sub(self.counted_from) / PLAIN_YEAR) as usize
    }

    /// The first day of a year that is counted so.
    pub(super) fn plain_year_start(&self, year: usize) -> u32 {
        u32::try_from(year).unwrap_or(NEVER).saturating_mul(PLAIN_YEAR).saturating_add(self.counted_from)
    }

    /// The month of a day, 0 for January; without dates, counted from the start.
    pub(super) fn month(&self, day: u32) -> usize {
        match self.date(day) {
            Some(date) => crate::calendar::month_of(date) as usize - 1,
            None => ((day.saturating_sub(self.start)) % PLAIN_YEAR * 12 / PLAIN_YEAR) as usize,
        }
    }

    /// The date of a day, where there are dates.
    pub(super) fn date(&self, day: u32) -> Option<Date> {
        self.dates.as_ref()?.days.get(day as usize).copied()
    }

    /// The first day on or after a date.
    pub(super) fn on_or_after(&self, date: Date) -> u32 {
        match &self.dates {
            Some(dates) => dates.on_or_after(date),
            None if date >= self.start_date => {
                self.start.saturating_add(plain_days(days_between(self.start_date, date), true))
            }
            None => self.start.saturating_sub(plain_days(days_between(date, self.start_date), false)),
        }
    }

    /// The last day of a period within which something has to be done: the last working day not later than its end.
    #[inline]
    pub(super) fn last_day(&self, anchor: u32, count: u32, unit: TimeUnit) -> u32 {
        if unit == TimeUnit::WorkingDay {
            return anchor.saturating_add(count);
        }
        self.period(anchor, count, unit, false)
    }

    /// The day on which something ends that lasts so long: the first working day not earlier than the end.
    #[inline]
    pub(super) fn end_day(&self, begin: u32, count: u32, unit: TimeUnit) -> u32 {
        if unit == TimeUnit::WorkingDay {
            return begin.saturating_add(count);
        }
        self.period(begin, count, unit, true)
    }

    fn period(&self, from: u32, count: u32, unit: TimeUnit, up: bool) -> u32 {
        let Some(dates) = &self.dates else {
            let days = match unit {
                TimeUnit::Month => plain_months(count, up),
                _ => plain_days(u64::from(count), up),
            };
            return from.saturating_add(days);
        };
        let Some(date) = dates.days.get(from as usize) else { return NEVER };
        let end = match unit {
            TimeUnit::Month => dates.calendar.add_months(*date, count),
            _ => dates.calendar.add_calendar_days(*date, count),
        };
        match end {
            Ok(end) if up => dates.on_or_after(end),
            Ok(end) => dates.on_or_before(end),
            Err(_) => NEVER,
        }
    }

    /// The last day of a period of calendar time that stood still from the beginning of the day after `from` until `to`.
    pub(super) fn moved(&self, due: u32, from: u32, to: u32, unit: TimeUnit) -> u32 {
        match &self.dates {
            Some(dates) if unit != TimeUnit::WorkingDay => {
                let (Some(due), Some(from), Some(to)) = (self.date(due), self.date(from), self.date(to)) else {
                    return NEVER;
                };
                let days = u32::try_from(days_between(from, to)).unwrap_or(u32::MAX);
                dates.calendar.add_calendar_days(due, days).map_or(NEVER, |end| dates.on_or_before(end))
            }
            _ => due.saturating_add(to - from),
        }
    }

    /// The next day of a fixed interval from the start on that comes after `day`.
    pub(super) fn next_turn(&self, day: u32, count: u32, unit: TimeUnit) -> u32 {
        let turn = |number: u32| match unit {
            TimeUnit::WorkingDay => self.start.saturating_add(count.saturating_mul(number)),
            TimeUnit::Month => self.months_after_start(count.saturating_mul(number).min(100_000)),
            TimeUnit::CalendarDay => self.end_day(self.start, count.saturating_mul(number), unit),
        };
        // Turns rise with their number, so the first one after the day is found by halving.
        let (mut low, mut high) = (0_u32, day.saturating_sub(self.start) / count.max(1) + 2);
        while turn(high) <= day {
            high = high.saturating_mul(2);
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if turn(middle) > day { high = middle } else { low = middle + 1 }
        }
        turn(low)
    }
}

impl Dates {
    fn new(first: Date) -> Result<Self, SimulationError> {
        let calendar = Calendar::england_and_wales();
        let mut day = calendar.next_working_day_on_or_after(first)?;
        let mut days = vec![day];
        while let Ok(next) = calendar.add_working_days(day, 1) {
            days.push(next);
            day = next;
        }
        let mut from = Vec::new();
        for (number, day) in (0_u32..).zip(&days) {
            let offset = usize::try_from(days_between(days[0], *day)).unwrap_or(0);
            from.resize(offset + 1, number);
        }
        Ok(Self { calendar, days, from })
    }

    fn last(&self) -> Date {
        self.days[self.days.len() - 1]
    }

    fn on_or_after(&self, date: Date) -> u32 {
        if date <= self.days[0] {
            return 0;
        }
        let offset = usize::try_from(days_between(self.days[0], date)).unwrap_or(usize::MAX);
        self.from.get(offset).copied().unwrap_or(NEVER)
    }

    fn on_or_before(&self, date: Date) -> u32 {
        let after = self.on_or_after(date);
        if after == NEVER {
            return NEVER;
        }
        if self.days[after as usize] == date { after } else { after.saturating_sub(1) }
    }
}

/// Calendar days from one date to a later one; 0 if it is earlier.
pub(super) fn days_between(from: Date, to: Date) -> u64 {
    u64::try_from(to.signed_duration_since(from).num_days()).unwrap_or(0)
}

/// Working days of so many calendar days, on average, rounded up or down.
fn plain_days(days: u64, up: bool) -> u32 {
    let days = days * 4 * u64::from(PLAIN_YEAR);
    u32::try_from(if up { days.div_ceil(FOUR_YEARS) } else { days / FOUR_YEARS }).unwrap_or(PLAIN_END)
}

/// Working days of so many months, on average, rounded up or down.
fn plain_months(months: u32, up: bool) -> u32 {
    let days = u64::from(months) * u64::from(PLAIN_YEAR);
    u32::try_from(if up { days.div_ceil(12) } else { days / 12 }).unwrap_or(PLAIN_END)
}
