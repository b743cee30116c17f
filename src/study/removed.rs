//! Rules that a change takes away or alters. A rule is the requirement: whoever changes the procedure may not change it along the way.

use crate::syntax::print;
use crate::syntax::tree::{Invariant, Procedure};

/// A rule of the base that the changed procedure no longer has as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedRule {
    /// Its id.
    pub id: String,
    /// The sentence that a lead reads.
    pub says: String,
    /// The pattern in the base.
    pub check: String,
    /// Clauses that it cites.
    pub clauses: Vec<String>,
    /// What the change does to it.
    pub why: String,
}

/// The rules of the base that the changed procedure lacks or states otherwise: the rule itself, a term that it reads, or the values of
/// a fact that it reads. Whether a restated rule is weaker is not judged; it has to be stated in the base to count.
pub fn removed_rules(base: &Procedure, changed: &Procedure) -> Vec<RemovedRule> {
    base.invariants
        .iter()
        .filter_map(|rule| {
            let why = what_happens_to(rule, base, changed)?;
            Some(RemovedRule {
                id: rule.id.value.clone(),
                says: rule.says.clone(),
                check: print::check(&rule.check.value),
                clauses: rule.clauses.iter().map(|clause| clause.value.clone()).collect(),
                why,
            })
        })
        .collect()
}

fn what_happens_to(rule: &Invariant, base: &Procedure, changed: &Procedure) -> Option<String> {
    let Some(now) = changed.invariants.iter().find(|other| other.id.value == rule.id.value) else {
        return Some("the change takes this rule away".to_owned());
    };
    if print::check(&now.check.value) != print::check(&rule.check.value) {
        return Some("the change alters this rule".to_owned());
    }
    words_read(&print::check(&rule.check.value), base).into_iter().find_map(|word| redefined(&word, base, changed))
}

/// All names in a printed phrase, and in the terms that it names.
fn words_read(phrase: &str, base: &Procedure) -> Vec<String> {
    let split = |phrase: &str| -> Vec<String> {
        phrase
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let mut words = split(phrase);
    let mut next = 0;
    while let Some(word) = words.get(next).cloned() {
        next += 1;
        if let Some(term) = base.terms.iter().find(|term| term.id.value == word) {
            for inner in split(&print::expression(&term.means)) {
                if !words.contains(&inner) {
                    words.push(inner);
                }
            }
        }
    }
    words
}

fn redefined(word: &str, base: &Procedure, changed: &Procedure) -> Option<String> {
    if let Some(term) = base.terms.iter().find(|term| term.id.value == word) {
        let now = changed.terms.iter().find(|other| other.id.value == word);
        let same = now.is_some_and(|now| print::expression(&now.means) == print::expression(&term.means));
        return (!same).then(|| format!("the change redefines `{word}`, which this rule reads"));
    }
    let fact = base.facts.iter().find(|fact| fact.id.value == word)?;
    let values = |values: &[crate::source::Name]| values.iter().map(|value| value.value.clone()).collect::<Vec<_>>();
    let now = changed.facts.iter().find(|other| other.id.value == word);
    let same = now.is_some_and(|now| values(&now.values) == values(&fact.values) && now.many == fact.many);
    (!same).then(|| format!("the change alters the values of `{word}`, which this rule reads"))
}
