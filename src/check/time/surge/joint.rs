//! Several cases side by side: where each of them stands, who waits in which order, and how long the clocks have run.

use std::rc::Rc;

use super::case::{Ask, Case, Node};
use crate::system::State;

/// Most cases that are looked at together.
pub(super) const CASES: usize = 4;
/// Most that can wait at a time.
const QUEUE: usize = 16;
/// Most works that may wait for somebody: they share a byte with the case.
pub(super) const WORKS: usize = 63;
/// Words of a packed joint state.
pub(super) const WORDS: usize = 5;
/// A case that has not come yet.
pub(super) const TO_COME: u32 = u32::MAX;
/// A case that does not matter any more.
pub(super) const OVER: u32 = u32::MAX - 1;

/// Several cases at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Joint {
    /// The state of each case.
    pub(super) at: [u32; CASES],
    /// For each case, days that its clock has run, where the search needs them.
    pub(super) days: [u16; CASES],
    /// Who waits, the first first: the case and the place of the work among those that wait for somebody, 1 added; 0 for nobody.
    pub(super) queue: [u8; QUEUE],
}

/// More wait at a time than a joint state can hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct QueueFull;

impl Joint {
    /// Nobody has come, and only so many will.
    pub(super) fn empty(cases: usize) -> Self {
        let at = std::array::from_fn(|case| if case < cases { TO_COME } else { OVER });
        Self { at, days: [0; CASES], queue: [0; QUEUE] }
    }

    pub(super) fn pack(&self) -> State<WORDS> {
        let two = |first: usize| u64::from(self.at[first]) | u64::from(self.at[first + 1]) << 32;
        let days = self.days.iter().rev().fold(0, |word, days| word << 16 | u64::from(*days));
        let eight = |first: usize| {
            self.queue[first..first + 8].iter().rev().fold(0, |word, entry| word << 8 | u64::from(*entry))
        };
        State([two(0), two(2), days, eight(0), eight(8)])
    }

    pub(super) fn unpack(state: &State<WORDS>) -> Self {
        let half = |word: u64, shift: u32| u32::try_from(word >> shift & u64::from(u32::MAX)).unwrap_or(OVER);
        let [first, second, days, queue, rest] = state.0;
        let entry = |place: usize| (if place < 8 { queue } else { rest }).to_le_bytes()[place % 8];
        Self {
            at: [half(first, 0), half(first, 32), half(second, 0), half(second, 32)],
            days: std::array::from_fn(|case| u16::try_from(days >> (16 * case) & 0xffff).unwrap_or(u16::MAX)),
            queue: std::array::from_fn(entry),
        }
    }

    /// The cases that have come and still matter.
    pub(super) fn present(&self) -> impl Iterator<Item = usize> + use<> {
        let at = self.at;
        (0..CASES).filter(move |case| at[*case] < OVER)
    }

    pub(super) fn set(&mut self, case: usize, target: u32) {
        self.at[case] = target;
    }

    /// The others are alike: the same with them in order, and for each place the case that stood there before.
    fn sorted(&self) -> (Self, [usize; CASES]) {
        let waiting = self.waiting();
        let mut from: [usize; CASES] = std::array::from_fn(|case| case);
        let queued = |case: usize| -> Vec<(usize, u8)> {
            let places = waiting.iter().enumerate().filter(|(_, (waits, _))| *waits == case);
            places.map(|(place, (_, work))| (place, *work)).collect()
        };
        from[1..].sort_by_cached_key(|case| (self.at[*case], self.days[*case], queued(*case)));
        let mut sorted = *self;
        for (place, case) in from.iter().enumerate() {
            (sorted.at[place], sorted.days[place]) = (self.at[*case], self.days[*case]);
        }
        for (entry, (case, work)) in sorted.queue.iter_mut().zip(&waiting) {
            let place = from.iter().position(|before| before == case).unwrap_or(*case);
            *entry = entry_of(place, *work);
        }
        (sorted, from)
    }

    /// Who waits, in order.
    pub(super) fn waiting(&self) -> Vec<(usize, u8)> {
        let entries = self.queue.iter().take_while(|entry| **entry > 0).map(|entry| entry - 1);
        entries.map(|entry| (usize::from(entry) % CASES, entry / 4)).collect()
    }

    pub(super) fn set_waiting(&mut self, waiting: &[(usize, u8)]) -> Result<(), QueueFull> {
        if waiting.len() > QUEUE {
            return Err(QueueFull);
        }
        self.queue = [0; QUEUE];
        for (entry, (case, work)) in self.queue.iter_mut().zip(waiting) {
            *entry = entry_of(*case, *work);
        }
        Ok(())
    }
}

fn entry_of(case: usize, work: u8) -> u8 {
    work * 4 + u8::try_from(case).unwrap_or(0) + 1
}

/// Whether a shared actor is at work on a case.
pub(super) fn is_at_work(nodes: &[Option<Rc<Node>>; CASES], case: usize, actor: u8) -> bool {
    nodes[case].as_ref().is_some_and(|node| node.has_busy(actor))
}

/// The cases, the shared actors, and for how many cases each of them has places.
pub(super) struct Cases<'a, const W: usize> {
    pub(super) case: Case<'a, W>,
    pub(super) places: Vec<u32>,
    /// The works that wait for somebody, by their index in the plan.
    pub(super) waiting_works: Vec<u16>,
    pub(super) beginnings: Vec<(u32, crate::check::time::window::Passage)>,
    /// For each work of the plan, whether it can lead to the clock.
    pub(super) leading: Vec<bool>,
    /// Days of clocks above this are one; absent where clocks never stand still, so that only their order matters.
    pub(super) days_max: Option<u16>,
    /// Whether some of those works are the first moments of steps of two.
    pub(super) has_two_moments: bool,
    /// Whether cases that are alike are sorted.
    pub(super) symmetry: bool,
}

impl<const W: usize> Cases<'_, W> {
    /// The joint state that stands for all that are alike, and for each place the case that stood there before.
    pub(super) fn canonical(&self, joint: &Joint) -> (Joint, [usize; CASES]) {
        if self.symmetry { joint.sorted() } else { (*joint, std::array::from_fn(|case| case)) }
    }

    /// What each case that is present can do.
    pub(super) fn nodes(&self, joint: &Joint) -> [Option<Rc<Node>>; CASES] {
        std::array::from_fn(|case| (joint.at[case] < OVER).then(|| self.case.node(joint.at[case])))
    }

    /// Whether the actor of an ask is free for a case: at work on it already, or with a place to spare.
    pub(super) fn is_free(&self, nodes: &[Option<Rc<Node>>; CASES], case: usize, ask: Ask) -> bool {
        let Some(actor) = ask.actor else { return true };
        let used = nodes.iter().flatten().filter(|node| node.has_busy(actor)).count();
        is_at_work(nodes, case, actor) || used < self.places[usize::from(actor)] as usize
    }

    /// The place of a work among those that wait for somebody.
    pub(super) fn place_of(&self, work: u16) -> u8 {
        let place = self.waiting_works.iter().position(|known| *known == work);
        place.and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
    }

    /// For whom something waits, the first first: a case and the place of a work. Nobody, if it does not wait.
    pub(super) fn asks_of<'n>(
        &self,
        nodes: &'n [Option<Rc<Node>>; CASES],
        (case, place): (usize, u8),
    ) -> impl Iterator<Item = Ask> + use<'n, W> {
        let work = self.waiting_works.get(usize::from(place)).copied();
        nodes[case].iter().zip(work).flat_map(|(node, work)| node.asks_of(work)).copied()
    }

    /// Whether something waits.
    pub(super) fn waits(&self, nodes: &[Option<Rc<Node>>; CASES], entry: (usize, u8)) -> bool {
        self.asks_of(nodes, entry).next().is_some()
    }
}
