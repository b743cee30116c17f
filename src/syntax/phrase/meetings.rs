//! When somebody meets: `first Tuesday of the month`, `every second Tuesday`, `every 20 working days`.

use super::{Parsed, Parser, Token};
use crate::diagnostic::nearest;
use crate::syntax::scenario::MeetingRule;

const WEEKDAYS: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const ORDINALS: &[&str] = &["first", "second", "third", "fourth", "fifth", "sixth"];
/// The place of `last` in [`MeetingRule::Monthly`].
const LAST: u8 = 5;

impl Parser<'_> {
    /// A rule for the days of meetings.
    pub(super) fn meetings(&mut self) -> Parsed<MeetingRule> {
        if self.take(&["every"]) {
            return self.every();
        }
        let ordinal = if self.take(&["last"]) { Some(LAST) } else { self.ordinal(&ORDINALS[..4]) };
        let Some(ordinal) = ordinal else {
            let wanted = "`first`, `second`, `third`, `fourth`, `last` or `every`";
            return Err(self.expected(wanted, &["first", "second", "third", "fourth", "last", "every"]));
        };
        let weekday = self.weekday()?;
        self.expect(&["of"])?;
        if !self.take(&["the"]) && !self.take(&["each"]) {
            self.expect(&["every"])?;
        }
        let every_months = self.ordinal(ORDINALS).unwrap_or(1);
        self.expect(&["month"])?;
        Ok(MeetingRule::Monthly { ordinal, weekday, every_months })
    }

    fn every(&mut self) -> Parsed<MeetingRule> {
        if matches!(self.peek(), Some(Token::Number(_))) {
            let days = self.number()?;
            self.expect(&["working"])?;
            if !self.take(&["days"]) {
                self.expect(&["day"])?;
            }
            return Ok(MeetingRule::EveryDays(days));
        }
        let every_weeks = self.ordinal(ORDINALS).unwrap_or(1);
        Ok(MeetingRule::Weekly { weekday: self.weekday()?, every_weeks })
    }

    /// One of the first few ordinals, from 1.
    fn ordinal(&mut self, words: &[&str]) -> Option<u8> {
        let found = words.iter().position(|word| self.at(&[word]))?;
        self.position += 1;
        u8::try_from(found + 1).ok()
    }

    /// 0 is Monday.
    fn weekday(&mut self) -> Parsed<u8> {
        if let Some(Token::Word(word)) = self.peek() {
            let lower = word.to_lowercase();
            if let Some(found) = WEEKDAYS.iter().position(|day| *day == lower) {
                self.position += 1;
                return Ok(u8::try_from(found).unwrap_or(0));
            }
            if let Some(near) = nearest(&lower, WEEKDAYS) {
                let near = format!("did you mean `{}{}`?", near[..1].to_uppercase(), &near[1..]);
                let mistake = *self.expected("a day of the week", &[]);
                return Err(Box::new(mistake.help(near)));
            }
        }
        Err(self.expected("a day of the week", &[]))
    }
}
