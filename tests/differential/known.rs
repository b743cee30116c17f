//! Procedures whose sizes and verdicts are known: families with closed forms, and traps.

use std::collections::BTreeSet;

use duecourse::check::{CheckOutcome, Reductions, Verdict};

use crate::compare::{checked, counts, differences, read, safety_length, system};
use crate::oracle::families::{self, TRAPS};

/// Sizes without monitors, and what comes of a check with and without reductions.
fn all(text: &str) -> ((usize, usize), Vec<CheckOutcome>) {
    let found = || -> Result<_, String> {
        let procedure = read(text)?;
        let plain = system(&procedure, false)?;
        let unreduced = checked(&plain, Reductions::NONE, true)?;
        let reduced = checked(&system(&procedure, true)?, Reductions::ALL, true)?;
        Ok((counts(&plain), vec![unreduced, reduced]))
    };
    found().unwrap_or_else(|why| panic!("{why}\n{text}"))
}

/// Ids of the broken rules. The others have to hold.
fn broken(outcome: &CheckOutcome) -> Vec<&str> {
    for invariant in &outcome.invariants {
        assert!(
            matches!(invariant.verdict, Verdict::Broken | Verdict::Holds),
            "{} {:?}",
            invariant.id,
            invariant.verdict
        );
    }
    let broken = outcome.invariants.iter().filter(|invariant| invariant.verdict == Verdict::Broken);
    broken.map(|invariant| invariant.id.as_str()).collect()
}

fn weak(outcome: &CheckOutcome) -> Vec<&str> {
    let weak = outcome.invariants.iter().filter(|invariant| invariant.weakness.is_some());
    weak.map(|invariant| invariant.id.as_str()).collect()
}

fn owed_for_ever(outcome: &CheckOutcome) -> Vec<&str> {
    outcome.soundness.owed_for_ever.iter().map(|one| one.what.as_str()).collect()
}

#[test]
fn independent_duties() {
    for n in 2..=8_usize {
        let (counts, outcomes) = all(&families::independent(n));
        assert_eq!(counts, (1 << n, n << (n - 1)), "{n} duties");
        for outcome in &outcomes {
            assert_eq!(broken(outcome), ["in_order"]);
            assert!(weak(outcome).is_empty() && owed_for_ever(outcome).is_empty());
            assert!(outcome.soundness.option_to_complete() && outcome.soundness.dead_steps.is_empty());
        }
    }
}

#[test]
fn a_chain_of_duties() {
    for n in 2..=8_usize {
        let (counts, outcomes) = all(&families::chain(n));
        assert_eq!(counts, (n + 1, n), "{n} duties");
        for outcome in &outcomes {
            assert!(broken(outcome).is_empty() && weak(outcome).is_empty() && owed_for_ever(outcome).is_empty());
        }
    }
}

#[test]
fn votes_with_an_early_majority() {
    for (n, k) in [(1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (3, 3), (4, 2), (4, 3), (5, 3)] {
        let (counts, outcomes) = all(&families::votes(n, k));
        assert_eq!(counts, families::votes_counts(n, k), "{k} of {n}");
        for outcome in &outcomes {
            let one_way = 2 * k > n;
            let decided = k <= n.div_ceil(2);
            for invariant in &outcome.invariants {
                let expected = match invariant.id.as_str() {
                    "one_way" => one_way,
                    "decided" => decided,
                    _ => true,
                };
                let wanted = if expected { Verdict::Holds } else { Verdict::Broken };
                assert_eq!(invariant.verdict, wanted, "{k} of {n}: {}", invariant.id);
            }
            let open: &[&str] = if decided { &[] } else { &["decision"] };
            assert_eq!(owed_for_ever(outcome), open, "{k} of {n}");
        }
    }
}

#[test]
fn a_loop_back() {
    for n in 2..=8_usize {
        let (counts, outcomes) = all(&families::return_loop(n));
        assert_eq!(counts, (2 * n + 1, 2 * n + 2), "{n} duties");
        for outcome in &outcomes {
            assert!(broken(outcome).is_empty());
            assert_eq!(weak(outcome), ["stops"], "{n} duties");
        }
    }
}

#[test]
fn traps() {
    for trap in TRAPS {
        let (counts, outcomes) = all(trap.text);
        assert_eq!(counts, (trap.states, trap.transitions), "{}", trap.name);
        for outcome in &outcomes {
            let expected: Vec<&str> = trap.broken.iter().map(|(id, _)| *id).collect();
            let sorted = |ids: Vec<&'static str>| ids.into_iter().collect::<BTreeSet<&str>>();
            assert_eq!(broken(outcome).into_iter().collect::<BTreeSet<&str>>(), sorted(expected), "{}", trap.name);
            for (id, length) in trap.broken {
                let invariant = outcome.invariants.iter().find(|invariant| invariant.id == *id);
                assert_eq!(invariant.and_then(safety_length), *length, "{}: {id}", trap.name);
            }
            assert_eq!(weak(outcome), trap.only_by_fairness, "{}", trap.name);
            assert_eq!(owed_for_ever(outcome), trap.owed_for_ever, "{}", trap.name);
            let never_complete: Vec<String> =
                outcome.soundness.never_complete.iter().map(|one| one.what.clone()).collect();
            assert_eq!(never_complete.len(), trap.never_complete.len(), "{}: {never_complete:?}", trap.name);
        }
    }
}

/// "A `while` duty is done when it is taken": s4 is owed as long as nobody does s5, and taken all the while. The slice of s3 has
/// all that s4 reads, and not s4.
const WHILE_DUTY: &str = r#"
steps.s1 = { by = "office", kind = "optional", starts = "at the beginning" }
steps.s5 = { by = "office", starts = "after s1" }
steps.s3 = { by = "office", kind = "event", starts = "while s5 is not done" }
steps.s4 = { by = "office", starts = "while s5 is not done" }
"#;

/// What random procedures do not have, and what once went wrong, as small as it can be.
const SMALL: &[(&str, &str)] = &[
    (
        "a term over facts alone",
        r#"
facts.f1.values = ["no", "yes"]
facts.f2.values = ["no", "yes"]
terms.t1 = "f1 or f2"
terms.t2 = "not f2"
steps.s1 = { by = "office", starts = "at the beginning" }
invariants.i1 = { says = "One.", check = "t1 never depends on f1" }
invariants.i2 = { says = "Two.", check = "t2 never depends on f1" }
"#,
    ),
    (
        "a response that is released when it is triggered",
        r#"
steps.s1 = { by = "office", starts = "at the beginning" }
steps.s2 = { by = "office", starts = "after s1" }
invariants.i1 = { says = "One.", check = "after s2, s1 always follows unless s1 is done" }
"#,
    ),
    (
        "a term that becomes true at the beginning and never again",
        r#"
terms.t1 = "s1 is not done"
steps.s1 = { by = "office", starts = "at the beginning" }
invariants.i1 = { says = "One.", check = "t1 at most once" }
invariants.i2 = { says = "Two.", check = "t1 never before s1" }
"#,
    ),
    (
        "a `while` duty that nobody can do",
        r#"
steps.s1 = { by = "office", starts = "at the beginning" }
steps.s2 = { by = "office", starts = "while s1 is done, once", needs = "s3 is done" }
steps.s3 = { by = "office", kind = "event", starts = "at the beginning" }
"#,
    ),
    ("a `while` duty that writes nothing else", WHILE_DUTY),
    (
        "a trigger that only the question whether it comes up reads",
        r#"
steps.s1 = { by = "office", kind = "optional", starts = "at the beginning" }
steps.s2 = { by = "office", starts = "at the beginning" }
invariants.i1 = { says = "One.", check = "after all of (s1, s2), s1 always follows unless s1 is not owed" }
"#,
    ),
    (
        "an event that is possible only as a term that is true at the beginning",
        r#"
terms.t1 = "s1 is not done"
steps.s1 = { by = "office", starts = "after s2" }
steps.s2 = { by = "office", starts = "after s1" }
invariants.i1 = { says = "One.", check = "possible any of (t1, s2)" }
"#,
    ),
    (
        "a term over facts, after which beginnings are alike",
        r#"
facts.f1.values = ["no", "yes"]
terms.t1 = "f1"
steps.s1 = { by = "office", starts = "at the beginning" }
invariants.i1 = { says = "One.", check = "when t1, s1 is not done" }
invariants.i2 = { says = "Two.", check = "t1 at most once" }
"#,
    ),
    (
        "a term that comes nearer and never comes true",
        r#"
terms.t1 = "s1 is done and s2 is done"
steps.s1 = { by = "office", starts = "at the beginning" }
steps.s2 = { by = "office", starts = "after s2" }
invariants.i1 = { says = "One.", check = "possible any of (t1, s2)" }
"#,
    ),
    (
        "a closed case that leaves a duty owed, and a span that may begin if what the duty waits for is forgotten",
        r#"
steps.s1 = { by = "office", starts = "at the beginning" }
steps.s2 = { by = "office", starts = "at the beginning", closes = true }
steps.s3 = { by = "office", starts = "after s1", considers = ["s1"] }
spans.p1.begins = "while s1 is not done"
"#,
    ),
    (
        "a step that its condition allows and `must` makes a duty",
        r#"
steps.s1 = { by = "office", starts = "at the beginning" }
steps.s2 = { by = "office", kind = "optional", starts = "while s1 is done", must = "after s1", due = "within 1 week of s1" }
invariants.i1 = { says = "One.", check = "after s1, s2 always follows" }
"#,
    ),
    (
        "a `while` duty that waits for a clock, beside the clock",
        r#"
steps.s1 = { by = "office", starts = "at the beginning", due = "within 5 working days of s1" }
steps.s2 = { by = "office", starts = "while s1 is not missed" }
"#,
    ),
    (
        "a response that is discharged and triggered at one moment",
        r#"
steps.s1 = { by = "office", starts = ["at the beginning", "after each s1"] }
invariants.i1 = { says = "One.", check = "after s1, s1 always follows" }
"#,
    ),
    (
        "an outcome that changes nothing that the rule speaks of",
        r#"
steps.s1 = { by = "office", starts = "at the beginning" }
steps.s2 = { by = "office", starts = "while s1 is done", decide = ["x", "y"] }
invariants.i1 = { says = "One.", check = "after s1, s2 is x always follows" }
"#,
    ),
    (
        "a span that may begin after a term that is true at the beginning",
        r#"
terms.t1 = "s1 is not done"
steps.s1 = { by = "office", starts = "at the beginning" }
spans.p1 = { says = "Proceedings", by = "office", begins = "at any time after t1, once" }
"#,
    ),
    (
        "a duty that starts and lapses at the beginning",
        r#"
terms.t1 = "s1 is not done"
steps.s1 = { by = "office", starts = "at the beginning", lapses = "after t1" }
"#,
    ),
];

/// A small procedure with its header and its only actor.
fn whole(title: &str, tables: &str) -> String {
    format!("format = 1\ntitle = \"{title}\"\nactors.office.name = \"The office\"\n{tables}")
}

#[test]
fn a_while_duty_that_is_taken_is_not_owed_for_ever() {
    let text = whole("A while duty", WHILE_DUTY);
    for slices in [false, true] {
        let outcome = read(&text)
            .and_then(|procedure| system(&procedure, true))
            .and_then(|system| checked(&system, Reductions { slices, ..Reductions::ALL }, true))
            .unwrap_or_else(|why| panic!("{why}"));
        assert!(owed_for_ever(&outcome).is_empty(), "slices: {slices}: {:?}", owed_for_ever(&outcome));
    }
}

#[test]
fn small_procedures_mean_the_same_to_the_engine_and_to_the_oracle() {
    let mut found = Vec::new();
    for (name, tables) in SMALL {
        let different = differences(&whole(name, tables), 1_000).unwrap_or_default();
        found.extend(different.into_iter().map(|one| format!("{name}: {one}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
