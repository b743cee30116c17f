//! Commissioning, the Panel's response, the family: clauses I1, C1 to C3, P1 to P4, F1, F2.

use super::run::Expectation::{Ends, Happens, Never, Owes};
use super::run::{Run, run};
use super::segments::{DIED, DIED_UNSEEN, NEAR_MISS, UNHARMED};

const GOOD_PRACTICE: &str = "abuse_or_neglect=known learning=good_practice";
const POOR_PRACTICE: &str = "learning=poor_practice";

/// The runs.
pub(crate) fn runs() -> Vec<Run> {
    let mut all = criteria();
    all.extend(outside());
    all.extend(response());
    all.extend(second_decision());
    all.extend(reasons());
    all.extend(family());
    all
}

fn criteria() -> Vec<Run> {
    vec![
        run("criteria met, and no review", "I1 R4", DIED, "DECLINED AGREED AUDITED", Ends),
        run("criteria met, and a review", "I1 C1", DIED, "COMMISSIONED", Happens),
        run(
            "views held before the criteria are weighed",
            "C1",
            DIED,
            "NOTIFIED ARRANGED AIMS weigh_improvements weigh_themes criteria_vote.council:met",
            Never,
        ),
        run("criteria weighed before the facts", "C1", DIED, "NOTIFIED ARRANGED weigh_improvements", Never),
        run(
            "decided before the criteria are settled",
            "C1",
            DIED,
            "BEFORE_VOTE VOTES_FOR decide_review:commission",
            Never,
        ),
        run("the fourth criterion before any reply", "C1", DIED, "DECLINED weigh_panel_view", Never),
        run(
            "two of three hold the criteria met",
            "C2",
            DIED,
            "BEFORE_VOTE criteria_vote.council:met criteria_vote.police:not_met criteria_vote.health:met \
             criteria_vote:met decide_review:commission",
            Happens,
        ),
        run(
            "two of three hold the criteria not met",
            "C2",
            DIED,
            "BEFORE_VOTE criteria_vote.council:met criteria_vote.police:not_met criteria_vote.health:not_met \
             criteria_vote:not_met decide_review:no_review",
            Happens,
        ),
        run(
            "one of three prevails",
            "C2",
            DIED,
            "BEFORE_VOTE criteria_vote.council:met criteria_vote.police:not_met criteria_vote.health:not_met \
             criteria_vote:met",
            Never,
        ),
        run(
            "one of three prevents",
            "C2",
            DIED,
            "BEFORE_VOTE criteria_vote.council:met criteria_vote.police:met criteria_vote.health:not_met \
             criteria_vote:not_met",
            Never,
        ),
        run("a result with no views", "C2", DIED, "BEFORE_VOTE criteria_vote:met", Never),
        run("a result with one view", "C2", DIED, "BEFORE_VOTE criteria_vote.health:met criteria_vote:met", Never),
        run("commissioned though the criteria are not met", "C2", DIED, "REFUSED decide_review:commission", Never),
        run(
            "criteria not met, a national review suggested",
            "R4 C2",
            DIED,
            "REFUSED decide_review:national_review SENT",
            Happens,
        ),
    ]
}

fn outside() -> Vec<Run> {
    const NOT_MET: &str = "REFERRED spoc_meeting:not_met";
    let after = |steps: &str| format!("{NOT_MET} {steps}");
    vec![
        run("a near miss is left", "C3", NEAR_MISS, NOT_MET, Ends),
        run("a near miss is weighed and left", "C3 F1", NEAR_MISS, &after("decide_outside:no_review TOLD"), Ends),
        run(
            "a near miss is reviewed in full",
            "C3 O2 O12",
            NEAR_MISS,
            &after("decide_outside:commission TOLD UNDERTAKEN sign_off:signed_off LEARNT FULL"),
            Ends,
        ),
        run(
            "good practice is reviewed",
            "C3",
            GOOD_PRACTICE,
            &after("decide_outside:commission tell_family set_up_review"),
            Happens,
        ),
        run("poor practice is reviewed", "C3", POOR_PRACTICE, &after("decide_outside:commission"), Happens),
        run("nothing to learn is reviewed", "C3", UNHARMED, &after("decide_outside:commission"), Never),
        run("a serious case is reviewed as one outside", "C3", DIED, "NOTIFIED decide_outside:commission", Never),
        run(
            "outside, commissioned, not set up",
            "C3 O2",
            NEAR_MISS,
            &after("decide_outside:commission TOLD"),
            Owes("set_up_review"),
        ),
        run(
            "outside, published without sign-off",
            "C3 O3",
            NEAR_MISS,
            &after("decide_outside:commission TOLD UNDERTAKEN decide_publication:full"),
            Never,
        ),
        run("outside, notified", "C3 N4", NEAR_MISS, &after("decide_outside:commission notify_panel"), Never),
    ]
}

fn response() -> Vec<Run> {
    vec![
        run("the Panel agrees", "P1", DIED, "DECLINED AGREED AUDITED", Ends),
        run("the reply is not reported", "P1", DIED, "DECLINED panel_responds:agrees", Owes("report_response")),
        run("a reply to nothing", "P1", DIED, "REVIEWED panel_responds:agrees", Never),
        run("agreement calls nobody together", "P2", DIED, "DECLINED panel_responds:agrees circulate_response", Never),
        run(
            "disagreement is not passed round",
            "P2",
            DIED,
            "DECLINED panel_responds:disagrees report_response",
            Owes("circulate_response"),
        ),
        run(
            "called together before it is passed round",
            "P2",
            DIED,
            "DECLINED panel_responds:disagrees report_response convene_executive",
            Never,
        ),
        run(
            "the Executive Group never meets",
            "P2",
            DIED,
            "DECLINED panel_responds:disagrees CONVENED",
            Owes("executive_meeting"),
        ),
        run(
            "met without being called",
            "P2",
            DIED,
            "DECLINED panel_responds:disagrees circulate_response executive_meeting",
            Never,
        ),
        run(
            "the Executive Group meets",
            "P2",
            DIED,
            "DECLINED panel_responds:disagrees CONVENED executive_meeting",
            Happens,
        ),
    ]
}

fn second_decision() -> Vec<Run> {
    vec![
        run(
            "decided again before the meeting",
            "P2 P3",
            DIED,
            "DECLINED panel_responds:disagrees CONVENED reconsider:keep",
            Never,
        ),
        run(
            "decided again without advice",
            "P3",
            DIED,
            "DECLINED panel_responds:disagrees CONVENED executive_meeting weigh_panel_view reconsider:commission",
            Never,
        ),
        run(
            "they stand by their decision",
            "P3 P4",
            DIED,
            "DECLINED panel_responds:disagrees ADVISED reconsider:keep JUSTIFIED AUDITED",
            Ends,
        ),
        run(
            "they commission a review",
            "P3",
            DIED,
            "DECLINED panel_responds:disagrees ADVISED reconsider:commission",
            Happens,
        ),
        run(
            "a local review is suggested and taken up",
            "C1 P3",
            DIED,
            "DECLINED panel_responds:suggests_local ADVISED reconsider:commission",
            Happens,
        ),
        run(
            "a second review beside the first",
            "P3",
            DIED,
            "COMMISSIONED panel_responds:disagrees ADVISED reconsider:commission",
            Never,
        ),
        run("advised, and not decided", "P3", DIED, "DECLINED panel_responds:disagrees ADVISED", Owes("reconsider")),
    ]
}

fn reasons() -> Vec<Run> {
    vec![
        run(
            "reasons are not recorded",
            "P4",
            DIED,
            "DECLINED panel_responds:disagrees ADVISED reconsider:keep TOLD",
            Owes("record_justification"),
        ),
        run(
            "reasons given unrecorded",
            "P4",
            DIED,
            "DECLINED panel_responds:disagrees ADVISED reconsider:keep give_justification",
            Never,
        ),
        run(
            "reasons to commission are not given",
            "P4",
            DIED,
            "DECLINED panel_responds:disagrees ADVISED reconsider:commission record_justification",
            Owes("give_justification"),
        ),
        run(
            "a second disagreement runs again",
            "P1 P2 P4",
            DIED,
            "DECLINED panel_responds:disagrees ADVISED reconsider:keep JUSTIFIED panel_responds:disagrees ADVISED \
             reconsider:commission JUSTIFIED AGREED",
            Happens,
        ),
        run(
            "the second time on the advice of the first",
            "P3",
            DIED,
            "DECLINED panel_responds:disagrees ADVISED reconsider:keep JUSTIFIED panel_responds:disagrees reconsider:keep",
            Never,
        ),
    ]
}

fn family() -> Vec<Run> {
    const DECIDED: &str = "REVIEWED decide_review:no_review";
    let after = |steps: &str| format!("{DECIDED} {steps}");
    vec![
        run("the family is told in writing and in person", "F1 F2", DIED, &after("tell_family meet_family"), Happens),
        run("the family is visited before the letter", "F1 F2", DIED, &after("meet_family tell_family"), Happens),
        run("the family is not written to", "F1", DIED, &after("meet_family"), Owes("tell_family")),
        run("the family is not visited", "F2", DIED, &after("tell_family"), Owes("meet_family")),
        run("written to before the decision", "F1", DIED, "REVIEWED tell_family", Never),
        run("visited where that cannot be done", "F2", DIED_UNSEEN, &after("tell_family meet_family"), Never),
        run(
            "in writing alone where nobody can visit",
            "F1 F2",
            DIED_UNSEEN,
            &after("complete_rapid_review send_rapid_review tell_family AGREED AUDITED"),
            Ends,
        ),
        run(
            "not told of the second decision",
            "F1",
            DIED,
            "DECLINED panel_responds:disagrees ADVISED reconsider:keep record_justification give_justification",
            Owes("tell_family"),
        ),
    ]
}
