//! Straight ways through the graph: an activity ends, clocks are struck, and other activities are asked for at once, and nothing else is to be done.
//!
//! Most work ends so. What is found here is what the general way (`run/take.rs`, `run/look.rs`) would do, looked up once for a state; an end after
//! which anything else could happen is not straight.

use super::{Graph, NONE};
use crate::simulate::plan::Plan;

/// What one end leads to.
#[derive(Debug, Clone, Copy)]
pub(in crate::simulate) struct Way {
    /// The place of the state after it.
    pub(in crate::simulate) to: u32,
    /// What it does to clocks, as in an edge.
    pub(in crate::simulate) strokes: (u32, u32),
    /// The activities to ask for: from where to where in [`Graph::woken`].
    pub(in crate::simulate) asked: (u32, u32),
    /// The activities that this end or another of the same activity asks for: from where to where in [`Graph::woken`].
    ahead: (u32, u32),
    pub(in crate::simulate) transition: u16,
    /// Whether a case is complete after it.
    pub(in crate::simulate) complete: bool,
}

/// How a case begins, if the step with which it does is straight and has one end.
#[derive(Debug, Clone, Copy)]
pub(in crate::simulate) struct Entry {
    pub(in crate::simulate) activity: u16,
    pub(in crate::simulate) way: Way,
    /// What else has to be looked at: from where to where in [`Graph::woken`].
    pub(in crate::simulate) rest: (u32, u32),
}

/// What is known of how a case goes on after a beginning.
#[derive(Debug, Clone, Copy)]
pub(super) enum Known {
    /// Nobody has looked yet.
    Unknown,
    /// Straight, or not.
    Found(Option<Entry>),
}

/// Where the ways stand in which an activity can end in a state, one for each of its endings, or that they are not all straight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ways(u32);

impl Ways {
    /// Nobody has looked yet.
    pub(super) const UNKNOWN: Self = Self(u32::MAX);
    /// It cannot be.
    const NEVER: Self = Self(u32::MAX - 1);
    /// Not all are straight.
    const WINDING: Self = Self(u32::MAX - 2);

    #[inline]
    fn first(self) -> Option<u32> {
        (self.0 < Self::WINDING.0).then_some(self.0)
    }
}

/// What it leads to that a deadline is missed.
#[derive(Debug, Clone, Copy)]
pub(in crate::simulate) enum Miss {
    /// The state does not change.
    Never,
    Straight(Way),
    Winding,
}

impl<const W: usize> Graph<W> {
    /// The ways in which an activity can end, by its endings; absent if they are not all straight, or not all are possible.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(in crate::simulate) fn ways(&mut self, plan: &Plan<'_, W>, place: u32, activity: u16) -> Option<u32> {
        let ways = self.ways[place as usize * self.width + usize::from(activity)];
        if ways == Ways::UNKNOWN { self.find_ways(plan, place, activity) } else { ways.first() }
    }

    /// The activities that the end of an activity can ask for in a state, as far as that is known: from where to where in [`Graph::woken`].
    #[inline]
    pub(in crate::simulate) fn ahead(&self, place: u32, activity: u16) -> (u32, u32) {
        let ways = self.ways[place as usize * self.width + usize::from(activity)];
        ways.first().map_or((0, 0), |first| self.straight[first as usize].ahead)
    }

    /// One of the ways.
    #[inline]
    pub(in crate::simulate) fn way(&self, at: u32) -> &Way {
        &self.straight[at as usize]
    }

    #[cold]
    fn find_ways(&mut self, plan: &Plan<'_, W>, place: u32, activity: u16) -> Option<u32> {
        let one = &plan.activities[usize::from(activity)];
        let allowed = self.allowed(plan, place, activity);
        let possible =
            allowed.all_endings() && (one.endings.len() == 1 || one.endings.iter().any(|end| end.weight > 0));
        let found: Option<Vec<Way>> = if one.begins.is_none() && possible {
            one.endings.iter().map(|end| self.straight_way(plan, place, end.transition)).collect()
        } else {
            None
        };
        let first = u32::try_from(self.straight.len()).unwrap_or(NONE);
        let ways = if found.is_some() { Ways(first) } else { Ways::WINDING };
        let from = u32::try_from(self.woken.len()).unwrap_or(NONE);
        let asked = found.iter().flatten().flat_map(|way| (way.asked.0..way.asked.1).map(|at| self.woken(at)));
        let mut ahead: Vec<u16> = asked.collect();
        ahead.sort_unstable();
        ahead.dedup();
        self.woken.extend(ahead);
        let ahead = (from, u32::try_from(self.woken.len()).unwrap_or(NONE));
        self.straight.extend(found.iter().flatten().map(|way| Way { ahead, ..*way }));
        self.ways[place as usize * self.width + usize::from(activity)] = ways;
        found.map(|_| first)
    }

    fn straight_way(&mut self, plan: &Plan<'_, W>, place: u32, transition: u16) -> Option<Way> {
        let edge = self.edge(plan, place, transition);
        if edge.stays || !plan.touched[usize::from(transition)].clocks.is_empty() {
            return None;
        }
        let asked = self.asked(plan, (place, edge.to), usize::from(transition), edge.woken)?;
        let complete = self.complete(plan, edge.to);
        Some(Way { to: edge.to, strokes: edge.strokes, asked, ahead: (0, 0), transition, complete })
    }

    /// Of the activities woken, those to ask for, if that is all there is to do.
    fn asked(
        &mut self,
        plan: &Plan<'_, W>,
        (before, after): (u32, u32),
        transition: usize,
        woken: (u32, u32),
    ) -> Option<(u32, u32)> {
        let from = u32::try_from(self.woken.len()).unwrap_or(NONE);
        let mut straight = true;
        for at in woken.0..woken.1 {
            let activity = self.woken(at);
            let (then, now) = (self.allowed(plan, before, activity), self.allowed(plan, after, activity));
            if now.called() {
                let one = &plan.activities[usize::from(activity)];
                straight &= !then.called() && now.can_be_taken() && one.straight.is_some();
                self.woken.push(activity);
            } else {
                // Its own is not under way any more; what else is no longer called has to be stopped.
                straight &= plan.touched[transition].activity == Some(activity);
            }
        }
        straight.then(|| (from, u32::try_from(self.woken.len()).unwrap_or(NONE)))
    }

    /// What it leads to in a state that a clock is missed, whose status changes by a transition.
    pub(in crate::simulate) fn miss(&mut self, plan: &Plan<'_, W>, place: u32, clock: usize) -> Miss {
        let at = place as usize * self.clocks + clock;
        if self.misses[at] == Ways::UNKNOWN {
            self.misses[at] = self.find_miss(plan, place, clock);
        }
        match self.misses[at] {
            Ways::NEVER => Miss::Never,
            Ways::WINDING => Miss::Winding,
            Ways(way) => Miss::Straight(*self.way(way)),
        }
    }

    #[cold]
    fn find_miss(&mut self, plan: &Plan<'_, W>, place: u32, clock: usize) -> Ways {
        let enabled = |index: &u16| plan.machine.enabled(self.state(place), usize::from(*index));
        let Some(transition) = plan.clocks[clock].missed.filter(enabled) else { return Ways::NEVER };
        let Some(way) = self.straight_way(plan, place, transition) else { return Ways::WINDING };
        self.straight.push(way);
        Ways(u32::try_from(self.straight.len() - 1).unwrap_or(NONE))
    }

    /// How a case with a beginning of the plan goes on, if it always begins with the same step and that is straight.
    #[inline]
    pub(in crate::simulate) fn entry(&mut self, plan: &Plan<'_, W>, number: usize) -> Option<Entry> {
        if let Known::Found(entry) = self.entries[number] { entry } else { self.find_entry(plan, number) }
    }

    #[cold]
    fn find_entry(&mut self, plan: &Plan<'_, W>, number: usize) -> Option<Entry> {
        let entry = self.new_entry(plan, number);
        self.entries[number] = Known::Found(entry);
        entry
    }

    fn new_entry(&mut self, plan: &Plan<'_, W>, number: usize) -> Option<Entry> {
        let [activity] = *plan.entries else { return None };
        if plan.activities[usize::from(activity)].endings.len() != 1 {
            return None;
        }
        let place = self.beginning(plan, number);
        let first = self.ways(plan, place, activity)?;
        let way = *self.way(first);
        let from = u32::try_from(self.woken.len()).unwrap_or(NONE);
        for &other in &plan.incidents.beginnings[number].activities {
            // What is not called afterwards has not begun either.
            let asked = (way.asked.0..way.asked.1).any(|at| self.woken(at) == other);
            if !asked && self.allowed(plan, way.to, other).called() {
                self.woken.push(other);
            }
        }
        Some(Entry { activity, way, rest: (from, u32::try_from(self.woken.len()).unwrap_or(NONE)) })
    }
}
