//! A store's ledger is closed by the month's count: a new phone gets what is open, an older one leaves what is closed, and both have of the store what
//! is there.

use super::hub;
use super::phone::Phone;
use crate::testing::{Company, TestHub, parts};
use crate::verify::tests::full;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::ids::{PlaceId, StocktakeId};
use fettle_core::domain::parts::{
    self as domain, CountedLine, Extent, Ledger, Movement, MovementDetails, MovementEvent, Reason, Stock, StockLine,
};
use fettle_core::domain::people::{Actor, Role, Roles};
use fettle_core::domain::stream::{Month, Stream};
use fettle_core::domain::values::Quantity;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, Draft, Event, PersonId, Subject};
use fettle_core::sync::protocol::{Entry, paths};
use futures_util::StreamExt;
use std::collections::{BTreeMap, BTreeSet};

const MONTH_MS: u64 = 31 * 24 * 3600 * 1000;

/// Every so often something comes into the store and goes into the engineer's bag.
async fn a_month(hub: &TestHub, at: &parts::Store, many: usize) {
    let mut drafts = Vec::new();
    for n in 0..many {
        let mut moved = |card, serial: Option<String>, from, to, reason| {
            let opening = MovementDetails::opening(card, Quantity::pieces(1), at.store);
            let details = MovementDetails { serial, from, to, reason, ..opening };
            drafts.push(Draft::new(Subject::new("movement", hub.fresh()), &MovementEvent::Recorded { details }));
        };
        let serial = || Some(format!("S{}-{n}", hub.hub.clock.now_ms()));
        moved(at.plug, None, None, Some(at.store), Reason::Receipt);
        moved(at.board, serial(), None, Some(at.store), Reason::Receipt);
        if n % 2 == 0 {
            moved(at.plug, None, Some(at.store), Some(at.bag), Reason::Take);
            moved(at.board, serial(), Some(at.store), Some(at.bag), Reason::Take);
        }
    }
    for some in drafts.chunks(500) {
        hub.record(hub.hub.ledger.system(), some.to_vec()).await;
    }
}

/// Counts all of a place, which agrees with the books, as the command of the domain says it.
pub(super) async fn count_all(hub: &TestHub, by: PersonId, place: PlaceId) {
    let ledger = &hub.hub.ledger;
    let now = time(hub.hub.clock.now_ms());
    let booked = ledger.stock_at(place).await.expect("read");
    let mut books = domain::Books { stock: booked.iter().cloned().collect(), ..domain::Books::default() };
    for (id, card) in ledger.all::<domain::Card>().await.expect("read") {
        books.cards.insert(id.into(), card.state);
    }
    books.places.insert(place, ledger.get::<domain::Place>(place.uuid()).await.expect("read").expect("there").state);
    let there = booked.iter().filter(|line| line.quantity > 0);
    let counted: Vec<domain::Counted> = there.map(|line| counted(line, now)).collect();
    let actor = Actor {
        person: by,
        roles: Roles::from([Role::StockKeeper]),
        centre: None,
        device_short: String::new(),
        next_count: 1,
    };
    let id: StocktakeId = hub.fresh().into();
    let drafts = domain::stocktake(&books, &actor, (id, place), &counted, Extent::Whole(now), "").expect("counted");
    hub.record(ledger.system(), drafts).await;
}

fn counted(line: &StockLine, at: chrono::DateTime<chrono::Utc>) -> domain::Counted {
    let (card, condition, serial) = (line.key.card, line.key.condition, line.key.serial.clone());
    let (counted, booked) = (line.quantity, line.quantity);
    let line = CountedLine { card, condition, serial, counted, booked, at, from: None, first_in: None };
    domain::Counted { line, moved: false }
}

/// What somebody has who pulled this.
fn known(entries: &[Entry]) -> (Ledger, BTreeSet<Subject>) {
    let mut events: BTreeMap<Subject, BTreeMap<_, Event>> = BTreeMap::new();
    for event in entries.iter().filter_map(|entry| entry.e.as_deref()) {
        events.entry(event.header().subject.clone()).or_default().insert(event.header().id, event.clone());
    }
    let mut ledger = Ledger::default();
    for (subject, events) in &events {
        let events: Vec<Event> = events.values().cloned().collect();
        match AnyFolded::fold(subject.kind(), &events) {
            AnyFolded::Movement(f) => ledger.add(subject.id().into(), &f.state),
            AnyFolded::Stocktake(f) => ledger.count(subject.id().into(), &f.state),
            _ => {}
        }
    }
    (ledger, events.into_keys().collect())
}

fn months(of: &Company, streams: impl IntoIterator<Item = Stream>) -> Vec<String> {
    let own = Some(of.centre.uuid());
    let month = |stream| match stream {
        Stream::Stock(centre, month) if centre == own => Some(month.to_string()),
        _ => None,
    };
    streams.into_iter().filter_map(month).collect()
}

#[tokio::test]
async fn a_new_phone_gets_the_open_months_and_has_of_the_store_what_is_there() {
    let (hub, company) = hub().await;
    let at = parts::store(&hub, &company).await;
    let old = Phone::enrolled(&hub, company.engineer).await;
    let mut all = Vec::new();
    for _ in 0..3 {
        a_month(&hub, &at, 10).await;
        all.push(Month::of(time(hub.hub.clock.now_ms())).to_string());
        assert_eq!(months(&company, old.hello().await.streams.into_keys()), all, "nothing is closed yet");
        hub.advance(MONTH_MS);
    }
    // One of two places is counted: the other one is open from its beginning, in which nothing ever was.
    count_all(&hub, company.keeper, at.store).await;
    let last = Month::of(time(hub.hub.clock.now_ms())).to_string();
    assert_eq!(months(&company, old.hello().await.streams.into_keys()), std::slice::from_ref(&last));
    let opening = MovementDetails::opening(at.plug, Quantity::pieces(1), at.quarantine);
    let late = Draft::new(Subject::new("movement", hub.fresh()), &MovementEvent::Recorded { details: opening });
    let mut keeper = Phone::enrolled(&hub, company.keeper).await;
    let written = keeper.write_at(&hub, &late, hub.hub.clock.now_ms() - MONTH_MS);
    assert_eq!(keeper.push(std::slice::from_ref(&written)).await[0].quarantined, None);
    let open = months(&company, old.hello().await.streams.into_keys());
    assert_eq!(open, [all[2].clone(), last.clone()], "something was there a month ago, and nobody counted it since");
    count_all(&hub, company.keeper, at.quarantine).await;
    assert_eq!(months(&company, old.hello().await.streams.into_keys()), [last]);
    a_month(&hub, &at, 3).await;

    let ledger = &hub.hub.ledger;
    let fresh = Phone::enrolled(&hub, company.colleague).await;
    let (has, subjects) = known(&fresh.pull().await);
    let movements = subjects.iter().filter(|subject| subject.kind() == Movement::KIND).count();
    assert_eq!(movements, 10, "of the open month");
    let (own, subjects) = known(&old.pull().await);
    let movements = subjects.iter().filter(|subject| subject.kind() == Movement::KIND).count();
    assert_eq!(movements, 10 + 30, "and of the own bag all");
    for (has, places) in [(&has, vec![at.store, at.quarantine]), (&own, vec![at.store, at.quarantine, at.bag])] {
        let stock: Stock = has.stock();
        for place in places {
            let there: Stock = ledger.stock_at(place).await.expect("read").into_iter().collect();
            assert!(there.at(place).count() > 0);
            assert_eq!(stock.at(place).collect::<Vec<_>>(), there.at(place).collect::<Vec<_>>());
        }
    }
    let stranger = Phone::enrolled(&hub, company.stranger).await;
    assert!(months(&company, stranger.hello().await.streams.into_keys()).is_empty(), "of another centre");
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

/// Of closed months too: who reaches the centre reaches its ledger, whatever the phone carries.
#[tokio::test]
async fn a_movement_of_a_closed_month_is_still_the_centres_to_see() {
    let (hub, company) = hub().await;
    let at = parts::store(&hub, &company).await;
    a_month(&hub, &at, 1).await;
    hub.advance(MONTH_MS * 2);
    count_all(&hub, company.keeper, at.store).await;
    count_all(&hub, company.keeper, at.quarantine).await;
    let ledger = &hub.hub.ledger;
    let movements: Vec<Subject> = ledger
        .all::<Movement>()
        .await
        .expect("read")
        .into_iter()
        .map(|(id, _)| Subject::new(Movement::KIND, id))
        .collect();
    for (person, sees) in [(company.desk, true), (company.engineer, true), (company.stranger, false)] {
        let viewer = hub.hub.accounts.viewer(person).await.expect("read").expect("there");
        assert_eq!(ledger.within(&viewer.reach, &movements).await.expect("read").len() == movements.len(), sees);
        assert_eq!(crate::access::may_see(ledger, &viewer, &movements[0]).await.expect("read"), sees);
        assert_eq!(ledger.all_within::<Movement>(&viewer.reach).await.expect("read").len() == movements.len(), sees);
    }
}

#[tokio::test]
async fn a_month_that_begins_is_told_on_an_open_line() {
    let (hub, company) = hub().await;
    let at = parts::store(&hub, &company).await;
    a_month(&hub, &at, 1).await;
    let phone = Phone::enrolled(&hub, company.colleague).await;
    let answer = phone.ask(reqwest::Method::GET, paths::LIVE).send().await.expect("an answer");
    let mut line = Box::pin(answer.bytes_stream());
    hub.advance(MONTH_MS);
    let month = Stream::Stock(Some(company.centre.uuid()), Month::of(time(hub.hub.clock.now_ms())));
    a_month(&hub, &at, 1).await;
    let wanted = format!(r#""s":"{month}""#);
    let mut heard = String::new();
    while !heard.contains(&wanted) {
        heard += &String::from_utf8_lossy(&line.next().await.expect("open").expect("bytes"));
    }
    assert!(phone.hello().await.streams.contains_key(&month), "and the next session has it");
}
