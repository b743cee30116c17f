//! What can stay open for ever. There can be many of these, and they are alike: one example is enough unless all is wanted.

use super::{HumanOptions, example};
use crate::report::text::Page;
use crate::report::{Report, Unfinished, words};

/// Duties that can stay open, then parts of completion that may never come.
pub(super) fn show(page: &mut Page, report: &Report, options: HumanOptions) {
    let (owed, never): (Vec<_>, Vec<_>) = report.unfinished.iter().partition(|one| one.owed);
    let said_already = |one: &Unfinished| owed.iter().any(|duty| one.what == format!("{} is not owed", duty.what));
    let never: Vec<&Unfinished> = never.into_iter().filter(|one| options.full || !said_already(one)).collect();
    group(page, report, options, "DUTIES THAT CAN STAY OPEN FOR EVER", &owed);
    group(page, report, options, "WHAT A CASE NEEDS TO BE COMPLETE AND MAY NEVER COME", &never);
}

fn group(page: &mut Page, report: &Report, options: HumanOptions, title: &str, all: &[&Unfinished]) {
    let shortest = all.iter().min_by_key(|one| one.example.steps.len());
    let Some(shortest) = shortest else { return };
    page.gap();
    page.strong(title);
    for one in all {
        page.hanging("  - ", &words::dead(&report.system, &one.what).replace('_', " "));
    }
    let shown = if options.full { all } else { std::slice::from_ref(shortest) };
    for one in shown {
        if all.len() > 1 {
            page.gap();
            let what = words::dead(&report.system, &one.what).replace('_', " ");
            page.paragraph(&format!("How this can happen: {what}"));
        }
        example::show(page, &[&one.example], Some(&report.system), options.full);
    }
}
