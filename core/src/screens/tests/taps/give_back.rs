//! A faulty part goes back: its number and its label were said when it came out, and neither is asked again.

use super::super::day;
use super::super::kit::*;
use super::Hand;
use crate::domain::jobs::sheet::PartLabel;
use crate::domain::parts::{OnItsWay, Take};
use crate::screens::*;
use crate::text::Lang;

fn replaced() -> Phone {
    let phone = Phone::ready(Lang::En);
    day::to_leaving(&phone);
    day::leave(&phone);
    day::work(&phone);
    phone
}

fn sent(phone: &Phone) -> OnItsWay {
    let takes = phone.app().store().all::<Take>().unwrap();
    let mut sent = takes.into_iter().flat_map(|(_, folded)| folded.state.on_its_way);
    let one = sent.next().unwrap();
    assert!(sent.next().is_none());
    one
}

fn is_the_old_one(phone: &Phone) {
    let sent = sent(phone);
    assert_eq!((sent.serial.as_deref(), sent.label, sent.line), (Some("PS-OLD-3"), PartLabel::Bad, 1));
}

#[test]
fn a_faulty_part_goes_back_by_one_scan() {
    let phone = replaced();
    let mut hand = Hand::new(&phone);
    hand.tap("scan", &[]);
    hand.scan("PS-OLD-3");
    hand.tap("give_back", &[]);
    let (taps, typed) = hand.count();
    assert!(taps <= 3 && typed == 0, "{taps} taps, {typed} typed");
    is_the_old_one(&phone);
}

#[test]
fn and_without_a_scan_from_what_is_owed() {
    let phone = replaced();
    let Screen::Today(today) = phone.screen(Route::Today) else { panic!() };
    let mut hand = Hand::new(&phone);
    hand.open(&today.debts.rows[0].key);
    hand.tap("give_back", &[]);
    let (taps, typed) = hand.count();
    assert!(taps <= 3 && typed == 0, "{taps} taps, {typed} typed");
    is_the_old_one(&phone);
}
