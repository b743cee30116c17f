//! Engines that find all states of the same machine: ours, a bare set, and stateright.

use std::collections::VecDeque;
use std::time::Instant;

use duecourse::check::{Limits, explore};
use duecourse::system::{Machine, Selection, State};
use hashbrown::HashSet;
use rustc_hash::FxBuildHasher;
use stateright::{Checker, Model, Property};

use crate::family::Family;

/// What an engine found, and what it took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    /// Different states.
    pub(crate) states: usize,
    /// Wall-clock time of the search alone.
    pub(crate) seconds: f64,
    /// Processor time of its whole process, all threads together; 0 where nobody measured it.
    pub(crate) processor_seconds: f64,
    /// Greatest memory of the process, in bytes.
    pub(crate) peak_bytes: f64,
}

/// All engines of this program, by name.
pub(crate) const ENGINES: [&str; 6] = [
    "bare set",
    "reference search",
    "stateright BFS, 1 thread",
    "stateright BFS, 2 threads",
    "stateright DFS, 1 thread",
    "stateright DFS, 2 threads",
];

/// Runs one engine; nothing if there is no such engine.
pub(crate) fn run(engine: &str, family: Family) -> Option<Run> {
    let system = family.system();
    let machine: Machine<1> = Machine::new(&system, &Selection::whole(&system));
    let begun = Instant::now();
    let states = match engine {
        "bare set" => bare(&machine),
        "reference search" => {
            let limits = Limits { states_max: usize::MAX, interrupted: &|| false };
            explore(&machine, None, limits, |_, _| ()).states.len()
        }
        _ => {
            let threads = if engine.ends_with("2 threads") { 2 } else { 1 };
            let builder = Adapter(machine).checker().threads(threads);
            if engine.contains("BFS") {
                builder.spawn_bfs().join().unique_state_count()
            } else if engine.contains("DFS") {
                builder.spawn_dfs().join().unique_state_count()
            } else {
                return None;
            }
        }
    };
    Some(Run { states, seconds: begun.elapsed().as_secs_f64(), processor_seconds: 0.0, peak_bytes: peak_bytes() })
}

/// The limit: the states in a set and in a queue, and nothing that a counterexample could be told from.
fn bare(machine: &Machine<1>) -> usize {
    let mut seen: HashSet<State<1>, FxBuildHasher> = machine.initial().iter().copied().collect();
    let mut open: VecDeque<State<1>> = machine.initial().iter().copied().collect();
    while let Some(state) = open.pop_front() {
        machine.each_enabled(&state, |transition| {
            let after = machine.apply(state, transition);
            if seen.insert(after) {
                open.push_back(after);
            }
        });
    }
    seen.len()
}

/// The greatest resident set so far; 0 where the system does not tell.
fn peak_bytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kibibytes.unwrap_or(0.0) * 1024.0
}

struct Adapter(Machine<1>);

impl Model for Adapter {
    type State = State<1>;
    type Action = u16;

    fn init_states(&self) -> Vec<State<1>> {
        self.0.initial().to_vec()
    }

    fn actions(&self, state: &State<1>, actions: &mut Vec<u16>) {
        self.0.each_enabled(state, |index| actions.extend(u16::try_from(index)));
    }

    fn next_state(&self, state: &State<1>, action: u16) -> Option<State<1>> {
        Some(self.0.apply(*state, usize::from(action)))
    }

    fn properties(&self) -> Vec<Property<Self>> {
        // Without a property that is never decided it would explore nothing.
        vec![Property::always("everything is explored", |_, _| true)]
    }
}
