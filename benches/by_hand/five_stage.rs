//! The five stages as a loop written by hand: a ring of days with lists, arrays for the stages, alias tables, a generator with a state.

use duecourse::random::{DayTable, Key, Purpose, Stream, draw};
use duecourse::scenario::{Arrivals, Scenario};

const PLACES: [u32; 5] = [1, 2, 1, 10, 1];
const RING: usize = 1024;
const NONE: u32 = u32::MAX;

#[derive(Clone, Copy)]
struct Case {
    next: u32,
    stage: u8,
    begun: u32,
}

/// One draw from a small generator with a state (`SplitMix64`).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut number = *state;
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

struct Run<'a> {
    tables: [&'a DayTable; 5],
    ring: Vec<(u32, u32)>,
    cases: Vec<Case>,
    used: [u32; 5],
    queues: [(u32, u32); 5],
    random: u64,
    due: [u32; 2],
    live: u32,
}

impl Run<'_> {
    fn plan(&mut self, day: u32, case: u32) {
        let list = &mut self.ring[day as usize % RING];
        self.cases[case as usize].next = NONE;
        if list.0 == NONE {
            *list = (case, case);
        } else {
            self.cases[list.1 as usize].next = case;
            list.1 = case;
        }
    }

    fn enter(&mut self, day: u32, case: u32, stage: u8) {
        self.cases[case as usize].stage = stage;
        let at = usize::from(stage);
        if self.used[at] < PLACES[at] {
            self.used[at] += 1;
            let days = self.tables[at].draw(next(&mut self.random));
            self.plan(day + days, case);
        } else {
            let queue = &mut self.queues[at];
            self.cases[case as usize].next = NONE;
            if queue.0 == NONE {
                *queue = (case, case);
            } else {
                self.cases[queue.1 as usize].next = case;
                queue.1 = case;
            }
        }
    }

    fn leave(&mut self, day: u32, case: u32) {
        let one = self.cases[case as usize];
        let at = usize::from(one.stage);
        match one.stage {
            0 => {
                self.due[0] += u32::from(day - one.begun > 5);
                self.cases[case as usize].begun = day;
                self.enter(day, case, 1);
            }
            1 => {
                self.due[1] += u32::from(day - one.begun > 15);
                self.enter(day, case, 2);
            }
            2 => {
                let short = next(&mut self.random) % 10 < 3;
                self.enter(day, case, if short { 4 } else { 3 });
            }
            3 => self.enter(day, case, 4),
            _ => self.live -= 1,
        }
        let queue = &mut self.queues[at];
        let waiting = queue.0;
        if waiting == NONE {
            self.used[at] -= 1;
        } else {
            queue.0 = self.cases[waiting as usize].next;
            let days = self.tables[at].draw(next(&mut self.random));
            self.plan(day + days, waiting);
        }
    }
}

/// What came of a replication.
pub(crate) struct Done {
    pub(crate) cases: u64,
    /// How many missed each of the two deadlines.
    pub(crate) missed: [u64; 2],
}

/// Runs so many cases until all are done.
pub(crate) fn replication(scenario: &Scenario, seed: u64, count: u32) -> Done {
    let takes: Vec<&DayTable> =
        scenario.steps.iter().filter_map(|step| step.takes.as_ref().map(|takes| &takes.table)).collect();
    let tables: [&DayTable; 5] = takes.try_into().expect("five stages take time");
    let Arrivals::Count { per_working_day, .. } = scenario.arrivals else {
        return Done { cases: 0, missed: [0; 2] };
    };
    let empty = (NONE, NONE);
    let mut run = Run {
        tables,
        ring: vec![empty; RING],
        cases: Vec::with_capacity(count as usize),
        used: [0; 5],
        queues: [empty; 5],
        random: draw(Key { stream: Stream::new(seed, Purpose::Takes, ""), replication: 0, case: 0, occurrence: 0 }),
        due: [0; 2],
        live: 0,
    };
    let (mut day, mut arrival, mut arrived) = (0_u32, 0.0_f64, 0_u32);
    let gap = |random: &mut u64| -((next(random) >> 11) as f64 / 2_f64.powi(53)).max(1e-300).ln() / per_working_day;
    arrival += gap(&mut run.random);
    while arrived < count || run.live > 0 {
        while arrived < count && arrival < f64::from(day + 1) {
            run.cases.push(Case { next: NONE, stage: 0, begun: day });
            run.live += 1;
            run.enter(day, arrived, 0);
            arrived += 1;
            arrival += gap(&mut run.random);
        }
        while run.ring[day as usize % RING].0 != NONE {
            let list = &mut run.ring[day as usize % RING];
            let case = list.0;
            list.0 = run.cases[case as usize].next;
            run.leave(day, case);
        }
        day += 1;
    }
    Done { cases: u64::from(arrived), missed: run.due.map(u64::from) }
}
