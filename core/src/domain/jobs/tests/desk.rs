//! The desk's way: report, judgement, plan, return call, closing.

use super::*;

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
    let call = |satisfaction| ReturnCall { gone: true, satisfaction, spoke_with: "王".into(), remark: String::new() };
    assert_eq!(day.desk.no(|job, me| c::call_back(job, me, call(None))), "job_not_signed");
    assert_eq!(day.desk.no(c::close), "job_not_signed");
    day.sign().unwrap();
    day.meet();
    assert_eq!(day.desk.no(c::close), "job_not_called_back");
    assert_eq!(day.desk.no(|job, me| c::call_back(job, me, call(Some(6)))), "satisfaction_invalid");
    day.desk.ok(|job, me| c::call_back(job, me, call(Some(5))));
    assert_eq!(day.desk.job().status(), Status::CalledBack);
    day.desk.ok(c::close);
    let job = day.desk.job();
    assert_eq!((job.status(), job.is_open()), (Status::Closed, false));
    assert_eq!(day.desk.no(c::close), "job_closed");
    assert!(flags(&job).is_empty(), "{:?}", flags(&job));
}

#[test]
fn a_cancelled_job_takes_no_commands() {
    let mut day = Day::reported();
    assert_eq!(day.desk.no(|job, me| c::cancel(job, me, "")), "reason_missing");
    day.desk.ok(|job, me| c::cancel(job, me, "客户撤销"));
    day.meet();
    assert_eq!((day.eng.job().status(), day.eng.job().is_open()), (Status::Cancelled, false));
    assert_eq!(day.eng.no(c::start_work), "job_cancelled");
    assert_eq!(day.desk.no(|job, me| c::cancel(job, me, "x")), "job_cancelled");
    assert_eq!(
        Day::signed().desk.no(|job, me| c::cancel(job, me, "x")),
        "job_signed",
        "what was signed is not cancelled"
    );
}

#[test]
fn consulting_is_answered_from_afar_and_closed_without_a_sheet() {
    let mut day = Day::of(Report { kind: JobKind::Consulting, ..report() });
    day.eng.ok(|job, me| c::complete(job, me, &[], Completion { summary: "已答复".into() }));
    day.meet();
    let call = ReturnCall { gone: true, satisfaction: None, spoke_with: "王".into(), remark: String::new() };
    day.desk.ok(|job, me| c::call_back(job, me, call));
    day.desk.ok(c::close);
    assert_eq!(day.desk.job().status(), Status::Closed);
}

#[test]
fn a_repair_is_not_answered_from_afar() {
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
    assert_eq!(day.eng.no(|job, me| c::declare_emergency(job, me, &site, "", saturday)), "reason_missing");
    day.eng.ok(|job, me| c::declare_emergency(job, me, &site, "全区黑屏", saturday));
    assert_eq!(day.eng.no(|job, me| c::declare_emergency(job, me, &site, "x", saturday)), "emergency_declared");
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
    let call = ReturnCall { gone: true, satisfaction: None, spoke_with: "王".into(), remark: String::new() };
    day.desk.ok(|job, me| c::call_back(job, me, call));
    assert_eq!(day.desk.no(c::close), "papers_owed");
    day.desk.ok(|job, me| c::file_paper(job, me, PaperFiling { paper: OwedPaper::PartsSlip, text: "A7-9".into() }));
    day.desk.ok(c::close);
}
