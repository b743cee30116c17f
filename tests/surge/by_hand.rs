//! Procedures whose times with several cases are computed by hand.

use std::fmt::Write as _;

use duecourse::check::time::{SurgeHappening, SurgeWait, WorkOrder};

use super::{deadline, surge, surge_with};
use duecourse::calendar::Calendar;

/// One step of 2 or 3 days, due after so many days.
fn one_step(places: u32, due_days: u32) -> String {
    format!(
        r#"
actors.office = {{ name = "The office", cases_at_once = {places} }}
actors.world = {{ name = "The world", outside = true }}
steps.open = {{ by = "world", starts = "at the beginning" }}
steps.work = {{ by = "office", starts = "after open", takes = "2 to 3 working days", due = "within {due_days} working days of open" }}
"#
    )
}

/// Who comes second waits 3 days and works 3: 6 in all. At best the second is done after 2 and 2.
#[test]
fn who_comes_second_waits() {
    let outcome = surge(&one_step(1, 5), 3);
    let work = deadline(&outcome, "work");
    assert_eq!(work.shared, ["The office"]);
    assert_eq!((work.first_come.cases, work.first_come.complete), (1, true));
    assert_eq!((work.earliest_due.cases, work.earliest_due.complete), (1, true));
    assert_eq!((work.feasible.cases, work.feasible.complete), (2, true), "2 + 2 days, but not 2 + 2 + 2");
    let outcome = surge(&one_step(1, 6), 3);
    let work = deadline(&outcome, "work");
    assert_eq!((work.first_come.cases, work.first_come.complete), (2, true), "3 + 3 days, but not 3 + 3 + 3");
    assert_eq!((work.feasible.cases, work.feasible.complete), (3, true));
    assert!(outcome.complete());
}

/// What comes from outside comes in all cases on one day: two days and two for one case, four of each for two, of which one has to be second.
/// If each came when the other is done with, any number would be in time.
#[test]
fn at_best_all_come_on_one_day_even_if_they_could_come_apart() {
    let two_steps = |due_days: u32| {
        format!(
            r#"
actors.ann = {{ name = "Ann", cases_at_once = 1 }}
actors.world = {{ name = "The world", outside = true }}
steps.comes = {{ kind = "event", by = "world", starts = "at any time, once" }}
steps.prepare = {{ by = "ann", starts = "after comes", takes = "2 working days" }}
steps.send = {{ by = "ann", starts = "after prepare", takes = "2 working days", due = "within {due_days} working days of comes" }}
"#
        )
    };
    for (due_days, cases) in [(4, 1), (7, 1), (8, 2), (11, 2), (12, 3)] {
        let outcome = surge(&two_steps(due_days), 4);
        let send = deadline(&outcome, "send");
        assert_eq!((send.feasible.cases, send.feasible.complete), (cases, true), "{due_days} days");
    }
}

/// A deadline that is longer than the calendar is not measured; the next one is still asked with its own clock.
#[test]
fn a_deadline_too_long_to_measure_leaves_the_others_as_they_are() {
    let long =
        "steps.archive = { by = \"world\", starts = \"after open\", due = \"within 30 years of open\" }\nsteps.work";
    let outcome = surge_with(&one_step(1, 5).replacen("steps.work", long, 1), 3, true, &Calendar::england_and_wales());
    assert!(outcome.deadlines.iter().all(|deadline| deadline.id != "archive"));
    let work = deadline(&outcome, "work");
    assert_eq!((work.first_come.cases, work.first_come.complete), (1, true));
    assert_eq!((work.feasible.cases, work.feasible.complete), (2, true));
    assert_eq!(work.longest.first().and_then(|one| one.days), Some(6));
}

#[test]
fn two_places_serve_two_cases_as_if_they_were_alone() {
    let outcome = surge(&one_step(2, 5), 3);
    let work = deadline(&outcome, "work");
    assert_eq!((work.first_come.cases, work.first_come.complete), (2, true), "the third waits for 3 days");
    assert_eq!((work.feasible.cases, work.feasible.complete), (3, true), "2 + 2 days");
}

#[test]
fn nobody_shared_means_nobody_waits() {
    let text = one_step(1, 5).replace(", cases_at_once = 1", "");
    let outcome = surge(&text, 4);
    let work = deadline(&outcome, "work");
    assert!(work.shared.is_empty());
    assert_eq!((work.feasible.cases, work.first_come.cases, work.earliest_due.cases), (4, 4, 4));
    assert_eq!(work.states, 0);
}

/// A deadline that one case can miss is not kept for any number, but may be possible for some.
#[test]
fn what_one_case_can_miss_is_guaranteed_for_none() {
    let outcome = surge(&one_step(1, 2), 2);
    let work = deadline(&outcome, "work");
    assert_eq!((work.first_come.cases, work.first_come.complete), (0, true));
    assert_eq!((work.feasible.cases, work.feasible.complete), (1, true));
}

/// The example: another case is with the office when the first comes, which waits for 3 days.
#[test]
fn the_example_says_who_waited_for_whom() {
    let outcome = surge(&one_step(1, 5), 2);
    let Some(example) = &deadline(&outcome, "work").example else { panic!("there is an example") };
    assert_eq!((example.cases, example.days, example.order), (2, 6, WorkOrder::FirstCome));
    let waited: Vec<(u8, u32, Vec<u8>)> = example
        .steps
        .iter()
        .filter_map(|step| match &step.happening {
            SurgeHappening::Happens { what, wait, .. } if what == "work" => {
                let busy_with = wait.as_ref().map(|wait| wait.busy_with.clone());
                Some((step.case, wait.as_ref().map_or(0, SurgeWait::days), busy_with.unwrap_or_default()))
            }
            SurgeHappening::Happens { .. } | SurgeHappening::Comes => None,
        })
        .collect();
    assert_eq!(waited, [(2, 0, vec![]), (1, 3, vec![2])]);
}

/// A case keeps its place from step to step of the same actor only if nobody waits: the second step asks anew.
/// Two cases, two steps of 1 day each: in the order of asking they take turns, so that one that came first needs 1 + 1 (the other) + 1,
/// and one that came second waits 1, works 1, waits 1, works 1.
#[test]
fn cases_take_turns() {
    let outcome = surge(
        r#"
actors.office = { name = "The office", cases_at_once = 1 }
actors.world = { name = "The world", outside = true }
steps.open = { by = "world", starts = "at the beginning" }
steps.read = { by = "office", starts = "after open", takes = "1 working day" }
steps.answer = { by = "office", starts = "after read", takes = "1 working day", due = "within 9 working days of open" }
"#,
        2,
    );
    let answer = deadline(&outcome, "answer");
    let days: Vec<Option<u32>> = answer.longest.iter().map(|one| one.days).collect();
    assert_eq!(days, [Some(4), Some(4)]);
}

/// Two branches of one case by one actor need one place only.
#[test]
fn an_actor_works_on_several_steps_of_a_case() {
    let outcome = surge(
        r#"
actors.office = { name = "The office", cases_at_once = 1 }
actors.world = { name = "The world", outside = true }
steps.open = { by = "world", starts = "at the beginning" }
steps.left = { by = "office", starts = "after open", takes = "3 working days" }
steps.right = { by = "office", starts = "after open", takes = "2 working days" }
steps.close = { by = "world", starts = "after all of (left, right)", due = "within 6 working days of open" }
"#,
        2,
    );
    let close = deadline(&outcome, "close");
    assert_eq!((close.first_come.cases, close.first_come.complete), (2, true), "3 for the other, then 3");
    assert_eq!(close.longest.first().and_then(|one| one.days), Some(6));
}

/// Preparing takes 3 days and has no deadline, answering takes 1 and has. As it was asked for: two others may be prepared first, 3 + 3 + 1.
/// What falls due first: one may have just begun to be prepared, the other has to wait, 3 + 1.
#[test]
fn the_order_of_work_can_decide() {
    let outcome = surge(
        r#"
actors.office = { name = "The office", cases_at_once = 1 }
actors.world = { name = "The world", outside = true }
steps.prepare = { by = "office", starts = "at the beginning", takes = "3 working days" }
steps.open = { by = "world", starts = "after prepare" }
steps.answer = { by = "office", starts = "after open", takes = "1 working day", due = "within 6 working days of open" }
"#,
        3,
    );
    let answer = deadline(&outcome, "answer");
    let longest: Vec<(u8, WorkOrder, Option<u32>)> =
        answer.longest.iter().map(|one| (one.cases, one.order, one.days)).collect();
    let (first_come, earliest_due) = (WorkOrder::FirstCome, WorkOrder::EarliestDue);
    assert_eq!(
        longest,
        [(2, first_come, Some(4)), (2, earliest_due, Some(4)), (3, first_come, Some(7)), (3, earliest_due, Some(4))]
    );
    assert_eq!((answer.first_come.cases, answer.earliest_due.cases), (2, 3));
}

/// A shorter step can make a deadline fail (Graham's anomaly). While the office closes, it keeps its place at the case, and takes up `right` as soon
/// as it is asked for. Closing a day sooner, it has left for the other case by then.
#[test]
fn work_that_takes_less_time_can_make_a_case_late() {
    let text = |close: &str| {
        format!(
            r#"
actors.office = {{ name = "The office", cases_at_once = 1 }}
actors.world = {{ name = "The world", outside = true }}
steps.open = {{ by = "world", starts = "at the beginning" }}
steps.left = {{ by = "world", starts = "after open", takes = "2 working days" }}
steps.right = {{ by = "office", starts = "after left", takes = "2 working days" }}
steps.other = {{ by = "office", starts = "after open", takes = "1 working day" }}
steps.close = {{ by = "office", starts = "after other", takes = "{close}" }}
steps.end = {{ by = "world", starts = "after all of (right, close)", due = "within 6 working days of open" }}
"#
        )
    };
    let kept = |close: &str| {
        let outcome = surge(&text(close), 2);
        let end = deadline(&outcome, "end");
        (end.longest.first().and_then(|one| one.days), end.first_come.cases)
    };
    assert_eq!(kept("2 working days"), (Some(6), 2));
    assert_eq!(kept("1 working day"), (Some(7), 1));
}

/// Two who have a place each: of three cases one waits until the first of the two is done, 3 days, and takes 3. At best 2 and 2.
#[test]
fn of_two_performers_the_first_who_is_free_does_it() {
    let text = one_step(1, 5).replace("by = \"office\"", "by = \"office or desk\"")
        + "actors.desk = { name = \"The desk\", cases_at_once = 1 }\n";
    let outcome = surge(&text, 4);
    let work = deadline(&outcome, "work");
    assert_eq!(work.shared, ["The office", "The desk"]);
    assert_eq!(work.left_out, None);
    assert_eq!((work.first_come.cases, work.first_come.complete), (2, true));
    assert_eq!(
        (work.feasible.cases, work.feasible.complete),
        (4, true),
        "2 + 2 days for two of them, with each of the two"
    );
    let days: Vec<(u8, Option<u32>)> = work.longest.iter().map(|one| (one.cases, one.days)).collect();
    assert_eq!(days, [(2, Some(3)), (2, Some(3)), (3, Some(6)), (3, Some(6))]);
    let Some(example) = &work.example else { panic!("there is an example") };
    let by: Vec<&str> = example
        .steps
        .iter()
        .filter_map(|step| match &step.happening {
            SurgeHappening::Happens { what, actor, .. } if what == "work" => Some(actor.as_str()),
            SurgeHappening::Happens { .. } | SurgeHappening::Comes => None,
        })
        .collect();
    assert!(by.contains(&"The office") && by.contains(&"The desk"), "it says who of the two did it: {by:?}");
    let wait = example.steps.iter().find_map(|step| match &step.happening {
        SurgeHappening::Happens { wait, .. } => wait.clone(),
        SurgeHappening::Comes => None,
    });
    let Some(wait) = wait else { panic!("somebody waited") };
    assert_eq!(
        (wait.days(), wait.actors, wait.busy_with),
        (3, vec!["The office".to_owned(), "The desk".to_owned()], vec![2, 3])
    );
}

/// Somebody who has always room takes what the office has no place for. If they are asked first, the office is never asked.
#[test]
fn who_has_always_room_lets_nobody_wait() {
    for (by, shared) in [("office or world", vec!["The office".to_owned()]), ("world or office", vec![])] {
        let outcome = surge(&one_step(1, 3).replace("by = \"office\"", &format!("by = \"{by}\"")), 3);
        let work = deadline(&outcome, "work");
        assert_eq!(work.shared, shared, "{by}");
        assert_eq!((work.first_come.cases, work.first_come.complete), (3, true), "{by}");
        assert!(work.longest.iter().all(|one| one.days == Some(3)), "{by}");
    }
}

/// Reading takes 2 days, and only the office answers, in 1. Two cases, each of which is read at once.
#[test]
fn who_is_asked_first_makes_a_difference_to_what_comes_after() {
    let longest = |by: &str| {
        let outcome = surge(
            &format!(
                r#"
actors.office = {{ name = "The office", cases_at_once = 1 }}
actors.desk = {{ name = "The desk", cases_at_once = 1 }}
actors.world = {{ name = "The world", outside = true }}
steps.open = {{ by = "world", starts = "at the beginning" }}
steps.read = {{ by = "{by}", starts = "after open", takes = "2 working days" }}
steps.answer = {{ by = "office", starts = "after read", takes = "1 working day", due = "within 9 working days of open" }}
"#
            ),
            2,
        );
        deadline(&outcome, "answer").longest.first().and_then(|one| one.days)
    };
    // Read by the desk while the office reads the other, then the other is answered first: 2 + 1 + 1.
    assert_eq!(longest("office or desk"), Some(4));
    // The desk is about to be done when the other comes, so the office begins to read that: 2 + 2 + 1.
    assert_eq!(longest("desk or office"), Some(5));
    // The office does nothing but answer: 2 + 1 + 1.
    assert_eq!(longest("world or office"), Some(4));
}

/// A step that is named as under way is taken up at its first moment, and keeps whoever took it up until its second.
#[test]
fn a_step_of_two_moments_waits_as_one_of_one_does() {
    let two_moments = "steps.note = { kind = \"optional\", by = \"world\", starts = \"while work is under way\" }\n";
    let outcome = surge(&(one_step(1, 5) + two_moments), 3);
    let work = deadline(&outcome, "work");
    assert_eq!(work.left_out, None);
    assert_eq!((work.first_come.cases, work.first_come.complete), (1, true));
    assert_eq!((work.feasible.cases, work.feasible.complete), (2, true), "2 + 2 days, but not 2 + 2 + 2");
    let days: Vec<(u8, Option<u32>)> = work.longest.iter().map(|one| (one.cases, one.days)).collect();
    assert_eq!(days, [(2, Some(6)), (2, Some(6))]);
}

/// While it is under way the time stands still, so only waiting counts: 3 days for one other, 6 for two.
#[test]
fn what_is_under_way_can_suspend_a_deadline() {
    let text = "actors.office = { name = \"The office\", cases_at_once = 1 }
actors.world = { name = \"The world\", outside = true }
steps.open = { by = \"world\", starts = \"at the beginning\" }
steps.work = { by = \"office\", starts = \"after open\", takes = \"2 to 3 working days\" }
deadlines.whole = { due = \"within 3 working days of open\", met_by = \"work\", suspended = \"while work is under way\" }
";
    let outcome = surge(text, 3);
    let whole = deadline(&outcome, "whole");
    assert_eq!((whole.first_come.cases, whole.first_come.complete), (2, true));
    let days: Vec<(u8, Option<u32>)> = whole.longest.iter().map(|one| (one.cases, one.days)).collect();
    assert_eq!(days, [(2, Some(3)), (2, Some(3)), (3, Some(6)), (3, Some(6))]);
    assert_eq!((whole.feasible.cases, whole.feasible.complete), (2, true), "the third waits for 2 + 2 days");
}

/// What must not come too early can come too early because its time began late: printing takes 3 days, and another case makes reading wait.
/// Read after 1 day, printed 2 days later; with another case 1 day later; with two others on the same day; with three, before. At best, what is read
/// after it is printed has not been printed too early; but then it has not been read before it is printed.
#[test]
fn what_had_to_wait_makes_something_come_too_early() {
    let text = |due: &str| {
        format!(
            r#"
actors.office = {{ name = "The office", cases_at_once = 1 }}
actors.world = {{ name = "The world", outside = true }}
steps.open = {{ by = "world", starts = "at the beginning" }}
steps.read = {{ by = "office", starts = "after open", takes = "1 working day" }}
steps.print = {{ by = "world", starts = "after open", takes = "3 working days" }}
deadlines.gap = {{ {due} }}
"#
        )
    };
    let not_before =
        |days: u32| text(&format!("due = \"not before {days} working days after read\", met_by = \"print\""));
    let before = |days: u32| text(&format!("due = \"at least {days} working days before print\", met_by = \"read\""));
    for (tables, days, kept, feasible) in [
        (not_before(2), [Some(1), None], 1, 4),
        (not_before(1), [Some(1), Some(0)], 2, 4),
        (before(2), [Some(1), None], 1, 1),
        (before(1), [Some(1), Some(0)], 2, 2),
    ] {
        let outcome = surge(&tables, 4);
        let gap = deadline(&outcome, "gap");
        assert_eq!(gap.left_out, None);
        assert_eq!((gap.first_come.cases, gap.first_come.complete), (kept, true), "{tables}");
        assert_eq!(gap.earliest_due, gap.first_come);
        assert_eq!((gap.feasible.cases, gap.feasible.complete), (feasible, true), "{tables}");
        let found: Vec<Option<u32>> = gap.shortest.iter().map(|one| one.days).collect();
        assert_eq!(found, days.into_iter().take_while(Option::is_some).collect::<Vec<_>>(), "{tables}");
        assert!(gap.longest.is_empty());
        let Some(example) = &gap.example else { panic!("there is an example") };
        assert_eq!((u32::from(example.cases), example.days), (u32::from(kept) + 1, 2 - u32::from(kept)));
    }
}

/// What takes no time waits for nobody, as in the simulation.
#[test]
fn what_takes_no_time_waits_for_nobody() {
    let text = one_step(1, 5)
        + "steps.sign = { by = \"office\", starts = \"after open\", due = \"within 1 working day of open\" }\n";
    let outcome = surge(&text, 3);
    let sign = deadline(&outcome, "sign");
    assert!(sign.shared.is_empty());
    assert_eq!((sign.first_come.cases, sign.first_come.complete), (3, true));
}

#[test]
fn what_cannot_be_looked_at_says_so() {
    let mut text =
        one_step(1, 5).replace("starts = \"after open\"", "starts = \"after s64\"").replace("within 5", "within 400");
    text += "steps.s0 = { by = \"office\", starts = \"after open\", takes = \"1 working day\" }\n";
    for step in 1..=64 {
        let before = step - 1;
        let _ = writeln!(
            text,
            "steps.s{step} = {{ by = \"office\", starts = \"after s{before}\", takes = \"1 working day\" }}"
        );
    }
    let outcome = surge(&text, 2);
    let work = deadline(&outcome, "work");
    assert_eq!(
        work.left_out.as_deref(),
        Some(
            "more than 63 steps wait for actors with fewer places than cases; ask about fewer cases, or give some of them more places"
        )
    );
    assert_eq!((work.feasible.cases, work.feasible.complete), (1, false));
    assert!(!outcome.complete());
}
