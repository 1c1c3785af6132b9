//! How many events a second the ledger takes, durable and authorised, how long a greeting and a single push take: at first, and beside many open jobs.
//! Run by hand, on a disk or with `TMPDIR=/dev/shm` without one: `cargo test -p fettle --lib -- --ignored --nocapture events_a_second`. The number of
//! open jobs is `FETTLE_OPEN` (2,000). It uses nothing that older versions lack, so that the same file measures those.

use super::hub;
use super::phone::Phone;
use crate::ledger::Run;
use crate::testing::{Company, TestHub};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::{Assignment, JobEvent};
use fettle_core::kernel::Draft;
use std::time::{Duration, Instant};

const RUNS: usize = 10;

/// Time that this process has spent on processors, from Linux: what else the machine does says nothing of it.
fn cpu() -> Duration {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let stats = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("schedstat")).ok());
    let spent = stats.filter_map(|stat| stat.split(' ').next()?.parse::<u64>().ok());
    Duration::from_nanos(spent.sum())
}

async fn open(hub: &TestHub, company: &Company, count: usize) -> Vec<JobId> {
    let mut all = Vec::new();
    for some in (0..count).collect::<Vec<_>>().chunks(500) {
        let jobs: Vec<JobId> = some.iter().map(|_| hub.fresh().into()).collect();
        let reported = jobs.iter().map(|job| hub.report(company, *job, format!("B-{job}")));
        let assigned = JobEvent::Assigned(Assignment { to: vec![company.engineer] });
        let assigned = jobs.iter().map(|job| Draft::new((*job).into(), &assigned));
        hub.record(hub.hub.ledger.system(), reported.chain(assigned).collect()).await;
        all.extend(jobs);
    }
    all
}

fn notes(hub: &TestHub, phone: &mut Phone, jobs: &[JobId], count: usize) -> Run {
    let note = |i: usize| Draft::new(jobs[i % jobs.len()].into(), &JobEvent::Noted { text: format!("note {i}") });
    let events: Vec<_> = (0..count).map(|i| phone.write(hub, &note(i))).collect();
    Run { device: phone.recorder.device, events, head: phone.signed(phone.recorder.head), quarantined: None }
}

async fn measure(what: &str, hub: &TestHub, phone: &mut Phone, jobs: &[JobId]) {
    let runs: Vec<Run> = (0..RUNS).map(|_| notes(hub, phone, jobs, 1_000)).collect();
    let (began, before) = (Instant::now(), cpu());
    for run in runs {
        let receipts = hub.hub.ledger.commit(run).await.expect("taken");
        assert!(receipts.iter().all(|receipt| receipt.quarantined.is_none()));
    }
    let (took, spent) = (began.elapsed(), cpu() - before);
    let a_second = |time: Duration| 1_000.0 * RUNS as f64 / time.as_secs_f64();
    println!("{what}: {:.0} events a second, {:.0} of processors", a_second(took), a_second(spent));
    let single: Vec<Run> = (0..50).map(|_| notes(hub, phone, jobs, 1)).collect();
    let (began, before) = (Instant::now(), cpu());
    for run in single {
        hub.hub.ledger.commit(run).await.expect("taken");
    }
    println!("{what}: one push {:?}, {:?} of processors", began.elapsed() / 50, (cpu() - before) / 50);
    let (began, before) = (Instant::now(), cpu());
    for _ in 0..20 {
        phone.hello().await;
    }
    let own = phone.recorder.head.number;
    println!(
        "{what}: a greeting after {own} own events {:?}, {:?} of processors",
        began.elapsed() / 20,
        (cpu() - before) / 20
    );
}

#[tokio::test]
#[ignore = "measures, proves nothing"]
async fn events_a_second() {
    let (hub, company) = hub().await;
    let many = std::env::var("FETTLE_OPEN").ok().and_then(|count| count.parse().ok()).unwrap_or(2_000);
    let mut jobs = open(&hub, &company, 50).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    measure("at first", &hub, &mut phone, &jobs).await;
    let began = Instant::now();
    jobs.extend(open(&hub, &company, many).await);
    println!("{many} jobs opened in {:?}", began.elapsed());
    measure(&format!("{many} open jobs"), &hub, &mut phone, &jobs).await;
}
