//! How long a hub with much on record takes from its start to its first answer.

use super::hub;
use crate::testing::{Company, StoppedHub, TestHub};
use fettle_core::domain::ids::CustomerId;
use fettle_core::domain::sites::{CustomerChange, CustomerDetails, CustomerEvent};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::Draft;
use std::time::Instant;

/// Events about each record.
const EACH: usize = 10;
/// Drafts of one command.
const AT_ONCE: usize = 1_000;

/// Writes at least so many events, of a tenth as many records.
async fn filled(hub: &TestHub, company: &Company, events: usize) {
    let mut written = 0;
    while written < events {
        let customers: Vec<CustomerId> = (0..AT_ONCE).map(|_| hub.fresh().into()).collect();
        let registered = customers.iter().enumerate().map(|(n, id)| {
            let name = Bilingual::same(format!("K-{}", written + n));
            let details = CustomerDetails { name, centre: Some(company.centre), ..CustomerDetails::default() };
            Draft::new((*id).into(), &CustomerEvent::Registered { details })
        });
        hub.record(hub.hub.ledger.system(), registered.collect()).await;
        for round in 1..EACH {
            let changed = customers.iter().map(|id| {
                let change = CustomerChange { notes: Some(format!("note {round}")), ..CustomerChange::default() };
                Draft::new((*id).into(), &CustomerEvent::Changed { change })
            });
            hub.record(hub.hub.ledger.system(), changed.collect()).await;
        }
        written += AT_ONCE * EACH;
    }
}

/// Starts the hub and asks it for a page; says how long that took.
async fn started(stopped: StoppedHub, what: &str) -> TestHub {
    let began = Instant::now();
    let hub = stopped.start().await;
    let up = began.elapsed();
    let answer = reqwest::get(hub.url("/login")).await.expect("an answer");
    assert!(answer.status().is_success());
    println!("{what}: up after {up:?}, first answer after {:?}", began.elapsed());
    hub
}

#[tokio::test]
#[ignore = "measures, proves nothing: cargo test --release -- --ignored --nocapture a_start_with_a_million_events"]
async fn a_start_with_a_million_events() {
    let events = std::env::var("FETTLE_EVENTS").ok().and_then(|count| count.parse().ok()).unwrap_or(1_000_000);
    let (hub, company) = hub().await;
    let began = Instant::now();
    filled(&hub, &company, events).await;
    println!("{events} events written in {:?}", began.elapsed());
    let hub = started(hub.stop().await, "as it was").await;
    let mut conn = hub.hub.db().write().await.expect("the writer");
    crate::sql::query("UPDATE state SET folds = 0 WHERE kind = 'customer'").execute(&mut *conn).await.expect("older");
    drop(conn);
    let hub = started(hub.stop().await, "with another fold").await;
    let (began, mut made, mut longest) = (Instant::now(), 0, std::time::Duration::ZERO);
    loop {
        let lot = Instant::now();
        let crate::ledger::RebuildStep::Some(some) = hub.hub.ledger.rebuild_some(200).await.expect("made") else {
            break;
        };
        made += some;
        longest = longest.max(lot.elapsed());
    }
    println!("{made} states made anew in {:?}, the longest lot in {longest:?}", began.elapsed());
    let hub = started(hub.stop().await, "after that").await;
    drop(hub);
}
