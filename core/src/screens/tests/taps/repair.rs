//! A whole plain repair, from my day to the customer's signature: nothing replaced, nothing wrong in the lists.

use super::Hand;
use crate::domain::jobs::{Job, Status};
use crate::screens::Screen;
use crate::screens::tests::day;
use crate::screens::tests::kit::*;
use crate::text::Lang;

/// Back on the job, by as many taps as it takes.
fn to_the_job(hand: &mut Hand<'_>) {
    while hand.route() != job_route() {
        hand.back();
    }
}

fn to_the_site(hand: &mut Hand<'_>) {
    hand.open(&job_text());
    if hand.can("accept") {
        hand.tap("accept", &[]);
    }
    hand.tap("ready", &[]);
    hand.tap_at("tools_safety", "answer-pass", &[]);
    hand.tap("leave", &[]);
    hand.phone.wait(40);
    hand.tap("arrive", &[]);
    hand.tap("start", &[]);
}

fn the_work(hand: &mut Hand<'_>) {
    hand.tap("backup", &[("decision", "not_applicable")]);
    let camera = if hand.can("evidence_photo") { "evidence_photo" } else { "evidence" };
    hand.tap(camera, &[]);
    hand.photograph();
    to_the_job(hand);
    hand.phone.wait(25);
    // How long is proposed: since the start.
    hand.tap("work", &[("text", "重做接头")]);
    hand.phone.wait(15);
    hand.tap("check_repair_check", &[]);
    hand.tap_at("fault_seen", "answer-reproduced", &[]);
    hand.tap("pass_rest", &[]);
    to_the_job(hand);
}

fn the_end(hand: &mut Hand<'_>) {
    hand.tap("cause", &[("cause", "front_end_quality"), ("diagnosis", "接头氧化")]);
    hand.tap("complete", &[]);
    let Screen::SheetAndSign(screen) = hand.screen() else { panic!("the customer is next: {:?}", hand.route()) };
    let who = screen.signer.iter().find(|field| field.key == "who").unwrap();
    let wang = who.choices.iter().find(|choice| choice.label.contains("王建国")).unwrap().key.clone();
    hand.sign(&[("who", &wang)]);
}

#[test]
fn a_plain_repair_takes_thirty_taps_and_two_typed_fields_at_most() {
    let phone = Phone::ready(Lang::Zh);
    // Judged, planned and agreed before; what is in the bag is not needed.
    day::to_leaving(&phone);
    let mut hand = Hand::new(&phone);
    to_the_site(&mut hand);
    the_work(&mut hand);
    the_end(&mut hand);
    let job = phone.app().store().get::<Job>(job().uuid()).unwrap().unwrap().state;
    assert_eq!(job.status(), Status::Signed);
    assert_eq!(job.open_flags().count(), 0, "{:?}", job.flags);
    let (taps, typed) = hand.count();
    assert!(taps <= 30 && typed <= 2, "{taps} taps, {typed} typed");
}
