//! Working days and holidays: "within 24 hours, holidays excepted", "within two working days".
//!
//! Weekends and public holidays are not counted; weekend days that are worked in exchange are. Which days these are is data: what was
//! compiled in (`holidays.txt`), and over it the notices that the company published (`calendars`). Beyond their years only weekends count as
//! free. A due time once promised is stored with the event, so that a newer notice changes no old promise.

use super::rules::CALENDAR_ASKED_FROM_MONTH;
use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc, Weekday,
};
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Days that differ from the week, and whether they are worked.
static TABLE: LazyLock<BTreeMap<NaiveDate, bool>> =
    LazyLock::new(|| include_str!("holidays.txt").lines().filter_map(row).collect());

/// Years of the table whose notice it has: of the others some days are guessed.
static NOTICED: LazyLock<BTreeSet<i32>> = LazyLock::new(|| {
    let guessed = |line: &&str| line.ends_with("guess");
    let year = |line: &str| row(line).map(|(day, _)| day.year());
    let lines = || include_str!("holidays.txt").lines();
    let all: BTreeSet<i32> = lines().filter_map(year).collect();
    let guesses: BTreeSet<i32> = lines().filter(guessed).filter_map(year).collect();
    &all - &guesses
});

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

/// Whether a day is Saturday or Sunday.
pub fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The first and the last day that the notice of a year may speak of: it begins with December before, as New Year's days are exchanged with
/// days of the old year. None for a year beyond the calendar.
fn span_of(year: i32) -> Option<(NaiveDate, NaiveDate)> {
    Some((NaiveDate::from_ymd_opt(year.checked_sub(1)?, 12, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?))
}

/// Whether the notice of a year may speak of a day.
pub fn may_name(year: i32, day: NaiveDate) -> bool {
    span_of(year).is_some_and(|(first, last)| (first..=last).contains(&day))
}

/// Which days are worked: the week, what is compiled in, and the notices that were published. The notice of a year stands for all of that
/// year, and for the days of December before that it names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WorkingDays {
    published: BTreeMap<i32, BTreeMap<NaiveDate, bool>>,
}

impl WorkingDays {
    /// Goes by the notice of a year from here on: the days that differ from the week, and whether they are worked.
    pub fn publish(&mut self, year: i32, days: BTreeMap<NaiveDate, bool>) {
        self.published.insert(year, days);
    }
    /// Whether people work on this day.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let next = if day.month() == 12 { self.published.get(&(day.year() + 1)) } else { None };
        let said = next.and_then(|days| days.get(&day)).or_else(|| match self.published.get(&day.year()) {
            Some(days) => days.get(&day),
            None => TABLE.get(&day),
        });
        said.copied().unwrap_or(!is_weekend(day))
    }
    /// Whether the notice of a year is known: published, or compiled in.
    pub fn knows(&self, year: i32) -> bool {
        self.published.contains_key(&year) || NOTICED.contains(&year)
    }
    /// The days of a year that differ from the week, as far as they are known, and whether they are worked.
    pub fn differing(&self, year: i32) -> BTreeMap<NaiveDate, bool> {
        days_of(year)
            .map(|day| (day, self.is_working_day(day)))
            .filter(|(day, worked)| *worked == is_weekend(*day))
            .collect()
    }
    /// The days of a year's notice that are worked by one and not by the other: the day, and whether it is worked by `other`.
    pub fn differences(&self, other: &Self, year: i32) -> Vec<(NaiveDate, bool)> {
        let said = |day: &NaiveDate| (self.is_working_day(*day), other.is_working_day(*day));
        days_of(year).filter(|day| said(day).0 != said(day).1).map(|day| (day, said(&day).1)).collect()
    }
    /// The day `count` working days after `day`; `day` itself never counts. 0 gives `day`.
    pub fn add(&self, day: NaiveDate, count: u32) -> NaiveDate {
        let mut day = day;
        let mut left = count;
        while left > 0 {
            let Some(next) = day.checked_add_days(Days::new(1)) else { return day };
            day = next;
            left -= u32::from(self.is_working_day(day));
        }
        day
    }
    /// The end of the day that is `count` working days after `from` in `zone`.
    pub fn due_in_days(&self, from: DateTime<Utc>, count: u32, zone: Tz) -> DateTime<Utc> {
        let day = self.add(day_in(from, zone), count);
        start_of(day.checked_add_days(Days::new(1)).unwrap_or(day), zone)
    }
    /// `hours` after `from`, holidays excepted: the hours of days that nobody works on, in `zone`, do not count.
    pub fn due_in_hours(&self, from: DateTime<Utc>, hours: u32, zone: Tz) -> DateTime<Utc> {
        let mut at = from;
        let mut left = TimeDelta::hours(i64::from(hours));
        loop {
            let day = day_in(at, zone);
            let Some(tomorrow) = day.checked_add_days(Days::new(1)) else { return at };
            let midnight = start_of(tomorrow, zone);
            if self.is_working_day(day) {
                let rest_of_day = midnight - at;
                if left <= rest_of_day {
                    return later(at, left);
                }
                left -= rest_of_day;
            }
            at = midnight;
        }
    }
}

/// Every day that the notice of a year may speak of.
fn days_of(year: i32) -> impl Iterator<Item = NaiveDate> {
    let span = span_of(year);
    let days = span.map(|(first, last)| first.iter_days().take_while(move |day| *day <= last));
    days.into_iter().flatten()
}

/// The year whose notice a manager is to bring on this day: the year itself while it is not known, the next one from November on. None where
/// nothing is missing.
pub fn missing_notice(today: NaiveDate, knows: impl Fn(i32) -> bool) -> Option<i32> {
    let year = today.year();
    if !knows(year) {
        return Some(year);
    }
    let next = year.checked_add(1)?;
    (today.month() >= CALENDAR_ASKED_FROM_MONTH && !knows(next)).then_some(next)
}

/// The time in `zone`. Facts may tell of times at the very end of the calendar, where a zone's own time is beyond it: there it is UTC's.
pub fn local_in<Z: TimeZone>(at: DateTime<Utc>, zone: &Z) -> NaiveDateTime {
    let utc = at.naive_utc();
    utc.checked_add_offset(zone.offset_from_utc_datetime(&utc).fix()).unwrap_or(utc)
}

/// The day in `zone`, as [`local_in`].
pub fn day_in(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    local_in(at, &zone).date()
}

/// `span` after `at`; beyond the calendar's end it stays there.
pub fn later(at: DateTime<Utc>, span: TimeDelta) -> DateTime<Utc> {
    let end = if span < TimeDelta::zero() { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
    at.checked_add_signed(span).unwrap_or(end)
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
    fn known() -> WorkingDays {
        WorkingDays::default()
    }
    fn is_working_day(day: NaiveDate) -> bool {
        known().is_working_day(day)
    }

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
        let due = |text| known().due_in_hours(shanghai(text), 24, ZONE);
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
        let due = |text| known().due_in_days(shanghai(text), 2, ZONE);
        assert_eq!(due("2026-11-19T16:00:00"), shanghai("2026-11-24T00:00:00"), "Thursday to the end of Monday");
        assert_eq!(due("2026-09-30T16:00:00"), shanghai("2026-10-10T00:00:00"), "the 8th and 9th of October");
        // 23:30 in London is the next day in Shanghai: the site's zone decides.
        let late: DateTime<Utc> = "2026-11-18T23:30:00Z".parse().unwrap();
        assert_eq!(known().due_in_days(late, 2, ZONE), shanghai("2026-11-24T00:00:00"));
        assert_eq!(
            known().due_in_days(late, 2, Tz::Europe__London),
            "2026-11-21T00:00:00Z".parse::<DateTime<Utc>>().unwrap()
        );
    }

    #[test]
    fn at_the_ends_of_the_calendar_there_is_an_answer() {
        for at in [DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC] {
            for zone in [ZONE, Tz::America__New_York, Tz::UTC] {
                assert_eq!(day_in(at, zone).year(), at.year());
                assert_eq!(known().due_in_days(at, 2, zone).year(), at.year());
                assert_eq!(known().due_in_hours(at, 24, zone).year(), at.year());
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

    fn notice(days: &[(&str, bool)]) -> BTreeMap<NaiveDate, bool> {
        days.iter().map(|(text, worked)| (day(text), *worked)).collect()
    }

    #[test]
    fn a_notice_stands_for_its_whole_year_and_for_what_it_names_of_december_before() {
        let before = known();
        assert!(before.knows(2026) && !before.knows(2027) && !before.knows(2028), "what is guessed is no notice");
        let mut after = known();
        after.publish(2027, notice(&[("2026-12-31", false), ("2027-01-03", true), ("2027-02-10", true)]));
        assert!(after.knows(2027) && after.knows(2026));
        assert!(!after.is_working_day(day("2026-12-31")), "a Thursday given for New Year");
        assert!(
            after.is_working_day(day("2026-12-30")) && !after.is_working_day(day("2026-10-01")),
            "the rest of 2026 stays"
        );
        assert!(after.is_working_day(day("2027-02-08")), "what was guessed and is not named is a day like others");
        assert!(after.is_working_day(day("2027-01-03")), "a Sunday that is worked");
        let differences = before.differences(&after, 2027);
        assert!(differences.contains(&(day("2026-12-31"), false)) && differences.contains(&(day("2027-02-08"), true)));
        assert!(!differences.iter().any(|(one, _)| *one == day("2027-03-01")));
        assert_eq!(after.differences(&after.clone(), 2027), []);
        // Published again: the one before is gone.
        after.publish(2027, notice(&[]));
        assert!(after.is_working_day(day("2026-12-31")) && !after.is_working_day(day("2027-01-03")));
        assert_eq!(after.differing(2027), BTreeMap::new());
        assert_eq!(known().differing(2026).get(&day("2026-02-28")), Some(&true));
    }

    #[test]
    fn a_missing_notice_is_asked_for_from_november_on() {
        let asked = |text: &str, years: &[i32]| missing_notice(day(text), |year| years.contains(&year));
        assert_eq!(asked("2026-10-31", &[2026]), None);
        assert_eq!(asked("2026-11-01", &[2026]), Some(2027));
        assert_eq!(asked("2026-12-31", &[2026, 2027]), None);
        assert_eq!(asked("2027-01-01", &[2026]), Some(2027), "and on, until it is there");
        assert_eq!(asked("2027-11-01", &[]), Some(2027), "the year that runs comes first");
    }

    proptest! {
        #[test]
        fn hours_due_are_counted_on_working_days_only(start in 1_735_689_600i64..1_830_000_000, hours in 0u32..200) {
            let from = Utc.timestamp_opt(start, 0).unwrap();
            let due = known().due_in_hours(from, hours, ZONE);
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
