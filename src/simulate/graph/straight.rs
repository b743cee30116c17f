//! Straight ways through the graph: an activity ends, clocks are struck, and other activities are asked for at once, and nothing else is to be done.
//!
//! Most work ends so. What is found here is what the general way (`run/take.rs`, `run/look.rs`) would do, looked up once for a state; an end after
//! which anything else could happen is not straight.

use super::{Graph, NONE};
use crate::simulate::case::NOBODY;
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
    pub(in crate::simulate) asks: Asks,
    pub(in crate::simulate) transition: u16,
    /// The place from which it leads, and the activity whose first way it is there; nobody's if it is another or that of a miss.
    from: u32,
    first_of: u16,
    /// There is no other.
    pub(in crate::simulate) only: bool,
    /// Numbers drawn below this mean this way or one before it; of the last, all do.
    below: u64,
    /// Whether a case is complete after it.
    pub(in crate::simulate) complete: bool,
}

/// How many activities a way asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulate) enum Asks {
    Nothing,
    /// This activity, which waits for this actor: said here, since most ways ask for one, and it decides whether it begins or waits.
    One(u16, u16),
    Several,
}

impl Way {
    /// It strikes no clock and asks for nothing.
    #[inline]
    pub(in crate::simulate) fn is_silent(&self) -> bool {
        self.strokes.0 == self.strokes.1 && self.asks == Asks::Nothing
    }
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
    /// One of the ways.
    Straight(u32),
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

    /// Where the first of the ways stands; anything else if they are not known or not all straight.
    #[inline]
    pub(in crate::simulate) fn likely_way(&self, place: u32, activity: u16) -> u32 {
        self.ways[place as usize * self.width + usize::from(activity)].0
    }

    /// Whether the first of the ways in which an activity can end in a state stands there, as [`Graph::ways`] would say.
    #[inline]
    pub(in crate::simulate) fn is_first_way(&self, at: u32, (place, activity): (u32, u16)) -> bool {
        self.straight.get(at as usize).is_some_and(|way| way.from == place && way.first_of == activity)
    }

    /// One of the ways.
    #[inline]
    pub(in crate::simulate) fn way(&self, at: u32) -> &Way {
        &self.straight[at as usize]
    }

    /// The way that a number drawn means, of those from `first` on, as [`crate::random::choose`] does by the weights.
    #[inline]
    pub(in crate::simulate) fn choose_way(&self, first: u32, drawn: u64) -> u32 {
        let mut way = first;
        while self.way(way).below <= drawn && self.way(way).below < u64::MAX {
            way += 1;
        }
        way
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
        let known = if found.is_some() { Ways(first) } else { Ways::WINDING };
        let only = one.endings.len() == 1;
        let weights = || one.endings.iter().map(|end| end.weight);
        let ranges = (1..).map(|count| (if count == 1 { activity } else { NOBODY }, first_beyond(weights(), count)));
        let ways = found.iter().flatten().zip(ranges);
        self.straight.extend(ways.map(|(way, (first_of, below))| Way { first_of, only, below, ..*way }));
        self.ways[place as usize * self.width + usize::from(activity)] = known;
        found.map(|_| first)
    }

    fn straight_way(&mut self, plan: &Plan<'_, W>, place: u32, transition: u16) -> Option<Way> {
        let edge = self.edge(plan, place, transition);
        if edge.stays || !plan.touched[usize::from(transition)].clocks.is_empty() {
            return None;
        }
        let asked = self.asked(plan, (place, edge.to), usize::from(transition), edge.woken)?;
        let asks = match *self.all_woken(asked) {
            [] => Asks::Nothing,
            [one] => Asks::One(one, plan.activities[usize::from(one)].straight.as_ref()?.actor),
            _ => Asks::Several,
        };
        let complete = self.complete(plan, edge.to);
        let (to, strokes) = (edge.to, edge.strokes);
        Some(Way {
            from: place,
            first_of: NOBODY,
            to,
            strokes,
            asked,
            asks,
            transition,
            only: true,
            below: u64::MAX,
            complete,
        })
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
            Ways(way) => Miss::Straight(way),
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

    /// How a case with a beginning of the plan goes on, if it always begins with the same step and that is straight; looked up before.
    #[inline]
    pub(in crate::simulate) fn entry(&self, number: usize) -> Option<&Entry> {
        if let Known::Found(entry) = &self.entries[number] { entry.as_ref() } else { None }
    }

    /// Looks up how a case with a beginning of the plan goes on.
    #[inline]
    pub(in crate::simulate) fn look_up_entry(&mut self, plan: &Plan<'_, W>, number: usize) {
        if let Known::Unknown = self.entries[number] {
            self.entries[number] = Known::Found(self.new_entry(plan, number));
        }
    }

    #[cold]
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

/// The first number drawn that means none of the first so many of some weights: [`crate::random::choose`] turned round. The largest number for all of
/// them, which it never is.
fn first_beyond(weights: impl Iterator<Item = u64> + Clone, count: usize) -> u64 {
    let total: u128 = weights.clone().map(u128::from).sum();
    let part: u128 = weights.take(count).map(u128::from).sum();
    if total == 0 { u64::MAX } else { u64::try_from((part << 64).div_ceil(total)).unwrap_or(u64::MAX) }
}

#[cfg(test)]
mod tests {
    use super::first_beyond;
    use crate::random::choose;

    /// Next to where one outcome ends and the next begins, and at both ends.
    #[test]
    fn numbers_mean_the_same_outcome_as_by_the_weights() {
        for weights in [vec![1, 1], vec![7, 3], vec![0, 5, 0, 2, 0], vec![1 << 32, 1, 3], vec![4], vec![0, 0, 1]] {
            let each = || weights.iter().copied();
            let beyond: Vec<u64> = (1..=weights.len()).map(|count| first_beyond(each(), count)).collect();
            let near = beyond.iter().flat_map(|point| [point.saturating_sub(1), *point, point.saturating_add(1)]);
            for drawn in near.chain([0, 1, u64::MAX / 3, u64::MAX - 1, u64::MAX]) {
                let first = beyond.iter().position(|point| drawn < *point || *point == u64::MAX);
                assert_eq!(first, Some(choose(each(), drawn)), "{weights:?} {drawn}");
            }
        }
    }
}
