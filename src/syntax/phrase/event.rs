//! Events, triggers and start phrases.

use super::{Parsed, Parser};
use crate::syntax::tree::{Combine, Event, Expression, Start, Trigger};

const START_WORDS: &[&str] = &["after", "at the beginning", "at any time", "while", "every"];

impl Parser<'_> {
    pub(super) fn start(&mut self) -> Parsed<Start> {
        if self.take(&["at", "the", "beginning"]) {
            return Ok(Start::Beginning);
        }
        if self.take(&["at", "any", "time"]) {
            let after = if self.take(&["after"]) { Some((self.trigger()?, self.condition()?)) } else { None };
            return Ok(Start::AnyTime { after, once: self.once()? });
        }
        if self.take(&["after"]) {
            let trigger = self.trigger()?;
            return Ok(Start::After(trigger, self.condition()?));
        }
        if self.take(&["while"]) {
            let condition = self.expression()?;
            return Ok(Start::While { condition, once: self.once()? });
        }
        if self.take(&["every"]) {
            let duration = self.duration()?;
            self.expect(&["covering"])?;
            return Ok(Start::Every(duration, self.trigger()?));
        }
        Err(self.expected("`after`, `at the beginning`, `at any time`, `while` or `every`", START_WORDS))
    }

    fn once(&mut self) -> Parsed<bool> {
        if !self.take_sign(',') {
            return Ok(false);
        }
        self.expect(&["once"])?;
        Ok(true)
    }

    /// `["," ("if" | "unless") expr]`. A comma before another word is left alone.
    pub(super) fn condition(&mut self) -> Parsed<Option<Expression>> {
        if !self.at_sign(',') {
            return Ok(None);
        }
        let before = self.position;
        self.position += 1;
        if self.take(&["if"]) {
            return Ok(Some(self.expression()?));
        }
        if self.take(&["unless"]) {
            return Ok(Some(Expression::Not(Box::new(self.expression()?))));
        }
        self.position = before;
        Ok(None)
    }

    /// A trigger.
    pub(super) fn trigger(&mut self) -> Parsed<Trigger> {
        let several = [("first", Combine::First), ("all", Combine::All), ("each", Combine::Each)];
        for (word, combine) in several {
            if self.take(&[word, "of"]) {
                return Ok(Trigger { combine, events: self.list(Self::event)? });
            }
        }
        if self.at(&["every"]) {
            let mistake = *self.mistake("`every` stands before a length of time only", "not here");
            return Err(Box::new(mistake.help("for each time that it happens write `each`: after each X")));
        }
        let combine = if self.take(&["each"]) { Combine::Each } else { Combine::First };
        Ok(Trigger { combine, events: vec![self.event()?] })
    }

    /// One event, or `any of (…)`.
    pub(super) fn events(&mut self) -> Parsed<Vec<Event>> {
        if self.take(&["any", "of"]) { self.list(Self::event) } else { Ok(vec![self.event()?]) }
    }

    pub(super) fn event(&mut self) -> Parsed<Event> {
        let name = self.name("a step, a term or a span")?;
        if self.take(&["begins"]) {
            return Ok(Event::Begins(name));
        }
        if self.take(&["ends"]) {
            return Ok(Event::Ends(name));
        }
        let outcomes = if self.take(&["is"]) { self.values()? } else { Vec::new() };
        Ok(Event::Happens { name, outcomes })
    }
}
