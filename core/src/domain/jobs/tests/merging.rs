//! Facts from phones that had not seen each other: accepted in every state, kept, flagged, settled.

use super::*;

#[test]
fn a_signed_completion_stands_against_a_cancellation() {
    let mut day = Day::completed();
    day.meet();
    // Unseen by each other, whichever came first.
    for desk_first in [true, false] {
        let (mut desk, mut eng) = (day.desk.clone(), day.eng.clone());
        (desk.now, eng.now) = if desk_first { (at(105), at(110)) } else { (at(110), at(105)) };
        let known = Cancellation { at_work: vec![eng.person], ..given_up("客户撤销") };
        desk.ok(|job, me| c::cancel(job, me, known));
        let mut two = Day { desk, eng };
        two.sign().unwrap();
        two.meet();
        let job = two.desk.job();
        assert_eq!(job, two.eng.job());
        assert_eq!(job.status(), Status::Signed, "the signature stands");
        assert!(job.is_open() && job.cancelled.is_some());
        assert_eq!(flags(&job), ["signed_and_cancelled"]);
    }
}

#[test]
fn work_on_a_cancelled_job_is_kept_and_flagged() {
    let mut day = Day::working();
    day.meet();
    day.desk.now = at(70);
    let known = Cancellation { at_work: vec![day.eng.person], ..given_up("客户撤销") };
    day.desk.ok(|job, me| c::cancel(job, me, known));
    day.eng.now = at(80);
    day.eng.ok(|job, me| c::add_evidence(job, me, evidence(camera())));
    day.eng.ok(|job, me| c::replace_part(job, me, part(camera())));
    day.meet();
    let job = day.desk.job();
    assert_eq!((job.status(), job.parts.len()), (Status::Cancelled, 1), "the part is in, whatever the desk decided");
    assert_eq!(flags(&job), ["work_after_cancelling", "work_after_cancelling"]);
}

#[test]
fn work_after_signing_and_after_closing_is_kept_and_flagged() {
    let mut day = Day::signed();
    let work = || JobEvent::Worked(Work { from: at(120), to: None, text: "又来一次".into() });
    day.now(120);
    day.eng.fact(work());
    assert_eq!(flags(&day.eng.job()), ["work_after_signing"]);
    day.meet();
    day.desk.fact(JobEvent::Closed {});
    day.meet();
    day.eng.fact(work());
    let job = day.eng.job();
    assert_eq!(flags(&job), ["work_after_signing", "work_after_closing"]);
    assert_eq!(job.work.len(), 3);
}

#[test]
fn work_that_the_signer_had_not_seen_is_not_on_the_sheet() {
    let mut day = Day::completed();
    let mut colleague = Phone::new(3, Role::Engineer);
    colleague.learn(&day.eng);
    colleague.now = at(105);
    let cost = colleague.ok(|job, me| c::add_cost(job, me, cost()));
    day.now(110);
    day.sign().unwrap();
    day.eng.learn(&colleague);
    let job = day.eng.job();
    assert_eq!(job.status(), Status::Signed);
    let flag = job.open_flags().next().unwrap();
    assert_eq!((flag.code.as_str(), flag.event), ("work_not_on_sheet", cost));
    assert_eq!(job.open_flags().count(), 1);
}

#[test]
fn what_skipped_the_commands_is_flagged() {
    let mut day = Day::reported();
    day.eng.fact(JobEvent::Left(Departure { check: None }));
    day.eng.fact(JobEvent::PartReplaced(part(camera())));
    day.eng.fact(JobEvent::Worked(Work { from: at(0), to: None, text: "x".into() }));
    day.eng.fact(JobEvent::PartSwappedBack(SwapBack { replacement: EventId::new(uuid(404)), reason: "x".into() }));
    day.eng.fact(JobEvent::Completed(Completion::default()));
    day.eng.fact(JobEvent::Amended(Amendment { reason: "x".into(), replaces: Hash::ZERO }));
    day.eng.fact(JobEvent::Reported(Report { symptom: "另一份".into(), ..report() }));
    let job = day.eng.job();
    let expected = [
        "left_without_check",
        "replaced_without_evidence",
        "change_without_backup",
        "change_without_backup",
        "swap_back_unknown",
        "completed_without_cause",
        "amended_unsigned",
        "reported_twice",
    ];
    assert_eq!(flags(&job), expected);
    assert_eq!((job.parts.len(), job.work.len()), (1, 1), "facts are kept");
    assert_eq!(job.report.unwrap().what.symptom, "无图像", "the first report counts");
}

#[test]
fn signing_what_is_not_finished_or_not_current_is_flagged() {
    let day = Day::signed();
    let signed = day.signed_event();
    let mut early = Day::reported();
    early.eng.fact(JobEvent::Signed(signed.clone()));
    assert_eq!(flags(&early.eng.job()), ["signed_unfinished"]);
    // Two phones: one amends while the other has the old sheet signed.
    let mut late = Day::signed();
    late.eng.ok(|job, me| c::amend(job, me, "漏记"));
    late.eng.fact(JobEvent::Signed(signed));
    let job = late.eng.job();
    assert_eq!(flags(&job), ["signed_other_revision"]);
    assert_eq!(job.status(), Status::Completed, "the current revision is still unsigned");
}

#[test]
fn two_desks_that_did_not_see_each_other_keep_both_values_until_one_is_chosen() {
    let mut day = Day::reported();
    let mut other = Phone::new(3, Role::Desk);
    other.learn(&day.desk);
    let visit = |from| Visit { from: at(from), to: at(from + 60), with: String::new() };
    let first = day.desk.ok(|job, me| c::agree_visit(job, me, visit(100)));
    other.now = at(1);
    other.ok(|job, me| c::agree_visit(job, me, visit(200)));
    day.desk.learn(&other);
    let job = day.desk.job();
    assert_eq!(job.conflicts(), [JobField::Visit]);
    assert_eq!(job.visit.get(), Some(&visit(200)), "the newest counts until a person decides");
    let settling = |field, chosen| ConflictSettling { field, chosen };
    let lost = settling(JobField::Visit, EventId::new(uuid(404)));
    assert_eq!(day.desk.no(|job, me| c::settle_conflict(job, me, lost)), "conflict_unknown");
    assert_eq!(day.desk.no(|job, me| c::settle_conflict(job, me, settling(JobField::Plan, first))), "conflict_unknown");
    day.desk.ok(|job, me| c::settle_conflict(job, me, settling(JobField::Visit, first)));
    let job = day.desk.job();
    assert!(job.conflicts().is_empty());
    assert_eq!(job.visit.get(), Some(&visit(100)));
    // Who had not seen the decision and writes again opens the question again.
    other.now = at(2);
    other.ok(|job, me| c::agree_visit(job, me, visit(300)));
    day.desk.learn(&other);
    assert_eq!(day.desk.job().conflicts(), [JobField::Visit]);
}

#[test]
fn a_conflict_about_the_cause_is_settled_before_signing() {
    let mut day = Day::completed();
    let mut colleague = Phone::new(3, Role::Engineer);
    colleague.learn(&day.eng);
    let finding = |cause| CauseFinding { cause, diagnosis: "x".into() };
    colleague.ok(|job, me| c::find_cause(job, me, finding(Cause::Other)));
    day.eng.ok(|job, me| c::find_cause(job, me, finding(Cause::CableQuality)));
    day.eng.learn(&colleague);
    assert_eq!(day.sign().unwrap_err().code, "job_in_conflict");
    day.eng.ok(|job, me| c::find_cause(job, me, finding(Cause::CableQuality)));
    day.sign().unwrap();
}

#[test]
fn everyone_of_a_conflicting_assignment_may_know_the_job() {
    let mut day = Day::reported();
    let mut other = Phone::new(3, Role::Desk);
    other.learn(&day.desk);
    let (one, two) = (PersonId::new(uuid(11)), PersonId::new(uuid(12)));
    day.desk.ok(|job, me| c::assign(job, me, vec![one]));
    other.ok(|job, me| c::assign(job, me, vec![two]));
    day.desk.learn(&other);
    assert_eq!(day.desk.job().assignees(), [one, two]);
}

#[test]
fn a_flag_is_settled_once_by_a_person_and_then_lets_the_job_close() {
    let mut day = Day::signed();
    day.now(120);
    let event = day.eng.fact(JobEvent::CostAdded(cost()));
    day.meet();
    let call =
        ReturnCall { gone: true, satisfaction: None, spoke_with: "王".into(), remark: String::new(), follow_up: None };
    day.desk.ok(|job, me| c::call_back(job, me, (call, None), at(5_000), &mut || uuid(0xf0)));
    assert_eq!(day.desk.no(c::close), "flags_open");
    let settling =
        |decision: &str| FlagSettling { event, code: "work_after_signing".into(), decision: decision.into() };
    assert_eq!(day.desk.no(|job, me| c::settle_flag(job, me, settling(" "))), "text_missing");
    day.desk.ok(|job, me| c::settle_flag(job, me, settling("由我方承担")));
    assert_eq!(day.desk.no(|job, me| c::settle_flag(job, me, settling("x"))), "flag_unknown");
    day.desk.ok(c::close);
    assert_eq!(day.desk.job().flags.len(), 1, "the flag and its decision stay on record");
}
