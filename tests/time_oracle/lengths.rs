//! The longest and the shortest time of a deadline, by following every run with a clock in hand.

use std::collections::BTreeSet;

use duecourse::syntax::tree::{Deadline, Procedure};

use crate::oracle::expression::holds;
use crate::oracle::state::Status;

use super::clocks::{Touch, counts_backwards, follow};
use super::runs::{Edge, Runs};

/// A clock that has come so far has no bound: no procedure of these tests has so much work.
pub const DAYS_MAX: u32 = 90;

/// The longest and the shortest time of a deadline; `DAYS_MAX` is no bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lengths {
    /// From the anchor to the end; absent if the anchor never happens.
    pub longest: Option<u32>,
    /// From the anchor to what is waited for; absent if that never happens.
    pub shortest: Option<u32>,
}

/// The clock in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Watch {
    status: Status,
    days: u32,
}

/// One deadline of a procedure, and what was found.
struct Measure<'a> {
    procedure: &'a Procedure,
    deadline: &'a Deadline,
    index: usize,
    found: Lengths,
}

/// Follows all runs.
pub fn lengths(procedure: &Procedure, runs: &Runs, index: usize) -> Lengths {
    let deadline = &procedure.deadlines[index];
    let mut measure = Measure { procedure, deadline, index, found: Lengths::default() };
    let mut seen: BTreeSet<(usize, Watch)> = BTreeSet::new();
    let mut work = Vec::new();
    for (state, touches) in runs.beginnings.iter().enumerate() {
        let watch = measure.strike(Watch { status: Status::Idle, days: 0 }, touches[index]);
        work.push((state, watch));
    }
    while let Some((state, watch)) = work.pop() {
        if !seen.insert((state, watch)) {
            continue;
        }
        for edge in &runs.edges[state] {
            let next = measure.along(runs, state, watch, edge);
            work.push((edge.target, next));
        }
    }
    measure.found
}

impl Measure<'_> {
    fn along(&mut self, runs: &Runs, state: usize, mut watch: Watch, edge: &Edge) -> Watch {
        let suspended = self.deadline.suspended.as_ref();
        let stands_still = || suspended.is_some_and(|one| holds(self.procedure, &runs.states[state].case, one));
        if edge.day && watch.status == Status::Running && !stands_still() {
            watch.days = (watch.days + 1).min(DAYS_MAX);
            self.longer(watch.days);
        }
        for touches in &edge.touches {
            watch = self.strike(watch, touches[self.index]);
        }
        watch
    }

    fn strike(&mut self, watch: Watch, touch: Touch) -> Watch {
        let followed = follow(self.deadline, watch.status, touch);
        if followed.discharged {
            self.shorter(watch.days);
        }
        if counts_backwards(self.deadline) && touch.anchored && watch.status == Status::Idle {
            // It came with nothing before it.
            self.shorter(0);
        }
        if followed.restarted {
            self.longer(0);
        }
        let days = if followed.restarted || followed.status != Status::Running { 0 } else { watch.days };
        Watch { status: followed.status, days }
    }

    fn longer(&mut self, days: u32) {
        self.found.longest = Some(self.found.longest.map_or(days, |known| known.max(days)));
    }

    fn shorter(&mut self, days: u32) {
        self.found.shortest = Some(self.found.shortest.map_or(days, |known| known.min(days)));
    }
}
