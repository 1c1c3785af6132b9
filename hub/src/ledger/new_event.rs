//! What a work is about to write: events, and what is to stand in streams.

use super::verdict::Verdict;
use fettle_core::kernel::{Event, Hash, Subject};

/// An event on its way to its row.
#[derive(Debug)]
pub(super) struct NewEvent {
    pub seq: i64,
    pub event: Event,
    pub hash: Hash,
    pub verdict: Verdict,
}

/// What is to stand in a stream.
#[derive(Debug)]
pub(super) enum What {
    Event(i64),
    Forget(Subject),
}
