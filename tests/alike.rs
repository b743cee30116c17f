//! Statuses of deadlines that nothing tells apart.

#![expect(clippy::panic, reason = "what cannot go on here should fail loudly")]

use duecourse::compile::{CompileOptions, compile};
use duecourse::syntax::load;
use duecourse::system::{DeadlineStatus, Selection, alike_statuses};

/// For each deadline of which some statuses are alike, the least that is like each.
fn classes(more: &str) -> Vec<Vec<u8>> {
    let text = format!(
        "format = 1\ntitle = \"A letter\"\ncalendar = \"working-week\"\nactors.desk = {{ name = \"Desk\" }}\n\
         steps.open = {{ by = \"desk\", starts = \"at the beginning\" }}\n\
         steps.answer = {{ by = \"desk\", starts = \"after open\" }}\n\
         deadlines.reply = {{ due = \"within 5 working days of open\", met_by = \"answer\" }}\n{more}"
    );
    let loaded = load("letter.toml", text.clone().into_bytes(), &mut |_| Err("there is no other file".to_owned()));
    let Some(procedure) = loaded.procedure else { panic!("it cannot be read: {:?}\n{text}", loaded.diagnostics) };
    let (system, diagnostics) = compile(&procedure, CompileOptions::default());
    let Some(system) = system else { panic!("it cannot be compiled: {diagnostics:?}\n{text}") };
    alike_statuses(&system, &Selection::whole(&system)).into_iter().map(|one| one.values.into_vec()).collect()
}

/// Nothing follows from a miss, so it is like being met; whether the time runs is asked when a case could be complete.
#[test]
fn what_nobody_asks_about_is_one() {
    let classes = classes("");
    let [only] = &classes[..] else { panic!("{classes:?}") };
    let of = |status: DeadlineStatus| only[status as usize];
    assert_eq!(of(DeadlineStatus::Met), of(DeadlineStatus::Missed));
    assert_ne!(of(DeadlineStatus::Running), of(DeadlineStatus::Met));
    assert_ne!(of(DeadlineStatus::Idle), of(DeadlineStatus::Met));
}

/// What may be done only once it is missed tells missed from met.
#[test]
fn what_somebody_asks_about_is_told_apart() {
    let chased = "steps.chase = { by = \"desk\", kind = \"optional\", starts = \"while reply is missed\" }\n";
    for values in classes(chased) {
        assert_ne!(values[DeadlineStatus::Met as usize], values[DeadlineStatus::Missed as usize]);
    }
}
