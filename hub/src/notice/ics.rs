//! A notice as iCalendar (RFC 5545): each VEVENT of whole days says of its days whether they are off or worked. By what calendars of Chinese
//! holidays carry: Apple's `X-APPLE-SPECIAL-DAY`, else a word of the summary, such as 春节（休） and 春节（班）. A feast without such a word is none
//! of both, and told.

use super::lines::{Line, line, plain, unfolded};
use super::reading::{Reading, kind_of};
use chrono::{Days, NaiveDate};
use fettle_core::kernel::Refusal;

/// What was read of an event.
#[derive(Default)]
struct Event {
    line: u64,
    start: Option<NaiveDate>,
    /// The day behind its last one.
    end: Option<NaiveDate>,
    days: Option<u64>,
    summary: String,
    special: Option<bool>,
    cancelled: bool,
    /// The first thing that is wrong with it, and where.
    wrong: Option<(u64, Refusal)>,
}

/// Reads the events of a file.
///
/// # Errors
/// `calendar_not_ended` for a file that is cut off.
pub(super) fn read(text: &str, reading: &mut Reading) -> Result<(), Refusal> {
    let mut open: Vec<String> = Vec::new();
    let mut event = Event::default();
    for (number, text) in unfolded(text) {
        let Some(one) = line(number, &text) else {
            reading.wrong(number, Refusal::new("calendar_line_unreadable"));
            continue;
        };
        match one.name.as_str() {
            "BEGIN" => {
                open.push(one.value.trim().to_ascii_uppercase());
                if open.last().is_some_and(|name| name == "VEVENT") {
                    event = Event { line: number, ..Event::default() };
                }
            }
            "END" => {
                let ended = open.pop();
                if ended.as_deref() == Some("VEVENT") {
                    std::mem::take(&mut event).put(reading);
                }
            }
            // What stands in an alarm of an event is not the event's.
            _ if open.last().is_some_and(|name| name == "VEVENT") => event.line(&one),
            _ => {}
        }
    }
    if open.is_empty() { Ok(()) } else { Err(Refusal::new("calendar_not_ended")) }
}

impl Event {
    fn line(&mut self, line: &Line<'_>) {
        let wrong = match line.name.as_str() {
            "DTSTART" => whole_day(line).map(|day| self.start = Some(day)).err(),
            "DTEND" => whole_day(line).map(|day| self.end = Some(day)).err(),
            "DURATION" => days(line.value).map(|days| self.days = Some(days)).err(),
            "RRULE" | "RDATE" | "RECURRENCE-ID" => Some(Refusal::new("calendar_repeats")),
            "SUMMARY" => {
                self.summary = plain(line.value);
                None
            }
            "X-APPLE-SPECIAL-DAY" => {
                self.special = match line.value.trim() {
                    "WORK-HOLIDAY" => Some(false),
                    "ALTERNATE-WORKDAY" => Some(true),
                    _ => None,
                };
                None
            }
            "STATUS" => {
                self.cancelled = line.value.trim().eq_ignore_ascii_case("CANCELLED");
                None
            }
            _ => None,
        };
        if let Some(wrong) = wrong {
            self.wrong.get_or_insert((line.number, wrong));
        }
    }
    fn put(self, reading: &mut Reading) {
        if self.cancelled {
            return;
        }
        if let Some((line, wrong)) = self.wrong {
            return reading.wrong(line, wrong);
        }
        let Some(start) = self.start else {
            return reading.wrong(self.line, Refusal::new("calendar_day_unreadable").with("value", ""));
        };
        let Some(worked) = self.special.or_else(|| kind_in(&self.summary)) else {
            return reading.wrong(self.line, Refusal::new("calendar_kind_unclear").with("value", &self.summary));
        };
        // Some write the day itself where the day behind it belongs.
        let end = self.end.filter(|end| *end != start);
        let behind = end.or_else(|| start.checked_add_days(Days::new(self.days.unwrap_or(1).max(1))));
        let Some(last) = behind.and_then(|behind| behind.pred_opt()) else {
            return reading.wrong(self.line, Refusal::new("calendar_day_unreadable").with("value", start));
        };
        reading.span(self.line, (start, last), worked, &name_in(&self.summary));
    }
}

/// The day of a date; a time of the day is none.
fn whole_day(line: &Line<'_>) -> Result<NaiveDate, Refusal> {
    let value = line.value.trim();
    if value.contains('T') {
        return Err(Refusal::new("calendar_not_whole_day").with("value", value));
    }
    let digits = value.len() == 8 && value.bytes().all(|b| b.is_ascii_digit());
    let day = if digits { NaiveDate::parse_from_str(value, "%Y%m%d").ok() } else { None };
    day.ok_or_else(|| Refusal::new("calendar_day_unreadable").with("value", value))
}

/// Whole days of a duration: `P3D`, `P1W`.
fn days(value: &str) -> Result<u64, Refusal> {
    let value = value.trim();
    let wrong = || Refusal::new("calendar_not_whole_day").with("value", value);
    let rest = value.strip_prefix('P').ok_or_else(wrong)?;
    let (count, each) = match (rest.strip_suffix('D'), rest.strip_suffix('W')) {
        (Some(count), _) => (count, 1),
        (None, Some(count)) => (count, 7),
        (None, None) => return Err(wrong()),
    };
    let count: u64 = count.parse().map_err(|_| wrong())?;
    count.checked_mul(each).filter(|days| *days <= 366).ok_or_else(wrong)
}

/// What a summary says of its days. A word for work counts before one for being off: 调休上班 is worked.
fn kind_in(summary: &str) -> Option<bool> {
    if let Some(kind) = kind_of(summary) {
        return Some(kind);
    }
    let text = summary.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["班", "workday", "working day", "(work)"]) {
        Some(true)
    } else if has(&["休", "放假", "假期", "(off)", "day off", "holiday"]) {
        Some(false)
    } else {
        None
    }
}

/// The name of the feast in a summary: without the word that says off or worked, where that stands in brackets or at the end.
fn name_in(summary: &str) -> String {
    let marks = ["（休）", "（班）", "(休)", "(班)", "(off)", "(work)", "放假", "补班", "上班", "调休", "休", "班"];
    let mut name = summary.trim();
    for mark in marks {
        name = name.strip_suffix(mark).unwrap_or(name).trim_end();
    }
    if name.is_empty() { summary.trim() } else { name }.to_owned()
}
