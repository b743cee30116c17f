//! Which part of a system matters to a clock: at the beginning of a case, and from some state on.

use crate::system::{
    Anchoring, Clock, ClockOwner, Condition, Cones, DeadlineLimit, DeadlineStatus, Label, Role, Selection, Stroke,
    TransitionId, TransitionSystem, VariableId, Within,
};

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
pub(super) fn slice(cones: &Cones, clock: &Clock) -> Selection {
    let (variables, transitions) = seeds(clock);
    cones.of(variables, transitions)
}

/// The part that still matters from a situation on in which the clock has come so far.
pub(super) fn slice_within(cones: &Cones, clock: &Clock, status: DeadlineStatus, within: Within<'_>) -> Selection {
    let (mut variables, mut transitions) = (Vec::new(), Vec::new());
    let started = clock.anchoring == Anchoring::Once && !runs_backwards(clock) && status != DeadlineStatus::Idle;
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
    cones.within(within, variables, transitions)
}

/// "At least D before X" runs from what has to be done, each time, until its anchor.
fn runs_backwards(clock: &Clock) -> bool {
    matches!(clock.limit, DeadlineLimit::Before(..))
}

/// The transitions that end the window of a running clock whenever they happen.
pub(super) fn ends_window(clock: &Clock) -> Vec<TransitionId> {
    let each_time = clock.anchoring == Anchoring::EachTime || runs_backwards(clock);
    let ends = |stroke: Stroke| stroke != Stroke::Anchored || each_time;
    let always = clock.signals.iter().filter(|signal| signal.condition == Condition::TRUE && ends(signal.stroke));
    always.filter_map(|signal| signal.transition).collect()
}

/// The clocks that run in a slice, by index: those of which something reads the status, or waits for them to be missed.
pub(super) fn clocks_read(system: &TransitionSystem, selection: &Selection, measured: &Clock) -> Vec<usize> {
    let read = system.clocks.iter().enumerate().filter(|(_, clock)| is_read(system, selection, clock, measured));
    read.map(|(index, _)| index).collect()
}

fn is_read(system: &TransitionSystem, selection: &Selection, clock: &Clock, measured: &Clock) -> bool {
    let ClockOwner::Deadline(deadline) = clock.owner else { return false };
    let Some(status) = system.variable(Role::Deadline(deadline)) else { return false };
    let can_pass = |id: &TransitionId| system.transition(*id).label == Label::Missed(deadline);
    if !selection.transitions.iter().any(can_pass) {
        return false;
    }
    let reads = |condition: &Condition| condition.variables().contains(&status);
    let chosen = |variable: &VariableId| selection.variables.binary_search(variable).is_ok();
    let in_signals = measured.signals.iter().any(|signal| reads(&signal.condition));
    in_signals
        || reads(&measured.suspended)
        || reads(&measured.released)
        || selection.transitions.iter().any(|id| {
            let transition = system.transition(*id);
            let missed = transition.label == Label::Missed(deadline);
            let others = || transition.consequences.iter().filter(|effect| effect.variable != status);
            (!missed && reads(&transition.guard))
                || others().any(|effect| chosen(&effect.variable) && (missed || reads(&effect.condition)))
        })
}
