//! Deadlines whose times are exact on every date.

use duecourse::calendar::Calendar;
use duecourse::check::time::DateVerdict;

use super::{date, dated, later, measured, on, one, verdicts};

/// A chain of `least` to `most` working days against a limit.
fn chain(least: u32, most: u32, due: &str) -> String {
    format!(
        r#"
[steps]
begin = {{ by = "office", starts = "at the beginning" }}
write = {{ by = "office", starts = "after begin", takes = "{least} to {most} working days" }}
send = {{ by = "lawyer", starts = "after write", takes = "1 working day", due = "{due} begin" }}
"#
    )
}

#[test]
fn working_days_against_working_days_are_the_same_on_every_date() {
    let (_, found) = dated(&chain(4, 12, "within 15 working days of"), "2025-01-01", "2028-11-30");
    let send = one(&found, "send");
    // 365 + 365 + 365 + 335 days.
    assert_eq!(measured(send).count(), 1430);
    assert!(measured(send).all(|(_, found)| (found.slack_days, found.exact) == (Some(2), true)));
    assert_eq!(send.searches, 0);
    // Three weeks are 21 days as a rule; over Christmas 26 (domain research, section 5).
    let christmas = on(send, "2025-12-19");
    assert_eq!(christmas.limit_date, date("2026-01-14"));
    assert_eq!((christmas.limit_days, christmas.longest_date), (15, Some(date("2026-01-12"))));
    assert_eq!(on(send, "2025-06-02").limit_date, date("2025-06-23"));
}

#[test]
fn a_day_that_is_not_worked_counts_from_there() {
    let (_, found) = dated(&chain(1, 3, "within 5 working days of"), "2022-09-01", "2022-09-30");
    // A Saturday before the State Funeral.
    let saturday = on(one(&found, "send"), "2022-09-17");
    assert_eq!((saturday.limit_date, saturday.longest_date), (date("2022-09-26"), Some(date("2022-09-23"))));
    assert_eq!((saturday.slack_days, saturday.verdict), (Some(1), DateVerdict::Kept));
    let starts = &one(&found, "send").starts;
    assert_eq!(starts.iter().filter(|start| start.is_working_day).count(), 21);
}

#[test]
fn a_month_is_what_it_is_on_that_date() {
    // 10 to 19 days of work against a month.
    let (time, found) = dated(&chain(9, 18, "within 1 month of"), "2017-01-01", "2028-10-31");
    let send = one(&found, "send");
    let calendar = Calendar::england_and_wales();
    for (start, found) in measured(send) {
        let end = later(&calendar, start, 19);
        let left = (0..=30).find(|days| later(&calendar, start, 19 + days + 1) > found.limit_date);
        let expected = if end > found.limit_date {
            DateVerdict::CanBeMissed
        } else if left == Some(0) {
            DateVerdict::Tight
        } else {
            DateVerdict::Kept
        };
        assert_eq!(found.verdict, expected, "{start}");
        assert!(found.exact);
        if end <= found.limit_date {
            assert_eq!(found.slack_days, left.map(i64::from), "{start}");
        }
    }
    assert_eq!(verdicts(send), [DateVerdict::Kept, DateVerdict::Tight, DateVerdict::CanBeMissed]);
    // The worst of all dates is what the time check takes.
    let worst = measured(send).filter_map(|(_, found)| found.slack_days).min();
    assert_eq!(worst, time.deadlines[0].slack_days);
    // After Thursday 1 April 2021: 4 days of Easter week and three weeks to Friday 30 April. After Thursday 18 December 2025: 1 + 3 + 4 + 5 + 5.
    assert_eq!((on(send, "2021-04-01").limit_days, on(send, "2025-12-18").limit_days), (19, 18));
}

#[test]
fn what_even_the_quickest_misses_is_impossible() {
    let (_, found) = dated(&chain(18, 18, "within 1 month of"), "2025-01-01", "2026-12-31");
    let send = one(&found, "send");
    for (start, found) in measured(send) {
        let expected = match found.limit_days {
            0..=18 => DateVerdict::Impossible,
            19 => DateVerdict::Tight,
            _ => DateVerdict::Kept,
        };
        assert_eq!(found.verdict, expected, "{start}");
    }
    assert_eq!(on(send, "2025-12-18").verdict, DateVerdict::Impossible);
    assert_eq!(on(send, "2025-07-01").verdict, DateVerdict::Kept);
}

#[test]
fn what_has_to_wait_a_month_comes_too_early_on_some_dates() {
    let (_, found) = dated(&chain(20, 40, "not before 1 month after"), "2025-01-01", "2026-12-31");
    let send = one(&found, "send");
    let calendar = Calendar::england_and_wales();
    for (start, found) in measured(send) {
        // The quickest comes on day 21; the first day allowed is `limit_date`, or the next that is worked.
        let too_early = later(&calendar, start, 21) < found.limit_date;
        assert_eq!(found.verdict == DateVerdict::CanBeMissed, too_early, "{start}: {found:?}");
    }
    assert!(verdicts(send).contains(&DateVerdict::Kept) && verdicts(send).contains(&DateVerdict::CanBeMissed));
}

#[test]
fn what_waits_for_its_own_deadline_to_be_missed_is_late_by_as_much_on_every_date() {
    // Chased when the month is over: a day later, 2 days of chasing, 1 of writing.
    let tables = r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
chase = { by = "office", starts = "after written is missed", takes = "2 working days" }
write = { by = "lawyer", starts = "after chase", takes = "1 working day" }

[deadlines.written]
due = "within 1 month of begin"
met_by = "write"
"#;
    let (_, found) = dated(tables, "2025-01-01", "2027-12-31");
    let written = one(&found, "written");
    for (start, found) in measured(written) {
        assert_eq!(found.longest_days, Some(found.limit_days + 4), "{start}");
        assert_eq!((found.verdict, found.exact), (DateVerdict::Impossible, true), "{start}");
    }
    // One more search for each other length of a month: 17 to 23 days, of which the shortest is known.
    let mut lengths: Vec<u32> = measured(written).map(|(_, found)| found.limit_days).collect();
    lengths.sort_unstable();
    lengths.dedup();
    assert!(lengths.len() > 3 && written.searches <= lengths.len(), "{lengths:?} {}", written.searches);
}

#[test]
fn the_last_dates_of_the_calendar_are_not_guessed() {
    let (_, found) = dated(&chain(1, 3, "within 1 month of"), "2028-11-01", "2028-12-31");
    let known: Vec<bool> = one(&found, "send").starts.iter().map(|start| start.found.is_some()).collect();
    // A month from 30 November ends on 30 December, one from 1 December after the calendar.
    assert_eq!(known.len(), 61);
    assert!(known[..30].iter().all(|known| *known) && known[30..].iter().all(|known| !known), "{known:?}");
}

#[test]
fn what_never_begins_has_no_dates() {
    let tables = r#"
[steps]
begin = { by = "office", starts = "at the beginning", decide = ["yes", "no"] }
idle = { by = "office", starts = "after begin is yes", needs = "begin is no" }
send = { by = "lawyer", starts = "after idle", due = "within 1 month of idle" }
"#;
    let (_, found) = dated(tables, "2025-01-01", "2025-12-31");
    assert!(one(&found, "send").starts.is_empty());
}
