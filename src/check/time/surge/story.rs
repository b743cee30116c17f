//! A run through joint states as a story: who comes, what happens, and for how long it had waited for somebody.

use std::collections::{BTreeMap, BTreeSet};

use super::joint::{CASES, Cases, Joint, is_at_work};
use super::outcome::{SurgeHappening, SurgeStep, SurgeWait};
use super::whatever::WorkOrder;
use crate::system::ActorId;

/// What waits: the case as the story numbers it, and the place of the work.
type Waiter = (usize, u8);

/// Since when something has waited, for whom, and with which cases they have been busy since then.
struct Asked {
    from_day: u32,
    actors: Vec<String>,
    busy: BTreeSet<u8>,
}

/// What is known while a story is told.
struct Teller<'a, 'c, const W: usize> {
    cases: &'a Cases<'c, W>,
    day: u32,
    /// For each place of the joint state, the case as the story numbers it.
    who: [usize; CASES],
    /// How what waits has waited.
    asked: BTreeMap<Waiter, Asked>,
    /// How what has begun had waited, if it had.
    waited: BTreeMap<Waiter, SurgeWait>,
    steps: Vec<SurgeStep>,
}

/// A run of several cases.
pub(super) struct Run {
    /// Joint states; one more than moves.
    pub(super) joints: Vec<Joint>,
    /// The numbers of the moves between them.
    pub(super) numbers: Vec<u16>,
    /// The index of the state in which the clock of the first case begins to run.
    pub(super) entry: usize,
}

/// A joint move of a run, and for each place of the joint state the case that stands there: the others change places.
pub(super) struct Followed {
    pub(super) number: u16,
    before: Joint,
    after: Joint,
    pub(super) who: [usize; CASES],
}

/// A run as steps.
pub(super) struct Told {
    pub(super) steps: Vec<SurgeStep>,
    /// The working day of the anchor.
    pub(super) anchor_day: u32,
    /// How many steps are told before the clock runs.
    pub(super) anchor_steps: usize,
}

impl<const W: usize> Cases<'_, W> {
    /// The moves of a run.
    pub(super) fn followed(&self, order: WorkOrder, run: &Run) -> Vec<Followed> {
        let mut followed = Vec::new();
        let mut who = std::array::from_fn(|case| case);
        for (before, number) in run.joints.iter().zip(&run.numbers) {
            // A joint move that the search has made can be made again.
            let moves = self.moves(before, order).unwrap_or_default();
            let Some((_, after, _)) = moves.into_iter().find(|(known, ..)| known == number) else { break };
            followed.push(Followed { number: *number, before: *before, after, who });
            let (_, from) = self.canonical(&after);
            who = from.map(|case| who[case]);
        }
        followed
    }
}

/// Tells a run.
pub(super) fn told<const W: usize>(cases: &Cases<'_, W>, order: WorkOrder, run: &Run) -> Told {
    let mut teller = Teller {
        cases,
        day: 0,
        who: std::array::from_fn(|case| case),
        asked: BTreeMap::new(),
        waited: BTreeMap::new(),
        steps: Vec::new(),
    };
    let (mut anchor_day, mut anchor_steps) = (0, 0);
    for (place, Followed { number, before, after, who }) in cases.followed(order, run).into_iter().enumerate() {
        teller.who = who;
        teller.tell(usize::from(number), &before, &after);
        if place + 1 == run.entry {
            (anchor_day, anchor_steps) = (teller.day, teller.steps.len());
        }
    }
    Told { steps: teller.steps, anchor_day, anchor_steps }
}

impl<const W: usize> Teller<'_, '_, W> {
    fn tell(&mut self, number: usize, before: &Joint, after: &Joint) {
        let is_day = number >= self.cases.day_move();
        self.day += u32::from(is_day);
        self.note_waits(after);
        if is_day {
            return;
        }
        let (place, own) = (number / self.cases.stride(), number % self.cases.stride());
        let case = self.who[place];
        let timed = &self.cases.case.phases.timed;
        let happening = if own >= self.cases.case.moves_max() {
            SurgeHappening::Comes
        } else if own < usize::from(timed.tick_move()) {
            let label = timed.system.transition(timed.machine.transition_id(own)).label;
            let work = timed.work_of(u16::try_from(own).unwrap_or(u16::MAX));
            let asked = work.map(|work| timed.asked_for(work));
            let place_of_work = asked.and_then(|work| u16::try_from(work).ok()).map(|work| self.cases.place_of(work));
            let wait = place_of_work.and_then(|work| self.waited.remove(&(case, work)));
            let taker = work.and_then(|work| self.cases.case.taker(before.at[place], work));
            let actor = match (taker, label.step()) {
                (Some(taker), _) => self.name(taker),
                (None, step) => step.map(|step| timed.system.step(step).actor.clone()).unwrap_or_default(),
            };
            SurgeHappening::Happens { what: timed.system.label_text(label), actor, wait }
        } else {
            return;
        };
        self.steps.push(SurgeStep { day: self.day, case: numbered(case), happening });
    }

    /// Notes who begins to wait, and who has waited long enough.
    fn note_waits(&mut self, after: &Joint) {
        let waits: Vec<(Waiter, usize)> =
            after.waiting().into_iter().map(|(case, work)| ((self.who[case], work), case)).collect();
        let asked: Vec<Waiter> = self.asked.keys().copied().collect();
        for waiter in asked.into_iter().filter(|known| !waits.iter().any(|(waiter, _)| waiter == known)) {
            if let Some(asked) = self.asked.remove(&waiter).filter(|asked| asked.from_day < self.day) {
                let Asked { from_day, actors, busy } = asked;
                let busy_with = busy.into_iter().collect();
                self.waited.insert(waiter, SurgeWait { from_day, to_day: self.day, actors, busy_with });
            }
        }
        let nodes = self.cases.nodes(after);
        for (waiter, case) in waits {
            let asks = self.cases.asks_of(&nodes, (case, waiter.1));
            let actors: Vec<u8> = asks.filter_map(|ask| ask.actor).collect();
            let is_busy = |other: &usize| actors.iter().any(|actor| is_at_work(&nodes, *other, *actor));
            let busy: Vec<u8> = (0..CASES).filter(is_busy).map(|other| numbered(self.who[other])).collect();
            let names = actors.iter().map(|actor| self.name(self.cases.case.shared[usize::from(*actor)])).collect();
            let new = Asked { from_day: self.day, actors: names, busy: BTreeSet::new() };
            self.asked.entry(waiter).or_insert(new).busy.extend(busy);
        }
    }

    fn name(&self, actor: ActorId) -> String {
        self.cases.case.phases.timed.system.actors[usize::from(actor.0)].name.clone()
    }
}

/// Cases are counted from 1.
fn numbered(case: usize) -> u8 {
    u8::try_from(case + 1).unwrap_or(u8::MAX)
}
