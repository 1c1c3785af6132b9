//! What the platform keeps for the app outside its files and outside every backup: Android's Keystore, Apple's Keychain.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Named secrets that no copy of the app's files holds. Shells implement it; a value that was put is there after the app was killed.
pub trait KeyStore: Send + Sync {
    /// The value under `name`; `None` when there is none.
    ///
    /// # Errors
    /// [`KeyStoreError`] when the platform does not give it now (locked, broken): that is not "none", and nothing is made anew for it.
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
