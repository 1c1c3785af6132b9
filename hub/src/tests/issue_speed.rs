//! How long the core's part of handing out 20 slips takes beside a ledger of 10,000 movements: the books, the command, the record. Run by hand:
//! `cargo test -p fettle --lib -- --ignored --nocapture issue_speed`. An older version is measured with the same file, this kit and its own way to the books.

use super::hub;
use crate::testing::parts;
use fettle_core::domain::ids::{CardId, PlaceId, TakeId};
use fettle_core::domain::parts::{Books, MovementDetails, PlaceKind, RequestedLine, Take, TakeEvent, issue};
use fettle_core::domain::people::{Actor, Role, Roles};
use fettle_core::domain::values::Quantity;
use fettle_core::kernel::{Draft, Subject};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use uuid::Uuid;

const MOVEMENTS: usize = 10_000;
const CARDS: usize = 200;
const SLIPS: usize = 20;

/// Time that this process has spent on processors, from Linux: what else the machine does says nothing of it.
fn cpu() -> Duration {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let stats = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("schedstat")).ok());
    let spent = stats.filter_map(|stat| stat.split(' ').next()?.parse::<u64>().ok());
    Duration::from_nanos(spent.sum())
}

async fn books(ledger: &crate::ledger::Ledger, take: &Take) -> Books {
    ledger.take_books(take).await.expect("reads")
}

#[tokio::test]
#[ignore = "measures, proves nothing"]
async fn issue_speed_of_20_slips() {
    let (hub, company) = hub().await;
    let ledger = &hub.hub.ledger;
    let by = ledger.system();
    let (store, bag): (PlaceId, PlaceId) = (hub.fresh().into(), hub.fresh().into());
    let cards: Vec<CardId> = (0..CARDS).map(|_| hub.fresh().into()).collect();
    let mut drafts = Vec::new();
    drafts.push(parts::opened(store, PlaceKind::BranchStore, company.centre, None));
    drafts.push(parts::opened(bag, PlaceKind::Bag, company.centre, Some(company.engineer)));
    for (n, card) in cards.iter().enumerate() {
        drafts.push(parts::registered(*card, parts::card(&format!("K-{n}"), false)));
    }
    for n in 0..MOVEMENTS {
        let details = MovementDetails::opening(cards[n % CARDS], Quantity::pieces(1), store);
        drafts.push(parts::moved(hub.fresh().into(), details));
    }
    let mut slips: Vec<TakeId> = Vec::new();
    for slip in 0..SLIPS {
        let id: TakeId = hub.fresh().into();
        let line = |n: usize| RequestedLine {
            line: u32::try_from(n + 1).unwrap_or(1),
            card: cards[(slip * 3 + n) % CARDS],
            quantity: Quantity::pieces(2),
            old_for_new: false,
        };
        let requested = TakeEvent::Requested {
            number: format!("S-{slip}"),
            taker: company.engineer,
            bag,
            from: store,
            centre: Some(company.centre),
            job: None,
            lines: (0..3).map(line).collect(),
        };
        let subject = Subject::new("take", id.uuid());
        drafts.push(Draft::new(subject.clone(), &requested));
        drafts.push(Draft::new(subject, &TakeEvent::Approved {}));
        slips.push(id);
    }
    hub.record(by, drafts).await;
    let keeper = Actor {
        person: by,
        roles: Roles::from([Role::StockKeeper]),
        centre: Some(company.centre),
        device_short: "H0".into(),
        next_count: 1,
    };
    let (start, at_start) = (Instant::now(), cpu());
    let mut looked = Duration::ZERO;
    for slip in &slips {
        let take = ledger.get::<Take>(slip.uuid()).await.expect("reads").expect("there").state;
        let before = cpu();
        let books = books(ledger, &take).await;
        looked += cpu() - before;
        let mut fresh = || Uuid::now_v7();
        let drafts = issue(&books, &keeper, *slip, &take, &BTreeMap::new(), &mut fresh).expect("issued");
        ledger.record(by, drafts).await.expect("recorded");
    }
    let (spent, took) = (cpu() - at_start, start.elapsed());
    println!(
        "{SLIPS} slips beside {MOVEMENTS} movements: {took:?}, {spent:?} of processors, of which the books {looked:?}"
    );
}
