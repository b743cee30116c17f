//! Incidents to classes: enumerates the facts of each component once and keeps the plainest incident of each class.

use std::collections::{BTreeMap, BTreeSet};

use super::CompileOptions;
use super::layout::{Lowering, narrow};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::tree::Fact;
use crate::system::{FactClass, FactComponent, FactInformation, FactLink, FactTable, FactValues, PropertyKind, Role};

/// Most combinations of the facts of one component. Each is looked at once, so this is well under a second.
const COMBINATIONS_MAX: u64 = 1 << 22;

/// Most classes of one component: each is a beginning of some search.
const CLASSES_MAX: usize = 1 << 18;

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
        let first = members.facts.first().copied();
        let Some(mut component) = classify(members, &lowering.predicates, facts) else {
            diagnostics.extend(first.map(|first| too_many_classes(&facts[first])));
            return;
        };
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
            true
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

fn too_many_classes(fact: &Fact) -> Diagnostic {
    let message = format!(
        "`{}` and the facts that stand in one condition with it make more than {CLASSES_MAX} kinds of incidents",
        fact.id.value
    );
    Diagnostic::new(Code::TooLarge, fact.id.span, message, "one of them")
        .help("take conditions on fewer facts together")
}

/// Calls `visit` for every combination of some facts, the others at their first value, until it says false.
fn each_combination(facts: &[Fact], which: &[usize], visit: &mut impl FnMut(&FactValues) -> bool) {
    let mut values: FactValues = vec![0; facts.len()];
    loop {
        if !visit(&values) {
            return;
        }
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

/// The classes of a component, plainest first; nothing if there are too many.
fn classify(mut component: FactComponent, predicates: &[FactCondition], facts: &[Fact]) -> Option<FactComponent> {
    // For each class: in which order it was met, how plain its plainest incident is, and that incident.
    let mut classes: BTreeMap<Vec<bool>, (usize, u32, FactValues)> = BTreeMap::new();
    let mut class_of = Vec::new();
    each_combination(facts, &component.facts, &mut |values| {
        let truth: Vec<bool> =
            component.predicates.iter().map(|index| predicates[*index].holds(facts, values)).collect();
        let met = classes.get(&truth).map_or(classes.len(), |(met, ..)| *met);
        class_of.push(met);
        let distance = plainness(facts, &component.facts, values);
        let known = classes.get(&truth);
        if known.is_none_or(|(_, plainest, _)| distance < *plainest) {
            let plainest: FactValues = component.facts.iter().map(|fact| values[*fact]).collect();
            classes.insert(truth, (met, distance, plainest));
        }
        classes.len() <= CLASSES_MAX
    });
    if classes.len() > CLASSES_MAX {
        return None;
    }
    let mut classes: Vec<(Vec<bool>, (usize, u32, FactValues))> = classes.into_iter().collect();
    classes.sort_by(|(_, (_, a, one)), (_, (_, b, other))| (a, one).cmp(&(b, other)));
    let mut places = vec![0; classes.len()];
    for (place, (_, (met, ..))) in classes.iter().enumerate() {
        places[*met] = narrow(place);
    }
    component.class_of = class_of.into_iter().map(|met| places[met]).collect();
    component.classes =
        classes.into_iter().map(|(predicates, (_, _, plainest))| FactClass { predicates, plainest }).collect();
    Some(component)
}

/// Notes which classes are joined by incidents that differ in one fact alone, one pair of incidents for each.
fn link(component: &mut FactComponent, fact: usize, predicates: &[FactCondition], facts: &[Fact]) {
    let index: BTreeMap<&[bool], usize> =
        component.classes.iter().enumerate().map(|(at, class)| (class.predicates.as_slice(), at)).collect();
    let class_of = |values: &FactValues| {
        let truth: Vec<bool> =
            component.predicates.iter().map(|index| predicates[*index].holds(facts, values)).collect();
        index.get(truth.as_slice()).copied()
    };
    let mut known: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut links: Vec<FactLink> = Vec::new();
    let which = component.facts.clone();
    each_combination(facts, &which, &mut |values| {
        if values[fact] != 0 {
            return true;
        }
        let mut other = values.clone();
        for value in 1..size(&facts[fact]) {
            other[fact] = value;
            let (Some(one), Some(two)) = (class_of(values), class_of(&other)) else { continue };
            if one != two && known.insert((one, two)) {
                let incident = |values: &FactValues| which.iter().map(|fact| values[*fact]).collect();
                links.push(FactLink { fact, classes: (one, two), incidents: (incident(values), incident(&other)) });
            }
        }
        true
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
        if values[fact] == 0 {
            let holds = predicate.holds(facts, values);
            let mut other = values.clone();
            for value in 1..size(&facts[fact]) {
                other[fact] = value;
                depends |= predicate.holds(facts, &other) != holds;
            }
        }
        !depends
    });
    depends
}
