//! How many cases come: `3.5 incidents a year`, `20000 cases at 17.5 a year`.

use super::{Parsed, Parser, Token};
use crate::source::Spanned;
use crate::syntax::scenario::{Happening, Per, RatePhrase};

impl Parser<'_> {
    /// A rate, or a number of cases at a rate.
    pub(super) fn rate(&mut self) -> Parsed<RatePhrase> {
        let number = self.decimal()?;
        let counts_cases = self.take(&["cases"]) || self.take(&["case"]);
        if !counts_cases && !self.take(&["incidents"]) && !self.take(&["incident"]) {
            return Err(self.expected("`incidents` or `cases`", &["incidents", "incident", "cases", "case"]));
        }
        if counts_cases && self.take(&["at"]) {
            let rate = self.decimal()?;
            return Ok(RatePhrase { cases: Some(number), counts_cases, number: rate, per: self.per()? });
        }
        Ok(RatePhrase { cases: None, counts_cases, number, per: self.per()? })
    }

    fn per(&mut self) -> Parsed<Per> {
        if !self.take(&["a"]) && !self.take(&["per"]) {
            return Err(self.expected("`a year`, `a month` or `a working day`", &["a", "per"]));
        }
        if self.take(&["year"]) {
            return Ok(Per::Year);
        }
        if self.take(&["month"]) {
            return Ok(Per::Month);
        }
        if self.take(&["working", "day"]) {
            return Ok(Per::WorkingDay);
        }
        Err(self.expected("`year`, `month` or `working day`", &["year", "month", "working"]))
    }

    /// `2026-03-04 decide is met`
    pub(super) fn happening(&mut self) -> Parsed<Happening> {
        let span = self.here();
        let Some(Token::Word(date)) = self.peek().filter(|_| self.phrase.text.trim_start().starts_with(digit)) else {
            return Err(self.expected("a date such as 2026-03-04", &[]));
        };
        let date = Spanned { value: date.to_owned(), span };
        self.position += 1;
        let name = self.name("what happened: a step, or a span that begins or ends")?;
        if self.take(&["begins"]) {
            return Ok(Happening { date, name, how: Some("begins".to_owned()) });
        }
        if self.take(&["ends"]) {
            return Ok(Happening { date, name, how: Some("ends".to_owned()) });
        }
        let how = if self.take(&["is"]) { Some(self.value()?.value) } else { None };
        Ok(Happening { date, name, how })
    }
}

fn digit(character: char) -> bool {
    character.is_ascii_digit()
}
