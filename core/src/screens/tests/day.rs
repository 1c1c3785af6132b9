//! A whole job by taps: from my day to the signed sheet and the part that goes back.

use super::kit::*;
use crate::domain::checks::{Kind, REPAIR_CHECK, shipped};
use crate::domain::jobs::document::Party;
use crate::domain::jobs::{Job, Status};
use crate::screens::*;
use crate::sync::protocol::Receipt;
use crate::text::Lang;

/// Answers every item of a list that is still open, in limits.
pub fn fill(phone: &Phone, check: &str) {
    let route = Route::Checklist { check: check.to_owned() };
    // Answers can make items appear: until nothing is left.
    for _ in 0..10 {
        let Screen::Checklist(screen) = phone.screen(route.clone()) else { panic!() };
        let open = screen.groups.iter().flat_map(|group| &group.items).find(|item| !item.done && item.required);
        let Some(_) = open else { return };
        for item in screen.groups.iter().flat_map(|group| &group.items).filter(|item| !item.done) {
            answer(phone, check, item);
        }
    }
    panic!("the list never ends");
}

fn answer(phone: &Phone, check: &str, item: &ItemCard) {
    if let Some(first) = item.answers.first() {
        phone.app().act(&first.button.action, &[]).unwrap();
        return;
    }
    let Some(field) = item.fields.iter().find(|field| field.key == "answer") else {
        phone.take_photo(PhotoFor::Item { check: check.to_owned(), slot: item.slot.clone() }, "");
        return;
    };
    let value = match field.kind {
        FieldKind::Choice => field.choices[0].key.clone(),
        FieldKind::LongText => "正常".to_owned(),
        FieldKind::Code => "SN1".to_owned(),
        _ if !field.min.is_empty() => field.min.clone(),
        _ if !field.max.is_empty() => field.max.clone(),
        _ => "1".to_owned(),
    };
    let action = CheckAction::Answer { slot: item.slot.clone() };
    let action = Action::Check { check: check.to_owned(), action };
    phone.app().act(&action, &entries(&[("answer", &value)])).unwrap();
}

/// The job up to leaving.
pub fn to_leaving(phone: &Phone) {
    let diagnose = Route::Diagnose { job: job_text() };
    phone.tap(diagnose.clone(), "judge", &[("class", "hardware"), ("level", "3"), ("remark", "")]);
    phone.tap(diagnose, "report", &[("scene", "无图像，指示灯不亮"), ("level", "3"), ("handling", "先断电")]);
    let plan = Route::Plan { job: job_text() };
    phone.tap(plan.clone(), "propose", &[("text", "换电源"), ("parts", "电源 1 个")]);
    phone.tap(plan.clone(), "accepted", &[("by", "陈警官")]);
    phone.tap(plan, "agree", &[("from", "2026-03-02T10:30"), ("to", "2026-03-02T12:00"), ("with", "陈警官")]);
    take_first(phone);
}

pub fn take_first(phone: &Phone) {
    let typed = [
        ("part", supply().to_string()),
        ("quantity", "1".into()),
        ("place", store_room().to_string()),
        ("serial", "PS-9001".into()),
        ("old_for_new", "true".into()),
        ("reason", "offline".into()),
    ];
    let typed: Vec<(&str, &str)> = typed.iter().map(|(key, value)| (*key, value.as_str())).collect();
    phone.tap(Route::Take { job: Some(job_text()), card: None, serial: None }, "take_first", &typed);
}

/// The ready-to-leave list, and off.
pub fn leave(phone: &Phone) {
    let ready = Route::ReadyToLeave { job: job_text() };
    phone.tap(ready.clone(), "begin", &[]);
    let check = begun(phone, "ready_to_leave");
    fill(phone, &check);
    phone.tap(ready, "leave", &[]);
}

/// The filling of a list that was begun on the job.
pub fn begun(phone: &Phone, code: &str) -> String {
    let title = shipped().iter().find(|list| list.code == code).unwrap().title.clone();
    let rows = phone.job_screen().checks.rows;
    rows.into_iter().rev().find(|row| row.title == title.zh || row.title == title.en).unwrap().key
}

/// On site: backup, evidence, the new part in.
pub fn work(phone: &Phone) {
    phone.wait(40);
    phone.tap(job_route(), "arrive", &[]);
    phone.tap(job_route(), "start", &[]);
    agree_backup(phone);
    let evidence = PhotoFor::Evidence { job: job_text(), equipment: Some(camera().to_string()) };
    phone.take_photo(evidence, "电源无输出");
    let part = format!("{}/PS-9001", supply());
    let replace = [
        ("equipment", camera().to_string()),
        ("part", part),
        ("quantity", "1".into()),
        ("serial_in", String::new()),
        ("serial_out", "PS-OLD-3".into()),
        ("label", "bad".into()),
    ];
    let replace: Vec<(&str, &str)> = replace.iter().map(|(key, value)| (*key, value.as_str())).collect();
    phone.tap(job_route(), "replace", &replace);
    phone.wait(25);
    phone.tap(job_route(), "work", &[("text", "更换球机电源"), ("minutes", "25")]);
}

/// The customer agrees to a backup.
pub fn agree_backup(phone: &Phone) {
    let backup = [("decision", "consented"), ("by", "陈警官"), ("remark", "")];
    phone.tap(job_route(), "backup", &backup);
}

/// The repair check, the cause, and done.
pub fn finish(phone: &Phone) {
    let outcome = phone.tap(job_route(), "check_repair_check", &[]);
    let Some(Route::Checklist { check }) = outcome.route else { panic!("{outcome:?}") };
    fill(phone, &check);
    phone.tap(Route::Checklist { check }, "complete", &[]);
    phone.tap(job_route(), "cause", &[("cause", "front_end_quality"), ("diagnosis", "电源老化损坏")]);
    phone.tap(job_route(), "complete", &[("summary", "图像恢复")]);
}

/// The customer signs what is on the screen.
pub fn sign(phone: &Phone) -> Result<Outcome, AppError> {
    let Screen::SheetAndSign(screen) = phone.screen(Route::SheetAndSign { job: job_text(), document: String::new() })
    else {
        panic!()
    };
    phone.wait(1);
    let action = SignAction::Sign { sheet: screen.hash, width: 400.0, height: 200.0, strokes: strokes() };
    let signer = entries(&[("name", "王建国"), ("title", "所长"), ("phone", "0574-8700 1234")]);
    phone.app().act(&Action::Sign { job: job_text(), action }, &signer)
}

fn state(phone: &Phone) -> Job {
    phone.app().store().get::<Job>(job().uuid()).unwrap().unwrap().state
}

#[test]
fn a_job_from_my_day_to_the_signed_sheet_without_network() {
    let phone = Phone::ready(Lang::Zh);
    let Screen::Today(today) = phone.screen(Route::Today) else { panic!() };
    assert_eq!(today.jobs.rows.len(), 2);
    assert_eq!(today.jobs.rows[0].open, Some(job_route()));
    to_leaving(&phone);
    let bag = phone.screen(Route::PartsBag);
    let Screen::PartsBag(bag) = bag else { panic!() };
    assert_eq!((bag.bag.rows.len(), bag.debts.rows.len(), bag.papers.rows.len()), (1, 1, 1), "{bag:#?}");
    leave(&phone);
    assert_eq!(state(&phone).status(), Status::Left);
    work(&phone);
    assert_eq!(state(&phone).status(), Status::Working);
    finish(&phone);
    assert_eq!(state(&phone).status(), Status::Completed);

    let outcome = sign(&phone).unwrap();
    assert_eq!(outcome.route, None, "the customer reads on: what they get");
    let job = state(&phone);
    assert_eq!(job.status(), Status::Signed);
    let sheet = job.current_sheet().unwrap();
    assert!(sheet.by_hand());
    assert!(
        sheet.document.text.text().unwrap().contains("PS-9001")
            && sheet.document.text.text().unwrap().contains("电源老化损坏")
    );
    assert_eq!(job.open_flags().count(), 0, "{:?}", job.flags);

    // Photo, thumbnail, and the strokes are blobs on the phone.
    let evidence = &job.evidence[0].what.photos[0];
    assert!(phone.app().picture(&evidence.blob.hash.to_string()).unwrap().starts_with(&[0xff, 0xd8]));
    let strokes = sheet.leading().strokes.as_ref().unwrap();
    assert!(phone.app().picture(&strokes.hash.to_string()).unwrap().starts_with(b"{"));

    // What was signed stays, whatever the language of the screens is.
    let Screen::SheetAndSign(signed) = phone.screen(Route::SheetAndSign { job: job_text(), document: String::new() })
    else {
        panic!()
    };
    assert_eq!(signed.hash, sheet.hash().to_string());
    assert!(signed.answer.unwrap().svg.contains("<svg"));
    // Everything waits for the hub, nothing is lost meanwhile.
    assert!(phone.app().store().counts().unwrap().pending > 20);
    let Screen::Today(today) = phone.screen(Route::Today) else { panic!() };
    assert_eq!(today.jobs.rows.len(), 1, "a signed job is not mine to do any more");
}

/// Several parties on one document: the integrator signs on the same phone, after the customer.
#[test]
fn a_further_party_signs_the_document_that_the_customer_signed() {
    let phone = Phone::ready(Lang::Zh);
    to_leaving(&phone);
    leave(&phone);
    work(&phone);
    finish(&phone);
    sign(&phone).unwrap();
    let route = Route::SheetAndSign { job: job_text(), document: String::new() };
    let side = Route::SheetSide { job: job_text(), document: String::new() };
    let shown = || {
        let Screen::SheetAndSign(screen) = phone.screen(route.clone()) else { panic!() };
        screen
    };
    let ours = || {
        let Screen::SheetSide(screen) = phone.screen(side.clone()) else { panic!() };
        screen
    };
    assert!(shown().sign.is_none() && ours().instead.is_empty(), "nobody is asked for");
    assert_eq!(sign(&phone).unwrap_err().code, "job_signed", "the customer signed already");
    let party = ours().buttons.iter().find(|button| button.key == "countersign").unwrap().ask[0].clone();
    let offered: Vec<&str> = party.choices.iter().map(|choice| choice.key.as_str()).collect();
    assert_eq!(offered, ["integrator", "maker"], "an engineer does not sign as the manager");
    phone.tap(side.clone(), "countersign", &[("party", "integrator")]);
    let screen = shown();
    assert!(screen.sign.is_some() && screen.confirm.contains("集成商"));
    let names: Vec<_> = screen.signer.iter().map(|field| (field.key.as_str(), field.value.as_str())).collect();
    assert_eq!(names, [("name", ""), ("title", ""), ("phone", "")], "the customer's name is not proposed");
    phone.wait(1);
    let action = SignAction::Sign { sheet: screen.hash.clone(), width: 400.0, height: 200.0, strokes: strokes() };
    let signer = entries(&[("name", "孙工"), ("phone", "138 1")]);
    phone.app().act(&Action::Sign { job: job_text(), action }, &signer).unwrap();
    let job = state(&phone);
    let sheet = job.current_sheet().unwrap();
    let told: Vec<_> = sheet.parties().iter().map(|one| one.answer.signature.name.clone()).collect();
    assert_eq!((told, job.documents.len()), (vec!["王建国".to_owned(), "孙工".to_owned()], 1));
    assert_eq!(job.open_flags().count(), 0, "{:?}", job.flags);
    let screen = shown();
    assert!(screen.sign.is_none(), "the choice is forgotten once it was used");
    let further = screen.sheet.iter().find(|section| section.key == "parties").unwrap();
    assert!(further.rows[0].title == "集成商" && further.rows[0].detail.contains("孙工"));
    phone.tap(side.clone(), "countersign", &[("party", "maker")]);
    phone.tap(side, "refused", &[("name", "陈工"), ("reason", "不在保修期"), ("witness", "赵丽")]);
    let job = state(&phone);
    assert!(!job.current_sheet().unwrap().answer_of(&Party::Maker).unwrap().answer.is_signed());
    assert_eq!(job.status(), Status::Signed);
}

/// The daily report: written, signed by the customer, read again, and the work goes on.
#[test]
fn a_daily_report_is_written_signed_and_read_on_the_phone() {
    let phone = Phone::ready(Lang::Zh);
    to_leaving(&phone);
    leave(&phone);
    work(&phone);
    let outcome = phone.tap(job_route(), "day_report", &[("done", "换好电源"), ("next", "明天复查")]);
    let route = Route::SheetAndSign { job: job_text(), document: "daily_report".into() };
    assert_eq!(outcome.route, Some(route.clone()));
    let shown = |route: &Route| {
        let Screen::SheetAndSign(screen) = phone.screen(route.clone()) else { panic!() };
        screen
    };
    let screen = shown(&route);
    assert_eq!((screen.missing.as_str(), screen.head.title.as_str()), ("", "工作日报"));
    let day = screen.sheet.iter().find(|section| section.key == "day").unwrap();
    assert_eq!(day.rows.iter().map(|row| row.detail.as_str()).collect::<Vec<_>>(), ["换好电源", "明天复查"]);
    assert!(screen.sheet.iter().any(|section| section.key == "parts" && section.rows[0].detail.contains("PS-9001")));
    let Screen::Job(job) = phone.screen(job_route()) else { panic!() };
    assert!(job.work.iter().any(|button| button.key == "sign_day"), "it waits to be signed");
    phone.wait(1);
    let action = SignAction::Sign { sheet: screen.hash.clone(), width: 400.0, height: 200.0, strokes: strokes() };
    let signer = entries(&[("name", "王建国"), ("phone", "0574-1")]);
    let outcome = phone.app().act(&Action::Sign { job: job_text(), action }, &signer).unwrap();
    assert_eq!(outcome.route, None);
    let known = state(&phone);
    assert_eq!((known.status(), known.documents.len(), known.sheets().count()), (Status::Working, 1, 0));
    assert_eq!(known.open_flags().count(), 0, "{:?}", known.flags);
    // It is read again from the timeline, and a further party signs it there.
    let Screen::Job(job) = phone.screen(job_route()) else { panic!() };
    assert!(!job.work.iter().chain(&job.buttons).any(|button| button.key == "sign_day"));
    let open = job.timeline.rows.iter().filter_map(|row| row.open.clone());
    let record = Route::SheetAndSign { job: job_text(), document: screen.hash.clone() };
    assert!(open.collect::<Vec<_>>().contains(&record));
    assert!(shown(&record).answer.is_some() && shown(&record).sign.is_none());
    let side = Route::SheetSide { job: job_text(), document: screen.hash.clone() };
    phone.tap(side, "countersign", &[("party", "integrator")]);
    phone.wait(1);
    let action = SignAction::Sign { sheet: screen.hash, width: 400.0, height: 200.0, strokes: strokes() };
    phone.app().act(&Action::Sign { job: job_text(), action }, &entries(&[("name", "孙工"), ("phone", "1")])).unwrap();
    assert_eq!(state(&phone).documents[0].parties().len(), 2);
    // The day reported again has to be signed again.
    phone.wait(1);
    let again = [("done", "换好电源和接头"), ("reason", "漏记接头")];
    phone.tap(job_route(), "day_report", &again);
    assert!(shown(&route).sign.is_some_and(|sign| sign.enabled));
    finish(&phone);
    sign(&phone).unwrap();
    assert_eq!(state(&phone).status(), Status::Signed, "the service report is signed as ever");
}

#[test]
fn a_change_after_signing_is_a_new_revision_with_a_new_signature() {
    let phone = Phone::ready(Lang::Zh);
    to_leaving(&phone);
    leave(&phone);
    work(&phone);
    finish(&phone);
    sign(&phone).unwrap();
    let first = state(&phone).current_sheet().unwrap().hash();
    let side = Route::SheetSide { job: job_text(), document: String::new() };
    phone.tap(side, "amend", &[("reason", "漏记费用")]);
    phone.tap(
        job_route(),
        "cost",
        &[("kind", "travel"), ("payer", "customer"), ("amount", "86.5"), ("basis", "出租车票")],
    );
    sign(&phone).unwrap();
    let job = state(&phone);
    assert_eq!(job.sheets().count(), 2);
    assert_eq!(job.documents[0].hash(), first);
    assert!(job.documents[1].document.text.text().unwrap().contains("8650"));
    assert!(job.documents[1].document.text.text().unwrap().contains(&first.to_string()));
}

/// What the hub noticed is told to who can set the clock, until it is set (decision 0003).
#[test]
fn a_clock_that_is_ahead_is_told() {
    let phone = Phone::ready(Lang::En);
    to_leaving(&phone);
    let store = phone.app().store().clone();
    let told = || {
        let Screen::Job(screen) = phone.screen(job_route()) else { panic!() };
        screen.head.banners.iter().any(|banner| banner.text.starts_with("The phone's clock is ahead"))
    };
    assert!(!told());
    for (notices, expected) in [(vec!["clock_ahead".to_owned()], true), (vec![], false)] {
        let head = store.batch(1, 1 << 20).unwrap().unwrap().head.head;
        let receipt = Receipt { number: head.number, hash: head.hash, at: 1, quarantined: None, notices };
        store.receipts(&[receipt]).unwrap();
        assert_eq!(told(), expected);
    }
}

/// What we bear is not the customer's business (decision 0018): it is on record, and on nothing that a customer sees.
#[test]
fn what_we_pay_is_not_on_what_the_customer_signs() {
    let phone = Phone::ready(Lang::Zh);
    to_leaving(&phone);
    leave(&phone);
    work(&phone);
    phone.tap(job_route(), "cost", &[("kind", "travel"), ("payer", "us"), ("amount", "86.5"), ("basis", "出租车票")]);
    finish(&phone);
    let route = Route::SheetAndSign { job: job_text(), document: String::new() };
    let Screen::SheetAndSign(screen) = phone.screen(route) else { panic!() };
    assert!(screen.sheet.iter().all(|section| section.key != "costs"));
    let price = screen.summary.rows.iter().find(|row| row.key == "price").unwrap();
    assert_eq!(price.detail, "免费（合同内）");
    sign(&phone).unwrap();
    assert!(!state(&phone).documents[0].document.text.text().unwrap().contains("8650"));
    assert_eq!(state(&phone).costs.len(), 1);
}

#[test]
fn only_the_sheet_that_was_shown_can_be_signed() {
    let phone = Phone::ready(Lang::Zh);
    to_leaving(&phone);
    leave(&phone);
    work(&phone);
    finish(&phone);
    let Screen::SheetAndSign(shown) = phone.screen(Route::SheetAndSign { job: job_text(), document: String::new() })
    else {
        panic!()
    };
    // Behind the customer's back another cost goes on the sheet.
    phone.tap(job_route(), "cost", &[("kind", "hours"), ("payer", "customer"), ("amount", "500"), ("basis", "加班")]);
    let action = SignAction::Sign { sheet: shown.hash, width: 400.0, height: 200.0, strokes: strokes() };
    let signer = entries(&[("name", "王建国"), ("phone", "1380000")]);
    let refused = phone.app().act(&Action::Sign { job: job_text(), action }, &signer).unwrap_err();
    assert_eq!(refused.code, "sheet_changed");
    assert_eq!(state(&phone).status(), Status::Completed);
}

#[test]
fn refusal_and_absence_need_a_reason_and_a_witness() {
    let phone = Phone::ready(Lang::En);
    to_leaving(&phone);
    leave(&phone);
    work(&phone);
    finish(&phone);
    let sheet = Route::SheetSide { job: job_text(), document: String::new() };
    let alone = phone.try_tap(sheet.clone(), "absent", &[("reason", "nobody on duty")]).unwrap_err();
    assert_eq!(alone.code, "witness_missing");
    phone.tap(
        sheet,
        "refused",
        &[("reason", "wants the old camera back"), ("witness", "guard Zhou"), ("name", "王建国")],
    );
    let job = state(&phone);
    assert_eq!(job.status(), Status::Signed);
    assert!(!job.current_sheet().unwrap().by_hand());
}

#[test]
fn in_an_emergency_the_work_comes_first_and_the_papers_are_owed() {
    let phone = Phone::ready(Lang::En);
    let ready = Route::ReadyToLeave { job: job_text() };
    phone.tap(ready.clone(), "emergency", &[("reason", "whole station dark")]);
    phone.tap(ready, "leave", &[]);
    assert_eq!(state(&phone).status(), Status::Left);
    let Screen::Today(today) = phone.screen(Route::Today) else { panic!() };
    assert_eq!(today.papers.rows.len(), 3, "{:#?}", today.papers);
    assert!(phone.job_screen().head.banners.iter().any(|banner| banner.text.contains("Diagnosis report")));
    phone.tap(job_route(), "paper_diagnosis_report", &[("text", "power supply burnt")]);
    let Screen::Today(today) = phone.screen(Route::Today) else { panic!() };
    assert_eq!(today.papers.rows.len(), 2);
}

#[test]
fn help_is_one_tap_and_waiting_stops_the_clock() {
    let phone = Phone::ready(Lang::En);
    to_leaving(&phone);
    leave(&phone);
    work(&phone);
    phone.tap(job_route(), "help_accident", &[]);
    assert_eq!(state(&phone).help.len(), 1);
    phone.tap(job_route(), "wait_customer", &[("reason", "key to the cabinet")]);
    let screen = phone.job_screen();
    assert!(screen.promises.rows.iter().any(|row| row.detail.contains("clock paused")), "{:#?}", screen.promises);
    assert_eq!(screen.buttons[0].key, "resume");
    phone.tap(job_route(), "resume", &[]);
    phone.tap(job_route(), "escalate", &[("reason", "needs a crane")]);
    assert_eq!(state(&phone).escalations[0].what.to, manager());
}

#[test]
fn the_old_part_goes_back_in_and_new_evidence_is_asked_for() {
    let phone = Phone::ready(Lang::En);
    to_leaving(&phone);
    leave(&phone);
    work(&phone);
    phone.tap(job_route(), "swap_back", &[("reason", "still dark with the new supply")]);
    let again = [("equipment", camera().to_string()), ("part", supply().to_string()), ("quantity", "1".to_owned())];
    let again: Vec<(&str, &str)> = again.iter().map(|(key, value)| (*key, value.as_str())).collect();
    assert_eq!(phone.try_tap(job_route(), "replace", &again).unwrap_err().code, "part_cleared");
}

#[test]
fn every_kind_of_item_is_on_some_shipped_list() {
    // What `fill` answers by taps is worth something only if it meets every kind.
    let kinds: std::collections::BTreeSet<_> = shipped()
        .iter()
        .flat_map(|list| &list.items)
        .map(|item| match item.kind {
            Kind::PassFail => "pass_fail",
            Kind::Choice { .. } => "choice",
            Kind::Number { .. } => "number",
            Kind::Duration { .. } => "duration",
            Kind::Count => "count",
            Kind::Text => "text",
            Kind::Photo => "photo",
            Kind::Scan => "scan",
        })
        .collect();
    assert_eq!(kinds.len(), 8, "{kinds:?}");
    assert!(shipped().iter().any(|list| list.code == REPAIR_CHECK));
}
