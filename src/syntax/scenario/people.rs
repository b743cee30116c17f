//! Actors of a scenario: capacity, absence, meetings.

use super::tree::{AbsenceTree, ActorTree, CasesAtOnce, MeetingRule, QueueDiscipline};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Name, Spanned};
use crate::syntax::document::{Node, Table, Value};
use crate::syntax::phrase;
use crate::syntax::read::Reader;
use crate::syntax::read::fields::Fields;

/// The words of a queue discipline.
const DISCIPLINES: &[&str] = &["first come", "earliest due date"];

impl Reader<'_> {
    pub(super) fn actor_of_scenario(&mut self, id: &Name, table: &Table) -> ActorTree {
        let mut fields = Fields::new(table, id.span, format!("actor `{}`", id.value));
        let actor = ActorTree {
            id: id.clone(),
            cases_at_once: self.cases_at_a_time(&mut fields),
            discipline: self.queue_discipline(&mut fields),
            absence: self.absence(&mut fields),
            meets: self.meets(&mut fields),
            cases_per_meeting: self.whole(&mut fields, "cases_per_meeting"),
            cancelled: self.number(&mut fields, "cancelled"),
        };
        fields.finish(self);
        if actor.meets.is_none() {
            let meeting = [
                ("cases_per_meeting", actor.cases_per_meeting.as_ref().map(|count| count.span)),
                ("cancelled", actor.cancelled.as_ref().map(|chance| chance.span)),
            ];
            for (key, span) in meeting {
                let Some(span) = span else { continue };
                let message = format!("actor `{}` has `{key}` but no meetings", id.value);
                self.diagnostics.push(
                    Diagnostic::new(Code::MissingKey, span, message, "of which meetings?")
                        .help("say when it meets: meets = \"first Tuesday of the month\""),
                );
            }
        }
        actor
    }

    /// A number, or `"unlimited"`.
    pub(super) fn cases_at_a_time(&mut self, fields: &mut Fields<'_>) -> Option<Spanned<CasesAtOnce>> {
        let node = fields.any("cases_at_once")?;
        let value = match &node.value {
            Value::Integer(number) => CasesAtOnce::Number(*number),
            Value::Text(text, _) if text == "unlimited" => CasesAtOnce::Unlimited,
            _ => {
                self.wrong("cases_at_once", node, "a whole number, or \"unlimited\"");
                return None;
            }
        };
        Some(Spanned { value, span: node.span })
    }

    /// Who is served first.
    pub(super) fn queue_discipline(&mut self, fields: &mut Fields<'_>) -> Option<Spanned<QueueDiscipline>> {
        let value = match fields.choice(self, "discipline", DISCIPLINES)? {
            0 => QueueDiscipline::FirstCome,
            _ => QueueDiscipline::EarliestDueDate,
        };
        Some(Spanned { value, span: fields.place("discipline") })
    }

    fn absence(&mut self, fields: &mut Fields<'_>) -> Option<AbsenceTree> {
        let (_, table, span) = fields.table(self, "absence")?;
        let mut inner = Fields::new(table, span, "`absence`");
        let share = self.number(&mut inner, "share");
        if share.is_none() && !inner.has("share") {
            inner.missing(self, "share", "the share of working days that are lost: share = 0.12");
        }
        let days = self.whole(&mut inner, "days").unwrap_or(Spanned { value: 5, span });
        let deputies = self.whole(&mut inner, "deputies").unwrap_or(Spanned { value: 0, span });
        inner.finish(self);
        Some(AbsenceTree { share: share?, days, deputies })
    }

    fn meets(&mut self, fields: &mut Fields<'_>) -> Option<Spanned<MeetingRule>> {
        if let Some(node @ Node { value: Value::Array(_), span }) = fields.any("meets") {
            let days = self.days("meets", node)?;
            return Some(Spanned { value: MeetingRule::Dates(days), span: *span });
        }
        fields.phrase(self, "meets", phrase::meetings)
    }
}
