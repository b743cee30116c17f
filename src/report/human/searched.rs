//! What was searched, and how far that can be relied on.

use super::HumanOptions;
use crate::check::{OrderCounts, Stopped};
use crate::report::Report;
use crate::report::text::{Page, count};

/// The last lines of a report.
pub(super) fn show(page: &mut Page, report: &Report, options: HumanOptions) {
    let counts = report.outcome.counts;
    page.gap();
    page.paragraph(&extent(counts, report.outcome.stopped));
    page.paragraph(&if options.full { engines(counts) } else { agreement(counts) });
    page.paragraph(SUPPOSED);
}

/// What every verdict supposes.
pub(in crate::report) const SUPPOSED: &str =
    "Being late was tried too, at every deadline. What is owed is done in the end, unless something stands in its way.";

/// Which engines searched, in a few words.
fn agreement(counts: OrderCounts) -> String {
    if counts.second_engine && counts.complete && counts.states == counts.reference_states {
        return "Two independent searches came to the same result.".to_owned();
    }
    if counts.second_engine { "Two independent searches were made." } else { "One search was made, not two." }
        .to_owned()
}

/// How much was searched.
pub(in crate::report) fn extent(counts: OrderCounts, stopped: Option<Stopped>) -> String {
    let states = count(counts.reference_states, "situation", "situations");
    let slices = count(counts.slices, "part", "parts");
    let why = match stopped {
        Some(Stopped::Time) => "; the time was up, so nothing is proved",
        Some(Stopped::States) => "; --max-states was reached, so nothing is proved",
        None if !counts.complete => "; the search is not complete, so nothing is proved",
        None => ", all there are",
    };
    format!("Searched {states} in {slices} of the procedure{why}.")
}

/// Which engines searched, and how exactly.
pub(in crate::report) fn engines(counts: OrderCounts) -> String {
    if !counts.second_engine {
        let second = if counts.complete { "was off" } else { "was off or did not come to its end" };
        return format!("One engine searched (situations compared exactly); the second {second}.");
    }
    let agree = if counts.complete && counts.states == counts.reference_states {
        "Both engines agree"
    } else {
        "Two engines searched"
    };
    format!(
        "{agree}: situations compared exactly; stateright by 64-bit fingerprints, chance of a collision at most N²/2^65{}.",
        collision(counts.states)
    )
}

/// `, here less than 1 in 10^k`, by the bound on N states.
fn collision(states: usize) -> String {
    let squared = (states as u128).saturating_mul(states as u128).max(1);
    let odds = (1_u128 << 65) / squared;
    odds.checked_ilog10()
        .filter(|power| *power > 0)
        .map_or_else(String::new, |power| format!(", here less than 1 in 10^{power}"))
}

#[cfg(test)]
mod tests {
    use super::collision;

    #[test]
    fn the_bound_on_collisions_is_a_power_of_ten() {
        assert_eq!(collision(10_000), ", here less than 1 in 10^11");
        assert_eq!(collision(0), ", here less than 1 in 10^19");
        assert_eq!(collision(usize::MAX), "");
    }
}
