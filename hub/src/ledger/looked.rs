//! How far signed sheets were held against the record.

use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::Mutex;

/// How far it is.
#[derive(Debug)]
pub(super) struct Looked {
    pub(super) alone: Mutex<()>,
    /// Up to which event row; below 0 before it was read.
    pub(super) to: AtomicI64,
    /// From which event row on it has to look again.
    pub(super) again: AtomicI64,
}

impl Default for Looked {
    fn default() -> Self {
        Self { alone: Mutex::default(), to: AtomicI64::new(-1), again: AtomicI64::new(i64::MAX) }
    }
}

impl Looked {
    /// After an event was let in late.
    pub(super) fn again_from(&self, seq: i64) {
        self.again.fetch_min(seq - 1, Ordering::AcqRel);
    }
}
