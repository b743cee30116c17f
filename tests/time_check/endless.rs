//! Loops, waits without a bound, and what takes no time at all.

use duecourse::check::time::{Cause, Length};

use super::{check, deadline, repeated};

/// A draft takes 3 days, its check 2, and the end 1: one round is 5.
const RETURNS: &str = r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
draft = { by = "office", starts = ["after begin", "after each check is back"], takes = "3 working days" }
check = { by = "lawyer", starts = "after each draft", takes = "2 working days", decide = ["back", "fine"] }
finish = { by = "office", starts = "after check is fine", takes = "1 working day", due = "within 10 working days of begin" }
"#;

#[test]
fn a_return_loop_grows_by_one_round_for_each_repetition() {
    for (repeat, longest) in [(0, 6), (1, 11), (2, 16)] {
        let outcome = repeated(RETURNS, repeat);
        let finish = deadline(&outcome, "finish");
        assert_eq!((&finish.longest, &finish.shortest), (&Length::Days(longest), &Length::Days(6)), "{repeat}");
        assert_eq!(outcome.repeat, repeat);
    }
}

/// A visit may come again and again, and each has to be answered in 2 days before the end.
const VISITS: &str = r#"
[steps]
begin = { by = "office", starts = "at the beginning" }
visit = { by = "agency", kind = "event", starts = ["after begin", "after each answer"] }
answer = { by = "office", starts = "after each visit", takes = "2 working days" }
finish = { by = "office", starts = "after begin", takes = "1 working day", needs = "answer is not owed", due = "within 3 working days of begin" }
"#;

#[test]
fn what_comes_from_outside_comes_again_so_often() {
    // The end takes a day; each visit in between holds it for 2, one after the other.
    for (repeat, longest) in [(0, 3), (1, 5), (2, 7)] {
        let outcome = repeated(VISITS, repeat);
        let finish = &deadline(&outcome, "finish").longest;
        assert_eq!(*finish, Length::Days(longest), "{repeat}");
    }
}

#[test]
fn a_wait_for_something_from_outside_has_no_bound_and_is_named() {
    for awaited in ["", "awaited = true, "] {
        let outcome = check(&format!(
            r#"
[steps]
ask = {{ by = "office", starts = "at the beginning" }}
reply = {{ by = "agency", kind = "event", {awaited}starts = "after ask" }}
answer = {{ by = "office", starts = "after reply", takes = "1 working day", due = "within 5 working days of ask" }}
"#
        ));
        let answer = deadline(&outcome, "answer");
        assert_eq!(answer.longest, Length::Unbounded(Cause::Wait(vec!["reply".to_owned()])), "{awaited}");
        assert_eq!((&answer.shortest, answer.slack_days), (&Length::Days(1), None));
        assert!(answer.can_be_missed());
    }
}

#[test]
fn a_duty_that_can_never_be_done_is_stuck() {
    let outcome = check(
        r#"
[facts.known]
values = ["no", "yes"]

[steps]
ask = { by = "office", starts = "at the beginning" }
answer = { by = "office", starts = "after ask", needs = "known", due = "within 5 working days of ask" }
"#,
    );
    let answer = deadline(&outcome, "answer");
    assert_eq!((&answer.longest, &answer.shortest), (&Length::Unbounded(Cause::Stuck), &Length::Days(0)));
}
