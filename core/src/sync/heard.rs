//! What a phone heard of its hub, as plain data between the store and the machine: how far the hub was, and what has to be asked about.

use super::protocol::{Greeting, Stream};
use crate::kernel::EventId;
use std::collections::BTreeMap;
use uuid::Uuid;

/// An event that the hub has not sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnconfirmedEvent {
    /// The event.
    pub event: EventId,
    /// The first record of what it says; itself where it says nothing again.
    pub origin: EventId,
}

/// What a hub gave and acknowledged in its epoch: one that greets with less was put back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The epoch.
    pub epoch: Option<Uuid>,
    /// The newest own number that it acknowledged; 0 for none.
    pub acknowledged: u64,
    /// The newest number here of each stream.
    pub cursors: BTreeMap<Stream, u64>,
}

impl Told {
    /// Whether the hub greets with less than it gave, in the epoch in which it gave it.
    pub fn is_more_than(&self, greeting: &Greeting) -> bool {
        let ahead = |(stream, newest)| self.cursors.get(stream).is_some_and(|here| here > newest);
        self.epoch == Some(greeting.epoch)
            && (self.acknowledged > greeting.have.number || greeting.streams.iter().any(ahead))
    }
}
