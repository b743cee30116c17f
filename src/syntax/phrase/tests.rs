//! Phrases are parsed, printed, and parsed again; wrong ones are refused at the right place.

use super::{Parsed, Phrase};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span, Spanned};
use crate::syntax::print;

fn phrase(text: &str) -> Phrase<'_> {
    Phrase { text, span: Span::new(FileId(0), 0, text.len()), offset: Some(0) }
}

fn round<T>(text: &str, parse: impl Fn(Phrase<'_>) -> Parsed<Spanned<T>>, print: impl Fn(&T) -> String) {
    let parsed = parse(phrase(text)).unwrap_or_else(|mistake| panic!("{text}: {}", mistake.message));
    assert_eq!(print(&parsed.value), text);
}

fn refused<T: std::fmt::Debug>(result: Parsed<Spanned<T>>) -> Diagnostic {
    *result.expect_err("the phrase should be refused")
}

#[test]
fn every_form_is_printed_as_it_was_written() {
    for text in [
        "at the beginning",
        "at any time",
        "at any time after x is y or z, if t, once",
        "after each spoc_meeting is met, unless not closed",
        "after first of (a, b is c, s begins, s ends)",
        "while a is not done and (b is owed or c is under way), once",
        "every 6 months covering each rapid_review",
    ] {
        round(text, super::start, print::start);
    }
    for text in [
        "a is x or b is not y",
        "at least 2 of (a is x, b, not (c and d))",
        "at least 2 of the votes on criteria are met",
        "not not a",
        "v.council is met",
    ] {
        round(text, super::expression, print::expression);
    }
    for text in [
        "within 5 working days of aware",
        "within 1 month of latest of (a, b)",
        "not before 1 year after publish",
        "at least 7 working days before publish",
        "same day as complete",
    ] {
        round(text, super::due, print::due);
    }
    for text in ["1 to 4 working days, usually 2", "3 weeks", "0 working days"] {
        round(text, super::takes, |takes| print::takes(*takes));
    }
}

#[test]
fn every_pattern_is_printed_as_it_was_written() {
    for text in [
        "after a is x, if t, any of (b, c) always follows within 5 working days unless d is done",
        "after first of (a, b), c always follows",
        "a never before b is x since b is y",
        "a never within 1 year of b",
        "when a is x, at least 2 of the votes on v are x",
        "always t",
        "never t and u",
        "not both a is done and not t",
        "once a is done, always b is not done",
        "a at most once since b",
        "possible a is x",
        "possible any of (a, b)",
        "t never depends on f",
    ] {
        round(text, super::check, print::check);
    }
}

/// What was meant is often more than one word, and then all of them are shown.
#[test]
fn mistakes_point_at_all_the_words_that_were_meant_as_one() {
    let told = |mistake: Diagnostic| (mistake.span.start, mistake.span.end, mistake.help.unwrap_or_default());
    let meant = |text: &str| format!("did you mean `{text}`?");
    assert_eq!(told(refused(super::start(phrase("at the begining")))), (0, 15, meant("at the beginning")));
    assert_eq!(told(refused(super::takes(phrase("2 workin days, usually 1")))), (2, 13, meant("working days")));
    assert_eq!(told(refused(super::takes(phrase("2 workin")))), (2, 8, meant("working days")));
    assert_eq!(told(refused(super::due(phrase("not befor 2 weeks after x")))), (0, 9, meant("not before")));
    let mistake = refused(super::law(phrase("triangular 4, 7 working days")));
    assert_eq!(mistake.message, "expected `,` and one more number, found `working`");
    assert!(mistake.help.is_some_and(|help| help.starts_with("three numbers stand here")));
}

#[test]
fn mistakes_point_at_the_word() {
    let mistake = refused(super::start(phrase("afer x")));
    assert_eq!((mistake.span.start, mistake.help.as_deref()), (0, Some("did you mean `after`?")));
    let mistake = refused(super::expression(phrase("a and b or c")));
    assert_eq!(mistake.span.start, 8);
    let mistake = refused(super::due(phrase("within 5 days of x")));
    assert_eq!(mistake.span.start, 9);
    let mistake = refused(super::due(phrase("within 5 working days")));
    assert_eq!(mistake.code, crate::diagnostic::Code::NoAnchor);
    assert!(super::start(phrase("")).is_err());
    assert!(super::check(phrase("a always follows b")).is_err());
    assert!(super::expression(phrase("a is x; b")).is_err());
}

#[test]
fn deep_nesting_is_refused_not_overflowed() {
    for open in ["(", "not ", "at least 1 of ("] {
        let text = format!("{}a", open.repeat(100_000));
        assert!(refused(super::expression(phrase(&text))).message.contains("nested"));
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_parsed_or_refused(text in "\\PC{0,60}") {
        let _ = super::start(phrase(&text));
        let _ = super::expression(phrase(&text));
        let _ = super::due(phrase(&text));
        let _ = super::takes(phrase(&text));
        let _ = super::check(phrase(&text));
    }

    #[test]
    fn any_words_are_parsed_or_refused(words in proptest::collection::vec(proptest::sample::select(super::RESERVED.to_vec()), 0..12)) {
        let text = words.join(" ");
        let _ = super::start(phrase(&text));
        let _ = super::check(phrase(&text));
    }
}

/// An example that is no such phrase itself would lead further astray.
#[test]
fn the_example_in_a_mistake_is_such_a_phrase() {
    fn parses<T>(parsed: Parsed<Spanned<T>>) -> Result<(), super::Mistake> {
        parsed.map(drop)
    }
    let kinds: [fn(Phrase<'_>) -> Result<(), super::Mistake>; 12] = [
        |phrase| parses(super::start(phrase)),
        |phrase| parses(super::events(phrase)),
        |phrase| parses(super::expression(phrase)),
        |phrase| parses(super::due(phrase)),
        |phrase| parses(super::takes(phrase)),
        |phrase| parses(super::votes(phrase)),
        |phrase| parses(super::check(phrase)),
        |phrase| parses(super::law(phrase)),
        |phrase| parses(super::rate(phrase)),
        |phrase| parses(super::meetings(phrase)),
        |phrase| parses(super::happening(phrase)),
        |phrase| parses(super::length(phrase)),
    ];
    for (number, kind) in kinds.into_iter().enumerate() {
        let help = kind(phrase(",")).unwrap_err().help.unwrap();
        let example = help.split('`').nth(1).unwrap();
        assert!(help.starts_with("such a phrase is") && kind(phrase(example)).is_ok(), "{number}: {help}");
    }
}
