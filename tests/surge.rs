//! Several cases at once: procedures whose times are computed by hand, and a naive enumeration of small chains.

#![expect(clippy::panic, reason = "what cannot go on here should fail loudly")]

#[path = "surge/beside.rs"]
mod beside;
#[path = "surge/branches.rs"]
mod branches;
#[path = "surge/by_hand.rs"]
mod by_hand;
#[path = "surge/chains.rs"]
mod chains;
#[path = "surge/command.rs"]
mod command;
#[path = "surge/naive.rs"]
mod naive;
#[path = "surge/naive_branches.rs"]
mod naive_branches;
#[path = "surge/performers.rs"]
mod performers;
mod program;
#[path = "surge/symmetry.rs"]
mod symmetry;

use duecourse::calendar::Calendar;
use duecourse::check::time::{SurgeDeadline, SurgeOptions, SurgeOutcome, TimeOptions, check_surge, check_time};
use duecourse::compile::{CompileOptions, compile};
use duecourse::syntax::load;

/// So many cases of a procedure.
fn surge(tables: &str, cases_max: u8) -> SurgeOutcome {
    surge_with(tables, cases_max, true, &Calendar::working_week())
}

/// The same, with or without the use of that the cases are alike, on some calendar.
fn surge_with(tables: &str, cases_max: u8, symmetry: bool, calendar: &Calendar) -> SurgeOutcome {
    look(tables, cases_max, (symmetry, 2_000_000), calendar)
}

/// The same with a limit of states for each search.
fn surge_within(tables: &str, cases_max: u8, states_max: usize) -> SurgeOutcome {
    look(tables, cases_max, (true, states_max), &Calendar::working_week())
}

fn look(tables: &str, cases_max: u8, (symmetry, states_max): (bool, usize), calendar: &Calendar) -> SurgeOutcome {
    let text = format!("format = 1\ntitle = \"Several cases\"\ncalendar = \"working-week\"\n{tables}");
    let loaded = load("example.toml", text.clone().into_bytes(), &mut |_| Err("there is no other file".to_owned()));
    let Some(procedure) = loaded.procedure else { panic!("it cannot be read: {:?}\n{text}", loaded.diagnostics) };
    let (system, diagnostics) = compile(&procedure, CompileOptions::default());
    let Some(system) = system else { panic!("it cannot be compiled: {diagnostics:?}\n{text}") };
    let time = check_time(&system, calendar, TimeOptions::default(), &|| false);
    let places = system.actors.iter().map(|actor| actor.cases_at_once).collect();
    let options = SurgeOptions { cases_max, places, repeat: 1, states_max, symmetry };
    check_surge(&system, calendar, &time, &options, &|| false)
}

fn deadline<'a>(outcome: &'a SurgeOutcome, id: &str) -> &'a SurgeDeadline {
    let found = outcome.deadlines.iter().find(|deadline| deadline.id == id);
    let Some(found) = found else { panic!("there is no deadline {id}") };
    found
}
