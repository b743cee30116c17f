//! Which steps end the window of a clock, and which clocks run in a part of a system.

use crate::system::{
    Anchoring, Clock, ClockOwner, Condition, Label, Role, Selection, Stroke, TransitionId, TransitionSystem, VariableId,
};

/// The transitions that end the window of a running clock whenever they happen.
pub(super) fn ends_window(clock: &Clock) -> Vec<TransitionId> {
    let each_time = clock.anchoring == Anchoring::EachTime || clock.runs_backwards();
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
