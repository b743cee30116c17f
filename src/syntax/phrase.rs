//! The phrases inside strings: words to tree, by recursive descent over a cursor.
//!
//! The grammar stands in `documentation/language.md`. Each file below parses one family of phrases. Nothing here
//! knows which names exist.

mod arrivals;
mod check;
mod event;
mod expression;
mod law;
mod meetings;
mod time;

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{Name, Span, Spanned};
use crate::syntax::scenario::{Happening, LawOfTime, MeetingRule, RatePhrase};
use crate::syntax::tree::{Check, Due, Duration, Event, Expression, Start, Takes, Votes};

/// Deepest nesting of brackets and `not` that is read. People stop following at three.
const DEPTH_MAX: usize = 32;

/// Words of the grammar; none of them is a name.
pub const RESERVED: &[&str] = &[
    "after", "all", "always", "and", "any", "are", "at", "before", "begins", "both", "covering", "depends", "done",
    "each", "ends", "every", "first", "follows", "if", "is", "latest", "least", "missed", "never", "not", "of", "on",
    "once", "or", "owed", "possible", "running", "same", "since", "the", "unless", "usually", "when", "while",
    "within",
];

/// Words that may follow `is` although they are words of the grammar.
const STATUS: &[&str] = &["done", "owed", "running", "missed"];

/// The text of a phrase and where its characters stand in the file.
#[derive(Debug, Clone, Copy)]
pub struct Phrase<'a> {
    /// The words.
    pub text: &'a str,
    /// The whole string value.
    pub span: Span,
    /// Offset of the first character in the file, if characters map one to one.
    pub offset: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    Number(&'a str),
    Punctuation(char),
}

impl<'a> Token<'a> {
    fn word(self) -> Option<&'a str> {
        if let Self::Word(word) = self { Some(word) } else { None }
    }

    fn describe(self) -> String {
        match self {
            Self::Word(word) => format!("`{word}`"),
            Self::Number(number) => format!("`{number}`"),
            Self::Punctuation(sign) => format!("`{sign}`"),
        }
    }
}

/// A mistake in a phrase. Boxed: it is rare, and a `Result` should stay small.
pub type Mistake = Box<Diagnostic>;

/// A value, or the mistake that was found first.
pub type Parsed<T> = Result<T, Mistake>;

/// Parses a start phrase (`starts`, `must`, `lapses` …).
pub fn start(phrase: Phrase<'_>) -> Parsed<Spanned<Start>> {
    Parser::whole(phrase, "after notify, if harm is serious", Parser::start)
}

/// Parses an event list (`met_by`).
pub fn events(phrase: Phrase<'_>) -> Parsed<Spanned<Vec<Event>>> {
    Parser::whole(phrase, "any of (publish, withdraw)", Parser::events)
}

/// Parses an expression (`needs`, `if`, a term).
pub fn expression(phrase: Phrase<'_>) -> Parsed<Spanned<Expression>> {
    Parser::whole(phrase, "notify is done and hold_review is not owed", Parser::expression)
}

/// Parses a deadline phrase (`due`).
pub fn due(phrase: Phrase<'_>) -> Parsed<Spanned<Due>> {
    Parser::whole(phrase, "within 5 working days of notify", Parser::due)
}

/// Parses a `takes` phrase.
pub fn takes(phrase: Phrase<'_>) -> Parsed<Spanned<Takes>> {
    Parser::whole(phrase, "1 to 4 working days, usually 2", Parser::takes)
}

/// Parses a `votes` phrase.
pub fn votes(phrase: Phrase<'_>) -> Parsed<Spanned<Votes>> {
    Parser::whole(phrase, "2 of 3", Parser::votes)
}

/// Parses the pattern of an invariant (`check`).
pub fn check(phrase: Phrase<'_>) -> Parsed<Spanned<Check>> {
    Parser::whole(phrase, "after notify, hold_review always follows", Parser::check)
}

/// Parses how long something takes in a scenario (`takes`, `waits`, `runs`).
pub fn law(phrase: Phrase<'_>) -> Parsed<Spanned<LawOfTime>> {
    Parser::whole_with(phrase, ":%", "1 to 4 working days, usually 2", Parser::law)
}

/// Parses how many incidents or cases come (`arrivals`).
pub fn rate(phrase: Phrase<'_>) -> Parsed<Spanned<RatePhrase>> {
    Parser::whole(phrase, "3.5 incidents a year", Parser::rate)
}

/// Parses when somebody meets (`meets`).
pub fn meetings(phrase: Phrase<'_>) -> Parsed<Spanned<MeetingRule>> {
    Parser::whole(phrase, "first Tuesday of the month", Parser::meetings)
}

/// Parses what has happened in an open case (`happened`).
pub fn happening(phrase: Phrase<'_>) -> Parsed<Spanned<Happening>> {
    Parser::whole(phrase, "2026-03-04 decide is met", Parser::happening)
}

/// Parses the other length that a deadline has for a while.
pub fn length(phrase: Phrase<'_>) -> Parsed<Spanned<Duration>> {
    Parser::whole(phrase, "30 working days", |parser| {
        parser.take(&["within"]);
        parser.duration()
    })
}

/// A cursor over the tokens of one phrase.
#[derive(Debug)]
struct Parser<'a> {
    phrase: Phrase<'a>,
    /// Signs that this kind of phrase has besides brackets and commas.
    signs: &'static str,
    tokens: Vec<(Token<'a>, usize, usize)>,
    position: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    /// A parser at the start of the phrase.
    fn new(phrase: Phrase<'a>, signs: &'static str) -> Parsed<Self> {
        let mut parser = Self { phrase, signs, tokens: Vec::new(), position: 0, depth: 0 };
        parser.tokenise()?;
        Ok(parser)
    }

    /// Parses a whole phrase with one of the grammar's rules. The example is shown with a mistake for which there is no better help.
    fn whole<T>(phrase: Phrase<'a>, example: &str, rule: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<Spanned<T>> {
        Self::whole_with(phrase, "", example, rule)
    }

    /// The same for a phrase that has more signs.
    fn whole_with<T>(
        phrase: Phrase<'a>,
        signs: &'static str,
        example: &str,
        rule: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<Spanned<T>> {
        let value = Self::to_the_end(phrase, signs, rule)
            .map_err(|mistake| Box::new(mistake.or_help(&format!("such a phrase is, for example, `{example}`"))))?;
        Ok(Spanned { value, span: phrase.span })
    }

    fn to_the_end<T>(phrase: Phrase<'a>, signs: &'static str, rule: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let mut parser = Self::new(phrase, signs)?;
        let value = rule(&mut parser)?;
        match parser.peek() {
            None => Ok(value),
            Some(token) => {
                let message = format!("{} is one word too many", token.describe());
                Err(parser.mistake(message, "the phrase should have ended before this"))
            }
        }
    }

    fn tokenise(&mut self) -> Parsed<()> {
        let text = self.phrase.text;
        let mut characters = text.char_indices().peekable();
        while let Some(&(start, character)) = characters.peek() {
            if character.is_whitespace() {
                characters.next();
                continue;
            }
            let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.' || c == '-';
            if is_word(character) {
                let end = text[start..].find(|c| !is_word(c)).map_or(text.len(), |length| start + length);
                let word = &text[start..end];
                let digits = word.bytes().all(|byte| byte.is_ascii_digit());
                let token = if digits { Token::Number(word) } else { Token::Word(word) };
                self.tokens.push((token, start, end));
                while characters.peek().is_some_and(|&(at, _)| at < end) {
                    characters.next();
                }
            } else if matches!(character, '(' | ')' | ',') || self.signs.contains(character) {
                self.tokens.push((Token::Punctuation(character), start, start + 1));
                characters.next();
            } else {
                let span = self.span_of(start, start + character.len_utf8());
                return Err(Box::new(
                    Diagnostic::new(Code::Phrase, span, format!("`{character}` has no place in a phrase"), "this sign")
                        .help("a phrase has words, numbers, commas and round brackets only"),
                ));
            }
        }
        Ok(())
    }

    fn span_of(&self, start: usize, end: usize) -> Span {
        match self.phrase.offset {
            Some(offset) => Span::new(self.phrase.span.file, offset as usize + start, offset as usize + end),
            None => self.phrase.span,
        }
    }

    /// The place of the next token, or the end of the phrase.
    fn here(&self) -> Span {
        match self.tokens.get(self.position) {
            Some(&(_, start, end)) => self.span_of(start, end),
            None => match self.tokens.last() {
                Some(&(_, start, end)) => self.span_of(start, end),
                None => self.phrase.span,
            },
        }
    }

    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.position).map(|&(token, ..)| token)
    }

    /// Whether the next words are these.
    fn at(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(ahead, word)| {
            matches!(self.tokens.get(self.position + ahead), Some((Token::Word(found), ..)) if found == word)
        })
    }

    /// Takes these words if they come next.
    fn take(&mut self, words: &[&str]) -> bool {
        let found = self.at(words);
        if found {
            self.position += words.len();
        }
        found
    }

    fn at_sign(&self, sign: char) -> bool {
        self.peek() == Some(Token::Punctuation(sign))
    }

    fn take_sign(&mut self, sign: char) -> bool {
        let found = self.at_sign(sign);
        if found {
            self.position += 1;
        }
        found
    }

    /// A mistake at the next token.
    fn mistake(&self, message: impl Into<String>, label: impl Into<String>) -> Mistake {
        Box::new(Diagnostic::new(Code::Phrase, self.here(), message, label))
    }

    /// `expected …, found …` at the next token, with a suggestion if what stands there is nearly one of these words or rows of words.
    fn expected(&self, what: &str, words: &[&str]) -> Mistake {
        let label = format!("{what} should stand here");
        let Some(found) = self.peek() else {
            return self.mistake(format!("expected {what}, but the phrase ends here"), label);
        };
        let Some((written, span, near)) = self.nearly(words) else {
            return self.mistake(format!("expected {what}, found {}", found.describe()), label);
        };
        let message = format!("expected {what}, found `{written}`");
        Box::new(Diagnostic::new(Code::Phrase, span, message, label).help(format!("did you mean `{near}`?")))
    }

    /// What was meant, if the next words are nearly one of these, each a word or several; with what is written instead, and where.
    /// Several words tell more than one, so they are tried first.
    fn nearly<'b>(&self, words: &[&'b str]) -> Option<(String, Span, &'b str)> {
        let count = |words: &&str| words.split(' ').count();
        let most = words.iter().map(count).max().unwrap_or(0);
        (1..=most).rev().find_map(|length| {
            let tokens = self.tokens.get(self.position..self.position + length)?;
            let written: Option<Vec<&str>> = tokens.iter().map(|(token, ..)| token.word()).collect();
            let written = written?.join(" ");
            let known: Vec<&str> = words.iter().copied().filter(|one| length == 1 || count(one) == length).collect();
            let near = nearest(&written, &known).filter(|near| *near != written)?;
            let (start, end) = (tokens.first()?.1, tokens.last()?.2);
            Some((written, self.span_of(start, end), near))
        })
    }

    fn expect(&mut self, words: &[&str]) -> Parsed<()> {
        for word in words {
            if !self.take(&[word]) {
                return Err(self.expected(&format!("`{word}`"), &[word]));
            }
        }
        Ok(())
    }

    fn expect_sign(&mut self, sign: char) -> Parsed<()> {
        if self.take_sign(sign) {
            return Ok(());
        }
        let help = match sign {
            ',' => "put a comma before this word",
            ')' => "close the bracket that was opened before, or put a comma between two items",
            _ => "put the items between round brackets",
        };
        Err(Box::new(self.expected(&format!("`{sign}`"), &[]).or_help(help)))
    }

    /// A name; words of the grammar are none.
    fn name(&mut self, what: &str) -> Parsed<Name> {
        match self.peek() {
            Some(Token::Word(word)) if !RESERVED.contains(&word) => {
                let span = self.here();
                self.position += 1;
                Ok(Spanned { value: word.to_owned(), span })
            }
            _ => Err(self.expected(what, &[])),
        }
    }

    /// A number, or a word that is one (`done`, `under way`, an outcome).
    fn value(&mut self) -> Parsed<Name> {
        let span = self.here();
        if self.take(&["under", "way"]) {
            return Ok(Spanned { value: "under way".to_owned(), span });
        }
        match self.peek() {
            Some(Token::Word(word)) if STATUS.contains(&word) => {
                self.position += 1;
                Ok(Spanned { value: word.to_owned(), span })
            }
            Some(Token::Number(number)) => {
                self.position += 1;
                Ok(Spanned { value: number.to_owned(), span })
            }
            _ => self.name("a value or an outcome"),
        }
    }

    /// `VALUE {or VALUE}`
    fn values(&mut self) -> Parsed<Vec<Name>> {
        let mut values = vec![self.value()?];
        while self.take(&["or"]) {
            values.push(self.value()?);
        }
        Ok(values)
    }

    /// A whole number that fits.
    fn number<T: std::str::FromStr>(&mut self) -> Parsed<T> {
        match self.peek() {
            Some(Token::Number(digits)) => {
                let value = digits.parse().map_err(|_| {
                    Box::new(self.mistake("this number is too large", "too large").help("write a smaller number"))
                })?;
                self.position += 1;
                Ok(value)
            }
            _ => Err(self.expected("a whole number", &[])),
        }
    }

    /// Runs a rule one level deeper, and refuses phrases nested beyond reason.
    fn deeper<T>(&mut self, rule: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEPTH_MAX {
            let message = format!("this phrase is nested more than {DEPTH_MAX} deep");
            let mistake = *self.mistake(message, "too deep");
            return Err(Box::new(mistake.help("give parts of it a name in [terms]")));
        }
        self.depth += 1;
        let result = rule(self);
        self.depth -= 1;
        result
    }

    /// Items between brackets, with commas between them.
    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        self.expect_sign('(')?;
        let mut items = vec![item(self)?];
        while self.take_sign(',') {
            items.push(item(self)?);
        }
        self.expect_sign(')')?;
        Ok(items)
    }
}

#[cfg(test)]
mod tests;
