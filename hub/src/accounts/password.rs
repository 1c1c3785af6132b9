//! Passwords: argon2id, in the PHC text form with its own salt and parameters.

use crate::error::HubError;
use crate::random;
use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};

/// Hashes a password with a fresh salt. Slow by design: off the async threads.
pub(super) async fn hash(password: String) -> Result<String, HubError> {
    let mut salt = [0; 16];
    random::fill(&mut salt)?;
    let work = move || {
        let salt = SaltString::encode_b64(&salt).map_err(|e| HubError::Record(e.to_string()))?;
        let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(|e| HubError::Record(e.to_string()))
    };
    tokio::task::spawn_blocking(work).await.map_err(|e| HubError::Record(e.to_string()))?
}

/// Whether the password is the one. With no hash the same work is done, so that the time does not tell which logins exist.
pub(super) async fn verify(password: String, hash: Option<String>) -> Result<bool, HubError> {
    let Some(hash) = hash else {
        self::hash(password).await?;
        return Ok(false);
    };
    let work = move || {
        PasswordHash::new(&hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    };
    tokio::task::spawn_blocking(work).await.map_err(|e| HubError::Record(e.to_string()))
}
