//! That cases which are alike are sorted changes how much is searched, never what is found.

use duecourse::calendar::Calendar;
use duecourse::check::time::SurgeOutcome;
use proptest::prelude::*;

use super::chains::{links, procedure};
use super::surge_with;

/// Verdicts and longest times of all deadlines, with the states that it took.
fn compared(tables: &str, cases: u8) -> Result<(usize, usize), TestCaseError> {
    let [on, off] = [true, false].map(|symmetry| surge_with(tables, cases, symmetry, &Calendar::working_week()));
    for (sorted, apart) in on.deadlines.iter().zip(&off.deadlines) {
        prop_assert_eq!(sorted.feasible, apart.feasible, "{}", tables);
        prop_assert_eq!(sorted.first_come, apart.first_come, "{}", tables);
        prop_assert_eq!(sorted.earliest_due, apart.earliest_due, "{}", tables);
        prop_assert_eq!(&sorted.longest, &apart.longest, "{}", tables);
        let days = |outcome: &Option<duecourse::check::time::SurgeExample>| outcome.as_ref().map(|one| one.days);
        prop_assert_eq!(days(&sorted.example), days(&apart.example), "{}", tables);
    }
    prop_assert!(on.complete() && off.complete(), "a limit would make this say nothing: {}", tables);
    let states = |outcome: &SurgeOutcome| outcome.deadlines.iter().map(|one| one.states).sum();
    Ok((states(&on), states(&off)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 25, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn with_and_without_sorting_the_same_is_found(
        chain in prop::collection::vec(links(1), 1..=2), places in 1..=2_usize, due_days in 1..=9_u32,
    ) {
        compared(&procedure(&chain, places, due_days), 3)?;
    }
}

/// Three alike cases of one shared step: the two that are in the way are not told apart, so less is searched.
#[test]
fn sorting_searches_less() -> Result<(), TestCaseError> {
    let tables = r#"
actors.office = { name = "The office", cases_at_once = 1 }
actors.world = { name = "The world", outside = true }
steps.open = { by = "world", starts = "at the beginning" }
steps.work = { by = "office", starts = "after open", takes = "2 to 3 working days", due = "within 20 working days of open" }
"#;
    let (on, off) = compared(tables, 3)?;
    assert!(on < off, "{on} states sorted, {off} not");
    Ok(())
}
