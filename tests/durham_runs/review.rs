//! Audit, the review, sign-off, delay: clauses I1, O1 to O5.

use super::run::Expectation::{Breaks, Ends, Happens, Keeps, Never, Owes};
use super::run::{Run, run};
use super::segments::DIED;

/// The runs.
pub(crate) fn runs() -> Vec<Run> {
    let mut all = work();
    all.extend(delay());
    all.extend(late());
    all
}

fn work() -> Vec<Run> {
    vec![
        run("the Rapid Review is audited", "O1", DIED, "DECLINED AUDITED", Ends),
        run("the Rapid Review is never audited", "O1", DIED, "DECLINED AGREED", Owes("audit_rapid_reviews")),
        run("the audit is not reported", "O1", DIED, "DECLINED AGREED audit_rapid_reviews", Owes("report_audit")),
        run("an audit of nothing", "O1", DIED, "NOTIFIED ARRANGED audit_rapid_reviews", Never),
        run("a report of no audit", "O1", DIED, "DECLINED report_audit", Never),
        run("the review is managed by the local panel", "O2", DIED, "COMMISSIONED UNDERTAKEN", Happens),
        run("a review that nobody commissioned", "O2 I1", DIED, "DECLINED AGREED set_up_review", Never),
        run("a review is carried out before it is set up", "O2", DIED, "COMMISSIONED carry_out_review", Never),
        run(
            "set up and not carried out",
            "O2",
            DIED,
            "COMMISSIONED set_up_review oversee_review",
            Owes("carry_out_review"),
        ),
        run(
            "a review is not overseen",
            "I1",
            DIED,
            "COMMISSIONED set_up_review carry_out_review",
            Owes("oversee_review"),
        ),
        run(
            "a report without oversight",
            "I1 O2",
            DIED,
            "COMMISSIONED set_up_review carry_out_review complete_report",
            Never,
        ),
        run("signed off", "O3", DIED, "REPORTED sign_off:signed_off", Happens),
        run("presented and not signed off", "O3", DIED, "REPORTED", Owes("sign_off")),
        run(
            "signed off unseen",
            "O3",
            DIED,
            "COMMISSIONED set_up_review carry_out_review oversee_review complete_report sign_off:signed_off",
            Never,
        ),
        run("returned and signed off", "O3", DIED, "REPORTED RETURNED sign_off:signed_off", Happens),
        run("returned twice and signed off", "O3", DIED, "REPORTED RETURNED RETURNED sign_off:signed_off", Happens),
        run("returned and let lie", "O3", DIED, "REPORTED sign_off:returned", Owes("rework_report")),
        run("returned and signed off as it was", "O3", DIED, "REPORTED sign_off:returned sign_off:signed_off", Never),
        run("published without sign-off", "O3 O8", DIED, "REPORTED publish_report", Never),
        run("published when returned", "O3", DIED, "REPORTED sign_off:returned decide_publication:full", Never),
        run("signed off twice", "O3", DIED, "SIGNED sign_off:signed_off", Never),
    ]
}

fn delay() -> Vec<Run> {
    const ASKED: &str = "COMMISSIONED AGREED criminal_proceedings-begins request_delay";
    let asked = |steps: &str| format!("{ASKED} {steps}");
    vec![
        run("published in six months", "O4", DIED, "SIGNED FULL", Keeps("review_published")),
        run("never published", "O4", DIED, "SIGNED decide_publication:full", Owes("publish_report")),
        run("six months pass", "O4", DIED, "REPORTED review_published-is-missed", Breaks("review_published")),
        run("time is asked for because of a trial", "O4 O5", DIED, &asked("approve_delay DELAY_EXPLAINED"), Happens),
        run(
            "time is asked for because of an inquest",
            "O4 O5",
            DIED,
            "COMMISSIONED coronial_proceedings-begins request_delay approve_delay DELAY_EXPLAINED",
            Happens,
        ),
        run("time is asked for without a reason", "O4", DIED, "COMMISSIONED request_delay", Never),
        run(
            "time is asked for when the trial is over",
            "O4",
            DIED,
            "COMMISSIONED criminal_proceedings-begins criminal_proceedings-ends request_delay",
            Never,
        ),
        run(
            "time is asked for without a review",
            "O4",
            DIED,
            "DECLINED criminal_proceedings-begins request_delay",
            Never,
        ),
        run("a delay is not approved", "O5", DIED, ASKED, Owes("approve_delay")),
        run("a late delay is not approved", "O5", DIED, "REPORTED review_published-is-missed", Owes("approve_delay")),
        run("a delay that nobody needs", "O5", DIED, "REPORTED approve_delay", Never),
        run(
            "the Panel is not told why",
            "O5",
            DIED,
            &asked("approve_delay tell_secretary_of_delay"),
            Owes("tell_panel_of_delay"),
        ),
        run(
            "the Secretary of State is not told why",
            "O5",
            DIED,
            &asked("approve_delay tell_panel_of_delay"),
            Owes("tell_secretary_of_delay"),
        ),
        run("reasons for a delay before its approval", "O5", DIED, &asked("tell_panel_of_delay"), Never),
    ]
}

fn late() -> Vec<Run> {
    vec![
        run(
            "published while a delay waits for approval",
            "O5",
            DIED,
            "SIGNED criminal_proceedings-begins request_delay decide_publication:full publish_report",
            Never,
        ),
        run(
            "improvements published late and unapproved",
            "O4 O5",
            DIED,
            "SIGNED review_published-is-missed decide_publication:improvements_only publish_improvements",
            Never,
        ),
        run(
            "delayed twice and published",
            "O4 O5",
            DIED,
            "COMMISSIONED AGREED AUDITED DELAY_ASKED UNDERTAKEN DELAY_LATE sign_off:signed_off LEARNT FULL",
            Ends,
        ),
        run(
            "the longer time passes too",
            "O4",
            DIED,
            "COMMISSIONED DELAY_ASKED review_published-is-missed",
            Breaks("review_published"),
        ),
    ]
}
