//! Parts by taps: asking, taking first, scanning back, codes that nobody knows.

use super::aside;
use super::day;
use super::kit::*;
use crate::domain::parts::{Card, Take};
use crate::domain::people::Role;
use crate::kernel::Flag;
use crate::screens::*;
use crate::text::Lang;

fn takes(phone: &Phone) -> Vec<Take> {
    phone.app().store().all::<Take>().unwrap().into_iter().map(|(_, folded)| folded.state).collect()
}

fn give_back(phone: &Phone, code: &str, label: &str) -> Outcome {
    let route = Route::Return { debt: None, code: Some(code.to_owned()) };
    let Screen::Return(screen) = phone.screen(route.clone()) else { panic!() };
    let mut typed: Vec<Entry> =
        screen.back.fields.iter().map(|field| Entry::new(field.key.clone(), field.value.clone())).collect();
    typed.retain(|entry| entry.key != "label");
    typed.push(Entry::new("label", label));
    phone.app().act(&screen.back.button.unwrap().action, &typed).unwrap()
}

#[test]
fn a_request_waits_for_the_store_keeper() {
    let phone = Phone::ready(Lang::En);
    let part = supply().to_string();
    let place = store_room().to_string();
    let typed = [("part", part.as_str()), ("quantity", "1"), ("place", place.as_str())];
    phone.tap(Route::Take { job: Some(job_text()), card: None, serial: None }, "request", &typed);
    let Screen::PartsBag(bag) = phone.screen(Route::PartsBag) else { panic!() };
    assert_eq!((bag.slips.rows.len(), bag.bag.rows.len(), bag.debts.rows.len()), (1, 0, 0));
    assert_eq!(bag.slips.rows[0].trailing, "Waiting for approval");
}

#[test]
fn absurd_quantities_are_refused() {
    let phone = Phone::ready(Lang::En);
    let (part, place) = (supply().to_string(), store_room().to_string());
    for (quantity, expected) in [
        ("0", "quantity_not_positive"),
        ("-2", "quantity_not_positive"),
        ("9999999", "quantity_absurd"),
        ("two", "field_unreadable"),
    ] {
        let typed = [("part", part.as_str()), ("quantity", quantity), ("place", place.as_str())];
        let route = Route::Take { job: None, card: None, serial: None };
        assert_eq!(phone.try_tap(route, "request", &typed).unwrap_err().code, expected);
    }
    assert!(takes(&phone).is_empty());
}

#[test]
fn the_faulty_part_scanned_back_is_on_its_way_until_the_keeper_receives_it() {
    let mut phone = Phone::ready(Lang::En);
    day::to_leaving(&phone);
    day::leave(&phone);
    day::work(&phone);
    let Screen::PartsBag(bag) = phone.screen(Route::PartsBag) else { panic!() };
    assert_eq!(bag.bag.rows.len(), 1, "the old part lies in the bag: {:#?}", bag.bag);
    assert!(bag.bag.rows[0].detail.contains("PS-OLD-3"));
    let outcome = give_back(&phone, "PS-OLD-3", "bad");
    assert!(outcome.notice.unwrap().contains("On its way"));
    let Screen::PartsBag(bag) = phone.screen(Route::PartsBag) else { panic!() };
    for row in [&bag.bag.rows[0], &bag.debts.rows[0]] {
        assert!(row.tone == Tone::Info && row.detail.contains("on its way"), "{row:#?}");
    }
    assert!(bag.debts.rows[0].buttons.is_empty() && bag.debts.rows[0].open.is_none(), "nothing is left to do");
    assert!(phone.job_screen().parts.rows[0].trailing.contains("on its way"));
    // The keeper has it in hand: one tap, or its label.
    aside::become_a(&mut phone, Role::StockKeeper);
    let Screen::Stock(stock) = phone.screen(Route::Stock) else { panic!() };
    assert!(stock.debts.rows.is_empty() && stock.on_its_way.rows[0].detail.contains("PS-OLD-3"), "{stock:#?}");
    let scanned = Route::Return { debt: None, code: Some("PS-OLD-3".into()) };
    let Screen::Return(screen) = phone.screen(scanned) else { panic!() };
    let value = |key: &str| screen.back.fields.iter().find(|field| field.key == key).unwrap().value.clone();
    assert_eq!(
        (value("person"), value("label"), value("part")),
        (me().to_string(), "bad".into(), supply().to_string())
    );
    assert!(screen.head.banners.iter().all(|banner| !banner.text.contains("owes")), "{:#?}", screen.head.banners);
    phone.tap(Route::Stock, "receive_sent", &[]);
    let Screen::Stock(stock) = phone.screen(Route::Stock) else { panic!() };
    assert_eq!((stock.on_its_way.rows.len(), stock.quarantine.rows.len()), (0, 1));
    let all = takes(&phone);
    assert!(all.iter().all(|take| take.lines.values().all(|line| line.open() == 0)), "{all:#?}");
    assert_eq!(all.iter().flat_map(|take| &take.flags).count(), 0);
}

#[test]
fn an_overdue_debt_is_shown_as_such() {
    let phone = Phone::ready(Lang::En);
    day::take_first(&phone);
    phone.wait(4 * 24 * 60);
    let Screen::Today(today) = phone.screen(Route::Today) else { panic!() };
    assert_eq!(today.debts.rows[0].tone, Tone::Bad);
    assert!(today.debts.rows[0].trailing.ends_with("overdue"), "{:?}", today.debts.rows[0]);
    phone.tap(Route::PartsBag, "file", &[("number", "LL-7")]);
    let Screen::Today(today) = phone.screen(Route::Today) else { panic!() };
    assert!(today.papers.rows.is_empty());
    phone.tap(Route::Today, "explain", &[("reason", "left with the customer")]);
    let Screen::Today(today) = phone.screen(Route::Today) else { panic!() };
    assert!(today.debts.rows.is_empty());
}

#[test]
fn a_part_that_was_never_taken_is_taken_in_and_flagged() {
    let mut phone = Phone::ready(Lang::En);
    let route = Route::Return { debt: None, code: Some("PSU-24".into()) };
    let Screen::Return(screen) = phone.screen(route) else { panic!() };
    assert!(screen.head.banners.iter().any(|banner| banner.text.contains("not due back")));
    let outcome = give_back(&phone, "PSU-24", "good");
    assert!(outcome.notice.unwrap().contains("On its way"));
    aside::become_a(&mut phone, Role::StockKeeper);
    phone.tap(Route::Stock, "receive_sent", &[]);
    let flags: Vec<Flag> = takes(&phone).into_iter().flat_map(|take| take.flags).collect();
    assert_eq!(flags.iter().map(|flag| flag.code.as_str()).collect::<Vec<_>>(), ["returned_never_taken"]);
}

#[test]
fn a_part_taken_below_zero_is_a_fact_and_flagged() {
    let phone = Phone::ready(Lang::En);
    day::take_first(&phone);
    let (part, place) = (supply().to_string(), store_room().to_string());
    for serial in ["PS-9002", "PS-9003"] {
        let typed = [
            ("part", part.as_str()),
            ("quantity", "1"),
            ("place", place.as_str()),
            ("serial", serial),
            ("reason", "night"),
        ];
        phone.tap(Route::Take { job: None, card: None, serial: None }, "take_first", &typed);
    }
    let Screen::PartsBag(bag) = phone.screen(Route::PartsBag) else { panic!() };
    assert_eq!(bag.bag.rows.len(), 3);
    let flags: Vec<Flag> = takes(&phone).into_iter().flat_map(|take| take.flags).collect();
    assert!(flags.iter().any(|flag| flag.code == "take_below_zero"), "{flags:?}");
}

#[test]
fn a_scanned_code_leads_to_what_it_names() {
    let phone = Phone::ready(Lang::En);
    let typed = |purpose: ScanFor, code: &str| {
        let action = Action::Scan { purpose, action: ScanAction::Typed };
        phone.app().act(&action, &entries(&[("code", code)])).unwrap().route
    };
    assert_eq!(typed(ScanFor::Find, "PTZ-0117"), Some(job_route()), "a machine leads to its open job");
    assert_eq!(typed(ScanFor::Find, "SH-D1-7"), Some(job_route()));
    // One label is enough: the piece's number goes along with its card.
    let take = Route::Take { job: Some(job_text()), card: Some(supply().to_string()), serial: Some("PS-9002".into()) };
    assert_eq!(typed(ScanFor::Take { job: Some(job_text()) }, "(01)06901234567892(21)PS-9002"), Some(take));
    let label = phone
        .app()
        .act(&Action::Scan { purpose: ScanFor::Enrol, action: ScanAction::Typed }, &entries(&[("code", "PTZ")]));
    assert_eq!(label.unwrap_err().code, "enrol_not_a_link");
}

#[test]
fn a_code_in_a_picture_and_in_a_frame_is_read() {
    let phone = Phone::ready(Lang::En);
    let png = fettle_media::Label::new("SH-D1-7", &["SH-D1-7".to_owned()]).unwrap().to_png(8).unwrap();
    let picture = Action::Scan { purpose: ScanFor::Find, action: ScanAction::Picture { bytes: png } };
    assert_eq!(phone.app().act(&picture, &[]).unwrap().route, Some(job_route()));
    let frame = |luma: Vec<u8>| {
        let action = ScanAction::Frame { width: 64, height: 64, stride: 64, luma, thorough: false };
        phone.app().act(&Action::Scan { purpose: ScanFor::Find, action }, &[])
    };
    assert_eq!(frame(vec![200; 64 * 64]).unwrap(), Outcome::default(), "nothing in the frame is no error");
    assert_eq!(frame(vec![200; 100]).unwrap_err().code, "luma_size_mismatch");
    let blank = Action::Scan { purpose: ScanFor::Find, action: ScanAction::Picture { bytes: phone_photo() } };
    assert_eq!(phone.app().act(&blank, &[]).unwrap_err().code, "code_not_found");
}

#[test]
fn an_unknown_code_is_bound_to_a_part_on_the_spot() {
    let phone = Phone::ready(Lang::En);
    let purpose = ScanFor::Take { job: None };
    let typed = Action::Scan { purpose: purpose.clone(), action: ScanAction::Typed };
    let route = phone.app().act(&typed, &entries(&[("code", "ACME-77")])).unwrap().route.unwrap();
    let Screen::Scan(screen) = phone.screen(route.clone()) else { panic!() };
    assert_eq!(screen.unknown, "ACME-77");
    let outcome = phone.tap(route, "bind", &[("part", &supply().to_string())]);
    assert_eq!(outcome.route, Some(Route::Take { job: None, card: Some(supply().to_string()), serial: None }));
    let card: Card = phone.app().store().get(supply().uuid()).unwrap().unwrap().state;
    assert!(card.bound.contains("ACME-77"));
}
