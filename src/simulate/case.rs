//! The cases that are open: fixed places, one row each in a few tables, given back and used again.

use super::plan::Plan;
use super::timeline::NEVER;
use crate::system::DeadlineStatus;

/// Most transitions of one case on one day. No procedure has so many steps; more are a loop in which no day passes.
pub(super) const BUSY_MAX: u32 = 20_000;

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
    /// How long its work takes that begins next, in the unit of its scenario, or [`Doing::NOT_DRAWN`]: only of what is straight it is drawn beforehand.
    pub(super) drawn: u32,
    /// Days on which it was called, asked for, begun and taken for the last time.
    pub(super) called: u32,
    pub(super) asked: u32,
    pub(super) began: u32,
    pub(super) ended: u32,
}

impl Doing {
    /// Not drawn yet. A length that is the same number is drawn again, and comes out the same.
    pub(super) const NOT_DRAWN: u32 = u32::MAX;

    /// It is taken, and at rest again.
    #[inline]
    pub(super) fn end(&mut self, day: u32) {
        (self.status, self.ended, self.stamp) = (Status::Idle, day, 0);
        self.takes = self.takes.wrapping_add(1);
    }

    /// Work on it begins. Returns how often it had begun before.
    #[inline]
    pub(super) fn begin(&mut self, actor: u16, day: u32) -> u32 {
        (self.status, self.actor, self.began) = (Status::Working, actor, day);
        let number = self.begins;
        self.begins = number.wrapping_add(1);
        u32::from(number)
    }
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
    drawn: Doing::NOT_DRAWN,
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

impl Running {
    /// Whether it counts days.
    #[inline]
    pub(super) fn runs(&self) -> bool {
        self.status == DeadlineStatus::Running && !self.suspended
    }
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

/// One place for a case.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its number.
    pub(super) slot: u32,
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
    pub(super) doings: Box<[Doing]>,
    pub(super) clocks: Box<[Running]>,
    /// For each clock the day on which it is due while it runs, else [`NEVER`]: by themselves, since the first of them is asked for again and again.
    pub(super) ends: Box<[u32]>,
    /// On how many activities of the case each actor works: on none when the case is closed.
    pub(super) holds: Box<[u16]>,
    /// The day after that of the last meeting at which the case was on the actor's agenda.
    pub(super) agenda: Box<[u32]>,
}

impl Row {
    fn new(activities: usize, clocks: usize, actors: usize) -> Self {
        Self {
            slot: 0,
            place: 0,
            case: 0,
            next_due: NEVER,
            live: 0,
            in_use: false,
            complete: false,
            busy_day: 0,
            busy: 0,
            doings: vec![FRESH; activities].into_boxed_slice(),
            clocks: vec![STILL; clocks].into_boxed_slice(),
            ends: vec![NEVER; clocks].into_boxed_slice(),
            holds: vec![0; actors].into_boxed_slice(),
            agenda: vec![0; actors].into_boxed_slice(),
        }
    }

    /// Counts a transition of a day, and says whether there are too many.
    #[inline]
    pub(super) fn count_busy(&mut self, day: u32) -> bool {
        if self.busy_day != day {
            (self.busy_day, self.busy) = (day, 0);
        }
        self.busy += 1;
        self.busy == BUSY_MAX
    }

    /// Notes when a clock is due, after anything of it has changed.
    #[inline]
    pub(super) fn note_end(&mut self, clock: usize) {
        let running = &self.clocks[clock];
        self.ends[clock] = if running.runs() { running.due } else { NEVER };
    }

    /// The first day on which a clock is due that runs.
    #[inline]
    pub(super) fn first_end(&self) -> u32 {
        match *self.ends {
            // Where there are few, what a loop needs to begin takes longer than all of this.
            [] => NEVER,
            [only] => only,
            [one, other] => one.min(other),
            ref several => several.iter().copied().fold(NEVER, u32::min),
        }
    }

    /// Makes it as new, for a case in a state.
    fn begin(&mut self, case: u64, place: u32, fresh: &Self) {
        (self.case, self.place, self.next_due, self.live) = (case, place, NEVER, 0);
        (self.in_use, self.complete, self.busy_day, self.busy) = (true, false, 0, 0);
        self.doings.copy_from_slice(&fresh.doings);
        self.clocks.copy_from_slice(&fresh.clocks);
        self.ends.fill(NEVER);
    }
}

/// All places for cases.
#[derive(Debug, Clone)]
pub(super) struct Cases {
    /// The places, those that no case of this replication has had yet at the end.
    rows: Vec<Row>,
    /// How many of them a case of this replication has had.
    count: usize,
    free: Vec<u32>,
    /// How a place is before anything has happened in its case.
    fresh: Row,
    /// Some actor works at meetings.
    meets: bool,
}

impl Cases {
    pub(super) fn new<const W: usize>(plan: &Plan<'_, W>) -> Self {
        let fresh = Row::new(plan.activities.len(), plan.clocks.len(), plan.actors.len());
        let meets = plan.actors.iter().any(|actor| actor.meetings.is_some());
        Self { rows: Vec::new(), count: 0, free: Vec::new(), fresh, meets }
    }

    pub(super) fn clear(&mut self) {
        // Nobody is at work any more on cases that were open in the end.
        for row in &mut self.rows[..self.count] {
            row.holds.fill(0);
        }
        self.count = 0;
        self.free.clear();
    }

    /// Places that are in use.
    pub(super) fn open(&self) -> usize {
        self.count - self.free.len()
    }

    /// The places that a case of this replication has had.
    pub(super) fn slots(&self) -> std::ops::Range<usize> {
        0..self.count
    }

    #[expect(clippy::inline_always, reason = "on the way of every case, measured")]
    #[inline(always)]
    pub(super) fn add(&mut self, case: u64, place: u32) -> usize {
        let slot = if let Some(slot) = self.free.pop() {
            slot as usize
        } else {
            if self.count == self.rows.len() {
                let slot = u32::try_from(self.count).unwrap_or(u32::MAX);
                self.rows.push(Row { slot, ..self.fresh.clone() });
            }
            self.count += 1;
            self.count - 1
        };
        let row = &mut self.rows[slot];
        row.begin(case, place, &self.fresh);
        if self.meets {
            row.agenda.fill(0);
        }
        slot
    }

    pub(super) fn remove(&mut self, slot: usize) {
        debug_assert!(self.rows[slot].holds.iter().all(|holds| *holds == 0), "nobody works on a case that is closed");
        self.rows[slot].in_use = false;
        self.free.push(u32::try_from(slot).unwrap_or(u32::MAX));
    }

    #[inline]
    pub(super) fn row(&self, slot: usize) -> &Row {
        &self.rows[slot]
    }

    #[inline]
    pub(super) fn row_mut(&mut self, slot: usize) -> &mut Row {
        &mut self.rows[slot]
    }

    #[inline]
    pub(super) fn doing(&mut self, slot: usize, activity: u16) -> &mut Doing {
        &mut self.rows[slot].doings[usize::from(activity)]
    }

    #[inline]
    pub(super) fn doing_of(&self, slot: usize, activity: u16) -> &Doing {
        &self.rows[slot].doings[usize::from(activity)]
    }

    /// Sets the status of an activity, and keeps count of what lives.
    #[inline]
    pub(super) fn set(&mut self, slot: usize, activity: u16, status: Status) {
        let row = &mut self.rows[slot];
        let doing = &mut row.doings[usize::from(activity)];
        row.live = row.live + u32::from(status.lives()) - u32::from(doing.status.lives());
        doing.status = status;
    }
}
