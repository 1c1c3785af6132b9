//! Tapping what a screen offers: a button is found by its key, its fields keep what the screen proposes unless something is typed.

use super::error::DemoError;
use fettle_core::screens::{Action, Entry, Screen};
use serde_json::Value;

/// A button with the fields that go with it.
pub struct Tappable {
    /// What it does.
    pub action: Action,
    /// What its fields hold.
    pub entries: Vec<Entry>,
}

/// Finds the button `key` on a screen; `typed` goes over what its fields hold.
///
/// # Errors
/// When the screen has no such button, or says why it cannot be tapped.
pub fn find(screen: &Screen, key: &str, typed: &[(&str, &str)]) -> Result<Tappable, DemoError> {
    let value = serde_json::to_value(screen).map_err(|e| DemoError::Story(e.to_string()))?;
    let none = || DemoError::Story(format!("no button {key} on {}", title(&value)));
    let (button, fields) = button(&value, key, &[]).ok_or_else(none)?;
    if button["enabled"] != Value::Bool(true) {
        let why = button["why_not"].as_str().unwrap_or_default().to_owned();
        return Err(DemoError::Phone { code: format!("{key} disabled"), text: why });
    }
    let action = serde_json::from_value(button["action"].clone()).map_err(|e| DemoError::Story(e.to_string()))?;
    let mut entries: Vec<Entry> = Vec::new();
    for field in fields.iter().chain(button["ask"].as_array().into_iter().flatten()) {
        let text = |name: &str| field[name].as_str().unwrap_or_default().to_owned();
        entries.push(Entry::new(text("key"), text("value")));
    }
    for (key, value) in typed {
        entries.retain(|entry| entry.key != *key);
        entries.push(Entry::new(*key, *value));
    }
    Ok(Tappable { action, entries })
}

fn search(value: &Value, name: &str) -> Option<String> {
    match value {
        Value::Object(map) => match map.get(name).and_then(Value::as_str) {
            Some(text) => Some(text.to_owned()),
            None => map.values().find_map(|inner| search(inner, name)),
        },
        Value::Array(items) => items.iter().find_map(|inner| search(inner, name)),
        _ => None,
    }
}

fn title(value: &Value) -> String {
    search(value, "title").unwrap_or_default()
}

/// The button and the fields of the panel that it stands in.
fn button<'a>(value: &'a Value, key: &str, fields: &'a [Value]) -> Option<(&'a Value, &'a [Value])> {
    match value {
        Value::Object(map) => {
            if map.contains_key("action") && map.get("key").and_then(Value::as_str) == Some(key) {
                return Some((value, fields));
            }
            let own = map.get("fields").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            map.values().find_map(|inner| button(inner, key, own))
        }
        Value::Array(items) => items.iter().find_map(|inner| button(inner, key, fields)),
        _ => None,
    }
}
