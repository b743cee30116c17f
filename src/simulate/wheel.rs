//! What is going to happen, by day, first in first out within a day: a ring of days, with the far future set aside.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Days of the ring; a power of two. What lies further off waits in a heap until it comes near.
const DAYS: u32 = 2048;
const WORDS: usize = DAYS as usize / 64;

/// No event.
const NONE: u32 = u32::MAX;

/// Something that is going to happen in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Event {
    /// The place of the case.
    pub(super) slot: u32,
    /// The stamp of what it was planned for; if that has another by now, it was dropped.
    pub(super) stamp: u32,
    /// An activity, or a clock from [`Event::CLOCKS`] on.
    pub(super) what: u16,
}

impl Event {
    /// The first number that stands for a clock.
    pub(super) const CLOCKS: u16 = 0x8000;
}

#[derive(Debug, Clone, Copy)]
struct Node {
    event: Event,
    next: u32,
}

/// The list of one day.
#[derive(Debug, Clone, Copy)]
struct List {
    first: u32,
    last: u32,
}

/// The events of one replication.
#[derive(Debug, Clone)]
pub(super) struct Wheel {
    today: u32,
    lists: Vec<List>,
    occupied: [u64; WORDS],
    /// How many events the ring holds.
    near: u32,
    nodes: Vec<Node>,
    free: u32,
    far: BinaryHeap<Reverse<(u32, u64, Event)>>,
    sequence: u64,
}

impl Wheel {
    pub(super) fn new() -> Self {
        Self {
            today: 0,
            lists: vec![List { first: NONE, last: NONE }; DAYS as usize],
            occupied: [0; WORDS],
            near: 0,
            nodes: Vec::new(),
            free: NONE,
            far: BinaryHeap::new(),
            sequence: 0,
        }
    }

    /// Empties it and begins on a day.
    pub(super) fn reset(&mut self, day: u32) {
        self.today = day;
        if self.near > 0 {
            self.lists.fill(List { first: NONE, last: NONE });
            self.occupied = [0; WORDS];
            self.near = 0;
        }
        self.nodes.clear();
        self.free = NONE;
        self.far.clear();
        self.sequence = 0;
    }

    /// Adds an event on a day that has not gone by, after all others of that day.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn add(&mut self, day: u32, event: Event) {
        if day - self.today < DAYS {
            self.add_near(day, event);
        } else {
            self.far.push(Reverse((day, self.sequence, event)));
            self.sequence += 1;
        }
    }

    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    fn add_near(&mut self, day: u32, event: Event) {
        self.near += 1;
        let node = Node { event, next: NONE };
        let index = self.free;
        let index = if let Some(place) = self.nodes.get_mut(index as usize) {
            self.free = place.next;
            *place = node;
            index
        } else {
            self.nodes.push(node);
            u32::try_from(self.nodes.len() - 1).unwrap_or(NONE)
        };
        let at = (day % DAYS) as usize;
        let list = &mut self.lists[at];
        if list.first == NONE {
            list.first = index;
            self.occupied[at / 64] |= 1 << (at % 64);
        } else {
            self.nodes[list.last as usize].next = index;
        }
        list.last = index;
    }

    /// The first day from today on that has an event; absent if there is none.
    #[inline]
    pub(super) fn next_day(&self) -> Option<u32> {
        if self.near == 0 {
            return self.far.peek().map(|Reverse((day, ..))| *day);
        }
        let from = (self.today % DAYS) as usize;
        let (word, bit) = (from / 64, from % 64);
        let first = self.occupied[word] >> bit << bit;
        if first != 0 {
            return Some(self.day_at(word, first));
        }
        for step in 1..=WORDS {
            let at = (word + step) % WORDS;
            let mut bits = self.occupied[at];
            if step == WORDS {
                bits &= (1 << bit) - 1;
            }
            if bits != 0 {
                return Some(self.day_at(at, bits));
            }
        }
        None
    }

    /// The day from today on that stands at the lowest of these bits.
    #[inline]
    fn day_at(&self, word: usize, bits: u64) -> u32 {
        let at = u32::try_from(word).unwrap_or(0) * 64 + bits.trailing_zeros();
        self.today + (at.wrapping_sub(self.today) % DAYS)
    }

    /// Goes on to a day; no event may lie before it.
    #[expect(clippy::inline_always, reason = "on the way of every day, measured")]
    #[inline(always)]
    pub(super) fn advance(&mut self, day: u32) {
        self.today = day;
        if !self.far.is_empty() {
            self.bring_near(day);
        }
    }

    #[cold]
    fn bring_near(&mut self, day: u32) {
        // What came near is older than anything that could be added to its day from now on.
        while let Some(Reverse((far, _, event))) = self.far.peek().copied() {
            if far - day >= DAYS {
                break;
            }
            self.far.pop();
            self.add_near(far, event);
        }
    }

    /// Takes the next event of today.
    #[inline]
    pub(super) fn take(&mut self) -> Option<Event> {
        let at = (self.today % DAYS) as usize;
        let list = &mut self.lists[at];
        let index = list.first;
        let node = self.nodes.get_mut(index as usize)?;
        list.first = node.next;
        if node.next == NONE {
            self.occupied[at / 64] &= !(1 << (at % 64));
        }
        self.near -= 1;
        node.next = self.free;
        self.free = index;
        Some(node.event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(slot: u32) -> Event {
        Event { slot, stamp: 0, what: 0 }
    }

    /// Against a sorted list, with days near and far.
    #[test]
    fn events_come_by_day_and_in_the_order_they_were_added() {
        let mut wheel = Wheel::new();
        let mut plain: Vec<(u32, u32)> = Vec::new();
        let (mut number, mut random) = (0, 12345_u32);
        let mut add = |wheel: &mut Wheel, plain: &mut Vec<(u32, u32)>, today: u32| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let day = today + [0, 1, 7, 63, 64, 2047, 2048, 5000][(random >> 20) as usize % 8];
            wheel.add(day, event(number));
            plain.push((day, number));
            number += 1;
        };
        for _ in 0..20 {
            add(&mut wheel, &mut plain, 0);
        }
        let mut taken = 0;
        while let Some(day) = wheel.next_day() {
            wheel.advance(day);
            while let Some(event) = wheel.take() {
                plain.sort_unstable();
                assert_eq!(plain.remove(0), (day, event.slot));
                taken += 1;
                if taken < 3000 {
                    add(&mut wheel, &mut plain, day);
                }
            }
        }
        assert!(plain.is_empty());
    }
}
