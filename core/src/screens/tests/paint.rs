//! A screen as text, as a person would read it: for pictures that are compared.

use crate::screens::Screen;
use serde_json::{Map, Value};
use std::fmt::Write;

/// The whole screen, every text of it. Ids and hashes are left out, so that the same work gives the same picture.
pub fn paint(screen: &Screen) -> String {
    let value = serde_json::to_value(screen).unwrap();
    let mut out = String::new();
    for (name, inner) in value.as_object().unwrap() {
        writeln!(out, "# {name}").unwrap();
        any(&mut out, "", inner, 0);
    }
    out
}

fn text<'a>(map: &'a Map<String, Value>, key: &str) -> &'a str {
    map.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" | ")
}

fn line(out: &mut String, depth: usize, text: &str) {
    writeln!(out, "{}{}", "  ".repeat(depth), text.trim_end()).unwrap();
}

fn any(out: &mut String, name: &str, value: &Value, depth: usize) {
    match value {
        Value::Object(map) if map.contains_key("screen") || name == "action" => {}
        Value::Object(map) if map.contains_key("action") && map.contains_key("label") => button(out, map, depth),
        Value::Object(map) if map.contains_key("kind") && map.contains_key("label") => field(out, map, depth),
        Value::Object(map) if map.contains_key("slot") => item(out, map, depth),
        Value::Object(map) if map.contains_key("rows") => section(out, map, depth),
        Value::Object(map) if map.contains_key("trailing") || (map.contains_key("tone") && map.contains_key("key")) => {
            row(out, map, depth);
        }
        Value::Object(map) if map.contains_key("tone") && map.contains_key("text") => {
            line(out, depth, &format!("! {} <{}>", text(map, "text"), text(map, "tone")));
            rest(out, map, depth + 1, &["tone", "text", "open"]);
        }
        Value::Object(map) => {
            if !name.is_empty() {
                line(out, depth, &format!("{name}:"));
            }
            rest(out, map, depth + usize::from(!name.is_empty()), &["key"]);
        }
        // The hash of what was signed is another one each time.
        Value::Array(all) if name == "code" => line(out, depth, if all.is_empty() { "code:" } else { "code: (QR)" }),
        Value::String(text) if text.contains("/verify/") => line(out, depth, &format!("{name}: (a link)")),
        Value::Array(all) => all.iter().for_each(|one| any(out, "", one, depth)),
        Value::String(text) if text.is_empty() || is_id(text) => {}
        Value::String(text) if text.starts_with("<svg") || text.starts_with("<?xml") => {
            line(out, depth, &format!("{name}: (a drawing)"));
        }
        Value::String(text) => line(out, depth, &format!("{name}: {}", text.replace('\n', " / "))),
        Value::Null => {}
        other => line(out, depth, &format!("{name}: {other}")),
    }
}

fn is_id(text: &str) -> bool {
    let hash = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    hash || text.parse::<uuid::Uuid>().is_ok()
}

fn rest(out: &mut String, map: &Map<String, Value>, depth: usize, but: &[&str]) {
    // The head first, then in the order of the names.
    if let Some(head) = map.get("head") {
        any(out, "", head, depth);
    }
    for (name, value) in map.iter().filter(|(name, _)| *name != "head" && !but.contains(&name.as_str())) {
        any(out, name, value, depth);
    }
}

fn button(out: &mut String, map: &Map<String, Value>, depth: usize) {
    let mark = |key: &str, mark: &'static str| if map.get(key) == Some(&Value::Bool(true)) { mark } else { "" };
    let off = if map.get("enabled") == Some(&Value::Bool(false)) { " (off)" } else { "" };
    let head = format!("[{}]{}{}{off}", text(map, "label"), mark("primary", "*"), mark("danger", "!"));
    line(out, depth, &joined(&[&head, text(map, "why_not"), text(map, "confirm")]));
    if let Some(ask) = map.get("ask") {
        any(out, "", ask, depth + 1);
    }
}

fn field(out: &mut String, map: &Map<String, Value>, depth: usize) {
    let star = if map.get("required") == Some(&Value::Bool(true)) { "*" } else { "" };
    let choices: Vec<(&str, &str)> = map.get("choices").and_then(Value::as_array).map_or_else(Vec::new, |all| {
        all.iter().filter_map(Value::as_object).map(|choice| (text(choice, "key"), text(choice, "label"))).collect()
    });
    let value = text(map, "value");
    let shown = choices.iter().find(|(key, _)| *key == value).map_or(value, |(_, label)| label);
    let labels: Vec<&str> = choices.iter().map(|(_, label)| *label).collect();
    let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join("; ")) };
    let (low, high) = (text(map, "min"), text(map, "max"));
    let limits = if low.is_empty() && high.is_empty() { String::new() } else { format!("{low}..{high}") };
    let head = format!("{}{star}: {shown} {}", text(map, "label"), text(map, "unit"));
    let parts = [head.trim_end(), &limits, &labels, text(map, "hint"), text(map, "error")];
    line(out, depth, &format!("_ {} ({})", joined(&parts), text(map, "kind")));
}

fn item(out: &mut String, map: &Map<String, Value>, depth: usize) {
    let done = if map.get("done") == Some(&Value::Bool(true)) { "x" } else { " " };
    let star = if map.get("required") == Some(&Value::Bool(true)) { "*" } else { "" };
    let label = format!("{}{star}", text(map, "label"));
    let parts = joined(&[&label, text(map, "equipment"), text(map, "answer"), text(map, "note")]);
    line(out, depth, &format!("[{done}] {parts} <{}>", text(map, "tone")));
    let photos = map.get("photos").and_then(Value::as_array).map_or(0, Vec::len);
    if photos > 0 {
        line(out, depth + 1, &format!("photos: {photos}"));
    }
    for part in ["fields", "buttons"] {
        any(out, "", &map[part], depth + 1);
    }
}

fn section(out: &mut String, map: &Map<String, Value>, depth: usize) {
    let rows = map.get("rows").and_then(Value::as_array).map_or(0, Vec::len);
    if rows == 0 && text(map, "empty").is_empty() {
        return;
    }
    line(out, depth, &format!("== {}", text(map, "title")));
    if rows == 0 {
        line(out, depth + 1, text(map, "empty"));
    }
    any(out, "", &map["rows"], depth + 1);
}

fn row(out: &mut String, map: &Map<String, Value>, depth: usize) {
    let photo = if map.contains_key("photo") { "(photo)" } else { "" };
    let place = if map.contains_key("map") { "(map)" } else { "" };
    let call = if map.contains_key("phone") { "(call)" } else { "" };
    let copy = if map.contains_key("message") { "(copy)" } else { "" };
    let heading = text(map, "heading");
    if !heading.is_empty() {
        line(out, depth, &format!("-- {heading}"));
    }
    let lead = text(map, "lead").replace('\n', " ");
    let lines = [text(map, "title"), text(map, "detail"), text(map, "note"), text(map, "trailing")];
    let parts = joined(&[&[lead.as_str()][..], &lines[..], &[photo, place, call, copy][..]].concat());
    let tone = if text(map, "tone") == "plain" { String::new() } else { format!(" <{}>", text(map, "tone")) };
    let open = if map.contains_key("open") { " >" } else { "" };
    line(out, depth, &format!("- {parts}{tone}{open}"));
    if let Some(buttons) = map.get("buttons") {
        any(out, "", buttons, depth + 1);
    }
}
