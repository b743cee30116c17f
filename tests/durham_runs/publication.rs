//! Publication, the website, the NSPCC, comments, learning: clauses O6 to O12.

use super::run::Expectation::{Ends, Happens, Never, Owes};
use super::run::{Run, run};
use super::segments::DIED;

/// The runs.
pub(crate) fn runs() -> Vec<Run> {
    let mut all = what_is_published();
    all.extend(afterwards());
    all.extend(comments_and_learning());
    all
}

fn what_is_published() -> Vec<Run> {
    vec![
        run("published in full", "O8 O4", DIED, "SIGNED LEARNT AUDITED FULL", Ends),
        run("only the improvements", "O6 O7 O8", DIED, "SIGNED LEARNT AUDITED IMPROVEMENTS", Ends),
        run("nothing is published", "O6 O7", DIED, "SIGNED LEARNT AUDITED NEITHER", Ends),
        run("signed off, and nothing decided", "O6", DIED, "SIGNED LEARNT AUDITED", Owes("decide_publication")),
        run("decided before the sign-off", "O6 O3", DIED, "REPORTED decide_publication:improvements_only", Never),
        run("a report held back is published", "O6", DIED, "SIGNED IMPROVEMENTS publish_report", Never),
        run(
            "held back, improvements not published",
            "O6",
            DIED,
            "SIGNED decide_publication:improvements_only HELD_BACK",
            Owes("publish_improvements"),
        ),
        run("improvements though nothing was to appear", "O6 O7", DIED, "SIGNED NEITHER publish_improvements", Never),
        run("the decision is turned round", "O6", DIED, "SIGNED NEITHER decide_publication:full", Never),
        run(
            "held back, the Panel not told",
            "O7",
            DIED,
            "SIGNED decide_publication:neither justify_to_secretary",
            Owes("justify_to_panel"),
        ),
        run(
            "held back, the Secretary of State not told",
            "O7",
            DIED,
            "SIGNED decide_publication:improvements_only justify_to_panel",
            Owes("justify_to_secretary"),
        ),
        run(
            "a justification of nothing held back",
            "O7",
            DIED,
            "SIGNED decide_publication:full justify_to_panel",
            Never,
        ),
        run("on the website undecided", "O8", DIED, "SIGNED publish_report", Never),
        run("decided, and not on the website", "O8", DIED, "SIGNED decide_publication:full", Owes("publish_report")),
        run("published twice", "O8", DIED, "SIGNED FULL publish_report", Never),
    ]
}

fn afterwards() -> Vec<Run> {
    vec![
        run("taken down in the end", "O9", DIED, "SIGNED LEARNT AUDITED FULL take_down", Ends),
        run("left on the website", "O9", DIED, "SIGNED LEARNT AUDITED IMPROVEMENTS", Ends),
        run(
            "copies for all who ask",
            "O9",
            DIED,
            "SIGNED LEARNT AUDITED FULL take_down ask_for_copy give_copy ask_for_copy give_copy",
            Ends,
        ),
        run("taken down before it is up", "O9", DIED, "SIGNED decide_publication:full take_down", Never),
        run("taken down though nothing was put up", "O9", DIED, "SIGNED NEITHER take_down", Never),
        run("a copy is refused", "O9", DIED, "SIGNED FULL take_down ask_for_copy", Owes("give_copy")),
        run("the NSPCC keeps it, then drops it", "O10", DIED, "SIGNED LEARNT AUDITED FULL nspcc_removes", Ends),
        run(
            "the NSPCC never gets it",
            "O10",
            DIED,
            "SIGNED decide_publication:full publish_report",
            Owes("send_to_nspcc"),
        ),
        run(
            "the NSPCC gets it before it is published",
            "O10",
            DIED,
            "SIGNED decide_publication:full send_to_nspcc",
            Never,
        ),
        run(
            "the NSPCC drops what it has not",
            "O10",
            DIED,
            "SIGNED decide_publication:full publish_report nspcc_removes",
            Never,
        ),
        run("the NSPCC gets a report held back", "O10 O6", DIED, "SIGNED IMPROVEMENTS send_to_nspcc", Never),
    ]
}

fn comments_and_learning() -> Vec<Run> {
    vec![
        run(
            "the Panel's comments are weighed",
            "O11",
            DIED,
            "SIGNED LEARNT AUDITED panel_comments consider_comments FULL",
            Ends,
        ),
        run(
            "comments of both, one after the other",
            "O11",
            DIED,
            "SIGNED LEARNT AUDITED panel_comments consider_comments secretary_comments consider_comments FULL",
            Ends,
        ),
        run(
            "comments after publication are weighed",
            "O11",
            DIED,
            "SIGNED FULL secretary_comments consider_comments",
            Happens,
        ),
        run(
            "the Panel's comments are passed over",
            "O11",
            DIED,
            "SIGNED LEARNT AUDITED FULL panel_comments",
            Owes("consider_comments"),
        ),
        run(
            "a later comment is passed over",
            "O11",
            DIED,
            "SIGNED LEARNT AUDITED panel_comments consider_comments FULL secretary_comments",
            Owes("consider_comments"),
        ),
        run("no comments are weighed", "O11", DIED, "SIGNED consider_comments", Never),
        run("what was learnt is taken up", "O12", DIED, "SIGNED LEARNT", Happens),
        run("what was learnt stays where it is", "O12", DIED, "SIGNED AUDITED FULL", Owes("pass_on_learning")),
        run(
            "what was learnt is not taken up",
            "O12",
            DIED,
            "SIGNED AUDITED FULL pass_on_learning",
            Owes("embed_learning"),
        ),
        run("learning from an unsigned report", "O12 O3", DIED, "REPORTED RETURNED pass_on_learning", Never),
    ]
}
