//! The compiled model, and one case of it that takes one word after the other.

use std::path::Path;
use std::sync::LazyLock;

use duecourse::compile::{CompileOptions, compile};
use duecourse::syntax::load;
use duecourse::system::{
    DeadlineId, DeadlineStatus, FactValues, Machine, Predicate, Role, Selection, State, StepId, TransitionSystem,
};

/// Words of a packed state; more than the model needs.
const WORDS: usize = 32;

/// `models/durham.toml`, compiled.
pub(crate) struct Model {
    /// Ids of its clauses.
    pub(crate) clauses: Vec<String>,
    system: TransitionSystem,
    machine: Machine<WORDS>,
    complete: Vec<Predicate>,
    /// Every combination of facts, with the truth of each predicate.
    incidents: Vec<(FactValues, Vec<bool>)>,
}

static MODEL: LazyLock<Model> = LazyLock::new(Model::read);

/// The model, read once.
pub(crate) fn model() -> &'static Model {
    &MODEL
}

impl Model {
    fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/durham.toml");
        let bytes = std::fs::read(&path).unwrap();
        let loaded = load("durham.toml", bytes, &mut |path| Err(format!("{path} is not needed")));
        let procedure = loaded.procedure.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics));
        let system_with = |fact_classes: bool| {
            let (system, diagnostics) = compile(&procedure, CompileOptions { fact_classes });
            system.unwrap_or_else(|| panic!("{diagnostics:?}"))
        };
        let system = system_with(true);
        let unclassified = system_with(false);
        assert_eq!(system.facts.predicates, unclassified.facts.predicates, "predicates with and without classes");
        let machine = Machine::new(&system, &Selection::whole(&system));
        Self {
            clauses: procedure.clauses.iter().map(|clause| clause.id.value.clone()).collect(),
            complete: system.complete.iter().map(|condition| machine.predicate(condition)).collect(),
            incidents: unclassified.facts.each.unwrap(),
            machine,
            system,
        }
    }

    /// The values of all facts, from `fact=value` words; a fact of many values takes them joined with `+`. A fact that
    /// is not named has its first value, or none.
    fn facts(&self, incident: &str) -> FactValues {
        let facts = &self.system.facts.facts;
        let mut values: FactValues = vec![0; facts.len()];
        for word in incident.split_whitespace() {
            let (id, given) = word.split_once('=').unwrap_or_else(|| panic!("`{word}` is not fact=value"));
            let fact = facts.iter().position(|fact| fact.id == id).unwrap_or_else(|| panic!("there is no fact `{id}`"));
            for value in given.split('+') {
                let known = facts[fact].values.iter().position(|known| known.replace(' ', "_") == value);
                let at = known.unwrap_or_else(|| panic!("`{id}` has no value `{value}`"));
                values[fact] = if facts[fact].many { values[fact] | 1 << at } else { at as u64 };
            }
        }
        values
    }

    /// The state in which the case of an incident begins.
    fn beginning(&self, incident: &str) -> State<WORDS> {
        let values = self.facts(incident);
        let (_, truth) = self.incidents.iter().find(|(known, _)| *known == values).unwrap();
        let fits = |state: &&State<WORDS>| {
            truth.iter().zip(0_u16..).all(|(truth, index)| {
                let variable = self.system.variable(Role::FactPredicate(index));
                variable.is_none_or(|variable| self.machine.value(state, variable) == u8::from(*truth))
            })
        };
        let states: Vec<&State<WORDS>> = self.machine.initial().iter().filter(fits).collect();
        assert_eq!(states.len(), 1, "beginnings of `{incident}`");
        *states[0]
    }

    fn index(&self, word: &str) -> usize {
        let label = word.replace('-', " ");
        let transition = self.system.transition_named(&label).unwrap_or_else(|| panic!("nothing is called `{label}`"));
        self.machine.index_of(transition).unwrap()
    }
}

/// A case at some moment.
pub(crate) struct Case {
    state: State<WORDS>,
}

impl Case {
    /// The case of an incident, at its beginning.
    pub(crate) fn of(incident: &str) -> Self {
        Self { state: model().beginning(incident) }
    }

    /// Whether this can happen now.
    pub(crate) fn can(&self, word: &str) -> bool {
        model().machine.enabled(&self.state, model().index(word))
    }

    /// Does these one by one; gives the first that could not happen.
    pub(crate) fn done(&mut self, words: &[String]) -> Result<(), String> {
        for word in words {
            if !self.can(word) {
                return Err(word.clone());
            }
            self.state = model().machine.apply(self.state, model().index(word));
        }
        Ok(())
    }

    /// Whether the step has still to be taken.
    pub(crate) fn owes(&self, step: &str) -> bool {
        let at = model().system.steps.iter().position(|known| known.id == step);
        let at = at.unwrap_or_else(|| panic!("there is no step `{step}`"));
        self.value(Role::Owed(StepId(u16::try_from(at).unwrap()))) == 1
    }

    /// All steps that have still to be taken.
    pub(crate) fn all_owed(&self) -> Vec<&'static str> {
        model().system.steps.iter().map(|step| step.id.as_str()).filter(|step| self.owes(step)).collect()
    }

    /// The status of a deadline.
    pub(crate) fn has_status(&self, deadline: &str, status: DeadlineStatus) -> bool {
        let at = model().system.deadlines.iter().position(|known| known.id == deadline);
        let at = at.unwrap_or_else(|| panic!("there is no deadline `{deadline}`"));
        self.value(Role::Deadline(DeadlineId(u16::try_from(at).unwrap()))) == status as u8
    }

    /// Whether nothing is owed and no binding clock runs.
    pub(crate) fn complete(&self) -> bool {
        model().complete.iter().all(|part| model().machine.satisfies(&self.state, part))
    }

    fn value(&self, role: Role) -> u8 {
        model().system.variable(role).map_or(0, |variable| model().machine.value(&self.state, variable))
    }
}
