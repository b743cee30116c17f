//! The shape of procedures, changes and scenarios, as a JSON Schema for editors.
//!
//! Names and phrases are texts here; only the tool itself knows which of them exist. The structures are for the schema alone; the tool reads
//! files with its own reader, which gives better messages.

mod build;
mod scenario;
pub mod tables;

pub use build::schema;
pub use scenario::{ScenarioFile, scenario_schema};
