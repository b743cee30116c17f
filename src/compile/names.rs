//! What each name is.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Name;
use crate::syntax::EVERYTHING;
use crate::syntax::tree::{Limit, Procedure};

/// A thing that an expression or an event can name, by its index in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing {
    Fact(usize),
    Term(usize),
    Step(usize),
    /// A vote on a step, by the index of the voter among the members.
    Vote(usize, usize),
    Span(usize),
}

impl Thing {
    /// What it is called in a message.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Fact(_) => "a fact",
            Self::Term(_) => "a term",
            Self::Step(_) => "a step",
            Self::Vote(..) => "a vote",
            Self::Span(_) => "a span",
        }
    }
}

/// All names of a procedure.
#[derive(Debug)]
pub(super) struct Names<'a> {
    pub(super) procedure: &'a Procedure,
    things: BTreeMap<String, Thing>,
    deadlines: BTreeMap<String, usize>,
    actors: BTreeMap<&'a str, usize>,
    clauses: BTreeMap<&'a str, usize>,
    /// Names of which not everything is known, because what defines them has a mistake.
    unread: &'a [String],
}

impl<'a> Names<'a> {
    /// Collects the names; two things of one name are a mistake.
    pub(super) fn new(procedure: &'a Procedure, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut names = Self {
            procedure,
            things: BTreeMap::new(),
            deadlines: BTreeMap::new(),
            actors: procedure.actors.iter().enumerate().map(|(index, actor)| (actor.id.text(), index)).collect(),
            clauses: procedure.clauses.iter().enumerate().map(|(index, clause)| (clause.id.text(), index)).collect(),
            unread: &[],
        };
        let facts = procedure.facts.iter().enumerate().map(|(index, fact)| (&fact.id, Thing::Fact(index)));
        let terms = procedure.terms.iter().enumerate().map(|(index, term)| (&term.id, Thing::Term(index)));
        let steps = procedure.steps.iter().enumerate().map(|(index, step)| (&step.id, Thing::Step(index)));
        let spans = procedure.spans.iter().enumerate().map(|(index, span)| (&span.id, Thing::Span(index)));
        for (id, thing) in facts.chain(terms).chain(steps).chain(spans) {
            if let Some(other) = names.things.insert(id.value.clone(), thing) {
                let message = format!("`{}` is the name of {} and of {}", id.value, other.kind(), thing.kind());
                diagnostics.push(
                    Diagnostic::new(Code::SameName, id.span, message, "second of this name").help("rename one of them"),
                );
            }
        }
        for (index, deadline) in procedure.deadlines.iter().enumerate() {
            if let Some(other) = names.deadlines.insert(deadline.id.value.clone(), index) {
                let message = format!("there are two deadlines `{}`", deadline.id.value);
                let help = match &procedure.deadlines[other].of_step {
                    Some(_) => "the `due` of a step is a deadline of the step's name: rename the one in [deadlines]",
                    None => "rename one of them",
                };
                diagnostics
                    .push(Diagnostic::new(Code::SameName, deadline.id.span, message, "second of this name").help(help));
            }
        }
        names.add_votes();
        names
    }

    /// The same, with names of which not everything is known.
    pub(super) fn without(self, unread: &'a [String]) -> Self {
        Self { unread, ..self }
    }

    /// Whether not everything is known of a name, or of the step on which it is a vote.
    pub(super) fn unread(&self, name: &str) -> bool {
        let step = name.split('.').next().unwrap_or(name);
        self.unread.iter().any(|one| one == name || one == step || one == EVERYTHING)
    }

    fn add_votes(&mut self) {
        for (index, step) in self.procedure.steps.iter().enumerate() {
            if step.votes.is_none() {
                continue;
            }
            for (member, voter) in self.voters(index).iter().enumerate() {
                self.things.insert(format!("{}.{}", step.id.value, voter.value), Thing::Vote(index, member));
            }
        }
    }

    /// The members who vote on a step.
    pub(super) fn voters(&self, step: usize) -> &'a [Name] {
        let by = &self.procedure.steps[step].by;
        match by.as_slice() {
            [group] => self.actor(group.text()).map_or(&[], |actor| self.procedure.actors[actor].members.as_slice()),
            _ => &[],
        }
    }

    pub(super) fn thing(&self, name: &str) -> Option<Thing> {
        self.things.get(name).copied()
    }

    /// A step, by its id.
    pub(super) fn step(&self, id: &str) -> Option<usize> {
        match self.thing(id) {
            Some(Thing::Step(index)) => Some(index),
            _ => None,
        }
    }

    pub(super) fn deadline(&self, name: &str) -> Option<usize> {
        self.deadlines.get(name).copied()
    }

    pub(super) fn actor(&self, name: &str) -> Option<usize> {
        self.actors.get(name).copied()
    }

    pub(super) fn clause(&self, name: &str) -> Option<usize> {
        self.clauses.get(name).copied()
    }

    /// All names that an expression or event could mean.
    pub(super) fn known(&self) -> impl Iterator<Item = &str> {
        self.things.keys().chain(self.deadlines.keys()).map(String::as_str)
    }

    /// All actors.
    pub(super) fn known_actors(&self) -> impl Iterator<Item = &str> {
        self.actors.keys().copied()
    }

    /// All clauses.
    pub(super) fn known_clauses(&self) -> impl Iterator<Item = &str> {
        self.clauses.keys().copied()
    }

    /// The outcomes of a step, or of a vote on it.
    pub(super) fn outcome(&self, step: usize, outcome: &str) -> Option<usize> {
        self.procedure.steps[step].decide.iter().position(|one| one.id.value == outcome)
    }

    /// Whether a deadline has a status in the order check.
    pub(super) fn runs(&self, deadline: usize) -> bool {
        matches!(self.procedure.deadlines[deadline].due.value.limit, Limit::Within(_) | Limit::SameDay)
    }
}
