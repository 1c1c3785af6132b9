//! Accounts: who someone is. Passwords and sessions for people in the console, one-time codes and tokens for phones.
//!
//! What they may then do is decided in [`crate::access`]. Secrets of full strength (tokens, cookies, codes) are kept as SHA-256, passwords
//! as argon2id; none is logged.

mod devices;
mod enrolment;
mod password;
mod readmit;
mod sessions;
mod succession;
mod tries;

pub use devices::{Caller, Standing};
pub(crate) use enrolment::Joined;
pub use enrolment::{CODE_LIFE_MS, FreshCode};
pub use sessions::{COOKIE, SESSION_IDLE_MS, SESSION_LIFE_MS};

use crate::access::Viewer;
use crate::audit::Audit;
use crate::clock::Clock;
use crate::data::Db;
use crate::error::HubError;
use crate::ledger::Ledger;
use devices::Heard;
use fettle_core::domain::people::Person;
use fettle_core::kernel::PersonId;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::{Mutex, Semaphore};
use uuid::Uuid;

/// The accounts of one hub.
#[derive(Debug)]
pub struct Accounts {
    db: Arc<Db>,
    ledger: Arc<Ledger>,
    clock: Clock,
    heard: Heard,
    used: sessions::Used,
    /// Enrolment codes of late by the command that made them, so that a form sent twice shows the same code. In memory only.
    given: Mutex<HashMap<Uuid, (PersonId, FreshCode)>>,
    /// Turns at hashing passwords.
    hashing: Semaphore,
    /// Whether browsers come under TLS.
    secure: AtomicBool,
    /// Who did what.
    pub audit: Audit,
}

/// Passwords hashed at once.
const HASHING: usize = 4;

impl Accounts {
    /// The accounts kept in `db`.
    pub fn new(db: Arc<Db>, ledger: Arc<Ledger>, clock: Clock) -> Self {
        let audit = Audit::new(Arc::clone(&db), clock.clone());
        let (hashing, secure) = (Semaphore::new(HASHING), AtomicBool::new(false));
        Self {
            db,
            ledger,
            clock,
            heard: Heard::default(),
            used: sessions::Used::default(),
            given: Mutex::default(),
            hashing,
            secure,
            audit,
        }
    }
    /// Says that browsers come under TLS only: cookies are bound to it.
    pub fn set_secure(&self, secure: bool) {
        self.secure.store(secure, Ordering::Relaxed);
    }
    fn is_secure(&self) -> bool {
        self.secure.load(Ordering::Relaxed)
    }
    /// The person as recorded, with what the person reaches.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn viewer(&self, id: PersonId) -> Result<Option<Viewer>, HubError> {
        Ok(self.ledger.get::<Person>(id.uuid()).await?.map(|folded| Viewer::new(id, folded.state)))
    }
}
