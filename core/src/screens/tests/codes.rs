//! Codes as they stand on labels: which card, which serial number, and what is asked.

use super::day;
use super::inputs::{begin_patrol, check};
use super::keeper::{plug, store};
use super::kit::*;
use crate::domain::ids::{CardId, EquipmentId, PlaceId};
use crate::domain::jobs::Job;
use crate::domain::parts::{Card, CardDetails, CardEvent, MovementDetails, MovementEvent};
use crate::domain::sites::{EquipmentDetails, EquipmentEvent};
use crate::domain::values::{Bilingual, Quantity};
use crate::kernel::Subject;
use crate::screens::*;
use crate::text::Lang;
use fettle_media::Luma;
use uuid::Uuid;

/// A camera beside the power supply: another card with serial numbers.
fn ptz() -> CardId {
    id(45)
}

fn register(phone: &mut Phone, card: CardId, number: &str, codes: &[&str]) {
    let details = CardDetails {
        name: Bilingual::new(format!("{number} 备件"), format!("Part {number}")),
        serialised: true,
        codes: codes.iter().map(|code| (*code).to_owned()).collect(),
        ..card_details(number)
    };
    phone.hub_sends(manager(), Subject::new("card", card.uuid()), &CardEvent::Registered { details });
}

/// A piece that lies somewhere.
fn lies(phone: &mut Phone, n: u128, card: CardId, serial: &str, at: PlaceId) {
    let details =
        MovementDetails { serial: Some(serial.into()), ..MovementDetails::opening(card, Quantity::pieces(1), at) };
    phone.hub_sends(manager(), Subject::new("movement", id::<Uuid>(n)), &MovementEvent::Recorded { details });
}

/// A keeper's phone with a camera card of this trade item number, and pieces of it in the store.
fn with_pieces(gtin: &str, serials: &[&str]) -> Phone {
    let mut phone = store(Lang::En);
    register(&mut phone, ptz(), "PTZ-600", &[gtin]);
    for (n, serial) in serials.iter().enumerate() {
        lies(&mut phone, 200 + n as u128, ptz(), serial, store_room());
    }
    phone
}

fn counting() -> ScanFor {
    ScanFor::Count { place: store_room().to_string() }
}
fn typed(phone: &Phone, purpose: ScanFor, code: &str) -> Result<Outcome, AppError> {
    phone.wait(1);
    phone.app().act(&Action::Scan { purpose, action: ScanAction::Typed }, &entries(&[("code", code)]))
}
fn picture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/testdata/codes/{name}.png", env!("CARGO_MANIFEST_DIR"))).unwrap()
}
fn look(phone: &Phone, purpose: ScanFor, name: &str) -> Outcome {
    let action = ScanAction::Picture { bytes: picture(name) };
    phone.app().act(&Action::Scan { purpose, action }, &[]).unwrap()
}
/// Counted pieces: serial numbers.
fn counted(phone: &Phone) -> Vec<String> {
    let Screen::Stocktake(screen) = phone.screen(Route::Stocktake { place: store_room().to_string() }) else {
        panic!()
    };
    let lines = screen.lines.rows.iter().filter(|row| row.buttons.iter().any(|button| button.key == "forget"));
    lines.map(|row| row.detail.split(['、', ',']).next().unwrap().trim().to_owned()).collect()
}
fn found(phone: &Phone, outcome: &Outcome) -> Vec<Row> {
    let Some(route @ Route::Scan { .. }) = &outcome.route else { panic!("{outcome:?}") };
    let Screen::Scan(screen) = phone.screen(route.clone()) else { panic!() };
    assert!(screen.unknown.is_empty() == screen.bind.is_none());
    screen.found.rows
}
fn returned(phone: &Phone, code: &str) -> (String, String) {
    let Screen::Return(screen) = phone.screen(Route::Return { debt: None, code: Some(code.into()) }) else { panic!() };
    let value = |key: &str| screen.back.fields.iter().find(|field| field.key == key).unwrap().value.clone();
    (value("part"), value("serial"))
}

#[test]
fn a_plain_serial_number_that_begins_like_gs1_is_counted_whole() {
    let serials = ["210235293310B5000001", "2229043001234", "10D9T", "30012345", "91AB77", "2400117", "2112345678"];
    let phone = with_pieces("6901230000010", &serials);
    for serial in serials {
        typed(&phone, counting(), serial).unwrap();
        assert_eq!(returned(&phone, serial), (ptz().to_string(), serial.to_owned()));
    }
    let mut seen = counted(&phone);
    seen.sort();
    let mut all = serials.to_vec();
    all.sort_unstable();
    assert_eq!(seen, all);
    let Screen::Stocktake(screen) = phone.screen(Route::Stocktake { place: store_room().to_string() }) else {
        panic!()
    };
    assert!(screen.differences.rows.is_empty(), "no phantom: {:?}", screen.differences.rows);
    // And read by the camera.
    let phone = with_pieces("6901230000010", &["210235293310B5000001"]);
    look(&phone, counting(), "plain-21");
    assert_eq!(counted(&phone), ["210235293310B5000001"]);
}

#[test]
fn a_gs1_code_gives_card_and_serial_everywhere() {
    let phone = with_pieces("6901230000010", &["PTZ-600-DB-IN001"]);
    look(&phone, counting(), "gs1-datamatrix");
    assert_eq!(counted(&phone), ["PTZ-600-DB-IN001"]);
    let scanned = "]d2010690123000001010L7\u{1D}21PTZ-600-DB-IN001";
    assert_eq!(returned(&phone, scanned), (ptz().to_string(), "PTZ-600-DB-IN001".to_owned()));
    let outcome = typed(&phone, ScanFor::Take { job: None }, scanned).unwrap();
    let serial = Some("PTZ-600-DB-IN001".to_owned());
    assert_eq!(outcome.route, Some(Route::Take { job: None, card: Some(ptz().to_string()), serial }));
}

#[test]
fn a_field_for_a_serial_number_takes_it_out_of_the_code_and_refuses_a_kind() {
    let mut phone = Phone::ready(Lang::En);
    register(&mut phone, ptz(), "PTZ-600", &["6901230000010"]);
    lies(&mut phone, 200, ptz(), "PTZ-600-DB-IN001", store_room());
    let scanned = "]d2010690123000001010L7\u{1D}21PTZ-600-DB-IN001";
    let route = Route::Take { job: None, card: None, serial: None };
    let take = |serial: &str| {
        let typed = [
            ("part", ptz().to_string()),
            ("quantity", "1".into()),
            ("place", store_room().to_string()),
            ("serial", serial.to_owned()),
            ("reason", "offline".into()),
        ];
        let typed: Vec<(&str, &str)> = typed.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let button = find_button(&phone.screen(route.clone()), "take_first").unwrap();
        phone.app().act(&button.action, &entries(&typed))
    };
    // A code that says which kind it is, and not which piece.
    for kind in ["(01)06901230000010", "]E06901230000010", "6901230000010", "PTZ-600"] {
        let refused = take(kind).unwrap_err();
        assert_eq!(
            (refused.code.as_str(), refused.field.as_deref()),
            ("code_without_serial", Some("serial")),
            "{kind}"
        );
    }
    assert_eq!(take("]d20106901230000019").unwrap_err().code, "gs1_check_digit");
    take(scanned).unwrap();
    let moved = phone.app().store().by_code("PTZ-600-DB-IN001").unwrap();
    assert_eq!(moved.iter().filter(|subject| subject.kind() == "movement").count(), 2, "in and out under one number");
    assert!(phone.app().store().by_code(scanned).unwrap().is_empty());
}

#[test]
fn the_kind_decides_between_two_pieces_with_one_serial_number_and_without_it_a_person() {
    let mut phone = with_pieces("6901230000010", &["00003"]);
    lies(&mut phone, 300, supply(), "00003", store_room());
    // (01) of the supply, whose card has 6901234567892.
    let supplys = "(01)06901234567892(21)00003";
    assert_eq!(returned(&phone, supplys), (supply().to_string(), "00003".to_owned()));
    typed(&phone, counting(), supplys).unwrap();
    let outcome = typed(&phone, counting(), "00003").unwrap();
    let rows = found(&phone, &outcome);
    assert_eq!(rows.len(), 2, "asked: {rows:?}");
    assert_eq!(counted(&phone).len(), 1);
    let camera = rows.iter().find(|row| row.detail == "PTZ-600").unwrap();
    phone.app().act(&camera.buttons[0].action, &[]).unwrap();
    assert_eq!(counted(&phone).len(), 2);
    // A return asks in its own form.
    assert_eq!(returned(&phone, "00003"), (String::new(), "00003".to_owned()));
    assert_eq!(found(&phone, &typed(&phone, ScanFor::Take { job: None }, "00003").unwrap()).len(), 2);
}

#[test]
fn all_forms_of_a_trade_item_number_meet() {
    for gtin in ["6901230000010", "06901230000010"] {
        let phone = with_pieces(gtin, &[]);
        for scanned in
            ["6901230000010", "06901230000010", "]E06901230000010", "(01)06901230000010", "(01)06901230000010(21)SN1"]
        {
            let take = typed(&phone, ScanFor::Take { job: None }, scanned).unwrap();
            let Some(Route::Take { card, .. }) = take.route else { panic!("{gtin} {scanned}") };
            assert_eq!(card, Some(ptz().to_string()), "{gtin} {scanned}");
        }
    }
    let phone = with_pieces("614141123452", &[]);
    for scanned in ["614141123452", "]E00614141123452", "(01)00614141123452"] {
        assert_eq!(returned(&phone, scanned), (ptz().to_string(), String::new()), "{scanned}");
    }
}

#[test]
fn a_retail_bar_code_never_becomes_a_serial_number() {
    let phone = with_pieces("6901230000010", &[]);
    // Of an unknown kind, of a known one.
    assert_eq!(returned(&phone, "]E04006381333931"), (String::new(), String::new()));
    assert_eq!(returned(&phone, "]E06901230000010"), (ptz().to_string(), String::new()));
    assert_eq!(typed(&phone, counting(), "]E06901230000010").unwrap_err().code, "serial_missing");
    // A piece that the books have under such a number is found all the same.
    let phone = with_pieces("6901230000010", &["4006381333931"]);
    assert_eq!(returned(&phone, "4006381333931"), (ptz().to_string(), "4006381333931".to_owned()));
}

#[test]
fn one_bad_element_is_told_and_the_piece_is_counted() {
    let phone = with_pieces("6901230000010", &["PTZ-600-DB-IN001"]);
    for (code, told) in [
        ("(01)06901230000010(17)000000(21)PTZ-600-DB-IN001", "(17)"),
        ("(01)06901230000019(21)PTZ-600-DB-IN001", "(01)"),
    ] {
        let outcome = typed(&phone, counting(), code).unwrap();
        assert!(outcome.notice.as_deref().unwrap().contains(told), "{outcome:?}");
        assert_eq!(counted(&phone), ["PTZ-600-DB-IN001"]);
    }
    for code in
        ["(01)06901230000010(712)7098690(21)PTZ-600-DB-IN001", "010690123000001021PTZ-600-DB-IN001\u{1D}7127098690"]
    {
        assert_eq!(returned(&phone, code), (ptz().to_string(), "PTZ-600-DB-IN001".to_owned()));
    }
}

#[test]
fn what_is_invisible_or_full_width_is_one_label_and_the_books_spelling_goes_on() {
    let phone = with_pieces("6901230000010", &["ＦＪ－０１", "FJ-0\u{200B}2"]);
    assert_eq!(returned(&phone, "FJ-01"), (ptz().to_string(), "ＦＪ－０１".to_owned()));
    assert_eq!(returned(&phone, "(01)06901230000010(21)FJ-01").1, "ＦＪ－０１");
    for code in ["FJ-01", "\u{200E}FJ-01", "FJ-02"] {
        typed(&phone, counting(), code).unwrap();
    }
    let Screen::Stocktake(screen) = phone.screen(Route::Stocktake { place: store_room().to_string() }) else {
        panic!()
    };
    assert!(screen.differences.rows.is_empty(), "{:?}", screen.differences.rows);
    assert_eq!(counted(&phone).len(), 2);
    // Typed into a field: nothing invisible is kept.
    assert_eq!(returned(&phone, "\u{200E}NEW-1\u{200B}"), (String::new(), "NEW-1".to_owned()));
}

#[test]
fn gs1_content_that_lost_its_marks_is_believed_where_its_number_is_a_cards() {
    let phone = with_pieces("6901230000010", &["SN77"]);
    assert_eq!(returned(&phone, "010690123000001021SN77"), (ptz().to_string(), "SN77".to_owned()));
    // Without the separator the batch swallows the serial number: nothing is made up of it.
    assert_eq!(returned(&phone, "010690123000001010L721SN77"), (ptz().to_string(), String::new()));
    assert_eq!(typed(&phone, counting(), "010690123000001010L721SN77").unwrap_err().code, "serial_missing");
    // Nobody's number, or a symbol that says that it is plain.
    for plain in ["010400638133393121SN77", "]C0010690123000001021SN77"] {
        assert_eq!(returned(&phone, plain).0, String::new());
    }
}

#[test]
fn a_makers_message_gives_part_and_serial() {
    let phone = with_pieces("6901230000010", &["000123"]);
    let message = "[)>\u{1E}06\u{1D}1PPTZ-600\u{1D}S000123\u{1D}Q1\u{1E}\u{4}";
    assert_eq!(returned(&phone, message), (ptz().to_string(), "000123".to_owned()));
    typed(&phone, counting(), message).unwrap();
    assert_eq!(counted(&phone), ["000123"]);
}

#[test]
fn of_several_codes_on_a_label_the_known_one_counts_else_a_person_is_asked() {
    let mut phone = store(Lang::En);
    look(&phone, counting(), "label-mac-serial-part");
    assert_eq!(counted(&phone), ["PS-9001"], "neither the MAC nor the part number");
    let outcome = look(&phone, ScanFor::Find, "label-unknown");
    let rows = found(&phone, &outcome);
    let shown: Vec<&str> = rows.iter().map(|row| row.title.as_str()).collect();
    assert_eq!(shown, ["00:1A:2B:3C:4D:5E", "XX-1205", "ZZ-7001"]);
    let chosen = phone.app().act(&rows[2].buttons[0].action, &[]).unwrap();
    let Some(Route::Scan { unknown: Some(code), .. }) = &chosen.route else { panic!("{chosen:?}") };
    assert!(code.ends_with("ZZ-7001"));
    let Screen::Scan(screen) = phone.screen(chosen.route.clone().unwrap()) else { panic!() };
    assert_eq!(screen.unknown, "ZZ-7001", "without what the scanner adds");
    // The part number alone is known: it says the part.
    register(&mut phone, ptz(), "XX-1205", &[]);
    let outcome = look(&phone, ScanFor::Take { job: None }, "label-unknown");
    assert_eq!(outcome.route, Some(Route::Take { job: None, card: Some(ptz().to_string()), serial: None }));
}

#[test]
fn a_field_gets_the_piece_and_never_the_kind() {
    let phone = with_pieces("6901230000010", &[]);
    let read = |name: &str| {
        let (width, height, luma) = luma(&picture(name));
        phone.app().read_code(&Luma { width, height, stride: width, bytes: &luma }, true).unwrap()
    };
    assert_eq!(read("gs1-datamatrix"), ["PTZ-600-DB-IN001"]);
    assert_eq!(read("plain-21"), ["210235293310B5000001"]);
    assert_eq!(read("ean"), Vec::<String>::new());
    assert_eq!(read("label-mac-serial-part"), ["PS-9001"]);
    assert_eq!(read("label-unknown"), ["00:1A:2B:3C:4D:5E", "XX-1205", "ZZ-7001"], "the person chooses");
}

/// A picture's brightness as a camera gives it.
fn luma(file: &[u8]) -> (u32, u32, Vec<u8>) {
    fettle_media::sample::luma(file).unwrap()
}

#[test]
fn what_is_bound_is_what_the_next_piece_has_too() {
    let phone = store(Lang::En);
    let purpose = ScanFor::Find;
    let outcome = typed(&phone, purpose.clone(), "(01)06901230000010(21)SN1").unwrap();
    let Screen::Scan(screen) = phone.screen(outcome.route.unwrap()) else { panic!() };
    let bind = screen.bind.unwrap().button.unwrap();
    phone.app().act(&bind.action, &entries(&[("part", &plug().to_string())])).unwrap();
    let card = phone.app().store().get::<Card>(plug().uuid()).unwrap().unwrap().state;
    assert!(card.bound.contains("06901230000010"), "{:?}", card.bound);
    for next in ["(01)06901230000010(21)SN2", "]E06901230000010"] {
        assert_eq!(returned(&phone, next).0, plug().to_string());
    }
}

#[test]
fn a_whole_text_in_the_books_decides_before_it_is_taken_apart() {
    let mut phone = with_pieces("6901230000010", &[]);
    lies(&mut phone, 310, supply(), "(01)06901230000010(21)X1", store_room());
    assert_eq!(
        returned(&phone, "(01)06901230000010(21)X1"),
        (supply().to_string(), "(01)06901230000010(21)X1".to_owned())
    );
}

#[test]
fn a_replacement_takes_both_serial_numbers_out_of_their_codes() {
    let phone = Phone::ready(Lang::En);
    day::to_leaving(&phone);
    day::leave(&phone);
    phone.wait(40);
    phone.tap(job_route(), "arrive", &[]);
    phone.tap(job_route(), "start", &[]);
    phone.tap(job_route(), "backup", &[("decision", "consented"), ("by", "Chen"), ("remark", "")]);
    phone.take_photo(PhotoFor::Evidence { job: job_text(), equipment: Some(camera().to_string()) }, "0 V");
    let replace = |serial_in: &str, serial_out: &str| {
        let typed = [
            ("equipment", camera().to_string()),
            ("part", format!("{}/PS-9001", supply())),
            ("quantity", "1".into()),
            ("serial_in", serial_in.to_owned()),
            ("serial_out", serial_out.to_owned()),
            ("label", "bad".into()),
        ];
        let typed: Vec<(&str, &str)> = typed.iter().map(|(key, value)| (*key, value.as_str())).collect();
        phone.try_tap(job_route(), "replace", &typed)
    };
    let old = "]d2010690123000001010L7\u{1D}21PS-OLD-3";
    for (bad_in, bad_out, field) in
        [("]E06901234567892", old, "serial_in"), ("PS-9001", "(01)06901230000010", "serial_out")]
    {
        let refused = replace(bad_in, bad_out).unwrap_err();
        assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("code_without_serial", Some(field)));
    }
    replace("(01)06901234567892(21)PS-9001", old).unwrap();
    let job: Job = phone.app().store().get(job().uuid()).unwrap().unwrap().state;
    let kept = serde_json::to_string(&job).unwrap();
    assert!(
        kept.contains(r#""PS-9001""#)
            && kept.contains(r#""PS-OLD-3""#)
            && !kept.contains("PS-OLD-3\\")
            && !kept.contains("06901")
    );
    let moved =
        |serial: &str| phone.app().store().by_code(serial).unwrap().iter().filter(|s| s.kind() == "movement").count();
    assert_eq!(
        (moved("PS-9001"), moved("PS-OLD-3"), moved(old)),
        (3, 1, 0),
        "opened, taken, built in; the old one in the bag"
    );
}

#[test]
fn a_checklists_reading_is_the_piece_and_no_control_characters() {
    let mut phone = Phone::ready(Lang::En);
    let details = EquipmentDetails {
        site: id(11),
        pn: "UPS-1".into(),
        sn: String::new(),
        name: Bilingual::new("UPS", "UPS"),
        class: "ups".into(),
        place: "机房".into(),
        parent: None,
        installed: None,
        warranty_end: None,
        life_end: None,
        contract: None,
    };
    phone.hub_sends(manager(), id::<EquipmentId>(22).into(), &EquipmentEvent::Registered { details });
    let id = begin_patrol(&phone);
    let Screen::Checklist(screen) = phone.screen(Route::Checklist { check: id.clone() }) else { panic!() };
    let items = screen.groups.iter().flat_map(|group| &group.items);
    let slot = items.filter(|item| item.slot.starts_with("ups_serial")).map(|item| item.slot.clone()).next().unwrap();
    let said = || check(&phone, &id).answer(&slot.parse().unwrap()).unwrap().value.text();
    let scan = ScanFor::Item { check: id.clone(), slot: slot.clone() };
    typed(&phone, scan, "]d2010690123000001010L7\u{1D}21UPS-77").unwrap();
    assert_eq!(said(), "UPS-77");
    let answer = Action::Check { check: id.clone(), action: CheckAction::Answer { slot: slot.clone() } };
    phone.app().act(&answer, &entries(&[("answer", "[)>\u{1E}06\u{1D}1PUPS\u{1D}SUPS-78\u{1E}\u{4}")])).unwrap();
    assert_eq!(said(), "UPS-78");
    phone.app().act(&answer, &entries(&[("answer", "\u{200E}210235\u{200B}")])).unwrap();
    assert_eq!(said(), "210235");
}
