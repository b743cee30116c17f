//! With which step a case begins.

use super::Resolver;
use crate::diagnostic::Code;
use crate::syntax::tree::{Kind, Start, Step};

impl Resolver<'_> {
    /// The weight of each step to be the first of a case; all 0 where the procedure has duties from the beginning on.
    pub(super) fn begins(&mut self) -> Vec<f64> {
        let mut weights = vec![0.0; self.system.steps.len()];
        let (procedure, tree) = (self.procedure, self.tree);
        let free: Vec<usize> = indices(&procedure.steps, |step, start| {
            let from_the_start = matches!(start, Start::Beginning | Start::AnyTime { after: None, .. });
            step.kind != Kind::Duty && from_the_start
        });
        for (name, number) in &tree.begins {
            let Some(index) = self.find(name, "step", procedure.steps.iter().map(|step| step.id.text())) else {
                continue;
            };
            weights[index] = number.value;
            if !free.contains(&index) {
                let message =
                    format!("a case cannot begin with `{}`: it is not allowed from the beginning", name.value);
                let ids: Vec<&str> = free.iter().map(|index| procedure.steps[*index].id.text()).collect();
                let help = if ids.is_empty() {
                    "leave `begins` out: what is owed at the beginning comes first".to_owned()
                } else {
                    format!("a case can begin with: {}", ids.join(", "))
                };
                self.push(Code::KeyUnfit, name.span, message, "comes later", &help);
            }
        }
        if let Some((first, _)) = tree.begins.first() {
            self.judge_weights("`begins`", first.span, &tree.begins, &weights);
            return weights;
        }
        let owed = indices(&procedure.steps, |step, start| step.kind == Kind::Duty && *start == Start::Beginning);
        match free.as_slice() {
            _ if !owed.is_empty() => {}
            [] => {}
            [only] => weights[*only] = 1.0,
            several => {
                let share = |index: &usize| format!("{} = 0.5", procedure.steps[*index].id.value);
                self.gaps.push(format!("begins = {{ {} }}", several.iter().map(share).collect::<Vec<_>>().join(", ")));
            }
        }
        weights
    }
}

/// The steps of which some start is wanted, unless a change removed them.
fn indices(steps: &[Step], wanted: impl Fn(&Step, &Start) -> bool) -> Vec<usize> {
    let all = steps.iter().enumerate().filter(|(_, step)| step.removed.is_none());
    all.filter(|(_, step)| step.starts.iter().any(|start| wanted(step, &start.value))).map(|(index, _)| index).collect()
}
