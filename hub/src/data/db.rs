//! The database: one connection that writes, a pool that reads.

use super::upgrade;
use crate::error::HubError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection, SqlitePool};
use std::path::Path;
use std::time::Duration;
use tokio::sync::{Mutex, MutexGuard};

/// The hub's database. SQLite has one writer at a time anyway; one connection behind a lock makes the waiting fair and visible.
#[derive(Debug)]
pub struct Db {
    writer: Mutex<SqliteConnection>,
    readers: SqlitePool,
    /// How the writing connection was opened.
    options: SqliteConnectOptions,
}

/// Readers at once; each is a thread of its own.
const READERS: u32 = 4;

impl Db {
    /// Opens the database of `path`, making or upgrading it; through the SQLite VFS `vfs`, or the system's own.
    ///
    /// # Errors
    /// [`HubError::Newer`] for a database of a newer version; [`HubError::Sql`] for what is no database.
    pub async fn open(path: &Path, now_ms: u64, vfs: Option<String>) -> Result<Self, HubError> {
        let mut options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("wal_autocheckpoint", "4000")
            .pragma("cache_size", "-65536");
        if let Some(vfs) = vfs {
            options = options.vfs(vfs);
        }
        let mut writer = options.clone().connect().await?;
        upgrade::bring_up(&mut writer, path, now_ms).await?;
        sync_log(&mut writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.clone().create_if_missing(false).pragma("query_only", "true"))
            .await?;
        Ok(Self { writer: Mutex::new(writer), readers, options })
    }
    /// Closes all connections and folds the log back: the file is then whole by itself.
    pub(crate) async fn close(self) -> Result<(), HubError> {
        self.readers.close().await;
        Ok(self.writer.into_inner().close().await?)
    }
    /// The writing connection, when it is free.
    pub async fn write(&self) -> MutexGuard<'_, SqliteConnection> {
        let mut conn = self.writer.lock().await;
        leave_transaction(&mut conn, &self.options).await;
        conn
    }
    /// The pool that reads; each query sees what was committed when it began.
    pub fn read(&self) -> &SqlitePool {
        &self.readers
    }
}

/// Puts right what sqlx believes of the connection. Where SQLite itself rolls a transaction back, as on a full disk, sqlx's own ROLLBACK
/// fails and it goes on believing in the transaction: the next one would be a savepoint in nothing, which the next failure leaves open for
/// good, and phones would get receipts for what is never committed.
async fn leave_transaction(conn: &mut SqliteConnection, options: &SqliteConnectOptions) {
    if !conn.is_in_transaction() {
        return;
    }
    // A rollback that is only on its way is awaited by this.
    conn.ping().await.ok();
    while conn.is_in_transaction() {
        match options.connect().await {
            Ok(fresh) => *conn = fresh,
            Err(e) => {
                tracing::error!(error = %e, "the writing connection cannot be made anew");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

/// Makes durable what the log shows. A hub that was killed between writing a commit and syncing it leaves a commit that everyone reads and
/// that a power cut takes; before anyone gets a receipt for it, it has to be safe. A checkpoint begins by syncing the log.
async fn sync_log(conn: &mut SqliteConnection) -> Result<(), HubError> {
    match sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(conn).await.map_err(HubError::from) {
        // The log was synced; there is no room to move it into the file.
        Err(e) if e.is_full() => Ok(()),
        other => other.map(drop),
    }
}

/// Database integers are signed; counts and times of ours never reach the sign.
pub(crate) fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The way back of [`int`].
pub(crate) fn uint(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}
