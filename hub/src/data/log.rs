//! SQLite's log beside a database file (`hub.db-wal`, with its index `hub.db-shm`). Whoever renames the file or puts another in its place
//! must not leave a log there: SQLite would write its pages into whatever file has the name then.

use crate::error::HubError;
use crate::sql::{self, Conn};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Writes into `file` all that its log holds, so that the file is whole by itself, and removes the log. Nobody may have it open.
///
/// # Errors
/// [`HubError::Busy`] where somebody has it open; [`HubError::Sql`], as on a full disk: the log is then as it was.
pub(crate) async fn fold_log(file: &Path) -> Result<(), HubError> {
    let mut conn = Conn::Sqlite(SqliteConnectOptions::new().filename(file).connect().await?);
    let busy: i64 = sql::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut conn).await?;
    conn.close().await?;
    if busy != 0 {
        return Err(HubError::Busy);
    }
    Ok(remove_log(file)?)
}

/// Removes a log that belongs to no file any more, or to one that is whole without it.
pub(crate) fn remove_log(file: &Path) -> std::io::Result<()> {
    for ending in ["-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        match std::fs::remove_file(PathBuf::from(name)) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn rows(file: &Path) -> i64 {
        let mut conn = Conn::Sqlite(SqliteConnectOptions::new().filename(file).connect().await.expect("opened"));
        let rows = sql::query_scalar("SELECT COUNT(*) FROM t").fetch_one(&mut conn).await.expect("read");
        conn.close().await.expect("closed");
        rows
    }

    #[tokio::test]
    async fn a_file_whose_log_was_left_is_whole_by_itself() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, left) = (folder.path().join("a.db"), folder.path().join("left.db"));
        let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
        let mut conn = options.journal_mode(sqlx::sqlite::SqliteJournalMode::Wal).connect().await.expect("opened");
        for statement in ["CREATE TABLE t (n INTEGER)", "INSERT INTO t VALUES (1), (2)"] {
            sqlx::query(statement).execute(&mut conn).await.expect("written");
        }
        // What a killed process leaves; copied by another process, as this one's locks would go with the reading.
        for ending in ["", "-wal"] {
            let name = |of: &Path| format!("{}{ending}", of.display());
            let copied = std::process::Command::new("cp").args([name(&file), name(&left)]).status().expect("cp");
            assert!(copied.success());
        }
        use sqlx::Connection as _;
        conn.close().await.expect("closed");
        fold_log(&left).await.expect("folded");
        assert!(!folder.path().join("left.db-wal").exists() && !folder.path().join("left.db-shm").exists());
        let moved = folder.path().join("moved.db");
        std::fs::rename(&left, &moved).expect("renamed");
        assert_eq!(rows(&moved).await, 2);
        fold_log(&moved).await.expect("nothing to fold");
        assert_eq!(rows(&moved).await, 2);
    }
}
