//! A hub of version 1 under this program: brought up whole, with a copy of what it was.

use crate::testing::TestHub;
use crate::verify::tests::full;
use fettle_core::domain::people::Person;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A data folder as version 1 left it.
fn version_1() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(folder.path().join("keys")).expect("a folder");
    let key = include_bytes!("../../testdata/v1.hub.key");
    crate::data::secret_file::write(&folder.path().join("keys/hub.key"), key).expect("written");
    let db = Connection::open(folder.path().join("hub.db")).expect("opened");
    // The dump names tables before they are there.
    db.execute_batch("PRAGMA foreign_keys = OFF").expect("off");
    db.execute_batch(include_str!("../../testdata/v1.sql")).expect("version 1");
    folder
}

/// Tables with their columns (name, type, whether it may be absent, place in the key), and indexes with theirs.
fn schema(file: &Path) -> BTreeMap<String, Vec<String>> {
    let db = Connection::open(file).expect("opened");
    let mut found = BTreeMap::new();
    let sql = "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'";
    let mut stmt = db.prepare(sql).expect("prepared");
    let all: Vec<(String, String)> =
        stmt.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).expect("read").map(|row| row.expect("a row")).collect();
    for (kind, name) in all {
        let pragma = if kind == "table" { "table_info" } else { "index_info" };
        let mut stmt = db.prepare(&format!("PRAGMA {pragma}({name})")).expect("prepared");
        let columns = stmt.column_count();
        let row = |r: &rusqlite::Row<'_>| {
            let values: Result<Vec<_>, _> = (0..columns).map(|i| r.get::<_, rusqlite::types::Value>(i)).collect();
            Ok(format!("{:?}", values?))
        };
        let rows = stmt.query_map([], row).expect("read").map(|row| row.expect("a row")).collect();
        found.insert(format!("{kind} {name}"), rows);
    }
    found
}

fn copies(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("read").map(|entry| entry.expect("an entry").path());
    entries.filter(|path| path.to_string_lossy().contains("hub.db.before-")).collect()
}

#[tokio::test]
async fn a_hub_of_version_1_is_brought_up_and_its_copy_kept() {
    let hub = TestHub::on(version_1()).await;
    assert_eq!(hub.hub.name(), "Test");
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
    // The third chain is the next console's: this is another file than the one that version 1 wrote.
    assert_eq!((report.counts.quarantined, report.counts.chains), (3, 3));
    assert!(hub.hub.accounts.by_login("lin").await.expect("read").is_some());
    assert_eq!(hub.hub.ledger.all::<Person>().await.expect("read").len(), 11);
    // It goes on where it was.
    let company = hub.company(false).await;
    hub.job(&company, vec![company.engineer]).await;
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
    // The same schema as a fresh one's.
    let fresh = TestHub::start().await;
    assert_eq!(schema(&hub.data().join("hub.db")), schema(&fresh.data().join("hub.db")));
    // The copy is the old database, and there is one.
    let kept = copies(hub.data());
    let name = kept[0].file_name().expect("a name").to_string_lossy().into_owned();
    assert!(kept.len() == 1 && name.starts_with(&format!("hub.db.before-{}-", crate::data::VERSION)), "{kept:?}");
    let old = Connection::open(&kept[0]).expect("opened");
    let version: i64 = old.query_row("SELECT MAX(version) FROM upgrade", [], |r| r.get(0)).expect("read");
    assert_eq!(version, 1);
    let hub = hub.restart().await;
    assert_eq!(copies(hub.data()).len(), 1);
}

#[tokio::test]
async fn an_upgrade_that_broke_off_is_done_again() {
    let folder = version_1();
    // The copy was cut: another start replaces it.
    std::fs::write(folder.path().join(format!("hub.db.before-{}-1.part", crate::data::VERSION)), "half")
        .expect("written");
    let hub = TestHub::on(folder).await;
    let whole: Vec<_> =
        copies(hub.data()).into_iter().filter(|path| !path.to_string_lossy().ends_with(".part")).collect();
    assert_eq!(whole.len(), 1);
    assert!(full(hub.data()).await.holds());
}
