//! The straight way that most work goes: it ends, clocks are struck, and what it calls is asked for.
//!
//! It does what the general way (`take`, `look`, `ask`) does, without the looks that find nothing; which ends are straight says the graph.

use super::shared::Shared;
use super::{Replication, What};
use crate::simulate::case::{NOBODY, Row, Status};
use crate::simulate::graph::{Asks, Graph, Way};
use crate::simulate::plan::Straight;
use crate::simulate::tally::Tally;
use crate::simulate::wheel::Event;

/// How far a straight way has been followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Followed {
    ToTheEnd,
    /// Here stands what cannot be asked for straight: it is under way already.
    Until(u32),
    /// Too many transitions of one day.
    Loop,
}

impl<const W: usize> Replication<'_, W> {
    /// What was planned happens, if it was dropped or is work with a straight end; else nothing does, and it says so.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn happen_straight(&mut self, event: Event, tally: &mut Tally) -> bool {
        let (slot, activity) = (event.slot as usize, event.what);
        let mut row = self.cases.row_mut(slot);
        if row.doings[usize::from(activity)].stamp != event.stamp {
            return true;
        }
        let mut is_settled = true;
        if row.next_due < self.shared.day {
            if !self.miss_silently(slot, self.shared.day, tally) {
                if self.is_dropped_by_a_miss(slot, (activity, event.stamp), tally) {
                    return true;
                }
                is_settled = self.is_settled();
            }
            row = self.cases.row_mut(slot);
        }
        let doing = &mut row.doings[usize::from(activity)];
        if doing.status != Status::Working {
            return false;
        }
        // Which way it is decides most of what follows, so it is found before it is known that nothing has come in between.
        let mut first = event.way;
        if !self.graph.is_first_way(first, (row.place, activity)) {
            let Some(found) = self.graph.ways(self.plan, row.place, activity) else { return false };
            first = found;
        }
        let mut way = self.graph.way(first);
        let (number, actor) = (u32::from(doing.takes), doing.actor);
        doing.end(self.shared.day);
        row.live -= 1;
        if !way.only {
            let stream = self.plan.activities[usize::from(activity)].streams.outcome;
            way = self.graph.way(self.graph.choose_way(first, self.shared.draw(stream, row.case, number)));
        }
        let waited_for = self.shared.release(row, actor);
        let followed = self.shared.follow(&self.graph, row, way, activity, tally);
        let mut live = row.live;
        if followed != Followed::ToTheEnd || self.log.is_some() {
            let way = *way;
            self.follow_on(slot, (way, followed), activity, tally);
            live = self.cases.row(slot).live;
            is_settled = self.is_settled();
        }
        if is_settled && live == 0 {
            // Nothing of it waits for anybody, so what others take does not concern it.
            self.close(slot, tally);
            is_settled = self.is_settled();
        }
        if !is_settled {
            self.finish(slot, waited_for.then_some(actor), tally);
        } else if waited_for {
            self.hand_over(actor, tally);
        }
        true
    }

    /// What the case has missed meanwhile happens before. Whether that has dropped what was planned.
    #[cold]
    fn is_dropped_by_a_miss(&mut self, slot: usize, (activity, stamp): (u16, u32), tally: &mut Tally) -> bool {
        self.catch_up(slot, tally);
        let dropped = self.cases.row(slot).doings[usize::from(activity)].stamp != stamp;
        if dropped {
            self.stir(slot);
            self.settle(tally);
        }
        dropped
    }

    /// A case begins, if it always does with the same step and that is straight; else nothing happens, and it says so.
    #[inline]
    pub(super) fn enter_straight(&mut self, slot: usize, number: usize, tally: &mut Tally) -> bool {
        self.graph.look_up_entry(self.plan, number);
        let Some(entry) = self.graph.entry(number) else { return false };
        let day = self.shared.day;
        let row = self.cases.row_mut(slot);
        let doing = &mut row.doings[usize::from(entry.activity)];
        (doing.called, doing.asked, doing.began) = (day, day, day);
        doing.end(day);
        let followed = self.shared.follow(&self.graph, row, &entry.way, entry.activity, tally);
        let rest = entry.rest;
        if followed != Followed::ToTheEnd || self.log.is_some() {
            let entry = *entry;
            self.follow_on(slot, (entry.way, followed), entry.activity, tally);
        }
        for at in rest.0..rest.1 {
            let activity = self.graph.woken(at);
            self.look(slot, activity, NOBODY, tally);
        }
        if self.cases.row(slot).live == 0 && self.is_settled() {
            self.close(slot, tally);
        }
        if !self.is_settled() {
            self.finish(slot, None, tally);
        }
        true
    }

    /// A straight way that nobody's work leads to is followed.
    #[inline(never)]
    pub(super) fn follow(&mut self, slot: usize, way: u32, tally: &mut Tally) {
        let followed = self.shared.follow(&self.graph, self.cases.row_mut(slot), self.graph.way(way), NOBODY, tally);
        if followed != Followed::ToTheEnd || self.log.is_some() {
            self.follow_on(slot, (*self.graph.way(way), followed), NOBODY, tally);
        }
    }

    /// The rest of a way that could not be followed to its end, or has to be written down.
    fn follow_on(&mut self, slot: usize, (way, followed): (Way, Followed), by: u16, tally: &mut Tally) {
        if followed == Followed::Loop {
            self.stop_loop(way.transition);
            return;
        }
        if self.log.is_some() {
            self.write(self.cases.row(slot).case, What::Took(self.plan.transition(way.transition)));
        }
        if let Followed::Until(from) = followed {
            for at in from..way.asked.1 {
                self.look(slot, self.graph.woken(at), by, tally);
            }
        }
    }

    /// What follows at once, in this case and in others; somebody may wait for who has become free.
    #[inline(never)]
    fn finish(&mut self, slot: usize, free: Option<u16>, tally: &mut Tally) {
        self.stir(slot);
        if let Some(actor) = free {
            self.shared.freed.add(usize::from(actor));
        }
        self.settle(tally);
    }

    /// Who has become free, while nothing else follows, takes what waits.
    #[inline]
    fn hand_over(&mut self, actor: u16, tally: &mut Tally) {
        if let Some(only) = self.shared.actors[usize::from(actor)].only {
            // One place is free, so it takes one case, after which nothing follows at once.
            self.shared.hand_on(&self.graph, &mut self.cases, (actor, only), tally);
        } else {
            self.shared.freed.add(usize::from(actor));
            self.settle(tally);
        }
    }

    /// Nothing follows at once.
    #[inline]
    fn is_settled(&self) -> bool {
        self.next.is_empty() && self.stirred.is_empty() && !self.shared.freed.any()
    }
}

impl<const W: usize> Shared<'_, W> {
    /// The transition of a straight way, of an activity that has just ended, or of nobody.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    fn follow(&mut self, graph: &Graph<W>, row: &mut Row, way: &Way, by: u16, tally: &mut Tally) -> Followed {
        row.place = way.to;
        tally.transitions[usize::from(way.transition)] += 1;
        if row.count_busy(self.day) {
            return Followed::Loop;
        }
        if way.strokes.0 < way.strokes.1 {
            self.strike_all(row, graph.strokes(way.strokes), by, tally);
        }
        if row.complete != way.complete {
            row.complete = way.complete;
            self.backlog.count(self.day, if way.complete { -1 } else { 1 });
        }
        match way.asks {
            Asks::Nothing => Followed::ToTheEnd,
            Asks::One(activity, actor) if self.ask_straight(graph, row, (activity, actor), (by, tally)) => {
                Followed::ToTheEnd
            }
            Asks::One(..) => Followed::Until(way.asked.0),
            Asks::Several => self.ask_several(graph, row, (way.asked.0, graph.all_woken(way.asked)), (by, tally)),
        }
    }

    #[inline(never)]
    fn ask_several(
        &mut self,
        graph: &Graph<W>,
        row: &mut Row,
        (from, activities): (u32, &[u16]),
        (by, tally): (u16, &mut Tally),
    ) -> Followed {
        for (at, &activity) in (from..).zip(activities) {
            let straight = self.plan.activities[usize::from(activity)].straight.as_ref();
            let asks = |one: &Straight| self.ask_straight(graph, row, (activity, one.actor), (by, tally));
            if !straight.is_some_and(asks) {
                return Followed::Until(at);
            }
        }
        Followed::ToTheEnd
    }
}
