//! A file is read as what it is.

use super::reading::Reading;
use super::{ics, table};
use crate::import::decoded;
use fettle_core::domain::calendars::Notice;
use fettle_core::kernel::Refusal;

/// Most bytes of a file: a year of whole days is a hundredth of it.
pub(super) const MOST_BYTES: usize = 1024 * 1024;
/// Reads what the notice of `year` says; `source` is the name of the file.
///
/// # Errors
/// A refusal of the whole file: `calendar_file_large`, `import_not_a_text`, `import_encoding_unsure`, `calendar_not_ended` for an iCalendar that
/// is cut off.
pub fn read(year: i32, source: &str, bytes: &[u8]) -> Result<Reading, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::new("calendar_file_large"));
    }
    let text = decoded(bytes).map_err(|code| {
        Refusal::new(if code == "import_not_a_text" { "calendar_not_a_text" } else { "calendar_encoding_unsure" })
    })?;
    let mut reading = Reading { notice: Notice::of(year, source), ..Reading::default() };
    if text.trim_start().get(..15).is_some_and(|begin| begin.eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
        ics::read(&text, &mut reading)?;
    } else {
        table::read(&text, &mut reading);
    }
    Ok(reading)
}
