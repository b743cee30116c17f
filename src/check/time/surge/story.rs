//! A way through joint states as a story: who comes, what happens, and for how long it had waited for somebody.

use std::collections::BTreeMap;

use super::joint::{Cases, Joint, WORDS};
use super::outcome::{SurgeHappening, SurgeStep};
use crate::check::graph::Graph;
use crate::check::time::path::Way;
use crate::system::{Label, TransitionSystem};

/// The steps of a way.
pub(super) fn told<const W: usize>(cases: &Cases<'_, W>, graph: &Graph<WORDS>, way: &Way) -> Vec<SurgeStep> {
    let timed = &cases.case.phases.timed;
    let mut steps = Vec::new();
    let mut day = 0;
    // Since when each work of each case has waited, and how long it had waited when it began.
    let mut asked: BTreeMap<(usize, u8), u32> = BTreeMap::new();
    let mut waited: BTreeMap<(usize, u8), u32> = BTreeMap::new();
    for (place, (number, _)) in way.moves.iter().enumerate() {
        let number = usize::from(*number);
        if number >= cases.day_move() {
            day += 1;
        }
        let waits = Joint::unpack(&graph.states[way.states[place + 1] as usize]).waiting();
        for entry in &waits {
            asked.entry(*entry).or_insert(day);
        }
        let begun: Vec<(usize, u8)> = asked.keys().filter(|entry| !waits.contains(entry)).copied().collect();
        for entry in begun {
            let since = asked.remove(&entry).unwrap_or(day);
            waited.insert(entry, day - since);
        }
        if number >= cases.day_move() {
            continue;
        }
        let (case, own) = (number / cases.stride(), number % cases.stride());
        let happening = if own >= cases.case.moves_max() {
            SurgeHappening::Comes
        } else if own < usize::from(timed.tick_move()) {
            let label = timed.system.transition(timed.machine.transition_id(own)).label;
            let work = timed.work_of(u16::try_from(own).unwrap_or(u16::MAX)).and_then(|work| u16::try_from(work).ok());
            let waited_days = work.and_then(|work| waited.remove(&(case, cases.place_of(work)))).unwrap_or(0);
            SurgeHappening::Happens {
                what: timed.system.label_text(label),
                actor: actor(timed.system, label),
                waited_days,
            }
        } else {
            continue;
        };
        steps.push(SurgeStep { day, case: u8::try_from(case + 1).unwrap_or(u8::MAX), happening });
    }
    steps
}

fn actor(system: &TransitionSystem, label: Label) -> String {
    label.step().map(|step| system.step(step).actor.clone()).unwrap_or_default()
}
