//! A guide: what happens in an example of the way to a deadline alone, to be gone through again among everything else that people do.
//!
//! Whatever is found along a guide can happen, so it proves that a case can be late. That nothing is found proves nothing.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use hashbrown::HashSet;
use rustc_hash::FxBuildHasher;

use super::job::Limit;
use super::joint::{Cases, Joint, OVER, QueueFull, WORDS};
use super::story::Run;
use super::whatever::{JointMove, WorkOrder};
use crate::check::graph::Limits;
use crate::system::{Label, State, TransitionId, VariableId};

/// What happens in a joint move, whatever the cases are explored with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Happening {
    /// A case comes, with one of its beginnings.
    Comes(usize, usize),
    /// Something happens to a case.
    Takes(usize, TransitionId),
    /// What need not be done is taken up, or asked for.
    Begins(usize, Label),
    /// A day goes by.
    Day,
}

/// What happens, the first first. The cases are known by the place at which they come.
pub(super) struct Guide {
    happenings: Vec<Happening>,
    /// For each beginning of a case of the example, those of a case in which everything counts that are like it.
    alike: Vec<Vec<usize>>,
}

/// A joint state on the way along a guide.
#[derive(Debug, Clone, Copy)]
struct Node {
    joint: Joint,
    /// How many of its happenings have happened.
    place: usize,
    /// How many other things have.
    aside: usize,
    /// Days that the clock of the first case has run.
    days: u32,
    /// Where it came from and by which move.
    from: Option<(usize, u16)>,
    /// Whether the clock began to run with that move.
    enters: bool,
}

/// How much of a guide is left and how much else has happened, and which node: the least first, of equals the last found.
type Open = BinaryHeap<(Reverse<usize>, usize)>;

impl Guide {
    /// What happens on a run of cases on the way alone. `apart` are the cases in which everything counts; they agree in these variables.
    pub(super) fn new<const W: usize>(
        alone: &Cases<'_, W>,
        (order, run): (WorkOrder, &Run),
        apart: &Cases<'_, W>,
        variables: &[VariableId],
    ) -> Self {
        // Of the others the first to come has the first place.
        let mut others: Vec<usize> = Vec::new();
        let mut happenings = Vec::new();
        for followed in alone.followed(order, run) {
            let mut placed = |place: usize| match followed.who[place] {
                0 => 0,
                case => {
                    others.iter().position(|known| *known == case).unwrap_or_else(|| {
                        others.push(case);
                        others.len() - 1
                    }) + 1
                }
            };
            happenings.push(match happening(alone, followed.number) {
                Happening::Comes(place, beginning) => Happening::Comes(placed(place), beginning),
                Happening::Takes(place, id) => Happening::Takes(placed(place), id),
                Happening::Begins(place, label) => Happening::Begins(placed(place), label),
                Happening::Day => Happening::Day,
            });
        }
        let (known, whole) = (alone.case.values_at_beginnings(variables), apart.case.values_at_beginnings(variables));
        let alike = |values: &Vec<Vec<u8>>| {
            let like = |other: &Vec<Vec<u8>>| other.iter().any(|one| values.binary_search(one).is_ok());
            (0..whole.len()).filter(|beginning| like(&whole[*beginning])).collect()
        };
        Self { happenings, alike: known.iter().map(alike).collect() }
    }

    /// A run along the guide on which the first case is late, or too early, and its days from anchor to end. What has strayed least from the
    /// guide is gone on from first. Adds the joint states that were seen to `states`.
    pub(super) fn missed<const W: usize>(
        &self,
        cases: &Cases<'_, W>,
        (number, order): (usize, WorkOrder),
        limit: Limit,
        limits: Limits<'_>,
        states: &mut usize,
    ) -> Option<(Run, u32)> {
        let joint = Joint::empty(number);
        let mut nodes = vec![Node { joint, place: 0, aside: 0, days: 0, from: None, enters: false }];
        let mut seen: HashSet<(State<WORDS>, usize, u32), FxBuildHasher> = HashSet::default();
        let mut open: Open = BinaryHeap::from([(Reverse(0), 0)]);
        let mut found = None;
        while let Some((_, at)) = open.pop() {
            if nodes.len() > limits.states_max || (limits.interrupted)() {
                break;
            }
            let node = nodes[at];
            // What cannot be told apart any more is not gone on from.
            let Ok(moves) = self.moves(cases, order, &node) else { continue };
            for ((number, after, passage), place) in moves {
                let runs = node.joint.at[0] < OVER && cases.case.node(node.joint.at[0]).runs;
                let days = node.days + u32::from(passage.day && runs);
                let ends = if limit.must_wait { passage.discharged } else { passage.ends };
                let next = Node {
                    joint: after,
                    place,
                    aside: node.aside + usize::from(place == node.place),
                    days: if passage.enters { 0 } else { days },
                    from: Some((at, number)),
                    enters: passage.enters,
                };
                if ends && limit.is_missed(Some(days)) {
                    nodes.push(next);
                    found = Some((run(&nodes, nodes.len() - 1), days));
                    break;
                }
                if seen.insert((after.pack(), place, next.days)) {
                    nodes.push(next);
                    open.push((Reverse(next.aside + self.happenings.len() - place), nodes.len() - 1));
                }
            }
            if found.is_some() {
                break;
            }
        }
        *states += nodes.len();
        found
    }

    /// The moves of a state, and how many happenings of the guide have happened after each. No case comes before the guide says so.
    fn moves<const W: usize>(
        &self,
        cases: &Cases<'_, W>,
        order: WorkOrder,
        node: &Node,
    ) -> Result<Vec<(JointMove, usize)>, QueueFull> {
        let next = self.happenings.get(node.place);
        let place = |one: &JointMove| {
            let happening = happening(cases, one.0);
            if next.is_some_and(|next| self.is_like(next, &happening)) {
                return Some(node.place + 1);
            }
            (!matches!(happening, Happening::Comes(..))).then_some(node.place)
        };
        let moves = cases.moves(&node.joint, order)?.into_iter();
        Ok(moves.filter_map(|one| Some((one, place(&one)?))).collect())
    }

    fn is_like(&self, next: &Happening, happening: &Happening) -> bool {
        match (next, happening) {
            (Happening::Comes(case, beginning), Happening::Comes(comes, with)) => {
                case == comes && self.alike[*beginning].contains(with)
            }
            _ => next == happening,
        }
    }
}

/// The run that leads to a node.
fn run(nodes: &[Node], last: usize) -> Run {
    let mut places = vec![last];
    while let Some((from, _)) = places.last().and_then(|at| nodes[*at].from) {
        places.push(from);
    }
    places.reverse();
    Run {
        joints: places.iter().map(|at| nodes[*at].joint).collect(),
        numbers: places.iter().filter_map(|at| nodes[*at].from).map(|(_, number)| number).collect(),
        entry: places.iter().rposition(|at| nodes[*at].enters).unwrap_or(0),
    }
}

/// What happens in a joint move.
fn happening<const W: usize>(cases: &Cases<'_, W>, number: u16) -> Happening {
    let number = usize::from(number);
    if number >= cases.day_move() {
        return Happening::Day;
    }
    let (place, own) = (number / cases.stride(), number % cases.stride());
    let timed = &cases.case.phases.timed;
    let (days, moves_max) = (usize::from(timed.tick_move()), cases.case.moves_max());
    if own >= moves_max {
        Happening::Comes(place, own - moves_max)
    } else if own < days {
        Happening::Takes(place, timed.machine.transition_id(own))
    } else {
        Happening::Begins(place, timed.works[(own - days - 1) % timed.works.len()].label)
    }
}
