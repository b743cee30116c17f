//! A verdict for each invariant.

use std::collections::{BTreeMap, BTreeSet};

use duecourse::syntax::tree::{Check, Invariant, Procedure};

use super::explore::{Edge, Graph, Node, explore, explore_from};
use super::expression::holds;
use super::fair::{Part, strongly_fair, weakly_fair};
use super::interpret::{Beginning, beginnings, values_of};
use super::lookup;
use super::state::{Case, Move, Promise};

/// Whether a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It does not.
    Broken {
        /// For a safety rule, the fewest moves after which it is broken; 0 is the beginning.
        shortest: Option<usize>,
    },
    /// "`… within D`, `never within D of`: decided by the time check only".
    TimeCheckOnly,
}

/// What is found about one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// Under the fairness of the reference.
    pub verdict: Verdict,
    /// Whether what the rule speaks about ever comes up. Response: its trigger with its condition. Precedence, `when`, `at
    /// most once`: the (later) event. `once X`: X. `not both X and Y`: X in some state and Y in some state. Otherwise
    /// true.
    pub trigger_reached: bool,
    /// "once more without fairness of outcomes and with weak fairness". Other patterns: as the verdict.
    pub holds_weakly: bool,
}

/// Decides one rule; `None` if there are more than `limit` states.
pub fn decide(procedure: &Procedure, invariant: &Invariant, limit: usize) -> Option<Decision> {
    let plain =
        |verdict, trigger_reached| Decision { verdict, trigger_reached, holds_weakly: verdict == Verdict::Holds };
    let check = &invariant.check.value;
    if let Check::NeverDepends(name, fact) = check {
        let depends = depends_on(procedure, name.text(), fact.text(), limit)?;
        return Some(plain(if depends { Verdict::Broken { shortest: None } } else { Verdict::Holds }, true));
    }
    let graph = explore(procedure, &[invariant], limit)?;
    let id = invariant.id.text();
    let struck = graph.struck.get(id).copied();
    let reached = graph.reached.contains(id);
    Some(match check {
        Check::NeverWithin { .. } | Check::Response { within: Some(_), .. } => {
            Decision { verdict: Verdict::TimeCheckOnly, trigger_reached: reached, holds_weakly: true }
        }
        Check::Response { .. } => {
            let part = pending_part(&graph, id, outcome_of_duty);
            let verdict =
                if strongly_fair(&part).is_empty() { Verdict::Holds } else { Verdict::Broken { shortest: None } };
            let weak_part = pending_part(&graph, id, duty_alone);
            Decision { verdict, trigger_reached: reached, holds_weakly: weakly_fair(&weak_part).is_empty() }
        }
        Check::PossibleEvent(_) | Check::PossibleState(_) => {
            plain(if struck.is_some() { Verdict::Holds } else { Verdict::Broken { shortest: None } }, true)
        }
        Check::NotBoth(..) => {
            let both_come_up = reached && graph.second_reached.contains(id);
            plain(struck.map_or(Verdict::Holds, |shortest| Verdict::Broken { shortest: Some(shortest) }), both_come_up)
        }
        _ => plain(struck.map_or(Verdict::Holds, |shortest| Verdict::Broken { shortest: Some(shortest) }), reached),
    })
}

/// Strong fairness: each duty with each of its outcomes is a promise of its own. Its beginning, if it is taken in two
/// moments, counts as one more.
pub fn outcome_of_duty(edge: &Edge) -> &str {
    &edge.label
}

/// Weak fairness "without fairness of outcomes": the duty, whatever its outcome.
pub fn duty_alone(edge: &Edge) -> &str {
    edge.made.step().unwrap_or(&edge.label)
}

/// The states in which the response is pending, and the moves between them that leave it pending.
fn pending_part<'a>(graph: &'a Graph, id: &str, what: fn(&Edge) -> &str) -> Part<'a> {
    let pending = |node: &Node| node.latches.get(id).copied().unwrap_or(false);
    part(graph, pending, |edge| !edge.discharges.contains(id), |edge| edge.promise == Promise::Duty, what)
}

/// The part of a graph with these states and moves. `what` says under which name a move is promised and taken. All
/// promised moves out of a state count as promised there.
pub fn part(
    graph: &Graph,
    state: impl Fn(&Node) -> bool,
    edge: impl Fn(&Edge) -> bool,
    promised: impl Fn(&Edge) -> bool,
    what: fn(&Edge) -> &str,
) -> Part<'_> {
    let states: BTreeSet<usize> = (0..graph.nodes.len()).filter(|index| state(&graph.nodes[*index])).collect();
    let mut part = Part { states, edges: Vec::new(), promised: BTreeMap::new() };
    for one in &graph.edges {
        if !part.states.contains(&one.from) {
            continue;
        }
        if promised(one) {
            part.promised.entry(one.from).or_default().insert(what(one));
        }
        if part.states.contains(&one.to) && edge(one) {
            part.edges.push((one.from, what(one), one.to));
        }
    }
    part
}

/// "`N never depends on F`: a term: its value is the same for every value of F. A step: two incidents that differ only in F
/// allow the same outcomes in some run or other."
fn depends_on(procedure: &Procedure, name: &str, fact: &str, limit: usize) -> Option<bool> {
    if lookup::term(procedure, name).is_some() {
        return term_depends_on(procedure, name, fact, limit);
    }
    let mut outcomes_by_other_facts: BTreeMap<Case, BTreeSet<BTreeSet<String>>> = BTreeMap::new();
    for beginning in beginnings(procedure) {
        let mut others = Case { facts: beginning.after.facts.clone(), ..Case::default() };
        others.facts.remove(fact);
        let outcomes = outcomes_that_happen(procedure, beginning, name, limit)?;
        outcomes_by_other_facts.entry(others).or_default().insert(outcomes);
    }
    Some(outcomes_by_other_facts.values().any(|different| different.len() > 1))
}

/// The labels with which a step is taken in some run of this incident.
fn outcomes_that_happen(
    procedure: &Procedure,
    beginning: Beginning,
    step: &str,
    limit: usize,
) -> Option<BTreeSet<String>> {
    let graph = explore_from(procedure, &[beginning], &[], limit)?;
    let taken = graph.edges.iter().filter(|edge| matches!(&edge.made, Move::Take { step: one, .. } if one == step));
    Some(taken.map(|edge| edge.label.clone()).collect())
}

/// In every reachable state, the term has the same value whatever value is put in the place of that of F.
fn term_depends_on(procedure: &Procedure, term: &str, fact: &str, limit: usize) -> Option<bool> {
    let graph = explore(procedure, &[], limit)?;
    let (Some(term), Some(fact)) = (lookup::term(procedure, term), lookup::fact(procedure, fact)) else {
        return Some(false);
    };
    Some(graph.nodes.iter().any(|node| {
        let value = holds(procedure, &node.case, &term.means);
        values_of(fact).into_iter().any(|values| {
            let mut other = node.case.clone();
            other.facts.insert(fact.id.value.clone(), values);
            holds(procedure, &other, &term.means) != value
        })
    }))
}
