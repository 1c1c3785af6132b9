//! Calendars are published by who keeps them, replace what was there, and say what working days are counted by.

use super::*;
use crate::domain::calendar::WorkingDays;
use crate::domain::people::{Actor, Role};
use crate::domain::testing::{Log, actor, fresh};
use crate::kernel::Draft;
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn notice(year: i32, days: &[(&str, bool)]) -> Notice {
    let mut notice = Notice::of(year, "notice.ics");
    for (text, worked) in days {
        notice.say(day(text), *worked, "春节").unwrap();
    }
    notice
}

fn known(log: &Log, year: i32) -> Calendar {
    log.get(calendar_subject(year).id())
}

#[test]
fn a_year_that_is_published_again_replaces_that_year() {
    let admin = actor([Role::Administrator]);
    let mut log = Log::at("2026-11-18T01:00:00Z");
    let first = notice(2027, &[("2027-02-08", false), ("2027-02-06", true)]);
    log.write(admin.person, publish_calendar(&admin, &Calendar::default(), &Calendar::default(), &first).unwrap());
    let shown = known(&log, 2027);
    assert_eq!((shown.year, shown.count(), shown.source.as_str()), (Some(2027), (1, 1), "notice.ics"));
    assert_eq!(publish_calendar(&admin, &shown, &shown, &first).unwrap(), [], "what is on record already");
    let second = notice(2027, &[("2027-02-09", false)]);
    log.write(admin.person, publish_calendar(&admin, &shown, &shown, &second).unwrap());
    let mut days = WorkingDays::default();
    known(&log, 2027).put(&mut days);
    assert!(days.is_working_day(day("2027-02-08")) && !days.is_working_day(day("2027-02-09")));
    assert!(!days.is_working_day(day("2027-02-06")), "a Saturday that is worked no more");
    assert_eq!(known(&log, 2028), Calendar::default());
    let late = publish_calendar(&admin, &known(&log, 2027), &shown, &first);
    assert_eq!(late.unwrap_err().code, "calendar_changed", "somebody was quicker, and nobody saw it");
}

#[test]
fn what_a_notice_cannot_say_is_refused() {
    let mut notice = Notice::of(2027, "");
    assert_eq!(notice.say(day("2027-03-10"), true, "").unwrap_err().code, "calendar_worked_weekday");
    notice.say(day("2027-02-06"), true, "春节").unwrap();
    notice.say(day("2027-02-06"), true, "again").unwrap();
    assert_eq!(notice.say(day("2027-02-06"), false, "").unwrap_err().code, "calendar_day_twice");
    notice.say(day("2026-12-31"), false, "New Year").unwrap();
    notice.say(day("2026-11-30"), false, "").unwrap();
    notice.say(day("2028-01-01"), false, "").unwrap();
    assert_eq!((notice.days.len(), notice.left_out), (2, 2));
    assert_eq!(notice.days[&day("2027-02-06")].name, "春节", "as it was said first");

    let none = Calendar::default();
    let code = |actor: &Actor, notice: &Notice| publish_calendar(actor, &none, &none, notice).unwrap_err().code;
    let (admin, centre) = (actor([Role::Administrator]), Some(fresh().into()));
    assert_eq!(code(&admin, &Notice::of(2027, "")), "calendar_empty");
    assert_eq!(code(&admin, &Notice { year: 20_027, ..notice.clone() }), "calendar_year_unknown");
    assert_eq!(code(&actor([Role::Desk]), &notice), "not_allowed");
    assert_eq!(code(&Actor { centre, ..actor([Role::Manager]) }, &notice), "not_allowed", "they are the whole house's");
    assert!(publish_calendar(&actor([Role::Manager]), &none, &none, &notice).is_ok());
    assert!(may_publish_calendars(&Actor { centre, ..admin }));
}

#[test]
fn a_notice_on_another_years_record_says_nothing() {
    let mut log = Log::at("2026-11-18T01:00:00Z");
    let named = |text: &str| NoticeDay { day: day(text), worked: false, name: String::new() };
    let published = |year, days| CalendarEvent::Published { year, days, source: String::new() };
    let stray = Draft::new(calendar_subject(2026), &published(2027, vec![named("2027-02-08")]));
    let far = Draft::new(calendar_subject(2027), &published(2027, vec![named("2027-02-08"), named("2030-01-01")]));
    log.write(actor([Role::Administrator]).person, vec![stray, far]);
    assert_eq!(known(&log, 2026), Calendar::default());
    assert_eq!(known(&log, 2027).days.len(), 1);
    assert_ne!(calendar_subject(2026), calendar_subject(2027));
}
