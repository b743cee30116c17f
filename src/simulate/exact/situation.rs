//! Where a case stands, apart from what does not matter any more.

use crate::system::{DeadlineStatus, State};
use std::collections::VecDeque;

/// Where an activity stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Standing {
    Idle,
    Declined,
    /// It is asked for after so many more days.
    Delayed(u32),
    Due,
    /// The work lasts so many more days.
    Working(u32),
    Ready,
    Next,
    /// It cannot matter any more, and is never looked at again.
    Dropped,
}

/// A clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Counter {
    pub(super) status: DeadlineStatus,
    pub(super) suspended: bool,
    /// Missed, and what was due has not happened.
    pub(super) undone: bool,
    /// Days since its anchor, those that do not count left out.
    pub(super) age: u32,
    /// Days since its anchor, all of them.
    pub(super) days: u32,
}

impl Counter {
    /// A clock that has not begun to run.
    pub(super) const STILL: Self =
        Self { status: DeadlineStatus::Idle, suspended: false, undone: false, age: 0, days: 0 };
}

/// What is still to be done at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Todo {
    /// To look whether an activity is called, asked for, dropped.
    Look(u16),
    /// To take it.
    Take(u16),
    /// A delay or the work is over.
    Over(u16),
    /// To ask for it.
    Ask(u16),
    /// A deadline has run out.
    Miss(u16),
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Situation<const W: usize> {
    pub(super) state: State<W>,
    pub(super) standings: Vec<Standing>,
    pub(super) counters: Vec<Counter>,
    /// Activities that are delayed or worked on, in the order in which they were planned: on one day they end in this order.
    pub(super) under_way: Vec<u16>,
    /// In the order in which it is done.
    pub(super) todo: VecDeque<Todo>,
}

impl<const W: usize> Situation<W> {
    /// An activity is delayed or worked on from now on.
    pub(super) fn plan(&mut self, activity: u16, standing: Standing) {
        self.standings[usize::from(activity)] = standing;
        self.under_way.retain(|other| *other != activity);
        self.under_way.push(activity);
    }

    /// An activity is taken after all that was put off so before, and before what was planned for today.
    pub(super) fn take_later(&mut self, activity: u16) {
        let planned = self.todo.iter().position(|todo| matches!(todo, Todo::Over(_)));
        self.todo.insert(planned.unwrap_or(self.todo.len()), Todo::Take(activity));
    }

    /// So many days go by for what is under way.
    pub(super) fn work_on(&mut self, days: u32) {
        let standings = &mut self.standings;
        let left = |standing: Standing| match standing {
            Standing::Delayed(left) | Standing::Working(left) => left,
            _ => 0,
        };
        self.under_way.retain(|activity| left(standings[usize::from(*activity)]) > 0);
        // Order matters only between those that end on one day: the sort is stable.
        self.under_way.sort_by_key(|activity| left(standings[usize::from(*activity)]));
        for activity in &self.under_way {
            if let Standing::Delayed(left) | Standing::Working(left) = &mut standings[usize::from(*activity)] {
                *left -= days;
                if *left == 0 {
                    self.todo.push_back(Todo::Over(*activity));
                }
            }
        }
    }
}
