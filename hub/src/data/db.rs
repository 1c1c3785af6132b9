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
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.create_if_missing(false).pragma("query_only", "true"))
            .await?;
        Ok(Self { writer: Mutex::new(writer), readers })
    }
    /// Closes all connections and folds the log back: the file is then whole by itself.
    pub(crate) async fn close(self) -> Result<(), HubError> {
        self.readers.close().await;
        Ok(self.writer.into_inner().close().await?)
    }
    /// The writing connection, when it is free.
    pub async fn write(&self) -> MutexGuard<'_, SqliteConnection> {
        self.writer.lock().await
    }
    /// The pool that reads; each query sees what was committed when it began.
    pub fn read(&self) -> &SqlitePool {
        &self.readers
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
