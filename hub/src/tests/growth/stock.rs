//! Stock: movements, names of places, pieces found elsewhere, and its pages.

use super::{reads, writes};
use crate::console::tests::browser::Browser;
use crate::ledger::{Directory, Ended, Facet};
use crate::testing::{TestHub, parts};
use crate::tests::hub;
use crate::verify::tests::full;
use chrono::TimeDelta;
use fettle_core::domain::ids::{CardId, MovementId, PlaceId};
use fettle_core::domain::parts::{
    CardChange, CardClass, CardDetails, CardEvent, Condition, CountedLine, MovementDetails, MovementEvent, PlaceChange,
    PlaceDetails, PlaceEvent, PlaceKind, RequestedLine, StocktakeEvent, TakeEvent,
};
use fettle_core::domain::stream::Stream;
use fettle_core::domain::values::{Bilingual, Quantity};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Draft, Subject};
use fettle_core::text::Lang;

#[tokio::test]
async fn another_name_of_a_place_moves_none_of_its_movements() {
    let (hub, company) = hub().await;
    let ledger = &hub.hub.ledger;
    let place: PlaceId = hub.fresh().into();
    let details = |name: &str, person| PlaceDetails {
        kind: PlaceKind::BranchStore,
        name: Bilingual::same(name),
        centre: Some(company.centre),
        person,
        bin: String::new(),
    };
    hub.record(ledger.system(), vec![Draft::new(place.into(), &PlaceEvent::Opened { details: details("A", None) })])
        .await;
    let mut measured = Vec::new();
    for count in [10, 300] {
        let movement = |_| {
            let card: CardId = hub.fresh().into();
            let id: MovementId = hub.fresh().into();
            let details = MovementDetails::opening(card, Quantity::pieces(1), place);
            Draft::new(Subject::new("movement", id.uuid()), &MovementEvent::Recorded { details })
        };
        hub.record(ledger.system(), (0..count).map(movement).collect()).await;
        for name in ["B", "C"] {
            let renamed = PlaceEvent::Changed {
                change: PlaceChange { name: Some(Bilingual::same(name)), ..PlaceChange::default() },
            };
            let work = hub.record(ledger.system(), vec![Draft::new(place.into(), &renamed)]);
            measured.push(writes(ledger, work).await);
        }
    }
    assert!(measured[3] < measured[1] * 3 / 2, "{measured:?}");
    // Given to somebody it takes its movements along.
    let own = Stream::Person(company.stranger);
    let before = ledger.newest_numbers([own.clone()].into()).await.expect("read")[&own];
    let given =
        PlaceEvent::Changed { change: PlaceChange { person: Some(Some(company.stranger)), ..PlaceChange::default() } };
    hub.record(ledger.system(), vec![Draft::new(place.into(), &given)]).await;
    let after = ledger.newest_numbers([own.clone()].into()).await.expect("read")[&own];
    assert_eq!(after - before, 310);
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

/// Pieces that were in a bag by the books are counted in a store: one more costs the same beside many.
#[tokio::test]
async fn a_piece_that_is_found_elsewhere_costs_the_same_however_many_were() {
    let (hub, company) = hub().await;
    let ledger = &hub.hub.ledger;
    let parts::Store { store, bag, board, .. } = parts::store(&hub, &company).await;
    let found = |_| {
        let serial = Some(format!("S-{}", hub.fresh()));
        let opening = MovementDetails::opening(board, Quantity::pieces(1), bag);
        let details = MovementDetails { serial: serial.clone(), ..opening };
        let moved = Draft::new(Subject::new("movement", hub.fresh()), &MovementEvent::Recorded { details });
        // At the moment at which it is recorded, which is later.
        let (condition, at) = (Condition::New, time(hub.hub.clock.now_ms()) + TimeDelta::hours(1));
        let line =
            CountedLine { card: board, condition, serial, counted: 1000, booked: 0, at, from: None, first_in: None };
        let counted = StocktakeEvent::Counted { place: store, lines: vec![line], remark: String::new(), whole: false };
        [moved, Draft::new(Subject::new("stocktake", hub.fresh()), &counted)]
    };
    let mut measured = Vec::new();
    for count in [5, 300] {
        let (moved, counted): (Vec<Draft>, Vec<Draft>) = (0..count).map(found).map(|[one, other]| (one, other)).unzip();
        hub.record(ledger.system(), moved).await;
        hub.advance(10);
        hub.record(ledger.system(), counted).await;
        let [moved, counted] = found(0);
        hub.record(ledger.system(), vec![moved]).await;
        hub.advance(10);
        measured.push(writes(ledger, hub.record(ledger.system(), vec![counted])).await);
    }
    assert!(measured[1] < measured[0] * 3 / 2, "{measured:?}");
    let on_hub = ledger.stock_at(bag).await.expect("read");
    assert!(on_hub.iter().all(|line| line.quantity == 0), "all of them lie in the store");
}

#[tokio::test]
async fn parts_of_a_class_and_what_is_where_cost_the_same_however_many_came_and_went() {
    let (hub, company) = hub().await;
    let ledger = &hub.hub.ledger;
    let desk = hub.hub.accounts.viewer(company.desk).await.expect("read").expect("there").reach;
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 29).expect("a day");
    let (place, card): (PlaceId, CardId) = (hub.fresh().into(), hub.fresh().into());
    let opened = parts::opened(place, PlaceKind::BranchStore, company.centre, None);
    let critical = CardDetails { class: CardClass::Critical, ..parts::card("B-1", true) };
    hub.record(ledger.system(), vec![opened, parts::registered(card, critical)]).await;
    let mut measured = Vec::new();
    for count in [50, 950] {
        let others =
            (0..count).map(|n| parts::registered(hub.fresh().into(), parts::card(&format!("W-{count}-{n}"), false)));
        hub.record(ledger.system(), others.collect()).await;
        // Pieces that came and went: each leaves a line that is empty.
        let piece = |n: i32| {
            let serial = Some(format!("S-{count}-{n}"));
            let came = MovementDetails { serial, ..MovementDetails::opening(card, Quantity::pieces(1), place) };
            let went = MovementDetails { from: Some(place), to: None, ..came.clone() };
            [parts::moved(hub.fresh().into(), came), parts::moved(hub.fresh().into(), went)]
        };
        hub.record(ledger.system(), (0..count).flat_map(piece).collect()).await;
        ledger.look_at_sheets().await.expect("looked");
        let facet = Some(Facet::class(CardClass::Critical));
        let (lang, ended) = (Lang::Zh, Ended::All);
        let asks = Directory { kind: "card", reach: &desk, lang, words: "", owner: None, facet, ended, today };
        let found = ledger.directory(&asks, None, 25).await.expect("read");
        assert_eq!(found.rows.len(), 1);
        assert!(ledger.stock_of_card(card).await.expect("read").is_empty());
        measured.push([
            reads(ledger, async { drop(ledger.directory(&asks, None, 25).await.expect("read")) }).await,
            reads(ledger, async { drop(ledger.stock_of_card(card).await.expect("read")) }).await,
            reads(ledger, async { drop(ledger.stock_of_place(place, None, 25).await.expect("read")) }).await,
            reads(ledger, async { ledger.places_with(card).await.map(|_| ()).expect("read") }).await,
        ]);
    }
    for (few, many) in measured[0].iter().zip(&measured[1]) {
        assert!(*many < *few * 3 / 2 + 300, "{measured:?}");
    }
}

/// Slips that were handed out and owe nothing any more, and pieces that came and went: each leaves its rows, and none of them is read.
#[tokio::test]
async fn the_pages_of_the_stock_cost_the_same_however_many_slips_and_movements_are_done_with() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let ledger = &hub.hub.ledger;
    let parts::Store { store, bag, board, plug, .. } = parts::store(&hub, &company).await;
    let low = CardChange { minimum: Some(5_000), reorder: Some(6_000), maximum: Some(9_000), ..CardChange::default() };
    let change = Draft::new(plug.into(), &CardEvent::Changed { change: low });
    let there = parts::moved(hub.fresh().into(), MovementDetails::opening(plug, Quantity::pieces(3), store));
    hub.record(ledger.system(), vec![change, there]).await;
    let slip = |number: String| {
        let line = RequestedLine { line: 1, card: plug, quantity: Quantity::pieces(1), old_for_new: false };
        let (taker, centre) = (company.engineer, Some(company.centre));
        TakeEvent::Requested { number, taker, bag, from: store, centre, job: None, lines: vec![line] }
    };
    let waiting: Vec<Draft> =
        (0..60).map(|n| Draft::new(Subject::new("take", hub.fresh()), &slip(format!("W-{n}")))).collect();
    hub.record(company.engineer, waiting).await;
    let mut keeper = Browser::of(&hub, "keeper").await;
    let (mut measured, mut pages) = (Vec::new(), Vec::new());
    for count in [30, 300] {
        let done = |n: i32| {
            let subject = Subject::new("take", hub.fresh());
            let rejected = TakeEvent::Rejected { reason: "not now".into() };
            [Draft::new(subject.clone(), &slip(format!("D-{count}-{n}"))), Draft::new(subject, &rejected)]
        };
        hub.record(ledger.system(), (0..count).flat_map(done).collect()).await;
        let piece = |n: i32| {
            let serial = Some(format!("S-{count}-{n}"));
            let came = MovementDetails { serial, ..MovementDetails::opening(board, Quantity::pieces(1), store) };
            let went = MovementDetails { from: Some(store), to: None, ..came.clone() };
            [parts::moved(hub.fresh().into(), came), parts::moved(hub.fresh().into(), went)]
        };
        hub.record(ledger.system(), (0..count).flat_map(piece).collect()).await;
        ledger.look_at_sheets().await.expect("looked");
        let mut work = Vec::new();
        for path in ["/stock", "/stock?waits=issue", "/stock/short", "/stock/places", "/worklist"] {
            // The first time also says what is known of the browser.
            let page = keeper.get(path).await;
            assert_eq!(page.status, 200, "{path}: {}", page.body);
            work.push(reads(ledger, async { drop(keeper.get(path).await) }).await);
            pages.push(page.body.matches("class=\"take\"").count());
        }
        measured.push(work);
    }
    for (few, many) in measured[0].iter().zip(&measured[1]) {
        assert!(*many < *few * 5 / 4 + 300, "few {:?}, many {:?}", measured[0], measured[1]);
    }
    assert_eq!((pages[0], &pages[..5]), (50, &pages[5..]), "the pages are the same");
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

/// A movement moves the sum of its part on: it does not add up what lies there.
#[tokio::test]
async fn a_movement_costs_the_same_however_many_pieces_lie_there() {
    let (hub, company) = hub().await;
    let ledger = &hub.hub.ledger;
    let parts::Store { store, board, .. } = parts::store(&hub, &company).await;
    let came = |n: i32| {
        let serial = Some(format!("S-{n}"));
        let details = MovementDetails { serial, ..MovementDetails::opening(board, Quantity::pieces(1), store) };
        parts::moved(hub.fresh().into(), details)
    };
    let mut measured = Vec::new();
    for (from, to) in [(0, 20), (1_000, 1_600)] {
        hub.record(ledger.system(), (from..to).map(came).collect()).await;
        for n in [to, to + 1] {
            measured.push(writes(ledger, hub.record(ledger.system(), vec![came(n)])).await);
        }
    }
    assert!(measured[3] < measured[1] * 3 / 2, "{measured:?}");
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}
