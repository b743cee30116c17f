//! Answers the questions of one slice on its graph.

use super::fair::{Promise, Region, Strength};
use super::graph::Graph;
use super::outcome::Ending;
use super::question::{Question, owed, transitions_of};
use crate::system::{
    Activation, Condition, Fairness, Label, Machine, Predicate, PropertyKind, Role, TransitionId, TransitionSystem,
    VariableId,
};

/// A run of the slice that breaks something.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// The index of the beginning among the machine's.
    pub(super) beginning: u32,
    pub(super) steps: Vec<TransitionId>,
    pub(super) missing: Vec<TransitionId>,
    pub(super) ending: Ending,
    /// For independence: the beginning of the other incident.
    pub(super) other: Option<u32>,
}

/// What is taken to come in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wait {
    /// Duties alone: for rules.
    ForDuties,
    /// Awaited events too: for soundness.
    ForAwaited,
}

/// An answer.
#[derive(Debug, Clone, Default)]
pub(super) struct Answer {
    /// A run that breaks it; absent if it holds.
    pub(super) run: Option<Run>,
    /// Everything that it speaks of was reached.
    pub(super) activated: bool,
    /// How it would fail if fairness were weaker.
    pub(super) weakness: Option<Vec<TransitionId>>,
}

/// A slice explored: its machine, its graph, and what was seen on the way.
pub(super) struct Explored<'a, const W: usize> {
    pub(super) system: &'a TransitionSystem,
    pub(super) machine: &'a Machine<W>,
    pub(super) graph: &'a Graph<W>,
    /// Which transitions of the machine happened.
    pub(super) fired: &'a [bool],
    /// For each invariant: which of its event activations were seen.
    pub(super) seen: &'a [Vec<bool>],
    promises: Vec<Promise>,
    weak_promises: Vec<Promise>,
    /// For each transition of the machine: what makes it a duty.
    fairness: Vec<Fairness>,
    predecessors: Vec<Vec<u32>>,
}

impl<'a, const W: usize> Explored<'a, W> {
    pub(super) fn new(
        system: &'a TransitionSystem,
        machine: &'a Machine<W>,
        graph: &'a Graph<W>,
        fired: &'a [bool],
        seen: &'a [Vec<bool>],
    ) -> Self {
        let fairness: Vec<Fairness> = (0..machine.transition_count())
            .map(|index| system.transition(machine.transition_id(index)).fairness)
            .collect();
        let number = |index: usize| u16::try_from(index).unwrap_or(u16::MAX);
        let promised =
            |fairness: &Fairness| matches!(fairness, Fairness::Duty | Fairness::DutyWhileOwed(_) | Fairness::Awaited);
        let chosen = fairness.iter().enumerate().filter(|(_, fairness)| promised(fairness)).map(|(index, _)| index);
        let promises = chosen.clone().map(|index| Promise { transitions: vec![number(index)] }).collect();
        let mut weak: Vec<(Label, Promise)> = Vec::new();
        for index in chosen {
            let label = match system.transition(machine.transition_id(index)).label {
                Label::Step { step, .. } => Label::Step { step, outcome: None },
                other => other,
            };
            match weak.iter_mut().find(|(known, _)| *known == label) {
                Some((_, promise)) => promise.transitions.push(number(index)),
                None => weak.push((label, Promise { transitions: vec![number(index)] })),
            }
        }
        let weak_promises = weak.into_iter().map(|(_, promise)| promise).collect();
        let predecessors = graph.predecessors();
        Self { system, machine, graph, fired, seen, promises, weak_promises, fairness, predecessors }
    }

    /// Whether a transition that is enabled in a state is a duty there.
    fn is_duty(&self, state: u32, transition: u16) -> bool {
        match self.fairness[usize::from(transition)] {
            Fairness::Duty => true,
            Fairness::DutyWhileOwed(owed) => self.machine.value(&self.graph.states[state as usize], owed) == 1,
            Fairness::Awaited | Fairness::None => false,
        }
    }

    /// Whether a transition that is enabled in a state is a duty there, or an awaited event.
    fn is_expected(&self, state: u32, transition: u16) -> bool {
        self.fairness[usize::from(transition)] == Fairness::Awaited || self.is_duty(state, transition)
    }

    fn mask(&self, condition: &Condition) -> Vec<bool> {
        let predicate = self.machine.predicate(condition);
        self.graph.states.iter().map(|state| self.machine.satisfies(state, &predicate)).collect()
    }

    fn first(&self, predicate: &Predicate) -> Option<u32> {
        self.graph.indices().find(|state| self.machine.satisfies(&self.graph.states[*state as usize], predicate))
    }

    fn ids(&self, transitions: &[u16]) -> Vec<TransitionId> {
        transitions.iter().map(|transition| self.machine.transition_id(usize::from(*transition))).collect()
    }

    fn run_to(&self, state: u32, missing: Vec<TransitionId>, ending: Ending) -> Run {
        let (beginning, steps) = self.graph.path(state);
        Run { beginning, steps: self.ids(&steps), missing, ending, other: None }
    }

    pub(super) fn answer(&self, question: Question) -> Answer {
        match question {
            Question::Invariant(index) => self.invariant(index),
            Question::Duty(step) => {
                let missing = transitions_of(self.system, step);
                // A `while` duty is owed again as soon as it is taken; what counts is that it is taken.
                let taken: &[TransitionId] =
                    if self.system.variable(Role::Owed(step)).is_none() { &missing } else { &[] };
                let (run, _) =
                    self.pending_for_ever(&owed(self.system, step), missing.clone(), taken, Wait::ForAwaited);
                Answer { run, activated: true, weakness: None }
            }
            Question::Complete(index) => Answer { run: self.never_complete(index), activated: true, weakness: None },
            Question::Happens(transition) => {
                let fired = self.machine.index_of(transition).is_some_and(|index| self.fired[index]);
                Answer { run: None, activated: fired, weakness: None }
            }
        }
    }

    fn invariant(&self, index: usize) -> Answer {
        let property = &self.system.properties[index];
        let activated = property.activations.iter().enumerate().all(|(number, activation)| match activation {
            Activation::State(state) => self.first(&self.machine.predicate(state)).is_some(),
            Activation::Event { beginning, .. } => {
                let at_beginning = self.machine.predicate(beginning);
                let begins = || self.machine.initial().iter().any(|state| self.machine.satisfies(state, &at_beginning));
                self.seen[index].get(number).copied().unwrap_or(false) || begins()
            }
        });
        let impossible = |missing: Vec<TransitionId>| Run {
            beginning: 0,
            steps: Vec::new(),
            missing,
            ending: Ending::Impossible,
            other: None,
        };
        let (run, weakness) = match &property.kind {
            PropertyKind::Never(bad) => {
                let first = self.first(&self.machine.predicate(bad));
                (first.map(|state| self.run_to(state, Vec::new(), Ending::LastStep)), None)
            }
            PropertyKind::Response { pending, responses, discharging } => {
                self.pending_for_ever(&Condition::is(*pending, 1), responses.clone(), discharging, Wait::ForDuties)
            }
            PropertyKind::PossibleEvent(events) => ((!activated).then(|| impossible(events.clone())), None),
            PropertyKind::PossibleState(state) => {
                let reached = self.first(&self.machine.predicate(state)).is_some();
                ((!reached).then(|| impossible(Vec::new())), None)
            }
            PropertyKind::StepIndependent { transitions, fact } => (self.depends(transitions, *fact), None),
            PropertyKind::TermIndependent { .. } | PropertyKind::Timed => (None, None),
        };
        let existence = matches!(property.kind, PropertyKind::PossibleEvent(_) | PropertyKind::PossibleState(_));
        Answer { activated: activated && !(existence && run.is_some()), run, weakness }
    }

    /// A shortest run on which a condition comes to hold and never ceases, and how that could happen under weaker fairness.
    fn pending_for_ever(
        &self,
        pending: &Condition,
        missing: Vec<TransitionId>,
        discharging: &[TransitionId],
        wait: Wait,
    ) -> (Option<Run>, Option<Vec<TransitionId>>) {
        let states = self.mask(pending);
        let comes = |state: u32, transition: u16| match wait {
            Wait::ForDuties => self.is_duty(state, transition),
            Wait::ForAwaited => self.is_expected(state, transition),
        };
        let stays =
            |_: u32, transition: u16| !discharging.contains(&self.machine.transition_id(usize::from(transition)));
        let region = Region { graph: self.graph, states: &states, allowed: &stays, called: &comes };
        let fair = region.fair_components(&self.promises, Strength::Strong);
        let Some(first_fair) = fair.iter().filter_map(|component| component.first().copied()).min() else {
            let weak = if wait == Wait::ForDuties {
                region.fair_components(&self.weak_promises, Strength::Weak)
            } else {
                Vec::new()
            };
            return (None, weak.first().map(|component| self.inside(component)));
        };
        let hopeless = self.hopeless(&states, &stays);
        let lost = self.graph.indices().find(|state| hopeless[*state as usize]);
        if let Some(lost) = lost
            && self.graph.depth(lost) <= self.graph.depth(first_fair)
        {
            return (Some(self.run_to(lost, missing, Ending::Unreachable)), None);
        }
        let rests = |state: &u32| !self.graph.steps(*state).iter().any(|step| comes(*state, step.transition));
        let stop = fair.iter().flatten().copied().filter(rests).min();
        let run = match stop {
            Some(state) if self.graph.depth(state) <= self.graph.depth(first_fair) => {
                self.run_to(state, missing, Ending::Stop)
            }
            _ => {
                let component = fair.iter().find(|component| component.first() == Some(&first_fair));
                let around = component.map(|component| self.inside(component)).unwrap_or_default();
                self.run_to(first_fair, missing, Ending::Loop(around))
            }
        };
        (Some(run), None)
    }

    /// The distinct transitions between states of a component, in order.
    fn inside(&self, component: &[u32]) -> Vec<TransitionId> {
        let mut transitions: Vec<u16> = component
            .iter()
            .flat_map(|state| self.graph.steps(*state))
            .filter(|step| component.binary_search(&{ step.target }).is_ok())
            .map(|step| step.transition)
            .collect();
        transitions.sort_unstable();
        transitions.dedup();
        self.ids(&transitions)
    }

    /// States of a region from which no way leads out of it.
    fn hopeless(&self, states: &[bool], stays: &dyn Fn(u32, u16) -> bool) -> Vec<bool> {
        let leaves = |state: u32| self.graph.steps(state).iter().any(|step| !stays(state, step.transition));
        let mut hopeful: Vec<bool> =
            self.graph.indices().map(|state| !states[state as usize] || leaves(state)).collect();
        let mut work: Vec<u32> = self.graph.indices().filter(|state| hopeful[*state as usize]).collect();
        while let Some(state) = work.pop() {
            for before in &self.predecessors[state as usize] {
                if !std::mem::replace(&mut hopeful[*before as usize], true) {
                    work.push(*before);
                }
            }
        }
        hopeful.iter().map(|hopeful| !hopeful).collect()
    }

    /// A shortest run to where a part of completion may never come, once only duties and awaited events are left.
    fn never_complete(&self, index: usize) -> Option<Run> {
        let open: Vec<bool> = self.mask(&self.system.complete[index]).into_iter().map(|complete| !complete).collect();
        if !open.contains(&true) {
            return None;
        }
        let states = vec![true; self.graph.states.len()];
        let expected = |state: u32, transition: u16| self.is_expected(state, transition);
        let region = Region { graph: self.graph, states: &states, allowed: &expected, called: &expected };
        let fair = region.fair_components(&self.promises, Strength::Strong);
        let first = fair.iter().flatten().copied().filter(|state| open[*state as usize]).min()?;
        let component = fair.iter().find(|component| component.binary_search(&first).is_ok())?;
        let around = self.inside(component);
        let ending = if component.len() == 1 { Ending::Stop } else { Ending::Loop(around) };
        Some(self.run_to(first, Vec::new(), ending))
    }

    /// A run to a transition that another incident, with one fact changed, never has.
    fn depends(&self, transitions: &[TransitionId], fact: usize) -> Option<Run> {
        let beginnings: Vec<u32> = self.graph.indices().take(self.graph.initial_count).collect();
        let reaching: Vec<Vec<bool>> = transitions.iter().map(|transition| self.reaching(*transition)).collect();
        for component in &self.system.facts.components {
            for link in component.links.iter().filter(|link| link.fact == fact) {
                for (one, two) in [link.classes, (link.classes.1, link.classes.0)] {
                    for beginning in &beginnings {
                        let Some(other) = self.linked(component, one, two, *beginning) else { continue };
                        let differs = (0..transitions.len())
                            .find(|index| reaching[*index][*beginning as usize] && !reaching[*index][other as usize]);
                        if let Some(index) = differs {
                            return Some(Run {
                                beginning: *beginning,
                                steps: self.ids(&self.way_from(*beginning, transitions[index])),
                                missing: Vec::new(),
                                ending: Ending::LastStep,
                                other: Some(other),
                            });
                        }
                    }
                }
            }
        }
        None
    }

    /// The beginning that differs from one in the class of one component alone.
    fn linked(&self, component: &crate::system::FactComponent, one: usize, two: usize, beginning: u32) -> Option<u32> {
        let state = &self.graph.states[beginning as usize];
        let value = |state: &crate::system::State<W>, predicate: usize| -> Option<bool> {
            let role = Role::FactPredicate(u16::try_from(predicate).ok()?);
            let variable = self.system.variable(role)?;
            self.in_machine(variable).then(|| self.machine.value(state, variable) == 1)
        };
        let fits = |state, class: usize| {
            component
                .predicates
                .iter()
                .zip(&component.classes[class].predicates)
                .all(|(predicate, wanted)| value(state, *predicate).is_none_or(|is| is == *wanted))
        };
        if !fits(state, one) {
            return None;
        }
        let same_elsewhere = |other: &crate::system::State<W>| {
            (0..self.system.facts.predicates.len())
                .filter(|predicate| !component.predicates.contains(predicate))
                .all(|predicate| value(state, predicate) == value(other, predicate))
        };
        self.graph.indices().take(self.graph.initial_count).find(|other| {
            let other_state = &self.graph.states[*other as usize];
            fits(other_state, two) && same_elsewhere(other_state)
        })
    }

    fn in_machine(&self, variable: VariableId) -> bool {
        self.machine.holds_variable(variable)
    }

    /// The states from which a transition can be reached.
    fn reaching(&self, transition: TransitionId) -> Vec<bool> {
        let mut reaching = vec![false; self.graph.states.len()];
        let Some(wanted) = self.machine.index_of(transition) else { return reaching };
        let takes = |state: &u32| self.graph.steps(*state).iter().any(|step| usize::from(step.transition) == wanted);
        let mut work: Vec<u32> = self.graph.indices().filter(takes).collect();
        for state in &work {
            reaching[*state as usize] = true;
        }
        while let Some(state) = work.pop() {
            for before in &self.predecessors[state as usize] {
                if !std::mem::replace(&mut reaching[*before as usize], true) {
                    work.push(*before);
                }
            }
        }
        reaching
    }

    /// A shortest way from a beginning up to and with a transition that can be reached from it.
    fn way_from(&self, beginning: u32, transition: TransitionId) -> Vec<u16> {
        let mut parent: Vec<Option<(u32, u16)>> = vec![None; self.graph.states.len()];
        let mut order = vec![beginning];
        let mut known = vec![false; self.graph.states.len()];
        known[beginning as usize] = true;
        let mut next = 0;
        while let Some(state) = order.get(next).copied() {
            next += 1;
            for step in self.graph.steps(state) {
                if self.machine.transition_id(usize::from(step.transition)) == transition {
                    return way(&parent, state, step.transition);
                }
                if !std::mem::replace(&mut known[step.target as usize], true) {
                    parent[step.target as usize] = Some((state, step.transition));
                    order.push(step.target);
                }
            }
        }
        Vec::new()
    }
}

fn way(parent: &[Option<(u32, u16)>], state: u32, last: u16) -> Vec<u16> {
    let mut way = vec![last];
    let mut at = state;
    while let Some((before, transition)) = parent[at as usize] {
        way.push(transition);
        at = before;
    }
    way.reverse();
    way
}
