//! Answered, on site, restored: clocks that stand while we wait for the customer.

use super::*;
use crate::domain::calendar::WorkingDays;
use crate::domain::sites::{Contract, SlaTarget};

const TARGET: SlaTarget = SlaTarget { answered_min: 30, on_site_min: 120, restored_min: 60 };

fn status(job: &Job, minutes: i64) -> JobSla {
    job_sla(job, &TARGET, at(minutes))
}

#[test]
fn the_answer_is_due_from_the_contact_on() {
    let mut day = Day::reported();
    assert_eq!(status(&day.desk.job(), 30).answered.status, SlaStatus::Running { due: at(30) });
    assert_eq!(status(&day.desk.job(), 31).answered.status, SlaStatus::Late { due: at(30) });
    let mut late = Day { desk: day.desk.clone(), eng: day.eng.clone() };
    day.now(30);
    day.judge();
    assert_eq!(status(&day.desk.job(), 99).answered.status, SlaStatus::Kept { at: at(30) });
    late.now(31);
    late.judge();
    let missed = status(&late.desk.job(), 99).answered;
    assert_eq!(missed.status, SlaStatus::Missed { at: at(31), due: at(30) });
}

#[test]
fn being_on_site_is_an_answer_where_the_work_came_first() {
    let site = Site { zone: "Asia/Shanghai".into(), ..Site::default() };
    let mut day = Day::reported();
    day.eng.ok(|job, me| c::declare_emergency(job, me, (&site, &WorkingDays::default()), "全区黑屏", at(0)));
    day.eng.ok(|job, me| c::leave(job, me, None));
    day.now(20);
    day.eng.ok(|job, me| c::arrive(job, me, None));
    assert_eq!(status(&day.eng.job(), 9_999).answered.status, SlaStatus::Kept { at: at(20) });
    day.now(40);
    day.judge();
    assert_eq!(status(&day.eng.job(), 9_999).answered.status, SlaStatus::Kept { at: at(20) }, "the first counts");
}

#[test]
fn clocks_stand_while_waiting_for_the_customer_and_run_while_waiting_for_parts() {
    let wait = || Wait { reason: "x".into(), until: None };
    let mut day = Day::working(); // started at 65
    assert_eq!(status(&day.eng.job(), 70).restored.status, SlaStatus::Running { due: at(125) });
    day.now(75);
    day.eng.ok(|job, me| c::wait_for_customer(job, me, wait()));
    let paused = SlaStatus::Paused { left: TimeDelta::minutes(50) };
    assert_eq!(status(&day.eng.job(), 75).restored.status, paused);
    assert_eq!(status(&day.eng.job(), 500).restored.status, paused, "however long the customer takes");
    day.now(175);
    day.eng.ok(|job, me| c::wait_for_parts(job, me, wait()));
    assert_eq!(status(&day.eng.job(), 200).restored.status, SlaStatus::Running { due: at(225) });
    assert_eq!(status(&day.eng.job(), 226).restored.status, SlaStatus::Late { due: at(225) });
}

#[test]
fn on_site_and_restored_are_kept_by_the_facts() {
    let day = Day::completed();
    let kept = status(&day.eng.job(), 10_000);
    assert_eq!(kept.on_site.status, SlaStatus::Kept { at: at(60) });
    assert_eq!(kept.restored.status, SlaStatus::Kept { at: at(100) });
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
    assert_eq!(status(&day.desk.job(), 99).answered.status, SlaStatus::Idle);
    afar.eng.ok(|job, me| c::solve_remotely(job, me, super::desk::solution()));
    let afar = status(&afar.eng.job(), 9999);
    assert_eq!((afar.on_site.status, afar.restored.status), (SlaStatus::Idle, SlaStatus::Idle));
}

#[test]
fn the_return_call_is_due_in_two_working_days() {
    let site = Site { zone: "Asia/Shanghai".into(), ..Site::default() };
    let mut day = Day::signed(); // a Wednesday
    let due: DateTime<Utc> = "2026-03-06T16:00:00Z".parse().unwrap();
    assert_eq!(call_back_due(&day.desk.job(), &site, &WorkingDays::default()), Some(due), "the end of Friday");
    let call =
        ReturnCall { gone: true, satisfaction: None, spoke_with: "王".into(), remark: String::new(), follow_up: None };
    day.desk.ok(|job, me| c::call_back(job, me, (call, None), at(5_000), &mut || uuid(0xf0)));
    assert_eq!(call_back_due(&day.desk.job(), &site, &WorkingDays::default()), None);
    let mut afar = Day::reported();
    afar.eng.ok(|job, me| c::solve_remotely(job, me, super::desk::solution()));
    assert_eq!(
        call_back_due(&afar.eng.job(), &site, &WorkingDays::default()),
        Some(due),
        "also after what was solved by phone"
    );
    assert_eq!(call_back_due(&Day::completed().eng.job(), &site, &WorkingDays::default()), None);
}

#[test]
fn the_doubt_of_a_pause_is_the_promise_s_doubt() {
    let day = Day::completed();
    let mut job = day.eng.job();
    let moment = |minutes| Moment { at: at(minutes), by: uuid(1).into(), event: uuid(7).into(), doubtful: false };
    for visit in &mut job.visits {
        for moment in [&mut visit.left, &mut visit.arrived, &mut visit.started].into_iter().flatten() {
            moment.doubtful = false;
        }
    }
    job.completed.as_mut().unwrap().moment.doubtful = false;
    if let Some(answered) = &mut job.answered {
        answered.doubtful = false;
    }
    let wait = Wait { reason: "key".into(), until: None };
    let pause = Waiting { for_customer: true, from: moment(70), to: Some(moment(80)), wait };
    job.waiting = vec![pause.clone()];
    assert!(!status(&job, 500).restored.doubtful, "every clock is proven");
    let doubtful = |minutes| Moment { doubtful: true, ..moment(minutes) };
    for pause in [
        Waiting { from: doubtful(70), ..pause.clone() },
        Waiting { to: Some(doubtful(80)), ..pause.clone() },
        // Where it seems to lie says nothing while its times are in doubt.
        Waiting { from: doubtful(9_000), to: None, ..pause.clone() },
    ] {
        job.waiting = vec![pause];
        let told = status(&job, 500);
        assert!(told.restored.doubtful && told.on_site.doubtful && told.answered.doubtful, "{told:?}");
    }
    job.waiting = vec![Waiting { for_customer: false, from: doubtful(70), ..pause }];
    assert!(!status(&job, 500).restored.doubtful, "waiting for parts stops no clock");
}

#[test]
fn one_promise_holds_before_and_after_judgement() {
    let urgent = SlaTarget { answered_min: 10, on_site_min: 60, restored_min: 120 };
    let slow = SlaTarget { answered_min: 60, on_site_min: 2880, restored_min: 2880 };
    let contract = Contract { promises: [(1, urgent), (3, slow)].into(), ..Contract::default() };
    let mut day = Day::reported();
    assert_eq!(
        sla_target_of(&day.desk.job(), Some(&contract)),
        urgent,
        "until somebody judged, the worst is thought of"
    );
    let late = job_sla(&day.desk.job(), &sla_target_of(&day.desk.job(), Some(&contract)), at(15));
    assert_eq!(late.answered.status, SlaStatus::Late { due: at(10) });
    assert_eq!(sla_target_of(&day.desk.job(), None), SlaTarget::default());
    let judgement = |level| Judgement { class: FaultClass::Hardware, level, remark: String::new() };
    day.desk.ok(|job, me| c::judge(job, me, judgement(3)));
    assert_eq!(sla_target_of(&day.desk.job(), Some(&contract)), slow);
    day.desk.ok(|job, me| c::judge(job, me, judgement(2)));
    assert_eq!(
        sla_target_of(&day.desk.job(), Some(&contract)),
        SlaTarget::default(),
        "the contract says nothing of level 2"
    );
}

#[test]
fn a_judgement_that_knew_the_diagnosis_overrules_it() {
    let mut day = Day::reported();
    let judgement = |level| Judgement { class: FaultClass::Hardware, level, remark: String::new() };
    let diagnosis = |level| Diagnosis { scene: "黑屏".into(), level, handling: String::new() };
    day.desk.ok(|job, me| c::judge(job, me, judgement(3)));
    let mut other = Phone::new(3, Role::Desk);
    other.learn(&day.desk);
    day.now(1);
    day.eng.learn(&day.desk);
    day.eng.ok(|job, me| c::diagnose(job, me, diagnosis(2)));
    day.desk.learn(&day.eng);
    assert_eq!(day.desk.job().level(), Some(2));
    // Who did not know the diagnosis does not overrule it.
    other.now = at(2);
    other.ok(|job, me| c::judge(job, me, judgement(4)));
    let mut both = day.desk.clone();
    both.learn(&other);
    assert_eq!(both.job().level(), Some(2));
    day.now(3);
    day.desk.ok(|job, me| c::judge(job, me, judgement(1)));
    assert_eq!(day.desk.job().level(), Some(1), "judged again");
    day.now(4);
    day.eng.learn(&day.desk);
    day.eng.ok(|job, me| c::diagnose(job, me, diagnosis(4)));
    assert_eq!(day.eng.job().level(), Some(4), "and diagnosed again");
}

#[test]
fn a_return_call_before_the_work_was_signed_again_is_not_one_about_it() {
    let site = Site { zone: "Asia/Shanghai".into(), ..Site::default() };
    let call = || ReturnCall {
        gone: true,
        satisfaction: None,
        spoke_with: "王".into(),
        remark: String::new(),
        follow_up: None,
    };
    let mut day = Day::signed();
    day.desk.ok(|job, me| c::call_back(job, me, (call(), None), at(5_000), &mut || uuid(0xf0)));
    assert!(day.desk.job().is_called_back());
    day.eng.learn(&day.desk);
    day.now(200);
    day.eng.ok(|job, me| c::amend(job, me, "漏记差旅"));
    day.now(210);
    day.sign().unwrap();
    day.meet();
    let job = day.desk.job();
    assert_eq!((job.status(), job.is_called_back()), (Status::Signed, false));
    assert!(call_back_due(&job, &site, &WorkingDays::default()).is_some());
    assert_eq!(day.desk.no(c::close), "job_not_called_back");
    day.now(220);
    day.desk.ok(|job, me| c::call_back(job, me, (call(), None), at(5_000), &mut || uuid(0xf0)));
    assert_eq!(
        (day.desk.job().status(), call_back_due(&day.desk.job(), &site, &WorkingDays::default())),
        (Status::CalledBack, None)
    );
}
