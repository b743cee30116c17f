//! Facts of incidents and their classes: incidents that no guard, effect or property can tell apart are one class.
//!
//! Conditions over facts alone are *predicates*. Predicates that share a fact form a component; each component is
//! enumerated alone, and the classes of a system are the product of the classes of its components.

use std::collections::BTreeSet;

use super::{FactInformation, Role, Selection, TransitionSystem, VariableId};

/// The value of every fact: an index, or for a fact of many values a set of indices as bits.
pub type FactValues = Vec<u64>;

/// Values of fact variables.
type FactList = Vec<(VariableId, u8)>;

/// Sees the values of fact variables; false stops it.
type VisitFacts<'a> = &'a mut dyn FnMut(&[(VariableId, u8)]) -> bool;

/// One class of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactClass {
    /// The truth value of each predicate of the component.
    pub predicates: Vec<bool>,
    /// Its plainest incident: values for the facts of the component, in their order.
    pub plainest: FactValues,
}

/// Predicates that share facts, and what they can say together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactComponent {
    /// Indices of its facts.
    pub facts: Vec<usize>,
    /// Indices of its predicates.
    pub predicates: Vec<usize>,
    /// All classes, plainest first.
    pub classes: Vec<FactClass>,
    /// The class of each combination of values of its facts, counted up with the last fact fastest; see [`FactTable::class_of`].
    pub class_of: Vec<u32>,
    /// Pairs of incidents that differ in one fact alone and stand in different classes, for facts that a property asks about.
    pub links: Vec<FactLink>,
}

impl FactComponent {
    /// The plainest class that fits what is known of the predicates.
    fn plainest_that_fits(&self, known: &impl Fn(usize) -> Option<bool>) -> Option<&FactClass> {
        let fits = |class: &&FactClass| {
            let mut predicates = self.predicates.iter().zip(&class.predicates);
            predicates.all(|(index, value)| known(*index).is_none_or(|wanted| wanted == *value))
        };
        self.classes.iter().find(fits)
    }
}

/// Two incidents of a component that differ in one fact alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactLink {
    /// The fact.
    pub fact: usize,
    /// The classes that they stand in.
    pub classes: (usize, usize),
    /// Their values for the facts of the component.
    pub incidents: (FactValues, FactValues),
}

/// All facts of a system.
#[derive(Debug, Clone, Default)]
pub struct FactTable {
    /// The facts.
    pub facts: Vec<FactInformation>,
    /// Each predicate as people read it.
    pub predicates: Vec<String>,
    /// The components.
    pub components: Vec<FactComponent>,
    /// Predicate and fact, for each pair that a property asks about: whether two incidents that differ in that fact alone can
    /// differ in the predicate.
    pub depends: Vec<(usize, usize, bool)>,
    /// How many combinations of all facts there are, as a number of incidents that are told apart by nobody.
    pub combinations: u64,
    /// Every combination of all facts, kept only where facts are not put into classes.
    pub each: Option<Vec<(FactValues, Vec<bool>)>>,
}

impl FactTable {
    /// How many beginnings a selection can tell apart.
    pub fn beginnings(&self, system: &TransitionSystem, selection: &Selection) -> u64 {
        if let Some(each) = &self.each {
            return each.len() as u64;
        }
        self.options(system, selection).iter().fold(1, |all, options| all.saturating_mul(options.len() as u64))
    }

    /// For each component, what a selection can tell apart: lists of values of fact variables, each once.
    fn options(&self, system: &TransitionSystem, selection: &Selection) -> Vec<Vec<FactList>> {
        let mut all = Vec::new();
        for component in &self.components {
            let fields: Vec<(usize, VariableId)> = component
                .predicates
                .iter()
                .enumerate()
                .filter_map(|(at, index)| Some((at, held(system, selection, predicate_role(*index))?)))
                .collect();
            if fields.is_empty() {
                continue;
            }
            let mut known = BTreeSet::new();
            let mut options = Vec::new();
            for class in &component.classes {
                let option: FactList =
                    fields.iter().map(|(at, field)| (*field, u8::from(class.predicates[*at]))).collect();
                if known.insert(option.clone()) {
                    options.push(option);
                }
            }
            all.push(options);
        }
        all
    }

    /// Calls `visit` with the values of the fact variables of a selection, once for each class that it can tell apart, until it says
    /// false. There can be very many: see [`Self::beginnings`].
    pub(super) fn each_beginning(&self, system: &TransitionSystem, selection: &Selection, visit: VisitFacts<'_>) {
        if let Some(each) = &self.each {
            let variable = |role: Role| held(system, selection, role);
            let _ = each.iter().all(|(facts, predicates)| visit(&self.unclassified(facts, predicates, &variable)));
            return;
        }
        let options = self.options(system, selection);
        // The last component changes fastest, as in a counter.
        let mut at = vec![0; options.len()];
        loop {
            let list: FactList =
                options.iter().zip(&at).flat_map(|(options, at)| options[*at].iter().copied()).collect();
            if !visit(&list) {
                return;
            }
            let Some(place) = (0..at.len()).rev().find(|place| at[*place] + 1 < options[*place].len()) else { return };
            at[place] += 1;
            at[place + 1..].fill(0);
        }
    }

    /// The values of all fact variables of a system in an incident whose predicates have these values, if there is such an incident.
    pub(super) fn beginning_with(
        &self,
        system: &TransitionSystem,
        selection: &Selection,
        wanted: &[bool],
    ) -> Option<FactList> {
        if let Some(each) = &self.each {
            let (facts, predicates) = each.iter().find(|(_, predicates)| predicates == wanted)?;
            return Some(self.unclassified(facts, predicates, &|role| held(system, selection, role)));
        }
        let value = |index: &usize| wanted.get(*index).copied().unwrap_or(false);
        let possible = self.components.iter().all(|component| {
            let fits = |class: &FactClass| component.predicates.iter().map(value).eq(class.predicates.iter().copied());
            component.classes.iter().any(fits)
        });
        let list = (0..self.predicates.len())
            .filter_map(|index| Some((held(system, selection, predicate_role(index))?, u8::from(value(&index)))));
        possible.then(|| list.collect())
    }

    fn unclassified(
        &self,
        facts: &FactValues,
        predicates: &[bool],
        variable: &impl Fn(Role) -> Option<VariableId>,
    ) -> Vec<(VariableId, u8)> {
        let mut list = Vec::new();
        for (index, value) in predicates.iter().enumerate() {
            list.extend(variable(predicate_role(index)).map(|id| (id, u8::from(*value))));
        }
        for (fact, value) in facts.iter().enumerate() {
            let count = if self.facts[fact].many { self.facts[fact].values.len() } else { 1 };
            for member in 0..count {
                let role = Role::Fact(narrow(fact), narrow(member));
                let value = if self.facts[fact].many { value >> member & 1 } else { *value };
                list.extend(variable(role).map(|id| (id, u8::try_from(value).unwrap_or(u8::MAX))));
            }
        }
        list
    }

    /// The plainest incident in which the predicates have these values, given by a function; facts that no predicate reads
    /// keep their first value.
    pub fn plainest(&self, predicate: &impl Fn(usize) -> Option<bool>) -> FactValues {
        let mut values: FactValues = self.facts.iter().map(|_| 0).collect();
        for component in &self.components {
            if let Some(class) = component.plainest_that_fits(predicate) {
                for (fact, value) in component.facts.iter().zip(&class.plainest) {
                    values[*fact] = *value;
                }
            }
        }
        values
    }

    /// Which class of a component an incident belongs to, given the values of all facts. Values that a fact does not have are taken for its first.
    pub fn class_of(&self, component: usize, values: &FactValues) -> usize {
        let component = &self.components[component];
        let mut index = 0_u64;
        for fact in &component.facts {
            let information = &self.facts[*fact];
            let size = if information.many { 1 << information.values.len() } else { information.values.len() as u64 };
            let value = values.get(*fact).copied().filter(|value| *value < size).unwrap_or(0);
            index = index * size + value;
        }
        usize::try_from(index).ok().and_then(|index| component.class_of.get(index)).map_or(0, |class| *class as usize)
    }

    /// A truth value for every predicate: the plainest class of each component that fits the values known.
    pub fn complete(&self, known: &impl Fn(usize) -> Option<bool>) -> Vec<bool> {
        let mut all = vec![false; self.predicates.len()];
        for component in &self.components {
            if let Some(class) = component.plainest_that_fits(known) {
                for (index, value) in component.predicates.iter().zip(&class.predicates) {
                    all[*index] = *value;
                }
            }
        }
        all
    }

    /// The facts of an incident that differ from their first value, or are read by some predicate, as `(fact, values)` for reading.
    pub fn describe(&self, values: &FactValues) -> Vec<(String, String)> {
        let read = |fact: usize| self.components.iter().any(|component| component.facts.contains(&fact));
        self.facts
            .iter()
            .enumerate()
            .zip(values)
            .filter(|((index, fact), value)| read(*index) || (**value != 0 && !fact.values.is_empty()))
            .map(|((_, fact), value)| {
                let text = if fact.many {
                    let members: Vec<&str> = fact
                        .values
                        .iter()
                        .enumerate()
                        .filter(|(at, _)| value >> at & 1 == 1)
                        .map(|(_, name)| name.as_str())
                        .collect();
                    if members.is_empty() { "none".to_owned() } else { members.join(" and ") }
                } else {
                    usize::try_from(*value).ok().and_then(|at| fact.values.get(at)).cloned().unwrap_or_default()
                };
                (fact.says.clone(), text)
            })
            .collect()
    }
}

/// The variable with a role, if the selection holds it.
fn held(system: &TransitionSystem, selection: &Selection, role: Role) -> Option<VariableId> {
    system.variable(role).filter(|variable| selection.variables.binary_search(variable).is_ok())
}

fn predicate_role(index: usize) -> Role {
    Role::FactPredicate(narrow(index))
}

fn narrow(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}
