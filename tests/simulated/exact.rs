//! The exact mode against convolution by hand, and against the simulator where nobody waits.

use std::collections::BTreeMap;

use duecourse::scenario::{Arrivals, Horizon};
use duecourse::simulate::{ExactDeadline, NotComputed, Per, SimulationOptions, exact, simulate};

use super::generate::{Numbers, generated};
use super::{Model, model, written};

/// Days with their chances, worked out in the test.
type Law = BTreeMap<u32, f64>;

/// Nobody waits: nothing limits anybody, and there are neither meetings nor absences.
fn without_waiting(mut model: Model) -> Model {
    for actor in &mut model.scenario.actors {
        actor.cases_at_once = None;
        actor.absence = None;
        actor.meetings = None;
    }
    model
}

/// What a step of a model takes.
fn table(model: &Model, step: &str) -> Law {
    let at = model.system.steps.iter().position(|one| one.id == step).unwrap();
    model.scenario.steps[at].takes.as_ref().unwrap().table.probabilities().collect()
}

/// The law of what two independent times make of each other.
fn joined(one: &Law, other: &Law, with: impl Fn(u32, u32) -> u32) -> Law {
    let mut law = Law::new();
    for (days, chance) in one {
        for (more, own) in other {
            *law.entry(with(*days, *more)).or_insert(0.0) += chance * own;
        }
    }
    law
}

/// One after the other.
fn sum(one: &Law, other: &Law) -> Law {
    joined(one, other, |one, other| one + other)
}

/// One or the other.
fn mixed(one: &Law, share: f64, other: &Law) -> Law {
    let mut law: Law = one.iter().map(|(days, chance)| (*days, share * chance)).collect();
    for (days, chance) in other {
        *law.entry(*days).or_insert(0.0) += (1.0 - share) * chance;
    }
    law
}

fn computed(model: &Model, deadline: &str) -> Result<ExactDeadline, NotComputed> {
    let all = exact(&model.system, &model.scenario, &|| false).unwrap();
    all.into_iter().find(|(id, _)| model.system.deadline(*id).id == deadline).unwrap().1
}

/// Every day has the chance that it must have, and the share on time is that of the days up to a last one.
fn assert_law(found: &ExactDeadline, expected: &Law, last: u32) {
    let days: Law = found.days.iter().copied().collect();
    for day in days.keys().chain(expected.keys()) {
        let [found, expected] = [&days, expected].map(|law| law.get(day).copied().unwrap_or(0.0));
        assert!((found - expected).abs() < 1e-8, "{found} on day {day}, and not {expected}");
    }
    let on_time: f64 = expected.range(..=last).map(|(_, chance)| chance).sum();
    let judged: f64 = expected.values().sum();
    assert!((found.judged - judged).abs() < 1e-8, "{} and not {judged}", found.judged);
    assert!(found.on_time.low < on_time / judged + 1e-8 && on_time / judged < found.on_time.high + 1e-8, "{found:?}");
    assert!(found.on_time.high - found.on_time.low < 1e-7);
}

#[test]
fn five_stages_take_what_their_tables_add_up_to() {
    let text = |path: &str| std::fs::read_to_string(format!("models/benchmark/{path}.toml")).unwrap();
    let procedure = text("five_stage")
        + "[deadlines.whole]\nsays = \"it is over\"\ndue = \"within 90 working days of arrive\"\nmet_by = \"stage_5\"\n";
    let scenario = text("five_stage_low").replace("base = \"five_stage.toml\"", "");
    let model = without_waiting(written(&procedure, &scenario));
    let [one, two, three, four, five] =
        ["stage_1", "stage_2", "stage_3", "stage_4", "stage_5"].map(|step| table(&model, step));
    assert_law(&computed(&model, "stage_1").unwrap(), &one, 5);
    assert_law(&computed(&model, "stage_2").unwrap(), &two, 15);
    // Three cases in ten go straight from the third stage to the fifth.
    let first = sum(&sum(&one, &two), &three);
    let whole = mixed(&sum(&sum(&first, &four), &five), 0.7, &sum(&first, &five));
    let late: f64 = whole.range(91..).map(|(_, chance)| chance).sum();
    assert!((0.05..0.5).contains(&late), "a deadline that says something: {late}");
    assert_law(&computed(&model, "whole").unwrap(), &whole, 90);
    agrees(&model, 20_000);
}

/// A law of a few days.
fn random_table(numbers: &mut Numbers, longest: u32) -> (String, Law) {
    let first = numbers.below(3);
    let weights: Vec<u32> = (0..=numbers.below(longest)).map(|_| 1 + numbers.below(5)).collect();
    let total: u32 = weights.iter().sum();
    let parts: Vec<String> = (first..).zip(&weights).map(|(days, weight)| format!("{days}: {weight}")).collect();
    let law = (first..).zip(&weights).map(|(days, weight)| (days, f64::from(*weight) / f64::from(total))).collect();
    (format!("\"table {} working days\"", parts.join(", ")), law)
}

/// One comes in; three things side by side, all of which the middle one waits for; then two side by side, which the last one waits for; and one
/// thing goes on beside all of that.
fn branching(last_needs: &str, tables: &[(&str, String)]) -> Model {
    let step =
        |id: &str, starts: &str| format!("[steps.{id}]\nsays = \"{id}\"\nby = \"team\"\nstarts = \"{starts}\"\n");
    let procedure = "format = 1\ntitle = \"t\"\nsource = \"s\"\ncalendar = \"working-week\"\n\
        [actors]\nsender = { name = \"Sender\", outside = true }\nteam = { name = \"Team\" }\n\
        [steps.arrive]\nsays = \"comes\"\nkind = \"event\"\nby = \"sender\"\nstarts = \"at any time, once\"\n"
        .to_owned()
        + &["left", "middle", "right", "beside"].map(|id| step(id, "after arrive")).concat()
        + &step("anchor", "after all of (left, middle, right)")
        + &["up", "down"].map(|id| step(id, "after anchor")).concat()
        + &step("last", &format!("after all of ({last_needs})"))
        + "due = \"within 6 working days of anchor\"\n";
    let scenario = "title = \"t\"\ncalendar = \"plain\"\narrivals = \"10 cases at 1 a working day\"\n[steps]\n"
        .to_owned()
        + &tables.iter().map(|(id, table)| format!("{id}.takes = {table}\n")).collect::<Vec<_>>().concat();
    written(&procedure, &scenario)
}

/// The anchor stands in the middle, branches join before and after it, and what began before it goes on beside: the last step starts when the
/// two branches are done and, in one half of the models, what goes on beside.
#[test]
fn an_anchor_between_branches_is_computed_as_by_hand() {
    for seed in 0..60 {
        let mut numbers = Numbers::new(seed);
        let ids = ["left", "middle", "right", "beside", "anchor", "up", "down", "last"];
        let (texts, laws): (Vec<_>, Vec<_>) =
            ids.iter().map(|id| random_table(&mut numbers, if *id == "beside" { 12 } else { 5 })).unzip();
        let [left, middle, right, beside, anchor, up, down, last] = <[Law; 8]>::try_from(laws).unwrap();
        let tables: Vec<(&str, String)> = ids.into_iter().zip(texts).collect();
        let waits = seed % 2 == 0;
        let model = branching(if waits { "up, down, beside" } else { "up, down" }, &tables);
        let mut both = joined(&up, &down, u32::max);
        if waits {
            let before = sum(&joined(&joined(&left, &middle, u32::max), &right, u32::max), &anchor);
            // Days of what goes on beside that are left when the clock is struck.
            both = joined(&both, &joined(&beside, &before, u32::saturating_sub), u32::max);
        }
        assert_law(&computed(&model, "last").unwrap(), &sum(&both, &last), 6);
    }
}

/// Long things side by side before the anchor: what does not matter after it is not followed.
#[test]
fn what_lies_before_an_anchor_struck_alike_does_not_have_to_be_followed() {
    let long = "\"1 to 300 working days\"".to_owned();
    let mut tables: Vec<(&str, String)> =
        ["left", "middle", "right", "beside"].into_iter().map(|id| (id, long.clone())).collect();
    tables.extend(
        [("anchor", "\"1 to 3 working days\""), ("up", "\"2 to 5 working days\"")]
            .map(|(id, text)| (id, text.to_owned())),
    );
    tables.extend([("down", "\"1 to 7 working days\"".to_owned()), ("last", "\"0 to 2 working days\"".to_owned())]);
    let model = branching("up, down", &tables);
    let [up, down, last] = ["up", "down", "last"].map(|step| table(&model, step));
    let found = computed(&model, "last").unwrap();
    assert_eq!(found.per, Per::Anchor);
    assert_law(&found, &sum(&joined(&up, &down, u32::max), &last), 6);
    // Where the rest of what goes on beside is waited for, the clock is not struck alike: nothing is claimed.
    assert!(computed(&branching("up, down, beside", &tables), "last").is_err());
}

/// The simulator, where nobody waits: shares and numbers inside five standard errors of what is computed. Gives those deadlines that are.
fn agrees(model: &Model, cases: u32) -> Vec<ExactDeadline> {
    let mut scenario = model.scenario.clone();
    scenario.arrivals = Arrivals::Count { cases, per_working_day: 1.0 };
    scenario.horizon = Horizon::UntilEmpty;
    scenario.warm_up_years = 0.0;
    // What is computed knows no dates.
    scenario.overrides.clear();
    let options = SimulationOptions { seed: 11, replications: 4, half_width: None, threads: 1 };
    let outcome = simulate(&model.system, &scenario, &options, &|_| false).unwrap();
    let found = exact(&model.system, &scenario, &|| false).unwrap();
    let mut compared = Vec::new();
    for (deadline, (id, exact)) in outcome.deadlines.iter().zip(found) {
        assert_eq!(deadline.deadline, id);
        let Ok(exact) = exact else { continue };
        let name = &model.system.deadline(id).id;
        let trials = (deadline.kept + deadline.missed) as f64;
        if exact.per == Per::Case {
            let (found, cases) = (trials / outcome.cases as f64, outcome.cases as f64);
            // A deadline comes up a few times in a case at most.
            let error = (exact.judged * (4.0 - exact.judged).max(0.0) / cases).sqrt();
            assert!((found - exact.judged).abs() < 5.0 * error + 1e-6, "{name}: {found} and not {}", exact.judged);
        }
        if let Some(share) = deadline.on_time {
            let middle = f64::midpoint(exact.on_time.low, exact.on_time.high);
            let error = (middle * (1.0 - middle) / trials).sqrt() * deadline.design_effect.unwrap_or(1.0).sqrt();
            let gap = exact.on_time.high - exact.on_time.low;
            assert!(
                (share.share - middle).abs() < 5.0 * error + 1e-6 + gap,
                "{name}: {} and not {middle}",
                share.share
            );
        }
        compared.push(exact);
    }
    compared
}

#[test]
fn durham_without_waiting_is_simulated_as_it_is_computed() {
    let mut durham = without_waiting(model("models/scenarios/durham_plain_days.toml", &[]));
    // So that there is something to compare: else nobody takes a report out.
    let removes = durham.system.steps.iter().position(|step| step.id == "nspcc_removes").unwrap();
    durham.scenario.steps[removes].chance = 1.0;
    // All but the publication itself, which waits for proceedings that take years.
    let computed = agrees(&durham, 3_000);
    assert_eq!(computed.len(), 7);
    // One year is 253 working days, a month a twelfth of them; what lasts for months ends on the first day that is not before.
    let days = |months: u32| (months * 253).div_ceil(12);
    let law: Law = table(&durham, "nspcc_removes").into_iter().map(|(months, chance)| (days(months), chance)).collect();
    let found = computed.iter().find(|one| durham.system.deadline(one.deadline).id == "nspcc_keeps").unwrap();
    assert_eq!((found.per, found.on_time.low), (Per::Anchor, 1.0));
    assert_law(found, &law, u32::MAX);
}

/// Steps that lapse, that are owed when a deadline is missed, that are only allowed, or need another.
#[test]
fn random_procedures_without_waiting_are_simulated_as_they_are_computed() {
    let compared: usize = (0..60).map(|seed| agrees(&without_waiting(generated(seed)), 1_000).len()).sum();
    assert!(compared > 150, "{compared} deadlines only");
}
