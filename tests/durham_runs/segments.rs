//! Steps that belong together, under one word.
//!
//! A word in capitals stands for the steps of its segment. Any other word is what the model calls it, with `-` for a
//! space: `spoc_meeting:met`, `criminal_proceedings-begins`, `review_published-is-missed`.

/// A child died, abuse is suspected, and a practitioner can see the family.
pub(crate) const DIED: &str = "abuse_or_neglect=suspected child_outcome=died in_person_possible=yes";
/// A child died, abuse is known, and nobody can see the family.
pub(crate) const DIED_UNSEEN: &str = "abuse_or_neglect=known child_outcome=died";
/// A child is impaired in body.
pub(crate) const HURT: &str = "abuse_or_neglect=known child_outcome=harmed harm=physical";
/// A child is impaired emotionally, and it is likely to last.
pub(crate) const LIKELY: &str = "abuse_or_neglect=known child_outcome=harmed harm=emotional long_term=likely";
/// A near miss, outside the definition.
pub(crate) const NEAR_MISS: &str = "abuse_or_neglect=suspected learning=near_miss in_person_possible=yes";
/// Outside the definition, with nothing to learn.
pub(crate) const UNHARMED: &str = "abuse_or_neglect=suspected";

const SEGMENTS: &[(&str, &str)] = &[
    ("REFERRED", "aware refer call_spoc_meeting"),
    ("NOTIFIED", "REFERRED spoc_meeting:met notify_panel"),
    ("ARRANGED", "arrange_rapid_review coordinate_rapid_review"),
    ("AIMS", "gather_facts consider_safety consider_improvements decide_next_steps"),
    ("WEIGHED", "weigh_improvements weigh_themes weigh_joint_working"),
    ("VOTES_FOR", "criteria_vote.council:met criteria_vote.police:met criteria_vote.health:met"),
    ("VOTES_AGAINST", "criteria_vote.council:not_met criteria_vote.police:not_met criteria_vote.health:not_met"),
    ("BEFORE_VOTE", "NOTIFIED ARRANGED AIMS WEIGHED"),
    ("REVIEWED", "BEFORE_VOTE VOTES_FOR criteria_vote:met"),
    ("REFUSED", "BEFORE_VOTE VOTES_AGAINST criteria_vote:not_met"),
    ("TOLD", "tell_family meet_family"),
    ("SENT", "complete_rapid_review send_rapid_review TOLD"),
    ("COMMISSIONED", "REVIEWED decide_review:commission SENT"),
    ("DECLINED", "REVIEWED decide_review:no_review SENT"),
    ("AUDITED", "audit_rapid_reviews report_audit"),
    ("AGREED", "panel_responds:agrees report_response"),
    ("CONVENED", "report_response circulate_response convene_executive"),
    ("ADVISED", "CONVENED executive_meeting weigh_panel_view chair_advice"),
    ("JUSTIFIED", "record_justification give_justification TOLD"),
    ("UNDERTAKEN", "set_up_review carry_out_review oversee_review complete_report present_report"),
    ("RETURNED", "sign_off:returned rework_report present_report"),
    ("REPORTED", "COMMISSIONED AGREED UNDERTAKEN"),
    ("LEARNT", "pass_on_learning embed_learning"),
    ("SIGNED", "REPORTED sign_off:signed_off"),
    ("DELAY_EXPLAINED", "tell_panel_of_delay tell_secretary_of_delay"),
    (
        "DELAY_ASKED",
        "criminal_proceedings-begins request_delay approve_delay DELAY_EXPLAINED criminal_proceedings-ends",
    ),
    ("DELAY_LATE", "review_published-is-missed approve_delay DELAY_EXPLAINED"),
    ("HELD_BACK", "justify_to_panel justify_to_secretary"),
    ("FULL", "decide_publication:full publish_report send_to_nspcc"),
    ("IMPROVEMENTS", "decide_publication:improvements_only HELD_BACK publish_improvements"),
    ("NEITHER", "decide_publication:neither HELD_BACK"),
];

/// The words of a run, segments replaced by their steps.
pub(crate) fn expand(steps: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in steps.split_whitespace() {
        if word.starts_with(|first: char| first.is_ascii_uppercase()) {
            let segment = SEGMENTS.iter().find(|(name, _)| *name == word);
            let (_, steps) = segment.unwrap_or_else(|| panic!("there is no segment `{word}`"));
            words.extend(expand(steps));
        } else {
            words.push(word.to_owned());
        }
    }
    words
}
