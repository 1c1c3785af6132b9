//! Events of cards and places as earlier versions wrote them, brought to the shape of today. What was recorded is never rewritten. Version 1 knew no
//! change of single fields: such an event says them all, and what it left out was empty from then on.

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

/// Cards: a change by version 1 had all that the card said.
pub(super) fn card(kind: &str, _version: u16, data: Value) -> Value {
    let left_out = || {
        let none = json!([]);
        [
            ("pair", json!(false)),
            ("minimum", json!(0)),
            ("reorder", json!(0)),
            ("maximum", json!(0)),
            ("price", Value::Null),
            ("fits", none.clone()),
            ("codes", none),
        ]
    };
    match kind {
        "changed" => all_of(&data, &left_out()).unwrap_or(data),
        _ => data,
    }
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
