//! Imports of one hub come one after the other: the second one sees what the first one brought.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// Who imports, and which batches are under way.
#[derive(Debug, Default)]
pub struct Turn {
    one: tokio::sync::Mutex<()>,
    under_way: Mutex<BTreeSet<Uuid>>,
}

impl Turn {
    /// Waits until nobody else imports.
    pub async fn mine(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.one.lock().await
    }
    /// Takes note that a batch is under way in this process; false where it is already.
    pub fn begin(&self, batch: Uuid) -> bool {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner).insert(batch)
    }
    /// It is not any more.
    pub fn end(&self, batch: Uuid) {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&batch);
    }
    /// Whether a batch is under way in this process. One that began and is not was broken off with its process.
    pub fn is_under_way(&self, batch: Uuid) -> bool {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner).contains(&batch)
    }
}
