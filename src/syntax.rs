//! Text to syntax tree: never fails, never panics, collects every mistake of a file.
//!
//! `load` reads a file and the base that a change names; `document` knows TOML, `merge` lays a change over its base, `read` turns tables into
//! the tree, `scenario` does both for scenarios, `phrase` reads the controlled phrases inside strings, `print` writes them again. Nothing here knows what a
//! name means.

pub mod document;
mod load;
mod merge;
pub mod phrase;
pub mod print;
mod read;
pub mod scenario;
pub mod tree;

pub use load::{Loaded, OtherReading, ReadFile, load};
pub use read::{Draft, EVERYTHING};
