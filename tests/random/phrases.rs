//! Random phrases over the names of a random procedure.

/// Numbers to choose by. When they run out, every choice is the first one, so that shrinking leads to plain procedures.
#[derive(Debug, Clone)]
pub struct Dice {
    numbers: Vec<u16>,
    next: usize,
}

impl Dice {
    /// Dice that show these numbers.
    pub fn new(numbers: Vec<u16>) -> Self {
        Self { numbers, next: 0 }
    }

    /// A number below `sides`; 0 if there is no side.
    pub fn below(&mut self, sides: usize) -> usize {
        let number = self.numbers.get(self.next).copied().unwrap_or(0);
        self.next += 1;
        if sides == 0 { 0 } else { usize::from(number) % sides }
    }

    /// True in one of `sides` cases, not in the first.
    pub fn one_in(&mut self, sides: usize) -> bool {
        self.below(sides) == sides - 1
    }

    /// One of these.
    pub fn pick<'a>(&mut self, choices: &'a [String]) -> &'a str {
        let index = self.below(choices.len());
        choices.get(index).map_or("", String::as_str)
    }
}

/// What is known of a step before its phrases are written.
#[derive(Debug, Clone, Default)]
pub struct StepNames {
    /// Its id.
    pub name: String,
    /// Its outcomes.
    pub outcomes: Vec<String>,
    /// Its votes, `STEP.VOTER`.
    pub votes: Vec<String>,
    /// It has a deadline of its own with a status.
    pub due: bool,
    /// It is an event.
    pub event: bool,
    /// It is a duty.
    pub duty: bool,
}

/// All names of a procedure.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Steps.
    pub steps: Vec<StepNames>,
    /// Facts and their values.
    pub facts: Vec<(String, Vec<String>)>,
    /// Terms that may be events.
    pub moment_terms: Vec<String>,
    /// Terms that read `owed`, `under way`, `running` or `met`, so they may not.
    pub other_terms: Vec<String>,
    /// Spans.
    pub spans: Vec<String>,
    /// Deadlines with a status, those of steps included.
    pub deadlines: Vec<String>,
    /// A step that may be called `under way`.
    pub two_moments: Option<String>,
    /// The last step decides, with `x`, to go back to the first.
    pub returns: bool,
}

/// What an expression may speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// "facts, `done`, outcomes, spans, and deadlines that are missed": fit for terms that are events, and for `while`.
    MomentsOnly,
    /// Everything.
    Everything,
}

impl Names {
    /// A step with any or some of its outcomes, or a single vote.
    pub fn step_event(dice: &mut Dice, steps: &[StepNames]) -> String {
        let Some(step) = steps.get(dice.below(steps.len())) else { return String::new() };
        let name = if !step.votes.is_empty() && dice.one_in(4) {
            dice.pick(&step.votes).to_owned()
        } else {
            step.name.clone()
        };
        if step.outcomes.is_empty() || dice.below(3) == 0 {
            return name;
        }
        let first = dice.below(step.outcomes.len());
        if step.outcomes.len() > 2 && dice.one_in(3) {
            let second = (first + 1) % step.outcomes.len();
            return format!("{name} is {} or {}", step.outcomes[first], step.outcomes[second]);
        }
        format!("{name} is {}", step.outcomes[first])
    }

    /// Any event; steps most of the time.
    pub fn event(&self, dice: &mut Dice, steps: &[StepNames]) -> String {
        match dice.below(12) {
            9 if !self.moment_terms.is_empty() => dice.pick(&self.moment_terms).to_owned(),
            10 if !self.deadlines.is_empty() => format!("{} is missed", dice.pick(&self.deadlines)),
            11 if !self.spans.is_empty() => {
                let word = if dice.one_in(2) { "ends" } else { "begins" };
                format!("{} {word}", dice.pick(&self.spans))
            }
            _ => Self::step_event(dice, steps),
        }
    }

    /// `EVENT` or `any of (EVENT, EVENT)`.
    pub fn events(&self, dice: &mut Dice) -> String {
        let first = self.event(dice, &self.steps);
        if dice.one_in(6) {
            return format!("any of ({first}, {})", self.event(dice, &self.steps));
        }
        first
    }

    /// A trigger over some of the steps.
    pub fn trigger(&self, dice: &mut Dice, steps: &[StepNames]) -> String {
        match dice.below(12) {
            6..=8 => format!("each {}", self.event(dice, steps)),
            9 => format!("first of ({}, {})", self.event(dice, steps), self.event(dice, steps)),
            10 => format!("each of ({}, {})", self.event(dice, steps), self.event(dice, steps)),
            11 => Self::all_of(dice, steps, "all of"),
            _ => self.event(dice, steps),
        }
    }

    /// `all of` or `latest of` two or three different steps.
    pub fn all_of(dice: &mut Dice, steps: &[StepNames], words: &str) -> String {
        let mut events: Vec<String> = Vec::new();
        let start = dice.below(steps.len());
        let wanted = 2 + usize::from(dice.one_in(4));
        for offset in 0..wanted.min(steps.len()) {
            let one = (start + offset) % steps.len();
            events.push(Self::step_event(dice, &steps[one..=one]));
        }
        if events.len() == 1 { events.swap_remove(0) } else { format!("{words} ({})", events.join(", ")) }
    }

    /// `, if EXPRESSION`, `, unless EXPRESSION`, or mostly nothing.
    pub fn condition(&self, dice: &mut Dice) -> String {
        match dice.below(10) {
            6 => format!(", if {}", self.expression(dice, Reads::Everything)),
            7 => format!(", unless {}", self.expression(dice, Reads::Everything)),
            _ => String::new(),
        }
    }

    /// `after TRIGGER [CONDITION]`
    pub fn after(&self, dice: &mut Dice, steps: &[StepNames]) -> String {
        format!("after {}{}", self.trigger(dice, steps), self.condition(dice))
    }

    /// An expression of one or two parts.
    pub fn expression(&self, dice: &mut Dice, reads: Reads) -> String {
        match dice.below(10) {
            5 => format!("not {}", self.primary(dice, reads)),
            6 | 7 => format!("{} and {}", self.primary(dice, reads), self.primary(dice, reads)),
            // In brackets, since the name of a fact after `is VALUE or` would be read as another value.
            8 => format!("({}) or ({})", self.primary(dice, reads), self.primary(dice, reads)),
            9 => {
                let parts = [self.primary(dice, reads), self.primary(dice, reads), self.primary(dice, reads)];
                format!("at least {} of ({})", 1 + dice.below(3), parts.join(", "))
            }
            _ => self.primary(dice, reads),
        }
    }

    /// An expression that can stand anywhere; several values after `is` stand in brackets.
    pub fn primary(&self, dice: &mut Dice, reads: Reads) -> String {
        let not = if dice.one_in(4) { "not " } else { "" };
        match dice.below(10) {
            1 | 2 if !self.facts.is_empty() => self.about_fact(dice, not),
            3 if !self.moment_terms.is_empty() => dice.pick(&self.moment_terms).to_owned(),
            4 if !self.spans.is_empty() => format!("{} is {not}running", dice.pick(&self.spans)),
            5 if !self.deadlines.is_empty() => {
                let name = dice.pick(&self.deadlines).to_owned();
                let status =
                    if reads == Reads::Everything { ["missed", "running", "met"][dice.below(3)] } else { "missed" };
                format!("{name} is {not}{status}")
            }
            6 if reads == Reads::Everything && !self.other_terms.is_empty() => dice.pick(&self.other_terms).to_owned(),
            _ => self.about_step(dice, reads, not),
        }
    }

    fn about_fact(&self, dice: &mut Dice, not: &str) -> String {
        let Some((name, values)) = self.facts.get(dice.below(self.facts.len())) else { return String::new() };
        let first = dice.below(values.len());
        match dice.below(3) {
            1 if values.len() > 2 => {
                format!("({name} is {not}{} or {})", values[first], values[(first + 1) % values.len()])
            }
            2 if values.iter().any(|value| value == "yes") => name.clone(),
            _ => format!("{name} is {not}{}", values[first]),
        }
    }

    fn about_step(&self, dice: &mut Dice, reads: Reads, not: &str) -> String {
        let Some(step) = self.steps.get(dice.below(self.steps.len())) else { return String::new() };
        match dice.below(8) {
            1 | 2 if !step.outcomes.is_empty() => format!("{} is {not}{}", step.name, dice.pick(&step.outcomes)),
            3 if reads == Reads::Everything => format!("{} is {not}owed", step.name),
            4 if reads == Reads::Everything && self.two_moments.is_some() => {
                format!("{} is {not}under way", self.two_moments.as_deref().unwrap_or_default())
            }
            5 if !step.votes.is_empty() => {
                let count = 1 + dice.below(step.votes.len());
                format!("at least {count} of the votes on {} are {}", step.name, dice.pick(&step.outcomes))
            }
            6 if !step.votes.is_empty() => format!("{} is {not}{}", dice.pick(&step.votes), dice.pick(&step.outcomes)),
            7 if !step.votes.is_empty() && reads == Reads::Everything => {
                format!("{} is {not}owed", dice.pick(&step.votes))
            }
            _ => format!("{} is {not}done", step.name),
        }
    }
}
