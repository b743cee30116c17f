//! Which part of a system matters to a clock: at the beginning of a case, and from some situation on. Nothing here counts days.

use super::{Anchoring, Clock, Cones, DeadlineStatus, Selection, Stroke, TransitionId, VariableId, Within};

/// What a clock looks at by itself: variables and transitions.
fn seeds(clock: &Clock) -> (Vec<VariableId>, Vec<TransitionId>) {
    let mut variables: Vec<VariableId> = clock.suspended.variables();
    variables.extend(clock.released.variables());
    let mut transitions = Vec::new();
    for signal in &clock.signals {
        variables.extend(signal.condition.variables());
        transitions.extend(signal.transition);
    }
    (variables, transitions)
}

/// The part of the system that matters to a clock.
pub fn cone_of_clock(cones: &Cones, clock: &Clock) -> Selection {
    let (variables, transitions) = seeds(clock);
    cones.of(variables, transitions)
}

/// The part that still matters from a situation on in which the clock has come so far.
pub fn cone_of_clock_within(cones: &Cones, clock: &Clock, status: DeadlineStatus, within: Within<'_>) -> Selection {
    cone_of_clock_by_writes(cones, clock, status, within, None)
}

/// The same where it is known which transitions may still set which variables ([`super::Liveness::live_writes`]).
pub fn cone_of_clock_by_writes(
    cones: &Cones,
    clock: &Clock,
    status: DeadlineStatus,
    within: Within<'_>,
    writes: Option<&[(VariableId, TransitionId)]>,
) -> Selection {
    let (mut variables, mut transitions) = (Vec::new(), Vec::new());
    let started = clock.anchoring == Anchoring::Once && !clock.runs_backwards() && status != DeadlineStatus::Idle;
    let over = started && matches!(status, DeadlineStatus::Met | DeadlineStatus::Void);
    if !over {
        variables.extend(clock.suspended.variables());
        variables.extend(clock.released.variables());
        // A clock that starts once does not hear its anchor again.
        let heard = clock.signals.iter().filter(|signal| !(started && signal.stroke == Stroke::Anchored));
        for signal in heard.filter(|signal| signal.transition.is_some_and(|id| within.possible.contains(&id))) {
            variables.extend(signal.condition.variables());
            transitions.extend(signal.transition);
        }
    }
    cones.within(within, writes, variables, transitions)
}
