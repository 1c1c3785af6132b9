//! What was written stays: after failures, kills, updates, forgetting, suspension.

use super::wire::{Fate, Wire};
use crate::district::{district, job_on};
use crate::phone::Phone;
use crate::repair::Repair;
use crate::states::quiet;
use fettle_core::domain::jobs::Job;
use fettle_core::kernel::Aggregate;
use fettle_core::screens::{Entry, Route, Screen};
use fettle_core::sync::protocol::paths;
use std::time::Duration;

/// getodk 1017: a send failed, and the local copy was gone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn getodk_1017_a_failed_send_deletes_nothing() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let wire = Wire::to(&hub.address).await;
    let phone = Phone::enrolled_over(&hub, d.company.engineer, &wire.address).await;
    let repair = Repair { phone: &phone, d: &d, job };
    phone.tap(&repair.at(), "note", &[("text", "one")]);
    repair.photo_of_the_job();
    let waiting = phone.app.store().counts().expect("read");
    for status in [400, 401, 403, 404, 409, 413, 422, 500, 507] {
        wire.rule(move |_| Fate::Answered(status, "application/json", r#"{"code":"strange","text":"strange"}"#));
        phone.sync_fails().await;
        assert_eq!(phone.app.store().counts().expect("read"), waiting, "after {status}");
        assert_eq!(phone.get::<Job>(job).expect("there").notes.len(), 1);
    }
    wire.heal();
    phone.sync().await;
    assert_eq!(job_on(&hub, job).await.photos.len(), 1);
    quiet(&hub, &[&phone]).await;
}

/// ServiceNow's mobile agent: the cache expired, or its rules changed, and what had not been uploaded went with it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servicenow_expiry_takes_no_unsent_work() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let wire = Wire::to(&hub.address).await;
    let phone = Phone::enrolled_over(&hub, d.company.engineer, &wire.address).await;
    let route = Repair { phone: &phone, d: &d, job }.at();
    phone.tap(&route, "note", &[("text", "unsent")]);
    // The job goes to another, half a year passes, the phone hears of it before it can send.
    hub.assign(&d.company, job, vec![d.company.colleague]).await;
    hub.advance(180 * 24 * 3_600_000);
    wire.rule(|seen| if seen.path == paths::PUSH { Fate::Lost } else { Fate::Pass });
    phone.sync_fails().await;
    phone.app.store().prune(hub.hub.clock.now_ms()).expect("pruned");
    assert_eq!(phone.app.store().counts().expect("read").pending, 1);
    let phone = phone.killed();
    assert_eq!(phone.app.store().counts().expect("read").pending, 1);
    // The kill left the address as it was; the wire heals.
    wire.heal();
    phone.sync().await;
    assert_eq!(job_on(&hub, job).await.notes.len(), 1);
    quiet(&hub, &[&phone]).await;
}

/// powersync-sqlite-core 162: a crash in the middle of a write left a state in which nothing synced any more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn powersync_sqlite_core_162_a_kill_in_a_session_blocks_nothing() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let wire = Wire::to(&hub.address).await;
    let mut phone = Phone::enrolled_over(&hub, d.company.engineer, &wire.address).await;
    let mut written = 0;
    // Each session is cut a little later than the one before: in the greeting, in the push, in its receipts, in the upload, in the pull.
    for after_ms in [2, 5, 9, 14, 20, 30, 45, 70, 100] {
        phone.tap(&Repair { phone: &phone, d: &d, job }.at(), "note", &[("text", &format!("{written}"))]);
        written += 1;
        let cut = tokio::time::timeout(Duration::from_millis(after_ms), phone.app.sync_once()).await;
        drop(cut);
        phone = phone.killed();
    }
    phone.sync().await;
    let notes = job_on(&hub, job).await.notes;
    assert_eq!(notes.len(), written, "each once: {notes:?}");
    quiet(&hub, &[&phone]).await;
}

/// matrix-rust-sdk 6366: locks were held after the app was suspended, and the system killed it for that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn matrix_rust_sdk_6366_no_lock_is_held_after_pause() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let wire = Wire::to(&hub.address).await;
    let phone = Phone::enrolled_over(&hub, d.company.engineer, &wire.address).await;
    let file = phone.app.store().path();
    let route = Repair { phone: &phone, d: &d, job }.at();
    phone.tap(&route, "note", &[("text", "one")]);
    wire.rule(|_| Fate::Slow(Duration::from_millis(60)));
    let (session, ()) = tokio::join!(phone.app.sync_once(), async {
        tokio::time::sleep(Duration::from_millis(90)).await;
        phone.app.pause();
        // Nobody holds the file: another process could take it whole.
        let other = rusqlite::Connection::open(&file).expect("opens");
        other.busy_timeout(Duration::ZERO).expect("set");
        other.pragma_update(None, "locking_mode", "EXCLUSIVE").expect("set");
        other.execute_batch("BEGIN EXCLUSIVE; COMMIT;").expect("no lock is held");
        let mut log = file.clone().into_os_string();
        log.push("-wal");
        drop(other);
        assert!(!std::path::Path::new(&log).exists(), "the log was written back");
    });
    assert_eq!(session.expect("a session").code, "store_paused");
    phone.app.resume().expect("resumes");
    wire.heal();
    phone.sync().await;
    assert_eq!(job_on(&hub, job).await.notes.len(), 1);
}

/// ODK Collect 6605 and 6442: half-filled forms were lost when the system killed the app, and with an update. (An update's new schema is
/// `a_saved_database_of_version_1_opens`, beside the store: its draft is still there.)
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn collect_6605_a_half_filled_screen_survives_the_kill() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let phone = Phone::enrolled(&hub, d.company.engineer).await;
    let route = Route::Diagnose { job: job.to_string() };
    let typed = [Entry::new("class", "hardware"), Entry::new("level", "3"), Entry::new("scene", "half a sent")];
    phone.app.keep(&route, &typed).expect("kept");
    let phone = phone.killed();
    let Screen::Diagnose(screen) = phone.screen(&route) else { panic!("another screen") };
    let shown = serde_json::to_string(&screen).expect("json");
    assert!(shown.contains("half a sent"), "{shown}");
    // Others' work coming in does not push it out.
    hub.record(
        d.company.desk,
        vec![fettle_core::kernel::Draft::new(
            fettle_core::kernel::Subject::new(Job::KIND, job.uuid()),
            &fettle_core::domain::jobs::JobEvent::Noted { text: "meanwhile".into() },
        )],
    )
    .await;
    phone.sync().await;
    let phone = phone.killed();
    let Screen::Diagnose(screen) = phone.screen(&route) else { panic!("another screen") };
    assert!(serde_json::to_string(&screen).expect("json").contains("half a sent"));
}

/// Turso 8129: a client that was restored from a backup went on from the numbers of the backup; what it wrote then was taken for what the server
/// had under those numbers, acknowledged, and silently dropped. Here the whole phone is put back, key store and all, so that nothing on it tells.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn turso_8129_a_client_restored_from_a_backup_drops_nothing_that_it_writes_later() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let phone = Phone::enrolled(&hub, d.company.engineer).await;
    let note = |phone: &Phone, text: &str| phone.tap(&Repair { phone, d: &d, job }.at(), "note", &[("text", text)]);
    note(&phone, "before the backup");
    phone.sync().await;
    let backup = phone.whole_backup();
    for n in 0..3 {
        note(&phone, &format!("after the backup {n}"));
    }
    phone.sync().await;
    let device = phone.app.store().identity().expect("read").device;

    let phone = phone.put_back_whole(backup);
    assert_eq!(phone.app.store().identity().expect("read").device, device, "nothing on the phone tells");
    for n in 0..3 {
        note(&phone, &format!("later {n}"));
    }
    phone.sync().await;
    note(&phone, "last");
    phone.sync().await;
    let mut notes: Vec<_> = job_on(&hub, job).await.notes.into_iter().map(|fact| fact.what).collect();
    notes.sort();
    let after = ["after the backup 0", "after the backup 1", "after the backup 2", "before the backup"];
    assert_eq!(notes, [&after[..], &["last", "later 0", "later 1", "later 2"]].concat(), "all of it, each once");
    assert_eq!(phone.get::<Job>(job).expect("there").notes.len(), 8, "and on the phone too");
    quiet(&hub, &[&phone]).await;
}
