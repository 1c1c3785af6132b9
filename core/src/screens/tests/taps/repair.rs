//! A whole plain repair, from my day to the customer's signature: nothing replaced, nothing wrong in the lists.

use super::Hand;
use crate::domain::jobs::{Job, Status};
use crate::screens::tests::day;
use crate::screens::tests::kit::*;
use crate::screens::*;
use crate::text::Lang;

/// A whole plain repair, at most: taps and typed fields.
const REPAIR: (usize, usize) = (75, 8);
/// Cause, done, signed, at most.
const END: (usize, usize) = (8, 2);

/// Back on the job, by as many taps as it takes.
fn to_the_job(hand: &mut Hand<'_>) {
    while hand.route() != job_route() {
        hand.back();
    }
}

/// Answers what a list asks, each item where it stands.
fn fill(hand: &mut Hand<'_>) {
    for _ in 0..100 {
        let groups = match hand.screen() {
            Screen::ReadyToLeave(screen) => screen.groups,
            Screen::Checklist(screen) => screen.groups,
            other => panic!("no list: {other:?}"),
        };
        let open = groups.into_iter().flat_map(|group| group.items).find(|item| item.required && !item.done);
        let Some(item) = open else { return };
        let Some(field) = item.fields.iter().find(|field| field.key == "answer") else {
            hand.tap_at(&item.slot, "photo", &[]);
            hand.photograph();
            hand.back();
            continue;
        };
        let value = match field.kind {
            FieldKind::Choice => field.choices[0].key.clone(),
            FieldKind::LongText | FieldKind::Text => "正常".to_owned(),
            _ if !field.min.is_empty() => field.min.clone(),
            _ if !field.max.is_empty() => field.max.clone(),
            _ => "1".to_owned(),
        };
        hand.tap_at(&item.slot, "answer", &[("answer", &value)]);
    }
    panic!("the list never ends");
}

fn to_work(hand: &mut Hand<'_>) {
    hand.open(&job_text());
    hand.tap("ready", &[]);
    hand.tap("begin", &[]);
    fill(hand);
    hand.tap("leave", &[]);
    hand.tap("arrive", &[]);
    hand.tap("start", &[]);
    hand.tap("backup", &[("decision", "not_applicable")]);
    hand.tap("evidence_photo", &[]);
    hand.photograph();
    to_the_job(hand);
    hand.tap("check_repair_check", &[]);
    fill(hand);
    hand.tap("complete", &[]);
    to_the_job(hand);
}

fn to_the_end(hand: &mut Hand<'_>) {
    hand.tap("cause", &[("cause", "front_end_quality"), ("diagnosis", "接头氧化")]);
    hand.tap("complete", &[("summary", "图像恢复")]);
    hand.sign(&[]);
}

#[test]
fn a_plain_repair_is_few_taps_and_little_typing() {
    let phone = Phone::ready(Lang::Zh);
    // Judged, planned and agreed before; what was taken is given back unused and is no part of it.
    day::to_leaving(&phone);
    let mut hand = Hand::new(&phone);
    to_work(&mut hand);
    to_the_end(&mut hand);
    let job = phone.app().store().get::<Job>(job().uuid()).unwrap().unwrap().state;
    assert_eq!(job.status(), Status::Signed);
    assert_eq!(job.open_flags().count(), 0, "{:?}", job.flags);
    let (taps, typed) = hand.count();
    assert!(taps <= REPAIR.0 && typed <= REPAIR.1, "{taps} taps, {typed} typed");
}

#[test]
fn cause_done_and_signed() {
    let phone = Phone::ready(Lang::Zh);
    day::to_leaving(&phone);
    let mut hand = Hand::new(&phone);
    to_work(&mut hand);
    hand.count();
    to_the_end(&mut hand);
    let (taps, typed) = hand.count();
    assert!(taps <= END.0 && typed <= END.1, "{taps} taps, {typed} typed");
}
