//! The cases that are open: fixed places, one row each in a few tables, given back and used again.

use crate::system::DeadlineStatus;

/// No activity, no actor.
pub(super) const NOBODY: u16 = u16::MAX;

/// Where an activity of a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Status {
    /// Nobody has to or may do it.
    #[default]
    Idle,
    /// It may be done and will not be, until it is allowed anew.
    Declined,
    /// It will be asked for on a day that is set.
    Delayed,
    /// It will be asked for as soon as it can be taken.
    Due,
    /// It waits for somebody.
    Queued,
    /// It is worked on.
    Working,
    /// The work is over, and it will be taken as soon as it can be.
    Ready,
    /// It is about to be taken.
    Next,
}

impl Status {
    /// Whether something is going to happen with it, of itself.
    pub(super) fn lives(self) -> bool {
        matches!(self, Self::Delayed | Self::Queued | Self::Working)
    }
}

/// An activity of a case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Doing {
    pub(super) status: Status,
    /// Who works on it.
    pub(super) actor: u16,
    /// The activity whose being taken called it.
    pub(super) by: u16,
    /// How often it was called, begun and taken.
    pub(super) calls: u16,
    pub(super) begins: u16,
    pub(super) takes: u16,
    /// What it was planned or asked for under; 0 for nothing.
    pub(super) stamp: u32,
    /// What of the case was due first when it was put in its place in the queue.
    pub(super) due: u32,
    /// Days on which it was called, asked for, begun and taken for the last time.
    pub(super) called: u32,
    pub(super) asked: u32,
    pub(super) began: u32,
    pub(super) ended: u32,
}

const FRESH: Doing = Doing {
    status: Status::Idle,
    actor: NOBODY,
    by: NOBODY,
    calls: 0,
    begins: 0,
    takes: 0,
    stamp: 0,
    due: 0,
    called: 0,
    asked: 0,
    began: 0,
    ended: 0,
};

/// The clock of a deadline in a case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Running {
    pub(super) status: DeadlineStatus,
    /// It stands still.
    pub(super) suspended: bool,
    /// Missed, and what was due has not happened.
    pub(super) undone: bool,
    /// An event waits for its end.
    pub(super) planned: bool,
    pub(super) stamp: u32,
    pub(super) anchor: u32,
    pub(super) due: u32,
    /// Since when it stands still.
    pub(super) since: u32,
    /// When what it waits for happened, of a limit before the anchor.
    pub(super) discharged: Option<u32>,
}

const STILL: Running = Running {
    status: DeadlineStatus::Idle,
    suspended: false,
    undone: false,
    planned: false,
    stamp: 0,
    anchor: 0,
    due: 0,
    since: 0,
    discharged: None,
};

/// What there is one of in a case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    /// Where its state stands in the graph.
    pub(super) place: u32,
    pub(super) case: u64,
    /// The first day on which a running clock is due.
    pub(super) next_due: u32,
    /// Activities and clocks with something to come.
    pub(super) live: u32,
    pub(super) in_use: bool,
    pub(super) complete: bool,
    /// How many transitions there were on this day.
    pub(super) busy_day: u32,
    pub(super) busy: u32,
}

/// All places for cases.
#[derive(Debug, Clone)]
pub(super) struct Cases {
    pub(super) heads: Vec<Head>,
    doings: Vec<Doing>,
    clocks: Vec<Running>,
    /// On how many activities of the case each actor works.
    holds: Vec<u16>,
    /// The day after that of the last meeting at which the case was on the actor's agenda.
    agenda: Vec<u32>,
    free: Vec<u32>,
    /// A row of activities of a case that has just come.
    fresh: Vec<Doing>,
    activity_count: usize,
    clock_count: usize,
    actor_count: usize,
}

impl Cases {
    pub(super) fn new(activity_count: usize, clock_count: usize, actor_count: usize) -> Self {
        Self {
            heads: Vec::new(),
            doings: Vec::new(),
            clocks: Vec::new(),
            holds: Vec::new(),
            agenda: Vec::new(),
            free: Vec::new(),
            fresh: vec![FRESH; activity_count],
            activity_count,
            clock_count,
            actor_count,
        }
    }

    pub(super) fn clear(&mut self) {
        self.heads.clear();
        self.doings.clear();
        self.clocks.clear();
        self.holds.clear();
        self.agenda.clear();
        self.free.clear();
    }

    /// Places that are in use.
    pub(super) fn open(&self) -> usize {
        self.heads.len() - self.free.len()
    }

    pub(super) fn add(&mut self, case: u64, place: u32) -> usize {
        let head =
            Head { place, case, next_due: u32::MAX, live: 0, in_use: true, complete: false, busy_day: 0, busy: 0 };
        let (activities, clocks, actors) = (self.activity_count, self.clock_count, self.actor_count);
        if let Some(slot) = self.free.pop() {
            let slot = slot as usize;
            self.heads[slot] = head;
            self.doings[slot * activities..(slot + 1) * activities].copy_from_slice(&self.fresh);
            self.clocks[slot * clocks..(slot + 1) * clocks].fill(STILL);
            self.agenda[slot * actors..(slot + 1) * actors].fill(0);
            return slot;
        }
        self.heads.push(head);
        self.doings.resize(self.heads.len() * activities, FRESH);
        self.clocks.resize(self.heads.len() * clocks, STILL);
        self.holds.resize(self.heads.len() * actors, 0);
        self.agenda.resize(self.heads.len() * actors, 0);
        self.heads.len() - 1
    }

    pub(super) fn remove(&mut self, slot: usize) {
        self.heads[slot].in_use = false;
        self.free.push(u32::try_from(slot).unwrap_or(u32::MAX));
    }

    #[inline]
    pub(super) fn doing(&mut self, slot: usize, activity: u16) -> &mut Doing {
        &mut self.doings[slot * self.activity_count + usize::from(activity)]
    }

    #[inline]
    pub(super) fn doing_and_head(&mut self, slot: usize, activity: u16) -> (&mut Doing, &mut Head) {
        (&mut self.doings[slot * self.activity_count + usize::from(activity)], &mut self.heads[slot])
    }

    #[inline]
    pub(super) fn doing_of(&self, slot: usize, activity: u16) -> &Doing {
        &self.doings[slot * self.activity_count + usize::from(activity)]
    }

    #[inline]
    pub(super) fn clock(&mut self, slot: usize, clock: usize) -> &mut Running {
        &mut self.clocks[slot * self.clock_count + clock]
    }

    #[inline]
    pub(super) fn clocks(&self, slot: usize) -> &[Running] {
        &self.clocks[slot * self.clock_count..(slot + 1) * self.clock_count]
    }

    #[inline]
    pub(super) fn holds(&mut self, slot: usize, actor: usize) -> &mut u16 {
        &mut self.holds[slot * self.actor_count + actor]
    }

    #[inline]
    pub(super) fn agenda(&mut self, slot: usize, actor: usize) -> &mut u32 {
        &mut self.agenda[slot * self.actor_count + actor]
    }

    /// Sets the status of an activity, and keeps count of what lives.
    #[inline]
    pub(super) fn set(&mut self, slot: usize, activity: u16, status: Status) {
        let doing = self.doing(slot, activity);
        let before = doing.status.lives();
        doing.status = status;
        if before != status.lives() {
            let live = &mut self.heads[slot].live;
            *live = if before { *live - 1 } else { *live + 1 };
        }
    }
}
