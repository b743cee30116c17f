//! What a scenario takes for granted, in sentences that are printed with every result.

use super::Resolver;
use crate::scenario::{ActorScenario, SpanScenario, StepScenario};
use crate::syntax::scenario::{Rounding, ThreePointLaw};
use crate::system::StepKind;

impl Resolver<'_> {
    pub(super) fn granted(
        &self,
        steps: &[StepScenario],
        spans: &[SpanScenario],
        actors: &[ActorScenario],
    ) -> Vec<String> {
        let mut granted = self.tree.assumes.clone();
        granted.extend(self.durations());
        granted.push(format!("Time passes in whole days; fractions are rounded {}.", self.rounding()));
        let never = self.never(steps, spans);
        if !never.is_empty() {
            granted.push(format!("Never happens in this scenario, for it has no chance: {}.", never.join(", ")));
        }
        let unlimited: Vec<&str> = self
            .system
            .actors
            .iter()
            .zip(actors)
            .enumerate()
            .filter(|(index, (actor, scenario))| {
                let works =
                    self.system.steps.iter().any(|step| step.performers.iter().any(|id| usize::from(id.0) == *index));
                works && !actor.outside && scenario.cases_at_once.is_none()
            })
            .map(|(_, (actor, _))| actor.name.as_str())
            .collect();
        if !unlimited.is_empty() {
            granted.push(format!("Nothing limits on how many cases these work at a time: {}.", unlimited.join(", ")));
        }
        if self.system.steps.iter().any(|step| step.vote_of.is_some()) {
            granted.push("Votes are drawn one by one: nobody's vote leans on another's.".to_owned());
        }
        granted
    }

    fn durations(&self) -> Option<String> {
        let own = |id: &str| self.tree.steps.iter().any(|given| given.id.value == id && given.takes.is_some());
        let default = self.procedure.steps.iter().filter(|step| step.removed.is_none() && !own(step.id.text()));
        let default = default.filter(|step| step.takes.is_some()).count();
        let law = match self.tree.takes_law {
            ThreePointLaw::Triangular => "triangular",
            ThreePointLaw::Pert => "PERT",
        };
        let steps = if default == 1 { "One step takes".to_owned() } else { format!("{default} steps take") };
        (default > 0).then(|| {
            format!(
                "{steps} as long as the procedure says: {law} where it gives a usual time, every whole number alike where it does \
                 not."
            )
        })
    }

    fn rounding(&self) -> &'static str {
        match self.tree.rounding {
            Rounding::Nearest => "to the nearest",
            Rounding::Up => "up",
            Rounding::Down => "down",
        }
    }

    /// Ids of optional steps, events and spans without a chance, and that begin no case.
    fn never(&self, steps: &[StepScenario], spans: &[SpanScenario]) -> Vec<String> {
        let mut never = Vec::new();
        for (step, scenario) in self.system.steps.iter().zip(steps) {
            let possible = step.removed.is_none() && step.kind != StepKind::Duty && step.vote_of.is_none();
            if possible && scenario.chance <= 0.0 && scenario.begins_case <= 0.0 {
                never.push(step.id.clone());
            }
        }
        let begun = |id: &str| self.tree.overrides.iter().any(|one| one.spans.iter().any(|name| name.value == id));
        for (span, scenario) in self.system.spans.iter().zip(spans) {
            if scenario.chance <= 0.0 && !begun(&span.id) {
                never.push(span.id.clone());
            }
        }
        never
    }
}
