//! `duecourse simulate` as a user runs it: exit codes, streams, the same bytes for any number of threads, JSON keys.

#![expect(clippy::expect_used, reason = "what cannot go on here should fail loudly")]

mod program;

use std::path::Path;
use std::process::Output;

use program::{json, run};
use serde_json::Value;

fn here(arguments: &[&str]) -> Output {
    run(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}

fn simulate(arguments: &[&str]) -> Output {
    here(&[&["simulate"], arguments].concat())
}

/// The office of the corpus, fifty replications.
fn office(arguments: &[&str]) -> Output {
    simulate(&[&["--scenario", "tests/scenarios/good/plain.toml", "--replications", "50"], arguments].concat())
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn json_has_the_keys_that_others_rely_on() {
    let output = office(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let document = json(&output);
    assert_eq!(document["schema"], "duecourse.simulate/1");
    assert_eq!(document["seed"], 1);
    assert_eq!(document["replications"], 50);
    assert!(document["cases"].as_u64().is_some_and(|cases| cases > 1000));
    assert!(document.get("timing").is_none());
    let deadlines = document["deadlines"].as_array().expect("deadlines");
    let answer = deadlines.iter().find(|one| one["id"] == "answer").expect("answer");
    for key in ["share", "low", "high"] {
        assert!(answer["on_time"][key].is_f64(), "on_time.{key}");
        assert!(answer["all_on_time_year"][key].is_f64(), "all_on_time_year.{key}");
    }
    for key in ["low", "high"] {
        assert!(answer["single_year"][key].is_f64(), "single_year.{key}");
    }
    for key in ["p50", "p90", "p99", "max"] {
        assert!(answer["days"][key].is_u64(), "days.{key}");
        assert!(answer["late_days"].get(key).is_some(), "late_days.{key}");
    }
    assert!(answer["causes"].is_array());
    for actor in document["actors"].as_array().expect("actors") {
        for key in ["id", "utilisation", "wait_days_mean", "queue_mean"] {
            assert!(actor.get(key).is_some(), "actors[].{key}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_one_thread_and_on_two() {
    let one = office(&["--threads", "1", "--format", "json"]);
    let two = office(&["--threads", "2", "--format", "json"]);
    let again = office(&["--threads", "1", "--format", "json"]);
    let other = office(&["--threads", "1", "--format", "json", "--seed", "2"]);
    assert!(one.stdout == two.stdout && one.stdout == again.stdout);
    assert_ne!(one.stdout, other.stdout);
}

#[test]
fn timing_is_the_only_thing_that_differs_between_two_runs() {
    let mut timed = json(&office(&["--timing", "--format", "json"]));
    let timing = timed.as_object_mut().and_then(|object| object.remove("timing")).expect("timing");
    for key in ["wall_seconds", "cases_per_second", "replications_per_second"] {
        assert!(timing[key].as_f64().is_some_and(|value| value > 0.0), "timing.{key}");
    }
    assert_eq!(timed, json(&office(&["--format", "json"])));
}

#[test]
fn a_target_that_is_missed_gives_exit_code_1() {
    let met = office(&["--min-on-time", "answer=0.01"]);
    assert_eq!(met.status.code(), Some(0), "{}", errors(&met));
    let missed = office(&["--min-on-time", "answer=1"]);
    assert_eq!(missed.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&missed.stdout).contains("TARGET MISSED"));
}

/// Whether an interval is as narrow as was asked for decides, and a run that was too short for it says so.
#[test]
fn a_precision_stops_the_run_or_leaves_it_open() {
    let wide = simulate(&["--replications", "5000", "--half-width", "0.1", "--format", "json"]);
    assert_eq!(wide.status.code(), Some(0), "{}", errors(&wide));
    let document = json(&wide);
    assert_eq!(document["stopped"], "precise");
    assert!(
        document["replications"].as_u64().is_some_and(|done| (100..5000).contains(&done)),
        "{}",
        document["replications"]
    );
    for deadline in document["deadlines"].as_array().expect("deadlines") {
        let end = |key: &str| deadline["on_time"][key].as_f64();
        if let (Some(low), Some(high)) = (end("low"), end("high")) {
            assert!(high - low <= 0.2 + 1e-12, "{}: {low} to {high}", deadline["id"]);
        }
    }
    let narrow = simulate(&["--replications", "120", "--half-width", "0.0001", "--format", "json"]);
    assert_eq!(narrow.status.code(), Some(3), "{}", errors(&narrow));
    assert_eq!(json(&narrow)["stopped"], "not_precise");
    assert_eq!(json(&narrow)["replications"], 120);
}

/// Bad numbers end in a message within a moment: none is tried out first.
#[test]
fn scenarios_that_cannot_be_are_refused_before_anything_runs() {
    for wrong in [
        "actors.local_panel.meets=first Saturday of the month",
        "actors.local_panel.meets=[2040-01-03]",
        "actors.local_panel={meets=\"every Tuesday\", cancelled=1}",
        "actors.local_panel={meets=\"every Tuesday\", cases_per_meeting=0}",
        "actors.spoc_group.absence={share=1, days=5}",
        "actors.spoc_group.cases_at_once=0",
        "start=2040-01-01",
        "start=2027-06-01",
        "arrivals.season=[0,0,0,0,0,0,0,0,0,0,0,0]",
        "arrivals.yearly_variation=-1",
        "arrivals.cases_per_incident=[0,0]",
        "arrivals=100000000 cases at 20 a year",
        "steps.decide_review.outcomes={commission=-0.3, no_review=1}",
        "steps.gather_facts.takes=4000000000 working days",
        "warm_up_years=50",
        "years=1000000",
    ] {
        let output = simulate(&["--scenario", "models/scenarios/durham.toml", "--set", wrong]);
        assert_eq!(output.status.code(), Some(2), "{wrong}: {}", errors(&output));
        assert!(output.stdout.is_empty() && errors(&output).contains("error["), "{wrong}: {}", errors(&output));
    }
}

#[test]
fn what_makes_no_sense_is_refused_with_exit_code_2() {
    let unknown = office(&["--min-on-time", "anser=0.9"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(errors(&unknown).contains("did you mean `answer`?"), "{}", errors(&unknown));
    for wrong in [
        &["--years", "0"][..],
        &["--years", "-1"],
        &["--cases-per-year", "10000000"],
        &["--cases-per-year", "-1"],
        &["--set", "steps.answer.takes=sometimes"],
        &["--set", "steps.anser.takes=3 working days"],
        &["--half-width", "2"],
        &["--replications", "0"],
        &["--scenario", "nowhere.toml"],
    ] {
        let output = office(wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {}", errors(&output));
        assert!(!output.stderr.is_empty());
    }
    let alone = simulate(&["tests/scenarios/office.toml"]);
    assert_eq!(alone.status.code(), Some(2));
    assert!(errors(&alone).contains("--scenario"));
}

#[test]
fn all_that_is_missing_is_asked_for_at_once() {
    let output = simulate(&["--scenario", "tests/scenarios/bad/e0601_all_missing.toml"]);
    assert_eq!(output.status.code(), Some(2));
    let said = errors(&output);
    for line in ["E0601", "arrivals = ", "facts.kind = ", "begins = ", "steps.vote.outcomes = "] {
        assert!(said.contains(line), "{line} is not in:\n{said}");
    }
}

#[test]
fn settings_of_the_command_line_go_over_the_file() {
    let usual = json(&office(&["--format", "json"]));
    let quick = json(&office(&["--format", "json", "--set", "steps.answer.takes=2 working days"]));
    let most = |document: &Value| document["deadlines"][0]["days"]["max"].as_u64();
    assert!(most(&quick) < most(&usual), "{:?} {:?}", most(&quick), most(&usual));
    let more = json(&office(&["--format", "json", "--cases-per-year", "60", "--years", "2"]));
    let cases = more["cases"].as_f64().expect("cases");
    assert!((cases / (50.0 * 2.0 * 60.0) - 1.0).abs() < 0.1, "{cases}");
}

#[test]
fn the_built_in_model_has_a_built_in_scenario_and_changes_work_as_procedures() {
    let built_in = simulate(&["--replications", "20"]);
    assert_eq!(built_in.status.code(), Some(0), "{}", errors(&built_in));
    assert!(String::from_utf8_lossy(&built_in.stdout).contains("built in"));
    let change = "models/changes/executive_meeting_on_request.toml";
    let changed =
        simulate(&[change, "--scenario", "models/scenarios/durham.toml", "--replications", "20", "--format", "json"]);
    assert_eq!(changed.status.code(), Some(0), "{}", errors(&changed));
    assert_eq!(json(&changed)["procedure"]["path"], change);
    let assumptions = json(&changed)["assumptions"].to_string();
    assert!(assumptions.contains("chair_asks"), "{assumptions}");
}

#[test]
fn no_line_is_wider_than_80_columns() {
    let output = simulate(&["--replications", "20", "--full"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

/// The words of a command line; quotes keep several together.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for character in command.trim().chars() {
        match character {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words.last_mut().expect("there is one").push(other),
        }
    }
    words
}

/// Each command of the study is run; every line quoted below it stands in what it prints.
#[test]
fn the_capacity_study_says_what_its_commands_print() {
    let study = include_str!("../src/documentation/capacity_study.md");
    let mut commands = 0;
    for part in study.split("```sh\n").skip(1) {
        let (command, rest) = part.split_once("\n```").expect("the block ends");
        let (command, note) = command.split_once(" # exit code ").unwrap_or((command, "0"));
        let words = words(command);
        let arguments: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
        let output = here(&arguments);
        let code = output.status.code().map(|code| code.to_string());
        assert_eq!(code.as_deref(), Some(note.trim()), "{command}\n{}", errors(&output));
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let quoted = rest.split("```text\n").nth(1).and_then(|text| text.split("```").next()).expect("a quotation");
        for line in quoted.lines() {
            assert!(printed.lines().any(|one| one == line), "`{line}` is not printed by {command}:\n{printed}");
        }
        commands += 1;
    }
    assert_eq!(commands, 6);
}

#[test]
fn exact_mode_draws_nothing_by_lot() {
    let output = simulate(&["--exact", "--scenario", "models/benchmark/five_stage_high.toml", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let document = json(&output);
    assert_eq!(document["schema"], "duecourse.exact/1");
    assert_eq!(document["complete"], true);
    assert!(document.get("seed").is_none());
    for deadline in document["deadlines"].as_array().expect("deadlines") {
        let (low, high) = (deadline["on_time"]["low"].as_f64(), deadline["on_time"]["high"].as_f64());
        assert!(low.zip(high).is_some_and(|(low, high)| 0.9 < low && low <= high && high <= 1.0), "{deadline}");
        let distribution = deadline["distribution"].as_array().expect("distribution");
        let sum: f64 = distribution.iter().filter_map(|one| one["per_case"].as_f64()).sum();
        let left_out = deadline["left_out"].as_f64().expect("left_out");
        assert!((sum + left_out - 1.0).abs() < 1e-9, "each deadline comes up once in a case");
        assert_eq!(deadline["days"]["max"], distribution.last().expect("some days")["days"]);
    }
}

/// What people and caseload do cannot matter to a case that never waits; what the steps take does.
#[test]
fn exact_mode_asks_only_for_what_one_case_does() {
    let exact = |setting: &str| {
        let scenario = "models/benchmark/five_stage_low.toml";
        let output = simulate(&["--exact", "--scenario", scenario, "--set", setting, "--format", "json"]);
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
        json(&output)["deadlines"].clone()
    };
    let low = exact("arrivals=2 cases a year");
    assert_eq!(low, exact("arrivals=90 cases a year"));
    assert_ne!(low, exact("steps.stage_1.takes=9 working days"));
}

#[test]
fn exact_mode_says_what_it_could_not_compute() {
    let output = simulate(&["--exact"]);
    assert_eq!(output.status.code(), Some(3), "{}", errors(&output));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let (found, rest) = text.split_once("Not computed").expect("something is not computed");
    assert!(rest.contains("\n  review_published: "), "{text}");
    // Those two are computed from the beginning of their time: how many cases come so far is not known.
    for id in ["take_down", "nspcc_keeps*"] {
        let row = found.lines().find(|line| line.starts_with(&format!("{id} ")));
        assert!(row.is_some_and(|row| row.ends_with(" -")), "{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn exact_mode_refuses_what_belongs_to_chance() {
    for option in [["--seed", "2"], ["--replications", "5"], ["--half-width", "0.1"]] {
        let output = simulate(&[&["--exact"][..], &option].concat());
        assert_eq!(output.status.code(), Some(2), "{option:?}");
    }
}
