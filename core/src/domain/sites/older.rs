//! Events of customers, sites, contracts and equipment as earlier versions wrote them, brought to the shape of today. What was recorded is never
//! rewritten. Version 1 knew no change of single fields of a contract or a machine: such an event says them all.

use crate::domain::fields::within;
use serde_json::{Value, json};

/// What a change of a machine by version 1 left out where there was none: such a field was emptied by it.
const EMPTIED: &[&str] = &["parent", "installed", "warranty_end", "life_end", "contract"];

/// Customers and sites: version 1 had the fields in the event itself. A contact was written whole, as it still may be.
pub(super) fn customer_or_site(kind: &str, _version: u16, data: Value) -> Value {
    match kind {
        "registered" => within("details", data),
        "changed" => within("change", data),
        _ => data,
    }
}

/// Contracts: a change by version 1 had all terms, as they were from then on.
pub(super) fn contract(kind: &str, _version: u16, data: Value) -> Value {
    match (kind, data.get("terms")) {
        ("changed", Some(terms)) => within("change", terms.clone()),
        _ => data,
    }
}

/// Equipment: a change by version 1 had all details, as they were from then on.
pub(super) fn equipment(kind: &str, _version: u16, data: Value) -> Value {
    let ("changed", Some(Value::Object(details))) = (kind, data.get("details")) else { return data };
    let mut change = details.clone();
    for field in EMPTIED {
        change.entry(*field).or_insert_with(|| json!(null));
    }
    within("change", Value::Object(change))
}
