//! Incidents to classes: enumerates the facts of each component once and keeps the plainest incident of each class.

use std::collections::BTreeSet;

use super::CompileOptions;
use super::combinations::{Combinations, Truth, size};
use super::fact_condition::{FactCondition, describe};
use super::layout::{Lowering, narrow};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::tree::Fact;
use crate::system::{FactClass, FactComponent, FactInformation, FactLink, FactTable, PropertyKind, Role};

/// Most combinations of the facts of one component. Each is looked at once, so this is well under a second.
const COMBINATIONS_MAX: u64 = 1 << 22;

/// Most classes of one component: each is a beginning of some search.
const CLASSES_MAX: usize = 1 << 18;

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
                link(&mut component, fact, facts);
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
        let combinations = Combinations::new(facts, &all);
        let truths: Vec<Truth> = lowering.predicates.iter().map(|predicate| combinations.truth(predicate)).collect();
        let one = |at: usize| (combinations.incident(at), truths.iter().map(|truth| truth.at(at)).collect());
        table.each = Some((0..combinations.count()).map(one).collect());
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

/// The classes of a component, plainest first; nothing if there are too many. Each condition in turn splits the classes that the
/// conditions before it leave.
fn classify(mut component: FactComponent, predicates: &[FactCondition], facts: &[Fact]) -> Option<FactComponent> {
    let combinations = Combinations::new(facts, &component.facts);
    let truths: Vec<Truth> = component.predicates.iter().map(|index| combinations.truth(&predicates[*index])).collect();
    let mut class_of: Vec<u32> = vec![0; combinations.count()];
    let mut count = 1;
    for truth in &truths {
        let mut known = vec![[u32::MAX; 2]; count];
        count = 0;
        for (combination, class) in class_of.iter_mut().enumerate() {
            let split = &mut known[*class as usize][usize::from(truth.at(combination))];
            if *split == u32::MAX {
                *split = u32::try_from(count).unwrap_or(u32::MAX);
                count += 1;
            }
            *class = *split;
        }
        if count > CLASSES_MAX {
            return None;
        }
    }
    // For each class: how plain its plainest incident is, and that incident, the first of equals.
    let mut plainest = vec![(u32::MAX, 0); count];
    for (combination, class) in class_of.iter().enumerate() {
        let known = &mut plainest[*class as usize];
        let distance = combinations.distance(combination);
        if distance < known.0 {
            *known = (distance, combination);
        }
    }
    let mut order: Vec<usize> = (0..count).collect();
    // Combinations are numbered in the order of their values.
    order.sort_by_key(|class| plainest[*class]);
    let mut places = vec![0; count];
    for (place, class) in (0..).zip(&order) {
        places[*class] = place;
    }
    component.class_of = class_of.into_iter().map(|class| places[class as usize]).collect();
    let class = |class: &usize| {
        let (_, combination) = plainest[*class];
        let predicates = truths.iter().map(|truth| truth.at(combination)).collect();
        FactClass { predicates, plainest: combinations.values(combination) }
    };
    component.classes = order.iter().map(class).collect();
    Some(component)
}

/// Notes which classes are joined by incidents that differ in one fact alone, one pair of incidents for each.
fn link(component: &mut FactComponent, fact: usize, facts: &[Fact]) {
    let combinations = Combinations::new(facts, &component.facts);
    let mut known: BTreeSet<(u32, u32)> = BTreeSet::new();
    let mut links: Vec<FactLink> = Vec::new();
    for (one, other) in combinations.neighbours(fact) {
        let (from, to) = (component.class_of[one], component.class_of[other]);
        if from != to && known.insert((from, to)) {
            let incidents = (combinations.values(one), combinations.values(other));
            links.push(FactLink { fact, classes: (from as usize, to as usize), incidents });
        }
    }
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
    let combinations = Combinations::new(facts, &component.facts);
    let truth = combinations.truth(predicate);
    combinations.neighbours(fact).any(|(one, other)| truth.at(one) != truth.at(other))
}
