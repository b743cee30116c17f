//! Definition, identification, notification, Rapid Review: clauses D1 to D4, I1 to I4, N1 to N4, R1 to R7.

use super::run::Expectation::{Breaks, Ends, Happens, Keeps, Never, Owes};
use super::run::{Run, run};
use super::segments::{DIED, HURT, LIKELY, NEAR_MISS, UNHARMED};

const GRAVE: &str = "abuse_or_neglect=suspected child_outcome=harmed harm=behavioural grave=yes";
const LASTING: &str = "abuse_or_neglect=known child_outcome=harmed harm=social long_term=certain";
const OTHER: &str = "abuse_or_neglect=known child_outcome=harmed harm=other grave=yes";
const SLIGHT: &str = "abuse_or_neglect=known child_outcome=harmed harm=mental_health+intellectual";
const ACCIDENT: &str = "child_outcome=died";
const RECOVERED: &str = "abuse_or_neglect=known child_outcome=harmed harm=physical recovered=yes";
const LIKELY_RECOVERED: &str =
    "abuse_or_neglect=known child_outcome=harmed harm=emotional long_term=likely recovered=yes";
const PERPETRATOR: &str = "abuse_or_neglect=known child_outcome=harmed harm=physical subject=perpetrator";
const PERPETRATOR_OUTSIDE: &str = "abuse_or_neglect=known subject=perpetrator";

/// The runs.
pub(crate) fn runs() -> Vec<Run> {
    let mut all = definition();
    all.extend(ways_in());
    all.extend(rapid_review());
    all.extend(completion());
    all
}

fn definition() -> Vec<Run> {
    vec![
        run("a suspected death is notified", "D1 I2", DIED, "NOTIFIED", Happens),
        run("a death is found outside", "D1", DIED, "REFERRED spoc_meeting:not_met", Never),
        run("a death without abuse is found outside", "D1", ACCIDENT, "REFERRED spoc_meeting:not_met", Ends),
        run("a death without abuse is found notifiable", "D1", ACCIDENT, "REFERRED spoc_meeting:met", Never),
        run("an unharmed child is found notifiable", "D1", UNHARMED, "REFERRED spoc_meeting:met", Never),
        run("a bodily impairment is notified", "D2", HURT, "NOTIFIED", Happens),
        run("a bodily impairment is found outside", "D2", HURT, "REFERRED spoc_meeting:not_met", Never),
        run("a grave impairment is notified", "D2", GRAVE, "NOTIFIED", Happens),
        run("a grave impairment is found outside", "D2", GRAVE, "REFERRED spoc_meeting:not_met", Never),
        run("a lasting impairment is notified", "D2", LASTING, "NOTIFIED", Happens),
        run("a lasting impairment is found outside", "D2", LASTING, "REFERRED spoc_meeting:not_met", Never),
        run("harm that is not on the list is notified", "D2", OTHER, "NOTIFIED", Happens),
        run("a slight passing impairment is found outside", "D2", SLIGHT, "REFERRED spoc_meeting:not_met", Ends),
        run("a slight passing impairment is notifiable", "D2", SLIGHT, "REFERRED spoc_meeting:met", Never),
        run("a likely impairment is judged in", "D3", LIKELY, "NOTIFIED record_judgement", Happens),
        run("a likely impairment is judged out", "D3", LIKELY, "REFERRED spoc_meeting:not_met record_judgement", Ends),
        run("judged out, and not recorded", "D3", LIKELY, "REFERRED spoc_meeting:not_met", Owes("record_judgement")),
        run("judged in, and not recorded", "D3", LIKELY, "NOTIFIED ARRANGED", Owes("record_judgement")),
        run("a judgement is recorded where none was needed", "D3", HURT, "NOTIFIED record_judgement", Never),
        run("a child who got better is notified", "D4", RECOVERED, "NOTIFIED", Happens),
        run("a child who got better is found outside", "D4", RECOVERED, "REFERRED spoc_meeting:not_met", Never),
        run("likely to last, got better, judged in", "D3 D4", LIKELY_RECOVERED, "NOTIFIED record_judgement", Happens),
    ]
}

fn ways_in() -> Vec<Run> {
    vec![
        run("a child who did the harm is notified", "N2", PERPETRATOR, "NOTIFIED", Happens),
        run("a child who did the harm is passed over", "N2", PERPETRATOR, "REFERRED spoc_meeting:not_met", Never),
        run("a child who did no serious harm", "N2", PERPETRATOR_OUTSIDE, "REFERRED spoc_meeting:met", Never),
        run(
            "another organisation informs",
            "I4",
            DIED,
            "organisation_informs call_spoc_meeting spoc_meeting:met notify_panel",
            Happens,
        ),
        run(
            "an organisation informs and nobody meets",
            "I4 I3",
            DIED,
            "organisation_informs",
            Owes("call_spoc_meeting"),
        ),
        run("an organisation informs twice", "I4", DIED, "organisation_informs organisation_informs", Never),
        run(
            "an organisation informs before the referral",
            "I4 N1",
            DIED,
            "aware organisation_informs call_spoc_meeting refer spoc_meeting:met notify_panel",
            Happens,
        ),
        run("a partner knows and does not refer", "N1 I2", DIED, "aware", Owes("refer")),
        run("a referral by nobody who knows", "N1", DIED, "refer", Never),
        run("the meeting is held without being called", "N1 N3", DIED, "aware refer spoc_meeting:met", Never),
        run("the meeting is held in five days", "N1 I3", DIED, "REFERRED spoc_meeting:met", Keeps("spoc_meeting")),
        run(
            "the meeting is held late",
            "N1",
            DIED,
            "REFERRED spoc_meeting-is-missed spoc_meeting:met",
            Breaks("spoc_meeting"),
        ),
        run("the group settles that it is not notifiable", "I3 N3", UNHARMED, "REFERRED spoc_meeting:not_met", Ends),
        run("the group is called and does not settle it", "I3 N3", UNHARMED, "REFERRED", Owes("spoc_meeting")),
        run("the group settles it twice", "N3", LIKELY, "REFERRED spoc_meeting:not_met spoc_meeting:met", Never),
        run("notified before the group met", "N4 I3", DIED, "REFERRED notify_panel", Never),
        run(
            "notified though the criteria are not met",
            "N4",
            NEAR_MISS,
            "REFERRED spoc_meeting:not_met notify_panel",
            Never,
        ),
        run("held notifiable and not notified", "N4 I2", DIED, "REFERRED spoc_meeting:met", Owes("notify_panel")),
        run("notified twice", "N4", DIED, "NOTIFIED notify_panel", Never),
        run("notified in five days", "N4", DIED, "NOTIFIED", Keeps("notify_panel")),
        run(
            "met in time, notified late",
            "N4",
            DIED,
            "REFERRED spoc_meeting:met notify_panel-is-missed notify_panel",
            Breaks("notify_panel"),
        ),
    ]
}

fn rapid_review() -> Vec<Run> {
    vec![
        run("notified, without a Rapid Review", "R1 R7", DIED, "NOTIFIED", Owes("arrange_rapid_review")),
        run(
            "a Rapid Review of what was not notified",
            "R1",
            DIED,
            "REFERRED spoc_meeting:met arrange_rapid_review",
            Never,
        ),
        run(
            "a Rapid Review outside the definition",
            "R1",
            UNHARMED,
            "REFERRED spoc_meeting:not_met arrange_rapid_review",
            Never,
        ),
        run("the Rapid Review is arranged and coordinated", "R1 R6 R7", DIED, "NOTIFIED ARRANGED", Happens),
        run("coordinated before it is arranged", "R6 R7", DIED, "NOTIFIED coordinate_rapid_review", Never),
        run("worked on without coordination", "R6", DIED, "NOTIFIED arrange_rapid_review gather_facts", Never),
        run("arranged and left alone", "R6", DIED, "NOTIFIED arrange_rapid_review", Owes("coordinate_rapid_review")),
        run(
            "the aims in another order",
            "R2",
            DIED,
            "NOTIFIED ARRANGED decide_next_steps consider_improvements consider_safety gather_facts",
            Happens,
        ),
        run(
            "complete without thought of safety",
            "R2",
            DIED,
            "NOTIFIED ARRANGED gather_facts consider_improvements decide_next_steps WEIGHED VOTES_FOR criteria_vote:met \
             decide_review:no_review complete_rapid_review",
            Never,
        ),
        run(
            "complete without thought of improvements",
            "R2",
            DIED,
            "NOTIFIED ARRANGED gather_facts consider_safety decide_next_steps WEIGHED VOTES_FOR criteria_vote:met \
             decide_review:no_review complete_rapid_review",
            Never,
        ),
        run(
            "complete without the next steps",
            "R2",
            DIED,
            "NOTIFIED ARRANGED gather_facts consider_safety consider_improvements WEIGHED VOTES_FOR criteria_vote:met \
             decide_review:no_review complete_rapid_review",
            Never,
        ),
    ]
}

fn completion() -> Vec<Run> {
    vec![
        run(
            "aims done, not complete",
            "R1 R2",
            DIED,
            "REVIEWED decide_review:no_review",
            Owes("complete_rapid_review"),
        ),
        run("sent before it is complete", "R3", DIED, "REVIEWED decide_review:no_review send_rapid_review", Never),
        run(
            "complete and not sent",
            "R3 R4",
            DIED,
            "REVIEWED decide_review:no_review complete_rapid_review",
            Owes("send_rapid_review"),
        ),
        run("complete without the decision", "R4", DIED, "REVIEWED complete_rapid_review", Never),
        run("sent at once", "R3", DIED, "DECLINED", Keeps("copy_to_panel")),
        run(
            "the case may call for a national review",
            "R4",
            DIED,
            "REVIEWED decide_review:national_review SENT",
            Happens,
        ),
        run("complete in fifteen days", "R5", DIED, "DECLINED", Keeps("complete_rapid_review")),
        run(
            "complete after fifteen days",
            "R5",
            DIED,
            "REVIEWED decide_review:no_review complete_rapid_review-is-missed complete_rapid_review",
            Breaks("complete_rapid_review"),
        ),
    ]
}
