//! The forms of a deadline and of its anchor.

use duecourse::check::time::{Control, Length, Measure, TimeOptions, TimeOutcome, TimeVerdict};

use super::{check, check_with, deadline, path, times};

/// `early` takes 1 to 2 days from the beginning, `second` 3 to 4, `last` 2 to 3 after the second; `due` is the last one's.
fn three(due: &str) -> String {
    format!(
        r#"
[steps]
early = {{ by = "office", starts = "at the beginning", takes = "1 to 2 working days" }}
second = {{ by = "lawyer", starts = "at the beginning", takes = "3 to 4 working days" }}
last = {{ by = "office", starts = "after second", takes = "2 to 3 working days", due = "{due}" }}
"#
    )
}

#[test]
fn first_of_several_is_the_earliest() {
    // From the first on day 1 to the last on day 7; from day 2 to day 5.
    assert_eq!(times(&three("within 5 working days of first of (second, early)"), "last"), (6, 3));
}

#[test]
fn latest_of_several_waits_for_all() {
    assert_eq!(times(&three("within 5 working days of latest of (second, early)"), "last"), (3, 2));
}

#[test]
fn each_of_several_counts_anew() {
    // The first window ends when the second begins: 4 − 1 days. The second runs from there for 2 to 3.
    assert_eq!(times(&three("within 5 working days of each of (second, early)"), "last"), (3, 2));
}

#[test]
fn each_time_the_clock_is_for_the_latest_only() {
    let outcome = check(
        r#"
[steps]
note = { by = "agency", kind = "event", starts = "at any time" }
answer = { by = "office", starts = "after each note", takes = "2 working days", due = "within 1 working day of each note" }
"#,
    );
    // A second note comes at once before the answer to the first is there: 2 days after the first, and 0 to 2 after the second.
    let answer = deadline(&outcome, "answer");
    assert_eq!((&answer.longest, &answer.shortest), (&Length::Days(2), &Length::Days(0)));
}

#[test]
fn the_same_day_allows_no_day_between() {
    let same = |takes: &str| {
        check(&format!(
            r#"
[steps]
begin = {{ by = "office", starts = "at the beginning" }}
tell = {{ by = "office", starts = "after begin"{takes}, due = "same day as begin" }}
"#
        ))
    };
    let at_once = same("");
    assert_eq!((deadline(&at_once, "tell").slack_days, deadline(&at_once, "tell").control), (Some(0), Control::Kept));
    let late = same(r#", takes = "0 to 1 working days""#);
    assert_eq!((deadline(&late, "tell").slack_days, deadline(&late, "tell").control), (Some(-1), Control::Ours));
}

#[test]
fn not_before_is_broken_by_the_shortest_time() {
    let outcome = check(&three("not before 3 working days after second"));
    let last = deadline(&outcome, "last");
    assert_eq!((&last.longest, &last.shortest), (&Length::Days(3), &Length::Days(2)));
    assert_eq!((last.within_days, last.slack_days, last.control), (3, Some(-1), Control::Ours));
    assert_eq!(path(last), [("last", "The office", 2, 2)]);
    assert!(last.example.is_some());
}

#[test]
fn not_before_is_kept_by_the_shortest_time_that_is_long_enough() {
    let outcome = check(&three("not before 2 working days after second"));
    assert_eq!(deadline(&outcome, "last").slack_days, Some(0));
}

#[test]
fn at_least_so_long_before_counts_from_the_deed_to_what_it_precedes() {
    // The first on day 2, the second on day 3: one day between.
    let before = |days: u32| {
        check(&format!(
            r#"
[steps]
early = {{ by = "office", starts = "at the beginning", takes = "1 to 2 working days", due = "at least {days} working days before second" }}
second = {{ by = "lawyer", starts = "at the beginning", takes = "3 to 4 working days" }}
"#
        ))
    };
    let kept = before(1);
    let early = deadline(&kept, "early");
    assert_eq!((&early.longest, &early.shortest, early.slack_days), (&Length::Days(3), &Length::Days(1), Some(0)));
    assert!(deadline(&before(2), "early").can_be_missed());
}

#[test]
fn what_was_to_come_before_and_did_not_has_no_time_at_all() {
    let outcome = check(
        r#"
[steps]
invite = { by = "office", kind = "optional", starts = "at the beginning", due = "at least 2 working days before meet" }
meet = { by = "panel", starts = "at the beginning", takes = "3 working days" }
"#,
    );
    assert_eq!(deadline(&outcome, "invite").shortest, Length::Days(0));
    assert!(deadline(&outcome, "invite").can_be_missed());
}

/// The work takes 6 days; on day 2 or 3 a trial may begin, that ends after 4 more.
fn trial(keys: &str) -> String {
    format!(
        r#"
[steps]
begin = {{ by = "office", starts = "at the beginning" }}
charge = {{ by = "agency", kind = "event", awaited = true, starts = "after begin", takes = "2 to 3 working days" }}
judge = {{ by = "agency", kind = "event", awaited = true, starts = "after charge", takes = "4 working days" }}
publish = {{ by = "office", starts = "after judge", takes = "1 working day" }}

[deadlines.out]
due = "within 5 working days of begin"
met_by = "publish"
{keys}
"#
    )
}

#[test]
fn without_suspension_every_day_counts() {
    assert_eq!(times(&trial(""), "out"), (8, 7));
}

#[test]
fn suspended_days_do_not_count() {
    // From the charge to the judgement 4 days stand still.
    assert_eq!(times(&trial(r#"suspended = "while charge is done and judge is not done""#), "out"), (4, 3));
}

#[test]
fn extended_time_counts_anew() {
    // 3 days to the charge; from there 4 + 1.
    assert_eq!(times(&trial(r#"extended = "after charge""#), "out"), (5, 5));
}

#[test]
fn what_is_void_ends_without_being_met() {
    let outcome = check(&trial(r#"void = "after charge""#));
    let out = deadline(&outcome, "out");
    assert_eq!((&out.longest, &out.shortest, out.slack_days), (&Length::Days(3), &Length::Never, Some(2)));
}

#[test]
fn a_month_is_as_few_working_days_as_it_can_be_for_a_limit_and_as_many_for_a_wait() {
    let outcome = check(
        r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
write = { by = "office", starts = "after begin", takes = "1 month", due = ["within 1 month of begin", "not before 1 month after begin"] }
"#,
    );
    let (within, wait) = (deadline(&outcome, "write"), deadline(&outcome, "write.2"));
    // Four weeks of five days at least; 31 days have 23 working days at most, and one more if the end falls on a weekend.
    assert_eq!((within.within_days, wait.within_days), (20, 23));
    assert_eq!((&within.longest, &within.shortest), (&Length::Days(23), &Length::Days(20)));
}

/// Measured from the anchors, without a way through the whole case.
fn from_anchors(tables: &str) -> TimeOutcome {
    check_with(tables, TimeOptions { exact_states_max: 0, ..TimeOptions::default() })
}

#[test]
fn extended_time_counts_anew_from_the_anchors_too() {
    let outcome = from_anchors(&trial(r#"extended = "after charge""#));
    let out = deadline(&outcome, "out");
    assert_eq!((out.measure, out.verdict()), (Measure::FromAnchors, TimeVerdict::Kept));
    assert_eq!((&out.longest, &out.shortest), (&Length::Days(5), &Length::Days(5)));
}

#[test]
fn what_was_to_come_before_is_missed_from_the_anchors_too() {
    let outcome = from_anchors(
        r#"
[steps]
invite = { by = "office", kind = "optional", starts = "at the beginning", due = "at least 2 working days before meet" }
meet = { by = "panel", starts = "at the beginning", takes = "3 working days" }
"#,
    );
    assert_eq!(deadline(&outcome, "invite").shortest, Length::Days(0));
}

#[test]
fn work_for_as_long_as_something_holds_goes_on_while_it_cannot_be_done() {
    // Begun on day 0 for 3 days; from day 1 to day 2 the audit is under way.
    let tables = r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
open = { by = "lawyer", starts = "after begin", takes = "1 working day" }
audit = { by = "lawyer", starts = "after open", takes = "1 working day" }
watch = { by = "office", starts = "while begin is done, once", takes = "3 working days", needs = "audit is not under way", due = "within 9 working days of begin" }
"#;
    assert_eq!(times(tables, "watch"), (3, 3));
}
