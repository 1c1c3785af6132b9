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
    /// The batches that are under way in this process. One that began and is not among them was broken off with its process: so this is asked
    /// before a batch is read, or one that ends between the two would be taken for broken off.
    pub fn under_way(&self) -> BTreeSet<Uuid> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
