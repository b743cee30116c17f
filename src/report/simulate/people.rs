//! Who was busy, what piled up, what never came.

use super::SimulationReport;
use super::words::{number, percent};
use crate::report::text::{Page, clean};
use crate::simulate::ActorOutcome;

/// Names that one line of the table has room for.
const NAME_WIDTH: usize = 34;

impl SimulationReport {
    /// Labels of transitions that did not happen once.
    pub(super) fn never_happened(&self) -> Vec<String> {
        let never = self.outcome.transitions.iter().filter(|(_, count)| *count == 0);
        never.map(|(id, _)| self.system.label_text(self.system.transition(*id).label)).collect()
    }
}

/// The table of those for whom something waits, or who can be overloaded; `full` shows everybody.
pub(super) fn table(page: &mut Page, report: &SimulationReport, full: bool) {
    let shown = |one: &&ActorOutcome| {
        one.begun > 0 && (full || one.utilisation.is_some() || one.wait_days.max().unwrap_or(0) > 0)
    };
    let actors: Vec<&ActorOutcome> = report.outcome.actors.iter().filter(shown).collect();
    if actors.is_empty() {
        return;
    }
    page.gap();
    page.strong("Who is busy");
    page.line(&format!("{:<NAME_WIDTH$}  {:>6}  {:>16}  {:>14}", "", "busy", "wait for it", "steps waiting"));
    for one in actors {
        let actor = &report.system.actors[usize::from(one.actor.0)];
        let busy = one.utilisation.map_or_else(|| "-".to_owned(), percent);
        let wait = one.wait_days.mean().map_or_else(|| "-".to_owned(), |mean| format!("{} days", number(mean)));
        let name: String = clean(&actor.name).chars().take(NAME_WIDTH).collect();
        page.line(&format!("{name:<NAME_WIDTH$}  {busy:>6}  {wait:>16}  {:>14}", number(one.queue_mean)));
    }
}

/// What was taken in an average year.
#[expect(clippy::cast_precision_loss, reason = "a mean, for reading")]
pub(super) fn year(page: &mut Page, report: &SimulationReport, years: f64) {
    page.gap();
    page.strong("In an average year");
    for one in report.outcome.steps.iter().filter(|one| one.taken > 0) {
        let step = report.system.step(one.step);
        if step.vote_of.is_none() {
            let times = one.taken as f64 / years;
            page.hanging(&format!("{:>8}  ", number(times)), &clean(&format!("{} {}", step.actor, step.says)));
        }
    }
}

/// Open cases over time: the middle and the range of nine replications in ten.
pub(super) fn backlog(page: &mut Page, report: &SimulationReport) {
    let points = &report.outcome.backlog;
    if points.len() < 2 {
        return;
    }
    let line: Vec<String> = spread(points.len(), 6)
        .into_iter()
        .filter_map(|index| points.get(index))
        .map(|point| {
            let at = |per_thousand| point.open.quantile(per_thousand).unwrap_or(0);
            format!("day {}: {} ({} to {})", point.day, at(500), at(50), at(950))
        })
        .collect();
    page.hanging("Open cases: ", &format!("{}. In brackets, nine replications in ten.", line.join("; ")));
}

/// At most `wanted` indices of a list, the first and the last among them.
fn spread(length: usize, wanted: usize) -> Vec<usize> {
    if length <= wanted {
        return (0..length).collect();
    }
    (0..wanted).map(|index| index * (length - 1) / (wanted - 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn a_long_list_is_shown_from_its_first_to_its_last() {
        assert_eq!(spread(3, 6), [0, 1, 2]);
        assert_eq!(spread(61, 6), [0, 12, 24, 36, 48, 60]);
    }
}
