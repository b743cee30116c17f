//! A naive enumeration of cases that go through two branches at once, whose steps several may do, some of them in two moments, and that need the same
//! people for other things besides.
//!
//! It knows nothing of the engine. Whatever happens: every day of coming, every duration, every order of what happens on one day, and work done by the
//! first performer who is free. At best: every choice of who begins what when.

use std::collections::BTreeSet;

/// Two actors who may have too few places, and the world, who has always room.
pub(crate) const ACTORS: [&str; 3] = ["office", "desk", "world"];
pub(crate) const WORLD: usize = 2;

/// A step of a branch.
#[derive(Debug, Clone)]
pub(crate) struct Work {
    pub(crate) least: u32,
    pub(crate) most: u32,
    /// Who may do it, the first first.
    pub(crate) performers: Vec<usize>,
}

/// What `right` needs before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    Nothing,
    /// The first step on the left is under way or done.
    FirstBegun,
}

/// A procedure: two branches, one after the other in `works`, and then what is done beside them.
#[derive(Debug, Clone)]
pub(crate) struct Branches {
    pub(crate) works: Vec<Work>,
    /// For each of the last of the works, after which other it is called for; absent if from the beginning on.
    pub(crate) beside: Vec<Option<usize>>,
    /// How many of the works are the left branch.
    pub(crate) left: usize,
    /// Of the first on the right.
    pub(crate) needs: Needs,
    /// A step during which days are not counted.
    pub(crate) suspended: Option<usize>,
    /// Of the two actors.
    pub(crate) places: [usize; 2],
}

impl Branches {
    /// Whether a work is the first of its branch.
    fn is_first(&self, work: usize) -> bool {
        work == 0 || work == self.left
    }

    fn last_left(&self) -> usize {
        self.left - 1
    }

    pub(crate) fn last_right(&self) -> usize {
        self.works.len() - self.beside.len() - 1
    }

    /// After which work another is called for; absent if from the beginning on.
    pub(crate) fn called_by(&self, work: usize) -> Option<usize> {
        match work.checked_sub(self.last_right() + 1) {
            Some(place) => self.beside[place],
            None => (!self.is_first(work)).then(|| work - 1),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// Not called for, or not possible yet.
    Before,
    Waiting,
    /// By whom, and the day on which it ends.
    Working(usize, u32),
    Done,
}

/// What is asked of one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The most days from the beginning to the end of both branches.
    Longest,
    /// The same where what falls due first is taken up first, within so many days.
    LongestByDue(u32),
    /// The fewest days from the end of the left branch to that of the right.
    Shortest,
}

/// Everything at one moment of a run of which the durations are known.
#[derive(Debug, Clone)]
struct World<'a> {
    plan: &'a Branches,
    arrivals: Vec<u32>,
    takes: Vec<Vec<u32>>,
    day: u32,
    /// Absent before the case comes.
    cases: Vec<Option<Vec<Stage>>>,
    queue: Vec<(usize, usize)>,
    /// Days counted of each case since its time began, while it runs.
    counted: Vec<Option<u32>>,
    asked: Asked,
}

/// What is asked, over everything that can happen to so many cases.
pub(crate) fn whatever(plan: &Branches, cases: usize, asked: Asked) -> Option<u32> {
    let span: u32 = plan.works.iter().map(|work| work.most).sum();
    let works = plan.works.len();
    let ranges: Vec<(u32, u32)> =
        (0..cases * works).map(|at| &plan.works[at % works]).map(|work| (work.least, work.most)).collect();
    let days = vec![(0, span); cases];
    let mut found = BTreeSet::new();
    for arrivals in combinations(&days).into_iter().filter(|days| days.contains(&0)) {
        for takes in combinations(&ranges) {
            let takes = takes.chunks(works).map(<[u32]>::to_vec).collect();
            let (cases, counted) = (vec![None; cases], vec![None; cases]);
            World { plan, arrivals: arrivals.clone(), takes, day: 0, cases, queue: Vec::new(), counted, asked }
                .morning(&mut found);
        }
    }
    match asked {
        Asked::Longest | Asked::LongestByDue(_) => found.last().copied(),
        Asked::Shortest => found.first().copied(),
    }
}

/// Every choice of one number from each range.
fn combinations(ranges: &[(u32, u32)]) -> Vec<Vec<u32>> {
    let mut all = vec![Vec::new()];
    for (least, most) in ranges {
        let with = |one: &Vec<u32>| {
            let one = one.clone();
            (*least..=*most).map(move |number| [one.as_slice(), &[number]].concat())
        };
        all = all.iter().flat_map(with).collect();
    }
    all
}

impl World<'_> {
    fn morning(&self, found: &mut BTreeSet<u32>) {
        let mut events = Vec::new();
        for (case, stages) in self.cases.iter().enumerate() {
            match stages {
                None if self.arrivals[case] == self.day => events.push((case, None)),
                None => {}
                Some(stages) => {
                    let ends = |stage: &Stage| matches!(stage, Stage::Working(_, day) if *day == self.day);
                    events.extend((0..stages.len()).filter(|work| ends(&stages[*work])).map(|work| (case, Some(work))));
                }
            }
        }
        self.happen(&events, found);
    }

    /// What happens today, in every order.
    fn happen(&self, events: &[(usize, Option<usize>)], found: &mut BTreeSet<u32>) {
        if let Some(stages) = &self.cases[0] {
            let is_done = |work: usize| stages[work] == Stage::Done;
            let (left, right) = (is_done(self.plan.last_left()), is_done(self.plan.last_right()));
            if right && (left || self.asked == Asked::Shortest) {
                // On the right before the left: the time never begins.
                found.extend(self.counted[0]);
                return;
            }
        }
        if events.is_empty() {
            let mut next = self.clone();
            next.day += 1;
            for (case, days) in next.counted.iter_mut().enumerate() {
                let stands_still = self.plan.suspended.is_some_and(|work| self.is_working(case, work));
                *days = days.map(|days| days + u32::from(!stands_still));
            }
            next.morning(found);
            return;
        }
        for (place, (case, ended)) in events.iter().copied().enumerate() {
            let mut rest = events.to_vec();
            rest.remove(place);
            let mut world = self.clone();
            match ended {
                None => world.cases[case] = Some(vec![Stage::Before; self.plan.works.len()]),
                Some(work) => world.set(case, work, Stage::Done),
            }
            let begins = match self.asked {
                Asked::Longest | Asked::LongestByDue(_) => ended.is_none(),
                Asked::Shortest => ended == Some(self.plan.last_left()),
            };
            if begins {
                world.counted[case] = Some(0);
            }
            world.go_on(case);
            let is_done = |work: usize| world.stage(case, work) == Stage::Done;
            if case > 0 && is_done(self.plan.last_left()) && is_done(self.plan.last_right()) {
                // It is closed once everybody has looked what to do next.
                world.counted[case] = None;
            }
            world.happen(&rest, found);
        }
    }

    fn set(&mut self, case: usize, work: usize, stage: Stage) {
        if let Some(stages) = &mut self.cases[case] {
            stages[work] = stage;
        }
    }

    fn stage(&self, case: usize, work: usize) -> Stage {
        self.cases[case].as_ref().map_or(Stage::Before, |stages| stages[work])
    }

    fn is_working(&self, case: usize, work: usize) -> bool {
        matches!(self.stage(case, work), Stage::Working(..))
    }

    fn can_begin(&self, case: usize, work: usize) -> bool {
        self.cases[case].as_ref().is_some_and(|stages| possible(self.plan, stages, work))
    }

    /// A case asks for what it can, in the order of the file; then whoever is free takes what waits.
    fn go_on(&mut self, case: usize) {
        self.ask(case);
        loop {
            let queue = self.queue.clone();
            let free = |(case, work): &(usize, usize)| {
                let performers = &self.plan.works[*work].performers;
                performers.iter().copied().find(|actor| self.has_room(*case, *actor))
            };
            // Of what falls due, that of which most days have gone by falls due first; what does not is done last.
            let urgency = |case: usize| match (self.asked, self.counted[case]) {
                // Where clocks can stand still, what is late is not told apart from what is later.
                (Asked::LongestByDue(within), Some(days)) if self.plan.suspended.is_some() => 1 + days.min(within + 1),
                (Asked::LongestByDue(_), Some(days)) => 1 + days,
                _ => 0,
            };
            let can_begin = queue.iter().enumerate().filter_map(|(place, entry)| Some((place, entry.0, free(entry)?)));
            let first = can_begin.min_by_key(|(place, case, _)| (std::cmp::Reverse(urgency(*case)), *place));
            let Some((place, _, actor)) = first else { return };
            let (case, work) = self.queue.remove(place);
            self.begin(case, work, actor);
            self.ask(case);
        }
    }

    fn ask(&mut self, case: usize) {
        let asks = |work: &usize| self.stage(case, *work) == Stage::Before && self.can_begin(case, *work);
        let Some(work) = (0..self.plan.works.len()).find(asks) else { return };
        let waited_for =
            |actor: usize| self.queue.iter().any(|(_, work)| self.plan.works[*work].performers.contains(&actor));
        // By due dates, who is asked alone looks first what else is asked for at the moment.
        let plan = self.plan;
        let performers = &plan.works[work].performers;
        let asked = performers.iter().take_while(|actor| !plan.has_always_room(**actor, self.cases.len())).count() + 1;
        let looks_first = matches!(self.asked, Asked::LongestByDue(_)) && !plan.is_free(work, self.cases.len());
        let looks_first = looks_first && asked.min(performers.len()) == 1;
        let takes_up = |actor: &usize| {
            !looks_first && self.has_room(case, *actor) && (self.is_with(case, *actor) || !waited_for(*actor))
        };
        if let Some(actor) = self.plan.works[work].performers.iter().copied().find(takes_up) {
            self.begin(case, work, actor);
        } else {
            self.set(case, work, Stage::Waiting);
            self.queue.push((case, work));
        }
        self.ask(case);
    }

    fn begin(&mut self, case: usize, work: usize, actor: usize) {
        self.set(case, work, Stage::Working(actor, self.day + self.takes[case][work]));
    }

    fn is_with(&self, case: usize, actor: usize) -> bool {
        self.cases[case].as_ref().is_some_and(|stages| is_with(stages, actor))
    }

    fn has_room(&self, case: usize, actor: usize) -> bool {
        let used = self.cases.iter().flatten().filter(|stages| is_with(stages, actor)).count();
        actor == WORLD || self.is_with(case, actor) || used < self.plan.places[actor]
    }
}

fn is_with(stages: &[Stage], actor: usize) -> bool {
    stages.iter().any(|stage| matches!(stage, Stage::Working(by, _) if *by == actor))
}

/// Whether a work that has not begun can begin.
fn possible(plan: &Branches, stages: &[Stage], work: usize) -> bool {
    let is_next = plan.called_by(work).is_none_or(|before| stages[before] == Stage::Done);
    let first_works = matches!(stages[0], Stage::Working(..));
    let needs = match plan.needs {
        Needs::Nothing => true,
        Needs::FirstBegun => first_works || stages[0] == Stage::Done,
    };
    is_next && (work != plan.left || needs)
}

/// A moment of a search for the best: the stages, with days to the end, and the days counted of each case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Moment {
    cases: Vec<Vec<Stage>>,
    counted: Vec<Option<u32>>,
}

/// Whether so many cases that come on one day can all keep a limit, if everything goes as well as can be.
pub(crate) fn at_best(plan: &Branches, cases: usize, asked: Asked, limit: u32) -> bool {
    let counted = vec![(asked == Asked::Longest).then_some(0); cases];
    let first = Moment { cases: vec![vec![Stage::Before; plan.works.len()]; cases], counted };
    let mut seen = BTreeSet::from([first.clone()]);
    let mut open = vec![first];
    while let Some(moment) = open.pop() {
        if (0..cases).all(|case| moment.is_in_time(plan, case, asked, limit)) {
            return true;
        }
        for next in moment.next(plan, asked, limit) {
            if seen.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    false
}

impl Moment {
    fn is_done(&self, case: usize, work: usize) -> bool {
        self.cases[case][work] == Stage::Done
    }

    fn is_in_time(&self, plan: &Branches, case: usize, asked: Asked, limit: u32) -> bool {
        let right = self.is_done(case, plan.last_right());
        match asked {
            Asked::Longest | Asked::LongestByDue(_) => {
                right && self.is_done(case, plan.last_left()) && self.counted[case] <= Some(limit)
            }
            // On the right before the left: its time never ends, so that is not too early.
            Asked::Shortest => right && self.counted[case].is_none_or(|days| days >= limit),
        }
    }

    fn next(&self, plan: &Branches, asked: Asked, limit: u32) -> Vec<Self> {
        let mut next = Vec::new();
        for case in 0..self.cases.len() {
            for work in 0..plan.works.len() {
                match self.cases[case][work] {
                    Stage::Before if possible(plan, &self.cases[case], work) => {
                        next.extend(self.begun(plan, case, work))
                    }
                    Stage::Working(_, 0) => next.push(self.ended(plan, case, work, asked)),
                    _ => {}
                }
            }
        }
        // What nobody shared does begins at once, and what ends today ends today.
        let presses = |case: usize, work: usize| match self.cases[case][work] {
            Stage::Working(_, days) => days == 0,
            Stage::Before => plan.is_free(work, self.cases.len()) && possible(plan, &self.cases[case], work),
            Stage::Waiting | Stage::Done => false,
        };
        if !(0..self.cases.len()).any(|case| (0..plan.works.len()).any(|work| presses(case, work))) {
            next.extend(self.tomorrow(plan, asked, limit));
        }
        next
    }

    fn begun(&self, plan: &Branches, case: usize, work: usize) -> Vec<Self> {
        let one = &plan.works[work];
        let has_room = |actor: &usize| {
            let used = self.cases.iter().filter(|stages| is_with(stages, *actor)).count();
            *actor == WORLD || is_with(&self.cases[case], *actor) || used < plan.places[*actor]
        };
        // Who comes after somebody who has always room is never asked.
        let asked = one.performers.iter().position(|actor| plan.has_always_room(*actor, self.cases.len()));
        let asked = &one.performers[..asked.map_or(one.performers.len(), |last| last + 1)];
        let mut begun = Vec::new();
        for actor in asked.iter().copied().filter(has_room) {
            for days in one.least..=one.most {
                let mut after = self.clone();
                after.cases[case][work] = Stage::Working(actor, days);
                begun.push(after);
            }
        }
        begun
    }

    fn ended(&self, plan: &Branches, case: usize, work: usize, asked: Asked) -> Self {
        let mut after = self.clone();
        after.cases[case][work] = Stage::Done;
        if asked == Asked::Shortest && work == plan.last_left() && !after.is_done(case, plan.last_right()) {
            after.counted[case] = Some(0);
        }
        after
    }

    /// A day later; absent if a case is too late by then.
    fn tomorrow(&self, plan: &Branches, asked: Asked, limit: u32) -> Option<Self> {
        let mut after = self.clone();
        for (case, stages) in after.cases.iter_mut().enumerate() {
            let stands_still = plan.suspended.is_some_and(|work| matches!(stages[work], Stage::Working(..)));
            let ends = |work: usize| self.is_done(case, work);
            let is_over = ends(plan.last_right()) && (asked == Asked::Shortest || ends(plan.last_left()));
            if let Some(days) = after.counted[case].filter(|_| !stands_still && !is_over) {
                after.counted[case] = Some(if asked == Asked::Shortest { (days + 1).min(limit) } else { days + 1 });
            }
            for stage in stages {
                if let Stage::Working(_, days) = stage {
                    *days -= 1;
                }
            }
        }
        (asked == Asked::Shortest || after.counted.iter().all(|days| *days <= Some(limit))).then_some(after)
    }
}

impl Branches {
    fn has_always_room(&self, actor: usize, cases: usize) -> bool {
        actor == WORLD || self.places[actor] >= cases
    }

    /// Whether a work never waits for anybody.
    fn is_free(&self, work: usize, cases: usize) -> bool {
        self.has_always_room(self.works[work].performers[0], cases)
    }
}
