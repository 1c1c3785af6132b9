//! What accounts keep in memory beside the database: who was heard of lately, sessions whose use is not noted yet, what ended and could not be
//! written.

use fettle_core::kernel::{DeviceId, PersonId};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// How exact the time of the last request is kept, in milliseconds.
const HEARD_EVERY_MS: u64 = 60_000;

/// When which device was last noted to be heard of, by what, and with which app.
#[derive(Debug, Default)]
pub(super) struct Heard(Mutex<HashMap<(DeviceId, bool), LastHeard>>);

#[derive(Debug, Default)]
struct LastHeard {
    at: u64,
    app: Option<String>,
}

impl Heard {
    pub(super) fn is_news(&self, device: DeviceId, pulled: bool, app: Option<&str>, now: u64) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = all.entry((device, pulled)).or_default();
        let other_app = app.is_some() && app != last.app.as_deref();
        other_app || now.abs_diff(last.at) >= HEARD_EVERY_MS
    }
    pub(super) fn noted(&self, device: DeviceId, pulled: bool, app: Option<&str>, now: u64) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = all.entry((device, pulled)).or_default();
        last.at = now;
        last.app = app.map(str::to_owned).or(last.app.take());
    }
}

/// How long it lasts when nobody uses it, in milliseconds. A page that only listens does not use it.
pub const SESSION_IDLE_MS: u64 = 2 * 60 * 60 * 1000;

/// Sessions whose last use could not be noted in the database yet, and when that was; in memory only.
#[derive(Debug, Default)]
pub(super) struct Used(Mutex<HashMap<String, u64>>);

impl Used {
    pub(super) fn last(&self, digest: &str) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(digest).copied().unwrap_or(0)
    }
    pub(super) fn note(&self, digest: &str, now: u64) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, seen| *seen + SESSION_IDLE_MS > now);
        all.insert(digest.to_owned(), now);
    }
    pub(super) fn forget(&self, digest: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(digest);
    }
}

/// A change of the own password: by which form, and the session that began with it.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub form: Uuid,
    pub person: PersonId,
    pub cookie: String,
    pub at: u64,
}

/// What ended and is not on the disk.
#[derive(Debug, Default)]
pub(super) struct Ends(Mutex<NotWritten>);

#[derive(Debug, Default)]
pub(super) struct NotWritten {
    /// Digests of sessions.
    pub sessions: HashSet<String>,
    /// All sessions of a person that began up to this time.
    pub persons: HashMap<PersonId, u64>,
    /// Devices, with who revoked them and why.
    pub devices: HashMap<DeviceId, (PersonId, String)>,
}

impl Ends {
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut NotWritten) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
    pub(super) fn session(&self, digest: &str) {
        self.with(|inner| inner.sessions.insert(digest.to_owned()));
    }
    pub(super) fn person(&self, person: PersonId, now: u64) {
        self.with(|inner| inner.persons.insert(person, now));
    }
    /// Whether a session that began at `began` is over.
    pub(super) fn is_over(&self, digest: &str, person: PersonId, began: u64) -> bool {
        self.with(|inner| {
            inner.sessions.contains(digest) || inner.persons.get(&person).is_some_and(|ended| began <= *ended)
        })
    }
    pub(super) fn is_revoked(&self, device: DeviceId) -> bool {
        self.with(|inner| inner.devices.contains_key(&device))
    }
}
