//! Shares, numbers and causes as words.

use super::SimulationReport;
use crate::report::text::{clean, grouped};
use crate::scenario::{Horizon, WorkingDays};
use crate::simulate::{Cause, CauseKind};

/// `97.1 %`; a share that is not whole is never shown as none or all.
pub(super) fn percent(share: f64) -> String {
    format!("{} %", percent_number(share))
}

/// The same without the sign.
pub(super) fn percent_number(share: f64) -> String {
    let tenths = (share * 1000.0).round() / 10.0;
    if share > 0.0 && tenths <= 0.0 {
        "0.1".to_owned()
    } else if share < 1.0 && tenths >= 100.0 {
        "99.9".to_owned()
    } else if share >= 1.0 {
        "100".to_owned()
    } else if share <= 0.0 {
        "0".to_owned()
    } else {
        format!("{tenths:.1}")
    }
}

/// A number with as many digits as people read: `12`, `3.5`, `0.04`.
pub(super) fn number(value: f64) -> String {
    if value >= 99.5 {
        return grouped(whole(value));
    }
    let text = match value {
        value if value >= 9.95 => format!("{value:.0}"),
        value if value >= 0.095 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    };
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rounded, never negative")]
fn whole(value: f64) -> usize {
    value.round().max(0.0) as usize
}

/// A count that may not fit a machine word of another platform.
pub(super) fn counted(count: u64) -> String {
    grouped(usize::try_from(count).unwrap_or(usize::MAX))
}

/// ` of 5 years after 1 year of warm-up`, ` until the last case is done`: the end of `10 replications`.
pub(super) fn horizon(report: &SimulationReport) -> String {
    let years =
        |years: f64| if (years - 1.0).abs() < 1e-9 { "1 year".to_owned() } else { format!("{} years", number(years)) };
    let warm_up = report.scenario.warm_up_years;
    match report.scenario.horizon {
        Horizon::UntilEmpty => " until the last case is done".to_owned(),
        Horizon::Years(all) if warm_up > 0.0 => {
            format!(" of {} after {} of warm-up", years(all - warm_up), years(warm_up))
        }
        Horizon::Years(all) => format!(" of {}", years(all)),
    }
}

/// `England and Wales, from 2022-04-01`, or plain working days.
pub(super) fn calendar(report: &SimulationReport) -> String {
    match report.scenario.days {
        WorkingDays::EnglandAndWales => {
            format!("calendar of England and Wales from {}", crate::calendar::format_long(report.scenario.start))
        }
        WorkingDays::Plain => "plain working days, 253 a year".to_owned(),
    }
}

/// What made something late, as a short sentence.
pub(super) fn cause(report: &SimulationReport, cause: &Cause) -> String {
    let actor = cause.actor.map(|id| clean(&report.system.actors[usize::from(id.0)].name));
    let step = cause.step.map(|id| report.system.step(id));
    let what = step.map_or_else(|| "something outside of every step".to_owned(), |step| clean(&step.says));
    match (cause.kind, actor) {
        (CauseKind::Queue, Some(actor)) => format!("waiting for {actor} to be free: {what}"),
        (CauseKind::Queue, None) => format!("waiting for somebody to be free: {what}"),
        (CauseKind::Work, Some(actor)) => format!("{actor} at work: {what}"),
        (CauseKind::Work, None) => format!("the work itself: {what}"),
        (CauseKind::Wait, Some(actor)) => format!("waiting until {actor} {what}"),
        (CauseKind::Wait, None) => format!("waiting for what has to come first: {what}"),
    }
}

/// A cause as one word for machines.
pub(super) fn cause_word(kind: CauseKind) -> &'static str {
    match kind {
        CauseKind::Queue => "queue",
        CauseKind::Work => "work",
        CauseKind::Wait => "wait",
    }
}
