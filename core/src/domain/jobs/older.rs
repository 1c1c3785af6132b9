//! Events of jobs as earlier versions wrote them, brought to the shape of today. What was recorded is never rewritten.

use super::document::DocumentText;
use super::sheet::{SHEET_FORMAT, Sheet, SheetError, hash_hex};
use crate::domain::ids::JobId;
use serde_json::{Value, json};
use uuid::Uuid;

/// Version 1 knew one document, the sheet, and one party, the customer; what the sheet is was read out of its bytes.
pub(super) fn job(kind: &str, _version: u16, data: Value) -> Value {
    if kind == "signed" { signed(data) } else { data }
}

fn signed(mut data: Value) -> Value {
    let text: Option<String> = serde_json::from_value::<DocumentText>(data["sheet"].take())
        .ok()
        .and_then(|text| text.text().ok().map(std::borrow::Cow::into_owned));
    let text = text.unwrap_or_default();
    let told = data["about"].take();
    let own = |sheet: &Sheet| json!({ "job": sheet.job, "revision": sheet.revision, "cause": sheet.cause });
    let (format, about) = match Sheet::parse(text.as_bytes()) {
        Ok(sheet) if told.is_null() || told == own(&sheet) => {
            let mut about = own(&sheet);
            about["replaces"] = json!(sheet.replaces.filter(|hash| hash.parse::<crate::kernel::Hash>().is_ok()));
            (sheet.format, about)
        }
        Err(SheetError::Newer(format)) if !told.is_null() => (format, told),
        // Of no job: it counts for nothing, as it did.
        _ => (SHEET_FORMAT, json!({ "job": JobId::new(Uuid::nil()) })),
    };
    let hash = hash_hex(text.as_bytes());
    let document = json!({
        "kind": "service_report", "format": format, "hash": hash, "text": DocumentText::of(text), "about": about,
    });
    let answer = json!({ "party": "customer", "signature": data["signature"], "strokes": data["strokes"] });
    json!({ "document": document, "answer": answer })
}
