//! Sent is what arrived, once.

use super::wire::{Fate, Wire};
use crate::district::{District, district, job_on};
use crate::phone::Phone;
use crate::repair::Repair;
use crate::states::{assert_agree, quiet};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::JobEvent;
use fettle_core::kernel::Draft;
use fettle_core::sync::protocol::paths;
use fettle_hub::testing::TestHub;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A hub, a wire, an engineer's phone on it, a job.
async fn field() -> (TestHub, District, Wire, Phone, JobId) {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let wire = Wire::to(&hub.address).await;
    let phone = Phone::enrolled_over(&hub, d.company.engineer, &wire.address).await;
    wire.log();
    (hub, d, wire, phone, job)
}

async fn notes(hub: &TestHub, job: JobId) -> Vec<String> {
    job_on(hub, job).await.notes.into_iter().map(|fact| fact.what).collect()
}

fn note(phone: &Phone, d: &District, job: JobId, text: &str) {
    phone.tap(&Repair { phone, d, job }.at(), "note", &[("text", text)]);
}

/// ODK Collect (getodk, "duplicate submissions", #50 of its forum's list): the server had stored a form, its answer was lost, the form was sent
/// again and stood there twice; elsewhere a form was marked sent that never arrived.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn getodk_50_a_lost_acknowledgement_doubles_nothing() {
    let (hub, d, wire, phone, job) = field().await;
    note(&phone, &d, job, "one");
    wire.rule(|seen| if seen.path == paths::PUSH { Fate::AnswerLost } else { Fate::Pass });
    let done = phone.sync_fails().await;
    assert_eq!(done.waiting, 1, "not acknowledged is not sent");
    assert!(wire.log().iter().filter(|seen| seen.path == paths::PUSH).count() > 1, "it was tried again");
    // Pieces of an answer are no acknowledgement either.
    for bytes in [1, 20, 60] {
        wire.rule(move |seen| if seen.path == paths::PUSH { Fate::AnswerCutAfter(bytes) } else { Fate::Pass });
        assert_eq!(phone.sync_fails().await.waiting, 1);
    }
    wire.heal();
    phone.sync().await;
    assert_eq!(notes(&hub, job).await, ["one"]);
    quiet(&hub, &[&phone]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn getodk_50_sent_means_arrived() {
    let (hub, d, wire, phone, job) = field().await;
    note(&phone, &d, job, "one");
    let answers = [
        (200, "text/html", "<html>Sign in to Station-WiFi</html>", "captive_portal"),
        (200, "application/x-ndjson", "", "bad_answer"),
        (200, "application/json", "{\"ok\":true}", "captive_portal"),
        (201, "text/plain", "Created", "captive_portal"),
    ];
    for (status, kind, text, _) in answers {
        wire.rule(move |seen| if seen.path == paths::PUSH { Fate::Answered(status, kind, text) } else { Fate::Pass });
        let done = phone.sync_fails().await;
        assert_eq!(done.waiting, 1, "{status} {kind}: {}", done.code);
    }
    assert!(notes(&hub, job).await.is_empty());
    wire.heal();
    phone.sync().await;
    assert_eq!(notes(&hub, job).await, ["one"]);
}

/// Survey123 (Esri community, 326): a slow network, a person who taps Send again: up to eight copies.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survey123_326_eight_taps_are_one_record() {
    let (hub, d, wire, phone, job) = field().await;
    note(&phone, &d, job, "one");
    Repair { phone: &phone, d: &d, job }.photo_of_the_job();
    wire.rule(|seen| if seen.path == paths::PUSH { Fate::Twice } else { Fate::Slow(Duration::from_millis(30)) });
    let app = &phone.app;
    let taps = [(); 8].map(|()| app.sync_once());
    let [a, b, c, d1, e, f, g, h] = taps;
    let done = tokio::join!(a, b, c, d1, e, f, g, h);
    assert_eq!(done.0.expect("a session").waiting, 0);
    wire.heal();
    quiet(&hub, &[&phone]).await;
    assert_eq!(notes(&hub, job).await, ["one"]);
    assert_eq!(job_on(&hub, job).await.photos.len(), 1);
}

/// KoBoCAT 331: a form was a success although its photos were missing, and nobody knew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kobocat_331_a_photo_that_is_missing_is_said() {
    let (hub, d, wire, phone, job) = field().await;
    Repair { phone: &phone, d: &d, job }.photo_of_the_job();
    wire.rule(|seen| if seen.method == "PATCH" { Fate::Lost } else { Fate::Pass });
    let done = phone.app.sync_once().await.expect("a session");
    assert!(!done.ok, "the record is there, its photo is not");
    assert!(done.waiting == 0 && done.files_waiting > 0, "{done:?}");
    let blobs: Vec<_> = job_on(&hub, job).await.photos.iter().flat_map(|fact| fact.what.photo.blobs()).collect();
    assert!(!blobs.is_empty());
    let mut missing = 0;
    for blob in &blobs {
        missing += usize::from(hub.hub.blobs.read(blob.hash).await.is_err());
    }
    assert!(missing > 0, "the hub knows of it and does not pretend to have it");
    wire.heal();
    assert_eq!(phone.sync().await.files_waiting, 0);
    for blob in blobs {
        hub.hub.blobs.read(blob.hash).await.expect("arrived");
    }
}

/// ODK Collect 7356: after a break the upload began at its first byte again, so a large photo on a bad line never arrived.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn collect_7356_an_upload_goes_on_where_it_broke() {
    let (hub, d, wire, phone, job) = field().await;
    Repair { phone: &phone, d: &d, job }.photo_of_the_job();
    phone.app.store().counts().expect("read");
    let half = 40_000;
    let broken = Arc::new(AtomicUsize::new(0));
    let breaks = Arc::clone(&broken);
    wire.rule(move |seen| {
        let large = seen.method == "PATCH" && seen.sent > half;
        if large && breaks.fetch_add(1, Ordering::SeqCst) < 2 { Fate::CutAfter(half) } else { Fate::Pass }
    });
    let done = phone.sync().await;
    assert_eq!((done.waiting, done.files_waiting), (0, 0));
    assert!(broken.load(Ordering::SeqCst) >= 2, "the line did break");
    let photos: Vec<_> = job_on(&hub, job).await.photos.iter().flat_map(|fact| fact.what.photo.blobs()).collect();
    let sizes: u64 = photos.iter().map(|blob| blob.size).sum();
    let sent: Vec<usize> = wire.log().iter().filter(|seen| seen.method == "PATCH").map(|seen| seen.sent).collect();
    // Of the two that broke so much arrived; everything after them is what was still missing.
    let mut breaks = 0;
    let arrived = sent.iter().map(|bytes| {
        let broke = *bytes > half && breaks < 2;
        breaks += usize::from(broke);
        if broke { half } else { *bytes }
    });
    let arrived: usize = arrived.sum();
    assert_eq!(u64::try_from(arrived).expect("small"), sizes, "each goes on where the one before broke: {sent:?}");
}

/// powersync-js 954: a checksum that did not match threw everything away and downloaded it again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn powersync_js_954_a_changed_byte_costs_one_page() {
    let (hub, d, wire, phone, job) = field().await;
    for n in 0..40 {
        hub.record(d.company.desk, vec![noted(job, &format!("note {n}"))]).await;
    }
    let before = phone.events();
    for at in [0, 7, 60, 200, 333] {
        wire.rule(move |seen| if seen.path == paths::PULL { Fate::AnswerFlippedAt(at) } else { Fate::Pass });
        let done = phone.app.sync_once().await.expect("a session");
        // Some bytes of a compressed page say nothing about its content: then what came is as the hub has it.
        if done.ok {
            assert_agree(&hub, &phone).await;
            hub.record(d.company.desk, vec![noted(job, &format!("after {at}"))]).await;
        }
    }
    wire.heal();
    wire.log();
    phone.sync().await;
    let pulled: usize = wire.log().iter().filter(|seen| seen.path == paths::PULL).map(|seen| seen.got).sum();
    assert!(phone.events() >= before + 40);
    assert!(pulled < 40 * 600, "only what was new came: {pulled} bytes");
    quiet(&hub, &[&phone]).await;
}

fn noted(job: JobId, text: &str) -> Draft {
    Draft::new(job.into(), &JobEvent::Noted { text: text.into() })
}
