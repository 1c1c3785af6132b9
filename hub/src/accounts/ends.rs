//! Sessions and phones that were ended while nothing could be written: the disk was full, or another process held the database. They are over at
//! once for as long as this hub runs, and are written down as soon as that goes.

use super::Accounts;
use crate::error::HubError;
use fettle_core::kernel::{DeviceId, PersonId};

/// Whether it could only not be written down.
pub(super) fn unwritten(e: &HubError) -> bool {
    e.is_full() || e.is_busy()
}

impl Accounts {
    /// Shuts a phone out for as long as this hub runs, and writes its revocation down as soon as that goes.
    pub(crate) fn revoke_for_now(&self, by: PersonId, device: DeviceId, reason: &str) {
        self.ends.with(|inner| inner.devices.insert(device, (by, reason.to_owned())));
        tracing::warn!(%device, "revoked in memory: nothing can be written");
    }
    /// Writes down what ended meanwhile.
    pub(crate) async fn write_down_ends(&self) {
        let (sessions, persons, devices) =
            self.ends.with(|inner| (inner.sessions.clone(), inner.persons.clone(), inner.devices.clone()));
        for digest in sessions {
            if self.delete_session(&digest).await.is_ok() {
                self.ends.with(|inner| inner.sessions.remove(&digest));
            }
        }
        for (person, ended) in persons {
            if self.delete_sessions_of(person, ended).await.is_ok() {
                self.ends.with(|inner| inner.persons.retain(|one, at| *one != person || *at > ended));
            }
        }
        for (device, (by, reason)) in devices {
            match self.revoke(by, device, &reason).await {
                Err(e) if unwritten(&e) => {}
                // A clear no stays as it is: the phone is shut out until the hub restarts, and the log says so.
                Err(error) => tracing::warn!(%device, %error, "the revocation cannot be recorded"),
                Ok(()) => {
                    self.ends.with(|inner| inner.devices.remove(&device));
                }
            }
        }
    }
}
