//! From the slip to the bag.

use super::*;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

#[test]
fn a_slip_goes_from_request_over_approval_to_the_bag() {
    let mut store = Store::new();
    store.stock_up(store.board, 1, Some("S1"), Condition::New);
    store.stock_up(store.board, 1, Some("S2"), Condition::Repaired);
    let lines = [wanted(store.board, 1, None, true)];
    let drafts = request(&store.log.books(), &store.engineer, store.way(), &lines, &mut fresh).unwrap();
    let id: TakeId = drafts[0].subject.id().into();
    store.log.write(store.engineer.person, drafts);
    assert_eq!(store.take(id).number, "A7-12");
    assert_eq!(store.take(id).waits(), Some(TakeWaits::Approval));

    let none = BTreeMap::new();
    let early = issue(&store.log.books(), &store.keeper, id, &store.take(id), &none, &mut fresh);
    assert_eq!(code(early), "take_not_approved");
    assert_eq!(code(approve(&store.engineer, id, &store.take(id))), "not_allowed");
    let approved = approve(&store.manager, id, &store.take(id)).unwrap();
    store.log.write(store.manager.person, approved);
    assert_eq!(store.take(id).waits(), Some(TakeWaits::Issue));
    let issued = issue(&store.log.books(), &store.keeper, id, &store.take(id), &none, &mut fresh).unwrap();
    store.log.write(store.keeper.person, issued);

    let take = store.take(id);
    assert_eq!((take.status, take.waits()), (Some(TakeStatus::Issued), Some(TakeWaits::Return)), "the old part");
    assert_eq!(take.lines[&1].serials().collect::<Vec<_>>(), ["S2"], "the repaired one, although it came later");
    assert_eq!((store.count(store.main, store.board), store.count(store.bag, store.board)), (1, 1));
    assert!(take.flags.is_empty());
    let twice = issue(&store.log.books(), &store.keeper, id, &take, &none, &mut fresh);
    assert_eq!(code(twice), "take_not_approved", "a slip is issued once");
}

#[test]
fn the_keeper_may_scan_other_pieces_than_the_books_would_choose() {
    let mut store = Store::new();
    store.stock_up(store.board, 1, Some("S1"), Condition::Repaired);
    store.stock_up(store.board, 1, Some("S2"), Condition::New);
    let take = Take {
        status: Some(TakeStatus::Approved),
        from: Some(store.main),
        bag: Some(store.bag),
        lines: [(1, line(store.board))].into(),
        ..Take::default()
    };
    let hand = |serials: &[&str]| {
        let scanned = [(1, serials.iter().map(|s| (*s).to_owned()).collect())].into();
        issue(&store.log.books(), &store.keeper, id(), &take, &scanned, &mut fresh)
    };
    let drafts = hand(&["S2"]).unwrap();
    assert!(drafts[1].body.contains("\"S2\"") && drafts[1].body.contains("\"new\""), "{}", drafts[1].body);
    assert_eq!(code(hand(&["S1", "S2"])), "serial_missing", "two pieces for one");
}

fn line(card: CardId) -> Line {
    Line { card, quantity: Quantity::pieces(1), old_for_new: true, taken: vec![], taken_at: None, settled: vec![] }
}

#[test]
fn first_in_first_out_within_one_condition() {
    let mut store = Store::new();
    for serial in ["S3", "S1", "S2"] {
        store.stock_up(store.board, 1, Some(serial), Condition::New);
    }
    let books = store.log.books();
    let order: Vec<_> =
        books.stock.pick(store.main, store.board, 3000).into_iter().map(|(l, _)| l.key.serial).collect();
    assert_eq!(order, [Some("S3".into()), Some("S1".into()), Some("S2".into())], "as they came in");
}

#[test]
fn a_rejected_slip_is_not_issued_and_nobody_decides_about_an_own_one() {
    let mut store = Store::new();
    let mut engineer = store.engineer.clone();
    engineer.roles = [Role::Engineer, Role::Manager].into();
    let lines = [wanted(store.plug, 2, None, false)];
    let drafts = request(&store.log.books(), &engineer, store.way(), &lines, &mut fresh).unwrap();
    let id: TakeId = drafts[0].subject.id().into();
    store.log.write(engineer.person, drafts);
    assert_eq!(code(approve(&engineer, id, &store.take(id))), "own_slip");
    assert_eq!(code(reject(&store.manager, id, &store.take(id), " ")), "reason_missing");
    let rejected = reject(&store.manager, id, &store.take(id), "not needed").unwrap();
    store.log.write(store.manager.person, rejected);
    assert_eq!(store.take(id).status, Some(TakeStatus::Rejected));
    assert!(!store.take(id).is_open());
    assert_eq!(code(approve(&store.manager, id, &store.take(id))), "take_not_requested");
}

#[test]
fn a_slip_that_was_approved_by_mistake_is_rejected_until_parts_are_handed_out() {
    let mut store = Store::new();
    store.stock_up(store.plug, 5, None, Condition::New);
    let asked = |store: &mut Store| {
        let lines = [wanted(store.plug, 2, None, false)];
        let drafts = request(&store.log.books(), &store.engineer, store.way(), &lines, &mut fresh).unwrap();
        let id: TakeId = drafts[0].subject.id().into();
        store.log.write(store.engineer.person, drafts);
        let approved = approve(&store.manager, id, &store.take(id)).unwrap();
        store.log.write(store.manager.person, approved);
        id
    };
    let (id, handed) = (asked(&mut store), asked(&mut store));
    assert_eq!(code(reject(&store.keeper, id, &store.take(id), "wrong part")), "not_allowed");
    let rejected = reject(&store.manager, id, &store.take(id), "wrong part").unwrap();
    store.log.write(store.manager.person, rejected);
    let take = store.take(id);
    assert_eq!((take.status, take.waits(), take.is_open()), (Some(TakeStatus::Rejected), None, false));
    assert!(take.flags.is_empty(), "nothing is wrong with that");
    let none = BTreeMap::new();
    assert_eq!(code(issue(&store.log.books(), &store.keeper, id, &take, &none, &mut fresh)), "take_not_approved");
    assert_eq!(code(reject(&store.manager, id, &take, "again")), "take_decided");
    let issued = issue(&store.log.books(), &store.keeper, handed, &store.take(handed), &none, &mut fresh).unwrap();
    store.log.write(store.keeper.person, issued);
    assert_eq!(code(reject(&store.manager, handed, &store.take(handed), "too late")), "take_decided");
}

#[test]
fn taken_first_owes_the_paper_within_24_hours_of_working_days() {
    let mut store = Store::new();
    store.stock_up(store.plug, 5, None, Condition::New);
    // Friday 20 November, 21:00 in Shanghai.
    let friday: DateTime<Utc> = "2026-11-20T13:00:00Z".parse().unwrap();
    store.log.wait((friday - store.log.now()).num_hours());
    let taken_at = store.log.now();
    let take = store.take_first(&[wanted(store.plug, 2, None, false)]);
    let due = store.take(take).paper_due.unwrap();
    assert_eq!(due - taken_at, TimeDelta::hours(24 + 48), "over the weekend");

    let owed = |store: &Store, now| debts(take, &store.take(take), now);
    assert_eq!(owed(&store, taken_at).iter().map(|d| d.owed).collect::<Vec<_>>(), [Owed::Paper, Owed::Unused]);
    assert!(!owed(&store, due)[0].overdue, "the last moment is in time");
    assert!(owed(&store, due + TimeDelta::milliseconds(1))[0].overdue);
    assert_eq!(code(file_paper(&store.engineer, take, &store.take(take), " ")), "paper_number_missing");
    let filed = file_paper(&store.engineer, take, &store.take(take), "LL-7").unwrap();
    store.log.write(store.engineer.person, filed);
    assert!(!owed(&store, due + TimeDelta::days(1)).iter().any(|debt| debt.owed == Owed::Paper));
    assert_eq!(code(file_paper(&store.engineer, take, &store.take(take), "LL-7")), "take_paper_not_owed");
}

#[test]
fn a_take_below_zero_is_a_fact_and_flagged() {
    let mut store = Store::new();
    store.stock_up(store.plug, 1, None, Condition::New);
    let take = store.take_first(&[wanted(store.plug, 3, None, false)]);
    assert_eq!(store.take(take).flags[0].code, "take_below_zero");
    assert_eq!((store.count(store.main, store.plug), store.count(store.bag, store.plug)), (-2, 3));
    assert_eq!(store.log.books().stock.below_zero().count(), 1);

    let unknown = store.take_first(&[wanted(store.board, 1, Some("S9"), true)]);
    assert_eq!(store.take(unknown).flags[0].code, "take_below_zero", "a serial number that the books never had there");
    // A person looks at it.
    let event = store.take(unknown).flags[0].event;
    let settled = TakeEvent::FlagSettled { event, remark: "receipt was late".into() };
    store
        .log
        .write(store.keeper.person, vec![Draft::new(crate::kernel::Subject::new("take", unknown.uuid()), &settled)]);
    assert!(store.take(unknown).flags.is_empty());
}

#[test]
fn quantities_that_cannot_be_meant_are_refused_and_nothing_is_changed() {
    let store = Store::new();
    let ask = |card, quantity: Quantity, serial: Option<&str>| {
        let lines = [Wanted { card, quantity, serial: serial.map(str::to_owned), old_for_new: false }];
        let how = (FirstReason::Night, chrono_tz::Tz::Asia__Shanghai, &crate::domain::calendar::WorkingDays::default());
        let now = store.log.now();
        code(take_first(&store.log.books(), &store.engineer, store.way(), &lines, how, now, &mut fresh))
    };
    assert_eq!(ask(store.plug, Quantity::pieces(0), None), "quantity_not_positive");
    assert_eq!(ask(store.plug, Quantity::pieces(-1), None), "quantity_not_positive");
    assert_eq!(ask(store.plug, Quantity { amount: 100_000_001, unit: Unit::Piece }, None), "quantity_absurd");
    assert_eq!(ask(store.plug, Quantity::pieces(i64::MAX), None), "quantity_absurd");
    assert_eq!(ask(store.plug, Quantity::whole(1, Unit::Metre), None), "quantity_unit");
    assert_eq!(ask(store.plug, Quantity::pieces(1), Some("S1")), "serial_unexpected");
    assert_eq!(ask(store.board, Quantity::pieces(2), Some("S1")), "quantity_serial_one");
    assert_eq!(ask(store.board, Quantity::pieces(201), None), "unread_too_many");
    assert_eq!(ask(id(), Quantity::pieces(1), None), "card_unknown");
    let somebody = Actor { person: id(), ..store.engineer.clone() };
    let lines = [wanted(store.plug, 1, None, false)];
    assert_eq!(code(request(&store.log.books(), &somebody, store.way(), &lines, &mut fresh)), "bag_of_another");
    assert_eq!(code(request(&store.log.books(), &store.engineer, store.way(), &[], &mut fresh)), "lines_missing");
    let odd = Way { from: store.quarantine, ..store.way() };
    assert_eq!(code(request(&store.log.books(), &store.engineer, odd, &lines, &mut fresh)), "place_wrong_kind");
}

#[test]
fn pairs_leave_together() {
    let mut store = Store::new();
    let pair: CardId = id();
    let details = CardDetails { pair: true, ..card_details("P-3001", false) };
    assert_eq!(details.least(), 2000, "what a form proposes");
    store.register(pair, details);
    let ask = |count| {
        request(&store.log.books(), &store.engineer, store.way(), &[wanted(pair, count, None, false)], &mut fresh)
    };
    assert_eq!(code(ask(1)), "pair_split");
    assert!(ask(2).is_ok());
    // One of the pair was broken and comes back alone.
    store.give_back(&store.returned(pair, 1, None, PartLabel::Bad));
}

/// Where the unit is a pair, one of it is both: counted as one, named by one serial number, taken as one.
#[test]
fn a_pair_as_the_unit_is_one_thing() {
    let mut store = Store::new();
    let pair: CardId = id();
    let details = CardDetails { unit: Unit::Pair, pair: true, ..card_details("P-6001", true) };
    assert_eq!(details.least(), 1000, "what a form proposes");
    store.register(pair, details);
    let one = |serial: &str| Lot {
        card: pair,
        quantity: Quantity::whole(1, Unit::Pair),
        serial: Some(serial.to_owned()),
        condition: Condition::New,
    };
    for serial in ["A", "B"] {
        let drafts = receive(&store.log.books(), &store.keeper, &one(serial), store.main, "", &mut fresh).unwrap();
        store.log.write(store.keeper.person, drafts);
    }
    let wanted = |count, serial: Option<&str>| Wanted {
        card: pair,
        quantity: Quantity { amount: count, unit: Unit::Pair },
        serial: serial.map(str::to_owned),
        old_for_new: false,
    };
    let ask = |count| request(&store.log.books(), &store.engineer, store.way(), &[wanted(count, None)], &mut fresh);
    assert!(ask(1000).is_ok());
    assert_eq!(code(ask(500)), "quantity_whole", "half a pair is none");
    let take = store.take_first(&[wanted(1000, Some("A"))]);
    assert_eq!(store.take(take).lines[&1].open(), 1000);
    assert_eq!((store.count(store.main, pair), store.count(store.bag, pair)), (1, 1));
}

#[test]
fn a_length_is_taken_and_comes_back_in_fractions_and_a_thing_does_not() {
    let mut store = Store::new();
    let cable: CardId = id();
    let details = CardDetails { unit: Unit::Metre, ..card_details("P-7001", false) };
    store.register(cable, details);
    let metres = |amount| Quantity { amount, unit: Unit::Metre };
    let lot = Lot { card: cable, quantity: metres(100_000), serial: None, condition: Condition::New };
    let drafts = receive(&store.log.books(), &store.keeper, &lot, store.main, "", &mut fresh).unwrap();
    store.log.write(store.keeper.person, drafts);
    let wanted = Wanted { card: cable, quantity: metres(12_500), serial: None, old_for_new: false };
    let take = store.take_first(&[wanted]);
    let back = Returned { quantity: metres(2_250), ..store.returned(cable, 1, None, PartLabel::Good) };
    store.give_back(&back);
    assert_eq!(store.take(take).lines[&1].open(), 10_250);
    assert_eq!(store.log.books().stock.quantity(store.main, cable), 87_500);
    let half = Wanted {
        card: store.plug,
        quantity: Quantity { amount: 500, unit: Unit::Piece },
        serial: None,
        old_for_new: false,
    };
    assert_eq!(code(request(&store.log.books(), &store.engineer, store.way(), &[half], &mut fresh)), "quantity_whole");
}

/// Two keepers, or one on two devices, hand out one slip: the parts left twice in the books, and somebody has to see it.
#[test]
fn a_slip_that_was_issued_twice_is_flagged_and_the_same_issue_again_is_not() {
    let mut store = Store::new();
    store.stock_up(store.plug, 9, None, Condition::New);
    let lines = [wanted(store.plug, 2, None, false)];
    let drafts = request(&store.log.books(), &store.engineer, store.way(), &lines, &mut fresh).unwrap();
    let id: TakeId = drafts[0].subject.id().into();
    store.log.write(store.engineer.person, drafts);
    let approved = approve(&store.manager, id, &store.take(id)).unwrap();
    store.log.write(store.manager.person, approved);
    let (books, take, none) = (store.log.books(), store.take(id), BTreeMap::new());
    let first = issue(&books, &store.keeper, id, &take, &none, &mut fresh).unwrap();
    let second = issue(&books, &store.manager, id, &take, &none, &mut fresh).unwrap();
    store.log.write(store.keeper.person, first[..1].to_vec());
    store.log.write(store.keeper.person, first);
    assert!(store.take(id).flags.is_empty(), "said twice, it is one issue");
    store.log.write(store.manager.person, second);
    let state = store.log.any(&crate::kernel::Subject::new("take", id.uuid()));
    assert_eq!(state.unsettled().iter().map(|flag| flag.code.as_str()).collect::<Vec<_>>(), ["issued_twice"]);
}

/// Receipt, taking first, transfer, issue: a label that nobody can read is no reason to refuse. Each piece is flagged until its number is known.
#[test]
fn pieces_without_a_readable_number_are_taken_in_flagged_and_known_later() {
    let mut store = Store::new();
    let unread = |store: &Store| -> Vec<MovementId> {
        let all = store.log.movements();
        all.into_iter().filter(|(_, moved)| can_be_identified(moved)).map(|(id, _)| id.into()).collect()
    };
    store.stock_up(store.board, 3, None, Condition::New);
    assert_eq!((unread(&store).len(), store.count(store.main, store.board)), (3, 3), "one by one");
    let lot = Store::lot(store.board, 1, Some("  "), Condition::New);
    let (books, ways) = (store.log.books(), (store.main, store.branch));
    store.log.write(store.keeper.person, transfer(&books, &store.keeper, &lot, ways, &mut fresh).unwrap());
    assert_eq!((unread(&store).len(), store.count(store.branch, store.board)), (4, 1));

    // The taker could not read it; which of the pieces it is, the books do not guess.
    store.stock_up(store.board, 1, Some("S1"), Condition::Repaired);
    let take = store.take_first(&[wanted(store.board, 1, None, false)]);
    assert_eq!((unread(&store).len(), store.count(store.bag, store.board)), (5, 1));
    assert!(store.take(take).flags.is_empty() && store.take(take).lines[&1].serials().next().is_none());
    assert!(store.log.books().stock.find(store.board, "S1").is_some_and(|line| line.key.place == store.main));
    let bagged = unread(&store).into_iter().find(|id| {
        let moved: Movement = store.log.get(id.uuid());
        moved.details.is_some_and(|details| details.reason == Reason::Take)
    });
    let bagged = bagged.unwrap();
    let state: Movement = store.log.get(bagged.uuid());
    store.log.write(store.engineer.person, identify(&store.engineer, bagged, &state, ("S2", true)).unwrap());
    assert_eq!(store.log.books().stock.find(store.board, "S2").unwrap().key.place, store.bag);

    // What lies there without a number can be issued: it leaves as what it is.
    let line = Line { quantity: Quantity::pieces(2), ..line(store.board) };
    let (from, bag) = (Some(store.main), Some(store.bag));
    let take = Take { status: Some(TakeStatus::Approved), from, bag, lines: [(1, line)].into(), ..Take::default() };
    let before = unread(&store).len();
    let none = BTreeMap::new();
    let drafts = issue(&store.log.books(), &store.keeper, id(), &take, &none, &mut fresh).unwrap();
    store.log.write(store.keeper.person, drafts);
    assert_eq!(unread(&store).len(), before + 1, "S1, which is repaired, and one of those");
}
