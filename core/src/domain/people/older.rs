//! Events of persons and centres as earlier versions wrote them, brought to the shape of today. What was recorded is never rewritten.

use crate::domain::fields::within;
use serde_json::{Value, json};

/// Persons: version 1 named the changed fields in the event itself; what it did not name stayed.
pub(super) fn person(kind: &str, _version: u16, data: Value) -> Value {
    match kind {
        "changed" => within("change", data),
        _ => data,
    }
}

/// Centres: version 1 named the changed fields in the event itself, and closed a centre without a reason.
pub(super) fn centre(kind: &str, _version: u16, data: Value) -> Value {
    match kind {
        "changed" => within("change", data),
        "closed" if data.get("reason").is_none() => json!({ "reason": "" }),
        _ => data,
    }
}
