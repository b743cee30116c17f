//! How likely each beginning of a case is. Nothing here moves a case.

use crate::simulate::plan::{FactLaw, Plan};

/// How likely each beginning of a case is, by its number; the product over components of facts.
pub(super) fn chances_of_beginnings<const W: usize>(plan: &Plan<'_, W>) -> Vec<(usize, f64)> {
    let mut all = vec![(0, 1.0)];
    let mut factor = 1;
    for (component, size) in plan.incidents.sizes.iter().enumerate() {
        let classes = chances_of_classes(plan, component, *size);
        let with = |(number, chance): &(usize, f64)| {
            let (number, chance) = (*number, *chance);
            let classes = classes.iter().enumerate().filter(|(_, own)| **own > 0.0);
            classes.map(move |(class, own)| (number + factor * class, chance * own)).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(with).collect();
        factor *= size;
    }
    all
}

fn chances_of_classes<const W: usize>(plan: &Plan<'_, W>, component: usize, size: usize) -> Vec<f64> {
    let table = &plan.system.facts;
    let mut values = vec![0_u64; table.facts.len()];
    let mut chances = vec![0.0; size];
    let facts = &table.components[component].facts;
    loop {
        let chance: f64 = facts.iter().map(|fact| chance_of(&plan.incidents.facts[*fact].law, values[*fact])).product();
        chances[table.class_of(component, &values)] += chance;
        let next = facts.iter().rev().find(|fact| {
            let information = &table.facts[**fact];
            let most = if information.many { 1 << information.values.len() } else { information.values.len() as u64 };
            values[**fact] = (values[**fact] + 1) % most;
            values[**fact] != 0
        });
        if next.is_none() {
            return chances;
        }
    }
}

fn chance_of(law: &FactLaw, value: u64) -> f64 {
    match law {
        FactLaw::Unread => f64::from(u8::from(value == 0)),
        FactLaw::One(table) => {
            table.probabilities().find(|(other, _)| u64::from(*other) == value).map_or(0.0, |(_, chance)| chance)
        }
        FactLaw::Many(chances) => chances
            .iter()
            .enumerate()
            .map(|(at, chance)| if value >> at & 1 == 1 { chance.probability() } else { 1.0 - chance.probability() })
            .product(),
    }
}
