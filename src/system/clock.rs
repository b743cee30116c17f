//! Clocks: what starts, stops and extends the time of a deadline or of a timed rule, and how its status follows.
//!
//! A clock says at which transitions, under which condition, its time begins and ends; whoever counts days (time check,
//! simulator, auditor) keeps the status and the day, and asks [`Clock::next`] what a step makes of it. Nothing here counts.

use super::{
    Condition, DeadlineId, DeadlineLimit, DeadlineStatus, Machine, Moment, Predicate, TransitionId, TransitionSystem,
};

/// What a clock belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClockOwner {
    /// A deadline.
    Deadline(DeadlineId),
    /// A rule with a time in it, by the index of its invariant.
    Invariant(u16),
}

/// When the anchor starts the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchoring {
    /// The first time only.
    Once,
    /// Each time; the count begins anew.
    EachTime,
    /// Whenever it does not run: the oldest of several that wait counts.
    WhenStill,
}

/// What a signal does to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stroke {
    /// The anchor happens.
    Anchored,
    /// What the clock waits for happens.
    Discharged,
    /// It no longer applies.
    Void,
    /// It is extended.
    Extended,
    /// The step that it belongs to lapses.
    Lapsed,
}

/// A stroke at a transition, or at the beginning of the case, where a condition holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// Which transition; absent for the beginning.
    pub transition: Option<TransitionId>,
    /// What it does.
    pub stroke: Stroke,
    /// When; tests read the states of [`super::Side`].
    pub condition: Condition,
}

/// The clock of a deadline or of a timed rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// What it belongs to.
    pub owner: ClockOwner,
    /// How it counts.
    pub limit: DeadlineLimit,
    /// When its anchor starts it.
    pub anchoring: Anchoring,
    /// All that touches it.
    pub signals: Vec<Signal>,
    /// While this holds it stands still.
    pub suspended: Condition,
    /// Where this holds nothing is waited for any more (the `unless` of a rule).
    pub released: Condition,
}

/// Which strokes fall on a clock in one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Strokes(u8);

impl Strokes {
    /// How many combinations of strokes there are.
    pub const COMBINATIONS: usize = 1 << (Stroke::Lapsed as u8 + 1);

    /// Adds one.
    pub fn add(&mut self, stroke: Stroke) {
        self.0 |= 1 << stroke as u8;
    }

    /// Whether this one is there.
    pub fn has(self, stroke: Stroke) -> bool {
        self.0 >> stroke as u8 & 1 == 1
    }

    /// Their number among all combinations, below [`Self::COMBINATIONS`].
    #[inline]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Each combination, by its number.
    pub fn combinations() -> impl Iterator<Item = Self> {
        (0..Self::COMBINATIONS).filter_map(|index| u8::try_from(index).ok().map(Self))
    }

    /// Whether there is any.
    pub fn any(self) -> bool {
        self.0 != 0
    }

    /// The same with anchor and discharge exchanged: for what has to be done *before* its anchor.
    #[must_use]
    pub fn turned(self) -> Self {
        let mut turned = Self::default();
        for stroke in [Stroke::Void, Stroke::Extended, Stroke::Lapsed] {
            if self.has(stroke) {
                turned.add(stroke);
            }
        }
        if self.has(Stroke::Anchored) {
            turned.add(Stroke::Discharged);
        }
        if self.has(Stroke::Discharged) {
            turned.add(Stroke::Anchored);
        }
        turned
    }
}

/// What a moment makes of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockChange {
    /// The status after it.
    pub status: DeadlineStatus,
    /// What the clock waited for has come, in time or late.
    pub discharged: bool,
    /// The count begins anew.
    pub restarted: bool,
}

impl Clock {
    /// "At least D before X" runs from what has to be done, each time, until its anchor.
    pub fn runs_backwards(&self) -> bool {
        matches!(self.limit, DeadlineLimit::Before(..))
    }

    /// The status after strokes, by the rules of the order check: what discharges neither extends nor voids, what voids does
    /// not extend, and the anchor comes last.
    pub fn next(&self, status: DeadlineStatus, strokes: Strokes) -> ClockChange {
        use DeadlineStatus::{Idle, Met, Missed, Running, Void};
        let owing = matches!(status, Running | Missed);
        let discharged = strokes.has(Stroke::Discharged) && owing;
        let void = strokes.has(Stroke::Void) && owing || strokes.has(Stroke::Lapsed) && status == Running;
        let mut change = ClockChange { status, discharged, restarted: false };
        if discharged {
            change.status = if status == Running { Met } else { Missed };
        } else if void && !strokes.has(Stroke::Discharged) {
            change.status = Void;
        } else if strokes.has(Stroke::Extended) && owing && !strokes.has(Stroke::Discharged) {
            change = ClockChange { status: Running, discharged, restarted: true };
        }
        let starts = strokes.has(Stroke::Anchored)
            && match self.anchoring {
                Anchoring::Once => status == Idle,
                Anchoring::EachTime => true,
                Anchoring::WhenStill => !owing || discharged,
            };
        if starts {
            change = ClockChange { status: Running, discharged, restarted: true };
        }
        change
    }
}

/// The strokes of some clocks on one machine, by transition.
#[derive(Debug, Clone)]
pub struct ClockTable {
    /// For each transition of the machine: clock, stroke, condition (absent where it always holds).
    strokes: Vec<Vec<(u16, Stroke, Option<Predicate>)>>,
    beginning: Vec<(u16, Stroke, Option<Predicate>)>,
}

impl ClockTable {
    /// Puts the clocks of a system, in the order given, onto a machine.
    pub fn new<const W: usize>(system: &TransitionSystem, machine: &Machine<W>, clocks: &[usize]) -> Self {
        let mut table = Self { strokes: vec![Vec::new(); machine.transition_count()], beginning: Vec::new() };
        for (position, clock) in clocks.iter().enumerate() {
            let Ok(position) = u16::try_from(position) else { continue };
            // A signal whose condition the machine does not hold is one that the clock hears no more.
            let holds = |signal: &&Signal| {
                signal.condition.variables().iter().all(|variable| machine.holds_variable(*variable))
            };
            for signal in system.clocks[*clock].signals.iter().filter(holds) {
                let predicate = (signal.condition != Condition::TRUE).then(|| machine.predicate(&signal.condition));
                let entry = (position, signal.stroke, predicate);
                match signal.transition {
                    None => table.beginning.push(entry),
                    Some(id) => {
                        if let Some(index) = machine.index_of(id) {
                            table.strokes[index].push(entry);
                        }
                    }
                }
            }
        }
        table
    }

    /// Whether a transition touches any of the clocks.
    #[inline]
    pub fn touches(&self, transition: usize) -> bool {
        !self.strokes[transition].is_empty()
    }

    /// Calls `strike` for each stroke of a transition at a moment, in the order of the clocks.
    #[inline]
    pub fn strike<const W: usize>(
        &self,
        machine: &Machine<W>,
        transition: usize,
        moment: &Moment<W>,
        mut strike: impl FnMut(usize, Stroke),
    ) {
        for (clock, stroke, predicate) in &self.strokes[transition] {
            if predicate.as_ref().is_none_or(|predicate| machine.satisfies_at(moment, predicate)) {
                strike(usize::from(*clock), *stroke);
            }
        }
    }

    /// The same for the beginning of a case.
    pub fn strike_beginning<const W: usize>(
        &self,
        machine: &Machine<W>,
        moment: &Moment<W>,
        mut strike: impl FnMut(usize, Stroke),
    ) {
        for (clock, stroke, predicate) in &self.beginning {
            if predicate.as_ref().is_none_or(|predicate| machine.satisfies_at(moment, predicate)) {
                strike(usize::from(*clock), *stroke);
            }
        }
    }
}
