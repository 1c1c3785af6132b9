//! Places: opened, changed by several, closed when nothing is in them, opened again.

use super::*;
use crate::domain::fields::{Change, Master};
use crate::domain::ids::CentreId;
use crate::domain::people::Centre;

fn details(kind: PlaceKind) -> PlaceDetails {
    PlaceDetails { kind, name: Bilingual::same("x"), centre: None, person: None, bin: String::new() }
}

fn place(store: &Store, id: PlaceId) -> Place {
    store.log.get(id.uuid())
}

fn changed(shown: &Place, change: impl FnOnce(&mut PlaceDetails)) -> PlaceChange {
    let shown = shown.details.as_ref().unwrap();
    let mut details = shown.clone();
    change(&mut details);
    PlaceChange::of(&details).since(shown)
}

fn left(store: &Store, id: PlaceId) -> Vec<StillThere> {
    let books = store.log.books();
    let lines = books.stock.at(id).map(|line| {
        let number = store.log.get::<Card>(line.key.card.uuid()).number().to_owned();
        StillThere { number, quantity: line.quantity }
    });
    lines.collect()
}

#[test]
fn a_place_says_a_name_a_bin_of_four_numbers_and_whose_bag_it_is() {
    let store = Store::new();
    let refused = |details, around| code(open_place(&store.keeper, id(), details, around));
    let none = Around::default();
    let main = || details(PlaceKind::MainStore);
    assert_eq!(refused(PlaceDetails { name: Bilingual::default(), ..main() }, none), "name_missing");
    for bin in ["1-2-3", "1-2-3-4-5", "a-b-c-d", "1-2-3-", "1-2-3-70000"] {
        assert_eq!(refused(PlaceDetails { bin: bin.into(), ..main() }, none), "bin_invalid", "{bin}");
    }
    assert!(open_place(&store.keeper, id(), PlaceDetails { bin: "1-2-3-4".into(), ..main() }, none).is_ok());
    assert_eq!(refused(details(PlaceKind::Bag), none), "bag_without_person");
    let (here, gone) = (Person { active: true, ..Person::default() }, Person::default());
    let bag = || PlaceDetails { person: Some(id()), ..details(PlaceKind::Bag) };
    let of = |person| Around { person: Some(person), centre: None };
    assert_eq!(refused(bag(), of(&gone)), "person_unknown");
    assert_eq!(refused(bag(), none), "person_unknown");
    assert!(open_place(&store.keeper, id(), bag(), of(&here)).is_ok());
    assert_eq!(refused(PlaceDetails { person: Some(id()), ..main() }, of(&here)), "person_without_bag");
    let closed = Centre { open: false, ..Centre::default() };
    let at = PlaceDetails { centre: Some(id()), ..details(PlaceKind::BranchStore) };
    assert_eq!(refused(at.clone(), Around { centre: Some(&closed), person: None }), "centre_unknown");
    assert_eq!(refused(at, none), "centre_unknown");
}

#[test]
fn a_centres_keeper_looks_after_the_places_of_that_centre() {
    let (own, other): (CentreId, CentreId) = (id(), id());
    let centre = Centre { open: true, ..Centre::default() };
    let around = Around { centre: Some(&centre), person: None };
    let at = |centre| PlaceDetails { centre, ..details(PlaceKind::BranchStore) };
    let somebody = |role, centre| Actor { centre, ..actor([role]) };
    for (who, may) in [
        (somebody(Role::StockKeeper, Some(own)), [true, false, false]),
        (somebody(Role::Manager, Some(own)), [true, false, false]),
        (somebody(Role::StockKeeper, None), [true, true, true]),
        (somebody(Role::Administrator, Some(own)), [true, true, true]),
        (somebody(Role::Engineer, Some(own)), [false, false, false]),
    ] {
        for (centre, may) in [Some(own), Some(other), None].into_iter().zip(may) {
            let opened = open_place(&who, id(), at(centre), around);
            assert_eq!(opened.is_ok(), may, "{:?} at {centre:?}", who.roles);
            let known = Place { details: Some(at(centre)), ..Place::default() };
            let change = changed(&known, |details| details.bin = "1-2-3-4".into());
            assert_eq!(change_place(&who, id(), &known, change, around).is_ok(), may);
            assert_eq!(close_place(&who, id(), &known, &[], "moved").is_ok(), may);
        }
    }
    // Nobody gives a place to a centre that is not theirs, nor takes one from it.
    let keeper = somebody(Role::StockKeeper, Some(own));
    let known = Place { details: Some(at(Some(own))), ..Place::default() };
    let given = changed(&known, |details| details.centre = Some(other));
    assert_eq!(code(change_place(&keeper, id(), &known, given, around)), "not_allowed");
}

#[test]
fn two_who_change_a_place_concurrently_and_the_kind_that_stays() {
    let mut store = Store::new();
    let shown = place(&store, store.main);
    let kind = changed(&shown, |details| details.kind = PlaceKind::Scrap);
    let none = Around::default();
    assert_eq!(code(change_place(&store.keeper, store.main, &shown, kind, none)), "place_kind_fixed");
    let bin = |bin: &str| changed(&shown, |details| details.bin = bin.into());
    assert_eq!(code(change_place(&store.keeper, store.main, &shown, bin("x"), none)), "bin_invalid");
    let one = change_place(&store.keeper, store.main, &shown, bin("1-1-1-1"), none).unwrap();
    let other = change_place(&store.manager, store.main, &shown, bin("2-2-2-2"), none).unwrap();
    let (keeper, manager) = (store.keeper.person, store.manager.person);
    let seen = store.log.events.len();
    store.log.write(keeper, one);
    store.log.write_concurrently(manager, seen, other);
    let conflicting = place(&store, store.main);
    assert_eq!(conflicting.written().conflicts().collect::<Vec<_>>(), ["place.bin"]);
    // Who sees both and says one of them has decided.
    let now = changed(&shown, |details| details.bin = "2-2-2-2".into());
    let drafts = change_place(&store.keeper, store.main, &conflicting, now, none).unwrap();
    store.log.write(keeper, drafts);
    let settled = place(&store, store.main);
    assert!(settled.bin() == "2-2-2-2" && settled.written().conflicts().next().is_none());
}

#[test]
fn a_place_closes_when_nothing_is_in_it_and_opens_again() {
    let mut store = Store::new();
    store.stock_up(store.plug, 4, None, Condition::New);
    store.stock_up(store.board, 1, Some("S1"), Condition::New);
    let known = place(&store, store.main);
    let refusal = close_place(&store.keeper, store.main, &known, &left(&store, store.main), "moved").unwrap_err();
    let told = refusal.args["parts"].clone();
    assert_eq!(refusal.code, "place_has_stock");
    assert!(told.contains("P-2001: 4") && told.contains("P-1001: 1"), "{told}");
    let missing = [StillThere { number: "P-1".into(), quantity: -1000 }];
    let below = close_place(&store.keeper, store.main, &known, &missing, "moved");
    assert_eq!(code(below), "place_has_stock", "what is missing has to be found first");
    let scrap = place(&store, store.scrap);
    let there = [StillThere { number: "P-1".into(), quantity: 1000 }];
    assert!(close_place(&store.keeper, store.scrap, &scrap, &there, "full").is_ok(), "scrap is nobody's stock");
    let branch = place(&store, store.branch);
    assert_eq!(code(close_place(&store.keeper, store.branch, &branch, &[], "")), "reason_missing");
    assert_eq!(code(reopen_place(&store.keeper, store.branch, &branch, Around::default())), "place_open");
    let drafts = close_place(&store.keeper, store.branch, &branch, &[], "moved").unwrap();
    store.log.write(store.keeper.person, drafts);
    let closed = place(&store, store.branch);
    assert_eq!(closed.closed.as_deref(), Some("moved"));
    assert_eq!(code(close_place(&store.keeper, store.branch, &closed, &[], "moved")), "place_closed");
    let lot = Store::lot(store.plug, 1, None, Condition::New);
    let none = receive(&store.log.books(), &store.keeper, &lot, store.branch, "", &mut fresh);
    assert_eq!(code(none), "place_closed");
    let drafts = reopen_place(&store.keeper, store.branch, &closed, Around::default()).unwrap();
    store.log.write(store.keeper.person, drafts);
    assert_eq!(place(&store, store.branch).closed, None);
    let bag = Place { closed: Some("left".into()), ..place(&store, store.bag) };
    let gone = Person::default();
    let around = Around { person: Some(&gone), centre: None };
    assert_eq!(code(reopen_place(&store.keeper, store.bag, &bag, around)), "person_unknown");
}
