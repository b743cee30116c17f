//! Draws: numbers that depend on their key and on nothing else, and tables of whole days to draw from.
//!
//! There is no generator with a state. Whoever needs a random number says what it is for, and gets the same number in whatever
//! order, thread or program it asks. This module must know nothing of procedures, and use no randomness from outside.

mod chance;
mod day_table;
mod philox;
mod stream;

pub use chance::{Chance, choose};
pub use day_table::DayTable;
pub use stream::{Key, Purpose, Stream, draw, draw_two};
