//! The repair check with nothing wrong: what is measured is proposed, one answer is said by itself, all that is left passes.

use super::Hand;
use crate::domain::checks::{Check, Slot, Value};
use crate::screens::tests::day;
use crate::screens::tests::kit::*;
use crate::screens::{Route, Screen};
use crate::text::Lang;

fn at_work() -> Phone {
    let phone = Phone::ready(Lang::En);
    day::to_leaving(&phone);
    day::leave(&phone);
    day::work(&phone);
    phone
}

#[test]
fn a_repair_check_with_nothing_wrong_takes_five_taps() {
    let phone = at_work();
    phone.wait(20);
    let mut hand = Hand::new(&phone);
    hand.open(&job_text());
    hand.tap("check_repair_check", &[]);
    let Route::Checklist { check } = hand.route() else { panic!("{:?}", hand.route()) };
    hand.tap_at("fault_seen", "answer-reproduced", &[]);
    let Screen::Checklist(screen) = hand.screen() else { panic!() };
    let pass = screen.buttons.iter().find(|button| button.key == "pass_rest").unwrap();
    assert!(pass.primary && pass.confirm.contains('6'), "the question names how many: {}", pass.confirm);
    hand.tap("pass_rest", &[]);
    let (taps, typed) = hand.count();
    assert!(taps <= 5 && typed == 0, "{taps} taps, {typed} typed");
    assert_eq!(hand.route(), job_route(), "the list is done and the job is seen again");
    let state: Check = phone.app().store().get(check.parse().unwrap()).unwrap().unwrap().state;
    assert!(state.is_completed());
    let of = |item: &str| state.answer(&Slot::of(item)).unwrap();
    let test = of("running_test");
    assert!(test.known && matches!(test.value, Value::Duration(seconds) if seconds >= 20 * 60), "{test:?}");
    assert!(of("site_clean").together.is_some() && of("fault_seen").together.is_none());
    // What the customer signs says so.
    phone.tap(job_route(), "cause", &[("cause", "front_end_quality"), ("diagnosis", "电源老化损坏")]);
    phone.tap(job_route(), "complete", &[("summary", "图像恢复")]);
    let sheet = phone.screen(Route::SheetAndSign { job: job_text(), document: String::new() });
    let sheet = serde_json::to_string(&sheet).unwrap();
    assert!(sheet.contains("一并确认合格"), "{sheet}");
}

#[test]
fn what_fails_is_said_first_and_the_rest_passes_beside_it() {
    let phone = at_work();
    phone.wait(20);
    let mut hand = Hand::at(&phone, job_route());
    hand.tap("check_repair_check", &[]);
    hand.tap_at("fault_seen", "answer-intermittent", &[]);
    hand.count();
    // Not in order without a word about it: the remark opens, nothing is recorded.
    hand.tap_at("neighbours", "answer-fail", &[]);
    let card = |hand: &Hand<'_>| {
        let Screen::Checklist(screen) = hand.screen() else { panic!() };
        screen.groups.into_iter().flat_map(|group| group.items).find(|item| item.slot == "neighbours").unwrap()
    };
    assert!(!card(&hand).done && card(&hand).remark_open);
    hand.tap_at("neighbours", "remark", &[("remark", "cover is missing")]);
    assert!(card(&hand).done);
    assert_eq!(hand.count(), (2, 1));
    hand.tap("pass_rest", &[]);
    assert_eq!(hand.route(), job_route());
}
