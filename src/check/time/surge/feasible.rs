//! At best: cases that all come on one day, with everything that nobody forbids going well. Can every one of them be in time? A case comes
//! with the first thing that happens in it, if nothing is owed from its beginning on.
//!
//! Work is shared out as well as can be: in any order, now or later, to any of those who may do it and are free.

use std::rc::Rc;

use hashbrown::HashSet;
use rustc_hash::FxBuildHasher;

use super::case::{Ask, Node};
use super::job::Limit;
use super::joint::{CASES, Cases, Joint, OVER, WORDS};
use crate::check::graph::Limits;
use crate::check::time::window::Passage;
use crate::system::State;

/// How many joint states are gone on from between two questions whether to stop.
const INTERRUPT_EVERY: usize = 4096;

/// Instead of days: the case was in time.
const DONE: u16 = u16::MAX;

/// What came of the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Best {
    /// All can be in time.
    InTime,
    /// They cannot: every way was tried.
    TooMany,
    /// A limit was reached.
    Unknown,
}

/// Joint states that have been seen, and those that have still to be gone on from, the last found first.
#[derive(Default)]
struct Search {
    seen: HashSet<State<WORDS>, FxBuildHasher>,
    open: Vec<Joint>,
    symmetry: bool,
}

impl Search {
    fn add_any(&mut self, joint: Option<Joint>) {
        if let Some(joint) = joint {
            self.add(joint);
        }
    }

    fn add(&mut self, mut joint: Joint) {
        if self.symmetry {
            // The cases are alike: only who stands where matters.
            let mut cases: [(u32, u16); CASES] = std::array::from_fn(|case| (joint.at[case], joint.days[case]));
            cases.sort_unstable();
            joint.at = cases.map(|(at, _)| at);
            joint.days = cases.map(|(_, days)| days);
        }
        if self.seen.insert(joint.pack()) {
            self.open.push(joint);
        }
    }
}

impl<const W: usize> Cases<'_, W> {
    /// Whether so many cases that come on one day can all be in time. Adds the joint states that were seen to `states`.
    pub(super) fn at_best(&self, cases: usize, limit: Limit, limits: Limits<'_>, states: &mut usize) -> Best {
        let mut search = Search { symmetry: self.symmetry, ..Search::default() };
        let mut combinations = vec![Joint::empty(0)];
        for case in 0..cases {
            let with = |joint: &Joint| {
                let joint = *joint;
                self.beginnings.iter().map(move |(at, _)| {
                    let mut more = joint;
                    more.set(case, *at);
                    more
                })
            };
            combinations = combinations.iter().flat_map(with).collect();
        }
        for joint in combinations {
            search.add(joint);
        }
        let mut best = Best::TooMany;
        let mut looked_at = 0_usize;
        while let Some(joint) = search.open.pop() {
            if self.all_in_time(&joint, limit) {
                best = Best::InTime;
                break;
            }
            looked_at += 1;
            let asks = looked_at.is_multiple_of(INTERRUPT_EVERY);
            if search.seen.len() > limits.states_max || asks && (limits.interrupted)() {
                best = Best::Unknown;
                break;
            }
            self.go_on(&joint, limit, &mut search);
        }
        *states += search.seen.len();
        best
    }

    /// Days first, since what is added last is tried first.
    fn go_on(&self, joint: &Joint, limit: Limit, search: &mut Search) {
        let nodes = self.nodes(joint);
        let present: Vec<usize> = joint.present().collect();
        let days: Vec<(u32, Passage)> = present
            .iter()
            .filter_map(|case| nodes[*case].as_ref()?.day.map(|(_, target, passage)| (target, passage)))
            .collect();
        // All come on one day: none goes by while one of them has not come.
        let all_have_come = present.iter().all(|case| !self.has_not_come(nodes[*case].as_deref(), joint.at[*case]));
        if days.len() == present.len() && all_have_come {
            let mut after = Some(*joint);
            for (case, (target, passage)) in present.iter().zip(days) {
                after = after.and_then(|after| self.gone_on(after, *case, target, passage, limit));
            }
            search.add_any(after);
        }
        for case in present {
            let Some(node) = nodes[case].as_ref().map(Rc::clone) else { continue };
            // What does not lead to the clock can be put off: it would only keep somebody busy.
            let helps = |ask: &&Ask| joint.days[case] != DONE && self.leading[usize::from(ask.work)];
            let asks = node.asks.iter().chain(&node.options).filter(helps);
            let begun = asks.filter(|ask| self.is_free(&nodes, case, **ask));
            for ask in begun {
                let after = self.gone_on(*joint, case, ask.target, ask.passage, limit);
                search.add_any(after);
            }
            for (_, target, passage) in &node.moves {
                let after = self.gone_on(*joint, case, *target, *passage, limit);
                search.add_any(after);
            }
        }
    }

    /// Whether a case stands at a beginning in which nothing is owed and days change nothing: it has not come before something happens in it.
    fn has_not_come(&self, node: Option<&Node>, at: u32) -> bool {
        node.is_some_and(|node| {
            let waits = node.day.is_some_and(|(_, target, _)| target == at) && !node.runs;
            let can_come = !node.moves.is_empty() || !node.options.is_empty();
            waits && can_come && self.beginnings.iter().any(|(beginning, _)| *beginning == at)
        })
    }

    /// The joint state after a move of a case; absent if the case can be in time no more. One that was in time is over.
    fn gone_on(&self, joint: Joint, case: usize, target: u32, passage: Passage, limit: Limit) -> Option<Joint> {
        let mut after = joint;
        after.set(case, target);
        if joint.days[case] == DONE {
            return Some(self.freed(after, case));
        }
        let (before, node): (Rc<Node>, Rc<Node>) = (self.case.node(joint.at[case]), self.case.node(target));
        let days = joint.days[case] + u16::from(passage.day && before.runs);
        let (is_done, in_time) = if limit.must_wait {
            let has_waited = days >= limit.days;
            let is_void = passage.ends && !passage.enters && !passage.discharged;
            // What never ends any more has not come too early.
            let is_done = passage.discharged || is_void && has_waited || !node.leads && node.runs;
            (is_done, !passage.unprepared && (has_waited || !passage.discharged))
        } else {
            (passage.discharged, days <= limit.days)
        };
        if is_done {
            after.days[case] = DONE;
            return in_time.then(|| self.freed(after, case));
        }
        // More than the limit is as good as the limit.
        after.days[case] = if passage.enters || !node.runs { 0 } else { days.min(limit.days) };
        (in_time && node.leads).then_some(after)
    }

    /// A case that was in time is over once nobody is at work on it.
    fn freed(&self, mut joint: Joint, case: usize) -> Joint {
        if self.case.node(joint.at[case]).busy == 0 {
            joint.set(case, OVER);
            joint.days[case] = 0;
        }
        joint
    }

    /// Whether every case was in time, or is by now whatever follows.
    fn all_in_time(&self, joint: &Joint, limit: Limit) -> bool {
        let has_waited = |case: usize| joint.days[case] >= limit.days && self.case.node(joint.at[case]).runs;
        joint.present().all(|case| joint.days[case] == DONE || limit.must_wait && has_waited(case))
    }
}
