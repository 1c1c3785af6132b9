//! Tries of passwords and codes that are under way.

use std::collections::HashMap;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// Tries under way.
#[derive(Debug, Default)]
pub(super) struct UnderWay {
    pub(super) counts: Mutex<HashMap<String, u64>>,
    /// Held while wrong ones are counted and while one becomes wrong: in between nothing slips through.
    pub(super) gate: tokio::sync::Mutex<()>,
    pub(super) ended: Notify,
    pub(super) waiting: AtomicUsize,
}

impl UnderWay {
    pub(super) fn count(&self, what: &str) -> u64 {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).get(what).copied().unwrap_or(0)
    }
}

/// A try under way. Dropped, it counts no more: it was right, or nobody will hear how it went.
#[derive(Debug)]
pub(super) struct Try {
    pub(super) keys: Vec<String>,
    pub(super) under_way: Arc<UnderWay>,
}

impl Drop for Try {
    fn drop(&mut self) {
        let mut counts = self.under_way.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for key in &self.keys {
            if let Some(count) = counts.get_mut(key) {
                *count -= 1;
                if *count == 0 {
                    counts.remove(key);
                }
            }
        }
        drop(counts);
        self.under_way.ended.notify_waiters();
    }
}
