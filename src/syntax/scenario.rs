//! Scenario files: text to tree, with every mistake in it.
//!
//! A scenario names its `base`: another scenario, of which it changes a few lines, or the procedure (or a change of one) that it is about. Which of
//! them a base is shows in its keys. Whether a name exists in the procedure is not known here.

mod layers;
mod people;
mod read;
mod tree;
mod values;

pub use layers::{LoadedScenario, load_scenario};
pub use tree::{
    AbsenceTree, ActorTree, ArrivalsTree, CasesAtOnce, Happening, Law, LawOfTime, MeetingRule, Number, OpenCaseTree,
    OverrideTree, Per, QueueDiscipline, RatePhrase, Rounding, ScenarioCalendar, ScenarioTree, SpanTree, StepTree,
    ThreePointLaw, Weights,
};
