//! What a handler takes of the hub: the parts that it works with, so that its signature says what it may touch. What a part does lives with the
//! part, nothing of it here.
//!
//! A handler that answers with what only the whole hub knows (its key, its name, its addresses, who listens) takes the hub.

use crate::accounts::Accounts;
use crate::blobs::Blobs;
use crate::epoch::Epoch;
use crate::hub::Hub;
use crate::ledger::Ledger;
use axum::extract::FromRef;
use std::ops::Deref;
use std::sync::Arc;

/// One part, as `State<Part<Ledger>>` among the arguments of a handler.
#[derive(Debug)]
pub(crate) struct Part<T>(Arc<T>);

impl<T> Deref for Part<T> {
    type Target = Arc<T>;
    fn deref(&self) -> &Arc<T> {
        &self.0
    }
}

impl FromRef<Arc<Hub>> for Part<Ledger> {
    fn from_ref(hub: &Arc<Hub>) -> Self {
        Self(Arc::clone(&hub.ledger))
    }
}

impl FromRef<Arc<Hub>> for Part<Accounts> {
    fn from_ref(hub: &Arc<Hub>) -> Self {
        Self(Arc::clone(&hub.accounts))
    }
}

impl FromRef<Arc<Hub>> for Part<Blobs> {
    fn from_ref(hub: &Arc<Hub>) -> Self {
        Self(Arc::clone(&hub.blobs))
    }
}

impl FromRef<Arc<Hub>> for Part<Epoch> {
    fn from_ref(hub: &Arc<Hub>) -> Self {
        Self(Arc::clone(&hub.epoch))
    }
}
