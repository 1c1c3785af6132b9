//! The connections: one writer and one reader, transactions, pausing. Below everything that knows a table; see `opening` for how a file becomes
//! a store.

use super::beside::suspect;
use super::error::StoreError;
use super::files::{Files, SystemFiles};
use super::key_store::KeyStore;
use super::kinds::Kinds;
use super::opened::Opened;
use super::random::Random;
use super::schema;
use super::seal::SealError;
use super::vault::Vault;
use crate::kernel::Hash;
use parking_lot::ReentrantMutex;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// What a store is opened with.
pub struct Setup {
    /// The store's folder: `fettle.db` and `blobs/` in it. Made when it is missing.
    pub home: PathBuf,
    /// How aggregates fold.
    pub kinds: Kinds,
    /// Where the key is kept that seals every value.
    pub keys: Arc<dyn KeyStore>,
    /// Where randomness comes from; the system's in life, a seeded one in a simulation.
    pub random: Random,
    /// The SQLite VFS by its name, one that fails on demand in tests; `None`: the platform's own.
    pub vfs: Option<String>,
    /// What writes blobs.
    pub files: Arc<dyn Files>,
}

impl Setup {
    /// With the system's randomness.
    pub fn new(home: impl Into<PathBuf>, kinds: Kinds, keys: Arc<dyn KeyStore>) -> Self {
        let random = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|e| StoreError::Random(e.to_string()));
        Self { home: home.into(), kinds, keys, random: Arc::new(random), vfs: None, files: Arc::new(SystemFiles) }
    }
}

/// The phone's store. Clones share one file.
#[derive(Clone)]
pub struct Store {
    pub(super) shared: Arc<Shared>,
}

pub(super) struct Shared {
    pub home: PathBuf,
    pub kinds: Arc<Kinds>,
    pub seal: Arc<Vault>,
    pub random: Random,
    pub vfs: Option<String>,
    pub files: Arc<dyn Files>,
    /// The one connection that writes.
    writer: ReentrantMutex<Line>,
    /// The one that screens read by. Who needs both takes this one first.
    reader: ReentrantMutex<Line>,
    changes: watch::Sender<u64>,
    pub keys: Arc<dyn KeyStore>,
    /// The blob that is being sent, opened; let go of with its last piece, or when the store is paused.
    pub opened_blob: Mutex<Option<(Hash, Vec<u8>)>>,
    /// States that were read before; let go of when the store is paused.
    pub opened: Opened,
}

/// A connection. The thread that holds it may come again: a command decides and records inside one transaction, a screen is drawn from one.
struct Line {
    /// None while paused.
    conn: RefCell<Option<Connection>>,
    /// A transaction of this thread is open.
    busy: Cell<bool>,
}

impl Line {
    fn of(conn: Connection) -> ReentrantMutex<Self> {
        ReentrantMutex::new(Self { conn: RefCell::new(Some(conn)), busy: Cell::new(false) })
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.shared.home.display())
    }
}

impl Store {
    /// The store of a file that was checked and whose vault is open.
    pub(super) fn of(
        setup: &Setup,
        kinds: &Arc<Kinds>,
        writer: Connection,
        vault: Arc<Vault>,
    ) -> Result<Self, StoreError> {
        let path = setup.home.join("fettle.db");
        let reader = schema::open_reader(&path, setup.vfs.as_deref())?;
        let shared = Shared {
            home: setup.home.clone(),
            kinds: Arc::clone(kinds),
            seal: vault,
            random: setup.random.clone(),
            vfs: setup.vfs.clone(),
            files: setup.files.clone(),
            writer: Line::of(writer),
            reader: Line::of(reader),
            changes: watch::Sender::new(0),
            keys: setup.keys.clone(),
            opened_blob: Mutex::new(None),
            opened: Opened::default(),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Closes the file, so that the system may suspend the app. Calls until [`Store::resume`] give [`StoreError::Paused`]. Waits for a
    /// write in progress.
    pub fn pause(&self) {
        // Dropping the last connection checkpoints and removes the log file.
        drop(self.shared.reader.lock().conn.borrow_mut().take());
        drop(self.shared.writer.lock().conn.borrow_mut().take());
        drop(lock(&self.shared.opened_blob).take());
        self.shared.opened.forget();
    }

    /// Whether the file is open: neither paused nor amid a wipe that was broken off.
    pub(super) fn is_open(&self) -> bool {
        self.shared.writer.lock().conn.borrow().is_some()
    }

    /// Opens the file again after [`Store::pause`], or goes on with a wipe that was broken off.
    ///
    /// # Errors
    /// As opening; the store then stays paused. A file that was damaged meanwhile is dealt with by the next [`Store::open`].
    pub fn resume(&self) -> Result<(), StoreError> {
        if self.goes_on_wiping()? {
            return Ok(());
        }
        let path = self.path();
        let (reads, held) = (self.shared.reader.lock(), self.shared.writer.lock());
        let (mut reader, mut writer) = (reads.conn.borrow_mut(), held.conn.borrow_mut());
        if writer.is_none() {
            *writer = Some(schema::open_writer(&path, self.shared.vfs.as_deref())?);
        }
        if reader.is_none() {
            *reader = Some(schema::open_reader(&path, self.shared.vfs.as_deref())?);
        }
        Ok(())
    }

    /// Tells of every change: the value counts them.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changes.subscribe()
    }

    /// The file of records.
    pub fn path(&self) -> PathBuf {
        self.shared.home.join("fettle.db")
    }

    /// The store's folder.
    pub fn home(&self) -> &Path {
        &self.shared.home
    }

    /// A command: all that `work` reads and records is one transaction, and nobody else writes meanwhile. Reads of this thread see what it
    /// wrote. Nothing of it stays when `work` fails. Blobs are put before: files know no transaction, and the row that lets a
    /// file of a broken-off put be swept would be undone with it.
    ///
    /// # Errors
    /// What `work` fails with, and the store's own.
    pub fn decide<T, E: From<StoreError>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let mut out = None;
        let done = self.write(|_, _| match work() {
            Ok(value) => {
                out = Some(Ok(value));
                Ok(())
            }
            Err(e) => {
                out = Some(Err(e));
                Err(StoreError::Undone)
            }
        });
        match (done, out) {
            (Ok(()) | Err(StoreError::Undone), Some(out)) => out,
            (Err(e), _) => Err(e.into()),
            (Ok(()), None) => Err(StoreError::Undone.into()),
        }
    }

    /// A look: all that `work` reads in this thread is of one moment, and one transaction. What it should write others do after it.
    ///
    /// # Errors
    /// What `work` fails with, and the store's own.
    pub fn look<T, E: From<StoreError>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let held = self.shared.reader.lock();
        if held.busy.get() || self.shared.writer.is_owned_by_current_thread() {
            return work();
        }
        let slot = held.conn.borrow();
        let conn = slot.as_ref().ok_or(StoreError::Paused)?;
        let tx = Transaction::new_unchecked(conn, TransactionBehavior::Deferred).map_err(StoreError::from)?;
        let _busy = Busy::begin(&held.busy);
        let out = work();
        drop(tx);
        out
    }

    /// One transaction of writing, or a step of the one that this thread is in; nothing of it stays when `work` fails.
    pub(super) fn write<T>(
        &self,
        work: impl FnOnce(&Connection, &Shared) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let out = self.write_quietly(work)?;
        // Within a command others are told when it is done.
        if !self.shared.writer.is_owned_by_current_thread() {
            self.shared.changes.send_modify(|n| *n += 1);
        }
        Ok(out)
    }

    /// As [`Store::write`], for what changes nothing that anyone looks at.
    pub(super) fn write_quietly<T>(
        &self,
        work: impl FnOnce(&Connection, &Shared) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let held = self.shared.writer.lock();
        let slot = held.conn.borrow();
        let conn = slot.as_ref().ok_or(StoreError::Paused)?;
        let run = || {
            if held.busy.get() {
                return step(conn, || work(conn, &self.shared));
            }
            let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
            let _busy = Busy::begin(&held.busy);
            let out = work(&tx, &self.shared)?;
            tx.commit()?;
            Ok(out)
        };
        self.watched(run())
    }

    /// Closes the file, after `before` had its say (nothing is open where the store is paused), and goes on with what `after` opens. Nobody
    /// reads or writes meanwhile. When `after` fails, the store stays paused.
    pub(super) fn replace(
        &self,
        before: impl FnOnce(Option<&Connection>) -> Result<(), StoreError>,
        after: impl FnOnce() -> Result<Connection, StoreError>,
    ) -> Result<(), StoreError> {
        drop(lock(&self.shared.opened_blob).take());
        self.shared.opened.forget();
        let (reads, held) = (self.shared.reader.lock(), self.shared.writer.lock());
        let (mut reader, mut writer) = (reads.conn.borrow_mut(), held.conn.borrow_mut());
        before(writer.as_ref())?;
        drop((reader.take(), writer.take()));
        let conn = after()?;
        *reader = Some(schema::open_reader(&self.path(), self.shared.vfs.as_deref())?);
        *writer = Some(conn);
        drop((reader, writer));
        self.shared.changes.send_modify(|n| *n += 1);
        Ok(())
    }

    /// The writing connection, outside a transaction.
    pub(super) fn with_writer<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        work(self.shared.writer.lock().conn.borrow().as_ref().ok_or(StoreError::Paused)?)
    }

    /// Reads on the second connection: a long write does not hold it up. All of `work` sees one state. Within a command it reads what the
    /// command has written.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Connection, &Shared) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.shared.writer.is_owned_by_current_thread() {
            let held = self.shared.writer.lock();
            let slot = held.conn.borrow();
            return self.watched(work(slot.as_ref().ok_or(StoreError::Paused)?, &self.shared));
        }
        let held = self.shared.reader.lock();
        let slot = held.conn.borrow();
        let conn = slot.as_ref().ok_or(StoreError::Paused)?;
        let run = || {
            if held.busy.get() {
                return work(conn, &self.shared);
            }
            let tx = Transaction::new_unchecked(conn, TransactionBehavior::Deferred)?;
            work(&tx, &self.shared)
        };
        self.watched(run())
    }

    /// Remembers damage that was found, for the next opening.
    fn watched<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if matches!(result, Err(StoreError::Corrupt(_) | StoreError::Sealed(SealError::Closed { .. }))) {
            suspect(&self.path(), self.shared.files.as_ref());
        }
        result
    }
}

/// While it lives, a transaction of this thread is open.
struct Busy<'a>(&'a Cell<bool>);

impl<'a> Busy<'a> {
    fn begin(busy: &'a Cell<bool>) -> Self {
        busy.set(true);
        Self(busy)
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// A step of an open transaction: undone by itself when it fails.
fn step<T>(conn: &Connection, work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    // SQLite itself may have given the whole transaction up, as on a full disk: what follows must not stay alone.
    if conn.is_autocommit() {
        return Err(StoreError::Undone);
    }
    conn.execute_batch("SAVEPOINT step")?;
    match work() {
        Ok(out) => {
            conn.execute_batch("RELEASE step")?;
            Ok(out)
        }
        Err(e) => {
            if !conn.is_autocommit() {
                conn.execute_batch("ROLLBACK TO step; RELEASE step")?;
            }
            Err(e)
        }
    }
}

/// A panic of another thread cannot leave the connection half-changed: the transaction rolled back when it was dropped.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
