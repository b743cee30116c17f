//! What is drawn for each step, vote and span.

use super::{Resolver, unit_words};
use crate::diagnostic::Code;
use crate::scenario::{Duration, SpanScenario, StepScenario};
use crate::source::{Span, Spanned};
use crate::syntax::scenario::{Law, LawOfTime, StepTree};
use crate::syntax::tree::Takes;
use crate::system::{StepInformation, StepKind, TimeUnit};

impl Resolver<'_> {
    /// Every step and vote. What is written for a step with votes goes for each of them.
    pub(super) fn steps(&mut self, begins: &[f64]) -> Vec<StepScenario> {
        let (system, tree) = (self.system, self.tree);
        for given in &tree.steps {
            if let Some(index) = self.find(&given.id, "step", system.steps.iter().map(|step| step.id.as_str())) {
                self.fits(given, &system.steps[index]);
            }
        }
        let voted: Vec<bool> = (0..system.steps.len())
            .map(|index| system.steps.iter().any(|step| step.vote_of.is_some_and(|of| usize::from(of.0) == index)))
            .collect();
        let mut all = Vec::new();
        for (index, step) in system.steps.iter().enumerate() {
            let own = tree.steps.iter().find(|given| given.id.value == step.id);
            let parent = step.vote_of.map(|of| &system.steps[usize::from(of.0)]);
            let shared = parent.and_then(|parent| tree.steps.iter().find(|given| given.id.value == parent.id));
            all.push(StepScenario {
                outcomes: self.outcomes(step, voted[index], own, shared),
                takes: self.takes(index, step, own, shared),
                chance: self.chance_of_step(step, own),
                waits: own.and_then(|given| given.waits.as_ref()).and_then(|law| self.duration(law)),
                begins_case: begins.get(index).copied().unwrap_or(0.0),
                priority: self.priority(own.or(shared)),
            });
        }
        all
    }

    /// Lines that can have no effect on this step.
    fn fits(&mut self, given: &StepTree, step: &StepInformation) {
        if step.removed.is_some() {
            let message = format!("`{}` is removed from this procedure", step.id);
            self.push(
                Code::NoEffect,
                given.id.span,
                message,
                "never happens",
                "this may well be meant: the change takes it away",
            );
        }
        if step.kind == StepKind::Duty {
            let keys = [
                ("chance", given.chance.as_ref().map(|chance| chance.span)),
                ("waits", given.waits.as_ref().map(|waits| waits.span)),
            ];
            for (key, span) in keys {
                let Some(span) = span else { continue };
                let message = format!("`{}` is a duty: it is always done, and begun at once", step.id);
                let help = format!("`{key}` is for optional steps and events; how long a duty takes is its `takes`");
                self.push(Code::KeyUnfit, span, message, "not for a duty", &help);
            }
        }
    }

    fn outcomes(
        &mut self,
        step: &StepInformation,
        voted: bool,
        own: Option<&StepTree>,
        shared: Option<&StepTree>,
    ) -> Vec<f64> {
        let count = step.outcomes.len();
        if voted || count <= 1 {
            // The votes decide, or there is nothing to choose. What is written is still looked at.
            if let Some(given) = own {
                self.outcome_weights(&given.id, &given.outcomes, &step.outcomes);
            }
            return vec![1.0; count];
        }
        let given = [own, shared].into_iter().flatten().find(|given| !given.outcomes.is_empty());
        if let Some(given) = given {
            let first = own.is_some_and(|own| std::ptr::eq(own, given));
            if first {
                return self.outcome_weights(&given.id, &given.outcomes, &step.outcomes);
            }
            // The weights of all votes are judged once, at the step.
            let weight =
                |id: &String| given.outcomes.iter().find(|(name, _)| name.value == *id).map_or(0.0, |(_, n)| n.value);
            return step.outcomes.iter().map(|(id, _)| weight(id)).collect();
        }
        if step.removed.is_none() {
            let parent = step.vote_of.map(|of| self.system.steps[usize::from(of.0)].id.clone());
            let id = parent.unwrap_or_else(|| step.id.clone());
            let shares: Vec<String> = step.outcomes.iter().map(|(outcome, _)| format!("{outcome} = 0.5")).collect();
            let line = format!("steps.{id}.outcomes = {{ {} }}", shares.join(", "));
            if !self.gaps.contains(&line) {
                self.gaps.push(line);
            }
        }
        vec![1.0; count]
    }

    /// The scenario's law, or one over the procedure's own `takes`.
    fn takes(
        &mut self,
        index: usize,
        step: &StepInformation,
        own: Option<&StepTree>,
        shared: Option<&StepTree>,
    ) -> Option<Duration> {
        let given = [own, shared].into_iter().flatten().find_map(|given| given.takes.as_ref());
        let bounds = self.bounds(index, step);
        if let Some(law) = given {
            let duration = self.duration(law);
            // What is written once for all votes is reported once, at the first of them.
            let again = step.vote_of.is_some() && index > 0 && self.system.steps[index - 1].vote_of == step.vote_of;
            if let (Some(duration), Some(bounds), false) = (&duration, &bounds, again) {
                self.compare(step, law.span, duration, &bounds.value);
            }
            return duration;
        }
        let bounds = bounds?;
        let Takes { least, most, usual, unit } = bounds.value;
        let law = match usual {
            Some(usual) => Law::Usual { least: f64::from(least), usual: f64::from(usual), most: f64::from(most) },
            None => Law::Even { least, most },
        };
        self.duration(&Spanned { value: LawOfTime { law, unit, rounding: None }, span: bounds.span })
    }

    /// What the procedure says. The time of a step with votes is that of each vote.
    fn bounds(&self, index: usize, step: &StepInformation) -> Option<Spanned<Takes>> {
        let index = step.vote_of.map_or(index, |of| usize::from(of.0));
        step.takes?;
        self.procedure.steps.get(index).and_then(|step| step.takes.clone())
    }

    /// A warning where the scenario leaves the procedure's bounds.
    fn compare(&mut self, step: &StepInformation, span: Span, drawn: &Duration, bounds: &Takes) {
        let (least, unit) = crate::compile::information::unit(bounds.least, bounds.unit);
        let (most, _) = crate::compile::information::unit(bounds.most, bounds.unit);
        let (shortest, longest) = (drawn.table.least(), drawn.table.most());
        let days = |count: u32, unit: TimeUnit| f64::from(count) * working_days(unit);
        // A unit of another kind has no exact length, so it is given some room.
        let room = if unit == drawn.unit { 0.0 } else { 0.05 };
        let below = days(shortest, drawn.unit) < days(least, unit) * (1.0 - room);
        let above = days(longest, drawn.unit) > days(most, unit) * (1.0 + room);
        if below || above {
            let range = |from: u32, to: u32, unit| {
                let count = if from == to { from.to_string() } else { format!("{from} to {to}") };
                format!("{count} {}", unit_words(unit))
            };
            let message = format!(
                "`{}` takes {} here, and {} by the procedure",
                step.id,
                range(shortest, longest, drawn.unit),
                range(least, most, unit)
            );
            let help = "a check that relies on the procedure's bounds says nothing about such a case; widen `takes` there if this is how it is";
            self.push(Code::OutsideTakes, span, message, "outside of the procedure's bounds", help);
        }
    }

    fn chance_of_step(&mut self, step: &StepInformation, own: Option<&StepTree>) -> f64 {
        match own.and_then(|given| given.chance.as_ref()) {
            Some(chance) => self.chance(chance),
            None if step.kind == StepKind::Duty || step.awaited => 1.0,
            None => 0.0,
        }
    }

    fn priority(&mut self, given: Option<&StepTree>) -> i32 {
        let Some(priority) = given.and_then(|given| given.priority.as_ref()) else { return 0 };
        i32::try_from(priority.value).unwrap_or_else(|_| {
            let message = "this priority is too large";
            self.push(
                Code::BadCapacity,
                priority.span,
                message,
                "too large",
                "priorities are compared with each other: 1, 2, 3 will do",
            );
            0
        })
    }

    /// Every span of the procedure.
    pub(super) fn spans(&mut self) -> Vec<SpanScenario> {
        let (system, tree) = (self.system, self.tree);
        for given in &tree.spans {
            self.find(&given.id, "span", system.spans.iter().map(|span| span.id.as_str()));
        }
        let mut all = Vec::new();
        for span in &system.spans {
            let Some(given) = tree.spans.iter().find(|given| given.id.value == span.id) else {
                all.push(SpanScenario { chance: 0.0, waits: None, runs: None });
                continue;
            };
            let chance = given.chance.as_ref().map_or(0.0, |chance| self.chance(chance));
            let waits = given.waits.as_ref().and_then(|law| self.duration(law));
            let runs = given.runs.as_ref().and_then(|law| self.duration(law));
            if given.runs.is_none() && chance > 0.0 {
                self.gaps.push(format!("spans.{}.runs = \"1 to 6 months\"", span.id));
            }
            all.push(SpanScenario { chance, waits, runs });
        }
        all
    }
}

/// Working days of a unit, on average.
fn working_days(unit: TimeUnit) -> f64 {
    match unit {
        TimeUnit::WorkingDay => 1.0,
        TimeUnit::CalendarDay => 253.0 / 365.25,
        TimeUnit::Month => 253.0 / 12.0,
    }
}
