//! Half-filled screens: kept at each change, so that a killed app goes on where it was. A name tells which screen of which job: the column
//! holds its keyed hash, the sealed value the name with the draft.

use super::error::{StoreError, damaged};
use super::handle::Store;
use super::seal::{Seal, SealError};
use super::vault::Vault;
use rusqlite::{Connection, OptionalExtension, params};

fn place(hash: &str) -> String {
    format!("draft/{hash}")
}

/// Keeps a draft under the sealing key.
pub(super) fn put(tx: &Connection, vault: &Vault, name: &str, doc: &str, saved: i64) -> Result<(), StoreError> {
    delete(tx, vault, name)?;
    let hash = vault.hash("draft", name)?;
    let sealed = vault.seal(&place(&hash), &serde_json::to_vec(&(name, doc)).map_err(damaged)?)?;
    tx.prepare_cached("INSERT INTO draft (name, doc, saved) VALUES (?1, ?2, ?3)")?
        .execute(params![hash, sealed, saved])?;
    Ok(())
}

/// Name and draft of a row; `None` when it does not open.
pub(super) fn open(vault: &Vault, hash: &str, sealed: &[u8]) -> Result<Option<(String, String)>, StoreError> {
    match vault.open(&place(hash), sealed) {
        Ok(both) => Ok(Some(serde_json::from_slice(&both).map_err(damaged)?)),
        Err(SealError::Closed { .. }) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

fn delete(tx: &Connection, vault: &Vault, name: &str) -> Result<(), StoreError> {
    for hash in vault.hashes("draft", name)? {
        tx.prepare_cached("DELETE FROM draft WHERE name = ?1")?.execute(params![hash])?;
    }
    Ok(())
}

impl Store {
    /// Keeps a half-filled screen under `name`. `wall_ms`: milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// As any write.
    pub fn draft_put(&self, name: &str, doc: &str, wall_ms: i64) -> Result<(), StoreError> {
        self.write(|tx, shared| put(tx, &shared.seal, name, doc, wall_ms))
    }
    /// The half-filled screen under `name`.
    ///
    /// # Errors
    /// As any read.
    pub fn draft_get(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.read(|tx, shared| {
            for hash in shared.seal.hashes("draft", name)? {
                let sealed: Option<Vec<u8>> = tx
                    .prepare_cached("SELECT doc FROM draft WHERE name = ?1")?
                    .query_row(params![hash], |r| r.get(0))
                    .optional()?;
                if let Some(sealed) = sealed {
                    let both = shared.seal.open(&place(&hash), &sealed)?;
                    let (_, doc): (String, String) = serde_json::from_slice(&both).map_err(damaged)?;
                    return Ok(Some(doc));
                }
            }
            Ok(None)
        })
    }
    /// Lets go of it, once it was recorded or given up.
    ///
    /// # Errors
    /// As any write.
    pub fn draft_delete(&self, name: &str) -> Result<(), StoreError> {
        self.write(|tx, shared| delete(tx, &shared.seal, name))
    }
}
