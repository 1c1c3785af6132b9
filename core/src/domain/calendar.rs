//! Working days and holidays: "within 24 hours, holidays excepted", "within two working days".
//!
//! Weekends and public holidays are not counted; weekend days that are worked in exchange are. The table is data (`holidays.txt`); beyond
//! its years only weekends count as free. A due time once promised is stored with the event, so that a newer table changes no old promise.

use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc, Weekday,
};
use chrono_tz::Tz;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Days that differ from the week, and whether they are worked.
static TABLE: LazyLock<BTreeMap<NaiveDate, bool>> =
    LazyLock::new(|| include_str!("holidays.txt").lines().filter_map(row).collect());

/// One row of the table; none for remarks. A test refuses rows that do not parse.
fn row(line: &str) -> Option<(NaiveDate, bool)> {
    let (day, what) = line.split_once(' ')?;
    let worked = match what {
        "work" => true,
        "off" | "off guess" => false,
        _ => return None,
    };
    Some((day.parse().ok()?, worked))
}

/// Whether people work on this day.
pub fn is_working_day(day: NaiveDate) -> bool {
    let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    TABLE.get(&day).copied().unwrap_or(!weekend)
}

/// The day in `zone`. Facts may tell of times at the very end of the calendar, where a zone's own time is beyond it: there the day is UTC's.
pub fn day_in(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    let utc = at.naive_utc();
    utc.checked_add_offset(zone.offset_from_utc_datetime(&utc).fix()).unwrap_or(utc).date()
}

/// `span` after `at`; beyond the calendar's end it stays there.
pub fn later(at: DateTime<Utc>, span: TimeDelta) -> DateTime<Utc> {
    let end = if span < TimeDelta::zero() { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
    at.checked_add_signed(span).unwrap_or(end)
}

/// The day `count` working days after `day`; `day` itself never counts. 0 gives `day`.
pub fn add_working_days(day: NaiveDate, count: u32) -> NaiveDate {
    let mut day = day;
    let mut left = count;
    while left > 0 {
        let Some(next) = day.checked_add_days(Days::new(1)) else { return day };
        day = next;
        left -= u32::from(is_working_day(day));
    }
    day
}

/// The end of the day that is `count` working days after `from` in `zone`.
pub fn due_in_working_days(from: DateTime<Utc>, count: u32, zone: Tz) -> DateTime<Utc> {
    let day = add_working_days(day_in(from, zone), count);
    start_of(day.checked_add_days(Days::new(1)).unwrap_or(day), zone)
}

/// `hours` after `from`, holidays excepted: the hours of days that nobody works on, in `zone`, do not count.
pub fn due_in_hours_of_working_days(from: DateTime<Utc>, hours: u32, zone: Tz) -> DateTime<Utc> {
    let mut at = from;
    let mut left = TimeDelta::hours(i64::from(hours));
    loop {
        let day = day_in(at, zone);
        let Some(tomorrow) = day.checked_add_days(Days::new(1)) else { return at };
        let midnight = start_of(tomorrow, zone);
        if is_working_day(day) {
            let rest_of_day = midnight - at;
            if left <= rest_of_day {
                return later(at, left);
            }
            left -= rest_of_day;
        }
        at = midnight;
    }
}

/// The first moment of `day` in `zone`: midnight, or the end of the gap where clocks go forward over it.
pub fn start_of(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let mut local = NaiveDateTime::new(day, NaiveTime::MIN);
    // Gaps are an hour or half an hour, except where a zone skipped a whole day.
    for _ in 0..=48 {
        if let Some(at) = zone.from_local_datetime(&local).earliest() {
            return at.with_timezone(&Utc);
        }
        let Some(next) = local.checked_add_signed(TimeDelta::minutes(30)) else { break };
        local = next;
    }
    NaiveDateTime::new(day, NaiveTime::MIN).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn shanghai(text: &str) -> DateTime<Utc> {
        let local: NaiveDateTime = text.parse().unwrap();
        Tz::Asia__Shanghai.from_local_datetime(&local).unwrap().with_timezone(&Utc)
    }
    const ZONE: Tz = Tz::Asia__Shanghai;

    #[test]
    fn the_table_is_sound() {
        let mut last = None;
        for line in include_str!("holidays.txt").lines().filter(|line| !line.starts_with('#')) {
            let (date, worked) = row(line).unwrap_or_else(|| panic!("{line} is not a row"));
            assert!(last < Some(date), "{line} is out of order");
            let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
            assert!(!worked || weekend, "{line}: only weekend days are worked in exchange");
            assert!(!line.ends_with("guess") || (!weekend && date.year() == 2027), "{line}: nothing else is guessed");
            last = Some(date);
        }
        assert_eq!(TABLE.len(), include_str!("holidays.txt").lines().filter(|l| !l.starts_with('#')).count());
        assert_eq!((TABLE.keys().next().unwrap().year(), last.unwrap().year()), (2025, 2027));
    }

    #[test]
    fn weekends_holidays_and_days_worked_in_exchange() {
        assert!(is_working_day(day("2026-11-20")), "a Friday");
        assert!(!is_working_day(day("2026-11-21")), "a Saturday");
        assert!(!is_working_day(day("2026-02-17")), "Spring Festival, a Tuesday");
        assert!(is_working_day(day("2026-02-28")), "a Saturday worked in exchange");
        assert!(!is_working_day(day("2027-02-08")), "Spring Festival 2027, a Monday");
        // Two of its days are on a weekend: the law gives two more, and the next ones are taken until the notice names them.
        assert!(!is_working_day(day("2027-02-10")) && is_working_day(day("2027-02-11")));
    }

    #[test]
    fn the_paper_is_due_in_24_hours_holidays_excepted() {
        let due = |text| due_in_hours_of_working_days(shanghai(text), 24, ZONE);
        assert_eq!(due("2026-11-18T22:15:00"), shanghai("2026-11-19T22:15:00"), "a Wednesday");
        assert_eq!(due("2026-11-20T22:15:00"), shanghai("2026-11-23T22:15:00"), "over the weekend");
        assert_eq!(
            due("2026-11-21T10:00:00"),
            shanghai("2026-11-24T00:00:00"),
            "taken on a Saturday: the whole of Monday"
        );
        assert_eq!(due("2026-09-30T18:00:00"), shanghai("2026-10-08T18:00:00"), "over the National Day holiday");
        assert_eq!(due("2026-02-27T09:00:00"), shanghai("2026-02-28T09:00:00"), "the Saturday is worked");
    }

    #[test]
    fn two_working_days() {
        let due = |text| due_in_working_days(shanghai(text), 2, ZONE);
        assert_eq!(due("2026-11-19T16:00:00"), shanghai("2026-11-24T00:00:00"), "Thursday to the end of Monday");
        assert_eq!(due("2026-09-30T16:00:00"), shanghai("2026-10-10T00:00:00"), "the 8th and 9th of October");
        // 23:30 in London is the next day in Shanghai: the site's zone decides.
        let late: DateTime<Utc> = "2026-11-18T23:30:00Z".parse().unwrap();
        assert_eq!(due_in_working_days(late, 2, ZONE), shanghai("2026-11-24T00:00:00"));
        assert_eq!(
            due_in_working_days(late, 2, Tz::Europe__London),
            "2026-11-21T00:00:00Z".parse::<DateTime<Utc>>().unwrap()
        );
    }

    #[test]
    fn at_the_ends_of_the_calendar_there_is_an_answer() {
        for at in [DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC] {
            for zone in [ZONE, Tz::America__New_York, Tz::UTC] {
                assert_eq!(day_in(at, zone).year(), at.year());
                assert_eq!(due_in_working_days(at, 2, zone).year(), at.year());
                assert_eq!(due_in_hours_of_working_days(at, 24, zone).year(), at.year());
                assert_eq!(start_of(at.date_naive(), zone).year(), at.year());
            }
            assert_eq!(later(later(at, TimeDelta::MAX), TimeDelta::MIN).year().abs(), 262_143);
        }
    }

    #[test]
    fn a_day_without_midnight_begins_after_the_gap() {
        let start = start_of(day("2018-11-04"), Tz::America__Sao_Paulo);
        assert_eq!(start, "2018-11-04T03:00:00Z".parse::<DateTime<Utc>>().unwrap());
    }

    proptest! {
        #[test]
        fn hours_due_are_counted_on_working_days_only(start in 1_735_689_600i64..1_830_000_000, hours in 0u32..200) {
            let from = Utc.timestamp_opt(start, 0).unwrap();
            let due = due_in_hours_of_working_days(from, hours, ZONE);
            // Counted again the slow way, minute by minute of the hours between.
            let mut at = from;
            let mut minutes = 0;
            while at < due {
                minutes += u32::from(is_working_day(at.with_timezone(&ZONE).date_naive()));
                at += TimeDelta::minutes(1);
            }
            // Where the start is not on a whole minute, each free stretch may round by one.
            prop_assert!(minutes.abs_diff(hours * 60) <= 20, "{minutes} minutes for {hours} hours");
        }
    }
}
