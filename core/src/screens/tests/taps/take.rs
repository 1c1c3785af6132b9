//! A part is taken by its label: asked for at the store, or, where nobody can be asked, taken with a reason.

use super::super::kit::*;
use super::Hand;
use crate::domain::parts::{Take, TakeStatus};
use crate::screens::*;
use crate::text::Lang;

fn takes(phone: &Phone) -> Vec<Take> {
    phone.app().store().all::<Take>().unwrap().into_iter().map(|(_, folded)| folded.state).collect()
}

#[test]
fn a_part_is_asked_for_by_one_scan() {
    let phone = Phone::ready(Lang::En);
    let mut hand = Hand::new(&phone);
    hand.tap("scan", &[]);
    hand.scan("PS-9002");
    assert!(matches!(hand.route(), Route::Take { serial: Some(_), .. }), "{:?}", hand.route());
    hand.tap("request", &[]);
    let (taps, typed) = hand.count();
    assert!(taps <= 3 && typed == 0, "{taps} taps, {typed} typed");
    assert_eq!(takes(&phone)[0].status, Some(TakeStatus::Requested));
}

/// Nothing is asked again that the label said; the reason is, as none is proposed.
#[test]
fn in_an_emergency_the_label_and_the_reason_are_enough() {
    let phone = Phone::ready(Lang::En);
    let mut hand = Hand::new(&phone);
    hand.tap("scan", &[]);
    hand.scan("PS-9002");
    let screen = hand.screen();
    let offer = screen.offer("take_first").unwrap();
    let open = offer.fields.iter().chain(&offer.button.ask).filter(|field| field.required && field.value.is_empty());
    assert_eq!(open.map(|field| field.key.as_str()).collect::<Vec<_>>(), ["reason"]);
    assert!(offer.button.confirm.is_empty(), "the asking is the question");
    phone.app().act(&offer.button.action, &offer.entries(&[("reason", "night")])).unwrap();
    let take = &takes(&phone)[0];
    assert_eq!(take.lines[&1].serials().collect::<Vec<_>>(), ["PS-9002"]);
}
