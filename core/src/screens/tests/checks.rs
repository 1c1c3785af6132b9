//! Checklists on the phone: answers at a tap, remarks beside them, one machine's items, the version that counts.

use super::inputs::{begin_patrol, check};
use super::kit::*;
use crate::domain::checks::{CCTV, ChecklistEvent, Definition, REPAIR_CHECK, checklist_id, shipped};
use crate::domain::jobs::sheet::Verdict;
use crate::kernel::Subject;
use crate::screens::*;
use crate::text::Lang;

fn cards(phone: &Phone, route: Route) -> Vec<ItemCard> {
    let Screen::Checklist(screen) = phone.screen(route) else { panic!("no checklist") };
    screen.groups.into_iter().flat_map(|group| group.items).collect()
}
fn card(phone: &Phone, check: &str, slot: &str) -> ItemCard {
    let all = cards(phone, Route::Checklist { check: check.to_owned() });
    all.into_iter().find(|card| card.slot == slot).unwrap()
}
fn tap(phone: &Phone, card: &ItemCard, key: &str, typed: &[(&str, &str)]) -> Outcome {
    let answers = card.answers.iter().map(|answer| &answer.button);
    let button = answers.chain(&card.buttons).find(|button| button.key == key).unwrap();
    phone.app().act(&button.action, &entries(typed)).unwrap()
}

#[test]
fn an_answer_is_one_tap_and_another_tap_corrects_it() {
    let phone = Phone::ready(Lang::En);
    let id = begin_patrol(&phone);
    let slot = "devices_performance";
    let of = || check(&phone, &id).answer(&slot.parse().unwrap()).cloned();
    let shown = card(&phone, &id, slot);
    let labels: Vec<&str> = shown.answers.iter().map(|answer| answer.button.key.as_str()).collect();
    assert_eq!(labels, ["answer-pass", "answer-fail", "answer-not_applicable"]);
    assert!(shown.fields.iter().all(|field| field.key == "remark") && !shown.remark_open, "{shown:?}");
    assert!(shown.buttons.iter().all(|button| button.key != "remark"), "nothing is answered yet");
    tap(&phone, &shown, "answer-pass", &[("remark", "")]);
    assert_eq!(of().unwrap().value, crate::domain::checks::Value::PassFail(Verdict::Pass));
    assert!(card(&phone, &id, slot).answers[0].chosen);
    tap(&phone, &card(&phone, &id, slot), "answer-not_applicable", &[("remark", "")]);
    assert_eq!(of().unwrap().value, crate::domain::checks::Value::PassFail(Verdict::NotApplicable));
    tap(&phone, &card(&phone, &id, slot), "remark", &[("remark", "none here")]);
    let stands = of().unwrap();
    assert_eq!(stands.remark, "none here");
    assert_eq!(stands.value, crate::domain::checks::Value::PassFail(Verdict::NotApplicable), "the answer stands");
    assert!(card(&phone, &id, slot).remark_open, "what was said can be read");
}

#[test]
fn a_fail_waits_for_its_remark_or_its_photo() {
    let phone = Phone::ready(Lang::En);
    let id = begin_patrol(&phone);
    let slot = "devices_performance";
    let answered = || check(&phone, &id).answer(&slot.parse().unwrap()).is_some();
    let told = tap(&phone, &card(&phone, &id, slot), "answer-fail", &[("remark", "")]);
    assert!(told.notice.is_some() && !answered());
    let shown = card(&phone, &id, slot);
    assert!(shown.answers[1].chosen && shown.remark_open && !shown.note.is_empty());
    // A photo does as well, and the answer that waited goes with it.
    phone.take_photo(PhotoFor::Item { check: id.clone(), slot: slot.to_owned() }, "rust");
    assert_eq!(check(&phone, &id).answer(&slot.parse().unwrap()).unwrap().photos.len(), 1);
}

#[test]
fn a_scanned_machine_leads_to_what_an_open_checklist_asks_of_it() {
    let phone = Phone::ready(Lang::En);
    let scan = Action::Scan { purpose: ScanFor::Find, action: ScanAction::Typed };
    let seen = || phone.app().act(&scan, &entries(&[("code", "PTZ-0117")])).unwrap().route.unwrap();
    assert_eq!(seen(), job_route(), "no checklist is open");
    let check = begin_patrol(&phone);
    let machine = camera().to_string();
    let at = Route::ChecklistAt { check: check.clone(), equipment: machine.clone() };
    assert_eq!(seen(), at);
    let all = cards(&phone, at.clone());
    assert!(!all.is_empty() && all.iter().all(|card| card.slot.ends_with(&machine)), "{all:?}");
    let list = phone.screen(Route::Checklist { check: check.clone() });
    assert_eq!(find_button(&list, "find").unwrap().action, Action::Go { route: Route::scan(ScanFor::Find) });
    let whole = find_button(&phone.screen(at.clone()), "whole").unwrap();
    assert_eq!(whole.action, Action::Go { route: Route::Checklist { check } });
    // What is typed there is the list's: it stands in the whole list too.
    assert_eq!(
        at.draft_key(),
        match &whole.action {
            Action::Go { route } => route.draft_key(),
            other => panic!("{other:?}"),
        }
    );
}

#[test]
fn a_check_begins_with_the_version_that_counts_now() {
    let mut phone = Phone::ready(Lang::En);
    let list = shipped().iter().find(|list| list.code == CCTV).unwrap();
    let newer = Definition { version: list.version + 1, ..list.clone() };
    let drawn =
        Action::Job { job: patrol().to_string(), action: JobAction::OpenCheck { checklist: list.id().to_string() } };
    phone.hub_sends(manager(), Subject::new("checklist", newer.id().uuid()), &ChecklistEvent::Published(newer.clone()));
    let ended = ChecklistEvent::Withdrawn { reason: "an older version".into() };
    phone.hub_sends(manager(), Subject::new("checklist", list.id().uuid()), &ended);
    let outcome = phone.app().act(&drawn, &[]).unwrap();
    let Some(Route::Checklist { check: begun }) = outcome.route else { panic!("{outcome:?}") };
    assert_eq!(check(&phone, &begun).checklist(), Some(checklist_id(CCTV, newer.version)));
    assert_eq!(
        phone.app().act(&drawn, &[]).unwrap().route,
        Some(Route::Checklist { check: begun }),
        "it is opened again"
    );
}

#[test]
fn a_proposal_is_seen_and_gives_way_to_what_is_typed() {
    let phone = Phone::ready(Lang::En);
    super::day::to_leaving(&phone);
    super::day::leave(&phone);
    super::day::work(&phone);
    phone.wait(25);
    let outcome = phone.tap(job_route(), "check_repair_check", &[]);
    let Some(Route::Checklist { check: id }) = outcome.route else { panic!("{outcome:?}") };
    assert!(shipped().iter().any(|list| list.code == REPAIR_CHECK));
    let field =
        |phone: &Phone| card(phone, &id, "running_test").fields.into_iter().find(|f| f.key == "answer").unwrap();
    let minutes: u32 = field(&phone).value.parse().unwrap();
    assert!(minutes >= 25 && !field(&phone).hint.is_empty(), "{minutes}");
    phone.app().keep(&Route::Checklist { check: id.clone() }, &entries(&[("running_test.answer", "5")])).unwrap();
    assert_eq!(field(&phone).value, "5");
    let whole = phone.screen(Route::Checklist { check: id });
    let pass = find_button(&whole, "pass_rest").unwrap();
    assert!(!pass.confirm.contains("min"), "what was typed is not passed over: {}", pass.confirm);
}

#[test]
fn a_number_out_of_limits_opens_the_remark_that_it_needs() {
    let phone = Phone::ready(Lang::En);
    super::day::to_leaving(&phone);
    super::day::leave(&phone);
    super::day::work(&phone);
    let outcome = phone.tap(job_route(), "check_repair_check", &[]);
    let Some(Route::Checklist { check: id }) = outcome.route else { panic!("{outcome:?}") };
    let slot = "running_test";
    let shown = card(&phone, &id, slot);
    let field = shown.fields.iter().find(|field| field.key == "answer").unwrap();
    assert_eq!((field.unit.as_str(), field.min.as_str()), ("min", "10"), "what it is measured in, and what is usual");
    assert!(!shown.remark_open);
    let told = tap(&phone, &shown, "answer", &[("answer", "3"), ("remark", "")]);
    let shown = card(&phone, &id, slot);
    assert!(told.notice.is_some() && !shown.done && shown.remark_open && !shown.note.is_empty());
    assert_eq!(shown.fields.iter().find(|field| field.key == "answer").unwrap().value, "3", "what was typed stands");
    tap(&phone, &shown, "answer", &[("answer", "3"), ("remark", "the customer had to go")]);
    assert!(card(&phone, &id, slot).done);
}
