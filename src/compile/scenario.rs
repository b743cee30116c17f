//! A scenario against a compiled procedure: names to ids, phrases to tables, what is missing to defaults or to one list of questions.
//!
//! Collects every mistake. Nothing here simulates.

mod begin;
mod granted;
mod law;
mod missing;
mod open_cases;
mod overrides;
mod people;
mod steps;
mod time;
mod weights;

use crate::diagnostic::{self, Code, Diagnostic};
use crate::scenario::{Duration, Scenario};
use crate::source::{FileId, Name, Span, Spanned};
use crate::syntax::scenario::{LawOfTime, ScenarioTree};
use crate::syntax::tree::Procedure;
use crate::system::{TimeUnit, TransitionSystem};

/// Resolves a scenario. It is absent if there is an error; warnings come either way.
pub fn compile_scenario(
    tree: &ScenarioTree,
    procedure: &Procedure,
    system: &TransitionSystem,
) -> (Option<Scenario>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut resolver = Resolver { tree, procedure, system, diagnostics: &mut diagnostics, gaps: Vec::new() };
    let scenario = resolver.scenario();
    resolver.ask_for_gaps();
    diagnostic::sort(&mut diagnostics);
    let failed = super::failed(&diagnostics);
    (scenario.filter(|_| !failed), diagnostics)
}

/// A scenario being resolved.
struct Resolver<'a> {
    tree: &'a ScenarioTree,
    procedure: &'a Procedure,
    system: &'a TransitionSystem,
    diagnostics: &'a mut Vec<Diagnostic>,
    /// What is missing, each as a line that could be written.
    gaps: Vec<String>,
}

impl Resolver<'_> {
    /// Every part is looked at, whatever is wrong with the others.
    fn scenario(&mut self) -> Option<Scenario> {
        let frame = self.frame();
        let arrivals = self.arrivals(frame.as_ref());
        let facts = self.facts();
        let begins = self.begins();
        let steps = self.steps(&begins);
        let spans = self.spans();
        let actors = self.actors(frame.as_ref());
        let overrides = self.overrides(frame.as_ref());
        let open_cases = self.open_cases(frame.as_ref());
        let assumptions = self.granted(&steps, &spans, &actors);
        let frame = frame?;
        Some(Scenario {
            id: self.tree.id.clone(),
            title: self.tree.title.clone(),
            start: frame.start,
            days: frame.days,
            arrivals: arrivals?,
            horizon: frame.horizon,
            warm_up_years: frame.warm_up_years,
            facts,
            steps,
            spans,
            actors,
            overrides,
            open_cases,
            assumptions,
        })
    }

    fn push(&mut self, code: Code, span: Span, message: impl Into<String>, label: &str, help: &str) {
        self.diagnostics.push(Diagnostic::new(code, span, message, label).help(help));
    }

    /// The index of a name among those that there are; another one is a mistake.
    fn find<'n>(&mut self, name: &Name, kind: &str, known: impl Iterator<Item = &'n str>) -> Option<usize> {
        let known: Vec<&str> = known.collect();
        let found = known.iter().position(|one| *one == name.value);
        if found.is_none() {
            let message = format!("the procedure has no {kind} `{}`", name.value);
            self.diagnostics.push(
                Diagnostic::new(Code::UnknownName, name.span, message, format!("no {kind} of this name"))
                    .suggest(&name.value, known),
            );
        }
        found
    }

    /// The place of the scenario itself.
    fn place(&self) -> Span {
        self.tree.place.unwrap_or(Span::new(FileId(0), 0, 0))
    }

    /// A chance, from 0 to 1.
    fn chance(&mut self, chance: &Spanned<f64>) -> f64 {
        if (0.0..=1.0).contains(&chance.value) {
            return chance.value;
        }
        let message = format!("a chance lies between 0 and 1; {} does not", chance.value);
        self.push(Code::BadWeights, chance.span, message, "not a chance", "write 12 in 100 as 0.12");
        0.0
    }

    /// A duration as a table of whole units.
    fn duration(&mut self, law: &Spanned<LawOfTime>) -> Option<Duration> {
        match law::table(&law.value, self.tree.rounding, self.tree.takes_law) {
            Ok(table) => Some(Duration { table, unit: super::information::unit(1, law.value.unit).1 }),
            Err(wrong) => {
                self.push(Code::BadLaw, law.span, wrong.message, "this duration", wrong.help);
                None
            }
        }
    }
}

/// A unit in words.
fn unit_words(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::WorkingDay => "working days",
        TimeUnit::CalendarDay => "calendar days",
        TimeUnit::Month => "months",
    }
}
