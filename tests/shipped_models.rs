//! The shipped procedures: every rule holds and says something, soundness holds, every clause matters, engines agree.

#![expect(clippy::expect_used, reason = "what cannot go on here should fail loudly")]

use duecourse::check::{CheckOptions, CheckOutcome, Verdict, check};
use duecourse::compile::{CompileOptions, compile};
use duecourse::diagnostic::Code;
use duecourse::study::traceability;
use duecourse::syntax::load;
use duecourse::syntax::tree::Procedure;

fn procedure(name: &str) -> Procedure {
    let path = format!("models/{name}.toml");
    let bytes = std::fs::read(&path).expect("the file is there");
    let loaded = load(&path, bytes, &mut |_| Err("a shipped procedure has no base".to_owned()));
    assert!(loaded.diagnostics.is_empty(), "{path}: {:?}", loaded.diagnostics);
    loaded.procedure.expect("a file without a mistake is a procedure")
}

fn outcome(name: &str) -> CheckOutcome {
    let (system, diagnostics) = compile(&procedure(name), CompileOptions::default());
    assert!(diagnostics.is_empty(), "{name}: {diagnostics:?}");
    check(&system.expect("it compiles"), CheckOptions::default(), &|| false).expect("the engines agree")
}

fn assert_sound(name: &str) {
    let outcome = outcome(name);
    for rule in &outcome.invariants {
        let right = rule.verdict == Verdict::Timed || (rule.verdict == Verdict::Holds && rule.trigger_reached);
        assert!(right, "{name}: {} is {:?}, reached: {}", rule.id, rule.verdict, rule.trigger_reached);
    }
    assert!(outcome.invariants.iter().filter(|rule| rule.verdict == Verdict::Timed).count() <= 3);
    assert!(outcome.soundness.option_to_complete(), "{name}: {:?}", outcome.soundness.never_complete);
    assert!(outcome.soundness.proper_completion(), "{name}: {:?}", outcome.soundness.owed_for_ever);
    assert_eq!(outcome.soundness.dead_steps, Vec::<String>::new(), "{name}");
    assert!(outcome.counts.complete && outcome.counts.second_engine);
    assert_eq!(outcome.counts.states, outcome.counts.reference_states);
}

#[test]
fn durham_holds() {
    assert_sound("durham");
}

#[test]
fn north_yorkshire_holds() {
    assert_sound("north_yorkshire");
}

#[test]
fn scotland_holds() {
    assert_sound("scotland_learning_review");
}

#[test]
fn other_areas_are_no_toys() {
    for name in ["north_yorkshire", "scotland_learning_review"] {
        let procedure = procedure(name);
        assert!(procedure.steps.len() >= 12, "{name}");
        assert!(procedure.deadlines.len() >= 4, "{name}");
    }
}

#[test]
fn durham_has_every_clause_and_every_rule_that_was_asked_for() {
    let procedure = procedure("durham");
    let clauses: Vec<&str> = procedure.clauses.iter().map(|clause| clause.id.text()).collect();
    let groups = [("D", 4), ("I", 4), ("N", 4), ("R", 7), ("C", 3), ("P", 4), ("F", 2), ("O", 12)];
    let wanted: Vec<String> =
        groups.iter().flat_map(|(letter, count)| (1..=*count).map(move |number| format!("{letter}{number}"))).collect();
    for clause in &wanted {
        assert!(clauses.contains(&clause.as_str()), "{clause}");
    }
    assert_eq!(clauses.len(), wanted.len());
    let rules = "notifiable_incident_gets_rapid_review panel_disagreement_triggers_executive_meeting \
        no_publication_without_sign_off serious_incident_is_considered notified_only_if_met met_is_notified \
        rapid_review_reaches_panel four_aims_before_completion majority_is_respected advice_before_reconsideration \
        justification_reaches_panel panel_response_reported_back family_is_told late_publication_is_approved \
        delay_reasons_are_notified unpublished_report_stays_unpublished non_publication_is_justified stays_up_a_year \
        available_on_request comments_are_considered learning_is_embedded rapid_reviews_are_audited recovery_does_not_matter";
    for rule in rules.split_whitespace() {
        assert!(procedure.invariants.iter().any(|one| one.id.text() == rule), "{rule}");
    }
}

#[test]
fn no_citation_is_decoration() {
    // Goal: a clause whose steps, deadlines, terms and facts can be taken away without any difference is not encoded.
    let traces = traceability(&procedure("durham"), CheckOptions::default(), &|| false).expect("the engines agree");
    let traces = traces.expect("no limit was reached");
    assert_eq!(traces.len(), 40);
    let idle: Vec<&str> = traces.iter().filter(|trace| !trace.matters()).map(|trace| trace.clause.as_str()).collect();
    assert_eq!(idle, Vec::<&str>::new(), "clauses whose removal changes nothing");
    let without_graph: Vec<&str> =
        traces.iter().filter(|trace| trace.without_it.is_empty()).map(|trace| trace.clause.as_str()).collect();
    // D4 is a prohibition: what encodes it is that nothing reads the fact, and the rule that says so.
    assert_eq!(without_graph, vec!["D4"]);
}

/// Loads a change of Durham that chooses another reading of one assumption.
fn with_reading(assumption: &str, reading: &str) -> duecourse::syntax::Loaded {
    let text = format!(
        "base = \"../durham.toml\"\ntitle = \"Another reading\"\nformat = 1\n\n[assumptions.{assumption}]\nchosen = \"{reading}\"\n"
    );
    load("models/changes/a_reading.toml", text.into(), &mut |path| {
        std::fs::read(path).map_err(|error| error.to_string())
    })
}

#[test]
fn every_reading_that_brings_a_change_can_be_chosen_and_compiles() {
    let procedure = procedure("durham");
    let mut chosen = 0;
    for assumption in &procedure.assumptions {
        for reading in assumption.readings.iter().filter(|reading| reading.changes) {
            let loaded = with_reading(assumption.id.text(), reading.id.text());
            let (id, reading) = (assumption.id.text(), reading.id.text());
            let changed = loaded.procedure.unwrap_or_else(|| panic!("{id}.{reading}: {:?}", loaded.diagnostics));
            let (system, diagnostics) = compile(&changed, CompileOptions::default());
            assert!(system.is_some(), "{id}.{reading}: {diagnostics:?}");
            chosen += 1;
        }
    }
    assert!(chosen >= 20, "{chosen} readings can be run");
}

#[test]
fn a_reading_that_is_not_there_is_refused() {
    let loaded = with_reading("sign_off_refused", "nowhere");
    assert!(
        loaded.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::UnknownReading),
        "{:?}",
        loaded.diagnostics
    );
}
