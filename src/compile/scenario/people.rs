//! Capacity, absence and meetings of actors.

use super::Resolver;
use super::time::Frame;
use crate::calendar::{Calendar, Date, format_long};
use crate::diagnostic::Code;
use crate::scenario::{Absence, ActorScenario, Discipline, MeetingDates, Meetings, WorkingDays};
use crate::source::{Name, Span, Spanned};
use crate::syntax::scenario::{AbsenceTree, ActorTree, CasesAtOnce, MeetingRule, QueueDiscipline};

/// The last weekday on which anybody meets; 0 is Monday.
const FRIDAY: u8 = 4;

/// Most cases at a time.
const CAPACITY_MAX: i64 = 65_535;

impl Resolver<'_> {
    /// Every actor of the procedure.
    pub(super) fn actors(&mut self, frame: Option<&Frame>) -> Vec<ActorScenario> {
        let usual = discipline(self.tree.discipline.as_ref()).unwrap_or_default();
        let mut actors: Vec<ActorScenario> = self
            .system
            .actors
            .iter()
            .map(|actor| ActorScenario {
                cases_at_once: actor.cases_at_once,
                discipline: usual,
                absence: None,
                meetings: None,
            })
            .collect();
        for given in &self.tree.actors {
            let known = self.system.actors.iter().map(|actor| actor.id.as_str());
            let Some(index) = self.find(&given.id, "actor", known) else { continue };
            if let Some(count) = &given.cases_at_once {
                actors[index].cases_at_once = self.capacity(count);
            }
            if let Some(other) = discipline(given.discipline.as_ref()) {
                actors[index].discipline = other;
            }
            actors[index].absence = given.absence.as_ref().and_then(|absence| self.absence(absence));
            actors[index].meetings = self.meetings(given, frame);
            self.idle(given);
        }
        actors
    }

    /// An actor that performs nothing can be given no work.
    fn idle(&mut self, given: &ActorTree) {
        let performs = self.system.steps.iter().any(|step| {
            let is = |id: &crate::system::ActorId| self.system.actors[usize::from(id.0)].id == given.id.value;
            step.performers.iter().any(is)
        });
        if !performs {
            let message = format!("`{}` performs no step, so this changes nothing", given.id.value);
            self.push(
                Code::NoEffect,
                given.id.span,
                message,
                "no work",
                "give it a step in the procedure, or take this away",
            );
        }
    }

    /// A capacity; nothing limits `unlimited`.
    pub(super) fn capacity(&mut self, count: &Spanned<CasesAtOnce>) -> Option<u32> {
        let CasesAtOnce::Number(number) = count.value else { return None };
        if (1..=CAPACITY_MAX).contains(&number) {
            return u32::try_from(number).ok();
        }
        let message = format!("nobody works on {number} cases at a time");
        let help = "from 1 to 65535, or \"unlimited\"";
        self.push(Code::BadCapacity, count.span, message, "this number", help);
        None
    }

    fn absence(&mut self, absence: &AbsenceTree) -> Option<Absence> {
        let share = absence.share.value;
        if !(0.0..1.0).contains(&share) {
            let message = format!("the share of days that are lost lies from 0 to below 1; {share} does not");
            self.push(Code::BadCapacity, absence.share.span, message, "not a share", "write 12 in 100 as 0.12");
            return None;
        }
        let days = u32::try_from(absence.days.value).ok().filter(|days| (1..=2_530).contains(days));
        let deputies = u32::try_from(absence.deputies.value).ok().filter(|deputies| *deputies <= 65_535);
        let (Some(length_days), Some(deputies)) = (days, deputies) else {
            let wrong = if days.is_none() { &absence.days } else { &absence.deputies };
            let message = format!("{} makes no sense here", wrong.value);
            let help = "`days` is the length of one absence, from 1 to 2530 working days; `deputies` how many stand in, from 0";
            self.push(Code::BadCapacity, wrong.span, message, "this number", help);
            return None;
        };
        Some(Absence { share, length_days, deputies })
    }

    fn meetings(&mut self, given: &ActorTree, frame: Option<&Frame>) -> Option<Meetings> {
        let rule = given.meets.as_ref()?;
        let cases_per_meeting = match &given.cases_per_meeting {
            Some(count) if !(1..=CAPACITY_MAX).contains(&count.value) => {
                let message = format!("a meeting that can take {} cases decides nothing", count.value);
                self.push(Code::NeverMeets, count.span, message, "this agenda", "from 1 to 65535, or leave it out");
                None
            }
            Some(count) => u32::try_from(count.value).ok(),
            None => None,
        };
        let cancelled = given.cancelled.as_ref().map_or(0.0, |chance| {
            let value = self.chance(chance);
            if value >= 1.0 {
                let message = format!("every meeting of `{}` would be cancelled", given.id.value);
                self.push(Code::NeverMeets, chance.span, message, "never meets", "write a chance below 1");
            }
            value
        });
        let when = self.meeting_dates(&given.id, rule, frame)?;
        Some(Meetings { when, cases_per_meeting, cancelled })
    }

    fn meeting_dates(
        &mut self,
        actor: &Name,
        rule: &Spanned<MeetingRule>,
        frame: Option<&Frame>,
    ) -> Option<MeetingDates> {
        let plain = frame.is_some_and(|frame| frame.days == WorkingDays::Plain);
        let weekday = match &rule.value {
            MeetingRule::Monthly { weekday, .. } | MeetingRule::Weekly { weekday, .. } => Some(*weekday),
            _ => None,
        };
        if weekday.is_some_and(|day| day > FRIDAY) {
            let message = format!("`{}` would never meet: Saturdays and Sundays are no working days", actor.value);
            self.push(Code::NeverMeets, rule.span, message, "never a working day", "choose Monday to Friday");
            return None;
        }
        if plain && !matches!(rule.value, MeetingRule::EveryDays(_)) {
            let message = "plain working days have no weeks and months";
            let help = "write for example meets = \"every 20 working days\", or take calendar = \"england-and-wales\"";
            self.push(Code::OutsideCalendar, rule.span, message, "no such days", help);
            return None;
        }
        Some(match &rule.value {
            MeetingRule::Dates(dates) => MeetingDates::Dates(self.days_of_meetings(actor, dates, rule.span, frame)?),
            MeetingRule::Monthly { ordinal, weekday, every_months } => {
                MeetingDates::Monthly { ordinal: *ordinal, weekday: *weekday, every_months: *every_months }
            }
            MeetingRule::Weekly { weekday, every_weeks } => {
                MeetingDates::Weekly { weekday: *weekday, every_weeks: *every_weeks }
            }
            MeetingRule::EveryDays(0) => {
                let message = format!("`{}` would meet every 0 working days", actor.value);
                self.push(Code::NeverMeets, rule.span, message, "never meets", "write 1 or more");
                return None;
            }
            MeetingRule::EveryDays(days) => MeetingDates::EveryDays(*days),
        })
    }

    /// Dates on which somebody can meet: working days, one of them at least in the simulated time.
    fn days_of_meetings(
        &mut self,
        actor: &Name,
        names: &[Name],
        span: Span,
        frame: Option<&Frame>,
    ) -> Option<Vec<Date>> {
        let calendar = Calendar::england_and_wales();
        let mut dates = Vec::new();
        for name in names {
            let Some(date) = self.real_date(name, frame) else { continue };
            if calendar.is_working_day(date) == Ok(false) {
                let message =
                    format!("{} is no working day, so `{}` does not meet then", format_long(date), actor.value);
                self.push(Code::NeverMeets, name.span, message, "no working day", "choose a working day");
            }
            dates.push(date);
        }
        dates.sort_unstable();
        dates.dedup();
        let frame = frame?;
        let inside = |date: &Date| *date >= frame.start && frame.end().is_none_or(|end| *date < end);
        if !dates.iter().any(inside) && dates.len() == names.len() {
            let message = format!("`{}` never meets in the simulated time", actor.value);
            let help = format!("it begins on {}; list a day in it", format_long(frame.start));
            self.push(Code::NeverMeets, span, message, "none of these days", &help);
            return None;
        }
        Some(dates)
    }
}

fn discipline(given: Option<&Spanned<QueueDiscipline>>) -> Option<Discipline> {
    given.map(|given| match given.value {
        QueueDiscipline::FirstCome => Discipline::FirstCome,
        QueueDiscipline::EarliestDueDate => Discipline::EarliestDueDate,
    })
}
