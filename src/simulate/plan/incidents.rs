//! What incidents are like, and how a case with such an incident begins.

use super::{Beginning, FactLaw, FactPlan, Incidents, Plan};
use crate::random::{Chance, DayTable, Purpose, Stream};
use crate::scenario::FactWeights;
use crate::simulate::error::SimulationError;
use crate::system::{Role, VariableId};

/// Most ways for a case to begin that can be told apart.
const BEGINNINGS_MAX: usize = 1 << 16;

impl<const W: usize> Plan<'_, W> {
    /// Adds the facts and the beginnings.
    pub(super) fn add_incidents(&mut self) -> Result<(), SimulationError> {
        let facts = &self.system.facts;
        let sizes: Vec<usize> = facts.components.iter().map(|component| component.classes.len()).collect();
        let count = sizes.iter().try_fold(1_usize, |count, size| count.checked_mul(*size));
        let Some(count) = count.filter(|count| *count <= BEGINNINGS_MAX) else {
            return Err(SimulationError::TooLarge { why: "its incidents fall into more than 65536 classes" });
        };
        let plans = (0..facts.facts.len()).map(|fact| self.fact(fact)).collect::<Result<_, _>>()?;
        let beginnings = (0..count).map(|number| self.beginning(&sizes, number)).collect();
        self.incidents = Incidents { facts: plans, sizes, beginnings };
        Ok(())
    }

    fn fact(&self, fact: usize) -> Result<FactPlan, SimulationError> {
        let facts = &self.system.facts;
        let stream = Stream::new(self.seed, Purpose::Fact, &facts.facts[fact].id);
        let read = facts.components.iter().any(|component| component.facts.contains(&fact));
        let mismatch = || SimulationError::Mismatch { what: "weights of facts" };
        let law = match &self.scenario.facts[fact] {
            _ if !read => FactLaw::Unread,
            FactWeights::One(weights) => FactLaw::One(DayTable::new(0, weights).ok_or_else(mismatch)?),
            FactWeights::Many(chances) => FactLaw::Many(chances.iter().map(|chance| Chance::new(*chance)).collect()),
        };
        Ok(FactPlan { stream, law })
    }

    fn beginning(&self, sizes: &[usize], mut number: usize) -> Beginning<W> {
        let mut values: Vec<(VariableId, u8)> = Vec::new();
        for (component, size) in self.system.facts.components.iter().zip(sizes) {
            let class = &component.classes[number % size];
            number /= size;
            for (predicate, value) in component.predicates.iter().zip(&class.predicates) {
                let role = Role::FactPredicate(u16::try_from(*predicate).unwrap_or(u16::MAX));
                values.extend(self.system.variable(role).map(|variable| (variable, u8::from(*value))));
            }
        }
        let moment = self.machine.begin(self.system, &values);
        let stirs = |activity: &super::Activity| {
            let mut transitions = activity.endings.iter().map(|ending| ending.transition).chain(activity.begins);
            activity.called.as_ref().is_some_and(|called| self.machine.satisfies(&moment.after, called))
                || transitions.any(|index| self.machine.enabled(&moment.after, usize::from(index)))
        };
        let activities = (0_u16..).zip(&self.activities).filter(|(_, one)| stirs(one)).map(|(at, _)| at).collect();
        Beginning { moment, strokes: Box::new([]), activities }
    }
}

impl<const W: usize> Incidents<W> {
    /// A count of 0 for each value of each fact that is drawn.
    pub(in crate::simulate) fn fact_sizes(&self, system: &crate::system::TransitionSystem) -> Vec<Vec<u64>> {
        let size = |(plan, fact): (&FactPlan, &crate::system::FactInformation)| match plan.law {
            FactLaw::Unread => Vec::new(),
            FactLaw::One(_) | FactLaw::Many(_) => vec![0; fact.values.len()],
        };
        self.facts.iter().zip(&system.facts.facts).map(size).collect()
    }
}
