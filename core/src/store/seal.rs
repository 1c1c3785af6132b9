//! The seam for encryption at rest: every event text, projection, draft, secret and blob passes through here.

use super::key_store::KeyStoreError;

/// Seals and opens values. `place` names where the value stands (`event/<id>`, `blob/<hash>`): a sealed value moved elsewhere must not open.
pub trait Seal: Send + Sync {
    /// The bytes to store.
    ///
    /// # Errors
    /// [`SealError::Random`], [`SealError::Keys`]: nothing may be stored then.
    fn seal(&self, place: &str, plain: &[u8]) -> Result<Vec<u8>, SealError>;
    /// The value that was sealed for `place`.
    ///
    /// # Errors
    /// [`SealError::Closed`] for another key, another place, or changed bytes.
    fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError>;
}

/// Sealing or opening failed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SealError {
    /// The value does not open.
    #[error("a value at {place} does not open")]
    Closed {
        /// Where it stands.
        place: String,
    },
    /// The system gave no random bytes.
    #[error("no randomness: {0}")]
    Random(String),
    /// The platform does not give the key now.
    #[error(transparent)]
    Keys(#[from] KeyStoreError),
}

impl SealError {
    pub(super) fn closed(place: &str) -> Self {
        Self::Closed { place: place.to_owned() }
    }
}

/// Values as version 1 stored them: as they are. Only for reading what that version left; nothing is written so any more.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Plain;

impl Seal for Plain {
    fn seal(&self, _place: &str, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        Ok(plain.to_vec())
    }
    fn open(&self, _place: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        Ok(sealed.to_vec())
    }
}
