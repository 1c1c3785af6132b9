//! What does not grow: the work of SQLite for a push, a greeting, a late event, a name, a page, beside few and beside many. It is counted in instructions
//! of SQLite's machine, which are the same on every machine and however busy it is.

mod found;
mod job;
mod lists;
mod pushes;
mod stock;
mod streams;

use super::phone::Phone;
use crate::ledger::{Ledger, Run};
use crate::testing::{Company, TestHub};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::{Assignment, JobEvent};
use fettle_core::kernel::{Draft, Event};

fn note(text: impl Into<String>) -> JobEvent {
    JobEvent::Noted { text: text.into() }
}

pub(crate) async fn writes(ledger: &Ledger, work: impl Future<Output = ()>) -> u64 {
    let before = ledger.work().0;
    work.await;
    ledger.work().0 - before
}

pub(crate) async fn reads(ledger: &Ledger, work: impl Future<Output = ()>) -> u64 {
    let before = ledger.work().1;
    work.await;
    ledger.work().1 - before
}

/// Open jobs at the company's one site, for its engineer.
async fn jobs(hub: &TestHub, company: &Company, count: usize) -> Vec<JobId> {
    let jobs: Vec<JobId> = (0..count).map(|_| hub.fresh().into()).collect();
    let reported: Vec<Draft> = jobs.iter().map(|job| hub.report(company, *job, format!("G-{job}"))).collect();
    hub.record(hub.hub.ledger.system(), reported).await;
    let assigned = |job: &JobId| {
        let to = vec![company.engineer];
        Draft::new((*job).into(), &JobEvent::Assigned(Assignment { to }))
    };
    hub.record(hub.hub.ledger.system(), jobs.iter().map(assigned).collect()).await;
    jobs
}

async fn commit(hub: &TestHub, phone: &Phone, events: Vec<Event>) {
    let run = Run { device: phone.recorder.device, events, head: phone.signed(phone.recorder.head), quarantined: None };
    let receipts = hub.hub.ledger.commit(run).await.expect("taken");
    assert!(receipts.iter().all(|receipt| receipt.quarantined.is_none()), "{receipts:?}");
}
