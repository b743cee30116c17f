//! Where the ages, clocks and counters of a timed state stand: fields behind those of the machine.

use super::plan::Plan;
use super::units::Interval;
use crate::system::{DeadlineStatus, Selection, State, TransitionSystem};

/// Where the phase stands in the last word.
const PHASE_SHIFT: u32 = 48;

/// A field behind the machine's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    word: usize,
    shift: u32,
    mask: u64,
}

impl Slot {
    pub(super) fn get<const W: usize>(self, state: &State<W>) -> u16 {
        u16::try_from((state.0[self.word] >> self.shift) & self.mask).unwrap_or(u16::MAX)
    }

    pub(super) fn put<const W: usize>(self, state: &mut State<W>, value: u16) {
        let word = &mut state.0[self.word];
        *word = (*word & !(self.mask << self.shift)) | (u64::from(value) & self.mask) << self.shift;
    }

    pub(super) fn add_bits<const W: usize>(self, bits: &mut [u64; W]) {
        bits[self.word] |= self.mask << self.shift;
    }
}

/// Hands out slots, one behind the other.
#[derive(Debug, Clone, Copy)]
struct Slots {
    word: usize,
    shift: u32,
}

impl Slots {
    /// Behind so many words.
    fn behind(words: usize) -> Self {
        Self { word: words, shift: 0 }
    }

    fn next(&mut self, value_max: u16) -> Slot {
        let bits = (u16::BITS - value_max.leading_zeros()).max(1);
        if self.shift + bits > u64::BITS {
            (self.word, self.shift) = (self.word + 1, 0);
        }
        let slot = Slot { word: self.word, shift: self.shift, mask: (1 << bits) - 1 };
        self.shift += bits;
        slot
    }

    fn words(self) -> usize {
        self.word + usize::from(self.shift > 0)
    }
}

/// What is packed where; the same for every width.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) ages: Vec<Option<Slot>>,
    /// Who took up a work, by the place among those who may; absent where that is always the same.
    pub(super) takers: Vec<Option<Slot>>,
    pub(super) times: Vec<Option<Slot>>,
    pub(super) back: Vec<Option<Slot>>,
    pub(super) clocks: Vec<Slot>,
    pub(super) watch: Slot,
    /// Words that a state needs, with one for the phase.
    pub(super) words: usize,
}

/// What the clocks of a slice are: those that run in it, by their index in the system with their limit in working days at its shortest and
/// at its longest, and the one measured.
#[derive(Debug, Clone)]
pub(super) struct Clocks {
    pub(super) read: Vec<(usize, Interval)>,
    pub(super) measured: usize,
}

impl Layout {
    pub(super) fn new(system: &TransitionSystem, selection: &Selection, plan: &Plan, clocks: &Clocks) -> Self {
        let mut slots = Slots::behind(selection.words(system));
        let ages = plan.works.iter().map(|work| work.has_age().then(|| slots.next(work.age_field_max())));
        let ages = ages.collect();
        let takers = plan.works.iter().map(|work| {
            let last = u16::try_from(work.takers.len().saturating_sub(1)).unwrap_or(u16::MAX);
            (last > 0).then(|| slots.next(last))
        });
        let takers = takers.collect();
        let times = plan.works.iter().map(|work| work.times_max.map(|most| slots.next(most))).collect();
        let back =
            plan.works.iter().map(|work| (!work.back.is_empty()).then(|| slots.next(plan.back_max.max(1)))).collect();
        let running = clocks.read.iter().map(|(_, (_, most))| slots.next(most.saturating_add(2))).collect();
        let watch = slots.next(DeadlineStatus::Void as u16);
        Self { ages, takers, times, back, clocks: running, watch, words: slots.words() + 1 }
    }

    /// The bits that every phase has: the status of the measured clock, and the phase itself.
    pub(super) fn bits_of_all<const W: usize>(&self) -> [u64; W] {
        let mut bits = [0; W];
        self.watch.add_bits(&mut bits);
        bits[W - 1] |= u64::MAX << PHASE_SHIFT;
        bits
    }

    /// Adds the bits of a work: its age, who took it up and how often it happened.
    pub(super) fn add_bits_of_work<const W: usize>(&self, work: usize, bits: &mut [u64; W]) {
        for slot in [self.ages[work], self.takers[work], self.times[work], self.back[work]].into_iter().flatten() {
            slot.add_bits(bits);
        }
    }

    /// Nobody works on a work any more.
    pub(super) fn end_work<const W: usize>(&self, work: usize, state: &mut State<W>) {
        for slot in [self.ages[work], self.takers[work]].into_iter().flatten() {
            slot.put(state, 0);
        }
    }

    /// Work begins: by whom, says the place among those who may take it up.
    pub(super) fn begin_work<const W: usize>(&self, work: usize, taker: u16, state: &mut State<W>) {
        if let Some(slot) = self.ages[work] {
            slot.put(state, 1);
        }
        if let Some(slot) = self.takers[work] {
            slot.put(state, taker);
        }
    }

    /// The place of whoever took up a work, among those who may.
    pub(super) fn taker<const W: usize>(&self, work: usize, state: &State<W>) -> u16 {
        self.takers[work].map_or(0, |slot| slot.get(state))
    }
}

/// The phase that a state belongs to: it stands in the last bits of all.
pub(super) fn phase_of<const W: usize>(state: &State<W>) -> u16 {
    u16::try_from(state.0[W - 1] >> PHASE_SHIFT).unwrap_or(u16::MAX)
}

/// Sets the phase of a state.
pub(super) fn put_phase<const W: usize>(state: &mut State<W>, phase: u16) {
    let word = &mut state.0[W - 1];
    *word = (*word & ((1 << PHASE_SHIFT) - 1)) | u64::from(phase) << PHASE_SHIFT;
}
