//! Commands beside a busy hub: another process writes into the same database, and neither side ever fails for it.

use crate::browser::Browser;
use crate::process;
use fettle_hub::testing::{Company, PASSWORD, TestHub};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A command beside the hub; it must not fail.
async fn fettle(data: &Path, arguments: &[&str]) {
    let data = data.to_owned();
    let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    let run = move || {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        process::fettle(&data, &arguments, PASSWORD);
    };
    tokio::task::spawn_blocking(run).await.expect("ends");
}

/// Reports jobs one after the other until told to stop; every form must be recorded.
async fn report(address: String, company: Company, stop: Arc<AtomicBool>, done: Arc<AtomicU64>) {
    let mut desk = Browser::of(&address, "desk", PASSWORD).await;
    let site = company.site.to_string();
    desk.get(&format!("/jobs/new?site={site}")).await;
    while !stop.load(Ordering::Relaxed) {
        let at = fettle_hub::testing::AN_HOUR_AGO.clone();
        let fields = [
            ("site", site.as_str()),
            ("kind", "repair"),
            ("channel", "phone"),
            ("at", at.as_str()),
            ("caller", "刘所"),
            ("phone", "010-64001234"),
            ("symptom", "大门口球机无图像"),
        ];
        let answer = desk.post("/jobs/new", &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        done.fetch_add(1, Ordering::Relaxed);
    }
}

async fn play(rounds: u32) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let (stop, reported) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let desks: Vec<_> = (0..2)
        .map(|_| tokio::spawn(report(hub.address.clone(), company, Arc::clone(&stop), Arc::clone(&reported))))
        .collect();
    let backups = tempfile::tempdir().expect("a folder");
    for round in 0..rounds {
        let target = backups.path().join(round.to_string());
        fettle(hub.data(), &["enrol", "--person", "engineer", "--address", &hub.address]).await;
        fettle(hub.data(), &["passwd", "colleague"]).await;
        fettle(hub.data(), &["backup", target.to_str().expect("a path")]).await;
        std::fs::remove_dir_all(&target).expect("removed");
        if round % 25 == 24 {
            eprintln!("{} commands, {} reports", 3 * (round + 1), reported.load(Ordering::Relaxed));
        }
    }
    stop.store(true, Ordering::Relaxed);
    for desk in desks {
        desk.await.expect("every form was recorded");
    }
    assert!(reported.load(Ordering::Relaxed) > u64::from(rounds), "the hub was busy");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn enrol_passwd_and_backup_beside_a_busy_hub_fail_on_neither_side() {
    play(12).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes half an hour: a thousand commands"]
async fn a_thousand_commands_beside_a_busy_hub_fail_on_neither_side() {
    play(334).await;
}

/// Another process holds the database for as long as this one lives.
struct Holder(rusqlite::Connection);

impl Holder {
    fn of(data: &Path) -> Self {
        let db = rusqlite::Connection::open(data.join("hub.db")).expect("opened");
        db.execute_batch("BEGIN EXCLUSIVE").expect("held");
        Self(db)
    }
}

/// Who writes is told that the hub is busy, all of them when the first has waited; what was typed is kept; who reads reads on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_another_process_holds_the_database_people_read_on_and_writers_get_one_answer() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let mut desks = Vec::new();
    for _ in 0..4 {
        let mut desk = Browser::of(&hub.address, "desk", PASSWORD).await;
        desk.get(&format!("/jobs/new?site={}", company.site)).await;
        desks.push(desk);
    }
    let holder = Holder::of(hub.data());
    // A minute later reading would note that it was used.
    hub.advance(61_000);
    let began = Instant::now();
    let mut reader = desks.pop().expect("a desk");
    for path in ["/jobs", "/stock", "/account"] {
        assert_eq!(reader.get(path).await.status, 200, "{path}");
    }
    let (read, site) = (began.elapsed(), company.site.to_string());
    let began = Instant::now();
    let waiting: Vec<_> = desks
        .into_iter()
        .map(|mut desk| {
            let site = site.clone();
            tokio::spawn(async move {
                let at = fettle_hub::testing::AN_HOUR_AGO.clone();
                let fields = [("site", site.as_str()), ("kind", "repair"), ("channel", "phone"), ("at", at.as_str())];
                let typed = [("caller", "刘所"), ("symptom", "大门口球机无图像")];
                let all: Vec<_> = fields.into_iter().chain(typed).collect();
                let answer = desk.post("/jobs/new", &all).await;
                (desk, answer)
            })
        })
        .collect();
    let mut told = Vec::new();
    for waiting in waiting {
        let (desk, answer) = waiting.await.expect("answered");
        assert_eq!(answer.status, 503, "{}", answer.body);
        assert!(answer.body.contains("大门口球机无图像"), "what was typed is kept");
        told.push((desk, began.elapsed()));
    }
    // One after the other they would wait 15 seconds and more.
    let longest = told.iter().map(|(_, waited)| *waited).max().expect("some");
    assert!(read < Duration::from_secs(4) && longest < Duration::from_secs(12), "{read:?} {longest:?}");
    drop(holder.0);
    let (mut desk, _) = told.pop().expect("a desk");
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let at = fettle_hub::testing::AN_HOUR_AGO.clone();
    let fields = [("site", site.as_str()), ("kind", "repair"), ("channel", "phone"), ("at", at.as_str())];
    let all: Vec<_> = fields.into_iter().chain([("caller", "刘所"), ("symptom", "无图像")]).collect();
    let answer = desk.post("/jobs/new", &all).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
}
