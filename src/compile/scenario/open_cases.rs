//! Cases that are open when the simulated time begins.

use super::Resolver;
use super::time::Frame;
use crate::calendar::{Date, format_long};
use crate::diagnostic::{Code, Diagnostic};
use crate::scenario::OpenCase;
use crate::source::{Name, Spanned};
use crate::syntax::scenario::{Happening, OpenCaseTree};
use crate::system::TransitionId;

impl Resolver<'_> {
    /// Every open case, names to ids; whether what happened is possible in that order shows when it is replayed.
    pub(super) fn open_cases(&mut self, frame: Option<&Frame>) -> Vec<OpenCase> {
        let mut all = Vec::new();
        for case in &self.tree.open_cases {
            let facts = self.facts_of(case);
            let mut happened: Vec<(Date, TransitionId)> = Vec::new();
            for one in &case.happened {
                let transition = self.transition(one);
                let Some(date) = self.real_date(&one.value.date, frame) else { continue };
                self.in_order(one, date, happened.last().map(|(date, _)| *date), frame);
                happened.extend(transition.map(|transition| (date, transition)));
            }
            all.push(OpenCase { facts, happened });
        }
        all
    }

    fn facts_of(&mut self, case: &OpenCaseTree) -> Vec<u64> {
        let facts = &self.procedure.facts;
        let mut values = vec![0; facts.len()];
        for (name, given) in &case.facts {
            let Some(index) = self.find(name, "fact", facts.iter().map(|fact| fact.id.text())) else { continue };
            let fact = &facts[index];
            let mut indices = Vec::new();
            for value in given {
                match fact.values.iter().position(|known| known.value == value.value) {
                    Some(at) => indices.push(u64::try_from(at).unwrap_or(0)),
                    None => self.no_value(name, value, &fact.values),
                }
            }
            values[index] = match indices.as_slice() {
                _ if fact.many => indices.iter().fold(0, |set, at| set | 1 << at),
                [one] => *one,
                _ => 0,
            };
            if !fact.many && given.len() != 1 {
                let message = format!("`{}` has exactly one value in a case", fact.id.value);
                self.push(
                    Code::BadOpenCase,
                    name.span,
                    message,
                    "several values, or none",
                    "write one value in quotes",
                );
            }
        }
        values
    }

    fn no_value(&mut self, fact: &Name, value: &Name, known: &[Name]) {
        let message = format!("`{}` has no value `{}`", fact.value, value.value);
        self.diagnostics.push(
            Diagnostic::new(Code::UnknownValue, value.span, message, "no value of this name")
                .suggest(&value.value, known.iter().map(Name::text)),
        );
    }

    fn transition(&mut self, one: &Spanned<Happening>) -> Option<TransitionId> {
        let Happening { name, how, .. } = &one.value;
        let words = match how.as_deref() {
            None => name.value.clone(),
            Some(how @ ("begins" | "ends")) => format!("{} {how}", name.value),
            Some("missed") => format!("{} is missed", name.value),
            Some(outcome) => format!("{}:{outcome}", name.value),
        };
        let found = self.system.transition_named(&words);
        if found.is_none() {
            let labels: Vec<String> =
                self.system.transitions.iter().map(|one| self.system.label_text(one.label)).collect();
            let mine: Vec<String> = labels
                .iter()
                .filter(|label| label.split([':', ' ']).next() == Some(name.value.as_str()))
                .map(|label| label.replace(':', " is "))
                .collect();
            let said = words.replace(':', " is ");
            let message = format!("`{said}` is nothing that can happen in this procedure");
            let mistake = Diagnostic::new(Code::UnknownName, name.span, message, "unknown");
            self.diagnostics.push(if mine.is_empty() {
                mistake.suggest(&name.value, labels.iter().map(|label| label.split([':', ' ']).next().unwrap_or(label)))
            } else {
                mistake.help(format!("there is: {}", mine.join(", ")))
            });
        }
        found
    }

    fn in_order(&mut self, one: &Spanned<Happening>, date: Date, before: Option<Date>, frame: Option<&Frame>) {
        let span = one.value.date.span;
        if before.is_some_and(|before| date < before) {
            let message = format!("{} comes before what is written above it", format_long(date));
            self.push(
                Code::BadOpenCase,
                span,
                message,
                "not in order",
                "write what happened from the first day to the last",
            );
        }
        if let Some(frame) = frame
            && date >= frame.start
        {
            let message = format!(
                "{} is not before the simulated time, which begins on {}",
                format_long(date),
                format_long(frame.start)
            );
            self.push(
                Code::BadOpenCase,
                span,
                message,
                "has not happened yet",
                "leave it out, or begin later (`start`)",
            );
        }
    }
}
