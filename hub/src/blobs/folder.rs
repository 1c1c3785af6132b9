//! Blobs as plain files: `ab/cdef...` by hash, `parts/UUID.part` while they come. Paths are made of parsed hashes and ids only.
//!
//! All calls block: they are made off the async threads.

use fettle_core::kernel::Hash;
use fettle_core::store::{Files, SystemFiles};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
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
pub struct BlobFolder {
    root: PathBuf,
    files: Arc<dyn Files>,
}

impl BlobFolder {
    /// The folder at `root`, which is there.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), files: Arc::new(SystemFiles) }
    }
    /// With other files than the system's.
    #[must_use]
    pub fn on(self, files: Arc<dyn Files>) -> Self {
        Self { files, ..self }
    }
    /// Where a whole blob lies.
    pub fn path(&self, hash: Hash) -> PathBuf {
        let name = hash.to_string();
        let (head, tail) = name.split_at(2);
        self.root.join(head).join(tail)
    }
    fn part(&self, id: Uuid) -> PathBuf {
        self.root.join("parts").join(format!("{id}.part"))
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
        let part = self.part(id);
        if self.length(id)? != offset {
            return Err(io::Error::new(ErrorKind::InvalidInput, "offset is not the part's length"));
        }
        if offset == 0 {
            self.files.create(&part)?;
            self.files.sync_dir(&self.root.join("parts"))?;
        }
        self.files.write(&part, offset, piece)
    }
    /// Brings a part to the disk itself.
    ///
    /// # Errors
    /// What the disk says.
    pub fn sync(&self, id: Uuid) -> io::Result<()> {
        match self.files.sync(&self.part(id)) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
            other => other,
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
        let (to, part) = (self.path(hash), self.part(id));
        let dir = to.parent().unwrap_or(&self.root);
        self.files.make_dirs(dir)?;
        if to.exists() {
            self.discard(id)?;
        } else {
            if !part.exists() {
                // A blob of no bytes never had a part.
                self.files.create(&part)?;
                self.files.sync(&part)?;
            }
            self.files.rename(&part, &to)?;
        }
        // The name is durable only with its folder; also one that was there, as a hub that was killed may have renamed and not synced.
        self.files.sync_dir(dir)
    }
    /// Parts that lie here, of uploads or of files taken in by the hub itself.
    ///
    /// # Errors
    /// What the disk says.
    pub fn parts(&self) -> io::Result<Vec<Uuid>> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(self.root.join("parts"))? {
            let name = entry?.file_name();
            found.extend(name.to_str().and_then(|name| name.strip_suffix(".part")?.parse::<Uuid>().ok()));
        }
        Ok(found)
    }
    /// Drops a part.
    ///
    /// # Errors
    /// What the disk says.
    pub fn discard(&self, id: Uuid) -> io::Result<()> {
        match self.files.remove(&self.part(id)) {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(e),
            _ => Ok(()),
        }
    }
}
