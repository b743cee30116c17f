//! Models for tests of the simulator.

pub(crate) mod exact;
pub(crate) mod features;
pub(crate) mod generate;
pub(crate) mod laws;
pub(crate) mod naive;

use duecourse::compile::{CompileOptions, compile, compile_scenario};
use duecourse::scenario::Scenario;
use duecourse::syntax::load;
use duecourse::syntax::scenario::load_scenario;
use duecourse::system::TransitionSystem;

/// A procedure and a scenario of it.
pub(crate) struct Model {
    pub(crate) system: TransitionSystem,
    pub(crate) scenario: Scenario,
}

fn read(path: &str) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| error.to_string())
}

/// A scenario file and the procedure that it names, with settings laid over it.
pub(crate) fn model(path: &str, settings: &[&str]) -> Model {
    let bytes = read(path).unwrap();
    let (procedure, scenario) = (None, (path, bytes));
    resolve(procedure, scenario, settings)
}

/// A procedure and a scenario that stand in the test itself.
pub(crate) fn written(procedure: &str, scenario: &str) -> Model {
    resolve(Some(procedure), ("scenario.toml", scenario.as_bytes().to_vec()), &[])
}

fn resolve(procedure: Option<&str>, (path, bytes): (&str, Vec<u8>), settings: &[&str]) -> Model {
    let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
    let loaded = load_scenario(path, bytes, &settings, &mut |path| read(path));
    let tree = loaded.tree.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics));
    let (name, bytes) = match procedure {
        Some(text) => ("procedure.toml".to_owned(), text.as_bytes().to_vec()),
        None => loaded.procedure.map(|path| (path.clone(), read(&path).unwrap())).unwrap(),
    };
    let loaded = load(&name, bytes, &mut |path| read(path));
    let procedure = loaded.procedure.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics));
    let (system, diagnostics) = compile(&procedure, CompileOptions::default());
    let system = system.unwrap_or_else(|| panic!("{diagnostics:?}"));
    let (scenario, diagnostics) = compile_scenario(&tree, &procedure, &system);
    Model { scenario: scenario.unwrap_or_else(|| panic!("{diagnostics:?}")), system }
}
