//! How chance flows from situation to situation until nothing is left of it.
//!
//! While the clock of the deadline does not run, it does not matter on which day a case stands where: all that is kept is how often each
//! situation comes. So these *still* situations form a graph, found once, and chance is sent through it until what goes round in loops
//! has died away. From the moment at which the clock is struck, days count: situations go forward from event to event, and those that are alike on
//! the same day are one. What comes back with a clock that stands still, and may be struck again, goes into the graph again.

use super::NotComputed;
use super::chances::Chances;
use super::forget::Forgetting;
use super::situation::Situation;
use super::step::Course;
use super::tally::Tally;
use crate::system::DeadlineStatus;
use std::collections::BTreeMap;

/// Chance of what is still to come at which a computation ends.
const TAIL: f64 = 1e-9;

/// Situations rarer than this are left out, and counted to the tail.
const RARE: f64 = 1e-16;

/// Most situations that are kept at one time.
const SITUATIONS_MAX: usize = 20_000;

/// Most days after the anchor.
const DAYS_MAX: u32 = 20_000;

/// Most times that chance is sent through the graph, and that the clock is struck in one case.
const ROUNDS_MAX: u32 = 1_000;

/// Situations with their chance, by the day on which something happens next.
type Agenda<const W: usize> = BTreeMap<u32, Chances<W>>;

/// A situation in which the clock stands still.
struct Node<const W: usize> {
    next: Vec<(usize, f64)>,
    /// How the clock is struck there: days until something happens then, and the situation on that day.
    struck: Vec<(u32, Situation<W>, f64)>,
    tally: Tally,
}

/// The flow of chance.
pub(super) struct Flow<'a, const W: usize> {
    course: Course<'a, W>,
    forgetting: Forgetting<'a, W>,
    watch: &'a dyn Fn() -> bool,
    /// Situations in which the clock stands still, without chances.
    known: Chances<W>,
    /// The first of them, which have been looked at.
    nodes: Vec<Node<W>>,
    tally: Tally,
}

impl<'a, const W: usize> Flow<'a, W> {
    pub(super) fn new(course: Course<'a, W>, forgetting: Forgetting<'a, W>, watch: &'a dyn Fn() -> bool) -> Self {
        Self { course, forgetting, watch, known: Chances::default(), nodes: Vec::new(), tally: Tally::default() }
    }

    /// What comes of all that is open in the course.
    pub(super) fn run(mut self) -> Result<Tally, NotComputed> {
        let (mut still, mut agenda) = (BTreeMap::new(), Agenda::new());
        self.settle(0, &mut still, &mut agenda)?;
        for _ in 0..ROUNDS_MAX {
            self.take_tally(1.0);
            self.find_graph()?;
            self.send(std::mem::take(&mut still), &mut agenda)?;
            let chance: f64 = agenda.values().flat_map(Chances::as_slice).map(|(_, chance)| chance).sum();
            if chance < TAIL {
                self.tally.left_out += chance;
                return Ok(self.tally);
            }
            still = self.follow_days(std::mem::take(&mut agenda), chance)?;
        }
        Err(NotComputed::TooManyDays)
    }

    fn take_tally(&mut self, chance: f64) {
        let tally = std::mem::take(&mut self.course.tally);
        self.tally.add(&tally, chance);
    }

    /// Does all that is to be done on a day, and puts what comes of it where it belongs.
    fn settle(
        &mut self,
        day: u32,
        still: &mut BTreeMap<usize, f64>,
        agenda: &mut Agenda<W>,
    ) -> Result<f64, NotComputed> {
        let mut running = 0.0;
        while let Some((situation, chance)) = self.course.settle() {
            let situation = self.forgetting.forget(situation);
            if self.course.is_over(&situation) {
                continue;
            }
            let counter = situation.counters[0];
            let (days, situation) = self.course.go_on(situation);
            if counter.status == DeadlineStatus::Running || counter.undone {
                agenda.entry(day + days).or_default().add(situation, chance);
                running += chance;
            } else {
                let number = self.known.add(situation, 0.0);
                *still.entry(number).or_default() += chance;
            }
        }
        if self.course.endless {
            return Err(NotComputed::TooMuchWork);
        }
        if (self.watch)() {
            return Err(NotComputed::Interrupted);
        }
        Ok(running)
    }

    /// Looks at every still situation that can be reached.
    fn find_graph(&mut self) -> Result<(), NotComputed> {
        while let Some((situation, _)) = self.known.as_slice().get(self.nodes.len()) {
            let (mut still, mut agenda) = (BTreeMap::new(), Agenda::new());
            self.course.open(situation.clone(), 1.0);
            self.settle(0, &mut still, &mut agenda)?;
            let on = |days| move |(situation, chance)| (days, situation, chance);
            let struck = agenda.into_iter().flat_map(|(days, all)| all.into_vec().into_iter().map(on(days))).collect();
            let (next, tally) = (still.into_iter().collect(), std::mem::take(&mut self.course.tally));
            self.nodes.push(Node { next, struck, tally });
            if self.known.len() > SITUATIONS_MAX {
                return Err(NotComputed::TooManySituations);
            }
        }
        Ok(())
    }

    /// Sends chance through the graph until nothing worth counting is left in it.
    fn send(&mut self, still: BTreeMap<usize, f64>, agenda: &mut Agenda<W>) -> Result<(), NotComputed> {
        let order = self.order(still.keys().copied());
        let mut chances = vec![0.0; self.nodes.len()];
        for (number, chance) in still {
            chances[number] = chance;
        }
        for _ in 0..ROUNDS_MAX {
            for number in &order {
                let (node, chance) = (&self.nodes[*number], std::mem::take(&mut chances[*number]));
                if chance > 0.0 {
                    self.tally.add(&node.tally, chance);
                    for (next, own) in &node.next {
                        chances[*next] += chance * own;
                    }
                    for (days, situation, own) in &node.struck {
                        agenda.entry(*days).or_default().add(situation.clone(), chance * own);
                    }
                }
            }
            let left: f64 = chances.iter().sum();
            if left < TAIL / 16.0 {
                self.tally.left_out += left;
                return Ok(());
            }
        }
        Err(NotComputed::TooManyDays)
    }

    /// The situations that can be reached, each before those that follow it, loops apart.
    fn order(&self, roots: impl Iterator<Item = usize>) -> Vec<usize> {
        let (mut seen, mut order) = (vec![false; self.nodes.len()], Vec::new());
        for root in roots {
            let mut path = vec![(root, 0)];
            if std::mem::replace(&mut seen[root], true) {
                continue;
            }
            while let Some((number, place)) = path.pop() {
                let Some((next, _)) = self.nodes[number].next.get(place) else {
                    order.push(number);
                    continue;
                };
                path.push((number, place + 1));
                if !std::mem::replace(&mut seen[*next], true) {
                    path.push((*next, 0));
                }
            }
        }
        order.reverse();
        order
    }

    /// Follows cases whose clock runs, day after day; gives what stands still again.
    fn follow_days(&mut self, mut agenda: Agenda<W>, chance: f64) -> Result<BTreeMap<usize, f64>, NotComputed> {
        let (mut still, mut left) = (BTreeMap::new(), chance);
        while let Some((day, today)) = agenda.pop_first() {
            if left < TAIL || day > DAYS_MAX {
                break;
            }
            for (situation, chance) in today.into_vec() {
                left -= chance;
                if chance < RARE {
                    self.tally.left_out += chance;
                } else {
                    self.course.open(situation, chance);
                }
            }
            left += self.settle(day, &mut still, &mut agenda)?;
            if agenda.values().map(Chances::len).sum::<usize>() > SITUATIONS_MAX {
                return Err(NotComputed::TooManySituations);
            }
        }
        if left >= TAIL {
            return Err(NotComputed::TooManyDays);
        }
        self.tally.left_out += left.max(0.0);
        Ok(still)
    }
}
