//! A naive oracle for differential tests.
//!
//! It reads the syntax tree directly and keeps the state of a case in sorted maps and sets keyed by the names of the
//! file. It shares no code with the compiler and the engine. `src/documentation/language.md`, section "Meaning", is
//! its only specification; each function says which sentence of it the function encodes. Where two ways were open,
//! the slower and plainer one was taken.
//!
//! | file | what is in it |
//! |---|---|
//! | `state` | the state of a case, what can happen in one moment, the moves |
//! | `lookup` | what the names of the file stand for |
//! | `expression` | whether an expression holds |
//! | `event` | whether a trigger fires |
//! | `consequences` | part 2 of a moment: starts, lapses, clocks |
//! | `interpret` | the initial cases and the moves of a case |
//! | `monitor` | one latch for each invariant |
//! | `explore` | breadth-first search |
//! | `fair` | fair components, by mutual reachability |
//! | `decide`, `soundness` | the verdicts |
//! | `families` | procedures with known answers |

#![allow(dead_code, reason = "no test binary uses every part of the oracle")]
#![allow(unreachable_pub, reason = "a test binary exports nothing; here `pub` marks what is used from outside a file")]

pub mod consequences;
pub mod decide;
pub mod event;
pub mod explore;
pub mod expression;
pub mod fair;
pub mod families;
pub mod interpret;
pub mod lookup;
pub mod monitor;
pub mod soundness;
pub mod state;

#[cfg(test)]
mod build;
#[cfg(test)]
mod test_deadlines;
#[cfg(test)]
mod test_decide;
#[cfg(test)]
mod test_steps;
