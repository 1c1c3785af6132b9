//! The customer's mode: what it shows first, what it does not offer, the customer's own words, and what they get.

use super::day;
use super::kit::*;
use crate::domain::jobs::sheet::{Opinion, WorkResult};
use crate::domain::jobs::{Job, Status};
use crate::screens::*;
use crate::text::Lang;

fn route() -> Route {
    Route::SheetAndSign { job: job_text(), document: String::new() }
}
fn side() -> Route {
    Route::SheetSide { job: job_text(), document: String::new() }
}

fn shown(phone: &Phone) -> SheetAndSignScreen {
    let Screen::SheetAndSign(screen) = phone.screen(route()) else { panic!() };
    screen
}

fn state(phone: &Phone) -> Job {
    phone.app().store().get::<Job>(job().uuid()).unwrap().unwrap().state
}

/// A repair that is done but for what it came to.
fn ready(lang: Lang) -> Phone {
    let phone = Phone::ready(lang);
    day::to_leaving(&phone);
    day::leave(&phone);
    day::work(&phone);
    let outcome = phone.tap(job_route(), "check_repair_check", &[]);
    let Some(Route::Checklist { check }) = outcome.route else { panic!("{outcome:?}") };
    day::fill(&phone, &check);
    phone.tap(Route::Checklist { check }, "complete", &[]);
    phone.tap(job_route(), "cause", &[("cause", "front_end_quality"), ("diagnosis", "电源老化损坏")]);
    phone
}

#[test]
fn the_customer_reads_first_what_matters_and_meets_no_button_of_ours() {
    let phone = ready(Lang::Zh);
    phone.tap(job_route(), "complete_open", &[("result", "partly"), ("left", "立杆防水下周做"), ("summary", "")]);
    let screen = shown(&phone);
    let row = |key: &str| screen.summary.rows.iter().find(|row| row.key == key).map(|row| row.detail.as_str());
    assert_eq!(row("symptom"), Some("大门东侧球机黑屏"));
    assert!(row("done").unwrap().contains("更换球机电源"));
    assert_eq!((row("result"), row("price")), (Some("部分解决"), Some("免费（合同内）")));
    assert_eq!(row("left"), Some("立杆防水下周做"));
    let part = screen.summary.rows.iter().find(|row| row.key == "changed_0").unwrap();
    assert!(part.detail.contains("球机电源") && part.trailing.contains("旧件"), "{part:?}");
    // Whose paper, and which: not the name of a screen, and nothing of the engineer's.
    assert_eq!((screen.head.title.as_str(), screen.head.banners.len()), ("现场维修记录", 0));
    assert_eq!(screen.letterhead, ["Fettle Shanghai"], "the hub's name until somebody wrote the company's");
    let offered: Vec<String> = phone.screen(route()).offers().iter().map(|one| one.button.key.clone()).collect();
    assert_eq!(offered, ["leave", "language_en", "language_both", "opinion", "sign"]);
    assert!(screen.sign.unwrap().primary && !screen.leave.primary && screen.leave.confirm.is_empty());
    // What we ask ourselves is not the customer's to confirm.
    let list = screen.sheet.iter().find(|section| section.key == "checklist").unwrap();
    assert!(list.rows.iter().all(|row| !row.title.contains("听取")));
    assert_eq!(state(&phone).completed.unwrap().what.result, Some(WorkResult::Partly));
}

/// What waits to be sent is the engineer's: it stands on their side of the document, not on the customer's.
#[test]
fn the_customer_sees_no_count_of_what_is_unsent() {
    let phone = ready(Lang::En);
    phone.tap(job_route(), "complete", &[("summary", "picture is back")]);
    assert!(phone.job_screen().head.unsent.is_some());
    let Screen::SheetSide(ours) = phone.screen(side()) else { panic!() };
    assert!(ours.head.unsent.is_some());
    assert_eq!(shown(&phone).head.unsent, None);
}

#[test]
fn what_is_not_solved_says_what_is_left() {
    let phone = ready(Lang::En);
    let open = phone.try_tap(job_route(), "complete_open", &[("result", "not_solved"), ("left", " ")]).unwrap_err();
    assert_eq!((open.code.as_str(), open.field.as_deref()), ("field_missing", Some("left")));
    assert_eq!(state(&phone).status(), Status::Working);
}

#[test]
fn the_customers_words_stand_on_what_is_signed() {
    let phone = ready(Lang::Zh);
    phone.tap(job_route(), "complete", &[("summary", "图像恢复")]);
    let before = shown(&phone).hash;
    phone.tap(route(), "opinion", &[("remarks", "请下次提前通知"), ("rating", "4")]);
    let screen = shown(&phone);
    assert_ne!(screen.hash, before, "another document is signed");
    let said = screen.sheet.iter().find(|section| section.key == "opinion").unwrap();
    let said: Vec<&str> = said.rows.iter().map(|row| row.detail.as_str()).collect();
    assert_eq!(said, ["请下次提前通知", "4：满意"]);
    let again = screen.opinion.unwrap().ask;
    assert_eq!(again.iter().map(|field| field.value.as_str()).collect::<Vec<_>>(), ["请下次提前通知", "4"]);
    // What was typed beside it is not lost, nor does it get in the way.
    phone.app().keep(&route(), &entries(&[("name", "周工")])).unwrap();
    assert_eq!(shown(&phone).hash, screen.hash);
    day::sign(&phone).unwrap();
    let sheet = state(&phone).current_sheet().unwrap().document.sheet().unwrap();
    assert_eq!(sheet.opinion, Opinion::said("请下次提前通知", Some(4)));
    // A new revision is read anew.
    phone.tap(side(), "amend", &[("reason", "漏记费用")]);
    assert!(shown(&phone).sheet.iter().all(|section| section.key != "opinion"));
}

#[test]
fn refusal_and_absence_are_on_the_engineers_side() {
    let phone = ready(Lang::En);
    phone.tap(job_route(), "complete", &[]);
    let outcome = phone.tap(route(), "leave", &[]);
    assert_eq!(outcome.route, Some(side()));
    let Screen::SheetSide(screen) = phone.screen(side()) else { panic!() };
    let keys: Vec<&str> = screen.instead.iter().map(|button| button.key.as_str()).collect();
    assert_eq!(keys, ["refused", "absent"]);
    let main = screen.buttons.iter().find(|button| button.primary).unwrap();
    assert_eq!((main.key.as_str(), main.action.clone()), ("hand_over", Action::Go { route: route() }));
    let outcome = phone.tap(side(), "absent", &[("reason", "nobody on duty"), ("witness", "guard Zhou")]);
    assert_eq!(outcome.route, Some(job_route()));
    assert!(!state(&phone).current_sheet().unwrap().by_hand());
}

#[test]
fn somebody_whom_the_site_does_not_know_signs_by_name_and_number() {
    let phone = ready(Lang::Zh);
    phone.tap(job_route(), "complete", &[]);
    let screen = shown(&phone);
    let who = screen.signer.iter().find(|field| field.key == "who").unwrap().choices[0].key.clone();
    let sign = |signer: &[(&str, &str)]| {
        let sheet = shown(&phone).hash;
        let action = SignAction::Sign { sheet, width: 400.0, height: 200.0, strokes: strokes() };
        phone.app().act(&Action::Sign { job: job_text(), action }, &entries(signer))
    };
    assert_eq!(sign(&[("who", "")]).unwrap_err().code, "signer_missing");
    assert_eq!(sign(&[("who", "nobody")]).unwrap_err().code, "field_unreadable");
    // Another name is another person: the telephone number of who was chosen is not theirs.
    assert_eq!(sign(&[("who", &who), ("name", "周工")]).unwrap_err().code, "signer_missing");
    sign(&[("who", &who), ("name", "周工"), ("phone", "138 1")]).unwrap();
    let signature = state(&phone).current_sheet().unwrap().leading().signature.clone();
    assert_eq!((signature.name.as_str(), signature.title.as_str(), signature.phone.as_str()), ("周工", "", "138 1"));
}

#[test]
fn who_signed_gets_the_paper_and_a_code_that_leads_to_its_page() {
    let phone = ready(Lang::En);
    phone.tap(job_route(), "complete", &[]);
    assert!(shown(&phone).receipt.is_none() && shown(&phone).paper.is_none());
    let sentence = shown(&phone).confirm;
    day::sign(&phone).unwrap();
    let screen = shown(&phone);
    let receipt = screen.receipt.unwrap();
    assert_eq!(receipt.link, format!("http://hub.test/verify/{}", screen.hash));
    let side = receipt.code.len();
    assert!(side > 20 && receipt.code.iter().all(|row| row.len() == side && row.chars().all(|c| "#.".contains(c))));
    assert!(receipt.code[0].starts_with("#######."), "a finder stands in the corner");
    // Headed as the hub's paper, with the sentence that was confirmed.
    let paper = screen.paper.unwrap();
    assert_eq!((paper.confirm, paper.title), (sentence, screen.head.title));
    assert_eq!((paper.letterhead, paper.code), (screen.letterhead, receipt.code));
    assert!(!paper.photos.is_empty(), "the evidence was a photo");
}

#[test]
fn the_companys_own_head_stands_on_the_document() {
    use crate::domain::company::{CompanyChange, CompanyEvent, company_subject};
    use crate::domain::values::Bilingual;
    let mut phone = Phone::ready(Lang::Zh);
    let change = CompanyChange {
        name: Some(Bilingual::new("上海安视达技术服务有限公司", "Anshida")),
        letter_phone: Some("400 800 1234".into()),
        ..CompanyChange::default()
    };
    phone.hub_sends(manager(), company_subject(), &CompanyEvent::Changed { change });
    assert_eq!(shown(&phone).letterhead, ["上海安视达技术服务有限公司", "电话 400 800 1234"]);
}
