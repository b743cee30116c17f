//! From the structures to one schema: a file with `base` is a change, any other a whole procedure.

use serde_json::{Map, Value, json};

use super::tables::ProcedureFile;

/// The JSON Schema (draft 2020-12) of procedure and change files.
pub fn schema() -> Value {
    let mut whole = schemars::schema_for!(ProcedureFile).to_value();
    drop_null(&mut whole);
    let mut definitions = take(&mut whole, "$defs");
    take(&mut whole, "$schema");
    let mut partial: Map<String, Value> = Map::new();
    for (name, definition) in &definitions {
        let mut copy = definition.clone();
        loosen(&mut copy);
        partial.insert(format!("Partial{name}"), copy);
    }
    let mut layer = whole.clone();
    loosen(&mut layer);
    add_change_keys(&mut layer);
    let mut change = layer.clone();
    set(&mut change, "required", json!(["base"]));
    set(&mut change, "title", json!("ChangeFile"));
    set(&mut layer, "title", json!("Change"));
    definitions.append(&mut partial);
    definitions.insert("Change".to_owned(), layer);
    definitions.insert("ChangeFile".to_owned(), change);
    definitions.insert("ProcedureFile".to_owned(), whole);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Duecourse procedure or change",
        "description": "A written case procedure, or a change of one (a file with `base`).",
        "type": "object",
        "if": { "required": ["base"] },
        "then": { "$ref": "#/$defs/ChangeFile" },
        "else": { "$ref": "#/$defs/ProcedureFile" },
        "$defs": definitions,
    })
}

fn take(value: &mut Value, key: &str) -> Map<String, Value> {
    match value.as_object_mut().and_then(|object| object.remove(key)) {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

fn set(value: &mut Value, key: &str, to: Value) {
    if let Some(object) = value.as_object_mut() {
        object.insert(key.to_owned(), to);
    }
}

/// The keys that only a change has.
fn add_change_keys(layer: &mut Value) {
    let Some(properties) = layer.get_mut("properties").and_then(Value::as_object_mut) else { return };
    let base = "The file that it changes, relative to its own.";
    properties.insert("base".to_owned(), json!({ "type": "string", "description": base }));
    let remove = "What is taken away, such as steps.audit.";
    properties
        .insert("remove".to_owned(), json!({ "type": "array", "items": { "type": "string" }, "description": remove }));
}

/// A change gives only what differs: nothing is required, and tables inside are changes too.
fn loosen(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if object.get("required").is_some_and(Value::is_array) {
                object.remove("required");
            }
            for (key, inner) in object.iter_mut() {
                match (key.as_str(), &mut *inner) {
                    ("$ref", Value::String(target)) if !target.ends_with("/Change") => {
                        *target = target.replace("#/$defs/", "#/$defs/Partial");
                    }
                    _ => loosen(inner),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                loosen(item);
            }
        }
        _ => {}
    }
}

/// TOML has no null: a key is there or not.
pub(super) fn drop_null(value: &mut Value) {
    match value {
        Value::Object(object) => {
            drop_null_type(object);
            drop_null_choice(object);
            if object.get("default").is_some_and(Value::is_null) {
                object.remove("default");
            }
            for inner in object.values_mut() {
                drop_null(inner);
            }
        }
        Value::Array(items) => {
            for item in items {
                drop_null(item);
            }
        }
        _ => {}
    }
}

fn drop_null_type(object: &mut Map<String, Value>) {
    let Some(Value::Array(types)) = object.get_mut("type") else { return };
    types.retain(|one| one != "null");
    if let [only] = types.as_slice() {
        let only = only.clone();
        object.insert("type".to_owned(), only);
    }
}

fn drop_null_choice(object: &mut Map<String, Value>) {
    let Some(Value::Array(choices)) = object.get_mut("anyOf") else { return };
    choices.retain(|one| *one != json!({ "type": "null" }));
    if let [Value::Object(only)] = choices.as_slice() {
        let only = only.clone();
        object.remove("anyOf");
        object.extend(only);
    }
}

#[cfg(test)]
mod tests {
    use super::schema;

    #[test]
    fn every_reference_has_a_definition() {
        let schema = schema();
        let text = schema.to_string();
        for target in text.split("\"#/$defs/").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(schema["$defs"].get(target).is_some(), "{target}");
        }
        assert!(!text.contains("\"null\""));
    }

    #[test]
    fn a_change_requires_its_base_only() {
        let schema = schema();
        assert_eq!(schema["$defs"]["ChangeFile"]["required"], serde_json::json!(["base"]));
        assert!(schema["$defs"]["PartialStep"].get("required").is_none());
        assert_eq!(schema["$defs"]["Step"]["required"], serde_json::json!(["by", "starts"]));
    }
}
