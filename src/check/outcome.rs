//! What came of a check: plain data for every output format.

use crate::system::{Pattern, TransitionId};

/// Which reductions are used. Off only to test that they make no difference, or for `--unreduced`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reductions {
    /// Each question is asked of the part of the system that matters to it.
    pub slices: bool,
    /// Variables that nothing will read are forgotten.
    pub dead_variables: bool,
}

impl Reductions {
    /// All of them.
    pub const ALL: Self = Self { slices: true, dead_variables: true };
    /// None of them.
    pub const NONE: Self = Self { slices: false, dead_variables: false };
}

/// How to check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckOptions {
    /// Most states of one search.
    pub states_max: usize,
    /// Which reductions are used.
    pub reductions: Reductions,
    /// Whether stateright explores every slice too.
    pub second_engine: bool,
}

impl Default for CheckOptions {
    fn default() -> Self {
        Self { states_max: 20_000_000, reductions: Reductions::ALL, second_engine: true }
    }
}

/// The verdict on an invariant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// True in every run; said only after a complete search.
    Holds,
    /// Some run breaks it.
    Broken,
    /// What it speaks of never happens.
    Vacuous,
    /// A change took it away or altered it.
    Removed,
    /// A limit was reached.
    Inconclusive,
    /// Only the time check can decide it.
    Timed,
}

impl Verdict {
    /// The word in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Broken => "broken",
            Self::Vacuous => "vacuous",
            Self::Removed => "removed",
            Self::Inconclusive => "inconclusive",
            Self::Timed => "timed",
        }
    }
}

/// What ends a counterexample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The last step itself breaks the rule.
    LastStep,
    /// From here on the missing transitions cannot happen any more, whatever anybody does.
    Unreachable,
    /// Nothing more has to happen, and the missing transitions may never do.
    Stop,
    /// These steps can go round for ever.
    Loop(Vec<TransitionId>),
    /// Nothing in the whole procedure does what the rule asks to be possible.
    Impossible,
}

/// A run that breaks something, as transitions of the whole system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterexample {
    /// The facts of the incident, for reading: what and value.
    pub facts: Vec<(String, String)>,
    /// The values of the fact predicates with which the run begins.
    pub predicates: Vec<bool>,
    /// What happens.
    pub steps: Vec<TransitionId>,
    /// What never happens and should.
    pub missing: Vec<TransitionId>,
    /// How it ends.
    pub ending: Ending,
    /// For a rule that nothing may depend on a fact: a second incident, with the fact changed, in which the last step never happens.
    pub other_facts: Option<Vec<(String, String)>>,
}

/// How a response would fail if fairness were weaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weakness {
    /// The steps that can put it off for ever.
    pub steps: Vec<TransitionId>,
}

/// What was found about one invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvariantOutcome {
    /// Its id.
    pub id: String,
    /// The sentence that a lead reads.
    pub says: String,
    /// The pattern as written.
    pub check: String,
    /// Its pattern; absent if a change took the invariant away.
    pub pattern: Option<Pattern>,
    /// The verdict.
    pub verdict: Verdict,
    /// Which engines decided it, for machine output.
    pub engine: &'static str,
    /// Whether what it speaks of can happen.
    pub trigger_reached: bool,
    /// Clauses that it cites.
    pub clauses: Vec<String>,
    /// A shortest run that breaks it.
    pub counterexample: Option<Counterexample>,
    /// It holds only if they do not put it off for ever.
    pub weakness: Option<Weakness>,
    /// Why it counts as removed.
    pub removed: Option<String>,
}

impl InvariantOutcome {
    /// Whether it is broken by no case in particular, because none comes to what it asks to be possible: there is no example then.
    pub fn never_possible(&self) -> bool {
        self.counterexample.as_ref().is_some_and(|run| run.ending == Ending::Impossible)
    }
}

/// A duty that can stay undone, or a part of completion that may never come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnfinishedDuty {
    /// What stays open, for reading.
    pub what: String,
    /// A shortest run to where it stays open.
    pub counterexample: Counterexample,
}

/// Soundness (van der Aalst 1997), duty by duty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Soundness {
    /// Parts of "the case is complete" that may never come to hold.
    pub never_complete: Vec<UnfinishedDuty>,
    /// Duties that can stay owed for ever.
    pub owed_for_ever: Vec<UnfinishedDuty>,
    /// Steps and outcomes that never happen, as `step` or `step:outcome`.
    pub dead_steps: Vec<String>,
    /// Whether all of it was decided.
    pub complete: bool,
}

impl Soundness {
    /// Once all that has to come has come, the case comes to be complete.
    pub fn option_to_complete(&self) -> bool {
        self.never_complete.is_empty()
    }

    /// No duty stays owed for ever.
    pub fn proper_completion(&self) -> bool {
        self.owed_for_ever.is_empty()
    }
}

/// A way to go round that the procedure does not bound.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LoopFinding {
    /// The transitions of the loop.
    pub steps: Vec<TransitionId>,
}

/// Sizes of the searches, summed over the slices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OrderCounts {
    /// How many slices were explored.
    pub slices: usize,
    /// States that stateright visited; of the reference search if the second engine is off.
    pub states: usize,
    /// Steps between states.
    pub transitions: usize,
    /// States that the reference search visited.
    pub reference_states: usize,
    /// Whether every search was complete.
    pub complete: bool,
    /// Whether stateright explored every slice as well.
    pub second_engine: bool,
}

/// Sizes of one slice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SliceOutcome {
    /// Its variables.
    pub variables: usize,
    /// Its transitions.
    pub transitions: usize,
    /// Words of a packed state.
    pub words: usize,
    /// States of the reference search.
    pub states: usize,
    /// Steps between states.
    pub steps: usize,
    /// States that stateright visited, if it ran.
    pub second_states: Option<usize>,
    /// Whether it was explored to the end.
    pub complete: bool,
    /// What it was asked.
    pub questions: Vec<String>,
}

/// Why a check is not complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// A search reached `--max-states`.
    States,
    /// The time was up.
    Time,
}

/// Everything that a check found.
#[derive(Debug, Clone, Default)]
pub struct CheckOutcome {
    /// One for each invariant, in the order of the file; then the removed ones.
    pub invariants: Vec<InvariantOutcome>,
    /// Soundness.
    pub soundness: Soundness,
    /// Loops without a bound in the text.
    pub loops: Vec<LoopFinding>,
    /// Sizes.
    pub counts: OrderCounts,
    /// Sizes of each slice.
    pub slices: Vec<SliceOutcome>,
    /// Why it is not complete.
    pub stopped: Option<Stopped>,
    /// Steps that happened in some run.
    pub reached: Vec<TransitionId>,
}

impl CheckOutcome {
    /// Whether a rule is broken, removed, or completion fails: what makes a check fail.
    pub fn failed(&self) -> bool {
        let broken = |invariant: &InvariantOutcome| matches!(invariant.verdict, Verdict::Broken | Verdict::Removed);
        self.invariants.iter().any(broken)
            || !self.soundness.option_to_complete()
            || !self.soundness.proper_completion()
    }

    /// Whether something was left undecided because a limit was reached.
    pub fn inconclusive(&self) -> bool {
        !self.counts.complete
    }
}

/// The two engines disagree, or a counterexample is no run of the procedure: a mistake in this program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InternalError {
    /// Different numbers of states.
    #[error(
        "the two engines disagree in slice {slice}: stateright found {second} states, the reference search {reference}"
    )]
    Counts {
        /// Which slice.
        slice: usize,
        /// By stateright.
        second: usize,
        /// By the reference search.
        reference: usize,
    },
    /// Different verdicts.
    #[error("the two engines disagree on `{question}`")]
    Verdicts {
        /// What was asked.
        question: String,
    },
    /// A counterexample cannot be replayed.
    #[error("the example against `{question}` is no run of the whole procedure: step {step} cannot happen")]
    Replay {
        /// What was asked.
        question: String,
        /// Which step, from 1.
        step: usize,
    },
}
