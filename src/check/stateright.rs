//! The second engine: the only file that knows stateright.
//!
//! stateright explores the same machine and decides what can be said of single states. What it is asked is restricted to what
//! version 0.31 does soundly: `always` properties only (never `eventually`), depth first, one thread, no limit of its own, a sentinel that
//! always holds so that it explores everything. It knows states by a 64-bit fingerprint.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use stateright::{Checker, Model, Property};

use super::search::Reduced;
use crate::system::{Fairness, Liveness, Machine, Predicate, Space, State};

/// Something that must be true of every state.
#[derive(Debug, Clone)]
pub(super) enum Claim {
    /// The condition holds nowhere.
    Never(Predicate),
    /// Where the run may stop, the condition does not hold.
    NotAtRest {
        /// The condition.
        pending: Predicate,
        /// Whether it may stop only when no awaited event is left either.
        awaited: bool,
    },
}

/// Claims that fit into one exploration; each needs a function of its own, since a property is a bare function.
pub(super) const CLAIMS_MAX: usize = 64;

/// What stateright found.
#[derive(Debug, Clone)]
pub(super) struct Explored {
    /// States that it visited.
    pub(super) states: usize,
    /// For each claim, whether it is true.
    pub(super) claims: Vec<bool>,
}

/// States that were reduced already; all explorations of one slice share them.
pub(super) type SharedReduced<const W: usize> = Arc<Mutex<Reduced<W>>>;

/// What was reduced already, to be shared.
pub(super) fn shared<const W: usize>(reduced: Reduced<W>) -> SharedReduced<W> {
    Arc::new(Mutex::new(reduced))
}

struct Adapter<const W: usize> {
    machine: Machine<W>,
    liveness: Option<Liveness<W>>,
    /// States that were reduced already.
    reduced: SharedReduced<W>,
    fairness: Vec<Fairness>,
    claims: Vec<Claim>,
    /// Set when the time is up: from then on no state leads anywhere.
    cut: Arc<AtomicBool>,
}

impl<const W: usize> Adapter<W> {
    fn reduce(&self, state: State<W>) -> State<W> {
        let Some(liveness) = &self.liveness else { return state };
        let mut reduced = self.reduced.lock().unwrap_or_else(PoisonError::into_inner);
        *reduced.entry(state).or_insert_with(|| liveness.reduce(state, &mut Space::default()))
    }

    /// Whether nothing that comes in the end can come now.
    fn rests(&self, state: &State<W>, awaited: bool) -> bool {
        !self.fairness.iter().enumerate().any(|(index, fairness)| {
            let comes = match fairness {
                Fairness::Duty => true,
                Fairness::DutyWhileOwed(owed) => self.machine.value(state, *owed) == 1,
                Fairness::Awaited => awaited,
                Fairness::None => false,
            };
            comes && self.machine.enabled(state, index)
        })
    }

    fn claim(&self, index: usize, state: &State<W>) -> bool {
        match self.claims.get(index) {
            Some(Claim::Never(bad)) => !self.machine.satisfies(state, bad),
            Some(Claim::NotAtRest { pending, awaited }) => {
                !self.machine.satisfies(state, pending) || !self.rests(state, *awaited)
            }
            None => true,
        }
    }
}

fn slot<const W: usize, const INDEX: usize>(adapter: &Adapter<W>, state: &State<W>) -> bool {
    adapter.claim(INDEX, state)
}

macro_rules! slots {
    ($($index:literal)*) => {
        /// A function and a name for each slot.
        fn slots<const W: usize>() -> Vec<Property<Adapter<W>>> {
            vec![$(Property::always(stringify!($index), slot::<W, $index>)),*]
        }
        /// The names of the slots.
        const NAMES: &[&str] = &[$(stringify!($index)),*];
    };
}

slots!(
    0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31
    32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63
);

impl<const W: usize> Model for Adapter<W> {
    type State = State<W>;
    type Action = u16;

    fn init_states(&self) -> Vec<State<W>> {
        let states: BTreeSet<State<W>> = self.machine.initial().iter().map(|state| self.reduce(*state)).collect();
        states.into_iter().collect()
    }

    fn actions(&self, state: &State<W>, actions: &mut Vec<u16>) {
        if self.cut.load(Ordering::Relaxed) {
            return;
        }
        let enabled = (0..self.machine.transition_count()).filter(|index| self.machine.enabled(state, *index));
        actions.extend(enabled.filter_map(|index| u16::try_from(index).ok()));
    }

    fn next_state(&self, state: &State<W>, action: u16) -> Option<State<W>> {
        Some(self.reduce(self.machine.apply(*state, usize::from(action))))
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let mut properties = slots();
        properties.truncate(self.claims.len());
        // While a property is undiscovered, stateright goes on exploring: this one never is.
        properties.push(Property::always("everything is explored", |_, _| true));
        properties
    }
}

/// The longest pause between two questions whether the time is up.
const PAUSE_MAX: Duration = Duration::from_millis(20);

/// Explores a machine and decides claims, at most [`CLAIMS_MAX`]; nothing if it was interrupted before the end.
///
/// stateright keeps the machine for itself and knows no borrowed function, so it explores beside this thread, which asks.
pub(super) fn explore<const W: usize>(
    machine: &Machine<W>,
    (liveness, reduced): (Option<&Liveness<W>>, &SharedReduced<W>),
    fairness: &[Fairness],
    claims: &[Claim],
    interrupted: &(dyn Fn() -> bool + Sync),
) -> Option<Explored> {
    debug_assert!(claims.len() <= CLAIMS_MAX);
    let cut = Arc::new(AtomicBool::new(false));
    let adapter = Adapter {
        machine: machine.clone(),
        liveness: liveness.cloned(),
        reduced: Arc::clone(reduced),
        fairness: fairness.to_vec(),
        claims: claims.to_vec(),
        cut: Arc::clone(&cut),
    };
    let checker = adapter.checker().threads(1).spawn_dfs();
    let mut pause = Duration::from_micros(20);
    while !checker.is_done() {
        if interrupted() {
            cut.store(true, Ordering::Relaxed);
            break;
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(PAUSE_MAX);
    }
    let checker = checker.join();
    // A path that was cut short cannot be told again, so nothing of it is asked for.
    if cut.load(Ordering::Relaxed) {
        return None;
    }
    let discoveries = checker.discoveries();
    Some(Explored {
        states: checker.unique_state_count(),
        claims: NAMES.iter().take(claims.len()).map(|name| !discoveries.contains_key(name)).collect(),
    })
}
