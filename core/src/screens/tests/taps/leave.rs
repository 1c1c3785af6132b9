//! Leaving for a plain job: what the phone knows is answered, tools once a day, the rest passes with the departure.

use super::Hand;
use crate::domain::ids::JobId;
use crate::domain::jobs::{Assignment, Job, JobEvent};
use crate::kernel::Subject;
use crate::screens::tests::day;
use crate::screens::tests::kit::*;
use crate::screens::{Route, Screen};
use crate::text::Lang;

/// Another call about the same camera, with a visit agreed.
fn second(phone: &mut Phone) -> JobId {
    let job: JobId = id(32);
    let first: Job = phone.app().store().get(super::super::kit::job().uuid()).unwrap().unwrap().state;
    let mut report = first.report.unwrap().what;
    report.number = "SH-D1-9".into();
    let subject = Subject::new("job", job.uuid());
    phone.hub_sends(manager(), subject.clone(), &JobEvent::Reported(report));
    phone.hub_sends(manager(), subject, &JobEvent::Assigned(Assignment { to: vec![me()] }));
    let plan = Route::Plan { job: job.to_string() };
    phone.tap(plan, "agree", &[("from", "2026-03-02T14:00"), ("to", "2026-03-02T16:00"), ("with", "陈警官")]);
    job
}

fn left(phone: &Phone, job: JobId) -> bool {
    let state: Job = phone.app().store().get(job.uuid()).unwrap().unwrap().state;
    state.visits.iter().any(|visit| visit.left.is_some())
}

#[test]
fn accepting_and_leaving_takes_six_taps_on_the_first_job_of_the_day() {
    let phone = Phone::ready(Lang::En);
    day::to_leaving(&phone);
    let mut hand = Hand::new(&phone);
    hand.open(&job_text());
    if hand.can("accept") {
        hand.tap("accept", &[]);
    }
    hand.tap("ready", &[]);
    let Screen::ReadyToLeave(screen) = hand.screen() else { panic!("{:?}", hand.route()) };
    let papers: Vec<&str> = screen.papers.rows.iter().map(|row| row.key.as_str()).collect();
    assert!(["plan", "parts", "diagnosis", "visit"].iter().all(|key| papers.contains(key)), "{papers:?}");
    let leave = screen.buttons.iter().find(|button| button.key == "leave").unwrap();
    assert!(!leave.enabled && !leave.why_not.is_empty(), "what is about safety is looked at by itself");
    hand.tap_at("tools_safety", "answer-pass", &[]);
    hand.tap("leave", &[]);
    let (taps, typed) = hand.count();
    assert!(taps <= 6 && typed == 0, "{taps} taps, {typed} typed");
    assert!(left(&phone, job()));
}

#[test]
fn leaving_again_on_the_same_day_takes_four_taps() {
    let mut phone = Phone::ready(Lang::En);
    day::to_leaving(&phone);
    day::leave(&phone);
    phone.tap(Route::Outing { job: job_text() }, "come_back", &[]);
    let next = second(&mut phone);
    let mut hand = Hand::new(&phone);
    hand.open(&next.to_string());
    hand.tap("ready", &[]);
    let Screen::ReadyToLeave(screen) = hand.screen() else { panic!("{:?}", hand.route()) };
    let cards: Vec<_> = screen.groups.iter().flat_map(|group| &group.items).collect();
    let known = |slot: &str| cards.iter().find(|card| card.slot == slot).unwrap();
    assert!(known("tools_safety").done && known("tools_safety").answer.contains("earlier today"));
    assert!(known("customer_told").done && known("papers_contract").done && known("parts_count").done);
    assert!(!known("papers_plan").done, "nobody knows what was read");
    hand.tap("leave", &[]);
    let (taps, typed) = hand.count();
    assert!(taps <= 4 && typed == 0, "{taps} taps, {typed} typed");
    assert!(left(&phone, next));
}

#[test]
fn the_next_day_tools_are_looked_at_again() {
    let mut phone = Phone::ready(Lang::En);
    day::to_leaving(&phone);
    day::leave(&phone);
    let next = second(&mut phone);
    phone.wait(24 * 60);
    let mut hand = Hand::at(&phone, Route::Job { job: next.to_string() });
    hand.tap("ready", &[]);
    let Screen::ReadyToLeave(screen) = hand.screen() else { panic!("{:?}", hand.route()) };
    let done =
        |slot: &str| screen.groups.iter().flat_map(|group| &group.items).find(|card| card.slot == slot).unwrap().done;
    assert!(!done("tools_safety") && !done("tools_hand"));
    assert!(!done("customer_told"), "a visit that is over is no agreed time");
}
