//! What a change changes, at the head of its report.

use super::HumanOptions;
use crate::report::Report;
use crate::report::text::{Page, count};

/// Most lines that are shown unless everything is wanted.
const LINES_MAX: usize = 8;

/// A line for each thing that the change adds, takes away or alters.
pub(super) fn show(page: &mut Page, report: &Report, options: HumanOptions) {
    let Some(change) = &report.change else { return };
    match change.lines.as_slice() {
        [] => page.line("Your change changes nothing."),
        [only] => page.hanging("Your change: ", only),
        several => {
            page.line("Your change:");
            let most = if options.full { several.len() } else { LINES_MAX };
            for line in several.iter().take(most) {
                page.hanging("  - ", line);
            }
            if several.len() > most {
                page.line(&format!("  and {}; --full shows all", count(several.len() - most, "more", "more")));
            }
        }
    }
}
