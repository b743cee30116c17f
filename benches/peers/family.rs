//! A family of timed models with several cases, as a transition system of ours and as Promela, from the same parameters.
//!
//! Each case comes, gathers facts and votes, is reviewed by the one manager whom all cases share, and is written up. A working day
//! goes by for all cases at once; each phase has a clock, which stops counting one day after its limit. What no later guard
//! reads (votes after the gathering, the clock of a phase that is over) is set to 0. All states are reachable by exactly these
//! rules, so every engine has to find the same number of them.

use duecourse::system::{
    Condition, Effect, Fairness, Label, Role, Side, StepId, Transition, TransitionSystem, ValueSet, Variable,
    VariableId,
};
use std::fmt::Write as _;

/// The phases of a case that has come and is not over: gathering, review, write-up.
const RUNNING: [u8; 3] = [1, 2, 3];
/// The case is over.
const OVER: u8 = 4;
/// The least days of review and write-up.
const LEAST: [u8; 3] = [0, 2, 1];

/// The parameters of one model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Family {
    /// Cases side by side.
    pub(crate) cases: u8,
    /// Working days within which gathering, review and write-up have to be done; at most 62 each.
    pub(crate) limits: [u8; 3],
    /// Votes of each case, each open, yes or no.
    pub(crate) votes: u8,
    /// Facts of each case that may turn up while it is gathered, and stay.
    pub(crate) facts: u8,
}

/// The variables of one case.
struct Case {
    phase: VariableId,
    clock: VariableId,
    votes: Vec<VariableId>,
    facts: Vec<VariableId>,
}

impl Family {
    /// Reads `cases,limit,limit,limit,votes,facts`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let numbers: Vec<u8> = text.split(',').map(|number| number.parse().ok()).collect::<Option<_>>()?;
        let [cases, gathering, review, write_up, votes, facts] = numbers[..] else { return None };
        Some(Self { cases, limits: [gathering, review, write_up], votes, facts })
    }

    /// The transition system.
    pub(crate) fn system(self) -> TransitionSystem {
        let mut system = TransitionSystem::default();
        let mut variable = |values: u8| {
            let index = u16::try_from(system.variables.len()).expect("there are few variables");
            system.variables.push(Variable { role: Role::Fact(index, 0), values });
            VariableId(index)
        };
        let clock_values = self.limits.iter().max().expect("there are three") + 2;
        let cases: Vec<Case> = (0..self.cases)
            .map(|_| Case {
                phase: variable(OVER + 1),
                clock: variable(clock_values),
                votes: (0..self.votes).map(|_| variable(3)).collect(),
                facts: (0..self.facts).map(|_| variable(2)).collect(),
            })
            .collect();
        let holder = variable(self.cases + 1);
        let mut add = |guard: Vec<Condition>, own: Vec<(VariableId, u8)>, consequences: Vec<Effect>| {
            let step = StepId(u16::try_from(system.transitions.len()).expect("there are few transitions"));
            system.transitions.push(Transition {
                label: Label::Step { step, outcome: None },
                guard: Condition::all(guard),
                own,
                consequences,
                monitors: Vec::new(),
                fairness: Fairness::None,
            });
        };
        add(Vec::new(), Vec::new(), cases.iter().flat_map(|case| self.day(case)).collect());
        for (number, case) in (1..).zip(&cases) {
            let is = Condition::is;
            add(vec![is(case.phase, 0)], vec![(case.phase, 1)], Vec::new());
            for vote in &case.votes {
                for value in [1, 2] {
                    add(vec![is(case.phase, 1), is(*vote, 0)], vec![(*vote, value)], Vec::new());
                }
            }
            for fact in &case.facts {
                add(vec![is(case.phase, 1), is(*fact, 0)], vec![(*fact, 1)], Vec::new());
            }
            let mut ready = vec![is(case.phase, 1), is(holder, 0)];
            ready.extend(case.votes.iter().map(|vote| is(*vote, 0).negate()));
            let mut reviewed = vec![(case.phase, 2), (case.clock, 0), (holder, number)];
            reviewed.extend(case.votes.iter().map(|vote| (*vote, 0)));
            add(ready, reviewed, Vec::new());
            let lasted = |phase: u8| {
                let least = LEAST[usize::from(phase) - 1];
                let values = ValueSet((least..clock_values).fold(0, |bits, value| bits | 1 << value));
                vec![is(case.phase, phase), Condition::Test { variable: case.clock, values, side: Side::Before }]
            };
            add(lasted(2), vec![(case.phase, 3), (case.clock, 0), (holder, 0)], Vec::new());
            add(lasted(3), vec![(case.phase, OVER), (case.clock, 0)], Vec::new());
        }
        system
    }

    /// What a day does to a case: its clock counts until one day after the limit of the phase.
    fn day(self, case: &Case) -> Vec<Effect> {
        let longest = *self.limits.iter().max().expect("there are three");
        (0..=longest)
            .map(|day| {
                let counts = RUNNING.into_iter().zip(self.limits).filter(|(_, limit)| day <= *limit);
                let values = ValueSet(counts.fold(0, |bits, (phase, _)| bits | 1 << phase));
                let phase = Condition::Test { variable: case.phase, values, side: Side::Before };
                let condition = Condition::all(vec![Condition::is(case.clock, day), phase]);
                Effect { condition, variable: case.clock, value: day + 1 }
            })
            .collect()
    }

    /// The same model as Promela.
    pub(crate) fn promela(self) -> String {
        let mut text = "byte holder = 0;\n".to_owned();
        let mut rules = String::new();
        let mut day = String::new();
        for case in 1..=self.cases {
            let _ = writeln!(text, "byte phase{case} = 0; byte clock{case} = 0;");
            let mut rule = |guard: &str, effects: &str| {
                let _ = writeln!(rules, "  :: d_step {{ ({guard}) -> {effects} }}");
            };
            rule(&format!("phase{case} == 0"), &format!("phase{case} = 1"));
            let (mut ready, mut reviewed) = (String::new(), String::new());
            for vote in 1..=self.votes {
                let _ = writeln!(text, "byte vote{case}_{vote} = 0;");
                for value in [1, 2] {
                    let guard = format!("phase{case} == 1 && vote{case}_{vote} == 0");
                    rule(&guard, &format!("vote{case}_{vote} = {value}"));
                }
                let _ = write!(ready, " && vote{case}_{vote} != 0");
                let _ = write!(reviewed, "; vote{case}_{vote} = 0");
            }
            for fact in 1..=self.facts {
                let _ = writeln!(text, "bool fact{case}_{fact} = false;");
                rule(&format!("phase{case} == 1 && !fact{case}_{fact}"), &format!("fact{case}_{fact} = true"));
            }
            rule(
                &format!("phase{case} == 1 && holder == 0{ready}"),
                &format!("phase{case} = 2; clock{case} = 0; holder = {case}{reviewed}"),
            );
            let lasted = |phase: usize| format!("phase{case} == {phase} && clock{case} >= {}", LEAST[phase - 1]);
            rule(&lasted(2), &format!("phase{case} = 3; clock{case} = 0; holder = 0"));
            rule(&lasted(3), &format!("phase{case} = {OVER}; clock{case} = 0"));
            let counts: Vec<String> = RUNNING
                .into_iter()
                .zip(self.limits)
                .map(|(phase, limit)| format!("(phase{case} == {phase} && clock{case} <= {limit})"))
                .collect();
            let _ = write!(day, " if :: ({}) -> clock{case}++ :: else fi;", counts.join(" || "));
        }
        let day = day.trim_end_matches(';');
        format!("{text}active proctype cases() {{\n  do\n  :: d_step {{ true ->{day} }}\n{rules}  od\n}}\n")
    }
}
