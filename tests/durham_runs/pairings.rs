//! Every first decision and Panel reply with every reconsideration, sign-off, delay and publication outcome.
//!
//! For each the policy says whether there is a review, and so how far the case goes. A case with a review is played to its end,
//! and at every turn what the policy forbids there is tried.

use super::run::Expectation::{Ends, Never, Owes};
use super::run::{Run, run};
use super::segments::DIED;

const DECISIONS: [&str; 3] = ["commission", "no_review", "national_review"];
/// Replies, and what the partners then say, if they are asked.
const REPLIES: [(&str, Option<&str>); 5] = [
    ("agrees", None),
    ("disagrees", Some("keep")),
    ("disagrees", Some("commission")),
    ("suggests_local", Some("keep")),
    ("suggests_local", Some("commission")),
];
const SIGN_OFFS: [(&str, &str); 2] = [("signed off", ""), ("returned", "RETURNED")];
const DELAYS: [(&str, &str); 3] = [("no delay", ""), ("delay asked for", "DELAY_ASKED"), ("delay late", "DELAY_LATE")];
const PUBLICATIONS: [(&str, &str, &[&str]); 3] = [
    ("full", "FULL", &["publish_improvements", "justify_to_panel", "justify_to_secretary"]),
    ("improvements_only", "IMPROVEMENTS", &["publish_report", "send_to_nspcc"]),
    ("neither", "NEITHER", &["publish_report", "publish_improvements", "take_down"]),
];

/// Pairings that come to an end: two courses up to the reply with a review commissioned at first, two by two with one
/// commissioned afterwards, each with two sign-offs, three delays and three outcomes; and three by two with no review.
pub(crate) const WHOLE_CASES: usize = (2 + 2 * 2) * (2 * 3 * 3) + 3 * 2;

/// The runs.
pub(crate) fn runs() -> Vec<Run> {
    let mut all = Vec::new();
    for decision in DECISIONS {
        for (reply, again) in REPLIES {
            reply_runs(decision, reply, again, &mut all);
        }
    }
    all
}

/// One decision, one reply, one reconsideration.
fn reply_runs(decision: &str, reply: &str, again: Option<&str>, all: &mut Vec<Run>) {
    let name = format!("{decision}, {reply}, {}", again.unwrap_or("not asked"));
    let sent = format!("REVIEWED decide_review:{decision} SENT AUDITED");
    let commissioned = decision == "commission";
    // Who is about to review cannot be told that a local review would be better.
    if commissioned && reply == "suggests_local" {
        all.push(run(&name, "C1 P3", DIED, &format!("{sent} panel_responds:{reply}"), Never));
        return;
    }
    let replied = format!("{sent} panel_responds:{reply}");
    let Some(again) = again else {
        for second in ["keep", "commission"] {
            let steps = format!("{replied} report_response reconsider:{second}");
            all.push(run(&format!("{name}: yet {second}"), "P2 P3", DIED, &steps, Never));
        }
        after_reply(&name, &format!("{replied} report_response"), commissioned, all);
        return;
    };
    let advised = format!("{replied} ADVISED reconsider:{again}");
    if commissioned && again == "commission" {
        all.push(run(&name, "P3", DIED, &advised, Never));
        return;
    }
    let unasked = format!("{replied} report_response");
    all.push(run(&format!("{name}: no meeting"), "P2", DIED, &unasked, Owes("circulate_response")));
    all.push(run(&format!("{name}: no reasons"), "P4", DIED, &advised, Owes("record_justification")));
    all.push(run(&format!("{name}: family not told"), "F1", DIED, &advised, Owes("tell_family")));
    after_reply(&name, &format!("{advised} JUSTIFIED AGREED"), commissioned || again == "commission", all);
}

/// What follows when the Panel is content: the review, if there is one.
fn after_reply(name: &str, path: &str, review: bool, all: &mut Vec<Run>) {
    if !review {
        all.push(run(name, "I1 P3 R4", DIED, path, Ends));
        let set_up = format!("{path} set_up_review");
        all.push(run(&format!("{name}: a review all the same"), "O2", DIED, &set_up, Never));
        return;
    }
    all.push(run(&format!("{name}: no review"), "O2", DIED, path, Owes("set_up_review")));
    for (sign_off, returned) in SIGN_OFFS {
        for (delay, delayed) in DELAYS {
            let name = format!("{name}, {sign_off}, {delay}");
            review_runs(&name, &format!("{path} UNDERTAKEN {returned}"), delayed, all);
        }
    }
}

/// One course of the review, with every outcome of publication.
fn review_runs(name: &str, path: &str, delayed: &str, all: &mut Vec<Run>) {
    let signed = format!("{path} {delayed} sign_off:signed_off LEARNT");
    all.push(run(&format!("{name}: undecided"), "O6", DIED, &signed, Owes("decide_publication")));
    for (outcome, published, forbidden) in PUBLICATIONS {
        let name = format!("{name}, {outcome}");
        all.push(run(&name, "O3 O4 O5 O6 O7 O8 O12", DIED, &format!("{signed} {published}"), Ends));
        let unsigned = format!("{path} {delayed} decide_publication:{outcome}");
        all.push(run(&format!("{name}: without sign-off"), "O3", DIED, &unsigned, Never));
        for word in forbidden {
            let steps = format!("{signed} {published} {word}");
            all.push(run(&format!("{name}: yet {word}"), "O6 O7 O9 O10", DIED, &steps, Never));
        }
        let publish = match outcome {
            "full" => "publish_report",
            "improvements_only" => "publish_improvements",
            _ => continue,
        };
        let late = format!("{signed} decide_publication:{outcome} review_published-is-missed {publish}");
        all.push(run(&format!("{name}: late and unapproved"), "O4 O5", DIED, &late, Never));
        if delayed == "DELAY_ASKED" {
            let unapproved = format!(
                "{path} criminal_proceedings-begins request_delay sign_off:signed_off decide_publication:{outcome} {publish}"
            );
            all.push(run(&format!("{name}: unapproved"), "O5", DIED, &unapproved, Never));
        }
    }
}
