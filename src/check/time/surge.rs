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
    Proved, SurgeDeadline, SurgeExample, SurgeHappening, SurgeOptions, SurgeOutcome, SurgeStep, SurgeTime, SurgeWait,
};
pub use whatever::WorkOrder;

use super::free_spans;
use super::is_kept_by_a_run;
use super::outcome::{DeadlineOutcome, Measure, TimeOutcome, TimeVerdict};
use super::path::{Aim, Way};
use super::phases::{Phases, Setting};
use super::plan::{Pace, takers};
use super::units::Units;
use super::window::{NO_WAY, Passage, UNBOUNDED, Window};
use crate::calendar::Calendar;
use crate::check::graph::Limits;
use crate::check::search::explore_moves;
use crate::parallel::side_by_side;
use crate::system::{ActorId, Cones, Selection, State, StepId, TransitionSystem, WORDS_MAX, cone_of_clock};
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

    /// The actors for whom cases on the way to a deadline may have to wait.
    fn on_the_way(&self, single: &DeadlineOutcome, selection: &Selection, cases: usize) -> Vec<ActorId> {
        let few = self.shared(cases);
        let mut steps: Vec<StepId> =
            selection.transitions.iter().filter_map(|id| self.system.transition(*id).label.step()).collect();
        steps.dedup();
        let takers = steps.into_iter().map(|step| takers(self.system.step(step), |actor| few.contains(&actor)));
        let waits: Vec<Vec<ActorId>> = takers
            .map(|takers| takers.into_iter().filter(|taker| taker.is_shared).map(|taker| taker.actor).collect())
            .collect();
        let mut shared: Vec<ActorId> =
            waits.iter().flatten().copied().filter(|actor| single.performers.contains(actor)).collect();
        if single.must_wait() && !shared.is_empty() {
            // What goes on beside it is older when its time begins, if that had to wait for anybody at all.
            shared = waits.iter().flatten().copied().collect();
        }
        // Whether one is free for a step depends on who is asked before, and who could take it up instead.
        loop {
            let with = waits.iter().filter(|waits| waits.iter().any(|actor| shared.contains(actor)));
            let mut more: Vec<ActorId> = with.flatten().copied().filter(|actor| !shared.contains(actor)).collect();
            if more.is_empty() {
                break;
            }
            shared.append(&mut more);
        }
        shared.sort_unstable();
        shared.dedup();
        shared
    }

    fn deadline(&self, clock: usize, single: &DeadlineOutcome) -> SurgeDeadline {
        let cases_max = self.options.cases_max;
        let selection = cone_of_clock(self.cones, &self.system.clocks[clock]);
        let on_the_way = |cases: u8| self.on_the_way(single, &selection, usize::from(cases));
        let kept = match single.verdict() {
            TimeVerdict::Kept => Proved { cases: 1, complete: true },
            TimeVerdict::CanBeMissed => Proved { cases: 0, complete: true },
            TimeVerdict::Undecided => Proved { cases: 0, complete: false },
        };
        let mut found = SurgeDeadline {
            id: single.id.clone(),
            shared: on_the_way(cases_max)
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
            let shared = on_the_way(cases);
            if shared.is_empty() {
                // Nobody has to wait for anybody, so each case goes as if it were alone.
                for proved in [&mut found.feasible, &mut found.first_come, &mut found.earliest_due] {
                    if proved.cases == cases - 1 {
                        proved.cases = cases;
                    }
                }
                continue;
            }
            self.with_cases((clock, &selection), cases, shared, single, &mut found);
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
        let days = u16::try_from(single.within_days).unwrap_or(u16::MAX);
        let limit = Limit { days, must_wait: single.must_wait() };
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

impl Limit {
    /// The longest time of a window, or the shortest of what has to wait; absent if there is no bound, or if nothing ends it.
    fn worst(self, window: &Window<'_, WORDS>) -> Option<u32> {
        let entries = window.entries().map(|(_, _, state)| state as usize);
        if self.must_wait {
            let shortest = entries.map(|state| window.shortest[state]).min().filter(|days| *days != NO_WAY);
            return if window.unprepared { Some(0) } else { shortest };
        }
        let longest = entries.map(|state| window.longest[state]).max().unwrap_or(0);
        (longest != UNBOUNDED).then_some(longest)
    }

    fn is_missed(self, worst: Option<u32>) -> bool {
        let limit = u32::from(self.days);
        if self.must_wait { worst.is_some_and(|days| days < limit) } else { worst.is_none_or(|days| days > limit) }
    }
}

/// So many cases on the way to one deadline.
struct Job<'a> {
    surge: &'a Surge<'a>,
    cases: u8,
    limit: Limit,
    places: Vec<u32>,
}

/// The limit of a deadline.
#[derive(Debug, Clone, Copy)]
struct Limit {
    /// Working days.
    days: u16,
    /// Whether so many have to go by at least; otherwise at most.
    must_wait: bool,
}

impl Job<'_> {
    fn run<const W: usize>(&self, case: Case<'_, W>, found: &mut SurgeDeadline) {
        let works = || case.phases.timed.works.iter().enumerate().filter(|(_, work)| work.asks);
        let has_two_moments = works().any(|(_, work)| work.is_beginning());
        let waiting_works: Vec<u16> = works().filter_map(|(index, _)| u16::try_from(index).ok()).collect();
        if waiting_works.len() > joint::WORKS {
            found.left_out = Some(format!(
                "more than {} steps wait for actors with fewer places than cases; ask about fewer cases, or give some of them more places",
                joint::WORKS
            ));
            return;
        }
        let beginnings = case.beginnings();
        let symmetry = self.surge.options.symmetry;
        let places = self.places.clone();
        let cases = Cases { case, places, waiting_works, beginnings, has_two_moments, symmetry };
        let before = self.cases - 1;
        if found.feasible.complete && found.feasible.cases == before {
            let best = cases.at_best(usize::from(self.cases), self.limit, self.surge.limits, &mut found.states);
            found.feasible = match best {
                Best::InTime => Proved { cases: self.cases, complete: true },
                Best::TooMany => found.feasible,
                Best::Unknown => Proved { complete: false, ..found.feasible },
            };
        }
        // Nothing falls due that has to wait, so there is one order.
        let orders = [WorkOrder::FirstCome, WorkOrder::EarliestDue];
        for order in orders.into_iter().take(if self.limit.must_wait { 1 } else { 2 }) {
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
        if self.limit.must_wait {
            found.earliest_due = found.first_come;
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
        let worst = self.limit.worst(&window);
        if graph.complete {
            let times = if self.limit.must_wait { &mut found.shortest } else { &mut found.longest };
            times.push(SurgeTime { cases: self.cases, order, days: worst });
        }
        if self.limit.is_missed(worst) {
            let aim = if self.limit.must_wait { Aim::Shortest } else { Aim::Longest };
            // What comes with nothing before it at all has no window to be told.
            let is_worst = |way: &Way| self.limit.must_wait.then(|| window.shortest[way.first_inside()]);
            let way =
                worst.and_then(|_| window.way(aim)).filter(|way| is_worst(way).is_none_or(|days| Some(days) == worst));
            let example = way.zip(worst).map(|(way, days)| {
                let Told { steps, anchor_day, anchor_steps } = story::told(cases, order, &graph, &way);
                SurgeExample { cases: self.cases, order, days, anchor_day, anchor_steps, steps }
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
