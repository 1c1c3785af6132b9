//! Where the ledger meets the business: the few questions it asks of `fettle_core::domain`. Nothing is decided here.

use crate::error::HubError;
use fettle_core::domain::any::{AnyFolded, TYPES};
use fettle_core::domain::filing as domain_filing;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::{Event, Subject};
use std::collections::BTreeSet;

/// The state of an aggregate with what is needed to fold more into it.
#[derive(Debug, Clone)]
pub(super) struct State(pub AnyFolded);

impl State {
    /// Before the first event.
    pub(super) fn fresh(subject: &Subject) -> Self {
        Self(AnyFolded::new(subject.kind()))
    }
    pub(super) fn fold(subject: &Subject, events: &[Event]) -> Self {
        Self(AnyFolded::fold(subject.kind(), events))
    }
    /// Takes in an event that sorts behind all others; `false` when it does not.
    pub(super) fn push(&mut self, event: &Event) -> bool {
        self.0.push(event)
    }
    /// Events taken in.
    pub(super) fn count(&self) -> u64 {
        self.0.count()
    }
    /// Reads the stored form.
    pub(super) fn read(text: &str) -> Result<Self, HubError> {
        Ok(Self(serde_json::from_str(text)?))
    }
    /// The stored form.
    pub(super) fn write(&self) -> Result<String, HubError> {
        Ok(serde_json::to_string(&self.0)?)
    }
}

/// Whether this version knows events of this type.
pub(super) fn knows(kind: &str, event_type: &str) -> bool {
    TYPES.iter().any(|(name, types)| *name == kind && types.contains(&event_type))
}
