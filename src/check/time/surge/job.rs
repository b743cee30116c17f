//! So many cases on the way to one deadline: the searches that settle whether they are in time, and in which order they are tried.

use super::Surge;
use super::case::Case;
use super::feasible::Best;
use super::guide::Guide;
use super::joint::{Cases, Joint, OVER, WORDS, WORKS};
use super::outcome::{Proved, SurgeDeadline, SurgeExample, SurgeTime};
use super::story::{self, Run, Told};
use super::whatever::WorkOrder;
use crate::check::search::explore_moves;
use crate::check::time::path::{Aim, Way};
use crate::check::time::phases::{Phases, Setting};
use crate::check::time::window::{NO_WAY, Passage, UNBOUNDED, Window};
use crate::system::{ActorId, Condition, Selection, State, TransitionId};

/// The limit of a deadline.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    /// Working days.
    pub(super) days: u16,
    /// Whether so many have to go by at least; otherwise at most.
    pub(super) must_wait: bool,
}

/// So many cases on the way to one deadline.
pub(super) struct Job<'a> {
    pub(super) surge: &'a Surge<'a>,
    pub(super) setting: &'a Setting<'a>,
    pub(super) cases: u8,
    pub(super) limit: Limit,
    /// What leads to the deadline.
    pub(super) leading: &'a Selection,
    /// For whom cases wait.
    pub(super) shared: Vec<ActorId>,
}

/// What came of a search of everything that can happen.
struct Explored {
    /// The longest time of the first case, or the shortest of what has to wait; absent if there is no bound, or if nothing ends it.
    worst: Option<u32>,
    /// A run that takes so long, if that is too long or too short.
    run: Option<Run>,
    /// Whether no limit was reached.
    complete: bool,
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

    pub(super) fn is_missed(self, worst: Option<u32>) -> bool {
        let limit = u32::from(self.days);
        if self.must_wait { worst.is_some_and(|days| days < limit) } else { worst.is_none_or(|days| days > limit) }
    }

    /// The way that takes as long as the worst. What comes with nothing before it at all has no window to be told.
    fn worst_way(self, window: &Window<'_, WORDS>, worst: u32) -> Option<Way> {
        let aim = if self.must_wait { Aim::Shortest } else { Aim::Longest };
        let way = window.way(aim)?;
        (!self.must_wait || window.shortest[way.first_inside()] == worst).then_some(way)
    }
}

impl Job<'_> {
    /// Settles what so many cases can do, and what can happen to them. `phases` hold the way and all that keeps busy whoever is waited for.
    pub(super) fn run<const W: usize>(&self, phases: Phases<'_, W>, found: &mut SurgeDeadline) {
        let cases = match self.cases_of(phases, self.surge.options.symmetry) {
            Ok(cases) => cases,
            Err(why) => {
                found.left_out = Some(why);
                return;
            }
        };
        let before = self.cases - 1;
        if found.feasible.complete && found.feasible.cases == before {
            found.feasible = self.at_best(&cases, found);
        }
        // Nothing falls due that has to wait, so there is one order.
        let orders = [WorkOrder::FirstCome, WorkOrder::EarliestDue];
        let mut open = Vec::new();
        for order in orders.into_iter().take(if self.limit.must_wait { 1 } else { 2 }) {
            let proved = *found.proved(order);
            if !proved.complete || proved.cases != before {
                continue;
            }
            *found.proved(order) = self.whatever(&cases, order, found);
            if !found.proved(order).complete {
                open.push(order);
            }
        }
        if !open.is_empty() {
            // A guide knows each case by its place.
            self.with_a_guide(&Cases { symmetry: false, ..cases }, &open, found);
        }
        if self.limit.must_wait {
            found.earliest_due = found.first_come;
        }
        if found.first_come.cases.max(found.earliest_due.cases) == self.cases {
            // None is late, even if the time of some never comes to its end.
            found.feasible = Proved { cases: self.cases, complete: true };
        } else if found.feasible.cases < self.cases {
            // Whether that is so is not known where either search came to its limit.
            found.feasible.complete &= found.first_come.complete && found.earliest_due.complete;
        }
    }

    /// The cases of some phases. An error says why they cannot be looked at: there is more than can be told apart.
    fn cases_of<'p, const W: usize>(&self, phases: Phases<'p, W>, symmetry: bool) -> Result<Cases<'p, W>, String> {
        let works = || phases.timed.works.iter().enumerate().filter(|(_, work)| work.asks);
        let has_two_moments = works().any(|(_, work)| work.is_beginning());
        let waiting_works: Vec<u16> = works().filter_map(|(index, _)| u16::try_from(index).ok()).collect();
        if waiting_works.len() > WORKS {
            return Err(format!(
                "more than {WORKS} steps wait for actors with fewer places than cases; ask about fewer cases, or give some of them more places"
            ));
        }
        let leads = |id: &TransitionId| self.leading.transitions.binary_search(id).is_ok();
        let leading = phases.timed.works.iter().map(|work| work.transitions.iter().any(leads)).collect();
        let case = Case::new(phases, self.shared.clone());
        let beginnings = case.beginnings();
        let places = self.shared.iter().map(|actor| self.surge.places(*actor)).collect();
        let clock = &self.surge.system.clocks[self.setting.measured];
        let days_max = (clock.suspended != Condition::FALSE).then(|| self.limit.days.saturating_add(1));
        let cases = Cases { case, places, waiting_works, beginnings, leading, days_max, has_two_moments, symmetry };
        if cases.moves_fit() { Ok(cases) } else { Err("its facts let a case begin in too many ways".to_owned()) }
    }

    /// The same cases with nothing but the way to the deadline: what keeps people busy beside it is left out.
    fn on_the_way<R, const W: usize>(&self, then: impl FnOnce(&Cases<'_, W>) -> R) -> Option<R> {
        let setting = Setting { beside: &[], ..*self.setting };
        let phases = Phases::<W>::new(&setting, self.leading).ok()?;
        self.cases_of(phases, self.surge.options.symmetry).ok().map(|cases| then(&cases))
    }

    /// Whether so many cases can all be in time.
    fn at_best<const W: usize>(&self, cases: &Cases<'_, W>, found: &mut SurgeDeadline) -> Proved {
        let number = usize::from(self.cases);
        let mut best = cases.at_best(number, self.limit, self.surge.limits, &mut found.states);
        if best == Best::Unknown {
            // Who would be late even if nobody were needed for anything else is late.
            let alone = |alone: &Cases<'_, W>| alone.at_best(number, self.limit, self.surge.limits, &mut found.states);
            if self.on_the_way(alone) == Some(Best::TooMany) {
                best = Best::TooMany;
            }
        }
        match best {
            Best::InTime => Proved { cases: self.cases, complete: true },
            Best::TooMany => found.feasible,
            Best::Unknown => Proved { complete: false, ..found.feasible },
        }
    }

    /// Whether so many cases are all in time whatever happens; notes the worst time, and the first example of one that is not.
    fn whatever<const W: usize>(&self, cases: &Cases<'_, W>, order: WorkOrder, found: &mut SurgeDeadline) -> Proved {
        let Explored { worst, run, complete } = self.explored(cases, order, found);
        if complete {
            let times = if self.limit.must_wait { &mut found.shortest } else { &mut found.longest };
            times.push(SurgeTime { cases: self.cases, order, days: worst });
        }
        let before = *found.proved(order);
        if self.limit.is_missed(worst) {
            self.note_example(cases, order, run.zip(worst), found);
            before
        } else if complete {
            Proved { cases: self.cases, complete: true }
        } else {
            Proved { complete: false, ..before }
        }
    }

    /// Where the search of everything was too long: an example of the way alone, gone through again among everything else, shows that a
    /// case can be late just as well.
    fn with_a_guide<const W: usize>(&self, apart: &Cases<'_, W>, open: &[WorkOrder], found: &mut SurgeDeadline) {
        self.on_the_way(|alone: &Cases<'_, W>| {
            for order in open {
                let Explored { run, .. } = self.explored(alone, *order, found);
                let Some(run) = run else { continue };
                let guide = Guide::new(alone, (*order, &run), apart, &self.leading.variables);
                let sought = (usize::from(self.cases), *order);
                let missed = guide.missed(apart, sought, self.limit, self.surge.limits, &mut found.states);
                if missed.is_some() {
                    found.proved(*order).complete = true;
                    self.note_example(apart, *order, missed, found);
                }
            }
        });
    }

    fn note_example<const W: usize>(
        &self,
        cases: &Cases<'_, W>,
        order: WorkOrder,
        missed: Option<(Run, u32)>,
        found: &mut SurgeDeadline,
    ) {
        if let Some((run, days)) = missed.filter(|_| found.example.is_none()) {
            let Told { steps, anchor_day, anchor_steps } = story::told(cases, order, &run);
            found.example = Some(SurgeExample { cases: self.cases, order, days, anchor_day, anchor_steps, steps });
        }
    }

    /// Everything that can happen.
    fn explored<const W: usize>(&self, cases: &Cases<'_, W>, order: WorkOrder, found: &mut SurgeDeadline) -> Explored {
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
        let missed = worst.filter(|_| self.limit.is_missed(worst));
        let way = missed.and_then(|days| self.limit.worst_way(&window, days));
        let run = way.map(|way| Run {
            joints: way.states.iter().map(|state| Joint::unpack(&graph.states[*state as usize])).collect(),
            numbers: way.moves.iter().map(|(number, _)| *number).collect(),
            entry: way.entry,
        });
        Explored { worst, run, complete: graph.complete }
    }
}
