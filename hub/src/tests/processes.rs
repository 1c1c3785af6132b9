//! Several processes on one database, and a database that is carried from a file to a server and back. They need a server: `tests/run` brings one
//! and runs the whole suite on it; without one there is nothing to look at here.

use super::hub;
use super::phone::Phone;
use crate::clock::Clock;
use crate::data::Place;
use crate::sql::{self, Conn};
use crate::testing::{TestHub, free_server_database};
use crate::upkeep::relocate;
use crate::verify::tests::full;
use fettle_core::domain::jobs::{Job, JobEvent};
use fettle_core::kernel::{Draft, Event, EventId};
use futures_util::future::join;
use sqlx::{Connection, PgConnection};
use std::collections::BTreeSet;
use std::time::Duration;

fn note(text: impl Into<String>) -> JobEvent {
    JobEvent::Noted { text: text.into() }
}

fn ids(entries: Vec<fettle_core::sync::protocol::Entry>) -> Vec<(String, u64, EventId)> {
    let of = |entry: fettle_core::sync::protocol::Entry| Some((entry.s.to_string(), entry.n, entry.e?.header().id));
    entries.into_iter().filter_map(of).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_serve_one_hub_at_the_same_time() {
    let (first, company) = hub().await;
    let Some((second, address)) = first.beside().await else { return };
    let job = first.job(&company, vec![company.engineer, company.colleague]).await;
    let mut here = Phone::enrolled(&first, company.engineer).await;
    let mut there = Phone::enrolled(&first, company.colleague).await;
    there.base.clone_from(&address);
    let mut news = second.ledger.news();
    let written: Vec<Draft> = vec![Draft::new(job.into(), &note("heard"))];
    first.record(company.desk, written).await;
    let heard = tokio::time::timeout(Duration::from_secs(20), async {
        while !news.recv().await.expect("news").touched.contains(&job.into()) {}
    });
    heard.await.expect("what one process wrote is heard at the other");
    for round in 0..20 {
        let write = |phone: &mut Phone| phone.write(&first, &Draft::new(job.into(), &note(format!("{round}"))));
        let (one, other): (Event, Event) = (write(&mut here), write(&mut there));
        let said = |who: &str| vec![Draft::new(job.into(), &note(format!("{who} {round}")))];
        let phones = join(here.push(std::slice::from_ref(&one)), there.push(std::slice::from_ref(&other)));
        let consoles =
            join(first.hub.ledger.record(company.desk, said("a")), second.ledger.record(company.desk, said("b")));
        let ((one, other), (a, b)) = join(phones, consoles).await;
        assert!(one.iter().chain(&other).all(|receipt| receipt.quarantined.is_none()), "{one:?} {other:?}");
        a.expect("recorded here");
        b.expect("recorded there");
    }
    let count = |folded: Option<fettle_core::kernel::Folded<Job>>| folded.expect("there").count;
    let counts = join(first.hub.ledger.get::<Job>(job.uuid()), second.ledger.get::<Job>(job.uuid())).await;
    assert_eq!((count(counts.0.expect("read")), count(counts.1.expect("read"))), (2 + 1 + 80, 2 + 1 + 80));
    // Every stream has one order, whoever is asked.
    let of_first = ids(there.pull().await);
    there.base.clone_from(&first.address);
    assert_eq!(ids(there.pull().await), of_first);
    let different: BTreeSet<_> = of_first.iter().map(|(_, _, id)| *id).collect();
    assert!(different.len() > 80, "{}", different.len());
    // A number that people read is given once.
    let mut numbers = BTreeSet::new();
    for _ in 0..10 {
        let (a, b) = join(first.hub.ledger.next_count(), second.ledger.next_count()).await;
        numbers.extend([a.expect("a count"), b.expect("a count")]);
    }
    assert_eq!(numbers.len(), 20);
    let report = full(first.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
    // One goes; the other goes on.
    let stopped = first.stop().await;
    there.base.clone_from(&address);
    let last = Draft::new(job.into(), &note("alone"));
    second.ledger.record(company.desk, vec![last]).await.expect("recorded");
    let report = full(stopped.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_is_carried_to_a_server_and_back_and_nothing_is_lost() {
    let Some(server) = free_server_database().await else { return };
    let hub = TestHub::on_file().await;
    let company = hub.company(false).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let noted: Vec<Event> =
        (0..50).map(|n| phone.write(&hub, &Draft::new(job.into(), &note(format!("北京 {n}"))))).collect();
    phone.push(&noted).await;
    let before = ids(phone.pull().await);
    let epoch = hub.hub.epoch();
    assert!(relocate(hub.data(), Some(&server), &Clock::system()).await.is_err(), "it runs");
    let stopped = hub.stop().await;
    let moved = relocate(stopped.data(), Some(&server), &Clock::system()).await.expect("carried");
    assert!(moved.report.holds() && moved.rows > 100, "{moved:?}");
    assert!(!stopped.data().join("hub.db").exists());
    let hub = stopped.start().await;
    assert_ne!(hub.hub.epoch(), epoch, "phones compare what they have");
    assert_eq!(ids(phone.pull().await), before);
    let more = phone.write(&hub, &Draft::new(job.into(), &note("on the server")));
    assert_eq!(phone.push(std::slice::from_ref(&more)).await[0].quarantined, None);
    hub.record(company.desk, vec![Draft::new(job.into(), &note("at the console"))]).await;
    let there = ids(phone.pull().await);
    let stopped = hub.stop().await;
    let again = relocate(stopped.data(), Some(&server), &Clock::system()).await;
    assert!(again.is_err(), "it is there already");
    let back = relocate(stopped.data(), None, &Clock::system()).await.expect("carried back");
    assert!(back.report.holds(), "{:?}", back.report.findings);
    let hub = stopped.start().await;
    assert_eq!(ids(phone.pull().await), there);
    let folded = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there");
    assert_eq!(folded.state.notes.len(), 52);
    let last = phone.write(&hub, &Draft::new(job.into(), &note("in the file")));
    assert_eq!(phone.push(std::slice::from_ref(&last)).await[0].quarantined, None);
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_of_a_killed_hub_is_carried_and_comes_over_no_later_file() {
    let Some(server) = free_server_database().await else { return };
    let hub = TestHub::on_file().await;
    let company = hub.company(false).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    // What a kill leaves: the file, and a log that was not folded back.
    let left = tempfile::tempdir().expect("a folder");
    for name in ["hub.db", "hub.db-wal"] {
        let copied = std::process::Command::new("cp").arg(hub.data().join(name)).arg(left.path()).status();
        assert!(copied.expect("cp").success());
    }
    let stopped = hub.stop().await;
    for name in ["hub.db", "hub.db-wal"] {
        std::fs::copy(left.path().join(name), stopped.data().join(name)).expect("put back");
    }
    relocate(stopped.data(), Some(&server), &Clock::system()).await.expect("carried");
    for name in ["hub.db", "hub.db-wal", "hub.db-shm"] {
        assert!(!stopped.data().join(name).exists(), "{name}");
    }
    let hub = stopped.start().await;
    hub.record(company.desk, vec![Draft::new(job.into(), &note("on the server"))]).await;
    let there = ids(phone.pull().await);
    let stopped = hub.stop().await;
    // As a move by a version that left the log.
    std::fs::copy(left.path().join("hub.db-wal"), stopped.data().join("hub.db-wal")).expect("put back");
    relocate(stopped.data(), None, &Clock::system()).await.expect("carried back");
    let hub = stopped.start().await;
    assert_eq!(ids(phone.pull().await), there);
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_on_a_server_is_backed_up_as_a_file_and_restored() {
    let (hub, company) = hub().await;
    if hub.beside().await.is_none() {
        return;
    }
    let job = hub.job(&company, vec![company.engineer]).await;
    hub.record(company.desk, vec![Draft::new(job.into(), &note("kept"))]).await;
    let root = tempfile::tempdir().expect("a folder");
    let target = root.path().join("copy");
    let made = crate::upkeep::backup(hub.data(), &target, true, &Clock::system()).await.expect("backed up");
    assert!(made.report.holds(), "{:?}", made.report.findings);
    assert!(target.join("hub.db").exists() && !target.join("database").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_was_started_again_is_read_and_written_as_before() {
    let (hub, company) = hub().await;
    let Place::Server(address) = Place::of(hub.data()).expect("a place") else { return };
    let job = hub.job(&company, vec![company.engineer]).await;
    // All connections of the hub, as when the server ends.
    let end = "SELECT COUNT(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity \
               WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()";
    let mut other = Conn::Postgres(PgConnection::connect(&address).await.expect("the server"));
    let ended: i64 = sql::query_scalar(end).fetch_one(&mut other).await.expect("ended");
    assert!(ended > 2, "{ended}");
    // Whether anything can be written is found out over a connection of its own.
    let said = sql::query("UPDATE setting SET value = value WHERE key = 'name'");
    hub.hub.db().try_to_write(said).await.expect("another connection was made");
    hub.record(company.desk, vec![Draft::new(job.into(), &note("after it"))]).await;
    let job = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there");
    assert_eq!(job.count, 3);
}
