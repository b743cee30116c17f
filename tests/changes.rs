//! Every change in `models/changes/` against the rules it breaks. Goal: a change that is found to break more or less than it does is a
//! mistake of the engine or of the model, and shows here by name.

#![expect(clippy::expect_used, clippy::panic, reason = "what cannot go on here should fail loudly")]

use duecourse::check::{CheckOptions, CheckOutcome, Verdict, check};
use duecourse::compile::{CompileOptions, compile};
use duecourse::study::removed_rules;
use duecourse::syntax::load;

/// File, broken rules, removed rules.
const CHANGES: &[(&str, &[&str], &[&str])] = &[
    ("chair_attends_spoc_meeting", &[], &[]),
    ("copy_to_secretary", &[], &[]),
    ("notification_in_three_days", &[], &[]),
    ("rapid_review_in_twenty_days", &[], &[]),
    ("remind_partners", &[], &[]),
    (
        "close_after_rapid_review",
        &[
            "judgement_is_recorded",
            "panel_response_reported_back",
            "panel_disagreement_triggers_executive_meeting",
            "justification_reaches_panel",
            "family_is_told",
            "family_can_ask",
            "commissioned_review_is_signed_off",
            "returned_report_comes_back",
            "delay_reasons_are_notified",
            "delay_reasons_reach_secretary",
            "sign_off_leads_to_decision",
            "report_is_published",
            "improvements_are_published",
            "non_publication_is_justified",
            "published_report_reaches_nspcc",
            "learning_is_embedded",
            "learning_is_spread",
        ],
        &[],
    ),
    ("drop_audit", &["rapid_reviews_are_audited"], &[]),
    ("executive_meeting_on_request", &["panel_disagreement_triggers_executive_meeting"], &[]),
    ("fourth_vote_half_is_enough", &["majority_is_respected"], &[]),
    ("fourth_vote_three_needed", &["serious_incident_gets_rapid_review", "notifiable_incident_gets_rapid_review"], &[]),
    ("learning_only_when_published", &["learning_is_embedded"], &[]),
    ("manager_decides_criteria", &["vote_before_decision", "review_is_not_automatic"], &[]),
    ("no_letter_during_proceedings", &["family_is_told"], &[]),
    ("no_wait_for_chair", &["advice_before_reconsideration"], &[]),
    (
        "notify_by_email",
        &[
            "serious_incident_is_considered",
            "serious_incident_gets_rapid_review",
            "likely_impairment_can_be_met",
            "likely_impairment_can_be_not_met",
            "notified_only_if_met",
        ],
        &[],
    ),
    ("panel_reply_not_reported", &["panel_response_reported_back"], &[]),
    ("publish_late_without_approval", &["late_publication_is_approved"], &[]),
    ("publish_while_sign_off_is_awaited", &["no_publication_without_sign_off", "sign_off_leads_to_decision"], &[]),
    ("rapid_review_only_if_plain", &["notifiable_incident_gets_rapid_review"], &[]),
    ("reasons_to_panel_only", &["non_publication_is_justified"], &[]),
    ("recovery_counts", &["serious_incident_gets_rapid_review", "recovery_does_not_matter"], &[]),
    ("drop_a_rule", &[], &["rapid_reviews_are_audited"]),
];

fn outcome(path: &str) -> (CheckOutcome, Vec<String>) {
    let bytes = std::fs::read(path).expect("the file is there");
    let loaded = load(path, bytes, &mut |path| std::fs::read(path).map_err(|error| error.to_string()));
    assert!(loaded.procedure.is_some(), "{path}: {:?}", loaded.diagnostics);
    let procedure = loaded.procedure.expect("it was just seen to be there");
    let (system, diagnostics) = compile(&procedure, CompileOptions::default());
    let system = system.unwrap_or_else(|| panic!("{path}: {diagnostics:?}"));
    let outcome = check(&system, CheckOptions::default(), &|| false).expect("the engines agree");
    let removed = loaded.base.map(|base| removed_rules(&base, &procedure)).unwrap_or_default();
    (outcome, removed.into_iter().map(|rule| rule.id).collect())
}

#[test]
fn each_change_breaks_what_it_breaks_and_nothing_else() {
    for (name, broken, removed) in CHANGES {
        let (outcome, gone) = outcome(&format!("models/changes/{name}.toml"));
        let found: Vec<&str> = outcome
            .invariants
            .iter()
            .filter(|rule| rule.verdict == Verdict::Broken)
            .map(|rule| rule.id.as_str())
            .collect();
        assert_eq!(found, *broken, "{name}");
        assert_eq!(gone, *removed, "{name}");
    }
}

#[test]
fn every_shipped_change_has_an_expected_verdict() {
    let mut files: Vec<String> = std::fs::read_dir("models/changes")
        .expect("the folder is there")
        .map(|entry| entry.expect("readable").path().file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    files.sort();
    let mut expected: Vec<&str> = CHANGES.iter().map(|(name, ..)| *name).collect();
    expected.sort_unstable();
    assert_eq!(files, expected);
}

#[test]
fn the_three_rules_that_were_asked_for_are_each_broken_by_a_change_of_a_few_lines() {
    for rule in [
        "notifiable_incident_gets_rapid_review",
        "panel_disagreement_triggers_executive_meeting",
        "no_publication_without_sign_off",
    ] {
        let short = CHANGES.iter().filter(|(_, broken, _)| broken.contains(&rule)).any(|(name, ..)| {
            let text = std::fs::read_to_string(format!("models/changes/{name}.toml")).expect("the file is there");
            text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).count() <= 10
        });
        assert!(short, "no short change breaks {rule}");
    }
}

#[test]
fn a_missing_duty_is_named_and_one_action_is_the_one_that_went_wrong() {
    let (outcome, _) = outcome("models/changes/executive_meeting_on_request.toml");
    let rule = outcome.invariants.iter().find(|rule| rule.verdict == Verdict::Broken).expect("one is broken");
    let run = rule.counterexample.as_ref().expect("a broken rule has an example");
    assert!(!run.missing.is_empty(), "the example names what is missing");
    assert!(!run.steps.is_empty(), "the example shows what happened");
}
