//! What the exit code of the process means. The numbers never change their meaning.

use crate::report::Report;

/// What `--help` says about exit codes.
pub(super) const HELP: &str = "\
Exit codes:
   0  fine
    1  the procedure fails (a rule is broken, a target is missed, a deadline is not kept as
       --require asks, or a report is stale);
       of explain: the example no longer shows a broken rule
   2  wrong usage or an invalid file
   3  a limit was reached, so nothing is proved
   4  nothing was checked
  70  a mistake in this program
  74  a file could not be read or written";

/// An exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// Everything that was asked for holds.
    Fine = 0,
    /// The procedure fails: a rule is broken, removed or weakened, or a case cannot be completed; or a report is stale.
    Fails = 1,
    /// Wrong usage, or a file that is not valid.
    Usage = 2,
    /// A limit was reached: nothing is proved.
    Inconclusive = 3,
    /// There was no rule to check, or none that was asked for.
    NothingChecked = 4,
    /// A mistake in this program.
    Internal = 70,
    /// A file could not be read or written.
    InputOutput = 74,
}

impl ExitCode {
    /// The verdict on a checked procedure. A failure is certain even if a limit was reached elsewhere.
    pub fn of(report: &Report, strict: bool) -> Self {
        if report.failed() {
            Self::Fails
        } else if report.nothing_checked() {
            Self::NothingChecked
        } else if strict && report.has_findings() {
            Self::Fails
        } else if report.inconclusive() {
            Self::Inconclusive
        } else {
            Self::Fine
        }
    }

    /// The one of two that weighs more, for a run over several files.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        if self.weight() >= other.weight() { self } else { other }
    }

    fn weight(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::NothingChecked => 1,
            Self::Inconclusive => 2,
            Self::Fails => 3,
            Self::Usage => 4,
            Self::InputOutput => 5,
            Self::Internal => 6,
        }
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::ExitCode;
    use crate::check::{CheckOutcome, InvariantOutcome, Verdict};
    use crate::report::Report;
    use crate::source::SourceMap;
    use crate::syntax::tree::Procedure;
    use crate::system::TransitionSystem;

    fn report(verdicts: &[Verdict]) -> Report {
        let mut outcome = CheckOutcome::default();
        outcome.counts.complete = true;
        outcome.soundness.complete = true;
        outcome.invariants = verdicts.iter().enumerate().map(|(index, verdict)| rule(index, *verdict)).collect();
        Report {
            path: "a.toml".to_owned(),
            hash: String::new(),
            sources: SourceMap::default(),
            procedure: Procedure::default(),
            system: TransitionSystem::default(),
            diagnostics: Vec::new(),
            outcome,
            time: crate::check::time::TimeOutcome { complete: true, ..Default::default() },
            examples: Vec::new(),
            unfinished: Vec::new(),
            only: Vec::new(),
            change: None,
            surge: None,
            calendar: None,
            readings: None,
        }
    }

    fn rule(index: usize, verdict: Verdict) -> InvariantOutcome {
        InvariantOutcome {
            id: format!("rule_{index}"),
            says: String::new(),
            check: String::new(),
            pattern: None,
            verdict,
            engine: "",
            trigger_reached: true,
            clauses: Vec::new(),
            counterexample: None,
            weakness: None,
            removed: None,
        }
    }

    #[test]
    fn each_verdict_has_its_code() {
        let code = |verdicts: &[Verdict]| ExitCode::of(&report(verdicts), false);
        assert_eq!(code(&[Verdict::Holds, Verdict::Timed, Verdict::Vacuous]), ExitCode::Fine);
        assert_eq!(code(&[Verdict::Holds, Verdict::Broken]), ExitCode::Fails);
        assert_eq!(code(&[Verdict::Removed]), ExitCode::Fails);
        assert_eq!(code(&[Verdict::Holds, Verdict::Inconclusive]), ExitCode::Inconclusive);
        assert_eq!(code(&[]), ExitCode::NothingChecked);
        assert_eq!(code(&[Verdict::Timed]), ExitCode::NothingChecked);
    }

    #[test]
    fn broken_weighs_more_than_inconclusive() {
        let mut both = report(&[Verdict::Inconclusive, Verdict::Broken]);
        both.outcome.counts.complete = false;
        assert_eq!(ExitCode::of(&both, false), ExitCode::Fails);
        let mut cut = report(&[Verdict::Holds]);
        cut.outcome.counts.complete = false;
        assert_eq!(ExitCode::of(&cut, false), ExitCode::Inconclusive);
    }

    #[test]
    fn findings_fail_only_if_strict() {
        let vacuous = report(&[Verdict::Holds, Verdict::Vacuous]);
        assert_eq!(ExitCode::of(&vacuous, false), ExitCode::Fine);
        assert_eq!(ExitCode::of(&vacuous, true), ExitCode::Fails);
        let mut dead = report(&[Verdict::Holds]);
        dead.outcome.soundness.dead_steps.push("audit".to_owned());
        assert_eq!(ExitCode::of(&dead, true), ExitCode::Fails);
        assert_eq!(ExitCode::of(&report(&[Verdict::Holds]), true), ExitCode::Fine);
    }

    #[test]
    fn a_filter_decides_what_counts() {
        let mut filtered = report(&[Verdict::Broken, Verdict::Holds]);
        filtered.only = vec!["rule_1".to_owned()];
        assert_eq!(ExitCode::of(&filtered, false), ExitCode::Fine);
        filtered.only = vec!["nothing".to_owned()];
        assert_eq!(ExitCode::of(&filtered, false), ExitCode::NothingChecked);
    }

    #[test]
    fn several_files_give_the_code_that_weighs_most() {
        assert_eq!(ExitCode::Fails.worse(ExitCode::Inconclusive), ExitCode::Fails);
        assert_eq!(ExitCode::Fine.worse(ExitCode::NothingChecked), ExitCode::NothingChecked);
        assert_eq!(ExitCode::Fails.worse(ExitCode::Usage), ExitCode::Usage);
    }
}
