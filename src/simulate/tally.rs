//! What is counted: whole numbers only, merged by adding, so that neither the order nor the number of threads makes a difference.

use super::outcome::CauseKind;
use crate::statistics::{Counts, ShareTally};
use std::collections::BTreeMap;

/// What is counted of a deadline.
#[derive(Debug, Clone, Default)]
pub(super) struct DeadlineTally {
    /// Kept ones among those kept or missed, by replication.
    pub(super) share: ShareTally,
    /// Years by how many were kept or missed, and how many of these missed.
    pub(super) years: BTreeMap<(u32, u32), u64>,
    /// Years without a miss among all years, by replication.
    pub(super) clean_years: ShareTally,
    pub(super) missed_open: u64,
    pub(super) missed_lifted: u64,
    pub(super) running: u64,
    pub(super) days: Counts,
    pub(super) late_days: Counts,
    /// Step, actor, kind: how often, and days.
    pub(super) causes: BTreeMap<(u16, u16, CauseKind), (u64, u64)>,
}

/// What is counted of an actor.
#[derive(Debug, Clone, Default)]
pub(super) struct ActorTally {
    pub(super) agenda: Counts,
    pub(super) busy_days: u128,
    pub(super) waiting_days: u128,
    pub(super) place_days: u128,
    pub(super) days: u128,
}

/// What is counted of a step.
#[derive(Debug, Clone, Default)]
pub(super) struct StepTally {
    pub(super) dropped: u64,
    /// Days that it waited for whoever began it, by its performers.
    pub(super) wait_days: Box<[Counts]>,
}

impl StepTally {
    /// Nothing counted yet of a step with so many performers.
    pub(super) fn new(performers: usize) -> Self {
        Self { dropped: 0, wait_days: vec![Counts::default(); performers].into_boxed_slice() }
    }

    /// Days that it waited, whoever began it.
    pub(super) fn wait_days(&self) -> Counts {
        let mut all = Counts::default();
        for one in &self.wait_days {
            all.merge(one);
        }
        all
    }
}

/// Everything that is counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) replications: u32,
    pub(super) cases: u64,
    pub(super) complete: u64,
    pub(super) open: u64,
    pub(super) stuck: u64,
    pub(super) open_at_end: Counts,
    /// By transition of the machine.
    pub(super) transitions: Vec<u64>,
    pub(super) facts: Vec<Vec<u64>>,
    pub(super) deadlines: Vec<DeadlineTally>,
    pub(super) actors: Vec<ActorTally>,
    /// By activity.
    pub(super) steps: Vec<StepTally>,
    pub(super) backlog: Vec<Counts>,
}

impl Tally {
    /// Adds all that another has counted.
    pub(super) fn merge(&mut self, other: &Self) {
        self.replications += other.replications;
        self.cases += other.cases;
        self.complete += other.complete;
        self.open += other.open;
        self.stuck += other.stuck;
        self.open_at_end.merge(&other.open_at_end);
        add_all(&mut self.transitions, &other.transitions);
        for (own, more) in self.facts.iter_mut().zip(&other.facts) {
            add_all(own, more);
        }
        for (own, more) in self.deadlines.iter_mut().zip(&other.deadlines) {
            own.merge(more);
        }
        for (own, more) in self.actors.iter_mut().zip(&other.actors) {
            own.merge(more);
        }
        for (own, more) in self.steps.iter_mut().zip(&other.steps) {
            own.dropped += more.dropped;
            for (own, more) in own.wait_days.iter_mut().zip(&more.wait_days) {
                own.merge(more);
            }
        }
        for (own, more) in self.backlog.iter_mut().zip(&other.backlog) {
            own.merge(more);
        }
    }
}

impl DeadlineTally {
    fn merge(&mut self, other: &Self) {
        self.share.merge(&other.share);
        self.clean_years.merge(&other.clean_years);
        self.missed_open += other.missed_open;
        self.missed_lifted += other.missed_lifted;
        self.running += other.running;
        self.days.merge(&other.days);
        self.late_days.merge(&other.late_days);
        for (year, times) in &other.years {
            *self.years.entry(*year).or_default() += times;
        }
        for (cause, (missed, days)) in &other.causes {
            let own = self.causes.entry(*cause).or_default();
            *own = (own.0 + missed, own.1 + days);
        }
    }
}

impl ActorTally {
    fn merge(&mut self, other: &Self) {
        self.agenda.merge(&other.agenda);
        self.busy_days += other.busy_days;
        self.waiting_days += other.waiting_days;
        self.place_days += other.place_days;
        self.days += other.days;
    }
}

fn add_all(own: &mut [u64], more: &[u64]) {
    for (own, more) in own.iter_mut().zip(more) {
        *own += more;
    }
}
