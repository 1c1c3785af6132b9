//! What was reported wrongly is corrected: field by field, with the answer that was given again, and with what others did meanwhile.

use super::*;
use crate::domain::fields::Change;
use crate::domain::rules::REPORT_LOOKS_BACK;
use crate::domain::sites::Entitled;
use serde_json::json;

fn other_site() -> SiteId {
    SiteId::new(uuid(0x52))
}
fn recorder() -> EquipmentId {
    EquipmentId::new(uuid(0x4ec))
}
fn contract() -> ContractId {
    ContractId::new(uuid(0xc0))
}
fn place(customer: CustomerId) -> Site {
    Site { customer: Some(customer), centre: Some(CentreId::new(uuid(0xc))), ..Site::default() }
}
fn machine(at: SiteId) -> Equipment {
    Equipment { site: Some(at), sn: "R-1".into(), ..Equipment::default() }
}
fn covered() -> Entitled {
    let clause = Clause { code: "contract_covers".into(), args: BTreeMap::new() };
    Entitled { basis: Entitlement::InContract, clause, contract: Some(contract()) }
}
fn symptom(text: &str) -> ReportChange {
    ReportChange { symptom: Some(text.into()), ..ReportChange::default() }
}
/// To the other site, with the machine that is there.
fn moved() -> ReportChange {
    ReportChange { site: Some(other_site()), equipment: Some(vec![recorder()]), ..ReportChange::default() }
}

/// Everything around it as it should be.
fn correct(job: &Job, me: &Actor, change: ReportChange, new_answer: Option<bool>) -> Result<Vec<Draft>, Refusal> {
    let site = place(job.customer().unwrap());
    let at = change.site.or(job.site()).unwrap();
    let named = change.equipment.clone().unwrap_or_default();
    let machines: Vec<_> = named.into_iter().map(|id| (id, machine(at))).collect();
    let about = c::Correcting { site: &site, machines: &machines, entitled: covered(), new_answer };
    c::correct_report(job, me, change, about, at_now())
}
fn at_now() -> DateTime<Utc> {
    at(500)
}

#[test]
fn a_correction_names_what_changed_and_the_timeline_keeps_what_it_said() {
    let mut day = Day::reported();
    let change =
        ReportChange {
            caller: Some("李".into()), phone: Some("010 1".into()), at: Some(at(-30)), ..symptom("花屏")
        };
    let event = day.desk.ok(|job, me| correct(job, me, change, None));
    day.meet();
    let job = day.eng.job();
    assert_eq!(job, day.desk.job());
    let report = &job.report.as_ref().unwrap().what;
    assert_eq!((report.caller.name.as_str(), report.symptom.as_str(), report.at), ("李", "花屏", at(-30)));
    assert_eq!((report.caller.title.as_str(), report.company.as_str()), ("主任", "公安分局"), "the rest stays");
    // The number of before was not changed, and says nothing; the answer was asked again with the time.
    let body: serde_json::Value = serde_json::from_str(day.desk.known[&event].body_text().unwrap()).unwrap();
    let named: Vec<&str> = body["change"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(named, ["at", "caller", "contract", "entitlement", "symptom"]);
    let told = &job.corrections[0];
    assert_eq!((told.moment.event, told.moment.by), (event, day.desk.person));
    let said = told.what.iter().find(|one| one.field == "symptom").unwrap();
    assert_eq!((&said.from, &said.to), (&json!("无图像"), &json!("花屏")));
    assert!(job.open_flags().next().is_none() && job.conflicts().is_empty());
    // Said again, it is nothing.
    assert_eq!(correct(&job, &day.desk.actor(), symptom("花屏"), None).unwrap(), []);
}

#[test]
fn the_sheet_shows_the_report_as_it_was_corrected() {
    let mut day = Day::completed();
    day.meet();
    day.desk.ok(|job, me| correct(job, me, symptom("花屏"), None));
    day.meet();
    let sheet = day.build().unwrap();
    assert_eq!(sheet.symptom, "花屏");
    day.now(110);
    day.sign().unwrap();
    assert_eq!(flags(&day.eng.job()), [] as [&str; 0]);
}

#[test]
fn a_correction_is_refused_with_a_reason() {
    let mut day = Day::reported();
    assert_eq!(day.eng.no(|job, me| correct(job, me, symptom("花屏"), None)), "not_allowed");
    let refused = |change: ReportChange| correct(&day.desk.job(), &day.desk.actor(), change, None).unwrap_err();
    assert_eq!(refused(symptom("  ")).args["field"], "symptom");
    assert_eq!(refused(ReportChange { caller: Some(String::new()), ..symptom("x") }).args["field"], "caller");
    assert_eq!(refused(ReportChange { at: Some(at(501)), ..ReportChange::default() }).code, "report_ahead");
    let long_ago = at(0) - REPORT_LOOKS_BACK - TimeDelta::minutes(1);
    assert_eq!(refused(ReportChange { at: Some(long_ago), ..ReportChange::default() }).code, "report_too_old");

    // The site and its machines, each as it is on record.
    let whose = |customer: u128| place(CustomerId::new(uuid(customer)));
    let closed = Site { closed: Some("sold".into()), ..whose(0xc5) };
    let retired = Equipment { retired: Some("old".into()), ..machine(other_site()) };
    for (site, there, code) in [
        (whose(0xc6), machine(other_site()), "site_of_other_customer"),
        (closed, machine(other_site()), "site_closed"),
        (whose(0xc5), machine(SiteId::new(uuid(0x51))), "equipment_elsewhere"),
        (whose(0xc5), retired, "equipment_retired"),
    ] {
        let machines = [(recorder(), there)];
        let about = c::Correcting { site: &site, machines: &machines, entitled: covered(), new_answer: None };
        let refused = c::correct_report(&day.desk.job(), &day.desk.actor(), moved(), about, at_now());
        assert_eq!(refused.unwrap_err().code, code);
    }
    // A machine that is on the report already is not asked again, wherever it went.
    let (site, gone) = (whose(0xc5), Equipment { retired: Some("old".into()), ..machine(other_site()) });
    let machines = [(camera(), gone), (recorder(), machine(SiteId::new(uuid(0x51))))];
    let about = c::Correcting { site: &site, machines: &machines, entitled: covered(), new_answer: None };
    let both = ReportChange { equipment: Some(vec![camera(), recorder()]), ..ReportChange::default() };
    assert_eq!(c::correct_report(&day.desk.job(), &day.desk.actor(), both, about, at_now()).unwrap().len(), 1);

    day.desk.ok(|job, me| c::cancel(job, me, given_up("called in twice")));
    assert_eq!(day.desk.no(|job, me| correct(job, me, symptom("花屏"), None)), "job_cancelled");
    let mut day = Day::signed();
    assert_eq!(day.desk.no(|job, me| correct(job, me, symptom("花屏"), None)), "job_signed");
    // Amended first, it is corrected and signed again.
    day.desk.ok(|job, me| c::amend(job, me, "故障现象有误"));
    day.desk.ok(|job, me| correct(job, me, symptom("花屏"), None));
    assert_eq!(day.desk.job().report.unwrap().what.symptom, "花屏");
}

/// Also while the sheet is doubted: it is the customer's all the same, until somebody has decided.
#[test]
fn a_report_is_not_corrected_under_a_doubted_sheet() {
    let mut day = Day::signed();
    let sheet = day.desk.job().current_sheet().unwrap().moment.event;
    day.desk.fact(JobEvent::Doubted(DocumentDoubt {
        sheet,
        code: DocumentDoubtCode::SheetDiffers,
        fields: Vec::new(),
    }));
    assert!(day.desk.job().current_sheet().is_none());
    assert_eq!(day.desk.no(|job, me| correct(job, me, symptom("花屏"), None)), "job_signed");
}

#[test]
fn what_the_customer_is_entitled_to_is_asked_again_and_never_changes_unseen_after_judgement() {
    let entitlement = |job: &Job| job.report.as_ref().unwrap().what.entitlement.clone();
    let inspection = || ReportChange { kind: Some(JobKind::Inspection), ..ReportChange::default() };
    // Before judgement the new answer stands with the correction.
    let mut day = Day::reported();
    day.desk.ok(|job, me| correct(job, me, moved(), None));
    let job = day.desk.job();
    assert_eq!((job.site(), job.equipment(), job.contract()), (Some(other_site()), vec![recorder()], Some(contract())));
    assert_eq!(entitlement(&job), Some(covered().part()));
    // After it somebody says so; nothing else of the judgement changes.
    let mut day = Day::reported();
    day.judge();
    let judged = day.desk.job().judgement;
    assert_eq!(day.desk.no(|job, me| correct(job, me, inspection(), None)), "entitlement_changes");
    assert_eq!(correct(&day.desk.job(), &day.desk.actor(), symptom("花屏"), None).unwrap().len(), 1, "nothing to ask");
    let mut kept = day.clone();
    kept.desk.ok(|job, me| correct(job, me, inspection(), Some(false)));
    assert_eq!((kept.desk.job().kind(), entitlement(&kept.desk.job())), (Some(JobKind::Inspection), None));
    day.desk.ok(|job, me| correct(job, me, inspection(), Some(true)));
    let job = day.desk.job();
    assert_eq!((entitlement(&job), job.contract()), (Some(covered().part()), Some(contract())));
    assert_eq!((job.level(), &job.judgement), (Some(3), &judged), "what was judged stands");
    // The same answer as before is nothing to decide.
    let back = ReportChange { kind: Some(JobKind::Repair), ..ReportChange::default() };
    day.desk.ok(|job, me| correct(job, me, back, None));
}

#[test]
fn two_who_correct_different_fields_both_win_and_of_one_field_a_person_chooses() {
    let mut day = Day::reported();
    let mut manager = Phone::new(3, Role::Manager);
    manager.learn(&day.desk);
    manager.now = at(1);
    let ours = ReportChange { company: Some("分局二处".into()), ..symptom("花屏") };
    let first = day.desk.ok(|job, me| correct(job, me, ours, None));
    let theirs = ReportChange { product: Some("球机".into()), ..symptom("黑屏") };
    manager.ok(|job, me| correct(job, me, theirs, None));
    day.desk.learn(&manager);
    let job = day.desk.job();
    let report = &job.report.as_ref().unwrap().what;
    assert_eq!((report.company.as_str(), report.product.as_str()), ("分局二处", "球机"));
    assert_eq!((report.symptom.as_str(), job.conflicts()), ("黑屏", vec![JobField::Symptom]));
    assert_eq!(job.people_of(JobField::Symptom), [day.desk.person, manager.person]);
    let choice = |chosen| ConflictSettling { field: JobField::Symptom, chosen };
    assert_eq!(day.desk.no(|job, me| c::settle_conflict(job, me, choice(EventId::new(uuid(9))))), "conflict_unknown");
    day.desk.ok(|job, me| c::settle_conflict(job, me, choice(first)));
    let job = day.desk.job();
    assert_eq!(job.report.as_ref().unwrap().what.symptom, "花屏");
    assert!(job.conflicts().is_empty());
    let told = job.corrections.last().unwrap();
    assert_eq!((&told.what[0].from, &told.what[0].to), (&json!("黑屏"), &json!("花屏")));
}

/// The answer was given for a value: it is chosen with it.
#[test]
fn with_a_value_goes_what_was_answered_for_it() {
    let mut day = Day::reported();
    let mut manager = Phone::new(3, Role::Manager);
    manager.learn(&day.desk);
    manager.now = at(1);
    let first = day.desk.ok(|job, me| correct(job, me, moved(), None));
    let chargeable = Clause { code: "no_contract".into(), args: BTreeMap::new() };
    let chargeable = Entitled { basis: Entitlement::Chargeable, clause: chargeable, contract: None };
    let (there, site) = (SiteId::new(uuid(0x53)), place(report().customer));
    let away = Site { centre: Some(CentreId::new(uuid(0xd))), ..site };
    manager.ok(|job, me| {
        let about = c::Correcting { site: &away, machines: &[], entitled: chargeable.clone(), new_answer: None };
        let change = ReportChange { site: Some(there), equipment: Some(vec![]), ..ReportChange::default() };
        c::correct_report(job, me, change, about, at_now())
    });
    day.desk.learn(&manager);
    let job = day.desk.job();
    assert_eq!((job.site(), job.centre(), job.contract()), (Some(there), Some(CentreId::new(uuid(0xd))), None));
    assert_eq!(job.conflicts(), [JobField::Site, JobField::Equipment], "what follows is nobody's to choose");
    day.desk.ok(|job, me| c::settle_conflict(job, me, ConflictSettling { field: JobField::Site, chosen: first }));
    let job = day.desk.job();
    assert_eq!(
        (job.site(), job.centre(), job.contract()),
        (Some(other_site()), Some(CentreId::new(uuid(0xc))), Some(contract()))
    );
    assert_eq!(job.report.unwrap().what.entitlement, Some(covered().part()));
}

#[test]
fn work_at_the_old_site_stays_and_a_person_is_told() {
    // The engineer went out, and the desk did not know it.
    let mut day = Day::working();
    day.desk.now = at(62);
    let corrected = day.desk.ok(|job, me| correct(job, me, moved(), Some(true)));
    day.eng.now = at(70);
    day.eng.ok(|job, me| c::add_evidence(job, me, evidence(camera())));
    day.meet();
    let job = day.desk.job();
    assert_eq!(job, day.eng.job());
    let open: Vec<_> = job.open_flags().map(|flag| (flag.code.as_str(), flag.event)).collect();
    assert_eq!(open, [("site_corrected_unseen", corrected)], "once");
    assert_eq!((job.visits.len(), job.evidence.len()), (1, 1), "nothing is lost");
    assert_eq!(job.equipment(), [recorder(), camera()], "what was worked on is told beside what is reported");
    // Who knows of it is told of nothing more.
    day.eng.ok(|job, me| c::add_evidence(job, me, evidence(recorder())));
    assert_eq!(day.eng.job().open_flags().count(), 1);

    // The desk corrected it while the engineer was known to be out: he calls from the wrong gate.
    let mut day = Day::working();
    day.meet();
    day.desk.ok(|job, me| correct(job, me, moved(), Some(true)));
    day.meet();
    day.eng.ok(|job, me| c::add_evidence(job, me, evidence(recorder())));
    assert_eq!(flags(&day.eng.job()), [] as [&str; 0]);
}

#[test]
fn a_sheet_that_does_not_show_the_correction_is_put_before_a_person() {
    // Signed by who had not seen it, whichever was first.
    for desk_first in [true, false] {
        let mut day = Day::completed();
        day.meet();
        (day.desk.now, day.eng.now) = if desk_first { (at(105), at(110)) } else { (at(110), at(105)) };
        let corrected = day.desk.ok(|job, me| correct(job, me, symptom("花屏"), None));
        day.sign().unwrap();
        day.meet();
        let job = day.desk.job();
        let open: Vec<_> = job.open_flags().map(|flag| (flag.code.as_str(), flag.event)).collect();
        assert_eq!(open, [("correction_not_on_sheet", corrected)], "{desk_first}");
        assert_eq!(job.status(), Status::Signed, "the signature stands");
        assert_eq!(job.report.as_ref().unwrap().what.symptom, "花屏");
        assert_eq!(job.current_sheet().unwrap().document.sheet().unwrap().symptom, "无图像");
    }
}

#[test]
fn a_report_that_arrives_after_its_corrections_stands_as_corrected() {
    let mut day = Day::reported();
    day.desk.ok(|job, me| correct(job, me, symptom("花屏"), None));
    let subject = Subject::new(Job::KIND, uuid(JOB));
    let own = || day.desk.known.values().filter(|event| event.header().subject == subject);
    let without = fold::<Job>(own().filter(|event| event.header().kind != "reported"));
    assert!(without.state.report.is_none() && without.state.corrections.len() == 1);
    // Another record of the same report, from a phone that was restored: no second report.
    let mut twice = day.desk.clone();
    twice.fact(JobEvent::Reported(Report { number: "A7-1".into(), ..report() }));
    assert_eq!(flags(&twice.job()), [] as [&str; 0]);
    let reported = own().find(|event| event.header().kind == "reported").unwrap();
    let JobEvent::Reported(as_reported) = reported.decode().unwrap() else { panic!() };
    assert_eq!(as_reported.symptom, "无图像");
    assert_eq!(without.state.as_corrected(&as_reported).symptom, "花屏");
}

/// What of a report may be corrected is what may stand beside each other in it.
#[test]
fn every_field_that_is_typed_has_a_name_on_the_worklist() {
    let typed = JobField::ALL.iter().filter(|field| field.is_of_report()).map(JobField::code);
    let following = ["centre", "contract", "entitlement"];
    assert_eq!(typed.chain(following).collect::<Vec<_>>(), ReportChange::FIELDS);
}
