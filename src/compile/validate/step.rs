//! What contradicts itself in steps, votes, durations and deadlines.

use super::Validator;
use crate::diagnostic::Code;
use crate::source::{Span, Spanned};
use crate::syntax::phrase::RESERVED;
use crate::syntax::print;
use crate::syntax::tree::{Check, Duration, Kind, Limit, Start, Step, Unit};

/// Longest time that is meant seriously, in years.
const YEARS_MAX: u32 = 100;

/// How many of a unit make so many years, about.
fn count_max(unit: Unit) -> u32 {
    YEARS_MAX
        * match unit {
            Unit::WorkingDay => 261,
            Unit::CalendarDay => 366,
            Unit::Week => 53,
            Unit::Month => 12,
            Unit::Year => 1,
        }
}

impl Validator<'_> {
    pub(super) fn steps(&mut self) {
        let procedure = self.procedure;
        self.lengths();
        for step in &procedure.steps {
            self.starts(step);
            self.keys(step);
            self.takes(step);
            self.votes(step);
            self.outcomes(step);
        }
        for span in &procedure.spans {
            if let Start::Every(..) = span.begins.value {
                self.push(
                    Code::StartUnfit,
                    span.begins.span,
                    "a span cannot begin at intervals",
                    "not for a span",
                    "use `at any time` or `after`",
                );
            }
        }
        for deadline in &procedure.deadlines {
            self.only_after(&deadline.void, "void");
            self.only_after(&deadline.extended, "extended");
            let limit = deadline.due.value.limit;
            if let Limit::Within(length) | Limit::NotBefore(length) | Limit::Before(length) = limit {
                self.length(length, deadline.due.span);
            }
        }
    }

    /// The lengths of time in rules and intervals.
    fn lengths(&mut self) {
        let procedure = self.procedure;
        for invariant in &procedure.invariants {
            if let Check::Response { within: Some(length), .. } | Check::NeverWithin { duration: length, .. } =
                &invariant.check.value
            {
                self.length(*length, invariant.check.span);
            }
        }
        for start in procedure.steps.iter().flat_map(|step| &step.starts) {
            if let Start::Every(length, _) = &start.value {
                self.length(*length, start.span);
            }
        }
    }

    fn length(&mut self, length: Duration, span: Span) {
        if length.count > count_max(length.unit) {
            let message = format!("this is longer than {YEARS_MAX} years: {}", print::duration(length));
            self.push(Code::Bounds, span, message, "too long", "write a shorter time, or take the limit away");
        }
    }

    fn only_after(&mut self, starts: &[Spanned<Start>], key: &str) {
        for start in starts {
            if !matches!(start.value, Start::After(..)) {
                let message = format!("`{key}` takes phrases of the form `after …`");
                self.push(
                    Code::StartUnfit,
                    start.span,
                    message,
                    "not an `after` phrase",
                    "for example: after notify_panel",
                );
            }
        }
    }

    fn starts(&mut self, step: &Step) {
        for start in &step.starts {
            match &start.value {
                Start::AnyTime { .. } if step.kind == Kind::Duty => {
                    let message = format!("`{}` is a duty, and a duty cannot be done just at any time", step.id.value);
                    self.push(
                        Code::StartUnfit,
                        start.span,
                        message,
                        "for optional steps and events",
                        "say what makes it owed, or add kind = \"optional\"",
                    );
                }
                Start::While { .. } if step.starts.len() > 1 => {
                    let message = format!("`{}` starts `while …` and in another way too", step.id.value);
                    self.push(Code::StartUnfit, start.span, message, "must stand alone", "make it two steps");
                }
                Start::While { .. } if !step.lapses.is_empty() => {
                    let message = format!(
                        "`{}` is called while its condition holds, so nothing else can end that",
                        step.id.value
                    );
                    self.push(
                        Code::StartUnfit,
                        start.span,
                        message,
                        "does not go with `lapses`",
                        "put it into the condition",
                    );
                }
                _ => {}
            }
        }
        self.only_after(&step.must, "must");
        self.only_after(&step.lapses, "lapses");
    }

    fn keys(&mut self, step: &Step) {
        let id = step.id.text();
        if step.awaited && step.kind != Kind::Event {
            let message = format!("`{id}` is awaited, but it is not an event of the outside world");
            self.push(
                Code::KeyUnfit,
                step.id.span,
                message,
                "`awaited` is for events",
                "add kind = \"event\", or take `awaited` away",
            );
        }
        if !step.must.is_empty() && step.kind != Kind::Optional {
            let message = format!("`{id}` has `must`, but it is not optional");
            self.push(
                Code::KeyUnfit,
                step.id.span,
                message,
                "`must` is for optional steps",
                "put the phrase into `starts`",
            );
        }
    }

    fn takes(&mut self, step: &Step) {
        let Some(takes) = &step.takes else { return };
        let Spanned { value, span } = takes;
        if value.least > value.most {
            let message = format!("`{}` takes at least {} and at most {}", step.id.value, value.least, value.most);
            self.push(
                Code::Bounds,
                *span,
                message,
                "the least is more than the most",
                "write the smaller number first",
            );
        } else if value.usual.is_some_and(|usual| usual < value.least || usual > value.most) {
            let message = format!("the usual duration of `{}` lies outside its own bounds", step.id.value);
            self.push(Code::Bounds, *span, message, "outside the bounds", "write a number between the two");
        }
        self.length(Duration { count: value.most, unit: value.unit }, *span);
    }

    fn votes(&mut self, step: &Step) {
        let Some(Spanned { value: votes, span }) = step.votes.clone() else { return };
        let id = step.id.text();
        if self.names.unread(id) || step.by.iter().any(|name| self.names.actor(name.text()).is_none()) {
            return;
        }
        let Some(index) = self.procedure.steps.iter().position(|one| one.id.value == step.id.value) else { return };
        let members = self.names.voters(index).len();
        if members == 0 {
            let message = format!("nobody can vote on `{id}`: it is not performed by one group with members");
            self.push(
                Code::BadGroup,
                step.id.span,
                message,
                "no members",
                "name one group in `by`, and its `members` in [actors]",
            );
            return;
        }
        if usize::from(votes.of) != members {
            let message = format!("`{id}` counts {} votes, but the group has {members} members", votes.of);
            let help = format!("write votes = \"{} of {members}\", or change the group's `members`", votes.needed);
            self.push(Code::Bounds, span, message, "another number of votes", &help);
        }
        if votes.needed == 0 || votes.needed > votes.of {
            let message = format!("`{id}` needs {} of {} votes", votes.needed, votes.of);
            self.push(Code::Bounds, span, message, "cannot be reached", "ask for at least one and at most all");
        }
        if step.decide.is_empty() {
            let message = format!("there is nothing to vote for: `{id}` has no outcomes");
            self.push(
                Code::KeyUnfit,
                step.id.span,
                message,
                "`decide` is missing",
                "give it decide = [\"met\", \"not_met\"]",
            );
        }
        if step.kind != Kind::Duty || step.starts.iter().any(|start| matches!(start.value, Start::While { .. })) {
            let message = format!("`{id}` is voted on, so it has to be a duty that starts at some moment");
            self.push(
                Code::KeyUnfit,
                step.id.span,
                message,
                "no duty with a start",
                "take `kind` away, and say what it starts after",
            );
        }
    }

    fn outcomes(&mut self, step: &Step) {
        for outcome in &step.decide {
            if RESERVED.contains(&outcome.id.text()) {
                let message = format!("no outcome may be called `{}`: it is a word of the phrases", outcome.id.value);
                self.push(
                    Code::BadName,
                    outcome.id.span,
                    message,
                    "choose another name",
                    "for example: finished instead of done",
                );
            }
        }
    }
}
