//! Several cases at once, who share the actors: up to how many is a deadline still met at best, and up to how many whatever happens?
//!
//! `case` explores one case, `joint` puts several side by side, `whatever` and `feasible` search. Cases go on as long as they need those for whom
//! others wait, on the way to the deadline, beside it or after it. Nothing here knows a date.

mod case;
mod feasible;
mod guide;
mod job;
mod joint;
mod outcome;
mod rivalry;
mod story;
mod whatever;

pub use outcome::{
    Proved, SurgeDeadline, SurgeExample, SurgeHappening, SurgeOptions, SurgeOutcome, SurgeStep, SurgeTime, SurgeWait,
};
pub use whatever::WorkOrder;

use super::free_spans;
use super::is_kept_by_a_run;
use super::outcome::{DeadlineOutcome, Measure, TimeOutcome, TimeVerdict};
use super::phases::{Phases, Setting};
use super::plan::Pace;
use super::units::Units;
use crate::calendar::Calendar;
use crate::check::graph::Limits;
use crate::parallel::side_by_side;
use crate::system::{ActorId, Cones, Selection, TransitionSystem, WORDS_MAX, cone_of_clock};
use job::{Job, Limit};
use joint::CASES;
use rivalry::Rivalry;

/// Looks at several cases at once. `time` is what the time check found for one case.
pub fn check_surge(
    system: &TransitionSystem,
    calendar: &Calendar,
    time: &TimeOutcome,
    options: &SurgeOptions,
    interrupted: &(dyn Fn() -> bool + Sync),
) -> SurgeOutcome {
    let units = Units::new(calendar);
    let (simpler, _) = free_spans::without(system);
    let cones = Cones::new(&simpler);
    let limits = Limits { states_max: options.states_max, interrupted };
    let surge = Surge { system: &simpler, cones: &cones, units: &units, options, limits };
    let cases_max = usize::from(options.cases_max).min(CASES);
    let deadlines = side_by_side(time.deadlines.len(), |number| {
        let single = &time.deadlines[number];
        // What is longer than the calendar is not among them, so they are not numbered as the clocks are.
        let clock = simpler.clocks.iter().position(|clock| clock.owner == single.owner)?;
        single.reached.then(|| surge.deadline(clock, single))
    });
    let shared = surge
        .shared(cases_max)
        .into_iter()
        .map(|actor| (system.actors[usize::from(actor.0)].name.clone(), surge.places(actor)));
    SurgeOutcome {
        cases_max: options.cases_max,
        places: shared.collect(),
        deadlines: deadlines.into_iter().flatten().collect(),
    }
}

/// What all searches share.
struct Surge<'a> {
    system: &'a TransitionSystem,
    cones: &'a Cones,
    units: &'a Units<'a>,
    options: &'a SurgeOptions,
    limits: Limits<'a>,
}

impl Surge<'_> {
    /// The actors who have too few places for so many cases.
    fn shared(&self, cases: usize) -> Vec<ActorId> {
        let places = self.options.places.iter().enumerate();
        let few = places.filter(|(_, places)| places.is_some_and(|places| (places as usize) < cases));
        few.filter_map(|(index, _)| u16::try_from(index).ok().map(ActorId)).collect()
    }

    fn places(&self, actor: ActorId) -> u32 {
        self.options.places.get(usize::from(actor.0)).copied().flatten().unwrap_or(u32::MAX)
    }

    fn deadline(&self, clock: usize, single: &DeadlineOutcome) -> SurgeDeadline {
        let cases_max = self.options.cases_max;
        let selection = cone_of_clock(self.cones, &self.system.clocks[clock]);
        let rivalry = |cases: u8| self.rivalry(single, &selection, usize::from(cases));
        let kept = match single.verdict() {
            TimeVerdict::Kept => Proved { cases: 1, complete: true },
            TimeVerdict::CanBeMissed => Proved { cases: 0, complete: true },
            TimeVerdict::Undecided => Proved { cases: 0, complete: false },
        };
        let mut found = SurgeDeadline {
            id: single.id.clone(),
            shared: rivalry(cases_max)
                .shared
                .iter()
                .map(|actor| self.system.actors[usize::from(actor.0)].name.clone())
                .collect(),
            feasible: self.one_case(clock, single),
            first_come: kept,
            earliest_due: kept,
            longest: Vec::new(),
            shortest: Vec::new(),
            left_out: None,
            example: None,
            states: 0,
        };
        for cases in 2..=cases_max {
            let rivalry = rivalry(cases);
            if rivalry.shared.is_empty() {
                // Nobody has to wait for anybody, so each case goes as if it were alone.
                for proved in [&mut found.feasible, &mut found.first_come, &mut found.earliest_due] {
                    if proved.cases == cases - 1 {
                        proved.cases = cases;
                    }
                }
                continue;
            }
            self.with_cases((clock, &selection), cases, rivalry, single, &mut found);
            if found.left_out.is_some() {
                // Whether it would hold of one case more nobody has tried.
                for proved in [&mut found.feasible, &mut found.first_come, &mut found.earliest_due] {
                    proved.complete &= proved.cases != cases - 1;
                }
                return found;
            }
        }
        found
    }

    /// Whether one case alone can keep a deadline. Where its times are bounds, the shortest may be shorter than anything that happens.
    fn one_case(&self, clock: usize, single: &DeadlineOutcome) -> Proved {
        if single.verdict() == TimeVerdict::Kept {
            return Proved { cases: 1, complete: true };
        }
        if !single.can_be_kept() {
            return Proved { cases: 0, complete: single.complete };
        }
        let at = (clock, self.options.repeat);
        let shown = single.measure == Measure::Exact
            || is_kept_by_a_run(self.system, self.cones, self.units, at, self.limits, single);
        Proved { cases: u8::from(shown), complete: shown }
    }

    /// One more case than before, where it has come to nothing yet.
    fn with_cases(
        &self,
        (clock, leading): (usize, &Selection),
        cases: u8,
        rivalry: Rivalry,
        single: &DeadlineOutcome,
        found: &mut SurgeDeadline,
    ) {
        let Rivalry { shared, work, selection } = rivalry;
        let is_shared: Vec<bool> = (0..self.system.actors.len())
            .map(|index| shared.iter().any(|actor| usize::from(actor.0) == index))
            .collect();
        let setting = Setting {
            system: self.system,
            cones: self.cones,
            units: self.units,
            measured: clock,
            repeat: self.options.repeat,
            shared: &is_shared,
            beside: &work,
            has_time: true,
            pace: Pace::Any,
            window_only: false,
        };
        let Ok((_, _, layout)) = setting.pieces(&selection) else {
            found.left_out = Some("its times are too long to be counted".to_owned());
            return;
        };
        let days = u16::try_from(single.within_days).unwrap_or(u16::MAX);
        let limit = Limit { days, must_wait: single.must_wait() };
        let job = Job { surge: self, setting: &setting, cases, limit, leading, shared };
        // The pieces were not too long, so what is made of them is not either.
        if layout.words <= 8 {
            if let Ok(phases) = Phases::<8>::new(&setting, &selection) {
                job.run(phases, found);
            }
        } else if let Ok(phases) = Phases::<WORDS_MAX>::new(&setting, &selection) {
            job.run(phases, found);
        }
    }
}
