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

    let lots = store.lots(store.quarantine, &lot);
    let good = |condition| Finding::Available { to: store.main, condition };
    let look =
        |actor: &Actor, finding| inspect(&books, actor, &lot, (store.quarantine, &lots), finding, "", &mut fresh);
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
        inspect(&store.log.books(), &store.keeper, &faulty, (store.quarantine, &[]), away, "no picture", &mut fresh)
            .unwrap();
    store.log.write(store.keeper.person, drafts);
    let straight = transfer(&store.log.books(), &store.keeper, &faulty, (store.repair, store.main), &mut fresh);
    assert_eq!(code(straight), "inspection_missing");
    let good = Finding::Available { to: store.main, condition: Condition::Repaired };
    let drafts =
        inspect(&store.log.books(), &store.keeper, &faulty, (store.repair, &[]), good, "", &mut fresh).unwrap();
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

/// Two phones of the store inspect one returned piece without seeing each other: it would be stock twice, once in each store.
#[test]
fn what_was_inspected_twice_is_flagged_where_it_came_in_and_settled_there() {
    let mut store = Store::new();
    store.stock_up(store.board, 1, Some("S1"), Condition::New);
    store.take_first(&[wanted(store.board, 1, Some("S1"), true)]);
    store.give_back(&store.returned(store.board, 1, Some("S1"), PartLabel::Bad));
    let lot = Store::lot(store.board, 1, Some("S1"), Condition::Faulty);
    let (books, lots) = (store.log.books(), store.lots(store.quarantine, &lot));
    let look = |to| {
        let finding = Finding::Available { to, condition: Condition::Repaired };
        inspect(&books, &store.keeper, &lot, (store.quarantine, &lots), finding, "", &mut fresh).unwrap()
    };
    let (first, second) = (look(store.main), look(store.branch));
    let brought: MovementId = lots[0].0.into();
    store.log.write(store.keeper.person, first.clone());
    assert!(store.log.get::<Movement>(brought.uuid()).flags.is_empty());
    store.log.write(store.keeper.person, first);
    assert!(store.log.get::<Movement>(brought.uuid()).flags.is_empty(), "the same inspection again is one");
    store.log.write(store.keeper.person, second);
    let subject = crate::kernel::Subject::new("movement", brought.uuid());
    let state = store.log.any(&subject);
    let flags: Vec<Flag> = state.unsettled().into_iter().cloned().collect();
    assert_eq!(flags.iter().map(|flag| flag.code.as_str()).collect::<Vec<_>>(), ["inspected_twice"]);
    let open: Vec<&Flag> = flags.iter().collect();
    let settle = |actor: &Actor, event, remark| settle_flag(actor, &subject, &open, event, remark);
    assert_eq!(code(settle(&store.engineer, flags[0].event, "x")), "not_allowed");
    assert_eq!(code(settle(&store.keeper, id(), "x")), "flag_unknown");
    assert_eq!(code(settle(&store.keeper, flags[0].event, " ")), "reason_missing");
    let drafts = settle(&store.keeper, flags[0].event, "it lies in the main store").unwrap();
    store.log.write(store.keeper.person, drafts);
    assert!(store.log.any(&subject).unsettled().is_empty());
}

/// Half of what came back is inspected by each of two keepers: nothing is wrong with that.
#[test]
fn parts_of_one_return_are_inspected_one_by_one() {
    let mut store = Store::new();
    store.stock_up(store.plug, 2, None, Condition::New);
    store.take_first(&[wanted(store.plug, 2, None, false)]);
    store.give_back(&store.returned(store.plug, 2, None, PartLabel::Good));
    let lot = Store::lot(store.plug, 1, None, Condition::Unknown);
    let (books, lots) = (store.log.books(), store.lots(store.quarantine, &lot));
    for _ in 0..2 {
        let finding = Finding::Available { to: store.main, condition: Condition::UsedGood };
        let drafts = inspect(&books, &store.keeper, &lot, (store.quarantine, &lots), finding, "", &mut fresh).unwrap();
        store.log.write(store.keeper.person, drafts);
    }
    assert!(store.log.movements().values().all(|movement| movement.flags.is_empty()));
}

/// The label could not be read: it is taken in, flagged, and once the number is known the bag no longer has the piece.
#[test]
fn a_piece_that_comes_back_without_its_serial_number_is_flagged_until_it_is_known() {
    let mut store = Store::new();
    store.stock_up(store.board, 1, Some("S1"), Condition::New);
    store.take_first(&[wanted(store.board, 1, Some("S1"), false)]);
    let drafts = store.give_back(&store.returned(store.board, 1, None, PartLabel::Good));
    let back: MovementId = drafts[0].subject.id().into();
    let state = |store: &Store| store.log.get::<Movement>(back.uuid());
    assert!(state(&store).flags.iter().any(|flag| flag.code == "serial_unread"));
    let bag = |store: &Store| -> Vec<i64> { store.log.books().stock.at(store.bag).map(|line| line.quantity).collect() };
    assert_eq!(bag(&store), [-1000, 1000], "the books still have S1 in the bag");
    assert_eq!(code(identify(&store.keeper, back, &state(&store), (" ", false))), "serial_unsaid");
    let colleague = actor([Role::Engineer]);
    assert_eq!(code(identify(&colleague, back, &state(&store), ("S1", false))), "not_allowed");
    assert!(may_identify(&colleague, &state(&store), true), "it was in this colleague's bag");
    let drafts = identify(&store.engineer, back, &state(&store), (" S1\u{200B}", false)).unwrap();
    store.log.write(store.engineer.person, drafts);
    assert!(state(&store).flags.is_empty());
    assert!(bag(&store).is_empty(), "it is in quarantine, by its number");
    assert_eq!(store.log.books().stock.find(store.board, "S1").unwrap().key.place, store.quarantine);
    assert_eq!(code(identify(&store.keeper, back, &state(&store), ("S2", false))), "movement_not_unread");
}

/// Several pieces come back at once and nobody read any: each gets its number by itself, and each settles what it settles.
#[test]
fn several_unread_pieces_come_back_one_by_one_and_get_their_numbers() {
    let mut store = Store::new();
    for serial in ["S1", "S2"] {
        store.stock_up(store.board, 1, Some(serial), Condition::New);
    }
    let take = store.take_first(&[wanted(store.board, 1, Some("S1"), true), wanted(store.board, 1, Some("S2"), true)]);
    let drafts = store.give_back(&store.returned(store.board, 3, None, PartLabel::Bad));
    let moved: Vec<MovementId> = drafts
        .iter()
        .filter(|draft| draft.subject.kind() == "movement")
        .map(|draft| draft.subject.id().into())
        .collect();
    assert_eq!(moved.len(), 3, "one by one");
    assert!(store.take(take).lines.values().all(|line| line.open() == 0), "two of them were owed");
    assert_eq!(drafts.iter().filter(|draft| draft.kind == "returned_unowed").count(), 1, "and one was not");
    for (n, back) in moved.iter().enumerate() {
        let state: Movement = store.log.get(back.uuid());
        let serial = format!("OLD-{n}");
        let said = identify(&store.engineer, *back, &state, (&serial, false)).unwrap();
        store.log.write(store.engineer.person, said);
        assert!(store.log.get::<Movement>(back.uuid()).flags.is_empty());
        assert_eq!(store.log.books().stock.find(store.board, &serial).unwrap().key.place, store.quarantine);
    }
    let many = store.returned(store.board, 201, None, PartLabel::Bad);
    let refused = return_part(&store.log.books(), &store.engineer, &many, &store.log.takes(), &mut fresh);
    assert_eq!(code(refused), "unread_too_many");
}

#[test]
fn what_was_built_in_or_taken_out_without_a_readable_number_is_flagged() {
    let mut store = Store::new();
    let what = Replaced {
        job: id(),
        card: store.board,
        quantity: Quantity::pieces(1),
        serial_in: Some("S1"),
        serial_out: None,
        label: Some(PartLabel::Bad),
        bag: store.bag,
        site_place: None,
        take: None,
    };
    let drafts = replaced(&store.log.books(), &what, &mut fresh).unwrap();
    let ids: Vec<uuid::Uuid> = drafts.iter().map(|draft| draft.subject.id()).collect();
    store.log.write(store.engineer.person, drafts);
    let flagged = |id: uuid::Uuid| store.log.get::<Movement>(id).flags.iter().any(|flag| flag.code == "serial_unread");
    assert_eq!(ids.iter().map(|id| flagged(*id)).collect::<Vec<_>>(), [false, true]);
    let plug = Replaced { card: store.plug, serial_in: None, ..what };
    let drafts = replaced(&store.log.books(), &plug, &mut fresh).unwrap();
    assert!(drafts.iter().all(|draft| !draft.body.contains("unread")), "a plug has none");
}

/// A return that nobody owed hangs on no job: it is among the flags all the same.
#[test]
fn an_unowed_return_is_among_the_open_flags() {
    let mut store = Store::new();
    store.give_back(&store.returned(store.plug, 1, None, PartLabel::Bad));
    let take = &store.log.subjects("take")[0];
    let flags = store.log.any(take);
    assert_eq!(flags.unsettled()[0].code, "returned_never_taken");
    assert!(store.log.takes()[0].1.job.is_none());
}

/// What is flagged about parts stands on the worklist and is settled there, on a return without a job as on any other.
#[test]
fn an_unowed_return_is_settled_from_the_worklist() {
    use crate::domain::worklist::{self, Settling};
    let mut store = Store::new();
    store.give_back(&store.returned(store.plug, 1, None, PartLabel::Bad));
    let take = store.log.subjects("take")[0].clone();
    let state = store.log.any(&take);
    let point = worklist::open(&state)[0].key();
    let decided = || Settling::Decided("found in the van".into());
    let settle = |actor: &Actor, how| worklist::settle(&state, &take, actor, point.clone(), how);
    assert_eq!(code(settle(&store.engineer, decided())), "not_allowed");
    let drafts = settle(&store.keeper, decided()).unwrap();
    store.log.write(store.keeper.person, drafts);
    assert!(worklist::open(&store.log.any(&take)).is_empty());
}
