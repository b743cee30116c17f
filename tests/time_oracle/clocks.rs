//! What a moment makes of a deadline.

use std::collections::BTreeSet;

use duecourse::source::Spanned;
use duecourse::syntax::tree::{Combine, Deadline, Limit, Procedure, Start};

use crate::oracle::event::{any_occurs, fires, phrase_fires};
use crate::oracle::lookup;
use crate::oracle::state::{Case, Happening, Status};

/// What falls on a deadline in one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "five independent marks of one moment")]
pub struct Touch {
    /// Its anchor happens.
    pub anchored: bool,
    /// What discharges it happens.
    pub discharged: bool,
    /// It is void.
    pub void: bool,
    /// It is extended.
    pub extended: bool,
    /// Its step lapses.
    pub lapsed: bool,
}

/// What a moment made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Followed {
    /// The status after it.
    pub status: Status,
    /// It begins to run, or anew.
    pub restarted: bool,
    /// What it waits for has come.
    pub discharged: bool,
}

/// What falls on a deadline when this happens, `middle` being the state after part 1 of the moment.
pub fn touch(procedure: &Procedure, deadline: &Deadline, happened: &BTreeSet<Happening>, middle: &Case) -> Touch {
    let any = |phrases: &[Spanned<Start>]| {
        phrases.iter().any(|phrase| phrase_fires(procedure, &phrase.value, happened, middle))
    };
    let owner = deadline.of_step.as_ref().and_then(|owner| lookup::step(procedure, owner));
    let taken = |name: &str| {
        happened.iter().any(|happening| matches!(happening, Happening::Taken { step, .. } if step == name))
    };
    Touch {
        anchored: fires(procedure, &deadline.due.value.anchor, happened, middle),
        discharged: owner.is_some_and(|owner| taken(owner.id.text())) || any_occurs(&deadline.met_by, happened),
        void: any(&deadline.void),
        extended: any(&deadline.extended),
        lapsed: owner.is_some_and(|owner| any(&owner.lapses)),
    }
}

/// "At least D before X" is counted from what has to be done until X.
pub fn counts_backwards(deadline: &Deadline) -> bool {
    matches!(deadline.due.value.limit, Limit::Before(_))
}

/// The status after a moment, by "Deadlines" in the reference.
pub fn follow(deadline: &Deadline, status: Status, touch: Touch) -> Followed {
    let backwards = counts_backwards(deadline);
    let (starts, ends) =
        if backwards { (touch.discharged, touch.anchored) } else { (touch.anchored, touch.discharged) };
    let waits = matches!(status, Status::Running | Status::Missed);
    let mut followed = Followed { status, restarted: false, discharged: ends && waits };
    if ends {
        if status == Status::Running {
            followed.status = Status::Met;
        }
    } else if waits && touch.void || status == Status::Running && touch.lapsed {
        followed.status = Status::Void;
    } else if waits && touch.extended {
        (followed.status, followed.restarted) = (Status::Running, true);
    }
    // "`X` or `first of` the first time only (from idle), `each X` and `each of` every time"
    let each_time = backwards || deadline.due.value.anchor.combine == Combine::Each;
    if starts && (each_time || followed.status == Status::Idle) {
        (followed.status, followed.restarted) = (Status::Running, true);
    }
    followed
}

/// The working days of a limit.
pub fn limit(deadline: &Deadline) -> u16 {
    match deadline.due.value.limit {
        Limit::Within(duration) | Limit::NotBefore(duration) | Limit::Before(duration) => {
            u16::try_from(duration.count).unwrap_or(u16::MAX)
        }
        Limit::SameDay => 0,
    }
}
