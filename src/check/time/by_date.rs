//! The time check by date: on which days may the time of a deadline begin, so that the calendar makes it tight or impossible?
//!
//! The time check counts working days and knows no date; a limit in months or calendar days is another number of them on every date.
//! Here each date has its own. What the longest and the shortest time depend on is asked first, and measured again only where it differs: that is
//! the limit, if something waits for it to run out, and the lengths of tasks that are not in working days. Those begin on unknown days
//! about the date, so they stay intervals; what is found with them is a bound ([`Dated::exact`]).

mod shown;

use std::collections::BTreeMap;

use super::outcome::{DeadlineOutcome, Length, Measure, TimeOptions, TimeOutcome};
use super::units::{self, End, Interval, Units, counted, days};
use super::{free_spans, measure};
use crate::calendar::{Calendar, Date, OutsideCalendar};
use crate::check::graph::Limits;
use crate::parallel::side_by_side;
use crate::system::{Anchoring, Clock, Cones, DeadlineLimit, Stroke, TimeUnit, TransitionSystem};

/// Searches of more states are not repeated for every date: the lengths of their tasks are taken over all dates.
const NARROWED_STATES_MAX: usize = 2_000;

/// A deadline or timed rule on every date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedDeadline {
    /// Its id.
    pub id: String,
    /// What it is, for people.
    pub says: String,
    /// The limit as stated.
    pub limit: DeadlineLimit,
    /// Every date on which its time can begin, in order; none if it never begins in any run.
    pub starts: Vec<DatedStart>,
    /// Whether every search was complete.
    pub complete: bool,
    /// How many searches there were besides that of the time check.
    pub searches: usize,
    /// States of those searches.
    pub states: usize,
}

/// A date on which the time of a deadline begins: its anchor, what extends it, or, for "at least … before", what has to be done before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatedStart {
    /// The date.
    pub start: Date,
    /// Whether it is worked.
    pub is_working_day: bool,
    /// What was found; absent if the calendar does not reach to the end of the limit, or a search was cut short.
    pub found: Option<Dated>,
}

/// What was found for one date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    /// The last day on which it is in time; for "not before" and "before" the first. It may be no working day.
    pub limit_date: Date,
    /// The limit in working days from that date.
    pub limit_days: u32,
    /// The longest time in working days; absent if nothing bounds it.
    pub longest_days: Option<u32>,
    /// The shortest time in working days; absent if it is never discharged.
    pub shortest_days: Option<u32>,
    /// Working days left at worst; negative if it can be missed; absent where nothing bounds the time.
    pub slack_days: Option<i64>,
    /// The date on which the longest time ends, if the calendar reaches so far.
    pub longest_date: Option<Date>,
    /// What is proved.
    pub verdict: DateVerdict,
    /// Whether the times are those of runs; otherwise the longest is an upper bound, the shortest a lower one.
    pub exact: bool,
}

/// What is proved of a deadline whose time begins on some date, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateVerdict {
    /// Kept, with a working day or more left.
    Kept,
    /// Kept, and no working day is left.
    Tight,
    /// It may be missed; that it can is not proved.
    Undecided,
    /// Some run within the bounds misses it, and some run may keep it.
    CanBeMissed,
    /// No run within the bounds keeps it, however quick everybody is.
    Impossible,
}

impl DateVerdict {
    /// The word in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Tight => "tight",
            Self::Undecided => "undecided",
            Self::CanBeMissed => "can be missed",
            Self::Impossible => "impossible",
        }
    }
}

/// Every clock of a system on every date from `first` to `last`. `time` is what the time check found with the same options.
///
/// # Errors
/// [`OutsideCalendar`] if the calendar does not cover both dates.
pub fn check_dates(
    system: &TransitionSystem,
    calendar: &Calendar,
    time: &TimeOutcome,
    options: TimeOptions,
    (first, last): (Date, Date),
    interrupted: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<DatedDeadline>, OutsideCalendar> {
    calendar.is_working_day(first)?;
    calendar.is_working_day(last)?;
    let (simpler, _) = free_spans::without(system);
    let cones = Cones::new(&simpler);
    let units = Units::new(calendar);
    let limits = Limits { states_max: options.states_max, interrupted };
    let dates = Dates { system: &simpler, cones: &cones, calendar, units: &units, options, limits };
    let deadlines = &time.deadlines;
    side_by_side(deadlines.len(), |number| dates.deadline(&deadlines[number], first, last)).into_iter().collect()
}

/// What all deadlines share.
struct Dates<'a> {
    system: &'a TransitionSystem,
    cones: &'a Cones,
    calendar: &'a Calendar,
    units: &'a Units<'a>,
    options: TimeOptions,
    limits: Limits<'a>,
}

/// What the times of a deadline depend on: its limit in working days, if it matters, and the lengths of tasks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Basis {
    limit: Option<u16>,
    lengths: Vec<(units::Length, Interval)>,
}

/// The times of a deadline on some dates.
#[derive(Debug, Clone, Copy)]
struct Times {
    longest: Time,
    shortest: Time,
    exact: bool,
    complete: bool,
    /// What some run takes on every date at least (for what must wait, at most).
    proved: Option<u32>,
}

/// A length of time that can be compared: never, so many days, no bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Time {
    Never,
    Days(u32),
    Unbounded,
}

impl Time {
    fn of(length: &Length) -> Self {
        match length {
            Length::Days(days) => Self::Days(*days),
            Length::Unbounded(_) => Self::Unbounded,
            Length::Never => Self::Never,
        }
    }

    fn days(self) -> Option<u32> {
        if let Self::Days(days) = self { Some(days) } else { None }
    }
}

impl Times {
    fn of(outcome: &DeadlineOutcome) -> Self {
        Self {
            longest: Time::of(&outcome.longest),
            shortest: Time::of(&outcome.shortest),
            exact: outcome.measure == Measure::Exact,
            complete: outcome.complete,
            proved: outcome.proved_days,
        }
    }
}

impl Dates<'_> {
    fn deadline(&self, base: &DeadlineOutcome, first: Date, last: Date) -> Result<DatedDeadline, OutsideCalendar> {
        let clock = self.system.clocks.iter().position(|clock| clock.owner == base.owner).unwrap_or(0);
        let mut found = DatedDeadline {
            id: base.id.clone(),
            says: base.says.clone(),
            limit: base.limit,
            starts: Vec::new(),
            complete: base.complete,
            searches: 0,
            states: 0,
        };
        if !base.reached {
            return Ok(found);
        }
        let mut known: BTreeMap<Basis, Times> = BTreeMap::from([(Basis::default(), Times::of(base))]);
        for start in days(first, last) {
            let is_working_day = self.calendar.is_working_day(start)?;
            let dated = self.limit(start, base.limit).ok().and_then(|(limit_date, limit_days)| {
                let basis = self.basis(base, counts_anew(&self.system.clocks[clock]), start, limit_days);
                let times = *known.entry(basis).or_insert_with_key(|basis| self.times(base, clock, basis, &mut found));
                // What a search that was cut short has come to bounds nothing.
                times.complete.then(|| self.judge(start, base.limit, (limit_date, limit_days), times))
            });
            found.starts.push(DatedStart { start, is_working_day, found: dated });
        }
        self.show_misses(base, clock, &mut found);
        Ok(found)
    }

    /// The date on which a limit ends, and its working days.
    fn limit(&self, start: Date, limit: DeadlineLimit) -> Result<(Date, u32), OutsideCalendar> {
        let (count, unit, end) = counted(limit);
        Ok((self.units.end(start, count, unit)?, self.units.length(start, count, unit, end)?))
    }

    /// What the times depend on where the clock begins on a date. Nothing, if they are those of the time check.
    fn basis(&self, base: &DeadlineOutcome, counts_anew: bool, start: Date, limit: u32) -> Basis {
        if base.depends.reads_itself {
            let limit = u16::try_from(limit).unwrap_or(u16::MAX);
            // Where it had run before, the time check took it to have run with the same limit.
            let same = u32::from(limit) == base.within_days && !(base.measure != Measure::FromAnchors && counts_anew);
            return Basis { limit: (!same).then_some(limit), lengths: Vec::new() };
        }
        Basis { limit: None, lengths: self.lengths_about(base, start).unwrap_or_default() }
    }

    /// The lengths of tasks over the days on which they can begin if they matter to a clock that begins on a date; absent if nothing bounds
    /// those days, or the calendar does not cover them. Work that was begun longer before than it can take is done, or waits for
    /// something else.
    fn lengths_about(&self, base: &DeadlineOutcome, start: Date) -> Option<Vec<(units::Length, Interval)>> {
        if base.depends.task_lengths.is_empty() || base.states > NARROWED_STATES_MAX {
            return None;
        }
        let first = if base.depends.begins_fresh { start } else { self.earliest(base, start)? };
        let last = self.calendar.add_working_days(start, base.longest.days()?).ok()?;
        // After a day has gone by, work begins on working days only.
        let after = |day: &Date| *day <= start || self.calendar.is_working_day(*day) == Ok(true);
        let begun: Vec<Date> = days(first, last).filter(after).collect();
        let lengths = base.depends.task_lengths.iter().map(|(count, unit)| {
            let length = (*count, *unit == TimeUnit::Month, End::Deed);
            Some((length, self.units.over(&begun, length)?))
        });
        lengths.collect()
    }

    /// The earliest day on which work can have begun that is not done on a date.
    fn earliest(&self, base: &DeadlineOutcome, start: Date) -> Option<Date> {
        let most =
            base.depends.task_lengths.iter().map(|(count, unit)| self.units.working_days(*count, *unit, End::Deed));
        let most = most.collect::<Option<Vec<_>>>()?.iter().map(|(_, most)| u32::from(*most)).max()?;
        self.calendar.subtract_working_days(start, most).ok()
    }

    /// The times on other bounds than those of the time check.
    fn times(&self, base: &DeadlineOutcome, clock: usize, basis: &Basis, found: &mut DatedDeadline) -> Times {
        let units = self.units.with(basis.limit.map(|limit| (clock, limit)), &basis.lengths);
        // What went on before the anchor went on before these dates, with other lengths: only from the anchors on are they right.
        let from_anchors = !basis.lengths.is_empty() || counts_anew(&self.system.clocks[clock]);
        let exact_states_max = if from_anchors { 0 } else { self.options.exact_states_max };
        let options = TimeOptions { exact_states_max, ..self.options };
        let mut times = Times::of(base);
        match measure(self.system, self.cones, &units, clock, options, self.limits) {
            Ok(outcome) => {
                found.searches += 1;
                found.states += outcome.states;
                let (rough, own) = (times, Times::of(&outcome));
                times = Times { proved: rough.proved, ..own };
                if basis.limit.is_none() && own.complete && rough.complete {
                    // Both are bounds; the narrower one counts.
                    times.longest = own.longest.min(rough.longest);
                    times.shortest = own.shortest.max(rough.shortest);
                }
            }
            Err(_) => times.complete = false,
        }
        found.complete &= times.complete;
        times
    }

    fn judge(&self, start: Date, limit: DeadlineLimit, (limit_date, limit_days): (Date, u32), times: Times) -> Dated {
        let must_wait = !matches!(limit, DeadlineLimit::Within(..));
        let (longest, shortest) = (times.longest, times.shortest);
        let at = Time::Days(limit_days);
        let discharged = shortest != Time::Never;
        let (missed, hopeless) = if must_wait {
            (discharged && shortest < at, longest < at)
        } else {
            (longest > at, !discharged || shortest > at)
        };
        let slack = |one: Option<u32>, other: Option<u32>| Some(i64::from(one?) - i64::from(other?));
        let slack_days =
            if must_wait { slack(shortest.days(), Some(limit_days)) } else { slack(Some(limit_days), longest.days()) };
        let proved = times.proved.map(Time::Days).is_some_and(|days| if must_wait { days < at } else { days > at });
        let verdict = match missed {
            true if hopeless => DateVerdict::Impossible,
            true if times.exact || proved => DateVerdict::CanBeMissed,
            true => DateVerdict::Undecided,
            false if slack_days == Some(0) => DateVerdict::Tight,
            false => DateVerdict::Kept,
        };
        let longest_date = longest.days().and_then(|days| self.calendar.add_working_days(start, days).ok());
        Dated {
            limit_date,
            limit_days,
            longest_days: longest.days(),
            shortest_days: shortest.days(),
            slack_days,
            longest_date,
            verdict,
            exact: times.exact,
        }
    }
}

/// Whether a clock may run more than once in a case, and so have run before with the limit of another date.
pub(super) fn counts_anew(clock: &Clock) -> bool {
    clock.anchoring != Anchoring::Once || clock.signals.iter().any(|signal| signal.stroke == Stroke::Extended)
}
