//! Worked examples, counted by hand with the table (domain research, section 5).

use super::{super::*, Outcome};

#[test]
fn working_days_are_counted_forward() -> Outcome {
    let calendar = Calendar::england_and_wales();
    for (event, count, end) in [
        ("2020-05-01", 5, "2020-05-11"),  // early May holiday moved to Friday 8 May 2020
        ("2020-12-18", 5, "2020-12-29"),  // Boxing Day in lieu on 28 December
        ("2022-05-27", 5, "2022-06-07"),  // Platinum Jubilee, 2 and 3 June
        ("2022-09-12", 5, "2022-09-20"),  // State Funeral, 19 September
        ("2022-09-12", 15, "2022-10-04"), // the same
        ("2022-09-17", 5, "2022-09-26"),  // from a Saturday before a bank holiday
        ("2023-04-28", 15, "2023-05-23"), // Coronation, 8 May
        ("2023-12-18", 15, "2024-01-11"),
        ("2024-03-25", 5, "2024-04-03"), // Easter
        ("2024-03-22", 15, "2024-04-16"),
        ("2025-12-19", 15, "2026-01-14"),
        ("2026-12-21", 15, "2027-01-14"),
        ("2027-12-24", 5, "2028-01-05"), // 27 and 28 December and 3 January in lieu
        ("2026-06-12", 1, "2026-06-15"), // a bank holiday in Scotland only
        ("2026-03-16", 0, "2026-03-16"),
        ("2026-03-14", 0, "2026-03-14"), // nought days from a Saturday
        ("2026-03-14", 1, "2026-03-16"),
        ("2026-03-15", 1, "2026-03-16"),
        ("2024-03-29", 1, "2024-04-02"), // from Good Friday
    ] {
        let found = calendar.add_working_days(parse_date(event)?, count)?;
        assert_eq!(format_iso(found), end, "{count} working days from {event}");
    }
    Ok(())
}

#[test]
fn working_days_are_counted_backward() -> Outcome {
    let calendar = Calendar::england_and_wales();
    for (anchor, count, end) in [
        ("2023-05-05", 7, "2023-04-25"),
        ("2024-01-05", 7, "2023-12-22"),
        ("2026-03-16", 0, "2026-03-16"),
        ("2026-03-15", 0, "2026-03-15"),
        ("2026-03-16", 1, "2026-03-13"),
        ("2026-03-15", 1, "2026-03-13"), // from a Sunday
        ("2024-04-01", 1, "2024-03-28"), // from Easter Monday
        ("2024-04-02", 1, "2024-03-28"),
    ] {
        let found = calendar.subtract_working_days(parse_date(anchor)?, count)?;
        assert_eq!(format_iso(found), end, "{count} working days before {anchor}");
    }
    Ok(())
}

#[test]
fn months_end_on_the_corresponding_date() -> Outcome {
    let calendar = Calendar::working_week();
    for (event, count, end) in [
        ("1978-09-30", 4, "1979-01-30"), // Dodds v Walker [1981]
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2022-03-31", 6, "2022-09-30"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2023-02-28", 1, "2023-03-28"), // the same number, not the end of the month
        ("2024-02-29", 0, "2024-02-29"),
    ] {
        let found = calendar.add_months(parse_date(event)?, count)?;
        assert_eq!(format_iso(found), end, "{count} months from {event}");
    }
    Ok(())
}

#[test]
fn calendar_days_run_through_weekends() -> Outcome {
    let calendar = Calendar::england_and_wales();
    for (event, count, end) in
        [("2019-10-02", 14, "2019-10-16"), ("2024-02-28", 2, "2024-03-01"), ("2024-12-25", 0, "2024-12-25")]
    {
        let found = calendar.add_calendar_days(parse_date(event)?, count)?;
        assert_eq!(format_iso(found), end, "{count} days from {event}");
    }
    Ok(())
}

#[test]
fn working_days_between_leaves_out_the_first_day_and_counts_the_last() -> Outcome {
    let calendar = Calendar::england_and_wales();
    for (from, to, count) in [
        ("2022-09-12", "2022-09-20", 5),
        ("2022-09-17", "2022-09-19", 0), // Saturday to a bank holiday
        ("2022-09-17", "2022-09-20", 1),
        ("2026-03-16", "2026-03-16", 0),
        ("2026-03-20", "2026-03-22", 0), // Friday to Sunday
        ("2026-03-20", "2026-03-16", 0), // backward
    ] {
        let found = calendar.working_days_between(parse_date(from)?, parse_date(to)?)?;
        assert_eq!(found, count, "working days from {from} to {to}");
    }
    Ok(())
}

#[test]
fn next_working_day_passes_over_weekends_and_bank_holidays() -> Outcome {
    let calendar = Calendar::england_and_wales();
    for (date, next) in [
        ("2022-09-16", "2022-09-16"),
        ("2022-09-17", "2022-09-20"),
        ("2022-09-19", "2022-09-20"),
        ("2024-03-29", "2024-04-02"),
    ] {
        assert_eq!(format_iso(calendar.next_working_day_on_or_after(parse_date(date)?)?), next, "from {date}");
    }
    Ok(())
}

#[test]
fn the_working_week_has_no_bank_holidays() -> Outcome {
    let calendar = Calendar::working_week();
    assert!(calendar.is_working_day(parse_date("2024-12-25")?)?);
    assert!(!calendar.is_working_day(parse_date("2024-12-28")?)?);
    assert_eq!(format_iso(calendar.add_working_days(parse_date("2022-09-16")?, 1)?), "2022-09-19");
    assert_eq!(format_iso(calendar.subtract_working_days(parse_date("0001-01-01")?, 1)?), "0000-12-29");
    Ok(())
}
