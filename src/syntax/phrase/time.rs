//! Durations, `takes`, `votes` and deadlines.

use super::{Parsed, Parser};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::tree::{Combine, Due, Duration, Limit, Takes, Trigger, Unit, Votes};

const UNIT_WORDS: &[&str] = &["working days", "calendar days", "weeks", "months", "years", "week", "month", "year"];
const DUE_WORDS: &[&str] = &["within", "not before", "at least", "same day as"];

impl Parser<'_> {
    /// `2 of 3`
    pub(super) fn votes(&mut self) -> Parsed<Votes> {
        let needed = self.number()?;
        self.expect(&["of"])?;
        Ok(Votes { needed, of: self.number()? })
    }

    /// A length of time.
    pub(super) fn duration(&mut self) -> Parsed<Duration> {
        let count = self.number()?;
        Ok(Duration { count, unit: self.unit()? })
    }

    pub(super) fn unit(&mut self) -> Parsed<Unit> {
        let units = [
            (&["working", "days"][..], Unit::WorkingDay),
            (&["working", "day"], Unit::WorkingDay),
            (&["calendar", "days"], Unit::CalendarDay),
            (&["calendar", "day"], Unit::CalendarDay),
            (&["weeks"], Unit::Week),
            (&["week"], Unit::Week),
            (&["months"], Unit::Month),
            (&["month"], Unit::Month),
            (&["years"], Unit::Year),
            (&["year"], Unit::Year),
        ];
        for (words, unit) in units {
            if self.take(words) {
                return Ok(unit);
            }
        }
        if self.at(&["days"]) || self.at(&["day"]) {
            let mistake = *self.mistake("it is not said which days are meant", "which days?");
            return Err(Box::new(mistake.help("write `working days` or `calendar days`")));
        }
        Err(self.expected("`working days`, `calendar days`, `weeks`, `months` or `years`", UNIT_WORDS))
    }

    /// `1 to 4 working days, usually 2`
    pub(super) fn takes(&mut self) -> Parsed<Takes> {
        let least = self.number()?;
        let most = if self.take(&["to"]) { self.number()? } else { least };
        let unit = self.unit()?;
        let usual = if self.take_sign(',') {
            self.expect(&["usually"])?;
            Some(self.number()?)
        } else {
            None
        };
        Ok(Takes { least, most, usual, unit })
    }

    /// A deadline phrase.
    pub(super) fn due(&mut self) -> Parsed<Due> {
        let (limit, joint): (Limit, &[&str]) = if self.take(&["within"]) {
            (Limit::Within(self.duration()?), &["of"])
        } else if self.take(&["not", "before"]) {
            (Limit::NotBefore(self.duration()?), &["after"])
        } else if self.take(&["at", "least"]) {
            (Limit::Before(self.duration()?), &["before"])
        } else if self.take(&["same", "day"]) {
            (Limit::SameDay, &["as"])
        } else {
            return Err(self.expected("`within`, `not before`, `at least` or `same day as`", DUE_WORDS));
        };
        if self.peek().is_none() {
            let mistake = Diagnostic::new(
                Code::NoAnchor,
                self.here(),
                "this deadline does not say what it counts from",
                format!("`{} …` should follow", joint.join(" ")),
            );
            return Err(Box::new(mistake.help(format!("end it with `{} STEP`", joint.join(" ")))));
        }
        self.expect(joint)?;
        Ok(Due { limit, anchor: self.anchor()? })
    }

    fn anchor(&mut self) -> Parsed<Trigger> {
        if self.take(&["latest", "of"]) {
            return Ok(Trigger { combine: Combine::All, events: self.list(Self::event)? });
        }
        self.trigger()
    }
}
