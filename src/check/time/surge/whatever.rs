//! Whatever happens: cases that come on any day, work that takes as long as it may, actors who take what waits in a fixed order.
//!
//! One case is looked at, the others keep the actors busy. Since the cases are alike, any of them could be that one. The longest way
//! through its window is the most that it can take.

use std::rc::Rc;

use super::case::{Ask, CaseMove, Node};
use super::joint::{CASES, Cases, Joint, OVER, QueueFull, TO_COME, is_at_work};
use crate::check::time::window::Passage;

/// In which order an actor takes what waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkOrder {
    /// Who asked first.
    FirstCome,
    /// Whose deadline falls first, and among equals who asked first.
    EarliestDue,
}

/// In how many orders all cases can ask on one day: 4 factorial.
const DAY_ORDERS: usize = 24;

/// A joint move: its number, where it leads, and what it means for the clock of the first case.
pub(super) type JointMove = (u16, Joint, Passage);

impl<const W: usize> Cases<'_, W> {
    /// How many numbers the moves of one case take.
    pub(super) fn stride(&self) -> usize {
        self.case.moves_max() + self.beginnings.len()
    }

    /// The number of the first joint move in which a day goes by; there is one for each order in which cases may ask on the day after.
    pub(super) fn day_move(&self) -> usize {
        self.stride() * CASES
    }

    /// Whether every joint move has a number of its own.
    pub(super) fn moves_fit(&self) -> bool {
        u16::try_from(self.day_move() + DAY_ORDERS).is_ok()
    }

    /// All joint moves.
    pub(super) fn moves(&self, joint: &Joint, order: WorkOrder) -> Result<Vec<JointMove>, QueueFull> {
        let mut moves = Vec::new();
        if joint.at[0] == OVER {
            // The case that is looked at is over: the others do not matter any more.
            return Ok(moves);
        }
        self.arrivals(joint, order, &mut moves)?;
        let nodes = self.nodes(joint);
        if let Some((_, _, passage)) = nodes[0].as_ref().filter(|node| node.is_stuck()).and_then(|node| node.day) {
            // Its time goes on for ever.
            moves.push((narrow(self.day_move()), *joint, passage));
            return Ok(moves);
        }
        let waiting = joint.waiting();
        for case in joint.present() {
            let Some(node) = nodes[case].clone() else { continue };
            let is_free = |ask: &&Ask| self.is_free(&nodes, case, **ask);
            // The first who is free takes it.
            let earlier = |place: usize| node.options[..place].iter().filter(is_free);
            let options = node
                .options
                .iter()
                .enumerate()
                .filter(|(place, ask)| is_free(ask) && earlier(*place).all(|other| other.work != ask.work));
            let begun = usize::from(self.case.phases.timed.tick_move()) + 1;
            let options = options.map(|(_, ask)| (narrow(begun + usize::from(ask.work)), ask.target, ask.passage));
            let options: Vec<CaseMove> = options.collect();
            // What need not be done can be asked for as well while nobody is free, and waits like anything else.
            let mut asked: Vec<u16> = node.options.iter().map(|ask| ask.work).collect();
            asked.dedup();
            for work in asked {
                let entry = (case, self.place_of(work));
                let is_begun = options.iter().any(|(number, ..)| usize::from(*number) == begun + usize::from(work));
                if !is_begun && !waiting.contains(&entry) {
                    let mut after = *joint;
                    after.set_waiting(&[waiting.as_slice(), &[entry]].concat())?;
                    let number = begun + self.case.phases.timed.works.len() + usize::from(work);
                    moves.push((narrow(case * self.stride() + number), after, Passage::default()));
                }
            }
            for (number, target, passage) in node.moves.iter().copied().chain(options) {
                let mut after = *joint;
                after.set(case, target);
                count(&mut after, case, passage, order);
                let after = self.settled(after, &[case], order)?;
                let own = if case == 0 { passage } else { Passage::default() };
                let passage = self.in_all(own, joint, &after);
                moves.push((narrow(case * self.stride() + usize::from(number)), after, passage));
            }
        }
        self.days(joint, &nodes, order, &mut moves)?;
        Ok(moves)
    }

    /// The case that is looked at comes, or one of the others: the next, if they are alike.
    fn arrivals(&self, joint: &Joint, order: WorkOrder, moves: &mut Vec<JointMove>) -> Result<(), QueueFull> {
        let to_come = |case: &usize| joint.at[*case] == TO_COME;
        let others = (1..CASES).filter(to_come).take(if self.symmetry { 1 } else { CASES });
        for case in std::iter::once(0).filter(to_come).chain(others) {
            for (index, (state, passage)) in self.beginnings.clone().into_iter().enumerate() {
                let mut after = *joint;
                after.set(case, state);
                count(&mut after, case, passage, order);
                let after = self.settled(after, &[case], order)?;
                let own = if case == 0 { passage } else { Passage::default() };
                let passage = self.in_all(own, joint, &after);
                moves.push((narrow(case * self.stride() + self.case.moves_max() + index), after, passage));
            }
        }
        Ok(())
    }

    /// A day goes by for all, unless one of them has something to do first.
    fn days(
        &self,
        joint: &Joint,
        nodes: &[Option<Rc<Node>>; CASES],
        order: WorkOrder,
        moves: &mut Vec<JointMove>,
    ) -> Result<(), QueueFull> {
        let present: Vec<usize> = joint.present().collect();
        let day = |case: usize| nodes[case].as_ref().and_then(|node| node.day);
        if present.is_empty() || present.iter().any(|case| day(*case).is_none()) {
            return Ok(());
        }
        let mut after = *joint;
        let mut own = Passage::default();
        for (case, (_, target, passage)) in present.iter().filter_map(|case| Some((*case, day(*case)?))) {
            after.set(case, target);
            count(&mut after, case, passage, order);
            if case == 0 {
                own = passage;
            }
        }
        // Whoever begins to wait on the new day may have asked before or after any other.
        let waits = joint.waiting();
        let asks_anew = |case: &usize| {
            let node = self.case.node(after.at[*case]);
            node.asks.iter().any(|ask| !waits.contains(&(*case, self.place_of(ask.work))))
        };
        let anew: Vec<usize> = present.iter().copied().filter(asks_anew).collect();
        let mut known: Vec<Joint> = Vec::new();
        for orders in permutations(&anew) {
            let next = self.settled(after, &orders, order)?;
            if !known.contains(&next) {
                let passage = self.in_all(own, joint, &next);
                moves.push((narrow(self.day_move() + known.len()), next, passage));
                known.push(next);
            }
        }
        Ok(())
    }

    /// What a move means for the clock of the first case, with what follows by itself: that a step of it is under way may end the time.
    fn in_all(&self, own: Passage, before: &Joint, after: &Joint) -> Passage {
        if !self.has_two_moments {
            return own;
        }
        let stands_still = |joint: &Joint| joint.at[0] < OVER && !self.case.node(joint.at[0]).runs;
        let runs = |joint: &Joint| joint.at[0] < OVER && self.case.node(joint.at[0]).runs;
        Passage {
            ends: own.ends || runs(before) && stands_still(after),
            enters: own.enters && !stands_still(after),
            ..own
        }
    }

    /// What follows by itself: who asks waits, in the order of `moved`; free actors take what waits; what is over is left out.
    fn settled(&self, mut joint: Joint, moved: &[usize], order: WorkOrder) -> Result<Joint, QueueFull> {
        let mut nodes = self.nodes(&joint);
        let mut waiting = joint.waiting();
        waiting.retain(|entry| self.waits(&nodes, *entry));
        for case in moved {
            self.ask(&mut joint, &mut nodes, *case, &mut waiting, order);
        }
        while let Some((place, ask)) = self.first_to_begin(&joint, &nodes, &waiting, order) {
            let (case, _) = waiting.remove(place);
            joint.set(case, ask.target);
            nodes = self.nodes(&joint);
            waiting.retain(|entry| self.waits(&nodes, *entry));
            if self.has_two_moments {
                // While a step is under way others may be possible.
                self.ask(&mut joint, &mut nodes, case, &mut waiting, order);
            }
        }
        for case in joint.present() {
            // Of the case that is looked at nothing counts once its clock is done; the others keep busy whoever they need.
            let is_over = |node: &Rc<Node>| if case == 0 { !node.leads && !node.runs } else { node.over };
            if nodes[case].as_ref().is_some_and(is_over) {
                joint.set(case, OVER);
                joint.days[case] = 0;
                waiting.retain(|(waits, _)| *waits != case);
            }
        }
        if nodes[0].as_ref().is_some_and(|node| node.is_stuck()) {
            // Whatever the others do, it is not in time.
            (1..CASES).for_each(|case| joint.set(case, OVER));
            waiting.clear();
        }
        joint.set_waiting(&waiting)?;
        even_out(&mut joint, &nodes, self.days_max);
        Ok(joint)
    }

    /// What a case asks for anew is taken up at once, or waits.
    fn ask(
        &self,
        joint: &mut Joint,
        nodes: &mut [Option<Rc<Node>>; CASES],
        case: usize,
        waiting: &mut Vec<(usize, u8)>,
        order: WorkOrder,
    ) {
        let asked = |nodes: &[Option<Rc<Node>>; CASES], waiting: &[(usize, u8)]| {
            let asks = nodes[case].iter().flat_map(|node| &node.asks);
            asks.map(|ask| (case, self.place_of(ask.work))).find(|entry| !waiting.contains(entry))
        };
        while let Some(entry) = asked(nodes, waiting) {
            if let Some(ask) = self.taken_up_at_once(nodes, entry, waiting, order) {
                joint.set(case, ask.target);
                *nodes = self.nodes(joint);
                waiting.retain(|entry| self.waits(nodes, *entry));
            } else {
                waiting.push(entry);
            }
        }
    }

    /// Who takes up at once what is asked for: the first who is free, and for whom nothing waits or who is at work on the case already. Where
    /// what falls due first goes first, those who are asked alone look first what else is asked of them on the day.
    fn taken_up_at_once(
        &self,
        nodes: &[Option<Rc<Node>>; CASES],
        (case, work): (usize, u8),
        waiting: &[(usize, u8)],
        order: WorkOrder,
    ) -> Option<Ask> {
        let mut asks = self.asks_of(nodes, (case, work));
        if order == WorkOrder::EarliestDue && self.asks_of(nodes, (case, work)).nth(1).is_none() {
            return None;
        }
        let is_waited_for = |actor: Option<u8>| {
            let mut others = waiting.iter().flat_map(|entry| self.asks_of(nodes, *entry));
            actor.is_some_and(|actor| !is_at_work(nodes, case, actor)) && others.any(|ask| ask.actor == actor)
        };
        asks.find(|ask| self.is_free(nodes, case, *ask) && !is_waited_for(ask.actor))
    }

    /// The first that waits for somebody who is free, by its place in the queue.
    fn first_to_begin(
        &self,
        joint: &Joint,
        nodes: &[Option<Rc<Node>>; CASES],
        waiting: &[(usize, u8)],
        order: WorkOrder,
    ) -> Option<(usize, Ask)> {
        let runs = |case: usize| nodes[case].as_ref().is_some_and(|node| node.runs);
        let urgency = |place: usize, case: usize| match order {
            WorkOrder::FirstCome => (false, 0, place),
            // Of alike deadlines the one that has run longest falls first; one that does not run has no day.
            WorkOrder::EarliestDue => (!runs(case), u16::MAX - joint.days[case], place),
        };
        let free = waiting.iter().enumerate().filter_map(|(place, (case, work))| {
            let ask = self.asks_of(nodes, (*case, *work)).find(|ask| self.is_free(nodes, *case, *ask))?;
            Some((place, *case, ask))
        });
        free.min_by_key(|(place, case, _)| urgency(*place, *case)).map(|(place, _, ask)| (place, ask))
    }
}

/// Counts the days of a clock, where the order of work asks for them.
fn count(joint: &mut Joint, case: usize, passage: Passage, order: WorkOrder) {
    if order == WorkOrder::FirstCome {
        return;
    }
    let days = &mut joint.days[case];
    if passage.enters || passage.ends {
        *days = 0;
    } else if passage.day {
        *days = days.saturating_add(1);
    }
}

/// Of days only the order matters, and which clocks began to run today; unless clocks can stand still, one longer than another.
fn even_out(joint: &mut Joint, nodes: &[Option<Rc<Node>>; CASES], days_max: Option<u16>) {
    let runs = |case: usize| joint.at[case] < OVER && nodes[case].as_ref().is_some_and(|node| node.runs);
    let running: [bool; CASES] = std::array::from_fn(runs);
    let before = joint.days;
    let days_before = |days: u16| {
        let mut shorter: Vec<u16> = (0..CASES).filter(|case| running[*case]).map(|case| before[case]).collect();
        shorter.retain(|other| *other > 0 && *other < days);
        shorter.sort_unstable();
        shorter.dedup();
        shorter.len()
    };
    for (days, runs) in joint.days.iter_mut().zip(running) {
        *days = match (runs, days_max) {
            (false, _) => 0,
            (true, Some(most)) => (*days).min(most),
            (true, None) if *days == 0 => 0,
            (true, None) => narrow(1 + days_before(*days)),
        };
    }
}

/// All orders of some cases; one if there are none.
fn permutations(cases: &[usize]) -> Vec<Vec<usize>> {
    let mut orders = vec![Vec::new()];
    for case in cases {
        orders = orders
            .iter()
            .flat_map(|order: &Vec<usize>| {
                (0..=order.len()).map(|place| {
                    let mut longer = order.clone();
                    longer.insert(place, *case);
                    longer
                })
            })
            .collect();
    }
    orders
}

fn narrow(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
