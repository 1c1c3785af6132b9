//! A count against the books, while the store works on.

use super::*;

impl Store {
    fn counted(&self, card: CardId, serial: Option<&str>, booked: i64, counted: i64) -> Counted {
        let serial = serial.map(str::to_owned);
        Counted { card, condition: Condition::New, serial, booked: booked * 1000, counted: counted * 1000 }
    }
    fn book(&mut self, counted: &[Counted], reason: &str) -> Result<usize, Refusal> {
        let drafts = stocktake(&self.log.books(), &self.keeper, self.main, counted, reason, &mut fresh)?;
        let booked = drafts.len();
        self.log.write(self.keeper.person, drafts);
        Ok(booked)
    }
}

#[test]
fn a_difference_is_booked_with_a_reason_and_agreement_books_nothing() {
    let mut store = Store::new();
    store.stock_up(store.plug, 10, None, Condition::New);
    let same = store.counted(store.plug, None, 10, 10);
    assert_eq!(store.book(&[same], "").unwrap(), 0);
    let fewer = store.counted(store.plug, None, 10, 7);
    assert_eq!(code(store.book(std::slice::from_ref(&fewer), " ")), "reason_missing");
    assert_eq!(store.book(&[fewer], "broken in the shelf").unwrap(), 1);
    assert_eq!(store.count(store.main, store.plug), 7);
}

#[test]
fn what_moves_after_the_count_does_not_change_the_difference() {
    let mut store = Store::new();
    store.stock_up(store.plug, 10, None, Condition::New);
    let counted = store.counted(store.plug, None, 10, 9);
    store.take_first(&[wanted(store.plug, 4, None, false)]);
    store.book(&[counted], "one was missing").unwrap();
    assert_eq!(store.count(store.main, store.plug), 5, "ten, less four taken, less one missing");
}

#[test]
fn a_piece_that_the_books_know_elsewhere_comes_from_there() {
    let mut store = Store::new();
    store.stock_up(store.board, 1, Some("B-1"), Condition::New);
    store.take_first(&[wanted(store.board, 1, Some("B-1"), false)]);
    assert_eq!(store.count(store.bag, store.board), 1);
    let found = store.counted(store.board, Some("B-1"), 0, 1);
    store.book(&[found], "lay in the shelf").unwrap();
    assert_eq!((store.count(store.main, store.board), store.count(store.bag, store.board)), (1, 0));
}

#[test]
fn a_count_has_a_keeper_a_store_and_a_number_that_can_be() {
    let store = Store::new();
    let line = store.counted(store.plug, None, 0, 1);
    let by = |actor: &Actor, place, line: &Counted| {
        code(stocktake(&store.log.books(), actor, place, std::slice::from_ref(line), "found", &mut fresh))
    };
    assert_eq!(by(&store.engineer, store.main, &line), "not_allowed");
    assert_eq!(by(&store.keeper, store.bag, &line), "place_wrong_kind");
    assert_eq!(by(&store.keeper, store.main, &store.counted(store.plug, None, 0, -1)), "count_below_zero");
    assert_eq!(by(&store.keeper, store.main, &store.counted(store.board, Some("B-1"), 0, 2)), "quantity_serial_one");
}
