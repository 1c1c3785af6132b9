//! Blobs as plain files: `ab/cdef...` by hash, `parts/UUID.part` while they come. Paths are made of parsed hashes and ids only.
//!
//! All calls block: they are made off the async threads.

use fettle_core::kernel::Hash;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// SHA-256 of a file, read in pieces.
pub(crate) fn hash_file(path: &Path) -> io::Result<Hash> {
    let mut file = File::open(path)?;
    let (mut hasher, mut buffer) = (Sha256::new(), vec![0; 256 * 1024]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(Hash::new(hasher.finalize().into())),
            read => hasher.update(&buffer[..read]),
        }
    }
}

/// The folder of blobs.
#[derive(Debug, Clone)]
pub struct BlobFolder(PathBuf);

impl BlobFolder {
    /// The folder at `root`, which is there.
    pub fn new(root: &Path) -> Self {
        Self(root.to_owned())
    }
    /// Where a whole blob lies.
    pub fn path(&self, hash: Hash) -> PathBuf {
        let name = hash.to_string();
        let (head, tail) = name.split_at(2);
        self.0.join(head).join(tail)
    }
    fn part(&self, id: Uuid) -> PathBuf {
        self.0.join("parts").join(format!("{id}.part"))
    }
    /// Bytes that have come of a part.
    ///
    /// # Errors
    /// What the disk says; a part that is not there has none.
    pub fn length(&self, id: Uuid) -> io::Result<u64> {
        match std::fs::metadata(self.part(id)) {
            Ok(meta) => Ok(meta.len()),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(0),
            Err(e) => Err(e),
        }
    }
    /// Appends a piece at `offset`, which has to be the part's length.
    ///
    /// # Errors
    /// What the disk says; `InvalidInput` for another offset.
    pub fn append(&self, id: Uuid, offset: u64, piece: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).open(self.part(id))?;
        if file.metadata()?.len() != offset {
            return Err(io::Error::new(ErrorKind::InvalidInput, "offset is not the part's length"));
        }
        file.write_all(piece)
    }
    /// Brings a part to the disk itself.
    ///
    /// # Errors
    /// What the disk says.
    pub fn sync(&self, id: Uuid) -> io::Result<()> {
        match File::open(self.part(id)) {
            Ok(file) => file.sync_all(),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
            Err(e) => Err(e),
        }
    }
    /// SHA-256 of a part.
    ///
    /// # Errors
    /// What the disk says.
    pub fn hash(&self, id: Uuid) -> io::Result<Hash> {
        match hash_file(&self.part(id)) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(Hash::of(b"")),
            other => other,
        }
    }
    /// Makes a part the blob `hash`. A blob that is there already stays as it is.
    ///
    /// # Errors
    /// What the disk says.
    pub fn adopt(&self, id: Uuid, hash: Hash) -> io::Result<()> {
        let to = self.path(hash);
        if to.exists() {
            return self.discard(id);
        }
        let dir = to.parent().unwrap_or(&self.0);
        std::fs::create_dir_all(dir)?;
        if !self.part(id).exists() {
            // A blob of no bytes never had a part.
            File::create(self.part(id))?.sync_all()?;
        }
        std::fs::rename(self.part(id), &to)?;
        // The name is durable only with its folder.
        File::open(dir)?.sync_all()
    }
    /// Drops a part.
    ///
    /// # Errors
    /// What the disk says.
    pub fn discard(&self, id: Uuid) -> io::Result<()> {
        match std::fs::remove_file(self.part(id)) {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(e),
            _ => Ok(()),
        }
    }
}
