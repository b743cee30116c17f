//! The straight way that most work goes: it ends, clocks are struck, and what it calls is asked for.
//!
//! It does what the general way (`take`, `look`, `ask`) does, without the looks that find nothing: which edges are straight is found once, with the edge.

use super::{Replication, What};
use crate::simulate::case::Status;
use crate::simulate::tally::Tally;

impl<const W: usize> Replication<'_, W> {
    /// Ends work, if what follows is straight; else does nothing and says so.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    pub(super) fn end_straight(&mut self, slot: usize, activity: u16, tally: &mut Tally) -> bool {
        let plan = self.plan;
        let one = &plan.activities[usize::from(activity)];
        let allowed = self.allowed(slot, activity);
        if one.begins.is_some() || !allowed.can_end() {
            return false;
        }
        let transition = match &*one.endings {
            [only] => only.transition,
            _ => self.choose_ending(slot, activity, allowed),
        };
        let edge = self.graph.edge(plan, self.cases.heads[slot].place, transition);
        let Some(asked) = edge.asked else { return false };
        let day = self.day;
        let (doing, head) = self.cases.doing_and_head(slot, activity);
        (doing.status, doing.ended, doing.stamp) = (Status::Idle, day, 0);
        doing.takes = doing.takes.wrapping_add(1);
        head.live -= 1;
        head.place = edge.to;
        let actor = doing.actor;
        self.release(slot, actor);
        tally.transitions[usize::from(transition)] += 1;
        if self.log.is_some() {
            self.write(self.cases.heads[slot].case, What::Took(plan.transition(transition)));
        }
        self.stir(slot);
        self.count_busy(slot, transition);
        if edge.strokes.0 < edge.strokes.1 {
            self.strike_all(slot, edge.strokes, activity, tally);
        }
        for at in asked.0..asked.1 {
            let asked = self.graph.woken(at);
            self.ask_straight(slot, asked, activity, tally);
        }
        true
    }

    /// Asks for an activity of one performer that has just been called and can be taken.
    #[expect(clippy::inline_always, reason = "on the way of every event, measured")]
    #[inline(always)]
    fn ask_straight(&mut self, slot: usize, activity: u16, by: u16, tally: &mut Tally) {
        let day = self.day;
        let doing = self.cases.doing(slot, activity);
        let Some(actor) = self.plan.activities[usize::from(activity)].straight.filter(|_| doing.status == Status::Idle)
        else {
            self.look(slot, activity, by, tally);
            return;
        };
        (doing.called, doing.asked, doing.by) = (day, day, by);
        doing.calls = doing.calls.wrapping_add(1);
        doing.status = Status::Due;
        let holds = *self.cases.holds(slot, usize::from(actor));
        let who = &self.actors[usize::from(actor)];
        if (who.waiting == 0 || holds > 0) && who.is_free(holds, false) {
            self.start(slot, activity, actor, tally);
        } else {
            self.wait_for_performers(slot, activity);
        }
    }
}
