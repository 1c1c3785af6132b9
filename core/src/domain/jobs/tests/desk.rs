//! The desk's way: report, judgement, plan, return call, closing.

use super::*;
use crate::domain::calendar::WorkingDays;

#[test]
fn a_report_gets_its_number_from_the_device_and_its_count() {
    let day = Day::reported();
    assert_eq!(day.desk.job().number(), "A7-1");
    assert_eq!(day.desk.job().status(), Status::Reported);
    assert_eq!(day.eng.job(), day.desk.job());
}

#[test]
fn a_report_needs_caller_symptom_and_a_past() {
    let desk = Phone::new(1, Role::Desk);
    let give = |change: fn(&mut Report)| {
        let mut report = report();
        change(&mut report);
        c::report(&desk.actor(), report, at(0), &mut || uuid(JOB)).unwrap_err()
    };
    assert_eq!(give(|r| r.caller.name = " ".into()).args["field"], "caller");
    assert_eq!(give(|r| r.symptom.clear()).args["field"], "symptom");
    assert_eq!(give(|r| r.at = at(1)).code, "report_ahead");
}

#[test]
fn who_may_not_is_refused_before_the_state_is_looked_at() {
    let keeper = Phone::new(3, Role::StockKeeper);
    assert_eq!(keeper.no(c::close), "not_allowed");
    let contact = Phone::new(4, Role::CustomerContact);
    assert_eq!(contact.no(c::start_work), "not_allowed");
    let day = Day::reported();
    assert_eq!(day.desk.no(c::start_work), "not_allowed", "the desk is not on site");
    assert_eq!(day.eng.no(|job, me| c::assign(job, me, vec![day.eng.person])), "not_allowed", "the desk owns who goes");
}

#[test]
fn the_way_to_the_visit() {
    let mut day = Day::reported();
    let judgement = |level| Judgement { class: FaultClass::Line, level, remark: String::new() };
    assert_eq!(day.desk.no(|job, me| c::judge(job, me, judgement(0))), "level_invalid");
    assert_eq!(day.desk.no(|job, me| c::judge(job, me, judgement(5))), "level_invalid");
    day.desk.ok(|job, me| c::judge(job, me, judgement(2)));
    assert_eq!((day.desk.job().status(), day.desk.job().level()), (Status::Judged, Some(2)));
    let diagnosis = Diagnosis { scene: "箱体进水".into(), level: 3, handling: "断电".into() };
    day.desk.ok(|job, me| c::diagnose(job, me, diagnosis));
    assert_eq!(
        (day.desk.job().status(), day.desk.job().level()),
        (Status::Diagnosed, Some(3)),
        "the diagnosis knows better"
    );
    assert_eq!(day.desk.no(|job, me| c::accept_plan(job, me, "王")), "plan_missing");
    day.desk.ok(|job, me| c::plan(job, me, Plan { text: "换接头".into(), parts: String::new() }));
    assert_eq!(day.desk.no(|job, me| c::accept_plan(job, me, " ")), "text_missing");
    day.desk.ok(|job, me| c::accept_plan(job, me, "王"));
    let visit = |to| Visit { from: at(60), to: at(to), with: "王".into() };
    assert_eq!(day.desk.no(|job, me| c::agree_visit(job, me, visit(59))), "visit_backwards");
    day.desk.ok(|job, me| c::agree_visit(job, me, visit(120)));
    assert_eq!(day.desk.job().status(), Status::Planned);
    assert_eq!(day.desk.no(|job, me| c::assign(job, me, vec![])), "assignees_missing");
    let (lead, other) = (day.eng.person, day.desk.person);
    day.desk.ok(|job, me| c::assign(job, me, vec![lead, other, lead]));
    let job = day.desk.job();
    assert_eq!((job.status(), job.lead()), (Status::Assigned, Some(lead)));
    assert_eq!(job.assignment.get().unwrap().to, [lead, other]);
}

#[test]
fn closing_needs_signature_and_return_call() {
    let mut day = Day::completed();
    day.meet();
    let call = |satisfaction| ReturnCall {
        gone: true,
        satisfaction,
        spoke_with: "王".into(),
        remark: String::new(),
        follow_up: None,
    };
    assert_eq!(
        day.desk.no(|job, me| c::call_back(job, me, (call(None), None), at(5_000), &mut || uuid(0xf0))),
        "job_not_signed"
    );
    assert_eq!(day.desk.no(c::close), "job_not_signed");
    day.sign().unwrap();
    day.meet();
    assert_eq!(day.desk.no(c::close), "job_not_called_back");
    assert_eq!(
        day.desk.no(|job, me| c::call_back(job, me, (call(Some(6)), None), at(5_000), &mut || uuid(0xf0))),
        "satisfaction_invalid"
    );
    day.desk.ok(|job, me| c::call_back(job, me, (call(Some(5)), None), at(5_000), &mut || uuid(0xf0)));
    assert_eq!(day.desk.job().status(), Status::CalledBack);
    day.desk.ok(c::close);
    let job = day.desk.job();
    assert_eq!((job.status(), job.is_open()), (Status::Closed, false));
    assert_eq!(day.desk.no(c::close), "job_closed");
    assert!(flags(&job).is_empty(), "{:?}", flags(&job));
}

#[test]
fn a_cancelled_job_takes_no_intents() {
    let mut day = Day::reported();
    assert_eq!(day.desk.no(|job, me| c::cancel(job, me, given_up(""))), "reason_missing");
    day.desk.ok(|job, me| c::cancel(job, me, given_up("客户撤销")));
    day.meet();
    assert_eq!((day.eng.job().status(), day.eng.job().is_open()), (Status::Cancelled, false));
    let ready = |job: &Job, me: &Actor| c::leave(job, me, None);
    assert_eq!(day.eng.no(ready), "job_cancelled");
    assert_eq!(
        day.eng.no(|job, me| c::plan(job, me, Plan { text: "x".into(), parts: String::new() })),
        "job_cancelled"
    );
    assert_eq!(day.desk.no(|job, me| c::assign(job, me, vec![me.person])), "job_cancelled");
    assert_eq!(day.desk.no(|job, me| c::cancel(job, me, given_up("x"))), "job_cancelled");
    assert_eq!(
        Day::signed().desk.no(|job, me| c::cancel(job, me, given_up("x"))),
        "job_signed",
        "what was signed is not cancelled"
    );
}

#[test]
fn the_desk_is_asked_before_it_cancels_under_somebodys_hands() {
    let mut day = Day::working();
    day.meet();
    let eng = day.eng.person;
    assert_eq!(day.desk.job().at_work(), [eng]);
    assert_eq!(day.desk.no(|job, me| c::cancel(job, me, given_up("客户撤销"))), "job_at_work");
    let known = Cancellation { at_work: vec![eng], ..given_up("客户撤销") };
    day.desk.ok(|job, me| c::cancel(job, me, known));
    assert!(flags(&day.desk.job()).is_empty(), "the desk knew: {:?}", flags(&day.desk.job()));
    // A desk that did not know it: who is out is on record, and the job is flagged.
    let mut unseen = Day::working();
    unseen.desk.now = at(90);
    unseen.desk.ok(|job, me| c::cancel(job, me, given_up("客户撤销")));
    unseen.meet();
    assert_eq!(flags(&unseen.desk.job()), ["cancelled_at_work"]);
}

#[test]
fn what_was_done_on_a_job_that_was_cancelled_meanwhile_is_taken_in() {
    let mut day = Day::working();
    let known = Cancellation { at_work: vec![day.eng.person], ..given_up("客户撤销") };
    day.meet();
    day.now(80);
    day.desk.ok(|job, me| c::cancel(job, me, known));
    day.meet();
    day.now(90);
    // A part that is in, photos, costs, the cause, the end of the work: facts, whatever the desk decided.
    day.eng.ok(|job, me| c::add_evidence(job, me, evidence(camera())));
    day.eng.ok(|job, me| c::replace_part(job, me, part(camera())));
    let text = "换接头".to_owned();
    day.eng.ok(|job, me| c::record_work(job, me, Work { from: at(70), to: None, text }));
    day.eng.ok(|job, me| c::add_photo(job, me, PhotoAdded { photo: photo(3), equipment: None }));
    day.eng.ok(|job, me| c::add_cost(job, me, cost()));
    let finding = CauseFinding { cause: Cause::Other, diagnosis: "接头".into() };
    day.eng.ok(|job, me| c::find_cause(job, me, finding));
    let call = HelpCall { case: HelpCase::Accident, text: String::new() };
    day.eng.ok(|job, me| c::call_help(job, me, call));
    day.eng.ok(|job, me| c::complete(job, me, &[], Completion { summary: "已换".into(), ..Completion::default() }));
    let job = day.eng.job();
    assert_eq!((job.status(), job.progress(), job.parts.len()), (Status::Cancelled, Status::Completed, 1));
    assert!(flags(&job).iter().all(|code| code == "work_after_cancelling"), "{:?}", flags(&job));
    assert!(!flags(&job).is_empty());
    // The customer's signature is one of them, and stands against the cancellation.
    day.sign().unwrap();
    let job = day.eng.job();
    assert_eq!(job.status(), Status::Signed);
    assert!(flags(&job).contains(&"signed_and_cancelled".to_owned()));
    // Who only arrives, and begins, is there as well.
    let mut day = Day::reported();
    day.desk.ok(|job, me| c::cancel(job, me, given_up("客户撤销")));
    day.meet();
    day.eng.fact(JobEvent::Left(Departure { check: None }));
    day.eng.ok(|job, me| c::arrive(job, me, None));
    day.eng.ok(c::start_work);
}

pub(super) fn solution() -> RemoteSolution {
    let finding = CauseFinding { cause: Cause::OperatorError, diagnosis: "录像机被静音".into() };
    RemoteSolution {
        channel: Channel::Phone,
        done: "带客户重启录像机".into(),
        with: "王".into(),
        phone: "010 1".into(),
        finding: Some(finding),
    }
}

#[test]
fn a_repair_is_solved_from_afar_called_back_and_closed_without_a_visit() {
    for by_desk in [false, true] {
        let mut day = Day::reported();
        day.now(20);
        let who = if by_desk { &mut day.desk } else { &mut day.eng };
        let with = |with: &str, finding| RemoteSolution { with: with.into(), finding, ..solution() };
        assert_eq!(who.no(|job, me| c::solve_remotely(job, me, with(" ", solution().finding))), "text_missing");
        assert_eq!(who.no(|job, me| c::solve_remotely(job, me, with("王", None))), "cause_missing");
        who.ok(|job, me| c::solve_remotely(job, me, solution()));
        day.meet();
        let job = day.desk.job();
        assert_eq!((job.status(), job.is_answered_remotely()), (Status::SolvedRemotely, true));
        assert_eq!(job.cause.get().unwrap().cause, Cause::OperatorError);
        let summary = JobSummary::of(&job).unwrap();
        assert_eq!((summary.completed_at, summary.signed_cause), (Some(at(20)), None), "nobody signed");
        assert_eq!(day.eng.no(|job, me| c::solve_remotely(job, me, solution())), "already_completed");
        assert_eq!(day.desk.no(|job, me| c::cancel(job, me, given_up("x"))), "already_completed");
        assert_eq!(day.sign().unwrap_err().code, "solved_remotely");
        assert_eq!(day.desk.no(c::close), "job_not_called_back");
        day.desk.ok(|job, me| c::call_back(job, me, (call(true), None), at(30), &mut || uuid(0xf0)));
        assert_eq!(day.desk.job().status(), Status::CalledBack);
        day.desk.ok(c::close);
        let job = day.desk.job();
        assert_eq!((job.status(), flags(&job)), (Status::Closed, Vec::new()));
    }
}

#[test]
fn who_worked_on_site_has_it_signed_there() {
    let day = Day::working();
    assert_eq!(day.eng.no(|job, me| c::solve_remotely(job, me, solution())), "work_on_site");
    // Both happened unseen: the sheet has to be signed, and a person looks at it.
    let mut day = Day::working();
    day.desk.fact(JobEvent::SolvedRemotely(solution()));
    day.meet();
    let job = day.eng.job();
    assert_eq!(flags(&job), ["remote_and_on_site"]);
    assert!(!job.is_answered_remotely());
}

fn call(gone: bool) -> ReturnCall {
    ReturnCall { gone, satisfaction: None, spoke_with: "赵".into(), remark: String::new(), follow_up: None }
}

#[test]
fn a_fault_that_is_not_gone_goes_on_as_a_repair_that_repeats_the_first() {
    let mut day = Day::signed();
    let next = uuid(0xf0);
    let drafts = c::call_back(&day.desk.job(), &day.desk.actor(), (call(false), None), at(200), &mut || next).unwrap();
    let number = day.desk.actor().number();
    day.desk.record(drafts);
    let (first, second) = (day.desk.job(), day.desk.folded::<Job>(next).state);
    assert_eq!(first.calls[0].what.follow_up, Some(JobId::new(next)));
    let report = &second.report.as_ref().unwrap().what;
    assert_eq!((report.follows, report.kind, report.number.as_str()), (first.id, JobKind::Repair, number.as_str()));
    assert_eq!((report.caller.name.as_str(), report.caller.phone.as_str()), ("赵", "010 1"));
    assert_eq!(
        (&report.symptom, &report.equipment, report.site),
        (&first.report.as_ref().unwrap().what.symptom, &first.equipment(), first.site().unwrap())
    );
    assert_eq!(second.status(), Status::Reported);
    // Whatever the words and however late: it repeats the first.
    let row =
        JobSummary { reported_at: at(90 * 24 * 60), symptom: "异响".into(), ..JobSummary::of(&second).unwrap() };
    assert_eq!(repeat_of(&row, [&JobSummary::of(&first).unwrap()]), first.id);
    // The fault has a job of its own now: the first one may be closed; asked once more, no third one is opened.
    let again = c::call_back(&first, &day.desk.actor(), (call(false), None), at(300), &mut || uuid(0xf1)).unwrap();
    assert_eq!(again.len(), 1);
    day.desk.ok(c::close);
    // The second is closed only when it is put down to something.
    let closes = |job: &Job| c::close(job, &day.desk.actor()).map(drop).map_err(|refusal| refusal.code);
    let mut done = Job { completed: Some(first.completed.clone().unwrap()), calls: vec![], ..second };
    done.remote = Some(Fact { moment: first.calls[0].moment, what: solution() });
    done.calls = vec![Fact { moment: first.calls[0].moment, what: call(true) }];
    assert_eq!(closes(&done), Err("repeat_not_attributed"));
}

#[test]
fn a_fault_that_is_not_gone_keeps_a_job_open_while_no_job_goes_on_with_it() {
    let mut day = Day::signed();
    day.desk.fact(JobEvent::CalledBack(call(false)));
    assert_eq!(day.desk.no(c::close), "fault_not_gone");
    day.desk.ok(|job, me| c::call_back(job, me, (call(true), None), at(300), &mut || uuid(0xf0)));
    day.desk.ok(c::close);
}

#[test]
fn consulting_is_answered_from_afar_and_closed_without_a_sheet() {
    let mut day = Day::of(Report { kind: JobKind::Consulting, ..report() });
    day.eng.ok(|job, me| c::solve_remotely(job, me, RemoteSolution { finding: None, ..solution() }));
    day.meet();
    day.desk.ok(|job, me| c::call_back(job, me, (call(true), None), at(300), &mut || uuid(0xf0)));
    day.desk.ok(c::close);
    assert_eq!(day.desk.job().status(), Status::Closed);
}

#[test]
fn work_on_site_is_not_completed_without_having_begun() {
    let day = Day::reported();
    assert_eq!(day.eng.no(|job, me| c::complete(job, me, &[], Completion::default())), "not_started");
}

#[test]
fn an_emergency_goes_first_and_owes_its_papers() {
    let mut day = Day::reported();
    let site = Site { zone: "Asia/Shanghai".into(), ..Site::default() };
    assert_eq!(day.eng.no(|job, me| c::leave(job, me, None)), "ready_check_missing");
    // A Saturday: the 24 hours begin on Monday.
    let saturday: DateTime<Utc> = "2026-03-07T02:00:00Z".parse().unwrap();
    assert_eq!(
        day.eng.no(|job, me| c::declare_emergency(job, me, (&site, &WorkingDays::default()), "", saturday)),
        "reason_missing"
    );
    day.eng.ok(|job, me| c::declare_emergency(job, me, (&site, &WorkingDays::default()), "全区黑屏", saturday));
    assert_eq!(
        day.eng.no(|job, me| c::declare_emergency(job, me, (&site, &WorkingDays::default()), "x", saturday)),
        "emergency_declared"
    );
    day.eng.ok(|job, me| c::leave(job, me, None));
    let job = day.eng.job();
    assert!(flags(&job).is_empty(), "leaving without the check is in order: {:?}", flags(&job));
    let owed: Vec<OwedPaper> = job.owed_papers().map(|owed| owed.paper).collect();
    assert_eq!(owed, [OwedPaper::DiagnosisReport, OwedPaper::RecoveryPlan, OwedPaper::ReadyToLeave]);
    let due: DateTime<Utc> = "2026-03-09T16:00:00Z".parse().unwrap();
    assert!(job.owed.iter().all(|owed| owed.due == due), "{:?}", job.owed);
    let filing = |paper| PaperFiling { paper, text: "见附件".into() };
    assert_eq!(day.eng.no(|job, me| c::file_paper(job, me, filing(OwedPaper::PartsSlip))), "paper_not_owed");
    day.eng.ok(|job, me| c::file_paper(job, me, filing(OwedPaper::RecoveryPlan)));
    assert_eq!(day.eng.job().owed_papers().count(), 2);
    assert_eq!(day.eng.no(|job, me| c::file_paper(job, me, filing(OwedPaper::RecoveryPlan))), "paper_not_owed");
}

#[test]
fn owed_papers_keep_a_job_open() {
    let mut day = Day::signed();
    let emergency = Emergency { reason: "x".into(), papers: vec![OwedPaper::PartsSlip], due: at(1000) };
    day.desk.fact(JobEvent::EmergencyDeclared(emergency));
    let call =
        ReturnCall { gone: true, satisfaction: None, spoke_with: "王".into(), remark: String::new(), follow_up: None };
    day.desk.ok(|job, me| c::call_back(job, me, (call, None), at(5_000), &mut || uuid(0xf0)));
    assert_eq!(day.desk.no(c::close), "papers_owed");
    day.desk.ok(|job, me| c::file_paper(job, me, PaperFiling { paper: OwedPaper::PartsSlip, text: "A7-9".into() }));
    day.desk.ok(c::close);
}
