//! What a scenario has to say and does not: one question, with a line to paste for each gap.

use super::Resolver;
use crate::diagnostic::{Code, Diagnostic};

impl Resolver<'_> {
    /// Asks for everything that is missing at once.
    pub(super) fn ask_for_gaps(&mut self) {
        if self.gaps.is_empty() {
            return;
        }
        let number = self.gaps.len();
        let things = if number == 1 { "one thing".to_owned() } else { format!("{number} things") };
        let message = format!("the simulation needs {things} that neither the scenario nor the procedure says");
        let lines: Vec<String> = self.gaps.iter().map(|line| format!("  {line}")).collect();
        let help = format!(
            "write, with numbers of your own (above the first [table] of the file, or inside of [facts] and [steps.NAME] without \
             what stands in the brackets):\n{}",
            lines.join("\n")
        );
        let place = self.place();
        self.diagnostics.push(Diagnostic::new(Code::ScenarioGap, place, message, "not in this file").help(help));
    }
}
