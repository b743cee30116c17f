//! Several cases at once, who share the actors: up to how many is a deadline still met at best, and up to how many whatever happens?
//!
//! `case` explores one case, `joint` puts several side by side, `whatever` and `feasible` search. What a case needs after
//! the deadline that is asked about keeps nobody busy here: the question is about cases on their way to it. Nothing here knows a date.

mod case;
mod feasible;
mod joint;
mod outcome;
mod story;
mod whatever;

pub use outcome::{
    Proved, SurgeDeadline, SurgeExample, SurgeHappening, SurgeLongest, SurgeOptions, SurgeOutcome, SurgeStep, SurgeWait,
};
pub use whatever::WorkOrder;

use super::free_spans;
use super::is_kept_by_a_run;
use super::outcome::{DeadlineOutcome, Measure, TimeOutcome, TimeVerdict};
use super::path::Aim;
use super::phases::{Phases, Setting};
use super::plan::Pace;
use super::units::Units;
use super::window::{Passage, UNBOUNDED, Window};
use crate::calendar::Calendar;
use crate::check::graph::Limits;
use crate::check::search::explore_moves;
use crate::system::{
    ActorId, Cones, DeadlineLimit, Role, Selection, State, TransitionSystem, WORDS_MAX, cone_of_clock,
};
use case::Case;
use feasible::Best;
use joint::{CASES, Cases, Joint, OVER, WORDS};
use story::Told;

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
    let deadlines = time.deadlines.iter().filter(|single| single.reached).filter_map(|single| {
        // What is longer than the calendar is not among them, so they are not numbered as the clocks are.
        let clock = simpler.clocks.iter().position(|clock| clock.owner == single.owner)?;
        Some(surge.deadline(clock, single))
    });
    let shared = surge
        .shared(cases_max)
        .into_iter()
        .map(|actor| (system.actors[usize::from(actor.0)].name.clone(), surge.places(actor)));
    SurgeOutcome { cases_max: options.cases_max, places: shared.collect(), deadlines: deadlines.collect() }
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
        let on_the_way = |cases: usize| -> Vec<ActorId> {
            let mut shared = self.shared(cases);
            shared.retain(|actor| single.performers.contains(actor));
            shared
        };
        let kept = match single.verdict() {
            TimeVerdict::Kept => Proved { cases: 1, complete: true },
            TimeVerdict::CanBeMissed => Proved { cases: 0, complete: true },
            TimeVerdict::Undecided => Proved { cases: 0, complete: false },
        };
        let mut found = SurgeDeadline {
            id: single.id.clone(),
            shared: on_the_way(usize::from(cases_max))
                .iter()
                .map(|actor| self.system.actors[usize::from(actor.0)].name.clone())
                .collect(),
            feasible: self.one_case(clock, single),
            first_come: kept,
            earliest_due: kept,
            longest: Vec::new(),
            left_out: None,
            example: None,
            states: 0,
        };
        for cases in 2..=cases_max {
            let shared = on_the_way(usize::from(cases));
            if shared.is_empty() {
                // Nobody has to wait for anybody, so each case goes as if it were alone.
                for proved in [&mut found.feasible, &mut found.first_come, &mut found.earliest_due] {
                    if proved.cases == cases - 1 {
                        proved.cases = cases;
                    }
                }
                continue;
            }
            let selection = cone_of_clock(self.cones, &self.system.clocks[clock]);
            found.left_out = self.left_out(single, &selection, &shared);
            if found.left_out.is_none() {
                self.with_cases((clock, &selection), cases, shared, single, &mut found);
            }
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
        if !single.can_be_kept() {
            return Proved { cases: 0, complete: single.complete };
        }
        let at = (clock, self.options.repeat);
        let shown = single.measure == Measure::Exact
            || single.verdict() == TimeVerdict::Kept
            || is_kept_by_a_run(self.system, self.cones, self.units, at, self.limits, single);
        Proved { cases: u8::from(shown), complete: shown }
    }

    /// Why a deadline cannot be looked at.
    fn left_out(&self, single: &DeadlineOutcome, selection: &Selection, shared: &[ActorId]) -> Option<String> {
        if !matches!(single.limit, DeadlineLimit::Within(..)) {
            return Some("what must not come too early is looked at for one case only".to_owned());
        }
        let steps = selection.transitions.iter().filter_map(|id| self.system.transition(*id).label.step());
        let hard = steps.into_iter().find(|step| {
            let information = self.system.step(*step);
            let shared = information.performers.iter().any(|actor| shared.contains(actor));
            let several = information.performers.len() > 1;
            shared && (several || self.system.variable(Role::UnderWay(*step)).is_some())
        });
        hard.map(|step| {
            format!(
                "{} has several performers, or is named as under way, and one of those who do it is shared",
                self.system.step(step).id
            )
        })
    }

    /// One more case than before, where it has come to nothing yet.
    fn with_cases(
        &self,
        (clock, selection): (usize, &Selection),
        cases: u8,
        shared: Vec<ActorId>,
        single: &DeadlineOutcome,
        found: &mut SurgeDeadline,
    ) {
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
            has_time: true,
            pace: Pace::Any,
            window_only: false,
        };
        let Ok((_, _, layout)) = setting.pieces(selection) else {
            found.left_out = Some("its times are too long to be counted".to_owned());
            return;
        };
        let limit = u16::try_from(single.within_days).unwrap_or(u16::MAX);
        let job = Job { surge: self, cases, limit, places: shared.iter().map(|actor| self.places(*actor)).collect() };
        // The pieces were not too long, so what is made of them is not either.
        if layout.words <= 8 {
            if let Ok(phases) = Phases::<8>::new(&setting, selection) {
                job.run(Case::new(phases, shared), found);
            }
        } else if let Ok(phases) = Phases::<WORDS_MAX>::new(&setting, selection) {
            job.run(Case::new(phases, shared), found);
        }
    }
}

/// So many cases on the way to one deadline.
struct Job<'a> {
    surge: &'a Surge<'a>,
    cases: u8,
    limit: u16,
    places: Vec<u32>,
}

impl Job<'_> {
    fn run<const W: usize>(&self, case: Case<'_, W>, found: &mut SurgeDeadline) {
        let works = case.phases.timed.works.iter().enumerate().filter(|(_, work)| work.waits_for.is_some());
        let waiting_works: Vec<u16> = works.filter_map(|(index, _)| u16::try_from(index).ok()).collect();
        if waiting_works.len() > joint::WORKS {
            found.left_out = Some(format!("more than {} steps wait for shared actors", joint::WORKS));
            return;
        }
        let beginnings = case.beginnings();
        let symmetry = self.surge.options.symmetry;
        let cases = Cases { case, places: self.places.clone(), waiting_works, beginnings, symmetry };
        let before = self.cases - 1;
        if found.feasible.complete && found.feasible.cases == before {
            let best = cases.at_best(usize::from(self.cases), self.limit, self.surge.limits, &mut found.states);
            found.feasible = match best {
                Best::InTime => Proved { cases: self.cases, complete: true },
                Best::TooMany => found.feasible,
                Best::Unknown => Proved { complete: false, ..found.feasible },
            };
        }
        for order in [WorkOrder::FirstCome, WorkOrder::EarliestDue] {
            let proved = match order {
                WorkOrder::FirstCome => found.first_come,
                WorkOrder::EarliestDue => found.earliest_due,
            };
            if !proved.complete || proved.cases != before {
                continue;
            }
            let (next, example) = self.whatever(&cases, order, proved, found);
            match order {
                WorkOrder::FirstCome => found.first_come = next,
                WorkOrder::EarliestDue => found.earliest_due = next,
            }
            if found.example.is_none() {
                found.example = example;
            }
        }
    }

    /// Whether so many cases are all in time whatever happens.
    fn whatever<const W: usize>(
        &self,
        cases: &Cases<'_, W>,
        order: WorkOrder,
        before: Proved,
        found: &mut SurgeDeadline,
    ) -> (Proved, Option<SurgeExample>) {
        let mut passages: Vec<Passage> = Vec::new();
        let mut full = false;
        let empty = Joint::empty(usize::from(self.cases)).pack();
        let mut graph = explore_moves([(empty, empty)], self.surge.limits, |state: &State<WORDS>, emit| {
            match cases.moves(&Joint::unpack(state), order) {
                Ok(moves) => {
                    for (number, after, passage) in moves {
                        passages.push(passage);
                        emit(number, cases.canonical(&after).0.pack());
                    }
                }
                Err(_) => full = true,
            }
        });
        graph.complete &= !full;
        found.states += graph.states.len();
        let runs = |state: &State<WORDS>| {
            let first = Joint::unpack(state).at[0];
            first < OVER && cases.case.node(first).runs
        };
        let inside = graph.states.iter().map(runs).collect();
        let window = Window::new(&graph, passages, inside);
        let longest = window.entries().map(|(_, _, state)| window.longest[state as usize]).max().unwrap_or(0);
        if graph.complete {
            let days = (longest != UNBOUNDED).then_some(longest);
            found.longest.push(SurgeLongest { cases: self.cases, order, days });
        }
        if longest > u32::from(self.limit) {
            let way = (longest != UNBOUNDED).then(|| window.way(Aim::Longest)).flatten();
            let example = way.map(|way| {
                let Told { steps, anchor_day, anchor_steps } = story::told(cases, order, &graph, &way);
                SurgeExample { cases: self.cases, order, days: longest, anchor_day, anchor_steps, steps }
            });
            return (before, example);
        }
        if graph.complete {
            (Proved { cases: self.cases, complete: true }, None)
        } else {
            (Proved { complete: false, ..before }, None)
        }
    }
}
