//! Recording, reading, receiving, receipts.

use super::kit::*;
use crate::kernel::{ChainError, Draft, Hash};
use crate::store::{Store, StoreError, UnsentState};
use crate::sync::protocol::{Entry, Receipt};
use uuid::Uuid;

#[test]
fn what_was_recorded_is_there_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let device = store.identity().unwrap().device;
    write(&store, 1, "a", 0);
    write(&store, 1, "b", 1);
    drop(store);
    let store = open(dir.path());
    assert_eq!(store.identity().unwrap().device, device);
    assert_eq!(lines(&store, 1), ["a", "b"]);
    assert_eq!(store.counts().unwrap().pending, 2);
    let batch = store.batch(10, 1 << 20).unwrap().unwrap();
    let identity = store.identity().unwrap();
    let start = crate::kernel::ChainHead::start(device);
    crate::kernel::chain::verify_run(device, &identity.key.public(), start, &batch.events, &batch.head).unwrap();
    assert_eq!(batch.head.head, identity.recorder.head);
    // The second event's author had seen the first.
    assert!(batch.events[1].header().after.has(device, 1));
}

#[test]
fn the_database_is_as_the_design_asks() {
    assert!(rusqlite::version_number() >= 3_051_003, "SQLite {} has the WAL-reset fault", rusqlite::version());
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store
        .write(|tx, _| {
            let pragma = |name: &str| tx.pragma_query_value(None, name, |r| r.get::<_, rusqlite::types::Value>(0)).unwrap();
            assert_eq!(pragma("journal_mode"), rusqlite::types::Value::from("wal".to_owned()));
            assert_eq!(pragma("synchronous"), rusqlite::types::Value::from(2));
            assert_eq!(pragma("foreign_keys"), rusqlite::types::Value::from(1));
            let loose: i64 = tx
                .query_row("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite%'", [], |r| r.get(0))
                .unwrap();
            assert_eq!(loose, 0);
            Ok(())
        })
        .unwrap();
}

#[test]
fn an_error_in_the_middle_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    write(&store, 1, "before", 0);
    let before = store.identity().unwrap().recorder;
    store
        .write(|tx, _| {
            // The second projection of the next record fails, after events, outbox and the first projection were written.
            tx.execute_batch(
                "CREATE TRIGGER fault BEFORE INSERT ON projection WHEN new.subject = x'00000000000000000000000000000003'
                 BEGIN SELECT raise(ABORT, 'fault'); END",
            )?;
            Ok(())
        })
        .unwrap();
    assert!(store.record(ME, &[wrote(2, "x"), wrote(3, "y")], at(5)).is_err());
    assert_eq!(store.identity().unwrap().recorder, before);
    assert_eq!(store.event_count().unwrap(), 1);
    assert_eq!(store.counts().unwrap().pending, 1);
    assert!(store.get::<Note>(Uuid::from_u128(2)).unwrap().is_none());
}

#[test]
fn a_full_disk_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    write(&store, 1, "before", 0);
    let set_pages = |pages: i64| store.write(|tx, _| Ok(tx.pragma_update(None, "max_page_count", pages)?)).unwrap();
    set_pages(1);
    let long = "x".repeat(100_000);
    let error = store.record(ME, &[wrote(1, &long)], at(1)).unwrap_err();
    assert_eq!(error.code(), "store_full");
    assert_eq!(lines(&store, 1), ["before"]);
    set_pages(1_000_000);
    store.record(ME, &[wrote(1, "after")], at(2)).unwrap();
    assert_eq!(lines(&store, 1), ["before", "after"]);
}

#[test]
fn a_page_is_taken_in_once_and_whole() {
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (a, b) = (open(a.path()), open(b.path()));
    let first = write(&a, 1, "first", 0);
    let second = write(&a, 1, "second", 10);
    let page = [entry(1, &second, 20), entry(2, &first, 20)];
    let received = b.receive(&page).unwrap();
    assert_eq!((received.events, received.repeated), (2, 0));
    assert_eq!(lines(&b, 1), ["first", "second"], "folded in stamp order, whatever the order of arrival");
    assert_eq!(b.cursors().unwrap()[&HERE], 2);
    assert_eq!(b.receive(&page).unwrap().repeated, 2);
    let gap = [entry(4, &first, 20)];
    assert_eq!(b.receive(&gap).unwrap_err().code(), "stream_gap");
    // An entry of a newer version only moves the cursor.
    b.receive(&[Entry { s: HERE, n: 3, e: None, forget: None, quarantined: None }]).unwrap();
    assert_eq!(b.cursors().unwrap()[&HERE], 3);
}

#[test]
fn a_late_event_refolds() {
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (a, b) = (open(a.path()), open(b.path()));
    let late = write(&a, 1, "early bird", 0);
    write(&b, 1, "later", 50);
    b.receive(&[entry(1, &late, 60)]).unwrap();
    assert_eq!(lines(&b, 1), ["early bird", "later"]);
}

#[test]
fn a_receipt_that_holds_a_stamp_back_refolds() {
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (a, b) = (open(a.path()), open(b.path()));
    const YEAR: i64 = 365 * 24 * 3600 * 1000;
    let ahead = write(&a, 1, "a year ahead", YEAR);
    let other = write(&b, 1, "in time, later", 3_600_000);
    a.receive(&[entry(1, &other, 3_600_001)]).unwrap();
    assert_eq!(lines(&a, 1), ["in time, later", "a year ahead"]);
    let head = a.identity().unwrap().recorder.head;
    let receipt = Receipt {
        number: ahead.header().number,
        hash: head.hash,
        at: 1_700_000_000_000,
        quarantined: None,
        notices: vec![],
    };
    a.receipts(&[receipt]).unwrap();
    assert_eq!(lines(&a, 1), ["a year ahead", "in time, later"], "held back to its receipt");
    b.receive(&[entry(1, &ahead, 0)]).unwrap();
    assert_eq!(lines(&b, 1), lines(&a, 1));
}

#[test]
fn receipts_are_compared_before_anything_is_let_go() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    write(&store, 1, "a", 0);
    let first = store.identity().unwrap().recorder.head;
    write(&store, 1, "b", 1);
    let second = store.identity().unwrap().recorder.head;
    let receipt = |head: crate::kernel::ChainHead, reason: Option<&str>| Receipt {
        number: head.number,
        hash: head.hash,
        at: 1_700_000_000_500,
        quarantined: reason.map(str::to_owned),
        notices: vec![],
    };
    let event = store.timeline(&note(1)).unwrap().remove(1);
    let mut wrong = receipt(second, None);
    wrong.hash = Hash::ZERO;
    let error = store.receipts(&[receipt(first, None), wrong]).unwrap_err();
    assert!(matches!(error, StoreError::Chain(ChainError::Fork { number: 2 })));
    assert_eq!(store.counts().unwrap().pending, 2);
    store.receipts(&[receipt(first, None), receipt(second, Some("not_allowed"))]).unwrap();
    let unsent = store.unsent().unwrap();
    assert_eq!(unsent.len(), 1);
    assert_eq!(unsent[0].state, UnsentState::Quarantined("not_allowed".into()));
    assert_eq!(lines(&store, 1), ["a"], "what is kept apart counts nowhere");
    // A manager lets it in: it comes back in a stream.
    store.receive(&[entry(1, &event, 600)]).unwrap();
    assert!(store.unsent().unwrap().is_empty());
    assert_eq!(lines(&store, 1).len(), 2);
}

#[test]
fn an_event_of_this_device_that_it_never_wrote_is_a_fork() {
    let dir = tempfile::tempdir().unwrap();
    let copy = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    write(&store, 1, "a", 0);
    store.pause();
    std::fs::copy(store.path(), copy.path().join("fettle.db")).unwrap();
    // The platform moved the keys along.
    std::fs::create_dir(copy.path().join("keys")).unwrap();
    for name in ["vault.1", "vault.newest", "witness"] {
        std::fs::copy(dir.path().join("keys").join(name), copy.path().join("keys").join(name)).unwrap();
    }
    store.resume().unwrap();
    let clone = open(copy.path());
    write(&store, 1, "on the phone", 1);
    let theirs = write(&clone, 1, "on the clone", 2);
    assert_eq!(store.receive(&[entry(1, &theirs, 3)]).unwrap_err().code(), "chain_fork");
    assert_eq!(lines(&store, 1), ["a", "on the phone"], "nothing was changed");
}

#[test]
fn queries_find_by_parent_code_and_status() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let opened = NoteBody::Opened { title: "child".into(), within: Some(Uuid::from_u128(1)) };
    let drafts = [
        wrote(1, "parent"),
        Draft::new(note(2), &opened),
        Draft::new(note(2), &NoteBody::Labelled { code: "SN-1".into() }),
    ];
    store.record(ME, &drafts, at(0)).unwrap();
    let ids = |found: Vec<(Uuid, crate::kernel::Folded<Note>)>| {
        found.into_iter().map(|(id, _)| id.as_u128()).collect::<Vec<_>>()
    };
    assert_eq!(ids(store.by_parent::<Note>(&note(1)).unwrap()), [2]);
    assert_eq!(store.by_code("SN-1").unwrap(), [note(2)]);
    assert!(store.by_code("SN-2").unwrap().is_empty());
    assert_eq!(ids(store.by_status::<Note>(&["written"]).unwrap()), [1]);
    assert_eq!(ids(store.by_status::<Note>(&["written", "empty"]).unwrap()), [2, 1], "what is due first comes first");
    assert_eq!(ids(store.all::<Note>().unwrap()), [1, 2]);
    store.record(ME, &[Draft::new(note(2), &NoteBody::Labelled { code: "SN-2".into() })], at(1)).unwrap();
    assert!(store.by_code("SN-1").unwrap().is_empty());
}

#[test]
fn unknown_kinds_are_kept_and_fold_once_they_are_known() {
    let dir = tempfile::tempdir().unwrap();
    let old = crate::store::Setup::new(dir.path(), crate::store::Kinds::new(), keys(dir.path()));
    let store = crate::store::Store::open(old, 0).unwrap().store;
    write(&store, 1, "from the future", 0);
    assert!(store.get::<Note>(Uuid::from_u128(1)).unwrap().is_none());
    drop(store);
    assert_eq!(lines(&open(dir.path()), 1), ["from the future"]);
}

#[test]
fn numbers_are_used_up_only_by_what_is_recorded() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let unnamed = |numbers: &mut crate::store::Numbers<'_>| numbers.next("job").map(|_| vec![]);
    assert_eq!(store.compose(ME, at(0), unnamed).unwrap_err().code(), "not_enrolled");
    let refuse = |numbers: &mut crate::store::Numbers<'_>| {
        assert_eq!(numbers.count("job")?, 1);
        Err(crate::kernel::Refusal::new("not_allowed").into())
    };
    assert_eq!(store.compose(ME, at(0), refuse).unwrap_err().code(), "not_allowed");
    store
        .compose(ME, at(0), |numbers| {
            assert_eq!(numbers.count("job")?, 1, "the refused one was given back");
            assert_eq!(numbers.count("slip")?, 1);
            assert_eq!(numbers.count("job")?, 2);
            Ok(vec![wrote(1, "x")])
        })
        .unwrap();
}

#[test]
fn half_filled_screens_survive_a_killed_app() {
    let dir = tempfile::tempdir().unwrap();
    open(dir.path()).draft_put("check/1", "{\"half\":1}", 5).unwrap();
    let store = open(dir.path());
    assert_eq!(store.draft_get("check/1").unwrap().as_deref(), Some("{\"half\":1}"));
    store.draft_delete("check/1").unwrap();
    assert_eq!(store.draft_get("check/1").unwrap(), None);
}

#[test]
fn a_paused_store_releases_the_file_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    write(&store, 1, "a", 0);
    store.pause();
    assert!(!dir.path().join("fettle.db-wal").exists(), "the log was taken in");
    assert_eq!(store.counts().unwrap_err().code(), "store_paused");
    assert_eq!(store.record(ME, &[wrote(1, "b")], at(1)).unwrap_err().code(), "store_paused");
    store.resume().unwrap();
    write(&store, 1, "b", 1);
    assert_eq!(lines(&store, 1), ["a", "b"]);
}

/// A large file goes up in pieces: it is opened and checked once, and nothing of it stays in memory afterwards.
#[test]
fn the_pieces_of_a_blob_are_cut_from_one_opening() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let bytes: Vec<u8> = (0..10_000u32).flat_map(u32::to_le_bytes).collect();
    let blob = store.put_blob(&bytes, "image/jpeg").unwrap();
    let first = store.blob_piece_of(blob.hash, 0, 16_000).unwrap();
    // The file is gone from here on: what follows is cut from what was opened.
    let file = super::super::blob_files::path(dir.path(), blob.hash);
    std::fs::rename(&file, file.with_extension("away")).unwrap();
    let second = store.blob_piece_of(blob.hash, 16_000, 16_000).unwrap();
    let third = store.blob_piece_of(blob.hash, 32_000, 16_000).unwrap();
    assert_eq!([first, second, third].concat(), bytes);
    assert_eq!(store.blob_piece_of(blob.hash, 0, 1).unwrap_err().code(), "blob_missing");
}

/// A receipt notes a time beside the event and seals nothing again, however much is there (review P11).
#[test]
fn a_receipt_leaves_the_sealed_event_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut cost = Vec::new();
    let sealed = |store: &Store| -> Vec<Vec<u8>> {
        let all = store.read(|tx, _| {
            let mut stmt = tx.prepare("SELECT text FROM event ORDER BY number")?;
            Ok(stmt.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?)
        });
        all.unwrap()
    };
    let changes = |store: &Store| {
        store
            .read(|tx, _| {
                Ok(tx.query_row("SELECT count(*) FROM event WHERE received IS NOT NULL", [], |r| r.get::<_, i64>(0))?)
            })
            .unwrap()
    };
    for _ in 0..2 {
        let events: Vec<_> = (0..60).map(|n| write(&store, 1, &format!("line {n}"), 0)).collect();
        let before = sealed(&store);
        let first = events[0].header().number;
        let receipts: Vec<Receipt> = (first..first + 60).map(|number| receipt(&store, number)).collect();
        let begun = changes(&store);
        let taken = store.receipts(&receipts).unwrap();
        assert_eq!((taken.acked, changes(&store) - begun), (60, 60));
        assert_eq!(sealed(&store), before, "not a byte of any text");
        // The same again changes nothing.
        store.receipts(&receipts).unwrap();
        assert_eq!(sealed(&store), before);
        cost.push(lines(&store, 1).len());
    }
    assert_eq!(cost, [60, 120]);
}
