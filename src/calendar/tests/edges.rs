//! Outside the years covered there is an error and never a guess, a wrapped date or a panic.

use super::{super::*, Outcome};

/// The date that the error names; the answer, if there was one, makes the test fail.
fn refused<T: std::fmt::Debug>(answer: Result<T, OutsideCalendar>) -> Result<String, String> {
    match answer {
        Ok(answer) => Err(format!("answered {answer:?} for a day outside the calendar")),
        Err(outside) => Ok(format_iso(outside.date)),
    }
}

#[test]
fn a_date_outside_the_table_is_refused_by_every_method() -> Outcome {
    let calendar = Calendar::england_and_wales();
    let inside = parse_date("2024-01-02")?;
    for text in ["2016-12-31", "2029-01-01", "0000-01-01", "9999-12-31"] {
        let date = parse_date(text)?;
        assert_eq!(refused(calendar.is_working_day(date))?, text);
        for count in [0, 1, u32::MAX] {
            assert_eq!(refused(calendar.add_working_days(date, count))?, text);
            assert_eq!(refused(calendar.subtract_working_days(date, count))?, text);
            assert_eq!(refused(calendar.add_months(date, count))?, text);
            assert_eq!(refused(calendar.add_calendar_days(date, count))?, text);
        }
        assert_eq!(refused(calendar.working_days_between(date, inside))?, text);
        assert_eq!(refused(calendar.working_days_between(inside, date))?, text);
        assert_eq!(refused(calendar.next_working_day_on_or_after(date))?, text);
    }
    Ok(())
}

#[test]
fn a_period_may_reach_the_edge_and_not_pass_it() -> Outcome {
    let calendar = Calendar::england_and_wales();
    let (first, last) = (parse_date("2017-01-01")?, parse_date("2028-12-31")?);
    let (first_worked, last_worked) = (parse_date("2017-01-03")?, parse_date("2028-12-29")?);

    assert_eq!(calendar.add_working_days(parse_date("2028-12-28")?, 1)?, last_worked);
    assert_eq!(refused(calendar.add_working_days(last_worked, 1))?, "2029-01-01");
    assert_eq!(refused(calendar.next_working_day_on_or_after(last))?, "2029-01-01");
    assert_eq!(calendar.subtract_working_days(parse_date("2017-01-04")?, 1)?, first_worked);
    assert_eq!(refused(calendar.subtract_working_days(first_worked, 1))?, "2016-12-31");
    assert_eq!(refused(calendar.subtract_working_days(first, 1))?, "2016-12-31");

    assert_eq!(calendar.add_months(parse_date("2028-08-31")?, 4)?, last);
    assert_eq!(refused(calendar.add_months(parse_date("2028-09-30")?, 4))?, "2029-01-30");
    assert_eq!(calendar.add_calendar_days(last, 0)?, last);
    assert_eq!(refused(calendar.add_calendar_days(last, 1))?, "2029-01-01");
    Ok(())
}

#[test]
fn the_longest_period_there_is_gives_an_error() -> Outcome {
    let date = parse_date("2024-01-02")?;
    for (calendar, before, after) in [
        (Calendar::england_and_wales(), "2016-12-31", "2029-01-01"),
        (Calendar::working_week(), "-0001-12-31", "+10000-01-01"),
    ] {
        assert_eq!(refused(calendar.add_working_days(date, u32::MAX))?, after);
        assert_eq!(refused(calendar.subtract_working_days(date, u32::MAX))?, before);
        assert_eq!(refused(calendar.add_months(date, u32::MAX))?, after);
        assert_eq!(refused(calendar.add_calendar_days(date, u32::MAX))?, after);
    }
    for date in [Date::MIN, Date::MAX] {
        assert!(Calendar::working_week().add_working_days(date, 1).is_err());
        assert!(Calendar::working_week().subtract_working_days(date, 1).is_err());
    }
    Ok(())
}

#[test]
fn the_message_says_what_is_wrong_and_what_to_do() -> Outcome {
    let answer = Calendar::england_and_wales().is_working_day(parse_date("2029-01-02")?);
    assert_eq!(
        answer.map_err(|outside| outside.to_string()),
        Err("2029-01-02 is outside the calendar, which covers 2017-01-01 to 2028-12-31; the working days beyond that \
             span are not known and none is guessed. Move the dates or shorten the period so that it stays inside, or \
             use a calendar that covers more years."
            .to_owned())
    );
    Ok(())
}
