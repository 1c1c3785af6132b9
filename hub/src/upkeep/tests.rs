//! Backups while a hub works, and what comes of them.

use super::{Asked, Manifest, Restored, backup, restore};
use crate::clock::Clock;
use crate::data::MANIFEST;
use crate::error::HubError;
use crate::sql;
use crate::testing::TestHub;
use crate::testing::disk::SmallDisk;
use crate::verify::tests::{full, world};
use fettle_core::domain::jobs::JobEvent;
use fettle_core::kernel::Draft;
use fettle_core::text::Lang;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tempfile::{TempDir, tempdir};

fn code(result: Result<impl std::fmt::Debug, HubError>) -> &'static str {
    match result {
        Err(HubError::Fault(fault)) => fault.code,
        other => panic!("{other:?}"),
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .expect("read")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The newest line of the audit of a hub that may be running.
async fn audited(data: &Path) -> crate::audit::Line {
    let accounts = crate::hub::accounts_of(data, Clock::system()).await.expect("opened");
    accounts.audit.lines(None, 1).await.expect("read").remove(0)
}

/// Restores into a fresh folder.
async fn put_back(from: &Path) -> (TempDir, Restored) {
    let data = tempdir().expect("a folder");
    let asked = Asked { backup: from, data: data.path(), key: None, damaged: false };
    let done = restore(asked, &Clock::system(), &mut |_, _, _| {}).await.expect("restored");
    (data, done)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_is_one_moment_and_whole() {
    let (hub, company, _) = world().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let root = tempdir().expect("a folder");
    let working = Arc::new(AtomicBool::new(true));
    let (ledger, go_on) = (Arc::clone(&hub.hub.ledger), Arc::clone(&working));
    let desk = company.desk;
    let writer = tokio::spawn(async move {
        let mut written = 0_u64;
        while go_on.load(Ordering::SeqCst) {
            let note = JobEvent::Noted { text: format!("{written}") };
            ledger.record(desk, vec![Draft::new(job.into(), &note)]).await.expect("recorded");
            written += 1;
        }
        written
    });
    let mut events = 0;
    for day in 1..=3 {
        let target = root.path().join(format!("day-{day}"));
        let done = backup(hub.data(), &target, true, &hub.hub.clock).await.expect("backed up");
        assert!(done.report.holds(), "{:?}", done.report.findings);
        assert!(done.manifest.events > events, "each is of its own moment");
        events = done.manifest.events;
        assert_eq!(if day == 1 { (2, 0) } else { (0, 2) }, (done.copied, done.linked), "blobs once");
        let report = full(&target).await;
        assert!(report.holds(), "{:?}", report.findings);
    }
    working.store(false, Ordering::SeqCst);
    assert!(writer.await.expect("written") > 0);
    assert_eq!(names(root.path()), ["day-1", "day-2", "day-3"], "nothing half is left");
    // Each stands by itself.
    std::fs::remove_dir_all(root.path().join("day-1")).expect("removed");
    assert!(full(&root.path().join("day-3")).await.holds());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_at_once_make_one_and_what_a_killed_one_left_goes() {
    let (hub, ..) = world().await;
    let root = tempdir().expect("a folder");
    let target = root.path().join("copy");
    // As a killed process leaves it: the lock's file without a holder.
    std::fs::create_dir(root.path().join("copy.part-dead")).expect("a folder");
    std::fs::write(root.path().join("copy.part-dead/hub.db"), "half").expect("written");
    std::fs::write(root.path().join("copy.part-dead.lock"), "").expect("written");
    let clock = Clock::system();
    let (one, two) = tokio::join!(backup(hub.data(), &target, true, &clock), backup(hub.data(), &target, true, &clock));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    assert_eq!(code(if one.is_ok() { two } else { one }), "target_exists");
    assert_eq!(names(root.path()), ["copy"]);
    assert!(full(&target).await.holds());
    assert_eq!(code(backup(&root.path().join("none"), &target, true, &clock).await), "no_hub");
}

#[tokio::test]
async fn a_restored_hub_counts_on_where_nobody_counted() {
    let (hub, company, _) = world().await;
    let root = tempdir().expect("a folder");
    for name in ["copy", "copy.tar"] {
        let target = root.path().join(name);
        backup(hub.data(), &target, true, &hub.hub.clock).await.expect("backed up");
        let (data, done) = put_back(&target).await;
        let newest = audited(hub.data()).await;
        assert_eq!((newest.action.as_str(), newest.by_operator()), ("backed_up", true));
        let newest = audited(data.path()).await;
        assert_eq!((newest.action.as_str(), newest.by_operator()), ("restored", true));
        assert!(done.done && done.report.holds(), "{:?}", done.report.findings);
        assert_eq!((done.manifest.console.as_str(), done.console.as_str()), ("H0", "H1"));
        let restored = TestHub::on(data).await;
        assert_ne!(restored.hub.epoch(), hub.hub.epoch());
        assert_ne!(restored.hub.ledger.console(), hub.hub.ledger.console());
        assert_eq!(restored.hub.ledger.console_short(), "H1");
        assert_eq!(restored.hub.ledger.system(), hub.hub.ledger.system(), "the hub is the same person");
        let before = hub.hub.ledger.streams().await.expect("read");
        assert_eq!(restored.hub.ledger.streams().await.expect("read"), before, "nothing was written yet");
        restored.job(&company, vec![company.engineer]).await;
        let report = full(restored.data()).await;
        assert!(report.holds(), "{:?}", report.findings);
        let epoch = restored.hub.epoch();
        let restored = restored.restart().await;
        assert_eq!(restored.hub.epoch(), epoch, "one restore is one epoch");
    }
    // The same copy put back another day: no number twice.
    let later = Clock::new({
        let now = hub.hub.clock.now_ms();
        move || now + 86_400_000
    });
    let data = tempdir().expect("a folder");
    let copy = root.path().join("copy");
    let asked = Asked { backup: &copy, data: data.path(), key: None, damaged: false };
    restore(asked, &later, &mut |_, _, _| {}).await.expect("restored");
    assert!(TestHub::on(data).await.hub.ledger.next_count().await.expect("a count") > 8_000);
}

#[tokio::test]
async fn nothing_is_overwritten_and_nothing_damaged_is_restored_unasked() {
    let (hub, ..) = world().await;
    let root = tempdir().expect("a folder");
    let clock = Clock::system();
    let (copy, bare, tar) = (root.path().join("copy"), root.path().join("bare"), root.path().join("copy.tar"));
    for (target, with_key) in [(&copy, true), (&bare, false), (&tar, true)] {
        backup(hub.data(), target, with_key, &clock).await.expect("backed up");
    }
    let data = root.path().join("data");
    let ask = async |from: &Path, key: Option<&Path>, damaged: bool| {
        restore(Asked { backup: from, data: &data, key, damaged }, &clock, &mut |_, _, _| {}).await
    };
    let key = hub.data().join("keys/hub.key");
    assert_eq!(code(ask(root.path(), None, false).await), "no_backup");
    assert_eq!(code(ask(&bare, None, false).await), "backup_without_key");
    let other = root.path().join("other.key");
    std::fs::write(&other, "07".repeat(32)).expect("written");
    assert_eq!(code(ask(&bare, Some(&other), false).await), "other_key");
    assert!(ask(&bare, Some(&key), false).await.expect("restored").done);
    assert_eq!(code(ask(&copy, None, false).await), "target_exists");
    std::fs::remove_dir_all(&data).expect("removed");
    // A hub does not run on a backup.
    assert_eq!(code(crate::Hub::open(crate::Options::new(&copy, clock.clone())).await), "is_backup");
    // One byte of a body.
    let mut bytes = std::fs::read(copy.join("hub.db")).expect("read");
    let at = bytes.windows(6).position(|some| some == "和平".as_bytes()).expect("there");
    bytes[at..at + 3].copy_from_slice("平".as_bytes());
    std::fs::write(copy.join("hub.db"), bytes).expect("written");
    let refused = ask(&copy, None, false).await.expect("checked");
    assert!(!refused.done && refused.report.has("backup_database"), "{:?}", refused.report.findings);
    assert!(!data.exists());
    assert!(ask(&copy, None, true).await.expect("restored").done);
    std::fs::remove_dir_all(&data).expect("removed");
    // A file that was cut anywhere.
    let whole = std::fs::read(&tar).expect("read");
    for part in [3, 10, 50, 90, 97] {
        std::fs::write(&tar, &whole[..whole.len() * part / 100]).expect("written");
        let outcome = ask(&tar, None, false).await;
        assert!(!outcome.is_ok_and(|done| done.done), "{part} %");
        assert!(!data.exists());
    }
    let manifest = std::fs::read_to_string(bare.join(MANIFEST)).expect("read");
    std::fs::write(bare.join(MANIFEST), manifest.replace("\"format\": 1", "\"format\": 9")).expect("written");
    assert_eq!(code(Manifest::read(&bare)), "backup_newer");
    let left: Vec<_> = names(root.path()).into_iter().filter(|name| name.contains("part")).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// A hub whose own record is damaged is backed up all the same, says so at once and not at the restore, and the command ends with 1.
#[tokio::test]
async fn a_backup_of_a_damaged_hub_says_that_no_restore_would_take_it() {
    let (hub, ..) = world().await;
    let root = tempdir().expect("a folder");
    let stopped = hub.stop().await;
    let db = rusqlite::Connection::open(stopped.data().join("hub.db")).expect("opened");
    let body = "UPDATE event SET body = replace(body, '和平', '平和') WHERE body LIKE '%和平%'";
    assert!(db.execute(body, []).expect("changed") > 0);
    drop(db);
    let copy = root.path().join("copy");
    let done = backup(stopped.data(), &copy, true, &Clock::system()).await.expect("backed up all the same");
    assert!(!done.report.holds() && done.report.has("event_body_changed"), "{:?}", done.report.findings);
    assert!(copy.join(MANIFEST).exists() && done.noted);
    for finding in &done.report.findings {
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| finding.text(lang));
        assert!(zh != en && !zh.contains("verify-") && !en.contains("verify-"), "{zh} {en}");
    }
    // It is what a restore finds: refused, unless asked for as it is.
    let ask = |damaged| {
        let data = root.path().join(format!("data-{damaged}"));
        let copy = copy.clone();
        async move {
            restore(Asked { backup: &copy, data: &data, key: None, damaged }, &Clock::system(), &mut |_, _, _| {}).await
        }
    };
    let refused = ask(false).await.expect("checked");
    assert!(!refused.done && refused.report.has("event_body_changed"), "{:?}", refused.report.findings);
    assert!(ask(true).await.expect("restored").done);
}

#[tokio::test]
async fn a_full_disk_leaves_nothing_that_looks_like_a_backup() {
    let (hub, ..) = world().await;
    let Some(disk) = SmallDisk::mount("200k", "a_full_disk_leaves_nothing_that_looks_like_a_backup") else { return };
    let mut left = Vec::new();
    let mut outcomes = Vec::new();
    for target in ["copy", "copy.tar"] {
        let outcome = backup(hub.data(), &disk.path().join(target), true, &Clock::system()).await;
        outcomes.push(outcome.is_err());
        left.push(names(disk.path()));
    }
    assert_eq!(outcomes, [true, true]);
    assert_eq!(left, [Vec::<String>::new(), Vec::new()]);
}

#[tokio::test]
async fn a_copy_put_over_the_old_files_in_place_is_seen() {
    let files =
        |folder: &Path| names(folder).into_iter().filter(|name| folder.join(name).is_file()).collect::<Vec<_>>();
    for with_the_mark in [false, true] {
        let hub = TestHub::start().await;
        let company = hub.company(false).await;
        let hub = hub.stop().await;
        let copy = tempdir().expect("a folder");
        for name in files(hub.data()) {
            std::fs::copy(hub.data().join(&name), copy.path().join(&name)).expect("copied");
        }
        let hub = hub.start().await;
        let epoch = hub.hub.epoch();
        hub.job(&company, vec![]).await;
        let hub = hub.stop().await.start().await;
        assert_eq!(hub.hub.epoch(), epoch, "a restart is no restore");
        let hub = hub.stop().await;
        for name in ["hub.db-wal", "hub.db-shm"] {
            let _ = std::fs::remove_file(hub.data().join(name));
        }
        for name in files(copy.path()).into_iter().filter(|name| with_the_mark || !name.starts_with("mark")) {
            // As `cp` does: the same file, other bytes.
            let bytes = std::fs::read(copy.path().join(&name)).expect("read");
            std::fs::write(hub.data().join(&name), bytes).expect("written");
        }
        let hub = hub.start().await;
        assert_ne!(hub.hub.epoch(), epoch, "with the mark: {with_the_mark}");
        assert_eq!(hub.hub.ledger.console_short(), "H1");
        let epoch = hub.hub.epoch();
        assert_eq!(hub.stop().await.start().await.hub.epoch(), epoch);
    }
}

#[tokio::test]
async fn other_rules_of_filing_rebuild_every_state() {
    let (hub, ..) = world().await;
    let data = hub.data().to_owned();
    let hub = hub.stop().await;
    let db = crate::data::Db::open(&crate::data::Place::File(data.join("hub.db")), 0, None).await.expect("opened");
    for sql in [
        "UPDATE setting SET value = '0' WHERE key = 'filing'",
        // A form that no longer reads, and one that reads and is wrong.
        "UPDATE state SET folded = '{\"of\":\"yesterday\"}' WHERE kind = 'job'",
        "UPDATE state SET folded = replace(folded, '东城', '西城') WHERE kind = 'customer'",
        "DELETE FROM link",
        // As if a start had been cut in the middle, by yet another version.
        "INSERT INTO setting VALUES ('refolded_to', '0 job/ffffffff-ffff-ffff-ffff-ffffffffffff')",
    ] {
        sql::query(sql::AssertSqlSafe(sql)).execute(&mut *db.write().await.expect("free")).await.expect(sql);
    }
    db.close().await.expect("closed");
    assert!(full(&data).await.has("folds_other"));
    let hub = hub.start().await;
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

/// What was given after the backup is lost with it, and still never given again.
#[tokio::test]
async fn a_restored_hub_gives_no_number_of_the_form_again() {
    use chrono::{DateTime, Utc};
    use fettle_core::domain::company::FormPattern;
    use fettle_core::domain::ids::JobId;
    let (hub, ..) = world().await;
    let jobs: Vec<JobId> = (0..4).map(|_| hub.fresh().into()).collect();
    let give = async |hub: &TestHub, job: JobId, text: &str| {
        let (pattern, at) = (FormPattern::read(text).expect("a pattern"), DateTime::<Utc>::UNIX_EPOCH);
        hub.hub.form_numbers.give(job, &pattern, (at, chrono_tz::Tz::UTC), 1).await.expect("given")
    };
    let (yearly, daily) = ("WX-{yyyy}-{nnnn}", "R{yyyy}{mm}{dd}-{n}");
    assert_eq!(give(&hub, jobs[0], yearly).await, "WX-1970-0001");
    let root = tempdir().expect("a folder");
    let target = root.path().join("copy");
    backup(hub.data(), &target, true, &hub.hub.clock).await.expect("backed up");
    assert_eq!(give(&hub, jobs[1], yearly).await, "WX-1970-0002", "lost with the machine");
    assert_eq!(give(&hub, jobs[2], daily).await, "R19700101-1", "and this one");
    let restored = TestHub::on(put_back(&target).await.0).await;
    assert_eq!(give(&restored, jobs[0], yearly).await, "WX-1970-0001", "what is known stays");
    assert_eq!(give(&restored, jobs[1], yearly).await, "WX-1970-0502");
    assert_eq!(give(&restored, jobs[2], daily).await, "R19700101-501", "a series that nobody knows of any more");
    assert_eq!(give(&restored, jobs[3], daily).await, "R19700101-502");
}
