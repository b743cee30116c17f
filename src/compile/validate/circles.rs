//! Terms that are defined by themselves, and groups that contain themselves: each circle once, with the way round.

use std::collections::VecDeque;

use super::Validator;
use crate::compile::names::Thing;
use crate::diagnostic::Code;
use crate::syntax::tree::Expression;

/// Most names of a circle that are told.
const TOLD_MAX: usize = 8;

impl Validator<'_> {
    pub(super) fn circles(&mut self) {
        let procedure = self.procedure;
        for circle in circles(&self.terms_read()) {
            let names: Vec<&str> = circle.iter().map(|index| procedure.terms[*index].id.text()).collect();
            let message = format!("the term `{}` is defined by itself: {}", names[0], way(&names, "reads"));
            let help = "say what it means without naming it";
            self.push(Code::CircularTerm, procedure.terms[circle[0]].id.span, message, "leads back to itself", help);
        }
        for circle in circles(&self.groups_inside()) {
            let names: Vec<&str> = circle.iter().map(|index| procedure.actors[*index].id.text()).collect();
            let message = format!("the group `{}` is a member of itself: {}", names[0], way(&names, "contains"));
            let help = "take one of them out of the `members` of the one before";
            self.push(Code::BadGroup, procedure.actors[circle[0]].id.span, message, "member of itself", help);
        }
    }

    /// For each term, the terms that it names.
    fn terms_read(&self) -> Vec<Vec<usize>> {
        let read = |means: &Expression| {
            let mut next = Vec::new();
            means.each(&mut |part| {
                if let Expression::Named(name) = part
                    && let Some(Thing::Term(index)) = self.names.thing(name.text())
                {
                    next.push(index);
                }
            });
            next
        };
        self.procedure.terms.iter().map(|term| read(&term.means)).collect()
    }

    /// For each actor, its members.
    fn groups_inside(&self) -> Vec<Vec<usize>> {
        let actors = &self.procedure.actors;
        actors
            .iter()
            .map(|actor| actor.members.iter().filter_map(|one| self.names.actor(one.text())).collect())
            .collect()
    }
}

/// `a` reads `b`, `b` reads `a`
fn way(names: &[&str], verb: &str) -> String {
    let mut steps: Vec<String> =
        (0..names.len()).map(|at| format!("`{}` {verb} `{}`", names[at], names[(at + 1) % names.len()])).collect();
    if steps.len() > TOLD_MAX {
        let last = steps.pop();
        steps.truncate(TOLD_MAX - 1);
        steps.push("…".to_owned());
        steps.extend(last);
    }
    steps.join(", ")
}

/// A shortest circle through the first member of each knot of circles.
fn circles(next: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut told = vec![false; next.len()];
    let mut found = Vec::new();
    for start in 0..next.len() {
        if told[start] {
            continue;
        }
        let before = reached(next, start);
        let Some(circle) = back(&before, start) else { continue };
        // What can be reached from here and leads back here belongs to the same knot.
        for index in 0..next.len() {
            told[index] |= before[index].is_some() && reached(next, index)[start].is_some();
        }
        found.push(circle);
    }
    found
}

/// From where each node is first reached, by at least one step, from a start.
fn reached(next: &[Vec<usize>], start: usize) -> Vec<Option<usize>> {
    let mut before = vec![None; next.len()];
    let mut queue = VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for to in &next[at] {
            if before[*to].is_none() {
                before[*to] = Some(at);
                queue.push_back(*to);
            }
        }
    }
    before
}

/// The way from a node round to itself.
fn back(before: &[Option<usize>], start: usize) -> Option<Vec<usize>> {
    let mut circle = vec![start];
    let mut at = before[start]?;
    while at != start {
        circle.push(at);
        at = before[at]?;
    }
    circle[1..].reverse();
    Some(circle)
}

#[cfg(test)]
mod tests {
    use super::{circles, way};

    #[test]
    fn each_knot_gives_one_shortest_circle() {
        assert_eq!(circles(&[vec![1], vec![2], vec![0]]), [[0, 1, 2]]);
        assert_eq!(circles(&[vec![1, 2], vec![0, 2], vec![0, 1]]), [[0, 1]]);
        assert_eq!(circles(&[vec![0], vec![2], vec![]]), [[0]]);
        assert_eq!(circles(&[vec![1], vec![1]]), [[1]]);
    }

    #[test]
    fn the_way_round_is_told_and_a_long_one_is_cut() {
        assert_eq!(way(&["a", "b"], "reads"), "`a` reads `b`, `b` reads `a`");
        assert_eq!(way(&["a"; 40], "reads").matches("reads").count(), 8);
    }
}
