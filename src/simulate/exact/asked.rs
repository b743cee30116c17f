//! What may be done in a state: the same questions as in a replication, asked of the state alone.

use crate::simulate::plan::{Activity, Plan};
use crate::system::State;

impl<const W: usize> Plan<'_, W> {
    /// Whether an activity that has begun, or begins and ends at one moment, can end.
    pub(super) fn can_end(&self, state: &State<W>, activity: &Activity) -> bool {
        activity.endings.iter().any(|ending| self.machine.enabled(state, usize::from(ending.transition)))
    }

    /// Whether it can begin or end.
    pub(super) fn can_be_taken(&self, state: &State<W>, activity: &Activity) -> bool {
        activity.begins.is_some_and(|index| self.machine.enabled(state, usize::from(index)))
            || self.can_end(state, activity)
    }

    /// Whether it is owed or allowed.
    pub(super) fn is_called(&self, state: &State<W>, activity: &Activity) -> bool {
        match &activity.called {
            Some(called) => self.machine.satisfies(state, called),
            None => self.can_be_taken(state, activity),
        }
    }

    /// Whether nobody is free to leave it.
    pub(super) fn has_to_be_done(&self, state: &State<W>, activity: &Activity) -> bool {
        activity.duty || activity.owed.as_ref().is_some_and(|owed| self.machine.satisfies(state, owed))
    }
}
