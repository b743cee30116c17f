//! Tree to phrase: the inverse of `phrase`. Parsing what is printed gives the same tree, up to places.

use super::tree::{Check, Combine, Due, Duration, Event, Expression, Limit, Start, Takes, Trigger, Unit};
use crate::source::Name;

fn joined(names: &[Name], joint: &str) -> String {
    names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(joint)
}

fn list<T>(items: &[T], print: impl Fn(&T) -> String) -> String {
    format!("({})", items.iter().map(print).collect::<Vec<_>>().join(", "))
}

/// An event.
pub fn event(event: &Event) -> String {
    match event {
        Event::Happens { name, outcomes } if outcomes.is_empty() => name.value.clone(),
        Event::Happens { name, outcomes } => format!("{} is {}", name.value, joined(outcomes, " or ")),
        Event::Begins(name) => format!("{} begins", name.value),
        Event::Ends(name) => format!("{} ends", name.value),
    }
}

/// One event, or `any of (…)`.
pub fn events(events: &[Event]) -> String {
    match events {
        [one] => event(one),
        several => format!("any of {}", list(several, event)),
    }
}

/// A trigger.
pub fn trigger(trigger: &Trigger) -> String {
    let word = match (trigger.combine, trigger.events.as_slice()) {
        (Combine::First, [one]) => return event(one),
        (Combine::Each, [one]) => return format!("each {}", event(one)),
        (Combine::First, _) => "first of",
        (Combine::Each, _) => "each of",
        (Combine::All, _) => "all of",
    };
    format!("{word} {}", list(&trigger.events, event))
}

/// An expression.
pub fn expression(of: &Expression) -> String {
    match of {
        Expression::And(parts) => parts.iter().map(part).collect::<Vec<_>>().join(" and "),
        Expression::Or(parts) => {
            // `a is x or b` would be two values of `a`, so brackets say where the first condition ends.
            let named = |at: usize| matches!(parts.get(at), Some(Expression::Named(_)));
            let one = |(at, of): (usize, &Expression)| {
                if ends_in_value(of) && named(at + 1) { format!("({})", part(of)) } else { part(of) }
            };
            parts.iter().enumerate().map(one).collect::<Vec<_>>().join(" or ")
        }
        other => part(other),
    }
}

fn ends_in_value(of: &Expression) -> bool {
    match of {
        Expression::Not(inner) => ends_in_value(inner),
        Expression::Is { .. } => true,
        _ => false,
    }
}

/// An expression that can stand beside `and`, `or` and `not`.
fn part(of: &Expression) -> String {
    match of {
        Expression::Not(inner) => format!("not {}", part(inner)),
        Expression::And(_) | Expression::Or(_) => format!("({})", expression(of)),
        Expression::Named(name) => name.value.clone(),
        Expression::Is { name, negated, values } => {
            format!("{} is {}{}", name.value, if *negated { "not " } else { "" }, joined(values, " or "))
        }
        Expression::AtLeast { count, of } => format!("at least {count} of {}", list(of, expression)),
        Expression::VotesAtLeast { count, step, outcome } => {
            format!("at least {count} of the votes on {} are {}", step.value, outcome.value)
        }
    }
}

fn condition(condition: Option<&Expression>) -> String {
    match condition {
        None => String::new(),
        Some(Expression::Not(inner)) => format!(", unless {}", expression(inner)),
        Some(other) => format!(", if {}", expression(other)),
    }
}

/// A start phrase.
pub fn start(start: &Start) -> String {
    let once = |once: bool| if once { ", once" } else { "" };
    match start {
        Start::Beginning => "at the beginning".to_owned(),
        Start::AnyTime { after: None, once: only } => format!("at any time{}", once(*only)),
        Start::AnyTime { after: Some((after, when)), once: only } => {
            format!("at any time after {}{}{}", trigger(after), condition(when.as_ref()), once(*only))
        }
        Start::After(after, when) => format!("after {}{}", trigger(after), condition(when.as_ref())),
        Start::While { condition, once: only } => format!("while {}{}", expression(condition), once(*only)),
        Start::Every(length, covering) => format!("every {} covering {}", duration(*length), trigger(covering)),
    }
}

/// `working day` or `working days`, for a count.
fn unit(unit: Unit, count: u32) -> &'static str {
    match (unit, count == 1) {
        (Unit::WorkingDay, true) => "working day",
        (Unit::WorkingDay, false) => "working days",
        (Unit::CalendarDay, true) => "calendar day",
        (Unit::CalendarDay, false) => "calendar days",
        (Unit::Week, true) => "week",
        (Unit::Week, false) => "weeks",
        (Unit::Month, true) => "month",
        (Unit::Month, false) => "months",
        (Unit::Year, true) => "year",
        (Unit::Year, false) => "years",
    }
}

/// A length of time.
pub fn duration(of: Duration) -> String {
    format!("{} {}", of.count, unit(of.unit, of.count))
}

/// A `takes` phrase.
pub fn takes(takes: Takes) -> String {
    let usual = takes.usual.map_or_else(String::new, |usual| format!(", usually {usual}"));
    if takes.least == takes.most {
        format!("{} {}{usual}", takes.least, unit(takes.unit, takes.least))
    } else {
        format!("{} to {} {}{usual}", takes.least, takes.most, unit(takes.unit, takes.most))
    }
}

/// A deadline phrase.
pub fn due(due: &Due) -> String {
    let anchor = match (due.anchor.combine, due.anchor.events.as_slice()) {
        (Combine::All, several) => format!("latest of {}", list(several, event)),
        _ => trigger(&due.anchor),
    };
    match due.limit {
        Limit::Within(length) => format!("within {} of {anchor}", duration(length)),
        Limit::NotBefore(length) => format!("not before {} after {anchor}", duration(length)),
        Limit::Before(length) => format!("at least {} before {anchor}", duration(length)),
        Limit::SameDay => format!("same day as {anchor}"),
    }
}

/// The pattern of an invariant.
pub fn check(check: &Check) -> String {
    let since = |since: &[Event]| if since.is_empty() { String::new() } else { format!(" since {}", events(since)) };
    match check {
        Check::Response { trigger: after, condition: when, response, within, unless } => {
            let within = within.map_or_else(String::new, |length| format!(" within {}", duration(length)));
            let unless = unless.as_ref().map_or_else(String::new, |release| format!(" unless {}", expression(release)));
            format!(
                "after {}{}, {} always follows{within}{unless}",
                trigger(after),
                condition(when.as_ref()),
                events(response)
            )
        }
        Check::Precedence { event, before, since: scope } => {
            format!("{} never before {}{}", events(event), events(before), since(scope))
        }
        Check::NeverWithin { event, duration: length, of } => {
            format!("{} never within {} of {}", events(event), duration(*length), events(of))
        }
        Check::When(event, holds) => format!("when {}, {}", events(event), expression(holds)),
        Check::Always(holds) => format!("always {}", expression(holds)),
        Check::Never(holds) => format!("never {}", expression(holds)),
        Check::NotBoth(first, second) => format!("not both {} and {}", part(first), part(second)),
        Check::OnceAlways(first, then) => format!("once {}, always {}", expression(first), expression(then)),
        Check::AtMostOnce { event, since: scope } => format!("{} at most once{}", events(event), since(scope)),
        // One event is written like several: `possible NAME` is a condition.
        Check::PossibleEvent(several) => format!("possible any of {}", list(several, event)),
        Check::PossibleState(holds) => format!("possible {}", expression(holds)),
        Check::NeverDepends(name, fact) => format!("{} never depends on {}", name.value, fact.value),
    }
}
