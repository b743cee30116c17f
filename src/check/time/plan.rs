//! The plan: who works how long on what. Each step of a slice becomes a piece of work with bounds in working days.

use super::units::Units;
use crate::system::{
    ActorId, Condition, Fairness, Label, Role, Selection, StepId, StepInformation, StepKind, TransitionId,
    TransitionSystem, VariableId,
};

/// How long work takes, of what it may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// As long as it happens to, within its bounds.
    Any,
    /// As long as it may.
    Longest,
    /// As short as it may.
    Shortest,
}

/// What makes a piece of work come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comes {
    /// It is owed: begun at once, done within its bounds.
    Owed,
    /// It is owed while this variable is 1; otherwise it comes on any day or never.
    OwedWhile(VariableId),
    /// It is expected: taken to come within its bounds.
    Expected,
    /// On any day, or never.
    Free,
}

/// One who may take up a piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Taker {
    pub(super) actor: ActorId,
    /// Whether cases share them; otherwise they have room for one more at any time.
    pub(super) is_shared: bool,
}

/// A piece of work: a step, the beginning of a step of two moments, or the begin or end of a span.
#[derive(Debug, Clone)]
pub(super) struct Work {
    pub(super) label: Label,
    /// Its transitions: one for each outcome.
    pub(super) transitions: Vec<TransitionId>,
    /// It is called for while one of these is 1; if there are none, while it can be taken.
    pub(super) called: Vec<VariableId>,
    pub(super) comes: Comes,
    /// Working days that it takes at least.
    pub(super) least: u16,
    /// Working days that it takes at most; absent if nothing says.
    pub(super) most: Option<u16>,
    /// Working days for which it keeps somebody busy at most; absent if nothing says.
    busy_most: Option<u16>,
    /// How often it can happen; absent if nothing limits that.
    pub(super) times_max: Option<u16>,
    /// Transitions of it that can happen only so often: the ways back into a loop.
    pub(super) back: Vec<TransitionId>,
    /// Who may take it up, the first first; none if nobody has to be free for it.
    pub(super) takers: Vec<Taker>,
    /// Whether one of them has to be free before it can begin. The end of a step of two moments is done by whoever took up its beginning.
    pub(super) asks: bool,
}

impl Work {
    /// Something that comes on any day or never.
    fn free(id: TransitionId, label: Label) -> Self {
        Self {
            label,
            transitions: vec![id],
            called: Vec::new(),
            comes: Comes::Free,
            least: 0,
            most: None,
            busy_most: None,
            times_max: None,
            back: Vec::new(),
            takers: Vec::new(),
            asks: false,
        }
    }

    /// Whether its age has to be known.
    pub(super) fn has_age(&self) -> bool {
        self.least > 0 || self.most.is_some_and(|most| most > 0) || !self.takers.is_empty()
    }

    /// The age from which on nothing changes any more.
    pub(super) fn age_max(&self) -> u16 {
        self.most.unwrap_or(self.least)
    }

    // The field of an age: 0 while it is not worked on, then 1 and the days; the same once more, shifted, where it began nobody knows when.

    /// The greatest value of the field.
    pub(super) fn age_field_max(&self) -> u16 {
        self.age_max().saturating_add(1).saturating_mul(2)
    }

    /// 1 and the days, of a field; 0 if it is not worked on.
    pub(super) fn age(&self, field: u16) -> u16 {
        if self.is_unknown(field) { field - self.age_max() - 1 } else { field }
    }

    /// Whether it began nobody knows when: it may be done at once, and may still take as long as it can take at most.
    pub(super) fn is_unknown(&self, field: u16) -> bool {
        field > self.age_max() + 1
    }

    /// The field of what began nobody knows when.
    pub(super) fn unknown_field(&self) -> u16 {
        self.age_max() + 2
    }

    /// The field a day later.
    pub(super) fn aged(&self, field: u16) -> u16 {
        match field {
            0 => 0,
            field if self.is_unknown(field) => (field + 1).min(self.age_field_max()),
            field => (field + 1).min(self.age_max() + 1),
        }
    }

    /// Whether nobody decides when it begins: it begins as soon as it can.
    pub(super) fn begins_by_itself(&self, system: &TransitionSystem) -> bool {
        let Label::Step { step, .. } = self.label else { return self.comes != Comes::Free };
        self.comes != Comes::Free || system.step(step).kind == StepKind::Event
    }

    /// Whether it is the first moment of a step of two.
    pub(super) fn is_beginning(&self) -> bool {
        matches!(self.label, Label::Begin(_))
    }
}

/// The pieces of work of a slice, and how often loops go round.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) works: Vec<Work>,
    /// How often a way back is taken.
    pub(super) back_max: u16,
}

impl Plan {
    /// The plan of a slice. Absent if a length of time does not fit into the calendar.
    pub(super) fn new(
        system: &TransitionSystem,
        selection: &Selection,
        units: &Units<'_>,
        repeat: u16,
    ) -> Result<Self, TooLong> {
        let mut works: Vec<Work> = Vec::new();
        for id in &selection.transitions {
            let label = match system.transition(*id).label {
                Label::Missed(_) => continue,
                Label::Step { step, .. } => Label::Step { step, outcome: None },
                other => other,
            };
            match works.iter_mut().find(|work| work.label == label) {
                Some(work) => work.transitions.push(*id),
                None => works.push(work(system, *id, label, units)?),
            }
        }
        bound_loops(system, &mut works, repeat);
        Ok(Self { works, back_max: repeat })
    }

    /// The same where some actors have to be free before their work can begin.
    pub(super) fn waiting_for(mut self, system: &TransitionSystem, shared: &[bool]) -> Self {
        let is_shared = |actor: ActorId| shared.get(usize::from(actor.0)).copied().unwrap_or(false);
        for work in &mut self.works {
            let Some(step) = work.label.step() else { continue };
            work.takers = takers(system.step(step), is_shared);
            work.asks = !work.takers.is_empty() && (work.is_beginning() || !has_beginning(system, step));
            if work.asks && work.comes == Comes::Free && !work.begins_by_itself(system) {
                // For whom others wait it makes a difference when it was begun.
                work.most = work.busy_most;
            }
        }
        self
    }

    /// The same where what has to be done takes as long as the pace says.
    pub(super) fn at(mut self, pace: Pace) -> Self {
        for work in self.works.iter_mut().filter(|work| work.comes != Comes::Free) {
            match pace {
                Pace::Any => {}
                Pace::Longest => work.least = work.most.unwrap_or(work.least),
                Pace::Shortest => work.most = work.most.map(|_| work.least),
            }
        }
        self
    }

    /// Leaves the order alone: everything can happen on any day, again and again, and deadlines can be missed at any moment.
    pub(super) fn forget_time(&mut self, system: &TransitionSystem, selection: &Selection) {
        for id in &selection.transitions {
            let label = system.transition(*id).label;
            if matches!(label, Label::Missed(_)) {
                self.works.push(Work::free(*id, label));
            }
        }
        for work in &mut self.works {
            *work =
                Work { transitions: std::mem::take(&mut work.transitions), ..Work::free(TransitionId(0), work.label) };
        }
    }
}

/// Who may do a work.
pub(super) fn performers(system: &TransitionSystem, label: Label) -> &[ActorId] {
    match label {
        Label::Step { step, .. } | Label::Begin(step) => &system.step(step).performers,
        Label::SpanBegins(_) | Label::SpanEnds(_) | Label::Missed(_) => &[],
    }
}

/// Who may take up the work of a step, the first first, up to one who has always room. None if that is the first of them, or if it takes no time:
/// nobody has to be free for what takes none.
pub(super) fn takers(step: &StepInformation, is_shared: impl Fn(ActorId) -> bool) -> Vec<Taker> {
    let all = step.performers.iter().map(|actor| Taker { actor: *actor, is_shared: is_shared(*actor) });
    let shared_before = step.performers.iter().take_while(|actor| is_shared(**actor)).count();
    if shared_before == 0 || step.takes.is_none() {
        return Vec::new();
    }
    all.take(shared_before + 1).collect()
}

/// Whether a step has two moments.
fn has_beginning(system: &TransitionSystem, step: StepId) -> bool {
    system.variable(Role::UnderWay(step)).is_some()
}

/// A length of time that the calendar does not cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TooLong(pub(super) String);

fn work(system: &TransitionSystem, id: TransitionId, label: Label, units: &Units<'_>) -> Result<Work, TooLong> {
    let comes = match system.transition(id).fairness {
        // What somebody has begun is finished.
        Fairness::None | Fairness::DutyWhileOwed(_) if is_begun(system, label) => Comes::Owed,
        Fairness::Duty => Comes::Owed,
        Fairness::DutyWhileOwed(owed) => Comes::OwedWhile(owed),
        Fairness::Awaited => Comes::Expected,
        Fairness::None => Comes::Free,
    };
    let mut work = Work {
        label,
        transitions: vec![id],
        called: called(system, label),
        comes,
        least: 0,
        most: matches!(comes, Comes::Owed | Comes::OwedWhile(_)).then_some(0),
        busy_most: None,
        times_max: None,
        back: Vec::new(),
        takers: Vec::new(),
        asks: false,
    };
    if let Label::Step { step, .. } = label {
        let information = system.step(step);
        if let Some(takes) = information.takes {
            let (least, most) =
                units.task(takes.least, takes.most, takes.unit).ok_or_else(|| TooLong(information.id.clone()))?;
            (work.least, work.most) = (least, Some(most));
        }
        if let Some((count, unit)) = information.every {
            let (_, interval) = units.task(0, count, unit).ok_or_else(|| TooLong(information.id.clone()))?;
            work.most = Some(work.most.unwrap_or(0).saturating_add(interval));
        }
    }
    if work.comes == Comes::Expected && work.most.is_none() {
        work.comes = Comes::Free;
    }
    if work.comes == Comes::Free && work.has_age() {
        // Nobody sees when it was begun: what ends on a day after a long time could have been begun later and taken the least.
        work.busy_most = work.most;
        work.most = (!work.begins_by_itself(system)).then_some(work.least);
    }
    Ok(work)
}

/// Whether it is the end of an optional step of two moments.
fn is_begun(system: &TransitionSystem, label: Label) -> bool {
    let Label::Step { step, .. } = label else { return false };
    system.step(step).kind == StepKind::Optional && has_beginning(system, step)
}

/// The variables that say whether work is called for.
fn called(system: &TransitionSystem, label: Label) -> Vec<VariableId> {
    let roles = match label {
        Label::Step { step, .. } if has_beginning(system, step) => vec![Role::UnderWay(step)],
        Label::Step { step, .. } | Label::Begin(step) => vec![Role::Owed(step), Role::Allowed(step)],
        Label::SpanBegins(_) | Label::SpanEnds(_) | Label::Missed(_) => Vec::new(),
    };
    roles.into_iter().filter_map(|role| system.variable(role)).collect()
}

/// Bounds what can come again and again: what is free happens once and so often again, and of a decision that leads back
/// into a loop and has a way out, the way back is taken so often. A loop without time of things that are all free is left alone.
fn bound_loops(system: &TransitionSystem, works: &mut [Work], repeat: u16) {
    let calls: Vec<Vec<(TransitionId, usize)>> = works.iter().map(|work| calls(system, work, works)).collect();
    let reaches = closure(&calls);
    for from in 0..works.len() {
        let returns = |to: usize| to == from || reaches[to][from];
        let back: Vec<TransitionId> =
            calls[from].iter().filter(|(_, to)| returns(*to)).map(|(transition, _)| *transition).collect();
        if back.is_empty() {
            continue;
        }
        // What goes round among free things alone holds nobody's days: spans that begin and end.
        let round = (0..works.len()).filter(|to| *to == from || (reaches[from][*to] && reaches[*to][from]));
        if round.into_iter().all(|at| works[at].comes == Comes::Free && !works[at].has_age()) {
            continue;
        }
        if works[from].comes == Comes::Free {
            works[from].times_max = Some(repeat.saturating_add(1));
        } else if works[from].transitions.iter().any(|transition| !back.contains(transition)) {
            works[from].back = back;
            works[from].back.dedup();
        }
    }
}

/// Which works each transition of a work can call for.
pub(super) fn calls(system: &TransitionSystem, work: &Work, works: &[Work]) -> Vec<(TransitionId, usize)> {
    let mut calls = Vec::new();
    for id in &work.transitions {
        let writes = system.transition(*id).writes();
        for (index, other) in works.iter().enumerate() {
            let called = if other.called.is_empty() {
                let read: Vec<VariableId> =
                    other.transitions.iter().flat_map(|id| system.transition(*id).guard.variables()).collect();
                writes.iter().any(|variable| read.contains(variable))
            } else {
                let stays = other.label == work.label && stays_allowed(system, *id);
                stays || other.called.iter().any(|variable| sets(system, *id, *variable))
            };
            if called {
                calls.push((*id, index));
            }
        }
    }
    calls
}

/// Whether a work may be called for as before once it is done, although nothing calls for it: as long as something holds.
pub(super) fn stays_enabled(work: &Work) -> bool {
    work.called.is_empty()
}

/// Whether a transition can set a variable to 1.
fn sets(system: &TransitionSystem, id: TransitionId, variable: VariableId) -> bool {
    let transition = system.transition(id);
    transition.own.contains(&(variable, 1))
        || transition
            .consequences
            .iter()
            .any(|effect| effect.variable == variable && effect.value == 1 && effect.condition != Condition::FALSE)
}

/// Whether what a transition takes stays allowed.
fn stays_allowed(system: &TransitionSystem, id: TransitionId) -> bool {
    let transition = system.transition(id);
    let allowed = transition.label.step().and_then(|step| system.variable(Role::Allowed(step)));
    allowed.is_some_and(|allowed| !transition.own.iter().any(|(variable, _)| *variable == allowed))
}

/// Which works can come after which, in one call or several.
fn closure(calls: &[Vec<(TransitionId, usize)>]) -> Vec<Vec<bool>> {
    (0..calls.len())
        .map(|from| {
            let mut reached = vec![false; calls.len()];
            let mut work = vec![from];
            while let Some(at) = work.pop() {
                for (_, to) in &calls[at] {
                    if !std::mem::replace(&mut reached[*to], true) {
                        work.push(*to);
                    }
                }
            }
            reached
        })
        .collect()
}
