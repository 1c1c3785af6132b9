//! Events of centres as earlier versions wrote them, brought to the shape of today. What was recorded is never rewritten.

use crate::domain::fields::within;
use serde_json::{Value, json};

/// Version 1 named the changed fields in the event itself, and closed a centre without a reason.
pub(super) fn centre(kind: &str, _version: u16, data: Value) -> Value {
    match kind {
        "changed" => within("change", data),
        "closed" if data.get("reason").is_none() => json!({ "reason": "" }),
        _ => data,
    }
}
