//! The rows of stock are what movements and stocktakes give, and an issue reads those of its parts only.

use crate::sql;
use crate::testing::{TestHub, parts};
use crate::tests::older::made_older;
use crate::verify::tests::full;
use chrono::TimeDelta;
use fettle_core::domain::ids::{CardId, PlaceId};
use fettle_core::domain::parts::{
    Condition, CountedLine, Ledger, Line, Movement, MovementDetails, PlaceKind, Reason, Stock, StockLine, Stocktake,
    StocktakeEvent, Take,
};
use fettle_core::domain::stream::{Month, Stream};
use fettle_core::domain::values::Quantity;
use fettle_core::kernel::{Aggregate, Draft, Subject, fold::time};
use std::collections::BTreeSet;
use uuid::Uuid;

fn moved(
    card: CardId,
    from: Option<PlaceId>,
    to: Option<PlaceId>,
    pieces: i64,
    serial: Option<&str>,
) -> MovementDetails {
    let quantity = Quantity::pieces(pieces);
    let opening = MovementDetails::opening(card, quantity, PlaceId::new(Uuid::nil()));
    MovementDetails { from, to, serial: serial.map(str::to_owned), reason: Reason::Transfer, ..opening }
}

async fn agrees(hub: &TestHub, places: &[PlaceId]) {
    let ledger = &hub.hub.ledger;
    let mut all = Ledger::default();
    for (id, movement) in ledger.all::<Movement>().await.expect("reads") {
        all.add(id.into(), &movement.state);
    }
    for (id, stocktake) in ledger.all::<Stocktake>().await.expect("reads") {
        all.count(id.into(), &stocktake.state);
    }
    let given = all.stock();
    for place in places {
        let rows: Stock = ledger.stock_at(*place).await.expect("reads").into_iter().collect();
        let (rows, whole): (Vec<StockLine>, Vec<StockLine>) = (rows.at(*place).collect(), given.at(*place).collect());
        assert_eq!(rows, whole);
    }
    let sql = "SELECT DISTINCT stocktake, place FROM displaced";
    let rows = sql::query(sql).fetch_all(ledger.db.read()).await.expect("reads");
    let rows: BTreeSet<(String, String)> =
        rows.iter().map(|row| (row.try_get(0).expect("a name"), row.try_get(1).expect("a name"))).collect();
    let names = |(source, place)| (Subject::new(Stocktake::KIND, source).to_string(), Subject::from(place).to_string());
    let wanted: BTreeSet<(String, String)> = all.displaced().into_iter().map(names).collect();
    assert_eq!(rows, wanted);
}

#[tokio::test]
async fn rows_are_what_the_ledger_gives() {
    let hub = TestHub::start().await;
    let by = hub.hub.ledger.system();
    let places: [PlaceId; 3] = std::array::from_fn(|_| hub.fresh().into());
    let (board, plug): (CardId, CardId) = (hub.fresh().into(), hub.fresh().into());
    // A walk that comes by every way of parts and of a piece, below zero too; counts between, some of a moment long past.
    for n in 0_usize..60 {
        let (from, to) = (places[n % 3], places[(n / 3 + 1) % 3]);
        let (from, to) = ((n % 4 > 0).then_some(from), (n % 5 > 0).then_some(to));
        let pieces = i64::try_from(n % 3).unwrap_or(0) + 1;
        let draft = match n % 6 {
            5 => {
                let serial = (n % 4 == 1).then(|| "S1".to_owned());
                let card = if serial.is_some() { board } else { plug };
                let at = time(hub.hub.clock.now_ms()) - TimeDelta::minutes(i64::try_from(n).unwrap_or(0) % 7);
                let counted = if serial.is_some() { 1000 } else { 1000 * pieces };
                let condition = Condition::New;
                let line = CountedLine { card, condition, serial, counted, booked: 0, at, from: None, first_in: None };
                let event = StocktakeEvent::Counted {
                    place: places[n % 2],
                    lines: vec![line],
                    remark: String::new(),
                    whole: false,
                };
                Draft::new(Subject::new(Stocktake::KIND, hub.fresh()), &event)
            }
            n if n % 2 == 0 => parts::moved(hub.fresh().into(), moved(plug, from, to, pieces, None)),
            _ => parts::moved(hub.fresh().into(), moved(board, from, to, 1, Some("S1"))),
        };
        hub.record(by, vec![draft]).await;
        if n % 10 == 9 {
            agrees(&hub, &places).await;
        }
    }
    agrees(&hub, &places).await;
}

/// Counts of whole places come in any order: what they close, take back and displace is in the rows as it is in the ledger.
#[tokio::test]
async fn rows_are_what_the_ledger_gives_where_places_are_closed() {
    let hub = TestHub::start().await;
    let by = hub.hub.ledger.system();
    let places: [PlaceId; 3] = std::array::from_fn(|_| hub.fresh().into());
    let (board, plug): (CardId, CardId) = (hub.fresh().into(), hub.fresh().into());
    let mut seed = 15_u64;
    let mut draw = |of: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((seed >> 33) % of).unwrap_or(0)
    };
    for _ in 0..240 {
        let (from, to) = (places[draw(3)], places[draw(3)]);
        let number = format!("S{}", draw(5));
        let (card, serial) = if draw(3) > 0 { (board, Some(number.as_str())) } else { (plug, None) };
        let draft = if draw(2) == 0 {
            parts::moved(hub.fresh().into(), moved(card, (draw(3) > 0).then_some(from), Some(to), 1, serial))
        } else {
            let back = i64::try_from(draw(20)).unwrap_or(0);
            let at = time(hub.hub.clock.now_ms()) - TimeDelta::minutes(back);
            let (whole, there) = (draw(3) == 0, draw(2) == 0);
            let line = CountedLine {
                card,
                condition: Condition::New,
                serial: serial.map(str::to_owned),
                counted: if there { 1000 } else { 0 },
                booked: 0,
                at,
                from: None,
                first_in: (whole && there).then_some(at),
            };
            let event =
                StocktakeEvent::Counted { place: places[draw(3)], lines: vec![line], remark: String::new(), whole };
            Draft::new(Subject::new(Stocktake::KIND, hub.fresh()), &event)
        };
        hub.record(by, vec![draft]).await;
        hub.advance(60_000);
        agrees(&hub, &places).await;
    }
}

/// What an issue reads does not grow with the ledger.
#[tokio::test]
async fn an_issue_reads_the_lines_of_its_parts() {
    let hub = TestHub::start().await;
    let by = hub.hub.ledger.system();
    let (store, bag): (PlaceId, PlaceId) = (hub.fresh().into(), hub.fresh().into());
    let wanted: CardId = hub.fresh().into();
    let mut drafts = vec![parts::registered(wanted, parts::card("P-1", false))];
    for n in 0..300 {
        let card: CardId = if n % 10 == 0 { wanted } else { hub.fresh().into() };
        drafts.push(parts::moved(hub.fresh().into(), moved(card, None, Some(store), 1, None)));
    }
    hub.record(by, drafts).await;
    let line = Line {
        card: wanted,
        quantity: Quantity::pieces(2),
        old_for_new: false,
        taken: Vec::new(),
        taken_at: None,
        settled: Vec::new(),
    };
    let take = Take { from: Some(store), bag: Some(bag), lines: [(1, line)].into(), ..Take::default() };
    let books = hub.hub.ledger.take_books(&take).await.expect("reads");
    assert_eq!((books.cards.len(), books.stock.lines().count()), (1, 1), "of 271 lines and 300 movements");
    assert_eq!(books.stock.usable(store, wanted), 30_000);
}

#[tokio::test]
async fn one_serial_number_in_two_spellings_is_one_piece() {
    let hub = TestHub::start().await;
    let by = hub.hub.ledger.system();
    let (store, bag): (PlaceId, PlaceId) = (hub.fresh().into(), hub.fresh().into());
    let board: CardId = hub.fresh().into();
    for (from, to, serial) in
        [(None, store, "ＰＳ－１"), (Some(store), bag, "PS-1\u{200B}"), (Some(bag), store, "PS-1")]
    {
        let details = moved(board, from, Some(to), 1, Some(serial));
        hub.record(by, vec![parts::moved(hub.fresh().into(), details)]).await;
        agrees(&hub, &[store, bag]).await;
    }
    let there: Vec<StockLine> = hub.hub.ledger.stock_at(store).await.expect("reads");
    let printed: Vec<_> = there.iter().map(|line| (line.key.serial.as_deref(), line.quantity)).collect();
    assert_eq!(printed, [(Some("ＰＳ－１"), 1000)]);
    assert!(hub.hub.ledger.stock_at(bag).await.expect("reads").iter().all(|line| line.quantity == 0));
}

/// A piece that the books have in a bag is counted in a store.
fn found(hub: &TestHub, card: CardId, at: (PlaceId, PlaceId)) -> Vec<Draft> {
    let (bag, store) = at;
    let number = format!("S-{}", hub.fresh());
    let into_bag = parts::moved(hub.fresh().into(), moved(card, None, Some(bag), 1, Some(&number)));
    let (serial, at) = (Some(number), time(hub.hub.clock.now_ms()) + TimeDelta::hours(1));
    let line = CountedLine {
        card,
        condition: Condition::New,
        serial,
        counted: 1000,
        booked: 0,
        at,
        from: None,
        first_in: None,
    };
    let event = StocktakeEvent::Counted { place: store, lines: vec![line], remark: String::new(), whole: false };
    vec![into_bag, Draft::new(Subject::new(Stocktake::KIND, hub.fresh()), &event)]
}

fn displaced(data: &std::path::Path) -> Vec<(String, String, String)> {
    let db = rusqlite::Connection::open(data.join("hub.db")).expect("opened");
    let sql = "SELECT piece, stocktake, place FROM displaced ORDER BY 1, 2, 3";
    let mut rows = db.prepare(sql).expect("prepared");
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("read");
    rows.map(|row| row.expect("a row")).collect()
}

/// What came back waits a week for its judgement at most. Once it is counted in the store, nobody is told that it waits.
#[tokio::test]
async fn what_is_counted_in_a_store_is_no_longer_due_in_quarantine() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let store = parts::store(&hub, &company).await;
    let due = async || -> i64 {
        let sql = "SELECT COUNT(*) FROM due WHERE subject = $1";
        let place = Subject::from(store.quarantine).to_string();
        sql::query_scalar(sql).bind(place).fetch_one(hub.hub.ledger.db.read()).await.expect("reads")
    };
    let mut is_due = Vec::new();
    for draft in found(&hub, store.board, (store.quarantine, store.store)) {
        hub.record(hub.hub.ledger.system(), vec![draft]).await;
        is_due.push(due().await);
    }
    assert_eq!(is_due, [1, 0]);
}

/// What version 16 left behind: neither the rows nor anything filed by them.
#[tokio::test]
async fn an_older_hub_files_its_counts_after_its_first_start_where_they_change_something() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let store = parts::store(&hub, &company).await;
    let bag: PlaceId = hub.fresh().into();
    let opened = parts::opened(bag, PlaceKind::Bag, company.other_centre, Some(company.stranger));
    hub.record(hub.hub.ledger.system(), vec![opened]).await;
    for draft in found(&hub, store.board, (bag, store.store)) {
        hub.record(hub.hub.ledger.system(), vec![draft]).await;
        hub.advance(10);
    }
    let month = Month::of(time(hub.hub.clock.now_ms()));
    let own = Stream::Stock(Some(company.other_centre.uuid()), month);
    let filed = |db: &rusqlite::Connection| -> i64 {
        let sql = "SELECT COUNT(*) FROM filed WHERE subject LIKE 'stocktake/%' AND stream = ?1 AND left_at IS NULL";
        db.query_row(sql, [own.to_string()], |row| row.get(0)).expect("read")
    };
    let stopped = hub.stop().await;
    let known = displaced(stopped.data());
    assert_eq!(known.len(), 1);
    let db = rusqlite::Connection::open(stopped.data().join("hub.db")).expect("opened");
    assert_eq!(filed(&db), 1);
    db.execute(
        "DELETE FROM entry WHERE stream = ?1 AND n = (SELECT newest FROM stream WHERE name = ?1)",
        [own.to_string()],
    )
    .expect("not there yet");
    db.execute("UPDATE stream SET newest = newest - 1 WHERE name = ?1", [own.to_string()]).expect("not there yet");
    db.execute("DELETE FROM filed WHERE subject LIKE 'stocktake/%' AND stream = ?1", [own.to_string()])
        .expect("not there yet");
    made_older(&db, 16);
    drop(db);
    let hub = stopped.start().await;
    assert_eq!(displaced(hub.data()), known);
    assert_eq!(filed(&rusqlite::Connection::open(hub.data().join("hub.db")).expect("opened")), 1);
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}
