//! Models for measuring, from files and from text.

use duecourse::compile::{CompileOptions, compile, compile_scenario};
use duecourse::scenario::Scenario;
use duecourse::syntax::load;
use duecourse::syntax::scenario::load_scenario;
use duecourse::system::TransitionSystem;

/// A scenario of the repository with some settings, and what it is about.
pub(crate) fn shipped(path: &str, settings: &[&str]) -> (TransitionSystem, Scenario) {
    model(path, settings, |path| std::fs::read(path).map_err(|error| error.to_string()))
}

/// The same, read by other means.
pub(crate) fn model(
    path: &str,
    settings: &[&str],
    read: impl Fn(&str) -> Result<Vec<u8>, String>,
) -> (TransitionSystem, Scenario) {
    let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
    let loaded = load_scenario(path, read(path).expect("the scenario is there"), &settings, &mut |path| read(path));
    let procedure = loaded.procedure.expect("it names its procedure");
    let tree = load(&procedure, read(&procedure).expect("the procedure is there"), &mut |path| read(path)).procedure;
    let tree = tree.expect("the procedure is valid");
    let system = compile(&tree, CompileOptions::default()).0.expect("it compiles");
    let scenario = compile_scenario(&loaded.tree.expect("the scenario is valid"), &tree, &system).0.expect("it fits");
    (system, scenario)
}
