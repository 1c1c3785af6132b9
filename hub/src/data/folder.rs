//! The folder itself: made on first use, locked while a hub runs.

use super::secret_file;
use crate::error::{Fault, HubError};
use fettle_core::kernel::DeviceKey;
use fettle_core::store::{Files, SystemFiles};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// What a backup says of itself. A folder with it is no data folder: a hub that ran there would go on where another one has gone on too.
pub(crate) const MANIFEST: &str = "backup.json";

/// An opened and locked data folder. The lock goes with the value, also when the process is killed.
#[derive(Debug)]
pub struct DataFolder {
    root: PathBuf,
    _lock: File,
}

impl DataFolder {
    /// Opens `root`, making what is not there.
    ///
    /// # Errors
    /// [`HubError::Locked`] while another hub has it; [`HubError::Io`] when it cannot be made or written.
    pub fn open(root: &Path) -> Result<Self, HubError> {
        if root.join(MANIFEST).exists() {
            return Err(Fault::bad("is_backup").with("folder", root.display()).into());
        }
        for dir in ["blobs/parts", "keys"] {
            // Durable at once: the key in it is, and all that goes by the key.
            (&SystemFiles as &dyn Files).make_dirs(&root.join(dir))?;
        }
        // Names of keys are nobody's business either.
        #[cfg(unix)]
        std::fs::set_permissions(root.join("keys"), std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(root.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { root: root.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(HubError::Locked(root.to_owned())),
            Err(TryLockError::Error(e)) => Err(e.into()),
        }
    }
    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }
    /// The database's file.
    pub fn database(&self) -> PathBuf {
        self.root.join("hub.db")
    }
    /// The folder of blobs.
    pub fn blobs(&self) -> PathBuf {
        self.root.join("blobs")
    }
    /// The folder of keys.
    pub fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }
    /// The hub's key, drawn on first use: the console signs its chain with it, and papers are sealed with it.
    ///
    /// # Errors
    /// [`HubError::BadKey`] when the file does not hold 32 bytes in hex.
    pub fn key(&self) -> Result<DeviceKey, HubError> {
        Self::key_of(&self.root)
    }
    /// The key of a folder that another process has locked.
    ///
    /// # Errors
    /// As [`DataFolder::key`].
    pub fn key_of(root: &Path) -> Result<DeviceKey, HubError> {
        let path = root.join("keys/hub.key");
        let mut seed = [0; 32];
        if path.exists() {
            hex::decode_to_slice(secret_file::read(&path)?.trim(), &mut seed).map_err(|_| HubError::BadKey(path))?;
        } else {
            crate::random::fill(&mut seed)?;
            secret_file::write(&path, hex::encode(seed).as_bytes())?;
        }
        Ok(DeviceKey::from_seed(&seed))
    }
}

/// A new file that only its owner may read.
pub(crate) fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
