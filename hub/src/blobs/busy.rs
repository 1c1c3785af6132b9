//! One request at a time writes to an upload.

use crate::error::Fault;
use axum::http::StatusCode;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Uploads that a request writes to at this moment: one at a time.
#[derive(Debug, Default, Clone)]
pub(super) struct Busy(Arc<Mutex<HashSet<Uuid>>>);

/// Holds an upload; gone with the request.
pub(super) struct Held(Busy, Uuid);

impl Busy {
    pub(super) fn hold(&self, id: Uuid) -> Result<Held, Fault> {
        let fresh = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        if fresh { Ok(Held(self.clone(), id)) } else { Err(Fault::new(StatusCode::LOCKED, "upload_busy")) }
    }
}

#[cfg(test)]
impl crate::blobs::Blobs {
    /// Whether a request writes to an upload at this moment.
    pub(crate) fn is_written_to(&self) -> bool {
        !self.busy.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}
