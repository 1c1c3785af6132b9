//! Accounts: who someone is. Passwords and sessions for people in the console, one-time codes and tokens for phones.
//!
//! What they may then do is decided in [`crate::access`]. Secrets of full strength (tokens, cookies, codes) are kept as SHA-256, passwords
//! as argon2id; none is logged.

mod access_ends;
mod browsers;
mod credentials;
mod devices;
mod ends;
mod enrolment;
mod memory;
mod one_time;
mod password;
mod readmit;
mod replacement;
mod sessions;
mod tries;
mod under_way;
mod weak;

pub(crate) use access_ends::{end_access, end_codes};
pub use credentials::LINK_LIFE_MS;
pub use devices::{Caller, DeviceStatus, NewPhone};
pub use enrolment::CODE_LIFE_MS;
pub(crate) use enrolment::Joined;
pub use memory::SESSION_IDLE_MS;
pub use one_time::{FreshCode, FreshLink};
pub use sessions::{COOKIE, OpenSession, SESSION_LIFE_MS, SignedIn};

use crate::audit::Audit;
use crate::clock::Clock;
use crate::data::Db;
use crate::error::HubError;
use crate::ledger::Ledger;
use crate::viewer::Viewer;
use fettle_core::domain::people::Person;
use fettle_core::domain::reach::asks_for_centres;
use fettle_core::kernel::PersonId;
use memory::{Change, Ends, Heard, Used};
use password::Hasher;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Mutex;
use under_way::UnderWay;
use uuid::Uuid;

/// The accounts of one hub.
#[derive(Debug)]
pub struct Accounts {
    db: Arc<Db>,
    ledger: Arc<Ledger>,
    clock: Clock,
    heard: Heard,
    used: Used,
    ends: Ends,
    /// Enrolment codes of late by the command that made them, so that a form sent twice shows the same code. In memory only.
    given: Mutex<HashMap<Uuid, (PersonId, FreshCode)>>,
    /// The same for links by which somebody sets a password.
    links: Mutex<HashMap<Uuid, (PersonId, FreshLink)>>,
    /// Changes of the own password of late, likewise.
    changes: Mutex<Vec<Change>>,
    hasher: Hasher,
    under_way: Arc<UnderWay>,
    /// Whether browsers come under TLS.
    secure: AtomicBool,
    /// Who did what.
    pub audit: Audit,
}

impl Accounts {
    /// The accounts kept in `db`.
    pub fn new(db: Arc<Db>, ledger: Arc<Ledger>, clock: Clock) -> Self {
        let audit = Audit::new(Arc::clone(&db), clock.clone());
        Self {
            db,
            ledger,
            clock,
            heard: Heard::default(),
            used: Used::default(),
            ends: Ends::default(),
            given: Mutex::default(),
            links: Mutex::default(),
            changes: Mutex::default(),
            hasher: Hasher::default(),
            under_way: Arc::default(),
            secure: AtomicBool::new(false),
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
        let Some(person) = self.ledger.get::<Person>(id.uuid()).await?.map(|folded| folded.state) else {
            return Ok(None);
        };
        let centres = if asks_for_centres(&person) { self.ledger.centres().await? } else { Vec::new() };
        Ok(Some(Viewer::new(id, person, &centres)))
    }
}
