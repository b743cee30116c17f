//! Who holds the days of a deadline that is missed.

use duecourse::check::time::Control;

use super::{check, deadline};

fn control(ours: u32, theirs: u32, due: &str) -> Control {
    let outcome = check(&format!(
        r#"
[steps]
begin = {{ by = "office", starts = "at the beginning" }}
ask = {{ by = "office", starts = "after begin", takes = "{ours} working days" }}
reply = {{ by = "agency", kind = "event", awaited = true, starts = "after ask", takes = "{theirs} working days", due = "{due} of begin" }}
"#
    ));
    deadline(&outcome, "reply").control
}

#[test]
fn what_is_missed_by_our_days_alone_is_ours() {
    assert_eq!(control(6, 2, "within 5 working days"), Control::Ours);
}

#[test]
fn what_is_missed_by_the_days_of_another_organisation_is_theirs() {
    assert_eq!(control(2, 6, "within 5 working days"), Control::Outside);
}

#[test]
fn what_always_fits_is_kept() {
    assert_eq!(control(2, 3, "within 5 working days"), Control::Kept);
}

#[test]
fn what_fits_into_some_months_and_not_into_others_is_nobodys() {
    // In a week of five working days a month has 20 to 23 of them (from Saturday on in February: 20).
    assert_eq!(control(11, 11, "within 1 month"), Control::Calendar);
    assert_eq!(control(10, 10, "within 1 month"), Control::Kept);
    assert_eq!(control(24, 1, "within 1 month"), Control::Ours);
}
