//! Half-filled screens: kept at each change, so that a killed app goes on where it was. A name tells which screen of which job: the column
//! holds its keyed hash, the sealed value the name with the draft.

use super::db::Store;
use super::error::{StoreError, damaged};
use super::row;
use super::seal::{Seal, SealError};
use super::vault::Vault;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;

fn place(hash: &str) -> String {
    format!("draft/{hash}")
}

/// Keeps a draft under the sealing key.
pub(super) fn put(tx: &Connection, vault: &Vault, name: &str, doc: &str, saved: i64) -> Result<(), StoreError> {
    delete(tx, vault, name)?;
    let hash = vault.hash("draft", name)?;
    let sealed = vault.seal(&place(&hash), &serde_json::to_vec(&(name, doc)).map_err(damaged)?)?;
    let whole = name.split_once(PART).map(|(whole, _)| vault.hash("draft", whole)).transpose()?;
    tx.prepare_cached("INSERT INTO draft (name, doc, saved, part_of) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![hash, sealed, saved, whole])?;
    Ok(())
}

/// Between the name of a draft that is kept in parts and the name of the part.
const PART: char = '\u{0}';

/// Every part of a draft that is kept in parts. Named, so that a test counts how much is read so.
pub(super) const PARTS: &str = "SELECT name, doc FROM draft WHERE part_of = ?1";

pub(super) fn part_name(name: &str, part: &str) -> String {
    format!("{name}{PART}{part}")
}

/// Name and draft of a row; `None` when it does not open.
pub(super) fn open(vault: &Vault, hash: &str, sealed: &[u8]) -> Result<Option<(String, String)>, StoreError> {
    match vault.open(&place(hash), sealed) {
        Ok(both) => Ok(Some(serde_json::from_slice(&both).map_err(damaged)?)),
        Err(SealError::Closed { .. }) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

pub(super) fn delete(tx: &Connection, vault: &Vault, name: &str) -> Result<(), StoreError> {
    for hash in vault.hashes("draft", name)? {
        tx.prepare_cached("DELETE FROM draft WHERE name = ?1")?.execute(params![hash])?;
    }
    Ok(())
}

/// How many parts are kept under `name`.
pub(super) fn count_parts(tx: &Connection, vault: &Vault, name: &str) -> Result<u64, StoreError> {
    let mut count = 0;
    for whole in vault.hashes("draft", name)? {
        let sql = "SELECT count(*) FROM draft WHERE part_of = ?1";
        count += row::count(tx.prepare_cached(sql)?.query_row(params![whole], |r| r.get(0))?);
    }
    Ok(count)
}

impl Store {
    /// Keeps a half-filled screen under `name`. `wall_ms`: milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// As any write.
    pub fn draft_put(&self, name: &str, doc: &str, wall_ms: i64) -> Result<(), StoreError> {
        self.write(|tx, shared| put(tx, &shared.seal, name, doc, wall_ms))
    }
    /// Keeps some parts of what is kept under `name`: a part that changes is written alone, however many there are. Part and document, `None`: the
    /// part is let go of.
    ///
    /// # Errors
    /// As any write.
    pub fn draft_parts_put(
        &self,
        name: &str,
        parts: &[(&str, Option<String>)],
        wall_ms: i64,
    ) -> Result<(), StoreError> {
        self.write(|tx, shared| {
            for (part, doc) in parts {
                let name = part_name(name, part);
                match doc {
                    Some(doc) => put(tx, &shared.seal, &name, doc, wall_ms)?,
                    None => delete(tx, &shared.seal, &name)?,
                }
            }
            Ok(())
        })
    }
    /// One part of what is kept under `name`.
    ///
    /// # Errors
    /// As any read.
    pub fn draft_part_get(&self, name: &str, part: &str) -> Result<Option<String>, StoreError> {
        self.draft_get(&part_name(name, part))
    }
    /// Every part of what is kept under `name`, with its name, in the order of names.
    ///
    /// # Errors
    /// As any read.
    pub fn draft_parts(&self, name: &str) -> Result<BTreeMap<String, String>, StoreError> {
        self.read(|tx, shared| {
            let mut parts = BTreeMap::new();
            for whole in shared.seal.hashes("draft", name)? {
                let mut stmt = tx.prepare_cached(PARTS)?;
                let mut rows = stmt.query(params![whole])?;
                while let Some(r) = rows.next()? {
                    let (hash, sealed): (String, Vec<u8>) = (r.get(0)?, r.get(1)?);
                    let Some((name, doc)) = open(&shared.seal, &hash, &sealed)? else { continue };
                    if let Some((_, part)) = name.split_once(PART) {
                        parts.insert(part.to_owned(), doc);
                    }
                }
            }
            Ok(parts)
        })
    }
    /// How many parts are kept under `name`.
    ///
    /// # Errors
    /// As any read.
    pub fn draft_parts_count(&self, name: &str) -> Result<u64, StoreError> {
        self.read(|tx, shared| count_parts(tx, &shared.seal, name))
    }
    /// Lets go of every part of what is kept under `name`.
    ///
    /// # Errors
    /// As any write.
    pub fn draft_parts_delete(&self, name: &str) -> Result<(), StoreError> {
        self.write(|tx, shared| {
            for whole in shared.seal.hashes("draft", name)? {
                tx.prepare_cached("DELETE FROM draft WHERE part_of = ?1")?.execute(params![whole])?;
            }
            Ok(())
        })
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
