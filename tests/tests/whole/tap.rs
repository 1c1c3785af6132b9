//! Tapping what a screen offers: a button by its key, with what its fields propose unless something is typed.

use fettle_core::screens::{Action, Entry, Screen};
use serde_json::Value;

/// The action and the entries of the button `key`; the reason where it cannot be tapped.
pub fn find(screen: &Screen, key: &str, typed: &[(&str, &str)]) -> Result<(Action, Vec<Entry>), String> {
    let value = serde_json::to_value(screen).expect("a screen as JSON");
    let (button, fields) = button(&value, key, &[]).ok_or_else(|| format!("no button {key} on {value}"))?;
    if button["enabled"] != Value::Bool(true) {
        return Err(format!("{key} is disabled: {}", button["why_not"]));
    }
    let action = serde_json::from_value(button["action"].clone()).expect("an action");
    let mut entries: Vec<Entry> = Vec::new();
    for field in fields.iter().chain(button["ask"].as_array().into_iter().flatten()) {
        let text = |name: &str| field[name].as_str().unwrap_or_default().to_owned();
        entries.push(Entry::new(text("key"), text("value")));
    }
    for (key, value) in typed {
        entries.retain(|entry| entry.key != *key);
        entries.push(Entry::new(*key, *value));
    }
    Ok((action, entries))
}

/// The button, and the fields of the panel in which it stands.
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
