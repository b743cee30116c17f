//! The command as a user runs it: exit codes, streams, bad input, JSON keys, saved examples.

#![expect(clippy::expect_used, reason = "what cannot go on here should fail loudly")]

mod program;

use std::path::Path;
use std::process::Output;

use program::{json, run};
use serde_json::Value;

fn here(arguments: &[&str]) -> Output {
    run(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}

#[test]
fn json_has_the_keys_that_others_rely_on() {
    let output = here(&["check", "models/changes/executive_meeting_on_request.toml", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let document = json(&output);
    assert_eq!(document["schema"], "duecourse.check/1");
    for key in ["id", "title", "path", "hash"] {
        assert!(document["procedure"][key].is_string(), "procedure.{key}");
    }
    for key in ["slices", "states", "transitions", "reference_states"] {
        assert!(document["order"][key].as_u64().is_some_and(|number| number > 0), "order.{key}");
    }
    assert_eq!(document["order"]["complete"], true);
    assert_eq!(document["order"]["states"], document["order"]["reference_states"]);
    let rules = document["invariants"].as_array().expect("invariants");
    for rule in rules {
        for key in ["id", "says", "pattern", "verdict", "engine"] {
            assert!(rule[key].is_string(), "invariants[].{key}");
        }
        assert!(rule["trigger_reached"].is_boolean() && rule["clauses"].is_array());
    }
    let broken = rules.iter().find(|rule| rule["verdict"] == "broken").expect("one rule is broken");
    let example = &broken["example"];
    assert!(example["start"].is_string() && example["why"].is_string() && example["missing"].is_string());
    for step in example["steps"].as_array().expect("steps") {
        for key in ["date", "working_day", "actor", "step", "outcome", "says", "due", "clauses"] {
            assert!(step.get(key).is_some(), "steps[].{key}");
        }
    }
    assert!(document["soundness"]["option_to_complete"].is_boolean());
    assert!(document["soundness"]["proper_completion"].is_boolean());
    assert!(document["soundness"]["dead_steps"].is_array());
    assert_eq!(document["clauses"]["total"], 40);
    assert_eq!(document["clauses"]["cited"], 40);
    for key in ["id", "says", "chosen", "alternatives"] {
        assert!(document["assumptions"][0].get(key).is_some(), "assumptions[].{key}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let once = here(&["check", "models/north_yorkshire.toml", "--format", "json"]);
    let again = here(&["check", "models/north_yorkshire.toml", "--format", "json"]);
    assert_eq!(once.stdout, again.stdout);
    assert!(!once.stdout.is_empty());
}

#[test]
fn exit_codes_mean_what_they_say() {
    let cases: &[(&[&str], i32)] = &[
        (&["check", "models/north_yorkshire.toml"], 0),
        (&["check", "models/changes/drop_a_rule.toml"], 1),
        (&["check", "models/nowhere.toml"], 2),
        (&["check", "--no-such-flag"], 2),
        (&["check", "models/north_yorkshire.toml", "--max-states", "20"], 3),
        (&["check", "models/north_yorkshire.toml", "--invariant", "nowhere"], 4),
    ];
    for (arguments, code) in cases {
        let output = here(arguments);
        assert_eq!(output.status.code(), Some(*code), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_limit_never_looks_like_holds() {
    let output = here(&["check", "models/north_yorkshire.toml", "--max-states", "20", "--format", "json"]);
    let document = json(&output);
    assert_eq!(document["order"]["complete"], false);
    let undecided =
        document["invariants"].as_array().expect("invariants").iter().any(|rule| rule["verdict"] == "inconclusive");
    assert!(undecided);
}

#[test]
fn bad_input_is_refused_with_a_place_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let nested = format!("format = 1\ntitle = \"t\"\n[terms]\nt = \"{}a{}\"\n", "(".repeat(50_000), ")".repeat(50_000));
    let files: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty.toml", Vec::new(), "E0108"),
        ("binary.toml", vec![0xff, 0xfe, 0x00, 0x01], "E0101"),
        ("large.toml", vec![b'#'; 10 << 20], "E0101"),
        ("nested.toml", nested.into_bytes(), "E0106"),
        ("itself.toml", b"base = \"itself.toml\"\ntitle = \"t\"\n".to_vec(), "E0202"),
        ("orphan.toml", b"base = \"nowhere.toml\"\ntitle = \"t\"\n".to_vec(), "E0201"),
        ("quote.toml", b"title = \"never closed\nformat = 1\n".to_vec(), "E0102"),
    ];
    for (name, bytes, code) in files {
        std::fs::write(folder.path().join(name), bytes).expect("the file is written");
        let output = run(folder.path(), &["check", name, "--trace-dir", "traces"]);
        let notes = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{name}: {notes}");
        assert!(notes.contains(code), "{name} should give {code}: {notes}");
        assert!(!notes.contains("panicked"), "{name}: {notes}");
        assert!(!folder.path().join("traces").exists(), "{name}: something was written");
    }
}

#[test]
fn every_mistake_of_a_file_is_shown_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let text =
        "format = 1\ntitle = \"t\"\ncolour = 1\n[actors]\na.name = \"A\"\n[steps.s]\nby = \"b\"\nstarts = \"afer x\"\n";
    std::fs::write(folder.path().join("bad.toml"), text).expect("the file is written");
    let output = run(folder.path(), &["check", "bad.toml"]);
    let notes = String::from_utf8_lossy(&output.stderr).into_owned();
    for wanted in ["E0103", "E0106", "did you mean `after`?", "bad.toml:3:1", "bad.toml:8:"] {
        assert!(notes.contains(wanted), "{wanted} is missing in:\n{notes}");
    }
}

#[test]
fn a_saved_example_is_shown_again_and_replayed() {
    let folder = tempfile::tempdir().expect("a folder");
    let traces = folder.path().join("traces");
    let traces = traces.to_string_lossy();
    let change = "models/changes/no_wait_for_chair.toml";
    assert_eq!(here(&["check", change, "--trace-dir", &traces]).status.code(), Some(1));
    let saved = format!("{traces}/advice_before_reconsideration.json");
    let output = here(&["explain", &saved, change]);
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{shown}{}", String::from_utf8_lossy(&output.stderr));
    assert!(shown.contains("advi"), "{shown}");
    // The same example against another procedure is no run of it.
    let output = here(&["explain", &saved, "models/north_yorkshire.toml"]);
    assert_ne!(output.status.code(), Some(0));
}

/// TOML as JSON, dates as strings.
fn as_json(text: &str) -> Value {
    fn convert(value: toml::Value) -> Value {
        match value {
            toml::Value::String(text) => Value::String(text),
            toml::Value::Integer(number) => number.into(),
            toml::Value::Float(number) => number.into(),
            toml::Value::Boolean(boolean) => boolean.into(),
            toml::Value::Datetime(date) => Value::String(date.to_string()),
            toml::Value::Array(items) => items.into_iter().map(convert).collect(),
            toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, convert(value))).collect(),
        }
    }
    convert(toml::Value::Table(text.parse().expect("the file is TOML")))
}

#[test]
fn the_schema_accepts_every_shipped_file_and_refuses_a_misspelt_key() {
    let schema: Value = json(&here(&["schema"]));
    let validator = jsonschema::validator_for(&schema).expect("the schema is valid");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for folder in ["models", "models/changes"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("the folder is there") {
            let path = entry.expect("readable").path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                let document = as_json(&std::fs::read_to_string(&path).expect("the file is there"));
                let first = validator.iter_errors(&document).next().map(|error| error.to_string());
                assert_eq!(first, None, "{}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen} files");
    let misspelt = as_json("format = 1\ntitle = \"t\"\n[steps.s]\nby = \"a\"\nstart = \"at the beginning\"\n");
    assert!(!validator.is_valid(&misspelt));
}

#[test]
fn files_of_one_name_save_their_examples_in_folders_of_their_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let change = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/changes/drop_audit.toml");
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/durham.toml");
    let text = std::fs::read_to_string(change).expect("the change is there");
    for sub in ["x", "y"] {
        std::fs::create_dir(folder.path().join(sub)).expect("a folder");
        let text = text.replace("../durham.toml", &base.to_string_lossy());
        std::fs::write(folder.path().join(sub).join("p.toml"), text).expect("the change is written");
    }
    let output = run(folder.path(), &["check", "x/p.toml", "y/p.toml", "--trace-dir", "tt"]);
    let notes = String::from_utf8_lossy(&output.stderr).into_owned();
    for sub in ["p", "p-2"] {
        let saved = folder.path().join("tt").join(sub).join("rapid_reviews_are_audited.json");
        assert!(saved.exists() && notes.contains(&format!("saved tt/{sub}/")), "{notes}");
    }
    let output =
        here(&["check", "models/north_yorkshire.toml", "--trace-dir", &folder.path().join("no").to_string_lossy()]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("no example to save"));
    assert!(!folder.path().join("no").exists(), "an empty folder was made");
}

#[test]
fn a_report_never_takes_the_place_of_a_procedure() {
    let folder = tempfile::tempdir().expect("a folder");
    let model =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("models/north_yorkshire.toml")).expect("there");
    std::fs::write(folder.path().join("in.toml"), &model).expect("the model is written");
    std::fs::write(folder.path().join("change.toml"), "base = \"in.toml\"\ntitle = \"t\"\n").expect("written");
    for file in ["in.toml", "change.toml"] {
        let output = run(folder.path(), &["report", file, "-o", "./in.toml"]);
        assert_eq!(output.status.code(), Some(2), "{file}");
        assert_eq!(std::fs::read(folder.path().join("in.toml")).expect("still there"), model);
    }
}

#[cfg(unix)]
#[test]
fn a_report_goes_where_a_link_leads_and_into_a_pipe() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("target.md"), "old").expect("written");
    std::os::unix::fs::symlink("target.md", folder.path().join("link.md")).expect("a link");
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/north_yorkshire.toml");
    let model = model.to_string_lossy();
    assert_eq!(run(folder.path(), &["report", &model, "--format", "json", "-o", "link.md"]).status.code(), Some(0));
    assert!(folder.path().join("link.md").is_symlink(), "the link was replaced");
    assert!(std::fs::read_to_string(folder.path().join("target.md")).expect("there").starts_with('{'));
    let output = run(folder.path(), &["report", &model, "--format", "json", "-o", "/dev/stdout"]);
    assert!(output.stdout.starts_with(b"{"), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_fraction_of_a_second_and_a_missing_folder_are_refused_with_help() {
    let output = here(&["check", "--timeout", "1.5"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("a whole number of seconds"));
    let output = here(&["report", "models/north_yorkshire.toml", "--format", "json", "-o", "no/such/folder.json"]);
    assert_eq!(output.status.code(), Some(74));
    assert!(String::from_utf8_lossy(&output.stderr).contains("help: make the folder first"));
}

#[test]
fn help_is_no_wider_than_a_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "format = 1\ntitle = \"never closed\nx = 1\n";
    std::fs::write(folder.path().join("bad.toml"), text).expect("the file is written");
    let notes = String::from_utf8_lossy(&run(folder.path(), &["check", "bad.toml"]).stderr).into_owned();
    let wide = notes.lines().find(|line| line.chars().count() > 80);
    assert!(notes.contains("help: ") && wide.is_none(), "{notes}");
}

/// What people read of a check, on lines of any length.
fn read(arguments: &[&str]) -> String {
    let output = here(arguments);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let wide = text.lines().find(|line| line.chars().count() > 80);
    assert!(wide.is_none(), "{wide:?} is too wide in:\n{text}");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_head_of_a_change_says_what_it_changes() {
    let text = read(&["check", "models/changes/notification_in_three_days.toml"]);
    assert!(text.contains("- notify_panel: due within 5 -> 3 working days of"), "{text}");
    let text = read(&["check", "models/changes/drop_audit.toml"]);
    assert!(text.contains("taken away: Independent Chair"), "{text}");
}

#[test]
fn findings_of_the_base_are_folded_and_words_of_the_trade_are_not_used() {
    let change = "models/changes/remind_partners.toml";
    let text = read(&["check", change]);
    assert!(text.contains("because the base has the same"), "{text}");
    for word in ["order check", "fingerprint", "2^65", " they ", "No one", "put off by"] {
        assert!(!text.contains(word), "`{word}` in {text}");
    }
    let text = read(&["check", change, "--full"]);
    assert!(text.contains("put off by") && !text.contains("because the base has the same"), "{text}");
    assert!(text.contains("64-bit fingerprints") && text.contains("sign_off_refused"), "{text}");
}

#[test]
fn what_can_never_be_has_no_incident_and_nothing_to_save() {
    let folder = tempfile::tempdir().expect("a folder");
    let traces = folder.path().to_string_lossy().into_owned();
    let text = read(&["check", "models/changes/notify_by_email.toml", "--trace-dir", &traces]);
    let rule = text.split("the SPOC group can hold the criteria not met.").nth(1).expect("the rule is broken");
    let rule = rule.split("RULE BROKEN").next().unwrap_or_default();
    assert!(!rule.contains("The incident:"), "{rule}");
    assert!(rule.contains("taken away by the change at models/changes/notify_by_email.toml:6"), "{rule}");
    assert!(!folder.path().join("likely_impairment_can_be_not_met.json").exists());
    assert!(folder.path().join("notified_only_if_met.json").exists());
}

#[test]
fn a_step_that_was_taken_away_is_missing_and_the_change_is_named() {
    let text = read(&["check", "models/changes/drop_audit.toml"]);
    assert!(text.contains("X never Independent MISSING: audits"), "{text}");
    assert!(text.contains("is taken away by the change at models/changes/drop_audit.toml:"), "{text}");
}

#[test]
fn names_of_rules_steps_and_readings_can_be_listed() {
    let text = read(&["check", "--names"]);
    for name in ["panel_disagreement_triggers_executive_meeting", "notify_panel", "sign_off_refused", "always_given:"] {
        assert!(text.contains(name), "{name} is missing");
    }
}
