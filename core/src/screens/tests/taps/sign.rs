//! Cause, done, signed: from the job at work to the customer's signature, with nothing typed but the analysis.

use super::Hand;
use crate::domain::jobs::Job;
use crate::domain::jobs::sheet::WorkResult;
use crate::screens::tests::{day, kit::*};
use crate::screens::*;
use crate::text::Lang;

/// At work, the check filled in, the cause not said yet.
fn repaired(phone: &Phone) {
    day::to_leaving(phone);
    day::leave(phone);
    day::work(phone);
    let outcome = phone.tap(job_route(), "check_repair_check", &[]);
    let Some(Route::Checklist { check }) = outcome.route else { panic!("{outcome:?}") };
    day::fill(phone, &check);
    phone.tap(Route::Checklist { check }, "complete", &[]);
}

#[test]
fn cause_done_and_signed_are_eight_taps_and_one_typed_field() {
    let phone = Phone::ready(Lang::Zh);
    repaired(&phone);
    let mut hand = Hand::at(&phone, job_route());
    hand.tap("cause", &[("cause", "front_end_quality"), ("diagnosis", "电源老化损坏")]);
    hand.tap("complete", &[]);
    let Screen::SheetAndSign(screen) = hand.screen() else { panic!("the customer is next: {:?}", hand.route()) };
    let who = screen.signer.iter().find(|field| field.key == "who").unwrap();
    assert!(screen.signer.iter().all(|field| field.value.is_empty()), "nobody's name is there before they come");
    let wang = who.choices.iter().find(|choice| choice.label.contains("王建国")).unwrap().key.clone();
    hand.sign(&[("who", &wang)]);
    assert_eq!(hand.count(), (8, 1));
    let job: Job = phone.app().store().get(job().uuid()).unwrap().unwrap().state;
    let sheet = job.current_sheet().unwrap();
    let signature = &sheet.leading().signature;
    let signer = (signature.name.as_str(), signature.title.as_str(), signature.phone.is_empty());
    assert_eq!(signer, ("王建国", "所长", false), "as the site has it");
    assert_eq!(sheet.document.sheet().unwrap().result, Some(WorkResult::Solved));
    let Screen::SheetAndSign(screen) = hand.screen() else { panic!() };
    assert!(screen.answer.is_some() && screen.receipt.is_some(), "the customer sees what they get");
}
