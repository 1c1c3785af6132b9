//! A count is a statement about a moment: what is known later of the time before changes nothing of it.

use super::*;
use crate::kernel::Subject;
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

impl Store {
    pub(super) fn counted(&self, card: CardId, serial: Option<&str>, booked: i64, counted: i64) -> Counted {
        let serial = serial.map(str::to_owned);
        let (booked, counted, at) = (booked * 1000, counted * 1000, self.log.now());
        let condition = Condition::New;
        Counted {
            line: CountedLine { card, condition, serial, counted, booked, at, from: None, first_in: None },
            moved: false,
        }
    }
    fn book(&mut self, counted: &[Counted], reason: &str) -> Result<StocktakeId, Refusal> {
        let of = (id(), self.main);
        let drafts = stocktake(&self.log.books(), &self.keeper, of, counted, Extent::Lines, reason)?;
        self.log.wait(1);
        self.log.write(self.keeper.person, drafts);
        Ok(of.0)
    }
}

#[test]
fn a_difference_has_a_reason_and_agreement_is_on_record_too() {
    let mut store = Store::new();
    store.stock_up(store.plug, 10, None, Condition::New);
    store.log.wait(1);
    let same = store.counted(store.plug, None, 10, 10);
    let booked = store.book(&[same], "").unwrap();
    assert_eq!(store.log.get::<Stocktake>(booked.uuid()).lines.len(), 1);
    let fewer = store.counted(store.plug, None, 10, 7);
    assert_eq!(code(store.book(std::slice::from_ref(&fewer), " ")), "reason_missing");
    store.book(&[fewer], "broken in the shelf").unwrap();
    assert_eq!(store.count(store.main, store.plug), 7);
}

#[test]
fn what_moves_after_the_count_moves_what_was_counted() {
    let mut store = Store::new();
    store.stock_up(store.plug, 10, None, Condition::New);
    store.log.wait(1);
    let counted = store.counted(store.plug, None, 10, 9);
    store.log.wait(1);
    store.take_first(&[wanted(store.plug, 4, None, false)]);
    store.book(&[counted], "one was missing").unwrap();
    assert_eq!(store.count(store.main, store.plug), 5, "nine were there, four of them left");
}

/// Two were taken at night, offline. The count of the morning finds eight where the books have ten; then the night's take arrives.
#[test]
fn a_take_from_before_the_count_that_arrives_later_is_in_the_count_already() {
    let mut store = Store::new();
    store.stock_up(store.plug, 10, None, Condition::New);
    store.log.wait(1);
    let before = store.log.events.len();
    store.take_first(&[wanted(store.plug, 2, None, false)]);
    let late: Vec<_> = store.log.events.drain(before..).collect();
    store.log.wait(8);
    let counted = store.counted(store.plug, None, 10, 8);
    store.book(&[counted], "nobody knows").unwrap();
    assert_eq!(store.count(store.main, store.plug), 8);
    store.log.events.extend(late);
    assert_eq!((store.count(store.main, store.plug), store.count(store.bag, store.plug)), (8, 2));
}

/// The keeper counts S1; it is issued while the count goes on; the count is booked. It is in the bag, and nowhere else.
#[test]
fn a_piece_that_leaves_during_the_count_makes_no_phantom() {
    let mut store = Store::new();
    store.stock_up(store.board, 1, Some("S1"), Condition::New);
    store.log.wait(1);
    let counted = store.counted(store.board, Some("S1"), 1, 1);
    store.log.wait(1);
    store.take_first(&[wanted(store.board, 1, Some("S1"), false)]);
    store.book(&[counted], "").unwrap();
    assert_eq!((store.count(store.main, store.board), store.count(store.bag, store.board)), (0, 1));
}

#[test]
fn a_piece_that_the_books_know_elsewhere_is_here_from_the_count_on() {
    let mut store = Store::new();
    store.stock_up(store.board, 1, Some("B-1"), Condition::New);
    store.log.wait(1);
    store.take_first(&[wanted(store.board, 1, Some("B-1"), false)]);
    assert_eq!(store.count(store.bag, store.board), 1);
    store.log.wait(1);
    let found = store.counted(store.board, Some("B-1"), 0, 1);
    store.book(&[found], "lay in the shelf").unwrap();
    assert_eq!((store.count(store.main, store.board), store.count(store.bag, store.board)), (1, 0));
    // It is taken again, and is nowhere else.
    store.log.wait(1);
    store.take_first(&[wanted(store.board, 1, Some("B-1"), false)]);
    assert_eq!((store.count(store.main, store.board), store.count(store.bag, store.board)), (0, 1));
}

#[test]
fn a_count_that_is_recorded_twice_is_one_and_two_at_once_are_flagged_on_the_place() {
    let mut store = Store::new();
    store.stock_up(store.plug, 10, None, Condition::New);
    store.log.wait(1);
    let counted = [store.counted(store.plug, None, 10, 9)];
    let of = (id(), store.main);
    let drafts = stocktake(&store.log.books(), &store.keeper, of, &counted, Extent::Lines, "lost").unwrap();
    store.log.write(store.keeper.person, drafts.clone());
    store.log.write(store.keeper.person, drafts);
    let place = Subject::from(store.main);
    assert!(store.log.any(&place).unsettled().is_empty());
    assert_eq!(store.log.get::<Stocktake>(of.0.uuid()).lines.len(), 1);
    // A colleague counted at the same time.
    store.book(&counted, "lost").unwrap();
    let flags: Vec<Flag> = store.log.any(&place).unsettled().into_iter().cloned().collect();
    assert_eq!(flags.iter().map(|flag| flag.code.as_str()).collect::<Vec<_>>(), ["counted_twice"]);
    assert_eq!(store.count(store.main, store.plug), 9, "a statement said twice is the same statement");
    let drafts =
        settle_flag(&store.keeper, &place, &flags.iter().collect::<Vec<_>>(), flags[0].event, "the same shelf")
            .unwrap();
    store.log.write(store.keeper.person, drafts);
    assert!(store.log.any(&place).unsettled().is_empty());
    // Next month's count overlaps nothing.
    store.log.wait(30 * 24);
    let next = [store.counted(store.plug, None, 9, 9)];
    store.book(&next, "").unwrap();
    assert!(store.log.any(&place).unsettled().is_empty());
}

#[test]
fn a_count_has_a_keeper_a_store_and_a_number_that_can_be() {
    let store = Store::new();
    let line = store.counted(store.plug, None, 0, 1);
    let by = |actor: &Actor, place, line: &Counted| {
        code(stocktake(&store.log.books(), actor, (id(), place), std::slice::from_ref(line), Extent::Lines, "found"))
    };
    assert_eq!(by(&store.engineer, store.main, &line), "not_allowed");
    assert_eq!(by(&store.keeper, store.bag, &line), "place_wrong_kind");
    assert_eq!(by(&store.keeper, store.main, &store.counted(store.plug, None, 0, -1)), "count_below_zero");
    assert_eq!(by(&store.keeper, store.main, &store.counted(store.board, Some("B-1"), 0, 2)), "quantity_serial_one");
    assert_eq!(by(&store.keeper, store.main, &Counted { moved: true, ..line.clone() }), "count_moved");
    let mut half = line;
    half.line.counted = 500;
    assert_eq!(by(&store.keeper, store.main, &half), "quantity_whole");
    assert_eq!(
        code(stocktake(&store.log.books(), &store.keeper, (id(), store.main), &[], Extent::Lines, "")),
        "lines_missing"
    );
}

pub(super) fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
}
pub(super) fn n<T: From<Uuid>>(number: u8) -> T {
    Uuid::from_u128(u128::from(number)).into()
}

/// Something that happens: a movement, or a count of one line.
#[derive(Debug, Clone)]
pub(super) enum Happening {
    Moved { from: u8, to: u8, amount: i64, serial: bool, minutes: i64 },
    Counted { place: u8, amount: i64, serial: bool, minutes: i64 },
}

prop_compose! {
    pub(super) fn happening()(kind in 0u8..4, a in 0u8..3, b in 0u8..3, amount in 0i64..4, serial in any::<bool>(), minutes in 0i64..200) -> Happening {
        let amount = if serial { amount.min(1) } else { amount } * 1000;
        if kind == 0 {
            Happening::Counted { place: a + 1, amount, serial, minutes }
        } else {
            Happening::Moved { from: a, to: b, amount: amount.max(1000), serial, minutes }
        }
    }
}

pub(super) fn ledger<'a>(all: impl IntoIterator<Item = &'a (u8, Happening)>) -> Ledger {
    ledger_on(Ledger::default(), all)
}

/// What becomes known on top of what is.
pub(super) fn ledger_on<'a>(mut ledger: Ledger, all: impl IntoIterator<Item = &'a (u8, Happening)>) -> Ledger {
    for (number, one) in all {
        let piece = |serial: bool| serial.then(|| "S1".to_owned());
        match one {
            Happening::Moved { from, to, amount, serial, minutes } => {
                let place = |number: u8| (number > 0).then(|| n(number));
                let details = MovementDetails {
                    from: place(*from),
                    to: place(*to),
                    serial: piece(*serial),
                    reason: Reason::Transfer,
                    ..MovementDetails::opening(
                        n(if *serial { 90 } else { 91 }),
                        Quantity { amount: *amount, unit: Unit::Piece },
                        n(1),
                    )
                };
                let movement = Movement { details: Some(details), at: at(*minutes), ..Movement::default() };
                ledger.add(n(*number), &movement);
            }
            Happening::Counted { place, amount, serial, minutes } => {
                let line = CountedLine {
                    card: n(if *serial { 90 } else { 91 }),
                    condition: Condition::New,
                    serial: piece(*serial),
                    counted: *amount,
                    booked: 0,
                    at: at(*minutes),
                    from: None,
                    first_in: None,
                };
                let stocktake = Stocktake { place: Some(n(*place)), lines: vec![line], ..Stocktake::default() };
                ledger.count(n(*number), &stocktake);
            }
        }
    }
    ledger
}

proptest! {
    /// Of a line that was counted, nothing from before the count matters: a replica that never gets it has the same number.
    #[test]
    fn what_was_before_the_count_changes_nothing_of_it(all in prop::collection::vec(happening(), 0..40), place in 1u8..4, amount in 0i64..6, drop in any::<u64>()) {
        let all: Vec<(u8, Happening)> = (1..).zip(all).collect();
        let count = (200, Happening::Counted { place, amount: amount * 1000, serial: false, minutes: 100 });
        let before = |one: &Happening| match one {
            Happening::Moved { minutes, .. } | Happening::Counted { minutes, .. } => *minutes < 100,
        };
        let whole = ledger(all.iter().chain([&count])).stock();
        let some = all.iter().filter(|(number, one)| !before(one) || drop >> (number % 64) & 1 == 1);
        let part = ledger(some.chain([&count])).stock();
        let (place, card): (PlaceId, CardId) = (n(place), n(91));
        prop_assert_eq!(whole.quantity(place, card), part.quantity(place, card));
    }

    /// The order in which things become known, and how often, says nothing.
    #[test]
    fn any_order_gives_the_same_stock(all in prop::collection::vec(happening(), 0..40), seed in any::<u64>()) {
        let all: Vec<(u8, Happening)> = (1..).zip(all).collect();
        let mut shuffled: Vec<&(u8, Happening)> = all.iter().chain(&all).collect();
        shuffled.sort_by_key(|(number, _)| u64::from(*number).wrapping_mul(seed | 1));
        prop_assert_eq!(ledger(&all).stock(), ledger(shuffled).stock());
    }

    /// Right after a piece was found somewhere it is there and nowhere else.
    #[test]
    fn a_counted_piece_is_in_one_place(all in prop::collection::vec(happening(), 0..40), place in 1u8..4) {
        let all: Vec<(u8, Happening)> = (1..).zip(all).collect();
        let count = (200, Happening::Counted { place, amount: 1000, serial: true, minutes: 300 });
        let stock = ledger(all.iter().chain([&count])).stock();
        let piece: BTreeMap<PlaceId, i64> =
            stock.lines().filter(|line| line.key.serial.is_some()).map(|line| (line.key.place, line.quantity)).collect();
        prop_assert_eq!(piece, BTreeMap::from([(n(place), 1000)]));
    }

    /// What lies in a line is what brought it, no more and no less, as far as it came by movements.
    #[test]
    fn lots_are_what_lies_there(all in prop::collection::vec(happening(), 0..40)) {
        let all: Vec<(u8, Happening)> = (1..).zip(all).filter(|(_, one)| matches!(one, Happening::Moved { .. })).collect();
        let ledger = ledger(&all);
        for line in ledger.stock().lines().filter(|line| line.quantity > 0) {
            prop_assert_eq!(ledger.lots(&line.key).iter().map(|(_, amount)| amount).sum::<i64>(), line.quantity);
        }
    }
}

fn lines_at(ledger: &Ledger, place: u8) -> Vec<StockLine> {
    ledger.stock().at(n(place)).filter(|line| line.key.serial.is_some()).collect()
}

/// Counted in a shelf while the movement into a bag was under way: who has the books of the bag has to have the count, and of nothing else.
#[test]
fn a_count_changes_the_place_where_the_books_had_the_piece_and_no_other() {
    let moved = |from, to, minutes| Happening::Moved { from, to, amount: 1000, serial: true, minutes };
    let found = |minutes| Happening::Counted { place: 1, amount: 1000, serial: true, minutes };
    let displaced = |all: &[(u8, Happening)]| ledger(all).displaced();
    let at = |source, place| (n::<Uuid>(source), n::<PlaceId>(place));
    let mut all = vec![(1, moved(0, 1, 0)), (9, found(60)), (10, found(90))];
    assert_eq!(displaced(&all), [].into(), "it was where it was counted");
    all.push((2, moved(3, 2, 10)));
    let both = [at(9, 2), at(9, 3)];
    assert_eq!(
        displaced(&all),
        both.into(),
        "in the bag, and missing where it came from; the second count finds it at its place"
    );
    all.push((3, moved(2, 1, 20)));
    assert_eq!(displaced(&all), [at(9, 3)].into(), "it had left the bag before");
    all.push((4, moved(1, 2, 70)));
    assert_eq!(displaced(&all), [at(9, 3), at(10, 2)].into(), "and came there between the counts");
    all.push((11, Happening::Counted { place: 2, amount: 0, serial: true, minutes: 80 }));
    assert_eq!(displaced(&all), [at(9, 3)].into(), "where nothing was found nothing is left to change");
    let parts = [
        (1, Happening::Moved { from: 0, to: 2, amount: 1000, serial: false, minutes: 0 }),
        (2, Happening::Counted { place: 1, amount: 1000, serial: false, minutes: 9 }),
    ];
    assert_eq!(displaced(&parts), [].into(), "parts without serial numbers are counted where they lie");
}

proptest! {
    /// Who has of one place what names it and the counts that change it has the same of it as who has everything, to the day it came in.
    #[test]
    fn a_place_is_known_by_what_names_it_and_the_counts_that_change_it(all in prop::collection::vec(happening(), 0..40), place in 1u8..4) {
        let all: Vec<(u8, Happening)> = (1..).zip(all).collect();
        let whole = ledger(&all);
        let displaced = whole.displaced();
        let here = all.iter().filter(|(number, one)| match one {
            Happening::Moved { from, to, .. } => [*from, *to].contains(&place),
            Happening::Counted { place: counted, .. } => *counted == place || displaced.contains(&(n(*number), n(place))),
        });
        prop_assert_eq!(lines_at(&ledger(here), place), lines_at(&whole, place));
    }
}

/// Half a metre is something, half a plug is nothing; of neither more is counted than can be.
#[test]
fn a_length_is_counted_in_fractions_and_a_thing_is_not() {
    let mut store = Store::new();
    let cable: CardId = id();
    store.register(cable, CardDetails { unit: Unit::Metre, ..card_details("P-7001", false) });
    let metres = |amount| Quantity { amount, unit: Unit::Metre };
    let lot = Lot { card: cable, quantity: metres(20_000), serial: None, condition: Condition::New };
    let drafts = receive(&store.log.books(), &store.keeper, &lot, store.main, "", &mut fresh).unwrap();
    store.log.write(store.keeper.person, drafts);
    store.log.wait(1);
    let counted = |store: &Store, card, counted| {
        let mut found = store.counted(card, None, 20, 0);
        found.line.counted = counted;
        found
    };
    for (card, amount, code_of) in [
        (store.plug, 500, "quantity_whole"),
        (store.plug, 12_500, "quantity_whole"),
        (cable, -500, "count_below_zero"),
        (cable, crate::domain::values::ABSURD_QUANTITY * 1000 + 1, "quantity_absurd"),
    ] {
        let found = counted(&store, card, amount);
        assert_eq!(code(store.book(&[found], "x")), code_of, "{amount}");
    }
    let found = counted(&store, cable, 12_500);
    assert_eq!(found.line.difference(), -7_500);
    store.book(&[found], "cut off").unwrap();
    assert_eq!(store.log.books().stock.quantity(store.main, cable), 12_500);
}
