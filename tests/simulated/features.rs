//! What a scenario can say, one thing at a time: each does what it says, on the very days on which it says so.

use duecourse::calendar::{Calendar, Date, day_of_month, month_of, parse_date, weekday_of};
use duecourse::scenario::OverrideOf;
use duecourse::simulate::{CaseHistory, CauseKind, SimulationOutcome, case_histories};
use duecourse::system::TransitionSystem;

use super::{Model, written};
use crate::run;

/// A letter is answered by one desk, within ten working days. A rule speaks of work under way, so that its beginning is seen.
const DESK: &str = "format = 1\ntitle = \"desk\"\ncalendar = \"england-and-wales\"\n\
    [actors.public]\nname = \"Public\"\noutside = true\n[actors.desk]\nname = \"Desk\"\ncases_at_once = 1\n\
    [steps.write]\nkind = \"event\"\nby = \"public\"\nstarts = \"at any time, once\"\n\
    [steps.answer]\nby = \"desk\"\nstarts = \"after write\"\ntakes = \"1 to 30 working days\"\n\
    due = \"within 10 working days of write\"\n\
    [invariants.work]\nsays = \"Work begins\"\ncheck = \"possible answer is under way\"\n";

/// Real dates from 1 April 2024 on, work of five days.
const DATED: &str = "title = \"dated\"\nstart = 2024-04-01\nyears = 2\nsteps.answer.takes = \"5 working days\"\n";

fn desk(more: &str) -> Model {
    written(DESK, &format!("{DATED}{more}"))
}

fn histories(model: &Model, replication: u32) -> Vec<CaseHistory> {
    case_histories(&model.system, &model.scenario, 5, replication).unwrap()
}

/// The date of a working day, counted from the first one of the time simulated.
fn date(day: u32) -> Date {
    date_from("2024-04-01", day)
}

fn date_from(first: &str, day: u32) -> Date {
    let calendar = Calendar::england_and_wales();
    let first = calendar.next_working_day_on_or_after(parse_date(first).unwrap()).unwrap();
    calendar.add_working_days(first, day).unwrap()
}

/// The day on which something happened in a case for the first time.
fn day_of(system: &TransitionSystem, history: &CaseHistory, what: &str) -> Option<u32> {
    let named = |id| system.label_text(system.transition(id).label) == what;
    history.happened.iter().find(|(_, id)| named(*id)).map(|(day, _)| *day)
}

#[test]
fn cases_come_on_the_dates_that_are_listed() {
    // Easter Monday and a Saturday count as the working days that follow.
    let model = desk("arrivals = [2024-04-01, 2024-04-10, 2024-04-10, 2024-08-24]\n");
    let days: Vec<Date> = histories(&model, 0).iter().map(|history| date(history.began)).collect();
    let expected = ["2024-04-02", "2024-04-10", "2024-04-10", "2024-08-27"].map(|text| parse_date(text).unwrap());
    assert_eq!(days, expected);
}

#[test]
fn children_of_one_incident_come_on_one_day() {
    let model = desk("[arrivals]\nrate = \"6 incidents a year\"\ncases_per_incident = [0, 0, 1]\n");
    let (mut cases, mut days) = (0, 0);
    for replication in 0..20 {
        let histories = histories(&model, replication);
        for family in histories.chunk_by(|one, other| one.began == other.began) {
            assert_eq!(family.len() % 3, 0, "{family:?}");
            days += 1;
        }
        cases += histories.len();
    }
    assert!(cases > 20 * 2 * 6 * 2 && days > 150, "{cases} cases on {days} days");
}

#[test]
fn months_without_any_rate_have_no_cases_and_others_their_share() {
    let model = desk("[arrivals]\nrate = \"60 incidents a year\"\nseason = [0, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0, 0]\n");
    let mut months = [0_u32; 13];
    for replication in 0..50 {
        for history in histories(&model, replication) {
            months[month_of(date(history.began)) as usize] += 1;
        }
    }
    assert_eq!(months[8] + months[9], months.iter().sum::<u32>(), "{months:?}");
    let (august, september) = (f64::from(months[8]), f64::from(months[9]));
    // 41 working days in the two Augusts, 43 in the two Septembers; five standard errors of a share of about 5,900 cases.
    let expected = 3.0 * 41.0 / (3.0 * 41.0 + 43.0);
    let all = august + september;
    assert!((august / all - expected).abs() < 5.0 * (expected * (1.0 - expected) / all).sqrt(), "{months:?}");
}

#[test]
fn years_differ_by_as_much_as_is_said() {
    let plain = "title = \"plain\"\ncalendar = \"plain\"\nyears = 1\nsteps.answer.takes = \"0 working days\"\n";
    for variation in [0.0, 0.3] {
        let model =
            written(DESK, &format!("{plain}[arrivals]\nrate = \"50 cases a year\"\nyearly_variation = {variation}\n"));
        let counts: Vec<f64> = (0..2000).map(|replication| histories(&model, replication).len() as f64).collect();
        let all = counts.len() as f64;
        let mean = counts.iter().sum::<f64>() / all;
        let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (all - 1.0);
        let expected = 50.0 + (50.0_f64 * variation).powi(2);
        assert!((mean - 50.0).abs() < 5.0 * (expected / all).sqrt(), "{mean}");
        // A sample variance has a relative standard error of about sqrt(2 / n); a skewed law a little more.
        assert!((variance / expected - 1.0).abs() < 5.0 * (3.0 / all).sqrt(), "{variance} is not {expected}");
    }
}

#[test]
fn a_body_begins_on_first_tuesdays_only_and_takes_what_its_agenda_has_room_for() {
    let people = "[actors.desk]\ncases_at_once = 9\nmeets = \"first Tuesday of the month\"\ncases_per_meeting = 2\n";
    let model = desk(&format!("arrivals = \"20 incidents a year\"\n{people}"));
    let mut full = 0;
    for replication in 0..5 {
        let mut agenda = std::collections::BTreeMap::new();
        for history in histories(&model, replication) {
            if let Some(day) = day_of(&model.system, &history, "answer begins") {
                *agenda.entry(date(day)).or_insert(0_u32) += 1;
            }
        }
        for (day, cases) in agenda {
            // The first Tuesdays of these two years: none is a bank holiday.
            assert!(weekday_of(day) == 1 && day_of_month(day) <= 7, "{day}");
            assert!(cases <= 2, "{cases} cases on {day}");
            full += u32::from(cases == 2);
        }
    }
    assert!(full > 20, "the agenda is full {full} times only");
}

/// With room for all, and where most wait for their turn: then what they take is drawn before it is known on which day they begin.
#[test]
fn what_begins_between_two_dates_takes_as_long_as_is_said_for_them() {
    let change = "[[overrides]]\nfrom = 2025-03-01\nto = 2025-06-30\nsteps.answer.takes = \"12 working days\"\n\
        deadlines.answer = \"12 working days\"\n";
    let (first, last) = (parse_date("2025-03-01").unwrap(), parse_date("2025-06-30").unwrap());
    let with_places = |places: &str| {
        desk(&format!("arrivals = \"40 incidents a year\"\n[actors.desk]\ncases_at_once = {places}\n{change}"))
    };
    for places in ["\"unlimited\"", "1"] {
        let model = with_places(places);
        let mut inside = 0;
        for history in histories(&model, 0) {
            let (Some(began), Some(ended)) =
                (day_of(&model.system, &history, "answer begins"), day_of(&model.system, &history, "answer"))
            else {
                continue;
            };
            let changed = (first..=last).contains(&date(began));
            assert_eq!(ended - began, if changed { 12 } else { 5 }, "{}", date(began));
            inside += u32::from(changed);
        }
        assert!(inside > 5, "{inside}");
    }
    let model = with_places("\"unlimited\"");
    // Twelve days within twelve are in time; within ten they are not.
    assert_eq!(run(&model, 20, 1).deadlines[0].missed, 0);
    let mut usual = model;
    usual.scenario.overrides.retain(|entry| !matches!(entry.what, OverrideOf::Deadline(..)));
    assert!(run(&usual, 20, 1).deadlines[0].missed > 50);
}

/// The dates lie apart from all else: nothing is planned for them, and the second case does not come before they are over.
#[test]
fn a_span_that_begins_on_a_date_begins_on_it_in_the_cases_that_are_open_then() {
    let procedure = DESK.replace(
        "[invariants.work]",
        "[actors.court]\nname = \"Court\"\noutside = true\n\
         [spans.lawsuit]\nsays = \"a lawsuit\"\nby = \"court\"\nbegins = \"at any time after write\"\n\
         [invariants.work]",
    );
    let scenario = "title = \"dated\"\nstart = 2024-04-01\nyears = 2\nsteps.answer.takes = \"25 working days\"\n\
        arrivals = [2024-04-08, 2024-09-02]\n[spans.lawsuit]\nchance = 0\nwaits = \"0 working days\"\nruns = \"30 working days\"\n\
        [[overrides]]\nfrom = 2024-04-18\nto = 2024-04-26\nspans_begin = [\"lawsuit\"]\n";
    let model = written(&procedure, scenario);
    let begins: Vec<Option<Date>> =
        histories(&model, 0).iter().map(|history| day_of(&model.system, history, "lawsuit begins").map(date)).collect();
    assert_eq!(begins, [Some(parse_date("2024-04-18").unwrap()), None]);
}

#[test]
fn warm_up_fills_the_desk_and_does_not_count() {
    let outcome = |warm_up: &str| {
        let text = DATED.replace("years = 2", "years = 1") + warm_up + "arrivals = \"45 incidents a year\"\n";
        run(&written(DESK, &text), 200, 1)
    };
    let (whole, warm) = (outcome(""), outcome("warm_up_years = 1\n"));
    assert_eq!(whole.warm_up_days, 0);
    assert!((250..=256).contains(&warm.warm_up_days), "{}", warm.warm_up_days);
    // Twice the time is simulated, and as much of it counts.
    let (cases, judged) = (
        |one: &SimulationOutcome| one.cases as f64,
        |one: &SimulationOutcome| (one.deadlines[0].kept + one.deadlines[0].missed) as f64,
    );
    assert!((cases(&warm) / cases(&whole) - 2.0).abs() < 0.1, "{} {}", warm.cases, whole.cases);
    assert!((judged(&warm) / judged(&whole) - 1.0).abs() < 0.15, "{} {}", judged(&warm), judged(&whole));
    // A desk that is nearly always busy keeps fewer deadlines once it is full: the whole interval lies lower.
    let (full, empty) = (warm.deadlines[0].on_time.unwrap(), whole.deadlines[0].on_time.unwrap());
    assert!(full.high < empty.low, "{full:?} {empty:?}");
    // And it is busy for more of the time that counts, which is all there is.
    let utilisation = |one: &SimulationOutcome| one.actors[1].utilisation.unwrap();
    let (full, empty) = (utilisation(&warm), utilisation(&whole));
    assert!(0.5 < empty && empty < full && full <= 1.0, "{full} {empty}");
    // With one place it is at work on as many cases as it is busy.
    let desk = &warm.actors[1];
    assert!((desk.cases_at_work_mean - full).abs() < 1e-9, "{} {full}", desk.cases_at_work_mean);
}

#[test]
fn a_case_that_is_open_goes_on_where_it_stands() {
    let open =
        "arrivals = [2024-05-01]\n[[open_cases]]\nhappened = [\"2024-03-18 write\", \"2024-03-18 answer begins\"]\n";
    let model = desk(open);
    let histories = histories(&model, 0);
    assert_eq!(histories.len(), 2);
    let one = &histories[0];
    let from = |day| date_from("2024-03-18", day);
    assert_eq!(from(one.began), parse_date("2024-03-18").unwrap());
    let ended = day_of(&model.system, one, "answer").unwrap();
    assert!(from(ended) >= parse_date("2024-04-02").unwrap(), "{}", from(ended));
}

#[test]
fn a_plain_year_has_253_days_and_ends_when_it_is_said_to() {
    let plain = |years: &str| {
        let text = format!("title = \"p\"\ncalendar = \"plain\"\n{years}\narrivals = \"20 cases at 40 a year\"\n");
        written(DESK, &text)
    };
    assert_eq!(run(&plain("years = 2"), 1, 1).days, Some(506));
    let empty = run(&plain("until = \"empty\""), 10, 1);
    assert_eq!((empty.days, empty.cases, empty.cases_complete, empty.open.cases), (None, 200, 200, 0));
}

/// Nothing speaks of the beginning of the work here, so it goes the straight way, on which its length is drawn while it waits.
#[test]
fn what_waits_takes_as_long_as_is_said_for_the_day_on_which_it_begins() {
    let (plain, _) = DESK.split_once("[invariants.work]").unwrap();
    let procedure =
        format!("{plain}[invariants.answered]\nsays = \"a\"\ncheck = \"after write, answer always follows\"\n");
    let arrivals = ["2025-02-10"; 9].join(", ");
    let scenario = format!(
        "{DATED}arrivals = [{arrivals}]\n[[overrides]]\nfrom = 2025-03-01\nto = 2025-04-15\n\
         steps.answer.takes = \"12 working days\"\n"
    );
    let model = written(&procedure, &scenario);
    let (first, last) = (parse_date("2025-03-01").unwrap(), parse_date("2025-04-15").unwrap());
    let histories = histories(&model, 0);
    let mut expected = Vec::new();
    let mut begins = histories[0].began;
    for _ in &histories {
        begins += if (first..=last).contains(&date(begins)) { 12 } else { 5 };
        expected.push(Some(begins));
    }
    let mut ended: Vec<_> = histories.iter().map(|history| day_of(&model.system, history, "answer")).collect();
    ended.sort_unstable();
    assert_eq!(ended, expected);
    let gaps: Vec<u32> = expected.windows(2).filter_map(|pair| Some(pair[1]? - pair[0]?)).collect();
    assert!(gaps.contains(&5) && gaps.contains(&12), "{gaps:?}");
}

/// Fourteen days of work, ten allowed, as long again once they are over: missed, then kept three days after more time was given.
#[test]
fn a_miss_that_is_lifted_is_told_apart_from_what_is_done_late() {
    let more = "[deadlines.reply]\ndue = \"within 10 working days of write\"\nmet_by = \"answer\"\nextended = [\"after each extend\"]\n\
        [steps.extend]\nby = \"desk\"\nstarts = \"after each reply is missed\"\n";
    let scenario = "title = \"late\"\nstart = 2024-04-01\nyears = 1\nsteps.answer.takes = \"14 working days\"\n\
        arrivals = [2024-05-01, 2024-07-01, 2024-09-02]\n";
    let outcome = run(&written(&format!("{DESK}{more}"), scenario), 10, 1);
    let [answer, reply] = &outcome.deadlines[..] else { panic!("{} deadlines", outcome.deadlines.len()) };
    assert_eq!((answer.kept, answer.missed, answer.missed_lifted, answer.late_days.total()), (0, 30, 0, 30));
    assert_eq!((reply.kept, reply.missed, reply.missed_lifted, reply.late_days.total()), (30, 30, 30, 0));
    assert_eq!((answer.days.max(), reply.days.max()), (Some(14), Some(3)));
    assert!(reply.causes.is_empty() && answer.causes.iter().map(|cause| cause.missed).sum::<u64>() == 30);
}

/// A note is made as soon as somebody works on the answer. The second letter's is late because the desk was busy with the first for five days.
#[test]
fn what_follows_the_beginning_of_work_is_late_because_that_had_to_wait() {
    let more = "[actors.clerk]\nname = \"Clerk\"\n[steps.note]\nby = \"clerk\"\nstarts = \"while answer is under way, once\"\n\
        takes = \"1 working day\"\ndue = \"within 3 working days of write\"\n";
    let outcome =
        run(&written(&format!("{DESK}{more}"), &format!("{DATED}arrivals = [2024-05-01, 2024-05-01]\n")), 1, 1);
    let note = outcome.deadlines.iter().find(|deadline| deadline.kept + deadline.missed == 2 && deadline.missed == 1);
    let causes: Vec<_> = note.unwrap().causes.iter().map(|cause| (cause.kind, cause.days)).collect();
    assert_eq!(causes, [(CauseKind::Queue, 5)]);
}
