//! What a check found, as far as readings are compared, and in what two of them differ.

use crate::check::time::{DeadlineOutcome, Length, TimeOutcome, TimeVerdict};
use crate::check::{CheckOutcome, Verdict};
use crate::study::change::{ClockText, clock_changes, clock_texts};
use crate::syntax::tree::Procedure;

/// What was found under one reading.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    rules: Vec<(String, String, Verdict)>,
    deadlines: Vec<(String, Figures)>,
    clocks: Vec<ClockText>,
    stays_open: Vec<String>,
    /// Whether every search came to its end.
    complete: bool,
}

/// The figures of a deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// The limit in working days.
    pub limit_days: u32,
    /// The longest time.
    pub longest: Length,
    /// The shortest time.
    pub shortest: Length,
    /// Working days left at worst; absent if the longest time has no bound.
    pub slack_days: Option<i64>,
    /// What is proved of it.
    pub verdict: TimeVerdict,
    /// Whether it begins at all.
    pub reached: bool,
    /// Whether the search was complete.
    pub complete: bool,
}

impl Figures {
    fn of(one: &DeadlineOutcome) -> Self {
        Self {
            limit_days: one.within_days,
            longest: one.longest.clone(),
            shortest: one.shortest.clone(),
            slack_days: one.slack_days,
            verdict: one.verdict(),
            reached: one.reached,
            complete: one.complete,
        }
    }

    /// Whether all figures are equal, whatever it is that has no bound.
    fn equals(&self, other: &Self) -> bool {
        let plain = |length: &Length| (length.days(), *length == Length::Never);
        (plain(&self.longest), plain(&self.shortest)) == (plain(&other.longest), plain(&other.shortest))
            && (self.limit_days, self.slack_days) == (other.limit_days, other.slack_days)
            && (self.verdict, self.reached) == (other.verdict, other.reached)
    }
}

impl Findings {
    /// What a check of a procedure found.
    pub fn of(procedure: &Procedure, outcome: &CheckOutcome, time: &TimeOutcome) -> Self {
        let soundness = &outcome.soundness;
        let open = soundness.never_complete.iter().chain(&soundness.owed_for_ever);
        let rule = |rule: &crate::check::InvariantOutcome| (rule.id.clone(), rule.says.clone(), rule.verdict);
        Self {
            rules: outcome.invariants.iter().map(rule).collect(),
            deadlines: time.deadlines.iter().map(|one| (one.id.clone(), Figures::of(one))).collect(),
            clocks: clock_texts(procedure),
            stays_open: open.map(|one| one.what.clone()).collect(),
            complete: outcome.counts.complete && soundness.complete && time.complete,
        }
    }

    /// A rule that the file, as a change of its base, takes away or alters.
    pub(super) fn remove(&mut self, id: &str, says: &str) {
        match self.rules.iter_mut().find(|rule| rule.0 == id) {
            Some(rule) => rule.2 = Verdict::Removed,
            None => self.rules.push((id.to_owned(), says.to_owned(), Verdict::Removed)),
        }
    }

    fn rule(&self, id: &str) -> Option<Verdict> {
        self.rules.iter().find(|rule| rule.0 == id).map(|rule| rule.2)
    }

    fn deadline(&self, id: &str) -> Option<&Figures> {
        self.deadlines.iter().find(|one| one.0 == id).map(|one| &one.1)
    }
}

/// A rule whose verdict depends on the reading. A verdict is absent where there is no such rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleDifference {
    /// Its id.
    pub id: String,
    /// The sentence.
    pub says: String,
    /// Under the readings in force.
    pub chosen: Option<Verdict>,
    /// Under this one.
    pub verdict: Option<Verdict>,
}

/// A deadline whose figures depend on the reading. Figures are absent where there is no such deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadlineDifference {
    /// Its id.
    pub id: String,
    /// Under the readings in force.
    pub chosen: Option<Figures>,
    /// Under this one.
    pub under: Option<Figures>,
}

/// A deadline whose time begins, ends or is counted otherwise under a reading, and whose figures are the same all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockDifference {
    /// Its id.
    pub id: String,
    /// What the file says otherwise of it, key by key: `due within 5 -> 3 working days of aware`.
    pub changes: Vec<String>,
    /// The figures under both.
    pub figures: Figures,
}

/// In what a reading differs from those in force.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    /// Rules.
    pub rules: Vec<RuleDifference>,
    /// Deadlines, and rules with a time in them.
    pub deadlines: Vec<DeadlineDifference>,
    /// Deadlines that have another clock and the same figures.
    pub clocks: Vec<ClockDifference>,
    /// What can stay open for ever under this reading only.
    pub stays_open: Vec<String>,
    /// What can stay open for ever under the readings in force only.
    pub open_no_more: Vec<String>,
    /// Ids of the rules and deadlines that a limit left undecided, so that they could not be compared.
    pub undecided: Vec<String>,
    /// Whether every search of this reading came to its end.
    pub searched: bool,
}

impl Differences {
    /// What differs; what is undecided on either side is not compared.
    pub fn between(chosen: &Findings, under: &Findings) -> Self {
        let mut found = Self { searched: under.complete, ..Self::default() };
        found.compare_rules(chosen, under);
        found.compare_deadlines(chosen, under);
        let less = |one: &Findings, other: &Findings| {
            one.stays_open.iter().filter(|what| !other.stays_open.contains(what)).cloned().collect::<Vec<_>>()
        };
        if chosen.complete && under.complete {
            found.stays_open = less(under, chosen);
            found.open_no_more = less(chosen, under);
        }
        found
    }

    fn compare_rules(&mut self, chosen: &Findings, under: &Findings) {
        let added = under.rules.iter().filter(|rule| chosen.rule(&rule.0).is_none());
        for (id, says, _) in chosen.rules.iter().chain(added) {
            let (before, now) = (chosen.rule(id), under.rule(id));
            if [before, now].contains(&Some(Verdict::Inconclusive)) {
                self.undecided.push(id.clone());
            } else if before != now {
                let (id, says) = (id.clone(), says.clone());
                self.rules.push(RuleDifference { id, says, chosen: before, verdict: now });
            }
        }
    }

    fn compare_deadlines(&mut self, chosen: &Findings, under: &Findings) {
        let added = under.deadlines.iter().filter(|one| chosen.deadline(&one.0).is_none());
        for (id, _) in chosen.deadlines.iter().chain(added) {
            let (before, now) = (chosen.deadline(id), under.deadline(id));
            let same = match (before, now) {
                (Some(before), Some(now)) => before.equals(now),
                (before, now) => before.is_none() && now.is_none(),
            };
            if [before, now].into_iter().flatten().any(|figures| !figures.complete) {
                if !self.undecided.contains(id) {
                    self.undecided.push(id.clone());
                }
            } else if !same {
                let id = id.clone();
                self.deadlines.push(DeadlineDifference { id, chosen: before.cloned(), under: now.cloned() });
            } else if let Some(figures) = now {
                let changes = clock_changes(&chosen.clocks, &under.clocks, id);
                if !changes.is_empty() {
                    self.clocks.push(ClockDifference { id: id.clone(), changes, figures: figures.clone() });
                }
            }
        }
    }

    /// Whether no verdict and no figure differs, as far as it was decided.
    pub fn none(&self) -> bool {
        self.rules.is_empty() && self.deadlines.is_empty() && self.stays_open.is_empty() && self.open_no_more.is_empty()
    }

    /// Whether everything was decided.
    pub fn complete(&self) -> bool {
        self.searched && self.undecided.is_empty()
    }

    /// Whether a rule is broken, or something stays open, that is not under the readings in force.
    pub fn breaks_something(&self) -> bool {
        let broken = |rule: &RuleDifference| matches!(rule.verdict, Some(Verdict::Broken | Verdict::Removed));
        self.rules.iter().any(broken) || !self.stays_open.is_empty()
    }

    /// Whether it is what its parts come to together: nothing more and nothing less.
    pub fn is_sum_of(&self, parts: &[&Self]) -> bool {
        fn sum<T: PartialEq>(own: &[T], parts: &[&[T]]) -> bool {
            own.iter().all(|one| parts.iter().any(|part| part.contains(one)))
                && parts.iter().all(|part| part.iter().all(|one| own.contains(one)))
        }
        sum(&self.rules, &parts.iter().map(|one| one.rules.as_slice()).collect::<Vec<_>>())
            && sum(&self.deadlines, &parts.iter().map(|one| one.deadlines.as_slice()).collect::<Vec<_>>())
            && sum(&self.clocks, &parts.iter().map(|one| one.clocks.as_slice()).collect::<Vec<_>>())
            && sum(&self.stays_open, &parts.iter().map(|one| one.stays_open.as_slice()).collect::<Vec<_>>())
            && sum(&self.open_no_more, &parts.iter().map(|one| one.open_no_more.as_slice()).collect::<Vec<_>>())
    }

    /// Leaves only what concerns these rules.
    pub fn keep_rules(&mut self, only: &[String]) {
        self.rules.retain(|rule| only.contains(&rule.id));
        self.undecided.retain(|id| only.contains(id));
        self.deadlines.clear();
        self.clocks.clear();
        self.stays_open.clear();
        self.open_no_more.clear();
        self.searched = true;
    }
}
