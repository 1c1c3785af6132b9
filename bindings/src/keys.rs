//! The platform's key store and its check of the phone's owner, called through foreign traits.

use fettle_core::screens::OwnerCheck;
use fettle_core::store::{KeyStore, KeyStoreError};
use std::sync::Arc;

/// The platform's key store did not do it.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum KeysError {
    /// What the platform threw. A value that is not there is no error.
    #[error("{reason}")]
    Failed {
        /// Its words, for logs.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for KeysError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { reason: error.reason }
    }
}

/// Android's Keystore, Apple's Keychain: small secrets that no backup and no copy of the app's files holds. What was put is there after the
/// app was killed, or `put` threw. Called from any thread; must not call back into the app.
#[uniffi::export(with_foreign)]
pub trait PlatformKeys: Send + Sync {
    /// The value under `name`; null when there is none. Throws when the platform does not give it now.
    fn get(&self, name: String) -> Result<Option<Vec<u8>>, KeysError>;
    /// Keeps `value` under `name`, in the place of what was there.
    fn put(&self, name: String, value: Vec<u8>) -> Result<(), KeysError>;
    /// Forgets `name`; nothing happens when there is none.
    fn delete(&self, name: String) -> Result<(), KeysError>;
}

/// The platform's key store as the core sees it.
pub(crate) struct Keys(pub Arc<dyn PlatformKeys>);

fn failed(KeysError::Failed { reason }: KeysError) -> KeyStoreError {
    KeyStoreError { reason }
}

impl KeyStore for Keys {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, KeyStoreError> {
        self.0.get(name.to_owned()).map_err(failed)
    }
    fn put(&self, name: &str, value: &[u8]) -> Result<(), KeyStoreError> {
        self.0.put(name.to_owned(), value.to_vec()).map_err(failed)
    }
    fn delete(&self, name: &str) -> Result<(), KeyStoreError> {
        self.0.delete(name.to_owned()).map_err(failed)
    }
}

/// The phone's own check of its owner (fingerprint, face, screen lock): opens a locked app in the place of its PIN. Called from any thread,
/// answers when the person did; must not call back into the app.
#[uniffi::export(with_foreign)]
pub trait PlatformOwner: Send + Sync {
    /// Whether this phone can ask now. False: it has no screen lock and no finger or face on record, and nothing offers the check.
    fn available(&self) -> Result<bool, KeysError>;
    /// Asks, saying `why`. False: not the owner, cancelled, or not available.
    fn check(&self, why: String) -> Result<bool, KeysError>;
}

/// That check as the core sees it: what the platform throws is a no.
pub(crate) struct Owner(pub Arc<dyn PlatformOwner>);

impl OwnerCheck for Owner {
    fn available(&self) -> bool {
        self.0.available().unwrap_or(false)
    }
    fn check(&self, why: &str) -> bool {
        self.0.check(why.to_owned()).unwrap_or(false)
    }
}
