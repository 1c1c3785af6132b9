//! What the phone says by itself.

use super::day;
use super::kit::*;
use crate::screens::*;
use crate::text::Lang;

fn keys(phone: &Phone) -> Vec<String> {
    let found = phone.app().reminders().unwrap();
    assert!(found.iter().all(|one| !one.title.is_empty()), "{found:?}");
    found.into_iter().map(|one| one.key.split('/').next().unwrap().to_owned()).collect()
}

#[test]
fn a_visit_is_said_an_hour_before_and_not_once_somebody_left_for_it() {
    let phone = Phone::ready(Lang::En);
    assert!(keys(&phone).is_empty(), "nothing is agreed yet");
    let plan = Route::Plan { job: job_text() };
    phone.tap(plan, "agree", &[("from", "2026-03-02T10:30"), ("to", "2026-03-02T12:00"), ("with", "陈警官")]);
    let said = |phone: &Phone| keys(phone).iter().filter(|key| *key == "visit").count();
    assert_eq!(said(&phone), 0, "an hour and a half is left");
    phone.wait(40);
    let now = phone.app().reminders().unwrap();
    assert_eq!(said(&phone), 1, "{now:?}");
    assert!(now[0].text.contains("10:30"), "{now:?}");
    assert_eq!(now[0].route, job_route());
    phone.wait(60);
    assert_eq!(said(&phone), 0, "it has begun");
}

#[test]
fn who_left_is_not_reminded_of_the_visit() {
    let phone = Phone::ready(Lang::En);
    day::to_leaving(&phone);
    day::leave(&phone);
    assert!(!keys(&phone).contains(&"visit".to_owned()));
}

#[test]
fn a_paper_is_said_when_little_time_is_left() {
    let phone = Phone::ready(Lang::En);
    day::take_first(&phone);
    assert!(!keys(&phone).contains(&"paper".to_owned()), "a day is left");
    phone.wait(21 * 60);
    assert_eq!(keys(&phone).iter().filter(|key| *key == "paper").count(), 1);
}

#[test]
fn work_that_waits_for_a_day_is_said_and_a_locked_app_names_nobody() {
    let phone = Phone::ready(Lang::En);
    let note = Action::Job { job: job_text(), action: JobAction::Note };
    phone.app().act(&note, &entries(&[("text", "called")])).unwrap();
    assert!(!keys(&phone).contains(&"sync".to_owned()));
    phone.wait(25 * 60);
    let stuck = phone.app().reminders().unwrap().into_iter().find(|one| one.key == "sync").unwrap();
    assert_eq!(stuck.route, Route::Sync);
    assert!(!stuck.text.is_empty());
    let pin = entries(&[("pin", "271828"), ("again", "271828"), ("minutes", "5")]);
    phone.app().act(&LockAction::Set.into(), &pin).unwrap();
    phone.app().act(&LockAction::LockNow.into(), &[]).unwrap();
    let locked = phone.app().reminders().unwrap();
    assert!(!locked.is_empty() && locked.iter().all(|one| one.text.is_empty()), "{locked:?}");
}

#[test]
fn a_phone_of_nobody_says_nothing() {
    assert!(Phone::new(Lang::Zh).app().reminders().unwrap().is_empty());
}
