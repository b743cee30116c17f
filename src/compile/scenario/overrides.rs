//! What is other than usual between two dates.

use super::Resolver;
use super::time::Frame;
use crate::calendar::{Date, format_long};
use crate::diagnostic::Code;
use crate::scenario::{Override, OverrideOf};
use crate::source::Span;
use crate::syntax::scenario::OverrideTree;
use crate::system::{ActorId, DeadlineId, DeadlineLimit, SpanId, StepId};

impl Resolver<'_> {
    /// Every override, one for each thing that it changes.
    pub(super) fn overrides(&mut self, frame: Option<&Frame>) -> Vec<Override> {
        let mut all: Vec<(Override, Span)> = Vec::new();
        for one in &self.tree.overrides {
            let whats = self.whats(one);
            let Some((from, to)) = self.period(one, frame) else { continue };
            if whats.is_empty() && one.changes() == 0 {
                let help = "say what differs: deadlines.NAME = \"30 working days\", or steps.NAME.takes, actors.NAME.cases_at_once, arrivals, spans_begin";
                self.push(Code::BadOverride, one.span, "this override changes nothing", "nothing but dates", help);
            }
            for (what, span) in whats {
                self.overlap(&all, &what, (from, to), span);
                all.push((Override { from, to, what }, span));
            }
        }
        all.into_iter().map(|(one, _)| one).collect()
    }

    /// First and last day.
    fn period(&mut self, one: &OverrideTree, frame: Option<&Frame>) -> Option<(Date, Date)> {
        let (from, to) = (one.from.as_ref()?, one.to.as_ref()?);
        let (first, last) = (self.real_date(from, frame), self.real_date(to, frame));
        let (first, last) = (first?, last?);
        if first > last {
            let message = format!("it ends on {}, before it begins", format_long(last));
            self.push(Code::BadOverride, to.span, message, "earlier than `from`", "write the earlier day as `from`");
            return None;
        }
        let frame = frame?;
        if last < frame.start || frame.end().is_some_and(|end| first >= end) {
            let message = "this override lies outside of the simulated time, so it changes nothing";
            let help = format!("the simulated time begins on {}", format_long(frame.start));
            self.push(Code::NoEffect, from.span, message, "not simulated", &help);
        }
        Some((first, last))
    }

    fn whats(&mut self, one: &OverrideTree) -> Vec<(OverrideOf, Span)> {
        let system = self.system;
        let mut whats = Vec::new();
        for (name, length) in &one.deadlines {
            let Some(index) = self.find(name, "deadline", system.deadlines.iter().map(|one| one.id.as_str())) else {
                continue;
            };
            let (count, unit) = crate::compile::information::unit(length.value.count, length.value.unit);
            let limit = match system.deadlines[index].limit {
                DeadlineLimit::Within(..) => DeadlineLimit::Within(count, unit),
                DeadlineLimit::NotBefore(..) => DeadlineLimit::NotBefore(count, unit),
                DeadlineLimit::Before(..) => DeadlineLimit::Before(count, unit),
            };
            whats.push((OverrideOf::Deadline(DeadlineId(narrow(index)), limit), name.span));
        }
        for (name, law) in &one.takes {
            let Some(index) = self.find(name, "step", system.steps.iter().map(|one| one.id.as_str())) else { continue };
            let Some(duration) = self.duration(law) else { continue };
            // Of a step with votes, each vote takes the time.
            let voted =
                |step: &crate::system::StepInformation| step.vote_of.is_some_and(|of| usize::from(of.0) == index);
            let votes: Vec<usize> = (0..system.steps.len()).filter(|at| voted(&system.steps[*at])).collect();
            for step in if votes.is_empty() { vec![index] } else { votes } {
                whats.push((OverrideOf::Takes(StepId(narrow(step)), Some(duration.clone())), name.span));
            }
        }
        for (name, count) in &one.cases_at_once {
            let Some(index) = self.find(name, "actor", system.actors.iter().map(|one| one.id.as_str())) else {
                continue;
            };
            let capacity = self.capacity(count);
            whats.push((OverrideOf::CasesAtOnce(ActorId(narrow(index)), capacity), name.span));
        }
        if let Some(rate) = &one.arrivals {
            if rate.value.cases.is_some() {
                let message = "an override changes how many come in a year, not how many come at all";
                self.push(
                    Code::BadOverride,
                    rate.span,
                    message,
                    "a number of cases",
                    "for example arrivals = \"7 incidents a year\"",
                );
            } else if let Some(a_year) = self.a_year(rate, 1.0) {
                whats.push((OverrideOf::IncidentsPerYear(a_year), rate.span));
            }
        }
        for name in &one.spans {
            let Some(index) = self.find(name, "span", system.spans.iter().map(|one| one.id.as_str())) else { continue };
            whats.push((OverrideOf::SpanBegins(SpanId(narrow(index))), name.span));
        }
        whats
    }

    /// Two overrides of one thing on one day contradict each other.
    fn overlap(&mut self, all: &[(Override, Span)], what: &OverrideOf, (from, to): (Date, Date), span: Span) {
        let clash = all.iter().find(|(other, _)| same_thing(&other.what, what) && other.from <= to && from <= other.to);
        if let Some((other, _)) = clash {
            let day = format_long(other.from.max(from));
            let message = format!("another override changes the same on {day}");
            self.push(
                Code::BadOverride,
                span,
                message,
                "twice on one day",
                "let one of them end before the other begins",
            );
        }
    }
}

impl OverrideTree {
    /// How many things it means to change, known or not.
    fn changes(&self) -> usize {
        let tables = self.deadlines.len() + self.takes.len() + self.cases_at_once.len();
        tables + self.spans.len() + usize::from(self.arrivals.is_some())
    }
}

fn same_thing(a: &OverrideOf, b: &OverrideOf) -> bool {
    match (a, b) {
        (OverrideOf::Deadline(a, _), OverrideOf::Deadline(b, _)) => a == b,
        (OverrideOf::Takes(a, _), OverrideOf::Takes(b, _)) => a == b,
        (OverrideOf::CasesAtOnce(a, _), OverrideOf::CasesAtOnce(b, _)) => a == b,
        (OverrideOf::IncidentsPerYear(_), OverrideOf::IncidentsPerYear(_)) => true,
        (OverrideOf::SpanBegins(a), OverrideOf::SpanBegins(b)) => a == b,
        _ => false,
    }
}

/// Indices of a compiled system fit.
fn narrow(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}
