//! The files of blobs: where they lie, how they are written sealed, when they go; and what is kept of an upload that was begun.

use super::db::Store;
use super::error::StoreError;
use super::files::Files;
use super::row;
use super::seal::{Seal, SealError};
use crate::kernel::{BlobRef, Hash};
use rusqlite::params;
use std::fs;
use std::path::{Path, PathBuf};

/// A blob that has to reach the hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The blob.
    pub blob: BlobRef,
    /// Where an upload that was begun goes on.
    pub url: Option<String>,
}

/// Where the file of a blob lies.
pub(super) fn path(home: &Path, hash: Hash) -> PathBuf {
    let name = hash.to_string();
    home.join("blobs").join(name.get(..2).unwrap_or_default()).join(name)
}

/// The place of a blob's file.
pub(super) fn place(hash: Hash) -> String {
    format!("blob/{hash}")
}

/// Whether the file of a blob is there and holds what its name says.
///
/// # Errors
/// What the disk says, but for a file that is not there.
pub(super) fn is_whole(home: &Path, seal: &dyn Seal, hash: Hash) -> Result<bool, StoreError> {
    match fs::read(path(home, hash)) {
        Ok(sealed) => match seal.open(&place(hash), &sealed) {
            Ok(bytes) => Ok(Hash::of(&bytes) == hash),
            Err(SealError::Closed { .. }) => Ok(false),
            Err(e) => Err(e.into()),
        },
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e.into()),
    }
}

/// Writes a file so that it is there whole or not at all.
pub(super) fn write_file(
    files: &dyn Files,
    home: &Path,
    seal: &dyn Seal,
    hash: Hash,
    bytes: &[u8],
) -> Result<(), StoreError> {
    let sealed = seal.seal(&place(hash), bytes)?;
    Ok(files.put_whole(&path(home, hash), &sealed)?)
}

/// The place of a piece.
pub(super) fn part_place(hash: Hash, start: u64) -> String {
    format!("blob/{hash}/{start}")
}

/// The place of where an upload goes on.
pub(super) fn upload_place(hash: Hash) -> String {
    format!("upload/{hash}")
}

/// Where an upload goes on, for its column, which is text.
pub(super) fn seal_url(seal: &dyn Seal, hash: Hash, url: &str) -> Result<String, SealError> {
    Ok(hex::encode(seal.seal(&upload_place(hash), url.as_bytes())?))
}

/// Where an upload goes on.
pub(super) fn open_url(seal: &dyn Seal, place: &str, sealed: &str) -> Result<String, SealError> {
    let bytes = hex::decode(sealed).map_err(|_| SealError::closed(place))?;
    String::from_utf8(seal.open(place, &bytes)?).map_err(|_| SealError::closed(place))
}

/// As [`open_url`], of a column. One that does not open starts over: nothing is lost by it.
pub(super) fn opened_url(seal: &dyn Seal, hash: Hash, sealed: Option<String>) -> Result<Option<String>, SealError> {
    let Some(sealed) = sealed else { return Ok(None) };
    match open_url(seal, &upload_place(hash), &sealed) {
        Ok(url) => Ok(Some(url)),
        Err(SealError::Closed { .. }) => Ok(None),
        Err(e) => Err(e),
    }
}

/// Removes the files of blobs whose rows are gone. After a crash in between, the next call does it.
pub(super) fn remove_doomed(store: &Store) -> Result<(), StoreError> {
    let any =
        store.read(|tx, _| Ok(tx.query_row("SELECT EXISTS (SELECT 1 FROM doomed)", [], |r| r.get::<_, bool>(0))?))?;
    if !any {
        return Ok(());
    }
    store.write(|tx, shared| {
        let mut stmt = tx.prepare_cached("SELECT hash FROM doomed")?;
        let hashes = stmt.query_map([], |r| r.get::<_, Vec<u8>>(0))?.collect::<Result<Vec<_>, _>>()?;
        for hash in hashes {
            let path = path(&shared.home, row::hash(&hash)?);
            shared.files.remove_whole(&path.with_extension("new"))?;
            shared.files.remove_whole(&path)?;
            tx.execute("DELETE FROM doomed WHERE hash = ?1", params![hash])?;
        }
        Ok(())
    })
}
