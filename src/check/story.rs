//! An example case: a counterexample as dated steps that a lead can follow.

use serde::{Deserialize, Serialize};

use super::outcome::{Counterexample, Ending};
use super::replay::{Replay, replay};
use super::why::{act, missing_steps, why};
use crate::calendar::{Calendar, Date, OutsideCalendar, format_iso};
use crate::source::SourceMap;
use crate::system::{
    DeadlineId, DeadlineLimit, DeadlineStatus, Label, Role, StepDuration, TimeUnit, TransitionId, TransitionSystem,
};

/// How to tell an example.
#[derive(Debug, Clone, Copy)]
pub struct StoryOptions {
    /// The day on which the case begins.
    pub start: Date,
}

/// An example case, as it is printed, saved and read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The id of the rule (or duty) that it breaks.
    pub rule: String,
    /// The rule as a sentence.
    pub says: String,
    /// The day on which it begins (ISO); empty if the example is undated.
    pub start: String,
    /// The facts of the invented incident, for reading: what and value.
    pub facts: Vec<(String, String)>,
    /// What happens.
    pub steps: Vec<ExampleStep>,
    /// What never happens and should, as a sentence with who owed it; absent if the last step breaks the rule.
    pub missing: Option<String>,
    /// Who owed what is missing.
    pub missing_actor: Option<String>,
    /// Why it happens.
    pub why: String,
    /// The labels of steps that can go round for ever.
    pub r#loop: Option<Vec<String>>,
    /// The values of the fact predicates with which it begins, to replay it.
    pub predicates: Vec<bool>,
}

/// One step of an example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExampleStep {
    /// The day (ISO); empty if the example is undated.
    pub date: String,
    /// Working days since the beginning.
    pub working_day: u32,
    /// Who acts.
    pub actor: String,
    /// The step's id; `DEADLINE is missed`, `SPAN begins` for what is no step.
    pub step: String,
    /// The outcome's id.
    pub outcome: Option<String>,
    /// What happens, for reading: "meets and decides: criteria met".
    pub says: String,
    /// When it was due (ISO), if it discharges a deadline.
    pub due: Option<String>,
    /// Whether it was on time, if it was due.
    pub on_time: Option<bool>,
    /// Clauses that it rests on.
    pub clauses: Vec<String>,
    /// Where a change touches this step, as `path:line`.
    pub changed: Option<String>,
    /// Folded unless everything is wanted.
    pub routine: bool,
    /// The transition's label, to replay it.
    pub label: String,
}

/// Tells a counterexample as a dated example case.
///
/// # Errors
/// If a date falls outside the calendar.
pub fn tell(
    system: &TransitionSystem,
    sources: &SourceMap,
    calendar: &Calendar,
    options: &StoryOptions,
    rule: (&str, &str),
    counterexample: &Counterexample,
) -> Result<Example, OutsideCalendar> {
    let steps = &counterexample.steps;
    let replay = replayed(system, counterexample);
    let teller = Teller { system, calendar, replay: &replay };
    let start = calendar.next_working_day_on_or_after(options.start)?;
    let dates = teller.dates(start, steps)?;
    let mut rows = Vec::new();
    for (id, dated) in steps.iter().zip(&dates) {
        rows.push(row(system, sources, *id, teller.when(start, dated)?));
    }
    Ok(example(system, sources, rule, counterexample, &replay, (format_iso(start), rows)))
}

/// The same without dates: for an example that takes longer than any calendar.
pub fn tell_undated(
    system: &TransitionSystem,
    sources: &SourceMap,
    rule: (&str, &str),
    counterexample: &Counterexample,
) -> Example {
    let replay = replayed(system, counterexample);
    let rows = counterexample.steps.iter().map(|id| row(system, sources, *id, When::default())).collect();
    example(system, sources, rule, counterexample, &replay, (String::new(), rows))
}

/// A counterexample was replayed when it was found; an empty replay only dates a story without its clocks.
fn replayed(system: &TransitionSystem, counterexample: &Counterexample) -> Replay {
    replay(system, &counterexample.predicates, &counterexample.steps).unwrap_or(Replay { states: Vec::new() })
}

/// The example, with its start and its steps.
fn example(
    system: &TransitionSystem,
    sources: &SourceMap,
    rule: (&str, &str),
    counterexample: &Counterexample,
    replay: &Replay,
    (start, steps): (String, Vec<ExampleStep>),
) -> Example {
    let missing = missing_steps(system, rule.0, counterexample);
    let said = |one: fn(&crate::system::StepInformation) -> &str| {
        let mut texts: Vec<&str> = missing.iter().map(|step| one(step)).collect();
        texts.dedup();
        (!texts.is_empty()).then(|| texts.join("; or "))
    };
    let around = match &counterexample.ending {
        Ending::Loop(around) => Some(around.iter().map(|id| system.label_text(system.transition(*id).label)).collect()),
        _ => None,
    };
    let mut reason = why(system, sources, rule.0, counterexample, replay);
    if let Some(other) = &counterexample.other_facts {
        let changed: Vec<String> = other
            .iter()
            .filter(|fact| !counterexample.facts.contains(fact))
            .map(|(what, value)| format!("{what}: {value}"))
            .collect();
        reason = format!("{reason} The other incident: {}.", changed.join(", "));
    }
    Example {
        rule: rule.0.to_owned(),
        says: rule.1.to_owned(),
        start,
        // Where no case at all comes to it, there is no incident to tell of.
        facts: if counterexample.ending == Ending::Impossible { Vec::new() } else { counterexample.facts.clone() },
        steps,
        missing: said(|step| step.says.as_str()),
        missing_actor: said(|step| step.actor.as_str()),
        why: reason,
        r#loop: around,
        predicates: counterexample.predicates.clone(),
    }
}

/// When a step happens and was due, as it is written down. All of it is empty in a story without dates.
#[derive(Debug, Clone, Default)]
struct When {
    date: String,
    working_day: u32,
    due: Option<String>,
    on_time: Option<bool>,
}

/// When a step happens, and when it was due.
struct Dated {
    date: Date,
    due: Option<Date>,
    on_time: bool,
}

struct Teller<'a> {
    system: &'a TransitionSystem,
    calendar: &'a Calendar,
    replay: &'a Replay,
}

impl Teller<'_> {
    /// The status of a deadline in a state of the run, the beginning being 0.
    fn status(&self, deadline: DeadlineId, at: usize) -> u8 {
        let value = self
            .system
            .variable(Role::Deadline(deadline))
            .and_then(|variable| self.replay.states.get(at)?.get(usize::from(variable.0)).copied());
        value.unwrap_or(0)
    }

    /// Dates for all steps: each takes its usual time, nobody is late unless the run says so.
    fn dates(&self, start: Date, steps: &[TransitionId]) -> Result<Vec<Dated>, OutsideCalendar> {
        let deadlines: Vec<DeadlineId> =
            (0..self.system.deadlines.len()).filter_map(|index| u16::try_from(index).ok().map(DeadlineId)).collect();
        // For each deadline, the day on which its clock ends.
        let mut ends: Vec<Option<Date>> = vec![None; deadlines.len()];
        let mut dated: Vec<Dated> = Vec::new();
        let mut today = start;
        for (index, id) in steps.iter().enumerate() {
            let label = self.system.transition(*id).label;
            let usual = if index == 0 { today } else { self.after_usual(today, label)? };
            let mut date = usual;
            for deadline in &deadlines {
                let at = usize::from(deadline.0);
                if let Some(end) = ends[at].filter(|_| self.ends_in_time(*deadline, index, steps)) {
                    // Who does it in time does it on the last working day at the latest.
                    let last = if self.calendar.is_working_day(end)? {
                        end
                    } else {
                        self.calendar.subtract_working_days(end, 1)?
                    };
                    date = date.min(last);
                }
            }
            if let Label::Missed(deadline) = label
                && let Some(end) = ends[usize::from(deadline.0)]
            {
                date = date.max(self.calendar.add_working_days(end, 1)?);
            }
            today = date.max(today);
            let mut due = None;
            let mut on_time = true;
            for deadline in &deadlines {
                let at = usize::from(deadline.0);
                let (before, after) = (self.status(*deadline, index), self.status(*deadline, index + 1));
                if matches!(label, Label::Step { .. })
                    && before == DeadlineStatus::Running as u8
                    && after == DeadlineStatus::Met as u8
                {
                    due = ends[at];
                }
                if before == DeadlineStatus::Missed as u8 && self.discharges(*id, *deadline) {
                    (due, on_time) = (ends[at], false);
                }
                if after == DeadlineStatus::Running as u8 && before != after {
                    ends[at] = self.end(*deadline, today)?;
                }
            }
            dated.push(Dated { date: today, due, on_time });
        }
        Ok(dated)
    }

    fn after_usual(&self, today: Date, label: Label) -> Result<Date, OutsideCalendar> {
        let takes = label.step().and_then(|step| self.system.step(step).takes);
        match takes {
            Some(StepDuration { usual, unit: TimeUnit::WorkingDay, .. }) => {
                self.calendar.add_working_days(today, usual)
            }
            Some(StepDuration { usual, unit: TimeUnit::CalendarDay, .. }) => {
                self.calendar.next_working_day_on_or_after(self.calendar.add_calendar_days(today, usual)?)
            }
            Some(StepDuration { usual, unit: TimeUnit::Month, .. }) => {
                self.calendar.next_working_day_on_or_after(self.calendar.add_months(today, usual)?)
            }
            None => Ok(today),
        }
    }

    /// Whether a clock that runs before a step is met later in the run without having been missed.
    fn ends_in_time(&self, deadline: DeadlineId, from: usize, steps: &[TransitionId]) -> bool {
        if self.status(deadline, from) != DeadlineStatus::Running as u8 {
            return false;
        }
        (from + 1..=steps.len())
            .map(|at| self.status(deadline, at))
            .find(|status| *status != DeadlineStatus::Running as u8)
            .is_some_and(|status| status == DeadlineStatus::Met as u8)
    }

    fn discharges(&self, id: TransitionId, deadline: DeadlineId) -> bool {
        let Some(variable) = self.system.variable(Role::Deadline(deadline)) else { return false };
        let transition = self.system.transition(id);
        transition
            .consequences
            .iter()
            .any(|effect| effect.variable == variable && effect.value == DeadlineStatus::Met as u8)
    }

    fn end(&self, deadline: DeadlineId, from: Date) -> Result<Option<Date>, OutsideCalendar> {
        match self.system.deadline(deadline).limit {
            DeadlineLimit::Within(count, TimeUnit::WorkingDay) => self.calendar.add_working_days(from, count).map(Some),
            DeadlineLimit::Within(count, TimeUnit::CalendarDay) => {
                self.calendar.add_calendar_days(from, count).map(Some)
            }
            DeadlineLimit::Within(count, TimeUnit::Month) => self.calendar.add_months(from, count).map(Some),
            DeadlineLimit::NotBefore(..) | DeadlineLimit::Before(..) => Ok(None),
        }
    }

    fn when(&self, start: Date, dated: &Dated) -> Result<When, OutsideCalendar> {
        Ok(When {
            date: format_iso(dated.date),
            working_day: self.calendar.working_days_between(start, dated.date)?,
            due: dated.due.map(format_iso),
            on_time: dated.due.map(|_| dated.on_time),
        })
    }
}

fn row(system: &TransitionSystem, sources: &SourceMap, id: TransitionId, when: When) -> ExampleStep {
    let label = system.transition(id).label;
    let (actor, says) = act(system, id);
    let step = label.step().map(|step| system.step(step));
    let outcome = match label {
        Label::Step { step, outcome: Some(outcome) } => {
            system.step(step).outcomes.get(usize::from(outcome)).map(|(id, _)| id.clone())
        }
        _ => None,
    };
    let clauses = match label {
        Label::SpanBegins(span) | Label::SpanEnds(span) => system.spans[usize::from(span.0)].clauses.clone(),
        Label::Missed(deadline) => system.deadline(deadline).clauses.clone(),
        Label::Step { .. } | Label::Begin(_) => step.map(|step| step.clauses.clone()).unwrap_or_default(),
    };
    let text = system.label_text(label);
    let When { date, working_day, due, on_time } = when;
    ExampleStep {
        date,
        working_day,
        actor,
        step: step.map_or_else(|| text.clone(), |step| step.id.clone()),
        outcome,
        says,
        due,
        on_time,
        clauses,
        changed: step.and_then(|step| step.changed.first()).map(|span| sources.citation(*span)),
        routine: step.is_some_and(|step| step.routine),
        label: text,
    }
}
