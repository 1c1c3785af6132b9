//! The stock keeper on the phone: a return taken in, an inspection, a count.

use super::aside::become_a;
use super::day;
use super::kit::*;
use crate::domain::ids::{CardId, PlaceId};
use crate::domain::parts::{
    Card, CardClass, CardDetails, CardEvent, MovementDetails, MovementEvent, PlaceDetails, PlaceEvent, PlaceKind, Take,
};
use crate::domain::people::Role;
use crate::domain::values::{Bilingual, Quantity};
use crate::kernel::Subject;
use crate::screens::*;
use crate::text::Lang;
use std::collections::BTreeSet;

pub fn plug() -> CardId {
    id(41)
}
fn repair_shop() -> PlaceId {
    id(53)
}
fn scrap_yard() -> PlaceId {
    id(54)
}

/// An engineer owes a part; from then on it is the keeper's phone. Ten plugs lie in the store beside one power supply.
pub fn store(lang: Lang) -> Phone {
    let mut phone = Phone::ready(lang);
    day::take_first(&phone);
    become_a(&mut phone, Role::StockKeeper);
    let details = CardDetails {
        name: Bilingual::new("水晶头", "Plug"),
        model: "Cat6".into(),
        class: CardClass::Bought,
        codes: BTreeSet::from(["6900000000010".to_owned()]),
        ..card_details("RJ-45")
    };
    phone.hub_sends(manager(), Subject::new("card", plug().uuid()), &CardEvent::Registered { details });
    for (at, kind, zh, en) in [
        (repair_shop(), PlaceKind::SupplierRepair, "厂家维修", "Repair shop"),
        (scrap_yard(), PlaceKind::Scrap, "报废区", "Scrap"),
    ] {
        let name = Bilingual::new(zh, en);
        let details = PlaceDetails { kind, name, centre: Some(id(3)), person: None, bin: String::new() };
        phone.hub_sends(manager(), at.into(), &PlaceEvent::Opened { details });
    }
    let details = MovementDetails::opening(plug(), Quantity::pieces(10), store_room());
    phone.hub_sends(manager(), Subject::new("movement", id::<uuid::Uuid>(62)), &MovementEvent::Recorded { details });
    phone
}

fn stock(phone: &Phone) -> StockScreen {
    let Screen::Stock(screen) = phone.screen(Route::Stock) else { panic!() };
    screen
}
fn count(phone: &Phone) -> StocktakeScreen {
    let Screen::Stocktake(screen) = phone.screen(Route::Stocktake { place: store_room().to_string() }) else {
        panic!()
    };
    screen
}
fn scan(phone: &Phone, code: &str) -> Result<Outcome, AppError> {
    let purpose = ScanFor::Count { place: store_room().to_string() };
    phone.app().act(&Action::Scan { purpose, action: ScanAction::Typed }, &entries(&[("code", code)]))
}
/// What the take screen says that the store has.
fn booked(phone: &Phone, card: CardId) -> String {
    let route = Route::Take { job: None, card: Some(card.to_string()), serial: None };
    let Screen::Take(screen) = phone.screen(route) else { panic!() };
    screen.stock.rows[0].trailing.clone()
}

pub fn give_back(phone: &Phone) -> Outcome {
    let typed = [
        ("person", me().to_string()),
        ("part", supply().to_string()),
        ("serial", "PS-OLD-3".into()),
        ("quantity", "1".into()),
        ("label", "bad".into()),
        ("place", quarantine().to_string()),
    ];
    let typed: Vec<(&str, &str)> = typed.iter().map(|(key, value)| (*key, value.as_str())).collect();
    phone.tap(Route::Return { debt: None, code: None }, "give_back", &typed)
}

#[test]
fn only_who_keeps_a_store_sees_it() {
    let phone = Phone::ready(Lang::En);
    let Screen::Today(today) = phone.screen(Route::Today) else { panic!() };
    assert!(today.buttons.iter().all(|button| button.key != "store"));
    for route in [Route::Stock, Route::Stocktake { place: store_room().to_string() }] {
        assert_eq!(phone.app().screen(&route).unwrap_err().code, "not_allowed");
    }
    assert_eq!(scan(&phone, "RJ-45").unwrap_err().code, "not_allowed");
    let keeper = store(Lang::En);
    let Screen::Today(today) = keeper.screen(Route::Today) else { panic!() };
    assert!(today.buttons.iter().any(|button| button.key == "store"));
}

#[test]
fn a_keeper_takes_in_what_somebody_owes_and_inspects_it() {
    let mut phone = store(Lang::En);
    let owed = stock(&phone).debts.rows;
    assert!(owed.len() == 1 && owed[0].detail.contains("Zhang Wei"), "{owed:?}");
    // Who took this very piece is proposed.
    let route = Route::Return { debt: None, code: Some("PS-9001".into()) };
    let Screen::Return(screen) = phone.screen(route) else { panic!() };
    assert_eq!((screen.back.fields[0].key.as_str(), screen.back.fields[0].value.clone()), ("person", me().to_string()));
    give_back(&phone);
    let screen = stock(&phone);
    assert!(screen.debts.rows.is_empty());
    assert_eq!((screen.quarantine.rows.len(), screen.quarantine.rows[0].tone), (1, Tone::Plain));
    let lot = screen.quarantine.rows[0].open.clone().unwrap();
    // A week without inspection is too long.
    phone.wait(8 * 24 * 60);
    assert_eq!(stock(&phone).quarantine.rows[0].tone, Tone::Bad);
    let Screen::Inspect(inspect) = phone.screen(lot.clone()) else { panic!() };
    let keys: Vec<&str> = inspect.findings.iter().map(|button| button.key.as_str()).collect();
    assert_eq!(keys, ["repairable", "scrap", "available"], "what the label says first");
    assert!(inspect.findings[0].primary && !inspect.findings[2].primary);
    let conditions = &inspect.findings[2].ask.iter().find(|field| field.key == "condition").unwrap().choices;
    assert!(conditions.iter().all(|choice| choice.key != "new"), "what was faulty is not new again");
    let scrap = inspect.findings[1].clone();
    assert!(!scrap.enabled && !scrap.why_not.is_empty(), "only a manager scraps");
    phone.tap(lot.clone(), "repairable", &[("to", &repair_shop().to_string()), ("remark", "")]);
    assert_eq!(phone.app().screen(&lot).unwrap_err().code, "id_unreadable", "it lies there no more");
    let again = Action::Inspect {
        lot: match &lot {
            Route::Inspect { lot } => lot.clone(),
            other => panic!("{other:?}"),
        },
        action: InspectAction::Repairable,
    };
    let to = repair_shop().to_string();
    assert_eq!(phone.app().act(&again, &entries(&[("to", to.as_str())])).unwrap_err().code, "id_unreadable");
    let screen = stock(&phone);
    assert_eq!((screen.quarantine.rows.len(), screen.repair.rows.len()), (0, 1));
    // Repaired, inspected, and stock again.
    let back = screen.repair.rows[0].open.clone().unwrap();
    let into = [("to", store_room().to_string()), ("condition", "repaired".into()), ("remark", "tested".into())];
    let into: Vec<(&str, &str)> = into.iter().map(|(key, value)| (*key, value.as_str())).collect();
    phone.tap(back, "available", &into);
    assert_eq!(booked(&phone, supply()), "2 pcs", "PS-9002 and the repaired one");
    become_a(&mut phone, Role::Manager);
    assert!(stock(&phone).repair.rows.is_empty());
}

#[test]
fn a_return_that_the_keeper_takes_in_without_a_debt_is_accepted_and_flagged() {
    let phone = store(Lang::En);
    give_back(&phone);
    let outcome = give_back(&phone);
    assert_eq!(outcome.route, Some(Route::PartsBag));
    let takes = phone.app().store().all::<Take>().unwrap();
    let flags: Vec<String> = takes.into_iter().flat_map(|(_, take)| take.state.flags).map(|flag| flag.code).collect();
    assert_eq!(flags, ["returned_never_taken"]);
}

#[test]
fn a_count_by_scanning_shows_the_difference_and_books_it_with_a_reason() {
    let mut phone = store(Lang::En);
    let lines = count(&phone).lines.rows;
    assert_eq!(lines.len(), 2);
    let empty = |button: &Button| button.ask.iter().all(|field| field.value.is_empty());
    let blind = |row: &Row| row.trailing == "Not counted" && row.buttons.iter().all(empty);
    assert!(lines.iter().all(blind), "a count is blind: {lines:#?}");
    for _ in 0..9 {
        assert!(scan(&phone, "6900000000010").unwrap().route.is_none(), "the scanner stays open");
    }
    let said = scan(&phone, "PS-9002").unwrap().notice.unwrap();
    assert_eq!(said, "PTZ power supply: 1 pc");
    assert_eq!(scan(&phone, "PS-9002").unwrap().notice.unwrap(), "PTZ power supply PS-9002 was counted already");
    assert_eq!(scan(&phone, "PSU-24").unwrap_err().code, "serial_missing", "the card's number is no piece");
    let unknown = scan(&phone, "WHAT-1").unwrap().route;
    assert!(matches!(unknown, Some(Route::Scan { unknown: Some(_), .. })));
    // The count outlives the process; the store works on.
    phone.reopen(Lang::En);
    let screen = count(&phone);
    assert_eq!((screen.progress.done, screen.progress.total), (2, 2));
    assert_eq!(screen.differences.rows.iter().map(|row| row.trailing.as_str()).collect::<Vec<_>>(), ["1 pc missing"]);
    assert_eq!(stock(&phone).places.rows[0].trailing, "2 counted");
    let route = || Route::Stocktake { place: store_room().to_string() };
    assert_eq!(phone.try_tap(route(), "book", &[("reason", "")]).unwrap_err().code, "reason_missing");
    let done = phone.tap(route(), "book", &[("reason", "broken")]);
    assert_eq!(done.notice.as_deref(), Some("1 difference is booked"));
    assert_eq!((booked(&phone, plug()).as_str(), booked(&phone, supply()).as_str()), ("9 pcs", "1 pc"));
    let screen = count(&phone);
    assert_eq!((screen.progress.done, screen.differences.rows.len()), (0, 0));
    assert!(!screen.buttons.iter().find(|button| button.key == "book").unwrap().enabled);
}

#[test]
fn a_whole_place_is_closed_once_every_line_is_counted_or_said_to_be_gone() {
    let phone = store(Lang::En);
    let route = || Route::Stocktake { place: store_room().to_string() };
    let enabled = |key: &str| count(&phone).buttons.iter().find(|button| button.key == key).map(|one| one.enabled);
    assert_eq!(enabled("close"), Some(false), "two lines of the books are not counted");
    scan(&phone, "PS-9002").unwrap();
    let close = Action::Stocktake { place: store_room().to_string(), action: StocktakeAction::Close };
    assert_eq!(phone.app().act(&close, &entries(&[])).unwrap_err().code, "count_incomplete");
    phone.tap(route(), "nothing_else", &[]);
    assert_eq!((enabled("close"), enabled("nothing_else")), (Some(true), None));
    assert_eq!(phone.try_tap(route(), "close", &[("reason", "")]).unwrap_err().code, "reason_missing");
    let done = phone.tap(route(), "close", &[("reason", "the box is gone")]);
    assert_eq!(done.notice.as_deref(), Some("Closed. 1 difference is booked"));
    assert_eq!(count(&phone).lines.rows.len(), 1, "the plugs are gone");
    let stocktakes = phone.app().store().all::<crate::domain::parts::Stocktake>().unwrap();
    let stocktake = &stocktakes[0].1.state;
    assert!(stocktake.whole);
    let first = |line: &crate::domain::parts::CountedLine| (line.counted, line.first_in.is_some());
    assert_eq!(
        stocktake.lines.iter().map(first).collect::<std::collections::BTreeSet<_>>(),
        [(0, false), (1000, true)].into()
    );
}

#[test]
fn a_half_filled_question_that_a_shell_keeps_is_no_line_of_the_count() {
    let phone = store(Lang::En);
    scan(&phone, "6900000000010").unwrap();
    let route = Route::Stocktake { place: store_room().to_string() };
    phone.app().keep(&route, &entries(&[("count.quantity", "1")])).unwrap();
    assert_eq!(count(&phone).progress.done, 1);
    scan(&phone, "6900000000010").unwrap();
    assert_eq!(count(&phone).progress.done, 1);
}

#[test]
fn a_count_that_was_booked_when_the_app_ended_is_not_booked_twice() {
    let phone = store(Lang::En);
    scan(&phone, "6900000000010").unwrap();
    let route = Route::Stocktake { place: store_room().to_string() };
    let name = route.draft_key();
    let id = crate::domain::ids::StocktakeId::new(id(900));
    let mut kept = phone.app().store().draft_parts(&name).unwrap();
    kept.insert("#id".to_owned(), id.to_string());
    let keep = || {
        for (part, doc) in &kept {
            phone.app().store().draft_parts_put(&name, &[(part.as_str(), Some(doc.clone()))], 0).unwrap();
        }
    };
    keep();
    phone.tap(route.clone(), "book", &[("reason", "broken")]);
    assert_eq!(booked(&phone, plug()), "1 pc");
    assert_eq!(phone.app().store().draft_parts_count(&name).unwrap(), 0);
    // The app ended before it could let go of the count.
    keep();
    phone.tap(route, "book", &[("reason", "broken")]);
    assert_eq!(booked(&phone, plug()), "1 pc");
    let stocktakes = phone.app().store().all::<crate::domain::parts::Stocktake>().unwrap();
    assert_eq!((stocktakes.len(), stocktakes[0].1.state.lines.len()), (1, 1));
}

/// While plugs are counted, some are issued: whether those were counted already only the keeper knows.
#[test]
fn a_line_that_moves_while_it_is_counted_is_counted_again() {
    let mut phone = store(Lang::En);
    for _ in 0..3 {
        scan(&phone, "6900000000010").unwrap();
    }
    let details = MovementDetails {
        from: Some(store_room()),
        to: None,
        reason: crate::domain::parts::Reason::Take,
        ..MovementDetails::opening(plug(), Quantity::pieces(2), store_room())
    };
    phone.hub_sends(manager(), Subject::new("movement", id::<uuid::Uuid>(63)), &MovementEvent::Recorded { details });
    let said = scan(&phone, "6900000000010").unwrap().notice.unwrap();
    assert!(said.contains("count this line again"), "{said}");
    let route = || Route::Stocktake { place: store_room().to_string() };
    assert_eq!(phone.try_tap(route(), "book", &[("reason", "x")]).unwrap_err().code, "count_moved");
    let row = count(&phone).lines.rows.into_iter().find(|row| row.title == "Plug").unwrap();
    assert!(row.detail.contains("count again"), "{}", row.detail);
    let again = row.buttons.iter().find(|button| button.key == "count").unwrap().action.clone();
    phone.app().act(&again, &entries(&[("quantity", "8")])).unwrap();
    phone.tap(route(), "book", &[]);
    assert_eq!(booked(&phone, plug()), "8 pcs");
}

#[test]
fn a_line_is_counted_by_hand_and_counted_anew() {
    let phone = store(Lang::En);
    let line = |phone: &Phone, title: &str| count(phone).lines.rows.into_iter().find(|row| row.title == title).unwrap();
    let button = |phone: &Phone, title: &str, key: &str| {
        line(phone, title).buttons.into_iter().find(|button| button.key == key).unwrap().action
    };
    let tap = |action: &Action, quantity: &str| phone.app().act(action, &entries(&[("quantity", quantity)]));
    assert_eq!(tap(&button(&phone, "Plug", "count"), "ten").unwrap_err().code, "field_unreadable");
    for (typed, code) in [("0.5", "quantity_whole"), ("12.5", "quantity_whole"), ("-1", "count_below_zero")] {
        let refused = tap(&button(&phone, "Plug", "count"), typed).unwrap_err();
        assert_eq!((refused.code.as_str(), refused.field.as_deref()), (code, Some("quantity")), "{typed}");
    }
    tap(&button(&phone, "Plug", "count"), "10").unwrap();
    let counted = line(&phone, "Plug");
    assert_eq!((counted.tone, counted.trailing.as_str()), (Tone::Good, "Counted 10, on record 10 pcs"));
    let two = tap(&button(&phone, "PTZ power supply", "count"), "2").unwrap_err();
    assert_eq!((two.code.as_str(), two.field.as_deref()), ("quantity_serial_one", Some("quantity")));
    tap(&button(&phone, "PTZ power supply", "count"), "0").unwrap();
    assert_eq!(count(&phone).differences.rows.len(), 1);
    phone.app().act(&button(&phone, "PTZ power supply", "forget"), &[]).unwrap();
    assert_eq!(count(&phone).differences.rows.len(), 0);
    let done = phone.tap(Route::Stocktake { place: store_room().to_string() }, "book", &[]);
    assert_eq!(done.notice.as_deref(), Some("The count agrees with the books"));
}

/// Cable is counted by the metre, and by parts of one.
#[test]
fn a_length_is_counted_by_hand_in_fractions() {
    let mut phone = store(Lang::En);
    let cable: crate::domain::ids::CardId = id(64);
    let details = CardDetails {
        unit: crate::domain::values::Unit::Metre,
        number: "C-1".into(),
        name: Bilingual::same("Cable"),
        serialised: false,
        codes: Default::default(),
        ..phone.app().store().get::<Card>(plug().uuid()).unwrap().unwrap().state.details.unwrap()
    };
    phone.hub_sends(manager(), Subject::new("card", cable.uuid()), &CardEvent::Registered { details });
    let quantity = Quantity { amount: 20_000, unit: crate::domain::values::Unit::Metre };
    let details = MovementDetails::opening(cable, quantity, store_room());
    phone.hub_sends(manager(), Subject::new("movement", id::<uuid::Uuid>(65)), &MovementEvent::Recorded { details });
    let row = count(&phone).lines.rows.into_iter().find(|row| row.title == "Cable").unwrap();
    let action = row.buttons.iter().find(|button| button.key == "count").unwrap().action.clone();
    phone.app().act(&action, &entries(&[("quantity", "12.5")])).unwrap();
    let row = count(&phone).lines.rows.into_iter().find(|row| row.title == "Cable").unwrap();
    assert_eq!(row.trailing, "Counted 12.5, on record 20 m");
    phone.tap(Route::Stocktake { place: store_room().to_string() }, "book", &[("reason", "cut off")]);
    assert_eq!(booked(&phone, cable), "12.5 m");
}
