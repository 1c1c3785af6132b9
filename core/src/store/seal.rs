//! The seam for encryption at rest: every event text, projection, draft, secret and blob passes through here.

/// Seals and opens values. `place` names where the value stands (`event/<id>`, `blob/<hash>`): a sealed value moved elsewhere must not open.
pub trait Seal: Send + Sync {
    /// The bytes to store.
    fn seal(&self, place: &str, plain: &[u8]) -> Vec<u8>;
    /// The value that was sealed for `place`.
    ///
    /// # Errors
    /// [`SealError`] for another key, another place, or changed bytes.
    fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError>;
}

/// A sealed value that does not open.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a value at {place} does not open")]
pub struct SealError {
    /// Where it stands.
    pub place: String,
}

/// No sealing: values are stored as they are, under the platform's file protection only.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plain;

impl Seal for Plain {
    fn seal(&self, _place: &str, plain: &[u8]) -> Vec<u8> {
        plain.to_vec()
    }
    fn open(&self, _place: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        Ok(sealed.to_vec())
    }
}
