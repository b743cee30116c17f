//! A phase: the part of a slice that can still matter to the measured clock. Everything else of a state is zero.

use super::timed::Timed;
use crate::system::{Part, Selection, State};

/// A part of a slice, prepared for exploring.
pub(super) struct Phase<const W: usize> {
    pub(super) selection: Selection,
    /// The bits of a state that belong to it.
    bits: [u64; W],
    /// Its works by their index, each with its transitions in the machine.
    pub(super) works: Vec<(usize, Vec<usize>)>,
    /// The clocks that run in it, by their place among those of the slice.
    pub(super) running: Vec<usize>,
    pub(super) part: Part<W>,
    /// Whether something in it leads to the measured clock.
    pub(super) leads: bool,
}

impl<const W: usize> Phase<W> {
    /// Sets everything outside the phase to zero.
    pub(super) fn leave_out_the_rest(&self, state: &mut State<W>) {
        for (word, bits) in state.0.iter_mut().zip(self.bits) {
            *word &= bits;
        }
    }

    /// What of some bits belongs to the phase.
    pub(super) fn within(&self, bits: [u64; W]) -> [u64; W] {
        std::array::from_fn(|word| bits[word] & self.bits[word])
    }
}

impl<const W: usize> Timed<'_, W> {
    /// The phase with a part of the slice, in which these clocks run.
    pub(super) fn phase(&self, selection: Selection, clocks: &[usize], leads: bool) -> Phase<W> {
        let mut bits = self.layout.bits_of_all();
        for variable in &selection.variables {
            let of_variable = self.machine.bits(*variable);
            bits.iter_mut().zip(of_variable).for_each(|(word, bits)| *word |= bits);
        }
        let numbers: Vec<usize> = selection.transitions.iter().filter_map(|id| self.machine.index_of(*id)).collect();
        let mut works = Vec::new();
        for index in 0..self.works.len() {
            let own = numbers.iter().copied().filter(|number| self.work_of[*number] == Some(index));
            let own: Vec<usize> = own.collect();
            if !own.is_empty() {
                self.layout.add_bits_of_work(index, &mut bits);
                works.push((index, own));
            }
        }
        let running = 0..self.running.len();
        let running: Vec<usize> = running.filter(|place| clocks.contains(&self.running[*place].index)).collect();
        for place in &running {
            self.running[*place].slot.add_bits(&mut bits);
        }
        let part = self.liveness.part(numbers, |variable| selection.variables.binary_search(&variable).is_ok());
        Phase { selection, bits, works, running, part, leads }
    }
}
