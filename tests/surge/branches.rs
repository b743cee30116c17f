//! Random procedures with two parallel branches, a decision and one shared actor: the joint search finds the same longest time as a naive
//! enumeration.
//!
//! The enumeration knows nothing of the engine: days, a list of who waits, and recursion over every arrival, duration, outcome and
//! order of what happens on one day.

use std::fmt::Write as _;

use duecourse::check::time::WorkOrder;
use proptest::prelude::*;

use super::naive::Link;
use super::{chains::links, deadline, surge};

/// Two branches, a decision, what it may ask for besides, and the end.
const WORKS: [&str; 5] = ["left", "right", "decide", "further", "last"];
const STARTS: [&str; 5] = [
    "after open",
    "after open",
    "after all of (left, right)",
    "after decide is more",
    "after first of (decide is enough, further)",
];
const DECIDE: usize = 2;
const FURTHER: usize = 3;
const LAST: usize = 4;

type Links = [Link; 5];

fn procedure(links: &Links) -> String {
    let mut text = "actors.office = { name = \"The office\", cases_at_once = 1 }\n\
                    actors.world = { name = \"The world\", outside = true }\n\
                    steps.open = { by = \"world\", starts = \"at the beginning\" }\n"
        .to_owned();
    for (index, link) in links.iter().enumerate() {
        let by = if link.shared { "office" } else { "world" };
        let more = match index {
            DECIDE => ", decide = [\"more\", \"enough\"]",
            LAST => ", due = \"within 60 working days of open\"",
            _ => "",
        };
        let (name, starts) = (WORKS[index], STARTS[index]);
        let _ = writeln!(
            text,
            "steps.{name} = {{ by = \"{by}\", starts = \"{starts}\", takes = \"{} to {} working days\"{more} }}",
            link.least, link.most,
        );
    }
    text
}

/// What is going on in one case.
#[derive(Debug, Clone, Default)]
struct Course {
    /// The day on which each work ends, of those that have begun.
    ends: [Option<u32>; 5],
    done: [bool; 5],
}

#[derive(Debug, Clone)]
struct World<'a> {
    links: &'a Links,
    arrivals: [u32; 2],
    day: u32,
    cases: [Course; 2],
    /// Who waits, with which work, the first first.
    queue: Vec<(usize, usize)>,
}

/// Something that happens to a case on a day: it comes, or a work ends.
type Event = (usize, Option<usize>);

/// The most days that the first of two cases needs.
fn longest(links: &Links) -> u32 {
    let span: u32 = links.iter().map(|link| link.most).sum();
    let mut longest = 0;
    // Only how far apart they come matters.
    for apart in 0..=span {
        for arrivals in [[0, apart], [apart, 0]] {
            let cases = [Course::default(), Course::default()];
            World { links, arrivals, day: 0, cases, queue: Vec::new() }.morning(&mut longest);
        }
    }
    longest
}

impl World<'_> {
    fn morning(&self, longest: &mut u32) {
        let mut events: Vec<Event> = Vec::new();
        for case in 0..2 {
            if self.arrivals[case] == self.day {
                events.push((case, None));
            }
            let ending = (0..5).filter(|work| self.cases[case].ends[*work] == Some(self.day));
            events.extend(ending.map(|work| (case, Some(work))));
        }
        self.happen(&events, longest);
    }

    /// What happens today, in every order.
    fn happen(&self, events: &[Event], longest: &mut u32) {
        if self.cases[0].done[LAST] {
            *longest = (*longest).max(self.day - self.arrivals[0]);
            return;
        }
        if events.is_empty() {
            World { day: self.day + 1, ..self.clone() }.morning(longest);
            return;
        }
        for (place, (case, ended)) in events.iter().copied().enumerate() {
            let mut rest = events.to_vec();
            rest.remove(place);
            let mut world = self.clone();
            if let Some(work) = ended {
                world.cases[case].ends[work] = None;
                world.cases[case].done[work] = true;
            }
            for asked in world.follows(case, ended) {
                let mut world = world.clone();
                world.queue.extend(asked.iter().map(|work| (case, *work)));
                world.begin(&rest, longest);
            }
        }
    }

    /// What is to be done next, for each way in which it can go on.
    fn follows(&self, case: usize, ended: Option<usize>) -> Vec<Vec<usize>> {
        let done = &self.cases[case].done;
        match ended {
            None => vec![vec![0, 1]],
            Some(0 | 1) if done[0] && done[1] => vec![vec![DECIDE]],
            Some(DECIDE) => vec![vec![FURTHER], vec![LAST]],
            Some(FURTHER) => vec![vec![LAST]],
            Some(_) => vec![vec![]],
        }
    }

    /// Whoever can begin does, the first first, with every duration.
    fn begin(&self, rest: &[Event], longest: &mut u32) {
        let busy = |case: usize| (0..5).any(|work| self.links[work].shared && self.cases[case].ends[work].is_some());
        let can = |(case, work): &(usize, usize)| !self.links[*work].shared || busy(*case) || !busy(1 - *case);
        let Some(place) = self.queue.iter().position(can) else { return self.happen(rest, longest) };
        let (case, work) = self.queue[place];
        for days in self.links[work].least..=self.links[work].most {
            let mut world = self.clone();
            world.queue.remove(place);
            world.cases[case].ends[work] = Some(self.day + days);
            world.begin(rest, longest);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn branches_take_as_long_as_in_the_enumeration(
        left in links(2), right in links(2), decide in links(1), further in links(1), last in links(1),
    ) {
        let links = [left, right, decide, further, last];
        prop_assume!(links.iter().any(|link| link.shared));
        let text = procedure(&links);
        let outcome = surge(&text, 2);
        let longest_found = &deadline(&outcome, "last").longest;
        let days = longest_found.iter().find(|one| one.cases == 2 && one.order == WorkOrder::FirstCome);
        prop_assert_eq!(days.and_then(|one| one.days), Some(longest(&links)), "{}", text);
    }
}
