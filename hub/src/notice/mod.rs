//! A year's notice as people have it: CSV, what was typed in the same form, or iCalendar. Each line that does not read is told with its number
//! and the reason. Nothing here knows what is on record, and what a notice may say is the domain's.

mod ics;
mod lines;
mod table;
#[cfg(test)]
mod tests;

use crate::import::decoded;
use chrono::{Days, NaiveDate};
use fettle_core::domain::calendars::Notice;
use fettle_core::kernel::Refusal;

pub use table::written;

/// Most bytes of a file: a year of whole days is a hundredth of it.
const MOST_BYTES: usize = 1024 * 1024;
/// Most lines that are told one by one.
const MOST_WRONG: usize = 100;
/// Most days that one line may speak of.
const MOST_DAYS: i64 = 31;

/// A line that was not taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrong {
    /// Its number, from 1.
    pub line: u64,
    /// Why.
    pub why: Refusal,
}

/// What a file says of a year.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The days that read.
    pub notice: Notice,
    /// The lines that did not, the first hundred of them.
    pub wrong: Vec<Wrong>,
    /// How many did not.
    pub wrong_count: usize,
}

impl Reading {
    fn wrong(&mut self, line: u64, why: Refusal) {
        self.wrong_count += 1;
        if self.wrong.len() < MOST_WRONG {
            self.wrong.push(Wrong { line, why });
        }
    }
    /// Takes in the days from `first` to `last`.
    fn span(&mut self, line: u64, (first, last): (NaiveDate, NaiveDate), worked: bool, name: &str) {
        if last < first {
            return self.wrong(line, Refusal::new("calendar_ends_before").with("day", last));
        }
        if (last - first).num_days() >= MOST_DAYS {
            return self.wrong(line, Refusal::new("calendar_span_long").with("count", MOST_DAYS));
        }
        let mut day = first;
        while day <= last {
            if let Err(why) = self.notice.say(day, worked, name) {
                return self.wrong(line, why);
            }
            let Some(next) = day.checked_add_days(Days::new(1)) else { return };
            day = next;
        }
    }
}

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

/// Whether a word says that a day is worked, or off; none where it says neither or both.
fn kind_of(word: &str) -> Option<bool> {
    let word = word.trim().to_lowercase();
    match word.as_str() {
        "work" | "worked" | "workday" | "班" | "上班" | "补班" | "调休上班" => Some(true),
        "off" | "holiday" | "休" | "假" | "放假" | "休息" | "调休" => Some(false),
        _ => None,
    }
}
