//! Two branches beside each other, and a plan that cannot be kept.

use duecourse::check::time::{Control, Length, Measure, PointOfNoReturn};

use super::{check, deadline, path};

/// After the report, the office gathers facts (2 to 5 days) while the lawyer (1 to 3) and after him the agency (2 to 4) write; when both are
/// there the panel meets (1 to 2), then the office notifies (0 to 1).
///
/// Counted from the report:
/// - longest: max(5, 3 + 4) + 2 + 1 = 10; the facts wait for the opinion, so they hold none of the days
/// - shortest: max(2, 1 + 2) + 1 + 0 = 4
/// - within 9: 9 − 10 = −1. Ours are 3 + 2 + 1 = 6 of the days, which would fit; the agency's 4 are too many
pub(super) fn six_steps(within: u32) -> String {
    format!(
        r#"
[steps]
report = {{ by = "office", starts = "at the beginning", takes = "1 working day" }}
gather = {{ by = "office", starts = "after report", takes = "2 to 5 working days" }}
legal = {{ by = "lawyer", starts = "after report", takes = "1 to 3 working days" }}
opinion = {{ by = "agency", starts = "after legal", takes = "2 to 4 working days" }}
meet = {{ by = "panel", starts = "after all of (gather, opinion)", takes = "1 to 2 working days" }}
notify = {{ by = "office", starts = "after meet", takes = "0 to 1 working days", due = "within {within} working days of report" }}
"#
    )
}

#[test]
fn two_branches_take_as_long_as_the_longer_one() {
    let outcome = check(&six_steps(9));
    let notify = deadline(&outcome, "notify");
    assert_eq!((&notify.longest, &notify.shortest), (&Length::Days(10), &Length::Days(4)));
    assert_eq!(notify.slack_days, Some(-1));
    assert!(notify.can_be_missed() && notify.reached && notify.measure == Measure::Exact);
    let expected = [
        ("legal", "The lawyer", 3, 3),
        ("opinion", "The agency", 4, 7),
        ("meet", "The panel", 2, 9),
        ("notify", "The office", 1, 10),
    ];
    assert_eq!(path(notify), expected);
    assert_eq!(notify.control, Control::Outside);
}

#[test]
fn the_example_begins_with_the_report_and_ends_a_day_late() {
    let outcome = check(&six_steps(9));
    let Some(example) = &deadline(&outcome, "notify").example else { panic!("there is an example") };
    // The report takes the first day.
    assert_eq!((example.anchor_day, example.end_day), (1, 11));
    let days: Vec<u32> = example.steps.iter().map(|step| step.day).collect();
    assert_eq!(days.first(), Some(&1));
    assert_eq!(days.last(), Some(&11));
    assert_eq!(example.steps.len(), 6);
}

#[test]
fn the_point_of_no_return_is_the_last_day_on_which_the_rest_could_still_be_done_at_once() {
    // Met on day 9, notified at once: in time. A day later it is not.
    let outcome = check(&six_steps(9));
    let notify = PointOfNoReturn::Day { day: 9, open: vec!["notify".to_owned()] };
    assert_eq!(deadline(&outcome, "notify").point_of_no_return, notify);
    // Within 8: the panel, called on day 7, could have met on day 8.
    let outcome = check(&six_steps(8));
    let meet = PointOfNoReturn::Day { day: 8, open: vec!["meet".to_owned()] };
    assert_eq!(deadline(&outcome, "notify").point_of_no_return, meet);
    // Within 3 it cannot be kept at all: 4 is the shortest.
    let outcome = check(&six_steps(3));
    assert_eq!(deadline(&outcome, "notify").point_of_no_return, PointOfNoReturn::Beginning);
}

#[test]
fn what_is_kept_by_a_day_has_that_slack_and_no_example() {
    let outcome = check(&six_steps(11));
    let notify = deadline(&outcome, "notify");
    assert_eq!(notify.slack_days, Some(1));
    assert!(!notify.can_be_missed() && notify.example.is_none());
    assert_eq!((notify.control, &notify.point_of_no_return), (Control::Kept, &PointOfNoReturn::None));
    // The path is told all the same.
    assert_eq!(path(notify).len(), 4);
}

/// 5 + 4 + 5 + 2 = 16 days of its own plan, and 15 to keep.
pub(super) const PLAN: &str = r#"
[steps]
aware = { by = "office", starts = "at the beginning" }
convene = { by = "office", starts = "after aware", takes = "5 working days" }
gather = { by = "lawyer", starts = "after convene", takes = "4 working days" }
review = { by = "panel", starts = "after gather", takes = "5 working days" }
send = { by = "office", starts = "after review", takes = "2 working days", due = "within 15 working days of aware" }
"#;

#[test]
fn a_plan_that_cannot_meet_its_own_deadline_is_reported_with_its_steps() {
    let outcome = check(PLAN);
    let send = deadline(&outcome, "send");
    assert_eq!((&send.longest, &send.shortest, send.slack_days), (&Length::Days(16), &Length::Days(16), Some(-1)));
    let expected = [
        ("convene", "The office", 5, 5),
        ("gather", "The lawyer", 4, 9),
        ("review", "The panel", 5, 14),
        ("send", "The office", 2, 16),
    ];
    assert_eq!(path(send), expected);
    assert_eq!((send.control, &send.point_of_no_return), (Control::Ours, &PointOfNoReturn::Beginning));
}
