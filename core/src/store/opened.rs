//! States that screens read before: opened and parsed once, as long as what is stored stays the same to the byte. Most screens show the same
//! customer, site and cards again. Nothing here knows when something is written: what is stored is compared each time.

use super::error::{StoreError, damaged};
use crate::kernel::{Aggregate, Folded};
use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Sealed bytes that are held at most; the states themselves take some times as much.
const MOST: usize = 2 << 20;

/// The states.
#[derive(Default)]
pub(super) struct Opened(Mutex<Held>);

#[derive(Default)]
struct Held {
    states: HashMap<(&'static str, Uuid), Kept>,
    bytes: usize,
    /// States that were asked for, whether they were held or not.
    #[cfg(test)]
    asked: usize,
}

struct Kept {
    sealed: Vec<u8>,
    state: Arc<dyn Any + Send + Sync>,
}

impl Opened {
    /// The state that is stored as `sealed`, which `open` opens.
    ///
    /// # Errors
    /// As `open`, and [`StoreError`] for a document that cannot be read.
    pub(super) fn read<A: Aggregate>(
        &self,
        id: Uuid,
        sealed: Vec<u8>,
        open: impl FnOnce(&[u8]) -> Result<Vec<u8>, StoreError>,
    ) -> Result<Folded<A>, StoreError> {
        #[cfg(test)]
        {
            self.held().asked += 1;
        }
        if let Some(state) = self.known::<A>(id, &sealed) {
            return Ok(Folded::clone(&state));
        }
        let state: Folded<A> = serde_json::from_slice(&open(&sealed)?).map_err(damaged)?;
        self.keep(A::KIND, id, Kept { sealed, state: Arc::new(state.clone()) });
        Ok(state)
    }
    /// How many states were asked for so far.
    #[cfg(test)]
    pub(super) fn asked(&self) -> usize {
        self.held().asked
    }
    /// Forgets all of them.
    pub(super) fn forget(&self) {
        *self.held() = Held::default();
    }
    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn known<A: Aggregate>(&self, id: Uuid, sealed: &[u8]) -> Option<Arc<Folded<A>>> {
        let held = self.held();
        let kept = held.states.get(&(A::KIND, id)).filter(|kept| kept.sealed == sealed)?;
        Arc::clone(&kept.state).downcast().ok()
    }
    fn keep(&self, kind: &'static str, id: Uuid, kept: Kept) {
        let mut held = self.held();
        // All start over: which of them is wanted again is seen soon enough.
        if held.bytes + kept.sealed.len() > MOST {
            held.states = HashMap::new();
            held.bytes = 0;
        }
        held.bytes += kept.sealed.len();
        if let Some(before) = held.states.insert((kind, id), kept) {
            held.bytes -= before.sealed.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_stays_within_its_limit() {
        let opened = Opened::default();
        let one = |n: u128, bytes: usize| {
            opened.keep("job", Uuid::from_u128(n), Kept { sealed: vec![0; bytes], state: Arc::new(()) });
            let held = opened.held();
            let sum: usize = held.states.values().map(|kept| kept.sealed.len()).sum();
            assert_eq!(held.bytes, sum);
            (held.states.len(), held.bytes)
        };
        assert_eq!(one(1, MOST / 2), (1, MOST / 2));
        assert_eq!(one(1, MOST / 4), (1, MOST / 4), "the same again is in the place of what was there");
        assert_eq!(one(2, MOST / 2), (2, MOST / 4 + MOST / 2));
        assert_eq!(one(3, MOST / 2), (1, MOST / 2));
        opened.forget();
        assert_eq!(one(4, 1), (1, 1));
    }
}
