//! A naive enumeration of all runs of a procedure, day by day.
//!
//! What can happen and what follows is asked of the oracle, which reads the syntax tree; here is only *when*: for how many days everything has
//! been worked on, and for how many each deadline has run, in maps keyed by the names of the file. Section "Time" of
//! `src/documentation/language.md` is the only specification. It shares no code with `src/check/time`.
//!
//! | file | what is in it |
//! |---|---|
//! | `works` | what takes how long, and what makes it come |
//! | `rounds` | how often a loop goes round |
//! | `clocks` | what a moment makes of a deadline |
//! | `runs` | the states of a case in time, and all that can happen in one |
//! | `lengths` | the longest and the shortest time of a deadline |
//! | `generate`, `dice` | random small procedures with times |

#![allow(dead_code, reason = "no test binary uses every part of the oracle")]
#![allow(unreachable_pub, reason = "a test binary exports nothing; here `pub` marks what is used from outside a file")]

pub mod clocks;
pub mod dice;
pub mod generate;
pub mod lengths;
pub mod rounds;
pub mod runs;
pub mod works;
