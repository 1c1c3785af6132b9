//! Passwords: argon2id, in the PHC text form with its own salt and parameters. A few at once, in memory that is used again.
//!
//! Each try takes 19 MiB. Given back to the allocator and asked for again from another thread it stays with the process: thirty tries at once
//! were half a gigabyte for good. So the blocks are kept here, as many as may be filled at once, and who comes too many waits or is sent away.

use crate::error::{Fault, HubError};
use crate::random;
use argon2::password_hash::{Output, ParamsString, PasswordHash, SaltString};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version};
use axum::http::StatusCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

/// Who wants a password hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    /// A browser that signed in before, or somebody who is signed in.
    Known,
    /// Anybody: one turn is always left for the others, and only so many may wait.
    Stranger,
}

/// Strangers that wait for a turn; further ones are told to come later.
const WAITING: usize = 32;

/// Hashes passwords.
#[derive(Debug)]
pub(super) struct Hasher {
    turns: Semaphore,
    strangers: Semaphore,
    waiting: AtomicUsize,
    spare: Spare,
}

type Spare = Arc<Mutex<Vec<Vec<Block>>>>;

/// Counts one that waits for as long as it lives.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Default for Hasher {
    fn default() -> Self {
        let most = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 4);
        let (turns, strangers) = (Semaphore::new(most), Semaphore::new(most - 1));
        Self { turns, strangers, waiting: AtomicUsize::new(0), spare: Spare::default() }
    }
}

impl Hasher {
    /// Hashes a password with a fresh salt. Slow by design: off the async threads.
    pub(super) async fn hash(&self, password: String) -> Result<String, HubError> {
        let _turn = self.turns.acquire().await.map_err(other)?;
        self.fresh(password).await
    }

    /// Whether the password is the one. With no hash the same work is done, so that the time does not tell which logins exist.
    ///
    /// # Errors
    /// [`Fault`] `sign_in_busy` (503) for strangers when too many wait.
    pub(super) async fn verify(&self, from: From, password: String, hash: Option<String>) -> Result<bool, Fault> {
        let stranger = match from {
            From::Known => None,
            From::Stranger => {
                let ahead = self.waiting.fetch_add(1, Ordering::Relaxed);
                let waiting = Waiting(&self.waiting);
                if ahead >= WAITING {
                    return Err(Fault::new(StatusCode::SERVICE_UNAVAILABLE, "sign_in_busy"));
                }
                Some((self.strangers.acquire().await.map_err(other)?, waiting))
            }
        };
        let _turn = self.turns.acquire().await.map_err(other)?;
        let Some(hash) = hash else {
            self.fresh(password).await?;
            drop(stranger);
            return Ok(false);
        };
        let spare = Arc::clone(&self.spare);
        Ok(tokio::task::spawn_blocking(move || is_right(&spare, &password, &hash).unwrap_or(false))
            .await
            .map_err(other)?)
    }

    async fn fresh(&self, password: String) -> Result<String, HubError> {
        let mut salt = [0; 16];
        random::fill(&mut salt)?;
        let spare = Arc::clone(&self.spare);
        let work = move || {
            let (salt, params) = (SaltString::encode_b64(&salt).map_err(other)?, Params::default());
            let out = filled(&spare, Algorithm::Argon2id, Version::V0x13, &params, password.as_bytes(), &salt)?;
            let hash = PasswordHash {
                algorithm: ARGON2ID_IDENT,
                version: Some(Version::V0x13.into()),
                params: ParamsString::try_from(&params).map_err(other)?,
                salt: Some(salt.as_salt()),
                hash: Some(Output::new(&out).map_err(other)?),
            };
            Ok(hash.to_string())
        };
        tokio::task::spawn_blocking(work).await.map_err(other)?
    }
}

fn other(e: impl std::fmt::Display) -> HubError {
    HubError::Record(e.to_string())
}

/// What argon2 makes of the password, in blocks that were used before where there are some.
fn filled(
    spare: &Spare,
    algorithm: Algorithm,
    version: Version,
    params: &Params,
    password: &[u8],
    salt: &SaltString,
) -> Result<Vec<u8>, HubError> {
    let mut bytes = [0; 64];
    let salt = salt.decode_b64(&mut bytes).map_err(other)?;
    let mut out = vec![0; params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN)];
    let mut blocks = spare.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
    blocks.resize(params.block_count(), Block::default());
    let argon = Argon2::new(algorithm, version, params.clone());
    let done = argon.hash_password_into_with_memory(password, salt, &mut out, &mut blocks);
    spare.lock().unwrap_or_else(PoisonError::into_inner).push(blocks);
    done.map_err(other)?;
    Ok(out)
}

/// `None` for a hash that does not read.
fn is_right(spare: &Spare, password: &str, hash: &str) -> Option<bool> {
    let parsed = PasswordHash::new(hash).ok()?;
    let algorithm = Algorithm::try_from(parsed.algorithm).ok()?;
    let version = parsed.version.map_or(Ok(Version::default()), Version::try_from).ok()?;
    let params = Params::try_from(&parsed).ok()?;
    let salt = SaltString::from_b64(parsed.salt?.as_str()).ok()?;
    let out = filled(spare, algorithm, version, &params, password.as_bytes(), &salt).ok()?;
    Some(out.as_slice().ct_eq(parsed.hash?.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::password_hash::PasswordHasher;

    /// Blocks that never become more than may be filled at once, whatever comes: memory that thirty tries took for good.
    #[tokio::test]
    async fn memory_is_used_again_and_strangers_do_not_wait_without_end() {
        let hasher = Arc::new(Hasher::default());
        let most = hasher.turns.available_permits();
        let hash = hasher.hash("correct horse".to_owned()).await.expect("hashed");
        let tries: Vec<_> = (0..WAITING * 2)
            .map(|n| {
                let (hasher, hash) = (Arc::clone(&hasher), (n % 2 == 0).then(|| hash.clone()));
                tokio::spawn(async move { hasher.verify(From::Stranger, "wrong".to_owned(), hash).await })
            })
            .collect();
        // Who is known is not behind them.
        let known = hasher.verify(From::Known, "correct horse".to_owned(), Some(hash.clone())).await;
        assert_eq!(known, Ok(true));
        let mut sent_away = 0;
        for one in tries {
            match one.await.expect("an end") {
                Ok(right) => assert!(!right),
                Err(fault) => {
                    assert_eq!((fault.status.as_u16(), fault.code), (503, "sign_in_busy"));
                    sent_away += 1;
                }
            }
        }
        assert!(sent_away >= WAITING / 2, "{sent_away}");
        let spare = hasher.spare.lock().expect("no panic");
        assert!(spare.len() <= most, "{} of {most}", spare.len());
        assert_eq!(hasher.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn hashes_are_those_of_argon2_itself() {
        let hasher = Hasher::default();
        let ours = hasher.hash("correct horse".to_owned()).await.expect("hashed");
        assert!(ours.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{ours}");
        let salt = SaltString::encode_b64(b"0123456789abcdef").expect("a salt");
        let theirs = Argon2::default().hash_password(b"correct horse", &salt).expect("hashed").to_string();
        for hash in [ours, theirs] {
            let verify = async |word: &str| hasher.verify(From::Known, word.to_owned(), Some(hash.clone())).await;
            assert_eq!((verify("correct horse").await, verify("correct horsf").await), (Ok(true), Ok(false)));
        }
        assert_eq!(hasher.verify(From::Known, "x".to_owned(), Some("no hash".to_owned())).await, Ok(false));
    }
}
