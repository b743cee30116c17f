//! Steps that go round without a day between: a mistake of the procedure, wherever in it they are.
//!
//! Only what has to be done counts: what somebody chooses to do, or what comes from outside, may come as often as it likes within a day. First the works that can call for each
//! other without time are looked for, over the whole system; most procedures have none, and then nothing is searched. Each circle of them
//! is then explored on the part of the system that matters to it, from the beginning of the case: it is a mistake only if it happens.

use super::phases::{Phases, Setting};
use super::plan::{Comes, Plan, TooLong, Work, calls, stays_enabled};
use super::units::Units;
use super::window::Passage;
use super::{explore, path};
use crate::check::fair::Region;
use crate::check::graph::{Graph, Limits};
use crate::system::{
    Anchoring, Clock, ClockOwner, Condition, Cones, DeadlineLimit, Label, Selection, Signal, State, Stroke, TimeUnit,
    TransitionId, TransitionSystem, WORDS_MAX,
};

/// Steps that go round without any time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimelessLoop {
    /// Their ids, in order.
    pub steps: Vec<String>,
    /// Whether no day can pass any more once they go round; otherwise something else leads out.
    pub no_day_can_pass: bool,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Timeless {
    pub(super) loops: Vec<TimelessLoop>,
    /// Steps that may go round without time; a limit was reached before that was decided.
    pub(super) undecided: Vec<Vec<String>>,
    pub(super) states: usize,
}

/// Looks for loops without time everywhere.
pub(super) fn find(
    system: &TransitionSystem,
    units: &Units<'_>,
    repeat: u16,
    limits: Limits<'_>,
) -> Result<Timeless, TooLong> {
    let plan = Plan::new(system, &Selection::whole(system), units, repeat)?;
    let mut found = Timeless::default();
    for circle in circles(system, &plan) {
        let transitions = circle.iter().flat_map(|work| plan.works[*work].transitions.iter().copied()).collect();
        let watching = watching(system, transitions);
        let cones = Cones::new(&watching);
        let measured = watching.clocks.len() - 1;
        let selection = crate::system::cone_of_clock(&cones, &watching.clocks[measured]);
        let setting = super::setting(&watching, &cones, units, measured, repeat);
        let (_, _, layout) = setting.pieces(&selection)?;
        let complete = match layout.words {
            0..=8 => search::<8>(&setting, &selection, limits, &mut found)?,
            _ => search::<WORDS_MAX>(&setting, &selection, limits, &mut found)?,
        };
        if !complete {
            found.undecided.push(names(system, circle.iter().map(|work| plan.works[*work].label)));
        }
    }
    found.loops.sort();
    found.loops.dedup();
    Ok(found)
}

/// The works that can call for each other, round and round, with nobody to choose and no time to take.
fn circles(system: &TransitionSystem, plan: &Plan) -> Vec<Vec<usize>> {
    let works = &plan.works;
    let timeless: Vec<bool> = works.iter().map(|work| has_to_be_done(work) && work.least == 0).collect();
    let called = |from: usize| -> Vec<usize> {
        if !timeless[from] {
            return Vec::new();
        }
        let work = &works[from];
        let goes_on = calls(system, work, works).into_iter().filter(|(id, _)| !work.back.contains(id));
        let mut to: Vec<usize> = goes_on.map(|(_, to)| to).filter(|to| timeless[*to]).collect();
        if stays_enabled(work) {
            to.push(from);
        }
        to
    };
    let calls: Vec<Vec<usize>> = (0..works.len()).map(called).collect();
    let reached = |from: usize| {
        let (mut reached, mut open) = (vec![false; works.len()], vec![from]);
        while let Some(at) = open.pop() {
            open.extend(calls[at].iter().filter(|to| !std::mem::replace(&mut reached[**to], true)));
        }
        reached
    };
    let reaches: Vec<Vec<bool>> = (0..works.len()).map(reached).collect();
    let circle = |from: usize| (0..works.len()).filter(|to| reaches[from][*to] && reaches[*to][from]).collect();
    let circles = (0..works.len()).map(|from| (from, circle(from)));
    circles
        .filter(|(from, circle): &(usize, Vec<usize>)| circle.first() == Some(from))
        .map(|(_, circle)| circle)
        .collect()
}

fn has_to_be_done(work: &Work) -> bool {
    work.comes != Comes::Free
}

/// The system with a clock that hears nothing but some transitions, so that all that matters to them is explored.
fn watching(system: &TransitionSystem, transitions: Vec<TransitionId>) -> TransitionSystem {
    let signal = |id| Signal { transition: Some(id), stroke: Stroke::Anchored, condition: Condition::TRUE };
    let mut watching = system.clone();
    watching.clocks.push(Clock {
        owner: ClockOwner::Invariant(u16::MAX),
        limit: DeadlineLimit::Within(0, TimeUnit::WorkingDay),
        anchoring: Anchoring::EachTime,
        signals: transitions.into_iter().map(signal).collect(),
        suspended: Condition::FALSE,
        released: Condition::FALSE,
    });
    watching
}

/// Explores what matters to a circle. Gives whether that was all; what is found in a part of it is found all the same.
fn search<const W: usize>(
    setting: &Setting<'_>,
    selection: &Selection,
    limits: Limits<'_>,
    found: &mut Timeless,
) -> Result<bool, TooLong> {
    let phases: Phases<'_, W> = Phases::new(setting, selection)?;
    let beginnings = phases.initial().into_iter().map(|(state, _)| (state, phases.settle(state)));
    let beginnings: Vec<(State<W>, State<W>)> = beginnings.collect();
    let (graph, passages) = explore(&phases, beginnings, limits);
    found.states += graph.states.len();
    if graph.complete {
        found.loops.extend(loops(&phases, &graph, &passages));
    }
    Ok(graph.complete)
}

/// The loops of a graph that only what has to be done goes round, without a day.
fn loops<const W: usize>(phases: &Phases<'_, W>, graph: &Graph<W>, passages: &[Passage]) -> Vec<TimelessLoop> {
    let timed = &phases.timed;
    let everywhere = vec![true; graph.states.len()];
    let pressed = |state: u32, number: u16| {
        timed.work_of(number).is_some_and(|work| timed.has_to(&graph.states[state as usize], &timed.works[work]))
    };
    let region = Region { graph, states: &everywhere, allowed: &pressed, called: &|_, _| false };
    let day = days_ahead(graph, passages);
    let mut loops = Vec::new();
    for component in region.strong_components().iter() {
        let mut labels = Vec::new();
        for state in component {
            let inside = graph.steps(*state).iter().filter(|step| pressed(*state, step.transition));
            let inside = inside.filter(|step| component.binary_search(&{ step.target }).is_ok());
            labels.extend(inside.filter_map(|step| path::label(phases, step.transition)));
        }
        if !labels.is_empty() {
            let no_day_can_pass = component.iter().all(|state| !day[*state as usize]);
            loops.push(TimelessLoop { steps: names(timed.system, labels.into_iter()), no_day_can_pass });
        }
    }
    loops
}

/// For each state, whether a day can still come.
fn days_ahead<const W: usize>(graph: &Graph<W>, passages: &[Passage]) -> Vec<bool> {
    let mut before: Vec<Vec<u32>> = vec![Vec::new(); graph.states.len()];
    let mut open = Vec::new();
    for state in graph.indices() {
        for (index, step) in graph.step_indices(state).zip(graph.steps(state)) {
            if passages[index].day {
                open.push(state);
            } else {
                before[step.target as usize].push(state);
            }
        }
    }
    let mut ahead = vec![false; graph.states.len()];
    while let Some(state) = open.pop() {
        if !std::mem::replace(&mut ahead[state as usize], true) {
            open.extend(&before[state as usize]);
        }
    }
    ahead
}

fn names(system: &TransitionSystem, labels: impl Iterator<Item = Label>) -> Vec<String> {
    let mut names: Vec<String> = labels.map(|label| path::named(system, label).0).collect();
    names.sort();
    names.dedup();
    names
}
