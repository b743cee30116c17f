//! What is going to happen, by day, first in first out within a day: a ring of days, with the far future set aside.

use super::timeline::NEVER;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Days of the ring; a power of two. What lies further off waits in a heap until it comes near.
const DAYS: u32 = 128;
const WORDS: usize = DAYS as usize / 64;

/// Something that is going to happen in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Event {
    /// The place of the case.
    pub(super) slot: u32,
    /// The stamp of what it was planned for; if that has another by now, it was dropped.
    pub(super) stamp: u32,
    /// An activity, or a clock from [`Event::CLOCKS`] on.
    pub(super) what: u16,
    /// How work will end if its case is still where it was when this was planned: the first of its ways in the graph, or [`Event::NO_WAY`].
    pub(super) way: u32,
}

impl Event {
    /// No way is known.
    pub(super) const NO_WAY: u32 = u32::MAX;

    /// The first number that stands for a clock.
    pub(super) const CLOCKS: u16 = 0x8000;
}

/// The events of one replication.
#[derive(Debug, Clone)]
pub(super) struct Wheel {
    today: u32,
    /// The events of each day of the ring, in the order in which they were added.
    days: Box<[Vec<Event>; DAYS as usize]>,
    occupied: [u64; WORDS],
    far: BinaryHeap<Reverse<(u32, u64, Event)>>,
    sequence: u64,
}

impl Wheel {
    pub(super) fn new() -> Self {
        Self {
            today: 0,
            days: Box::new(std::array::from_fn(|_| Vec::new())),
            occupied: [0; WORDS],
            far: BinaryHeap::new(),
            sequence: 0,
        }
    }

    /// Empties it and begins on a day.
    pub(super) fn reset(&mut self, day: u32) {
        if self.occupied != [0; WORDS] {
            self.days.iter_mut().for_each(Vec::clear);
            self.occupied = [0; WORDS];
        }
        self.today = day;
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
        let at = (day % DAYS) as usize;
        self.days[at].push(event);
        self.occupied[at / 64] |= 1 << (at % 64);
    }

    /// The first day from today on that has an event; [`NEVER`] if there is none.
    #[inline]
    pub(super) fn next_day(&self) -> u32 {
        let from = (self.today % DAYS) as usize;
        let (word, bit) = (from / 64, from % 64);
        let first = self.occupied[word] >> bit << bit;
        if first != 0 {
            return self.day_at(word, first);
        }
        for step in 1..=WORDS {
            let at = (word + step) % WORDS;
            let mut bits = self.occupied[at];
            if step == WORDS {
                bits &= (1 << bit) - 1;
            }
            if bits != 0 {
                return self.day_at(at, bits);
            }
        }
        self.far.peek().map_or(NEVER, |Reverse((day, ..))| *day)
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

    /// Takes all events of today into an empty list. Says whether there are any; what is added to today meanwhile comes the next time.
    #[expect(clippy::inline_always, reason = "on the way of every day, measured")]
    #[inline(always)]
    pub(super) fn take_today(&mut self, into: &mut Vec<Event>) -> bool {
        let at = (self.today % DAYS) as usize;
        let bit = 1 << (at % 64);
        let word = &mut self.occupied[at / 64];
        if *word & bit == 0 {
            return false;
        }
        *word &= !bit;
        std::mem::swap(&mut self.days[at], into);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(slot: u32) -> Event {
        Event { slot, stamp: 0, what: 0, way: Event::NO_WAY }
    }

    /// Against a sorted list, with days near and far.
    #[test]
    fn events_come_by_day_and_in_the_order_they_were_added() {
        let mut wheel = Wheel::new();
        let mut plain: Vec<(u32, u32)> = Vec::new();
        let (mut number, mut random) = (0, 12345_u32);
        let mut add = |wheel: &mut Wheel, plain: &mut Vec<(u32, u32)>, today: u32| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let day = today + [0, 1, 7, 63, 64, DAYS - 1, DAYS, 5000][(random >> 20) as usize % 8];
            wheel.add(day, event(number));
            plain.push((day, number));
            number += 1;
        };
        for _ in 0..20 {
            add(&mut wheel, &mut plain, 0);
        }
        let (mut taken, mut today) = (0, Vec::new());
        while wheel.next_day() != NEVER {
            let day = wheel.next_day();
            wheel.advance(day);
            while wheel.take_today(&mut today) {
                for event in today.drain(..) {
                    plain.sort_unstable();
                    assert_eq!(plain.remove(0), (day, event.slot));
                    taken += 1;
                    if taken < 3000 {
                        add(&mut wheel, &mut plain, day);
                    }
                }
            }
        }
        assert!(plain.is_empty());
    }
}
