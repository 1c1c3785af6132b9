//! What people type wrong, and what survives the end of the process.

use super::day;
use super::kit::*;
use crate::domain::checks::{CCTV, Check, ChecklistEvent, REPAIR_CHECK, checklist_id, shipped};
use crate::domain::jobs::{Cancellation, Job, JobEvent};
use crate::domain::people::DeviceEvent;
use crate::kernel::Subject;
use crate::screens::*;
use crate::text::Lang;

fn code(result: Result<Outcome, AppError>) -> (String, Option<String>) {
    let error = result.unwrap_err();
    assert!(!error.text.is_empty() && !error.text.contains(&error.code.replace('_', "-")), "no text: {error:?}");
    (error.code, error.field)
}

#[test]
fn before_enrolment_there_is_only_enrolment() {
    let phone = Phone::new(Lang::En);
    assert_eq!(phone.app().start(), Route::Enrol);
    assert_eq!(phone.app().screen(&Route::Today).unwrap_err().code, "not_enrolled");
    let typed = |pairs: &[(&str, &str)]| phone.app().act(&EnrolAction::Join.into(), &entries(pairs));
    assert_eq!(code(typed(&[("hub", "http://hub"), ("code", "")])).1.as_deref(), Some("code"));
    assert_eq!(code(typed(&[("hub", "hub"), ("code", "1")])).0, "enrol_bad_address");
    let outcome = typed(&[("hub", "http://hub:8080/"), ("code", "K7")]).unwrap();
    let link = "fettle:enrol?u=http://hub:8080&c=K7".to_owned();
    assert_eq!(outcome.work, Some(Work::Enrol { link, name: String::new() }));
    phone.enrol();
    assert_eq!(phone.app().start(), Route::Today);
}

#[test]
fn a_missing_or_unreadable_field_is_named() {
    let phone = Phone::ready(Lang::En);
    let diagnose = Route::Diagnose { job: job_text() };
    let missing = phone.try_tap(diagnose.clone(), "judge", &[("class", ""), ("level", "3")]);
    assert_eq!(code(missing), ("field_missing".into(), Some("class".into())));
    let unreadable = phone.try_tap(diagnose.clone(), "judge", &[("class", "hardware"), ("level", "three")]);
    assert_eq!(code(unreadable), ("field_unreadable".into(), Some("level".into())));
    assert_eq!(code(phone.try_tap(diagnose, "judge", &[("class", "hardware"), ("level", "7")])).0, "level_invalid");
    let plan = Route::Plan { job: job_text() };
    let backwards = [("from", "2026-03-02T12:00"), ("to", "2026-03-02T10:00")];
    assert_eq!(code(phone.try_tap(plan, "agree", &backwards)).0, "visit_backwards");
    let job = phone.app().store().get::<Job>(job().uuid()).unwrap().unwrap().state;
    assert!(job.judgement.get().is_none() && job.visit.get().is_none(), "nothing was changed");
    let nonsense = Route::Job { job: "42".into() };
    assert_eq!(phone.app().screen(&nonsense).unwrap_err().code, "id_unreadable");
}

#[test]
fn what_is_half_filled_survives_the_end_of_the_process() {
    let mut phone = Phone::ready(Lang::En);
    let route = Route::Diagnose { job: job_text() };
    phone.app().keep(&route, &entries(&[("scene", "smoke at the cabinet")])).unwrap();
    phone.reopen(Lang::Zh);
    let scene = |phone: &Phone| {
        let Screen::Diagnose(screen) = phone.screen(route.clone()) else { panic!() };
        screen.report.fields.into_iter().find(|field| field.key == "scene").unwrap().value
    };
    assert_eq!(scene(&phone), "smoke at the cabinet");
    phone.tap(route.clone(), "judge", &[("class", "hardware"), ("level", "2")]);
    phone.tap(route.clone(), "report", &[("scene", "burnt"), ("level", "2"), ("handling", "-")]);
    assert_eq!(scene(&phone), "burnt", "what was recorded takes the draft's place");
}

fn can_fail(item: &ItemCard) -> bool {
    item.answers.iter().any(|tap| tap.button.key == "answer-fail")
}

#[test]
fn what_is_typed_is_kept_field_by_field_and_costs_no_photo_that_waits_for_its_answer() {
    let phone = Phone::ready(Lang::En);
    let id = begin_patrol(&phone);
    let route = Route::Checklist { check: id.clone() };
    let Screen::Checklist(screen) = phone.screen(route.clone()) else { panic!() };
    let item = screen.groups.iter().flat_map(|g| &g.items).find(|item| can_fail(item));
    let slot = item.unwrap().slot.clone();
    phone.take_photo(PhotoFor::Item { check: id.clone(), slot: slot.clone() }, "");
    let (remark, answer) = (format!("{slot}.remark"), format!("{slot}.answer"));
    phone.app().keep(&route, &entries(&[(&remark, "loose"), (&answer, "pass")])).unwrap();
    phone.app().keep(&route, &entries(&[(&answer, "fail")])).unwrap();
    let Screen::Checklist(screen) = phone.screen(route.clone()) else { panic!() };
    let card = screen.groups.iter().flat_map(|g| &g.items).find(|item| item.slot == slot).unwrap();
    let shown: Vec<_> = card.fields.iter().map(|field| (field.key.as_str(), field.value.as_str())).collect();
    assert_eq!(card.photos.len(), 1, "the photo still waits: {shown:?}");
    let chosen: Vec<_> = card.answers.iter().filter(|tap| tap.chosen).map(|tap| tap.button.key.as_str()).collect();
    assert_eq!((shown.as_slice(), chosen.as_slice()), (&[("remark", "loose")][..], &["answer-fail"][..]));
    let action = Action::Check { check: id.clone(), action: CheckAction::Answer { slot: slot.clone() } };
    phone.app().act(&action, &entries(&[("answer", "fail")])).unwrap();
    assert_eq!(check(&phone, &id).answer(&slot.parse().unwrap()).unwrap().photos.len(), 1);
    // No entries: all of it is forgotten, as a person who leaves without keeping asks for.
    phone.app().keep(&route, &entries(&[(&remark, "x")])).unwrap();
    phone.app().keep(&route, &[]).unwrap();
    let Screen::Checklist(screen) = phone.screen(route) else { panic!() };
    assert!(screen.groups.iter().flat_map(|g| &g.items).flat_map(|i| &i.fields).all(|field| field.value != "x"));
}

#[test]
fn a_code_in_a_frame_is_read_for_a_field_and_nothing_is_looked_up() {
    let phone = Phone::ready(Lang::En);
    let app = phone.app();
    let blank = vec![255_u8; 64 * 64];
    let plane = Luma { width: 64, height: 64, stride: 64, bytes: &blank };
    assert_eq!(app.read_code(&plane, true).unwrap(), Vec::<String>::new());
    let short = Luma { width: 64, height: 65, stride: 64, bytes: &blank };
    assert!(app.read_code(&short, false).is_err());
}

#[test]
fn nothing_is_taken_in_while_paused() {
    let phone = Phone::ready(Lang::En);
    phone.app().pause();
    assert_eq!(phone.app().screen(&Route::Today).unwrap_err().code, "store_paused");
    phone.app().resume().unwrap();
    phone.screen(Route::Today);
}

#[test]
fn no_part_goes_in_without_the_backup_answer_and_evidence() {
    let phone = Phone::ready(Lang::En);
    day::to_leaving(&phone);
    day::leave(&phone);
    phone.tap(job_route(), "arrive", &[]);
    phone.tap(job_route(), "start", &[]);
    let replace = |phone: &Phone| find_button(&phone.screen(job_route()), "replace").unwrap();
    assert!(!replace(&phone).enabled && !replace(&phone).why_not.is_empty());
    // A shell that taps it all the same is told no.
    let typed = [("equipment", camera().to_string()), ("part", supply().to_string()), ("quantity", "1".into())];
    let typed: Vec<(&str, &str)> = typed.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let told = phone.app().act(&replace(&phone).action, &entries(&typed));
    assert_eq!(code(told).0, "backup_unanswered");
    phone.tap(job_route(), "backup", &[("decision", "refused"), ("by", "Chen")]);
    assert_eq!(code(phone.app().act(&replace(&phone).action, &entries(&typed))).0, "evidence_missing");
    phone.tap(job_route(), "evidence", &[("equipment", &camera().to_string()), ("note", "0 V at the output")]);
    assert!(replace(&phone).enabled);
}

/// Begins the patrol list and gives its filling.
pub fn begin_patrol(phone: &Phone) -> String {
    let list = shipped().iter().find(|list| list.code == CCTV).unwrap();
    let action = JobAction::OpenCheck { checklist: checklist_id(CCTV, list.version).to_string() };
    let outcome = phone.app().act(&Action::Job { job: patrol().to_string(), action }, &[]).unwrap();
    let Some(Route::Checklist { check }) = outcome.route else { panic!() };
    check
}

pub fn check(phone: &Phone, id: &str) -> Check {
    phone.app().store().get::<Check>(id.parse().unwrap()).unwrap().unwrap().state
}

/// Who drew the job before the news came taps what is not offered any more; what was begun goes on.
#[test]
fn a_list_that_was_ended_is_offered_no_more_and_what_was_begun_with_it_goes_on() {
    let mut phone = Phone::ready(Lang::En);
    let begun = begin_patrol(&phone);
    let list = |code: &str| shipped().iter().find(|list| list.code == code).unwrap().clone();
    let about = |code: &str| Subject::new("checklist", list(code).id().uuid());
    let (patrol_route, key) = (|| Route::Job { job: patrol().to_string() }, |code: &str| format!("check_{code}"));
    let offered = |phone: &Phone, code: &str| find_button(&phone.screen(patrol_route()), &key(code));
    let drawn = offered(&phone, REPAIR_CHECK).unwrap();
    assert!(offered(&phone, CCTV).is_some());
    for code in [CCTV, REPAIR_CHECK] {
        phone.hub_sends(manager(), about(code), &ChecklistEvent::Withdrawn { reason: "not asked any more".into() });
        assert!(offered(&phone, code).is_none(), "{code}");
    }
    assert_eq!(code(phone.app().act(&drawn.action, &[])).0, "checklist_ended");
    assert_eq!(begin_patrol(&phone), begun, "what was begun is opened");
    let Screen::Checklist(screen) = phone.screen(Route::Checklist { check: begun.clone() }) else { panic!() };
    let item = screen.groups.iter().flat_map(|group| &group.items).find(|item| can_fail(item));
    let slot = item.unwrap().slot.clone();
    let action = Action::Check { check: begun.clone(), action: CheckAction::Answer { slot: slot.clone() } };
    phone.app().act(&action, &entries(&[("answer", "pass")])).unwrap();
    assert!(check(&phone, &begun).answer(&slot.parse().unwrap()).is_some());
    // Taken back, or in a new version, it is offered again.
    phone.hub_sends(manager(), about(REPAIR_CHECK), &ChecklistEvent::Reinstated {});
    assert!(offered(&phone, REPAIR_CHECK).is_some());
    let second = crate::domain::checks::Definition { version: 2, ..list(CCTV) };
    let subject = Subject::new("checklist", second.id().uuid());
    phone.hub_sends(manager(), subject, &ChecklistEvent::Published(second));
    assert!(offered(&phone, CCTV).is_some());
}

#[test]
fn out_of_limits_asks_for_a_remark_or_photo_and_offers_a_repair() {
    let phone = Phone::ready(Lang::En);
    let id = begin_patrol(&phone);
    let Screen::Checklist(screen) = phone.screen(Route::Checklist { check: id.clone() }) else { panic!() };
    let item = screen.groups.iter().flat_map(|g| &g.items).find(|item| can_fail(item));
    let slot = item.unwrap().slot.clone();
    let action = Action::Check { check: id.clone(), action: CheckAction::Answer { slot: slot.clone() } };
    let bare = phone.app().act(&action, &entries(&[("answer", "fail")]));
    assert_eq!(code(bare).0, "check_remark_needed");
    // A photo taken first waits for the answer and counts as the remark.
    phone.take_photo(PhotoFor::Item { check: id.clone(), slot: slot.clone() }, "loose bracket");
    phone.app().act(&action, &entries(&[("answer", "fail")])).unwrap();
    let answered = check(&phone, &id);
    assert_eq!(answered.answer(&slot.parse().unwrap()).unwrap().photos.len(), 1);
    let Screen::Checklist(screen) = phone.screen(Route::Checklist { check: id.clone() }) else { panic!() };
    let card = screen.groups.iter().flat_map(|g| &g.items).find(|item| item.slot == slot).unwrap();
    assert_eq!((card.tone, card.photos.len()), (Tone::Warning, 1));
    let repair = card.buttons.iter().find(|button| button.key == "repair").unwrap();
    phone.app().act(&repair.action, &[]).unwrap();
    let linked = check(&phone, &id).repairs.values().flatten().next().copied().unwrap();
    let job: Job = phone.app().store().get(linked.uuid()).unwrap().unwrap().state;
    let report = job.report.unwrap().what;
    assert_eq!(report.origin.unwrap().check.to_string(), id);
    // Whether the repair is in contract was asked again: the patrol's own answer says nothing of it.
    assert!(report.entitlement.is_some_and(|answer| answer.text(Lang::Zh).contains("HT-2026-01")));
}

#[test]
fn a_number_is_read_with_a_comma_and_refused_as_words() {
    let phone = Phone::ready(Lang::En);
    let id = begin_patrol(&phone);
    let Screen::Checklist(screen) = phone.screen(Route::Checklist { check: id.clone() }) else { panic!() };
    // How the point is earthed decides which resistance is asked for.
    let slot = screen.groups.iter().flat_map(|g| &g.items).find(|item| item.slot.starts_with("earth_kind@")).unwrap();
    let action = Action::Check { check: id.clone(), action: CheckAction::Answer { slot: slot.slot.clone() } };
    phone.app().act(&action, &entries(&[("answer", "common")])).unwrap();
    let Screen::Checklist(screen) = phone.screen(Route::Checklist { check: id.clone() }) else { panic!() };
    let number = |item: &&ItemCard| item.fields.iter().any(|field| field.kind == FieldKind::Number);
    let item = screen.groups.iter().flat_map(|g| &g.items).find(number).unwrap();
    let action = Action::Check { check: id.clone(), action: CheckAction::Answer { slot: item.slot.clone() } };
    let words = phone.app().act(&action, &entries(&[("answer", "about three")]));
    assert_eq!(code(words), ("field_unreadable".into(), Some("answer".into())));
    let given = |typed: &str| {
        let told = phone.app().act(&action, &entries(&[("answer", typed), ("remark", "dry soil")]));
        let answer = check(&phone, &id).answer(&item.slot.parse().unwrap()).map(|answer| answer.value.text());
        (told.err().map(|e| e.code), answer.unwrap_or_default())
    };
    assert_eq!(given("3,2"), (None, "3.2".into()));
    // Never silently another number: "1,200" passed a limit of 4 as 1.2.
    for two_readings in ["1,200", "1.200,5", "1,200.5", "1,200,300", "１，２００"] {
        assert_eq!(given(two_readings), (Some("number_ambiguous".into()), "3.2".into()), "{two_readings}");
    }
    assert_eq!(given("３．５"), (None, "3.5".into()));
    assert_eq!(given("3，7"), (None, "3.7".into()));
    assert_eq!(given("1.200"), (None, "1.2".into()));
}

#[test]
fn no_number_field_reads_another_number_than_was_typed() {
    let form = |value: &str| vec![Entry::new("n", value)];
    let of = |value: &str, currency| {
        crate::screens::form::Form(&form(value)).money("n", currency).ok().map(|money| money.minor)
    };
    let money = |value: &str| of(value, "CNY");
    let amount = |value: &str| crate::screens::form::Form(&form(value)).thousandths("n").ok();
    let whole = |value: &str| crate::screens::form::Form(&form(value)).need::<u32>("n").ok();
    assert_eq!((money("1,200"), amount("1,200"), whole("1,200")), (None, None, None));
    assert_eq!((money("1.200,50"), amount("1,200.5"), whole("1.200")), (None, None, None));
    assert_eq!((money("１２．５"), amount("１２．５"), whole("１２")), (Some(1_250), Some(12_500), Some(12)));
    assert_eq!((money("12,5"), amount("12,5"), whole("12,5")), (Some(1_250), Some(12_500), None));
    assert_eq!((money("12.505"), money("-1"), money("")), (None, None, None));
    // Of some currencies there is nothing smaller than one.
    assert_eq!((of("1200", "JPY"), of("１２００", "jpy"), of("12.5", "JPY")), (Some(1_200), Some(1_200), None));
}

#[test]
fn a_list_with_required_items_missing_keeps_the_sheet_from_being_signed() {
    let phone = Phone::ready(Lang::En);
    day::to_leaving(&phone);
    day::leave(&phone);
    day::work(&phone);
    phone.tap(job_route(), "check_repair_check", &[]);
    phone.tap(job_route(), "cause", &[("cause", "other"), ("diagnosis", "unclear")]);
    let told = phone.try_tap(job_route(), "complete", &[("summary", "done")]);
    assert_eq!(code(told).0, "check_items_missing");
    let Screen::SheetAndSign(screen) = phone.screen(Route::SheetAndSign { job: job_text(), document: String::new() })
    else {
        panic!()
    };
    assert!(!screen.missing.is_empty() && !screen.sign.unwrap().enabled);
}

#[test]
fn what_is_no_photo_is_refused_with_a_text_and_nothing_is_kept() {
    for lang in Lang::ALL {
        let phone = Phone::ready(lang);
        let blobs = phone.app().store().counts().unwrap().blobs_up;
        let whole = phone_photo();
        let cases = [(b"hello".to_vec(), "photo_not_an_image"), (whole[..whole.len() / 3].to_vec(), "photo_truncated")];
        for (bytes, expected) in cases {
            let purpose = PhotoFor::Job { job: job_text() };
            let action = Action::Photo { purpose, action: PhotoAction::Taken { bytes, marks: Vec::new() } };
            assert_eq!(code(phone.app().act(&action, &[])).0, expected);
        }
        let outside = vec![PenStroke { points: vec![PenPoint { x: 1.5, y: 0.5, t_ms: 0 }] }];
        let taken = PhotoAction::Taken { bytes: phone_photo(), marks: outside };
        let action = Action::Photo { purpose: PhotoFor::Job { job: job_text() }, action: taken };
        assert_eq!(code(phone.app().act(&action, &[])).0, "photo_marks");
        assert_eq!(phone.app().store().counts().unwrap().blobs_up, blobs);
        assert!(phone.job_screen().timeline.rows.iter().all(|row| row.photo.is_none()));
    }
}

#[test]
fn an_empty_signature_is_refused() {
    let phone = Phone::ready(Lang::En);
    day::to_leaving(&phone);
    day::leave(&phone);
    day::work(&phone);
    day::finish(&phone);
    let sheet = Route::SheetAndSign { job: job_text(), document: String::new() };
    let signer = [("name", "Wang"), ("phone", "138")];
    let none = phone.try_tap(sheet.clone(), "sign", &signer);
    assert!(["signature_empty", "signature_out_of_bounds"].contains(&code(none).0.as_str()));
    let Screen::SheetAndSign(screen) = phone.screen(sheet) else { panic!() };
    let dot = vec![PenStroke { points: vec![PenPoint { x: 5.0, y: 5.0, t_ms: 0 }] }];
    let action = SignAction::Sign { sheet: screen.hash, width: 400.0, height: 200.0, strokes: dot };
    let dot = phone.app().act(&Action::Sign { job: job_text(), action }, &entries(&signer));
    assert_eq!(code(dot).0, "signature_too_short");
}

#[test]
fn a_clock_that_was_set_is_told_on_every_screen() {
    let phone = Phone::ready(Lang::En);
    assert!(phone.job_screen().head.banners.iter().all(|banner| banner.tone != Tone::Warning));
    phone.clock.set_by_hand(365 * 24 * 60);
    assert!(phone.job_screen().head.banners.iter().any(|banner| banner.text.contains("clock was changed")));
}

#[test]
fn the_entitlement_is_worked_out_offline_with_its_clause() {
    let phone = Phone::ready(Lang::En);
    // The patrol was reported without an answer, and inspections are not in the contract.
    let Screen::Job(screen) = phone.screen(Route::Job { job: patrol().to_string() }) else { panic!() };
    let row = &screen.entitlement.rows[0];
    assert_eq!((row.title.as_str(), row.tone), ("Chargeable", Tone::Warning));
    assert!(row.detail.contains("HT-2026-01"), "{row:?}");
}

#[test]
fn a_picture_of_a_colleague_is_asked_for() {
    let phone = Phone::ready(Lang::En);
    let elsewhere = "ab".repeat(32);
    assert_eq!(phone.app().picture(&elsewhere).unwrap_err().code, "blob_missing");
    assert_eq!(phone.app().picture("nonsense").unwrap_err().code, "id_unreadable");
}

#[test]
fn work_on_a_job_that_the_desk_cancelled_goes_on_with_a_warning() {
    let mut phone = Phone::ready(Lang::En);
    day::to_leaving(&phone);
    day::leave(&phone);
    let cancelled = JobEvent::Cancelled(Cancellation { reason: "called in twice".into(), at_work: Vec::new() });
    phone.hub_sends(manager(), Subject::new("job", job().uuid()), &cancelled);
    let screen = phone.job_screen();
    assert_eq!(screen.head.banners[0].tone, Tone::Bad);
    assert!(!screen.flags.rows.is_empty() || screen.buttons.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_does_not_answer_is_said_in_words_and_loses_nothing() {
    let phone = Phone::ready(Lang::En);
    phone.tap(job_route(), "note", &[("text", "gate code 4711")]);
    let waiting = phone.app().store().counts().unwrap().pending;
    let done = phone.app().sync_once().await.unwrap();
    assert!(!done.ok && !done.text.is_empty() && done.text != done.code, "{done:?}");
    assert_eq!((done.waiting, waiting), (1, 1));
    // Port 9 is nobody's.
    let refused = phone.app().enrol("fettle:enrol?u=http://127.0.0.1:9&c=K7", "Zhang").await.unwrap_err();
    assert!(refused.text.len() > refused.code.len(), "{refused:?}");
    assert_eq!(phone.app().enrol("https://example.com", "").await.unwrap_err().code, "enrol_not_a_link");
}

#[test]
fn a_phone_that_was_enrolled_in_my_name_is_told_for_a_week_on_my_day() {
    let mut phone = Phone::ready(Lang::En);
    let told = |phone: &Phone| {
        let Screen::Today(screen) = phone.screen(Route::Today) else { panic!() };
        screen.head.banners.iter().filter(|banner| banner.text.contains("enrolled in your name")).count()
    };
    let own = phone.app().store().identity().unwrap().device;
    let enrolled = |person, name: &str| DeviceEvent::Enrolled {
        person,
        name: name.into(),
        short: "B9".into(),
        public_key: "00".repeat(32),
        app: String::new(),
        succeeds: None,
        code_by: None,
    };
    phone.hub_sends(manager(), Subject::new("device", own.uuid()), &enrolled(me(), "this one"));
    phone.hub_sends(manager(), Subject::new("device", id::<uuid::Uuid>(41)), &enrolled(manager(), "a colleague's"));
    assert_eq!(told(&phone), 0);
    for n in [42, 43] {
        phone.hub_sends(manager(), Subject::new("device", id::<uuid::Uuid>(n)), &enrolled(me(), "a stranger's"));
    }
    assert_eq!(told(&phone), 2);
    let ended = DeviceEvent::Revoked { reason: "lost".into() };
    phone.hub_sends(manager(), Subject::new("device", id::<uuid::Uuid>(42)), &ended);
    assert_eq!(told(&phone), 1, "what was ended needs no act");
    phone.wait(7 * 24 * 60);
    assert_eq!(told(&phone), 0);
}
