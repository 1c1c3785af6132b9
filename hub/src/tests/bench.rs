//! How many events a second the ledger takes, durable and authorised. Run by hand:
//! `cargo test -p fettle --lib -- --ignored --nocapture events_a_second`.

use super::hub;
use super::phone::Phone;
use crate::ledger::Run;
use fettle_core::domain::jobs::JobEvent;
use fettle_core::kernel::Draft;
use std::time::Instant;

#[tokio::test]
#[ignore = "measures, proves nothing"]
async fn events_a_second() {
    let (hub, company) = hub().await;
    let mut jobs = Vec::new();
    for _ in 0..50 {
        jobs.push(hub.job(&company, vec![company.engineer]).await);
    }
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let mut runs = Vec::new();
    for _ in 0..10 {
        let events = (0..1_000).map(|i| {
            phone.write(&hub, &Draft::new(jobs[i % jobs.len()].into(), &JobEvent::Noted { text: format!("note {i}") }))
        });
        let events: Vec<_> = events.collect();
        let head = phone.signed(phone.recorder.head);
        runs.push(Run { device: phone.recorder.device, events, head, apart: None });
    }
    let began = Instant::now();
    for run in runs {
        let receipts = hub.hub.ledger.commit(run).await.expect("taken");
        assert!(receipts.iter().all(|receipt| receipt.quarantined.is_none()));
    }
    let took = began.elapsed();
    println!("10,000 events in {took:?}: {:.0} a second", 10_000.0 / took.as_secs_f64());
}
