//! Where a case stands, apart from what does not matter any more.

use crate::system::{DeadlineStatus, State};
use std::collections::VecDeque;

/// Where an activity stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
}

/// A clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Situation<const W: usize> {
    pub(super) state: State<W>,
    pub(super) standings: Vec<Standing>,
    pub(super) counters: Vec<Counter>,
    pub(super) todo: VecDeque<Todo>,
}
