//! A packed state, and the states of one step. What the bits mean the machine knows.

use std::hash::{Hash, Hasher};

/// A packed state of `W` words. `Copy`, compared and hashed by its words alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct State<const W: usize>(pub [u64; W]);

impl<const W: usize> Hash for State<W> {
    /// Word by word: an array would be hashed as a slice of bytes with a length, which takes several times as long.
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        for word in self.0 {
            hasher.write_u64(word);
        }
    }
}

/// The states of one step: before, with the step done, and after its consequences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment<const W: usize> {
    /// Before.
    pub before: State<W>,
    /// The step done, its consequences not yet.
    pub moment: State<W>,
    /// After its consequences, the monitors not yet.
    pub consequences: State<W>,
    /// After everything.
    pub after: State<W>,
}
