//! The app's lock as it is kept: one sealed document. What stands in it is decided by `screens::guard`.

use super::db::Store;
use super::error::StoreError;
use super::seal::Seal;
use rusqlite::{Connection, OptionalExtension, params};

pub(super) const PLACE: &str = "lock";

impl Store {
    /// The lock's document; `None`: there is no lock.
    ///
    /// # Errors
    /// As any read.
    pub fn lock(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|tx, shared| {
            let sealed: Option<Vec<u8>> = tx.query_row("SELECT doc FROM lock", [], |r| r.get(0)).optional()?;
            Ok(sealed.map(|sealed| shared.seal.open(PLACE, &sealed)).transpose()?)
        })
    }
    /// Keeps the lock's document; `None` takes the lock away. It is on the disk when this returns.
    ///
    /// # Errors
    /// As any write.
    pub fn lock_put(&self, doc: Option<&[u8]>) -> Result<(), StoreError> {
        self.write_quietly(|tx, shared| {
            tx.execute("DELETE FROM lock", [])?;
            doc.map_or(Ok(()), |doc| put(tx, shared.seal.as_ref(), doc))
        })
    }
    /// Fills `bytes` from the store's randomness.
    ///
    /// # Errors
    /// [`StoreError::Random`].
    pub fn random(&self, bytes: &mut [u8]) -> Result<(), StoreError> {
        (self.shared.random)(bytes)
    }
}

fn put(tx: &Connection, seal: &dyn Seal, doc: &[u8]) -> Result<(), StoreError> {
    tx.execute("INSERT INTO lock (one, doc) VALUES (1, ?1)", params![seal.seal(PLACE, doc)?])?;
    Ok(())
}

/// A damaged file does not take its lock away: what can be read of it goes along.
pub(super) fn carry(old: &Connection, opener: &dyn Seal, new: &Connection, seal: &dyn Seal) -> Result<(), StoreError> {
    let sealed: Option<Vec<u8>> = old.query_row("SELECT doc FROM lock", [], |r| r.get(0)).ok();
    match sealed.and_then(|sealed| opener.open(PLACE, &sealed).ok()) {
        Some(doc) => put(new, seal, &doc),
        None => Ok(()),
    }
}
