//! Damaged, newer, older files.

use super::kit::*;
use crate::store::{Store, schema};
use std::path::Path;

fn damage(path: &Path, at: u64) {
    use std::io::{Seek, SeekFrom, Write};
    let mut file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(&[0xa5; 512]).unwrap();
}

fn set_aside(home: &Path) -> Vec<std::path::PathBuf> {
    let all = std::fs::read_dir(home).unwrap().flatten().map(|e| e.path());
    all.filter(|p| p.to_string_lossy().ends_with(".damaged.db")).collect()
}

#[test]
fn a_file_that_is_no_database_is_set_aside_and_a_fresh_one_opens() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("fettle.db");
    std::fs::write(&path, b"this is not a database, whatever its name says".repeat(200)).unwrap();
    let before = std::fs::read(&path).unwrap();
    let opened = opened(dir.path());
    let aside = opened.set_aside.unwrap();
    assert_eq!((aside.device_kept, aside.salvaged), (false, 0));
    assert_eq!(std::fs::read(&aside.path).unwrap(), before, "kept as it was");
    write(&opened.store, 1, "goes on", 0);
    assert_eq!(lines(&opened.store, 1), ["goes on"]);
}

#[test]
fn unsent_work_survives_a_damaged_page_and_the_device_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let blob = store.put_blob(b"photo", "image/jpeg").unwrap();
    store.record(ME, &[wrote(1, "with photo").with_blobs([blob.clone()])], at(0)).unwrap();
    for n in 1..30 {
        write(&store, 1, &format!("line {n}"), n);
    }
    store.compose(ME, at(50), |numbers| numbers.count("job").map(|_| vec![])).unwrap();
    let identity = store.identity().unwrap();
    let path = store.path();
    // Damage hits the projections: what can be rebuilt.
    let page: i64 = store
        .read(|tx, _| {
            Ok(tx.query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'projection'", [], |r| r.get(0))?)
        })
        .unwrap();
    let size: i64 = store.read(|tx, _| Ok(tx.pragma_query_value(None, "page_size", |r| r.get(0))?)).unwrap();
    drop(store);
    damage(&path, u64::try_from((page - 1) * size).unwrap());
    let store = open(dir.path());
    assert_eq!(store.get::<Note>(uuid::Uuid::from_u128(1)).unwrap_err().code(), "store_corrupt");
    drop(store);
    let opened = opened(dir.path());
    let aside = opened.set_aside.expect("the damage was remembered");
    assert_eq!((aside.device_kept, aside.salvaged), (true, 30));
    assert_eq!(set_aside(dir.path()), [aside.path]);
    let store = opened.store;
    let again = store.identity().unwrap();
    assert_eq!(
        (again.device, again.recorder, again.key.seed()),
        (identity.device, identity.recorder, identity.key.seed())
    );
    assert_eq!(lines(&store, 1).len(), 30);
    assert_eq!(store.counts().unwrap().pending, 30);
    assert_eq!(store.blob(blob.hash).unwrap(), b"photo");
    assert_eq!(store.counts().unwrap().blobs_up, 1);
    let mut count = 0;
    let compose = |numbers: &mut crate::store::Numbers<'_>| {
        count = numbers.count("job")?;
        Ok(vec![])
    };
    store.compose(ME, at(51), compose).unwrap();
    assert_eq!(count, 2, "no number is given twice");
    let batch = store.batch(100, 1 << 20).unwrap().unwrap();
    let start = crate::kernel::ChainHead::start(again.device);
    crate::kernel::chain::verify_run(again.device, &again.key.public(), start, &batch.events, &batch.head).unwrap();
}

#[test]
fn a_broken_chain_begins_a_new_device_and_keeps_what_was_unsent_for_a_person() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for n in 0..5 {
        write(&store, 1, &format!("line {n}"), n);
    }
    let device = store.identity().unwrap().device;
    let path = store.path();
    // One event in the middle is lost, and the file is known to be damaged.
    store
        .write(|tx, _| {
            tx.execute("DELETE FROM event WHERE number = 3", [])?;
            Ok(())
        })
        .unwrap();
    let page: i64 = store
        .read(|tx, _| {
            Ok(tx.query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'projection'", [], |r| r.get(0))?)
        })
        .unwrap();
    drop(store);
    damage(&path, u64::try_from((page - 1) * 4096).unwrap());
    let store = open(dir.path());
    store.get::<Note>(uuid::Uuid::from_u128(1)).unwrap_err();
    drop(store);
    let opened = opened(dir.path());
    let aside = opened.set_aside.unwrap();
    assert_eq!((aside.device_kept, aside.salvaged), (false, 4));
    assert_ne!(opened.store.identity().unwrap().device, device);
    assert_eq!(opened.store.counts().unwrap().salvaged, 4);
}

#[test]
fn a_newer_file_is_refused_politely_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    write(&store, 1, "a", 0);
    store
        .write(|tx, _| {
            tx.execute_batch("CREATE TABLE of_a_newer_app (x INTEGER) STRICT")?;
            Ok(tx.pragma_update(None, "user_version", schema::VERSION + 1)?)
        })
        .unwrap();
    let path = store.path();
    drop(store);
    let before = std::fs::read(&path).unwrap();
    let error = Store::open(setup(dir.path()), 0).unwrap_err();
    assert_eq!(error.code(), "store_newer");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

/// Every table, index and column as SQLite sees them.
fn shape(conn: &rusqlite::Connection) -> Vec<String> {
    let sql = "SELECT s.type || ' ' || s.name || ' ' || coalesce(c.name || ' ' || c.type || ' ' || c.\"notnull\" || c.pk || c.hidden, '') ||
                   CASE s.type WHEN 'index' THEN s.sql ELSE '' END
               FROM sqlite_schema s LEFT JOIN pragma_table_xinfo(s.name) c ON s.type = 'table' WHERE s.sql IS NOT NULL ORDER BY 1";
    let mut stmt = conn.prepare(sql).unwrap();
    stmt.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect()
}

/// The saved database of each released version opens, with its work, and has then the shape of a fresh one.
#[test]
fn a_saved_database_of_version_1_opens() {
    let dir = tempfile::tempdir().unwrap();
    let saved = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/store/v1.db");
    std::fs::copy(saved, dir.path().join("fettle.db")).unwrap();
    let store = open(dir.path());
    assert_eq!(lines(&store, 1), ["an early line", "line 0", "line 1", "line 2"]);
    assert_eq!(store.unsent().unwrap().len(), 3);
    assert_eq!(store.cursors().unwrap()[&HERE], 1);
    assert_eq!(store.draft_get("check/1").unwrap().as_deref(), Some("half"));
    write(&store, 1, "goes on", 100);
    let upgraded = store.write(|tx, _| Ok(shape(tx))).unwrap();
    let fresh_dir = tempfile::tempdir().unwrap();
    let fresh = open(fresh_dir.path()).write(|tx, _| Ok(shape(tx))).unwrap();
    assert_eq!(upgraded, fresh);
}

/// Made the saved database; run by hand when a version is released: `cargo test -p fettle-core save_a_database -- --ignored`.
#[test]
#[ignore = "writes testdata/store; run by hand for a new version"]
fn save_a_database() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (store, other) = (open(dir.path()), open(other.path()));
    store.receive(&[entry(1, &write(&other, 1, "an early line", 0), 10)]).unwrap();
    for n in 0..3 {
        write(&store, 1, &format!("line {n}"), 20 + n);
    }
    store.draft_put("check/1", "half", 0).unwrap();
    store.pause();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/store");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(store.path(), folder.join(format!("v{}.db", schema::VERSION))).unwrap();
}

#[test]
fn upgrades_go_step_by_step_or_not_at_all() {
    let v1 = "CREATE TABLE a (x INTEGER) STRICT;";
    let v3 = "CREATE TABLE a (x INTEGER, y TEXT) STRICT; CREATE TABLE b (z INTEGER) STRICT;";
    let steps: [schema::Step; 2] = [(2, "ALTER TABLE a ADD COLUMN y TEXT;"), (3, "CREATE TABLE b (z INTEGER) STRICT;")];
    let mut old = rusqlite::Connection::open_in_memory().unwrap();
    schema::bring_up(&mut old, v1, 1, &[]).unwrap();
    // A step that fails in the middle leaves the old version whole.
    let broken: [schema::Step; 2] = [steps[0], (3, "CREATE TABLE b (z INTEGER) STRICT; SELECT nonsense;")];
    schema::bring_up(&mut old, v3, 3, &broken).unwrap_err();
    let version =
        |conn: &rusqlite::Connection| conn.pragma_query_value(None, "user_version", |r| r.get::<_, u32>(0)).unwrap();
    assert_eq!(version(&old), 1);
    assert_eq!(shape(&old).len(), 1);
    schema::bring_up(&mut old, v3, 3, &steps).unwrap();
    let mut fresh = rusqlite::Connection::open_in_memory().unwrap();
    schema::bring_up(&mut fresh, v3, 3, &steps).unwrap();
    assert_eq!((version(&old), shape(&old)), (3, shape(&fresh)));
}
