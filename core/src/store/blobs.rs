//! Blobs: files named by SHA-256 (`blobs/ab/abcd...`), immutable, with what is known of each in a row.

use super::blob_files::{Upload, opened_url, part_place, path, place, remove_doomed, seal_url, write_file};
use super::db::{Store, lock};
use super::error::StoreError;
use super::forget;
use super::row;
use super::seal::Seal;
use crate::kernel::{BlobRef, Hash, Subject};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;
use std::fs;

/// Where a blob stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobState {
    /// It is here.
    pub local: bool,
    /// The hub has it; always so for one that came from there.
    pub uploaded: bool,
    /// It is to be fetched.
    pub wanted: bool,
}

impl Store {
    /// Keeps bytes made on this phone. They go to the hub once an event names them. The same bytes twice are one blob.
    ///
    /// # Errors
    /// [`StoreError::Full`] and others; nothing is then changed.
    pub fn put_blob(&self, bytes: &[u8], media_type: &str) -> Result<BlobRef, StoreError> {
        let blob = BlobRef { hash: Hash::of(bytes), size: bytes.len() as u64, media_type: media_type.to_owned() };
        // Until the row is there the file is one to be removed: a kill in between leaves nothing for ever.
        self.write_quietly(|tx, _| {
            tx.execute(
                "INSERT INTO doomed (hash) SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM blob WHERE hash = ?1 AND local = 1)
                 ON CONFLICT DO NOTHING",
                params![blob.hash.bytes()],
            )?;
            Ok(())
        })?;
        let entered = self.write(|tx, shared| {
            write_file(shared.files.as_ref(), &shared.home, shared.seal.as_ref(), blob.hash, bytes)?;
            tx.execute("DELETE FROM doomed WHERE hash = ?1", params![blob.hash.bytes()])?;
            // A blob that the hub has already sent is not sent back.
            tx.execute(
                "INSERT INTO blob (hash, size, media, local, mine, uploaded, wanted) VALUES (?1, ?2, ?3, 1, 1, 0, 0)
                 ON CONFLICT (hash) DO UPDATE SET local = 1, mine = 1, wanted = 0, uploaded = max(uploaded, local)",
                params![blob.hash.bytes(), row::column(blob.size), blob.media_type],
            )?;
            Ok(())
        });
        if let Err(e) = entered {
            // It would take the room that is missing. If it cannot be removed now, the next sync does it.
            remove_doomed(self).ok();
            return Err(e);
        }
        Ok(blob)
    }

    /// The bytes of a blob, checked against its hash.
    ///
    /// # Errors
    /// [`StoreError::BlobMissing`] when it is not here (see [`Store::want_blob`]); [`StoreError::HashMismatch`] when the file was changed.
    pub fn blob(&self, hash: Hash) -> Result<Vec<u8>, StoreError> {
        if !self.blob_state(hash)?.is_some_and(|state| state.local) {
            return Err(StoreError::BlobMissing);
        }
        let shared = &self.shared;
        let sealed = match fs::read(path(&shared.home, hash)) {
            Ok(sealed) => sealed,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(StoreError::BlobMissing),
            Err(e) => return Err(e.into()),
        };
        let bytes = shared.seal.open(&place(hash), &sealed)?;
        if Hash::of(&bytes) == hash { Ok(bytes) } else { Err(StoreError::HashMismatch) }
    }

    /// Some bytes of a blob. The file is opened and checked once for all its pieces in a row: sending one by pieces does not decrypt it for each.
    ///
    /// # Errors
    /// As [`Store::blob`].
    pub fn blob_piece_of(&self, hash: Hash, start: u64, length: usize) -> Result<Vec<u8>, StoreError> {
        let mut opened = lock(&self.shared.opened_blob);
        let bytes = match opened.take() {
            Some((known, bytes)) if known == hash => bytes,
            _ => self.blob(hash)?,
        };
        let start = usize::try_from(start).unwrap_or(usize::MAX).min(bytes.len());
        let end = start.saturating_add(length).min(bytes.len());
        let piece = bytes.get(start..end).unwrap_or_default().to_vec();
        // After the last piece nothing of it stays in memory.
        if end < bytes.len() {
            *opened = Some((hash, bytes));
        }
        Ok(piece)
    }

    /// Where a blob stands; `None` when nothing is known of it.
    ///
    /// # Errors
    /// As any read.
    pub fn blob_state(&self, hash: Hash) -> Result<Option<BlobState>, StoreError> {
        self.read(|tx, _| {
            let state = tx
                .prepare_cached("SELECT local, uploaded, wanted, mine FROM blob WHERE hash = ?1")?
                .query_row(params![hash.bytes()], |r| {
                    let mine: bool = r.get(3)?;
                    let (local, uploaded): (bool, bool) = (r.get(0)?, r.get(1)?);
                    Ok(BlobState { local, uploaded: uploaded || (local && !mine), wanted: r.get(2)? })
                })
                .optional()?;
            Ok(state)
        })
    }

    /// Asks for a blob that an event names and that is not here; the next sync fetches it.
    ///
    /// # Errors
    /// As any write.
    pub fn want_blob(&self, hash: Hash) -> Result<(), StoreError> {
        self.write(|tx, _| {
            tx.execute("UPDATE blob SET wanted = 1 WHERE hash = ?1 AND local = 0", params![hash.bytes()])?;
            Ok(())
        })
    }

    /// The next blob that has to reach the hub, but for those in `skip`: everything before photos (a signature counts more), small before
    /// large.
    ///
    /// # Errors
    /// As any read.
    pub fn next_upload(&self, skip: &BTreeSet<Hash>) -> Result<Option<Upload>, StoreError> {
        self.read(|tx, shared| {
            let mut stmt = tx.prepare_cached(
                "SELECT hash, size, media, upload_url FROM blob WHERE mine = 1 AND local = 1 AND uploaded = 0
                     AND EXISTS (SELECT 1 FROM blob_use u WHERE u.hash = blob.hash)
                 ORDER BY media IN ('image/jpeg', 'image/png', 'image/webp'), size, hash",
            )?;
            let rows = stmt.query_map([], |r| Ok((blob_row(r)?, r.get::<_, Option<String>>(3)?)))?;
            for found in rows {
                let (raw, url) = found?;
                let blob = blob_ref(raw)?;
                if !skip.contains(&blob.hash) {
                    let url = opened_url(shared.seal.as_ref(), blob.hash, url)?;
                    return Ok(Some(Upload { blob, url }));
                }
            }
            Ok(None)
        })
    }

    /// Keeps where an upload goes on; `None`: it has to start over.
    ///
    /// # Errors
    /// As any write.
    pub fn upload_url(&self, hash: Hash, url: Option<&str>) -> Result<(), StoreError> {
        self.write(|tx, shared| {
            let sealed = url.map(|url| seal_url(shared.seal.as_ref(), hash, url)).transpose()?;
            // A bundle that is carried goes up as a blob does.
            for table in ["blob", "bundle"] {
                let sql = format!("UPDATE {table} SET upload_url = ?2 WHERE hash = ?1");
                tx.prepare_cached(&sql)?.execute(params![hash.bytes(), sealed])?;
            }
            Ok(())
        })
    }

    /// The hub has the blob whole.
    ///
    /// # Errors
    /// As any write.
    pub fn uploaded(&self, hash: Hash) -> Result<(), StoreError> {
        self.write(|tx, shared| {
            tx.execute("UPDATE blob SET uploaded = 1, upload_url = NULL WHERE hash = ?1", params![hash.bytes()])?;
            for subject in users(tx, hash)? {
                forget::settle(tx, shared, &subject)?;
            }
            Ok(())
        })?;
        remove_doomed(self)
    }

    /// The next blob to be fetched, but for those in `skip`, small before large, with how many bytes are here already.
    ///
    /// # Errors
    /// As any read.
    pub fn next_download(&self, skip: &BTreeSet<Hash>) -> Result<Option<(BlobRef, u64)>, StoreError> {
        self.read(|tx, _| {
            let mut stmt = tx.prepare_cached(
                "SELECT hash, size, media, coalesce((SELECT sum(length) FROM blob_part p WHERE p.hash = blob.hash), 0)
                 FROM blob WHERE wanted = 1 AND local = 0 ORDER BY size, hash",
            )?;
            for found in stmt.query_map([], |r| Ok((blob_row(r)?, r.get::<_, i64>(3)?)))? {
                let (raw, here) = found?;
                let blob = blob_ref(raw)?;
                if !skip.contains(&blob.hash) {
                    return Ok(Some((blob, row::count(here))));
                }
            }
            Ok(None)
        })
    }

    /// Keeps a piece of a blob that is being fetched. Pieces come in order; one that does not begin where the last ended is ignored.
    ///
    /// # Errors
    /// As any write.
    pub fn blob_piece(&self, hash: Hash, start: u64, bytes: &[u8]) -> Result<(), StoreError> {
        self.write(|tx, shared| {
            let sealed = shared.seal.seal(&part_place(hash, start), bytes)?;
            tx.execute(
                "INSERT INTO blob_part (hash, start, length, bytes) SELECT ?1, ?2, ?3, ?4
                 WHERE ?2 = coalesce((SELECT sum(length) FROM blob_part WHERE hash = ?1), 0)",
                params![hash.bytes(), row::column(start), row::column(bytes.len() as u64), sealed],
            )?;
            Ok(())
        })
    }

    /// All pieces are here: checks them against the hash and keeps the blob. One that is kept already stays as it is.
    ///
    /// # Errors
    /// [`StoreError::HashMismatch`] when they are something else; they are thrown away then, and the blob is fetched again.
    pub fn blob_whole(&self, hash: Hash) -> Result<(), StoreError> {
        let sound = self.write(|tx, shared| {
            let mut bytes = Vec::new();
            let mut stmt = tx.prepare_cached("SELECT start, bytes FROM blob_part WHERE hash = ?1 ORDER BY start")?;
            for found in
                stmt.query_map(params![hash.bytes()], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, Vec<u8>>(1)?)))?
            {
                let (start, sealed) = found?;
                bytes.extend(shared.seal.open(&part_place(hash, row::count(start)), &sealed)?);
            }
            tx.execute("DELETE FROM blob_part WHERE hash = ?1", params![hash.bytes()])?;
            if Hash::of(&bytes) != hash {
                // An end after the commit, before anyone was told of it: the same is asked again.
                let kept = "SELECT EXISTS (SELECT 1 FROM blob WHERE hash = ?1 AND local = 1)";
                return Ok(bytes.is_empty() && tx.query_row(kept, params![hash.bytes()], |r| r.get(0))?);
            }
            write_file(shared.files.as_ref(), &shared.home, shared.seal.as_ref(), hash, &bytes)?;
            tx.execute("UPDATE blob SET local = 1, wanted = 0 WHERE hash = ?1", params![hash.bytes()])?;
            tx.execute("DELETE FROM doomed WHERE hash = ?1", params![hash.bytes()])?;
            Ok(true)
        })?;
        if sound { Ok(()) } else { Err(StoreError::HashMismatch) }
    }
}

type Raw = (Vec<u8>, i64, String);
fn blob_row(r: &rusqlite::Row<'_>) -> rusqlite::Result<Raw> {
    Ok((r.get(0)?, r.get(1)?, r.get(2)?))
}
fn blob_ref((hash, size, media_type): Raw) -> Result<BlobRef, StoreError> {
    Ok(BlobRef { hash: row::hash(&hash)?, size: row::count(size), media_type })
}

fn users(tx: &Connection, hash: Hash) -> Result<Vec<Subject>, StoreError> {
    let mut stmt = tx.prepare_cached("SELECT kind, subject FROM blob_use WHERE hash = ?1")?;
    row::subjects(&mut stmt, params![hash.bytes()])
}
