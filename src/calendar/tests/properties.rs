//! What holds of every date and every count.

use proptest::prelude::*;

use super::super::*;

/// Days of 2017 to 2027, so that a period of up to [`LONGEST`] working days stays inside the table.
fn days() -> impl Strategy<Value = Date> {
    (0_u64..11 * 365).prop_map(|offset| year_start(2017) + chrono::Days::new(offset))
}

/// Days about the years of the table, and days of any year that the date type can hold.
fn any_dates() -> impl Strategy<Value = Date> {
    prop_oneof![735_000..743_000_i32, any::<i32>()].prop_filter_map("a date there is", Date::from_num_days_from_ce_opt)
}

/// The longest period tried, in working days.
const LONGEST: u32 = 240;

/// Counts one day at a time, as a person would with a wall calendar.
fn count_forward(calendar: &Calendar, event: Date, count: u32) -> Result<Date, OutsideCalendar> {
    let (mut date, mut counted) = (event, 0);
    while counted < count {
        date = calendar.add_calendar_days(date, 1)?;
        counted += u32::from(calendar.is_working_day(date)?);
    }
    Ok(date)
}

fn calendars() -> impl Strategy<Value = Calendar> {
    prop_oneof![Just(Calendar::england_and_wales()), Just(Calendar::working_week())]
}

proptest! {
    #[test]
    fn counting_day_by_day_gives_the_same_date(calendar in calendars(), event in days(), count in 0..LONGEST) {
        prop_assert_eq!(calendar.add_working_days(event, count)?, count_forward(&calendar, event, count)?);
    }

    #[test]
    fn between_gives_back_what_was_added(calendar in calendars(), event in days(), count in 0..LONGEST) {
        let end = calendar.add_working_days(event, count)?;
        prop_assert_eq!(calendar.working_days_between(event, end)?, count);
        prop_assert!(count == 0 || calendar.is_working_day(end)?);
    }

    #[test]
    fn adding_what_lies_between_reaches_the_end(calendar in calendars(), event in days(), later in days()) {
        let end = calendar.next_working_day_on_or_after(later)?;
        prop_assume!(event <= end);
        let count = calendar.working_days_between(event, end)?;
        prop_assume!(count > 0);
        prop_assert_eq!(calendar.add_working_days(event, count)?, end);
    }

    #[test]
    fn subtracting_undoes_adding_on_working_days(calendar in calendars(), day in days(), count in 0..LONGEST) {
        let event = calendar.next_working_day_on_or_after(day)?;
        let end = calendar.add_working_days(event, count)?;
        prop_assert_eq!(calendar.subtract_working_days(end, count)?, event);
    }

    #[test]
    fn a_backward_deadline_leaves_room_for_its_count(calendar in calendars(), day in days(), count in 1..LONGEST) {
        let anchor = calendar.add_calendar_days(day, 365)?;
        let deadline = calendar.subtract_working_days(anchor, count)?;
        prop_assert!(calendar.is_working_day(deadline)?);
        let whole_days = calendar.working_days_between(deadline, anchor)?;
        prop_assert_eq!(whole_days + u32::from(!calendar.is_working_day(anchor)?), count);
    }

    #[test]
    fn a_later_start_or_a_longer_period_never_ends_earlier(
        calendar in calendars(), one in days(), other in days(), count in 0..LONGEST, more in 0..LONGEST,
    ) {
        let (early, late) = (one.min(other), one.max(other));
        let (short, long) = (count.min(more), count.max(more));
        prop_assert!(calendar.add_working_days(early, short)? <= calendar.add_working_days(late, short)?);
        prop_assert!(calendar.add_working_days(early, short)? <= calendar.add_working_days(early, long)?);
        prop_assert!(calendar.add_months(early, short / 24)? <= calendar.add_months(late, short / 24)?);
    }

    #[test]
    fn every_question_is_answered_inside_the_calendar_or_refused(
        calendar in calendars(), date in any_dates(), count in prop_oneof![0..4_000_u32, any::<u32>()],
    ) {
        for end in [
            calendar.add_working_days(date, count),
            calendar.subtract_working_days(date, count),
            calendar.add_months(date, count),
            calendar.add_calendar_days(date, count),
            calendar.next_working_day_on_or_after(date),
        ] {
            prop_assert!(end.is_err() || calendar.is_working_day(end?).is_ok());
        }
    }

    #[test]
    fn reading_undoes_writing(date in days()) {
        prop_assert_eq!(parse_date(&format_iso(date))?, date);
    }

    #[test]
    fn reading_never_panics(text in "\\PC{0,12}|[0-9-]{10}") {
        prop_assert!(parse_date(&text).map_or(true, |date| format_iso(date) == text));
    }
}
