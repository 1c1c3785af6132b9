//! Months of a ledger that are closed are left: what moved in them goes from the phone, and what is there stays as it was counted.

use super::kit::{at, entry};
use crate::domain::parts::{
    CardId, Condition, CountedLine, Movement, MovementDetails, MovementEvent, PlaceId, StocktakeEvent,
};
use crate::domain::values::Quantity;
use crate::kernel::{Body, ChainHead, Draft, Event, Hash, PersonId, Subject, fold::time};
use crate::store::{MemoryKeys, Setup, Store};
use crate::sync::protocol::{Entry, Greeting, Stream};
use chrono::{DateTime, Utc};
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

const PHONE: u128 = 7;
const CENTRE: u128 = 9;
const SHELF: u128 = 1;
const BAG: u128 = 2;
const PLUG: u128 = 90;
const BOARD: u128 = 91;

fn n<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}
fn open(home: &Path) -> Store {
    Store::open(Setup::new(home, crate::store::kinds(), Arc::new(MemoryKeys::default())), 0).unwrap().store
}
fn said<B: Body>(hub: &Store, (kind, id): (&'static str, u128), body: &B, ms: i64) -> Event {
    hub.record(n(8), &[Draft::new(Subject::new(kind, n::<Uuid>(id)), body)], at(ms)).unwrap().remove(0)
}
fn moved(hub: &Store, id: u128, (from, to): (Option<u128>, u128), serial: bool, ms: i64) -> Event {
    let details = MovementDetails {
        from: from.map(n),
        serial: serial.then(|| "S1".to_owned()),
        ..MovementDetails::opening(n(if serial { BOARD } else { PLUG }), Quantity::pieces(1), n(to))
    };
    said(hub, ("movement", id), &MovementEvent::Recorded { details }, ms)
}
/// As [`at`].
fn since(ms: u64) -> DateTime<Utc> {
    time(1_700_000_000_000 + ms)
}
fn month(name: &str) -> Stream {
    format!("stock/{}/{name}", Uuid::from_u128(CENTRE)).parse().unwrap()
}
fn greet(phone: &Store, streams: &[(Stream, u64)]) {
    let streams: std::collections::BTreeMap<String, u64> =
        streams.iter().map(|(stream, n)| (stream.to_string(), *n)).collect();
    let greeting: Greeting = serde_json::from_value(serde_json::json!({
        "version": 1, "epoch": Uuid::from_u128(1), "have": ChainHead { number: 0, hash: Hash::of(b"") }, "streams": streams, "now": 1_000
    }))
    .unwrap();
    phone.greeted(&greeting).unwrap();
}
fn amounts(phone: &Store) -> [i64; 3] {
    let of = |place: u128, card: u128| -> i64 {
        let (place, card): (PlaceId, CardId) = (n(place), n(card));
        phone.stock_of(place, card).unwrap().iter().map(|line| line.quantity).sum()
    };
    [of(SHELF, PLUG), of(BAG, PLUG), of(SHELF, BOARD)]
}

#[test]
fn a_month_that_is_left_takes_its_movements_along_and_the_count_stays() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (phone, hub) = (open(here.path()), open(there.path()));
    // Two plugs and a board come in, one plug goes into the bag; the board leaves for good.
    let january = [
        moved(&hub, 101, (None, SHELF), false, 1_000),
        moved(&hub, 102, (None, SHELF), false, 2_000),
        moved(&hub, 103, (Some(SHELF), BAG), false, 3_000),
        moved(&hub, 104, (None, SHELF), true, 4_000),
        moved(&hub, 105, (Some(SHELF), 5), true, 5_000),
    ];
    let line = CountedLine {
        card: n(PLUG),
        condition: Condition::New,
        serial: None,
        counted: 1_000,
        booked: 1_000,
        at: since(6_000),
        from: None,
        first_in: Some(since(2_000)),
    };
    let counted = StocktakeEvent::Counted { place: n(SHELF), lines: vec![line], remark: String::new(), whole: true };
    let february = [
        said(&hub, ("stocktake", 200), &counted, 7_000),
        moved(&hub, 106, (None, SHELF), false, 8_000),
        moved(&hub, 107, (Some(SHELF), BAG), false, 9_000),
    ];
    let own = Stream::Person(PersonId::new(n(PHONE)));
    let (one, two) = (month("1970-01"), month("1970-02"));
    let filed =
        |stream: &Stream, number: u64, event: &Event| Entry { s: stream.clone(), ..entry(number, event, 99_000) };
    let mut entries: Vec<Entry> = (1..).zip(&january).map(|(number, event)| filed(&one, number, event)).collect();
    entries.extend((1..).zip(&february).map(|(number, event)| filed(&two, number, event)));
    entries.extend((1..).zip([&january[2], &february[2]]).map(|(number, event)| filed(&own, number, event)));
    let all = [(Stream::Everyone, 0), (own.clone(), 2), (one.clone(), 5), (two.clone(), 3)];
    greet(&phone, &all);
    phone.receive(&entries).unwrap();
    assert_eq!(amounts(&phone), [1_000, 2_000, 0], "as its movements say");
    let before = phone.stock_at(n(SHELF)).unwrap();
    assert_eq!(before[0].first_in, Some(since(8_000)), "of two that lay there the older went since");

    greet(&phone, &[(Stream::Everyone, 0), (own, 2), (two, 3)]);
    assert_eq!(amounts(&phone), [1_000, 2_000, 0]);
    assert_eq!(phone.stock_at(n(SHELF)).unwrap(), before, "to the day it came in");
    let left: Vec<u128> = phone.all::<Movement>().unwrap().iter().map(|(id, _)| id.as_u128()).collect();
    assert_eq!(left, [103, 106, 107], "the own bag's stays");
    let rows = |sql: &str| -> i64 { phone.read(|tx, _| Ok(tx.query_row(sql, [], |r| r.get(0))?)).unwrap() };
    assert_eq!(rows("SELECT count(*) FROM event WHERE kind = 'movement'"), 3);
    assert_eq!(rows("SELECT count(*) FROM stock_entry"), 6, "of three movements, and of the count");
    assert_eq!(rows("SELECT count(*) FROM stock_line"), 2, "nothing is left of the board");
    assert_eq!(rows("SELECT count(*) FROM membership WHERE stream LIKE '%1970-01'"), 0);
}
