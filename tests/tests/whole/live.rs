//! An open phone follows the hub: a job that the desk gives out shows by itself.

use crate::browser::Browser;
use crate::desk::report;
use crate::phone::Phone;
use crate::process::{Serving, fettle};
use fettle_core::domain::jobs::Job;
use fettle_core::kernel::PersonId;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

const PASSWORD: &str = "a-password-for-this-test";

/// What a shell does while it is in front: a session, and the next one when there is news.
async fn in_front(phone: &Phone) {
    loop {
        phone.app.sync_once().await.expect("a session");
        phone.app.until_news().await.expect("a wait");
    }
}

/// How long each of three jobs was on its way from the desk's tap to the open phone. The hub is a process of its own.
async fn from_desk_to_phone() -> Vec<Duration> {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    fettle(data, &["passwd", "mei", "--administrator", "Zhang Mei"], PASSWORD);
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hub/sample/company");
    fettle(data, &["import", sample.to_str().expect("a path")], "");
    fettle(data, &["passwd", "lin"], PASSWORD);
    let hub = Serving::start(data);
    let enrolled = fettle(data, &["enrol", "--person", "chen", "--address", &hub.address], "");
    let link = enrolled.lines().find(|line| line.starts_with("fettle:")).expect("a link");
    let phone = Phone::joined(link, PersonId::new(Uuid::nil()), Uuid::from_u128(7)).await;
    let mut desk = Browser::of(&hub.address, "lin", PASSWORD).await;
    let mut took = Vec::new();
    let working = async {
        for n in 0..3 {
            // The phone is at rest, as in somebody's hand.
            sleep(Duration::from_secs(1)).await;
            let began = Instant::now();
            let job = report(&mut desk, &format!("call {n}")).await;
            let assigned = began.elapsed();
            let there = async {
                while phone.get::<Job>(job).is_none_or(|job| job.assignees().is_empty()) {
                    sleep(Duration::from_millis(10)).await;
                }
            };
            // Without the line the phone would look after a minute.
            timeout(Duration::from_secs(30), there)
                .await
                .expect("the job is on the phone before it would ask by itself");
            took.push(began.elapsed() - assigned);
        }
    };
    tokio::select! {
        () = in_front(&phone) => {}
        () = working => {}
    }
    took
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_given_out_at_the_console_shows_on_an_open_phone_by_itself() {
    assert_eq!(from_desk_to_phone().await.len(), 3);
}

/// The promise itself, on a machine that is quiet: `cargo test -p fettle-tests --test whole -- --ignored within_two_seconds`.
#[ignore = "its bound is time"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_given_out_at_the_console_is_on_an_open_phone_within_two_seconds() {
    let took = from_desk_to_phone().await;
    println!("from desk to phone: {took:?}");
    assert!(took.iter().all(|took| *took < Duration::from_secs(2)), "{took:?}");
}
