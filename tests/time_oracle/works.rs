//! What takes how long, and what makes it come.

use duecourse::syntax::tree::{Duration, Kind, Procedure, Start, Step, Unit};

use crate::oracle::expression::{is_allowed, is_owed};
use crate::oracle::lookup;
use crate::oracle::state::Case;

/// A step or a single vote, and how long it takes.
#[derive(Debug, Clone)]
pub struct Work {
    /// The step, or `STEP.VOTER`.
    pub name: String,
    /// Working days at least.
    pub least: u16,
    /// Working days at most; absent if nothing says so.
    pub most: Option<u16>,
    kind: Kind,
    awaited: bool,
    two_moments: bool,
}

/// All work of a procedure.
pub fn works(procedure: &Procedure) -> Vec<Work> {
    let mut works = Vec::new();
    let under_way = lookup::named_under_way(procedure);
    for step in lookup::living_steps(procedure) {
        let votes = lookup::votes_on(procedure, step);
        let takes = step.takes.as_ref().map(|takes| (working_days(takes.value.least), working_days(takes.value.most)));
        let bounds = if votes.is_empty() { takes } else { None };
        works.push(work(step, step.id.text(), bounds, under_way.contains(step.id.text())));
        // "of a step with `votes`, how long each vote takes"
        works.extend(votes.iter().map(|vote| work(step, vote, takes, false)));
    }
    works
}

/// Procedures of these tests count in working days alone.
fn working_days(count: u32) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

fn work(step: &Step, name: &str, takes: Option<(u16, u16)>, two_moments: bool) -> Work {
    let (least, mut most) = match (takes, step.kind) {
        // "Any other event … come on any day or never": nothing says when at most.
        (Some((least, _)), Kind::Event) if !step.awaited => (least, None),
        (Some((least, most)), _) => (least, Some(most)),
        // "An awaited event comes … without `takes` on any day."
        (None, Kind::Event) => (0, None),
        // "A step without `takes` takes no time".
        (None, _) => (0, Some(0)),
    };
    for start in &step.starts {
        // "`every D covering X` comes up at most D after X; then the step takes what it takes."
        if let Start::Every(Duration { count, unit: Unit::WorkingDay }, _) = &start.value {
            most = most.map(|most| most + working_days(*count));
        }
    }
    Work { name: name.to_owned(), least, most, kind: step.kind, awaited: step.awaited, two_moments }
}

impl Work {
    /// Whether it takes any time: otherwise nothing has to be known about since when it is worked on.
    pub fn takes_time(&self) -> bool {
        self.least > 0 || self.most.is_some_and(|most| most > 0)
    }

    /// After so many days nothing changes any more.
    pub fn age_max(&self) -> u16 {
        self.most.unwrap_or(self.least)
    }

    /// "A duty is begun at once." An optional step is not; what is under way has begun; an event nobody begins.
    pub fn begins_at_once(&self, procedure: &Procedure, case: &Case) -> bool {
        self.kind != Kind::Optional || self.two_moments || is_owed(procedure, case, &self.name)
    }

    /// Whether it has to be taken once it has been worked on for as long as it can take.
    pub fn presses(&self, procedure: &Procedure, case: &Case, age: Option<u16>) -> bool {
        let bound = match self.kind {
            Kind::Duty => true,
            Kind::Event => self.awaited,
            // "An optional step begins on any day, or never"; what has begun lasts as long as it takes.
            Kind::Optional => self.two_moments || is_owed(procedure, case, &self.name) || age.is_some(),
        };
        let over = match (age, self.most) {
            (Some(age), Some(most)) => age >= most,
            (None, Some(0)) => true,
            _ => false,
        };
        bound && over
    }

    /// Whether what has begun goes on: whether it is still owed or allowed. "If the step lapses in the meantime, the work is dropped."
    pub fn goes_on(&self, procedure: &Procedure, case: &Case) -> bool {
        if self.two_moments {
            return case.under_way.contains(&self.name);
        }
        is_owed(procedure, case, &self.name) || is_allowed(procedure, case, &self.name)
    }
}
