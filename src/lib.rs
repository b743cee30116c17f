#![doc = include_str!("documentation/overview.md")]

pub mod calendar;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod compile;
pub mod diagnostic;
pub mod report;
pub mod source;
pub mod study;
pub mod syntax;
pub mod system;

/// Long-form documentation, its examples run as tests.
pub mod documentation {
    /// The procedure language: tables, phrases, meaning.
    #[doc = include_str!("documentation/language.md")]
    pub mod language {}
    /// Decisions, and why they were made.
    #[doc = include_str!("documentation/decisions.md")]
    pub mod decisions {}
}
