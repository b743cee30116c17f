#![doc = include_str!("documentation/overview.md")]

pub mod calendar;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod compile;
pub mod diagnostic;
mod parallel;
pub mod random;
pub mod report;
pub mod scenario;
pub mod simulate;
pub mod source;
pub mod statistics;
pub mod study;
pub mod syntax;
pub mod system;

/// Long-form documentation, its examples run as tests.
pub mod documentation {
    /// The procedure language: tables, phrases, meaning.
    #[doc = include_str!("documentation/language.md")]
    pub mod language {}
    /// Scenarios: every key, every phrase.
    #[doc = include_str!("documentation/scenarios.md")]
    pub mod scenarios {}
    /// A capacity study, from question to conclusion.
    #[doc = include_str!("documentation/capacity_study.md")]
    pub mod capacity_study {}
    /// How fast the simulation is, next to other tools.
    #[doc = include_str!("documentation/performance.md")]
    pub mod performance {}
    /// Decisions, and why they were made.
    #[doc = include_str!("documentation/decisions.md")]
    pub mod decisions {}
}
