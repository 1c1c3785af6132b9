//! The folder itself: made on first use, locked while a hub runs.

use super::private::private_dir;
use super::{Db, Place, hub_key};
use crate::error::{Fault, HubError};
use fettle_core::kernel::DeviceKey;
use fettle_core::store::{Files, SystemFiles};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// What a backup says of itself. A folder with it is no data folder: a hub that ran there would go on where another one has gone on too.
pub(crate) const MANIFEST: &str = "backup.json";

/// An opened and locked data folder. The lock goes with the value, also when the process is killed.
#[derive(Debug)]
pub struct DataFolder {
    root: PathBuf,
    shared: bool,
    _lock: File,
    key: OnceLock<File>,
}

impl DataFolder {
    /// Opens `root`, making what is not there.
    ///
    /// # Errors
    /// [`HubError::Locked`] while another hub has it; [`HubError::Io`] when it cannot be made or written.
    pub fn open(root: &Path) -> Result<Self, HubError> {
        // Several processes serve one database of a server, none of which may run beside one with a file.
        Self::opened(root, matches!(Place::of(root)?, Place::Server(_)))
    }
    /// Opens it for who must be the only one, whatever database it has.
    ///
    /// # Errors
    /// As [`DataFolder::open`].
    pub(crate) fn alone(root: &Path) -> Result<Self, HubError> {
        Self::opened(root, false)
    }
    fn opened(root: &Path, shared: bool) -> Result<Self, HubError> {
        if root.join(MANIFEST).exists() {
            return Err(Fault::bad("is_backup").with("folder", root.display()).into());
        }
        private_dir(root)?;
        for dir in ["blobs/parts", "keys"] {
            // Durable at once: the key in it is, and all that goes by the key.
            (&SystemFiles as &dyn Files).make_dirs(&root.join(dir))?;
        }
        // Names of keys are nobody's business either.
        #[cfg(unix)]
        std::fs::set_permissions(root.join("keys"), std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(root.join("lock"))?;
        let lock = locked(lock, root, shared)?;
        let folder = Self { root: root.to_owned(), shared, _lock: lock, key: OnceLock::new() };
        // Before anything is opened, where there is a hub already.
        folder.hold_key()?;
        Ok(folder)
    }
    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }
    /// The folder of blobs.
    pub fn blobs(&self) -> PathBuf {
        self.root.join("blobs")
    }
    /// The folder of keys.
    pub fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }
    /// The hub's key, for `db` of this folder; drawn where the hub is new. From then on the key's file is locked too: the file `lock` looks
    /// like nothing, and somebody deletes it.
    ///
    /// # Errors
    /// As [`hub_key::of_or_drawn`]; [`HubError::Locked`] while another hub has it.
    pub(crate) async fn key(&self, db: &Db) -> Result<DeviceKey, HubError> {
        let key = hub_key::of_or_drawn(&self.root, &mut *db.write().await?).await?;
        self.hold_key()?;
        Ok(key)
    }
    fn hold_key(&self) -> Result<(), HubError> {
        let path = hub_key::path(&self.root);
        if self.key.get().is_some() || !path.exists() {
            return Ok(());
        }
        // Some file systems lock only what may be written.
        let file = OpenOptions::new().read(true).write(true).open(&path).or_else(|_| File::open(&path))?;
        self.key.set(locked(file, &self.root, self.shared)?).ok();
        Ok(())
    }
}

/// Takes the lock of a file.
fn locked(file: File, root: &Path, shared: bool) -> Result<File, HubError> {
    match if shared { file.try_lock_shared() } else { file.try_lock() } {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(HubError::Locked(root.to_owned())),
        Err(TryLockError::Error(e)) => Err(e.into()),
    }
}
