//! Randomness from the system: ids, tokens, keys. Nowhere else is any drawn. A simulation puts a seeded source in its place.

use crate::error::HubError;
use fettle_core::kernel::Hash;
use uuid::Uuid;

/// Fills `bytes`.
///
/// # Errors
/// [`HubError::Random`] when the system has none.
pub fn fill(bytes: &mut [u8]) -> Result<(), HubError> {
    #[cfg(any(test, feature = "testing"))]
    if seeded::fill(bytes) {
        return Ok(());
    }
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

/// A source of one thread, for simulations: the same draws each time.
#[cfg(any(test, feature = "testing"))]
pub mod seeded {
    use std::cell::RefCell;

    /// Fills bytes.
    pub type Source = Box<dyn FnMut(&mut [u8])>;

    thread_local! {
        static SOURCE: RefCell<Option<Source>> = const { RefCell::new(None) };
    }

    /// Draws from `source` on this thread from now on; from the system again with `None`.
    pub fn draw_from(source: Option<Source>) {
        SOURCE.set(source);
    }

    pub(super) fn fill(bytes: &mut [u8]) -> bool {
        SOURCE.with_borrow_mut(|source| source.as_mut().map(|source| source(bytes)).is_some())
    }
}
