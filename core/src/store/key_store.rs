//! What the platform keeps for the app outside its files and outside every backup: Android's Keystore, Apple's Keychain.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Named secrets that no copy of the app's files holds. Shells implement it; a value that was put is there after the app was killed.
pub trait KeyStore: Send + Sync {
    /// The value under `name`; `None` when there is none.
    ///
    /// # Errors
    /// [`KeyStoreError`] when the platform does not give it now (locked, broken): that is not "none", and nothing is rebuilt for it.
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, KeyStoreError>;
    /// Keeps `value` under `name`, in the place of what was there.
    ///
    /// # Errors
    /// As [`KeyStore::get`]; what was there then stays.
    fn put(&self, name: &str, value: &[u8]) -> Result<(), KeyStoreError>;
    /// Forgets `name`. Nothing happens when there is none.
    ///
    /// # Errors
    /// As [`KeyStore::get`].
    fn delete(&self, name: &str) -> Result<(), KeyStoreError>;
}

/// The platform's key store does not answer.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[error("key store: {reason}")]
pub struct KeyStoreError {
    /// The platform's words; for logs, not for people.
    pub reason: String,
}

/// A key store in memory: for tests and simulations.
#[derive(Debug, Default)]
pub struct MemoryKeys(Mutex<BTreeMap<String, Vec<u8>>>);

impl KeyStore for MemoryKeys {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, KeyStoreError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned())
    }
    fn put(&self, name: &str, value: &[u8]) -> Result<(), KeyStoreError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), value.to_vec());
        Ok(())
    }
    fn delete(&self, name: &str) -> Result<(), KeyStoreError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        Ok(())
    }
}

/// A key store as files in a folder, readable only by the user: for desktops, the demo and tests. It keeps a copied store folder closed and
/// nothing more; a phone's shell brings the platform's own.
#[derive(Debug)]
pub struct FileKeys(PathBuf);

impl FileKeys {
    /// Keys in `folder`, which is made when the first is kept. It must not lie in the store's folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }
    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name.replace(['/', '\\'], "."))
    }
}

fn failed(error: std::io::Error) -> KeyStoreError {
    KeyStoreError { reason: error.to_string() }
}

impl KeyStore for FileKeys {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, KeyStoreError> {
        match fs::read(self.path(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(failed(e)),
        }
    }
    fn put(&self, name: &str, value: &[u8]) -> Result<(), KeyStoreError> {
        let path = self.path(name);
        let unfinished = path.with_extension("new");
        let write = || {
            fs::create_dir_all(&self.0)?;
            let mut options = File::options();
            options.write(true).create(true).truncate(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&unfinished)?;
            file.write_all(value)?;
            file.sync_all()?;
            fs::rename(&unfinished, &path)?;
            // Not every platform can sync a folder.
            if let Ok(folder) = File::open(&self.0) {
                folder.sync_all().ok();
            }
            Ok(())
        };
        write().map_err(failed)
    }
    fn delete(&self, name: &str) -> Result<(), KeyStoreError> {
        match fs::remove_file(self.path(name)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(failed(e)),
            _ => Ok(()),
        }
    }
}
