//! A naive enumeration of cases that go through a chain of steps: every arrival, every duration, every order of asking on one day.
//!
//! It knows nothing of the engine: days, a list of who waits, and recursion.

/// A step of a chain: its fewest and most days, and whether the one shared actor does it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    pub(crate) least: u32,
    pub(crate) most: u32,
    pub(crate) shared: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Comes on this day.
    Coming(u32),
    Waiting(usize),
    /// At work on a step until a day.
    Working(usize, u32),
    Done,
}

#[derive(Debug, Clone)]
struct World<'a> {
    chain: &'a [Link],
    places: usize,
    day: u32,
    cases: Vec<Stage>,
    /// Who waits for the shared actor, the first first.
    queue: Vec<usize>,
    came: u32,
}

/// The most days that the first of some cases needs, over everything that can happen.
pub(crate) fn longest(chain: &[Link], cases: usize, places: usize) -> u32 {
    let alone: u32 = chain.iter().map(|link| link.most).sum();
    let span = alone * 2;
    let mut longest = 0;
    let mut days = vec![0; cases];
    loop {
        let world = World {
            chain,
            places,
            day: 0,
            cases: days.iter().map(|day| Stage::Coming(*day)).collect(),
            queue: Vec::new(),
            came: days[0],
        };
        world.morning(&mut longest);
        // The next combination of days.
        let Some(place) = days.iter().rposition(|day| *day < span) else { return longest };
        days[place] += 1;
        days[place + 1..].fill(0);
    }
}

impl World<'_> {
    /// A day begins: whoever has something today acts, in every order.
    fn morning(&self, longest: &mut u32) {
        let today = |stage: &Stage| matches!(stage, Stage::Coming(day) | Stage::Working(_, day) if *day == self.day);
        let acting: Vec<usize> = (0..self.cases.len()).filter(|case| today(&self.cases[*case])).collect();
        self.act(&acting, longest);
    }

    fn act(&self, acting: &[usize], longest: &mut u32) {
        if self.cases[0] == Stage::Done {
            *longest = (*longest).max(self.day - self.came);
            return;
        }
        if acting.is_empty() {
            World { day: self.day + 1, ..self.clone() }.morning(longest);
            return;
        }
        for (place, case) in acting.iter().enumerate() {
            let mut rest = acting.to_vec();
            rest.remove(place);
            let mut world = self.clone();
            let next = match world.cases[*case] {
                Stage::Working(link, _) => link + 1,
                Stage::Coming(_) | Stage::Waiting(_) | Stage::Done => 0,
            };
            if next == world.chain.len() {
                world.cases[*case] = Stage::Done;
            } else {
                world.cases[*case] = Stage::Waiting(next);
                world.queue.push(*case);
            }
            world.begin(&rest, longest);
        }
    }

    /// Whoever can begin does, the first first, with every duration.
    fn begin(&self, acting: &[usize], longest: &mut u32) {
        let used =
            self.cases.iter().filter(|stage| matches!(stage, Stage::Working(link, _) if self.chain[*link].shared));
        let free = used.count() < self.places;
        let ready = self.queue.iter().position(|case| match self.cases[*case] {
            Stage::Waiting(link) => free || !self.chain[link].shared,
            Stage::Coming(_) | Stage::Working(..) | Stage::Done => false,
        });
        let Some(place) = ready else { return self.act(acting, longest) };
        let case = self.queue[place];
        let Stage::Waiting(link) = self.cases[case] else { return };
        for days in self.chain[link].least..=self.chain[link].most {
            let mut world = self.clone();
            world.queue.remove(place);
            world.cases[case] = Stage::Working(link, self.day + days);
            world.begin(acting, longest);
        }
    }
}
