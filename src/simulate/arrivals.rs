//! When cases come. The day of a case depends on its own draws alone: who works, and what else comes, moves none of them, and of two
//! rates the higher one adds cases to those of the lower.

use super::error::SimulationError;
use super::plan::geometric;
use super::timeline::{NEVER, Timeline};
use crate::random::{DayTable, Key, Purpose, Stream, draw, draw_two};
use crate::scenario::{Arrivals, Horizon, OverrideOf, Scenario};
use crate::statistics::{gamma_quantile, poisson_quantile};

/// Points of the law by which years differ: each stands for an equal share of it.
const YEAR_POINTS: u32 = 1024;

/// Most cases or incidents a year.
const RATE_MAX: f64 = 1e8;

/// A case that comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Arrival {
    pub(super) day: u32,
    /// Its number, which does not depend on how many others come.
    pub(super) case: u64,
}

/// One year of arrivals.
#[derive(Debug, Clone)]
struct Year {
    /// Incidents on average.
    mean: f64,
    /// On which day of the simulated time.
    days: Option<DayTable>,
}

#[derive(Debug, Clone)]
enum Law {
    Years { years: Vec<Year>, factors: Vec<f64>, cluster: DayTable },
    Count { cases: u32, gap: DayTable, gap_most: u32, together: DayTable },
    Days(Vec<u32>),
}

/// How cases come.
#[derive(Debug, Clone)]
pub(super) struct ArrivalPlan {
    law: Law,
    count: Stream,
    day: Stream,
    year: Stream,
    cluster: Stream,
}

/// The cases of one replication as they come.
#[derive(Debug)]
pub(super) struct Arriving<'a> {
    plan: &'a ArrivalPlan,
    timeline: &'a Timeline,
    replication: u32,
    part: u32,
    batch: Vec<Arrival>,
    /// How many of the batch have come.
    come: usize,
}

impl<'a> Arriving<'a> {
    pub(super) fn new(plan: &'a ArrivalPlan, timeline: &'a Timeline, replication: u32) -> Self {
        let mut arriving = Self { plan, timeline, replication, part: 0, batch: Vec::new(), come: 0 };
        arriving.next_batch();
        arriving
    }

    /// The day on which the next one comes; [`NEVER`] after the last.
    #[inline]
    pub(super) fn day(&self) -> u32 {
        self.batch.get(self.come).map_or(NEVER, |arrival| arrival.day)
    }

    /// The next one that comes on a day.
    #[inline]
    pub(super) fn take(&mut self, day: u32) -> Option<Arrival> {
        let arrival = self.batch.get(self.come).copied().filter(|arrival| arrival.day == day)?;
        self.come += 1;
        if self.come == self.batch.len() {
            self.next_batch();
        }
        Some(arrival)
    }

    fn next_batch(&mut self) {
        self.come = 0;
        while self.plan.part(self.replication, self.part, &mut self.batch, self.timeline).is_some() {
            self.part += 1;
            if !self.batch.is_empty() {
                return;
            }
        }
    }
}

impl ArrivalPlan {
    pub(super) fn new(scenario: &Scenario, timeline: &Timeline, seed: u64) -> Result<Self, SimulationError> {
        let stream = |purpose| Stream::new(seed, purpose, "");
        let law = match &scenario.arrivals {
            Arrivals::Poisson { incidents_per_year, yearly_variation, season, cases_per_incident } => {
                if scenario.horizon == Horizon::UntilEmpty {
                    return Err(SimulationError::NeverEmpty);
                }
                let cluster = DayTable::new(1, cases_per_incident)
                    .ok_or(SimulationError::Mismatch { what: "cases of an incident" })?;
                let rate = rate(*incidents_per_year)?;
                Law::Years {
                    years: years(scenario, timeline, rate, season)?,
                    factors: factors(*yearly_variation),
                    cluster,
                }
            }
            Arrivals::Count { cases, per_working_day } => {
                let mean = rate(*per_working_day)?;
                if *cases > 0 && mean <= 0.0 {
                    return Err(SimulationError::Rate { rate: per_working_day.to_string() });
                }
                let none = (-mean).exp();
                let (gap, gap_most) = geometric(1.0 - none).ok_or(SimulationError::NoTime)?;
                Law::Count { cases: *cases, gap, gap_most, together: together(mean) }
            }
            Arrivals::Dates(dates) => {
                let mut days: Vec<u32> = dates.iter().map(|date| timeline.on_or_after(*date)).collect();
                days.sort_unstable();
                Law::Days(days)
            }
        };
        let (count, day) = (stream(Purpose::Arrivals), stream(Purpose::Day));
        Ok(Self { law, count, day, year: stream(Purpose::Year), cluster: stream(Purpose::Cluster) })
    }

    /// The cases of a part of the simulated time, by day, then number; absent when all have come. Parts are asked for from 0 on.
    fn part(&self, replication: u32, part: u32, into: &mut Vec<Arrival>, timeline: &Timeline) -> Option<()> {
        into.clear();
        match &self.law {
            Law::Years { years, factors, cluster } => {
                let year = years.get(part as usize)?;
                self.year(year, factors, cluster, replication, part, into);
            }
            Law::Count { cases, gap, gap_most, together } => {
                if part > 0 {
                    return None;
                }
                self.count(*cases, (gap, *gap_most), together, replication, timeline, into);
            }
            Law::Days(days) => {
                if part > 0 {
                    return None;
                }
                into.extend((0..).zip(days).map(|(case, day)| Arrival { day: *day, case }));
                into.retain(|arrival| (timeline.start..timeline.end).contains(&arrival.day));
            }
        }
        Some(())
    }

    fn year(
        &self,
        year: &Year,
        factors: &[f64],
        cluster: &DayTable,
        replication: u32,
        part: u32,
        into: &mut Vec<Arrival>,
    ) {
        let Some(days) = &year.days else { return };
        let key = |stream, case, occurrence| Key { stream, replication, case, occurrence };
        let point = draw(key(self.year, u64::from(part), 0)) >> (u64::BITS - YEAR_POINTS.trailing_zeros());
        let factor = usize::try_from(point).ok().and_then(|point| factors.get(point)).copied().unwrap_or(1.0);
        let incidents = poisson_quantile(uniform(draw(key(self.count, u64::from(part), 0))), year.mean * factor);
        for incident in 0..incidents {
            let number = u64::from(part) << 36 | u64::from(incident);
            let day = days.draw(draw(key(self.day, number, 0)));
            let cases = if cluster.most() == 1 { 1 } else { cluster.draw(draw(key(self.cluster, number, 0))) };
            for child in 0..cases {
                into.push(Arrival { day, case: number << 8 | u64::from(child) });
            }
        }
        into.sort_unstable();
    }

    fn count(
        &self,
        cases: u32,
        (gap, gap_most): (&DayTable, u32),
        together: &DayTable,
        replication: u32,
        timeline: &Timeline,
        into: &mut Vec<Arrival>,
    ) {
        let (mut day, mut drawn, mut case) = (timeline.start, 0_u64, 0_u32);
        let mut first = true;
        while case < cases {
            let number = drawn;
            let [of_days, of_cases] = draw_two(Key { stream: self.day, replication, case: number, occurrence: 0 });
            let days = gap.draw(of_days);
            drawn += 1;
            // The first day is day 1 of the first gap.
            day = day.saturating_add(if days == gap_most && gap_most > 1 { days - 1 } else { days } - u32::from(first));
            first = false;
            if day >= timeline.end || day == NEVER {
                return;
            }
            if days == gap_most && gap_most > 1 {
                continue;
            }
            let many = together.draw(of_cases);
            for _ in 0..many.min(cases - case) {
                into.push(Arrival { day, case: u64::from(case) });
                case += 1;
            }
        }
    }
}

fn rate(rate: f64) -> Result<f64, SimulationError> {
    if (0.0..=RATE_MAX).contains(&rate) { Ok(rate) } else { Err(SimulationError::Rate { rate: rate.to_string() }) }
}

/// A number strictly between 0 and 1.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit into a double")]
fn uniform(drawn: u64) -> f64 {
    ((drawn >> 11) as f64 + 0.5) / 2_f64.powi(53)
}

/// How many come on a day on which at least one does.
fn together(mean: f64) -> DayTable {
    let most = poisson_quantile(1.0 - 1e-15, mean).max(1);
    let least = poisson_quantile(1e-15, mean).max(1);
    let mut weights = vec![1.0];
    // Relative to the least number: the ratio of neighbours is all that counts. Large ones are brought down on the way.
    for count in least + 1..=most {
        let next = weights[weights.len() - 1] * mean / f64::from(count);
        weights.push(next);
        if next > 1e250 {
            for weight in &mut weights {
                *weight *= 1e-250;
            }
        }
    }
    DayTable::new(least, &weights).unwrap_or_else(|| DayTable::fixed(least))
}

/// Factors of the yearly rate: quantiles of a gamma law of mean 1, in equal steps.
fn factors(variation: f64) -> Vec<f64> {
    if !(variation > 0.0 && variation.is_finite()) {
        return vec![1.0; YEAR_POINTS as usize];
    }
    let shape = 1.0 / (variation * variation);
    let point = |index: u32| (f64::from(index) + 0.5) / f64::from(YEAR_POINTS);
    let raw: Vec<f64> = (0..YEAR_POINTS).map(|index| gamma_quantile(point(index), shape) / shape).collect();
    let mean = raw.iter().sum::<f64>() / f64::from(YEAR_POINTS);
    raw.into_iter().map(|factor| factor / mean).collect()
}

/// The years of arrivals: how many come on average, and on which days, by season and overrides.
fn years(
    scenario: &Scenario,
    timeline: &Timeline,
    rate_usual: f64,
    season: &[f64; 12],
) -> Result<Vec<Year>, SimulationError> {
    let mean_season = season.iter().sum::<f64>() / 12.0;
    if !(mean_season > 0.0 && mean_season.is_finite()) || season.iter().any(|month| *month < 0.0) {
        return Err(SimulationError::Mismatch { what: "rates of the months" });
    }
    let mut changes = Vec::new();
    for entry in &scenario.overrides {
        if let OverrideOf::IncidentsPerYear(incidents) = entry.what {
            changes.push((timeline.on_or_after(entry.from), super::plan::after(timeline, entry), rate(incidents)?));
        }
    }
    let at = |day: u32| {
        changes.iter().rev().find(|(from, to, _)| (*from..*to).contains(&day)).map_or(rate_usual, |one| one.2)
    };
    let starts = timeline.arrival_years();
    let year = |pair: &[u32]| {
        let (from, whole_end) = (pair[0], if pair[1] == NEVER { pair[0] + 253 } else { pair[1] });
        let length = f64::from(whole_end - from);
        let weights: Vec<f64> = (from..whole_end.min(timeline.end))
            .map(|day| at(day) * season[timeline.month(day)] / mean_season / length)
            .collect();
        Year { mean: weights.iter().sum(), days: DayTable::new(from, &weights) }
    };
    Ok(starts.windows(2).map(year).collect())
}
