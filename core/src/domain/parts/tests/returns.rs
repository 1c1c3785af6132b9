//! Back from the bag: debts, quarantine, inspection.

use super::*;
use chrono::TimeDelta;

#[test]
fn old_for_new_is_a_debt_until_the_faulty_part_is_back() {
    let mut store = Store::new();
    store.stock_up(store.board, 1, Some("NEW1"), Condition::New);
    let take = store.take_first(&[wanted(store.board, 1, Some("NEW1"), true)]);
    let taken_at = store.take(take).at;
    let owed = debts(take, &store.take(take), taken_at + TimeDelta::days(3) + TimeDelta::milliseconds(1));
    let debt = owed.iter().find(|debt| debt.owed == Owed::OldForNew).unwrap();
    assert!(debt.overdue, "due within three days");
    assert!(!debts(take, &store.take(take), taken_at + TimeDelta::days(3))[1].overdue);

    // On site the new one goes in and the old one comes out.
    let state = store.take(take);
    let swap = Replaced {
        job: id(),
        card: store.board,
        quantity: Quantity::pieces(1),
        serial_in: Some("NEW1"),
        serial_out: Some("OLD1"),
        label: Some(PartLabel::Bad),
        bag: store.bag,
        site_place: None,
        take: Some((take, &state)),
    };
    let drafts = replaced(&store.log.books(), &swap, &mut fresh).unwrap();
    assert_eq!(drafts.len(), 2, "in and out; the debt stays");
    store.log.write(store.engineer.person, drafts);
    assert_eq!(store.take(take).lines[&1].open(), 1000);

    let drafts = store.give_back(&store.returned(store.board, 1, Some("OLD1"), PartLabel::Bad));
    let line = &store.take(take).lines[&1];
    assert_eq!((line.open(), line.settled[0].how), (0, SettledHow::FaultyReturned));
    assert_eq!(line.settled[0].movement, Some(drafts[0].subject.id().into()));
    assert_eq!(store.count(store.bag, store.board), 0);
    let there = store.log.books().stock.find(store.board, "OLD1").unwrap();
    assert_eq!((there.key.place, there.key.condition), (store.quarantine, Condition::Faulty));
    let movement = store.log.get::<Movement>(drafts[0].subject.id()).details.unwrap();
    assert_eq!((movement.label, movement.reason), (Some(PartLabel::Bad), Reason::Return));
}

#[test]
fn the_piece_that_was_taken_comes_back_unused() {
    let mut store = Store::new();
    store.stock_up(store.board, 1, Some("A"), Condition::New);
    store.stock_up(store.board, 1, Some("B"), Condition::New);
    let first = store.take_first(&[wanted(store.board, 1, Some("A"), true)]);
    store.log.wait(5);
    let second = store.take_first(&[wanted(store.board, 1, Some("B"), true)]);
    store.give_back(&store.returned(store.board, 1, Some("B"), PartLabel::Good));
    assert_eq!(store.take(first).lines[&1].open(), 1000, "the older take is not settled by the other's piece");
    assert_eq!(store.take(second).lines[&1].settled[0].how, SettledHow::UnusedReturned);
}

#[test]
fn what_was_used_and_needs_nothing_in_exchange_is_settled_by_its_use() {
    let mut store = Store::new();
    store.stock_up(store.plug, 5, None, Condition::New);
    let take = store.take_first(&[wanted(store.plug, 3, None, false)]);
    let state = store.take(take);
    let use_two = Replaced {
        job: id(),
        card: store.plug,
        quantity: Quantity::pieces(2),
        serial_in: None,
        serial_out: None,
        label: None,
        bag: store.bag,
        site_place: None,
        take: Some((take, &state)),
    };
    let drafts = replaced(&store.log.books(), &use_two, &mut fresh).unwrap();
    store.log.write(store.engineer.person, drafts);
    let line = store.take(take).lines[&1].clone();
    assert_eq!((line.open(), line.settled[0].how), (1000, SettledHow::Used));
    store.give_back(&store.returned(store.plug, 1, None, PartLabel::Good));
    assert_eq!(store.take(take).lines[&1].open(), 0);
    assert_eq!((store.count(store.main, store.plug), store.count(store.bag, store.plug)), (2, 0));
}

#[test]
fn a_part_that_was_never_taken_is_taken_in_and_flagged() {
    let mut store = Store::new();
    let take = store.take_first(&[wanted(store.plug, 1, None, false)]);
    let drafts = store.give_back(&store.returned(store.plug, 3, None, PartLabel::Good));
    assert_eq!(store.take(take).lines[&1].open(), 0, "what was owed is settled first");
    let unowed = store.take(drafts.last().unwrap().subject.id().into());
    assert_eq!(unowed.flags[0].code, "returned_never_taken");
    assert_eq!((unowed.status, unowed.unowed[0].quantity), (Some(TakeStatus::Unowed), Quantity::pieces(2)));
    assert_eq!(store.count(store.quarantine, store.plug), 3);
}

#[test]
fn nothing_becomes_available_without_inspection() {
    let mut store = Store::new();
    store.stock_up(store.plug, 1, None, Condition::New);
    store.take_first(&[wanted(store.plug, 1, None, false)]);
    let into_store = Returned { to: store.main, ..store.returned(store.plug, 1, None, PartLabel::Good) };
    let straight = return_part(&store.log.books(), &store.engineer, &into_store, &[], &mut fresh);
    assert_eq!(code(straight), "place_wrong_kind", "a return goes to quarantine, however good it looks");
    store.give_back(&store.returned(store.plug, 1, None, PartLabel::Good));
    let books = store.log.books();
    assert_eq!((books.stock.usable(store.main, store.plug), books.stock.usable(store.quarantine, store.plug)), (0, 0));
    let lot = Store::lot(store.plug, 1, None, Condition::Unknown);
    let way = (store.quarantine, store.main);
    assert_eq!(code(transfer(&books, &store.keeper, &lot, way, &mut fresh)), "place_wrong_kind");

    let good = |condition| Finding::Available { to: store.main, condition };
    let look = |actor: &Actor, finding| inspect(&books, actor, &lot, store.quarantine, finding, "", &mut fresh);
    assert_eq!(code(look(&store.engineer, good(Condition::UsedGood))), "not_allowed");
    assert_eq!(code(look(&store.keeper, good(Condition::Faulty))), "condition_not_usable");
    assert_eq!(
        code(look(&store.keeper, Finding::Scrap { to: store.scrap })),
        "not_allowed",
        "the manager approves scrap"
    );
    assert!(look(&store.manager, Finding::Scrap { to: store.scrap }).is_ok());
    let drafts = look(&store.keeper, good(Condition::UsedGood)).unwrap();
    store.log.write(store.keeper.person, drafts);
    let stock = store.log.books().stock;
    assert_eq!((stock.usable(store.main, store.plug), stock.quantity(store.quarantine, store.plug)), (1000, 0));
}

#[test]
fn what_comes_back_from_repair_is_inspected_then_stock() {
    let mut store = Store::new();
    store.stock_up(store.board, 1, Some("S1"), Condition::New);
    store.take_first(&[wanted(store.board, 1, Some("S1"), true)]);
    store.give_back(&store.returned(store.board, 1, Some("S1"), PartLabel::Bad));
    let faulty = Store::lot(store.board, 1, Some("S1"), Condition::Faulty);
    let away = Finding::Repairable { to: store.repair };
    let drafts =
        inspect(&store.log.books(), &store.keeper, &faulty, store.quarantine, away, "no picture", &mut fresh).unwrap();
    store.log.write(store.keeper.person, drafts);
    let straight = transfer(&store.log.books(), &store.keeper, &faulty, (store.repair, store.main), &mut fresh);
    assert_eq!(code(straight), "inspection_missing");
    let good = Finding::Available { to: store.main, condition: Condition::Repaired };
    let drafts = inspect(&store.log.books(), &store.keeper, &faulty, store.repair, good, "", &mut fresh).unwrap();
    store.log.write(store.keeper.person, drafts);
    let there = store.log.books().stock.find(store.board, "S1").unwrap();
    assert_eq!((there.key.place, there.key.condition), (store.main, Condition::Repaired));
    assert_eq!(store.log.books().stock.lines().count(), 1, "nothing of it is left anywhere else");
}

#[test]
fn a_debt_is_settled_with_a_reason() {
    let mut store = Store::new();
    let take = store.take_first(&[wanted(store.plug, 2, None, false)]);
    let state = store.take(take);
    let settle =
        |actor: &Actor, count, reason| settle_with_reason(actor, take, &state, (1, Quantity::pieces(count)), reason);
    assert_eq!(code(settle(&actor([Role::Desk]), 1, "lost")), "not_allowed");
    assert_eq!(code(settle(&store.keeper, 3, "lost")), "settled_too_much");
    assert_eq!(code(settle(&store.keeper, 1, "")), "reason_missing");
    let drafts = settle(&store.keeper, 2, "left with the customer").unwrap();
    store.log.write(store.keeper.person, drafts.clone());
    assert_eq!(store.take(take).lines[&1].open(), 0);
    assert!(!store.take(take).flags.iter().any(|flag| flag.code == "own_debt_excused"));
    // The same settlement from another console that had not seen the first: kept, and flagged.
    store.log.write(store.keeper.person, drafts);
    assert_eq!(store.take(take).flags.last().unwrap().code, "settled_more_than_taken");
    assert_eq!(store.take(take).lines[&1].open(), 0);
}

#[test]
fn a_reason_for_an_own_debt_is_taken_and_put_before_the_keeper() {
    let mut store = Store::new();
    store.stock_up(store.plug, 1, None, Condition::New);
    let take = store.take_first(&[wanted(store.plug, 1, None, false)]);
    let one = (1, Quantity::pieces(1));
    let drafts = settle_with_reason(&store.engineer, take, &store.take(take), one, "fell from the mast").unwrap();
    store.log.write(store.engineer.person, drafts);
    let state = store.take(take);
    assert_eq!(state.lines[&1].open(), 0);
    assert_eq!(state.flags.iter().map(|flag| flag.code.as_str()).collect::<Vec<_>>(), ["own_debt_excused"]);
}
