//! The folder itself: made on first use, locked while a hub runs.

use crate::error::HubError;
use fettle_core::kernel::DeviceKey;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

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
        for dir in ["blobs/parts", "keys"] {
            std::fs::create_dir_all(root.join(dir))?;
        }
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(root.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { root: root.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(HubError::Locked(root.to_owned())),
            Err(TryLockError::Error(e)) => Err(e.into()),
        }
    }
    /// The database's file.
    pub fn database(&self) -> PathBuf {
        self.root.join("hub.db")
    }
    /// The folder of blobs.
    pub fn blobs(&self) -> PathBuf {
        self.root.join("blobs")
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
            let mut text = String::new();
            File::open(&path)?.read_to_string(&mut text)?;
            hex::decode_to_slice(text.trim(), &mut seed).map_err(|_| HubError::BadKey(path))?;
        } else {
            crate::random::fill(&mut seed)?;
            // Written beside and renamed, so that a crash leaves no half of a key.
            let fresh = path.with_extension("new");
            let mut file = private(&fresh)?;
            file.write_all(hex::encode(seed).as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&fresh, &path)?;
        }
        Ok(DeviceKey::from_seed(&seed))
    }
}

/// A new file that only its owner may read.
fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
