//! Opening a connection, and bringing a file to this version's schema.
//!
//! An upgrade keeps no copy of the file, as the hub's does, for three reasons. It is one transaction, so that a kill or a full disk leaves the
//! old file. A copy is of use only to an older app, and phones do not go back to one. And it would be a second place with customers' data,
//! which the wipe, a change of keys and forgetting would have to reach; beside a file of version 1 it would even stand plain. An upgrade
//! that turns out to be wrong is met otherwise: its steps only add (a test), so that what the hub has not acknowledged stays as it was
//! written; the hub has the rest; and a file that does not open is set aside whole and read page by page (`rescue`, `salvage`).

use super::error::StoreError;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::path::Path;
use std::time::Duration;

/// The schema version that this program writes.
pub(super) const VERSION: u32 = 10;
/// "FTTL": the file is ours.
const APPLICATION_ID: i32 = 0x4654_544c;
const SCHEMA: &str = include_str!("schema.sql");

/// One step from a version to the next: the version that it leads to, and its SQL in `upgrades/`.
pub(super) type Step = (u32, &'static str);
/// Steps in order.
pub(super) const STEPS: &[Step] = &[
    (2, include_str!("upgrades/0002.sql")),
    (3, include_str!("upgrades/0003.sql")),
    (4, include_str!("upgrades/0004.sql")),
    (5, include_str!("upgrades/0005.sql")),
    (6, include_str!("upgrades/0006.sql")),
    (7, include_str!("upgrades/0007.sql")),
    (8, include_str!("upgrades/0008.sql")),
    (9, include_str!("upgrades/0009.sql")),
    (10, include_str!("upgrades/0010.sql")),
];

/// A connection for writing, with the schema brought up to date.
pub(super) fn open_writer(path: &Path, vfs: Option<&str>) -> Result<Connection, StoreError> {
    let mut conn = open(path, OpenFlags::default(), vfs)?;
    settle(&conn)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    bring_up(&mut conn, SCHEMA, VERSION, STEPS)?;
    sync_log(&conn)?;
    Ok(conn)
}

/// Makes durable what the log shows. A process that was killed between writing a commit and syncing it leaves a commit that everyone reads
/// and that a power cut takes; before anything is shown or told to the hub it has to be safe. A checkpoint begins by syncing the log.
fn sync_log(conn: &Connection) -> Result<(), StoreError> {
    match conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).map_err(StoreError::from) {
        // The log was synced; there is no room to move it into the file.
        Err(StoreError::Full) => Ok(()),
        other => other,
    }
}

/// A connection for reading beside the writer.
pub(super) fn open_reader(path: &Path, vfs: Option<&str>) -> Result<Connection, StoreError> {
    let conn = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX, vfs)?;
    settle(&conn)?;
    conn.pragma_update(None, "query_only", true)?;
    Ok(conn)
}

/// Whether a file has exactly the tables that this version makes, whatever number it bears: a newer app's has others, or more.
pub(super) fn is_of_this_version(path: &Path, vfs: Option<&str>) -> bool {
    let tables = |conn: &Connection| -> rusqlite::Result<Vec<String>> {
        let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY sql";
        conn.prepare(sql)?.query_map([], |r| r.get(0))?.collect()
    };
    let found = || tables(&open(path, OpenFlags::SQLITE_OPEN_READ_WRITE, vfs).ok()?).ok();
    let ours = || {
        let conn = Connection::open_in_memory().ok()?;
        conn.execute_batch(SCHEMA).ok()?;
        tables(&conn).ok()
    };
    ours().is_some_and(|ours| found() == Some(ours))
}

fn open(path: &Path, flags: OpenFlags, vfs: Option<&str>) -> Result<Connection, StoreError> {
    Ok(match vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs)?,
        None => Connection::open_with_flags(path, flags)?,
    })
}

fn settle(conn: &Connection) -> Result<(), StoreError> {
    conn.busy_timeout(Duration::from_secs(10))?;
    // Durable at each commit, also when the battery is pulled.
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    // Deleted personal data is overwritten.
    conn.pragma_update(None, "secure_delete", true)?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Brings the file to `version`: the whole schema into an empty file, step by step into an older one, all in one transaction.
pub(super) fn bring_up(conn: &mut Connection, schema: &str, version: u32, steps: &[Step]) -> Result<(), StoreError> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: u32 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > version {
        return Err(StoreError::Newer { found, known: version });
    }
    if found == 0 {
        tx.execute_batch(schema)?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    } else {
        for (_, sql) in steps.iter().filter(|(leads_to, _)| *leads_to > found) {
            tx.execute_batch(sql)?;
        }
    }
    if found != version {
        tx.pragma_update(None, "user_version", version)?;
    }
    tx.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_only_add() {
        for (version, sql) in STEPS {
            let lines = sql.lines().filter(|line| !line.trim_start().starts_with("--"));
            let sql = lines.collect::<Vec<_>>().join("\n").to_uppercase().replace("ON DELETE CASCADE", "");
            for verb in ["DROP", "DELETE", "UPDATE", "RENAME", "REPLACE"] {
                assert!(!sql.split(|c: char| !c.is_alphabetic()).any(|word| word == verb), "{version}: {verb}");
            }
        }
    }
}
