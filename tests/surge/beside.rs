//! What keeps the same people busy beside the way to a deadline and after it, computed by hand.

use duecourse::check::time::{Proved, SurgeHappening, SurgeTime, WorkOrder};

use super::{deadline, surge, surge_within};

/// Ann answers within 2 days what has come, and has something else to do, as `filing` says.
fn answered_and_filed(filing: &str) -> String {
    format!(
        r#"
actors.ann = {{ name = "Ann", cases_at_once = 1 }}
actors.bob = {{ name = "Bob", cases_at_once = 1 }}
actors.world = {{ name = "The world", outside = true }}
steps.comes = {{ kind = "event", by = "world", starts = "at any time, once" }}
steps.answer = {{ by = "ann", starts = "after comes", takes = "2 working days", due = "within 5 working days of comes" }}
{filing}
"#
    )
}

fn longest(times: &[SurgeTime], cases: u8) -> Option<u32> {
    times.iter().find(|time| time.cases == cases && time.order == WorkOrder::FirstCome).and_then(|time| time.days)
}

/// The other case has been answered and is being filed for 10 days when this one comes: 10 days of waiting and 2 of work. At best filing is put off.
#[test]
fn other_work_of_the_same_people_keeps_a_case_waiting() {
    for starts in ["after comes", "after answer"] {
        let filing = format!(r#"steps.file = {{ by = "ann", starts = "{starts}", takes = "10 working days" }}"#);
        let outcome = surge(&answered_and_filed(&filing), 2);
        let answer = deadline(&outcome, "answer");
        assert_eq!(longest(&answer.longest, 2), Some(12), "{starts}");
        assert_eq!(answer.first_come, Proved { cases: 1, complete: true }, "{starts}");
        assert_eq!(answer.feasible, Proved { cases: 2, complete: true }, "{starts}");
        let waited = answer.example.as_ref().and_then(|example| match &example.steps.last()?.happening {
            SurgeHappening::Happens { wait, .. } => wait.as_ref().map(|wait| (wait.days(), wait.busy_with.clone())),
            SurgeHappening::Comes => None,
        });
        assert_eq!(waited, Some((10, vec![2])), "{starts}");
    }
}

/// What may be begun or not is begun at the worst moment, and does not help at best.
#[test]
fn so_does_what_nobody_has_to_do() {
    let filing = r#"steps.file = { kind = "optional", by = "ann", starts = "at any time after answer, once", takes = "6 working days" }"#;
    let outcome = surge(&answered_and_filed(filing), 2);
    let answer = deadline(&outcome, "answer");
    assert_eq!(longest(&answer.longest, 2), Some(8));
    assert_eq!(answer.feasible, Proved { cases: 2, complete: true });
}

/// Who signs what Bob has checked keeps a case waiting for 3 days. Bob is shared as well: he says when the signing comes.
#[test]
fn whom_the_other_work_waits_for_counts_as_well() {
    let filing = r#"
steps.check = { by = "bob", starts = "after comes", takes = "4 working days" }
steps.sign = { by = "ann", starts = "after check", takes = "3 working days" }"#;
    let outcome = surge(&answered_and_filed(filing), 2);
    let answer = deadline(&outcome, "answer");
    assert_eq!(answer.shared, ["Ann", "Bob"]);
    assert_eq!(longest(&answer.longest, 2), Some(5));
    assert_eq!(answer.first_come, Proved { cases: 2, complete: true });
}

/// Bob's other work alone keeps nobody waiting for Ann.
#[test]
fn the_work_of_others_keeps_nobody_waiting() {
    let filing = r#"steps.check = { by = "bob", starts = "after comes", takes = "40 working days" }"#;
    let outcome = surge(&answered_and_filed(filing), 2);
    let answer = deadline(&outcome, "answer");
    assert_eq!(answer.shared, ["Ann"]);
    assert_eq!(longest(&answer.longest, 2), Some(4));
}

/// A note is made on the first day of work that goes on for 4: who comes second has it on day 5, at best and at worst.
#[test]
fn who_has_begun_is_busy_to_the_end() {
    for (due_days, both) in [(4, 1), (5, 2)] {
        let text = format!(
            r#"
actors.ann = {{ name = "Ann", cases_at_once = 1 }}
actors.bob = {{ name = "Bob" }}
actors.world = {{ name = "The world", outside = true }}
steps.comes = {{ kind = "event", by = "world", starts = "at any time, once" }}
steps.work = {{ by = "ann", starts = "after comes", takes = "4 working days" }}
steps.note = {{ by = "bob", starts = "while work is under way, once", takes = "1 working day", due = "within {due_days} working days of comes" }}
"#
        );
        let outcome = surge(&text, 2);
        let note = deadline(&outcome, "note");
        assert_eq!(longest(&note.longest, 2), Some(5));
        assert_eq!(note.first_come, Proved { cases: both, complete: true }, "{due_days} days");
        assert_eq!(note.feasible, Proved { cases: both, complete: true }, "{due_days} days");
    }
}

/// Where the search of everything reaches its limit, what makes a case late on the way alone is shown to make it late among everything else.
#[test]
fn an_example_of_the_way_alone_is_gone_through_again() {
    let filing = r#"steps.file = { by = "ann", starts = "after answer", takes = "1 to 30 working days" }"#;
    let text = answered_and_filed(filing).replace("2 working days\", due", "2 to 4 working days\", due");
    let whole = surge(&text, 2);
    let limited = surge_within(&text, 2, 100);
    let (whole, limited) = (deadline(&whole, "answer"), deadline(&limited, "answer"));
    assert_eq!(longest(&whole.longest, 2), Some(34));
    assert_eq!(longest(&limited.longest, 2), None, "the search of everything is too long for the limit");
    assert_eq!(limited.first_come, whole.first_come);
    assert_eq!(limited.earliest_due, whole.earliest_due);
    let days = limited.example.as_ref().map(|example| example.days);
    assert!(days.is_some_and(|days| days > 5), "late by the example: {days:?}");
}

/// What may be begun or not takes up to 9 days once it is begun: Ann answers the other case for 2 days and files it for 9, then answers this one for 2.
#[test]
fn what_nobody_has_to_do_keeps_busy_for_as_long_as_it_may() {
    let filing =
        r#"steps.file = { kind = "optional", by = "ann", starts = "after comes", takes = "1 to 9 working days" }"#;
    let outcome = surge(&answered_and_filed(filing), 2);
    let answer = deadline(&outcome, "answer");
    assert_eq!(longest(&answer.longest, 2), Some(13));
    assert_eq!(answer.first_come, Proved { cases: 1, complete: true });
}

/// Ann is busy with another answer for 2 days when its filing is asked for, and then this answer: it waits for both, and takes 2.
#[test]
fn what_nobody_has_to_do_can_be_asked_for_first() {
    let filing = r#"steps.file = { kind = "optional", by = "ann", starts = "after comes", takes = "6 working days" }"#;
    let outcome = surge(&answered_and_filed(filing), 2);
    assert_eq!(longest(&deadline(&outcome, "answer").longest, 2), Some(2 + 6 + 2));
}

/// Cat shuts a gate after 3 days; until then Bob can begin, for 2 days, what is due.
fn gated(due: &str, deadline: &str) -> String {
    format!(
        r#"
actors.bob = {{ name = "Bob", cases_at_once = 1 }}
actors.cat = {{ name = "Cat" }}
actors.world = {{ name = "The world", outside = true }}
steps.comes = {{ kind = "event", by = "world", starts = "at any time, once" }}
steps.gate = {{ by = "cat", starts = "after comes", takes = "3 working days" }}
steps.main = {{ by = "bob", starts = "after comes", lapses = "after gate", takes = "2 working days"{due} }}
{deadline}
"#
    )
}

/// Who comes second is not answered: until Bob is free the gate is shut. The deadline is one of its own, so it never ends.
#[test]
fn a_case_that_can_never_be_in_time_is_late() {
    let deadline_of_its_own = r#"deadlines.reply = { due = "within 9 working days of comes", met_by = "main" }"#;
    let text = gated("", deadline_of_its_own);
    let outcome = surge(&text, 3);
    let reply = deadline(&outcome, "reply");
    assert_eq!(reply.first_come, Proved { cases: 1, complete: true });
    assert_eq!(reply.earliest_due, Proved { cases: 1, complete: true });
    assert_eq!(reply.feasible, Proved { cases: 1, complete: true });
    let time = reply.longest.iter().find(|time| time.cases == 2);
    assert_eq!(time.map(|time| time.days), Some(None), "it never ends");
}

/// The same where the deadline falls away with the step: the second case is not late, so both are in time whatever happens, and at best.
#[test]
fn a_case_whose_deadline_falls_away_is_not_late() {
    let text = gated(r#", due = "within 9 working days of comes""#, "");
    let outcome = surge(&text, 2);
    let main = deadline(&outcome, "main");
    assert_eq!(main.first_come, Proved { cases: 2, complete: true });
    assert_eq!(main.feasible, Proved { cases: 2, complete: true });
}

/// No case can be in time, and none is late, since the deadline falls away: at best rests on what holds whatever happens, and that was not decided.
#[test]
fn at_best_is_open_where_it_rests_on_what_is_open() {
    let text = r#"
actors.bob = { name = "Bob", cases_at_once = 1 }
actors.cat = { name = "Cat" }
actors.world = { name = "The world", outside = true }
steps.comes = { kind = "event", by = "world", starts = "at any time, once" }
steps.choose = { by = "cat", starts = "after comes", takes = "1 working day", decide = ["yes", "no"] }
steps.shut = { by = "cat", starts = "after comes", takes = "1 working day" }
steps.answer = { by = "bob", starts = "after choose is no", lapses = ["after shut"], takes = "1 working day", due = "within 1 working day of comes" }
"#;
    let (whole, limited) = (surge(text, 2), surge_within(text, 2, 20));
    let (whole, limited) = (deadline(&whole, "answer"), deadline(&limited, "answer"));
    assert_eq!(whole.feasible, Proved { cases: 2, complete: true });
    assert_eq!(whole.first_come, Proved { cases: 2, complete: true });
    assert_eq!(limited.first_come, Proved { cases: 1, complete: false }, "the limit is small enough");
    assert_eq!(limited.feasible, Proved { cases: 1, complete: false });
}

/// By due date, what the older case needs goes first, even if it does not lead to its deadline: the other came on day 0, is read until day 2 and
/// filed until day 4, since its deadline falls before that of this case, which came on day 1 and is read then. First come, this one is read at day 2.
#[test]
fn the_older_case_goes_first_by_due_date() {
    let text = r#"
actors.office = { name = "The office", cases_at_once = 1 }
actors.desk = { name = "The desk", cases_at_once = 1 }
actors.world = { name = "The world", outside = true }
steps.open = { by = "world", starts = "at the beginning" }
steps.read = { by = "desk", starts = "after open", takes = "2 working days" }
steps.enter = { by = "office", starts = "after open", takes = "2 working days" }
steps.file = { by = "desk", starts = "after read", takes = "2 working days" }
steps.close = { by = "world", starts = "after all of (read, enter)" }
deadlines.whole = { due = "within 2 working days of open", met_by = "close" }
"#;
    let outcome = surge(text, 2);
    let days = |order| {
        let found = deadline(&outcome, "whole").longest.iter().find(|time| time.order == order);
        found.and_then(|time| time.days)
    };
    assert_eq!(days(WorkOrder::EarliestDue), Some(5));
    assert_eq!(days(WorkOrder::FirstCome), Some(4));
}
