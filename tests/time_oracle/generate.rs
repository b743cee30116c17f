//! Random small procedures with times, as text.
//!
//! In `procedures` what starts a step comes before it, so no loop has to be bounded; `loops` has nothing but loops that never end for another
//! reason, since how often a loop goes round that can end is the check's own affair. Left out, because the reference leaves it open: `lapses`
//! on a step of two moments.

use std::fmt::Write as _;

use proptest::prelude::{Strategy, any};

use super::dice::Dice;

/// Random procedures with times.
pub fn procedures() -> impl Strategy<Value = String> {
    proptest::collection::vec(any::<u16>(), 160).prop_map(|numbers| write_procedure(&mut Dice::new(numbers)))
}

/// Procedures in which one duty follows the other: nothing is under way when a clock begins to run.
pub fn chains() -> impl Strategy<Value = String> {
    proptest::collection::vec(any::<u16>(), 60).prop_map(|numbers| write_chain(&mut Dice::new(numbers)))
}

/// Chains of duties in which decisions lead back.
pub fn loops() -> impl Strategy<Value = String> {
    proptest::collection::vec(any::<u16>(), 60).prop_map(|numbers| write_loops(&mut Dice::new(numbers)))
}

/// Branches side by side, with deadlines that begin in the middle of them.
pub fn branches() -> impl Strategy<Value = String> {
    proptest::collection::vec(any::<u16>(), 60).prop_map(|numbers| write_branches(&mut Dice::new(numbers)))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Duty,
    Optional,
    Awaited,
    Event,
}

struct Plan {
    kinds: Vec<Kind>,
    decides: Vec<bool>,
    dues: Vec<bool>,
    votes: Option<usize>,
    fact: bool,
    two_moments: Option<usize>,
}

const HEADER: &str =
    "format = 1\ntitle = \"A random procedure with times\"\n\n[actors.office]\nname = \"The office\"\n";

fn plan(dice: &mut Dice) -> Plan {
    let steps = 2 + dice.below(4);
    let kinds = |dice: &mut Dice| match dice.below(10) {
        6 | 7 => Kind::Optional,
        8 => Kind::Awaited,
        9 => Kind::Event,
        _ => Kind::Duty,
    };
    let mut plan = Plan {
        kinds: (0..steps).map(|_| kinds(dice)).collect(),
        decides: (0..steps).map(|_| dice.one_in(3)).collect(),
        dues: (0..steps).map(|_| dice.one_in(2)).collect(),
        votes: dice.one_in(5).then_some(1),
        fact: dice.one_in(4),
        two_moments: None,
    };
    if let Some(voting) = plan.votes {
        (plan.kinds[voting], plan.decides[voting]) = (Kind::Duty, true);
    }
    if dice.one_in(6) {
        let one = dice.below(steps);
        plan.two_moments = (plan.votes != Some(one)).then_some(one);
    }
    plan
}

/// The procedure that these dice give.
pub fn write_procedure(dice: &mut Dice) -> String {
    let plan = plan(dice);
    let mut text = HEADER.to_owned();
    if plan.votes.is_some() {
        text.push_str("\n[actors.v1]\nname = \"One\"\n\n[actors.v2]\nname = \"Two\"\n");
        text.push_str("\n[actors.panel]\nname = \"The panel\"\nmembers = [\"v1\", \"v2\"]\n");
    }
    if plan.fact {
        text.push_str("\n[facts.f]\nvalues = [\"no\", \"yes\"]\n");
    }
    for index in 0..plan.kinds.len() {
        plan.write_step(&mut text, index, dice);
    }
    if dice.one_in(3) {
        plan.write_deadline(&mut text, dice);
    }
    text
}

fn takes(dice: &mut Dice) -> Option<String> {
    let least = dice.below(3);
    match dice.below(6) {
        0 => None,
        1 | 2 => Some(format!("{} working days", least + 1)),
        _ => Some(format!("{least} to {} working days", least + 1 + dice.below(2))),
    }
}

impl Plan {
    fn write_step(&self, text: &mut String, index: usize, dice: &mut Dice) {
        let by = if self.votes == Some(index) { "panel" } else { "office" };
        let _ = write!(text, "\n[steps.s{index}]\nby = \"{by}\"\n");
        match self.kinds[index] {
            Kind::Duty => {}
            Kind::Optional => text.push_str("kind = \"optional\"\n"),
            Kind::Awaited => text.push_str("kind = \"event\"\nawaited = true\n"),
            Kind::Event => text.push_str("kind = \"event\"\n"),
        }
        let duration = takes(dice);
        let starts = self.starts(index, dice, duration.is_some());
        let _ = writeln!(text, "starts = [\"{}\"]", starts.join("\", \""));
        if let Some(duration) = duration {
            let _ = writeln!(text, "takes = \"{duration}\"");
        }
        let alone = !starts[0].starts_with("while");
        if self.kinds[index] == Kind::Optional && alone && index > 0 && dice.one_in(3) {
            let _ = writeln!(text, "must = \"after {}\"", self.event(dice, index));
        }
        if self.decides[index] {
            text.push_str("decide = [\"x\", \"y\"]\n");
        }
        if self.votes == Some(index) {
            let _ = writeln!(text, "votes = \"{} of 2\"", 1 + dice.below(2));
        } else if alone && self.two_moments != Some(index) && dice.one_in(6) {
            let _ = writeln!(text, "lapses = \"after {}{}\"", self.other(dice, index), self.condition(dice));
        }
        if dice.one_in(6) {
            let _ = writeln!(text, "needs = \"{}\"", self.expression(dice));
        }
        if self.dues[index] {
            let _ = writeln!(text, "due = [\"{}\"]", self.due(dice, Some(index)));
        }
        if dice.one_in(20) {
            text.push_str("closes = true\n");
        }
    }

    fn starts(&self, index: usize, dice: &mut Dice, has_time: bool) -> Vec<String> {
        let form = dice.below(12);
        if index == 0 {
            return vec!["at the beginning".to_owned()];
        }
        let event = self.event(dice, index);
        let condition = self.condition(dice);
        vec![match form {
            5 => format!("after first of ({event}, {}){condition}", self.event(dice, index)),
            6 if index > 1 => format!("after all of (s{}, s{}){condition}", index - 1, index - 2),
            7 | 8 => format!("after each {event}{condition}"),
            9 if self.kinds[index] == Kind::Duty && self.votes != Some(index) => {
                let once = if has_time && dice.one_in(2) { "" } else { ", once" };
                format!("while s{} is done{once}", dice.below(index))
            }
            10 if self.kinds[index] == Kind::Duty && self.votes != Some(index) => {
                format!("every 2 working days covering {event}")
            }
            11 if self.kinds[index] != Kind::Duty => "at any time, once".to_owned(),
            _ => format!("after {event}{condition}"),
        }]
    }

    /// Something that happens to a step before this one.
    fn event(&self, dice: &mut Dice, before: usize) -> String {
        let index = dice.below(before);
        match dice.below(6) {
            4 | 5 if self.decides[index] => format!("s{index} is {}", ["x", "y"][dice.below(2)]),
            3 if self.dues[index] => format!("s{index} is missed"),
            _ => format!("s{index}"),
        }
    }

    /// Something that happens to any step but this one.
    fn other(&self, dice: &mut Dice, but: usize) -> String {
        let index = (but + 1 + dice.below(self.kinds.len() - 1)) % self.kinds.len();
        if self.decides[index] && dice.one_in(2) { format!("s{index} is x") } else { format!("s{index}") }
    }

    fn condition(&self, dice: &mut Dice) -> String {
        if dice.one_in(6) { format!(", if {}", self.expression(dice)) } else { String::new() }
    }

    fn expression(&self, dice: &mut Dice) -> String {
        let index = dice.below(self.kinds.len());
        let not = if dice.one_in(3) { "not " } else { "" };
        match dice.below(8) {
            5 if self.fact => format!("f is {not}yes"),
            6 if self.decides[index] => format!("s{index} is {not}x"),
            7 => match self.two_moments {
                Some(one) => format!("s{one} is {not}under way"),
                None => format!("s{index} is {not}owed"),
            },
            _ => format!("s{index} is {not}done"),
        }
    }

    fn anchor(&self, dice: &mut Dice, but: usize) -> String {
        let event = self.other(dice, but);
        match dice.below(7) {
            4 => format!("each {event}"),
            5 => format!("first of ({event}, {})", self.other(dice, but)),
            6 => format!("each of ({event}, {})", self.other(dice, but)),
            3 if self.kinds.len() > 2 => {
                let other = (but + 1) % self.kinds.len();
                format!("latest of (s{other}, s{})", (but + 2) % self.kinds.len())
            }
            _ => event,
        }
    }

    fn due(&self, dice: &mut Dice, of: Option<usize>) -> String {
        let but = of.unwrap_or(self.kinds.len() - 1);
        let anchor = self.anchor(dice, but);
        let days = 1 + dice.below(5);
        match dice.below(8) {
            5 => format!("same day as {anchor}"),
            6 if of.is_some() => format!("not before {days} working days after {anchor}"),
            7 if of.is_some() && !self.decides[but] => {
                format!("at least {days} working days before {}", self.other(dice, but))
            }
            _ => format!("within {days} working days of {anchor}"),
        }
    }

    fn write_deadline(&self, text: &mut String, dice: &mut Dice) {
        let last = self.kinds.len() - 1;
        let _ = write!(text, "\n[deadlines.d]\ndue = \"{}\"\nmet_by = \"s{last}\"\n", self.due(dice, None));
        for key in ["void", "extended"] {
            if dice.one_in(3) {
                let _ = writeln!(text, "{key} = \"after {}{}\"", self.other(dice, last), self.condition(dice));
            }
        }
        if dice.one_in(3) {
            let _ = writeln!(text, "suspended = \"while {}\"", self.expression(dice));
        }
    }
}

fn write_chain(dice: &mut Dice) -> String {
    let mut text = HEADER.to_owned();
    let steps = 3 + dice.below(4);
    for index in 0..steps {
        let starts = match index {
            0 => "at the beginning".to_owned(),
            _ => format!("after s{}", index - 1),
        };
        write_duty(&mut text, index, &starts, dice);
    }
    text
}

/// Decisions lead on, or back to where they came from.
fn write_loops(dice: &mut Dice) -> String {
    let mut text = HEADER.to_owned();
    let steps = 2 + dice.below(4);
    let mut starts: Vec<Vec<String>> = vec![vec!["at the beginning".to_owned()]];
    let mut decisions = Vec::new();
    for index in 1..=steps {
        let before = index - 1;
        let decides = dice.one_in(2);
        if decides {
            decisions.push(before);
            starts[dice.below(index)].push(format!("after each s{before} is x"));
        }
        starts.push(vec![format!("after each s{before}{}", if decides { " is y" } else { "" })]);
    }
    for (index, starts) in starts.iter().enumerate() {
        write_duty(&mut text, index, &starts.join("\", \""), dice);
        if decisions.contains(&index) {
            text.push_str("decide = [\"x\", \"y\"]\n");
        }
    }
    text
}

fn write_duty(text: &mut String, index: usize, starts: &str, dice: &mut Dice) {
    let _ = write!(text, "\n[steps.s{index}]\nby = \"office\"\nstarts = [\"{starts}\"]\n");
    if let Some(duration) = takes(dice) {
        let _ = writeln!(text, "takes = \"{duration}\"");
    }
    if index > 0 && dice.one_in(2) {
        let limit = ["within 3 working days of", "not before 2 working days after"][dice.below(2)];
        let _ = writeln!(text, "due = \"{limit} s{}\"", dice.below(index));
    }
}

/// Two branches after the first step: s1, s2 and s3, s4; s5 after them, s6 at the end. A deadline begins in one branch and ends in the
/// other or behind both; what is missed may ask for one more step that extends it.
fn write_branches(dice: &mut Dice) -> String {
    let mut text = HEADER.to_owned();
    let join = ["all of (s2, s4)", "first of (s2, s4)", "all of (s2, s3)"][dice.below(3)];
    let starts =
        ["at the beginning", "after s0", "after s1", "after s0", "after s3", &format!("after {join}"), "after s5"]
            .map(str::to_owned);
    for (index, starts) in starts.iter().enumerate() {
        let _ = write!(text, "\n[steps.s{index}]\nby = \"office\"\nstarts = [\"{starts}\"]\n");
        if let Some(duration) = takes(dice) {
            let _ = writeln!(text, "takes = \"{duration}\"");
        }
        if index == 3 && dice.one_in(4) {
            text.push_str("kind = \"event\"\nawaited = true\n");
        }
        if index == 2 && dice.one_in(4) {
            text.push_str("decide = [\"x\", \"y\"]\n");
        }
    }
    let anchor = ["s1", "s3", "latest of (s1, s3)", "first of (s1, s3)"][dice.below(4)];
    let met_by = ["s2", "s4", "s5", "s6"][dice.below(4)];
    let limit = if dice.one_in(4) { "not before" } else { "within" };
    let of = if limit == "within" { "of" } else { "after" };
    let days = 1 + dice.below(5);
    let _ =
        write!(text, "\n[deadlines.d]\ndue = \"{limit} {days} working days {of} {anchor}\"\nmet_by = \"{met_by}\"\n");
    if limit == "within" && dice.one_in(2) {
        text.push_str("extended = \"after each s7\"\n");
        text.push_str(
            "\n[steps.s7]\nby = \"office\"\nstarts = \"after d is missed\"\ntakes = \"1 to 2 working days\"\n",
        );
    }
    text
}
