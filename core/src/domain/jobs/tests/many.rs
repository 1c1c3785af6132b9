//! One act on many jobs: on each it is the act on one job, and it goes back to what was before.

use super::*;
use crate::domain::jobs::commands::ManyAct;

#[test]
fn an_assignment_goes_back_to_who_went_before_or_to_nobody() {
    let mut day = Day::reported();
    let act = ManyAct::Assign { to: vec![day.eng.person] };
    let before = day.desk.job();
    assert_eq!(day.eng.no(|job, me| act.on(job, me)), "not_allowed");
    assert_eq!(day.eng.no(|job, me| act.back(job, &before, me)), "not_allowed");
    day.desk.ok(|job, me| act.on(job, me));
    assert_eq!(day.desk.job().status(), Status::Assigned);
    assert_eq!(day.desk.no(|job, me| act.on(job, me)), "already_so");
    day.desk.ok(|job, me| act.back(job, &before, me));
    let now = day.desk.job();
    assert_eq!((now.status(), now.assignees().len(), now.lead()), (Status::Reported, 0, None));
    assert_eq!(day.desk.no(|job, me| act.back(job, &before, me)), "changed_since", "once");
    let (first, second) = (PersonId::new(uuid(71)), PersonId::new(uuid(72)));
    day.desk.ok(|job, me| c::assign(job, me, vec![first]));
    let before = day.desk.job();
    day.desk.ok(|job, me| act.on(job, me));
    day.desk.ok(|job, me| c::assign(job, me, vec![second]));
    assert_eq!(day.desk.no(|job, me| act.back(job, &before, me)), "changed_since", "it was given to others meanwhile");
    day.desk.ok(|job, me| act.on(job, me));
    day.desk.ok(|job, me| act.back(job, &before, me));
    assert_eq!(day.desk.job().lead(), Some(first));
}

#[test]
fn a_judgement_goes_back_to_the_one_before_and_a_wait_to_what_was_waited_for() {
    let mut day = Day::reported();
    let judgement = |level| Judgement { class: FaultClass::Line, level, remark: String::new() };
    let judged = |level| ManyAct::Judge { judgement: judgement(level) };
    let before = day.desk.job();
    day.desk.ok(|job, me| judged(2).on(job, me));
    assert_eq!(day.desk.no(|job, me| judged(2).back(job, &before, me)), "no_way_back");
    let before = day.desk.job();
    day.desk.ok(|job, me| judged(1).on(job, me));
    day.desk.ok(|job, me| judged(1).back(job, &before, me));
    assert_eq!(day.desk.job().level(), Some(2));

    let hold = ManyAct::Hold { reason: "the key".into() };
    assert_eq!(day.desk.no(|job, me| ManyAct::Resume.on(job, me)), "not_waiting");
    day.desk.ok(|job, me| c::wait_for_parts(job, me, Wait { reason: "cable".into(), until: None }));
    let before = day.desk.job();
    day.desk.ok(|job, me| hold.on(job, me));
    assert_eq!(day.desk.job().status(), Status::WaitingCustomer);
    assert_eq!(day.desk.no(|job, me| hold.on(job, me)), "already_so");
    day.desk.ok(|job, me| hold.back(job, &before, me));
    assert_eq!(day.desk.job().status(), Status::WaitingParts);
    assert_eq!(day.desk.no(|job, me| hold.back(job, &before, me)), "changed_since");
    day.desk.ok(|job, me| ManyAct::Resume.on(job, me));

    let cancel = ManyAct::Cancel { reason: "twice".into() };
    assert_eq!(day.desk.no(|job, me| ManyAct::Close.on(job, me)), "job_not_signed");
    day.desk.ok(|job, me| cancel.on(job, me));
    for act in [cancel, ManyAct::Resume, ManyAct::Close] {
        assert!(!act.has_a_way_back());
        assert_eq!(day.desk.no(|job, me| act.back(job, &before, me)), "no_way_back");
    }
}

#[test]
fn every_act_has_a_code_and_needs_a_right() {
    for code in ManyAct::CODES {
        let needs = ManyAct::needs(code).expect("a right");
        assert!(crate::domain::people::permission::TABLE.iter().any(|(name, _)| *name == needs), "{code}");
    }
    assert_eq!(ManyAct::needs("delete"), None);
}
