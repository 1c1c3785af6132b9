//! How times and spans are written. ISO order, which both languages read; the texts beside come from the catalogue.

use super::page::Page;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use fettle_core::domain::local_time;

/// A time in `zone`, to the minute: `2026-11-22 14:05`.
pub(super) fn minute(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}

/// The type of an input for a local time that holds `value`: a picker shows nothing of what it cannot hold, such as a time with its offset.
pub(super) fn input_type(value: &str) -> &'static str {
    let held = value.is_empty() || NaiveDateTime::parse_from_str(value, local_time::FIELD).is_ok();
    if held { "datetime-local" } else { "text" }
}

/// The day of `<input type="date">`.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

/// How long, in the two largest units that matter: `3 d 4 h`, `2 h 5 min`, `12 min`. Never negative.
pub(super) fn span(p: &Page, span: TimeDelta) -> String {
    let minutes = span.num_minutes().max(0);
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let days_text = || p.t1("console-span-days", "count", days);
    let hours_text = || p.t1("console-span-hours", "count", hours);
    let minutes_text = || p.t1("console-span-minutes", "count", rest);
    match (days, hours, rest) {
        (0, 0, _) => minutes_text(),
        (0, _, 0) => hours_text(),
        (0, ..) => format!("{} {}", hours_text(), minutes_text()),
        (_, 0, _) => days_text(),
        _ => format!("{} {}", days_text(), hours_text()),
    }
}

/// How long ago, or in how long.
pub(super) fn ago(p: &Page, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    if (now - at).num_minutes() < 1 {
        return p.t("console-just-now");
    }
    p.t1("console-ago", "span", span(p, now - at))
}

/// Longest text in a line of a list, in characters: the record shows all of it.
const IN_A_LINE: usize = 160;

/// A text as a list shows it: cut where it is long.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(IN_A_LINE) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
