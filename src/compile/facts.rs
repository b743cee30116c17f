//! Incidents to classes: enumerates the facts of each component once and keeps the plainest incident of each class.

use super::CompileOptions;
use super::layout::{Lowering, narrow};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::tree::Fact;
use crate::system::{FactClass, FactComponent, FactInformation, FactLink, FactTable, FactValues, PropertyKind, Role};

/// Most combinations of the facts of one component. Each is looked at once, so this is well under a second.
const COMBINATIONS_MAX: u64 = 1 << 22;

/// A condition over facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FactCondition {
    /// The fact has one of these values (bits).
    Is {
        fact: usize,
        values: u64,
    },
    Not(Box<FactCondition>),
    All(Vec<FactCondition>),
    Any(Vec<FactCondition>),
    AtLeast(u8, Vec<FactCondition>),
}

impl FactCondition {
    fn holds(&self, facts: &[Fact], values: &FactValues) -> bool {
        match self {
            Self::Is { fact, values: set } => {
                let bits = if facts[*fact].many { values[*fact] } else { 1 << values[*fact] };
                bits & set != 0
            }
            Self::Not(inner) => !inner.holds(facts, values),
            Self::All(parts) => parts.iter().all(|part| part.holds(facts, values)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(facts, values)),
            Self::AtLeast(count, parts) => {
                parts.iter().filter(|part| part.holds(facts, values)).count() >= usize::from(*count)
            }
        }
    }

    fn reads(&self, read: &mut [bool]) {
        match self {
            Self::Is { fact, .. } => read[*fact] = true,
            Self::Not(inner) => inner.reads(read),
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(_, parts) => {
                for part in parts {
                    part.reads(read);
                }
            }
        }
    }
}

/// How many values a fact can take, sets counted.
fn size(fact: &Fact) -> u64 {
    let count = fact.values.len();
    if fact.many {
        1_u64.checked_shl(u32::try_from(count).unwrap_or(u32::MAX)).unwrap_or(u64::MAX)
    } else {
        count as u64
    }
}

/// Fills in the fact table, and one initial class for each thing that a guard or property can tell apart.
pub(super) fn build(lowering: &mut Lowering<'_>, options: CompileOptions, diagnostics: &mut Vec<Diagnostic>) {
    let facts = &lowering.procedure.facts;
    let mut table = FactTable {
        facts: facts.iter().map(information).collect(),
        predicates: lowering.predicates.iter().map(|predicate| describe(predicate, facts)).collect(),
        combinations: facts.iter().map(size).fold(1, u64::saturating_mul),
        ..FactTable::default()
    };
    for members in components(&lowering.predicates, facts.len()) {
        let count = members.facts.iter().map(|fact| size(&facts[*fact])).fold(1, u64::saturating_mul);
        if count > COMBINATIONS_MAX {
            let names: Vec<&str> = members.facts.iter().map(|fact| facts[*fact].id.text()).collect();
            let message = format!(
                "the facts {} have {count} combinations; {COMBINATIONS_MAX} can be told apart",
                names.join(", ")
            );
            let span = facts[members.facts[0]].id.span;
            diagnostics.push(
                Diagnostic::new(Code::TooLarge, span, message, "one of them")
                    .help("merge values that nothing distinguishes"),
            );
            return;
        }
        let mut component = classify(members, &lowering.predicates, facts);
        for property in &lowering.system.properties {
            if let PropertyKind::StepIndependent { fact, .. } = property.kind
                && component.facts.contains(&fact)
            {
                link(&mut component, fact, &lowering.predicates, facts);
            }
        }
        table.components.push(component);
    }
    for property in &lowering.system.properties {
        if let PropertyKind::TermIndependent { predicate, fact } = property.kind {
            let depends = dependence(&lowering.predicates[predicate], fact, facts, &table.components);
            table.depends.push((predicate, fact, depends));
        }
    }
    if !options.fact_classes && table.combinations <= COMBINATIONS_MAX {
        let all: Vec<usize> = (0..facts.len()).collect();
        let mut each = Vec::new();
        each_combination(facts, &all, &mut |values| {
            each.push((
                values.clone(),
                lowering.predicates.iter().map(|predicate| predicate.holds(facts, values)).collect(),
            ));
        });
        table.each = Some(each);
        for (index, fact) in facts.iter().enumerate() {
            let members = if fact.many { fact.values.len() } else { 1 };
            for member in 0..members {
                let values = if fact.many { 2 } else { fact.values.len() };
                lowering.variable(Role::Fact(narrow(index), narrow(member)), values);
            }
        }
    }
    lowering.system.facts = table;
}

fn information(fact: &Fact) -> FactInformation {
    FactInformation {
        id: fact.id.value.clone(),
        says: fact.says.clone().unwrap_or_else(|| fact.id.value.replace('_', " ")),
        values: fact.values.iter().map(|value| value.value.replace('_', " ")).collect(),
        many: fact.many,
    }
}

fn describe(predicate: &FactCondition, facts: &[Fact]) -> String {
    let joined = |parts: &[FactCondition], joint: &str| {
        parts.iter().map(|part| format!("({})", describe(part, facts))).collect::<Vec<_>>().join(joint)
    };
    match predicate {
        FactCondition::Is { fact, values } => {
            let fact = &facts[*fact];
            let named: Vec<&str> = fact
                .values
                .iter()
                .enumerate()
                .filter(|(at, _)| values >> at & 1 == 1)
                .map(|(_, value)| value.text())
                .collect();
            format!("{} is {}", fact.id.value, named.join(" or "))
        }
        FactCondition::Not(inner) => format!("not ({})", describe(inner, facts)),
        FactCondition::All(parts) => joined(parts, " and "),
        FactCondition::Any(parts) => joined(parts, " or "),
        FactCondition::AtLeast(count, parts) => format!("at least {count} of {}", joined(parts, ", ")),
    }
}

/// Groups predicates that share facts.
fn components(predicates: &[FactCondition], fact_count: usize) -> Vec<FactComponent> {
    let mut components: Vec<FactComponent> = Vec::new();
    for (index, predicate) in predicates.iter().enumerate() {
        let mut read = vec![false; fact_count];
        predicate.reads(&mut read);
        let mut merged = FactComponent {
            facts: (0..fact_count).filter(|fact| read[*fact]).collect(),
            predicates: vec![index],
            classes: Vec::new(),
            class_of: Vec::new(),
            links: Vec::new(),
        };
        let (touching, rest): (Vec<_>, Vec<_>) =
            components.into_iter().partition(|other| other.facts.iter().any(|fact| merged.facts.contains(fact)));
        for other in touching {
            merged.facts.extend(other.facts);
            merged.predicates.extend(other.predicates);
        }
        merged.facts.sort_unstable();
        merged.facts.dedup();
        merged.predicates.sort_unstable();
        components = rest;
        components.push(merged);
    }
    components.sort_by_key(|component| component.predicates[0]);
    components
}

/// Calls `visit` for every combination of some facts, the others at their first value.
fn each_combination(facts: &[Fact], which: &[usize], visit: &mut impl FnMut(&FactValues)) {
    let mut values: FactValues = vec![0; facts.len()];
    loop {
        visit(&values);
        let mut position = which.len();
        loop {
            if position == 0 {
                return;
            }
            position -= 1;
            let fact = which[position];
            values[fact] += 1;
            if values[fact] < size(&facts[fact]) {
                break;
            }
            values[fact] = 0;
        }
    }
}

/// How far an incident is from the plainest: one for each fact not at its first value, or each member of a set.
fn plainness(facts: &[Fact], which: &[usize], values: &FactValues) -> u32 {
    which
        .iter()
        .map(|fact| if facts[*fact].many { values[*fact].count_ones() } else { u32::from(values[*fact] != 0) })
        .sum()
}

fn classify(mut component: FactComponent, predicates: &[FactCondition], facts: &[Fact]) -> FactComponent {
    let mut classes: Vec<(Vec<bool>, u32, FactValues)> = Vec::new();
    let mut class_of = Vec::new();
    let mut truth = Vec::with_capacity(component.predicates.len());
    each_combination(facts, &component.facts, &mut |values| {
        truth.clear();
        truth.extend(component.predicates.iter().map(|index| predicates[*index].holds(facts, values)));
        let at = classes.iter().position(|(known, ..)| *known == truth);
        class_of.push(at.unwrap_or(classes.len()));
        let known = at.and_then(|at| classes.get_mut(at));
        let distance = plainness(facts, &component.facts, values);
        if known.as_ref().is_some_and(|(_, plainest, _)| *plainest <= distance) {
            return;
        }
        let plainest: FactValues = component.facts.iter().map(|fact| values[*fact]).collect();
        match known {
            Some(class) => (class.1, class.2) = (distance, plainest),
            None => classes.push((truth.clone(), distance, plainest)),
        }
    });
    let mut order: Vec<usize> = (0..classes.len()).collect();
    order.sort_by(|a, b| (classes[*a].1, &classes[*a].2).cmp(&(classes[*b].1, &classes[*b].2)));
    let place = |class: usize| narrow(order.iter().position(|other| *other == class).unwrap_or(0));
    let places: Vec<u16> = (0..classes.len()).map(place).collect();
    component.class_of = class_of.into_iter().map(|class| places[class]).collect();
    classes.sort_by(|(_, a, one), (_, b, other)| (a, one).cmp(&(b, other)));
    component.classes =
        classes.into_iter().map(|(predicates, _, plainest)| FactClass { predicates, plainest }).collect();
    component
}

/// Notes which classes are joined by incidents that differ in one fact alone, one pair of incidents for each.
fn link(component: &mut FactComponent, fact: usize, predicates: &[FactCondition], facts: &[Fact]) {
    let class_of = |component: &FactComponent, values: &FactValues| {
        let truth: Vec<bool> =
            component.predicates.iter().map(|index| predicates[*index].holds(facts, values)).collect();
        component.classes.iter().position(|class| class.predicates == truth)
    };
    let mut links: Vec<FactLink> = Vec::new();
    let which = component.facts.clone();
    each_combination(facts, &which, &mut |values| {
        if values[fact] != 0 {
            return;
        }
        let mut other = values.clone();
        for value in 1..size(&facts[fact]) {
            other[fact] = value;
            let (Some(one), Some(two)) = (class_of(component, values), class_of(component, &other)) else { continue };
            if one != two && !links.iter().any(|link| link.classes == (one, two)) {
                let incident = |values: &FactValues| which.iter().map(|fact| values[*fact]).collect();
                links.push(FactLink { fact, classes: (one, two), incidents: (incident(values), incident(&other)) });
            }
        }
    });
    component.links.extend(links);
}

/// Whether changing a fact alone can change the predicate.
fn dependence(predicate: &FactCondition, fact: usize, facts: &[Fact], components: &[FactComponent]) -> bool {
    let mut read = vec![false; facts.len()];
    predicate.reads(&mut read);
    if !read[fact] {
        return false;
    }
    let Some(component) = components.iter().find(|component| component.facts.contains(&fact)) else { return false };
    let mut depends = false;
    each_combination(facts, &component.facts, &mut |values| {
        if values[fact] == 0 && !depends {
            let holds = predicate.holds(facts, values);
            let mut other = values.clone();
            for value in 1..size(&facts[fact]) {
                other[fact] = value;
                depends |= predicate.holds(facts, &other) != holds;
            }
        }
    });
    depends
}
