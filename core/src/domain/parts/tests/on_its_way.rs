//! On the way back: sent by who has it, received by who keeps the store.

use super::*;
use crate::domain::dues::Late;
use chrono::TimeDelta;

impl Store {
    /// The engineer brings a part back.
    fn send(&mut self, what: &Returned) -> Vec<Draft> {
        let drafts = give_back(&self.log.books(), &self.engineer, what, &self.log.takes(), &mut fresh).unwrap();
        self.log.write(self.engineer.person, drafts.clone());
        drafts
    }
}

fn take_board(store: &mut Store, serial: &str) -> TakeId {
    store.stock_up(store.board, 1, Some(serial), Condition::New);
    store.take_first(&[wanted(store.board, 1, Some(serial), true)])
}

fn receive_sent(store: &mut Store, id: TakeId, by: &Actor) -> Result<(), Refusal> {
    let take = store.take(id);
    let event = take.on_its_way.first().map(|sent| sent.event).ok_or_else(|| Refusal::new("not_on_its_way"))?;
    let drafts = receive_back(&store.log.books(), by, (id, &take), event, &mut fresh)?;
    store.log.write(by.person, drafts);
    Ok(())
}

#[test]
fn a_part_is_on_its_way_and_owed_until_the_keeper_receives_it() {
    let mut store = Store::new();
    let id = take_board(&mut store, "NEW1");
    let drafts = store.send(&store.returned(store.board, 1, Some("OLD1"), PartLabel::Bad));
    assert_eq!(drafts.len(), 1, "nothing moves in the books");
    let take = store.take(id);
    assert_eq!((take.lines[&1].open(), take.on_its_way_of(1), take.waits()), (1000, 1000, Some(TakeWaits::Receipt)));
    let late = take.at + TimeDelta::days(30);
    let owed = debts(id, &take, late);
    let debt = owed.iter().find(|debt| debt.owed == Owed::OldForNew).unwrap();
    assert!(!debt.overdue, "who sent it is not late");
    assert_eq!(debt.on_its_way.unwrap().0, Quantity::pieces(1));
    assert_eq!(store.count(store.quarantine, store.board), 0);
    let (engineer, keeper) = (store.engineer.clone(), store.keeper.clone());
    assert_eq!(receive_sent(&mut store, id, &engineer).unwrap_err().code, "not_allowed");
    receive_sent(&mut store, id, &keeper).unwrap();
    let take = store.take(id);
    assert_eq!((take.lines[&1].open(), take.on_its_way.len()), (0, 0));
    assert_eq!(take.lines[&1].settled[0].how, SettledHow::FaultyReturned);
    let there = store.log.books().stock.find(store.board, "OLD1").unwrap();
    assert_eq!((there.key.place, there.key.condition), (store.quarantine, Condition::Faulty));
}

#[test]
fn one_piece_is_sent_once_and_received_once() {
    let mut store = Store::new();
    let id = take_board(&mut store, "NEW1");
    let what = store.returned(store.board, 1, Some("OLD1"), PartLabel::Bad);
    store.send(&what);
    let again = give_back(&store.log.books(), &store.engineer, &what, &store.log.takes(), &mut fresh);
    assert_eq!(code(again), "part_on_its_way");
    let (take, keeper) = (store.take(id), store.keeper.clone());
    let event = take.on_its_way[0].event;
    receive_sent(&mut store, id, &keeper).unwrap();
    let twice = receive_back(&store.log.books(), &keeper, (id, &store.take(id)), event, &mut fresh);
    assert_eq!(code(twice), "not_on_its_way");
    // Two keepers who did not see each other: both wrote, and a person looks at it.
    let other = receive_back(&store.log.books(), &store.manager, (id, &take), event, &mut fresh).unwrap();
    store.log.write(store.manager.person, other);
    let flags: Vec<String> = store.take(id).flags.into_iter().map(|flag| flag.code).collect();
    assert_eq!(flags, ["settled_more_than_taken"]);
}

#[test]
fn what_is_on_its_way_to_another_centre_is_received_there() {
    let mut store = Store::new();
    let id = take_board(&mut store, "NEW1");
    store.send(&store.returned(store.board, 1, Some("OLD1"), PartLabel::Bad));
    let (take, mut books) = (store.take(id), store.log.books());
    let (event, there) = (take.on_its_way[0].event, Some(fresh().into()));
    books.places.get_mut(&store.quarantine).unwrap().details.as_mut().unwrap().centre = there;
    let receive = |centre| {
        let keeper = Actor { centre, ..store.keeper.clone() };
        receive_back(&books, &keeper, (id, &take), event, &mut fresh)
    };
    assert_eq!(code(receive(Some(fresh().into()))), "not_allowed");
    assert!(receive(there).is_ok() && receive(None).is_ok(), "head office keeps them all");
}

#[test]
fn of_several_on_their_way_the_very_piece_arrives() {
    let mut store = Store::new();
    for serial in ["N1", "N2"] {
        store.stock_up(store.board, 1, Some(serial), Condition::New);
    }
    let id = store.take_first(&[wanted(store.board, 1, Some("N1"), true)]);
    store.log.wait(1);
    let other = store.take_first(&[wanted(store.board, 1, Some("N2"), true)]);
    for serial in ["OLD1", "OLD2"] {
        store.send(&store.returned(store.board, 1, Some(serial), PartLabel::Bad));
    }
    assert_eq!((store.take(id).on_its_way_of(1), store.take(other).on_its_way_of(1)), (1000, 1000));
    let keeper = store.keeper.clone();
    receive_sent(&mut store, other, &keeper).unwrap();
    assert!(store.log.books().stock.find(store.board, "OLD2").is_some_and(|line| line.key.place == store.quarantine));
    assert_eq!((store.take(id).lines[&1].open(), store.take(other).lines[&1].open()), (1000, 0));
}

#[test]
fn what_nobody_owed_is_on_its_way_too_and_is_flagged_when_it_is_there() {
    let mut store = Store::new();
    let drafts = store.send(&store.returned(store.plug, 2, None, PartLabel::Good));
    let id: TakeId = drafts[0].subject.id().into();
    let take = store.take(id);
    assert!(take.is_open() && take.flags.is_empty());
    let keeper = store.keeper.clone();
    let what = store.returned(store.plug, 2, None, PartLabel::Good);
    let received = give_back(&store.log.books(), &keeper, &what, &store.log.takes(), &mut fresh).unwrap();
    store.log.write(keeper.person, received);
    let take = store.take(id);
    assert_eq!((take.on_its_way.len(), take.unowed.len(), take.flags.len(), take.is_open()), (0, 1, 1, false));
    assert_eq!(store.count(store.quarantine, store.plug), 2);
}

#[test]
fn what_nobody_receives_falls_due_at_the_store_and_a_reason_ends_it() {
    let mut store = Store::new();
    let id = take_board(&mut store, "NEW1");
    store.send(&store.returned(store.board, 1, Some("OLD1"), PartLabel::Bad));
    let take = store.take(id);
    let due: Vec<Late> = take_dues(&take).into_iter().map(|due| due.what).collect();
    assert_eq!(due, [Late::TakePaper, Late::Receipt], "and nothing is late of who sent it");
    let receipt = take_dues(&take).into_iter().find(|due| due.what == Late::Receipt).unwrap();
    assert_eq!((receipt.since - take.on_its_way[0].at).num_hours(), 72);
    let lost = settle_with_reason(&store.keeper, id, &take, (1, Quantity::pieces(1)), "lost by the carrier").unwrap();
    store.log.write(store.keeper.person, lost);
    let take = store.take(id);
    assert!(take.on_its_way.is_empty() && take_dues(&take).iter().all(|due| due.what == Late::TakePaper));
}
