//! What each kind of step does to a time: optional steps, intervals, votes, lapses, deadlines that trigger something.

use duecourse::check::time::Length;

use super::{check, deadline, repeated, times};

#[test]
fn an_optional_step_begins_on_any_day_or_never() {
    let tables = r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
consult = { by = "lawyer", kind = "optional", starts = "after begin", lapses = "after write", takes = "2 to 3 working days" }
write = { by = "office", starts = "after begin", takes = "4 working days" }
send = { by = "office", starts = "after write", due = "within 9 working days of begin" }
reply = { by = "office", starts = "after consult", due = "within 9 working days of begin" }
"#;
    let outcome = check(tables);
    assert_eq!(deadline(&outcome, "send").longest, Length::Days(4));
    // It is taken after 2 days at the earliest and on day 4 at the latest, or not at all.
    let reply = deadline(&outcome, "reply");
    assert_eq!(reply.shortest, Length::Days(2));
    assert!(matches!(reply.longest, Length::Unbounded(_)), "{:?}", reply.longest);
}

#[test]
fn an_optional_step_that_must_be_done_takes_its_time() {
    let tables = r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
look = { by = "lawyer", starts = "after begin", takes = "1 working day" }
consult = { by = "lawyer", kind = "optional", starts = "after begin", must = "after look", takes = "2 to 3 working days", due = "within 9 working days of begin" }
"#;
    // Begun at once it takes 2 days; begun when it must, on day 1, 3.
    assert_eq!(times(tables, "consult"), (4, 2));
}

#[test]
fn what_comes_up_at_intervals_comes_up_to_one_interval_later() {
    let tables = r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
sample = { by = "office", starts = "every 5 working days covering begin", takes = "1 to 2 working days", due = "within 9 working days of begin" }
"#;
    assert_eq!(times(tables, "sample"), (7, 1));
}

/// `needed` of three votes, each 1 to 4 days.
fn votes(needed: u32) -> String {
    format!(
        r#"
[steps]
propose = {{ by = "office", starts = "at the beginning" }}
decide = {{ by = "panel", starts = "after propose", takes = "1 to 4 working days", votes = "{needed} of 3", decide = ["yes", "no"], due = "within 5 working days of propose" }}
"#
    )
}

#[test]
fn a_decision_by_votes_takes_as_long_as_the_votes() {
    // Two of three votes for the same: at the latest with the third, on day 4.
    assert_eq!(times(&votes(2), "decide"), (4, 1));
    // Three of three never agree if one is against: nothing more can happen.
    let outcome = check(&votes(3));
    assert!(matches!(deadline(&outcome, "decide").longest, Length::Unbounded(_)));
    assert_eq!(deadline(&outcome, "decide").shortest, Length::Days(1));
}

#[test]
fn a_vote_that_was_ended_is_worked_on_anew() {
    // The first vote decides. If it is against, all vote again: "taking the voting step ends the votes that are still owed", so what the
    // others had worked on is dropped, and each vote takes 2 days again.
    let outcome = repeated(
        r#"
[steps]
propose = { by = "office", starts = "at the beginning" }
decide = { by = "panel", starts = ["after propose", "after each decide is no"], takes = "2 to 3 working days", votes = "1 of 3", decide = ["yes", "no"], due = "within 5 working days of each decide is no" }
"#,
        1,
    );
    let decide = deadline(&outcome, "decide");
    assert_eq!((&decide.longest, &decide.shortest), (&Length::Days(3), &Length::Days(2)));
}

#[test]
fn what_lapses_and_starts_again_at_once_is_worked_on_anew() {
    // On day 2 the case changes hands: the review lapses and begins again, and takes its 3 days from there.
    let tables = r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
hand_over = { by = "office", starts = "after begin", takes = "2 working days" }
review = { by = "lawyer", starts = ["after begin", "after each hand_over"], lapses = "after hand_over", takes = "3 working days" }

[deadlines.reviewed]
due = "within 9 working days of begin"
met_by = "review"
"#;
    assert_eq!(times(tables, "reviewed"), (5, 5));
}

#[test]
fn what_a_missed_deadline_brings_about_comes_on_the_day_after_it() {
    let tables = r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
write = { by = "office", starts = "after begin", takes = "5 working days", due = "within 3 working days of begin" }
remind = { by = "lawyer", starts = "after write is missed", takes = "1 working day", due = "within 9 working days of begin" }
"#;
    // Days 1 to 3 go by; on day 4 it is missed; the reminder takes a day.
    assert_eq!(times(tables, "remind"), (5, 5));
}

#[test]
fn work_that_cannot_end_in_an_outcome_waits_for_the_day_on_which_it_can() {
    let tables = r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
write = { by = "office", starts = "after begin", takes = "2 working days", needs = "audit is not under way", due = "within 9 working days of begin" }
open = { by = "lawyer", starts = "after begin", takes = "1 working day" }
audit = { by = "lawyer", starts = "after open", takes = "4 working days" }
"#;
    // The audit runs from day 1 to day 5; the writing, begun on day 0 for 2 days, can be done on day 5.
    assert_eq!(times(tables, "write"), (5, 5));
}

#[test]
fn an_optional_step_under_way_ends_within_its_time() {
    let tables = r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
audit = { by = "lawyer", kind = "optional", starts = "after begin", takes = "1 to 4 working days" }
write = { by = "office", starts = "after begin", takes = "2 working days", needs = "audit is not under way", due = "within 9 working days of begin" }
"#;
    // At worst it is begun on the day on which the writing would be done.
    assert_eq!(times(tables, "write"), (6, 2));
}
