//! How long something takes in a scenario: `triangular 1, 2, 4 working days, rounded up`.

use super::{Parsed, Parser, Token};
use crate::syntax::scenario::{Law, LawOfTime, Rounding};

const LAW_WORDS: &[&str] = &["triangular", "pert", "uniform", "lognormal", "table"];

impl Parser<'_> {
    /// A law, its unit, its rounding.
    pub(super) fn law(&mut self) -> Parsed<LawOfTime> {
        let mut law = self.law_head()?;
        let unit = self.unit()?;
        let mut rounding = None;
        while self.take_sign(',') {
            if let Law::Even { least, most } = law
                && self.take(&["usually"])
            {
                law = Law::Usual { least: f64::from(least), usual: self.decimal()?, most: f64::from(most) };
            } else if self.take(&["rounded"]) {
                rounding = Some(self.rounding()?);
            } else {
                return Err(self.expected("`usually` or `rounded`", &["usually", "rounded"]));
            }
        }
        Ok(LawOfTime { law, unit, rounding })
    }

    fn law_head(&mut self) -> Parsed<Law> {
        if self.take(&["triangular"]) {
            let (least, usual, most) = self.three_points()?;
            return Ok(Law::Triangular { least, usual, most });
        }
        if self.take(&["pert"]) {
            let (least, usual, most) = self.three_points()?;
            return Ok(Law::Pert { least, usual, most });
        }
        if self.take(&["lognormal"]) {
            return self.lognormal();
        }
        if self.take(&["table"]) {
            return self.table_of_days();
        }
        if self.take(&["uniform"]) || matches!(self.peek(), Some(Token::Number(_))) {
            return self.even();
        }
        let laws = "a number, `triangular`, `pert`, `uniform`, `lognormal` or `table`";
        Err(self.expected(laws, LAW_WORDS))
    }

    /// `4`, `4 to 12`
    fn even(&mut self) -> Parsed<Law> {
        let least = self.number()?;
        let most = if self.take(&["to"]) { self.number()? } else { least };
        Ok(Law::Even { least, most })
    }

    fn three_points(&mut self) -> Parsed<(f64, f64, f64)> {
        let least = self.decimal()?;
        self.next_point()?;
        let usual = self.decimal()?;
        self.next_point()?;
        Ok((least, usual, self.decimal()?))
    }

    /// The comma before one more of three numbers.
    fn next_point(&mut self) -> Parsed<()> {
        if self.take_sign(',') {
            return Ok(());
        }
        let help = "three numbers stand here, with commas between them: the least, the usual and the most";
        Err(Box::new(self.expected("`,` and one more number", &[]).or_help(help)))
    }

    /// `median 10, 90 % below 24` or `mean 60, deviation 20`
    fn lognormal(&mut self) -> Parsed<Law> {
        if self.take(&["median"]) {
            let median = self.decimal()?;
            self.expect_sign(',')?;
            let percent = self.decimal()?;
            self.expect_sign('%')?;
            self.expect(&["below"])?;
            return Ok(Law::LognormalBelow { median, percent, below: self.decimal()? });
        }
        if self.take(&["mean"]) {
            let mean = self.decimal()?;
            self.expect_sign(',')?;
            self.expect(&["deviation"])?;
            return Ok(Law::LognormalMean { mean, deviation: self.decimal()? });
        }
        Err(self.expected("`median` or `mean`", &["median", "mean"]))
    }

    /// `1: 20, 2: 50, 3: 30`
    fn table_of_days(&mut self) -> Parsed<Law> {
        let mut rows = Vec::new();
        loop {
            let days = self.number()?;
            self.expect_sign(':')?;
            rows.push((days, self.decimal()?));
            if !self.take_sign(',') {
                return Ok(Law::Table(rows));
            }
        }
    }

    /// What follows `rounded`.
    pub(super) fn rounding(&mut self) -> Parsed<Rounding> {
        if self.take(&["up"]) {
            return Ok(Rounding::Up);
        }
        if self.take(&["down"]) {
            return Ok(Rounding::Down);
        }
        if self.take(&["to", "the", "nearest"]) {
            return Ok(Rounding::Nearest);
        }
        Err(self.expected("`to the nearest`, `up` or `down`", &["to", "up", "down"]))
    }

    /// A number that may have a fraction: `12`, `0.5`.
    pub(super) fn decimal(&mut self) -> Parsed<f64> {
        let found = match self.peek() {
            Some(Token::Number(text) | Token::Word(text)) => text.parse::<f64>().ok().filter(|_| is_decimal(text)),
            _ => None,
        };
        let Some(number) = found else { return Err(self.expected("a number", &[])) };
        self.position += 1;
        Ok(number)
    }
}

/// Digits and at most one point; no words such as `inf`, no exponent.
fn is_decimal(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-')
}
