//! Expressions: conditions over facts, steps, deadlines and spans.

use super::{Parsed, Parser, Token};
use crate::syntax::tree::Expression;

impl Parser<'_> {
    /// `and {"or" and}`
    pub(super) fn expression(&mut self) -> Parsed<Expression> {
        self.deeper(|parser| {
            let first = parser.prefix()?;
            let or = parser.at(&["or"]);
            if !or && !parser.at(&["and"]) {
                return Ok(first);
            }
            let (joint, other) = if or { ("or", "and") } else { ("and", "or") };
            let mut parts = vec![first];
            while parser.take(&[joint]) {
                parts.push(parser.prefix()?);
            }
            if parser.at(&[other]) {
                let mistake =
                    *parser.mistake("`and` and `or` are mixed without brackets", format!("`{other}` after `{joint}`"));
                return Err(Box::new(
                    mistake.help("put brackets around the part that belongs together: (a and b) or c"),
                ));
            }
            Ok(if or { Expression::Or(parts) } else { Expression::And(parts) })
        })
    }

    /// `["not"] prim`
    pub(super) fn prefix(&mut self) -> Parsed<Expression> {
        if self.take(&["not"]) {
            return self.deeper(|parser| Ok(Expression::Not(Box::new(parser.prefix()?))));
        }
        self.primary()
    }

    /// A primary expression.
    fn primary(&mut self) -> Parsed<Expression> {
        if self.take_sign('(') {
            let inner = self.expression()?;
            self.expect_sign(')')?;
            return Ok(inner);
        }
        if self.take(&["at", "least"]) {
            return self.at_least();
        }
        if !matches!(self.peek(), Some(Token::Word(_))) {
            return Err(self.expected("a condition", &[]));
        }
        let name = self.name("a condition")?;
        if !self.take(&["is"]) {
            return Ok(Expression::Named(name));
        }
        let negated = self.take(&["not"]);
        // A value list ends where the next `or` begins a new condition: `a is x or b is y`.
        let mut values = vec![self.value()?];
        while self.at(&["or"]) && !self.condition_follows() {
            self.position += 1;
            values.push(self.value()?);
        }
        Ok(Expression::Is { name, negated, values })
    }

    /// Whether what comes after the next `or` is a condition of its own rather than one more value.
    fn condition_follows(&self) -> bool {
        let after = |ahead: usize| self.tokens.get(self.position + ahead).map(|&(token, ..)| token);
        match after(1) {
            Some(Token::Word("not" | "at") | Token::Punctuation('(')) => true,
            _ => after(2) == Some(Token::Word("is")),
        }
    }

    fn at_least(&mut self) -> Parsed<Expression> {
        let count = self.number()?;
        self.expect(&["of"])?;
        if self.take(&["the", "votes", "on"]) {
            let step = self.name("a voting step")?;
            self.expect(&["are"])?;
            let outcome = self.value()?;
            return Ok(Expression::VotesAtLeast { count, step, outcome });
        }
        if !self.at_sign('(') {
            return Err(self.expected("`(` or `the votes on`", &["the"]));
        }
        let of = self.deeper(|parser| parser.list(Self::expression))?;
        Ok(Expression::AtLeast { count, of })
    }
}
