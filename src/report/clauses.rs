//! Which parts of a procedure cite which clause of its source.

use crate::source::Name;
use crate::syntax::tree::{Clause, Procedure};

/// The clauses in the order of the file, each with what cites it.
#[derive(Debug, Clone)]
pub struct Citations<'a> {
    clauses: Vec<(&'a Clause, Vec<String>)>,
}

impl<'a> Citations<'a> {
    /// Collects the citations of a procedure.
    pub fn of(procedure: &'a Procedure) -> Self {
        let mut citations = Self { clauses: procedure.clauses.iter().map(|clause| (clause, Vec::new())).collect() };
        for one in &procedure.assumptions {
            citations.add("assumption", &one.id.value, &one.clauses);
        }
        for one in &procedure.facts {
            citations.add("fact", &one.id.value, &one.clauses);
        }
        for one in &procedure.terms {
            citations.add("term", &one.id.value, &one.clauses);
        }
        for one in procedure.steps.iter().filter(|one| one.removed.is_none()) {
            citations.add("step", &one.id.value, &one.clauses);
        }
        for one in procedure.spans.iter().filter(|one| one.removed.is_none()) {
            citations.add("span", &one.id.value, &one.clauses);
        }
        for one in procedure.deadlines.iter().filter(|one| one.removed.is_none() && one.of_step.is_none()) {
            citations.add("deadline", &one.id.value, &one.clauses);
        }
        citations.add("case", "complete", &procedure.case.clauses);
        for one in &procedure.invariants {
            citations.add("rule", &one.id.value, &one.clauses);
        }
        citations
    }

    fn add(&mut self, kind: &str, id: &str, cited: &[Name]) {
        for (clause, by) in &mut self.clauses {
            if cited.iter().any(|name| name.value == clause.id.value) {
                by.push(format!("{kind} {id}"));
            }
        }
    }

    /// Every clause and what cites it.
    pub fn all(&self) -> impl Iterator<Item = (&'a Clause, &[String])> {
        self.clauses.iter().map(|(clause, by)| (*clause, by.as_slice()))
    }

    /// The clauses that nothing cites.
    pub fn uncited(&self) -> impl Iterator<Item = &'a Clause> {
        self.clauses.iter().filter(|(_, by)| by.is_empty()).map(|(clause, _)| *clause)
    }

    /// How many clauses there are.
    pub fn total(&self) -> usize {
        self.clauses.len()
    }
}
