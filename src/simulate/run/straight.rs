//! The straight way that most work goes: it ends, clocks are struck, and what it calls is asked for.
//!
//! It does what the general way (`take`, `look`, `ask`) does, without the looks that find nothing; which ends are straight says the graph.

use super::shared::Shared;
use super::{Replication, What};
use crate::random::choose;
use crate::simulate::case::{NOBODY, Row, Status};
use crate::simulate::graph::{Graph, Way};
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
        if row.next_due < self.shared.day {
            if self.is_dropped_by_a_miss(event, tally) {
                return true;
            }
            row = self.cases.row_mut(slot);
        }
        let doing = &mut row.doings[usize::from(activity)];
        if doing.status != Status::Working {
            return false;
        }
        let Some(first) = self.graph.ways(self.plan, row.place, activity) else { return false };
        let (number, actor) = (u32::from(doing.takes), doing.actor);
        doing.end(self.shared.day);
        row.live -= 1;
        let one = &self.plan.activities[usize::from(activity)];
        let ending = match &*one.endings {
            [_] => 0,
            endings => {
                let drawn = self.shared.draw(one.streams.outcome, row.case, number);
                choose(endings.iter().map(|end| end.weight), drawn)
            }
        };
        let waited_for = self.shared.release(row, actor);
        let way = first + u32::try_from(ending).unwrap_or(0);
        let followed = self.shared.follow(&self.graph, row, self.graph.way(way), activity, tally);
        let mut live = row.live;
        if followed != Followed::ToTheEnd || self.log.is_some() {
            self.follow_on(slot, (*self.graph.way(way), followed), activity, tally);
            live = self.cases.row(slot).live;
        }
        if live > 0 && self.is_settled() {
            if waited_for {
                self.hand_over(actor, tally);
            }
        } else {
            self.finish(slot, waited_for.then_some(actor), tally);
        }
        true
    }

    /// What the case has missed meanwhile happens before. Whether that has dropped what was planned.
    #[cold]
    fn is_dropped_by_a_miss(&mut self, event: Event, tally: &mut Tally) -> bool {
        let slot = event.slot as usize;
        self.catch_up(slot, tally);
        let dropped = self.cases.row(slot).doings[usize::from(event.what)].stamp != event.stamp;
        if dropped {
            self.stir(slot);
            self.settle(tally);
        }
        dropped
    }

    /// A case begins, if it always does with the same step and that is straight; else nothing happens, and it says so.
    #[inline]
    pub(super) fn enter_straight(&mut self, slot: usize, number: usize, tally: &mut Tally) -> bool {
        let Some(entry) = self.graph.entry(self.plan, number) else { return false };
        let day = self.shared.day;
        let row = self.cases.row_mut(slot);
        let doing = &mut row.doings[usize::from(entry.activity)];
        (doing.called, doing.asked, doing.began) = (day, day, day);
        doing.end(day);
        let followed = self.shared.follow(&self.graph, row, &entry.way, entry.activity, tally);
        if followed != Followed::ToTheEnd || self.log.is_some() {
            self.follow_on(slot, (entry.way, followed), entry.activity, tally);
        }
        for at in entry.rest.0..entry.rest.1 {
            let activity = self.graph.woken(at);
            self.look(slot, activity, NOBODY, tally);
        }
        if self.cases.row(slot).live == 0 || !self.is_settled() {
            self.finish(slot, None, tally);
        }
        true
    }

    /// A straight way that nobody's work leads to is followed.
    pub(super) fn follow(&mut self, slot: usize, way: Way, tally: &mut Tally) {
        let followed = self.shared.follow(&self.graph, self.cases.row_mut(slot), &way, NOBODY, tally);
        self.follow_on(slot, (way, followed), NOBODY, tally);
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
    fn finish(&mut self, slot: usize, free: Option<u16>, tally: &mut Tally) {
        if self.is_settled() {
            // Nothing of it waits for anybody, so what others take does not concern it.
            if self.cases.row(slot).live == 0 {
                self.close(slot, tally);
            }
        } else {
            self.stir(slot);
        }
        if let Some(actor) = free {
            if self.is_settled() {
                self.hand_over(actor, tally);
                return;
            }
            self.shared.freed.add(usize::from(actor));
        }
        if !self.is_settled() {
            self.settle(tally);
        }
    }

    /// Who has become free, while nothing else follows, takes what waits.
    #[inline]
    fn hand_over(&mut self, actor: u16, tally: &mut Tally) {
        self.dispatch(usize::from(actor), tally);
        if !self.is_settled() {
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
        for at in way.asked.0..way.asked.1 {
            if !self.ask_straight(graph, row, graph.woken(at), (by, tally)) {
                return Followed::Until(at);
            }
        }
        Followed::ToTheEnd
    }

    /// Asks for an activity of one performer that has just been called and can be taken. Says whether it is not under way yet.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    fn ask_straight(&mut self, graph: &Graph<W>, row: &mut Row, activity: u16, (by, tally): (u16, &mut Tally)) -> bool {
        let doing = &mut row.doings[usize::from(activity)];
        let straight = self.plan.activities[usize::from(activity)].straight;
        let Some(actor) = straight.filter(|_| doing.status == Status::Idle) else { return false };
        (doing.called, doing.asked, doing.by) = (self.day, self.day, by);
        doing.calls = doing.calls.wrapping_add(1);
        if self.takes_up(row, actor) {
            row.live += 1;
            self.start_straight(row, activity, actor, tally);
            self.look_ahead(graph, row, activity);
        } else {
            self.wait_straight(row, activity, actor);
            self.draw_ahead(row, activity);
        }
        true
    }

    /// Work on an activity has begun: what its end may call is drawn for.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    fn look_ahead(&self, graph: &Graph<W>, row: &mut Row, activity: u16) {
        let (from, to) = graph.ahead(row.place, activity);
        for at in from..to {
            self.draw_ahead(row, graph.woken(at));
        }
    }
}
