//! The table of bank holidays says what it should.

use chrono::Datelike;

use super::{
    super::{
        bank_holidays::{BANK_HOLIDAYS, FIRST_YEAR, LAST_YEAR},
        *,
    },
    Outcome,
};

#[test]
fn every_line_of_the_file_is_read() {
    let text = include_str!("../bank_holidays_england_wales.csv");
    let written: Vec<_> = text.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let read: Vec<_> = BANK_HOLIDAYS.iter().map(|date| format_iso(*date)).collect();
    assert_eq!(read, written);
    assert_eq!(read.len(), 99);
}

#[test]
fn the_dates_rise_and_none_is_on_a_weekend() {
    assert!(BANK_HOLIDAYS.is_sorted_by(|earlier, later| earlier < later));
    for date in BANK_HOLIDAYS {
        assert!(week::is_weekday(date), "{}", format_long(date));
    }
}

#[test]
fn every_year_has_its_number_of_holidays() {
    for year in FIRST_YEAR..=LAST_YEAR {
        let expected = match year {
            2022 => 10,
            2023 => 9,
            _ => 8,
        };
        assert_eq!(BANK_HOLIDAYS.iter().filter(|date| date.year() == year).count(), expected, "{year}");
    }
}

#[test]
fn every_year_has_its_number_of_working_days() -> Outcome {
    let calendar = Calendar::england_and_wales();
    for (year, expected) in [
        (2017, 252),
        (2018, 253),
        (2019, 253),
        (2020, 254),
        (2021, 253),
        (2022, 250),
        (2023, 251),
        (2024, 254),
        (2025, 253),
        (2026, 253),
        (2027, 253),
        (2028, 252),
    ] {
        // New Year's Day is never worked, so nothing is lost by counting from it.
        let (start, end) = (year_start(year), year_end(year));
        assert_eq!(calendar.working_days_between(start, end)?, expected, "{year}");
        let mut counted = 0;
        for date in start.iter_days().take_while(|date| *date <= end) {
            counted += u32::from(calendar.is_working_day(date)?);
        }
        assert_eq!(counted, expected, "{year}, day by day");
    }
    Ok(())
}
