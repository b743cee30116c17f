//! A run: what happens in a case, and what is expected of it.

use duecourse::system::DeadlineStatus;

use super::case::Case;
use super::segments::expand;

/// What the policy says of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expectation {
    /// Allowed: all of it can happen.
    Happens,
    /// Allowed: all of it can happen, and the case may end there.
    Ends,
    /// Allowed: all of it can happen, and this deadline is kept.
    Keeps(&'static str),
    /// Forbidden: all but the last can happen, and the last cannot happen then.
    Never,
    /// Forbidden to end there: all of it can happen, and this step is still owed.
    Owes(&'static str),
    /// Forbidden: all of it can happen, but this deadline is missed for good.
    Breaks(&'static str),
}

impl Expectation {
    /// Whether the policy allows such a run.
    pub(crate) fn allowed(self) -> bool {
        matches!(self, Self::Happens | Self::Ends | Self::Keeps(_))
    }
}

/// A run of a case.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    /// What it is about.
    pub(crate) name: String,
    clauses: &'static str,
    incident: &'static str,
    steps: String,
    /// What the policy says of it.
    pub(crate) expectation: Expectation,
}

/// A run; see [`super::segments`] for the words of `steps`.
pub(crate) fn run(
    name: &str,
    clauses: &'static str,
    incident: &'static str,
    steps: &str,
    expectation: Expectation,
) -> Run {
    Run { name: name.to_owned(), clauses, incident, steps: steps.to_owned(), expectation }
}

impl Run {
    /// The clauses that speak of it.
    pub(crate) fn clauses(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.clauses.split_whitespace()
    }

    /// Its steps, one word each.
    pub(crate) fn words(&self) -> Vec<String> {
        expand(&self.steps)
    }

    /// Plays it; an error names the run, its clauses and what was not as expected.
    pub(crate) fn judge(&self) -> Result<(), String> {
        let words = self.words();
        let (last, path) = match self.expectation {
            Expectation::Never => words.split_last().map(|(last, path)| (Some(last), path)),
            _ => Some((None, words.as_slice())),
        }
        .ok_or_else(|| self.complaint("has no steps"))?;
        let mut case = Case::of(self.incident);
        case.done(path).map_err(|word| self.complaint(&format!("`{word}` could not happen")))?;
        let wrong = match (self.expectation, last) {
            (Expectation::Never, Some(last)) if case.can(last) => format!("`{last}` could happen"),
            (Expectation::Ends, _) if !case.complete() => {
                format!("the case could not end; owed: {}", case.all_owed().join(", "))
            }
            (Expectation::Owes(step), _) if !case.owes(step) => format!("`{step}` was not owed"),
            (Expectation::Owes(step), _) if case.complete() => format!("the case could end without `{step}`"),
            (Expectation::Keeps(deadline), _) if !case.has_status(deadline, DeadlineStatus::Met) => {
                format!("the deadline `{deadline}` was not met")
            }
            (Expectation::Breaks(deadline), _) if !case.has_status(deadline, DeadlineStatus::Missed) => {
                format!("the deadline `{deadline}` was not missed")
            }
            _ => return Ok(()),
        };
        Err(self.complaint(&wrong))
    }

    fn complaint(&self, what: &str) -> String {
        format!("run `{}` (clauses {}; incident {}): {what}", self.name, self.clauses, self.incident)
    }
}
