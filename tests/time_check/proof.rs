//! Runs that prove what from the anchors on are only bounds.

use duecourse::calendar::Calendar;
use duecourse::check::time::{Length, Measure, TimeOptions, TimeOutcome, TimeVerdict};

use super::{check_with, deadline, path};

/// Measured from the anchors, without a way through the whole case.
fn from_anchors(tables: &str) -> TimeOutcome {
    check_with(tables, TimeOptions { exact_states_max: 0, ..TimeOptions::default() })
}

/// 3 days from the beginning to the charge, that extends; from there 4 + 1.
#[test]
fn what_is_missed_from_the_anchors_is_proved_by_a_run() {
    let outcome = from_anchors(
        r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
charge = { by = "agency", kind = "event", awaited = true, starts = "after begin", takes = "2 to 3 working days" }
judge = { by = "agency", kind = "event", awaited = true, starts = "after charge", takes = "4 working days" }
publish = { by = "office", starts = "after judge", takes = "1 working day" }

[deadlines.out]
due = "within 4 working days of begin"
met_by = "publish"
extended = "after charge"
"#,
    );
    let out = deadline(&outcome, "out");
    assert_eq!(
        (out.measure, out.verdict(), out.slack_days),
        (Measure::FromAnchors, TimeVerdict::CanBeMissed, Some(-1))
    );
    assert_eq!((out.proved_days, out.is_attained(), &out.shown), (Some(5), true, &None));
    let Some(run) = &out.example else { panic!("there is an example") };
    assert_eq!((run.anchor_day, run.end_day), (3, 8));
}

/// Both branches take just 5 days: when one is done, so is the other. Without time nobody knows.
#[test]
fn what_cannot_coincide_is_not_proved() {
    let outcome = from_anchors(
        r#"
[steps]
left = { by = "office", starts = "at the beginning", takes = "5 working days" }
right = { by = "lawyer", starts = "at the beginning", takes = "5 working days" }
end = { by = "office", starts = "after all of (left, right)", takes = "1 working day", due = "within 3 working days of left" }
"#,
    );
    let end = deadline(&outcome, "end");
    assert_eq!((&end.longest, end.verdict()), (&Length::Days(6), TimeVerdict::Undecided));
    assert_eq!((end.proved_days, end.is_attained(), &end.shown), (None, false, &None));
}

/// Work takes 40 days, and a month has 20 to 23. When it is over, somebody asks for more time, which takes 3 days: the month is one day over
/// before that, 20 + 1 + 3.
const MONTH: &str = r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
write = { by = "office", starts = "after begin", takes = "40 working days" }
ask = { by = "lawyer", starts = "after each out is missed", takes = "3 working days" }

[deadlines.out]
due = "within 1 month of begin"
met_by = "write"
extended = "after each ask"
"#;

#[test]
fn a_run_in_which_a_month_runs_out_happens_on_dates_on_which_the_month_is_so_long() {
    for outcome in [from_anchors(MONTH), check_with(MONTH, TimeOptions::default())] {
        let out = deadline(&outcome, "out");
        assert_eq!((&out.longest, out.within_days, out.verdict()), (&Length::Days(24), 20, TimeVerdict::CanBeMissed));
        let Some(shown) = &out.shown else { panic!("it is shown on a date") };
        let calendar = Calendar::working_week();
        let days = |from, to| calendar.working_days_between(from, to);
        assert_eq!((shown.days, out.is_attained()), (24, true));
        assert_eq!(shown.start, shown.anchor);
        assert_eq!(calendar.add_months(shown.anchor, 1), Ok(shown.limit));
        assert_eq!((days(shown.anchor, shown.limit), days(shown.anchor, shown.end)), (Ok(20), Ok(24)));
    }
}

/// What was being worked on while the month ran out holds those days.
#[test]
fn the_days_until_a_limit_runs_out_are_held_by_what_was_being_worked_on() {
    let outcome = from_anchors(MONTH);
    assert_eq!(path(deadline(&outcome, "out")), [("write", "The office", 21, 21), ("ask", "The lawyer", 3, 24)]);
}
