//! Why a scenario cannot be simulated.

use crate::calendar::OutsideCalendar;

/// Why a scenario cannot be simulated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SimulationError {
    /// The dates lie outside the calendar.
    #[error(transparent)]
    Calendar(#[from] OutsideCalendar),
    /// The time simulated has no day.
    #[error("the simulated time has no working day in it; make the horizon longer")]
    NoTime,
    /// Nothing of the time counts.
    #[error(
        "the warm-up is as long as the simulated time, so nothing would be counted; make the horizon longer or the warm-up shorter"
    )]
    AllWarmUp,
    /// A number of years that cannot be.
    #[error("{years} years cannot be simulated; write a number from 0 to 1000")]
    Years {
        /// The number.
        years: String,
    },
    /// There is a rate that is negative, no number, or too large.
    #[error("{rate} cases or incidents cannot come in a year; write a number from 0 to 100000000")]
    Rate {
        /// The rate.
        rate: String,
    },
    /// It would never end.
    #[error(
        "cases come for ever, and the replication ends when none is open: give the number of cases, or years as the horizon"
    )]
    NeverEmpty,
    /// A meeting never comes.
    #[error("the meetings of {actor} never come in the simulated time; change their days, or make the horizon longer")]
    NeverMeets {
        /// The id of the actor.
        actor: String,
    },
    /// An actor can work on no case at all.
    #[error("{actor} works on 0 cases at a time, so its steps would wait for ever; write 1 or more")]
    NoPlaces {
        /// The id of the actor.
        actor: String,
    },
    /// The scenario does not fit the system.
    #[error("the scenario was made for another procedure: its {what} do not match")]
    Mismatch {
        /// Which part.
        what: &'static str,
    },
    /// The system is too large for the engine.
    #[error("the procedure cannot be simulated: {why}")]
    TooLarge {
        /// What of it.
        why: &'static str,
    },
    /// What an open case says has happened cannot happen in that order.
    #[error("open case {case}: `{transition}` cannot happen at this point; correct what has happened in it so far")]
    OpenCase {
        /// Its number, from 1.
        case: usize,
        /// What cannot happen.
        transition: String,
    },
    /// A case goes round without any day passing.
    #[error(
        "one case takes more than {limit} steps on one day, `{step}` among them: give a step of this loop a duration"
    )]
    NoDayPasses {
        /// How many steps are allowed.
        limit: u32,
        /// One of the steps.
        step: String,
    },
}
