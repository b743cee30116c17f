//! The patterns of invariants.

use super::{Parsed, Parser, Token};
use crate::syntax::tree::{Check, Event};

impl Parser<'_> {
    pub(super) fn check(&mut self) -> Parsed<Check> {
        if self.take(&["after"]) {
            return self.response();
        }
        if self.take(&["when"]) {
            let events = self.events()?;
            self.expect_sign(',')?;
            return Ok(Check::When(events, self.expression()?));
        }
        if self.take(&["always"]) {
            return Ok(Check::Always(self.expression()?));
        }
        if self.take(&["never"]) {
            return Ok(Check::Never(self.expression()?));
        }
        if self.take(&["not", "both"]) {
            let first = self.prefix()?;
            self.expect(&["and"])?;
            return Ok(Check::NotBoth(first, self.prefix()?));
        }
        if self.take(&["once"]) {
            let first = self.expression()?;
            self.expect_sign(',')?;
            self.expect(&["always"])?;
            return Ok(Check::OnceAlways(first, self.expression()?));
        }
        if self.take(&["possible"]) {
            let second = self.tokens.get(self.position + 1).map(|&(token, ..)| token);
            let span = matches!(second, Some(Token::Word("begins" | "ends")));
            return Ok(if span || self.at(&["any", "of"]) {
                Check::PossibleEvent(self.events()?)
            } else {
                Check::PossibleState(self.expression()?)
            });
        }
        self.about_events()
    }

    fn response(&mut self) -> Parsed<Check> {
        let trigger = self.trigger()?;
        let condition = self.condition()?;
        self.expect_sign(',')?;
        let response = self.events()?;
        self.expect(&["always", "follows"])?;
        let within = if self.take(&["within"]) { Some(self.duration()?) } else { None };
        let unless = if self.take(&["unless"]) { Some(self.expression()?) } else { None };
        Ok(Check::Response { trigger, condition, response, within, unless })
    }

    /// The patterns that begin with events.
    fn about_events(&mut self) -> Parsed<Check> {
        let event = self.events()?;
        if self.take(&["never", "depends", "on"]) {
            let fact = self.name("a fact")?;
            return match event.into_iter().next() {
                Some(Event::Happens { name, outcomes }) if outcomes.is_empty() => Ok(Check::NeverDepends(name, fact)),
                _ => Err(self.mistake("only one term or step can be said never to depend on a fact", "in this rule")),
            };
        }
        if self.take(&["never", "before"]) {
            let before = self.events()?;
            return Ok(Check::Precedence { event, before, since: self.since()? });
        }
        if self.take(&["never", "within"]) {
            let duration = self.duration()?;
            self.expect(&["of"])?;
            return Ok(Check::NeverWithin { event, duration, of: self.events()? });
        }
        if self.take(&["at", "most", "once"]) {
            return Ok(Check::AtMostOnce { event, since: self.since()? });
        }
        Err(self.expected("`never before`, `never within`, `at most once` or `never depends on`", &["never", "at"]))
    }

    fn since(&mut self) -> Parsed<Vec<Event>> {
        if self.take(&["since"]) { self.events() } else { Ok(Vec::new()) }
    }
}
