//! The same files under other readings of their assumptions, as if one more change chose them.

use std::fmt::Write as _;

use super::{Layer, Loaded, broken, lay, parse};
use crate::diagnostic;
use crate::syntax::read;

impl Loaded {
    /// What these files come to if of each assumption named here that reading is chosen: what a change of three lines would give. Errors
    /// say that the readings cannot be applied to these files, alone or together.
    #[must_use]
    pub fn under(&self, choices: &[(&str, &str)]) -> Self {
        let mut text = String::new();
        for (assumption, reading) in choices {
            let _ = writeln!(text, "[assumptions.{assumption}]\nchosen = \"{reading}\"");
        }
        let named: Vec<String> =
            choices.iter().map(|(assumption, reading)| format!("{assumption} = {reading}")).collect();
        let mut loaded = Self { procedure: None, base: None, draft: None, ..self.clone() };
        loaded.other_readings.clear();
        loaded.diagnostics.clear();
        let path = format!("reading {}", named.join(", "));
        let chosen = parse(&path, text.into_bytes(), &mut loaded.sources, &mut loaded.diagnostics);
        let (Some(chosen), Some((root, changes))) = (chosen, self.layers.split_last()) else { return loaded };
        let id = self.procedure.as_ref().map(|procedure| procedure.id.clone()).unwrap_or_default();
        let mut layers = vec![chosen];
        layers.extend(changes.iter().cloned());
        loaded.read(id, root, &layers);
        loaded.base = self.base.as_ref().and_then(|_| base_under(root, &layers[0])).or_else(|| self.base.clone());
        diagnostic::sort(&mut loaded.diagnostics);
        loaded
    }
}

/// The base under the same readings; none if it does not have them.
fn base_under(root: &Layer, chosen: &Layer) -> Option<crate::syntax::tree::Procedure> {
    let mut found = Vec::new();
    let laid = lay(root, std::slice::from_ref(chosen), &mut found);
    let draft = read::procedure(String::new(), &laid.table, root.file, &laid.removals, &mut found);
    (!broken(&found)).then_some(draft.procedure)
}
