//! What came of several cases at once: plain data for every output format.

use super::whatever::WorkOrder;

/// How to look at several cases.
#[derive(Debug, Clone)]
pub struct SurgeOptions {
    /// Most cases at once; 2 to 4.
    pub cases_max: u8,
    /// For each actor of the system, on how many cases it works at a time; absent if nothing limits it.
    pub places: Vec<Option<u32>>,
    /// How often a loop is gone round, as in the time check.
    pub repeat: u16,
    /// Most states of one search.
    pub states_max: usize,
    /// Whether cases that are alike are told apart no more than they have to be. Off only to compare.
    pub symmetry: bool,
}

/// The greatest number of cases for which something was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proved {
    /// So many cases; 0 if it is not even so for one.
    pub cases: u8,
    /// Whether more were tried, or all that was asked for holds; otherwise a limit was reached, and it may be more.
    pub complete: bool,
}

/// What happens in an example, and on which working day since it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurgeStep {
    /// The working day.
    pub day: u32,
    /// Which case, counted from 1; the first is the one that is late, or too early.
    pub case: u8,
    /// What.
    pub happening: SurgeHappening,
}

/// What happens to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SurgeHappening {
    /// It comes.
    Comes,
    /// A step is taken, or a span begins or ends.
    Happens {
        /// The id, with the outcome.
        what: String,
        /// Who: of several, the one who took it up.
        actor: String,
        /// How it had waited for somebody to be free; absent if somebody was at once.
        wait: Option<SurgeWait>,
    },
}

/// How a step waited for a free actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurgeWait {
    /// The working day on which it was asked for.
    pub from_day: u32,
    /// The working day on which it was taken up.
    pub to_day: u32,
    /// Those who could have taken it up, by name, the first first.
    pub actors: Vec<String>,
    /// The cases that they were at work on meanwhile, in order.
    pub busy_with: Vec<u8>,
}

impl SurgeWait {
    /// Working days that it waited.
    pub fn days(&self) -> u32 {
        self.to_day - self.from_day
    }
}

/// An example in which so many cases make one of them late, or too early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurgeExample {
    /// How many cases.
    pub cases: u8,
    /// In which order work is taken up.
    pub order: WorkOrder,
    /// Working days from anchor to end.
    pub days: u32,
    /// The working day of the anchor of the first case.
    pub anchor_day: u32,
    /// How many of the steps are told before the time of the first case runs.
    pub anchor_steps: usize,
    /// What happens.
    pub steps: Vec<SurgeStep>,
}

/// The longest or shortest time from anchor to end with so many cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SurgeTime {
    /// How many cases.
    pub cases: u8,
    /// In which order work is taken up.
    pub order: WorkOrder,
    /// Working days; absent if there is no bound, or if it never ends.
    pub days: Option<u32>,
}

/// Several cases and one deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurgeDeadline {
    /// Its id.
    pub id: String,
    /// Whom cases may have to wait for, on the way to it or beside it, by name.
    pub shared: Vec<String>,
    /// All cases can still be in time.
    pub feasible: Proved,
    /// Every case is in time, whatever happens, if work is taken up as it was asked for.
    pub first_come: Proved,
    /// The same if the work whose deadline falls first is taken up first.
    pub earliest_due: Proved,
    /// The longest times that were found by complete searches; of what has to wait none.
    pub longest: Vec<SurgeTime>,
    /// The shortest times of what has to wait.
    pub shortest: Vec<SurgeTime>,
    /// Why it could not be looked at, if that is so.
    pub left_out: Option<String>,
    /// A case that is late, or too early, because of others.
    pub example: Option<SurgeExample>,
    /// Joint states of all searches.
    pub states: usize,
}

impl SurgeDeadline {
    /// For how many cases all are in time whatever happens, in some order of work.
    pub(super) fn proved(&mut self, order: WorkOrder) -> &mut Proved {
        match order {
            WorkOrder::FirstCome => &mut self.first_come,
            WorkOrder::EarliestDue => &mut self.earliest_due,
        }
    }
}

/// Several cases at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurgeOutcome {
    /// Most cases that were looked at.
    pub cases_max: u8,
    /// Each shared actor and on how many cases it works at a time.
    pub places: Vec<(String, u32)>,
    /// The deadlines, in the order of the system.
    pub deadlines: Vec<SurgeDeadline>,
}

impl SurgeOutcome {
    /// The least of one figure over all deadlines: so many cases for which it holds of every one.
    pub fn least(&self, figure: impl Fn(&SurgeDeadline) -> Proved) -> Proved {
        let all = self.deadlines.iter().map(&figure);
        let cases = all.clone().map(|proved| proved.cases).min().unwrap_or(self.cases_max);
        // The number is certain if a deadline that has it is: no other can make it smaller or greater.
        let complete =
            self.deadlines.is_empty() || all.into_iter().any(|proved| proved.complete && proved.cases == cases);
        Proved { cases, complete }
    }

    /// Whether each of the three figures is certain for all deadlines together.
    pub fn complete(&self) -> bool {
        let figures: [fn(&SurgeDeadline) -> Proved; 3] =
            [|one| one.feasible, |one| one.first_come, |one| one.earliest_due];
        figures.into_iter().all(|figure| self.least(figure).complete)
    }
}
