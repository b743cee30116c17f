//! Who waits for what: for each thing that can happen, the steps, spans and deadlines that it can concern.
//!
//! Without this every transition would be held against every phrase, and a procedure of a thousand steps would take minutes.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::layout::Lowering;
use super::trigger::{Waits, is_of_beginning};
use crate::source::Spanned;
use crate::syntax::tree::{Deadline, Event, Start};
use crate::system::{DeadlineId, Label, SpanId, StepId};

/// What is listened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Step(StepId),
    Missed(DeadlineId),
    Begins(SpanId),
    Ends(SpanId),
    /// A term, which anything can make true.
    Anything,
    /// The beginning of the case.
    Beginning,
}

/// Indices by what they wait for.
#[derive(Debug, Default)]
struct Index(BTreeMap<Key, Vec<usize>>);

impl Index {
    fn add(&mut self, key: Key, index: usize) {
        let known = self.0.entry(key).or_default();
        if known.last() != Some(&index) {
            known.push(index);
        }
    }

    /// Who can be concerned by what happens, in order.
    fn concerned(&self, label: Option<Label>) -> Vec<usize> {
        let key = match label {
            Some(Label::Step { step, .. }) => Some(Key::Step(step)),
            Some(Label::Missed(deadline)) => Some(Key::Missed(deadline)),
            Some(Label::SpanBegins(span)) => Some(Key::Begins(span)),
            Some(Label::SpanEnds(span)) => Some(Key::Ends(span)),
            Some(Label::Begin(_)) => None,
            None => Some(Key::Beginning),
        };
        let keys = key.into_iter().chain([Key::Anything]);
        let mut all: Vec<usize> = keys.filter_map(|key| self.0.get(&key)).flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// All that wait.
#[derive(Debug, Default)]
pub(super) struct Listeners {
    steps: Index,
    spans: Index,
    deadlines: Index,
}

impl Listeners {
    /// Steps that can start or lapse when this happens; nothing stands for the beginning of the case.
    pub(super) fn steps(&self, label: Option<Label>) -> Vec<usize> {
        self.steps.concerned(label)
    }

    /// Spans that can be allowed when this happens.
    pub(super) fn spans(&self, label: Option<Label>) -> Vec<usize> {
        self.spans.concerned(label)
    }

    /// Deadlines whose status can change when this happens.
    pub(super) fn deadlines(&self, label: Option<Label>) -> Vec<usize> {
        self.deadlines.concerned(label)
    }
}

impl Lowering<'_> {
    /// Who waits for what; found out once.
    pub(super) fn listeners(&mut self) -> Rc<Listeners> {
        if let Some(known) = &self.listeners {
            return Rc::clone(known);
        }
        let mut all = Listeners::default();
        for (index, step) in self.procedure.steps.iter().enumerate() {
            for start in step.starts.iter().chain(&step.must).chain(&step.lapses) {
                self.listen(&mut all.steps, index, &start.value);
            }
        }
        for (index, span) in self.procedure.spans.iter().enumerate() {
            self.listen(&mut all.spans, index, &span.begins.value);
        }
        for (index, deadline) in self.procedure.deadlines.iter().enumerate() {
            self.listen_for_deadline(&mut all.deadlines, index, deadline);
        }
        let all = Rc::new(all);
        self.listeners = Some(Rc::clone(&all));
        all
    }

    fn listen_for_deadline(&self, into: &mut Index, index: usize, deadline: &Deadline) {
        let owner = deadline.of_step.as_ref().and_then(|id| self.names.step(id));
        let lapses: &[Spanned<Start>] = owner.map_or(&[], |owner| self.procedure.steps[owner].lapses.as_slice());
        for start in deadline.void.iter().chain(&deadline.extended).chain(lapses) {
            self.listen(into, index, &start.value);
        }
        for event in deadline.met_by.iter().chain(&deadline.due.value.anchor.events) {
            self.listen_for(into, index, event);
        }
    }

    fn listen(&self, into: &mut Index, index: usize, start: &Start) {
        if is_of_beginning(start) {
            into.add(Key::Beginning, index);
        }
        for event in start.trigger().iter().flat_map(|trigger| &trigger.events) {
            self.listen_for(into, index, event);
        }
    }

    fn listen_for(&self, into: &mut Index, index: usize, event: &Event) {
        let key = match self.waits(event) {
            Waits::Step(step, _) => Key::Step(step),
            Waits::Missed(deadline) => Key::Missed(deadline),
            Waits::Begins(span) => Key::Begins(span),
            Waits::Ends(span) => Key::Ends(span),
            Waits::Term(_) => Key::Anything,
            Waits::Nothing => return,
        };
        into.add(key, index);
    }
}
