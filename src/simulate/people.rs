//! Actors at work: places, absence, meetings, and who waits.

use super::day_sum::DaySum;
use super::plan::{AbsencePlan, ActorPlan, MeetingDays, MeetingPlan};
use super::timeline::NEVER;
use crate::random::{Chance, Key, draw};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// An activity that waits for an actor: under a stamp, by which those that asked first come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Waiting {
    pub(super) stamp: u32,
    pub(super) slot: u32,
    pub(super) activity: u16,
}

/// What goes before who asked first: priority, then what is due first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub(super) priority: Reverse<i32>,
    pub(super) due: u32,
}

/// Who waits. Entries that no longer hold are passed over by whoever reads them.
#[derive(Debug, Clone)]
enum Queue {
    FirstCome(VecDeque<Waiting>),
    Sorted(BinaryHeap<Reverse<(Rank, Waiting)>>),
}

impl Queue {
    fn first(&self) -> Option<(Option<Rank>, Waiting)> {
        match self {
            Self::FirstCome(queue) => queue.front().map(|waiting| (None, *waiting)),
            Self::Sorted(queue) => queue.peek().map(|Reverse((rank, waiting))| (Some(*rank), *waiting)),
        }
    }

    #[inline]
    fn pop(&mut self) {
        match self {
            Self::FirstCome(queue) => drop(queue.pop_front()),
            Self::Sorted(queue) => drop(queue.pop()),
        }
    }

    #[inline]
    fn clear(&mut self) {
        match self {
            Self::FirstCome(queue) if !queue.is_empty() => queue.clear(),
            Self::Sorted(queue) if !queue.is_empty() => queue.clear(),
            _ => {}
        }
    }
}

/// One person of an actor: the one, or a deputy.
#[derive(Debug, Clone, Copy)]
struct Person {
    away: bool,
    /// When that changes.
    until: u32,
    draws: u32,
}

/// An actor in a replication.
#[derive(Debug, Clone)]
pub(super) struct Actor {
    /// The activity that waits for it, as in its plan, if only one does and that is straight. Then it works on none or one of a case, and nobody
    /// counts that in the case.
    pub(super) only: Option<u16>,
    pub(super) places: Option<u32>,
    /// Cases that it is at work on.
    used: DaySum,
    /// Steps that wait.
    waiting: DaySum,
    /// Its places, for the sum; none where nothing limits them.
    offered: DaySum,
    queue: Queue,
    /// It is there, and meets today if it works at meetings only.
    there: bool,
    /// Below how many cases at work on it takes up another: its places; none while it is not there.
    room: u32,
    /// Cases that the meeting of today can still take; absent if nothing limits it.
    left: Option<u32>,
    pub(super) meets: bool,
    pub(super) on_agenda: u32,
    /// The next day on which anything of this changes by itself.
    pub(super) next_change: u32,
    people: Vec<Person>,
    /// The first day that counts, if it is still to come.
    counts_from: Option<u32>,
}

impl Actor {
    pub(super) fn new(plan: &ActorPlan) -> Self {
        let queue = if plan.sorted { Queue::Sorted(BinaryHeap::new()) } else { Queue::FirstCome(VecDeque::new()) };
        Self {
            only: plan.only,
            places: None,
            used: DaySum::default(),
            waiting: DaySum::default(),
            offered: DaySum::default(),
            queue,
            there: true,
            room: 0,
            left: None,
            meets: false,
            on_agenda: 0,
            next_change: 0,
            people: Vec::new(),
            counts_from: None,
        }
    }

    /// Makes it ready for a replication that begins on a day.
    pub(super) fn reset(&mut self, plan: &ActorPlan, replication: u32, day: u32, counted_from: u32) {
        self.places = plan.places;
        (self.used, self.waiting, self.offered) = (DaySum::default(), DaySum::default(), DaySum::default());
        self.on_agenda = 0;
        self.queue.clear();
        self.meets = plan.meetings.is_some();
        self.counts_from = Some(counted_from);
        self.people.clear();
        if let Some(absence) = &plan.absence {
            self.people.extend((0..absence.people).map(|number| absence.person(number, replication, day)));
        }
        self.wake(plan, replication, day);
    }

    /// Begins to count on the first day that counts: that is a day on which it is woken, or the first of all.
    pub(super) fn begin_to_count(&mut self, day: u32) {
        if self.counts_from.is_some_and(|from| from <= day) {
            self.counts_from = None;
            for sum in [&mut self.used, &mut self.waiting, &mut self.offered] {
                sum.begin_from(day);
            }
        }
    }

    /// Looks up what a new day changes.
    pub(super) fn wake(&mut self, plan: &ActorPlan, replication: u32, day: u32) {
        let mut next = self.counts_from.filter(|from| *from > day).unwrap_or(NEVER);
        if let Some((_, places)) = plan.places_from.iter().rev().find(|(from, _)| *from <= day) {
            self.places = *places;
        }
        self.offered.set(day, self.places.unwrap_or(0));
        next =
            plan.places_from.iter().map(|(from, _)| *from).find(|from| *from > day).map_or(next, |from| from.min(next));
        if let Some(absence) = &plan.absence {
            for (number, person) in (0..).zip(&mut self.people) {
                absence.go_on(person, number, replication, day);
                next = next.min(person.until);
            }
        }
        self.there = self.people.is_empty() || self.people.iter().any(|person| !person.away);
        if let Some(meetings) = &plan.meetings {
            let today = meetings.first_from(day);
            let held = today == day && !meetings.is_cancelled(replication, day);
            self.there &= held;
            self.left = meetings.cases;
            self.on_agenda = 0;
            next = next.min(if today == day { day + 1 } else { today });
        }
        self.room = if self.there { self.places.unwrap_or(u32::MAX) } else { 0 };
        self.next_change = next;
    }

    /// Whether it can begin work on a case, of which it holds so many steps, and which was on today's agenda or not.
    #[inline]
    pub(super) fn is_free(&self, holds: u16, on_agenda: bool) -> bool {
        (if holds > 0 { self.there } else { self.has_place() })
            && (!self.meets || on_agenda || self.left.is_none_or(|left| left > 0))
    }

    /// Whether it begins what it has just been asked for, meetings aside: it is there and at work on the case, or nobody waits and it has a place.
    #[inline]
    pub(super) fn takes_up(&self, holds: u16) -> bool {
        // Each of these is as likely as not, so they make one branch of it.
        (holds > 0) & self.there | (self.waiting.now() == 0) & self.has_place()
    }

    /// Whether it can take up one case more than it has, meetings aside.
    #[inline]
    pub(super) fn has_place(&self) -> bool {
        self.used.now() < self.room
    }

    /// Puts a case on the agenda of today's meeting.
    pub(super) fn take_up(&mut self) {
        self.left = self.left.map(|left| left.saturating_sub(1));
        self.on_agenda += 1;
    }

    /// It takes up a case.
    #[inline]
    pub(super) fn occupy(&mut self, day: u32) {
        self.used.up(day);
    }

    /// It is done with a case.
    #[inline]
    pub(super) fn release(&mut self, day: u32) {
        self.used.down(day);
    }

    /// Whether anything waits for it.
    #[inline]
    pub(super) fn is_waited_for(&self) -> bool {
        self.waiting.now() > 0
    }

    /// A step begins to wait for it. `rank` says where it stands where that is not by who asked first.
    #[expect(clippy::inline_always, reason = "on the way of every step that waits, measured")]
    #[inline(always)]
    pub(super) fn wait(&mut self, day: u32, waiting: Waiting, rank: impl FnOnce() -> Rank) {
        if self.waiting.now() == 0 {
            // What is left was taken by others.
            self.queue.clear();
        }
        self.waiting.up(day);
        match &mut self.queue {
            Queue::FirstCome(queue) => queue.push_back(waiting),
            Queue::Sorted(queue) => queue.push(Reverse((rank(), waiting))),
        }
    }

    /// A step that waits already is due on another day.
    pub(super) fn wait_anew(&mut self, waiting: Waiting, rank: Rank) {
        if let Queue::Sorted(queue) = &mut self.queue {
            queue.push(Reverse((rank, waiting)));
        }
    }

    /// A step no longer waits for it.
    #[inline]
    pub(super) fn wait_no_more(&mut self, day: u32) {
        self.waiting.down(day);
    }

    /// The first entry of those who wait, and where it stood in a sorted queue; it may no longer hold.
    #[inline]
    pub(super) fn first(&self) -> Option<(Option<Rank>, Waiting)> {
        self.queue.first()
    }

    /// Takes the first of those who wait, where first come is first served; it may no longer hold.
    #[inline]
    pub(super) fn take_first_come(&mut self) -> Option<Waiting> {
        if let Queue::FirstCome(queue) = &mut self.queue { queue.pop_front() } else { None }
    }

    /// Drops the first entry of those who wait.
    #[inline]
    pub(super) fn pop(&mut self) {
        self.queue.pop();
    }

    /// Days up to one, on which it was at work (each case for itself), for which steps waited (each for itself), and that its places offered.
    pub(super) fn totals(&self, day: u32) -> [u64; 3] {
        if self.counts_from.is_some() {
            return [0; 3];
        }
        [self.used, self.waiting, self.offered].map(|sum| sum.total(day))
    }
}

impl AbsencePlan {
    /// In the long run: away with the chance that absences have, for the rest of one.
    fn person(&self, number: u32, replication: u32, day: u32) -> Person {
        let drawn = draw(self.key(number, replication, 0));
        let share = f64::from(self.length) / (f64::from(self.length) + self.gap.mean());
        let away = Chance::new(share).happens(drawn);
        let mut person = Person { away, until: day, draws: 1 };
        if away {
            let rest = draw(self.key(number, replication, 1)) % u64::from(self.length);
            person.draws = 2;
            person.until = day.saturating_add(1 + u32::try_from(rest).unwrap_or(0));
        } else {
            self.work_until(&mut person, number, replication);
        }
        person
    }

    fn key(&self, number: u32, replication: u32, occurrence: u32) -> Key {
        Key { stream: self.stream, replication, case: u64::from(number), occurrence }
    }

    fn work_until(&self, person: &mut Person, number: u32, replication: u32) {
        let days = self.gap.draw(draw(self.key(number, replication, person.draws)));
        person.draws += 1;
        person.until = person.until.saturating_add(days);
    }

    fn go_on(&self, person: &mut Person, number: u32, replication: u32, day: u32) {
        while person.until <= day {
            if person.away {
                person.away = false;
                self.work_until(person, number, replication);
            } else {
                person.away = true;
                person.until = person.until.saturating_add(self.length);
            }
        }
    }
}

impl MeetingPlan {
    /// The first meeting from a day on.
    fn first_from(&self, day: u32) -> u32 {
        match &self.when {
            MeetingDays::Days(days) => days.get(days.partition_point(|one| *one < day)).copied().unwrap_or(NEVER),
            MeetingDays::Every { first, days } => {
                first.saturating_add(day.saturating_sub(*first).div_ceil(*days).saturating_mul(*days))
            }
        }
    }

    fn is_cancelled(&self, replication: u32, day: u32) -> bool {
        self.cancelled.happens(draw(Key { stream: self.stream, replication, case: u64::from(day), occurrence: 0 }))
    }
}
