//! Random procedures of two branches whose steps several may do, some of them in two moments, with other work for the same people: the joint search finds the same longest and shortest
//! times, and can keep the same limits at best, as a naive enumeration. Sorting cases that are alike changes nothing.

use std::fmt::Write as _;

use duecourse::calendar::Calendar;
use duecourse::check::time::{Proved, SurgeDeadline, SurgeTime, WorkOrder};
use proptest::prelude::*;

use super::naive_branches::{ACTORS, Asked, Branches, Needs, WORLD, Work, at_best, whatever};
use super::{deadline, surge, surge_with, surge_within};

/// Random procedures of each test.
fn cases(default: u32) -> ProptestConfig {
    let cases = std::env::var("DUECOURSE_SURGE_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn work(most: u32) -> impl Strategy<Value = Work> {
    let performers = Just(vec![0, 1, WORLD]).prop_shuffle().prop_flat_map(|all| {
        let some = |count: usize| all[..count].to_vec();
        prop_oneof![3 => Just(some(1)), 3 => Just(some(2)), 1 => Just(some(3))]
    });
    // A step of no days could be followed by another on the same day, which the enumeration does not know.
    (1..=most, 0..=1_u32, performers).prop_map(move |(least, more, performers)| Work {
        least,
        most: (least + more).min(most),
        performers,
    })
}

/// Two branches of so many works in all, and up to so many more beside them.
fn branches(works: usize, beside: usize, most: u32, places_max: usize) -> impl Strategy<Value = Branches> {
    let needs = prop_oneof![Just(Needs::Nothing), Just(Needs::FirstBegun)];
    let works = prop::collection::vec(work(most), 2..=works);
    let beside = prop::collection::vec((work(most), any::<Option<prop::sample::Index>>()), 0..=beside);
    let index = any::<prop::sample::Index>;
    let suspended = any::<Option<prop::sample::Index>>();
    (works, beside, index(), needs, suspended, [1..=places_max, 1..=places_max]).prop_map(
        |(mut works, beside, left, needs, suspended, places)| {
            let left = 1 + left.index(works.len() - 1);
            let mut called_by = Vec::new();
            for (work, after) in beside {
                called_by.push(after.map(|after| after.index(works.len())));
                works.push(work);
            }
            let suspended = suspended.map(|work| work.index(works.len()));
            Branches { works, beside: called_by, left, needs, suspended, places }
        },
    )
}

/// The procedure as a file, with a limit for both branches together, and one for the right after the left.
fn procedure(plan: &Branches, within: u32, not_before: u32) -> String {
    let [office, desk] = plan.places;
    let mut text = format!(
        "actors.office = {{ name = \"The office\", cases_at_once = {office} }}\n\
         actors.desk = {{ name = \"The desk\", cases_at_once = {desk} }}\n\
         actors.world = {{ name = \"The world\", outside = true }}\n\
         steps.open = {{ by = \"world\", starts = \"at the beginning\" }}\n"
    );
    let last = plan.last_right();
    for (index, work) in plan.works.iter().enumerate() {
        let by: Vec<&str> = work.performers.iter().map(|actor| ACTORS[*actor]).collect();
        let starts = plan.called_by(index).map_or("open".to_owned(), |before| format!("s{before}"));
        let needs = match plan.needs {
            Needs::FirstBegun if index == plan.left => ", needs = \"s0 is under way or s0 is done\"",
            _ => "",
        };
        let _ = writeln!(
            text,
            "steps.s{index} = {{ by = \"{}\", starts = \"after {starts}\", takes = \"{} to {} working days\"{needs} }}",
            by.join(" or "),
            work.least,
            work.most,
        );
    }
    let suspended =
        plan.suspended.map_or(String::new(), |work| format!(", suspended = \"while s{work} is under way\""));
    let _ = writeln!(
        text,
        "steps.close = {{ by = \"world\", starts = \"after all of (s{}, s{last})\" }}\n\
         deadlines.whole = {{ due = \"within {within} working days of open\", met_by = \"close\"{suspended} }}\n\
         deadlines.gap = {{ due = \"not before {not_before} working days after s{}\", met_by = \"s{last}\"{suspended} }}",
        plan.left - 1,
        plan.left - 1,
    );
    text
}

/// Whether somebody has to wait for somebody, on the way to either deadline.
fn waits(plan: &Branches, cases: usize) -> bool {
    let leads = |work: &usize| *work <= plan.last_right() || plan.suspended == Some(*work);
    (0..plan.works.len()).filter(leads).any(|work| {
        let first = plan.works[work].performers[0];
        first != WORLD && plan.places[first] < cases
    })
}

/// What was found with so many cases, if it was looked for.
fn time(times: &[SurgeTime], cases: u8) -> Option<&SurgeTime> {
    times.iter().find(|one| one.cases == cases && one.order == WorkOrder::FirstCome)
}

/// The greatest number of cases of which something holds, if it holds of all fewer.
fn greatest(cases: u8, holds: impl Fn(usize) -> bool) -> Proved {
    let proved = (1..=cases).take_while(|cases| holds(usize::from(*cases))).last().unwrap_or(0);
    Proved { cases: proved, complete: true }
}

fn compare(plan: &Branches, cases: u8, slack: u32) -> Result<(), TestCaseError> {
    let most = usize::from(cases);
    let gaps: Vec<Option<u32>> = (1..=most).map(|cases| whatever(plan, cases, Asked::Shortest)).collect();
    let all: Vec<Option<u32>> = (1..=most).map(|cases| whatever(plan, cases, Asked::Longest)).collect();
    // One case keeps both limits, so several are looked at.
    let within = all[0].unwrap_or(0) + slack;
    let by_due = |cases| whatever(plan, cases, Asked::LongestByDue(within));
    let by_due: Vec<Option<u32>> = (1..=most).map(by_due).collect();
    let not_before = gaps[0].unwrap_or(1);
    let text = procedure(plan, within, not_before.max(1));
    let outcome = surge(&text, cases);
    let together = deadline(&outcome, "whole");
    let (all_kept, gap_kept) = (
        |cases: usize| all[cases - 1] <= Some(within),
        |cases: usize| gaps[cases - 1].is_none_or(|days| days >= not_before.max(1)),
    );
    agree(together, greatest(cases, all_kept), &text)?;
    prop_assert_eq!(
        together.feasible,
        greatest(cases, |cases| at_best(plan, cases, Asked::Longest, within)),
        "{}",
        text
    );
    let due_kept = |cases: usize| by_due[cases - 1] <= Some(within);
    prop_assert_eq!(together.earliest_due, greatest(cases, due_kept), "earliest due of {}", text);
    for found in &together.longest {
        let expected = if found.order == WorkOrder::FirstCome { &all } else { &by_due };
        prop_assert_eq!(found.days, expected[usize::from(found.cases) - 1], "{:?} of {}", found.order, text);
    }
    if waits(plan, most) {
        let first = (2..=cases).find(|cases| waits(plan, usize::from(*cases))).unwrap_or(cases);
        prop_assert!(time(&together.longest, first).is_some(), "{}", text);
    }
    if let Some(gap) = outcome.deadlines.iter().find(|deadline| deadline.id == "gap") {
        agree(gap, greatest(cases, gap_kept), &text)?;
        for number in 2..=cases {
            if let Some(found) = time(&gap.shortest, number) {
                prop_assert_eq!(found.days, gaps[usize::from(number) - 1], "{}", text);
            }
        }
    }
    Ok(())
}

fn agree(found: &SurgeDeadline, kept: Proved, text: &str) -> Result<(), TestCaseError> {
    prop_assert_eq!(&found.left_out, &None, "{}", text);
    prop_assert_eq!(found.first_come, kept, "{} of {}", found.id, text);
    Ok(())
}

/// At best: as many days as are enough are found possible, one fewer are not.
fn compare_best(plan: &Branches, cases: u8, not_before: u32) -> Result<(), TestCaseError> {
    let most = usize::from(cases);
    let enough = (1..60).find(|days| at_best(plan, most, Asked::Longest, *days)).unwrap_or(60);
    for within in [enough, enough - 1].into_iter().filter(|days| *days > 0) {
        let text = procedure(plan, within, not_before);
        let outcome = surge(&text, cases);
        let expected = greatest(cases, |cases| at_best(plan, cases, Asked::Longest, within));
        prop_assert_eq!(deadline(&outcome, "whole").feasible, expected, "{}", text);
        if let Some(gap) = outcome.deadlines.iter().find(|deadline| deadline.id == "gap") {
            let expected = greatest(cases, |cases| at_best(plan, cases, Asked::Shortest, not_before));
            prop_assert_eq!(gap.feasible, expected, "{}", text);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(20))]

    #[test]
    fn two_cases_agree_with_the_enumeration(plan in branches(3, 1, 2, 2), slack in 0..=2_u32) {
        compare(&plan, 2, slack)?;
    }

    #[test]
    fn three_cases_agree_with_the_enumeration(plan in branches(2, 1, 1, 3), slack in 0..=2_u32) {
        compare(&plan, 3, slack)?;
    }

    #[test]
    fn at_best_they_agree_with_the_enumeration(plan in branches(4, 1, 2, 2), not_before in 1..=4_u32) {
        compare_best(&plan, 2, not_before)?;
    }

    #[test]
    fn a_limit_changes_no_answer(plan in branches(3, 1, 2, 2), within in 2..=12_u32, not_before in 1..=3_u32, states_max in 20..=400_usize) {
        let text = procedure(&plan, within, not_before);
        let (whole, limited) = (surge(&text, 2), surge_within(&text, 2, states_max));
        let figures: [fn(&SurgeDeadline) -> Proved; 3] = [|one| one.feasible, |one| one.first_come, |one| one.earliest_due];
        for (one, other) in whole.deadlines.iter().zip(&limited.deadlines) {
            for figure in figures {
                let (all, some) = (figure(one), figure(other));
                let agrees = if some.complete { some == all } else { some.cases <= all.cases };
                prop_assert!(agrees, "{:?} with {} states, {:?} with all: {} of {}", some, states_max, all, one.id, text);
            }
        }
    }

    #[test]
    fn sorting_changes_nothing(plan in prop_oneof![branches(3, 0, 1, 2), branches(2, 1, 2, 2)], within in 2..=9_u32, not_before in 1..=3_u32) {
        let text = procedure(&plan, within, not_before);
        let [on, off] = [true, false].map(|symmetry| surge_with(&text, 3, symmetry, &Calendar::working_week()));
        let days = |one: &SurgeDeadline| one.example.as_ref().map(|example| (example.days, example.order));
        for (sorted, apart) in on.deadlines.iter().zip(&off.deadlines) {
            prop_assert_eq!(sorted.feasible, apart.feasible, "{}", text);
            prop_assert_eq!(sorted.first_come, apart.first_come, "{}", text);
            prop_assert_eq!(sorted.earliest_due, apart.earliest_due, "{}", text);
            prop_assert_eq!(&sorted.longest, &apart.longest, "{}", text);
            prop_assert_eq!(&sorted.shortest, &apart.shortest, "{}", text);
            prop_assert_eq!(days(sorted), days(apart), "{}", text);
        }
        prop_assert!(on.complete() && off.complete(), "a limit would make this say nothing: {}", text);
    }
}
