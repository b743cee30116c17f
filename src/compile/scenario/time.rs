//! When the simulated time begins and ends, and how many cases come in it.

use super::Resolver;
use crate::calendar::{Calendar, Date, OutsideCalendar, format_long, parse_date};
use crate::diagnostic::Code;
use crate::scenario::{Arrivals, Horizon, WorkingDays};
use crate::source::{Name, Span, Spanned};
use crate::syntax::scenario::{ArrivalsTree, Number, Per, RatePhrase, ScenarioCalendar};
use crate::syntax::tree::CalendarName;

/// Working days of a year: the mean of England and Wales, 2020 to 2028, rounded.
pub(super) const DAYS_A_YEAR: f64 = 253.0;

/// Most cases a year; all notifications of England are a few hundred.
const CASES_A_YEAR_MAX: f64 = 100_000.0;

/// Most cases of a replication.
const CASES_MAX: f64 = 10_000_000.0;

/// Longest simulated time.
const YEARS_MAX: f64 = 1_000.0;

/// The first day where a scenario gives none: the beginning of a financial year that leaves the calendar five more.
const START: (i32, u32, u32) = (2023, 4, 1);

/// How long it lasts where a scenario does not say.
const YEARS: f64 = 5.0;

/// The simulated time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) start: Date,
    pub(super) days: WorkingDays,
    pub(super) horizon: Horizon,
    pub(super) warm_up_years: f64,
}

impl Frame {
    /// Its last day, if it has one and the calendar knows it.
    pub(super) fn end(&self) -> Option<Date> {
        match (self.days, self.horizon) {
            (WorkingDays::EnglandAndWales, Horizon::Years(years)) => {
                Calendar::working_week().add_months(self.start, months(years)).ok()
            }
            _ => None,
        }
    }
}

/// Years as whole months, rounded up.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 12,000")]
fn months(years: f64) -> u32 {
    (years * 12.0).ceil().clamp(0.0, YEARS_MAX * 12.0) as u32
}

impl Resolver<'_> {
    /// Start, calendar, horizon and warm-up.
    pub(super) fn frame(&mut self) -> Option<Frame> {
        let days = match (&self.tree.calendar, self.procedure.header.calendar) {
            (Some(Spanned { value: ScenarioCalendar::Plain, .. }), _) | (None, CalendarName::WorkingWeek) => {
                WorkingDays::Plain
            }
            _ => WorkingDays::EnglandAndWales,
        };
        let start = match &self.tree.start {
            Some(name) => self.date(name)?,
            None => Date::from_ymd_opt(START.0, START.1, START.2)?,
        };
        let warm_up_years = match &self.tree.warm_up_years {
            Some(years) if years.value < 0.0 => {
                self.push(
                    Code::BadHorizon,
                    years.span,
                    "a warm-up cannot be negative",
                    "below 0",
                    "write 0 or leave it out",
                );
                return None;
            }
            Some(years) => years.value,
            None => 0.0,
        };
        let horizon = self.horizon(warm_up_years)?;
        let frame = Frame { start, days, horizon, warm_up_years };
        self.inside_calendar(&frame).then_some(frame)
    }

    fn horizon(&mut self, warm_up_years: f64) -> Option<Horizon> {
        let ends = self.tree.arrivals.as_ref().is_some_and(|arrivals| {
            arrivals.dates.is_some() || arrivals.rate.as_ref().is_some_and(|rate| rate.value.cases.is_some())
        });
        if let Some(span) = self.tree.until_empty {
            if !ends && self.tree.arrivals.is_some() {
                let message = "cases never stop coming, so it would never end";
                let help = "give it a length (years = 5), or a number of cases (arrivals = \"200 cases at 20 a year\")";
                self.push(Code::BadHorizon, span, message, "never empty for good", help);
                return None;
            }
            return Some(Horizon::UntilEmpty);
        }
        let Some(years) = &self.tree.years else {
            return Some(if ends { Horizon::UntilEmpty } else { Horizon::Years(YEARS + warm_up_years) });
        };
        if years.value <= 0.0 {
            let message = format!("a horizon of {} years: there would be nothing to report", years.value);
            self.push(Code::BadHorizon, years.span, message, "no time at all", "write for example years = 5");
            return None;
        }
        if years.value + warm_up_years > YEARS_MAX {
            let message = format!("{} years are more than can be simulated", years.value + warm_up_years);
            let help = format!("at most {YEARS_MAX}; more certainty comes from more replications");
            self.push(Code::BadHorizon, years.span, message, "too long", &help);
            return None;
        }
        Some(Horizon::Years(years.value + warm_up_years))
    }

    fn inside_calendar(&mut self, frame: &Frame) -> bool {
        if frame.days == WorkingDays::Plain {
            return true;
        }
        let (calendar, place) = (Calendar::england_and_wales(), self.place());
        let start = self.tree.start.as_ref().map_or(place, |name| name.span);
        if let Err(error) = calendar.is_working_day(frame.start) {
            let help = "choose another `start`, or calendar = \"plain\"";
            self.push(Code::OutsideCalendar, start, outside(&error), "not in the calendar", help);
            return false;
        }
        let Some(end) = frame.end() else { return true };
        if let Err(error) = calendar.is_working_day(end) {
            let span = self.tree.years.as_ref().map_or(start, |years| years.span);
            let message = format!("the simulated time is too long: {}", outside(&error));
            let help = "begin earlier, simulate fewer years (years, warm_up_years), or take calendar = \"plain\"";
            self.push(Code::OutsideCalendar, span, message, "runs past the calendar", help);
            return false;
        }
        true
    }

    /// A date as written.
    pub(super) fn date(&mut self, name: &Name) -> Option<Date> {
        match parse_date(&name.value) {
            Ok(date) => Some(date),
            Err(error) => {
                let message = error.to_string();
                let message = message.trim_end_matches('.').to_owned();
                self.push(Code::WrongType, name.span, message, "not a day", "write a day alone, such as 2026-03-16");
                None
            }
        }
    }

    /// A date that the simulated time can contain; plain working days have none.
    pub(super) fn real_date(&mut self, name: &Name, frame: Option<&Frame>) -> Option<Date> {
        let date = self.date(name)?;
        match frame?.days {
            WorkingDays::Plain => {
                let message = "plain working days have no dates";
                let help = "take calendar = \"england-and-wales\", or leave the date out";
                self.push(Code::OutsideCalendar, name.span, message, "this date", help);
                None
            }
            WorkingDays::EnglandAndWales => match Calendar::england_and_wales().is_working_day(date) {
                Ok(_) => Some(date),
                Err(error) => {
                    let help = "choose another day";
                    self.push(Code::OutsideCalendar, name.span, outside(&error), "not in the calendar", help);
                    None
                }
            },
        }
    }

    /// How cases come.
    pub(super) fn arrivals(&mut self, frame: Option<&Frame>) -> Option<Arrivals> {
        let Some(arrivals) = &self.tree.arrivals else {
            self.gaps.push("arrivals = \"12 incidents a year\"".to_owned());
            return None;
        };
        if let Some(dates) = &arrivals.dates {
            return self.dated(dates, frame);
        }
        let Some(rate) = &arrivals.rate else {
            let help = "for example: rate = \"3.5 incidents a year\"";
            self.push(Code::BadRate, arrivals.span, "[arrivals] has neither a `rate` nor `dates`", "how many?", help);
            return None;
        };
        let years = match frame.map(|frame| frame.horizon) {
            Some(Horizon::Years(years)) => years,
            _ => 1.0,
        };
        let a_year = self.a_year(rate, years)?;
        if let Some(cases) = rate.value.cases {
            return self.counted(rate.span, cases, a_year);
        }
        let clusters = self.clusters(arrivals);
        let incidents_per_year = if rate.value.counts_cases { a_year / mean(&clusters) } else { a_year };
        Some(Arrivals::Poisson {
            incidents_per_year,
            yearly_variation: self.variation(arrivals.yearly_variation.as_ref()),
            season: self.season(arrivals),
            cases_per_incident: clusters,
        })
    }

    /// A rate as a number a year, if it can be simulated.
    pub(super) fn a_year(&mut self, rate: &Spanned<RatePhrase>, years: f64) -> Option<f64> {
        let number = rate.value.number;
        let a_year = match rate.value.per {
            Per::Year => number,
            Per::Month => number * 12.0,
            Per::WorkingDay => number * DAYS_A_YEAR,
        };
        let (message, label, help) = if number < 0.0 {
            ("a rate cannot be negative".to_owned(), "below 0", "write how many come in a year".to_owned())
        } else if number == 0.0 {
            let help = "write how many come in a year, such as 3.5".to_owned();
            ("nothing would ever come".to_owned(), "a rate of 0", help)
        } else if a_year > CASES_A_YEAR_MAX || a_year * years > CASES_MAX {
            let message = format!("{a_year} cases a year over {years} years are more than can be simulated");
            (message, "too many", format!("at most {CASES_A_YEAR_MAX} a year and {CASES_MAX} in all"))
        } else {
            return Some(a_year);
        };
        self.push(Code::BadRate, rate.span, message, label, &help);
        None
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and ten million")]
    fn counted(&mut self, span: Span, cases: f64, a_year: f64) -> Option<Arrivals> {
        if cases < 1.0 || cases.fract() != 0.0 || cases > CASES_MAX {
            let message = format!("{cases} is no number of cases that could be simulated");
            let help = format!("a whole number from 1 to {CASES_MAX}");
            self.push(Code::BadRate, span, message, "how many?", &help);
            return None;
        }
        Some(Arrivals::Count { cases: cases as u32, per_working_day: a_year / DAYS_A_YEAR })
    }

    fn dated(&mut self, dates: &Spanned<Vec<Name>>, frame: Option<&Frame>) -> Option<Arrivals> {
        if dates.value.is_empty() {
            let help = "list at least one day: dates = [2026-04-07]";
            self.push(Code::BadRate, dates.span, "nothing would ever come", "an empty list", help);
            return None;
        }
        let mut days = Vec::new();
        for name in &dates.value {
            let Some(date) = self.real_date(name, frame) else { continue };
            if let Some(frame) = frame
                && (date < frame.start || frame.end().is_some_and(|end| date >= end))
            {
                let message = format!("{} is not in the simulated time", format_long(date));
                let begins = format!("it begins on {}; see `start` and `years`", format_long(frame.start));
                self.push(Code::OutsideCalendar, name.span, message, "no case comes here", &begins);
                continue;
            }
            days.push(date);
        }
        days.sort_unstable();
        (days.len() == dates.value.len()).then_some(Arrivals::Dates(days))
    }

    fn variation(&mut self, variation: Option<&Number>) -> f64 {
        let Some(variation) = variation else { return 0.0 };
        if !(0.0..=3.0).contains(&variation.value) {
            let message = "`yearly_variation` is the standard deviation of the yearly rate, as a share of its mean";
            self.push(
                Code::BadRate,
                variation.span,
                message,
                "from 0 to 3",
                "write for example yearly_variation = 0.15",
            );
            return 0.0;
        }
        variation.value
    }

    fn season(&mut self, arrivals: &ArrivalsTree) -> [f64; 12] {
        let Some(season) = &arrivals.season else { return [1.0; 12] };
        let numbers: Vec<f64> = season.value.iter().map(|number| number.value).collect();
        let good = numbers.iter().all(|number| *number >= 0.0) && numbers.iter().any(|number| *number > 0.0);
        match <[f64; 12]>::try_from(numbers) {
            Ok(months) if good => months,
            _ => {
                let message =
                    "`season` has twelve numbers from 0 on, one for each month from January, and not all of them 0";
                self.push(
                    Code::BadRate,
                    season.span,
                    message,
                    "not twelve rates",
                    "a month of 2 has twice the rate of a month of 1",
                );
                [1.0; 12]
            }
        }
    }

    /// Weights of 1, 2, … cases in one incident.
    fn clusters(&mut self, arrivals: &ArrivalsTree) -> Vec<f64> {
        let Some(clusters) = &arrivals.cases_per_incident else { return vec![1.0] };
        let numbers: Vec<f64> = clusters.value.iter().map(|number| number.value).collect();
        let good = numbers.iter().all(|number| *number >= 0.0) && numbers.iter().any(|number| *number > 0.0);
        if good && numbers.len() <= 100 {
            return numbers;
        }
        let message = "`cases_per_incident` has the weights of one case, two cases, and so on, from 0 on and not all 0";
        self.push(Code::BadWeights, clusters.span, message, "these weights", "for example [0.9, 0.08, 0.02]");
        vec![1.0]
    }
}

/// A day that the calendar does not have, in one sentence.
fn outside(error: &OutsideCalendar) -> String {
    let OutsideCalendar { date, first, last } = error;
    let (date, first, last) = (format_long(*date), format_long(*first), format_long(*last));
    format!("{date} is not in the calendar, which goes from {first} to {last}")
}

/// The mean number of cases in an incident.
#[expect(clippy::cast_precision_loss, reason = "at most a hundred")]
fn mean(weights: &[f64]) -> f64 {
    let sum: f64 = weights.iter().sum();
    weights.iter().enumerate().map(|(index, weight)| (index + 1) as f64 * weight).sum::<f64>() / sum
}
