//! The database: one connection that writes, a pool that reads; in a file, or on a server where other processes of the hub write too.

use super::place::Place;
use super::private::private;
use super::upgrade;
use crate::error::HubError;
use crate::sql::{self, Conn, Pool, Query, Tx, begin};
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::ops::{Deref, DerefMut};
use std::path::Path;
#[cfg(test)]
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::MutexGuard;
use uuid::Uuid;

/// The hub's database. SQLite has one writer at a time anyway; one connection behind a lock makes the waiting fair and visible.
#[derive(Debug)]
pub struct Db {
    writer: tokio::sync::Mutex<Conn>,
    /// Writes too, and waits for nobody: for what need not be written, and to find out who holds the database.
    hurried: tokio::sync::Mutex<Conn>,
    readers: Pool,
    /// How the writing connection was opened, and the hurried one.
    base: Base,
    hurry: Base,
    /// How long the writer waits for another process.
    patience: Duration,
    /// What is known of another process that holds the database.
    held: Mutex<Held>,
    /// This process among those on the database.
    process: Uuid,
    /// What SQLite did so far, for tests of what grows with what.
    #[cfg(test)]
    pub(crate) work: Work,
}

/// What SQLite did: instructions of its machine, in tens, of the writer and of the readers. Unlike time it is the same on every machine.
#[cfg(test)]
#[derive(Debug, Clone, Default)]
pub(crate) struct Work {
    pub writer: Arc<AtomicU64>,
    pub readers: Arc<AtomicU64>,
}

#[cfg(test)]
async fn count(conn: &mut sqlx::SqliteConnection, counter: Arc<AtomicU64>) -> Result<(), sqlx::Error> {
    conn.lock_handle().await?.set_progress_handler(10, move || {
        counter.fetch_add(1, Ordering::Relaxed);
        true
    });
    Ok(())
}

/// How connections that write are made.
#[derive(Debug)]
enum Base {
    File(Box<SqliteConnectOptions>),
    Server(Box<PgConnectOptions>),
}

impl Base {
    async fn connect(&self) -> Result<Conn, sqlx::Error> {
        Ok(match self {
            Self::File(options) => Conn::Sqlite(options.connect().await?),
            Self::Server(options) => Conn::Postgres(options.connect().await?),
        })
    }
}

/// Readers at once on a server, for each process.
const SERVER_READERS: u32 = 8;
/// How long a server lets a process hold its turn without a word, should the process be cut off.
const SILENT: &str = "60s";

/// Readers at once; each is a thread of its own.
const READERS: u32 = 4;
/// How long a running hub waits for another process that writes. What others do beside it takes milliseconds.
const HUB_PATIENCE: Duration = Duration::from_secs(5);
/// How long a command beside a running hub waits: SQLite's waiting is not fair, and the hub may write all the time.
const COMMAND_PATIENCE: Duration = Duration::from_secs(60);
/// A turn longer than this was spent waiting for another process, or may have been.
const LONG_TURN: Duration = Duration::from_secs(3);
/// How long the answer "another process holds it" goes for everyone.
const SHARED_ANSWER: Duration = Duration::from_secs(1);
/// How long is waited to find out whether it still does.
const HURRIED_PATIENCE: Duration = Duration::from_millis(100);

/// What is known of another process that holds the database.
#[derive(Debug, Default)]
struct Held {
    /// The last turn was long: the next one asks first.
    suspected: bool,
    /// When it was found held.
    found: Option<Instant>,
}

impl Db {
    /// Opens the database of `place`, making or upgrading it; a file through the SQLite VFS `vfs`, or the system's own.
    ///
    /// # Errors
    /// [`HubError::Newer`] for a database of a newer version; [`HubError::Sql`] for what is no database.
    pub(crate) async fn open(place: &Place, now_ms: u64, vfs: Option<String>) -> Result<Self, HubError> {
        Self::at(place, now_ms, vfs, HUB_PATIENCE).await
    }
    /// Opens the database of a hub that may be running: who types a command waits longer than who looks at a page.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub(crate) async fn beside(place: &Place, now_ms: u64) -> Result<Self, HubError> {
        Self::at(place, now_ms, None, COMMAND_PATIENCE).await
    }
    /// This process among those on the database.
    pub(crate) fn process(&self) -> Uuid {
        self.process
    }
    /// Hears what is told on `channel` by all processes on the database; none where there is only this one.
    pub(crate) async fn listener(&self, channel: &str) -> Result<Option<PgListener>, HubError> {
        let Pool::Postgres(pool) = &self.readers else { return Ok(None) };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(channel).await?;
        Ok(Some(listener))
    }
    /// Whether other processes of the hub may write too.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self.base, Base::Server(_))
    }
    async fn at(place: &Place, now_ms: u64, vfs: Option<String>, patience: Duration) -> Result<Self, HubError> {
        match place {
            Place::File(path) => Self::opened(path, now_ms, vfs, patience).await,
            Place::Server(address) => Self::on_server(address, now_ms, patience).await,
        }
    }
    async fn on_server(address: &str, now_ms: u64, patience: Duration) -> Result<Self, HubError> {
        let options: PgConnectOptions = address.parse()?;
        let options = options.application_name("fettle");
        let waiting = |patience: Duration| {
            let (waits, silent) = ("lock_timeout", "idle_in_transaction_session_timeout");
            options.clone().options([(waits, patience.as_millis().to_string()), (silent, SILENT.to_owned())])
        };
        let base = Base::Server(Box::new(waiting(patience)));
        let mut writer = base.connect().await?;
        upgrade::bring_up_server(&mut writer, now_ms).await?;
        let hurry = Base::Server(Box::new(waiting(HURRIED_PATIENCE)));
        let hurried = tokio::sync::Mutex::new(hurry.connect().await?);
        let pool = PgPoolOptions::new().max_connections(SERVER_READERS);
        let readers = options.options([("default_transaction_read_only", "on")]);
        let readers = Pool::Postgres(pool.connect_with(readers).await?);
        Ok(Self {
            writer: tokio::sync::Mutex::new(writer),
            hurried,
            readers,
            base,
            hurry,
            patience,
            held: Mutex::default(),
            process: Uuid::new_v4(),
            #[cfg(test)]
            work: Work::default(),
        })
    }
    async fn opened(path: &Path, now_ms: u64, vfs: Option<String>, patience: Duration) -> Result<Self, HubError> {
        if vfs.is_none() && !path.exists() {
            // Made here with its mode; SQLite gives its log the same.
            private(path)?.sync_all()?;
        }
        let mut options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(patience)
            .pragma("wal_autocheckpoint", "4000")
            .pragma("cache_size", "-65536")
            // What SQLite notes to take one statement back is a file in /tmp otherwise, written with every larger push.
            .pragma("temp_store", "memory");
        if let Some(vfs) = vfs {
            options = options.vfs(vfs);
        }
        #[cfg_attr(not(test), allow(unused_mut))]
        let mut writer = options.clone().connect().await?;
        #[cfg(test)]
        let work = Work::default();
        #[cfg(test)]
        count(&mut writer, Arc::clone(&work.writer)).await?;
        let mut writer = Conn::Sqlite(writer);
        upgrade::bring_up(&mut writer, path, now_ms).await?;
        sync_log(&mut writer).await?;
        let hurry =
            options.clone().create_if_missing(false).busy_timeout(HURRIED_PATIENCE).pragma("cache_size", "-256");
        let hurry = Base::File(Box::new(hurry));
        let hurried = tokio::sync::Mutex::new(hurry.connect().await?);
        let pool = SqlitePoolOptions::new().max_connections(READERS);
        #[cfg(test)]
        let pool = {
            let counter = Arc::clone(&work.readers);
            pool.after_connect(move |conn, _| Box::pin(count(conn, Arc::clone(&counter))))
        };
        let readers = options.clone().create_if_missing(false).pragma("query_only", "true");
        let readers = Pool::Sqlite(pool.connect_with(readers).await?);
        let writer = tokio::sync::Mutex::new(writer);
        Ok(Self {
            writer,
            hurried,
            readers,
            base: Base::File(Box::new(options)),
            hurry,
            patience,
            held: Mutex::default(),
            process: Uuid::new_v4(),
            #[cfg(test)]
            work,
        })
    }
    /// Closes all connections and folds the log back: the file is then whole by itself.
    pub(crate) async fn close(self) -> Result<(), HubError> {
        self.readers.close().await;
        self.hurried.into_inner().close().await?;
        Ok(self.writer.into_inner().close().await?)
    }
    /// The writing connection, when it is free.
    ///
    /// # Errors
    /// [`HubError::Busy`] while another process holds the database: the first who finds out waits for it, everybody else is told at once.
    pub async fn write(&self) -> Result<Writer<'_>, HubError> {
        let mut conn = self.writer.lock().await;
        leave_transaction(&mut conn, &self.base).await;
        let writer = Writer { conn, db: self, since: Instant::now() };
        let suspected = {
            let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            if held.found.is_some_and(|found| found.elapsed() < SHARED_ANSWER) {
                return Err(HubError::Busy);
            }
            held.suspected
        };
        if suspected {
            let free = self.is_free().await?;
            let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            *held = Held { suspected: !free, found: (!free).then(Instant::now) };
            if !free {
                return Err(HubError::Busy);
            }
        }
        Ok(writer)
    }
    /// Writes what need not be written, where nobody writes at this moment: reading never waits for it, and never fails by it. Whether it
    /// was written.
    pub(crate) async fn write_if_free(&self, query: Query) -> bool {
        let Ok(_nobody) = self.writer.try_lock() else { return false };
        let mut conn = self.hurried().await;
        match query.execute(&mut *conn).await {
            Ok(_) => true,
            Err(e) => {
                tracing::debug!(error = %e, "not noted");
                false
            }
        }
    }
    /// Tries to write, without waiting. Where somebody here writes at this moment, that is answer enough.
    ///
    /// # Errors
    /// What stands against it.
    pub(crate) async fn try_to_write(&self, query: Query) -> Result<(), HubError> {
        let found = self.held.lock().unwrap_or_else(PoisonError::into_inner).found;
        if found.is_some_and(|found| found.elapsed() < LONG_TURN) {
            return Err(HubError::Busy);
        }
        let Ok(_nobody) = self.writer.try_lock() else { return Ok(()) };
        query.execute(&mut *self.hurried().await).await?;
        Ok(())
    }
    /// The hurried connection; another one where its server has gone and come again.
    async fn hurried(&self) -> MutexGuard<'_, Conn> {
        let mut conn = self.hurried.lock().await;
        if conn.is_postgres() {
            leave_transaction(&mut conn, &self.hurry).await;
        }
        conn
    }
    /// Whether no other process holds the database, found out quickly. Only while nobody here writes.
    async fn is_free(&self) -> Result<bool, HubError> {
        let mut conn = self.hurried().await;
        match begin(&mut conn).await.map_err(HubError::from) {
            Ok(tx) => tx.rollback().await.map(|()| true).map_err(HubError::from),
            Err(e) if e.is_busy() => Ok(false),
            Err(e) => Err(e),
        }
    }
    /// The pool that reads; each query sees what was committed when it began.
    pub fn read(&self) -> &Pool {
        &self.readers
    }
}

/// The writing connection, held.
#[derive(Debug)]
pub struct Writer<'a> {
    conn: MutexGuard<'a, Conn>,
    db: &'a Db,
    since: Instant,
}

impl Writer<'_> {
    /// Begins a transaction that writes.
    ///
    /// # Errors
    /// As [`begin`].
    pub async fn begin(&mut self) -> Result<Tx<'_>, HubError> {
        Ok(begin(&mut self.conn).await?)
    }
}

impl Deref for Writer<'_> {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}
impl DerefMut for Writer<'_> {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}
impl Drop for Writer<'_> {
    fn drop(&mut self) {
        // A command has nobody waiting behind it.
        if self.db.patience == HUB_PATIENCE && self.since.elapsed() > LONG_TURN {
            self.db.held.lock().unwrap_or_else(PoisonError::into_inner).suspected = true;
        }
    }
}

/// Resynchronises sqlx's transaction state with SQLite's. Where SQLite itself rolls a transaction back, as on a full disk, sqlx's own ROLLBACK
/// fails and it goes on believing in the transaction: the next one would be a savepoint in nothing, which the next failure leaves open for
/// good, and phones would get receipts for what is never committed. A server may have gone and come again meanwhile.
async fn leave_transaction(conn: &mut Conn, base: &Base) {
    if !conn.is_postgres() && !conn.is_in_transaction() {
        return;
    }
    // A rollback that is only on its way is awaited by this.
    let mut lost = conn.ping().await.is_err() && conn.is_postgres();
    while lost || conn.is_in_transaction() {
        match base.connect().await {
            Ok(fresh) => (*conn, lost) = (fresh, false),
            // Whoever asks is told; it is tried again with the next who asks.
            Err(e) if lost => {
                tracing::error!(error = %e, "the database's server does not answer");
                return;
            }
            Err(e) => {
                tracing::error!(error = %e, "the writing connection cannot be made anew");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

/// Makes durable what the log shows. A hub that was killed between writing a commit and syncing it leaves a commit that everyone reads and
/// that a power cut takes; before anyone gets a receipt for it, it has to be safe. A checkpoint begins by syncing the log.
async fn sync_log(conn: &mut Conn) -> Result<(), HubError> {
    match sql::query("PRAGMA wal_checkpoint(PASSIVE)").execute(conn).await.map_err(HubError::from) {
        // The log was synced; there is no room to move it into the file.
        Err(e) if e.is_full() => Ok(()),
        other => other.map(drop),
    }
}
