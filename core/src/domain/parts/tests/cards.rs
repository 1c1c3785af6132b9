//! Cards: what they have to say, two people on one of them, and their end.

use super::*;
use crate::domain::fields::Master;
use crate::domain::history::history;
use crate::domain::values::Money;
use crate::domain::worklist::{self, PointKey, Settling};
use crate::kernel::Subject;

fn nobody() -> TakenByOthers {
    TakenByOthers::default()
}

fn card(store: &Store, id: CardId) -> Card {
    store.log.get(id.uuid())
}

/// What a person changed on a page that showed `shown`.
fn changed(shown: &Card, change: impl FnOnce(&mut CardDetails)) -> CardChange {
    use crate::domain::fields::Change;
    let mut details = shown.details.clone().unwrap();
    change(&mut details);
    CardChange::of(&details).since(shown.details.as_ref().unwrap())
}

#[test]
fn a_card_says_number_name_and_levels_in_order() {
    let store = Store::new();
    let refused = |details: CardDetails| code(register_card(&store.keeper, id(), details, &nobody()));
    let fine = card_details("P-9", false);
    assert_eq!(refused(CardDetails { number: " ".into(), ..fine.clone() }), "card_number_missing");
    assert_eq!(refused(CardDetails { name: Bilingual::default(), ..fine.clone() }), "name_missing");
    let crossed = CardDetails { minimum: 5000, reorder: 2000, maximum: 9000, ..fine.clone() };
    assert_eq!(refused(crossed), "card_levels_crossed");
    assert_eq!(refused(CardDetails { minimum: -1, ..fine.clone() }), "card_levels_crossed");
    let taken = TakenByOthers { number: true, code: None };
    assert_eq!(code(register_card(&store.keeper, id(), fine.clone(), &taken)), "card_number_taken");
    let taken = TakenByOthers { number: false, code: Some("X1".into()) };
    assert_eq!(code(register_card(&store.keeper, id(), fine, &taken)), "code_taken");
}

#[test]
fn what_a_part_costs_is_said_by_head_office_beside_its_card() {
    let mut store = Store::new();
    let details = card(&store, store.plug).details;
    let none = CardPrice::default();
    let say = |who: &Actor, price: &CardPrice, value| set_card_price(who, store.plug, details.as_ref(), price, value);
    let money = |minor, currency: &str| Some(Money::new(minor, currency));
    assert_eq!(code(say(&store.keeper, &none, money(-1, "CNY"))), "price_negative");
    assert_eq!(code(say(&store.keeper, &none, money(1, "yuan"))), "currency_invalid");
    assert_eq!(code(set_card_price(&store.keeper, id(), None, &none, money(1, "CNY"))), "card_unknown");
    assert!(say(&store.keeper, &none, None).unwrap().is_empty(), "nothing new");
    let centre = Some(id());
    for (role, centre, may) in [
        (Role::StockKeeper, None, true),
        (Role::StockKeeper, centre, false),
        (Role::Manager, None, true),
        (Role::Manager, centre, false),
        (Role::Administrator, centre, true),
        (Role::Desk, None, false),
        (Role::Engineer, None, false),
    ] {
        let who = Actor { centre, ..actor([role]) };
        assert_eq!(say(&who, &none, money(38_000, "CNY")).is_ok(), may, "{role:?} {centre:?}");
    }
    let drafts = say(&store.keeper, &none, money(38_000, "CNY")).unwrap();
    let by = store.keeper.person;
    store.log.write(by, drafts);
    let known = store.log.get::<CardPrice>(store.plug.uuid());
    assert_eq!(known.value, money(38_000, "CNY"));
    let say = |value| set_card_price(&store.keeper, store.plug, details.as_ref(), &known, value);
    assert!(say(money(38_000, "CNY")).unwrap().is_empty(), "it stands");
    let drafts = say(None).unwrap();
    store.log.write(by, drafts);
    assert_eq!(store.log.get::<CardPrice>(store.plug.uuid()).value, None);
}

#[test]
fn the_list_of_parts_is_the_whole_houses() {
    let store = Store::new();
    let centre = Some(id());
    let somebody = |role, centre| Actor { centre, ..actor([role]) };
    for (who, may) in [
        (somebody(Role::StockKeeper, None), true),
        (somebody(Role::StockKeeper, centre), false),
        (somebody(Role::Manager, centre), true),
        (somebody(Role::Administrator, centre), true),
        (somebody(Role::Desk, None), false),
        (somebody(Role::Engineer, None), false),
    ] {
        assert_eq!(may_keep_cards(&who), may, "{:?}", who.roles);
        assert_eq!(register_card(&who, id(), card_details("P-9", false), &nobody()).is_ok(), may);
        let known = card(&store, store.plug);
        let change = changed(&known, |details| details.model = "M-2".into());
        assert_eq!(change_card(&who, store.plug, &known, change, &nobody()).is_ok(), may);
        assert_eq!(end_card(&who, store.plug, &known, 0, "old").is_ok(), may);
    }
}

#[test]
fn a_change_names_what_changed_and_keeps_unit_and_serial_numbers() {
    let mut store = Store::new();
    let known = card(&store, store.plug);
    let unit = changed(&known, |details| details.unit = Unit::Metre);
    assert_eq!(code(change_card(&store.keeper, store.plug, &known, unit, &nobody())), "card_unit_fixed");
    let serialised = changed(&known, |details| details.serialised = true);
    assert_eq!(code(change_card(&store.keeper, store.plug, &known, serialised, &nobody())), "card_unit_fixed");
    assert_eq!(change_card(&store.keeper, store.plug, &known, changed(&known, |_| {}), &nobody()), Ok(vec![]));
    let change = changed(&known, |details| details.model = "M-2".into());
    // That another card has this one's old number is no matter of this change.
    let taken = TakenByOthers { number: true, code: None };
    let drafts = change_card(&store.keeper, store.plug, &known, change, &taken).unwrap();
    assert_eq!(drafts[0].body, r#"{"change":{"model":"M-2"}}"#);
    store.log.write(store.keeper.person, drafts);
    let number = changed(&known, |details| details.number = "P-1001".into());
    assert_eq!(code(change_card(&store.keeper, store.plug, &known, number, &taken)), "card_number_taken");
    assert_eq!(
        code(change_card(&store.keeper, id(), &Card::default(), CardChange::default(), &nobody())),
        "card_unknown"
    );
    assert_eq!(card(&store, store.plug).model(), "M-2");
}

#[test]
fn two_who_change_one_field_concurrently_are_asked_which_stands() {
    let mut store = Store::new();
    let subject = Subject::from(store.plug);
    let shown = card(&store, store.plug);
    let by = |who: &Actor, change| change_card(who, store.plug, &shown, change, &nobody()).unwrap();
    let level = |amount: i64| changed(&shown, |d| (d.minimum, d.reorder, d.maximum) = (amount, 9000, 9000));
    let (one, other) = (by(&store.keeper, level(2000)), by(&store.manager, level(3000)));
    let model = by(&store.manager, changed(&shown, |details| details.model = "M-7".into()));
    let (keeper, manager) = (store.keeper.person, store.manager.person);
    let seen = store.log.events.len();
    store.log.write(keeper, one);
    store.log.write_concurrently(manager, seen, other);
    store.log.write_concurrently(manager, seen, model);
    let conflicting = card(&store, store.plug);
    let conflicts: Vec<&str> = conflicting.written().conflicts().collect();
    assert_eq!(conflicts, ["card.minimum"], "both wrote the same reorder point, one of them the model");
    assert_eq!(conflicting.model(), "M-7");
    let any = store.log.any(&subject);
    let open = worklist::open(&any);
    assert_eq!(open.iter().map(|point| point.key().to_string()).collect::<Vec<_>>(), ["kept/card.minimum"]);
    let values = worklist::kept_values(any.written().unwrap(), "card.minimum");
    let said: Vec<String> = values.iter().map(|value| format!("{:?}", value.said)).collect();
    assert_eq!(said, [r#"[Typed("2")]"#, r#"[Typed("3")]"#]);
    let how = Settling::Chosen(values[0].event);
    let settle =
        |who: &Actor| worklist::settle(&any, &subject, who, PointKey::Kept("card.minimum".into()), how.clone());
    assert_eq!(code(settle(&store.engineer)), "not_allowed");
    let drafts = settle(&store.manager).unwrap();
    store.log.write(manager, drafts);
    let settled = card(&store, store.plug);
    assert!(settled.written().conflicts().next().is_none());
    assert_eq!(settled.details.unwrap().minimum, 2000);
}

#[test]
fn a_card_ends_when_none_of_it_is_left_and_comes_back() {
    let mut store = Store::new();
    let known = card(&store, store.plug);
    let end = |known: &Card, places, reason: &str| end_card(&store.keeper, store.plug, known, places, reason);
    assert_eq!(code(end(&known, 0, " ")), "reason_missing");
    assert_eq!(code(end(&known, 2, "old")), "card_in_stock");
    assert_eq!(code(reinstate_card(&store.keeper, store.plug, &known)), "card_in_use");
    let drafts = end(&known, 0, "old").unwrap();
    store.log.write(store.keeper.person, drafts);
    let ended = card(&store, store.plug);
    assert_eq!(ended.withdrawn.as_deref(), Some("old"));
    assert_eq!(code(end_card(&store.keeper, store.plug, &ended, 0, "old")), "card_ended");
    let lot = Store::lot(store.plug, 1, None, Condition::New);
    let none = receive(&store.log.books(), &store.keeper, &lot, store.main, "", &mut fresh);
    assert_eq!(code(none), "card_ended", "nothing is received of what is no longer kept");
    let drafts = reinstate_card(&store.keeper, store.plug, &ended).unwrap();
    store.log.write(store.keeper.person, drafts);
    assert_eq!(card(&store, store.plug).withdrawn, None);
    let subject = Subject::from(store.plug);
    let steps = history(&subject, &store.log.of(&subject).cloned().collect::<Vec<_>>());
    let what: Vec<&str> = steps.iter().map(|step| step.what.as_str()).collect();
    assert_eq!(what, ["reinstated", "withdrawn", "registered"]);
}

#[test]
fn codes_are_bound_on_the_spot_once_and_taken_off_by_who_keeps_the_list() {
    let mut store = Store::new();
    let known = card(&store, store.plug);
    // An engineer scans a code that nobody knows and says which part it is.
    assert_eq!(code(bind_code(&store.engineer, store.plug, &known, " ", None)), "code_empty");
    assert_eq!(code(bind_code(&store.engineer, store.plug, &known, "X1", Some(store.board))), "code_taken");
    let drafts = bind_code(&store.engineer, store.plug, &known, "X1", None).unwrap();
    store.log.write(store.engineer.person, drafts);
    let bound = card(&store, store.plug);
    assert!(bound.codes().any(|own| own == "X1"));
    for spelling in ["X1", "Ｘ１"] {
        assert_eq!(bind_code(&store.engineer, store.plug, &bound, spelling, Some(store.plug)), Ok(vec![]));
    }
    assert_eq!(code(unbind_code(&store.engineer, store.plug, &bound, "X1")), "not_allowed");
    assert_eq!(code(unbind_code(&store.keeper, store.plug, &bound, "X2")), "code_unknown");
    let drafts = unbind_code(&store.keeper, store.plug, &bound, "X1").unwrap();
    store.log.write(store.keeper.person, drafts);
    assert!(card(&store, store.plug).labels().is_empty());
}

/// A phone's clock that is behind sorts a change before the registration: it is taken in all the same.
#[test]
fn a_change_that_sorts_before_the_registration_is_not_lost() {
    let mut log = Log::at("2026-03-01T00:00:00Z");
    let (keeper, number) = (actor([Role::StockKeeper]), id::<CardId>());
    let change = CardChange { model: Some("M-2".into()), ..CardChange::default() };
    log.write(keeper.person, vec![Draft::new(number.into(), &CardEvent::Changed { change })]);
    assert_eq!(log.get::<Card>(number.uuid()).details, None);
    let details = card_details("P-1", false);
    log.write(keeper.person, vec![Draft::new(number.into(), &CardEvent::Registered { details })]);
    assert_eq!(log.get::<Card>(number.uuid()).model(), "M-2");
}

#[test]
fn a_part_is_short_below_its_minimum_and_up_to_its_reorder_point() {
    let store = Store::new();
    let with = |minimum, reorder| {
        let mut card = card(&store, store.plug);
        card.details = card.details.map(|details| CardDetails { minimum, reorder, ..details });
        card
    };
    let levels = with(2_000, 5_000);
    assert_eq!(levels.short(1_999), Some(Short::BelowMinimum));
    assert_eq!([2_000, 5_000].map(|usable| levels.short(usable)), [Some(Short::ToOrder); 2]);
    assert_eq!(levels.short(5_001), None);
    assert_eq!(with(0, 0).short(0), None, "no level, nothing is missed");
    assert_eq!(with(0, 0).short(-1_000), None);
    assert_eq!(Card { withdrawn: Some("old".into()), ..levels }.short(0), None);
    assert!(Short::BelowMinimum.code() < Short::ToOrder.code(), "the graver sorts first");
}
