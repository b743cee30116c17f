//! Deadlines whose times are bounds: tasks in months or calendar days, another deadline in months, what counts anew. Nothing is
//! called kept, impossible or missed there that is not.

use duecourse::calendar::{Calendar, Date};
use duecourse::check::time::{DateVerdict, Measure, TimeVerdict};

use super::{date, dated, later, measured, on, one, worked};

/// Calendar days, and then the next day that is worked.
fn task_end(calendar: &Calendar, start: Date, days: u64) -> Date {
    let mut end = start;
    for _ in 0..days {
        end = end.succ_opt().unwrap_or(end);
    }
    while !worked(calendar, end) {
        end = end.succ_opt().unwrap_or(end);
    }
    end
}

/// A task of 14 calendar days after one of 2 working days, against working days.
fn fortnight(due: u32) -> String {
    format!(
        r#"
[steps]
begin = {{ by = "office", starts = "at the beginning" }}
call = {{ by = "office", starts = "after begin", takes = "2 working days" }}
write = {{ by = "lawyer", starts = "after call", takes = "14 calendar days", due = "within {due} working days of begin" }}
"#
    )
}

#[test]
fn a_task_in_calendar_days_is_never_judged_better_or_worse_than_it_is() {
    let calendar = Calendar::england_and_wales();
    let mut seen = Vec::new();
    for due in [8, 9, 11, 12, 13] {
        let (time, found) = dated(&fortnight(due), "2019-01-01", "2027-12-31");
        assert_eq!(time.deadlines[0].measure, Measure::AtWorst);
        for (start, found) in measured(one(&found, "write")) {
            let end = task_end(&calendar, later(&calendar, start, 2), 14);
            let kept = end <= later(&calendar, start, due);
            match found.verdict {
                DateVerdict::Kept | DateVerdict::Tight => assert!(kept, "{start} {due}: {found:?}"),
                DateVerdict::Impossible => assert!(!kept, "{start} {due}: {found:?}"),
                DateVerdict::Undecided => {}
                DateVerdict::CanBeMissed => panic!("{start}: only one run exists, and it is not proved"),
            }
            assert!(found.longest_date.is_some_and(|longest| longest >= end), "{start} {due}: {found:?}");
            seen.push(found.verdict);
        }
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen, [DateVerdict::Kept, DateVerdict::Tight, DateVerdict::Undecided, DateVerdict::Impossible]);
}

#[test]
fn the_lengths_of_tasks_are_those_about_the_date() {
    let (time, found) = dated(&fortnight(12), "2025-01-01", "2027-12-31");
    // At worst over all dates a fortnight is 10 working days; over Christmas it is less.
    assert_eq!(time.deadlines[0].within_days, 12);
    let write = one(&found, "write");
    // Far from any holiday: always 2 + 10. Near Christmas it may be as few as 2 + 7.
    let (summer, christmas) = (on(write, "2025-06-25"), on(write, "2025-12-18"));
    assert_eq!((summer.longest_days, summer.verdict), (Some(12), DateVerdict::Tight));
    assert!(christmas.shortest_days < summer.shortest_days, "{christmas:?} {summer:?}");
    assert!(write.searches > 1);
}

#[test]
fn a_month_of_work_within_a_month_is_not_called_missed_by_the_longest_against_the_shortest() {
    let tables = r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
write = { by = "office", starts = "after begin", takes = "1 month", due = "within 1 month of begin" }
"#;
    let (time, found) = dated(tables, "2025-01-01", "2025-12-31");
    // 23 days of work at most against 17 at least, and never on one date.
    assert_eq!((time.deadlines[0].slack_days, time.deadlines[0].verdict()), (Some(-6), TimeVerdict::Undecided));
    assert!(measured(one(&found, "write")).all(|(_, found)| found.verdict != DateVerdict::CanBeMissed));
}

#[test]
fn another_deadline_in_months_may_run_out_on_any_day_between() {
    let tables = r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
write = { by = "office", starts = "after begin", takes = "60 working days", due = "within 1 month of begin" }
remind = { by = "lawyer", starts = "after write is missed", takes = "1 working day", due = "within 21 working days of begin" }
"#;
    let (time, found) = dated(tables, "2025-01-01", "2025-10-31");
    let remind = time.deadlines.iter().find(|deadline| deadline.id == "remind");
    let Some(remind) = remind else { panic!("there is a deadline remind") };
    // A month has 17 to 23 working days; it is missed a day later, and the reminder takes one.
    assert_eq!((remind.longest.days(), remind.shortest.days()), (Some(25), Some(19)));
    // It is shown on the dates on which the month has 23 working days; of the others nothing is said.
    assert_eq!(remind.verdict(), TimeVerdict::CanBeMissed);
    assert_eq!(remind.shown.as_ref().map(|shown| shown.days), Some(25));
    let month =
        |start: Date| measured(one(&found, "write")).find(|(day, _)| *day == start).map(|(_, found)| found.limit_days);
    let mut shown = 0;
    for (start, found) in measured(one(&found, "remind")) {
        let is_long = month(start) == Some(23);
        assert_eq!(found.verdict == DateVerdict::CanBeMissed, is_long, "{start}: {found:?}");
        assert!(is_long || found.verdict == DateVerdict::Undecided, "{start}: {found:?}");
        shown += u32::from(is_long);
    }
    assert!(shown >= 3, "{shown}");
}

/// The work takes longer than any month, but only once more time was given: what is left of the first month has to be the truth.
#[test]
fn a_deadline_that_counts_anew_is_missed_on_every_date_on_which_some_run_misses_it() {
    let tables = r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
ask = { by = "office", starts = "after begin", takes = "1 to 10 working days" }
write = { by = "lawyer", starts = "after ask", takes = "1 to 19 working days" }

[deadlines.out]
due = "within 1 month of begin"
met_by = "write"
extended = "after ask"
"#;
    let (_, found) = dated(tables, "2025-01-01", "2026-06-30");
    let mut seen = Vec::new();
    for (start, found) in measured(one(&found, "out")) {
        // From the beginning more time is given in time; from the extension on the work takes 19 days at most.
        let expected = found.limit_days < 19;
        assert_eq!(found.verdict == DateVerdict::CanBeMissed, expected, "{start}: {found:?}");
        seen.push(expected);
    }
    assert!(seen.contains(&true) && seen.contains(&false));
}

#[test]
fn what_counts_anew_is_measured_from_there_with_the_limit_of_that_date() {
    let tables = r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
ask = { by = "office", starts = "after out is missed", takes = "1 working day" }
write = { by = "lawyer", starts = "after ask", takes = "19 working days" }

[deadlines.out]
due = "within 1 month of begin"
met_by = "write"
extended = "after ask"
"#;
    let (_, found) = dated(tables, "2025-01-01", "2026-06-30");
    let out = one(&found, "out");
    for (start, found) in measured(out) {
        // From the anchor: a day after the month, and one to ask. From the extension: 19 days to write.
        assert_eq!(found.longest_days, Some((found.limit_days + 2).max(19)), "{start}");
        assert!(!found.exact && found.verdict >= DateVerdict::Undecided, "{start}: {found:?}");
    }
    assert_eq!(on(out, "2025-12-18").limit_date, date("2026-01-18"));
}

#[test]
fn what_is_missed_with_tasks_as_short_as_on_any_date_is_proved_to_be() {
    let tables = r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
view = { by = "agency", starts = "after begin", takes = "1 to 4 months", due = "within 3 months of begin" }
"#;
    let (time, found) = dated(tables, "2025-01-01", "2025-12-31");
    let view = &time.deadlines[0];
    // Four months are never less than 79 working days, three never more than 66; a quick one is in time.
    assert!(view.proved_days.is_some_and(|days| days > 66 && Some(days) < view.longest.days()), "{view:?}");
    assert_eq!((view.measure, view.verdict()), (Measure::AtWorst, TimeVerdict::CanBeMissed));
    assert!(measured(one(&found, "view")).all(|(_, found)| found.verdict == DateVerdict::CanBeMissed && !found.exact));
}
