//! Tests of the calendar: the vectors of the domain research, the table, the edges, and properties.

mod edges;
mod properties;
mod table;
mod text;
mod vectors;

/// What a test gives back, so that any error fails it.
type Outcome = Result<(), Box<dyn std::error::Error>>;
