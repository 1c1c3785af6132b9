//! Taking a job on or declining it, and where a job stands in the day.

use super::*;
use chrono_tz::Tz;

fn given() -> Day {
    let mut day = Day::reported();
    day.judge();
    let lead = day.eng.person;
    day.desk.ok(|job, me| c::assign(job, me, vec![lead]));
    day.meet();
    day
}

fn flags(job: &Job) -> Vec<String> {
    job.open_flags().map(|flag| flag.code.clone()).collect()
}

#[test]
fn who_is_to_go_takes_it_on_once_and_nobody_else_can() {
    let mut day = given();
    let me = day.eng.person;
    assert!(day.eng.job().awaits_answer_of(me));
    assert_eq!(Phone::new(7, Role::Engineer).no(c::accept), "job_unknown");
    let mut other = Phone::new(8, Role::Engineer);
    other.learn(&day.desk);
    assert_eq!(other.no(c::accept), "not_assigned");
    assert_eq!(day.desk.no(c::accept), "not_allowed", "the desk does not go");
    day.eng.ok(c::accept);
    let job = day.eng.job();
    assert_eq!((job.status(), job.accepted_by()), (Status::Accepted, vec![me]));
    assert!(!job.awaits_answer_of(me));
    assert_eq!(day.eng.no(c::accept), "assignment_accepted");
}

#[test]
fn a_job_is_accepted_when_everybody_who_is_to_go_said_so() {
    let mut day = given();
    let (lead, second) = (day.eng.person, Phone::new(9, Role::Engineer).person);
    day.desk.ok(|job, me| c::assign(job, me, vec![lead, second]));
    day.meet();
    day.eng.ok(c::accept);
    assert_eq!(day.eng.job().status(), Status::Assigned);
    let mut other = Phone::new(9, Role::Engineer);
    other.learn(&day.eng);
    other.ok(c::accept);
    assert_eq!(other.job().status(), Status::Accepted);
}

#[test]
fn a_no_waits_for_the_desk_until_somebody_else_goes() {
    let mut day = given();
    let me = day.eng.person;
    assert_eq!(day.eng.no(|job, me| c::decline(job, me, " ")), "text_missing");
    day.eng.ok(|job, me| c::decline(job, me, "发烧"));
    day.meet();
    let job = day.desk.job();
    assert_eq!(flags(&job), ["assignment_declined"]);
    assert_eq!(job.open_flags().next().unwrap().args["reason"], "发烧");
    assert_eq!((job.status(), job.awaits_answer_of(me)), (Status::Assigned, false));
    let other = Phone::new(9, Role::Engineer).person;
    day.desk.now = at(5);
    day.desk.ok(|job, me| c::assign(job, me, vec![other]));
    assert!(flags(&day.desk.job()).is_empty(), "somebody else goes");
    // Given back, it is asked anew.
    day.desk.ok(|job, desk| c::assign(job, desk, vec![me]));
    assert!(day.desk.job().awaits_answer_of(me));
}

#[test]
fn who_declined_may_still_go_and_who_went_has_answered() {
    let mut day = given();
    day.eng.ok(|job, me| c::decline(job, me, "no car"));
    day.eng.ok(c::accept);
    assert!(flags(&day.eng.job()).is_empty(), "the yes settles the no");
    let working = Day::working();
    assert!(!working.eng.job().awaits_answer_of(working.eng.person));
    assert_eq!(working.eng.no(|job, me| c::decline(job, me, "late")), "assignment_begun");
}

#[test]
fn a_no_of_who_was_taken_off_meanwhile_asks_nobody() {
    let mut day = given();
    let other = Phone::new(9, Role::Engineer).person;
    day.now(5);
    day.desk.ok(|job, me| c::assign(job, me, vec![other]));
    day.now(6);
    // He does not know of it yet.
    day.eng.ok(|job, me| c::decline(job, me, "ill"));
    day.meet();
    assert!(flags(&day.desk.job()).is_empty());
    assert_eq!(day.desk.job().assignment_answers.len(), 1, "it is on record all the same");
}

fn place(day: &Day, minutes: i64) -> DayPlace {
    let job = day.eng.job();
    let target = crate::domain::sites::SlaTarget { answered_min: 30, on_site_min: 240, restored_min: 480 };
    let now = at(minutes);
    job.day_place(&job_sla(&job, &target, now), day.eng.person, now, Tz::Asia__Shanghai)
}

#[test]
fn the_day_is_in_the_order_of_visits_and_of_what_presses() {
    let mut day = given();
    // Reported at nine; on site within four hours.
    let pressing = place(&day, 10);
    assert_eq!((pressing.part, pressing.at), (DayPart::Today, Some(at(240))));
    assert_eq!(place(&day, 241).part, DayPart::Late);
    let visit = |from: i64, to: i64| Visit { from: at(from), to: at(to), with: "王".into() };
    day.desk.ok(|job, me| c::agree_visit(job, me, visit(90, 180)));
    day.meet();
    assert_eq!((place(&day, 10).at, place(&day, 10).part), (Some(at(90)), DayPart::Today));
    assert_eq!(place(&day, 120).part, DayPart::Today, "its time has begun and is not over");
    assert_eq!(place(&day, 181).part, DayPart::Late);
    // Agreed for the day after tomorrow, but the promise runs out today.
    day.desk.now = at(11);
    day.desk.ok(|job, me| c::agree_visit(job, me, visit(2 * 1440, 2 * 1440 + 60)));
    day.meet();
    assert_eq!(place(&day, 12).part, DayPart::Today);
}

#[test]
fn what_waits_stands_apart_and_where_i_am_comes_first() {
    let mut day = Day::working();
    let out = place(&day, 66);
    assert_eq!((out.part, out.out), (DayPart::Today, true));
    day.now(70);
    day.eng.ok(|job, me| c::wait_for_parts(job, me, Wait { reason: "电源".into(), until: None }));
    assert_eq!(place(&day, 71).part, DayPart::Today, "I am still there");
    day.now(80);
    day.eng.ok(c::come_back);
    assert_eq!(place(&day, 90).part, DayPart::Waiting);
    assert_eq!(place(&day, 10_000).part, DayPart::Waiting, "late or not, there is nothing to go to");
}
