//! Wiping: a phone that was revoked, or that another person takes over, keeps nothing. The keys go first: without them the files tell
//! nothing, whatever happens next. A mark in the folder makes the next opening go on where an end came in between.

use super::db::{Setup, Shared, Store};
use super::error::StoreError;
use super::files::Files;
use super::identity::{self, Enrolment};
use super::recovery::clone_nonce;
use super::schema;
use super::seal::SealError;
use super::vault;
use crate::kernel::{DeviceId, DeviceKey, Recorder};
use rusqlite::{Connection, TransactionBehavior, params};
use std::fs;
use std::path::{Path, PathBuf};

/// What the fresh store's `stopped` says after a revoked phone was wiped; its text tells the person what happened.
pub(super) const WIPED: &str = "device_wiped";

/// A device that is not this store's yet.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its id.
    pub device: DeviceId,
    /// Its key.
    pub key: DeviceKey,
}

fn mark(home: &Path) -> PathBuf {
    home.join("fettle.wiping")
}

impl Store {
    /// Wipes a revoked phone: keys, then files. The store goes on empty, not enrolled. `anyway`: a person said that what is still unsent was
    /// handed in otherwise, or is given up.
    ///
    /// # Errors
    /// [`StoreError::Unsent`] while own work waits: nothing is then changed. After another failure the store stays paused, and
    /// [`Store::resume`] or the next opening goes on.
    pub fn wipe(&self, anyway: bool) -> Result<(), StoreError> {
        self.wipe_into(anyway, nobodys)
    }

    /// Goes on with a wipe that was broken off while this store was open; whether there was one. Nothing may be recorded before: the mark
    /// would cost it at the next opening.
    pub(super) fn goes_on_wiping(&self) -> Result<bool, StoreError> {
        let shared = &self.shared;
        if self.is_open() || !mark(&shared.home).exists() {
            return Ok(false);
        }
        self.replace(|_| Ok(()), || begin_fresh(shared, nobodys))?;
        clone_nonce::check(self)?;
        Ok(true)
    }

    /// A fresh device, for a person who takes this phone over.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn candidate(&self) -> Result<Candidate, StoreError> {
        let (mut seed, mut id) = ([0; 32], [0; 16]);
        (self.shared.random)(&mut seed)?;
        (self.shared.random)(&mut id)?;
        let device = DeviceId::new(uuid::Builder::from_random_bytes(id).into_uuid());
        Ok(Candidate { device, key: DeviceKey::from_seed(&seed) })
    }

    /// Another person takes the phone over: nothing of the first stays, and the store is `candidate`'s.
    ///
    /// # Errors
    /// As [`Store::wipe`].
    pub fn taken_over(&self, candidate: &Candidate, enrolment: &Enrolment) -> Result<(), StoreError> {
        self.wipe_into(false, |tx, shared| {
            let recorder = Recorder::new(candidate.device);
            let seed = candidate.key.seed();
            identity::insert(tx, shared.seal.as_ref(), identity::FOLDS_HOLD, &seed, &recorder, Some(enrolment))
        })
    }

    fn wipe_into(
        &self,
        anyway: bool,
        fresh: impl FnOnce(&Connection, &Shared) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let shared = &self.shared;
        self.replace(
            |conn| {
                if !anyway && waits(conn.ok_or(StoreError::Paused)?)? {
                    return Err(StoreError::Unsent);
                }
                let (mark, files) = (mark(&shared.home), shared.files.as_ref());
                files.put_whole(&mark, b"").or_else(|failed| {
                    // The store stays open: what is recorded from now on must not go at the next opening.
                    files.remove_whole(&mark)?;
                    Err(failed)
                })?;
                Ok(())
            },
            || begin_fresh(shared, fresh),
        )?;
        clone_nonce::check(self)?;
        Ok(())
    }
}

/// Whose a wiped store is: nobody's, and it says so.
fn nobodys(tx: &Connection, shared: &Shared) -> Result<(), StoreError> {
    identity::ensure(tx, shared)?;
    tx.execute("UPDATE identity SET stopped = ?1", params![WIPED])?;
    Ok(())
}

/// Keys, then files; a fresh store with what `fresh` writes; only then the mark goes. Broken off anywhere, it can be done again.
fn begin_fresh(
    shared: &Shared,
    fresh: impl FnOnce(&Connection, &Shared) -> Result<(), StoreError>,
) -> Result<Connection, StoreError> {
    shared.seal.forget_all().map_err(SealError::from)?;
    shared.keys.delete(clone_nonce::NAME).map_err(SealError::from)?;
    remove_files(&shared.home, shared.files.as_ref())?;
    let mut conn = schema::open_writer(&shared.home.join("fettle.db"), shared.vfs.as_deref())?;
    vault::begin(&conn, &shared.seal)?;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    fresh(&tx, shared)?;
    tx.commit()?;
    shared.files.remove_whole(&mark(&shared.home))?;
    Ok(conn)
}

/// Whether work waits that no hub has: own, and what is carried for others.
fn waits(conn: &Connection) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 'pending') OR EXISTS (SELECT 1 FROM salvaged)
         OR EXISTS (SELECT 1 FROM bundle WHERE handed_in IS NULL)
         OR EXISTS (SELECT 1 FROM blob b WHERE mine = 1 AND local = 1 AND uploaded = 0
             AND EXISTS (SELECT 1 FROM blob_use u WHERE u.hash = b.hash))";
    Ok(conn.query_row(sql, [], |r| r.get(0))?)
}

/// Goes on with a wipe that was broken off. Whether there was one: the store that opens then is fresh, and says so.
pub(super) fn go_on(setup: &Setup) -> Result<bool, StoreError> {
    if !mark(&setup.home).exists() {
        return Ok(false);
    }
    vault::forget_keys(setup).map_err(SealError::from)?;
    setup.keys.delete(clone_nonce::NAME).map_err(SealError::from)?;
    remove_files(&setup.home, setup.files.as_ref())?;
    Ok(true)
}

/// The fresh store after [`go_on`] tells what happened; only then the mark goes.
pub(super) fn went_on(store: &Store) -> Result<(), StoreError> {
    store.write(|tx, _| Ok(tx.execute("UPDATE identity SET stopped = ?1", params![WIPED])?))?;
    Ok(store.shared.files.remove_whole(&mark(store.home()))?)
}

/// Removes everything that is ours in the folder but the mark: records, blobs, bundles, what was set aside.
fn remove_files(home: &Path, files: &dyn Files) -> Result<(), StoreError> {
    for entry in fs::read_dir(home)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path != mark(home) && (name.starts_with("blobs") || name == "bundles" || name.starts_with("fettle.")) {
            remove(&path, files)?;
        }
    }
    // The names have to be gone after a power cut too.
    files.sync_dir(home)?;
    Ok(files.make_dirs(&home.join("blobs"))?)
}

/// A file, or a folder with all in it.
fn remove(path: &Path, files: &dyn Files) -> Result<(), StoreError> {
    if !path.is_dir() {
        return Ok(files.remove(path)?);
    }
    for entry in fs::read_dir(path)? {
        remove(&entry?.path(), files)?;
    }
    Ok(fs::remove_dir(path)?)
}
