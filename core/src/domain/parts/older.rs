//! Events of cards and places as earlier versions wrote them, brought to the shape of today. What was recorded is never rewritten. Version 1 knew no
//! change of single fields: such an event says them all, and what it left out was empty from then on. Up to version 2 a card said what the part costs, which
//! is an aggregate of its own since; no version was released that wrote it.

use crate::domain::fields::within;
use serde_json::{Value, json};

/// The details of a change by version 1 as a change of every field.
fn all_of(data: &Value, left_out: &[(&str, Value)]) -> Option<Value> {
    let mut change = data.get("details")?.as_object()?.clone();
    for (field, empty) in left_out {
        change.entry(*field).or_insert_with(|| empty.clone());
    }
    Some(within("change", Value::Object(change)))
}

/// Cards: a change by version 1 had all that the card said; up to version 2 there was a price.
pub(super) fn card(kind: &str, version: u16, data: Value) -> Value {
    let left_out = || {
        let none = json!([]);
        [
            ("pair", json!(false)),
            ("minimum", json!(0)),
            ("reorder", json!(0)),
            ("maximum", json!(0)),
            ("fits", none.clone()),
            ("codes", none),
        ]
    };
    let mut data = match kind {
        "changed" if version < 2 => all_of(&data, &left_out()).unwrap_or(data),
        _ => data,
    };
    let within = match kind {
        "registered" => "details",
        _ => "change",
    };
    if let Some(said) = data.get_mut(within).and_then(Value::as_object_mut) {
        said.remove("price");
    }
    data
}

/// Places: a change by version 1 had all that was known, and a place was closed without a reason.
pub(super) fn place(kind: &str, _version: u16, data: Value) -> Value {
    let left_out = [("centre", Value::Null), ("person", Value::Null), ("bin", json!(""))];
    match kind {
        "changed" => all_of(&data, &left_out).unwrap_or(data),
        "closed" if data.get("reason").is_none() => json!({ "reason": "" }),
        _ => data,
    }
}
