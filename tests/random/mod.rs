//! Random small procedures as text, for tests that want many different ones.
//!
//! | file | what is in it |
//! |---|---|
//! | `generate` | whole procedures |
//! | `steps` | their steps |
//! | `phrases` | phrases over the names of a procedure |

#![allow(unreachable_pub, reason = "a test binary exports nothing; here `pub` marks what is used from outside a file")]

pub mod generate;
pub mod phrases;
mod steps;
