//! Random chains of steps: the joint search finds the same longest time as the naive enumeration.

use std::fmt::Write as _;

use duecourse::check::time::WorkOrder;
use proptest::prelude::*;

use super::naive::{Link, longest};
use super::{deadline, surge};

pub(super) fn links(most: u32) -> impl Strategy<Value = Link> {
    // A step of no days could be followed by another on the same day, which the enumeration does not know.
    (1..=most, 0..=1_u32, any::<bool>()).prop_map(move |(least, more, shared)| Link {
        least,
        most: least + more,
        shared,
    })
}

pub(super) fn procedure(chain: &[Link], places: usize, due_days: u32) -> String {
    let mut text = format!(
        "actors.office = {{ name = \"The office\", cases_at_once = {places} }}\nactors.world = {{ name = \"The world\", outside = true }}\n\
         steps.s0 = {{ by = \"world\", starts = \"at the beginning\" }}\n"
    );
    for (index, link) in chain.iter().enumerate() {
        let by = if link.shared { "office" } else { "world" };
        let due = if index + 1 == chain.len() {
            format!(", due = \"within {due_days} working days of s0\"")
        } else {
            String::new()
        };
        let _ = writeln!(
            text,
            "steps.s{} = {{ by = \"{by}\", starts = \"after s{index}\", takes = \"{} to {} working days\"{due} }}",
            index + 1,
            link.least,
            link.most,
        );
    }
    text
}

fn compare(chain: &[Link], cases: u8, places: usize) -> Result<(), TestCaseError> {
    let text = procedure(chain, places, 60);
    let outcome = surge(&text, cases);
    let found = deadline(&outcome, &format!("s{}", chain.len()));
    let days = found.longest.iter().find(|one| one.cases == cases && one.order == WorkOrder::FirstCome);
    if chain.iter().any(|link| link.shared) && usize::from(cases) > places {
        let days = days.and_then(|one| one.days);
        prop_assert_eq!(days, Some(longest(chain, usize::from(cases), places)), "{}", text);
    } else {
        prop_assert!(days.is_none(), "nobody waits, so nothing is searched");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn two_cases_take_as_long_as_in_the_enumeration(chain in prop::collection::vec(links(2), 1..=3)) {
        compare(&chain, 2, 1)?;
    }

    #[test]
    fn three_cases_take_as_long_as_in_the_enumeration(chain in prop::collection::vec(links(1), 1..=2), places in 1..=2_usize) {
        compare(&chain, 3, places)?;
    }
}
