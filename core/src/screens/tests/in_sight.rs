//! The job at a glance: the work as a grid, what to know before it, a step that is taken back, and minutes that fit.

use super::aside::past;
use super::day;
use super::kit::*;
use crate::domain::jobs::{Assignment, FaultClass, Job, JobEvent, Judgement, Status};
use crate::domain::people::Role;
use crate::kernel::{PersonId, Subject};
use crate::screens::*;
use crate::text::Lang;
use std::collections::BTreeSet;

fn keys(buttons: &[Button]) -> Vec<&str> {
    buttons.iter().map(|button| button.key.as_str()).collect()
}
fn state(phone: &Phone) -> Job {
    phone.app().store().get::<Job>(job().uuid()).unwrap().unwrap().state
}

#[test]
fn the_work_is_in_sight_in_its_order_and_the_menu_holds_six() {
    let phone = Phone::ready(Lang::Zh);
    let look = || {
        let screen = phone.job_screen();
        assert!(screen.more.len() <= 6 && screen.buttons.len() == 1, "{:?}", keys(&screen.more));
        let all = Screen::Job(screen.clone());
        let offered: Vec<&str> = all.offers().iter().map(|offer| offer.button.key.as_str()).collect();
        let once: BTreeSet<&str> = offered.iter().copied().collect();
        assert_eq!(once.len(), offered.len(), "each stands in one place: {offered:?}");
        screen
    };
    let before = look();
    assert_eq!(before.call.as_ref().map(|call| call.name.as_str()), Some("陈警官"), "who reported it is called first");
    assert_eq!(before.buttons[0].key, "accept");
    assert!(keys(&before.work).starts_with(&["diagnose", "plan", "ready"]), "{:?}", keys(&before.work));
    day::to_leaving(&phone);
    day::leave(&phone);
    assert_eq!(look().buttons[0].key, "arrive");
    phone.tap(job_route(), "arrive", &[]);
    phone.tap(job_route(), "start", &[]);
    let screen = look();
    assert_eq!(screen.buttons[0].key, "backup");
    let work = keys(&screen.work);
    let order = ["check_repair_check", "take", "replace", "work", "cause", "complete"];
    let at: Vec<usize> = order.iter().map(|key| work.iter().position(|own| own == key).unwrap()).collect();
    assert!(at.is_sorted(), "{work:?}");
    assert!(screen.checks.rows.iter().any(|row| row.key == "needed"), "the list that is still to be filled in");
    let further: Vec<&str> = screen.further.rows.iter().map(|row| row.key.as_str()).collect();
    assert!(further.contains(&"help") && further.contains(&"waiting"), "{further:?}");
    day::agree_backup(&phone);
    assert!(look().work.iter().all(|button| button.key != "backup"), "changed below, asked no more");
}

#[test]
fn what_to_know_before_the_work_stands_on_the_job() {
    let mut phone = Phone::ready(Lang::Zh);
    past(&mut phone, 2);
    let subject = Subject::new("job", job().uuid());
    let judged = Judgement { class: FaultClass::Hardware, level: 3, remark: "先看电源".into() };
    phone.hub_sends(manager(), subject.clone(), &JobEvent::Judged(judged));
    let colleague = id::<PersonId>(5);
    super::people::hire(&mut phone, colleague, "孙丽", Role::Engineer);
    phone.hub_sends(manager(), subject, &JobEvent::Assigned(Assignment { to: vec![me(), colleague] }));
    let told = phone.job_screen().brief;
    assert!(told.rows.iter().any(|row| row.key == "remark" && row.title.contains("先看电源")), "{told:#?}");
    day::to_leaving(&phone);
    let brief = phone.job_screen().brief;
    let line = |key: &str| brief.rows.iter().find(|row| row.key == key).unwrap_or_else(|| panic!("{key}: {brief:#?}"));
    assert!(line("last").title.contains("更换密封圈") && line("last").title.contains("2026"));
    assert!(matches!(line("last").open, Some(Route::Case { .. })));
    assert!(line("plan").title.contains("换电源") && line("plan").detail.contains("电源 1 个"));
    let customer = phone.job_screen().customer;
    assert!(customer.rows.iter().any(|row| row.title.contains("孙丽")), "who else goes: {customer:#?}");
    let remark = Phone::ready(Lang::Zh).job_screen().brief;
    assert!(remark.rows.iter().all(|row| row.key != "remark"), "nothing to say, no line");
}

#[test]
fn one_promise_is_large_and_the_others_are_one_line() {
    let phone = Phone::ready(Lang::En);
    let screen = phone.job_screen();
    assert_eq!(screen.promises.rows.len(), 1, "{:#?}", screen.promises);
    day::to_leaving(&phone);
    day::leave(&phone);
    phone.tap(job_route(), "arrive", &[]);
    phone.tap(job_route(), "start", &[]);
    let screen = phone.job_screen();
    assert_eq!(screen.promises.rows[0].key, "restored");
    assert!(screen.promises.rows[0].tone == Tone::Info && screen.kept.matches(':').count() >= 2, "{}", screen.kept);
}

#[test]
fn a_step_of_one_tap_is_taken_back_for_some_seconds() {
    let phone = Phone::ready(Lang::Zh);
    day::to_leaving(&phone);
    let ready = Route::ReadyToLeave { job: job_text() };
    phone.tap(ready.clone(), "begin", &[]);
    day::fill(&phone, &day::begun(&phone, "ready_to_leave"));
    let before = state(&phone).status();
    let left = phone.tap(ready.clone(), "leave", &[]);
    let undo = left.undo.unwrap();
    assert_eq!((undo.seconds, left.notice.is_some()), (10, true));
    phone.pass(9);
    let outcome = phone.app().act(&undo.action, &[]).unwrap();
    assert!(outcome.undo.is_none(), "there is no way back from there but the step itself");
    assert_eq!(state(&phone).status(), before);
    assert!(phone.app().act(&undo.action, &[]).is_err(), "once");
    // What was recorded is on record whatever becomes of the app: nothing waits to be recorded.
    let mut phone = phone;
    let undo = phone.tap(ready, "leave", &[]).undo.unwrap();
    phone.reopen(Lang::Zh);
    assert_eq!(state(&phone).status(), Status::Left);
    phone.pass(5);
    phone.app().act(&undo.action, &[]).unwrap();
    assert_eq!(state(&phone).status(), before);

    phone.tap(Route::ReadyToLeave { job: job_text() }, "leave", &[]);
    for step in ["arrive", "start"] {
        let before = state(&phone).status();
        let undo = phone.tap(job_route(), step, &[]).undo.unwrap();
        phone.app().act(&undo.action, &[]).unwrap();
        assert_eq!(state(&phone).status(), before, "{step}");
        let undo = phone.tap(job_route(), step, &[]).undo.unwrap();
        phone.pass(20);
        assert_eq!(phone.app().act(&undo.action, &[]).unwrap_err().code, "undo_late");
    }
    // What asks first is no step of one tap.
    assert!(phone.tap(job_route(), "note", &[("text", "x")]).undo.is_none());
}

#[test]
fn work_before_its_person_was_there_is_asked_about() {
    let phone = Phone::ready(Lang::Zh);
    day::to_leaving(&phone);
    day::leave(&phone);
    phone.wait(30);
    phone.tap(job_route(), "arrive", &[]);
    phone.wait(4);
    phone.tap(job_route(), "start", &[]);
    day::agree_backup(&phone);
    phone.wait(9);
    let screen = phone.screen(job_route());
    let asked = find_button(&screen, "work").unwrap().ask;
    let minutes = asked.iter().find(|field| field.key == "minutes").unwrap();
    assert_eq!(minutes.value, "10", "the time since the start is proposed");
    let refused = phone.try_tap(job_route(), "work", &[("text", "换件"), ("minutes", "40")]).unwrap_err();
    assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("work_too_early", Some("early")));
    let visit = state(&phone).visits[0];
    let zone = chrono_tz::Asia::Shanghai;
    for moment in [visit.arrived.unwrap(), visit.started.unwrap()] {
        let time = moment.at.with_timezone(&zone).format("%H:%M").to_string();
        assert!(refused.text.contains(&time), "both times are named: {}", refused.text);
    }
    assert!(state(&phone).work.is_empty(), "nothing is recorded before it is answered");
    phone.tap(job_route(), "work", &[("text", "换件"), ("minutes", "40"), ("early", "忘记登记到场")]);
    let recorded = state(&phone).work[0].what.clone();
    assert_eq!(recorded.text, "换件 (忘记登记到场)", "the customer reads why");
    assert!(recorded.from < visit.arrived.unwrap().at);
    phone.wait(5);
    phone.tap(job_route(), "work", &[("text", "调试"), ("minutes", "5")]);
    assert_eq!(state(&phone).work.len(), 2);
}
