//! Answered, on site, restored: clocks that stand while we wait for the customer.

use super::*;
use crate::domain::sites::Promise;

const PROMISE: Promise = Promise { answered_min: 30, on_site_min: 120, restored_min: 60 };

fn status(job: &Job, minutes: i64) -> PromiseStatus {
    promise_status(job, &PROMISE, at(minutes))
}

#[test]
fn the_answer_is_due_from_the_contact_on() {
    let mut day = Day::reported();
    assert_eq!(status(&day.desk.job(), 30).answered.standing, Standing::Running { due: at(30) });
    assert_eq!(status(&day.desk.job(), 31).answered.standing, Standing::Late { due: at(30) });
    let mut late = Day { desk: day.desk.clone(), eng: day.eng.clone() };
    day.now(30);
    day.judge();
    assert_eq!(status(&day.desk.job(), 99).answered.standing, Standing::Kept { at: at(30) });
    late.now(31);
    late.judge();
    let missed = status(&late.desk.job(), 99).answered;
    assert_eq!(missed.standing, Standing::Missed { at: at(31), due: at(30) });
    assert!(missed.is_late());
}

#[test]
fn being_on_site_is_an_answer_where_the_work_came_first() {
    let site = Site { zone: "Asia/Shanghai".into(), ..Site::default() };
    let mut day = Day::reported();
    day.eng.ok(|job, me| c::declare_emergency(job, me, &site, "全区黑屏", at(0)));
    day.eng.ok(|job, me| c::leave(job, me, None));
    day.now(20);
    day.eng.ok(|job, me| c::arrive(job, me, None));
    assert_eq!(status(&day.eng.job(), 9_999).answered.standing, Standing::Kept { at: at(20) });
    day.now(40);
    day.judge();
    assert_eq!(status(&day.eng.job(), 9_999).answered.standing, Standing::Kept { at: at(20) }, "the first counts");
}

#[test]
fn clocks_stand_while_waiting_for_the_customer_and_run_while_waiting_for_parts() {
    let wait = || Wait { reason: "x".into(), until: None };
    let mut day = Day::working(); // started at 65
    assert_eq!(status(&day.eng.job(), 70).restored.standing, Standing::Running { due: at(125) });
    day.now(75);
    day.eng.ok(|job, me| c::wait_for_customer(job, me, wait()));
    let paused = Standing::Paused { left: TimeDelta::minutes(50) };
    assert_eq!(status(&day.eng.job(), 75).restored.standing, paused);
    assert_eq!(status(&day.eng.job(), 500).restored.standing, paused, "however long the customer takes");
    day.now(175);
    day.eng.ok(|job, me| c::wait_for_parts(job, me, wait()));
    assert_eq!(status(&day.eng.job(), 200).restored.standing, Standing::Running { due: at(225) });
    assert_eq!(status(&day.eng.job(), 226).restored.standing, Standing::Late { due: at(225) });
}

#[test]
fn on_site_and_restored_are_kept_by_the_facts() {
    let day = Day::completed();
    let kept = status(&day.eng.job(), 10_000);
    assert_eq!(kept.on_site.standing, Standing::Kept { at: at(60) });
    assert_eq!(kept.restored.standing, Standing::Kept { at: at(100) });
}

#[test]
fn a_clock_that_was_never_compared_with_the_hub_is_doubtful() {
    let day = Day::completed();
    assert!(status(&day.eng.job(), 0).restored.doubtful, "the test's devices never met a hub");
}

#[test]
fn a_job_that_was_given_up_has_no_clocks_and_nobody_goes_to_who_was_helped_from_afar() {
    let mut day = Day::reported();
    let mut afar = Day::of(Report { kind: JobKind::Consulting, ..report() });
    day.desk.ok(|job, me| c::cancel(job, me, given_up("撤销")));
    assert_eq!(status(&day.desk.job(), 99).answered.standing, Standing::Idle);
    afar.eng.ok(|job, me| c::solve_remotely(job, me, super::desk::solution()));
    let afar = status(&afar.eng.job(), 9999);
    assert_eq!((afar.on_site.standing, afar.restored.standing), (Standing::Idle, Standing::Idle));
}

#[test]
fn the_return_call_is_due_in_two_working_days() {
    let site = Site { zone: "Asia/Shanghai".into(), ..Site::default() };
    let mut day = Day::signed(); // a Wednesday
    let due: DateTime<Utc> = "2026-03-06T16:00:00Z".parse().unwrap();
    assert_eq!(call_back_due(&day.desk.job(), &site), Some(due), "the end of Friday");
    let call =
        ReturnCall { gone: true, satisfaction: None, spoke_with: "王".into(), remark: String::new(), follow_up: None };
    day.desk.ok(|job, me| c::call_back(job, me, call, at(5_000), &mut || uuid(0xf0)));
    assert_eq!(call_back_due(&day.desk.job(), &site), None);
    let mut afar = Day::reported();
    afar.eng.ok(|job, me| c::solve_remotely(job, me, super::desk::solution()));
    assert_eq!(call_back_due(&afar.eng.job(), &site), Some(due), "also after what was solved by phone");
    assert_eq!(call_back_due(&Day::completed().eng.job(), &site), None);
}
