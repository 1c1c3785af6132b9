//! Movements and counts are filed by the places that they touch.

use super::*;
use crate::domain::parts::{
    Condition, CountedLine, MovementDetails, MovementEvent, PlaceDetails, PlaceEvent, PlaceKind, Reason, StocktakeEvent,
};
use crate::domain::values::Quantity;

#[test]
fn movements_belong_to_the_centres_and_bags_that_they_touch() {
    let mut world = World::new();
    let (store, bag, main): (PlaceId, PlaceId, PlaceId) = (id(), id(), id());
    let engineer: PersonId = id();
    let month = Month::of(world.log.now());
    let home = Stream::Stock(Some(world.home.uuid()), month);
    let shop: PlaceId = id();
    for (place, kind, centre, person) in [
        (shop, PlaceKind::SupplierRepair, Some(world.home), None),
        (store, PlaceKind::BranchStore, Some(world.home), None),
        (bag, PlaceKind::Bag, None, Some(engineer)),
        (main, PlaceKind::MainStore, None, None),
    ] {
        let details = PlaceDetails { kind, name: Bilingual::same("P"), centre, person, bin: String::new() };
        world.write(event(place, &PlaceEvent::Opened { details }));
        assert_eq!(world.filed(place), BTreeSet::from([Stream::Everyone]));
    }
    let moved = |world: &mut World, from, to| {
        let details = MovementDetails {
            card: id(),
            quantity: Quantity::pieces(1),
            serial: None,
            from,
            to,
            reason: Reason::Take,
            paper: None,
            condition: Condition::New,
            becomes: None,
            label: None,
            corrects: None,
            remark: String::new(),
            unread: false,
            since: None,
        };
        let subject = Subject::new("movement", crate::domain::testing::fresh());
        world.write(event(subject.clone(), &MovementEvent::Recorded { details }));
        world.filed(subject)
    };
    assert_eq!(moved(&mut world, Some(store), Some(bag)), BTreeSet::from([home.clone(), Stream::Person(engineer)]));
    assert_eq!(moved(&mut world, None, Some(main)), [Stream::Stock(None, month)].into(), "a store of the whole house");
    let centre = Stream::Centre(world.home.uuid());
    assert_eq!(
        moved(&mut world, Some(store), Some(shop)),
        [home.clone(), centre].into(),
        "what is away is asked for until it is back"
    );
    // The centre's months are left; the own bag stays.
    let registered = PersonEvent::Registered {
        name: Bilingual::same("N"),
        roles: Roles::from([Role::Engineer]),
        centre: Some(world.home),
        language: Lang::Zh,
    };
    world.write(event(engineer, &registered));
    assert_eq!(moved(&mut world, Some(store), Some(bag)), BTreeSet::from([home, Stream::Person(engineer)]));
    world.log.wait(24 * 30);
    let next = Stream::Stock(Some(world.home.uuid()), Month::of(world.log.now()));
    assert_eq!(moved(&mut world, Some(store), None), [next].into());
}

/// It is counted in the shelf of one centre; that it had gone into a bag of another one becomes known afterwards.
#[test]
fn a_count_reaches_the_bag_in_which_the_books_had_what_it_found() {
    let mut world = World::new();
    let (store, bag): (PlaceId, PlaceId) = (id(), id());
    let engineer: PersonId = id();
    for (place, kind, centre, person) in
        [(store, PlaceKind::BranchStore, Some(world.home), None), (bag, PlaceKind::Bag, None, Some(engineer))]
    {
        let details = PlaceDetails { kind, name: Bilingual::same("P"), centre, person, bin: String::new() };
        world.write(event(place, &PlaceEvent::Opened { details }));
    }
    let (card, serial) = (id(), Some("S1".to_owned()));
    let opening = MovementDetails::opening(card, Quantity::pieces(1), bag);
    let into_bag = MovementDetails { serial: serial.clone(), ..opening };
    let movement = Subject::new("movement", id::<PlaceId>().uuid());
    world.write(event(movement.clone(), &MovementEvent::Recorded { details: into_bag }));
    let late = world.log.events.pop().unwrap();
    world.log.wait(1);
    let (condition, at) = (Condition::New, world.log.now());
    let line = CountedLine { card, condition, serial, counted: 1000, booked: 0, at, from: None, first_in: None };
    let counted = StocktakeEvent::Counted { place: store, lines: vec![line], remark: String::new(), whole: false };
    let stocktake = Subject::new("stocktake", id::<PlaceId>().uuid());
    world.write(event(stocktake.clone(), &counted));
    let home = Stream::Stock(Some(world.home.uuid()), Month::of(world.log.now()));
    assert_eq!(world.filed(stocktake.clone()), BTreeSet::from([home.clone()]));
    world.log.events.push(late);
    assert_eq!(world.filed(stocktake.clone()), BTreeSet::from([home, Stream::Person(engineer)]));
    let index = world.index();
    let bag = Subject::from(bag);
    assert!(
        depends_on(&bag, &index.0[&bag], &index).contains(&stocktake),
        "given to another person, the bag takes it along"
    );
}
