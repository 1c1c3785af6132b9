//! What a new engineer's phone carries beside a hub with many movements: the open month of the own centre, and the own bag.

use super::hub;
use super::months::count_all;
use super::phone::Phone;
use crate::testing::{Company, TestHub, parts};
use fettle_core::domain::ids::{CardId, CentreId, PlaceId};
use fettle_core::domain::parts::{Movement, MovementDetails, MovementEvent, PlaceKind, Reason, Stock};
use fettle_core::domain::values::Quantity;
use fettle_core::kernel::{Draft, Subject};
use fettle_core::store::{MemoryKeys, Setup, Store, kinds};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// A company of this size moves a million parts in two years.
const CENTRES: usize = 20;
const ENGINEERS: usize = 10;
const MONTHS: usize = 24;
const MONTH_MS: u64 = 30 * 24 * 3600 * 1000 + 12 * 3600 * 1000;
/// Drafts of one command.
const AT_ONCE: usize = 1_000;

struct House {
    stores: Vec<PlaceId>,
    bags: Vec<Vec<PlaceId>>,
    site: PlaceId,
    board: CardId,
    plugs: Vec<CardId>,
}

/// The first of the stores and bags are the company's own.
async fn house(hub: &TestHub, company: &Company) -> House {
    let own = parts::store(hub, company).await;
    let fresh = || -> PlaceId { hub.fresh().into() };
    let (site, mut drafts) = (fresh(), Vec::new());
    let (mut stores, mut bags) = (Vec::new(), Vec::new());
    for n in 0..CENTRES {
        let centre: CentreId = if n == 0 { company.centre } else { hub.fresh().into() };
        let (store, mut of) = (if n == 0 { own.store } else { fresh() }, Vec::new());
        for m in 0..ENGINEERS {
            let bag = if (n, m) == (0, 0) { own.bag } else { fresh() };
            if bag != own.bag {
                drafts.push(parts::opened(bag, PlaceKind::Bag, centre, Some(hub.fresh().into())));
            }
            of.push(bag);
        }
        if store != own.store {
            drafts.push(parts::opened(store, PlaceKind::BranchStore, centre, None));
        }
        stores.push(store);
        bags.push(of);
    }
    drafts.push(parts::opened(site, PlaceKind::CustomerSite, company.other_centre, None));
    let plugs: Vec<CardId> = (0..50).map(|_| hub.fresh().into()).collect();
    drafts
        .extend(plugs.iter().enumerate().map(|(n, id)| parts::registered(*id, parts::card(&format!("PL-{n}"), false))));
    hub.record(hub.hub.ledger.system(), drafts).await;
    House { stores, bags, site, board: own.board, plugs }
}

/// Parts come into the stores, and nine of ten go through a bag to a customer: three movements each.
async fn a_month(hub: &TestHub, house: &House, first: usize, parts: usize) {
    let mut drafts = Vec::new();
    for n in first..first + parts {
        let (centre, engineer) = (n % CENTRES, n / CENTRES % ENGINEERS);
        let round = n / CENTRES / ENGINEERS;
        let serial = (n / CENTRES + round).is_multiple_of(2).then(|| format!("SN-{n:07}"));
        let card = if serial.is_some() { house.board } else { house.plugs[n % house.plugs.len()] };
        let (store, bag) = (house.stores[centre], house.bags[centre][engineer]);
        let way = [
            (None, store, Reason::Receipt),
            (Some(store), bag, Reason::Take),
            (Some(bag), house.site, Reason::Install),
        ];
        for (from, to, reason) in way.into_iter().take(if round % 10 == 9 { 1 } else { 3 }) {
            let opening = MovementDetails::opening(card, Quantity::pieces(1), to);
            let details = MovementDetails { serial: serial.clone(), from, reason, ..opening };
            drafts.push(Draft::new(Subject::new("movement", hub.fresh()), &MovementEvent::Recorded { details }));
        }
    }
    for some in drafts.chunks(AT_ONCE) {
        hub.record(hub.hub.ledger.system(), some.to_vec()).await;
        // What the next ones follow is told by the time.
        hub.advance(1);
    }
}

async fn pulled(hub: &TestHub, phone: &Phone, home: &Path) -> Store {
    let setup = Setup::new(home, kinds(), Arc::new(MemoryKeys::default()));
    let store = Store::open(setup, hub.hub.clock.now_ms().cast_signed()).expect("opened").store;
    let greeting = phone.hello().await;
    store.greeted(&greeting).expect("greeted");
    for stream in greeting.streams.keys() {
        let mut after = 0;
        loop {
            let part = hub.hub.ledger.entries(stream, after, 1_000, 4 << 20).await.expect("read");
            store.receive(&part.entries).expect("received");
            after = part.entries.last().map_or(after, |entry| entry.n);
            if !part.more {
                break;
            }
        }
    }
    store
}

fn size(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    files
        .map(|file| if file.path().is_dir() { size(&file.path()) } else { file.metadata().expect("a file").len() })
        .sum()
}

/// Fills a hub, and gives a new phone's movements, those of them that are of its own bag, and its bytes on the disk.
async fn a_new_phone(movements: usize) -> (usize, usize, u64) {
    let (hub, company) = hub().await;
    let (began, house) = (Instant::now(), house(&hub, &company).await);
    // Ten parts are 27 + 1 movements.
    let each = movements * 10 / 28 / MONTHS;
    for month in 0..MONTHS {
        a_month(&hub, &house, month * each, each).await;
        hub.advance(MONTH_MS);
        count_all(&hub, company.keeper, house.stores[0]).await;
    }
    a_month(&hub, &house, MONTHS * each, each).await;
    println!("{movements} movements of {MONTHS} months written in {:?}", began.elapsed());
    let (home, began) = (tempfile::tempdir().expect("a folder"), Instant::now());
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let store = pulled(&hub, &phone, home.path()).await;
    println!("pulled in {:?}", began.elapsed());
    for place in [house.stores[0], house.bags[0][0]] {
        let there: Stock = hub.hub.ledger.stock_at(place).await.expect("read").into_iter().collect();
        let here: Stock = store.stock_at(place).expect("read").into_iter().collect();
        assert!(here.at(place).eq(there.at(place)), "of what is there the phone knows all");
    }
    let bag = Some(house.bags[0][0]);
    let all = store.all::<Movement>().expect("read");
    let of_bag = |movement: &Movement| movement.details.as_ref().is_some_and(|d| d.from == bag || d.to == bag);
    let own = all.iter().filter(|(_, movement)| of_bag(&movement.state)).count();
    drop(store);
    (all.len(), own, size(home.path()))
}

/// Counts, and no times: what is carried is the open month of the own centre, and the own bag.
#[tokio::test]
async fn a_new_phone_carries_the_open_month_of_its_centre_and_its_own_bag() {
    let movements = 13_440;
    let (carried, own, _) = a_new_phone(movements).await;
    let a_month_of_a_centre = movements / MONTHS / CENTRES;
    assert!(
        carried - own <= a_month_of_a_centre * 5 / 2,
        "{carried} carried, {own} of the own bag, {a_month_of_a_centre} a month"
    );
    assert!(own * CENTRES * ENGINEERS <= movements * 2, "{own} of the own bag");
}

#[tokio::test]
#[ignore = "takes minutes: FETTLE_MOVEMENTS=1000000 cargo test --release -- --ignored --nocapture a_new_phone_beside_a_million_movements"]
async fn a_new_phone_beside_a_million_movements_holds_less_than_20_mb() {
    let movements = std::env::var("FETTLE_MOVEMENTS").ok().and_then(|count| count.parse().ok()).unwrap_or(1_000_000);
    let (carried, own, bytes) = a_new_phone(movements).await;
    println!("{carried} movements carried, {own} of the own bag: {:.1} MB", bytes as f64 / 1e6);
    assert!(bytes < 20_000_000, "{bytes} bytes");
}
