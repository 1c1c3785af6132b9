//! What the phone says by itself.

use super::day;
use super::kit::*;
use crate::domain::jobs::{Assignment, Cancellation, FaultClass, HelpAnswer, Job, JobEvent, Judgement, Report, Visit};
use crate::kernel::Subject;
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
    assert!(!keys(&phone).contains(&"visit".to_owned()), "nothing is agreed yet");
    let plan = Route::Plan { job: job_text() };
    phone.tap(plan, "agree", &[("from", "2026-03-02T10:30"), ("to", "2026-03-02T12:00"), ("with", "陈警官")]);
    let said = |phone: &Phone| keys(phone).iter().filter(|key| *key == "visit").count();
    assert_eq!(said(&phone), 0, "an hour and a half is left");
    phone.wait(40);
    let now = phone.app().reminders().unwrap();
    assert_eq!(said(&phone), 1, "{now:?}");
    let visit = now.iter().find(|one| one.key.starts_with("visit/")).unwrap();
    assert!(visit.text.contains("10:30"), "{now:?}");
    assert_eq!(visit.route, job_route());
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

fn kinds(phone: &Phone, kind: &str) -> Vec<Reminder> {
    let all = phone.app().reminders().unwrap().into_iter();
    all.filter(|one| one.key.split('/').next() == Some(kind)).collect()
}

#[test]
fn a_job_that_was_given_is_said_once_and_taken_on_from_there() {
    let mut phone = Phone::ready(Lang::En);
    let given = kinds(&phone, "given");
    assert_eq!(given.len(), 2, "the job and the patrol");
    assert!(given.iter().all(|one| !one.told && one.accept == "Accept"), "{given:?}");
    assert!(kinds(&phone, "given").iter().all(|one| one.told), "it was said");
    phone.reopen(Lang::En);
    assert!(kinds(&phone, "given").iter().all(|one| one.told), "also after the process ended");
    let key = format!("given/{}", job());
    let done = phone.app().accept_reminded(&key).unwrap();
    assert_eq!(done.notice.as_deref(), Some("Accepted"));
    assert_eq!(kinds(&phone, "given").len(), 1);
    assert_eq!(phone.app().accept_reminded(&key).unwrap_err().code, "assignment_accepted");
    assert_eq!(phone.app().accept_reminded("sync").unwrap_err().code, "id_unreadable");
}

#[test]
fn what_the_desk_changes_is_said_and_what_i_do_myself_is_not() {
    let mut phone = Phone::ready(Lang::En);
    let said = |phone: &Phone| -> Vec<String> {
        let all = phone.app().reminders().unwrap().into_iter();
        let new = all.filter(|one| !one.told && !one.key.starts_with("given/"));
        new.map(|one| one.key.split('/').next().unwrap().to_owned()).collect()
    };
    let subject = || Subject::new("job", job().uuid());
    assert!(said(&phone).is_empty(), "what was here at the first look is no news");
    let visit = |hour: &str| Visit {
        from: format!("2026-03-02T{hour}:00:00Z").parse().unwrap(),
        to: format!("2026-03-02T{hour}:30:00Z").parse().unwrap(),
        with: String::new(),
    };
    phone.hub_sends(manager(), subject(), &JobEvent::VisitAgreed(visit("06")));
    assert_eq!(said(&phone), ["moved"]);
    assert!(said(&phone).is_empty(), "once");
    phone.hub_sends(manager(), subject(), &JobEvent::VisitAgreed(visit("07")));
    assert_eq!(said(&phone), ["moved"], "another time is other news");
    let plan = Route::Plan { job: job_text() };
    phone.tap(plan, "agree", &[("from", "2026-03-02T16:30"), ("to", "2026-03-02T17:00"), ("with", "陈警官")]);
    assert!(said(&phone).is_empty(), "I know what I agreed");
    let judged = Judgement { class: FaultClass::Hardware, level: 1, remark: String::new() };
    phone.hub_sends(manager(), subject(), &JobEvent::Judged(judged));
    assert_eq!(said(&phone), ["changed"]);
    let help = Action::Job { job: job_text(), action: JobAction::Help { case: "accident".into() } };
    phone.app().act(&help, &[]).unwrap();
    super::people::sent(&phone);
    let called = phone.app().store().get::<Job>(job().uuid()).unwrap().unwrap().state.help[0].moment.event;
    let answer = HelpAnswer { call: called, text: "on my way".into() };
    phone.hub_sends(manager(), subject(), &JobEvent::HelpAnswered(answer));
    assert_eq!(said(&phone), ["helped"]);
}

#[test]
fn a_job_that_is_taken_away_is_said_and_leads_to_my_day() {
    let mut phone = Phone::ready(Lang::En);
    phone.app().reminders().unwrap();
    let away = JobEvent::Assigned(Assignment { to: vec![manager()] });
    phone.hub_sends(manager(), Subject::new("job", job().uuid()), &away);
    phone.reopen(Lang::En);
    let taken = kinds(&phone, "taken");
    assert_eq!((taken.len(), &taken[0].route), (1, &Route::Today));
    assert!(!taken[0].told && taken[0].text.contains("SH-D1-7"), "{taken:?}");
    assert!(kinds(&phone, "taken")[0].told && kinds(&phone, "given").len() == 1);
    phone.wait(13 * 60);
    assert!(kinds(&phone, "taken").is_empty(), "not for ever");
    let reason = Cancellation { reason: "重复".into(), at_work: Vec::new() };
    phone.hub_sends(manager(), Subject::new("job", patrol().uuid()), &JobEvent::Cancelled(reason));
    assert_eq!(kinds(&phone, "given-up").len(), 1);
}

#[test]
fn what_was_pushed_out_by_something_more_urgent_is_not_told_again() {
    let mut phone = Phone::ready(Lang::En);
    let report = phone.app().store().get::<Job>(job().uuid()).unwrap().unwrap().state.report.unwrap().what;
    for n in 70..76 {
        let subject = Subject::new("job", id::<uuid::Uuid>(n));
        let another = JobEvent::Reported(Report { number: format!("SH-D1-{n}"), ..report.clone() });
        phone.hub_sends(manager(), subject.clone(), &another);
        phone.hub_sends(manager(), subject, &JobEvent::Assigned(Assignment { to: vec![me()] }));
    }
    assert_eq!(kinds(&phone, "given").len(), 8);
    let visit = Visit {
        from: "2026-03-09T06:00:00Z".parse().unwrap(),
        to: "2026-03-09T07:00:00Z".parse().unwrap(),
        with: String::new(),
    };
    phone.hub_sends(manager(), Subject::new("job", job().uuid()), &JobEvent::VisitAgreed(visit));
    assert_eq!(kinds(&phone, "given").len(), 7, "a visit was moved, and eight lines are enough");
    phone.wait(13 * 60);
    let back = kinds(&phone, "given");
    assert!(back.len() == 8 && back.iter().all(|one| one.told), "{back:?}");
}

#[test]
fn a_locked_app_takes_nothing_on() {
    let phone = Phone::ready(Lang::En);
    let pin = entries(&[("pin", "271828"), ("again", "271828"), ("minutes", "5")]);
    phone.app().act(&LockAction::Set.into(), &pin).unwrap();
    phone.app().act(&LockAction::LockNow.into(), &[]).unwrap();
    assert!(kinds(&phone, "given").iter().all(|one| one.accept.is_empty() && one.text.is_empty()));
    assert_eq!(phone.app().accept_reminded(&format!("given/{}", job())).unwrap_err().code, "locked");
}

#[test]
fn a_phone_of_nobody_says_nothing() {
    assert!(Phone::new(Lang::Zh).app().reminders().unwrap().is_empty());
}
