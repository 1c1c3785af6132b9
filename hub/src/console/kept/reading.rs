//! What a form says, as the fields of a change: a field that the form does not have is not changed.

use crate::console::request::Fields;
use chrono::NaiveDate;
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::Refusal;

/// A text.
pub(in crate::console) fn text(fields: &Fields, name: &str) -> Option<String> {
    fields.has(name).then(|| fields.get(name).to_owned())
}

/// A name in both languages; who gives one gives it for both.
pub(in crate::console) fn bilingual(fields: &Fields) -> Bilingual {
    let (zh, en) = (fields.get("name_zh"), fields.get("name_en"));
    Bilingual::new(if zh.is_empty() { en } else { zh }, if en.is_empty() { zh } else { en })
}

/// A day; none where the field is empty.
///
/// # Errors
/// `day_unreadable`.
pub(in crate::console) fn day(fields: &Fields, name: &str) -> Result<Option<NaiveDate>, Refusal> {
    match fields.get(name) {
        "" => Ok(None),
        typed => match crate::console::words::day(typed) {
            Some(day) => Ok(Some(day)),
            None => Err(Refusal::new("day_unreadable").with("value", typed)),
        },
    }
}
