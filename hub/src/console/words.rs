//! How times and spans are written. ISO order, which both languages read; the texts beside come from the catalogue.

use super::page::Page;
use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// A time in `zone`, to the minute: `2026-11-22 14:05`.
pub(super) fn minute(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}

/// A time as `<input type="datetime-local">` holds it.
pub(super) fn for_input(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%dT%H:%M").to_string()
}

/// What such an input was set to, in `zone`. Of an hour that a change of the clock repeats the first is meant; one that it skips is none.
pub(super) fn from_input(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text.trim(), format).ok())?;
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at.to_utc()),
        LocalResult::None => None,
    }
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
