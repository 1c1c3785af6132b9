//! Times as people type them: a local time at a site, read to the minute it means or refused with a code. Nothing that cannot be read is
//! ever taken for now, and an hour that the clocks skip or repeat is not guessed at.

use crate::domain::calendar::local_in;
use crate::kernel::Refusal;
use chrono::{DateTime, Datelike, FixedOffset, LocalResult, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use std::ops::RangeInclusive;

/// How a field for a local time holds it, as `<input type="datetime-local">` and the phones' pickers do.
pub const FIELD: &str = "%Y-%m-%dT%H:%M";
/// The same with its offset from UTC, for an hour that the clocks repeat.
const FIELD_WITH_OFFSET: &str = "%Y-%m-%dT%H:%M%:z";
/// Outside of these a year is a slip of typing: 0206 for 2026.
const YEARS: RangeInclusive<i32> = 1970..=2199;

/// `at` as a field in `zone` holds it; with its offset where the local time alone would mean two moments.
pub fn field(at: DateTime<Utc>, zone: Tz) -> String {
    let twice = matches!(zone.from_local_datetime(&local_in(at, &zone)), LocalResult::Ambiguous(..));
    at.with_timezone(&zone).format(if twice { FIELD_WITH_OFFSET } else { FIELD }).to_string()
}

/// What a person typed, as a local time in `zone`. The year comes first and has four digits, `-` or `/` part the date, `T` or a space stands
/// before the time, seconds may follow, and an offset from UTC (`Z`, `+08:00`). A repeated hour is read where only its first pass is not
/// after `now`.
///
/// # Errors
/// `time_missing` for nothing; `time_invalid` for what is no such time; `time_skipped` for an hour that the clocks skip on that day;
/// `time_twice` for one that they repeat.
pub fn read(text: &str, zone: Tz, now: DateTime<Utc>) -> Result<DateTime<Utc>, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new("time_missing"));
    }
    let invalid = || Refusal::new("time_invalid");
    let (local, offset) = parts(text).ok_or_else(invalid)?;
    if !YEARS.contains(&local.year()) {
        return Err(invalid());
    }
    if let Some(offset) = offset {
        return Ok(offset.from_local_datetime(&local).single().ok_or_else(invalid)?.to_utc());
    }
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => Ok(at.to_utc()),
        LocalResult::Ambiguous(first, second) if first <= now && now < second => Ok(first.to_utc()),
        LocalResult::Ambiguous(first, second) => {
            let refusal = Refusal::new("time_twice").with("first", first.format(FIELD_WITH_OFFSET));
            Err(refusal.with("second", second.format(FIELD_WITH_OFFSET)))
        }
        LocalResult::None => Err(Refusal::new("time_skipped").with("zone", zone.name())),
    }
}

/// The local time, and the offset where one was written.
fn parts(text: &str) -> Option<(NaiveDateTime, Option<FixedOffset>)> {
    let (year, rest) = text.split_at_checked(4)?;
    if !year.bytes().all(|b| b.is_ascii_digit()) || !rest.starts_with(['-', '/']) {
        return None;
    }
    let text = text.replace('/', "-");
    let (date, time) = text.split_once(['T', ' '])?;
    let time = time.trim_start();
    let (clock, offset) = match time.find(['Z', '+', '-']) {
        Some(at) => (time[..at].trim_end(), Some(time[at..].parse::<FixedOffset>().ok().or_else(|| utc(&time[at..]))?)),
        None => (time, None),
    };
    let local = format!("{date} {clock}");
    let forms = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S%.f"];
    let read = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(&local, form).ok())?;
    Some((read, offset))
}

fn utc(text: &str) -> Option<FixedOffset> {
    if text == "Z" { FixedOffset::east_opt(0) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONDON: Tz = Tz::Europe__London;
    const SHANGHAI: Tz = Tz::Asia__Shanghai;

    fn utc_at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }
    fn typed(text: &str, zone: Tz) -> Result<DateTime<Utc>, &'static str> {
        read(text, zone, utc_at("2026-11-29T09:00:00Z")).map_err(|refusal| refusal.code)
    }

    #[test]
    fn forms_that_mean_one_time_are_read() {
        let right = Ok(utc_at("2026-11-29T00:10:00Z"));
        for text in [
            "2026-11-29T08:10",
            "2026-11-29 08:10",
            "2026-11-29  08:10:00",
            "2026-11-29T08:10:00.000",
            "2026/11/29 8:10",
            " 2026-11-29T08:10 ",
            "2026-11-29T08:10+08:00",
            "2026-11-29 00:10Z",
        ] {
            assert_eq!(typed(text, SHANGHAI), right, "{text}");
        }
    }

    #[test]
    fn a_field_holds_times_at_the_ends_of_the_calendar_too() {
        for zone in [LONDON, SHANGHAI, Tz::America__Los_Angeles] {
            assert!(field(DateTime::<Utc>::MAX_UTC, zone).starts_with("+26214"));
            assert!(field(DateTime::<Utc>::MIN_UTC, zone).starts_with("-26214"));
        }
    }

    #[test]
    fn what_is_no_time_is_refused_and_never_now() {
        assert_eq!(typed("  ", SHANGHAI), Err("time_missing"));
        for text in [
            "x",
            "now",
            "2026-02-30T10:00",
            "28.11.2026 10:00",
            "11/28/2026 10:00",
            "2026-11-28",
            "2026-11-28T25:00",
            "2026-11-28T10",
            "2026-11-28T10:00+99:00",
            "2026-11-28T10:00 PM",
            "-001-11-28T10:00",
            "0206-11-28T10:00",
            "+2026-11-28T10:00",
            "20266-11-28T10:00",
            "２０２６-11-28T10:00",
            "2026-11-28T10:00\u{0}",
        ] {
            assert_eq!(typed(text, SHANGHAI), Err("time_invalid"), "{text}");
        }
    }

    #[test]
    fn an_hour_that_the_clocks_skip_is_none() {
        assert_eq!(typed("2027-03-28T01:30", LONDON), Err("time_skipped"));
        assert_eq!(typed("2027-03-28T02:00", LONDON), Ok(utc_at("2027-03-28T01:00:00Z")));
    }

    #[test]
    fn an_hour_that_the_clocks_repeat_is_asked_about_unless_only_one_can_be_meant() {
        let (first, second) = (utc_at("2026-10-25T00:30:00Z"), utc_at("2026-10-25T01:30:00Z"));
        let told = read("2026-10-25T01:30", LONDON, second).unwrap_err();
        assert_eq!(told.code, "time_twice");
        assert_eq!(told.args["first"], "2026-10-25T01:30+01:00");
        assert_eq!(told.args["second"], "2026-10-25T01:30+00:00");
        assert_eq!(read("2026-10-25T01:30", LONDON, first), Ok(first), "the second pass has not been yet");
        assert_eq!(read(&told.args["second"], LONDON, second), Ok(second));
        // What a form shows of such a moment is read back as that moment.
        for at in [first, second, utc_at("2026-10-25T08:00:00Z")] {
            assert_eq!(read(&field(at, LONDON), LONDON, utc_at("2026-12-01T00:00:00Z")), Ok(at));
        }
        assert_eq!(field(utc_at("2026-10-25T08:00:00Z"), LONDON), "2026-10-25T08:00");
    }
}
