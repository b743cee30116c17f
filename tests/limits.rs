//! Large procedures, limits, and what is never said when one was reached. Each of these once ran without end, or said too much.

#![expect(clippy::expect_used, reason = "what cannot go on here should fail loudly")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Longer than any of these takes on a busy machine, shorter than any of them once took.
const SOON: Duration = Duration::from_secs(30);

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.path().join(name), text).expect("the file is written");
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).expect("the file is there")
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Runs the command; it has to end soon.
    fn run(&self, arguments: &[&str]) -> (Option<i32>, Output) {
        let begun = Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_duecourse"))
            .args(arguments)
            .current_dir(self.path())
            .output()
            .expect("the program starts");
        assert!(begun.elapsed() < SOON, "{arguments:?} took {:?}", begun.elapsed());
        (output.status.code(), output)
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A report that is answered, and more.
fn small(more: &str) -> String {
    format!(
        "format = 1\ntitle = \"t\"\nactors.unit.name = \"Unit\"\n\
         [invariants.answered]\nsays = \"Every report is answered.\"\ncheck = \"after report, answer always follows\"\n\
         [steps.report]\nby = \"unit\"\nstarts = \"at the beginning\"\n{more}"
    )
}

const ANSWER: &str = "[steps.answer]\nby = \"unit\"\nstarts = \"after report\"\n";

/// Independent steps, each of them optional: as many situations as there are sets of steps.
fn wide(count: usize) -> String {
    let mut text = small(ANSWER);
    let mut all = String::new();
    for index in 0..count {
        let _ = writeln!(text, "[steps.s{index}]\nby = \"unit\"\nkind = \"optional\"\nstarts = \"at the beginning\"");
        let _ = write!(all, "{}s{index} is done", if index == 0 { "" } else { " and " });
    }
    let _ = writeln!(text, "[invariants.every_one]\nsays = \"All can be done.\"\ncheck = \"possible ({all})\"");
    text
}

/// Facts that nothing joins, and one rule that reads them all.
fn independent_facts(count: usize) -> String {
    let mut text = small(ANSWER);
    for index in 0..count {
        let _ = writeln!(text, "[facts.f{index}]\nvalues = [\"no\", \"yes\"]\n[steps.s{index}]\nby = \"unit\"");
        let _ = writeln!(text, "kind = \"optional\"\nstarts = \"after answer, if f{index}\"");
    }
    let done: Vec<String> = (0..count).map(|index| format!("s{index} is done")).collect();
    let _ = writeln!(
        text,
        "[invariants.every_one]\nsays = \"All can be done.\"\ncheck = \"possible ({})\"",
        done.join(" and ")
    );
    text
}

#[test]
fn a_chain_of_500_steps_is_checked_soon() {
    let folder = Folder::new();
    let mut text = "format = 1\ntitle = \"t\"\nactors.unit.name = \"Unit\"\n".to_owned();
    for index in 0..500 {
        let starts = if index == 0 { "at the beginning".to_owned() } else { format!("after s{}", index - 1) };
        let _ = writeln!(text, "[steps.s{index}]\nby = \"unit\"\nstarts = \"{starts}\"");
    }
    text.push_str("[invariants.end]\nsays = \"It ends.\"\ncheck = \"after s0, s499 always follows\"\n");
    folder.write("chain.toml", &text);
    let (code, output) = folder.run(&["check", "chain.toml"]);
    assert_eq!(code, Some(0), "{}", said(&output));
}

#[test]
fn more_steps_than_a_state_holds_are_refused_at_once() {
    let folder = Folder::new();
    let mut text = small(ANSWER);
    for index in 0..1_020 {
        let _ = writeln!(text, "[steps.s{index}]\nby = \"unit\"\nstarts = \"after answer\"\ndecide = [\"a\", \"b\"]");
    }
    folder.write("long.toml", &text);
    let (code, output) = folder.run(&["check", "long.toml"]);
    assert_eq!(code, Some(2));
    assert!(said(&output).contains("E0409") && said(&output).contains("at most 2048"), "{}", said(&output));
}

#[test]
fn many_independent_facts_end_at_a_limit() {
    let folder = Folder::new();
    for count in [26, 40] {
        folder.write("facts.toml", &independent_facts(count));
        let (code, output) = folder.run(&["check", "facts.toml"]);
        assert_eq!(code, Some(3), "{count} facts: {}", said(&output));
    }
    folder.write("facts.toml", &independent_facts(20));
    let (code, output) = folder.run(&["check", "facts.toml", "--max-states", "10000", "--format", "json"]);
    assert_eq!(code, Some(3));
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let states = document["order"]["reference_states"].as_u64().expect("a number");
    assert!(states < 100_000, "{states} situations were searched all the same");
}

#[test]
fn facts_of_one_condition_are_classified_soon_or_refused() {
    let folder = Folder::new();
    for (count, wanted) in [(16, Some(0)), (20, Some(2))] {
        let mut text = small(ANSWER);
        let mut all = Vec::new();
        for index in 0..count {
            let _ = writeln!(text, "[facts.f{index}]\nvalues = [\"no\", \"yes\"]\n[steps.s{index}]\nby = \"unit\"");
            let _ = writeln!(text, "kind = \"optional\"\nstarts = \"after answer, if f{index}\"");
            all.push(format!("f{index}"));
        }
        let _ = writeln!(text, "[terms]\nevery_one = \"{}\"", all.join(" and "));
        text.push_str("[steps.last]\nby = \"unit\"\nkind = \"optional\"\nstarts = \"after answer, if every_one\"\n");
        folder.write("joined.toml", &text);
        let (code, output) = folder.run(&["check", "joined.toml", "--max-states", "200000"]);
        assert_eq!(code, wanted, "{count} facts: {}", said(&output));
    }
}

#[test]
fn both_engines_obey_the_time_limit_and_nothing_holds_then() {
    let folder = Folder::new();
    folder.write("wide.toml", &wide(22));
    let begun = Instant::now();
    let (code, output) = folder.run(&["check", "wide.toml", "--timeout", "2", "--format", "json"]);
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    assert_eq!(code, Some(3), "{}", said(&output));
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(document["order"]["complete"], false);
    let all = document["invariants"].as_array().expect("rules").iter().find(|rule| rule["id"] == "every_one");
    assert_eq!(all.expect("the rule is there")["verdict"], "inconclusive");
}

#[test]
fn an_undecided_report_leaves_the_old_one_alone() {
    let folder = Folder::new();
    folder.write("small.toml", &small(ANSWER));
    assert_eq!(folder.run(&["report", "small.toml", "-o", "old.md"]).0, Some(0));
    let old = folder.read("old.md");
    for limit in [["--timeout", "0"], ["--max-states", "1"]] {
        for more in [["-o", "old.md"], ["--format", "json"]] {
            let arguments = [["report", "small.toml"], limit, more].concat();
            assert_eq!(folder.run(&arguments).0, Some(3), "{arguments:?}");
        }
        assert_eq!(folder.read("old.md"), old, "{limit:?}");
    }
}

#[test]
fn a_file_without_end_is_refused() {
    if !Path::new("/dev/zero").exists() {
        return;
    }
    let folder = Folder::new();
    folder.write("change.toml", "base = \"/dev/zero\"\ntitle = \"t\"\n");
    for file in ["/dev/zero", "change.toml"] {
        let (code, output) = folder.run(&["check", file]);
        assert_eq!(code, Some(2));
        assert!(said(&output).contains("E0101"), "{}", said(&output));
    }
}

#[test]
fn a_broken_rule_is_told_even_where_no_calendar_reaches() {
    let folder = Folder::new();
    let mut more = "takes = \"100 years\"\n".to_owned();
    let mut before = "report".to_owned();
    for index in 0..100 {
        let _ = writeln!(more, "[steps.s{index}]\nby = \"unit\"\nstarts = \"after {before}\"\ntakes = \"100 years\"");
        before = format!("s{index}");
    }
    let _ = writeln!(more, "[steps.answer]\nby = \"unit\"\nstarts = \"at the beginning\"");
    let never = format!("[invariants.stays]\nsays = \"Never.\"\ncheck = \"never {before} is done\"\n");
    folder.write("slow.toml", &small(&(more + &never)));
    let (code, output) = folder.run(&["check", "slow.toml"]);
    assert_eq!(code, Some(1), "{}", said(&output));
    assert!(said(&output).contains("RULE BROKEN") && said(&output).contains("undated"), "{}", said(&output));
}

#[test]
fn explain_judges_the_rule_and_not_only_the_steps() {
    let folder = Folder::new();
    let optional = ANSWER.replace("starts", "kind = \"optional\"\nstarts");
    folder.write("good.toml", &small(ANSWER));
    folder.write("bad.toml", "base = \"good.toml\"\ntitle = \"t\"\n[steps.answer]\nkind = \"optional\"\n");
    folder.write("other.toml", &small(&format!("{optional}[steps.more]\nby = \"unit\"\nstarts = \"after report\"\n")));
    assert_eq!(folder.run(&["check", "bad.toml", "--trace-dir", "traces"]).0, Some(1));
    let saved = "traces/answered.json";
    let explained = |arguments: &[&str]| folder.run(&[&["explain"], arguments].concat());

    let (code, output) = explained(&[saved]);
    assert_eq!(code, Some(0), "{}", said(&output));
    assert!(said(&output).contains("the rule is broken") && said(&output).contains("your change"), "{}", said(&output));
    let (code, output) = explained(&[saved, "good.toml"]);
    assert_eq!(code, Some(1), "{}", said(&output));
    assert!(said(&output).contains("Here the rule is not broken"), "{}", said(&output));
    assert!(said(&output).contains("another text") && !said(&output).contains("your change"), "{}", said(&output));
    let (code, output) = explained(&[saved, "other.toml"]);
    assert_eq!(code, Some(0), "{}", said(&output));
    assert!(!said(&output).contains("your change"), "{}", said(&output));

    let text = folder.read(saved);
    folder.write("unknown.json", &text.replace("\"rule\": \"answered\"", "\"rule\": \"nowhere\""));
    let (code, output) = explained(&["unknown.json", "bad.toml"]);
    assert_eq!(code, Some(1), "{}", said(&output));
    let mut empty: Value = serde_json::from_str(&text).expect("JSON");
    empty["example"]["steps"] = Value::Array(Vec::new());
    folder.write("empty.json", &empty.to_string());
    let (code, output) = explained(&["empty.json", "bad.toml", "--format", "json"]);
    assert_eq!(code, Some(1), "{}", said(&output));
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(document["problem"].is_string());
}
