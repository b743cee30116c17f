//! The states of a case in time, and all that can happen in one.

use std::collections::{BTreeMap, BTreeSet};

use duecourse::syntax::tree::Procedure;

use crate::oracle::consequences::may_be_missed;
use crate::oracle::event::phrase_fires;
use crate::oracle::expression::holds;
use crate::oracle::interpret::{beginnings, moments};
use crate::oracle::lookup;
use crate::oracle::state::{Case, Moment, Move, Status};

use super::clocks::{Touch, follow, limit, touch};
use super::rounds::{Choice, ways_back};
use super::works::{Work, works};

/// A case with what has to be known of its days.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Timed {
    /// The case.
    pub case: Case,
    /// For how many days each work that has begun has been going on.
    pub ages: BTreeMap<String, u16>,
    /// How many days each deadline that runs has counted.
    pub clocks: BTreeMap<String, u16>,
    /// How often each way back was taken.
    pub rounds: BTreeMap<String, u16>,
}

/// One thing that can happen.
#[derive(Debug, Clone)]
pub struct Edge {
    /// The state after it.
    pub target: usize,
    /// A day goes by.
    pub day: bool,
    /// For each moment, what falls on each deadline of the procedure.
    pub touches: Vec<Vec<Touch>>,
}

/// Everything that can happen in a procedure.
#[derive(Debug)]
pub struct Runs {
    /// All states; beginnings first.
    pub states: Vec<Timed>,
    /// What can happen in each.
    pub edges: Vec<Vec<Edge>>,
    /// What falls on the deadlines at the beginning of each first state.
    pub beginnings: Vec<Vec<Touch>>,
}

/// What does not change while a case goes on.
struct Rules<'a> {
    procedure: &'a Procedure,
    works: Vec<Work>,
    back: BTreeSet<Choice>,
    repeat: u16,
}

type Next = (Timed, bool, Vec<Vec<Touch>>);

/// All runs, breadth first; `None` if there are too many states.
pub fn runs(procedure: &Procedure, repeat: u16, states_max: usize) -> Option<Runs> {
    let rules = Rules { procedure, works: works(procedure), back: ways_back(procedure), repeat };
    let mut runs = Runs { states: Vec::new(), edges: Vec::new(), beginnings: Vec::new() };
    let mut known: BTreeMap<Timed, usize> = BTreeMap::new();
    for beginning in beginnings(procedure) {
        let touches = rules.touches(&beginning.happened, &beginning.before);
        let mut first = Timed { case: beginning.after, ..Timed::default() };
        rules.restart_clocks(&beginning.before, &touches, &mut first);
        rules.begin_work(&mut first);
        known.insert(first.clone(), runs.states.len());
        runs.states.push(first);
        runs.beginnings.push(touches);
    }
    let mut at = 0;
    while at < runs.states.len() {
        let mut edges = Vec::new();
        for (after, day, touches) in rules.next(&runs.states[at].clone()) {
            let new = runs.states.len();
            let target = *known.entry(after.clone()).or_insert(new);
            if target == new {
                runs.states.push(after);
            }
            edges.push(Edge { target, day, touches });
        }
        runs.edges.push(edges);
        if runs.states.len() > states_max {
            return None;
        }
        at += 1;
    }
    Some(runs)
}

impl Rules<'_> {
    fn work(&self, name: &str) -> Option<&Work> {
        self.works.iter().find(|work| work.name == name)
    }

    fn touches(&self, happened: &BTreeSet<crate::oracle::state::Happening>, middle: &Case) -> Vec<Touch> {
        let deadlines = self.procedure.deadlines.iter();
        deadlines.map(|deadline| touch(self.procedure, deadline, happened, middle)).collect()
    }

    /// All that can happen: steps, the begin of work that nobody has to begin, and a day if nothing presses.
    fn next(&self, state: &Timed) -> Vec<Next> {
        let mut found = Vec::new();
        let mut pressing = false;
        let mut begun = BTreeSet::new();
        for moment in moments(self.procedure, &state.case) {
            match &moment.made {
                Move::Miss(_) => continue,
                Move::Begin(name) => {
                    pressing |= crate::oracle::expression::is_owed(self.procedure, &state.case, name);
                }
                Move::Take { step, .. } => {
                    let Some(work) = self.work(step) else { continue };
                    let age = state.ages.get(step).copied();
                    pressing |= work.presses(self.procedure, &state.case, age);
                    if work.takes_time() && age.is_none() && begun.insert(step.clone()) {
                        let mut after = state.clone();
                        after.ages.insert(step.clone(), 0);
                        found.push((after, false, Vec::new()));
                    }
                    let done = !work.takes_time() || age.is_some_and(|age| age >= work.least);
                    if !done || self.spent(state, &moment.made) {
                        continue;
                    }
                }
                Move::SpanBegins(_) | Move::SpanEnds(_) => {}
            }
            let touches = self.touches(&moment.happened, &moment.middle);
            found.push((self.after(state, &moment, &touches), false, vec![touches]));
        }
        if !pressing {
            found.push(self.tomorrow(state));
        }
        found
    }

    fn way_back<'a>(&self, made: &'a Move) -> Option<&'a str> {
        let Move::Take { step, outcome } = made else { return None };
        self.back.contains(&(step.clone(), outcome.clone())).then_some(step.as_str())
    }

    fn spent(&self, state: &Timed, made: &Move) -> bool {
        self.way_back(made).is_some_and(|step| state.rounds.get(step).copied().unwrap_or(0) >= self.repeat)
    }

    /// The state after a moment: what is no longer called for is dropped, what is begins.
    fn after(&self, state: &Timed, moment: &Moment, touches: &[Touch]) -> Timed {
        let mut after = Timed { case: moment.after.clone(), ..state.clone() };
        after.ages.retain(|name, _| moment.made.step() != Some(name) && self.goes_on(name, moment));
        if let Some(step) = self.way_back(&moment.made) {
            *after.rounds.entry(step.to_owned()).or_insert(0) += 1;
        }
        self.restart_clocks(&state.case, touches, &mut after);
        self.begin_work(&mut after);
        after
    }

    /// Work goes on if it is called for at every point of the moment: what lapses and starts again, or is ended and owed again, begins anew.
    fn goes_on(&self, name: &str, moment: &Moment) -> bool {
        let Some(work) = self.work(name) else { return false };
        let owner = lookup::step(self.procedure, name).or_else(|| lookup::voting_step(self.procedure, name));
        let lapses = owner.is_some_and(|step| {
            let fires = |start| phrase_fires(self.procedure, start, &moment.happened, &moment.middle);
            step.lapses.iter().any(|phrase| fires(&phrase.value))
        });
        !lapses && work.goes_on(self.procedure, &moment.middle) && work.goes_on(self.procedure, &moment.after)
    }

    /// "Work begins as soon as the step could be taken if it took no time."
    fn begin_work(&self, state: &mut Timed) {
        let possible: BTreeSet<String> = moments(self.procedure, &state.case)
            .into_iter()
            .filter_map(|moment| match moment.made {
                Move::Take { step, .. } => Some(step),
                _ => None,
            })
            .collect();
        for work in &self.works {
            if work.takes_time() && possible.contains(&work.name) && work.begins_at_once(self.procedure, &state.case) {
                state.ages.entry(work.name.clone()).or_insert(0);
            }
        }
    }

    fn restart_clocks(&self, before: &Case, touches: &[Touch], after: &mut Timed) {
        for (deadline, touch) in self.procedure.deadlines.iter().zip(touches) {
            let name = deadline.id.text();
            let Some(status) = before.deadlines.get(name) else { continue };
            let followed = follow(deadline, *status, *touch);
            if followed.restarted {
                after.clocks.insert(name.to_owned(), 0);
            } else if after.case.deadlines.get(name) != Some(&Status::Running) {
                after.clocks.remove(name);
            }
        }
    }

    /// A day goes by. "When the last day of a running deadline has gone by, the first thing on the next day is that it `is missed`."
    fn tomorrow(&self, state: &Timed) -> Next {
        let mut after = state.clone();
        for (name, age) in &mut after.ages {
            *age = (*age + 1).min(self.work(name).map_or(0, Work::age_max));
        }
        for deadline in lookup::clocks(self.procedure) {
            let suspended = deadline.suspended.as_ref();
            // "a day that begins while the condition holds is not counted"
            if suspended.is_some_and(|condition| holds(self.procedure, &state.case, condition)) {
                continue;
            }
            if let Some(days) = after.clocks.get_mut(deadline.id.text()) {
                *days = (*days + 1).min(limit(deadline) + 1);
            }
        }
        let mut touches = Vec::new();
        for deadline in lookup::clocks(self.procedure) {
            let name = deadline.id.text();
            let over = after.clocks.get(name).is_some_and(|days| *days > limit(deadline));
            if !over || !may_be_missed(self.procedure, &after.case, deadline) {
                continue;
            }
            let all = moments(self.procedure, &after.case);
            let missed = all.into_iter().find(|moment| moment.made == Move::Miss(name.to_owned()));
            if let Some(moment) = missed {
                let now = self.touches(&moment.happened, &moment.middle);
                after = self.after(&after, &moment, &now);
                touches.push(now);
            }
        }
        (after, true, touches)
    }
}
