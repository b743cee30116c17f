//! Reading and writing dates.

use super::{super::*, Outcome};

#[test]
fn a_date_is_written_for_machines_and_for_readers() -> Outcome {
    let date = parse_date("2026-03-16")?;
    assert_eq!(format_iso(date), "2026-03-16");
    assert_eq!(format_long(date), "Mon 16 Mar 2026");
    assert_eq!(format_long(parse_date("2024-02-01")?), "Thu 1 Feb 2024");
    assert_eq!(format_iso(parse_date("0000-02-29")?), "0000-02-29");
    Ok(())
}

#[test]
fn every_other_form_is_refused() {
    for text in [
        "",
        "16/03/2026",
        "2026-3-16",
        "20260316",
        " 2026-03-16",
        "2026-03-16 ",
        "2026-03-16T00:00",
        "+026-03-16",
        "-026-03-16",
        "2026-W12-1",
        "2026\u{2013}03-16",
        "٢٠٢٦-03-16",
        "2026-03-1\u{661}",
        "2026-00-00\n",
    ] {
        assert_eq!(parse_date(text), Err(InvalidDate::WrongForm { text: text.to_owned() }));
    }
}

#[test]
fn a_month_or_day_that_does_not_exist_is_refused() {
    for (text, month) in [("2026-00-10", 0), ("2026-13-10", 13)] {
        assert_eq!(parse_date(text), Err(InvalidDate::NoSuchMonth { text: text.to_owned(), month }));
    }
    for (text, days) in
        [("2026-02-29", 28), ("2024-02-30", 29), ("2026-04-31", 30), ("2026-01-32", 31), ("2026-12-00", 31)]
    {
        assert_eq!(parse_date(text), Err(InvalidDate::NoSuchDay { text: text.to_owned(), days }));
    }
}

#[test]
fn the_messages_say_what_why_and_how_to_mend() {
    let message = |text| parse_date(text).map_err(|invalid| invalid.to_string());
    assert_eq!(
        message("16/03/2026"),
        Err("\"16/03/2026\" is not a date in the form yyyy-mm-dd. Write the year in four digits, then the month and \
             the day in two digits each, joined by hyphens, such as 2026-03-16."
            .to_owned())
    );
    assert_eq!(
        message("2026-16-03"),
        Err("\"2026-16-03\" is not a date, because there is no month 16. Write a month from 01 to 12 in the middle."
            .to_owned())
    );
    assert_eq!(
        message("2026-02-30"),
        Err("\"2026-02-30\" is not a date, because that month has 28 days. Write a day from 01 to 28 at the end."
            .to_owned())
    );
}
