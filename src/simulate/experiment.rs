//! Many replications, on several threads where there are any, until there are enough.

use super::arrivals::ArrivalPlan;
use super::error::SimulationError;
use super::outcome::{SimulationOutcome, Stopped};
use super::plan::{Plan, selection};
use super::report::outcome;
use super::run::{Logged, Replication, What};
use super::tally::{ActorTally, DeadlineTally, StepTally, Tally};
use crate::scenario::Scenario;
use crate::statistics::Counts;
use crate::system::{FactValues, TransitionId, TransitionSystem, WORDS_MAX};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// Fewest replications before precision is looked at.
const REPLICATIONS_MIN: u32 = 100;

/// How an experiment is run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SimulationOptions {
    /// The seed of all draws.
    pub seed: u64,
    /// How many replications; at most so many if a precision is asked for.
    pub replications: u32,
    /// Stop as soon as the interval of every deadline's share on time is no wider than twice this; at least 100 replications are run.
    pub half_width: Option<f64>,
    /// How many threads; 1 where there are none. The result does not depend on it.
    pub threads: usize,
}

/// A case as it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseHistory {
    /// Its number, which is its own in its replication.
    pub case: u64,
    /// Working days from the first day simulated (or from the first day of an open case, if that is earlier) to its beginning.
    pub began: u32,
    /// The values of its facts.
    pub facts: FactValues,
    /// What happened in it, and on which working day.
    pub happened: Vec<(u32, TransitionId)>,
}

/// Runs an experiment. `watch` is told how many replications are done, and says whether to stop; it is called from several threads.
///
/// # Errors
/// [`SimulationError`] if the scenario does not fit the system, or cannot be simulated.
pub fn simulate(
    system: &TransitionSystem,
    scenario: &Scenario,
    options: &SimulationOptions,
    watch: &(dyn Fn(u32) -> bool + Sync),
) -> Result<SimulationOutcome, SimulationError> {
    match selection(system).words(system) {
        0 | 1 => experiment::<1>(system, scenario, options, watch),
        2 => experiment::<2>(system, scenario, options, watch),
        3 => experiment::<3>(system, scenario, options, watch),
        4 => experiment::<4>(system, scenario, options, watch),
        5..=8 => experiment::<8>(system, scenario, options, watch),
        _ => experiment::<WORDS_MAX>(system, scenario, options, watch),
    }
}

/// The cases of one replication of an experiment, as they went, in the order in which they began.
///
/// # Errors
/// As [`simulate`].
pub fn case_histories(
    system: &TransitionSystem,
    scenario: &Scenario,
    seed: u64,
    replication: u32,
) -> Result<Vec<CaseHistory>, SimulationError> {
    let plan = Plan::<WORDS_MAX>::new(system, scenario, seed)?;
    let arrivals = ArrivalPlan::new(scenario, &plan.timeline, seed)?;
    let mut run = Replication::new(&plan, &arrivals);
    run.log = Some(Vec::new());
    run.run(replication, &mut tally_of(&plan))?;
    let mut histories: Vec<CaseHistory> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    for Logged { case, day, what } in run.log.unwrap_or_default() {
        match what {
            What::Began(facts) => {
                places.insert(case, histories.len());
                histories.push(CaseHistory { case, began: day, facts, happened: Vec::new() });
            }
            What::Took(transition) => {
                if let Some(place) = places.get(&case) {
                    histories[*place].happened.push((day, transition));
                }
            }
        }
    }
    Ok(histories)
}

fn experiment<const W: usize>(
    system: &TransitionSystem,
    scenario: &Scenario,
    options: &SimulationOptions,
    watch: &(dyn Fn(u32) -> bool + Sync),
) -> Result<SimulationOutcome, SimulationError> {
    let plan = Plan::<W>::new(system, scenario, options.seed)?;
    let arrivals = ArrivalPlan::new(scenario, &plan.timeline, options.seed)?;
    let mut total = tally_of(&plan);
    let mut done = 0;
    loop {
        let until = next_stop(done, options);
        let block = Block {
            plan: &plan,
            arrivals: &arrivals,
            next: AtomicU32::new(done),
            until,
            before: done,
            finished: AtomicU32::new(0),
            stop: AtomicBool::new(false),
            watch,
            total: Mutex::new((std::mem::take(&mut total), None)),
        };
        block.run(options.threads.max(1));
        let stopped = block.stop.load(Ordering::Relaxed);
        let (merged, error) = block.total.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        total = merged;
        if let Some((_, error)) = error {
            return Err(error);
        }
        done = until;
        let precise = options.half_width.is_some_and(|width| is_precise(&total, width));
        let why = if stopped {
            Stopped::Interrupted
        } else if precise {
            Stopped::Precise
        } else if done < options.replications {
            continue;
        } else if options.half_width.is_some() {
            Stopped::NotPrecise
        } else {
            Stopped::Done
        };
        return Ok(outcome(&plan, &total, why));
    }
}

/// How many replications there are when precision is looked at next: fixed numbers, so that the result does not depend on threads.
fn next_stop(done: u32, options: &SimulationOptions) -> u32 {
    let step = if options.half_width.is_some() { (done / 4).max(REPLICATIONS_MIN) } else { options.replications };
    done.saturating_add(step).min(options.replications)
}

fn is_precise(total: &Tally, width: f64) -> bool {
    let narrow = |one: &DeadlineTally| one.share.share().is_none_or(|share| share.half_width() <= width);
    total.replications >= REPLICATIONS_MIN && total.deadlines.iter().all(narrow)
}

/// An empty tally of the right size.
fn tally_of<const W: usize>(plan: &Plan<'_, W>) -> Tally {
    Tally {
        transitions: vec![0; plan.machine.transition_count()],
        facts: plan.incidents.fact_sizes(plan.system),
        deadlines: vec![DeadlineTally::default(); plan.clocks.len()],
        actors: vec![ActorTally::default(); plan.actors.len()],
        steps: plan.activities.iter().map(|one| StepTally::new(one.performers.len())).collect(),
        backlog: vec![Counts::default(); super::run::backlog_days(&plan.timeline).len()],
        ..Tally::default()
    }
}

/// Replications that are run together.
struct Block<'a, const W: usize> {
    plan: &'a Plan<'a, W>,
    arrivals: &'a ArrivalPlan,
    next: AtomicU32,
    until: u32,
    before: u32,
    finished: AtomicU32,
    stop: AtomicBool,
    watch: &'a (dyn Fn(u32) -> bool + Sync),
    /// What was counted, and the error of the first replication that failed.
    total: Mutex<(Tally, Option<(u32, SimulationError)>)>,
}

impl<const W: usize> Block<'_, W> {
    fn run(&self, threads: usize) {
        #[cfg(feature = "cli")]
        if threads > 1 {
            std::thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(|| self.work());
                }
            });
            return;
        }
        let _ = threads;
        self.work();
    }

    fn work(&self) {
        let mut tally = tally_of(self.plan);
        let mut replication = Replication::new(self.plan, self.arrivals);
        let mut failed = None;
        while !self.stop.load(Ordering::Relaxed) {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.until {
                break;
            }
            if let Err(error) = replication.run(number, &mut tally) {
                // Those before it are all under way: the first that fails is the same for any number of threads.
                self.next.fetch_max(self.until, Ordering::Relaxed);
                failed = Some((number, error));
                break;
            }
            let finished = self.finished.fetch_add(1, Ordering::Relaxed) + 1;
            if (self.watch)(self.before + finished) {
                self.stop.store(true, Ordering::Relaxed);
            }
        }
        if let Ok(mut total) = self.total.lock() {
            total.0.merge(&tally);
            let earlier = |other: &(u32, SimulationError)| failed.as_ref().is_none_or(|one| other.0 <= one.0);
            if !total.1.as_ref().is_some_and(earlier) && failed.is_some() {
                total.1 = failed;
            }
        }
    }
}
