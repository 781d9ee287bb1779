//! `specimen/tries.json`: who tries which service, and what that person types.

use serde_json::{Map, Value};

use crate::attempt::specimen;

/// One service and its example person.
#[derive(Debug)]
pub(crate) struct Try {
    pub(crate) department: String,
    pub(crate) service: String,
    pub(crate) person: String,
    /// The item's code in the city's list of matters, where it is known.
    pub(crate) item: Option<String>,
    /// Where its questions come from.
    pub(crate) based_on: String,
    pub(crate) typed: Map<String, Value>,
    /// Presses from the one that opens the service to the receipt, and fields that are typed into, as a
    /// browser test has counted them (`every_service`), which fails when they are others.
    pub(crate) presses: u64,
    pub(crate) keyed: u64,
}

/// Reads the file.
///
/// # Errors
/// Names what cannot be read.
pub(crate) fn read() -> Result<Vec<Try>, String> {
    let path = specimen().join("tries.json");
    let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let file: Value = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    let entries = file.as_array().ok_or("tries.json: a list")?;
    entries.iter().map(|entry| one(entry).ok_or(format!("tries.json: {entry}"))).collect()
}

fn one(entry: &Value) -> Option<Try> {
    let text = |name: &str| entry.get(name)?.as_str().map(str::to_owned);
    Some(Try {
        department: text("department")?,
        service: text("service")?,
        person: text("person")?,
        item: text("item"),
        based_on: text("based_on")?,
        typed: entry.get("typed")?.as_object()?.clone(),
        presses: entry.get("presses")?.as_u64()?,
        keyed: entry.get("fields")?.as_u64()?,
    })
}
