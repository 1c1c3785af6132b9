//! Randomness from the system: ids, tokens, keys. Nowhere else is any drawn.

use crate::error::HubError;
use fettle_core::kernel::Hash;
use uuid::Uuid;

/// Fills `bytes`.
///
/// # Errors
/// [`HubError::Random`] when the system has none.
pub fn fill(bytes: &mut [u8]) -> Result<(), HubError> {
    getrandom::fill(bytes).map_err(|e| HubError::Random(e.to_string()))
}

/// A fresh UUIDv7 at the hub's time: sorts by birth also where the clock is injected.
///
/// # Errors
/// As [`fill`].
pub fn uuid(now_ms: u64) -> Result<Uuid, HubError> {
    let mut bytes = [0; 10];
    fill(&mut bytes)?;
    Ok(uuid::Builder::from_unix_timestamp_millis(now_ms, &bytes).into_uuid())
}

/// A secret of 256 bits as 64 hex digits: cookies and bearer tokens.
///
/// # Errors
/// As [`fill`].
pub fn secret() -> Result<String, HubError> {
    let mut bytes = [0; 32];
    fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}

/// How a secret of full strength is kept: only its digest.
pub fn digest(secret: &str) -> String {
    Hash::of(secret.as_bytes()).to_string()
}
